#include "names.h"

#include <stdlib.h>
#include <string.h>

/* Text that grows; it may hold NUL, so its length is kept beside it. */
typedef struct {
    char *bytes;
    size_t length;
} Text;

static void append(Text *text, const char *bytes, size_t length) {
    text->bytes = realloc(text->bytes, text->length + length + 1);
    if (!text->bytes) {
        abort();
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

/* The first `${` of a text that may hold NUL; NULL if there is none. */
static const char *find_name(const char *at, const char *end) {
    for (; end - at >= 2; at++) {
        if (at[0] == '$' && at[1] == '{') {
            return at;
        }
    }
    return NULL;
}

static json_t *fill_in_string(const json_t *string, const json_t *names, Complaint *complaint) {
    const char *at = json_string_value(string);
    const char *end = at + json_string_length(string);
    Text text = {NULL, 0};
    for (const char *start; (start = find_name(at, end)) != NULL;) {
        const char *close = memchr(start, '}', (size_t)(end - start));
        char name[100] = "";
        if (close && (size_t)(close - start) < sizeof name) {
            memcpy(name, start + 2, (size_t)(close - start) - 2);
        }
        const json_t *value = json_object_get(names, name);
        if (!json_is_string(value)) {
            complain(complaint, "no text was saved as ${%s}", name);
            free(text.bytes);
            return NULL;
        }
        append(&text, at, (size_t)(start - at));
        append(&text, json_string_value(value), json_string_length(value));
        at = close + 1;
    }
    append(&text, at, (size_t)(end - at));
    json_t *filled = json_stringn(text.bytes, text.length);
    free(text.bytes);
    return filled;
}

json_t *fill_in(const json_t *value, const json_t *names, Complaint *complaint) {
    if (json_is_string(value)) {
        return fill_in_string(value, names, complaint);
    }
    json_t *filled = json_copy((json_t *)value);
    const char *name;
    json_t *member;
    size_t index;
    json_object_foreach((json_t *)value, name, member) {
        /* Setting a field to NULL fails: so an error in fill_in() ends the step. */
        if (json_object_set_new(filled, name, fill_in(member, names, complaint)) != 0) {
            json_decref(filled);
            return NULL;
        }
    }
    json_array_foreach((json_t *)value, index, member) {
        if (json_array_set_new(filled, index, fill_in(member, names, complaint)) != 0) {
            json_decref(filled);
            return NULL;
        }
    }
    return filled;
}

/* The value at a JSON pointer such as /result/results/0/id; the scenarios need no escapes in it. */
static json_t *find(const json_t *document, const char *pointer) {
    json_t *value = (json_t *)document;
    while (value && *pointer == '/') {
        size_t length = strcspn(++pointer, "/");
        char name[100] = "";
        memcpy(name, pointer, length < sizeof name ? length : 0);
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10)) : json_object_get(value, name);
        pointer += length;
    }
    return value;
}

bool save(const json_t *wanted, const json_t *document, json_t *names, Complaint *complaint) {
    const char *name;
    json_t *pointer;
    json_object_foreach((json_t *)wanted, name, pointer) {
        json_t *value = find(document, json_string_value(pointer));
        if (!value) {
            return complain(complaint, "there is no %s to save", json_string_value(pointer));
        }
        json_object_set(names, name, value);
    }
    return true;
}
