/*
 * The library as an addon of Node, written for ../src/library.ts, which has the functions with their types.
 *
 * Each thread of JavaScript that loads it has an environment of its own, with one queue. Calls report there from the threads
 * of the library; the thread-safe function wakes the thread of JavaScript, which takes the events and hands each to its
 * listener. A handle is an external value that frees what it stands for when it is collected, and when the thread ends.
 */

#include <stdlib.h>
#include <string.h>

#define NAPI_VERSION 8
#include <node_api.h>

#include "codat.h"

/* Raised whenever a function below changes; ../src/library.ts refuses another. */
enum { ADDON_VERSION = 1 };

/* As many events as are taken before the event loop goes on with other work. */
enum { BATCH = 64 };

/* As much of a document's end as holds what is known about the call. */
enum { END = 4096 };

typedef struct {
    CodatQueue *queue;
    napi_threadsafe_function wake;
    napi_ref listener;
    /* Calls that have begun and not ended: as long as there are any, they keep the event loop alive. */
    uint32_t calls;
} Environment;

/* How many queues this file has made, which no program knows of. */
static int queues;

static Environment *enter(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
    void *own = NULL;
    napi_get_cb_info(env, info, &count, values, NULL, NULL);
    napi_get_instance_data(env, &own);
    return own;
}

static napi_value number(napi_env env, int64_t value) {
    napi_value made = NULL;
    napi_create_int64(env, value, &made);
    return made;
}

static napi_value string(napi_env env, const char *text) {
    napi_value made = NULL;
    napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &made);
    return made;
}

/* Copies strings, each to be freed; NULL for any other value. */
static void copy(napi_env env, size_t count, const napi_value *values, char **copies) {
    for (size_t i = 0; i < count; i++) {
        size_t length;
        copies[i] = NULL;
        if (napi_get_value_string_utf8(env, values[i], NULL, 0, &length) == napi_ok) {
            copies[i] = malloc(length + 1);
            if (!copies[i]) {
                abort();
            }
            napi_get_value_string_utf8(env, values[i], copies[i], length + 1, NULL);
        }
    }
}

static void discard(size_t count, char **copies) {
    for (size_t i = 0; i < count; i++) {
        free(copies[i]);
    }
}

/* A document as a string; it is freed. Of one that is too long for a string of JavaScript only the end. */
static napi_value taken(napi_env env, char *document) {
    napi_value made = NULL;
    if (!document) {
        return string(env, "{}");
    }
    const size_t length = strlen(document);
    if (napi_create_string_utf8(env, document, length, &made) != napi_ok && length > END) {
        napi_create_string_utf8(env, document + length - END, END, &made);
    }
    codat_string_free(document);
    return made;
}

static void *handle(napi_env env, napi_value value) {
    void *found = NULL;
    napi_get_value_external(env, value, &found);
    return found;
}

/* These free objects that are collected, and those that the program frees. Freeing one twice does nothing. */
static void free_client(napi_env env, void *client, void *hint) {
    (void)env, (void)hint;
    codat_client_free(client);
}

static void free_pager(napi_env env, void *pager, void *hint) {
    (void)env, (void)hint;
    codat_pager_free(pager);
}

static void stop_sandbox(napi_env env, void *sandbox, void *hint) {
    (void)env, (void)hint;
    codat_sandbox_stop(sandbox);
}

static napi_value released(napi_env env, napi_callback_info info, napi_finalize release) {
    napi_value values[1];
    enter(env, info, 1, values);
    release(env, handle(env, values[0]), NULL);
    return NULL;
}

/* What a function returns that makes an object: its handle, or the error's document. */
static napi_value made(napi_env env, void *object, napi_finalize release, char *error) {
    napi_value value = NULL;
    if (!object) {
        return taken(env, error);
    }
    if (napi_create_external(env, object, release, NULL, &value) != napi_ok) {
        release(env, object, NULL);
    }
    return value;
}

/* What a function returns that has a document besides something else. */
static napi_value pair(napi_env env, napi_value first, char *document) {
    napi_value both = NULL;
    napi_create_array_with_length(env, 2, &both);
    napi_set_element(env, both, 0, first);
    napi_set_element(env, both, 1, taken(env, document));
    return both;
}

/* What a function returns that begins a call: its number, or the error's document. */
static napi_value begun(napi_env env, Environment *own, CodatStatus status, uint64_t call, char *error) {
    if (status != CODAT_OK) {
        return taken(env, error);
    }
    if (own->calls++ == 0) {
        napi_ref_threadsafe_function(env, own->wake);
    }
    return number(env, (int64_t)call);
}

static void *user_data(napi_env env, napi_value id) {
    int64_t value = 0;
    napi_get_value_int64(env, id, &value);
    return (void *)(uintptr_t)value;
}

static napi_value js_listen(napi_env env, napi_callback_info info) {
    napi_value values[1];
    Environment *own = enter(env, info, 1, values);
    napi_create_reference(env, values[0], 1, &own->listener);
    return NULL;
}

