/* Webhooks through the C ABI: the known event is genuine, every other one is refused with the status of its reason. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define ID "\"Webhook-Id\":\"msg_p5jXN8AQM9LWM0D4loKWxJek\""
#define TIMESTAMP "\"webhook-timestamp\":[\"1614265330\"]"
#define SIGNATURE "\"WEBHOOK-SIGNATURE\":\"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\""
#define HEADERS "{\"host\":\"example.com\"," ID "," TIMESTAMP "," SIGNATURE "}"
#define NOW "{\"now\":1614265330}"

static const char BODY[] = "{\"test\": 2432232314}";

static CodatStatus verify(const char *secret, const char *headers, const char *body, const char *options,
                          char **document) {
    return codat_webhook_verify(secret, headers, (const uint8_t *)body, body ? strlen(body) : 0, options, document);
}

static void the_known_event(void) {
    char *document;
    CodatStatus status = verify(SECRET, HEADERS, BODY, NOW, &document);
    CHECK(status == CODAT_OK, "%s", document);
    /* It contains the body verbatim. */
    CHECK(strstr(document, "\"body\":{\"test\": 2432232314}"), "%s", document);
    json_t *value = read_document(status, document);
    const json_t *event = json_object_get(value, "result");
    CHECK(strcmp(text_in(event, "id", NULL), "msg_p5jXN8AQM9LWM0D4loKWxJek") == 0, "id");
    CHECK(json_integer_value(json_object_get(event, "timestamp")) == 1614265330, "timestamp");
    CHECK(json_is_null(json_object_get(event, "eventType")), "eventType");
    json_decref(value);

    /* While the secret is being changed. */
    status = verify("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD " SECRET, HEADERS, BODY, NOW, &document);
    CHECK(status == CODAT_OK, "%s", document);
    codat_string_free(document);
}

