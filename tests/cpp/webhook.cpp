// Webhooks are verified over their raw bytes, with headers as JSON or in any map, and no client is needed.
#include <map>
#include <utility>
#include <vector>

#include "check.hpp"

using namespace std::string_literals;

static const std::string SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static const std::string BODY = R"({"test": 2432232314})";
static const std::string NOW = R"({"now":1614265330})";
static const std::map<std::string, std::string> HEADERS = {
    {"Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
    {"Webhook-Timestamp", "1614265330"},
    {"Webhook-Signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
};

/// The text of a field, with its escapes undone: here only quotes are escaped.
static std::string text_of(const std::string &document, const std::string &name) {
    auto at = document.find('"' + name + "\":\"");
    CHECK(at != document.npos, "no " + name + " in " + document);
    std::string text;
    for (at += name.size() + 4; document[at] != '"'; at++) {
        if (document[at] == '\\') at++;
        text += document[at];
    }
    return text;
}

/// Webhooks of the sandbox are genuine and recent; no consumer needs to receive them.
static void the_sandboxs() {
    codat::Sandbox sandbox;
    codat::Client client(sandbox.config());
    client.webhooks().create(R"({"url":"http://127.0.0.1:1/","eventTypes":["company.created"]})").value();
    client.companies().create(R"({"name":"Toft"})").value();
    std::string sent;
    wait_until("a webhook", [&] {
        sent = sandbox.control("list-webhooks").value();
        return contains(sent, "webhook-signature");
    });
    std::map<std::string, std::string> headers;
    for (const char *name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
        headers[name] = text_of(sent, name);
    }
    std::string secret = text_of(sandbox.control("webhook-secret").value(), "webhookSecret");
    std::string event = codat::webhook::verify(secret, headers, text_of(sent, "body")).value();
    CHECK(contains(event, R"("eventType":"company.created")"), event);
}

int main() {
    the_sandboxs();
    std::string genuine = codat::webhook::verify(SECRET, HEADERS, BODY, NOW).value();
    CHECK(genuine.rfind(R"({"result":{"id":"msg_p5jXN8AQM9LWM0D4loKWxJek","timestamp":1614265330)", 0) == 0, genuine);
    CHECK(contains(genuine, R"("body":{"test": 2432232314})"), genuine);

    std::vector<std::pair<std::string_view, std::string_view>> pairs(HEADERS.begin(), HEADERS.end());
    pairs.emplace_back("Odd \"header\"\\", "line\nbreak\x01");
    CHECK(bool(codat::webhook::verify(SECRET, pairs, BODY, NOW)), "other headers do no harm");

    std::string json = R"({"svix-id":"msg_p5jXN8AQM9LWM0D4loKWxJek","svix-timestamp":"1614265330",)"
                       R"("svix-signature":["v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="]})";
    CHECK(bool(codat::webhook::verify("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD " + SECRET, json, BODY, NOW)),
          "a secret that is being changed");

    // The body is taken by its length: what follows a NUL character counts.
    CHECK_FAILS(codat::webhook::verify(SECRET, HEADERS, BODY + "\0"s, NOW), CODAT_WEBHOOK_BAD_SIGNATURE);
    CHECK_FAILS(codat::webhook::verify(SECRET, HEADERS, "", NOW), CODAT_WEBHOOK_BAD_SIGNATURE);
    CHECK_FAILS(codat::webhook::verify(SECRET, HEADERS, BODY), CODAT_WEBHOOK_STALE);
    CHECK_FAILS(codat::webhook::verify(SECRET, HEADERS, BODY, R"({"now":1614260000})"), CODAT_WEBHOOK_FUTURE);
    CHECK_FAILS(codat::webhook::verify(SECRET, "{}"s, BODY, NOW), CODAT_WEBHOOK_MISSING_HEADER);
    CHECK_FAILS(codat::webhook::verify(SECRET, std::map<std::string, std::string>(), BODY, NOW),
                CODAT_WEBHOOK_MISSING_HEADER);
    auto spoilt = HEADERS;
    spoilt["Webhook-Timestamp"] = "yesterday";
    CHECK_FAILS(codat::webhook::verify(SECRET, spoilt, BODY, NOW), CODAT_WEBHOOK_MALFORMED);
    CHECK_FAILS(codat::webhook::verify(SECRET, HEADERS, BODY, "{}\0"s), CODAT_INVALID_ARGUMENT);
    CHECK_FAILS(codat::webhook::verify("not a secret!", HEADERS, BODY, NOW), CODAT_INVALID_ARGUMENT);
    return done();
}
