/* After fork() a child uses the same client over separate connections, whatever its parent's threads did at that
   moment. It does not affect its parent's sandbox, nor its parent's calls, even if it cancels their context. And fork()
   does not wait for calls that begin after it. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { THREADS = 8, CHILDREN = 60 };

/* `fork [CHILDREN]`: at most, and by default, 60. */
static int children = CHILDREN;

typedef struct {
    CodatClient *client;
    pthread_mutex_t lock;
    bool done;
} Parent;

/* How many handles came and went: in all, when a fork() began, and until it had the locks, for each fork(). */
static atomic_long churned;
static long began_at;
static long meanwhile[CHILDREN];
static int forks;

/* Handlers run in the reverse order of their coming: this one before the library's own. */
static void fork_begins(void) {
    began_at = atomic_load(&churned);
}

/* And this one after it. */
static void fork_has_locks(void) {
    if (forks < CHILDREN) {
        meanwhile[forks++] = atomic_load(&churned) - began_at;
    }
}

static int by_size(const void *left, const void *right) {
    long a = *(const long *)left, b = *(const long *)right;
    return (a > b) - (a < b);
}

static bool is_done(Parent *parent) {
    pthread_mutex_lock(&parent->lock);
    bool done = parent->done;
    pthread_mutex_unlock(&parent->lock);
    return done;
}

/* Calls, in a thread of the parent. */
static void *work(void *argument) {
    Parent *parent = (Parent *)argument;
    while (!is_done(parent)) {
        char *text;
        CodatStatus status = codat_groups_list(parent->client, NULL, "{}", &text);
        CHECK(status == CODAT_OK, "%s", text);
        json_decref(read_document(status, text));
    }
    return NULL;
}

/* Handles that come and go: their lock is taken at nearly every moment. */
static void *churn(void *argument) {
    Parent *parent = (Parent *)argument;
    while (!is_done(parent)) {
        codat_context_free(make_context(NULL));
        atomic_fetch_add(&churned, 1);
    }
    return NULL;
}

/* What every child does with the client and the sandbox that it has from its parent. */
static void use_inherited(const CodatClient *client, const CodatSandbox *sandbox) {
    char *text;
    CodatStatus status = codat_companies_create(client, NULL, "{\"name\":\"Child\"}", &text);
    CHECK(status == CODAT_OK, "%s", text);
    json_decref(read_document(status, text));
    status = codat_sandbox_control(sandbox, "stats", NULL, &text);
    CHECK(status == CODAT_SANDBOX, "%s", text);
    json_decref(read_document(status, text));
}

static void end_child(CodatClient *client, CodatSandbox *sandbox) {
    CHECK(codat_client_free(client) == CODAT_OK, "client");
    CHECK(codat_sandbox_stop(sandbox) == CODAT_OK, "sandbox");
    _exit(0);
}

static void wait_for(pid_t child) {
    int outcome;
    CHECK(waitpid(child, &outcome, 0) == child && outcome == 0, "a child ended with %d", outcome);
}

static void be_a_child(CodatClient *client, CodatSandbox *sandbox, bool with_child) {
    alarm(300); /* a lock that nobody releases would hold this forever; a busy machine is only slow */
    codat_context_free(make_context(NULL));
    use_inherited(client, sandbox);
    if (with_child) {
        pid_t child = fork();
        CHECK(child >= 0, "fork");
        if (child == 0) {
            use_inherited(client, sandbox);
            end_child(client, sandbox);
        }
        wait_for(child);
    }
    end_child(client, sandbox);
}

/* A call that takes a while, in a thread of the parent. */
typedef struct {
    CodatClient *client;
    CodatContext *context;
    CodatStatus status;
    char *document;
} Slow;

static void *call_slowly(void *argument) {
    Slow *slow = (Slow *)argument;
    slow->status = codat_groups_list(slow->client, slow->context, "{}", &slow->document);
    return NULL;
}

static bool is_served(void *sandbox) {
    return stat_of((CodatSandbox *)sandbox, "requests") == 1;
}

/* A child cancels the context of a call that runs in its parent: nothing of it reaches the parent, whose socket it
   has too. */
