// Errors, returned and thrown: the same status and error JSON either way.
#include <exception>
#include <type_traits>
#include <utility>

#include "check.hpp"

using namespace std::string_literals;

static_assert(std::is_base_of_v<std::runtime_error, codat::Error>);
static_assert(std::is_nothrow_move_constructible_v<codat::Result>);
// A text that is moved out of a temporary result belongs to the caller.
static_assert(std::is_same_v<decltype(std::declval<codat::Result>().value()), std::string>);
static_assert(std::is_same_v<decltype(std::declval<codat::Result>().document()), std::string>);
static_assert(std::is_same_v<decltype(std::declval<codat::Result &>().value()), const std::string &>);

/// What an action throws, which must be a codat::Error.
template <typename Action>
codat::Error thrown(Action action) {
    try {
        action();
    } catch (const codat::Error &error) {
        CHECK(contains(error.document(), R"({"error":)") && !contains(error.what(), R"({"error":)"), error.what());
        return error;
    }
    check_failed(__FILE__, __LINE__, "it throws", "it did not");
    std::abort();
}

static void of_calls(const codat::Client &client) {
    codat::Result missing = client.companies().get(R"({"companyId":"00000000-0000-0000-0000-000000000000"})");
    CHECK_FAILS(missing, CODAT_NOT_FOUND);
    codat::Error error = thrown([&] { missing.value(); });
    CHECK(error.status() == CODAT_NOT_FOUND && error.document() == missing.document(), error.what());
    std::string document = missing.document();
    error = thrown([&] { std::move(missing).value(); });
    CHECK(error.status() == CODAT_NOT_FOUND && error.document() == document, error.what());

    CHECK(std::string(error.what()).rfind("companies.get: ", 0) == 0, error.what());

    codat::Result listed = client.groups().list();
    CHECK(listed && listed.status() == CODAT_OK, listed.document());
    CHECK(listed.value() == listed.document(), "the value is the whole result JSON");
    CHECK(listed.document().rfind(R"({"result":{"results":[]})", 0) == 0, listed.document());
    document = listed.document();
    CHECK(std::move(listed).value() == document, "moved out");
}

/// Of constructors: throwing and filling in.
template <typename T>
void of_making(const std::string &config, codat::Status expected, const std::string &part) {
    codat::Error error = thrown([&] { T object(config); });
    CHECK(error.status() == expected && contains(error.document(), part), error.what());
    codat::Result outcome;
    T object(config, outcome);
    CHECK_FAILS(outcome, expected);
    CHECK(!object && object.handle() == nullptr, "it is empty");
    CHECK(contains(outcome.document(), part), outcome.document());
}

static void of_the_empty() {
    codat::Result outcome;
    codat::Client client(R"({"noMember":1})", outcome);
    CHECK_FAILS(client.companies().list(), CODAT_INVALID_HANDLE);
    CHECK_FAILS(client.call("companies.list", "{}"), CODAT_INVALID_HANDLE);
    codat::Context context(R"({"noMember":1})", outcome);
    CHECK(context.cancel() == CODAT_INVALID_HANDLE, "cancel");
    codat::Sandbox sandbox(R"({"noMember":1})", outcome);
    CHECK_FAILS(sandbox.control("stats"), CODAT_INVALID_HANDLE);
    CHECK(sandbox.config().empty(), sandbox.config());
}

/// C would see the beginning alone.
static void of_nul(const codat::Sandbox &sandbox, const codat::Client &client) {
    long before = requests(sandbox);
    const std::string message = "NUL character";
    of_making<codat::Client>("{\"apiKey\":\"none\"}\0"s, CODAT_INVALID_ARGUMENT, message);
    of_making<codat::Context>("\0{}"s, CODAT_INVALID_ARGUMENT, message);
    of_making<codat::Sandbox>("{}\0"s, CODAT_INVALID_ARGUMENT, message);
    CHECK_FAILS(client.companies().create("{\"name\":\"Toft\0 Bakery\"}"s), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(client.companies().list("{}\0"s), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(client.call("companies.list\0"s, "{}"), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(client.call("companies.list", "{}\0"s), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(sandbox.control("reset\0"s), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(sandbox.control("reset", "{}\0"s), CODAT_INVALID_ARGUMENT);
    CHECK(requests(sandbox) == before, "something was sent");
}

static void of_contexts(const codat::Sandbox &sandbox, const codat::Client &client) {
    const std::string key = "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0";
    codat::Context named(R"({"idempotencyKey":")" + key + "\"}");
    std::string document = client.companies().create(R"({"name":"Toft Bakery"})", &named).value();
    CHECK(contains(document, R"("idempotencyKey":")" + key + '"'), document);

    sandbox.control("queue-faults", R"({"faults":[{"effect":"delay","delayMs":30000}]})").value();
    codat::Context hurried(R"({"timeoutMs":50})");
    CHECK_FAILS(client.groups().list("{}", &hurried), CODAT_TIMEOUT);
}

/// A create of unknown outcome, repeated with the key of its error, ends with one company, whatever went wrong.
static void of_recovering() {
    codat::Sandbox sandbox;
    codat::Context once(R"({"maxRetries":0})");
    codat::Client client(sandbox.config());
    int made = 0;
    for (const char *when : {"before", "after"}) {
        for (const char *fault :
             {R"("effect":"cut")", R"("effect":"garbage")", R"("effect":"html")", R"("effect":"empty")",
              R"("effect":"truncate")", R"("effect":"status","status":500)", R"("effect":"status","status":503)",
              R"("effect":"status","status":302)", R"("effect":"status","status":204)",
              R"("effect":"status","status":404,"body":{"error":"Not Found"})",
              R"("effect":"status","status":200,"body":{"error":"no"})"}) {
            sandbox.control("queue-faults", R"({"faults":[{"when":")" + std::string(when) + "\"," + fault + "}]}").value();
            std::string company = R"({"name":"Recovered )" + std::to_string(++made) + "\"}";
            codat::Result lost = client.companies().create(company, &once);
            CHECK(!lost && contains(lost.document(), R"("outcomeUnknown":true)"), lost.document());
            codat::Context again(R"({"idempotencyKey":")" + lost.idempotency_key().value() + "\"}");
            client.companies().create(company, &again).value();
        }
    }
    CHECK(number_of(client.companies().list("{}"), "totalResults") == made, "each is there once");
}

/// A port that is taken.
static std::string port_of(const codat::Sandbox &sandbox) {
    const std::string host = "//127.0.0.1:";
    auto begin = sandbox.config().find(host) + host.size();
    return sandbox.config().substr(begin, sandbox.config().find('"', begin) - begin);
}

int main() {
    {
        codat::Sandbox sandbox;
        codat::Client client(sandbox.config());
        of_calls(client);
        of_making<codat::Client>(R"({"noMember":1})", CODAT_INVALID_ARGUMENT, R"("member":"noMember")");
        of_making<codat::Context>(R"({"timeoutMs":-1})", CODAT_INVALID_ARGUMENT, R"("member":"timeoutMs")");
        of_making<codat::Sandbox>(R"({"noMember":1})", CODAT_INVALID_ARGUMENT, "noMember");
        of_making<codat::Sandbox>("{\"port\":" + port_of(sandbox) + '}', CODAT_SANDBOX, port_of(sandbox));
        of_the_empty();
        of_nul(sandbox, client);
        of_contexts(sandbox, client);
        of_recovering();
        CHECK(codat::status_name(CODAT_NOT_FOUND) == "not_found", "not_found");
        CHECK(codat::version() == VERSION, std::string(codat::version()));
    }
    return done();
}
