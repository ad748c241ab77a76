/*
 * Inside of the history, shared by history.c (the lines in memory) and history-file.c.
 */
#ifndef HAIL_EDIT_HISTORY_PRIVATE_H
#define HAIL_EDIT_HISTORY_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "edit/history.h"

struct history_entry {
	struct history_entry *next; /* in its bucket */
	uint64_t hash;
	bool unwritten; /* not in the file: the write failed or there was no file yet */
	size_t length;
	char text[];
};

struct History {
	struct history_entry **entry; /* oldest first */
	size_t count, size, max;
	struct history_entry **bucket;
	size_t bucket_count; /* a power of two */
	char *path; /* NULL: not tied to a file */
	size_t file_lines; /* lines in the file as far as known */
	bool deferred; /* history_flush writes */
	size_t waiting; /* at most so many of the newest lines wait for it */
};

/* Whether a line may be kept: not empty, not too long, no leading space, valid UTF-8 without NUL.
 */
bool history_keeps(const char *text, size_t n);

/* Puts a line that history_keeps at the newest end (an older equal one goes); returns its entry. */
struct history_entry *history_push(History *h, const char *text, size_t n);

/* Puts a line before the oldest unless it is there or the history is full; for reading backwards.
 */
void history_push_oldest(History *h, const char *text, size_t n);

/* Turns the order of the lines round (after history_push_oldest). */
void history_reverse(History *h);

/* Exchanges the lines of two histories. */
void history_swap_lines(History *a, History *b);

/* Reads the lines of a file's `n` bytes into the empty history `h`; returns how many lines there
 * were. */
size_t history_parse(History *h, const char *bytes, size_t n);

/* Appends `text` as a line of the file: `\` as `\\`, newline as `\n`, CR as `\r`, and a newline. */
void history_format(const char *text, size_t n, struct buf *out);

#endif
