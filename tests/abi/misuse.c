/* Misuse of the C ABI: each kind returns its status and error JSON, and nothing else happens. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

typedef CodatStatus Operation(const CodatClient *, const CodatContext *, const char *, char **);

/* Every operation's own function. */
static Operation *const OPERATIONS[] = {
    codat_companies_list,
    codat_companies_create,
    codat_companies_get,
    codat_companies_replace,
    codat_companies_update,
    codat_companies_delete,
    codat_companies_add_product,
    codat_companies_remove_product,
    codat_companies_refresh_product_data,
    codat_companies_get_access_token,
    codat_groups_list,
    codat_groups_create,
    codat_groups_add_company,
    codat_groups_remove_company,
    codat_connections_list,
    codat_connections_create,
    codat_connections_get,
    codat_connections_delete,
    codat_connections_unlink,
    codat_connections_update_authorization,
    codat_refresh_all,
    codat_refresh_by_data_type,
    codat_refresh_get_data_status,
    codat_refresh_list_pull_operations,
    codat_refresh_get_pull_operation,
    codat_integrations_list,
    codat_integrations_get,
    codat_integrations_get_branding,
    codat_webhooks_list,
    codat_webhooks_create,
    codat_webhooks_delete,
    codat_companies_get_sync_settings,
    codat_companies_set_sync_settings,
    codat_connection_management_get_access_token,
    codat_connection_management_get_cors_settings,
    codat_connection_management_set_cors_settings,
    codat_refresh_get_validation_results,
    codat_push_get_model_options,
    codat_push_list_operations,
    codat_push_get_operation,
    codat_supplemental_data_configure,
    codat_supplemental_data_get_configuration,
    codat_custom_data_types_configure,
    codat_custom_data_types_get_configuration,
    codat_custom_data_types_refresh,
    codat_custom_data_types_list_records,
    codat_webhooks_rotate_zapier_key,
    codat_settings_get_profile,
    codat_settings_update_profile,
    codat_settings_get_sync_settings,
    codat_settings_update_sync_settings,
    codat_settings_get_cors_settings,
    codat_settings_set_cors_settings,
    codat_settings_list_api_keys,
    codat_settings_create_api_key,
    codat_settings_delete_api_key,
    codat_companies_link_url,
    codat_companies_create_many,
    codat_connections_wait_until_linked,
    codat_connections_needs_reauthorization,
    codat_refresh_queue_or_join,
    codat_refresh_wait_until_complete,
};
static const size_t OPERATION_COUNT = sizeof OPERATIONS / sizeof OPERATIONS[0];

/* No string that the library made: what an out-parameter holds before a call. */
static char untouched[] = "untouched";

/* The outcome must be this failure, and its message must contain `part`; frees the error JSON. */
#define MUST_FAIL(status, expected, document, part) must_fail(__LINE__, status, expected, document, part)

static void must_fail(int line, CodatStatus status, CodatStatus expected, char *document, const char *part) {
    CHECK(document != untouched, "line %d: nothing was written", line);
    CHECK(status == expected, "line %d: expected %s, found %s: %s", line, codat_status_name(expected),
          codat_status_name(status), document ? document : "no error JSON");
    json_t *value = read_document(status, document);
    const char *message = text_in(value, "error", "message");
    CHECK(strstr(message, part), "line %d: no \"%s\" in \"%s\"", line, part, message);
    CHECK(number_in(value, "meta", "attempts") == 0, "line %d: something was sent", line);
    CHECK(json_is_false(json_object_get(json_object_get(value, "error"), "outcomeUnknown")), "line %d", line);
    json_decref(value);
}

/* As MUST_FAIL, and the error must name this field. */
#define MUST_NAME(status, document, name) must_name(__LINE__, status, document, name)

