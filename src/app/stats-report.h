/*
 * The text of /stats: the figures of a link.
 */
#ifndef HAIL_APP_STATS_REPORT_H
#define HAIL_APP_STATS_REPORT_H

#include <stdint.h>

#include "base/str.h"
#include "link/link.h"

/* Appends them, laid out for `width` columns, as they are at `now` (monotonic us). */
void stats_report(const Link *l, unsigned width, int64_t now, struct str *out);

/*
 * Appends a row of blocks, each as high as its number beside the highest, and at least a little
 * where it isn't 0; a dot where it is. `n` numbers are added up so that they take at most `width`
 * columns. Returns how many went into a block.
 */
unsigned stats_sparkline(const uint64_t *numbers, unsigned n, unsigned width, struct str *out);

#endif
