/*
 * What was sent before: deduplicated, bounded, kept across runs in a file of mode 0600.
 */
#ifndef HAIL_EDIT_HISTORY_H
#define HAIL_EDIT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

typedef struct History History;

enum { HISTORY_LINES = 10000, HISTORY_LINE_MAX = 4096 };

/* Makes an empty history of at most `max` lines. */
History *history_new(size_t max);
void history_free(History *h);

/*
 * Adds a line at the newest end; an older equal one is removed. Empty lines, lines that begin
 * with a space, lines over HISTORY_LINE_MAX bytes and such as hold a NUL or invalid UTF-8 are not
 * kept.
 */
void history_add(History *h, const char *text, size_t n);

/* How many lines there are; line `index` (0 = oldest), borrowed until the next change. */
size_t history_count(const History *h);
const char *history_get(const History *h, size_t index);

/* The newest line before `index` that contains `pattern`; returns its index, or -1. `index` = count
 * starts at the newest. */
long history_search(const History *h, const char *pattern, size_t index);

/*
 * Ties the history to the file `path`: loads it (missing is fine), and from then on every line
 * added is appended to it, under a lock shared with other runs. The file (0600) and the folders
 * above it (0700) are made if missing. A damaged line is skipped; lines added before are written by
 * history_save. False with `e` set if it can't be read or written, or is a symbolic link; the
 * history works on in memory.
 */
bool history_open(History *h, const char *path, struct err *e);

/*
 * Adds the lines of another file as older ones than those of `h`; they stay where they are and are
 * not written. A file that isn't there or can't be read adds nothing.
 */
void history_add_older(History *h, const char *path);

/*
 * Whether lines added wait for history_flush to be written: then adding one touches no file.
 * history_save writes them too.
 */
void history_defer(History *h, bool on);

/* Writes the lines that wait. */
void history_flush(History *h);

/*
 * Rewrites the file deduplicated and bounded (atomically, merged with what other runs added since).
 * One without lines is removed.
 */
bool history_save(History *h, struct err *e);

#endif
