/* Signals at any moment change nothing: interrupted system calls continue, deadlines keep their length, and a closed
   connection never raises SIGPIPE. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

enum { THREADS = 4, CREATES = 60, CLOSED = 5 };

static volatile sig_atomic_t alarms;

static void count_alarm(int number) {
    (void)number;
    alarms++;
}

/* From now on each thread is interrupted again and again, and no system call is resumed for it. */
static void interrupt_everything(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = count_alarm; /* no SA_RESTART */
    CHECK(sigaction(SIGALRM, &action, NULL) == 0, "sigaction");
    struct itimerval often = {{0, 500}, {0, 500}};
    CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0, "setitimer");
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Creates through a client of its own, so that connections are opened amid signals too; by name, so that it is
   looked up. */
static void *create(void *argument) {
    json_t *config = json_deep_copy((const json_t *)argument);
    const char *port = strrchr(text_in(config, "baseUrl", NULL), ':');
    char url[100];
    snprintf(url, sizeof url, "http://localhost%s", port);
    json_object_set_new(config, "baseUrl", json_string(url));
    for (int i = 0; i < CREATES; i++) {
        CodatClient *client = make_client(config, "{\"maxRetries\":0}");
        char *text;
        CodatStatus status = codat_companies_create(client, NULL, "{\"name\":\"Amid signals\"}", &text);
        CHECK(status == CODAT_OK, "%s", text);
        json_decref(read_document(status, text));
        codat_client_free(client);
    }
    json_decref(config);
    return NULL;
}

static void deadlines_keep_their_length(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":60000,\"times\":1}]}");
    CodatClient *client = make_client(config, "{\"maxRetries\":0}");
    CodatContext *context = make_context("{\"timeoutMs\":400}");
    double began = now();
    char *text;
    CodatStatus status = codat_groups_list(client, context, "{}", &text);
    CHECK(status == CODAT_TIMEOUT, "%s", text);
    CHECK(now() - began >= 0.4, "after %f s", now() - began);
    json_decref(read_document(status, text));
    codat_context_free(context);
    codat_client_free(client);
    control(sandbox, "clear-faults", NULL);
}

static void *cancel_soon(void *context) {
    struct timespec pause = {0, 30 * 1000000};
    nanosleep(&pause, NULL);
    codat_context_cancel((CodatContext *)context);
    return NULL;
}

/* Accepts so many connections, and closes each at once. */
static void *close_all(void *listener) {
    for (int i = 0; i < CLOSED; i++) {
        int connection;
        do {
            connection = accept(*(int *)listener, NULL, NULL);
        } while (connection < 0 && errno == EINTR);
        close(connection);
    }
    return NULL;
}

/* A request that is longer than any buffer, to a peer that goes away, and to one that reads none of it while the call is
   cancelled: whoever writes then would be sent SIGPIPE. */
static void cut_off_while_writing(void) {
    enum { LENGTH = 32 << 20 };
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    CHECK(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 16) == 0, "listen");
    CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0, "getsockname");
    char config[200];
    snprintf(config, sizeof config, "{\"apiKey\":\"k\",\"maxRetries\":0,\"baseUrl\":\"http://127.0.0.1:%d\"}", ntohs(address.sin_port));
    CodatClient *client = make_client(NULL, config);
    char *input = malloc(LENGTH);
    CHECK(input != NULL, "memory");
    int length = snprintf(input, LENGTH, "{\"name\":\"Long\",\"description\":\"");
    memset(input + length, 'x', LENGTH - (size_t)length - 3);
    strcpy(input + LENGTH - 3, "\"}");
    pthread_t closer;
    CHECK(pthread_create(&closer, NULL, close_all, &listener) == 0, "thread");
    for (int i = 0; i < CLOSED; i++) {
        char *text;
        CodatStatus status = codat_companies_create(client, NULL, input, &text);
        CHECK(status == CODAT_CONNECTION, "%s", text);
        json_decref(read_document(status, text));
    }
    pthread_join(closer, NULL);
    for (int i = 0; i < 3; i++) {
        CodatContext *context = make_context(NULL);
        pthread_t canceller;
        CHECK(pthread_create(&canceller, NULL, cancel_soon, context) == 0, "thread");
        char *text;
        CodatStatus status = codat_companies_create(client, context, input, &text);
        CHECK(status == CODAT_CANCELLED, "%s", text);
        json_decref(read_document(status, text));
        pthread_join(canceller, NULL);
        codat_context_free(context);
    }
    free(input);
    codat_client_free(client);
    close(listener);
}

/* If the callback ran only every 50 ms, it would take longer than the call may. */
enum { ASKED = 2000 };

