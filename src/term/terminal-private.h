/*
 * What the files of the terminal share: its state, and the steps that more than one of them takes.
 * Not for others. Rows and columns count from 0.
 */
#ifndef HAIL_TERM_TERMINAL_PRIVATE_H
#define HAIL_TERM_TERMINAL_PRIVATE_H

#include "base/utf8.h"
#include "term/extra.h"
#include "term/grid.h"
#include "term/palette.h"
#include "term/scrollback.h"
#include "term/row-text.h"
#include "term/text-line.h"
#include "term/parser.h"
#include "term/rate.h"
#include "term/terminal.h"

enum { TERM_TITLES = 4 }; /* a second, at most */
enum {
	TERM_REPLIES = 40, /* that a flood of questions gets at once */
	TERM_REPLIES_RATE = 20, /* and a second */
	TERM_REPLY_MAX = 160, /* bytes of a reply */
	TERM_QUESTIONS = 4, /* who asks no more in a turn waits for the answers */
};
enum { TERM_SIZE_MAX = 1000 }; /* columns and rows */
enum { TERM_REPEAT_MAX = 65535 }; /* cells that REP may ask for at once */

/* A width or height as the terminal takes it. */
static inline unsigned term_clamp_size(unsigned n)
{
	return n < 1 ? 1 : n < TERM_SIZE_MAX ? n : TERM_SIZE_MAX;
}

enum { TERM_ACCEPTED = 13 }; /* modes that are kept only to be reported */
enum { TERM_MODES = 64 }; /* known ones, at most */
enum { TERM_LEVEL = 4 }; /* we are a VT420 */

/* Who asked for protected characters last: the ISO controls SPA and EPA protect from ED, EL and ECH
 * too, DECSCA from the selective ones only. */
enum term_protection { TERM_PROTECT_NONE, TERM_PROTECT_ISO, TERM_PROTECT_DEC };

/* kitty's keyboard flags of a screen; the first entry is what it begins with. */
enum { TERM_KEYBOARDS = 9 };
struct term_keyboard {
	unsigned char flags[TERM_KEYBOARDS];
	unsigned char top;
};

enum { TERM_BACKARROW_BS = 1, TERM_BACKARROW_DEL };

/* What DECSC keeps. */
struct term_saved {
	unsigned x, y;
	bool pending, origin;
	struct cell_style pen;
	char charset[4];
	unsigned shift;
};

/*
 * The alternate screen and its cursor as they were written, from the first resize until something
 * is written again: every resize crops from here, so that growing gives back what shrinking took.
 */
struct term_uncropped {
	struct grid grid; /* without cells while there is nothing to keep */
	unsigned x, y;
	bool pending;
};

struct Terminal {
	struct terminal_events events;
	void *user;
	struct parser parser;
	struct grid primary;
	struct grid alternate; /* without cells until it shows */
	struct term_uncropped uncropped;
	struct grid *grid; /* the one that shows */
	Scrollback *history;
	ClusterTable *clusters; /* of all grids */
	size_t cluster_limit; /* compact when there are more */
	ExtraTable *extras; /* of all grids and the history */
	uint64_t work; /* terminal_work, but for what the grids have counted */
	uint64_t fed; /* bytes of the calls of terminal_write before this one */
	const char *chunk; /* the bytes of this one */
	uint64_t repeat_place; /* after how many bytes REP came last */
	unsigned repeat_credit; /* cells that it may still ask for */
	int64_t now;
	struct blocked blocked;
	struct terminal_modes told; /* what the owner was told of `modes` */
	unsigned replies; /* that may still be sent */
	unsigned questions; /* asked since terminal_allow_replies */
	int64_t replies_at; /* when `replies` was right */
	struct rate titles;
	uint64_t first_own; /* lines before this one were there when the connection began */
	uint32_t fallback[128];
	struct text_line line; /* scratch of the line event */
	unsigned own_width; /* the owner's, while DECCOLM has another */
	bool line_mode;
	bool listening; /* the line event is wanted */
	enum terminal_recording recording; /* so is the event `record` */
	enum terminal_controls controls; /* shown by name */
	bool pictures; /* controls that are pictures in the peer's character set are shown so */
	bool backspace_bs; /* Backspace sends 08 */
	bool allow_commands; /* MSLP: links may say lines for the peer */
	bool busy; /* an event handler runs: no writing */

