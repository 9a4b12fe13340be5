/*
 * Runs conformance scenarios through the C ABI: `runner FILE|FOLDER…`. tests/conformance/README.md has their
 * format. It prints one line for each scenario; the exit status is 0 if all passed and all objects were freed.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "codat.h"
#include "match.h"
#include "names.h"
#include "operations.h"

enum { JSON_FLAGS = JSON_ALLOW_NUL | JSON_DECODE_ANY };

/* The objects that a scenario uses. */
typedef struct {
    CodatSandbox *sandbox;
    CodatClient *client;
    json_t *names; /* what ${name} stands for */
} Stage;

/* The log events of the client in this step. Scenarios run one after the other, and each call on this thread. */
static json_t *events;

static void hear(void *user_data, int32_t level, const char *line) {
    static const char *const NAMES[] = {"", "error", "warn", "info", "debug"};
    json_t *event = json_loads(line, 0, NULL);
    json_object_set_new(event, "level", json_string(NAMES[level]));
    json_array_append_new(*(json_t **)user_data, event);
}

/* How a step came out. */
typedef struct {
    CodatStatus status;
    char *text; /* the JSON as the library returned it; NULL if the step built the JSON itself */
    json_t *document;
} Outcome;

static void discard(Outcome *outcome) {
    codat_string_free(outcome->text);
    json_decref(outcome->document);
}

static char *dump(const json_t *value) {
    return json_dumps(value, JSON_ENCODE_ANY);
}

/* Calls `function`, or codat_call() where the step brings its input as text. */
static Outcome call(const Stage *stage, const CodatContext *context, const char *name, const json_t *input,
                    const char *input_text) {
    Outcome outcome = {CODAT_OK, NULL, NULL};
    if (input_text) {
        outcome.status = codat_call(stage->client, context, name, input_text, &outcome.text);
    } else {
        char *text = dump(input);
        outcome.status = call_operation(name, stage->client, context, text, &outcome.text);
        free(text);
    }
    /* NULL where jansson cannot hold it, such as a lone surrogate: then only the text is compared. */
    outcome.document = json_loads(outcome.text, JSON_FLAGS, NULL);
    return outcome;
}

/* Reads all pages of a list; the result is an array of their rows. */
static Outcome iterate(const Stage *stage, const CodatContext *context, const char *name, const json_t *input) {
    Outcome outcome = {CODAT_OK, NULL, NULL};
    CodatPager *pager;
    char *text = dump(input);
    outcome.status = codat_pager_new(stage->client, context, name, text, &pager, &outcome.text);
    free(text);
    json_t *all = json_array();
    while (outcome.status == CODAT_OK) {
        outcome.status = codat_pager_next(pager, &outcome.text);
        outcome.document = json_loads(outcome.text, JSON_FLAGS, NULL);
        const json_t *result = json_object_get(outcome.document, "result");
        if (outcome.status != CODAT_OK || json_is_null(result)) {
            break;
        }
        json_array_extend(all, json_object_get(result, "results"));
        discard(&outcome);
    }
    if (outcome.status == CODAT_OK) {
        json_object_set(outcome.document, "result", all);
    } else if (!outcome.document) {
        outcome.document = json_loads(outcome.text, JSON_FLAGS, NULL);
    }
    json_decref(all);
    codat_pager_free(pager);
    return outcome;
}

static Outcome new_client(const json_t *config) {
    Outcome outcome = {CODAT_OK, NULL, NULL};
    CodatClient *client;
    char *text = dump(config);
    outcome.status = codat_client_new(text, &client, &outcome.text);
    free(text);
    codat_client_free(client);
    outcome.document = outcome.text ? json_loads(outcome.text, JSON_FLAGS, NULL) : json_object();
    return outcome;
}

static Outcome control(const Stage *stage, const char *action, const json_t *input) {
    Outcome outcome = {CODAT_OK, NULL, NULL};
    char *text = dump(input);
    outcome.status = codat_sandbox_control(stage->sandbox, action, text, &outcome.text);
    free(text);
    outcome.document = json_loads(outcome.text, JSON_FLAGS, NULL);
    return outcome;
}

/* Cancels a context from another thread, after a while. */
typedef struct {
    const CodatContext *context;
    long after_ms;
} Cancelling;

