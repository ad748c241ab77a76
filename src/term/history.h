/*
 * Logical lines that left the top of the screen: UTF-8 text, packed styles and arrival times in
 * blocks, bounded by lines and by bytes. Lines are found by a number that never changes. The line
 * whose first rows have left while the rest is on the screen is kept apart, open.
 */
#ifndef HAIL_TERM_HISTORY_H
#define HAIL_TERM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/grid.h"
#include "term/line.h"

typedef struct History History;

/* Makes an empty history that keeps at most `lines` closed lines in about `bytes` of memory. */
History *history_new(size_t lines, size_t bytes);
void history_free(History *h);

/* The number of the oldest line kept, and one past that of the newest closed one. */
uint64_t history_first(const History *h);
uint64_t history_end(const History *h);

/* Bytes of memory held. */
size_t history_bytes(const History *h);

/* Appends `line` as a closed one, before an open one. */
void history_push(History *h, const struct line *line);

/* Reads closed line `number` into `out`; false if it isn't kept. */
bool history_get(const History *h, uint64_t number, struct line *out);

/* Takes the newest closed line back into `out`; false if there is none. */
bool history_pop(History *h, struct line *out);

/* The open line, or NULL. */
const struct line *history_open(const History *h);

/* Appends a row that leaves the screen: to the open line, which it closes unless it is soft-wrapped. */
void history_add_row(History *h, const struct row *row, unsigned width, const ClusterTable *clusters);

/* Closes the open line, if any, as it is. */
void history_close_open(History *h);

/* Forgets the open line. */
void history_drop_open(History *h);

/* Makes `line` the open one; there must be none. */
void history_set_open(History *h, const struct line *line);

#endif
