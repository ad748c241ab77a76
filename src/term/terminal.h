/*
 * The terminal emulator: UTF-8 from the peer in, a grid, a history and events out (ECMA-48, DEC
 * VT series, xterm). One model for both presentations: see doc/architecture.md. No clock, no
 * descriptor, no curses. Event handlers may read the terminal but not write to it.
 */
#ifndef HAIL_TERM_TERMINAL_H
#define HAIL_TERM_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/key.h"
#include "base/mouse.h"
#include "base/str.h"
#include "term/blocked.h"
#include "term/cell.h"
#include "term/palette.h"
#include "term/text-line.h"

typedef struct Terminal Terminal;

/* A logical line as the line event shows it. Borrowed until the handler returns. */
struct terminal_line {
	uint64_t number; /* its line number */
	const char *text; /* UTF-8, no controls, trailing blanks cut; a NUL follows */
	size_t length;
	const struct terminal_run *runs;
	size_t run_count;
	bool sent; /* closed by local echo */
	size_t sent_start; /* bytes before what was sent (a prompt); `length` if nothing was */
	bool notice; /* said by the client itself */
	bool sent_from; /* a line was sent while the cursor stood in it: most likely a prompt, in
			 * char mode with what the peer echoed */
	bool continued; /* more of the same line follows (the 64 KiB limit) */
	int64_t time; /* the wall-clock ms given to terminal_write */
};

enum terminal_verdict { TERMINAL_KEEP, TERMINAL_GAG, TERMINAL_REPLACE };

struct terminal_events {
	/*
	 * A line was closed (design 3, line event); raised while terminal_listen is on. For
	 * received lines the verdict counts: TERMINAL_REPLACE draws what the handler appended to
	 * `replacement` (text_line_append; empty when given) instead. If that has the very text of
	 * the line, its cells get the colours and attributes where they stand, neither they nor the
	 * cursor move, and what else the peer gave them (protection, a link) stays. Nothing else
	 * counts in char mode. In line mode another text is drawn in the styles given but for
	 * CELL_SENT and CELL_NOTICE, controls as `^X`, and cut at TEXT_LINE_LIMIT. Called for sent
	 * lines and notices too; their verdict is ignored.
	 */
	enum terminal_verdict (*line)(void *user, const struct terminal_line *line,
				      struct text_line *replacement);
	/*
	 * A line to be kept for good, raised while terminal_record is on: a closed one as its
	 * verdict left it, and what enters history or stands at terminal_record_rest without having
	 * been raised; again if it was written to since. Without a `number`. The terminal may be in
	 * the middle of a resize: it must not be read from inside.
	 */
	void (*record)(void *user, const struct terminal_line *line);
	void (*bell)(void *user);
	/* Bytes for the peer (report.c has them all): only in char mode, and no more than
	 * terminal_allow_replies allows. */
	void (*reply)(void *user, const char *bytes, size_t n);
	/* The window title was set (sanitised UTF-8, may be empty, at most 128 code points). */
	void (*title)(void *user, const char *title);
	/* A mode that concerns input or presentation changed: read terminal_modes. */
	void (*modes)(void *user);
};

struct terminal_config {
	unsigned width, height; /* cells, 1x1 to 1000x1000; others are brought there */
	bool line_mode;
	size_t history_lines; /* 100,000 */
	size_t history_bytes; /* 64 MiB */
};

/* What the peer wants to know of the mouse (xterm, "Mouse Tracking"). */
enum terminal_mouse {
	TERMINAL_MOUSE_OFF,
	TERMINAL_MOUSE_X10, /* ?9: presses of three buttons */
	TERMINAL_MOUSE_PRESSES, /* ?1000: presses, releases, the wheel */
	TERMINAL_MOUSE_DRAGS, /* ?1002: and moves while a button is held */
	TERMINAL_MOUSE_MOVES, /* ?1003: and all other moves */
};

enum { TERMINAL_WIDE = 132 }; /* columns */

/* The cursor's shape. */
enum terminal_cursor {
	TERMINAL_CURSOR_DEFAULT, /* the user's own */
	TERMINAL_CURSOR_BLOCK,
	TERMINAL_CURSOR_UNDERLINE,
	TERMINAL_CURSOR_BAR,
};

