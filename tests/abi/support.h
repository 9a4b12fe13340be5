/*
 * What the tests of the C ABI share. A test is a program: it prints what it checked and ends with 0, or ends at the
 * first check that fails, with 1 and the place. Compiles as C99 and as C++17.
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "codat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Ends the test unless the condition holds; what follows it is as for printf(). */
#define CHECK(condition, ...) \
    ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition, __VA_ARGS__))

void check_failed(const char *file, int line, const char *condition, const char *format, ...);

/* Parses the JSON of a call and frees it. It must be valid, and an error in it must fit the status. */
json_t *read_document(CodatStatus status, char *document);

/* The string behind up to two names, such as ("error", "kind") or ("name", NULL); "" if there is none. */
const char *text_in(const json_t *value, const char *outer, const char *inner);
json_int_t number_in(const json_t *value, const char *outer, const char *inner);

/* Starts a sandbox; `base_config` receives what a client needs to reach it. The caller frees that. */
CodatSandbox *start_sandbox(json_t **base_config);

/* Creates a client from `base_config` with these fields added or replaced; either may be NULL. */
CodatClient *make_client(const json_t *base_config, const char *members);

CodatContext *make_context(const char *options);

/* Has the sandbox do something that must succeed. */
void control(CodatSandbox *sandbox, const char *action, const char *input);

/* A number from the sandbox's `stats`, such as "requests". */
json_int_t stat_of(CodatSandbox *sandbox, const char *name);

/* Milliseconds on a clock that only goes forward. */
double now_ms(void);

/* How many file descriptors and threads this process has. */
int open_files(void);
int running_threads(void);

/* Waits until `holds(argument)`; ends the test if that has not come after 20 seconds. */
void wait_until(const char *what, bool (*holds)(void *), void *argument);

#ifdef __cplusplus
}
#endif

#endif