static int32_t end_when_asked_often(void *user_data) {
    int *asked = (int *)user_data;
    return ++*asked == ASKED;
}

/* After a signal the interrupt callback runs at once, on the thread of the call. */
static void signals_are_asked_about(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":60000,\"times\":1}]}");
    CodatClient *client = make_client(config, "{\"maxRetries\":0,\"timeoutMs\":60000,\"attemptTimeoutMs\":60000}");
    CodatContext *context = make_context(NULL);
    int asked = 0;
    CHECK(codat_context_set_interrupt(context, end_when_asked_often, &asked) == CODAT_OK, "an interrupt");
    char *text;
    CodatStatus status = codat_groups_list(client, context, "{}", &text);
    CHECK(status == CODAT_CANCELLED && asked == ASKED, "asked %d times: %s", asked, text);
    json_decref(read_document(status, text));
    control(sandbox, "clear-faults", NULL);
    status = codat_groups_list(client, context, "{}", &text);
    CHECK(status == CODAT_OK, "the context is usable: %s", text);
    json_decref(read_document(status, text));
    codat_context_free(context);
    codat_client_free(client);
}

static bool is_served(void *sandbox) {
    return stat_of((CodatSandbox *)sandbox, "requests") == 1;
}

/* A program that has one thread for its signals and blocks them in all others, after it started the library's. */
static void *cancel_on_signal(void *context) {
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGUSR1);
    int number;
    CHECK(sigwait(&awaited, &number) == 0 && number == SIGUSR1, "sigwait");
    CHECK(codat_context_cancel((CodatContext *)context) == CODAT_OK, "cancel");
    return NULL;
}

static void *send_signal_when_served(void *sandbox) {
    wait_until("the request", is_served, sandbox);
    CHECK(kill(getpid(), SIGUSR1) == 0, "kill");
    return NULL;
}

/* SIGUSR1 ends a process whose threads do not all block it. */
static void signals_are_for_the_program(CodatSandbox *sandbox, const json_t *config) {
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":60000,\"times\":1}]}");
    sigset_t all, present;
    sigfillset(&all);
    CHECK(pthread_sigmask(SIG_SETMASK, &all, &present) == 0, "mask");
    CodatClient *client = make_client(config, "{\"maxRetries\":0}");
    CodatContext *context = make_context(NULL);
    pthread_t waiting, sending;
    CHECK(pthread_create(&waiting, NULL, cancel_on_signal, context) == 0, "thread");
    CHECK(pthread_create(&sending, NULL, send_signal_when_served, sandbox) == 0, "thread");
    char *text;
    CodatStatus status = codat_groups_list(client, context, "{}", &text);
    CHECK(status == CODAT_CANCELLED, "%s", text);
    json_decref(read_document(status, text));
    pthread_join(waiting, NULL);
    pthread_join(sending, NULL);
    control(sandbox, "clear-faults", NULL);
    status = codat_groups_list(client, NULL, "{}", &text);
    CHECK(status == CODAT_OK, "with all signals blocked: %s", text);
    json_decref(read_document(status, text));
    codat_context_free(context);
    codat_client_free(client);
    CHECK(pthread_sigmask(SIG_SETMASK, &present, NULL) == 0, "mask");
}

static CodatContext *volatile to_cancel;

static void cancel_in_handler(int number) {
    (void)number;
    CHECK(codat_context_cancel(to_cancel) == CODAT_OK, "cancel");
}

static void begin(const CodatClient *client, const CodatContext *context, const CodatQueue *queue, void *user_data) {
    char *error;
    CodatStatus status =
        codat_begin(client, context, "companies.create", "{\"name\":\"A\"}", NULL, queue, user_data, NULL, &error);
    CHECK(status == CODAT_OK, "%s", error);
}

/* The next event is the end of the call with this user data, which was cancelled; how many attempts it made. */
static json_int_t cancelled_attempts(const CodatQueue *queue, const void *user_data) {
    CodatEvent event;
    CHECK(codat_queue_take(queue, &event, 1, 60000) == 1 && event.kind == CODAT_EVENT_DONE, "an end");
    CHECK(event.user_data == user_data && event.number == CODAT_CANCELLED, "%s", event.document);
    json_t *document = read_document(CODAT_CANCELLED, event.document);
    json_int_t attempts = number_in(document, "meta", "attempts");
    bool is_unknown = json_is_true(json_object_get(json_object_get(document, "error"), "outcomeUnknown"));
    CHECK(attempts > 0 || !is_unknown, "nothing was sent");
    json_decref(document);
    return attempts;
}

