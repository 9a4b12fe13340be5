/* Names: a scenario saves parts of one step's result JSON under them, for later steps. */
#ifndef NAMES_H
#define NAMES_H

#include "match.h"

/* A copy of a value with each ${name} in its strings replaced by what the name stands for; NULL with a
   complaint where nothing was saved under a name. The caller owns the copy. */
json_t *fill_in(const json_t *value, const json_t *names, Complaint *complaint);

/* Saves parts of the result JSON: `wanted` maps names to JSON pointers, or is NULL. */
bool save(const json_t *wanted, const json_t *document, json_t *names, Complaint *complaint);

#endif
