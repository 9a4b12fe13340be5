/* Cancelling from another thread or in a signal handler: the call returns at once, in every state, and the client
   remains usable. */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

/* "At once". Of a few tries the quickest counts: in another one the machine may have been busy. */
#ifdef __SANITIZE_THREAD__
/* Everything takes ten times as long. */
static const double PROMPT_MS = 500;
#else
static const double PROMPT_MS = 50;
#endif
enum { TRIES = 3 };

/* Far longer than a test may take: what ends before was cancelled. */
#define NEVER "\"timeoutMs\":600000,\"attemptTimeoutMs\":600000,\"connectTimeoutMs\":600000"

typedef CodatStatus Operation(const CodatClient *, const CodatContext *, const char *, char **);

/* A call on a separate thread. */
typedef struct {
    Operation *operation;
    const char *input;
    CodatClient *client;
    CodatContext *context;
    CodatStatus status;
    char *document;
    double ended;
    pthread_t thread;
    char stat_path[100]; /* where the system tells the thread's state; empty until it runs */
    pthread_mutex_t lock;
} Call;

static void *run(void *argument) {
    Call *call = (Call *)argument;
    char path[80] = "";
    CHECK(readlink("/proc/thread-self", path, sizeof path - 1) > 0, "no /proc/thread-self");
    pthread_mutex_lock(&call->lock);
    snprintf(call->stat_path, sizeof call->stat_path, "/proc/%s/stat", path);
    pthread_mutex_unlock(&call->lock);
    call->status = call->operation(call->client, call->context, call->input, &call->document);
    call->ended = now_ms();
    return NULL;
}

static void start_with(Call *call, CodatClient *client, Operation *operation, const char *input) {
    memset(call, 0, sizeof *call);
    call->operation = operation;
    call->input = input;
    call->client = client;
    call->context = make_context(NULL);
    CHECK(pthread_mutex_init(&call->lock, NULL) == 0, "mutex");
    CHECK(pthread_create(&call->thread, NULL, run, call) == 0, "thread");
}

static void start(Call *call, CodatClient *client) {
    start_with(call, client, codat_groups_list, "{}");
}

static void end(Call *call) {
    CHECK(pthread_join(call->thread, NULL) == 0, "join");
    CHECK(codat_context_free(call->context) == CODAT_OK, "context");
    pthread_mutex_destroy(&call->lock);
    json_decref(read_document(call->status, call->document));
}

/* How quickly calls ended, by the state in which they were cancelled. */
static struct {
    const char *where;
    double took;
} quickest[10];

static void record(const char *where, double took) {
    size_t i = 0;
    while (quickest[i].where && strcmp(quickest[i].where, where) != 0) {
        i++;
        CHECK(i < sizeof quickest / sizeof quickest[0], "no room for %s", where);
    }
    if (!quickest[i].where || took < quickest[i].took) {
        quickest[i].where = where;
        quickest[i].took = took;
    }
}

static CodatContext *volatile to_cancel;
static volatile CodatStatus handler_status;
static volatile sig_atomic_t handler_errno;

static void cancel_in_handler(int number) {
    (void)number;
    errno = 12345;
    handler_status = codat_context_cancel(to_cancel);
    handler_errno = errno;
}

#ifdef __SANITIZE_THREAD__
/* ThreadSanitizer delays signals, and reports what a handler writes as a race. */
enum { TURNS = 1 };
#else
enum { TURNS = 3 };
#endif

/* By turns: from this thread, in a signal handler that interrupts it, and in one that interrupts the call itself. */
static void cancel_by_turns(Call *call) {
    static int turn;
    to_cancel = call->context;
    handler_status = CODAT_OK;
    handler_errno = 12345;
    switch (turn++ % TURNS) {
    case 0:
        CHECK(codat_context_cancel(call->context) == CODAT_OK, "cancel");
        return;
    case 1:
        CHECK(raise(SIGUSR1) == 0, "raise");
        break;
    default:
        CHECK(pthread_kill(call->thread, SIGUSR1) == 0, "pthread_kill");
    }
}

