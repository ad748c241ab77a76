/*
 * What one place on the screen holds, and rectangles of such places. Plain values: the terminal,
 * the view and the frame share them; nothing here knows curses.
 */
#ifndef HAIL_TERM_CELL_H
#define HAIL_TERM_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A colour: CELL_DEFAULT, an index 0–255 with CELL_INDEXED, or 0xRRGGBB with CELL_RGB. */
enum {
	CELL_DEFAULT = 0,
	CELL_INDEXED = 0x01000000,
	CELL_RGB = 0x02000000,
	CELL_COLOUR_KIND = 0x03000000,
};

/* Attributes (ECMA-48 8.3.117 SGR). The underline style is a number in three bits. */
enum {
	CELL_BOLD = 1 << 0,
	CELL_DIM = 1 << 1,
	CELL_ITALIC = 1 << 2,
	CELL_BLINK = 1 << 3,
	CELL_REVERSE = 1 << 4,
	CELL_CONCEAL = 1 << 5,
	CELL_STRIKE = 1 << 6,
	CELL_OVERLINE = 1 << 7,
	CELL_UNDERLINE_SHIFT = 8, /* 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed */
	CELL_UNDERLINE_MASK = 7 << 8,
	CELL_SENT = 1 << 11, /* local echo: what we sent */
	CELL_NOTICE = 1 << 12, /* said by the client itself */
	CELL_EXTRA_SHIFT = 16, /* from here on an id of term/extra.h; 0 none */
	CELL_PROTECTED = 1 << 13, /* the peer guards it from erasing (DECSCA, SPA); nothing shows */
};

struct cell_style {
	uint32_t fg;
	uint32_t bg;
	uint32_t attrs;
};

/* Whether two styles are the same. */
static inline bool style_equal(const struct cell_style *a, const struct cell_style *b)
{
	return !((a->fg ^ b->fg) | (a->bg ^ b->bg) | (a->attrs ^ b->attrs));
}

enum {
	CELL_CLUSTER = (int)0x40000000, /* in `glyph`: the rest is an id in a ClusterTable */
	CELL_CLUSTER_MAX = 8, /* code points a cluster keeps; more are dropped and counted */
};

/* One place. A blank is glyph 0. A wide character has width 2 and is followed by a cell of width 0.
 */
struct cell {
	uint32_t glyph; /* code point, or CELL_CLUSTER | id */
	uint8_t width; /* 1, 2; 0 = right half of the cell before */
	uint8_t joined; /* 1: one grapheme cluster with the character before, but cells of its own
			 */
	uint16_t given; /* of the attributes, up to the underline's: those that the client's rules
			 * gave, which no peer may read */
	struct cell_style style;
};

/* Interned sequences of a base and its zero-width code points. Owned by who owns the cells. */
typedef struct ClusterTable ClusterTable;

ClusterTable *cluster_table_new(void);
void cluster_table_free(ClusterTable *t);

/* Forgets all clusters. */
void cluster_table_clear(ClusterTable *t);

/* How many there are. */
size_t cluster_table_count(const ClusterTable *t);

/* Returns the glyph for `count` (2 to CELL_CLUSTER_MAX) code points. */
uint32_t cluster_intern(ClusterTable *t, const uint32_t *cps, size_t count);

/* The glyph of `glyph` (cluster or not; a blank counts as a space) with the zero-width `cp` joined
 * to it; `glyph` itself if there is no room for more. */
uint32_t cluster_join(ClusterTable *t, uint32_t glyph, uint32_t cp);

/* The first code point of `glyph` (cluster or not); 0 for a blank. */
uint32_t cluster_base(const ClusterTable *t, uint32_t glyph);

/* The code points of `glyph` (cluster or not) written to `out`; returns how many (0 for a blank).
 */
size_t cluster_expand(const ClusterTable *t, uint32_t glyph, uint32_t out[CELL_CLUSTER_MAX]);

/* A rectangle of cells with its own clusters: what a view renders into and a frame is made of. */
struct cells {
	unsigned width, height;
	struct cell *cell; /* row by row */
	ClusterTable *clusters;
};

/* Makes `c` an empty 0x0 rectangle. */
void cells_init(struct cells *c);
void cells_fini(struct cells *c);

/* Makes `c` width x height blanks and forgets its clusters. */
void cells_reset(struct cells *c, unsigned width, unsigned height);

/* The cell at (row, column), which must lie inside. */
struct cell *cells_at(struct cells *c, unsigned row, unsigned column);
const struct cell *cells_get(const struct cells *c, unsigned row, unsigned column);

/*
 * Writes UTF-8 text from (row, column) to at most `columns` cells in `style`, what can't be seen
 * by name, cut at a whole character; returns the cells used.
 */
unsigned cells_text(struct cells *c, unsigned row, unsigned column, unsigned columns,
		    const char *text, size_t n, struct cell_style style);

/*
 * Whether row `row` is byte by byte the same in two rectangles of one width, and so looks the same.
 * Quick, and false for some rows that do look the same.
 */
bool cells_row_equal(const struct cells *a, const struct cells *b, unsigned row);

/* Whether the two cells, each of its own rectangle, look the same. */
bool cells_same(const struct cells *a, const struct cell *x, const struct cells *b,
		const struct cell *y);

#endif
