/*
 * From what there is to what is to be seen: pure, (session, state of the view, size) → frame.
 */
#ifndef HAIL_UI_COMPOSE_H
#define HAIL_UI_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edit/line.h"
#include "session/session.h"
#include "term/view.h"
#include "ui/frame.h"
#include "ui/status.h"

/* A list of lines over the session, e.g. help: scrolls. */
struct compose_pager {
	const char *title;
	const char *keys; /* what its last row says of keys; NULL: how to close it */
	char *const *lines; /* UTF-8, wrapped already, borrowed */
	size_t count;
	size_t top;
};

/* A row of the menu of the escape key. */
struct compose_popup_row {
	const char *key;
	const char *text;
};

struct compose {
	unsigned width, height;
	Session *session; /* only looked at */
	struct status status;
	bool scrolled;
	struct view_anchor anchor; /* when scrolled: the first row */
	bool reveal; /* show a masked line's text */
	const Line *command; /* the command line, when open; else NULL */
	const char *command_prompt; /* what stands before it, e.g. "/" */
	const char *message; /* a sentence below the text; or NULL */
	const char *hint; /* dim text on an empty input row; or NULL */
	const char *completions; /* the candidates, below the text; or NULL */
	const struct compose_popup_row *popup; /* the menu, when open */
	size_t popup_count;
	const struct compose_pager *pager; /* instead of the session's text; or NULL */
};

/* How the rows are divided. */
struct compose_layout {
	unsigned main_rows; /* the session's text */
	unsigned message_rows; /* below it: candidates, a message */
	unsigned view_rows; /* of main_rows, the scrolled view; main_rows when there is no live tail
			     */
	unsigned input_row; /* = height when there is none */
	unsigned status_row;
};

/* The rows that are not the session's grid or input row: the status line. */
enum { COMPOSE_CHROME_ROWS = 1 };

/* Divides the rows for `c`. */
struct compose_layout compose_layout(const struct compose *c);

/* The request for the session's view as `c` shows it: what scrolling by rows starts from. */
struct view_request compose_view(const struct compose *c);

/* How many of the `n` bytes of `text` fit into `width` > 0 cells, broken behind a blank if there is
 * one. */
size_t compose_line_break(const char *text, size_t n, unsigned width);

/* Fills `out` (reset to c's size). Below the smallest usable size only a note is shown. */
void compose_frame(const struct compose *c, struct frame *out);

#endif