static void must_name(int line, CodatStatus status, char *document, const char *name) {
    CHECK(document && document != untouched, "line %d: no error JSON", line);
    char wanted[100];
    snprintf(wanted, sizeof wanted, "\"member\":\"%s\"", name);
    CHECK(strstr(document, wanted), "line %d: no %s in %s", line, wanted, document);
    must_fail(line, status, CODAT_INVALID_ARGUMENT, document, "");
}

static void handles_that_are_not(CodatClient *client) {
    CodatContext *context = make_context(NULL);
    CodatClient *stale = make_client(NULL, "{\"apiKey\":\"none\"}");
    CHECK(codat_client_free(stale) == CODAT_OK, "first free");
    char *document = untouched;

    for (size_t i = 0; i < OPERATION_COUNT; i++) {
        CodatStatus status = OPERATIONS[i](NULL, NULL, "{}", &document);
        MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "client handle is NULL");
        status = OPERATIONS[i](stale, NULL, "{}", &document);
        MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "client was freed already");
        status = OPERATIONS[i]((CodatClient *)(void *)context, NULL, "{}", &document);
        MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "not the handle of a client");
        status = OPERATIONS[i](client, (CodatContext *)(void *)client, "{}", &document);
        MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "not the handle of a context");
    }
    CodatStatus status = codat_call(NULL, NULL, "groups.list", "{}", &document);
    CHECK(strstr(document, "\"operation\":\"groups.list\""), "no operation in %s", document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "client handle is NULL");
    status = codat_companies_list(client, context, NULL, &document);
    CHECK(strstr(document, "\"operation\":\"companies.list\""), "no operation in %s", document);
    MUST_NAME(status, document, "input_json");
    int local = 0; /* an address that no library would follow */
    status = codat_call((CodatClient *)(void *)&local, NULL, "groups.list", "{}", &document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "");

    CHECK(codat_client_free(stale) == CODAT_INVALID_HANDLE, "second free of a client");
    CHECK(codat_client_free((CodatClient *)(void *)context) == CODAT_INVALID_HANDLE, "a context as a client");
    CHECK(codat_context_free((CodatContext *)(void *)client) == CODAT_INVALID_HANDLE, "a client as a context");
    CHECK(codat_context_cancel(NULL) == CODAT_INVALID_HANDLE, "cancelling NULL");
    CodatPager *pager;
    CHECK(codat_pager_new(client, context, "companies.list", "{}", &pager, NULL) == CODAT_OK, "pager");
    CHECK(codat_pager_free((CodatPager *)(void *)context) == CODAT_INVALID_HANDLE, "a context as a pager");
    CHECK(codat_pager_free(pager) == CODAT_OK, "first free");
    CHECK(codat_pager_free(pager) == CODAT_INVALID_HANDLE, "second free of a pager");
    status = codat_pager_next(pager, &document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "pager was freed already");
    status = codat_pager_next(NULL, &document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "pager handle is NULL");
    status = codat_pager_new(stale, NULL, "companies.list", "{}", &pager, &document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "client was freed already");
    CHECK(pager == NULL && codat_pager_free(NULL) == CODAT_OK, "freeing NULL");
    CHECK(codat_context_free(context) == CODAT_OK, "first free");
    CHECK(codat_context_free(context) == CODAT_INVALID_HANDLE, "second free of a context");
    CHECK(codat_context_cancel(context) == CODAT_INVALID_HANDLE, "cancelling what is freed");
    status = codat_groups_list(client, context, "{}", &document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "context was freed already");

    CHECK(codat_client_free(NULL) == CODAT_OK, "NULL client");
    CHECK(codat_context_free(NULL) == CODAT_OK, "NULL context");
    CHECK(codat_sandbox_stop(NULL) == CODAT_OK, "NULL sandbox");
    codat_string_free(NULL);
}

static int32_t go_on(void *user_data) {
    (void)user_data;
    return 0;
}