	/* From here to the end: what the peer sets and term_reset_peer takes back. */
	struct terminal_modes modes;
	unsigned x, y;
	bool pending; /* the last column was written: wrap, if at all, before the next character */
	unsigned top, bottom; /* the scroll region's first and last row */
	unsigned left, right; /* and its first and last column */
	struct cell_style pen;
	uint32_t underline; /* the pen's colour of underlines */
	unsigned link; /* the id of the link under way alone, 0 if none */
	bool link_underlined; /* MSLP: the end of the underline ends it */
	unsigned announced; /* MSLP: the id of the link that the next underline begins, or 0 */
	bool announced_none; /* MSLP: that one can't be had, so the next underline is no link */
	struct palette palette;
	bool tabs[TERM_SIZE_MAX]; /* a column each */
	char charset[4]; /* G0–G3: a byte for what was designated, B for ASCII */
	unsigned shift; /* which of them is in use */
	unsigned single; /* SS2, SS3: the one for the next character, or 0 */
	uint32_t last; /* the last character printed, for REP; 0 if none */
	/* What ends before the cursor; empty once anything but text and SGR came. */
	struct utf8_context context;

	bool ansi; /* DECANM: no VT52 */
	char ansi_charset[4]; /* what `charset` and `shift` were before VT52 mode */
	unsigned ansi_shift;

	bool origin, autowrap, insert;
	bool column_margins; /* DECLRMM: `left` and `right` may be set */
	bool reverse_wrap, reverse_wrap_all; /* 45 and 1045 */
	bool tab_wraps; /* 41: a tab in the last column wraps first */
	bool allow_columns; /* 40: DECCOLM is obeyed */
	bool eight_bit; /* S8C1T: replies have C1 controls */
	bool national; /* DECNRCM */
	bool rectangle; /* DECSACE: attributes change in a rectangle, not in a stream */
	bool accepted[TERM_ACCEPTED]; /* modes that change nothing here: mode.c */
	bool kept[TERM_MODES]; /* by XTSAVE, in the order of the table of modes */
	enum term_protection protection;
	unsigned level; /* DECSCL: of the VT series */
	unsigned checksum; /* XTCHECKSUM: how DECRQCRA adds up */
	bool returned; /* a CR was shown, not executed, and nothing written since */
	bool homed; /* the cursor was sent home and nothing moved it since */
	bool prompt; /* the open line is a prompt, and nothing was written since */
	bool prompt_break; /* a newline is due before the next character */
	bool titled; /* the owner was given a title that isn't empty */
	struct term_keyboard keyboard[2]; /* kitty's flags, on each screen */
	struct term_saved saved[2]; /* by DECSC: on the primary and on the alternate screen */
};

/* The first member that term_reset_peer clears. */
#define TERM_PEER_STATE offsetof(struct Terminal, modes)

/* Counts `n` bytes as blocked. */
static inline void term_block_bytes(Terminal *t, enum blocked_kind kind, const char *bytes,
				    size_t n)
{
	blocked_add(&t->blocked, kind, bytes, n);
}

/* Counts the sequence under way as blocked. */
static inline void term_block(Terminal *t, enum blocked_kind kind)
{
	char bytes[BLOCKED_BYTES];
	uint64_t length = parser_raw(&t->parser, bytes, sizeof(bytes));

	blocked_add(&t->blocked, kind, bytes, length);
}

/* Whether the peer draws a screen: what takes no column for it must take none here. */
static inline bool term_is_drawn(const Terminal *t)
{
	return t->modes.alternate || t->modes.addressing;
}

/* Whether controls that do nothing are shown by name. */
static inline bool term_names_controls(const Terminal *t)
{
	return t->controls == TERMINAL_CONTROLS_ALL || (t->controls && !term_is_drawn(t));
}

/* --- print.c --- */

