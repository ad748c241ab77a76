/*
 * Which hosts of a run before failed, by what it wrote with --json.
 */
#ifndef HAIL_FLEET_FAILED_LIST_H
#define HAIL_FLEET_FAILED_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

typedef struct FailedList FailedList;

/* Reads the records in `path`; of a host that comes twice the last counts. NULL with `e` set
 * (ERR_USAGE). */
FailedList *failed_list_read(const char *path, struct err *e);
void failed_list_free(FailedList *l);

/* Whether `name` failed. */
bool failed_list_has(const FailedList *l, const char *name);

/* The names of those that failed, *count of them. The array is to be freed, they are the list's. */
const char **failed_list_names(const FailedList *l, size_t *count);

#endif
