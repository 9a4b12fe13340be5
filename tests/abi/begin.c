/* Begun calls: each way to collect their ends, one end for each, never from inside the function that began it; the order of a
   call's events; cancelling; and what may be freed meanwhile. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#ifdef __cplusplus
#include <atomic>
using namespace std;
#else
#include <stdatomic.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

enum { CALLS = 40, PATIENCE_MS = 60 * 1000 };

static json_t *config;
static CodatSandbox *sandbox;

/* One begun call: the user data of its events. */
typedef struct {
    pthread_t began_by;
    atomic_bool is_beginning, is_done, is_reporting;
    atomic_int logs, events, stop_after;
    CodatQueue *queue;
    uint64_t number;
    CodatStatus status;
    json_t *document;
} Work;

static void clear(Work *work) {
    work->is_beginning = work->is_done = work->is_reporting = false;
    work->logs = work->events = work->stop_after = 0;
    work->queue = NULL;
    work->number = 0;
    work->status = CODAT_OK;
    work->document = NULL;
    work->began_by = pthread_self();
}

/* Notes an event, and frees its result JSON. */
static void note(const CodatEvent *event) {
    Work *work = (Work *)event->user_data;
    CHECK(!atomic_exchange(&work->is_reporting, true), "two events of a call at once");
    CHECK(event->document && strlen(event->document) == event->length, "%zu", event->length);
    CHECK(!atomic_load(&work->is_done), "an event after the last: %s", event->document);
    if (event->kind == CODAT_EVENT_DONE) {
        work->status = (CodatStatus)event->number;
        work->document = read_document(work->status, event->document);
        atomic_store(&work->is_reporting, false);
        atomic_store(&work->is_done, true);
        return;
    }
    if (event->kind == CODAT_EVENT_LOG) {
        CHECK(event->number >= CODAT_LOG_ERROR && event->number <= CODAT_LOG_DEBUG, "level %d", (int)event->number);
        CHECK(strstr(event->document, "\"event\":"), "%s", event->document);
        atomic_fetch_add(&work->logs, 1);
    } else {
        CHECK(event->kind == CODAT_EVENT_PROGRESS && event->number == 0, "kind %d", (int)event->kind);
        CHECK(strstr(event->document, "\"done\":"), "%s", event->document);
        if (atomic_fetch_add(&work->events, 1) + 1 == atomic_load(&work->stop_after)) {
            CHECK(codat_call_stop(work->queue, work->number) == CODAT_OK, "stop");
        }
    }
    codat_string_free(event->document);
    atomic_store(&work->is_reporting, false);
}

/* A callback of a queue: on a thread of the library, which is not inside a function that begins. */
static void deliver(void *user_data, const CodatEvent *event) {
    Work *work = (Work *)event->user_data;
    CHECK(*(int *)user_data == 7, "the queue's user data");
    CHECK(!pthread_equal(pthread_self(), work->began_by), "the thread that began it");
    note(event);
}

static void begin_within(const CodatClient *client, const CodatContext *context, CodatQueue *queue, const char *operation,
                         const char *input, const char *options, Work *work) {
    work->queue = queue;
    char *error;
    CodatStatus status = codat_begin(client, context, operation, input, options, queue, work, &work->number, &error);
    CHECK(status == CODAT_OK && !error && work->number != 0, "%s", error ? error : "no error JSON");
}

static void begin(const CodatClient *client, CodatQueue *queue, const char *operation, const char *input, Work *work) {
    begin_within(client, NULL, queue, operation, input, NULL, work);
}

static CodatQueue *make_queue(CodatWakeCallback wake, CodatEventCallback callback, void *user_data) {
    CodatQueue *queue;
    char *error;
    CodatStatus status = codat_queue_new(wake, callback, user_data, &queue, &error);
    CHECK(status == CODAT_OK && queue && !error, "%s", error ? error : "no error JSON");
    return queue;
}

/* Takes the waiting events; returns their number. */
static int take(const CodatQueue *queue, int32_t timeout_ms) {
    CodatEvent events[8];
    int count = codat_queue_take(queue, events, 8, timeout_ms);
    CHECK(count >= 0 && count <= 8, "%d", count);
    for (int i = 0; i < count; i++) note(&events[i]);
    return count;
}

/* Takes until a call has ended. */
static void finish(Work *work) {
    while (!atomic_load(&work->is_done)) CHECK(take(work->queue, PATIENCE_MS) > 0, "no event");
}

