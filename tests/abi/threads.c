/*
 * Many threads on one client: `threads [THREADS [CALLS]]`, by default 64 and 10,000. Every response
 * must belong to its request, the sandbox must hold exactly what was created, and nothing may be left allocated.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

typedef CodatStatus Operation(const CodatClient *, const CodatContext *, const char *, char **);

static int thread_count = 64;
static int call_count = 10000;

static CodatClient *client;
static char group[64]; /* the id of the group that all threads share */

/* One thread, and the company that it created last: no other thread changes it. */
typedef struct {
    int number;
    int calls;
    int created;
    int cancelled;
    int left; /* the group: responses without a body, after which a connection is given up */
    char company[64];
    char name[64];
    pthread_t thread;
} Worker;

/* Workers store contexts here for the main thread to cancel. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    CodatContext **contexts;
    int waiting;
    int running; /* workers that have not ended */
} cancelling = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, 0, 0};

/* Makes a call that must succeed; the caller frees what it returns. */
static json_t *call(Operation *operation, const CodatContext *context, json_t *input) {
    char *input_text = json_dumps(input, 0);
    char *text;
    CodatStatus status = operation(client, context, input_text, &text);
    CHECK(status == CODAT_OK, "%s: %s", input_text, text);
    json_t *document = read_document(status, text);
    json_t *result = json_incref(json_object_get(document, "result"));
    json_decref(document);
    free(input_text);
    json_decref(input);
    return result;
}

static void must_be_mine(const Worker *worker, const json_t *company) {
    CHECK(strcmp(text_in(company, "name", NULL), worker->name) == 0, "asked for %s, got %s", worker->name,
          text_in(company, "name", NULL));
    CHECK(strcmp(text_in(company, "id", NULL), worker->company) == 0, "%s has another id", worker->name);
}

static void create(Worker *worker, int turn, const CodatContext *context) {
    snprintf(worker->name, sizeof worker->name, "Company-%d-%d", worker->number, turn);
    json_t *company = call(codat_companies_create, context, json_pack("{s:s}", "name", worker->name));
    snprintf(worker->company, sizeof worker->company, "%s", text_in(company, "id", NULL));
    must_be_mine(worker, company);
    worker->created++;
    json_decref(company);
}

static void get(const Worker *worker, const CodatContext *context) {
    json_t *company = call(codat_companies_get, context, json_pack("{s:s}", "companyId", worker->company));
    must_be_mine(worker, company);
    json_decref(company);
}

static void update(const Worker *worker, int turn) {
    char description[120];
    snprintf(description, sizeof description, "update %d of %s", turn, worker->name);
    json_t *company = call(codat_companies_update, NULL,
                           json_pack("{s:s,s:s}", "companyId", worker->company, "description", description));
    must_be_mine(worker, company);
    CHECK(strcmp(text_in(company, "description", NULL), description) == 0, "another description");
    json_decref(company);
}

/* Lists the first company of all, or the worker's own by a query, which is far more work for the sandbox. */
static void list(const Worker *worker, bool own) {
    if (!own) {
        json_t *page = call(codat_companies_list, NULL, json_pack("{s:i}", "pageSize", 1));
        CHECK(json_array_size(json_object_get(page, "results")) == 1, "a page of one");
        json_decref(page);
        return;
    }
    char query[100];
    snprintf(query, sizeof query, "name=%s", worker->name);
    json_t *page = call(codat_companies_list, NULL, json_pack("{s:s}", "query", query));
    CHECK(number_in(page, "totalResults", NULL) == 1, "%s is not there once", worker->name);
    must_be_mine(worker, json_array_get(json_object_get(page, "results"), 0));
    json_decref(page);
}

static void list_groups(void) {
    json_t *groups = call(codat_groups_list, NULL, json_object());
    CHECK(json_array_size(json_object_get(groups, "results")) == 1, "groups");
    json_decref(groups);
}

static void join_and_leave(Worker *worker, bool join) {
    json_t *input = json_pack("{s:s,s:s}", "companyId", worker->company, "groupId", group);
    json_t *result = call(join ? codat_groups_add_company : codat_groups_remove_company, NULL, input);
    if (join) {
        must_be_mine(worker, result);
        const json_t *joined = json_array_get(json_object_get(result, "groups"), 0);
        CHECK(strcmp(text_in(joined, "id", NULL), group) == 0, "%s is not in the group", worker->name);
    } else {
        worker->left++;
    }
    json_decref(result);
}

/* The sandbox delays the response until after the test: only cancelling ends this call. */
static void be_cancelled(Worker *worker) {
    CodatContext *context = make_context(NULL);
    pthread_mutex_lock(&cancelling.lock);
    cancelling.contexts[cancelling.waiting++] = context;
    pthread_cond_signal(&cancelling.changed);
    pthread_mutex_unlock(&cancelling.lock);

    char input[100];
    snprintf(input, sizeof input, "{\"companyId\":\"%s\"}", worker->company);
    char *text;
    CodatStatus status = codat_companies_get_access_token(client, context, input, &text);
    CHECK(status == CODAT_CANCELLED, "%s", text);
    json_decref(read_document(status, text));
    CHECK(codat_context_free(context) == CODAT_OK, "context");
    worker->cancelled++;
}

