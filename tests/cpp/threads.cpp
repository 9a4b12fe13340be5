// Threads: objects shared by many, and cancelling from another one.
#include <thread>
#include <vector>

#include "check.hpp"

static void shared(codat::Sandbox &sandbox) {
    codat::Client client(sandbox.config());
    codat::Context context(R"({"timeoutMs":60000})");
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([&, i] {
            std::string input = R"({"name":"Bakery )" + std::to_string(i) + "\"}";
            for (int round = 0; round < 5; round++) {
                codat::Result created = client.companies().create(input, &context);
                CHECK(created, created.document());
            }
        });
    }
    for (auto &thread : threads) thread.join();
    CHECK(number_of(client.companies().list(), "totalResults") == 40, "each was created once");
}

/// Far longer than a test may take: a call that ends before was cancelled.
static void cancelled(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    sandbox.control("queue-faults", R"({"faults":[{"effect":"delay","delayMs":600000}]})").value();
    std::string config = sandbox.config();
    config.pop_back();
    codat::Client client(config + R"(,"timeoutMs":600000,"attemptTimeoutMs":600000})");
    codat::Context context;
    codat::Result listed;
    std::thread thread([&] { listed = client.groups().list("{}", &context); });
    wait_until("the request", [&] { return requests(sandbox) == 1; });
    CHECK(context.cancel() == CODAT_OK, "cancel");
    thread.join();
    CHECK_FAILS(listed, CODAT_CANCELLED);

    // Later calls in this context are cancelled too; the client is as good as ever.
    CHECK_FAILS(client.groups().list("{}", &context), CODAT_CANCELLED);
    CHECK(requests(sandbox) == 1, "something was sent");
    listed = client.groups().list();
    CHECK(listed, listed.document());
}

/// Creates a company when its thread ends.
struct AtTheEnd {
    static codat::Client *client;
    void touch() {}
    ~AtTheEnd() {
        codat::Result created = client->companies().create(R"({"name":"Last"})");
        CHECK(created, created.document());
        codat::Pager pager(*client, "companies.list", R"({"pageSize":1})");
        for (int page = 1; page <= 2; page++) CHECK(pager.next(), "a page");
    }
};

codat::Client *AtTheEnd::client = nullptr;
static thread_local AtTheEnd at_the_end;

/// Whatever was destroyed before, or not even made yet.
static void called_in_destructors(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    codat::Client client(sandbox.config());
    AtTheEnd::client = &client;
    auto call = [&] { CHECK(client.groups().list(), "a call"); };
    std::thread([] { at_the_end.touch(); }).join();
    std::thread([&] { at_the_end.touch(), call(); }).join();
    std::thread([&] { call(), at_the_end.touch(); }).join();
    CHECK(number_of(client.companies().list(), "totalResults") == 3, "each was created");
}

int main() {
    {
        codat::Sandbox sandbox;
        shared(sandbox);
        cancelled(sandbox);
        called_in_destructors(sandbox);
    }
    return done();
}