static void missing_parameters(CodatClient *client, CodatSandbox *sandbox) {
    char *document = untouched;
    int64_t objects = codat_live_objects();
    for (size_t i = 0; i < OPERATION_COUNT; i++) {
        CodatStatus status = OPERATIONS[i](client, NULL, NULL, &document);
        MUST_NAME(status, document, "input_json");
        CHECK(OPERATIONS[i](client, NULL, "{}", NULL) == CODAT_INVALID_ARGUMENT, "no output");
    }
    CHECK(codat_call(client, NULL, "groups.list", "{}", NULL) == CODAT_INVALID_ARGUMENT, "no output");
    CHECK(codat_operations(NULL) == CODAT_INVALID_ARGUMENT, "no output");
    CHECK(codat_sandbox_control(sandbox, "stats", NULL, NULL) == CODAT_INVALID_ARGUMENT, "no output");
    CodatSandbox *none = sandbox;
    CHECK(codat_sandbox_start(NULL, &none, NULL) == CODAT_INVALID_ARGUMENT, "no output");
    CHECK(none == NULL, "a handle in failure");

    CodatStatus status = codat_call(client, NULL, NULL, "{}", &document);
    MUST_NAME(status, document, "operation");
    status = codat_call(client, NULL, "groups.list", NULL, &document);
    MUST_NAME(status, document, "input_json");
    status = codat_call(client, NULL, "companies.frobnicate", "{}", &document);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, "companies.frobnicate");
    status = codat_call(client, NULL, "", "{}", &document);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, "");
    status = codat_client_new(NULL, NULL, &document);
    MUST_NAME(status, document, "client");
    CHECK(codat_client_new("{\"apiKey\":\"x\"}", NULL, NULL) == CODAT_INVALID_ARGUMENT, "no client");
    status = codat_context_new(NULL, NULL, &document);
    MUST_NAME(status, document, "context");
    CHECK(codat_context_new_with_progress(NULL, NULL, NULL, NULL, NULL) == CODAT_INVALID_ARGUMENT, "no context");
    CodatContext *context = make_context(NULL);
    CHECK(codat_context_set_interrupt(context, NULL, NULL) == CODAT_INVALID_ARGUMENT, "no callback");
    CHECK(codat_context_set_interrupt(context, go_on, NULL) == CODAT_OK, "an interrupt");
    CHECK(codat_context_set_interrupt(context, go_on, NULL) == CODAT_INVALID_ARGUMENT, "a second interrupt");
    CHECK(codat_context_set_interrupt(NULL, go_on, NULL) == CODAT_INVALID_HANDLE, "no context");
    codat_context_free(context);
    CHECK(codat_context_set_interrupt(context, go_on, NULL) == CODAT_INVALID_HANDLE, "a freed context");
    status = codat_pager_new(client, NULL, "companies.list", "{}", NULL, &document);
    MUST_NAME(status, document, "pager");
    CodatPager *pager;
    status = codat_pager_new(client, NULL, NULL, "{}", &pager, &document);
    MUST_NAME(status, document, "operation");
    status = codat_pager_new(client, NULL, "companies.get", "{}", &pager, &document);
    MUST_NAME(status, document, "operation");
    status = codat_pager_new(client, NULL, "companies.list", NULL, &pager, &document);
    MUST_NAME(status, document, "input_json");
    status = codat_pager_new(client, NULL, "companies.list", "{\"pageSize\":5001}", &pager, &document);
    MUST_NAME(status, document, "pageSize");
    CHECK(pager == NULL, "a handle in failure");
    status = codat_sandbox_start(NULL, NULL, &document);
    MUST_NAME(status, document, "sandbox");
    status = codat_sandbox_control(sandbox, NULL, NULL, &document);
    MUST_NAME(status, document, "action");
    status = codat_sandbox_control(sandbox, "frobnicate", NULL, &document);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, "frobnicate");
    status = codat_sandbox_control(sandbox, "stats", "{\"extra\":1}", &document);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, "extra");
    status = codat_sandbox_control(sandbox, "seed-companies", "{\"count\":3,\"count\":4}", &document);
    MUST_NAME(status, document, "count");
    status = codat_sandbox_control(sandbox, "stats", "[]", &document);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, "JSON object");
    status = codat_sandbox_control(NULL, "stats", NULL, &document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "sandbox handle is NULL");
    CHECK(codat_live_objects() == objects, "something was left behind");
}

