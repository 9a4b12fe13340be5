/* libcodat from C: each call's result JSON is freed at once. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include "codat.h"

static CodatClient *client;
static char input[200];

static void must_succeed(CodatStatus status, const char *document) {
    if (status != CODAT_OK) {
        fprintf(stderr, "%s\n", document ? document : codat_status_name(status));
        exit(1);
    }
}

static void begin(const Task *task) {
    char config[300], *error = NULL;
    snprintf(config, sizeof config, "{\"apiKey\":\"key\",\"baseUrl\":\"%s\",\"maxConnections\":%d}", task->url,
             task->threads);
    must_succeed(codat_client_new(config, &client, &error), error);
    switch (task->kind) {
    case CREATE:
        snprintf(input, sizeof input, "%s", NEW_COMPANY);
        break;
    case GET:
        snprintf(input, sizeof input, "{\"companyId\":\"%s\"}", COMPANY_ID);
        break;
    case LIST:
        snprintf(input, sizeof input, "{\"page\":2,\"pageSize\":%d}", task->page_size);
        break;
    }
}

static void *begin_thread(const Task *task) {
    (void)task;
    return NULL;
}

static void call(const Task *task, void *state) {
    (void)state;
    char *document = NULL;
    CodatStatus status = CODAT_OK;
    switch (task->kind) {
    case CREATE:
        status = codat_companies_create(client, NULL, input, &document);
        break;
    case GET:
        status = codat_companies_get(client, NULL, input, &document);
        break;
    case LIST:
        status = codat_companies_list(client, NULL, input, &document);
        break;
    }
    must_succeed(status, document);
    codat_string_free(document);
}