/* Text of the peer. */
void term_print_text(Terminal *t, const char *bytes, size_t n);
void term_print(Terminal *t, const uint32_t *cps, size_t n);

/* Prints the last character `n` times more (REP), fewer where that is too much work. */
void term_repeat(Terminal *t, unsigned n);

/* Writes the name of what has no glyph, dim, in its place. */
void term_print_name(Terminal *t, uint32_t cp);

/* Text of the client at the cursor: no charsets, modes or controls of the peer apply. */
void term_print_client(Terminal *t, const char *text, size_t n, struct cell_style style);

/* --- vt52.c --- */

/* DECANM: leaves VT52 mode, or begins it. */
void term_set_ansi(Terminal *t, bool on);

/* A sequence of VT52 mode; whether it is one. */
bool term_vt52_escape(Terminal *t, const struct parser_sequence *s);

/* --- combine.c --- */

/* The column of the character before the cursor, of what is under it in the first column; and its
 * cell. */
unsigned term_column_before(const Terminal *t);
struct cell *term_cell_before(Terminal *t);

/* Joins `cp` to the character in `cell` of a grid; counts it as blocked if there is no room. */
void term_join(Terminal *t, struct cell *cell, uint32_t cp);

/* Counts a code point that is shown nowhere. */
void term_block_codepoint(Terminal *t, uint32_t cp);

/* Whether a tag character (U+E0020 to U+E007F) would be part of a flag before the cursor. */
bool term_takes_tags(Terminal *t);
/* The deferred wrap: the next character begins a new row. */
void term_wrap(Terminal *t);

/* --- cursor.c --- */

/* A blank in the pen's background (xterm's BCE). */
struct cell term_blank(const Terminal *t);

/* Whether the scroll region reaches from edge to edge. */
static inline bool term_full_width(const Terminal *t)
{
	return !t->left && t->right + 1 == t->grid->width;
}

/* Whether the cursor is between the left and the right margin, and in the whole region. */
static inline bool term_in_columns(const Terminal *t)
{
	return t->x >= t->left && t->x <= t->right;
}

static inline bool term_in_region(const Terminal *t)
{
	return term_in_columns(t) && t->y >= t->top && t->y <= t->bottom;
}

/* One past the last column that text from the cursor may reach: the right margin, or the edge for
 * a cursor that is beyond it. */
static inline unsigned term_end_column(const Terminal *t)
{
	return t->x > t->right ? t->grid->width : t->right + 1;
}

/* The left and the right margin, or all of them, become the edges. */
static inline void term_reset_column_margins(Terminal *t)
{
	t->left = 0;
	t->right = t->grid->width - 1;
}

static inline void term_reset_margins(Terminal *t)
{
	t->top = 0;
	t->bottom = t->grid->height - 1;
	term_reset_column_margins(t);
}

/* Puts the cursor there, kept inside; ends a pending wrap and a prompt break. */
void term_move(Terminal *t, unsigned y, unsigned x);

/* CUP and the like: relative to the origin; decides on addressing (design: the document). */
void term_address(Terminal *t, unsigned y, unsigned x);

/* Moves up or down by `n`, stopping at the margins. */
void term_up(Terminal *t, unsigned n);
void term_down(Terminal *t, unsigned n);

/* Moves left by `n` (BS, CUB), with reverse wraparound if it is on; and to the right. */
void term_left(Terminal *t, unsigned n);
void term_right(Terminal *t, unsigned n);

/* CR: to the left margin, or to the first column from left of it. */
void term_return(Terminal *t);

/* `n` tab stops to the right, at most to the margin. As in xterm a pending wrap stays. */
void term_tab(Terminal *t, unsigned n);
void term_back_tab(Terminal *t, unsigned n);

/* --- scroll.c --- */

/* One row down, scrolling at the bottom margin; `wrapping` marks the row left as soft-wrapped. */
void term_index(Terminal *t, bool wrapping);
void term_reverse_index(Terminal *t);

/* LF, with the line event before it. */
void term_linefeed(Terminal *t);

/* IND and NEL. */
void term_next_line(Terminal *t, bool column_one);