static napi_value js_client_new(napi_env env, napi_callback_info info) {
    napi_value values[2];
    CodatClient *client = NULL;
    char *config;
    char *error = NULL;
    int32_t level = 0;
    enter(env, info, 2, values);
    napi_get_value_int32(env, values[1], &level);
    copy(env, 1, values, &config);
    codat_client_new_with_log(config, level, NULL, NULL, &client, &error);
    free(config);
    return made(env, client, free_client, error);
}

static napi_value js_client_free(napi_env env, napi_callback_info info) {
    return released(env, info, free_client);
}

/* Begins a call; one that is cancelled already sends nothing. */
static napi_value js_begin(napi_env env, napi_callback_info info) {
    napi_value values[6];
    Environment *own = enter(env, info, 6, values);
    char *texts[3];
    CodatContext *context = NULL;
    bool is_cancelled = false;
    uint64_t call = 0;
    char *error = NULL;
    copy(env, 3, &values[1], texts);
    napi_get_value_bool(env, values[5], &is_cancelled);
    if (is_cancelled && codat_context_new(NULL, &context, NULL) == CODAT_OK) {
        codat_context_cancel(context);
    }
    CodatStatus status = codat_begin(handle(env, values[0]), context, texts[0], texts[1], texts[2], own->queue,
                                     user_data(env, values[4]), &call, &error);
    codat_context_free(context);
    discard(3, texts);
    return begun(env, own, status, call, error);
}

static napi_value directed(napi_env env, napi_callback_info info, CodatStatus direct(const CodatQueue *, uint64_t)) {
    napi_value values[1];
    int64_t call = 0;
    Environment *own = enter(env, info, 1, values);
    napi_get_value_int64(env, values[0], &call);
    direct(own->queue, (uint64_t)call);
    return NULL;
}

static napi_value js_cancel(napi_env env, napi_callback_info info) {
    return directed(env, info, codat_call_cancel);
}

static napi_value js_stop(napi_env env, napi_callback_info info) {
    return directed(env, info, codat_call_stop);
}

static napi_value js_pager_new(napi_env env, napi_callback_info info) {
    napi_value values[4];
    enter(env, info, 4, values);
    char *texts[3];
    CodatContext *context = NULL;
    CodatPager *pager = NULL;
    char *error = NULL;
    copy(env, 3, &values[1], texts);
    if (codat_context_new(texts[2], &context, &error) == CODAT_OK) {
        codat_pager_new(handle(env, values[0]), context, texts[0], texts[1], &pager, &error);
        codat_context_free(context);
    }
    discard(3, texts);
    return made(env, pager, free_pager, error);
}

static napi_value js_pager_next(napi_env env, napi_callback_info info) {
    napi_value values[2];
    uint64_t call = 0;
    char *error = NULL;
    Environment *own = enter(env, info, 2, values);
    void *id = user_data(env, values[1]);
    CodatStatus status = codat_pager_begin_next(handle(env, values[0]), own->queue, id, &call, &error);
    return begun(env, own, status, call, error);
}

static napi_value js_pager_free(napi_env env, napi_callback_info info) {
    return released(env, info, free_pager);
}

static napi_value js_webhook_verify(napi_env env, napi_callback_info info) {
    napi_value values[4];
    char *texts[3];
    void *body = NULL;
    size_t length = 0;
    char *document = NULL;
    enter(env, info, 4, values);
    copy(env, 3, values, texts);
    napi_get_typedarray_info(env, values[3], NULL, &length, &body, NULL, NULL);
    CodatStatus status = codat_webhook_verify(texts[0], texts[1], body, length, texts[2], &document);
    discard(3, texts);
    return pair(env, number(env, status), document);
}

static napi_value js_sandbox_start(napi_env env, napi_callback_info info) {
    napi_value values[1], first;
    CodatSandbox *sandbox = NULL;
    char *config;
    char *document = NULL;
    enter(env, info, 1, values);
    copy(env, 1, values, &config);
    codat_sandbox_start(config, &sandbox, &document);
    free(config);
    napi_get_null(env, &first);
    return pair(env, sandbox ? made(env, sandbox, stop_sandbox, NULL) : first, document);
}

static napi_value js_sandbox_control(napi_env env, napi_callback_info info) {
    napi_value values[3];
    char *texts[2];
    char *document = NULL;
    enter(env, info, 3, values);
    copy(env, 2, &values[1], texts);
    CodatStatus status = codat_sandbox_control(handle(env, values[0]), texts[0], texts[1], &document);
    discard(2, texts);
    return pair(env, number(env, status), document);
}

static napi_value js_sandbox_stop(napi_env env, napi_callback_info info) {
    return released(env, info, stop_sandbox);
}

static napi_value js_operations(napi_env env, napi_callback_info info) {
    char *document = NULL;
    (void)info;
    codat_operations(&document);
    return taken(env, document);
}

static napi_value js_live_objects(napi_env env, napi_callback_info info) {
    (void)info;
    return number(env, codat_live_objects() - __atomic_load_n(&queues, __ATOMIC_RELAXED));
}

