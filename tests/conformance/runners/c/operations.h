/* Each operation's own function, by the operation's name. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "codat.h"
#include "match.h"

typedef CodatStatus Operation(const CodatClient *, const CodatContext *, const char *, char **);

/* Returns NULL if there is no such operation. */
Operation *operation_named(const char *name);

/* Whether there is an operation of that name, or a kind of request. */
bool knows_operation(const char *name);

/* Calls the function of an operation, or codat_request(). */
CodatStatus call_operation(const char *name, const CodatClient *client, const CodatContext *context,
                           const char *input_json, char **output_json);

/* Whether the names here are exactly those of codat_operations(). */
bool knows_every_operation(Complaint *complaint);

#endif