static void drop(Work *work) {
    json_decref(work->document);
    clear(work);
}

static void expect(Work *work, CodatStatus status) {
    char *text = json_dumps(work->document, 0);
    CHECK(work->status == status, "expected %s, found %s", codat_status_name(status), text);
    free(text);
    drop(work);
}

static bool is_done(void *work) {
    return atomic_load(&((Work *)work)->is_done);
}

static bool is_seen(void *count) {
    return stat_of(sandbox, "requests") >= *(json_int_t *)count;
}

/* Delays the next responses of a fresh sandbox until long after the test. */
static void hold(int times) {
    char faults[100];
    snprintf(faults, sizeof faults, "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":60000,\"times\":%d}]}", times);
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", faults);
}

static void seen(json_int_t count) {
    wait_until("the requests", is_seen, &count);
}

static CodatClient *logging_client(void) {
    char *text = json_dumps(config, 0);
    CodatClient *client;
    CHECK(codat_client_new_with_log(text, CODAT_LOG_DEBUG, NULL, NULL, &client, NULL) == CODAT_OK, "client");
    free(text);
    return client;
}

/* Without callbacks, by waiting. */
static void taken(const CodatClient *client) {
    static Work works[CALLS];
    CodatQueue *queue = make_queue(NULL, NULL, NULL);
    CHECK(take(queue, 0) == 0 && take(queue, 1) == 0, "there is nothing");
    for (int i = 0; i < CALLS; i++) {
        char input[60];
        clear(&works[i]);
        snprintf(input, sizeof input, "{\"name\":\"Company %d\"}", i);
        begin(client, queue, "companies.create", input, &works[i]);
        CHECK(i == 0 || works[i].number > works[i - 1].number, "a number is used again");
    }
    for (int i = 0; i < CALLS; i++) {
        char name[60];
        finish(&works[i]);
        snprintf(name, sizeof name, "Company %d", i);
        CHECK(strcmp(text_in(works[i].document, "result", "name"), name) == 0, "%s", name);
        expect(&works[i], CODAT_OK);
    }
    CHECK(take(queue, 0) == 0, "one end for each");
    /* An input that the operation refuses ends the call with an event too. */
    begin(client, queue, "companies.get", "{}", &works[0]);
    finish(&works[0]);
    expect(&works[0], CODAT_INVALID_ARGUMENT);
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

/* By the descriptor, which is readable exactly while there is something. */
static void watched(const CodatClient *client) {
    CodatQueue *queue = make_queue(NULL, NULL, NULL);
    struct pollfd fd = {codat_queue_fd(queue), POLLIN, 0};
    CHECK(fd.fd >= 0 && codat_queue_fd(queue) == fd.fd, "%d", fd.fd);
    Work work[2];
    clear(&work[0]), clear(&work[1]);
    for (int i = 0; i < 3; i++) {
        CHECK(poll(&fd, 1, 0) == 0, "there is nothing");
        begin(client, queue, "groups.list", "{}", &work[0]);
        begin(client, queue, "groups.list", "{}", &work[1]);
        for (int left = 2; left > 0; left--) {
            CHECK(poll(&fd, 1, PATIENCE_MS) == 1, "there is something");
            CodatEvent event;
            CHECK(codat_queue_take(queue, &event, 1, 0) == 1, "there is something");
            note(&event);
        }
        CHECK(poll(&fd, 1, 0) == 0, "all was taken");
        expect(&work[0], CODAT_OK);
        expect(&work[1], CODAT_OK);
    }
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

static atomic_int wakes;

static void wake(void *thread) {
    CHECK(!pthread_equal(pthread_self(), *(pthread_t *)thread), "the thread that began it");
    atomic_fetch_add(&wakes, 1);
}

static bool has_woken(void *times) {
    return atomic_load(&wakes) >= *(int *)times;
}

/* By the wake callback: once until the queue was emptied. */
static void woken(const CodatClient *client) {
    pthread_t self = pthread_self();
    CodatQueue *queue = make_queue(wake, NULL, &self);
    atomic_store(&wakes, 0);
    for (int round = 1; round <= 3; round++) {
        Work work[3];
        for (int i = 0; i < 3; i++) {
            clear(&work[i]);
            begin(client, queue, "groups.list", "{}", &work[i]);
        }
        wait_until("wake", has_woken, &round);
        /* All three are there before one is taken. */
        seen(round * 3);
        CodatEvent events[3];
        int count = 0;
        for (; count < 2; count++) CHECK(codat_queue_take(queue, &events[count], 1, PATIENCE_MS) == 1, "an event");
        CHECK(codat_queue_take(queue, &events[2], 1, PATIENCE_MS) == 1, "an event");
        /* Each time that it was emptied may have been followed by another event. */
        CHECK(atomic_load(&wakes) >= round && atomic_load(&wakes) <= round * 3, "%d", atomic_load(&wakes));
        for (int i = 0; i < 3; i++) note(&events[i]);
        for (int i = 0; i < 3; i++) expect(&work[i], CODAT_OK);
        atomic_store(&wakes, round);
    }
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

/* By delivery; log lines and progress come before the end, in order, and one at a time. */
static void delivered(const CodatClient *client) {
    int seven = 7;
    CodatQueue *queue = make_queue(NULL, deliver, &seven);
    CHECK(codat_queue_fd(queue) == -1 && take(queue, 0) == 0, "nothing is left to take");
    static Work works[CALLS];
    for (int i = 0; i < CALLS; i++) {
        clear(&works[i]);
        begin(client, queue, i % 4 ? "groups.list" : "companies.create_many",
              i % 4 ? "{}" : "{\"companies\":[{\"name\":\"A\"},{\"name\":\"B\"},{\"name\":\"C\"}]}", &works[i]);
    }
    for (int i = 0; i < CALLS; i++) {
        wait_until("the end", is_done, &works[i]);
        CHECK(atomic_load(&works[i].logs) >= 1, "%d log lines", atomic_load(&works[i].logs));
        CHECK(atomic_load(&works[i].events) == (i % 4 ? 0 : 3), "%d events", atomic_load(&works[i].events));
        expect(&works[i], CODAT_OK);
    }
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

/* codat_call_stop() ends create_many when the creates in flight are done. */
static void stopped(const CodatClient *client) {
    CodatQueue *queue = make_queue(NULL, NULL, NULL);
    Work work;
    clear(&work);
    atomic_store(&work.stop_after, 2);
    /* So many that the second is known long before the last is sent. */
    static char input[20000];
    size_t length = (size_t)sprintf(input, "{\"concurrency\":1,\"companies\":[{\"name\":\"First\"}");
    for (int i = 0; i < 500; i++) length += (size_t)sprintf(input + length, ",{\"name\":\"Another\"}");
    strcpy(input + length, "]}");
    begin(client, queue, "companies.create_many", input, &work);
    finish(&work);
    CHECK(strcmp(text_in(work.document, "result", "stopped"), "stopped") == 0, "it is stopped");
    CHECK(atomic_load(&work.events) >= 2 && atomic_load(&work.events) < 500, "%d events", atomic_load(&work.events));
    expect(&work, CODAT_OK);
    CHECK(codat_call_stop(queue, 1) == CODAT_OK, "one that has ended");
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

static CodatContext *volatile to_cancel;

static void on_signal(int number) {
    (void)number;
    codat_context_cancel(to_cancel);
}

/* Whether the context's key was sent before, its options say, unless the call's own do. Nothing is sent here. */
static void first_uses(const CodatClient *client, CodatQueue *queue) {
    const struct {
        const char *options;
        bool is_repeated;
    } cases[] = {
        {"{\"timeoutMs\":0}", false},
        {"{\"timeoutMs\":0,\"firstUse\":false}", true},
        /* From then on. */
        {"{\"timeoutMs\":0}", true},
        {"{\"timeoutMs\":0,\"firstUse\":true,\"idempotencyKey\":\"4bf92f35-6988-11ed-a1eb-0242ac120002\"}", false},
        {"{\"timeoutMs\":0,\"firstUse\":false,\"idempotencyKey\":\"4bf92f35-6988-11ed-a1eb-0242ac120002\"}", true},
    };
    CodatContext *context = make_context("{\"idempotencyKey\":\"8a210b68-6988-11ed-a1eb-0242ac120002\",\"firstUse\":true}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Work work;
        clear(&work);
        begin_within(client, context, queue, "groups.create", "{\"name\":\"G\"}", cases[i].options, &work);
        finish(&work);
        json_t *unknown = json_object_get(json_object_get(work.document, "error"), "outcomeUnknown");
        CHECK(json_is_true(unknown) == cases[i].is_repeated, "%s", cases[i].options);
        expect(&work, CODAT_TIMEOUT);
    }
    CHECK(codat_context_free(context) == CODAT_OK, "context");
}

static void cancelled(void) {
    CodatClient *client = make_client(config, "{\"maxConnections\":1}");
    CodatQueue *queue = make_queue(NULL, NULL, NULL);
    Work work[2];
    clear(&work[0]), clear(&work[1]);
    /* While it runs, and while it waits for its turn. */
    hold(1);
    begin(client, queue, "groups.create", "{\"name\":\"G\"}", &work[0]);
    seen(1);
    begin(client, queue, "groups.list", "{}", &work[1]);
    CHECK(codat_call_cancel(queue, work[1].number) == CODAT_OK, "cancel");
    finish(&work[1]);
    expect(&work[1], CODAT_CANCELLED);
    CHECK(!is_done(&work[0]), "the other call continues");
    CHECK(codat_call_cancel(queue, work[0].number) == CODAT_OK, "cancel");
    finish(&work[0]);
    CHECK(json_is_true(json_object_get(json_object_get(work[0].document, "error"), "outcomeUnknown")), "it may be done");
    /* After its end, and one that never was. */
    CHECK(codat_call_cancel(queue, work[0].number) == CODAT_OK, "cancel");
    CHECK(codat_call_cancel(queue, work[1].number + 1000) == CODAT_OK, "cancel");
    expect(&work[0], CODAT_CANCELLED);

    /* With a context, before it begins; and in a signal handler. */
    CodatContext *context = make_context(NULL);
    CHECK(codat_context_cancel(context) == CODAT_OK, "cancel");
    begin_within(client, context, queue, "groups.list", "{}", NULL, &work[0]);
    finish(&work[0]);
    expect(&work[0], CODAT_CANCELLED);
    CHECK(codat_context_free(context) == CODAT_OK, "context");
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0, "sigaction");
    to_cancel = context = make_context(NULL);
    hold(1);
    begin_within(client, context, queue, "groups.list", "{}", "{\"timeoutMs\":600000}", &work[0]);
    begin_within(client, context, queue, "groups.list", "{}", NULL, &work[1]);
    seen(1);
    CHECK(raise(SIGUSR1) == 0, "raise");
    for (int i = 0; i < 2; i++) {
        finish(&work[i]);
        expect(&work[i], CODAT_CANCELLED);
    }
    CHECK(codat_context_free(context) == CODAT_OK, "context");

    /* The call's own options come before those of the context. */
    context = make_context("{\"timeoutMs\":600000,\"maxRetries\":0}");
    hold(1);
    begin_within(client, context, queue, "groups.list", "{}", "{\"timeoutMs\":20}", &work[0]);
    finish(&work[0]);
    expect(&work[0], CODAT_TIMEOUT);
    CHECK(codat_context_free(context) == CODAT_OK, "context");
    /* But no call outlives its context. */
    context = make_context("{\"timeoutMs\":20,\"maxRetries\":0}");
    hold(1);
    begin_within(client, context, queue, "groups.list", "{}", "{\"timeoutMs\":600000}", &work[0]);
    finish(&work[0]);
    expect(&work[0], CODAT_TIMEOUT);
    CHECK(codat_context_free(context) == CODAT_OK, "context");
    first_uses(client, queue);
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
    codat_client_free(client);
}

static CodatPager *make_pager(const CodatClient *client, const CodatContext *context) {
    CodatPager *pager;
    CHECK(codat_pager_new(client, context, "companies.list", "{\"pageSize\":1}", &pager, NULL) == CODAT_OK, "pager");
    return pager;
}

static void begin_page(CodatPager *pager, CodatQueue *queue, Work *work) {
    work->queue = queue;
    char *error;
    CodatStatus status = codat_pager_begin_next(pager, queue, work, &work->number, &error);
    CHECK(status == CODAT_OK && !error, "%s", error ? error : "no error JSON");
}

/* Pages, one begun after the other and several at once; all handles are freed as soon as the last call has begun. */
static void pages(void) {
    control(sandbox, "reset", NULL);
    control(sandbox, "seed-companies", "{\"count\":3}");
    CodatClient *client = logging_client();
    CodatQueue *queue = make_queue(NULL, NULL, NULL);
    CodatPager *pager = make_pager(client, NULL);
    Work work[5];
    for (int i = 0; i < 5; i++) clear(&work[i]);
    for (int i = 0; i < 5; i++) {
        begin_page(pager, queue, &work[0]);
        finish(&work[0]);
        CHECK(json_is_null(json_object_get(work[0].document, "result")) == (i >= 3), "page %d", i);
        expect(&work[0], CODAT_OK);
    }
    CHECK(codat_pager_free(pager) == CODAT_OK, "pager");

    for (int round = 0; round < 20; round++) {
        pager = make_pager(client, NULL);
        for (int i = 0; i < 5; i++) begin_page(pager, queue, &work[i]);
        for (int i = 0; i < 5; i++) {
            finish(&work[i]);
            if (i < 3) CHECK(number_in(work[i].document, "result", "pageNumber") == i + 1, "page %d", i);
            CHECK(json_is_null(json_object_get(work[i].document, "result")) == (i >= 3), "page %d", i);
            expect(&work[i], CODAT_OK);
        }
        CHECK(codat_pager_free(pager) == CODAT_OK, "pager");
    }

    /* After a cancelled page the pager returns that page again. */
    pager = make_pager(client, NULL);
    hold(1);
    control(sandbox, "seed-companies", "{\"count\":3}");
    begin_page(pager, queue, &work[0]);
    seen(1);
    CHECK(codat_call_cancel(queue, work[0].number) == CODAT_OK, "cancel");
    finish(&work[0]);
    expect(&work[0], CODAT_CANCELLED);
    begin_page(pager, queue, &work[0]);
    finish(&work[0]);
    CHECK(number_in(work[0].document, "result", "pageNumber") == 1, "the first page");
    expect(&work[0], CODAT_OK);
    CHECK(codat_pager_free(pager) == CODAT_OK, "pager");

    /* Of several, the first and the third: the others get the pages. */
    pager = make_pager(client, NULL);
    hold(1);
    control(sandbox, "seed-companies", "{\"count\":3}");
    for (int i = 0; i < 4; i++) begin_page(pager, queue, &work[i]);
    seen(1);
    CHECK(codat_call_cancel(queue, work[2].number) == CODAT_OK, "cancel");
    finish(&work[2]);
    CHECK(codat_call_cancel(queue, work[0].number) == CODAT_OK, "cancel");
    for (int i = 0; i < 4; i++) {
        finish(&work[i]);
        if (i % 2) CHECK(number_in(work[i].document, "result", "pageNumber") == i / 2 + 1, "page of %d", i);
        expect(&work[i], i % 2 ? CODAT_OK : CODAT_CANCELLED);
    }
    CHECK(codat_pager_free(pager) == CODAT_OK, "pager");
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
    codat_client_free(client);
}

static void freed_at_once(void) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"status\",\"status\":503,\"times\":2}]}");
    CodatQueue *queue = make_queue(NULL, NULL, NULL);
    CodatClient *client = make_client(config, "{\"retryDelayMs\":1}");
    CodatContext *context = make_context(NULL);
    Work work;
    clear(&work);
    char *input = (char *)malloc(100);
    strcpy(input, "{\"name\":\"Toft Bakery\"}");
    begin_within(client, context, queue, "companies.create", input, NULL, &work);
    memset(input, 'x', 20);
    free(input);
    CHECK(codat_client_free(client) == CODAT_OK && codat_context_free(context) == CODAT_OK, "free");
    finish(&work);
    CHECK(number_in(work.document, "meta", "attempts") == 3, "attempts");
    expect(&work, CODAT_OK);

    /* A pager's end is that of its calls. */
    hold(1);
    client = make_client(config, NULL);
    context = make_context(NULL);
    CodatPager *pager = make_pager(client, context);
    CHECK(codat_client_free(client) == CODAT_OK && codat_context_free(context) == CODAT_OK, "free");
    begin_page(pager, queue, &work);
    CHECK(codat_pager_free(pager) == CODAT_OK, "pager");
    finish(&work);
    expect(&work, CODAT_CANCELLED);
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
}

static void refused(const CodatClient *client) {
    CodatQueue *queue = NULL;
    char *error;
    int seven = 7;
    pthread_t self = pthread_self();
    CHECK(codat_queue_new(wake, deliver, &seven, &queue, &error) == CODAT_INVALID_ARGUMENT && !queue, "both callbacks");
    json_decref(read_document(CODAT_INVALID_ARGUMENT, error));
    CHECK(codat_queue_new(NULL, NULL, NULL, NULL, NULL) == CODAT_INVALID_ARGUMENT, "no place");

    queue = make_queue(wake, NULL, &self);
    atomic_store(&wakes, 0);
    Work work;
    clear(&work);
    const char *groups = "groups.list";
    CodatContext *context = make_context(NULL);
    codat_context_free(context);
    const struct {
        const CodatClient *client;
        const CodatContext *context;
        const char *operation, *input, *options;
        const CodatQueue *queue;
        CodatStatus status;
    } cases[] = {
        {NULL, NULL, groups, "{}", NULL, queue, CODAT_INVALID_HANDLE},
        {client, context, groups, "{}", NULL, queue, CODAT_INVALID_HANDLE},
        {client, NULL, NULL, "{}", NULL, queue, CODAT_INVALID_ARGUMENT},
        {client, NULL, "groups.bake", "{}", NULL, queue, CODAT_INVALID_ARGUMENT},
        {client, NULL, "\xff", "{}", NULL, queue, CODAT_INVALID_ARGUMENT},
        {client, NULL, groups, NULL, NULL, queue, CODAT_INVALID_ARGUMENT},
        {client, NULL, groups, "{}", "{\"noMember\":1}", queue, CODAT_INVALID_ARGUMENT},
        {client, NULL, groups, "{}", "{\"timeoutMs\":-1}", queue, CODAT_INVALID_ARGUMENT},
        {client, NULL, groups, "{}", NULL, NULL, CODAT_INVALID_HANDLE},
        {client, NULL, groups, "{}", NULL, (const CodatQueue *)client, CODAT_INVALID_HANDLE},
        {(const CodatClient *)queue, NULL, groups, "{}", NULL, queue, CODAT_INVALID_HANDLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CodatStatus status = codat_begin(cases[i].client, cases[i].context, cases[i].operation, cases[i].input,
                                         cases[i].options, cases[i].queue, &work, &work.number, &error);
        CHECK(status == cases[i].status && work.number == 0, "%zu: %d", i, (int)status);
        json_decref(read_document(status, error));
        status = codat_begin(cases[i].client, cases[i].context, cases[i].operation, cases[i].input, cases[i].options,
                             cases[i].queue, NULL, NULL, NULL);
        CHECK(status == cases[i].status, "%zu: %d", i, (int)status);
    }
    CHECK(codat_pager_begin_next(NULL, queue, NULL, NULL, &error) == CODAT_INVALID_HANDLE, "no pager");
    json_decref(read_document(CODAT_INVALID_HANDLE, error));

    CodatEvent event;
    CHECK(codat_queue_take(queue, NULL, 1, 0) == -CODAT_INVALID_ARGUMENT, "no room");
    CHECK(codat_queue_take(queue, &event, 0, 0) == -CODAT_INVALID_ARGUMENT, "no room");
    CHECK(codat_queue_take(queue, &event, 1, -2) == -CODAT_INVALID_ARGUMENT, "a time");
    CHECK(codat_queue_take(NULL, &event, 1, 0) == -CODAT_INVALID_HANDLE, "no queue");
    CHECK(codat_queue_take(queue, &event, 1, 0) == 0 && atomic_load(&wakes) == 0, "nothing came of them");

    /* Numbers and errors may be left out. */
    CHECK(codat_begin(client, NULL, groups, "{}", NULL, queue, &work, NULL, NULL) == CODAT_OK, "begin");
    work.queue = queue;
    finish(&work);
    expect(&work, CODAT_OK);

    CHECK(codat_queue_free(queue) == CODAT_OK && codat_queue_free(NULL) == CODAT_OK, "free");
    CHECK(codat_queue_free(queue) == CODAT_INVALID_HANDLE, "freed already");
    CHECK(codat_queue_take(queue, &event, 1, -1) == -CODAT_INVALID_HANDLE, "freed already");
    CHECK(codat_queue_fd(queue) == -1 && codat_queue_fd(NULL) == -1, "freed already");
    CHECK(codat_call_cancel(queue, 1) == CODAT_INVALID_HANDLE && codat_call_stop(NULL, 1) == CODAT_INVALID_HANDLE, "freed");
    CHECK(codat_begin(client, NULL, groups, "{}", NULL, queue, &work, NULL, NULL) == CODAT_INVALID_HANDLE, "freed already");
}

int main(void) {
    sandbox = start_sandbox(&config);
    for (int round = 0; round < 2; round++) {
        control(sandbox, "reset", NULL);
        CodatClient *client = make_client(config, NULL);
        taken(client);
        watched(client);
        control(sandbox, "reset", NULL);
        woken(client);
        refused(client);
        codat_client_free(client);
        client = logging_client();
        delivered(client);
        stopped(client);
        codat_client_free(client);
        cancelled();
        pages();
        freed_at_once();
    }
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