static napi_value js_version(napi_env env, napi_callback_info info) {
    (void)info;
    return string(env, codat_version());
}

static napi_value js_has_ref(napi_env env, napi_callback_info info) {
    napi_value has_ref = NULL;
    napi_get_boolean(env, enter(env, info, 0, NULL)->calls > 0, &has_ref);
    return has_ref;
}

/* On a thread of the library: there is something to take. */
static void wake(void *own) {
    napi_call_threadsafe_function(((Environment *)own)->wake, NULL, napi_tsfn_nonblocking);
}

static void deliver(napi_env env, Environment *own, napi_value listener, const CodatEvent *event) {
    napi_value values[4];
    napi_value nobody, thrown;
    napi_handle_scope scope;
    if (event->kind == CODAT_EVENT_DONE && --own->calls == 0) {
        napi_unref_threadsafe_function(env, own->wake);
    }
    napi_open_handle_scope(env, &scope);
    napi_get_undefined(env, &nobody);
    values[0] = number(env, (int64_t)(uintptr_t)event->user_data);
    values[1] = number(env, event->kind);
    values[2] = number(env, event->number);
    values[3] = taken(env, event->document);
    if (napi_call_function(env, nobody, listener, 4, values, NULL) == napi_pending_exception &&
        napi_get_and_clear_last_exception(env, &thrown) == napi_ok) {
        napi_fatal_exception(env, thrown);
    }
    napi_close_handle_scope(env, scope);
}

/* On the thread of JavaScript: hands the events to its listener. Without an env the thread is ending. */
static void take(napi_env env, napi_value callback, void *context, void *data) {
    Environment *own = context;
    CodatEvent events[BATCH];
    napi_value listener;
    (void)callback, (void)data;
    if (!env || napi_get_reference_value(env, own->listener, &listener) != napi_ok) {
        return;
    }
    int32_t count = codat_queue_take(own->queue, events, BATCH, 0);
    for (int32_t i = 0; i < count; i++) {
        deliver(env, own, listener, &events[i]);
    }
    /* The library wakes again only when the queue was emptied. */
    if (count == BATCH) {
        wake(own);
    }
}

/* The thread of JavaScript ends: from here on nobody calls its thread-safe function, which outlives this. */
static void leave(void *data) {
    Environment *own = data;
    codat_queue_free(own->queue);
    own->queue = NULL;
    __atomic_sub_fetch(&queues, 1, __ATOMIC_RELAXED);
}

static void free_environment(napi_env env, void *own, void *hint) {
    (void)env, (void)hint;
    free(own);
}

/* process.exit() runs no cleanup hooks: the library's threads must not call what exit() destroys. */
static void end(void) {
    codat_end();
}

static Environment *environment(napi_env env, napi_value exports) {
    static int is_registered;
    Environment *own = calloc(1, sizeof *own);
    if (!own) {
        abort();
    }
    /* Tools that look for what keeps a program ask the resource's hasRef(). */
    if (napi_create_threadsafe_function(env, NULL, exports, string(env, "codat"), 0, 1, own, free_environment, own, take,
                                        &own->wake) != napi_ok) {
        free(own);
        return NULL;
    }
    napi_unref_threadsafe_function(env, own->wake);
    if (codat_queue_new(wake, NULL, own, &own->queue, NULL) != CODAT_OK) {
        return NULL;
    }
    __atomic_add_fetch(&queues, 1, __ATOMIC_RELAXED);
    /* Hooks run in reverse order, so this one before the thread-safe function's. */
    napi_add_env_cleanup_hook(env, leave, own);
    napi_set_instance_data(env, own, NULL, NULL);
    if (!__atomic_exchange_n(&is_registered, 1, __ATOMIC_RELAXED)) {
        atexit(end);
    }
    return own;
}

#define FUNCTION(name, function) \
    { name, NULL, function, NULL, NULL, NULL, napi_enumerable, NULL }

NAPI_MODULE_INIT() {
    const napi_property_descriptor functions[] = {
        FUNCTION("listen", js_listen),
        FUNCTION("clientNew", js_client_new),
        FUNCTION("clientFree", js_client_free),
        FUNCTION("begin", js_begin),
        FUNCTION("cancel", js_cancel),
        FUNCTION("stop", js_stop),
        FUNCTION("pagerNew", js_pager_new),
        FUNCTION("pagerNext", js_pager_next),
        FUNCTION("pagerFree", js_pager_free),
        FUNCTION("webhookVerify", js_webhook_verify),
        FUNCTION("sandboxStart", js_sandbox_start),
        FUNCTION("sandboxControl", js_sandbox_control),
        FUNCTION("sandboxStop", js_sandbox_stop),
        FUNCTION("operations", js_operations),
        FUNCTION("liveObjects", js_live_objects),
        FUNCTION("version", js_version),
        FUNCTION("hasRef", js_has_ref),
    };
    if (!environment(env, exports)) {
        napi_throw_error(env, NULL, "the addon could not set itself up");
        return NULL;
    }
    napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
    napi_set_named_property(env, exports, "addonVersion", number(env, ADDON_VERSION));
    return exports;
}
