/* Queues end at any moment: with calls pending, in their own callbacks, while another thread takes from them. A callback may end
   its thread. After fork() a child has the same queues, empty, and its parent's calls end in the parent. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { CALLS = 20, PATIENCE_MS = 60 * 1000 };

static json_t *config;
static CodatSandbox *sandbox;
static CodatClient *client;

/* What callbacks work on. */
static CodatQueue *queue;
static atomic_int calls, ends;

static void make_queue(CodatWakeCallback wake, CodatEventCallback deliver) {
    char *error;
    CodatStatus status = codat_queue_new(wake, deliver, NULL, &queue, &error);
    CHECK(status == CODAT_OK && queue && !error, "%s", error ? error : "no error JSON");
    atomic_store(&calls, 0);
    atomic_store(&ends, 0);
}

static uint64_t begin(const char *operation, const char *input) {
    uint64_t number;
    char *error;
    CodatStatus status = codat_begin(client, NULL, operation, input, NULL, queue, NULL, &number, &error);
    CHECK(status == CODAT_OK && !error, "%s", error ? error : "no error JSON");
    return number;
}

static void end_queue(void) {
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

/* The status of the next event, which is an end. */
static CodatStatus next(int32_t timeout_ms) {
    CodatEvent event;
    int count = codat_queue_take(queue, &event, 1, timeout_ms);
    CHECK(count == 1 && event.kind == CODAT_EVENT_DONE, "%d", count);
    CodatStatus status = (CodatStatus)event.number;
    json_decref(read_document(status, event.document));
    return status;
}

static bool is_seen(void *count) {
    return stat_of(sandbox, "requests") >= *(json_int_t *)count;
}

static void seen(json_int_t count) {
    wait_until("the requests", is_seen, &count);
}

/* Delays the next responses by so many milliseconds. */
static void hold(int times, int delay_ms) {
    char faults[100];
    snprintf(faults, sizeof faults, "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":%d,\"times\":%d}]}", delay_ms, times);
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", faults);
}

static bool reaches(void *pointer) {
    return atomic_load(&calls) >= *(int *)pointer;
}

static void called(int times) {
    wait_until("the callback", reaches, &times);
}

/* Some calls run, some wait for their turn, and the outcomes of some are there. */
static void freed_with_calls(void) {
    hold(CALLS, 60000);
    make_queue(NULL, NULL);
    for (int i = 0; i < CALLS; i++) begin("companies.get", "{}");
    struct pollfd fd = {codat_queue_fd(queue), POLLIN, 0};
    CHECK(poll(&fd, 1, PATIENCE_MS) == 1, "there is something");
    for (int i = 0; i < CALLS; i++) begin("groups.list", "{}");
    seen(1);
    end_queue();
}

static void count(void *user_data, const CodatEvent *event) {
    (void)user_data;
    codat_string_free(event->document);
    atomic_fetch_add(&calls, 1);
}

static void free_in_deliver(void *user_data, const CodatEvent *event) {
    (void)user_data;
    codat_string_free(event->document);
    if (atomic_fetch_add(&calls, 1) == 0) {
        end_queue();
        CHECK(codat_queue_free(queue) == CODAT_INVALID_HANDLE, "freed already");
        atomic_fetch_add(&ends, 1);
    }
}

static bool has_ended(void *unused) {
    (void)unused;
    return atomic_load(&ends) == 1;
}

static void free_in_wake(void *user_data) {
    (void)user_data;
    end_queue();
    atomic_fetch_add(&calls, 1);
}

static void freed_in_callbacks(void) {
    hold(CALLS, 60000);
    make_queue(NULL, free_in_deliver);
    for (int i = 0; i < CALLS; i++) {
        const char *operation = i % 2 ? "groups.list" : "groups.create";
        CodatStatus status = codat_begin(client, NULL, operation, "{}", NULL, queue, NULL, NULL, NULL);
        CHECK(status == CODAT_OK || status == CODAT_INVALID_HANDLE, "%d", (int)status);
    }
    wait_until("the queue's end", has_ended, NULL);
    int before = atomic_load(&calls);
    CHECK(before <= CALLS / 2, "%d ends, of calls that are refused and others that run", before);
    make_queue(free_in_wake, NULL);
    begin("companies.get", "{}");
    called(1);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_running;

static void pass_gate(void *user_data, const CodatEvent *event) {
    (void)user_data;
    codat_string_free(event->document);
    atomic_store(&is_running, true);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    atomic_fetch_add(&calls, 1);
    atomic_store(&is_running, false);
}

static bool runs(void *unused) {
    (void)unused;
    return atomic_load(&is_running);
}

static void *free_it(void *unused) {
    (void)unused;
    end_queue();
    CHECK(!atomic_load(&is_running) && atomic_load(&calls) == 1, "the callback runs");
    return NULL;
}

/* It waits for a callback that runs in another thread. */
static void freed_while_called(void) {
    make_queue(NULL, pass_gate);
    CHECK(pthread_mutex_lock(&gate) == 0, "lock");
    begin("companies.get", "{}");
    wait_until("the callback", runs, NULL);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, free_it, NULL) == 0, "thread");
    CHECK(pthread_mutex_unlock(&gate) == 0, "unlock");
    CHECK(pthread_join(thread, NULL) == 0, "join");
}

