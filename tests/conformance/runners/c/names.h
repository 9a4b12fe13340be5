/* Names: what a scenario saves from one step's document for the steps after it. */
#ifndef NAMES_H
#define NAMES_H

#include "match.h"

/* A copy of a value with each ${name} in its strings replaced by what the name stands for; NULL with a
   complaint where nothing was saved under a name. The caller owns the copy. */
json_t *fill_in(const json_t *value, const json_t *names, Complaint *complaint);

/* Saves parts of a document: `wanted` maps names to JSON pointers, or is NULL. */
bool save(const json_t *wanted, const json_t *document, json_t *names, Complaint *complaint);

#endif
