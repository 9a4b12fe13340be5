// A log callback receives the events of calls, may throw and call, and moves with its client.
#include <stdexcept>
#include <utility>
#include <vector>

#include "check.hpp"

int main() {
    {
        codat::Sandbox sandbox;
        std::vector<std::pair<codat::LogLevel, std::string>> heard;
        const codat::Client *itself = nullptr;
        codat::Client first(sandbox.config(), CODAT_LOG_DEBUG, [&](codat::LogLevel level, std::string_view line) {
            heard.emplace_back(level, line);
            if (itself) CHECK(itself->groups().list(), "a call of the listener's own");
            throw std::runtime_error("on purpose");
        });
        codat::Client client(std::move(first));
        itself = &client;
        CHECK(client.groups().list(), "the call succeeds");
        CHECK_FAILS(client.companies().get(R"({"companyId":"nobody"})"), CODAT_NOT_FOUND);
        CHECK(heard.size() == 2, std::to_string(heard.size()) + " events");
        CHECK(heard[0].first == CODAT_LOG_DEBUG && contains(heard[0].second, R"("event":"succeeded")"), heard[0].second);
        CHECK(heard[1].first == CODAT_LOG_INFO && contains(heard[1].second, R"("status":404)"), heard[1].second);
        CHECK(requests(sandbox) == 4, "two calls of ours, two of the listener's");

        itself = nullptr;
        client = codat::Client(sandbox.config());
        CHECK(client.groups().list() && heard.size() == 2, "the new client has no listener");
        try {
            codat::Client refused(sandbox.config(), static_cast<codat::LogLevel>(9), [](auto, auto) {});
            CHECK(false, "there is no such level");
        } catch (const codat::Error &error) {
            CHECK(error.status() == CODAT_INVALID_ARGUMENT && contains(error.what(), "level"), error.what());
        }
    }
    return done();
}