/* Cancels a call that is where the test wants it, and checks how it ends. */
static void cancel(Call *call, const char *where) {
    double began = now_ms();
    cancel_by_turns(call);
    end(call);
    CHECK(handler_status == CODAT_OK && handler_errno == 12345, "in the handler: %d, errno %d", (int)handler_status,
          (int)handler_errno);
    double took = call->ended - began;
    CHECK(call->status == CODAT_CANCELLED, "%s: %s", where, codat_status_name(call->status));
    record(where, took);
}

static void works(CodatClient *client) {
    char *document;
    CodatStatus status = codat_groups_list(client, NULL, "{}", &document);
    CHECK(status == CODAT_OK, "the client is of no use any more: %s", document);
    json_decref(read_document(status, document));
}

static bool is_asleep(void *argument) {
    Call *call = (Call *)argument;
    pthread_mutex_lock(&call->lock);
    FILE *file = *call->stat_path ? fopen(call->stat_path, "r") : NULL;
    pthread_mutex_unlock(&call->lock);
    char state = '?';
    bool read = file && fscanf(file, "%*d (%*[^)]) %c", &state) == 1;
    if (file) {
        fclose(file);
    }
    return read && state == 'S';
}

static bool one_request_seen(void *sandbox) {
    return stat_of((CodatSandbox *)sandbox, "requests") == 1;
}

static bool two_requests_seen(void *sandbox) {
    return stat_of((CodatSandbox *)sandbox, "requests") == 2;
}

static void while_the_answer_is_awaited(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":30000}]}");
    CodatClient *client = make_client(config, "{" NEVER "}");
    Call call;
    start(&call, client);
    wait_until("the request", one_request_seen, sandbox);
    cancel(&call, "while it waits for the response");
    works(client);
    codat_client_free(client);
}

/* Each round cancels an endless response a little later. SIGPIPE may end neither side. */
static void while_the_answer_is_read(CodatSandbox *sandbox, const json_t *config) {
    CodatClient *client = make_client(config, "{" NEVER ",\"maxResponseBytes\":1000000000000}");
    for (int round = 0; round < 20; round++) {
        control(sandbox, "reset", NULL);
        control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"flood\",\"bytes\":1000000000000}]}");
        Call call;
        start(&call, client);
        wait_until("the request", one_request_seen, sandbox);
        const struct timespec further = {0, round * 1000 * 1000};
        nanosleep(&further, NULL);
        cancel(&call, "while the response is read");
        works(client);
    }
    codat_client_free(client);
}

static void between_attempts(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    /* The pause is random, but only up to what is configured: Retry-After makes it long for certain. */
    control(sandbox, "queue-faults",
            "{\"faults\":[{\"effect\":\"status\",\"status\":503,\"headers\":{\"Retry-After\":\"60\"}}]}");
    CodatClient *client = make_client(config, "{" NEVER ",\"retryDelayMs\":60000}");
    Call call;
    start(&call, client);
    wait_until("the first attempt", one_request_seen, sandbox);
    wait_until("the pause", is_asleep, &call);
    cancel(&call, "between two attempts");
    CHECK(stat_of(sandbox, "requests") == 1, "it was tried again");
    works(client);
    codat_client_free(client);
}

static void in_the_queue(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":30000}]}");
    CodatClient *client = make_client(config, "{" NEVER ",\"maxConnections\":1}");
    Call first, second;
    start(&first, client);
    wait_until("the first request", one_request_seen, sandbox);
    start(&second, client);
    wait_until("the second call's wait", is_asleep, &second);
    cancel(&second, "while waiting for a place");
    CHECK(stat_of(sandbox, "requests") == 1, "it did not wait");
    cancel(&first, "while in the only place");
    works(client);
    codat_client_free(client);
}