struct terminal_modes {
	bool alternate; /* the alternate screen shows */
	bool addressing; /* rows are being addressed (design 3) */
	bool cursor_visible; /* DECTCEM */
	bool cursor_keys; /* DECCKM */
	bool keypad; /* DECKPAM */
	bool bracketed_paste; /* ?2004 */
	bool newline; /* LNM */
	bool graphemes; /* ?2027: a grapheme cluster takes the cells of one character */
	bool focus; /* ?1004: the peer wants to know when the window gets or loses the focus */
	bool mouse_sgr; /* ?1006: in decimal numbers */
	unsigned char mouse; /* enum terminal_mouse */
	unsigned char backarrow; /* ?67, once the peer has set or reset it */
	unsigned char modify_other; /* xterm's modifyOtherKeys, 0 to 2 */
	bool wide; /* DECCOLM: TERMINAL_WIDE columns, whatever the owner's width */
	bool reversed; /* DECSCNM: the whole screen in reverse video */
	bool synchronised; /* ?2026: a picture is half drawn; painting may wait a moment */
	bool cursor_blinks; /* ?12, DECSCUSR */
	unsigned char cursor; /* enum terminal_cursor, DECSCUSR */
	bool ice; /* ?33: SGR 5 means a bright background ("iCE colours") */
};

/* The cursor's style as DECSCUSR numbers them, 0 for the user's own. */
static inline unsigned terminal_cursor_style(const struct terminal_modes *modes)
{
	return modes->cursor ? 2u * modes->cursor - modes->cursor_blinks : 0;
}

/* Makes a terminal; `events` is copied, its members may be NULL. */
Terminal *terminal_new(const struct terminal_config *config, const struct terminal_events *events,
		       void *user);
void terminal_free(Terminal *t);

/* Whether the line event is raised (default: no). Without it a closed line costs nothing. */
void terminal_listen(Terminal *t, bool on);

enum terminal_recording {
	TERMINAL_RECORD_NOTHING,
	TERMINAL_RECORD_DOCUMENT,
	/* And screens that leave no history: the alternate one when it is left, rows that were
	 * addressed when the screen is cleared. */
	TERMINAL_RECORD_SCREENS,
};

/* Whether the event `record` is raised (default: nothing). Lines that were closed before are not
 * among what it tells of. */
void terminal_record(Terminal *t, enum terminal_recording what);

/* Raises `record` for what stands and wasn't recorded: the record, or the connection, ends. */
void terminal_record_rest(Terminal *t);

/* The number of the first line that is to be recorded when it is closed: those before it were. */
uint64_t terminal_unrecorded(const Terminal *t);

/* Raises `record` again for at most `most` of the lines from number `from` up to
 * terminal_unrecorded, as they stand in the document now; returns the number of the next one. */
uint64_t terminal_record_again(Terminal *t, uint64_t from, size_t most);

/*
 * A new connection begins: everything that a peer can set goes back, as after terminal_new, but
 * the document, its line numbers and what was counted stay. An open line is closed; new text
 * begins on a row of its own. `now` as in terminal_write.
 */
void terminal_begin(Terminal *t, int64_t now);

/*
 * What the bytes so far have cost: a count that only grows. One is about a byte parsed or a cell
 * written, moved or looked at, so that a caller can end its turn before a peer that asks for much
 * work with few bytes makes keys late.
 */
uint64_t terminal_work(const Terminal *t);

/* Takes `n` bytes from the peer; `now` is the wall clock in ms, kept as the lines' arrival time. */
void terminal_write(Terminal *t, const char *bytes, size_t n, int64_t now);

/* What invalid UTF-8 bytes 0x80–0xff mean: 128 code points (copied), or NULL for U+FFFD. Default
 * CP1252. */
void terminal_set_fallback(Terminal *t, const uint32_t *high);

/* Whether controls that show nothing are shown by name (`^@`), dim. */
enum terminal_controls {
	TERMINAL_CONTROLS_HIDDEN, /* the default */
	TERMINAL_CONTROLS_SHOWN, /* all but BEL, BS, TAB, LF, CR, SO, SI, and the ESC of sequences;
				  * none where the peer draws a screen */
	/* Everywhere, and those but ESC. BS and CR do nothing else, so that what they would hide is
	 * seen; LF after a CR begins a new row. */
	TERMINAL_CONTROLS_ALL,
};
void terminal_show_controls(Terminal *t, enum terminal_controls controls);

/*
 * Whether the peer's character set has pictures for the controls, as a PC's (CP437): all of 01–1f
 * and 7f but BEL, BS, TAB, LF, CR and ESC are then text, as ANSI.SYS shows them. Default: no.
 */