static void *take_for_good(void *unused) {
    (void)unused;
    CodatEvent event;
    atomic_fetch_add(&calls, 1);
    int taken = codat_queue_take(queue, &event, 1, -1);
    CHECK(taken == -CODAT_INVALID_HANDLE, "%d", taken);
    atomic_fetch_add(&ends, 1);
    return NULL;
}

/* Several threads wait for events, and each event goes to one of them; the others return when the queue is freed. */
static void freed_while_taken(void) {
    make_queue(NULL, NULL);
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) CHECK(pthread_create(&threads[i], NULL, take_for_good, NULL) == 0, "thread");
    called(3);
    end_queue();
    for (int i = 0; i < 3; i++) CHECK(pthread_join(threads[i], NULL) == 0, "join");
    CHECK(atomic_load(&ends) == 3, "%d", atomic_load(&ends));
}

static void exit_deliver(void *user_data, const CodatEvent *event) {
    count(user_data, event);
    pthread_exit(NULL);
}

static void exit_wake(void *user_data) {
    (void)user_data;
    atomic_fetch_add(&calls, 1);
    pthread_exit(NULL);
}

/* pthread_exit() ends the callback alone: there are others after it, and calls. */
static void ended_in_callbacks(void) {
    control(sandbox, "reset", NULL);
    make_queue(NULL, exit_deliver);
    for (int i = 0; i < CALLS; i++) begin("groups.list", "{}");
    called(CALLS);
    end_queue();
    make_queue(exit_wake, NULL);
    for (int i = 1; i <= 3; i++) {
        begin("groups.list", "{}");
        called(i);
        CHECK(next(PATIENCE_MS) == CODAT_OK, "a call");
    }
    end_queue();
}

static void block_deliver(void *user_data, const CodatEvent *event) {
    char *text;
    CodatStatus status = codat_groups_list(client, NULL, "{}", &text);
    CHECK(status == CODAT_OK, "%s", text);
    codat_string_free(text);
    count(user_data, event);
}

/* Callbacks that block on calls of the same client do not keep each other from them, nor those that begin others. */
static void calls_in_callbacks(void) {
    CodatClient *before = client;
    client = make_client(config, "{\"maxConnections\":2}");
    make_queue(NULL, block_deliver);
    for (int i = 0; i < CALLS; i++) begin("groups.list", "{}");
    called(CALLS);
    end_queue();
    codat_client_free(client);
    client = before;
}

enum { CHAIN = 300 };

/* Begins the next call. Some callbacks then wait for that one's callback, some make a blocking call; the last frees the
   client. */
static void chain_deliver(void *user_data, const CodatEvent *event) {
    int number = atomic_fetch_add(&calls, 1) + 1;
    CHECK(event->number == CODAT_OK, "%s", event->document);
    if (number < CHAIN) begin("groups.list", "{}");
    if (number == CHAIN) {
        CHECK(codat_client_free(client) == CODAT_OK, "client");
    } else if (number % 10 == 0) {
        called(number + 1);
    } else if (number % 7 == 0) {
        char *text;
        CodatStatus status = codat_groups_list(client, NULL, "{}", &text);
        CHECK(status == CODAT_OK, "%s", text);
        codat_string_free(text);
    }
    codat_string_free(event->document);
    atomic_fetch_add(&ends, 1);
    (void)user_data;
}

static bool has_passed(void *unused) {
    (void)unused;
    return atomic_load(&ends) == CHAIN;
}

