/*
 * The status line as text: fields in order of importance, dropped from the least when it is narrow.
 */
#ifndef HAIL_UI_STATUS_H
#define HAIL_UI_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* What is said; strings borrowed, NULL or empty = nothing. */
struct status {
	size_t session, sessions; /* number of the one shown, how many there are */
	const char *name; /* where to */
	const char *state; /* `connecting`, `connected`, `closed`, `failed: …` */
	const char *keys; /* what reconnects or quits, when the session has ended */
	const char *lock; /* 🔒 or 🔓, before the name */
	const char *mode; /* `char (server ECHO+SGA)` …; NULL when not connected */
	const char *presentation; /* `+screen`, `+transcript`, or NULL when automatic */
	bool scrolled;
	uint64_t unseen; /* lines that came since */
	const char *eol; /* `CRLF` */
	const char *charset; /* `UTF-8` */
	bool logging;
	size_t queued; /* bytes waiting, when worth saying */
	const char *menu; /* `^] menu` */
};

/* Appends the line, exactly `width` cells wide, to `out`. */
void status_format(const struct status *s, unsigned width, struct str *out);

#endif