static void everything_else(void) {
    static const struct {
        CodatStatus expected;
        const char *secret, *headers, *body, *options;
        const char *member; /* that the error names */
    } CASES[] = {
        {CODAT_WEBHOOK_MISSING_HEADER, SECRET, "{}", BODY, NOW, ""},
        {CODAT_WEBHOOK_MISSING_HEADER, SECRET, "{" ID "," TIMESTAMP "}", BODY, NOW, ""},
        {CODAT_WEBHOOK_STALE, SECRET, HEADERS, BODY, NULL, ""},
        {CODAT_WEBHOOK_STALE, SECRET, HEADERS, BODY, "{\"now\":1614265341,\"toleranceSeconds\":10}", ""},
        {CODAT_WEBHOOK_FUTURE, SECRET, HEADERS, BODY, "{\"now\":1614265029,\"toleranceSeconds\":null}", ""},
        {CODAT_WEBHOOK_BAD_SIGNATURE, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", HEADERS, BODY, NOW, ""},
        {CODAT_WEBHOOK_BAD_SIGNATURE, SECRET, HEADERS, "{\"test\": 2432232315}", NOW, ""},
        {CODAT_WEBHOOK_BAD_SIGNATURE, SECRET, HEADERS, "", NOW, ""},
        {CODAT_WEBHOOK_BAD_SIGNATURE, SECRET, HEADERS, NULL, NOW, ""},
        {CODAT_WEBHOOK_MALFORMED, SECRET, "{" ID "," SIGNATURE ",\"webhook-timestamp\":\"now\"}", BODY, NOW, ""},
        {CODAT_WEBHOOK_MALFORMED, SECRET, "{" ID ",\"webhook-id\":\"other\"," TIMESTAMP "," SIGNATURE "}", BODY, NOW, ""},
        {CODAT_INVALID_ARGUMENT, NULL, HEADERS, BODY, NOW, "secret"},
        {CODAT_INVALID_ARGUMENT, "", HEADERS, BODY, NOW, "secret"},
        {CODAT_INVALID_ARGUMENT, "whsec_?", HEADERS, BODY, NOW, "secret"},
        {CODAT_INVALID_ARGUMENT, SECRET, NULL, BODY, NOW, "headers_json"},
        {CODAT_INVALID_ARGUMENT, SECRET, "[]", BODY, NOW, ""},
        {CODAT_INVALID_ARGUMENT, SECRET, "{\"webhook-id\":7}", BODY, NOW, "webhook-id"},
        {CODAT_INVALID_ARGUMENT, SECRET, HEADERS, BODY, "{\"now\":\"today\"}", "now"},
        {CODAT_INVALID_ARGUMENT, SECRET, HEADERS, BODY, "{\"later\":1}", "later"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char *document;
        CodatStatus status = verify(CASES[i].secret, CASES[i].headers, CASES[i].body, CASES[i].options, &document);
        CHECK(status == CASES[i].expected, "case %d: %s: %s", (int)i, codat_status_name(status), document);
        CHECK(!strstr(document, "MfKQ9r8G"), "the secret is in %s", document);
        json_t *value = read_document(status, document);
        CHECK(strcmp(text_in(value, "error", "member"), CASES[i].member) == 0, "case %d: wrong field", (int)i);
        json_decref(value);
    }
    char *document;
    CodatStatus status = codat_webhook_verify(SECRET, HEADERS, NULL, 1, NOW, &document);
    CHECK(status == CODAT_INVALID_ARGUMENT && strstr(document, "\"member\":\"body\""), "%s", document);
    codat_string_free(document);
    status = codat_webhook_verify(SECRET, HEADERS, (const uint8_t *)BODY, SIZE_MAX, NOW, &document);
    CHECK(status == CODAT_INVALID_ARGUMENT && strstr(document, "\"member\":\"body_len\""), "%s", document);
    codat_string_free(document);
    status = codat_webhook_verify(SECRET, HEADERS, (const uint8_t *)BODY, strlen(BODY), NOW, NULL);
    CHECK(status == CODAT_INVALID_ARGUMENT, "no output");
}

typedef struct {
    CodatSandbox *sandbox;
    json_t *webhook;
} Sent;

/* Whether the sandbox has signed and sent its first webhook; no consumer needs to receive it. */
static bool was_sent(void *argument) {
    Sent *sent = (Sent *)argument;
    char *text;
    CodatStatus status = codat_sandbox_control(sent->sandbox, "list-webhooks", NULL, &text);
    json_t *document = read_document(status, text);
    json_t *webhook = json_array_get(json_object_get(json_object_get(document, "result"), "webhooks"), 0);
    bool is_signed = json_object_size(json_object_get(webhook, "headers")) == 3;
    sent->webhook = is_signed ? json_incref(webhook) : NULL;
    json_decref(document);
    return is_signed;
}

/* Webhooks of the sandbox are genuine and recent. */
static void the_sandboxs(void) {
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    CodatClient *client = make_client(config, NULL);
    char *text;
    CodatStatus status = codat_webhooks_create(
        client, NULL, "{\"url\":\"http://127.0.0.1:1/events\",\"eventTypes\":[\"company.created\"]}", &text);
    json_decref(read_document(status, text));
    status = codat_companies_create(client, NULL, "{\"name\":\"Toft\"}", &text);
    json_decref(read_document(status, text));
    Sent sent = {sandbox, NULL};
    wait_until("a webhook", was_sent, &sent);
    status = codat_sandbox_control(sandbox, "webhook-secret", NULL, &text);
    json_t *told = read_document(status, text);

    char *headers = json_dumps(json_object_get(sent.webhook, "headers"), 0);
    const char *body = json_string_value(json_object_get(sent.webhook, "body"));
    status = verify(text_in(told, "result", "webhookSecret"), headers, body, NULL, &text);
    CHECK(status == CODAT_OK, "%s", text);
    json_t *event = read_document(status, text);
    CHECK(strcmp(text_in(event, "result", "eventType"), "company.created") == 0, "eventType");
    free(headers);
    json_decref(event);
    json_decref(told);
    json_decref(sent.webhook);
    codat_client_free(client);
    codat_sandbox_stop(sandbox);
    json_decref(config);
}

int main(void) {
    the_known_event();
    the_sandboxs();
    everything_else();
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    puts("the known event was genuine, nothing else was");
    return 0;
}
