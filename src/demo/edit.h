/*
 * A line that comes byte by byte: the line editor of the router's console, with echo and as much of
 * emacs as a router knows, and the plain line of line mode. UTF-8. Embedded in its owner.
 */
#ifndef HAIL_DEMO_EDIT_H
#define HAIL_DEMO_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "demo/keys.h"

enum { EDIT_HISTORY = 50, EDIT_MAX = 4096 };

/* What a byte turned out to be; all but these the editor has done itself. */
enum edit_key {
	EDIT_NONE, /* done, or a part of a key */
	EDIT_ENTER,
	EDIT_TAB,
	EDIT_HELP, /* ? */
	EDIT_CTRL_C,
	EDIT_CTRL_Z,
	EDIT_REDRAW, /* Ctrl-L, Ctrl-R */
};

struct edit {
	struct str text;
	size_t cursor; /* bytes into text */
	bool plain; /* of line mode: it can be erased, a TAB is a blank, nothing is written */
	bool echo; /* the client wants to see what it types */
	bool hidden; /* a password: no echo, no history */
	bool cut; /* more than EDIT_MAX bytes came */
	char partial[4]; /* the beginning of a UTF-8 character */
	size_t partial_length;
	struct keys keys;
	struct str history[EDIT_HISTORY]; /* oldest first */
	size_t history_count;
	size_t history_at; /* history_count = the line itself */
	struct str draft; /* that line while a history line is shown */
};

/* Makes it empty; frees what it holds, the text wiped. */
void edit_init(struct edit *e);
void edit_fini(struct edit *e);

/* Takes one byte (Enter as CR); what the user is to see is appended to `out`. */
enum edit_key edit_byte(struct edit *e, unsigned char byte, struct buf *out);

/* Appends `n` bytes at the cursor, with echo. */
void edit_insert(struct edit *e, const char *bytes, size_t n, struct buf *out);

/* Writes the text again, after a prompt, with the cursor in its place. */
void edit_redraw(const struct edit *e, struct buf *out);

/* Empties the line (wiped), keeping it as the latest of the history if `keep` and not hidden. */
void edit_clear(struct edit *e, bool keep);

#endif