static void *cancel_later(void *argument) {
    const Cancelling *cancelling = argument;
    struct timespec pause = {cancelling->after_ms / 1000, cancelling->after_ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
    codat_context_cancel(cancelling->context);
    return NULL;
}

static Outcome call_or_iterate(const Stage *stage, const CodatContext *context, const json_t *step,
                               const json_t *input) {
    const char *pages_of = json_string_value(json_object_get(step, "iterate"));
    const char *name = json_string_value(json_object_get(step, "call"));
    const char *input_text = json_string_value(json_object_get(step, "inputText"));
    return pages_of ? iterate(stage, context, pages_of, input) : call(stage, context, name, input, input_text);
}

static Outcome verify(const json_t *webhook) {
    json_t *options = json_object();
    static const char *const NAMES[] = {"now", "toleranceSeconds"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        json_t *value = json_object_get(webhook, NAMES[i]);
        if (value) {
            json_object_set(options, NAMES[i], value);
        }
    }
    char *options_text = dump(options);
    char *headers = dump(json_object_get(webhook, "headers"));
    const json_t *body = json_object_get(webhook, "body");
    Outcome outcome = {CODAT_OK, NULL, NULL};
    outcome.status = codat_webhook_verify(json_string_value(json_object_get(webhook, "secret")), headers,
                                          (const uint8_t *)json_string_value(body), json_string_length(body),
                                          options_text, &outcome.text);
    outcome.document = json_loads(outcome.text, JSON_FLAGS, NULL);
    free(headers);
    free(options_text);
    json_decref(options);
    return outcome;
}

static Outcome perform(const Stage *stage, const json_t *step, const json_t *input) {
    const char *action = json_string_value(json_object_get(step, "control"));
    const json_t *config = json_object_get(step, "newClient");
    const json_t *webhook = json_object_get(step, "verify");
    if (action || config) {
        return action ? control(stage, action, input) : new_client(config);
    }
    if (webhook) {
        return verify(webhook);
    }
    CodatContext *context = NULL;
    const json_t *options = json_object_get(step, "context");
    const json_t *cancel_after = json_object_get(step, "cancelAfterMs");
    if (options || cancel_after) {
        Outcome refused = {CODAT_OK, NULL, NULL};
        char *text = options ? dump(options) : NULL;
        refused.status = codat_context_new(text, &context, &refused.text);
        free(text);
        if (refused.status != CODAT_OK) {
            refused.document = json_loads(refused.text, JSON_FLAGS, NULL);
            return refused;
        }
    }
    Cancelling cancelling = {context, (long)json_integer_value(cancel_after)};
    pthread_t canceller;
    bool later = cancelling.after_ms > 0 && pthread_create(&canceller, NULL, cancel_later, &cancelling) == 0;
    if (cancel_after && !later) {
        codat_context_cancel(context);
    }
    Outcome outcome = call_or_iterate(stage, context, step, input);
    if (later) {
        pthread_join(canceller, NULL);
    }
    codat_context_free(context);
    return outcome;
}

static bool check(const json_t *expect, const Outcome *outcome, Complaint *complaint) {
    static const char *const PARTS[] = {"result", "error", "meta", "log"};
    const json_t *error = json_object_get(outcome->document, "error");
    if (outcome->status != CODAT_OK) {
        if (!json_object_get(expect, "error")) {
            return complain(complaint, "expected success, found %s", outcome->text);
        }
        const char *kind = json_string_value(json_object_get(error, "kind"));
        if (!kind || strcmp(kind, codat_status_name(outcome->status)) != 0) {
            return complain(complaint, "status %d does not go with %s", (int)outcome->status, outcome->text);
        }
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        const json_t *pattern = json_object_get(expect, PARTS[i]);
        if (pattern && !fits(pattern, json_object_get(outcome->document, PARTS[i]), PARTS[i], complaint)) {
            return false;
        }
    }
    const char *text = json_string_value(json_object_get(expect, "text"));
    if (text && !strstr(outcome->text, text)) {
        return complain(complaint, "expected text with %s, found %s", text, outcome->text);
    }
    return true;
}

/* Refuses what this runner would silently pass over. */
static bool understands(const json_t *step, Complaint *complaint) {
    static const char MEMBERS[] = " call iterate control newClient verify input inputText context cancelAfterMs expect save times ";
    int actions = 0;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)step, name, value) {
        char word[100];
        snprintf(word, sizeof word, " %s ", name);
        if (!strstr(MEMBERS, word)) {
            return complain(complaint, "unknown field %s", name);
        }
        bool calls = strcmp(name, "call") == 0 || strcmp(name, "iterate") == 0;
        actions += calls || strcmp(name, "control") == 0 || strcmp(name, "newClient") == 0
                || strcmp(name, "verify") == 0;
        bool by_name = json_object_get(step, "inputText") != NULL; /* through codat_call(), with any operation */
        if (calls && !by_name && !knows_operation(json_string_value(value))) {
            return complain(complaint, "unknown operation %s", json_string_value(value));
        }
    }
    return actions == 1 || complain(complaint, "expected one thing to do, found %d", actions);
}