void terminal_set_pictures(Terminal *t, bool on);

/*
 * Draws the screen anew from what came before: between the two calls what is written is neither
 * told of, answered, recorded nor kept in history. `since` is the number of the line that the first
 * byte written then began in, and what stands from it on is taken away, as is what the peer has
 * set; or TERMINAL_REDRAW_OVER if what is written begins in the middle of a connection: then it
 * goes over what stands. `whole` says that all was written that the terminal had before. The size
 * may not change in between.
 */
typedef struct TerminalRedraw TerminalRedraw;
#define TERMINAL_REDRAW_OVER UINT64_MAX
TerminalRedraw *terminal_redraw_begin(Terminal *t, uint64_t since);
void terminal_redraw_end(Terminal *t, TerminalRedraw *r, bool whole);

/* Changes how much history is kept, as in struct terminal_config; what is beyond it is forgotten.
 */
void terminal_set_history(Terminal *t, size_t lines, size_t bytes);

/*
 * Resizes with reflow (design 3, Resize). An owner that has the event `modes` gives the width
 * TERMINAL_WIDE while the peer wants it; the terminal itself changes to it and back at once. What
 * the alternate screen loses by it, a later resize gives back as long as nothing was written to the
 * terminal in between.
 */
void terminal_resize(Terminal *t, unsigned width, unsigned height);
unsigned terminal_width(const Terminal *t);
unsigned terminal_height(const Terminal *t);

/* Line mode: LF implies CR, verdicts count, no replies. Char mode: LF as LNM says, replies. */
void terminal_set_line_mode(Terminal *t, bool line_mode);

/*
 * A turn begins and no reply waits to be sent; `now` is in ms of any clock. A peer that waits for
 * its answers always gets them; of one that floods with questions 20 a second are answered.
 */
void terminal_allow_replies(Terminal *t, int64_t now);

/* The open line is a prompt: the peer `marked` it by GA or EOR, which leaves a prompt break
 * pending, or it has stood for a while. */
void terminal_prompt(Terminal *t, bool marked);

/* In line mode, draws `line` (see struct terminal_events) in place of the open line, from its first
 * row; an empty one takes it away. Does nothing unless the cursor stands in the document's last
 * line. Not from inside an event of the terminal. */
void terminal_replace_open_line(Terminal *t, const struct text_line *line);

/* Whether the cursor stands behind text in the document's last line that is not known to be a
 * prompt (terminal_prompt). */
bool terminal_is_mid_line(Terminal *t);

/*
 * Local echo: writes `n` bytes of UTF-8 as client text in the style CELL_SENT, then CR LF, and
 * closes the line as sent. It follows a prompt, or a line that ends with a space, on its row;
 * another unfinished line of the peer is closed first (session_show waits for one that is still
 * arriving). n may be 0.
 */
void terminal_echo(Terminal *t, const char *text, size_t n, int64_t now);

/* A line was sent that is not echoed here (masked, or echoed by the peer): what stands in the open
 * line was a prompt, which is none any more, and no break is pending. */
void terminal_sent(Terminal *t);

/* A notice of the client: a line of its own after the document's last complete line, never inside
 * an open one. */
void terminal_notice(Terminal *t, const char *text, size_t n, int64_t now);

/* The same with one line, whose runs' styles count. */
void terminal_notice_line(Terminal *t, const struct text_line *line, int64_t now);

/* Says that an incomplete UTF-8 character will not go on: its bytes are shown as invalid ones. */
void terminal_end_character(Terminal *t);

/* Says that the peer is gone: an incomplete UTF-8 character is shown, a sequence under way is
 * dropped. */
void terminal_finish(Terminal *t);

/* Resets ?2026, which the peer has set and didn't reset in time. A resize does
 * so, too. */
void terminal_end_synchronised(Terminal *t);

/* The modes now. */
const struct terminal_modes *terminal_modes(const Terminal *t);

/* Counts what the owner kept from the terminal as blocked, with its first bytes. */
void terminal_block(Terminal *t, enum blocked_kind kind, const char *bytes, uint64_t length);

/* The colours that the peer has changed; NULL if it has changed none. */
const struct palette *terminal_palette(const Terminal *t);

/* Schemes of links that the peer can't say by OSC 8: a line to be sent, or to be put into the input
 * line; in percent-encoding, several with `|` between. */
