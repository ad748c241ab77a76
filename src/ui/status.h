/*
 * The status line as text: fields that get shorter and are dropped, the least important first, when
 * it is narrow; and which of its cells are in a style of their own.
 */
#ifndef HAIL_UI_STATUS_H
#define HAIL_UI_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "ui/theme.h"

/* What is said; strings borrowed, NULL or empty = nothing. */
struct status {
	size_t session, sessions; /* number of the one shown, how many there are */
	const char *name; /* where to */
	const char *state; /* `connecting`, `connected`, `closed`, `failed: …` */
	const char *keys; /* what reconnects or quits, when the session has ended */
	bool failed; /* `state` says why */
	const char *trust; /* a sign and a word, `=verified`; NULL when there is nothing to trust */
	enum theme_part trust_part; /* how that looks */
	const char *mode; /* `char (server ECHO+SGA)` …; NULL when not connected */
	bool hidden; /* what is typed is */
	const char *presentation; /* `+screen`, `+transcript`, or NULL when automatic */
	const char *serial; /* `9600 8N1 -DCD` */
	bool scrolled;
	uint64_t unseen; /* lines that came since */
	const char *eol; /* `CRLF` */
	const char *charset; /* `UTF-8` */
	bool logging, tracing; /* to a file */
	bool log_fails; /* which can't be written now */
	bool recording, record_fails; /* likewise; it can't be written */
	const char *items; /* what a game told, `hp 12  mp 5` */
	size_t queued; /* bytes waiting, when worth saying */
	const char *menu; /* `^] menu` */
};

enum { STATUS_MARKS_MAX = 5 };

/* Cells that are not in the style of the line. */
struct status_marks {
	size_t count;
	struct status_mark {
		unsigned column, cells;
		enum theme_part part;
	} marks[STATUS_MARKS_MAX];
};

/* Appends the line, exactly `width` cells wide, to `out`. */
void status_format(const struct status *s, unsigned width, struct str *out,
		   struct status_marks *marks);

#endif
