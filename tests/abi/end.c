/* codat_end(): after it no callback is called; calls that block continue; a second codat_end() changes nothing; it waits for
   callbacks that run. A process that ends with calls pending, in any way, has the exit code that it chose. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { CALLS = 30, CODE = 7 };

static json_t *config;
static CodatSandbox *sandbox;
static CodatClient *client;
static CodatQueue *queues[3];
static atomic_int calls;
static atomic_bool is_over, may_exit;

static void deliver(void *user_data, const CodatEvent *event) {
    (void)user_data;
    CHECK(!atomic_load(&is_over), "a callback after the end");
    codat_string_free(event->document);
    /* It blocks, so that the end finds some that run. */
    char *text;
    CodatStatus status = codat_companies_get(client, NULL, "{\"companyId\":\"nobody\"}", &text);
    CHECK(status == CODAT_NOT_FOUND, "%s", text);
    codat_string_free(text);
    atomic_fetch_add(&calls, 1);
    CHECK(!atomic_load(&is_over), "a callback after the end");
}

static void wake(void *user_data) {
    (void)user_data;
    CHECK(!atomic_load(&is_over), "a callback after the end");
}

static void hear(void *user_data, int32_t level, const char *line) {
    (void)user_data, (void)level, (void)line;
    CHECK(!atomic_load(&is_over), "a callback after the end");
}

static void exit_in_deliver(void *user_data, const CodatEvent *event) {
    (void)user_data;
    codat_string_free(event->document);
    /* exit() may be called by one thread alone. */
    if (atomic_exchange(&may_exit, false)) exit(CODE);
}

static void make_queues(CodatEventCallback callback) {
    CHECK(codat_queue_new(NULL, callback, NULL, &queues[0], NULL) == CODAT_OK, "queue");
    CHECK(codat_queue_new(wake, NULL, NULL, &queues[1], NULL) == CODAT_OK, "queue");
    CHECK(codat_queue_new(NULL, NULL, NULL, &queues[2], NULL) == CODAT_OK, "queue");
    for (int i = 0; i < CALLS; i++) {
        CodatStatus status = codat_begin(client, NULL, "groups.list", "{}", NULL, queues[i % 3], NULL, NULL, NULL);
        CHECK(status == CODAT_OK, "begin");
    }
}

static void begin_all(CodatEventCallback callback) {
    sandbox = start_sandbox(&config);
    char *text = json_dumps(config, 0);
    CHECK(codat_client_new_with_log(text, CODAT_LOG_DEBUG, hear, NULL, &client, NULL) == CODAT_OK, "client");
    free(text);
    make_queues(callback);
}

static bool has_called(void *unused) {
    (void)unused;
    return atomic_load(&calls) > 0;
}

static void *end_it(void *unused) {
    (void)unused;
    CHECK(codat_end() == CODAT_OK, "end");
    return NULL;
}

static void works(void) {
    char *text;
    CodatStatus status = codat_groups_list(client, NULL, "{}", &text);
    CHECK(status == CODAT_OK, "%s", text);
    json_decref(read_document(status, text));
}

static void ended(void) {
    begin_all(deliver);
    wait_until("a callback", has_called, NULL);
    /* Two at once, while callbacks run. */
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, end_it, NULL) == 0, "thread");
    CHECK(codat_end() == CODAT_OK, "end");
    atomic_store(&is_over, true);
    CHECK(pthread_join(thread, NULL) == 0, "join");
    CHECK(codat_end() == CODAT_OK, "once more");
    works();
    CodatEvent event;
    for (int i = 0; i < 3; i++) {
        CHECK(codat_queue_take(queues[i], &event, 1, -1) == -CODAT_INVALID_HANDLE, "it is closed");
        CodatStatus status = codat_begin(client, NULL, "groups.list", "{}", NULL, queues[i], NULL, NULL, NULL);
        CHECK(status == CODAT_INVALID_HANDLE, "%d", (int)status);
        CHECK(codat_queue_free(queues[i]) == CODAT_OK, "free");
    }
    /* Queues that are created later do not call back either, and lose no event. */
    make_queues(deliver);
    for (int i = 0; i < CALLS / 3; i++) {
        CHECK(codat_queue_take(queues[2], &event, 1, 60000) == 1, "taken");
        codat_string_free(event.document);
    }
    for (int i = 0; i < 3; i++) CHECK(codat_queue_free(queues[i]) == CODAT_OK, "free");
    works();
    codat_client_free(client);
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    exit(CODE);
}

static void return_or_exit(void) {
    begin_all(deliver);
    exit(CODE);
}

static void exit_after_end(void) {
    begin_all(deliver);
    CHECK(codat_end() == CODAT_OK, "end");
    atomic_store(&is_over, true);
    exit(CODE);
}

static void end_at_exit(void) {
    codat_end();
    atomic_store(&is_over, true);
}

static void exit_with_handler(void) {
    CHECK(atexit(end_at_exit) == 0, "atexit");
    begin_all(deliver);
    exit(CODE);
}

static void exit_in_callback(void) {
    atomic_store(&may_exit, true);
    begin_all(exit_in_deliver);
    for (;;) pause();
}

/* The main thread goes, and the last callback ends the process. */
static void main_thread_exits(void) {
    atomic_store(&may_exit, true);
    begin_all(exit_in_deliver);
    pthread_exit(NULL);
}

int main(void) {
    static void (*const ways[])(void) = {ended,             return_or_exit,   exit_after_end,
                                         exit_with_handler, exit_in_callback, main_thread_exits};
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            /* The library is not used before: each child begins at the beginning. */
            pid_t child = fork();
            CHECK(child >= 0, "fork");
            if (child == 0) {
                alarm(120); /* what hangs, hangs for good */
                ways[i]();
                _exit(1);
            }
            int outcome;
            CHECK(waitpid(child, &outcome, 0) == child, "waitpid");
            CHECK(WIFEXITED(outcome) && WEXITSTATUS(outcome) == CODE, "way %zu ended with %x", i, (unsigned)outcome);
        }
    }
    return 0;
}