#define TERMINAL_LINK_COMMAND "command:"
#define TERMINAL_LINK_PROMPT "prompt:"
/* In such an address: the text of the link itself. */
#define TERMINAL_LINK_TEXT "%00"

/* What is written from now on leads to `address` (printable ASCII, copied); NULL: to nothing. False
 * if there is no room for it, or it is longer than EXTRA_LINK_MAX: then it leads to nothing, too.
 */
bool terminal_set_link(Terminal *t, const char *address);

/* Whether the peer may mark links by MSLP, the Mud Server Link Protocol. */
void terminal_allow_commands(Terminal *t, bool on);

/* The address that a cell of line number `line` in `style` links to (OSC 8; printable ASCII, at
 * most EXTRA_LINK_MAX bytes); NULL if none. Borrowed until the terminal is written to. */
const char *terminal_link(const Terminal *t, const struct cell_style *style, uint64_t line);

/* What was blocked so far, over all connections. */
const struct blocked *terminal_blocked(const Terminal *t);

/*
 * The bytes for `key` as the peer's modes want it (xterm's tables, kitty's protocol), written to
 * `out`; returns how many, 0 if the key has none. Enter has some only where a mode gives it others
 * than those of a line's end, which the telnet layer knows.
 */
size_t terminal_encode_key(const Terminal *t, struct key key, char out[32]);

/* Whether the peer has asked for keys by their numbers (kitty's protocol), so that it can have
 * those without a name here, too. */
bool terminal_knows_numbers(const Terminal *t);

/* What Backspace sends while the peer hasn't said so by DECBKM: 08, or 7f (the default). */
void terminal_set_backspace(Terminal *t, bool bs);

/*
 * The bytes that tell the peer of the mouse (xterm's forms: a byte each, or SGR) at a cell of the
 * grid, of the focus; returns how many, 0 if it didn't ask for this event, the cell isn't one of
 * the grid, or the form can't say where it is. They are no text: no character set applies.
 */
size_t terminal_encode_mouse(const Terminal *t, const struct mouse_event *m, char out[32]);
size_t terminal_encode_focus(const Terminal *t, bool in, char out[32]);

/* Lines are numbered (design 3, Numbers): the oldest kept, and one past the newest of the document.
 */
uint64_t terminal_first_line(const Terminal *t);
uint64_t terminal_end_line(const Terminal *t);

/* The number of the line that the cursor stands in. */
uint64_t terminal_cursor_line(const Terminal *t);

/*
 * The line next to `number`, newer or older, that begins with a prompt: one that the peer marked,
 * or that a line was sent from. False if there is none among the next `most` lines.
 */
bool terminal_find_prompt(const Terminal *t, uint64_t number, bool newer, size_t most,
			  uint64_t *found);

/*
 * The newest line before `number` that a line was sent from: the one that the cursor stood in,
 * empty or not, when it was echoed (terminal_echo) or sent without (terminal_sent). False if there
 * is none among the `most` lines before.
 */
bool terminal_find_sent(const Terminal *t, uint64_t number, size_t most, uint64_t *found);

/* The text of line `number` (from first to end - 1), trailing blanks cut, replaces what `out`
 * holds; false if it is gone. */
bool terminal_line_text(const Terminal *t, uint64_t number, struct str *out);

/* The same for what local echo wrote of it; nothing if it is gone. */
void terminal_sent_text(const Terminal *t, uint64_t number, struct str *out);

/* The text of row `y` < height of the grid, trailing blanks cut, replaces what `out` holds. */
void terminal_row_text(const Terminal *t, unsigned y, struct str *out);

/* The cell of the grid in which the cursor stands, from 0. */
void terminal_cursor_place(const Terminal *t, unsigned *y, unsigned *x);

/* When line `number` was last written to, wall-clock ms; 0 if it is gone, or never was. */
int64_t terminal_line_time(const Terminal *t, uint64_t number);

/* The text of the document's open line (that of the cursor), e.g. a prompt, replaces what `out`
 * holds. */
void terminal_open_line(const Terminal *t, struct str *out);

/* The same with its runs; a NUL follows the text. `out` is initialised. */
void terminal_open_text(const Terminal *t, struct text_line *out);

/* Whether history would take less memory with some work, for when there is nothing else to do; does
 * a piece of it, a fraction of a millisecond. */
bool terminal_unsettled(const Terminal *t);
void terminal_settle(Terminal *t);

/* Bytes of memory that history holds. */
size_t terminal_history_bytes(const Terminal *t);

#endif
