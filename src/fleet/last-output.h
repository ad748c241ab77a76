/*
 * A folder of what hosts printed in the last run, a file each, and what has changed since.
 */
#ifndef HAIL_FLEET_LAST_OUTPUT_H
#define HAIL_FLEET_LAST_OUTPUT_H

#include <stdbool.h>

#include "base/err.h"
#include "fleet/record.h"

/* Makes the folder, if need be, for its owner alone. False with `e` set (ERR_USAGE). */
bool last_output_prepare(const char *folder, struct err *e);

/*
 * Compares what the record has with the file of its host in `folder`, as record.diff says then, and
 * keeps it there in its place. False with `e` set.
 */
bool last_output_compare(const char *folder, struct record *r, struct err *e);

#endif
