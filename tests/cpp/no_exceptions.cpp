// With -fno-exceptions every object can be created and used.
#include "check.hpp"

int main() {
    {
        codat::Result outcome;
        codat::Sandbox sandbox("{}", outcome);
        CHECK(outcome && sandbox, outcome.document());
        codat::Client client(sandbox.config(), outcome);
        CHECK(outcome && client && outcome.document().empty(), outcome.document());
        codat::Context context("{}", outcome);
        CHECK(outcome && context && outcome.document().empty(), outcome.document());

        codat::Result created = client.companies().create(R"({"name":"Toft Bakery"})", &context);
        CHECK(created && contains(created.document(), R"("name":"Toft Bakery")"), created.document());
        CHECK(number_of(client.companies().list(), "totalResults") == 1, "one company");
        CHECK_FAILS(client.groups().create("{}"), CODAT_INVALID_ARGUMENT);
        int heard = 0;
        auto listener = [&](codat::LogLevel, std::string_view) { heard++; };
        codat::Client heard_client(sandbox.config(), CODAT_LOG_DEBUG, listener, outcome);
        CHECK(outcome && heard_client.groups().list() && heard == 1, "one event");
        codat::Result begun = client.async().groups().list().get();
        CHECK(begun, begun.document());
        codat::Queue queue(outcome);
        CHECK(outcome && queue, outcome.document());
        bool is_done = false;
        client.begin(queue, "groups.list", "{}", [&](codat::Result listed) { is_done = bool(listed); });
        while (!is_done) CHECK(queue.take(std::chrono::seconds(20)) > 0, "an event");
        codat::Client refused(R"({"noMember":1})", outcome);
        CHECK_FAILS(outcome, CODAT_INVALID_ARGUMENT);
        CHECK(!refused, "it is empty");
    }
    return done();
}