/* Makers set the handle to NULL in failure and the error to NULL in success, whatever was there before. */
static void out_parameters(void) {
    char *error = untouched;
    CodatClient *client = (CodatClient *)(void *)untouched;
    CodatStatus status = codat_client_new("{\"unknown\":1}", &client, &error);
    CHECK(client == NULL, "a handle in failure");
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, error, "unknown");
    client = (CodatClient *)(void *)untouched;
    CHECK(codat_client_new("[]", &client, NULL) == CODAT_INVALID_ARGUMENT, "an array");
    CHECK(client == NULL, "a handle in failure");
    client = (CodatClient *)(void *)untouched;
    status = codat_client_new("{\"apiKey\":\"\xff\"}", &client, &error);
    CHECK(client == NULL, "a handle in failure");
    MUST_NAME(status, error, "config_json");

    CodatContext *context = (CodatContext *)(void *)untouched;
    status = codat_context_new("{\"maxRetries\":-1}", &context, &error);
    CHECK(context == NULL, "a handle in failure");
    MUST_NAME(status, error, "maxRetries");
    error = untouched;
    CHECK(codat_context_new("{}", &context, &error) == CODAT_OK && error == NULL, "an error in success");
    codat_context_free(context);

    CodatSandbox *sandbox = (CodatSandbox *)(void *)untouched;
    status = codat_sandbox_start("{\"db\":\"/no/such/folder/file\"}", &sandbox, &error);
    CHECK(sandbox == NULL, "a handle in failure");
    MUST_FAIL(status, CODAT_SANDBOX, error, "");
    sandbox = (CodatSandbox *)(void *)untouched;
    static const char *const PORTS[] = {"{\"port\":65536}", "{\"port\":-1}", "{\"port\":\"x\"}", "{\"port\":0,\"port\":0}"};
    for (size_t i = 0; i < sizeof PORTS / sizeof PORTS[0]; i++) {
        status = codat_sandbox_start(PORTS[i], &sandbox, &error);
        CHECK(sandbox == NULL, "a handle in failure");
        MUST_NAME(status, error, "port");
    }
    sandbox = (CodatSandbox *)(void *)untouched;
    status = codat_sandbox_start("\xff", &sandbox, &error);
    CHECK(sandbox == NULL, "a handle in failure");
    MUST_NAME(status, error, "config_json");
}

/* The error of a refused configuration names the field, and says what was expected. */
static void configurations(void) {
    static const struct {
        const char *json, *member, *part;
    } CASES[] = {
        {"{\"timeoutMs\":\"soon\"}", "timeoutMs", "timeoutMs: expected a whole number of milliseconds from "},
        {"{\"timeoutMs\":86400001}", "timeoutMs", "to 86400000, found 86400001"},
        {"{\"timeoutMs\":-1}", "timeoutMs", ", found -1"},
        {"{\"timeoutMs\":1.5}", "timeoutMs", ", found a number"},
        {"{\"maxRetries\":101}", "maxRetries", "maxRetries: expected a whole number from 0 to 100, found 101"},
        {"{\"maxRetries\":1,\"maxRetries\":1}", "maxRetries", "maxRetries: given twice"},
        {"{\"timeout\":1}", "timeout", "timeout: unknown; "},
    };
    char *error;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        CodatClient *client;
        CodatStatus status = codat_client_new(CASES[i].json, &client, &error);
        CHECK(strstr(error, CASES[i].part), "no \"%s\" in %s", CASES[i].part, error);
        MUST_NAME(status, error, CASES[i].member);
        CodatContext *context;
        status = codat_context_new(CASES[i].json, &context, &error);
        CHECK(strstr(error, CASES[i].part), "no \"%s\" in %s", CASES[i].part, error);
        MUST_NAME(status, error, CASES[i].member);
    }
    CodatClient *client;
    CodatStatus status = codat_client_new("{\"allowHttp\":\"yes\"}", &client, &error);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, error, "allowHttp: expected true or false, found a string");
    status = codat_client_new("{\"apiKey\":7}", &client, &error);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, error, "apiKey: expected a string, found a number");
    status = codat_client_new("{\"timeoutMs\":0}", &client, &error);
    MUST_FAIL(status, CODAT_INVALID_ARGUMENT, error, "timeoutMs: expected a whole number of milliseconds from 1 ");
}

