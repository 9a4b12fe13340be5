/* Fitting values to the patterns of a scenario; tests/conformance/README.md has their meaning. */
#ifndef MATCH_H
#define MATCH_H

#include <jansson.h>
#include <stdbool.h>

/* What is wrong, for the reader of the test's output. */
typedef struct {
    char text[4000];
} Complaint;

/* Writes down what is wrong; returns false, so that a check can end with it. */
bool complain(Complaint *complaint, const char *format, ...);

/* Whether a value (NULL: there is none) fits a pattern. If not, the complaint names the place. */
bool fits(const json_t *pattern, const json_t *value, const char *place, Complaint *complaint);

#endif
