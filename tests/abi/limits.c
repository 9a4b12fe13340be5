/* No thread can be had: what needs one says so, and what can do without goes on. */
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

    /* A page is fetched when it is asked for. */
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

int main(void) {
    json_t *config;
    CodatSandbox *sandbox = start_sandbox(&config);
    control(sandbox, "seed-companies", "{\"count\":3}");
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child == 0) {
        if (take_threads()) {
            without_threads(config);
        } else {
            printf("threads cannot be taken from this user: nothing was tried\n");
        }
        fflush(stdout);
        _exit(0);
    }
    int outcome;
    CHECK(waitpid(child, &outcome, 0) == child && outcome == 0, "the child ended with %d", outcome);
    CHECK(stat_of(sandbox, "companies") == 3, "%lld companies", (long long)stat_of(sandbox, "companies"));
    codat_sandbox_stop(sandbox);
    json_decref(config);
    return 0;
}