/* Keys are new each time, are for a context, and are freed as all strings are. */
static void keys(void) {
    char previous[37] = "";
    for (int i = 0; i < 10; i++) {
        int64_t objects = codat_live_objects();
        char *key = codat_idempotency_key_new(), options[100];
        CHECK(key && strlen(key) == 36 && key[14] == '4' && strcmp(key, previous) != 0, "%s", key ? key : "none");
        CHECK(codat_live_objects() == objects + 1, "it is not counted");
        strcpy(previous, key);
        snprintf(options, sizeof options, "{\"idempotencyKey\":\"%s\"}", key);
        codat_context_free(make_context(options));
        codat_string_free(key);
    }
}

/* null counts as absent in every JSON object. */
static void null_is_not_given(void) {
    char *document;
    CodatSandbox *sandbox;
    CodatStatus status = codat_sandbox_start("{\"port\":null,\"db\":null,\"apiKey\":null}", &sandbox, &document);
    CHECK(status == CODAT_OK, "%s", document);
    codat_string_free(document);
    codat_sandbox_stop(sandbox);

    CodatClient *client;
    status = codat_client_new("{\"apiKey\":\"x\",\"authHeader\":null,\"baseUrl\":null,\"allowHttp\":null,"
                              "\"timeoutMs\":null,\"attemptTimeoutMs\":null,\"connectTimeoutMs\":null,"
                              "\"maxRetries\":null,\"retryDelayMs\":null,\"maxConnections\":null,"
                              "\"maxResponseBytes\":null,\"proxy\":null,\"userAgent\":null,"
                              "\"rootCertificates\":null}", &client, &document);
    CHECK(status == CODAT_OK, "%s", document);
    CodatContext *context;
    status = codat_context_new("{\"timeoutMs\":null,\"idempotencyKey\":null,\"maxRetries\":null}", &context,
                               &document);
    CHECK(status == CODAT_OK, "%s", document);
    status = codat_companies_create(client, context, "{\"name\":null}", &document);
    MUST_NAME(status, document, "name");
    codat_context_free(context);

    /* After a deadline that has passed nothing is sent. */
    context = make_context("{\"timeoutMs\":0}");
    status = codat_companies_create(client, context, "{\"name\":\"x\"}", &document);
    MUST_FAIL(status, CODAT_TIMEOUT, document, "no response within the time allowed");
    codat_context_free(context);
    codat_client_free(client);
}

/* Text that is not UTF-8 is refused wherever text goes in, naming the first byte that does not belong. */
static void invalid_utf8(CodatClient *client, CodatSandbox *sandbox) {
    static const struct {
        const char *text;
        const char *position;
    } CASES[] = {
        {"\xff", "position 0"},                      /* no such byte in UTF-8 */
        {"{\"name\":\"\x80\"}", "position 9"},       /* a continuation of nothing */
        {"{\"name\":\"ab\xc3\"}", "position 11"},    /* a sequence cut short */
        {"{\"name\":\"\xc0\xaf\"}", "position 9"},   /* an overlong slash */
        {"{\"name\":\"\xed\xa0\x80\"}", "position 9"}, /* a surrogate */
        {"{\"name\":\"\xf4\x90\x80\x80\"}", "position 9"}, /* beyond the last character */
        {"{\"name\":\"\xc3\xa9\xfe\"}", "position 11"}, /* after a character of two bytes */
        {"{\"name\":\"x\"}\xe2\x82", "position 12"}, /* at the very end */
    };
    char *document;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        CodatStatus status = codat_groups_create(client, NULL, CASES[i].text, &document);
        MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, CASES[i].position);
        status = codat_call(client, NULL, CASES[i].text, "{}", &document);
        MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, CASES[i].position);
        status = codat_sandbox_control(sandbox, "stats", CASES[i].text, &document);
        MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, CASES[i].position);
        CodatContext *context;
        status = codat_context_new(CASES[i].text, &context, &document);
        MUST_FAIL(status, CODAT_INVALID_ARGUMENT, document, CASES[i].position);
    }
    CodatStatus status = codat_sandbox_control(sandbox, "\xff", NULL, &document);
    MUST_NAME(status, document, "action");
}

