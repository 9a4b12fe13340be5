/* After fork() a child goes on with the same client, over connections of its own, whatever its parent's threads did
   at that moment; and it leaves its parent's sandbox alone. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { THREADS = 8, CHILDREN = 60 };

typedef struct {
    CodatClient *client;
    pthread_mutex_t lock;
    bool done;
} Parent;

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
    alarm(300); /* a lock that nobody gives back would hold this for good; a busy machine only takes long */
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

int main(void) {
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    control(sandbox, "set-limits", "{\"requestsPerDay\":1000000,\"concurrentRequests\":1000}");
    Parent parent;
    memset(&parent, 0, sizeof parent);
    parent.client = make_client(config, NULL);
    CHECK(pthread_mutex_init(&parent.lock, NULL) == 0, "mutex");
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, i % 2 ? work : churn, &parent) == 0, "thread");
    }
    for (int i = 0; i < CHILDREN; i++) {
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
    const json_int_t processes = CHILDREN + CHILDREN / 2;
    CHECK(stat_of(sandbox, "companies") == processes, "%lld companies", (long long)stat_of(sandbox, "companies"));
    json_int_t accepted = stat_of(sandbox, "connectionsAccepted");
    CHECK(accepted >= processes + 1, "%lld connections for %lld processes", (long long)accepted, (long long)processes);
    CHECK(accepted <= processes + THREADS / 2, "%lld connections: the parent lost some", (long long)accepted);
    printf("%lld processes, %lld connections\n", (long long)processes + 1, (long long)accepted);
    codat_client_free(parent.client);
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