/* A handler cancels a begun call that waits for its turn, and calls that have begun at that moment. */
static void begun_calls_are_cancelled_before_they_are_sent(CodatSandbox *sandbox, const json_t *config) {
    enum { ROUNDS = 50 };
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = cancel_in_handler;
    CHECK(sigaction(SIGUSR1, &action, &before) == 0, "sigaction");
    control(sandbox, "reset", NULL);
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"delay\",\"delayMs\":60000,\"times\":100}]}");
    CodatClient *client = make_client(config, "{\"maxConnections\":1,\"timeoutMs\":600000,\"attemptTimeoutMs\":600000}");
    CodatQueue *queue;
    CHECK(codat_queue_new(NULL, NULL, NULL, &queue, NULL) == CODAT_OK, "queue");
    CodatContext *first = make_context(NULL), *second = make_context(NULL);
    begin(client, first, queue, first);
    wait_until("the request", is_served, sandbox);
    begin(client, second, queue, second);
    to_cancel = second;
    CHECK(raise(SIGUSR1) == 0, "raise");
    CHECK(cancelled_attempts(queue, second) == 0, "it was sent before its turn");
    CodatEvent event;
    CHECK(codat_queue_take(queue, &event, 1, 0) == 0, "the other call continues");
    to_cancel = first;
    CHECK(raise(SIGUSR1) == 0, "raise");
    CHECK(cancelled_attempts(queue, first) == 1, "it was sent");
    for (int i = 0; i < ROUNDS; i++) {
        CodatContext *context = make_context(NULL);
        to_cancel = context;
        begin(client, context, queue, context);
        CHECK(raise(SIGUSR1) == 0, "raise");
        cancelled_attempts(queue, context);
        CHECK(codat_context_free(context) == CODAT_OK, "context");
    }
    CHECK(codat_context_free(first) == CODAT_OK && codat_context_free(second) == CODAT_OK, "contexts");
    CHECK(codat_queue_free(queue) == CODAT_OK && codat_client_free(client) == CODAT_OK, "free");
    CHECK(sigaction(SIGUSR1, &before, NULL) == 0, "sigaction");
    control(sandbox, "clear-faults", NULL);
}

/* Checks the signal mask of each thread of the library, in /proc. */
static void threads_of_the_library_block_signals(void) {
    DIR *folder = opendir("/proc/self/task");
    CHECK(folder != NULL, "no /proc/self/task");
    int found = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[300], line[200], name[100] = "";
        snprintf(path, sizeof path, "/proc/self/task/%s/status", entry->d_name);
        FILE *file = fopen(path, "r");
        while (file && fgets(line, sizeof line, file)) {
            unsigned long long blocked;
            if (sscanf(line, "Name: %99s", name) == 1 || sscanf(line, "SigBlk: %llx", &blocked) != 1) {
                continue;
            }
            if (strncmp(name, "codat", 5) == 0) {
                const int wanted[] = {SIGINT, SIGTERM, SIGUSR1, SIGALRM, SIGCHLD, SIGPIPE};
                for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
                    CHECK(blocked >> (wanted[i] - 1) & 1, "%s does not block signal %d", name, wanted[i]);
                }
                found++;
            }
        }
        if (file) {
            fclose(file);
        }
    }
    closedir(folder);
    CHECK(found > 0, "no thread of the library's was found");
}

int main(void) {
    struct sigaction pipe_action;
    memset(&pipe_action, 0, sizeof pipe_action);
    pipe_action.sa_handler = SIG_DFL; /* a program that dies of SIGPIPE, as most do */
    CHECK(sigaction(SIGPIPE, &pipe_action, NULL) == 0, "sigaction");
    interrupt_everything();
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    control(sandbox, "set-limits", "{\"requestsPerDay\":1000000,\"concurrentRequests\":1000,\"companies\":100000}");
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, create, config) == 0, "thread");
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK(stat_of(sandbox, "companies") == THREADS * CREATES, "%lld companies", (long long)stat_of(sandbox, "companies"));
    deadlines_keep_their_length(sandbox, config);
    signals_are_asked_about(sandbox, config);
    cut_off_while_writing();
    threads_of_the_library_block_signals();
    signals_are_for_the_program(sandbox, config);
    begun_calls_are_cancelled_before_they_are_sent(sandbox, config);
    codat_sandbox_stop(sandbox);
    json_decref(config);
    struct sigaction found;
    CHECK(sigaction(SIGPIPE, NULL, &found) == 0 && found.sa_handler == SIG_DFL, "SIGPIPE is the program's own");
    CHECK(sigaction(SIGALRM, NULL, &found) == 0 && found.sa_handler == count_alarm, "SIGALRM is the program's own");
    CHECK(alarms > 100, "%d alarms", (int)alarms);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    printf("%d alarms\n", (int)alarms);
    return 0;
}