/* A workflow's pause, and the requests before it. */
static void between_two_looks(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    CodatClient *client = make_client(config, NULL);
    char *text, input[200];
    CodatStatus status = codat_companies_create(client, NULL, "{\"name\":\"Toft\"}", &text);
    json_t *company = read_document(status, text);
    snprintf(input, sizeof input, "{\"companyId\":\"%s\",\"pollIntervalMs\":60000}", text_in(company, "result", "id"));
    json_decref(company);
    Call call;
    start_with(&call, client, codat_connections_wait_until_linked, input);
    wait_until("the look", two_requests_seen, sandbox);
    wait_until("the pause", is_asleep, &call);
    cancel(&call, "between two looks");
    CHECK(stat_of(sandbox, "requests") == 2, "it looked again");
    codat_client_free(client);
}

static void before_it_starts(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    CodatClient *client = make_client(config, NULL);
    CodatContext *context = make_context(NULL);
    CHECK(codat_context_cancel(context) == CODAT_OK, "cancel");
    CHECK(codat_context_cancel(context) == CODAT_OK, "cancelling twice");
    char *text;
    double began = now_ms();
    CodatStatus status = codat_companies_create(client, context, "{\"name\":\"Nobody\"}", &text);
    double took = now_ms() - began;
    CHECK(status == CODAT_CANCELLED, "%s", text);
    record("before it starts", took);
    json_t *document = read_document(status, text);
    CHECK(number_in(document, "meta", "attempts") == 0, "there was an attempt");
    CHECK(json_is_false(json_object_get(json_object_get(document, "error"), "outcomeUnknown")), "unknown");
    json_decref(document);
    CHECK(stat_of(sandbox, "requests") == 0, "something was sent");
    works(client);
    codat_context_free(context);
    codat_client_free(client);
}

/* Whether the system is trying to open a connection to a port of 127.0.0.1. */
static bool is_connecting(void *port) {
    FILE *file = fopen("/proc/self/net/tcp", "r");
    CHECK(file != NULL, "no /proc/self/net/tcp");
    char line[300];
    bool found = false;
    while (fgets(line, sizeof line, file)) {
        unsigned remote, state;
        if (sscanf(line, " %*d: %*[0-9A-F]:%*x %*[0-9A-F]:%x %x", &remote, &state) == 2) {
            found |= remote == *(unsigned *)port && state == 2; /* SYN_SENT */
        }
    }
    fclose(file);
    return found;
}

/* Responds to one request on a connection, as simply as HTTP allows. */
static void answer(int connection) {
    static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n"
                                 "Connection: close\r\n\r\n{\"results\":[]}";
    char request[10000] = "";
    size_t length = 0;
    while (!strstr(request, "\r\n\r\n")) {
        ssize_t count = recv(connection, request + length, sizeof request - 1 - length, 0);
        CHECK(count > 0, "the request ends early");
        length += (size_t)count;
    }
    CHECK(send(connection, ANSWER, sizeof ANSWER - 1, 0) == (ssize_t)sizeof ANSWER - 1, "send");
    close(connection);
}

/* A listener on a port of 127.0.0.1 with room for one connection that is not accepted yet. */
static int listen_anywhere(struct sockaddr_in *address) {
    socklen_t size = sizeof *address;
    memset(address, 0, size);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(listener, (struct sockaddr *)address, size) == 0, "bind");
    CHECK(getsockname(listener, (struct sockaddr *)address, &size) == 0, "getsockname");
    CHECK(listen(listener, 0) == 0, "listen");
    return listener;
}

static CodatClient *client_of(const struct sockaddr_in *address) {
    char members[300];
    snprintf(members, sizeof members, "{" NEVER ",\"apiKey\":\"none\",\"baseUrl\":\"http://127.0.0.1:%u\"}",
             ntohs(address->sin_port));
    return make_client(NULL, members);
}

