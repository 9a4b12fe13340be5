/* libcurl from C: for each thread an easy handle that is used again and again, and a buffer that grows to what is
   needed and is kept. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include <curl/curl.h>

typedef struct {
    CURL *handle;
    char *body;
    size_t length, room;
} State;

static size_t receive(char *data, size_t size, size_t count, void *argument) {
    State *state = argument;
    size_t length = size * count;
    if (state->length + length > state->room) {
        size_t room = 2 * (state->length + length);
        char *body = realloc(state->body, room);
        if (!body) {
            return 0;
        }
        state->body = body;
        state->room = room;
    }
    memcpy(state->body + state->length, data, length);
    state->length += length;
    return length;
}

static void begin(const Task *task) {
    (void)task;
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void *begin_thread(const Task *task) {
    State *state = calloc(1, sizeof *state);
    CURL *handle = curl_easy_init();
    if (!state || !handle) {
        exit(1);
    }
    state->handle = handle;
    char url[300];
    struct curl_slist *headers = curl_slist_append(NULL, "Authorization: Basic a2V5");
    headers = curl_slist_append(headers, "Accept: application/json");
    switch (task->kind) {
    case CREATE:
        snprintf(url, sizeof url, "%s/companies", task->url);
        headers = curl_slist_append(headers, "Content-Type: application/json");
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, NEW_COMPANY);
        break;
    case GET:
        snprintf(url, sizeof url, "%s/companies/%s", task->url, COMPANY_ID);
        break;
    case LIST:
        snprintf(url, sizeof url, "%s/companies?page=2&pageSize=%d", task->url, task->page_size);
        break;
    }
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, state);
    return state;
}

static void call(const Task *task, void *argument) {
    (void)task;
    State *state = argument;
    long status = 0;
    state->length = 0;
    CURLcode code = curl_easy_perform(state->handle);
    curl_easy_getinfo(state->handle, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200 || state->length < 1000) {
        fprintf(stderr, "%s, status %ld, %zu bytes\n", curl_easy_strerror(code), status, state->length);
        exit(1);
    }
}
