/*
 * The rectangle of cells a screen is made of: rows in a ring, so that scrolling the whole screen
 * moves no cell. Knows wide characters (both halves go together) and soft-wrapped rows, not what
 * is done with a row that leaves. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_GRID_H
#define HAIL_TERM_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/cell.h"

/*
 * The flags of a row. Clearing a whole row clears them all (but see erase.c); reflow gives those of
 * a line, but for ROW_SOFT, to each of its rows; history keeps them with the line.
 *
 *                set by                                 cleared by
 * ROW_SOFT       text that wraps (scroll.c); reflow and a write to the last column that doesn't
 *                notices for a line of several rows     wrap (print.c); erasing that column, ICH,
 *                                                       DCH, the edge of a scroll region (grid.c)
 * ROW_ADDRESSED  a write while rows are addressed
 *                (print.c)
 * ROW_SENT       local echo, as it closes the line
 *                (prompt.c)
 * ROW_NOTICE     a notice (notice.c)
 * ROW_CONTINUED  text that wraps at the limit of a
 *                line (print.c, scrollback.c)
 * ROW_CLOSED     the end of the line (line-event.c)     only with the row: a line is told of once
 * ROW_CLUSTERED  a write under mode 2027
 *                (print.c), a copy of cells from
 *                a row that has it (grid-box.c)
 * ROW_PROMPT     GA or EOR behind text, a line
 *                that is sent from it (prompt.c)
 * ROW_SENT_FROM  a line that is sent while the
 *                cursor stands in it (prompt.c)
 * ROW_ECHO       text of local echo (print.c)          any edit by the peer of its line
 *                                                       (grid_disown), as ROW_SENT and ROW_NOTICE
 * ROW_UNRECORDED every write (grid_touch, grid.c)       the event `record` (record.c), or history,
 *                                                       which raises it
 * ROW_FOREIGN    the beginning of a connection
 *                (terminal.c), a line from before
 *                it that comes back from history
 *                (reflow.c), a copy (grid-box.c),
 *                another text for a line
 *                (line-event.c)
 */
enum {
	ROW_SOFT = 1 << 0, /* the next row continues this one's logical line */
	ROW_ADDRESSED = 1 << 1, /* written while rows were addressed */
	ROW_SENT = 1 << 2, /* its line was closed by local echo */
	ROW_NOTICE = 1 << 3, /* its line is the client's own */
	ROW_CONTINUED = 1 << 4, /* its line was broken at the length limit */
	ROW_CLOSED = 1 << 5, /* a newline was executed in it */
	ROW_UNRECORDED = 1 << 6, /* written to since its line was recorded */
	ROW_FOREIGN = 1 << 7, /* the peer may not read it: it is another's, or of rules */
	ROW_CLUSTERED = 1 << 8, /* a grapheme cluster takes the cells of one character */
	ROW_PROMPT = 1 << 9, /* its line begins with a prompt */
	ROW_SENT_FROM = 1 << 10, /* a line was sent from its line, which may have been empty */
	ROW_ECHO = 1 << 11, /* has cells of local echo */
	ROW_OWN = ROW_ECHO | ROW_SENT | ROW_NOTICE, /* what it says is the client's word */
};

struct row {
	struct cell *cell; /* as many as the grid is wide */
	unsigned used; /* cells from here on are blanks in no style */
	unsigned flags; /* ROW_ bits */
	uint32_t before; /* bytes of its logical line in the rows before it, when it was begun */
	int64_t time; /* when it was last written to */
	char *packed; /* the line that the row is, as history keeps it, if it was closed */
	uint32_t packed_length, packed_size; /* length 0: it was not, or was written to since */
};

struct grid {
	unsigned width, height;
	unsigned top; /* the ring's first row */
	unsigned content; /* rows from here on are blank; maybe some before it, see grid_content */
	struct row *rows;
	struct cell *cells; /* the memory of all rows */
	uint64_t work; /* cells written, moved or looked at, for terminal_work */
};

/* Makes a blank grid. */
void grid_init(struct grid *g, unsigned width, unsigned height);
void grid_fini(struct grid *g);

/* Row `y`, which must be below the height. */
static inline struct row *grid_row(const struct grid *g, unsigned y)
{
	unsigned i = g->top + y;

	return &g->rows[i < g->height ? i : i - g->height];
}

/* Whether a row shows nothing but spaces. */
bool row_blank(const struct row *row);

/* One past the last row that isn't blank. */
unsigned grid_content(struct grid *g);

