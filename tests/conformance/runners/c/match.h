/* Fitting values to the patterns of a scenario; tests/conformance/README.md has their meaning. */
#ifndef MATCH_H
#define MATCH_H

#include <jansson.h>
#include <stdbool.h>

/* The text of a failure, for the test's output. */
typedef struct {
    char text[4000];
} Complaint;

/* Stores the text of a failure; returns false, so that a check can end with it. */
bool complain(Complaint *complaint, const char *format, ...);

/* Whether a value (NULL: there is none) fits a pattern. If not, the complaint names the place. */
bool fits(const json_t *pattern, const json_t *value, const char *place, Complaint *complaint);

#endif