static void *work(void *argument) {
    Worker *worker = (Worker *)argument;
    create(worker, 0, NULL);
    for (int turn = 1; turn < worker->calls; turn++) {
        if (turn % 50 == 49) {
            be_cancelled(worker);
            continue;
        }
        bool own_context = turn % 3 == 0;
        CodatContext *context = own_context ? make_context("{\"timeoutMs\":300000,\"maxRetries\":0}") : NULL;
        switch (turn % 7) {
        case 0: create(worker, turn, context); break;
        case 1: get(worker, context); break;
        case 2: update(worker, turn); break;
        case 3: join_and_leave(worker, true); break;
        case 4: list(worker, turn % 8 == 0); break;
        case 5: join_and_leave(worker, false); break;
        case 6: list_groups(); break;
        }
        CHECK(codat_context_free(context) == CODAT_OK, "context");
    }
    pthread_mutex_lock(&cancelling.lock);
    cancelling.running--;
    pthread_cond_signal(&cancelling.changed);
    pthread_mutex_unlock(&cancelling.lock);
    return NULL;
}

/* Cancels the contexts that the workers store, until the last worker has ended. */
static void cancel_until_all_ended(void) {
    pthread_mutex_lock(&cancelling.lock);
    while (cancelling.running > 0) {
        while (cancelling.waiting > 0) {
            CodatContext *context = cancelling.contexts[--cancelling.waiting];
            pthread_mutex_unlock(&cancelling.lock);
            CHECK(codat_context_cancel(context) == CODAT_OK, "cancel");
            pthread_mutex_lock(&cancelling.lock);
        }
        if (cancelling.running > 0) {
            pthread_cond_wait(&cancelling.changed, &cancelling.lock);
        }
    }
    pthread_mutex_unlock(&cancelling.lock);
}

static int files_before, threads_before;

static bool all_closed(void *unused) {
    (void)unused;
    return open_files() == files_before && running_threads() == threads_before;
}

static bool no_connection(void *sandbox) {
    return stat_of((CodatSandbox *)sandbox, "connectionsOpen") == 0;
}

static void run_workers(CodatSandbox *sandbox) {
    Worker *workers = (Worker *)calloc((size_t)thread_count, sizeof *workers);
    cancelling.contexts = (CodatContext **)calloc((size_t)thread_count, sizeof *cancelling.contexts);
    cancelling.running = thread_count;
    double began = now_ms();
    for (int i = 0; i < thread_count; i++) {
        workers[i].number = i;
        workers[i].calls = call_count / thread_count + (i < call_count % thread_count);
        CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0, "thread %d", i);
    }
    cancel_until_all_ended();
    int made = 0, created = 0, given_up = 0;
    for (int i = 0; i < thread_count; i++) {
        CHECK(pthread_join(workers[i].thread, NULL) == 0, "join %d", i);
        made += workers[i].calls;
        created += workers[i].created;
        given_up += workers[i].cancelled + workers[i].left;
    }
    printf("%d calls from %d threads in %.0f ms: %d companies created, %d connections given up\n", made, thread_count,
           now_ms() - began, created, given_up);
    free(cancelling.contexts);
    free(workers);

    CHECK(made == call_count, "%d calls", made);
    CHECK(stat_of(sandbox, "companies") == created, "%d were created", created);
    /* A cancelled call gives up its connection, and so does a response without a body; beyond those there is at most one
     * for each place. */
    json_int_t accepted = stat_of(sandbox, "connectionsAccepted");
    printf("%d connections\n", (int)accepted);
    CHECK(accepted <= thread_count + given_up, "%d connections", (int)accepted);
}

int main(int argc, char **argv) {
    thread_count = argc > 1 ? atoi(argv[1]) : thread_count;
    call_count = argc > 2 ? atoi(argv[2]) : call_count;
    CHECK(thread_count > 0 && call_count >= thread_count, "usage: threads [THREADS [CALLS]]");

    /* The first sandbox of a process leaves its runtime's pair of sockets behind: that counts as given. */
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    CHECK(codat_sandbox_stop(sandbox) == CODAT_OK, "sandbox");
    json_decref(config);
    files_before = open_files();
    threads_before = running_threads();

    sandbox = start_sandbox(&config);
    control(sandbox, "set-limits", "{\"requestsPerDay\":1000000,\"concurrentRequests\":10000}");
    control(sandbox, "queue-faults",
            "{\"faults\":[{\"method\":\"GET\",\"path\":\"/companies/{companyId}/accessToken\","
            "\"effect\":\"delay\",\"delayMs\":600000,\"times\":1000000}]}");
    char members[200];
    snprintf(members, sizeof members, "{\"maxConnections\":%d,\"timeoutMs\":300000,\"attemptTimeoutMs\":300000}",
             thread_count);
    client = make_client(config, members);
    json_decref(config);
    json_t *made = call(codat_groups_create, NULL, json_pack("{s:s}", "name", "Everyone"));
    snprintf(group, sizeof group, "%s", text_in(made, "id", NULL));
    json_decref(made);

    run_workers(sandbox);

    CHECK(codat_client_free(client) == CODAT_OK, "client");
    wait_until("the client's connections are closed", no_connection, sandbox);
    CHECK(codat_sandbox_stop(sandbox) == CODAT_OK, "sandbox");
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    wait_until("files and threads are as before", all_closed, NULL);
    printf("nothing is left: %d files, %d threads\n", open_files(), running_threads());
    return 0;
}
