/* Without threads or file descriptors: a call that needs one reports that, and a call that needs none succeeds. */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

static void *nothing(void *argument) { return argument; }

/* Takes every further thread from this process, which as root no limit does; whether that worked. */
static bool take_threads(void) {
    const struct rlimit none = {1, 1};
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
        return false;
    }
    pthread_t thread;
    return setrlimit(RLIMIT_NPROC, &none) == 0 && pthread_create(&thread, NULL, nothing, NULL) != 0;
}

static void without_threads(const json_t *config) {
    if (!take_threads()) {
        printf("threads cannot be taken from this user: nothing was tried\n");
        return;
    }
    CodatSandbox *none;
    char *text;
    CodatStatus status = codat_sandbox_start(NULL, &none, &text);
    CHECK(status == CODAT_SANDBOX && none == NULL, "%s", text);
    json_t *document = read_document(status, text);
    const char *message = text_in(document, "error", "message");
    CHECK(strstr(message, "no thread could be started"), "%s", message);
    json_decref(document);

    CodatClient *client = make_client(config, NULL);
    status = codat_companies_create_many(client, NULL, "{\"companies\":[{\"name\":\"A\"}]}", &text);
    CHECK(status == CODAT_CONNECTION, "%s", text);
    document = read_document(status, text);
    message = text_in(document, "error", "message");
    CHECK(strstr(message, "no thread could be started"), "%s", message);
    CHECK(json_is_false(json_object_get(json_object_get(document, "error"), "outcomeUnknown")), "nothing was sent");
    json_decref(document);

    /* A page is fetched when it is requested. */
    CodatPager *pager;
    CHECK(codat_pager_new(client, NULL, "companies.list", "{\"pageSize\":1}", &pager, NULL) == CODAT_OK, "pager");
    for (int page = 1; page <= 4; page++) {
        status = codat_pager_next(pager, &text);
        CHECK(status == CODAT_OK, "%s", text);
        document = read_document(status, text);
        CHECK(json_is_null(json_object_get(document, "result")) == (page == 4), "page %d", page);
        json_decref(document);
    }
    codat_pager_free(pager);
    codat_client_free(client);

    /* Only names are looked up in a thread of the library's. */
    client = make_client(NULL, "{\"apiKey\":\"none\",\"baseUrl\":\"https://host.invalid\",\"maxRetries\":0}");
    status = codat_groups_list(client, NULL, "{}", &text);
    CHECK(status == CODAT_CONNECTION, "%s", text);
    document = read_document(status, text);
    message = text_in(document, "error", "message");
    CHECK(strstr(message, "Resource temporarily unavailable"), "%s", message);
    json_decref(document);
    codat_client_free(client);
}

/* A queue without a descriptor reports that, works, and gets one as soon as descriptors are free. */
static void without_descriptors(const json_t *config) {
    CodatClient *client = make_client(config, NULL);
    CodatQueue *queue;
    struct rlimit usual, none;
    CHECK(getrlimit(RLIMIT_NOFILE, &usual) == 0, "getrlimit");
    none = usual;
    none.rlim_cur = 0;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0, "setrlimit");
    CHECK(codat_queue_new(NULL, NULL, NULL, &queue, NULL) == CODAT_OK, "queue");
    for (int i = 0; i < 2; i++) CHECK(codat_queue_fd(queue) == -CODAT_CONNECTION, "%d", (int)codat_queue_fd(queue));
    CHECK(codat_begin(client, NULL, "groups.list", "{}", NULL, queue, NULL, NULL, NULL) == CODAT_OK, "begin");
    CodatEvent event;
    CHECK(codat_queue_take(queue, &event, 1, 60 * 1000) == 1 && event.number == CODAT_CONNECTION, "%d", (int)event.number);
    codat_string_free(event.document);
    CHECK(setrlimit(RLIMIT_NOFILE, &usual) == 0, "setrlimit");
    CHECK(codat_begin(client, NULL, "groups.list", "{}", NULL, queue, NULL, NULL, NULL) == CODAT_OK, "begin");
    struct pollfd fd = {codat_queue_fd(queue), POLLIN, 0};
    CHECK(fd.fd >= 0 && poll(&fd, 1, 60 * 1000) == 1, "%d", fd.fd);
    CHECK(codat_queue_take(queue, &event, 1, 0) == 1 && event.number == CODAT_OK, "%d", (int)event.number);
    codat_string_free(event.document);
    CHECK(codat_queue_free(queue) == CODAT_OK, "free");
    codat_client_free(client);
}

/* In a child, whose limits are its own. */
static void in_child(void (*work)(const json_t *), const json_t *config) {
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child == 0) {
        work(config);
        fflush(stdout);
        _exit(0);
    }
    int outcome;
    CHECK(waitpid(child, &outcome, 0) == child && outcome == 0, "the child ended with %d", outcome);
}

int main(void) {
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    control(sandbox, "seed-companies", "{\"count\":3}");
    in_child(without_descriptors, config);
    in_child(without_threads, config);
    CHECK(stat_of(sandbox, "companies") == 3, "%lld companies", (long long)stat_of(sandbox, "companies"));
    codat_sandbox_stop(sandbox);
    json_decref(config);
    return 0;
}
