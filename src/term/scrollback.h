/*
 * Logical lines that left the top of the screen: UTF-8 text, packed styles and arrival times in
 * blocks, bounded by lines and by bytes. All but the newest are compressed, now or when there is
 * time (scrollback_settle). Lines are found by a number that never changes. The line
 * whose first rows have left while the rest is on the screen is kept apart, open.
 */
#ifndef HAIL_TERM_SCROLLBACK_H
#define HAIL_TERM_SCROLLBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/grid.h"
#include "term/text-line.h"

typedef struct Scrollback Scrollback;

/* Makes an empty history that keeps at most `lines` closed lines in about `bytes` of memory. */
Scrollback *scrollback_new(size_t lines, size_t bytes);
void scrollback_free(Scrollback *h);

/* Calls `unrecorded` with every line that enters with ROW_UNRECORDED, which it loses then. The line
 * is borrowed. */
void scrollback_watch(Scrollback *h, void (*unrecorded)(void *user, const struct text_line *line),
		      void *user);

/* Changes the bounds; what is beyond them is forgotten. */
void scrollback_limit(Scrollback *h, size_t lines, size_t bytes);

/* The number of the oldest line kept, and one past that of the newest closed one. */
uint64_t scrollback_first(const Scrollback *h);
uint64_t scrollback_end(const Scrollback *h);

/* Bytes of memory held. The bound counts those of lines, not what reading them takes. */
size_t scrollback_bytes(const Scrollback *h);

/* Whether something waits to be compressed; compresses a piece of it, 128 KiB. */
bool scrollback_unsettled(const Scrollback *h);
void scrollback_settle(Scrollback *h);

/* What compression has cost so far, as terminal_work counts. */
uint64_t scrollback_work(const Scrollback *h);

/* Appends `line` as a closed one, before an open one. */
void scrollback_push(Scrollback *h, const struct text_line *line);

/* Reads closed line `number` into `out`; false if it isn't kept. */
bool scrollback_get(const Scrollback *h, uint64_t number, struct text_line *out);

/* Takes the newest closed line back into `out`; false if there is none. */
bool scrollback_pop(Scrollback *h, struct text_line *out);

/* Consecutive closed lines as text: each one's UTF-8 and a newline. */
struct scrollback_text {
	uint64_t first; /* the number of the first; it may be older than what is kept */
	size_t count; /* of lines */
	const char *text; /* NULL if they can't be read any more */
	size_t length; /* bytes, the newlines included */
};

/* Reads the lines that are held together with line `number`; false if that isn't kept. The text is
 * borrowed until the next call here that takes the history. */
bool scrollback_text(const Scrollback *h, uint64_t number, struct scrollback_text *out);

/* A number that changes when lines are taken back, so that others may get their numbers. */
uint64_t scrollback_revision(const Scrollback *h);

/* One past the newest closed line that is surely the same as when the revision was `revision`. */
uint64_t scrollback_kept_since(const Scrollback *h, uint64_t revision);

/* The open line, or NULL. */
const struct text_line *scrollback_open(const Scrollback *h);

/* Appends a row that leaves the screen: to the open line, which it closes unless it is
 * soft-wrapped. */
void scrollback_add_row(Scrollback *h, const struct row *row, unsigned width,
			const ClusterTable *clusters);

/* Takes ROW_UNRECORDED from the open line, if there is one; whether it had it. */
bool scrollback_open_recorded(Scrollback *h);

/* The open line, which there is, gets the looks of `line` (text_line_restyle). */
void scrollback_restyle_open(Scrollback *h, const struct text_line *line);

/* Takes the marks of the client's own text from the open line, if any (grid_disown). */
void scrollback_disown_open(Scrollback *h);

/* Closes the open line, if any, as it is. */
void scrollback_close_open(Scrollback *h);

/* Forgets the open line. */
void scrollback_drop_open(Scrollback *h);

#endif
