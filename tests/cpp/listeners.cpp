// Listeners live as long as anything that can cause calls of them, wherever client, context and pager were moved or ended;
// what they throw is dropped, and pthread_exit() in one ends its thread after the call.
#include <pthread.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <utility>

#include "check.hpp"

/// Counts its calls, owns a text on the heap, and counts when it is destroyed.
struct Counter {
    std::atomic<int> *heard, *destroyed;
    std::string text = "a text that is too long to be kept anywhere but on the heap";
    std::shared_ptr<int> life = std::shared_ptr<int>(new int(7), [gone = destroyed](int *number) {
        ++*gone;
        delete number;
    });

    Counter(std::atomic<int> &heard_by, std::atomic<int> &destroyed_by) : heard(&heard_by), destroyed(&destroyed_by) {}
    void operator()(codat::LogLevel, std::string_view line) const {
        CHECK(text.size() == 59 && *life == 7 && contains(std::string(line), "event"), text);
        ++*heard;
    }
};

static void pager_outlives_client(const codat::Sandbox &sandbox) {
    std::atomic<int> heard{0}, destroyed{0};
    {
        auto make = [&] {
            codat::Client client(sandbox.config(), CODAT_LOG_DEBUG, Counter(heard, destroyed));
            codat::Context context;
            CHECK(context.set_interrupt([text = std::string(100, 'x')] { return text.size() == 100; }) == CODAT_OK, "set");
            return codat::Pager(client, "companies.list", R"({"pageSize":1})", &context);
        };
        codat::Pager pager = make();
        int pages = 0;
        for (std::string page = pager.next().value(); !codat::is_past_the_end(page); page = pager.next().value()) pages++;
        CHECK(pages == 3 && heard == 3 && destroyed == 0, std::to_string(heard));

        // One that is fetching ahead when it goes, or when another takes its place.
        codat::Pager left = make();
        CHECK(left.next(), "a page");
        left = make();
        CHECK(left.next(), "a page");
    }
    // The call that fetches ahead may end after its pager.
    wait_until("the listeners' end", [&] { return destroyed == 3; });
}

static void call_outlives_client(codat::Sandbox &sandbox) {
    std::atomic<int> heard{0}, destroyed{0};
    sandbox.control("reset").value();
    sandbox.control("queue-faults", R"({"faults":[{"effect":"delay","delayMs":300}]})").value();
    auto client = std::make_unique<codat::Client>(sandbox.config(), CODAT_LOG_DEBUG, Counter(heard, destroyed));
    codat::Groups groups = client->groups();
    std::thread thread([called = std::move(groups)] { CHECK(called.list(), "the call succeeds"); });
    wait_until("the request", [&] { return requests(sandbox) == 1; });
    client.reset();
    thread.join();
    CHECK(heard == 1, std::to_string(heard));
}

/// Frees an object in one of its callbacks, and then reads the captures of the callback.
template <typename End>
auto ending(End end) {
    return [end, text = std::string(100, 'x')](auto &&...) {
        end();
        CHECK(text == std::string(100, 'x'), text);
        return true;
    };
}

static void listeners_end_their_objects(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    codat::Client client(sandbox.config());
    const std::string many = R"({"companies":[{"name":"A"},{"name":"B"},{"name":"C"}],"concurrency":1})";
    std::unique_ptr<codat::Context> context;
    context = std::make_unique<codat::Context>("{}", ending([&] { context.reset(); }));
    CHECK(client.companies().create_many(many, context.get()) && !context, "the progress listener ended its context");

    // By each way to call, and by assigning.
    auto slow = [&] {
        sandbox.control("queue-faults", R"({"faults":[{"effect":"delay","delayMs":300,"times":1}]})").value();
    };
    for (int way = 0; way < 4; way++) {
        context = std::make_unique<codat::Context>();
        auto end = [&, way] {
            if (way == 1 && context) *context = codat::Context();
            else context.reset();
        };
        CHECK(context->set_interrupt(ending(end)) == CODAT_OK, "set");
        std::unique_ptr<codat::Pager> pager;
        if (way == 2) pager = std::make_unique<codat::Pager>(client, "companies.list", "{}", context.get());
        slow();
        codat::Context *raw = context.get();
        codat::Result result = way == 2 ? pager->next() : way == 3 ? client.call("groups.list", "{}", raw)
                                                                   : client.groups().list("{}", raw);
        CHECK(result, result.document());
    }

    // Its object is destroyed on another thread: the call continues, with its callback.
    slow();
    std::atomic<int> asked{0};
    context = std::make_unique<codat::Context>();
    CHECK(context->set_interrupt(ending([&] { ++asked; })) == CODAT_OK, "set");
    std::thread thread([&, raw = context.get()] { CHECK(client.groups().list("{}", raw), "the call succeeds"); });
    wait_until("a question", [&] { return asked > 0; });
    context.reset();
    int before = asked;
    wait_until("another question", [&] { return asked > before; });
    thread.join();
}

