/*
 * A walk over the document's lines in either direction, past those that a filter leaves out.
 * Search, a limited view and views step by it. A snapshot: valid until the terminal changes.
 */
#ifndef HAIL_TERM_LINES_H
#define HAIL_TERM_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/terminal.h"

typedef struct Lines Lines;

/* Which lines count: those that `passes` says true of, which may call lines_number and lines_text;
 * all if it is NULL. */
struct lines_filter {
	bool (*passes)(void *user, Lines *at);
	void *user;
	/* Moves `*number` to the first line that may pass from there on, towards newer or older
	 * ones, so that not every line is asked about; false if none may. NULL: any may. */
	bool (*skip)(void *user, uint64_t *number, bool newer);
};

/* Begins a walk over the lines of `t` that pass `filter`. It stands nowhere yet. */
Lines *lines_new(const Terminal *t, struct lines_filter filter);
void lines_free(Lines *l);

/*
 * Stands on the first line that passes from `number` on, itself included, towards newer or older
 * ones; `number` may lie outside the document. Returns false, and stands where it stood, if there
 * is none.
 */
bool lines_seek(Lines *l, uint64_t number, bool newer);

/* Stands on the next line that passes, newer or older; false at the end. */
bool lines_step(Lines *l, bool newer);

/* The number of the line that the walk stands on. */
uint64_t lines_number(const Lines *l);

/* Its text: UTF-8, spaces at its end cut, `*n` bytes and a NUL. Borrowed until the walk moves. */
const char *lines_text(Lines *l, size_t *n);

#endif
