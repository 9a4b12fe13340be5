/* The addon's functions, as ../src/library.ts declares them: js_client_new() is clientNew(), and so on. */

#include "addon.h"

/* Raised whenever a function below changes; ../src/library.ts refuses another. */
enum { ADDON_VERSION = 2 };

/* The arguments of a call, undefined for those that are missing, and the environment. */
static Environment *enter(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
    void *own;
    if (napi_get_cb_info(env, info, &count, values, NULL, NULL) != napi_ok || napi_get_instance_data(env, &own) != napi_ok) {
        abort();
    }
    return own;
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
    release(env, unwrapped(env, values[0]), NULL);
    return NULL;
}

/* The result of a function that creates an object: its handle, or the error JSON. */
static napi_value made(napi_env env, void *object, napi_finalize release, char *error) {
    return object ? wrapped(env, object, release) : taken(env, error);
}

/* The result of a function that begins a call: its number, or the error JSON. */
static napi_value begun(napi_env env, Environment *own, CodatStatus status, uint64_t call, char *error) {
    if (status != CODAT_OK) {
        return taken(env, error);
    }
    environment_begun(env, own);
    return number(env, (int64_t)call);
}

/* A listener's id as the library keeps it; 0, which is nobody's, for what is no number. */
static void *user_data(napi_env env, napi_value id) {
    int64_t value;
    return napi_get_value_int64(env, id, &value) == napi_ok ? (void *)(uintptr_t)value : NULL;
}

static napi_value js_listen(napi_env env, napi_callback_info info) {
    napi_value values[2];
    Environment *own = enter(env, info, 2, values);
    environment_listen(env, own, values[0], values[1]);
    return NULL;
}

static napi_value js_take(napi_env env, napi_callback_info info) {
    environment_take(env, enter(env, info, 0, NULL));
    return NULL;
}

static napi_value js_client_new(napi_env env, napi_callback_info info) {
    napi_value values[2];
    CodatClient *client = NULL;
    char *config;
    char *error = NULL;
    int32_t level;
    enter(env, info, 2, values);
    if (napi_get_value_int32(env, values[1], &level) != napi_ok) {
        level = 0;
    }
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
    bool is_cancelled;
    uint64_t call = 0;
    char *error = NULL;
    CodatStatus status = CODAT_OK;
    copy(env, 3, &values[1], texts);
    if (napi_get_value_bool(env, values[5], &is_cancelled) == napi_ok && is_cancelled) {
        status = codat_context_new(NULL, &context, &error);
        codat_context_cancel(context);
    }
    if (status == CODAT_OK) {
        status = codat_begin(unwrapped(env, values[0]), context, texts[0], texts[1], texts[2], own->queue,
                             user_data(env, values[4]), &call, &error);
    }
    codat_context_free(context);
    discard(3, texts);
    return begun(env, own, status, call, error);
}

static napi_value directed(napi_env env, napi_callback_info info, CodatStatus direct(const CodatQueue *, uint64_t)) {
    napi_value values[1];
    int64_t call;
    Environment *own = enter(env, info, 1, values);
    if (napi_get_value_int64(env, values[0], &call) == napi_ok) {
        direct(own->queue, (uint64_t)call);
    }
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
        codat_pager_new(unwrapped(env, values[0]), context, texts[0], texts[1], &pager, &error);
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
    CodatStatus status = codat_pager_begin_next(unwrapped(env, values[0]), own->queue, id, &call, &error);
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
    if (napi_get_typedarray_info(env, values[3], NULL, &length, &body, NULL, NULL) != napi_ok) {
        length = 0;
    }
    CodatStatus status = codat_webhook_verify(texts[0], texts[1], body, length, texts[2], &document);
    discard(3, texts);
    return pair(env, number(env, status), taken(env, document));
}

static napi_value js_sandbox_start(napi_env env, napi_callback_info info) {
    napi_value values[1], nothing;
    CodatSandbox *sandbox = NULL;
    char *config;
    char *document = NULL;
    enter(env, info, 1, values);
    copy(env, 1, values, &config);
    codat_sandbox_start(config, &sandbox, &document);
    free(config);
    if (napi_get_null(env, &nothing) != napi_ok) {
        abort();
    }
    return pair(env, sandbox ? wrapped(env, sandbox, stop_sandbox) : nothing, taken(env, document));
}

static napi_value js_sandbox_control(napi_env env, napi_callback_info info) {
    napi_value values[3];
    char *texts[2];
    char *document = NULL;
    enter(env, info, 3, values);
    copy(env, 2, &values[1], texts);
    CodatStatus status = codat_sandbox_control(unwrapped(env, values[0]), texts[0], texts[1], &document);
    discard(2, texts);
    return pair(env, number(env, status), taken(env, document));
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
    return number(env, environment_live_objects());
}

static napi_value js_version(napi_env env, napi_callback_info info) {
    (void)info;
    return string(env, codat_version());
}

static napi_value js_has_ref(napi_env env, napi_callback_info info) {
    napi_value has_ref;
    return napi_get_boolean(env, enter(env, info, 0, NULL)->calls > 0, &has_ref) == napi_ok ? has_ref : NULL;
}

#define FUNCTION(name, function) \
    { name, NULL, function, NULL, NULL, NULL, napi_enumerable, NULL }

NAPI_MODULE_INIT() {
    const napi_property_descriptor functions[] = {
        FUNCTION("listen", js_listen),
        FUNCTION("take", js_take),
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
    const napi_value version = number(env, ADDON_VERSION);
    if (!environment_new(env, exports) || !version ||
        napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions) != napi_ok ||
        napi_set_named_property(env, exports, "addonVersion", version) != napi_ok) {
        (void)napi_throw_error(env, NULL, "the addon could not set itself up");
        return NULL;
    }
    return exports;
}