static void the_library_itself(void) {
    CHECK(codat_abi_version() == CODAT_ABI_VERSION, "ABI version %u", (unsigned)codat_abi_version());
    CHECK(strcmp(codat_version(), VERSION) == 0, "version %s", codat_version());
    static const int32_t UNKNOWN[] = {-1, CODAT_WEBHOOK_MALFORMED + 1, 1000, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof UNKNOWN / sizeof UNKNOWN[0]; i++) {
        CHECK(strcmp(codat_status_name(UNKNOWN[i]), "unknown") == 0, "%s", codat_status_name(UNKNOWN[i]));
    }
    CHECK(strcmp(codat_status_name(CODAT_OK), "ok") == 0, "%s", codat_status_name(CODAT_OK));
    for (int32_t status = CODAT_OK; status <= CODAT_WEBHOOK_MALFORMED; status++) {
        CHECK(strcmp(codat_status_name(status), "unknown") != 0, "status %d has no name", (int)status);
    }
    char *document;
    CodatStatus status = codat_operations(&document);
    json_t *operations = read_document(status, document);
    CHECK(json_array_size(json_object_get(operations, "result")) == OPERATION_COUNT, "count of operations");
    json_decref(operations);
}

static bool is_connection_error(CodatStatus status, char *document) {
    json_t *value = read_document(status, document);
    json_decref(value);
    return status == CODAT_CONNECTION;
}

/* A stopped sandbox: its handle is stale, and calls to it cannot connect. */
static void after_the_sandbox(CodatClient *client, CodatSandbox *sandbox) {
    char *document;
    CodatStatus status = codat_groups_list(client, NULL, "{}", &document);
    CHECK(status == CODAT_OK, "%s", document);
    json_decref(read_document(status, document)); /* its connection remains open in the pool */
    CHECK(codat_sandbox_stop((CodatSandbox *)(void *)client) == CODAT_INVALID_HANDLE, "a client as a sandbox");
    CHECK(codat_sandbox_stop(sandbox) == CODAT_OK, "first stop");
    CHECK(codat_sandbox_stop(sandbox) == CODAT_INVALID_HANDLE, "second stop");
    status = codat_sandbox_control(sandbox, "stats", NULL, &document);
    MUST_FAIL(status, CODAT_INVALID_HANDLE, document, "freed already");

    status = codat_groups_list(client, NULL, "{}", &document);
    CHECK(is_connection_error(status, document), "%s", codat_status_name(status));
    status = codat_companies_create(client, NULL, "{\"name\":\"Nobody\"}", &document);
    CHECK(is_connection_error(status, document), "%s", codat_status_name(status));
}

int main(void) {
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    CodatClient *client = make_client(config, "{\"retryDelayMs\":1}");

    handles_that_are_not(client);
    missing_parameters(client, sandbox);
    out_parameters();
    configurations();
    null_is_not_given();
    keys();
    invalid_utf8(client, sandbox);
    the_library_itself();
    CHECK(stat_of(sandbox, "requests") == 0, "something was sent");
    after_the_sandbox(client, sandbox);

    CHECK(codat_client_free(client) == CODAT_OK, "the client");
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    puts("every kind of misuse was refused");
    return 0;
}