/* The system leaves a connection unanswered that finds a listener's queue full. */
static void while_connecting(void) {
    struct sockaddr_in address;
    int listener = listen_anywhere(&address);
    int filler = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(filler, (struct sockaddr *)&address, sizeof address) == 0, "there is room for one");
    CodatClient *client = client_of(&address);
    Call call;
    start(&call, client);
    unsigned port = ntohs(address.sin_port);
    wait_until("the attempt to connect", is_connecting, &port);
    cancel(&call, "while connecting");
    CHECK(!is_connecting(&port), "the attempt to connect continues");

    /* With the queue empty the same client gets through. */
    close(accept(listener, NULL, NULL));
    start(&call, client);
    answer(accept(listener, NULL, NULL));
    end(&call);
    CHECK(call.status == CODAT_OK, "after the cancelled connection: %s", codat_status_name(call.status));
    codat_client_free(client);
    close(filler);
    close(listener);
}

/* A request too long for the system to keep, to a peer that does not read it. It must not end in SIGPIPE
   either: a C program has not asked for that signal, and dies of it. */
static void while_sending(void) {
    static const char BEFORE[] = "{\"name\":\"x\",\"description\":\"";
    size_t length = 32 * 1024 * 1024;
    char *input = (char *)malloc(length);
    CHECK(input != NULL, "memory");
    memset(input, 'x', length);
    memcpy(input, BEFORE, strlen(BEFORE));
    memcpy(input + length - 3, "\"}", 3);

    struct sockaddr_in address;
    int listener = listen_anywhere(&address);
    CodatClient *client = client_of(&address);
    Call call;
    start_with(&call, client, codat_companies_create, input);
    int connection = accept(listener, NULL, NULL);
    char first;
    CHECK(recv(connection, &first, 1, MSG_PEEK) == 1, "nothing is sent");
    wait_until("the full pipe", is_asleep, &call);
    cancel(&call, "while sending");
    close(connection);

    start(&call, client);
    answer(accept(listener, NULL, NULL));
    end(&call);
    CHECK(call.status == CODAT_OK, "after the cancelled request: %s", codat_status_name(call.status));
    codat_client_free(client);
    close(listener);
    free(input);
}

/* Freeing a client and a context that a call still uses leaves the call undisturbed. */
static void freed_during_a_call(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":300}]}");
    CodatClient *client = make_client(config, NULL);
    Call call;
    start(&call, client);
    wait_until("the request", one_request_seen, sandbox);
    CHECK(codat_client_free(client) == CODAT_OK, "client");
    CHECK(codat_context_free(call.context) == CODAT_OK, "context");
    call.context = NULL;
    end(&call);
    CHECK(call.status == CODAT_OK, "%s", codat_status_name(call.status));
    printf("freed during a call: it ended undisturbed\n");
}

static int files_before, threads_before;

static bool nothing_new(void *unused) {
    (void)unused;
    return open_files() <= files_before && running_threads() <= threads_before;
}

static void cancel_everywhere(void) {
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    while_the_answer_is_awaited(sandbox, config);
    while_the_answer_is_read(sandbox, config);
    while_connecting();
    while_sending();
    between_attempts(sandbox, config);
    in_the_queue(sandbox, config);
    between_two_looks(sandbox, config);
    before_it_starts(sandbox, config);
    freed_during_a_call(sandbox, config);
    codat_sandbox_stop(sandbox);
    json_decref(config);
}

int main(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = cancel_in_handler;
    action.sa_flags = SA_RESTART;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0, "sigaction");
    /* Memory that is never freed, such as that of the first sandbox, is allocated after the first try. */
    cancel_everywhere();
    files_before = open_files();
    threads_before = running_threads();
    for (int i = 1; i < TRIES; i++) {
        cancel_everywhere();
    }
    wait_until("the end of all threads and sockets", nothing_new, NULL);
    for (size_t i = 0; i < sizeof quickest / sizeof quickest[0] && quickest[i].where; i++) {
        printf("cancelled %s: returned after %.2f ms\n", quickest[i].where, quickest[i].took);
        CHECK(quickest[i].took < PROMPT_MS, "too slow");
    }
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
