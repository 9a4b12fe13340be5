// Fields of error JSON that the wrapper reads without a JSON library; and idempotency keys.
#include <optional>
#include <set>

#include "check.hpp"

static std::optional<std::string> body_of(const std::string &document) {
    codat::Result result(CODAT_SERVER, document);
    codat::Error error(CODAT_SERVER, document);
    CHECK(result.response_body() == error.response_body(), document);
    CHECK(result.idempotency_key() == error.idempotency_key(), document);
    return error.response_body();
}

static void texts() {
    CHECK(body_of(R"({"error":{"kind":"server","responseBody":"<p>\"no\"\\</p>\n\t\u0001"},"meta":{"attempts":1}})") ==
              "<p>\"no\"\\</p>\n\t\x01",
          "escapes");
    CHECK(body_of(R"({"error":{"responseBody":"\u00e9\u20ac\ud83d\ude00 é"}})") == "é€😀 é", "escapes of letters");
    CHECK(body_of(R"({"error":{"a":[1,{"responseBody":"no"}],"b":{"c":"}\"]"},"n":-1.5e3,"t":true,"responseBody":"yes"}})") ==
              "yes",
          "other fields are skipped");
    CHECK(body_of(R"( { "error" : { "n" : 1 , "responseBody" : "" } } )") == "", "white space");
    for (const char *none : {"", "{}", "[]", R"({"error":{}})", R"({"error":{"responseBody":null}})",
                             R"({"error":{"kind":"x"},"responseBody":"no"})", R"({"error":{"a":1},"meta":{"responseBody":"no"}})",
                             R"({"error":"responseBody"})", R"({"error":{"responseBody)", R"({"error":{"a":[[)", R"({"error":{"a":1)",
                             R"({"error":{"a":"\u12)"}) {
        CHECK(!body_of(none), none);
    }
    codat::Error unknown(CODAT_TIMEOUT, R"({"error":{"idempotencyKey":"k"},"meta":{"idempotencyKey":"other"}})");
    CHECK(unknown.idempotency_key() == "k", unknown.what());
}

static void keys() {
    std::set<std::string> keys;
    for (int i = 0; i < 100; i++) keys.insert(codat::new_idempotency_key());
    CHECK(keys.size() == 100, "each is new");
    for (const std::string &key : keys) {
        CHECK(key.size() == 36 && key[14] == '4', key);
        codat::Context context(R"({"idempotencyKey":")" + key + "\"}");
    }
}

int main() {
    texts();
    keys();
    return done();
}
