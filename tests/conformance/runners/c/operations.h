/* Each operation's own function, by the operation's name. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "codat.h"
#include "match.h"

typedef CodatStatus Operation(const CodatClient *, const CodatContext *, const char *, char **);

/* Returns NULL if there is no such operation. */
Operation *operation_named(const char *name);

/* Whether the names here are exactly those of codat_operations(). */
bool knows_every_operation(Complaint *complaint);

#endif