/* The first and last row of the logical line that row `y` belongs to. */
unsigned grid_line_start(const struct grid *g, unsigned y);
unsigned grid_line_end(const struct grid *g, unsigned y);

/* Makes rows `from` to `to` - 1 blank, in the background of `blank`, with no flags. */
void grid_clear_rows(struct grid *g, unsigned from, unsigned to, struct cell blank);

/* Says that what `row` shows changes: neither what was packed nor what was recorded is it any more.
 */
static inline void row_changes(struct row *row)
{
	row->packed_length = 0;
	row->flags |= ROW_UNRECORDED;
}

/*
 * Takes the marks of the client's own text (ROW_OWN, CELL_SENT, CELL_NOTICE) from the logical line
 * of row `y`: what the peer has made of it isn't what was sent or said. The peer still can't read
 * it.
 */
void grid_disown(struct grid *g, unsigned y);

/* Ends the line of row `y` there. If that cuts it neither part is what was sent or said. */
void grid_cut(struct grid *g, unsigned y);

/* As grid_disown, for `n` cells alone. Whether any had a mark. */
bool cells_disown(struct cell *cell, unsigned n);

/* Says that row `y` is about to be changed. */
static inline void grid_changes(struct grid *g, unsigned y, struct row *row)
{
	if (row->flags & ROW_OWN)
		grid_disown(g, y);
	row_changes(row);
}

/* Says that row `y` is about to be written up to column `end`. */
static inline void grid_touch(struct grid *g, unsigned y, struct row *row, unsigned end)
{
	grid_changes(g, y, row);
	if (row->used < end)
		row->used = end;
	if (g->content <= y)
		g->content = y + 1;
}

/* Blanks both halves of the wide character whose right half is at column `x`. */
void row_blank_wide(struct row *row, unsigned x);

/* Does so with one that lies across the left edge of column `x` (0 to width); what follows the edge
 * is no part of the character before it any more. */
static inline void grid_split(const struct grid *g, struct row *row, unsigned x)
{
	if (x >= g->width)
		return;
	row->cell[x].joined = 0;
	if (!x || row->cell[x].width)
		return;
	row_blank_wide(row, x);
	if (x + 1 < g->width)
		row->cell[x + 1].joined = 0;
}

/* Fills columns `from` to `to` - 1 of row `y` with `blank`; a soft wrap ends if the last is among
 * them. */
void grid_erase(struct grid *g, unsigned y, unsigned from, unsigned to, struct cell blank);

/* Inserts or deletes `n` cells at column `x`, moving those up to column `end` - 1; those moved
 * beyond are lost, new ones are `blank`. */
void grid_insert_cells(struct grid *g, unsigned y, unsigned x, unsigned end, unsigned n,
		       struct cell blank);
void grid_delete_cells(struct grid *g, unsigned y, unsigned x, unsigned end, unsigned n,
		       struct cell blank);

/*
 * Moves rows `top` to `bottom` up or down by `n` (at most their number); the freed ones become
 * `blank`. Soft wraps across the edges of the region end; `wrapping` keeps that of the bottom row.
 */
void grid_scroll_up(struct grid *g, unsigned top, unsigned bottom, unsigned n, struct cell blank,
		    bool wrapping);
void grid_scroll_down(struct grid *g, unsigned top, unsigned bottom, unsigned n, struct cell blank);

/* --- grid-box.c: rectangles that need not reach from edge to edge. --- */

/* Rows `top` to `bottom` - 1, columns `left` to `right` - 1. */
struct cell_box {
	unsigned top, left, bottom, right;
};

/* Copies `from`, which has a column at least, to the place whose first cell is (y, x). Both must
 * lie inside and may overlap. Half a character at an edge becomes a blank. */
void grid_copy_box(struct grid *g, struct cell_box from, unsigned y, unsigned x);

/* Moves what is in `box` up or down by `n` rows, at most its height; the freed ones become `blank`.
 */
void grid_scroll_box_up(struct grid *g, struct cell_box box, unsigned n, struct cell blank);
void grid_scroll_box_down(struct grid *g, struct cell_box box, unsigned n, struct cell blank);

/* --- Rings and sizes. --- */

/* Turns the ring so that the last row becomes the first. */
void grid_turn(struct grid *g);

/* Makes a grid of the upper left of `old`, every row and the height clipped or padded. */
void grid_init_cropped(struct grid *g, const struct grid *old, unsigned width, unsigned height);

/* Clips or pads every row and the height; keeps the upper left. */
void grid_crop(struct grid *g, unsigned width, unsigned height);

#endif
