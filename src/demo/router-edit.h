/*
 * The line editor of the router's console: keys in as bytes, echo out. UTF-8; as much of emacs as
 * a router knows. Embedded in its owner (init/fini).
 */
#ifndef HAIL_DEMO_ROUTER_EDIT_H
#define HAIL_DEMO_ROUTER_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

enum { ROUTER_EDIT_HISTORY = 50, ROUTER_EDIT_MAX = 4096 };

/* What a byte turned out to be; all but these the editor has done itself. */
enum router_key {
	ROUTER_KEY_NONE, /* done, or a part of a key */
	ROUTER_KEY_ENTER,
	ROUTER_KEY_TAB,
	ROUTER_KEY_HELP, /* ? */
	ROUTER_KEY_CTRL_C,
	ROUTER_KEY_CTRL_Z,
	ROUTER_KEY_REDRAW, /* Ctrl-L, Ctrl-R */
};

struct router_edit {
	struct str text;
	size_t cursor; /* bytes into text */
	bool echo; /* the client wants to see what it types */
	bool hidden; /* a password: no echo, no history */
	char partial[4]; /* the beginning of a UTF-8 character */
	size_t partial_length;
	int escape; /* 0 none, 1 after ESC, 2 after CSI, 3 after SS3 */
	unsigned parameter; /* of the CSI */
	struct str history[ROUTER_EDIT_HISTORY]; /* oldest first */
	size_t history_count;
	size_t history_at; /* history_count = the line itself */
	struct str draft; /* that line while a history line is shown */
};

void router_edit_init(struct router_edit *e);

/* Frees what it holds; the text is wiped. */
void router_edit_fini(struct router_edit *e);

/* Takes one byte (Enter as CR); what the user is to see is appended to `out`. */
enum router_key router_edit_byte(struct router_edit *e, unsigned char byte, struct buf *out);

/* Appends `n` bytes at the cursor, with echo. */
void router_edit_insert(struct router_edit *e, const char *bytes, size_t n, struct buf *out);

/* Writes the text again, after a prompt, with the cursor in its place. */
void router_edit_redraw(const struct router_edit *e, struct buf *out);

/* Empties the line (wiped if hidden), keeping it as the latest of the history if `keep`. */
void router_edit_clear(struct router_edit *e, bool keep);

#endif