/* Callbacks that begin calls in quick succession: the calls run whether the callbacks return soon or not. */
static void chains(void) {
    CodatClient *before = client;
    client = make_client(config, "{\"maxConnections\":2}");
    make_queue(NULL, chain_deliver);
    begin("groups.list", "{}");
    wait_until("the last callback", has_passed, NULL);
    end_queue();
    client = before;
}

static void be_a_child(int parents_fd, uint64_t parents_call) {
    alarm(60);
    int fd = codat_queue_fd(queue);
    struct pollfd watched = {fd, POLLIN, 0};
    CHECK(fd >= 0 && fd != parents_fd, "%d", fd);
    CHECK(poll(&watched, 1, 0) == 0, "it is empty");
    CodatEvent event;
    CHECK(codat_queue_take(queue, &event, 1, 0) == 0, "it is empty");
    CHECK(codat_call_cancel(queue, parents_call) == CODAT_OK, "no call of this process");
    begin("groups.list", "{}");
    CHECK(poll(&watched, 1, PATIENCE_MS) == 1, "there is something");
    CHECK(next(0) == CODAT_OK, "a call");
    CHECK(poll(&watched, 1, 0) == 0, "it was taken");
    begin("companies.get", "{}");
    end_queue();
    make_queue(NULL, count);
    begin("groups.list", "{}");
    called(1);
    end_queue();
    CHECK(codat_client_free(client) == CODAT_OK, "client");
    _exit(0);
}

static void forked(void) {
    hold(1, 300);
    make_queue(NULL, NULL);
    int fd = codat_queue_fd(queue);
    uint64_t slow = begin("groups.list", "{}");
    seen(1);
    begin("companies.get", "{}");
    struct pollfd watched = {fd, POLLIN, 0};
    CHECK(poll(&watched, 1, PATIENCE_MS) == 1, "an outcome that waits");
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child == 0) be_a_child(fd, slow);
    int outcome;
    CHECK(waitpid(child, &outcome, 0) == child && outcome == 0, "the child ended with %d", outcome);
    CHECK(codat_queue_fd(queue) == fd, "the descriptor is another");
    CHECK(next(0) == CODAT_INVALID_ARGUMENT, "the outcome that waited");
    CHECK(next(PATIENCE_MS) == CODAT_OK, "the slow one");
    CHECK(poll(&watched, 1, 0) == 0, "all was taken");
    end_queue();
}

static void *take_one(void *unused) {
    (void)unused;
    atomic_fetch_add(&calls, 1);
    CHECK(next(-1) == CODAT_OK, "a call");
    atomic_fetch_add(&ends, 1);
    return NULL;
}

/* A thread waits in the parent and continues there; the child has neither that thread nor the lock that it may hold. */
static void forked_while_taken(void) {
    control(sandbox, "reset", NULL);
    for (int i = 0; i < 5; i++) {
        make_queue(NULL, NULL);
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, take_one, NULL) == 0, "thread");
        called(1);
        pid_t child = fork();
        CHECK(child >= 0, "fork");
        if (child == 0) {
            alarm(60);
            begin("groups.list", "{}");
            CHECK(next(PATIENCE_MS) == CODAT_OK, "the parent's queue");
            end_queue();
            make_queue(NULL, NULL);
            begin("groups.list", "{}");
            CHECK(next(PATIENCE_MS) == CODAT_OK, "a queue of its own");
            end_queue();
            CHECK(codat_client_free(client) == CODAT_OK, "client");
            _exit(0);
        }
        int outcome;
        CHECK(waitpid(child, &outcome, 0) == child && outcome == 0, "the child ended with %d", outcome);
        CHECK(atomic_load(&ends) == 0, "the parent took what is the child's");
        begin("groups.list", "{}");
        CHECK(pthread_join(thread, NULL) == 0 && atomic_load(&ends) == 1, "join");
        end_queue();
    }
}

int main(void) {
    sandbox = start_sandbox(&config);
    /* Before the library has threads, and after. */
    for (int round = 0; round < 3; round++) {
        client = make_client(config, NULL);
        forked();
        forked_while_taken();
        freed_with_calls();
        freed_in_callbacks();
        freed_while_called();
        freed_while_taken();
        ended_in_callbacks();
        calls_in_callbacks();
        chains();
        codat_client_free(client);
    }
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
