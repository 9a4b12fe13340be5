/* pthread_cancel() of a thread in a call acts after the call; pthread_exit() in a callback ends the thread after the call.
   Either way the process continues, and the client remains usable. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static json_t *config;
static CodatSandbox *sandbox;

/* A call on a separate thread, and how far the thread came. */
typedef struct {
    CodatClient *client;
    CodatContext *context;
    const char *operation, *input;
    char *document;
    bool returned, cleaned;
} Work;

static void clean(void *argument) {
    Work *work = (Work *)argument;
    work->cleaned = true;
}

static void *run(void *argument) {
    Work *work = (Work *)argument;
    pthread_cleanup_push(clean, work);
    codat_call(work->client, work->context, work->operation, work->input, &work->document);
    work->returned = true;
    pthread_testcancel();
    pthread_cleanup_pop(0);
    return work;
}

static Work work_of(CodatClient *client, CodatContext *context, const char *operation, const char *input) {
    Work work;
    memset(&work, 0, sizeof work);
    work.client = client;
    work.context = context;
    work.operation = operation;
    work.input = input;
    return work;
}

static pthread_t start(Work *work) {
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run, work) == 0, "thread");
    return thread;
}

static void works(CodatClient *client) {
    char *document;
    CodatStatus status = codat_groups_list(client, NULL, "{}", &document);
    CHECK(status == CODAT_OK, "%s", document);
    json_decref(read_document(status, document));
}

static bool one_request_seen(void *unused) {
    (void)unused;
    return stat_of(sandbox, "requests") == 1;
}

/* The request to cancel waits until the call has returned, with result JSON that the program must free. */
static void cancelled_thread(void) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":60000,\"times\":1}]}");
    CodatClient *client = make_client(config, "{\"maxConnections\":1,\"maxRetries\":0}");
    Work work = work_of(client, make_context(NULL), "groups.list", "{}");
    pthread_t thread = start(&work);
    wait_until("the request", one_request_seen, NULL);
    CHECK(pthread_cancel(thread) == 0, "pthread_cancel");
    CHECK(codat_context_cancel(work.context) == CODAT_OK, "cancel");
    void *result;
    CHECK(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED, "the thread was not cancelled");
    CHECK(work.returned && work.cleaned, "the call was left in its middle");
    json_decref(read_document(CODAT_CANCELLED, work.document));
    works(client);
    codat_context_free(work.context);
    codat_client_free(client);
}

static void end_in_log(void *count, int32_t level, const char *line) {
    (void)level, (void)line;
    ++*(int *)count;
    pthread_exit(count);
}

static int32_t end_in_progress(void *count, const char *event) {
    (void)event;
    ++*(int *)count;
    pthread_exit(count);
    return 0;
}

static int32_t end_in_interrupt(void *count) {
    ++*(int *)count;
    pthread_exit(count);
    return 0;
}

/* The thread ends, its own handlers are run, and the call is over. */
static void ends(Work *work, const char *where) {
    void *result;
    CHECK(pthread_join(start(work), &result) == 0, "join");
    CHECK(result == NULL && !work->returned && work->cleaned, "%s: the thread continues", where);
    CHECK(work->document == NULL, "%s: there is result JSON", where);
}

static CodatClient *client_with_log(CodatLogCallback callback, int *count) {
    char *text = json_dumps(config, 0);
    CodatClient *client;
    CHECK(codat_client_new_with_log(text, CODAT_LOG_DEBUG, callback, count, &client, NULL) == CODAT_OK, "client");
    free(text);
    return client;
}

static void ended_in_callbacks(void) {
    static const char MANY[] = "{\"companies\":[{\"name\":\"A\"},{\"name\":\"B\"},{\"name\":\"C\"}],\"concurrency\":2}";
    control(sandbox, "reset", NULL);
    int count = 0;
    CodatClient *client = client_with_log(end_in_log, &count);
    Work logged = work_of(client, NULL, "groups.list", "{}");
    ends(&logged, "in a log callback");
    CHECK(count == 1, "%d calls", count);

    /* In a thread of the library's own it only comes back. */
    Work many = work_of(client, NULL, "companies.create_many", MANY);
    ends(&many, "in the log callback of create_many");
    CHECK(stat_of(sandbox, "companies") == 3, "%lld companies", (long long)stat_of(sandbox, "companies"));
    codat_client_free(client);

    client = make_client(config, NULL);
    CodatContext *context;
    count = 0;
    CHECK(codat_context_new_with_progress(NULL, end_in_progress, &count, &context, NULL) == CODAT_OK, "context");
    Work progress = work_of(client, context, "companies.create_many", MANY);
    ends(&progress, "in a progress callback");
    CHECK(count == 1, "%d calls", count);
    codat_context_free(context);

    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":60000,\"times\":1}]}");
    context = make_context(NULL);
    count = 0;
    CHECK(codat_context_set_interrupt(context, end_in_interrupt, &count) == CODAT_OK, "interrupt");
    Work interrupted = work_of(client, context, "groups.list", "{}");
    ends(&interrupted, "in an interrupt callback");
    CHECK(count == 1, "%d calls", count);
    codat_context_free(context);
    works(client);
    codat_client_free(client);
}

static pthread_t main_thread;

static void end_elsewhere(void *count, int32_t level, const char *line) {
    (void)level, (void)line;
    if (!pthread_equal(pthread_self(), main_thread)) {
        ++*(int *)count;
        pthread_exit(NULL);
    }
}

/* Pages are fetched ahead in a thread of the library's: a callback that ends it there loses nothing. */
static void ended_while_fetching_ahead(void) {
    control(sandbox, "reset", NULL);
    control(sandbox, "seed-companies", "{\"count\":3}");
    int count = 0;
    CodatClient *client = client_with_log(end_elsewhere, &count);
    CodatPager *pager;
    CHECK(codat_pager_new(client, NULL, "companies.list", "{\"pageSize\":1}", &pager, NULL) == CODAT_OK, "pager");
    for (int page = 1; page <= 4; page++) {
        char *text;
        CodatStatus status = codat_pager_next(pager, &text);
        CHECK(status == CODAT_OK, "%s", text);
        json_t *document = read_document(status, text);
        CHECK(json_is_null(json_object_get(document, "result")) == (page == 4), "page %d", page);
        json_decref(document);
    }
    CHECK(codat_pager_free(pager) == CODAT_OK, "pager");
    CHECK(count == 2, "%d pages were fetched ahead", count);
    codat_client_free(client);
}

int main(void) {
    main_thread = pthread_self();
    sandbox = start_sandbox(&config);
    /* Whatever is kept for good is there after the first round. */
    for (int i = 0; i < 3; i++) {
        cancelled_thread();
        ended_in_callbacks();
        ended_while_fetching_ahead();
    }
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