/// The listener is the client's, the client is gone, and the last of its pagers goes in it: on the thread that asks for a
/// page, and on the one that fetches ahead.
static void log_listener_ends_pager(codat::Sandbox &sandbox) {
    for (int event = 1; event <= 2; event++) {
        sandbox.control("reset").value();
        sandbox.control("seed-companies", R"({"count":3})").value();
        std::atomic<int> heard{0}, ended{0}, destroyed{0};
        std::unique_ptr<codat::Pager> pager;
        auto end = [&] {
            if (++heard != event) return;
            pager.reset();
            ++ended;
        };
        {
            auto listener = [count = Counter(heard, destroyed), listen = ending(end)](codat::LogLevel, std::string_view) {
                CHECK(*count.life == 7, "it is alive");
                listen();
                CHECK(*count.life == 7, "it is alive");
            };
            codat::Client client(sandbox.config(), CODAT_LOG_DEBUG, std::move(listener));
            pager = std::make_unique<codat::Pager>(client, "companies.list", R"({"pageSize":1})");
        }
        static_cast<void>(pager->next());
        wait_until("the pager's end", [&] { return ended == 1; });
        wait_until("the listener's end", [&] { return destroyed == 1; });
        CHECK(!pager, "the pager is gone");
    }
}

static void progress_and_interrupt(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    codat::Client client(sandbox.config());
    const std::string many = R"({"companies":[{"name":"A"},{"name":"B"}]})";
    std::string text(100, 'x');
    int events = 0;
    codat::Context first("{}", [&, text](std::string_view) {
        events += text.size() == 100;
        return true;
    });
    codat::Context context(std::move(first));
    CHECK(client.companies().create_many(many, &context), "created");
    CHECK(events == 2, std::to_string(events));
    codat::Context thrower("{}", [](std::string_view) -> bool { throw std::runtime_error("on purpose"); });
    // Far more companies than are in flight when the first is reported.
    std::string more = R"({"name":"0"})";
    for (int i = 1; i < 20; i++) more += R"(,{"name":")" + std::to_string(i) + R"("})";
    codat::Result stopped =
        client.companies().create_many(R"({"companies":[)" + more + R"(],"concurrency":1})", &thrower);
    CHECK(contains(stopped.value(), R"("stopped":"stopped")"), "it is stopped");

    CHECK(first.set_interrupt([] { return true; }) == CODAT_INVALID_HANDLE, "moved from");
    CHECK(context.set_interrupt(nullptr) == CODAT_INVALID_ARGUMENT, "empty");
    CHECK(context.set_interrupt([]() -> bool { throw std::runtime_error("on purpose"); }) == CODAT_OK, "set");
    CHECK(context.set_interrupt([] { return true; }) == CODAT_INVALID_ARGUMENT, "a second one");
    sandbox.control("queue-faults", R"({"faults":[{"effect":"delay","delayMs":60000}]})").value();
    CHECK_FAILS(client.groups().list("{}", &context), CODAT_CANCELLED);
}

/// The exception destroys the callback's objects and those of the caller; the client remains usable.
struct Flag {
    std::atomic<int> &count;
    ~Flag() { ++count; }
};

static void thread_ends(codat::Sandbox &sandbox) {
    sandbox.control("reset").value();
    static std::atomic<int> destroyed;
    destroyed = 0;
    codat::Client client(sandbox.config(), CODAT_LOG_DEBUG, [](codat::LogLevel, std::string_view line) {
        Flag flag{destroyed};
        if (contains(std::string(line), "companies.list")) pthread_exit(nullptr);
    });
    static std::atomic<bool> returned;
    returned = false;
    pthread_t thread;
    auto call = [](void *argument) -> void * {
        Flag flag{destroyed};
        static_cast<void>(static_cast<codat::Client *>(argument)->companies().list());
        returned = true;
        return nullptr;
    };
    CHECK(pthread_create(&thread, nullptr, call, &client) == 0, "thread");
    CHECK(pthread_join(thread, nullptr) == 0, "join");
    CHECK(!returned && destroyed == 2, std::to_string(destroyed));
    CHECK(client.groups().list(), "the client is usable");
}

int main() {
    {
        codat::Sandbox sandbox;
        sandbox.control("seed-companies", R"({"count":3})").value();
        pager_outlives_client(sandbox);
        call_outlives_client(sandbox);
        listeners_end_their_objects(sandbox);
        log_listener_ends_pager(sandbox);
        progress_and_interrupt(sandbox);
        thread_ends(sandbox);
    }
    return done();
}