static bool run_step(Stage *stage, const json_t *raw_step, Complaint *complaint) {
    json_t *step = fill_in(raw_step, stage->names, complaint);
    if (!step || !understands(step, complaint)) {
        json_decref(step);
        return false;
    }
    json_t *input = json_object_get(step, "input");
    input = input ? json_incref(input) : json_object();
    const json_t *times = json_object_get(step, "times");
    bool passed = true;
    for (json_int_t left = times ? json_integer_value(times) : 1; passed && left > 0; left--) {
        json_array_clear(events);
        Outcome outcome = perform(stage, step, input);
        json_object_set(outcome.document, "log", events);
        passed = check(json_object_get(step, "expect"), &outcome, complaint)
              && save(json_object_get(step, "save"), outcome.document, stage->names, complaint);
        discard(&outcome);
    }
    json_decref(input);
    json_decref(step);
    return passed;
}

/* Starts a sandbox, and a client for it. */
static bool set_up(Stage *stage, const json_t *client_members, Complaint *complaint) {
    char *text;
    /* No day ends, and no quota is renewed, while a scenario runs. */
    CodatStatus status = codat_sandbox_start("{\"startTime\":\"2026-06-15T12:00:00Z\"}", &stage->sandbox, &text);
    if (status != CODAT_OK) {
        complain(complaint, "no sandbox: %s", text);
        codat_string_free(text);
        return false;
    }
    json_t *document = json_loads(text, JSON_FLAGS, NULL);
    codat_string_free(text);
    stage->names = json_deep_copy(json_object_get(document, "result"));
    json_decref(document);

    json_t *config = json_copy(stage->names);
    json_object_update(config, (json_t *)client_members);
    char *config_text = dump(config);
    json_decref(config);
    status = codat_client_new_with_log(config_text, CODAT_LOG_DEBUG, hear, &events, &stage->client, &text);
    free(config_text);
    if (status != CODAT_OK) {
        complain(complaint, "no client: %s", text);
        codat_string_free(text);
    }
    return status == CODAT_OK;
}

static bool run_scenario(const char *path, Complaint *complaint) {
    json_error_t problem;
    json_t *scenario = json_load_file(path, JSON_FLAGS, &problem);
    if (!scenario) {
        return complain(complaint, "line %d: %s", problem.line, problem.text);
    }
    Stage stage = {NULL, NULL, NULL};
    bool passed = set_up(&stage, json_object_get(scenario, "client"), complaint);
    const json_t *steps = json_object_get(scenario, "steps");
    for (size_t i = 0; passed && i < json_array_size(steps); i++) {
        Complaint inner;
        passed = run_step(&stage, json_array_get(steps, i), &inner);
        if (!passed) {
            complain(complaint, "step %zu: %.3900s", i + 1, inner.text);
        }
    }
    codat_client_free(stage.client);
    codat_sandbox_stop(stage.sandbox);
    json_decref(stage.names);
    json_decref(scenario);
    return passed;
}

static int passed_count, failed_count;

static void report(const char *name, bool passed, const Complaint *complaint) {
    if (passed) {
        passed_count++;
        printf("ok %s\n", name);
    } else {
        failed_count++;
        printf("not ok %s: %s\n", name, complaint->text);
    }
    fflush(stdout);
}

/* Adds a line to the table of scenarios and languages, where one is wanted. */
static void add_to_table(const char *name, bool passed) {
    const char *path = getenv("CODAT_CONFORMANCE_REPORT");
    FILE *table = path ? fopen(path, "a") : NULL;
    if (table) {
        fprintf(table, "c\t%s\t%s\n", name, passed ? "pass" : "fail");
        fclose(table);
    }
}

static void run_file(const char *path) {
    const char *slash = strrchr(path, '/');
    char name[200];
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
    name[strcspn(name, ".")] = '\0';
    Complaint complaint;
    bool passed = run_scenario(path, &complaint);
    report(name, passed, &complaint);
    add_to_table(name, passed);
}

static int is_scenario(const struct dirent *entry) {
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".json") == 0;
}

static void run_folder(const char *folder) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_scenario, alphasort);
    if (count <= 0) {
        Complaint complaint = {"no scenarios in there"};
        report(folder, false, &complaint);
    }
    for (int i = 0; i < count; i++) {
        char path[1000];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        run_file(path);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE|FOLDER…\n", argv[0]);
        return 2;
    }
    events = json_array();
    Complaint complaint;
    bool complete = knows_every_operation(&complaint);
    report("(the runner knows every operation)", complete, &complaint);
    for (int i = 1; i < argc; i++) {
        struct stat info;
        bool folder = stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode);
        folder ? run_folder(argv[i]) : run_file(argv[i]);
    }
    json_decref(events);
    bool freed = codat_live_objects() == 0;
    complain(&complaint, "%lld objects are left", (long long)codat_live_objects());
    report("(everything is freed)", freed, &complaint);
    printf("%d passed, %d failed\n", passed_count, failed_count);
    return failed_count == 0 ? 0 : 1;
}
