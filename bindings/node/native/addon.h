/*
 * The library as an addon of Node, written for ../src/library.ts, which has the functions with their types.
 *
 * - codat.c: the functions.
 * - environment.c: what each thread of JavaScript has, and how events come to it.
 * - values.c: values of JavaScript, from those of C and back.
 *
 * A function of Node's fails when memory is used up, or when the thread is being terminated and runs no JavaScript any
 * more.
 * Either way no error can be reported: the result is NULL, which JavaScript sees as undefined.
 */

#ifndef CODAT_ADDON_H
#define CODAT_ADDON_H

#include <stdlib.h>
#include <string.h>

#define NAPI_VERSION 8
#include <node_api.h>

#include "codat.h"

/*
 * Each thread of JavaScript that loads the addon has a separate environment, with one queue. Calls report there from the
 * threads of the library; the thread-safe function wakes the thread of JavaScript, which takes the events and hands each to
 * its listener.
 */
typedef struct {
    CodatQueue *queue;
    napi_threadsafe_function wake;
    /* Receives each event. */
    napi_ref listener;
    /* Has take_more() called in the next turn of the event loop. */
    napi_ref later;
    /* Calls that have begun and not ended: as long as there are any, they keep the event loop alive. */
    uint32_t calls;
} Environment;

/* The environment of a new thread of JavaScript; NULL if it cannot be created. */
Environment *environment_new(napi_env env, napi_value exports);

/* Sets who receives events, and who has the next ones taken: both functions of JavaScript. */
void environment_listen(napi_env env, Environment *own, napi_value listener, napi_value later);

/* A call has begun. */
void environment_begun(napi_env env, Environment *own);

/* Hands the oldest events to their listener. */
void environment_take(napi_env env, Environment *own);

/* How many native objects the program knows of: it made no queues. */
int64_t environment_live_objects(void);

/* A number; NULL if it cannot be created. */
napi_value number(napi_env env, int64_t value);

/* A string; NULL if it cannot be created. */
napi_value string(napi_env env, const char *text);

/* Response JSON as a string; it is freed. If it is too long for a string of JavaScript, only its end. */
napi_value taken(napi_env env, char *json);

/* Two values in an array; NULL if one of them could not be created. */
napi_value pair(napi_env env, napi_value first, napi_value second);

/* Copies strings, each to be freed with discard(); NULL for any other value. */
void copy(napi_env env, size_t count, const napi_value *values, char **copies);

/* Frees copies. */
void discard(size_t count, char **copies);

/* What a value stands for that wrapped() made; NULL for any other. */
void *unwrapped(napi_env env, napi_value value);

/* A value that stands for an object. The object is freed when the value is collected, or the thread ends. */
napi_value wrapped(napi_env env, void *object, napi_finalize release);

#endif
