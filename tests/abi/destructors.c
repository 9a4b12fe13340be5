/* Calls in destructors at a thread's end, of pthread_key_create(), do what they do elsewhere: whether or not the thread made
   calls before, and in each of the rounds in which the system calls them. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "support.h"

static json_t *config;
static CodatSandbox *sandbox;
static pthread_key_t key;

/* The work of the destructor. */
typedef struct {
    CodatClient *client;
    CodatContext *context;
    void (*work)(CodatClient *client, CodatContext *context);
    bool warm;
    int rounds;
} Ending;

static json_t *succeeds(CodatStatus status, char *document) {
    CHECK(status == CODAT_OK, "%s", document);
    return read_document(status, document);
}

static void list_groups(CodatClient *client) {
    char *document;
    CodatStatus status = codat_groups_list(client, NULL, "{}", &document);
    json_decref(succeeds(status, document));
}

static void end(void *argument) {
    Ending *ending = (Ending *)argument;
    ending->work(ending->client, ending->context);
    if (--ending->rounds > 0) CHECK(pthread_setspecific(key, ending) == 0, "another round");
}

static void *run(void *argument) {
    Ending *ending = (Ending *)argument;
    if (ending->warm) list_groups(ending->client);
    CHECK(pthread_setspecific(key, ending) == 0, "pthread_setspecific");
    return NULL;
}

static pthread_t start(Ending *ending) {
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run, ending) == 0, "thread");
    return thread;
}

static void create(CodatClient *client, CodatContext *context) {
    (void)context;
    char *document;
    CodatStatus status = codat_companies_create(client, NULL, "{\"name\":\"Toft Bakery\"}", &document);
    json_decref(succeeds(status, document));
}

/* All pages; and a pager that goes while it fetches ahead. */
static void go_through_pages(CodatClient *client, CodatContext *context) {
    for (int last = 4; last >= 1; last -= 3) {
        CodatPager *pager;
        CodatStatus status = codat_pager_new(client, context, "companies.list", "{\"pageSize\":1}", &pager, NULL);
        CHECK(status == CODAT_OK, "pager");
        for (int page = 1; page <= last; page++) {
            char *text;
            status = codat_pager_next(pager, &text);
            json_t *document = succeeds(status, text);
            CHECK(json_is_null(json_object_get(document, "result")) == (page == 4), "page %d", page);
            json_decref(document);
        }
        CHECK(codat_pager_free(pager) == CODAT_OK, "pager");
    }
}

static void create_many(CodatClient *client, CodatContext *context) {
    char *text;
    CodatStatus status = codat_companies_create_many(
        client, context, "{\"companies\":[{\"name\":\"A\"},{\"name\":\"B\"},{\"name\":\"C\"}]}", &text);
    json_t *document = succeeds(status, text);
    CHECK(number_in(document, "result", "created") == 3, "created");
    json_decref(document);
}

/* The pause before the second attempt is waited for. */
static void retry(CodatClient *client, CodatContext *context) {
    control(sandbox, "queue-faults", "{\"faults\":[{\"effect\":\"status\",\"status\":503,\"times\":1}]}");
    char *text;
    CodatStatus status = codat_groups_list(client, context, "{}", &text);
    json_t *document = succeeds(status, text);
    CHECK(number_in(document, "meta", "attempts") == 2, "%lld attempts", (long long)number_in(document, "meta", "attempts"));
    json_decref(document);
}

static void make_objects(CodatClient *client, CodatContext *context) {
    (void)client, (void)context;
    CodatContext *own = make_context(NULL);
    CHECK(codat_context_cancel(own) == CODAT_OK && codat_context_free(own) == CODAT_OK, "context");
    CodatClient *other = make_client(config, NULL);
    list_groups(other);
    CHECK(codat_client_free(other) == CODAT_OK, "client");
    char *name = codat_idempotency_key_new();
    CHECK(name != NULL, "key");
    codat_string_free(name);
    json_t *ignored;
    CodatSandbox *another = start_sandbox(&ignored);
    control(another, "seed-companies", "{\"count\":1}");
    CHECK(codat_sandbox_stop(another) == CODAT_OK, "sandbox");
    json_decref(ignored);
}

static int32_t go_on(void *count) {
    ++*(int *)count;
    return 0;
}

static void in_destructors(void (*work)(CodatClient *, CodatContext *), bool warm, int rounds) {
    control(sandbox, "reset", NULL);
    control(sandbox, "seed-companies", "{\"count\":3}");
    int asked = 0;
    CodatClient *client = make_client(config, "{\"maxConnections\":1}");
    CodatContext *context = make_context(NULL);
    CHECK(codat_context_set_interrupt(context, go_on, &asked) == CODAT_OK, "interrupt");
    Ending ending = {client, context, work, warm, rounds};
    CHECK(pthread_join(start(&ending), NULL) == 0 && ending.rounds == 0, "the destructor was not run");
    list_groups(client);
    codat_context_free(context);
    codat_client_free(client);
}

int main(void) {
    sandbox = start_sandbox(&config);
    CHECK(pthread_key_create(&key, end) == 0, "pthread_key_create");
    for (int warm = 0; warm <= 1; warm++) {
        for (int rounds = 1; rounds <= 3; rounds += 2) {
            in_destructors(create, warm, rounds);
            in_destructors(create_many, warm, rounds);
            in_destructors(go_through_pages, warm, 1);
            in_destructors(make_objects, warm, rounds);
        }
        in_destructors(retry, warm, 1);
    }
    codat_sandbox_stop(sandbox);
    json_decref(config);
    CHECK(codat_live_objects() == 0, "%lld objects are left", (long long)codat_live_objects());
    return 0;
}
