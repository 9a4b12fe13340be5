#include "match.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool complain(Complaint *complaint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(complaint->text, sizeof complaint->text, format, arguments);
    va_end(arguments);
    return false;
}

static bool misfit(const json_t *pattern, const json_t *value, const char *place, Complaint *complaint) {
    char *expected = json_dumps(pattern, JSON_ENCODE_ANY);
    char *found = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    complain(complaint, "%s: expected %s, found %s", place, expected, found ? found : "nothing");
    free(expected);
    free(found);
    return false;
}

static bool is_uuid(const char *text) {
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !isxdigit((unsigned char)text[i])) {
            return false;
        }
    }
    return length == 36;
}

/* A string in angle brackets stands for a class of values, any other one for itself. */
static bool fits_string(const json_t *pattern, const json_t *value) {
    const char *wanted = json_string_value(pattern);
    if (strcmp(wanted, "<absent>") == 0) {
        return !value || json_is_null(value);
    }
    if (strcmp(wanted, "<text>") == 0) {
        return json_string_length(value) > 0;
    }
    if (strcmp(wanted, "<number>") == 0) {
        return json_is_number(value);
    }
    if (strcmp(wanted, "<uuid>") == 0) {
        return json_is_string(value) && is_uuid(json_string_value(value));
    }
    return json_equal(pattern, value);
}

static bool fits_object(const json_t *pattern, const json_t *value, const char *place, Complaint *complaint) {
    const json_t *length = json_object_get(pattern, "<length>");
    if (length) {
        bool right = json_is_array(value) && (json_int_t)json_array_size(value) == json_integer_value(length);
        return right || misfit(pattern, value, place, complaint);
    }
    const json_t *part = json_object_get(pattern, "<contains>");
    if (part) {
        bool right = json_is_string(value) && strstr(json_string_value(value), json_string_value(part));
        return right || misfit(pattern, value, place, complaint);
    }
    if (!json_is_object(value)) {
        return misfit(pattern, value, place, complaint);
    }
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)pattern, name, member) {
        char inner[500];
        snprintf(inner, sizeof inner, "%s.%s", place, name);
        if (!fits(member, json_object_get(value, name), inner, complaint)) {
            return false;
        }
    }
    return true;
}

static bool fits_array(const json_t *pattern, const json_t *value, const char *place, Complaint *complaint) {
    if (!json_is_array(value) || json_array_size(value) != json_array_size(pattern)) {
        return misfit(pattern, value, place, complaint);
    }
    for (size_t i = 0; i < json_array_size(pattern); i++) {
        char inner[500];
        snprintf(inner, sizeof inner, "%s[%zu]", place, i);
        if (!fits(json_array_get(pattern, i), json_array_get(value, i), inner, complaint)) {
            return false;
        }
    }
    return true;
}

bool fits(const json_t *pattern, const json_t *value, const char *place, Complaint *complaint) {
    switch (json_typeof(pattern)) {
    case JSON_OBJECT:
        return fits_object(pattern, value, place, complaint);
    case JSON_ARRAY:
        return fits_array(pattern, value, place, complaint);
    case JSON_STRING:
        return fits_string(pattern, value) || misfit(pattern, value, place, complaint);
    default:
        return json_equal(pattern, value) || misfit(pattern, value, place, complaint);
    }
}