/* Ends the line of history that goes on in row 0 where the screen begins (grid_cut). */
void term_cut_open(Terminal *t);

/* Hands a row of the primary screen to history. */
void term_row_to_history(Terminal *t, const struct row *row);

/*
 * Scrolls rows `top` to the bottom margin between the left and the right one. Rows leaving the top
 * of the primary screen in its whole width become history.
 */
void term_scroll_up(Terminal *t, unsigned top, unsigned n, bool wrapping);
void term_scroll_down(Terminal *t, unsigned top, unsigned n);

/* --- line-event.c --- */

/*
 * The line that holds the cursor ends: raises the line event if it is due. Returns false if the
 * line was gagged: then nothing more is to be done with it.
 */
bool term_close_line(Terminal *t, unsigned flags);

/* The line number of the grid's first row, and of row `y`. */
uint64_t term_base(const Terminal *t);
uint64_t term_number(const Terminal *t, unsigned y);

/* Whether the open part in history belongs to the grid's first row. */
bool term_joined(const Terminal *t);

/* Whether the cursor's line is the document's last. */
bool term_on_last_line(Terminal *t);

/* Raises the line event for `line`; returns what is to be done. */
enum terminal_verdict term_raise(Terminal *t, const struct text_line *line, uint64_t number,
				 struct text_line *replacement);

/* Draws `line` in place of the one in rows `start` to `end`. */
void term_replace_line(Terminal *t, unsigned start, unsigned end, const struct text_line *line);

/* Ends the open line as if a newline had come: what follows begins on a row of its own. */
void term_break_line(Terminal *t);

/* --- restyle.c --- */

/* The line in rows `start` to `end`, and in history if it is `joined` to the open part there, gets
 * the looks of `line`, which has its text (text_line_restyled). */
void term_restyle_line(Terminal *t, unsigned start, unsigned end, bool joined,
		       const struct text_line *line);

/* --- record.c --- */

/* Gathers the logical line of rows `start` to `end` of `g` into the scratch line. */
void term_gather(Terminal *t, const struct grid *g, unsigned start, unsigned end);

/* What an event says of `line`, which must be terminated. */
struct terminal_line term_event_line(const struct text_line *line, uint64_t number);

/* Raises `record` for `line`, if it is wanted. */
void term_record(Terminal *t, const struct text_line *line);

/* Raises `record` for lines directly above row `y` that were left by other ways than a newline. */
void term_record_above(Terminal *t, unsigned y);

/* Takes ROW_UNRECORDED from the line of rows `start` to `end` of `g`, its open part in history
 * included; whether it had it. */
bool term_mark_recorded(Terminal *t, struct grid *g, unsigned start, unsigned end);

/* A screen is about to be left or cleared that leaves no history. */
void term_record_screen(Terminal *t);

/* A line enters history that wasn't recorded; for scrollback_watch. */
void term_record_unrecorded(void *terminal, const struct text_line *line);

/* --- prompt.c --- */

/* Whether nothing stands in the line that holds the cursor. */
bool term_open_line_empty(const Terminal *t);

/* --- erase.c --- */

/* ED, EL and ECH; `selective` (DECSED, DECSEL) leaves protected cells. */
void term_erase_display(Terminal *t, unsigned what, bool selective);
void term_erase_line(Terminal *t, unsigned what, bool selective);
void term_erase_characters(Terminal *t, unsigned n);

/* Blanks the cells of `box`; protected ones stay if `selective`. */
void term_erase_box(Terminal *t, struct cell_box box, bool selective);

/* Moves what the primary screen shows to history, but for rows written under addressing; then
 * clears it. */
void term_clear_to_history(Terminal *t);

/* --- reflow.c --- */

/* Frees a grid; what it has counted stays. */
void term_drop_grid(Terminal *t, struct grid *g);

/* The width becomes that of DECCOLM or the owner's, if the owner hears of it. */
void term_follow_columns(Terminal *t);

/* To be called before anything is written: what a resize has cropped doesn't come back. */
void term_forget_uncropped(Terminal *t);

#include "term/sequences.h"

#endif
