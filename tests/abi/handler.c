/* Signal handlers cancel contexts at every moment of the threads that make, use and free them. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "support.h"

enum { THREADS = 3, ROUNDS = 3000, HANDLERS = 1000 };

/* The contexts that the handlers cancel: one that is kept, and the last one of each thread, which may be freed by then. */
static CodatContext *volatile lasting;
static CodatContext *volatile latest[THREADS];
static volatile sig_atomic_t handlers, refused;

static void cancel_all(int number) {
    (void)number;
    handlers = handlers + 1;
    if (codat_context_cancel(lasting) != CODAT_OK) {
        refused = 1;
    }
    for (int i = 0; i < THREADS; i++) {
        codat_context_cancel(latest[i]);
    }
}

typedef struct {
    CodatClient *client;
    int number;
    int cancelled;
} Work;

static void *make_use_and_free(void *argument) {
    Work *work = (Work *)argument;
    for (int round = 0; round < ROUNDS || (handlers < HANDLERS && round < 100 * ROUNDS); round++) {
        CodatContext *context = make_context("{\"timeoutMs\":60000}");
        latest[work->number] = context;
        if (round % 10 == 0) {
            char *text;
            CodatStatus status = codat_groups_list(work->client, context, "{}", &text);
            CHECK(status == CODAT_OK || status == CODAT_CANCELLED, "%s", text);
            work->cancelled += status == CODAT_CANCELLED;
            codat_string_free(text);
        }
        CHECK(codat_context_free(context) == CODAT_OK, "free");
        CHECK(codat_context_cancel(context) == CODAT_INVALID_HANDLE, "a freed context was cancelled");
    }
    return NULL;
}

int main(void) {
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    control(sandbox, "set-limits", "{\"requestsPerDay\":1000000,\"concurrentRequests\":1000}");
    CodatClient *client = make_client(config, NULL);
    lasting = make_context(NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = cancel_all;
    action.sa_flags = SA_RESTART;
    CHECK(sigaction(SIGALRM, &action, NULL) == 0, "sigaction");
    const struct itimerval often = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
    CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0, "timer");

    Work works[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        works[i].client = client;
        works[i].number = i;
        works[i].cancelled = 0;
        if (i > 0) {
            CHECK(pthread_create(&threads[i], NULL, make_use_and_free, &works[i]) == 0, "thread");
        }
    }
    make_use_and_free(&works[0]);
    int cancelled = works[0].cancelled;
    for (int i = 1; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0, "join");
        cancelled += works[i].cancelled;
    }
    CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0, "timer");
    printf("%d handlers, %d calls cancelled\n", (int)handlers, cancelled);
    CHECK(handlers >= HANDLERS && cancelled > 0, "too little came together");
    CHECK(!refused, "a live context was taken for a freed one");

    char *text;
    CodatStatus status = codat_groups_list(client, lasting, "{}", &text);
    CHECK(status == CODAT_CANCELLED, "%s", text);
    codat_string_free(text);
    status = codat_groups_list(client, NULL, "{}", &text);
    CHECK(status == CODAT_OK, "%s", text);
    codat_string_free(text);
    codat_context_free(lasting);
    codat_client_free(client);
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
