/* What each thread of JavaScript has, and how events come to it. */

#include "addon.h"

/* As many events as are handed over before the event loop has its turn. */
enum { BATCH = 64 };

/* How many queues there are. */
static int queues;

/* On a thread of the library: there is something to take. It cannot fail before leave(), for what waits has no limit. */
static void wake(void *own) {
    (void)napi_call_threadsafe_function(((Environment *)own)->wake, NULL, napi_tsfn_nonblocking);
}

/* Calls a function of JavaScript; what it throws is an uncaught exception. */
static void call(napi_env env, napi_ref function, size_t count, const napi_value *values) {
    napi_value callee, nobody, thrown;
    if (napi_get_reference_value(env, function, &callee) == napi_ok && napi_get_undefined(env, &nobody) == napi_ok &&
        napi_call_function(env, nobody, callee, count, values, NULL) == napi_pending_exception &&
        napi_get_and_clear_last_exception(env, &thrown) == napi_ok) {
        /* It fails only when the thread is being terminated. */
        (void)napi_fatal_exception(env, thrown);
    }
}

static void deliver(napi_env env, Environment *own, const CodatEvent *event) {
    napi_handle_scope scope;
    if (event->kind == CODAT_EVENT_DONE && --own->calls == 0) {
        (void)napi_unref_threadsafe_function(env, own->wake);
    }
    if (napi_open_handle_scope(env, &scope) != napi_ok) {
        codat_string_free(event->document);
        return;
    }
    const napi_value values[] = {
        number(env, (int64_t)(uintptr_t)event->user_data),
        number(env, event->kind),
        number(env, event->number),
        taken(env, event->document),
    };
    if (values[0] && values[1] && values[2] && values[3]) {
        call(env, own->listener, sizeof values / sizeof *values, values);
    }
    (void)napi_close_handle_scope(env, scope);
}

void environment_take(napi_env env, Environment *own) {
    CodatEvent events[BATCH];
    const int32_t count = codat_queue_take(own->queue, events, BATCH, 0);
    for (int32_t i = 0; i < count; i++) {
        deliver(env, own, &events[i]);
    }
    /* The library wakes again only when the queue was emptied; and a thread-safe function that is called in its own call
     * continues without a turn of the event loop. */
    if (count == BATCH) {
        call(env, own->later, 0, NULL);
    }
}

/* Without an env the thread is ending, and the context may be gone. */
static void woken(napi_env env, napi_value callback, void *context, void *data) {
    (void)callback, (void)data;
    if (env) {
        environment_take(env, context);
    }
}

void environment_listen(napi_env env, Environment *own, napi_value listener, napi_value later) {
    if (own->listener || napi_create_reference(env, listener, 1, &own->listener) != napi_ok ||
        napi_create_reference(env, later, 1, &own->later) != napi_ok) {
        (void)napi_throw_error(env, NULL, "the addon cannot listen");
    }
}

void environment_begun(napi_env env, Environment *own) {
    if (own->calls++ == 0) {
        (void)napi_ref_threadsafe_function(env, own->wake);
    }
}

int64_t environment_live_objects(void) {
    return codat_live_objects() - __atomic_load_n(&queues, __ATOMIC_RELAXED);
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

Environment *environment_new(napi_env env, napi_value exports) {
    static int is_registered;
    Environment *own;
    if (!__atomic_exchange_n(&is_registered, 1, __ATOMIC_RELAXED) && atexit(end) != 0) {
        return NULL;
    }
    own = calloc(1, sizeof *own);
    if (!own) {
        return NULL;
    }
    /* Tools that search for what keeps a program alive call the resource's hasRef(). */
    if (napi_create_threadsafe_function(env, NULL, exports, string(env, "codat"), 0, 1, own, free_environment, own, woken,
                                        &own->wake) != napi_ok) {
        free(own);
        return NULL;
    }
    /* From here on the thread-safe function frees it. Hooks run in reverse order, so leave() before that function's. */
    if (napi_unref_threadsafe_function(env, own->wake) != napi_ok || napi_set_instance_data(env, own, NULL, NULL) != napi_ok ||
        codat_queue_new(wake, NULL, own, &own->queue, NULL) != CODAT_OK) {
        return NULL;
    }
    __atomic_add_fetch(&queues, 1, __ATOMIC_RELAXED);
    if (napi_add_env_cleanup_hook(env, leave, own) != napi_ok) {
        leave(own);
        return NULL;
    }
    return own;
}
