/*
 * From what there is to what is to be seen: pure, (session, state of the view, size) → frame, and
 * the rows on which layers and messages are drawn after that.
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
#include "ui/layers.h"
#include "ui/messages.h"
#include "ui/status.h"
#include "ui/tabs.h"
#include "ui/theme.h"

struct compose {
	unsigned width, height;
	const struct theme *theme;
	Session *session; /* only looked at */
	struct status status;
	const struct tab *tabs; /* drawn when there are several */
	size_t tab_count;
	bool strip; /* a strip above the session is wanted, for what is watched beside it */
	bool covered; /* something lies over the session: what gave way to its grid shows */
	bool scrolled;
	struct view_anchor anchor; /* when scrolled: the first row, */
	unsigned left; /* and the first column of a grid wider than the window */
	bool whole; /* while scrolled there is no live tail below */
	bool held; /* while scrolled: from the tail, so a grid of a fixed size keeps its rows */
	struct lines_filter filter; /* which lines show */
	const struct view_mark *marks; /* over the session's text, `mark_count` of them */
	size_t mark_count;
	bool reveal; /* show a masked line's text */
	bool without_line; /* leave the line out that is being edited */
	const char *hint; /* dim text on an empty input row; or NULL */
	const char *completions; /* the candidates, over the row above the input row; or NULL */
};

enum {
	COMPOSE_TIMES = 10, /* columns for the times of lines, */
	COMPOSE_TIMES_FROM = 40, /* and those of a screen that has room for them */
};

/* How the rows are divided. */
struct compose_layout {
	unsigned top; /* the first row of the session's text: below the tab line, unless that lies
			 over it */
	unsigned main_rows; /* the session's text */
	unsigned view_rows; /* of main_rows, the scrolled view; main_rows when there is no live tail
			     */
	unsigned input_row; /* = height when there is none */
	unsigned status_row; /* = height when it gives way to a grid of a fixed size */
	unsigned tab_rows; /* 1 where the tab line shows */
	unsigned strip_row, strip_rows; /* where the strip goes; no rows if there is none */
	/* The rectangle of the view: all of the session's text, but for a grid of a fixed size and
	 * the times of lines. */
	unsigned grid_row, grid_column, grid_width, grid_height;
	/* Its rows over which neither the tab line nor the status line lies: up to shown_end - 1.
	 */
	unsigned shown_row, shown_end;
};

/*
 * The rows of a session, grid and input row together, on a screen of `height` rows with `tabs`
 * sessions: without the status line and the tab line, and never too few to work with.
 */
unsigned compose_session_rows(unsigned height, size_t tabs);

/* Divides the rows for `c`. */
struct compose_layout compose_layout(const struct compose *c);

/* Whether each line of the view has the time when it came before it. */
bool compose_shows_times(const struct compose *c);

/* The request for the session's view as `c` shows it: what scrolling by rows starts from. */
struct view_request compose_view(const struct compose *c);

/* The cell of the peer's grid that `c` shows at `row` and `column` of the screen; false if the grid
 * doesn't show there as it stands: in the transcript, scrolled back, on other rows. */
bool compose_grid_place(const struct compose *c, unsigned row, unsigned column, unsigned *grid_row,
			unsigned *grid_column);

/*
 * Fills `out` (reset to c's size) and `area`, where layers are drawn next. Below the smallest
 * usable size only a note is shown, and the area is empty.
 */
void compose_frame(const struct compose *c, struct frame *out, struct layer_area *area);

/*
 * Draws what `line` shows on `row`, behind `prompt` in the style `part`, and puts the cursor into
 * it. `reveal` shows a masked line's text.
 */
void compose_line(const Line *line, const char *prompt, enum theme_part part, bool reveal,
		  const struct theme *theme, unsigned row, struct frame *out);

/* Draws a sentence, wrapped, over the rows at the bottom of `area`, and takes them away from it. */
void compose_sentence(const char *text, enum theme_part part, struct layer_area *area,
		      struct frame *out);

/*
 * Draws the layers over the session, then the message (NULL: none) like a sentence, but above the
 * row of the cursor if that would be hidden. A text to be read ends above it.
 */
void compose_over(Layers *layers, const struct message *message, struct layer_area *area,
		  struct frame *out);

/* Blanks `row` in the style of `part`, then writes `text` from `column` on, cut at the edge. */
void compose_row(const char *text, enum theme_part part, const struct theme *theme, unsigned row,
		 unsigned column, struct frame *out);

/* How many of the `n` bytes of `text` fit into `width` > 0 cells, broken behind a blank if there is
 * one. */
size_t compose_line_break(const char *text, size_t n, unsigned width);

#endif