static void cancelling_stays_in_the_process(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":300,\"times\":1}]}");
    Slow slow;
    memset(&slow, 0, sizeof slow);
    slow.client = make_client(config, "{\"maxRetries\":0}");
    slow.context = make_context(NULL);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, call_slowly, &slow) == 0, "thread");
    wait_until("the request", is_served, sandbox);
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child == 0) {
        alarm(60);
        CHECK(codat_context_cancel(slow.context) == CODAT_OK, "cancel");
        char *text;
        CodatStatus status = codat_groups_list(slow.client, slow.context, "{}", &text);
        CHECK(status == CODAT_CANCELLED, "%s", text);
        json_decref(read_document(status, text));
        CHECK(codat_context_free(slow.context) == CODAT_OK, "context");
        end_child(slow.client, sandbox);
    }
    wait_for(child);
    pthread_join(thread, NULL);
    CHECK(slow.status == CODAT_OK, "a child cancelled its parent's call: %s", slow.document);
    json_decref(read_document(slow.status, slow.document));
    codat_context_free(slow.context);
    codat_client_free(slow.client);
}

static bool is_alone(void *unused) {
    (void)unused;
    return running_threads() == 1;
}

/* A child continues a pager; freeing the pager ends the page that it fetches ahead. */
static void pagers_go_on(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "seed-companies", "{\"count\":6}");
    CodatClient *client = make_client(config, NULL);
    CodatPager *pager;
    CHECK(codat_pager_new(client, NULL, "companies.list", "{\"pageSize\":1}", &pager, NULL) == CODAT_OK, "pager");
    char *text;
    CodatStatus status = codat_pager_next(pager, &text);
    CHECK(status == CODAT_OK, "%s", text);
    json_decref(read_document(status, text));
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child == 0) {
        alarm(60);
        for (int i = 0; i < 2; i++) {
            status = codat_pager_next(pager, &text);
            CHECK(status == CODAT_OK, "%s", text);
            json_decref(read_document(status, text));
        }
        CHECK(codat_pager_free(pager) == CODAT_OK, "pager");
        wait_until("the end of the workers", is_alone, NULL);
        end_child(client, sandbox);
    }
    wait_for(child);
    CHECK(codat_pager_free(pager) == CODAT_OK, "pager");
    codat_client_free(client);
}

/* Starts and stops sandboxes, in a thread of the parent. */
static void *start_and_stop(void *argument) {
    Parent *parent = (Parent *)argument;
    while (!is_done(parent)) {
        json_t *config;
        CodatSandbox *sandbox = start_sandbox(&config);
        control(sandbox, "seed-companies", "{\"count\":20}");
        codat_sandbox_stop(sandbox);
        json_decref(config);
    }
    return NULL;
}

/* A child starts a sandbox of its own, whatever its parent's sandboxes were doing: soon after the start, and while another
   thread starts, fills and stops them. */
static void sandboxes_in_children(void) {
    Parent parent;
    memset(&parent, 0, sizeof parent);
    CHECK(pthread_mutex_init(&parent.lock, NULL) == 0, "mutex");
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, start_and_stop, &parent) == 0, "thread");
    for (int i = 0; i < children; i++) {
        json_t *config;
        CodatSandbox *sandbox = start_sandbox(&config);
        pid_t child = fork();
        CHECK(child >= 0, "fork");
        if (child == 0) {
            alarm(300);
            CHECK(codat_sandbox_stop(sandbox) == CODAT_OK, "sandbox");
            json_decref(config);
            sandbox = start_sandbox(&config);
            CodatClient *client = make_client(config, NULL);
            char *text;
            CodatStatus status = codat_companies_create(client, NULL, "{\"name\":\"Child\"}", &text);
            CHECK(status == CODAT_OK, "%s", text);
            json_decref(read_document(status, text));
            end_child(client, sandbox);
        }
        wait_for(child);
        codat_sandbox_stop(sandbox);
        json_decref(config);
    }
    pthread_mutex_lock(&parent.lock);
    parent.done = true;
    pthread_mutex_unlock(&parent.lock);
    pthread_join(thread, NULL);
}

static CodatContext *volatile to_cancel;

static void cancel_in_handler(int number) {
    (void)number;
    CHECK(codat_context_cancel(to_cancel) == CODAT_OK, "cancel");
}

