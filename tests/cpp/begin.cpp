// Begun calls end once: as a future, in a listener on a thread of the library, or in one that a queue calls on the program's
// own thread. They end with the object that they belong to, wherever that is destroyed.
#include <poll.h>
#include <pthread.h>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "check.hpp"

using namespace std::chrono_literals;

static_assert(std::is_nothrow_move_constructible_v<codat::Queue> && std::is_nothrow_move_assignable_v<codat::Queue> &&
              !std::is_copy_constructible_v<codat::Queue> && !std::is_copy_assignable_v<codat::Queue>);

/// Says when the last copy of a listener is destroyed.
static std::shared_ptr<int> life(std::atomic<int> &destroyed) {
    return std::shared_ptr<int>(new int(7), [&destroyed](int *number) {
        ++destroyed;
        delete number;
    });
}

/// Delays the next responses until long after the test.
static void hold(const codat::Sandbox &sandbox, const std::string &times = "1") {
    sandbox.control("reset").value();
    sandbox.control("queue-faults", R"({"faults":[{"effect":"delay","delayMs":60000,"times":)" + times + "}]}").value();
}

static void seen(const codat::Sandbox &sandbox, long count) {
    wait_until("the requests", [&] { return requests(sandbox) >= count; });
}

template <typename T>
static T get(std::future<T> future) {
    CHECK(future.wait_for(20s) == std::future_status::ready, "the call does not end");
    return future.get();
}

