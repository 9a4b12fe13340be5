/* Ten thousand begun calls that wait for their turn, and as many that wait for a customer: the client has few threads, none
   when it is idle, and little memory for each. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

enum { MANY = 10000, CONNECTIONS = 4, MOST_BYTES = 2048 };

static json_t *config;
static CodatSandbox *sandbox;
static int most_threads;

static void count_threads(void) {
    int now = running_threads();
    if (now > most_threads) most_threads = now;
}

static CodatQueue *make_queue(void) {
    CodatQueue *queue;
    CHECK(codat_queue_new(NULL, NULL, NULL, &queue, NULL) == CODAT_OK, "queue");
    return queue;
}

static uint64_t begin(const CodatClient *client, const CodatQueue *queue, const char *operation, const char *input) {
    uint64_t number;
    char *error;
    CodatStatus status = codat_begin(client, NULL, operation, input, "{\"timeoutMs\":3600000}", queue, NULL, &number, &error);
    CHECK(status == CODAT_OK, "%s", error);
    return number;
}

/* Takes so many ends, each with this status. */
static void finish(const CodatQueue *queue, int left, CodatStatus status) {
    static CodatEvent events[256];
    while (left > 0) {
        int count = codat_queue_take(queue, events, 256, 60000);
        CHECK(count > 0, "%d are left, %d", left, count);
        for (int i = 0; i < count; i++) {
            /* A poll may have been in flight when the sandbox was reset. */
            bool is_late = status == CODAT_CANCELLED && events[i].number == CODAT_NOT_FOUND;
            CHECK(events[i].kind == CODAT_EVENT_DONE && (events[i].number == status || is_late), "%s", events[i].document);
            codat_string_free(events[i].document);
        }
        left -= count;
        count_threads();
    }
    CHECK(left == 0, "%d too many", -left);
}

static size_t allocated(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

static bool is_seen(void *count) {
    return stat_of(sandbox, "requests") >= *(json_int_t *)count;
}

static bool is_idle(void *base) {
    return running_threads() <= *(int *)base;
}

/* Waits for so many requests, and counts threads meanwhile. */
static void seen(json_int_t count) {
    for (json_int_t step = stat_of(sandbox, "requests"); step < count; step += 100) {
        wait_until("more requests", is_seen, &step);
        count_threads();
    }
    wait_until("all requests", is_seen, &count);
}

/* `polls`: how many of them send a request, and wait for something else then. */
static void begin_many(const char *what, const CodatClient *client, const char *operation, const char *input, int polls,
                       int base) {
    CodatQueue *queue = make_queue();
    static uint64_t numbers[MANY];
    most_threads = 0;
    json_int_t sent = stat_of(sandbox, "requests");
    size_t before = allocated();
    for (int i = 0; i < MANY; i++) {
        numbers[i] = begin(client, queue, operation, input);
        if (i % 100 == 0) count_threads();
    }
    seen(sent + polls);
    count_threads();
    /* Not what the sandbox remembers of them. */
    if (polls > 0) control(sandbox, "reset", NULL);
    size_t each = (allocated() - before) / MANY - strlen(input) - 1;
    printf("%s: at most %d threads over %d, %zu bytes for each\n", what, most_threads - base, base, each);
    CHECK(most_threads <= base + CONNECTIONS + 2, "%d threads over %d", most_threads - base, base);
    CHECK(each < MOST_BYTES, "%zu bytes for each", each);
    for (int i = 0; i < MANY; i++) CHECK(codat_call_cancel(queue, numbers[i]) == CODAT_OK, "cancel");
    finish(queue, MANY, CODAT_CANCELLED);
    CHECK(most_threads <= base + CONNECTIONS + 2, "%d threads over %d", most_threads - base, base);
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

int main(void) {
    /* One arena, so that all memory is counted. */
    mallopt(M_ARENA_MAX, 1);
    sandbox = start_sandbox(&config);
    control(sandbox, "set-limits", "{\"requestsPerDay\":10000000,\"concurrentRequests\":1000}");
    /* Whatever the sandbox's threads and the first calls make, is there before anything is counted. */
    CodatClient *client = make_client(config, "{\"maxConnections\":4}");
    char *text;
    CodatStatus status = codat_companies_create(client, NULL, "{\"name\":\"Toft Bakery\"}", &text);
    json_t *company = read_document(status, text);
    char *input = NULL;
    size_t length = 200;
    input = (char *)malloc(length);
    snprintf(input, length, "{\"companyId\":\"%s\",\"pollIntervalMs\":60000}", text_in(company, "result", "id"));
    json_decref(company);
    int base = running_threads();

    /* All that run are held, so that all others wait for their turn. */
    json_int_t at_work = stat_of(sandbox, "requests") + CONNECTIONS;
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":600000,\"times\":4}]}");
    CodatQueue *queue = make_queue();
    uint64_t held[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) held[i] = begin(client, queue, "groups.list", "{}");
    wait_until("the requests", is_seen, &at_work);
    begin_many("for their turn", client, "groups.list", "{}", 0, base);
    for (int i = 0; i < CONNECTIONS; i++) CHECK(codat_call_cancel(queue, held[i]) == CODAT_OK, "cancel");
    finish(queue, CONNECTIONS, CODAT_CANCELLED);

    /* All poll once, and wait for the next time. */
    begin_many("for a customer", client, "connections.wait_until_linked", input, MANY, base);

    /* Ends as fast as they come. */
    control(sandbox, "set-limits", "{\"requestsPerDay\":10000000,\"concurrentRequests\":1000}");
    most_threads = 0;
    for (int i = 0; i < MANY / 10; i++) begin(client, queue, "groups.list", "{}");
    finish(queue, MANY / 10, CODAT_OK);
    CHECK(most_threads <= base + CONNECTIONS + 2, "%d threads over %d", most_threads - base, base);
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
    wait_until("an idle client has no thread", is_idle, &base);
    codat_client_free(client);
    free(input);
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