/* A signal handler cancels in the child: its own calls end, and none of the parent's. */
static void handlers_in_children(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":300,\"times\":1},"
                                     "{\"effect\":\"delay\",\"delayMs\":60000,\"times\":1}]}");
    Slow slow;
    memset(&slow, 0, sizeof slow);
    slow.client = make_client(config, "{\"maxRetries\":0}");
    slow.context = make_context(NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = cancel_in_handler;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0, "sigaction");
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, call_slowly, &slow) == 0, "thread");
    wait_until("the request", is_served, sandbox);
    to_cancel = slow.context;
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child == 0) {
        alarm(60);
        CHECK(raise(SIGUSR1) == 0, "raise");
        char *text;
        CodatStatus status = codat_groups_list(slow.client, slow.context, "{}", &text);
        CHECK(status == CODAT_CANCELLED, "%s", text);
        codat_string_free(text);
        /* The child can cancel a call that it begins. */
        Slow own;
        memset(&own, 0, sizeof own);
        own.client = make_client(config, "{\"timeoutMs\":600000,\"maxRetries\":0}");
        own.context = make_context(NULL);
        to_cancel = own.context;
        pthread_t calling;
        CHECK(pthread_create(&calling, NULL, call_slowly, &own) == 0, "thread");
        CHECK(raise(SIGUSR1) == 0, "raise");
        pthread_join(calling, NULL);
        CHECK(own.status == CODAT_CANCELLED, "%s", own.document);
        codat_string_free(own.document);
        codat_client_free(own.client);
        codat_context_free(own.context);
        CHECK(codat_context_free(slow.context) == CODAT_OK, "context");
        end_child(slow.client, sandbox);
    }
    wait_for(child);
    pthread_join(thread, NULL);
    CHECK(slow.status == CODAT_OK, "a child cancelled its parent's call: %s", slow.document);
    json_decref(read_document(slow.status, slow.document));
    codat_context_free(slow.context);
    codat_client_free(slow.client);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        children = atoi(argv[1]);
        CHECK(children >= 2 && children <= CHILDREN, "%d children", children);
    }
    CHECK(pthread_atfork(fork_has_locks, NULL, NULL) == 0, "handler");
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    CHECK(pthread_atfork(fork_begins, NULL, NULL) == 0, "handler");
    cancelling_stays_in_the_process(sandbox, config);
    pagers_go_on(sandbox, config);
    handlers_in_children(sandbox, config);
    sandboxes_in_children();
    control(sandbox, "reset", NULL);
    forks = 0;
    json_int_t before = stat_of(sandbox, "connectionsAccepted");
    control(sandbox, "set-limits", "{\"requestsPerDay\":1000000,\"concurrentRequests\":1000}");
    Parent parent;
    memset(&parent, 0, sizeof parent);
    parent.client = make_client(config, NULL);
    CHECK(pthread_mutex_init(&parent.lock, NULL) == 0, "mutex");
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, i % 2 ? work : churn, &parent) == 0, "thread");
    }
    for (int i = 0; i < children; i++) {
        pid_t pid = fork();
        CHECK(pid >= 0, "fork");
        if (pid == 0) {
            be_a_child(parent.client, sandbox, i % 2 == 0);
        }
        wait_for(pid);
    }
    pthread_mutex_lock(&parent.lock);
    parent.done = true;
    pthread_mutex_unlock(&parent.lock);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    const json_int_t processes = children + children / 2;
    CHECK(stat_of(sandbox, "companies") == processes, "%lld companies", (long long)stat_of(sandbox, "companies"));
    json_int_t accepted = stat_of(sandbox, "connectionsAccepted") - before;
    CHECK(accepted >= processes + 1, "%lld connections for %lld processes", (long long)accepted, (long long)processes);
    CHECK(accepted <= processes + THREADS / 2, "%lld connections: the parent lost some", (long long)accepted);
    qsort(meanwhile, (size_t)children, sizeof meanwhile[0], by_size);
    const long most = meanwhile[children - 1];
    CHECK(most <= 100 * THREADS, "%ld handles came and went while a fork() waited", most);
    printf("%lld processes, %lld connections, at most %ld handles while a fork() waited\n", (long long)processes + 1,
           (long long)accepted, most);
    codat_client_free(parent.client);
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
