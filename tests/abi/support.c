#include "support.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void check_failed(const char *file, int line, const char *condition, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: not so: %s: ", file, line, condition);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

json_t *read_document(CodatStatus status, char *document) {
    CHECK(document != NULL, "status %d without JSON", (int)status);
    json_error_t problem;
    json_t *value = json_loads(document, JSON_ALLOW_NUL, &problem);
    CHECK(value != NULL, "%s in %s", problem.text, document);
    const char *part = status == CODAT_OK ? "result" : "error";
    CHECK(json_object_get(value, part) != NULL, "no %s in %s", part, document);
    CHECK(json_is_object(json_object_get(value, "meta")), "no meta in %s", document);
    CHECK(json_object_size(value) == 2, "more than two parts: %s", document);
    if (status != CODAT_OK) {
        const char *kind = text_in(value, "error", "kind");
        CHECK(strcmp(kind, codat_status_name(status)) == 0, "status %d with %s", (int)status, document);
        CHECK(*text_in(value, "error", "message") != '\0', "no message in %s", document);
        const json_t *error = json_object_get(value, "error");
        CHECK(json_is_boolean(json_object_get(error, "retryable")), "%s", document);
        CHECK(json_is_boolean(json_object_get(error, "outcomeUnknown")), "%s", document);
    }
    codat_string_free(document);
    return value;
}

static json_t *member_of(const json_t *value, const char *outer, const char *inner) {
    json_t *member = json_object_get(value, outer);
    return inner ? json_object_get(member, inner) : member;
}

const char *text_in(const json_t *value, const char *outer, const char *inner) {
    const char *text = json_string_value(member_of(value, outer, inner));
    return text ? text : "";
}

json_int_t number_in(const json_t *value, const char *outer, const char *inner) {
    const json_t *member = member_of(value, outer, inner);
    CHECK(json_is_integer(member), "no number %s.%s", outer, inner ? inner : "");
    return json_integer_value(member);
}

CodatSandbox *start_sandbox(json_t **base_config) {
    CodatSandbox *sandbox;
    char *text;
    CodatStatus status = codat_sandbox_start(NULL, &sandbox, &text);
    CHECK(status == CODAT_OK, "%s", text);
    json_t *document = read_document(status, text);
    *base_config = json_deep_copy(json_object_get(document, "result"));
    json_decref(document);
    return sandbox;
}

CodatClient *make_client(const json_t *base_config, const char *members) {
    json_t *config = base_config ? json_deep_copy(base_config) : json_object();
    json_t *further = members ? json_loads(members, 0, NULL) : json_object();
    CHECK(json_object_update(config, further) == 0, "bad fields %s", members);
    char *text = json_dumps(config, 0);
    CodatClient *client;
    char *error;
    CodatStatus status = codat_client_new(text, &client, &error);
    CHECK(status == CODAT_OK && client && !error, "%s", error ? error : "no error JSON");
    free(text);
    json_decref(further);
    json_decref(config);
    return client;
}

CodatContext *make_context(const char *options) {
    CodatContext *context;
    char *error;
    CodatStatus status = codat_context_new(options, &context, &error);
    CHECK(status == CODAT_OK && context && !error, "%s", error ? error : "no error JSON");
    return context;
}

void control(CodatSandbox *sandbox, const char *action, const char *input) {
    char *text;
    CodatStatus status = codat_sandbox_control(sandbox, action, input, &text);
    CHECK(status == CODAT_OK, "%s", text);
    json_decref(read_document(status, text));
}

json_int_t stat_of(CodatSandbox *sandbox, const char *name) {
    char *text;
    CodatStatus status = codat_sandbox_control(sandbox, "stats", NULL, &text);
    CHECK(status == CODAT_OK, "%s", text);
    json_t *document = read_document(status, text);
    json_int_t number = number_in(document, "result", name);
    json_decref(document);
    return number;
}

double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void wait_until(const char *what, bool (*holds)(void *), void *argument) {
    const struct timespec moment = {0, 1000 * 1000};
    double deadline = now_ms() + 20 * 1000;
    while (!holds(argument)) {
        CHECK(now_ms() < deadline, "never came: %s", what);
        nanosleep(&moment, NULL);
    }
}

int open_files(void) {
    DIR *folder = opendir("/proc/self/fd");
    CHECK(folder != NULL, "no /proc/self/fd");
    int count = -1; /* the folder itself */
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

int running_threads(void) {
    FILE *file = fopen("/proc/self/status", "r");
    CHECK(file != NULL, "no /proc/self/status");
    char line[200];
    int count = 0;
    while (count == 0 && fgets(line, sizeof line, file)) {
        sscanf(line, "Threads: %d", &count);
    }
    fclose(file);
    return count;
}
