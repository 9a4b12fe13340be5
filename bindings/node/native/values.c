/* Values of JavaScript, from those of C and back. */

#include "addon.h"

/* As much of the response JSON's end as holds what is known about the call. */
enum { END = 4096 };

napi_value number(napi_env env, int64_t value) {
    napi_value made;
    return napi_create_int64(env, value, &made) == napi_ok ? made : NULL;
}

napi_value string(napi_env env, const char *text) {
    napi_value made;
    return napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &made) == napi_ok ? made : NULL;
}

napi_value taken(napi_env env, char *document) {
    if (!document) {
        return string(env, "{}");
    }
    napi_value made = string(env, document);
    const size_t length = strlen(document);
    if (!made && length > END) {
        made = string(env, document + length - END);
    }
    codat_string_free(document);
    return made;
}

napi_value pair(napi_env env, napi_value first, napi_value second) {
    napi_value both;
    if (!first || !second || napi_create_array_with_length(env, 2, &both) != napi_ok ||
        napi_set_element(env, both, 0, first) != napi_ok || napi_set_element(env, both, 1, second) != napi_ok) {
        return NULL;
    }
    return both;
}

static char *copied(napi_env env, napi_value value) {
    size_t length = 0;
    if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) {
        return NULL;
    }
    char *text = calloc(length + 1, 1);
    if (!text) {
        abort();
    }
    if (napi_get_value_string_utf8(env, value, text, length + 1, NULL) != napi_ok) {
        free(text);
        return NULL;
    }
    return text;
}

void copy(napi_env env, size_t count, const napi_value *values, char **copies) {
    for (size_t i = 0; i < count; i++) {
        copies[i] = copied(env, values[i]);
    }
}

void discard(size_t count, char **copies) {
    for (size_t i = 0; i < count; i++) {
        free(copies[i]);
    }
}

void *unwrapped(napi_env env, napi_value value) {
    void *object;
    return napi_get_value_external(env, value, &object) == napi_ok ? object : NULL;
}

napi_value wrapped(napi_env env, void *object, napi_finalize release) {
    napi_value made;
    if (napi_create_external(env, object, release, NULL, &made) == napi_ok) {
        return made;
    }
    release(env, object, NULL);
    return NULL;
}