static void futures(const codat::Sandbox &sandbox) {
    codat::Client client(sandbox.config());
    std::vector<std::future<codat::Result>> created;
    for (int i = 0; i < 20; i++) {
        created.push_back(client.async().companies().create(R"({"name":"Company )" + std::to_string(i) + "\"}"));
    }
    for (int i = 0; i < 20; i++) {
        std::string document = get(std::move(created[static_cast<std::size_t>(i)])).value();
        CHECK(contains(document, R"("name":"Company )" + std::to_string(i) + '"'), document);
    }
    CHECK(number_of(get(client.async().companies().list()), "totalResults") == 20, "each was created once");
    CHECK(get(client.async().call("groups.list", "{}")), "by its name");

    // What cannot begin is a result too.
    CHECK_FAILS(get(client.async().companies().get("{}")), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(get(client.async().companies().get("no JSON")), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(get(client.async().companies().get(std::string("{}\0", 3))), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(get(client.async().call("companies.bake", "{}")), CODAT_INVALID_ARGUMENT);
    codat::Context context;
    codat::Context moved(std::move(context));
    CHECK_FAILS(get(client.async().groups().list("{}", &context)), CODAT_INVALID_HANDLE);
    CHECK(get(client.async().groups().list("{}", &moved)), "in a context");
    codat::Client other(std::move(client));
    CHECK_FAILS(get(client.async().groups().list()), CODAT_INVALID_HANDLE);
    CHECK(get(other.async().groups().list()), "moved");
    codat::Client::Async outlives = other.async();
    other = codat::Client(sandbox.config());
    CHECK_FAILS(get(outlives.groups().list()), CODAT_INVALID_HANDLE);
}

static void listeners(codat::Sandbox &sandbox) {
    codat::Client client(sandbox.config());
    std::atomic<int> destroyed{0}, blocked{0};
    auto begins = [&](codat::DoneListener listener, const std::string &options = "{}") {
        codat::Call call = client.begin("groups.list", "{}", std::move(listener), nullptr, options);
        CHECK(call && call.outcome().document().empty(), call.outcome().document());
        return call;
    };
    // On another thread, which the callback may use and block; its exceptions are dropped.
    auto self = std::this_thread::get_id();
    for (int i = 0; i < 30; i++) {
        begins([&, alive = life(destroyed)](codat::Result listed) {
            CHECK(listed && std::this_thread::get_id() != self && *alive == 7, listed.document());
            CHECK(client.groups().list(), "a call that blocks");
            ++blocked;
            throw std::runtime_error("on purpose");
        });
    }
    wait_until("30 listeners", [&] { return destroyed == 30; });
    CHECK(blocked == 30, std::to_string(blocked));

    // pthread_exit() ends the listener alone.
    begins([&, alive = life(destroyed)](codat::Result) { pthread_exit(nullptr); });
    wait_until("the listener", [&] { return destroyed == 31; });

    // Options for this call alone.
    hold(sandbox);
    std::promise<codat::Result> promise;
    begins([&](codat::Result result) { promise.set_value(std::move(result)); }, R"({"timeoutMs":20})");
    CHECK_FAILS(get(promise.get_future()), CODAT_TIMEOUT);
    codat::Call none = client.begin("groups.list", "{}", nullptr, nullptr, R"({"noMember":1})");
    CHECK(!none, "it has not begun");
    CHECK_FAILS(none.outcome(), CODAT_INVALID_ARGUMENT);
    CHECK(none.cancel() == CODAT_INVALID_HANDLE && codat::Call().stop() == CODAT_INVALID_HANDLE, "there is no call");
    begins(nullptr);
}

static void cancelled(codat::Sandbox &sandbox) {
    codat::Client client(sandbox.config());
    hold(sandbox, "3");
    std::promise<codat::Result> promise;
    codat::Call call = client.begin("groups.list", "{}", [&](codat::Result result) { promise.set_value(std::move(result)); });
    codat::Context context;
    auto with_context = client.async().groups().create(R"({"name":"G"})", &context);
    seen(sandbox, 2);
    codat::Call copy = call;
    CHECK(copy.cancel() == CODAT_OK, "cancel");
    CHECK_FAILS(get(promise.get_future()), CODAT_CANCELLED);
    CHECK(call.cancel() == CODAT_OK, "it has ended");
    CHECK(context.cancel() == CODAT_OK, "cancel");
    codat::Result result = get(std::move(with_context));
    CHECK_FAILS(result, CODAT_CANCELLED);
    CHECK(contains(result.document(), R"("outcomeUnknown":true)"), result.document());
    CHECK_FAILS(get(client.async().groups().list("{}", &context)), CODAT_CANCELLED);
}

/// A create that runs when its client is destroyed, or a pager's page: the future has the true outcome, and the key.
static void futures_outlive_their_owners(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    sandbox.control("queue-faults", R"({"faults":[{"effect":"delay","delayMs":600000,"times":10}]})").value();
    std::future<codat::Result> created, waiting, page;
    {
        std::string config = sandbox.config();
        codat::Client client(config.insert(1, R"("maxConnections":1,)"));
        created = client.async().companies().create(R"({"name":"Orphan"})");
        seen(sandbox, 1);
        waiting = client.async().companies().create(R"({"name":"Never sent"})");
    }
    codat::Result result = get(std::move(created));
    CHECK_FAILS(result, CODAT_CANCELLED);
    CHECK(contains(result.document(), R"("outcomeUnknown":true)"), result.document());
    CHECK(contains(result.document(), R"("idempotencyKey":")"), result.document());
    result = get(std::move(waiting));
    CHECK_FAILS(result, CODAT_CANCELLED);
    CHECK(contains(result.document(), R"("outcomeUnknown":false)"), result.document());
    {
        codat::Client client(sandbox.config());
        codat::Pager pager(client, "companies.list");
        page = pager.begin_next();
        seen(sandbox, 2);
    }
    result = get(std::move(page));
    CHECK_FAILS(result, CODAT_CANCELLED);
    CHECK(contains(result.document(), R"("outcomeUnknown":false)"), result.document());
}

/// Destroyed with a call that runs: its future is ready, its listener is gone.
static void owners_end(codat::Sandbox &sandbox) {
    std::atomic<int> destroyed{0}, called{0};
    std::future<codat::Result> future;
    codat::Call call;
    hold(sandbox, "10");
    {
        codat::Client client(sandbox.config());
        future = client.async().groups().list();
        call = client.begin("groups.list", "{}", [&, alive = life(destroyed)](codat::Result) { ++called; });
        seen(sandbox, 2);
        codat::Client moved(std::move(client));
        CHECK(future.wait_for(0s) == std::future_status::timeout && destroyed == 0, "the calls continue");
        codat::Client another(sandbox.config());
        moved = std::move(another);
        CHECK(destroyed == 1 && called == 0, "assigning ends them");
        CHECK_FAILS(get(std::move(future)), CODAT_CANCELLED);
        CHECK(call.cancel() == CODAT_INVALID_HANDLE, "the client is gone");
        codat::Client &itself = moved;
        future = moved.async().groups().list();
        moved = std::move(itself);
        CHECK(future.wait_for(0s) == std::future_status::timeout, "it was moved to itself");
    }
    CHECK_FAILS(get(std::move(future)), CODAT_CANCELLED);

    // In one of its callbacks; the others are destroyed.
    auto client = std::make_unique<codat::Client>(sandbox.config());
    client->begin("groups.list", "{}", [alive = life(destroyed)](codat::Result) { CHECK(false, "never"); });
    std::string text(100, 'x');
    client->begin("companies.get", "{}", [&, text, alive = life(destroyed)](codat::Result result) {
        CHECK_FAILS(result, CODAT_INVALID_ARGUMENT);
        client.reset();
        CHECK(*alive == 7 && text == std::string(100, 'x') && destroyed == 2, text);
        ++called;
    });
    wait_until("the listener", [&] { return destroyed == 3; });
    CHECK(called == 1 && !client, std::to_string(called));

    // While a listener runs in another thread: it is waited for.
    client = std::make_unique<codat::Client>(sandbox.config());
    std::promise<void> running, let_go;
    bool is_over = false;
    client->begin("companies.get", "{}", [&](codat::Result) {
        running.set_value();
        let_go.get_future().wait();
        is_over = true;
    });
    running.get_future().wait();
    std::thread thread([&] { let_go.set_value(); });
    client.reset();
    CHECK(is_over, "the listener is over");
    thread.join();
}

static void queues(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    auto self = std::this_thread::get_id();
    int heard = 0, ended = 0;
    codat::Client client(sandbox.config(), CODAT_LOG_DEBUG, [&](codat::LogLevel level, std::string_view line) {
        CHECK(std::this_thread::get_id() == self && level == CODAT_LOG_DEBUG && heard == ended, std::string(line));
        heard++;
    });
    codat::Queue made;
    codat::Queue queue(std::move(made));
    CHECK(queue && !made && made.fd() == -1 && made.take() == -CODAT_INVALID_HANDLE, "moved");
    CHECK(queue.take() == 0 && queue.take(1ms) == 0, "there is nothing");
    pollfd watched{queue.fd(), POLLIN, 0};
    CHECK(poll(&watched, 1, 0) == 0, "there is nothing");
    for (int i = 0; i < 5; i++) {
        CHECK(client.begin(queue, "groups.list", "{}", [&](codat::Result listed) {
            CHECK(listed && std::this_thread::get_id() == self, listed.document());
            CHECK(heard == ++ended, "each has a log line, which comes first");
            throw std::runtime_error("on purpose");
        }), "begun");
        while (ended <= i) {
            CHECK(poll(&watched, 1, 20000) == 1, "there is something");
            CHECK(queue.take() >= 0, "taken");
        }
        CHECK(poll(&watched, 1, 0) == 0, "all was taken");
    }
    CHECK_FAILS(client.begin(made, "groups.list", "{}", nullptr).outcome(), CODAT_INVALID_HANDLE);

    // Progress, and no more of it.
    codat::Client quiet(sandbox.config());
    int events = 0;
    bool is_done = false;
    codat::Context context("{}", [&](std::string_view event) {
        CHECK(std::this_thread::get_id() == self && contains(std::string(event), "create_many"), std::string(event));
        return ++events < 3;
    });
    std::string many = R"({"name":"0"})";
    for (int i = 1; i < 5; i++) many += R"(,{"name":")" + std::to_string(i) + R"("})";
    codat::DoneListener done = [&](codat::Result result) {
        CHECK(events == 3 && contains(result.value(), R"("total":5)"), result.document());
        is_done = true;
    };
    quiet.begin(queue, "companies.create_many", R"({"companies":[)" + many + R"(],"concurrency":1})", done, &context);
    while (!is_done) CHECK(queue.take(20s) > 0, "an event");

    // Notified by wake; the queue is destroyed in a callback, with other callbacks pending.
    std::atomic<int> woken{0}, destroyed{0};
    auto woke = std::make_unique<codat::Queue>([&] {
        ++woken;
        throw std::runtime_error("on purpose");
    });
    for (int i = 0; i < 3; i++) {
        quiet.begin(*woke, "companies.get", "{}", [&, alive = life(destroyed)](codat::Result) {
            CHECK(woke, "no other is called");
            woke.reset();
        });
    }
    wait_until("wake", [&] { return woken == 1; });
    CHECK(woke->take(20s) > 0, "taken");
    wait_until("their ends", [&] { return destroyed == 3; });
    CHECK(!woke && woken == 1, std::to_string(woken));

    // Destroyed in wake.
    woke = std::make_unique<codat::Queue>([&] {
        woke.reset();
        ++woken;
    });
    quiet.begin(*woke, "companies.get", "{}", [](codat::Result) { CHECK(false, "never"); });
    wait_until("wake", [&] { return woken == 2; });

    // Destroyed while its calls run.
    hold(sandbox);
    {
        codat::Queue left;
        quiet.begin(left, "groups.list", "{}", [alive = life(destroyed)](codat::Result) { CHECK(false, "never"); });
        seen(sandbox, 1);
    }
    CHECK(destroyed == 4, "destroyed");
}

static void pages(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    sandbox.control("seed-companies", R"({"count":3})").value();
    auto make = [&] {
        codat::Client client(sandbox.config());
        return codat::Pager(client, "companies.list", R"({"pageSize":1})");
    };
    codat::Pager pager = make();
    int count = 0;
    for (std::string page = get(pager.begin_next()).value(); !codat::is_past_the_end(page);) {
        count++;
        page = get(pager.begin_next()).value();
    }
    CHECK(count == 3, std::to_string(count) + " pages");

    pager = make();
    codat::Queue queue;
    count = 0;
    bool is_past = false;
    codat::DoneListener listener = [&](codat::Result page) {
        is_past = codat::is_past_the_end(page.value());
        count++;
        if (!is_past) CHECK(pager.begin_next(queue, listener), "the next");
    };
    CHECK(pager.begin_next(queue, listener), "the first");
    while (!is_past) CHECK(queue.take(20s) > 0, "an event");
    CHECK(count == 4, std::to_string(count));

    hold(sandbox, "2");
    pager = make();
    std::future<codat::Result> left = pager.begin_next();
    seen(sandbox, 1);
    pager = make();
    CHECK_FAILS(get(std::move(left)), CODAT_CANCELLED);
    std::promise<codat::Result> page;
    codat::Call call = pager.begin_next([&](codat::Result result) { page.set_value(std::move(result)); });
    CHECK(call.cancel() == CODAT_OK, "cancel");
    CHECK_FAILS(get(page.get_future()), CODAT_CANCELLED);
    codat::Pager moved(std::move(pager));
    CHECK_FAILS(get(pager.begin_next()), CODAT_INVALID_HANDLE);
}

int main() {
    {
        codat::Sandbox sandbox;
        futures(sandbox);
        listeners(sandbox);
        cancelled(sandbox);
        futures_outlive_their_owners(sandbox);
        owners_end(sandbox);
        queues(sandbox);
        pages(sandbox);
    }
    return done();
}
