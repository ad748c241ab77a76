#include <string.h>

#include "term/terminal-private.h"

#include "base/poison.h"

void term_tell_modes(Terminal *t)
{
	if (!memcmp(&t->told, &t->modes, sizeof(t->told)))
		return;
	t->told = t->modes;
	if (t->events.modes)
		t->events.modes(t->user);
}

void terminal_end_synchronised(Terminal *t)
{
	t->modes.synchronised = false;
	term_tell_modes(t);
}

/* DECOM. */
static void set_origin(Terminal *t, bool on)
{
	t->origin = on;
	if (on)
		t->modes.addressing = true;
	term_move(t, on ? t->top : 0, on ? t->left : 0);
}

/* DECCOLM, where ?40 allows it. In line mode the lines have the user's width: only what else the
 * function does is done. */
static void set_columns(Terminal *t, bool on)
{
	if (!t->allow_columns)
		return;
	t->column_margins = false;
	term_reset_margins(t);
	term_clear_to_history(t);
	term_move(t, 0, 0);
	t->modes.wide = on && !t->line_mode;
	term_follow_columns(t);
}

/* DECLRMM, of the VT400 series on. */
static void set_column_margins(Terminal *t, bool on)
{
	t->column_margins = on && t->level >= 4;
	if (t->column_margins)
		return;
	term_reset_column_margins(t);
	t->pending = t->pending && t->x + 1 == t->grid->width;
}

static void set_saved_cursor(Terminal *t, bool on)
{
	if (on)
		term_save_cursor(t);
	else
		term_restore_cursor(t);
}

/* DECBKM. Once the peer has said it, it isn't for the user's option any more. */
static void set_backarrow(Terminal *t, bool on)
{
	t->modes.backarrow = on ? TERM_BACKARROW_BS : TERM_BACKARROW_DEL;
}

#define MEMBER(name) offsetof(struct Terminal, name)

/* The index of `accepted`: modes about printers, keyboards, scrolling and the like, of a terminal
 * that has nothing that they would change. */
enum accepted {
	KAM,
	SRM,
	SCLM,
	ARM,
	PFF,
	PEX,
	HEBM,
	NCSM,
	SCROLLBAR,
	META_8BIT,
	META_ESC,
	ALT_ESC,
	URGENT
};

#define ACCEPTED(index) (MEMBER(accepted) + (size_t)(index) * sizeof(bool))

enum { ALWAYS_SET = 3, ALWAYS_RESET = 4 };

/*
 * A mode: where its state is kept, or that it is fixed. With `set`, that does all there is to do
 * and keeps the state.
 */
static const struct mode {
	unsigned number;
	bool private;
	size_t member; /* of the terminal, a bool or a byte; 0 if it keeps no state */
	unsigned fixed;
	void (*set)(Terminal *t, bool on);
	unsigned char value; /* what the byte holds while the mode is set, if it isn't 1 */
} modes[] = {
	/* ANSI (ECMA-48 7.2). */
	{ 1, false, 0, ALWAYS_RESET, NULL, 0 }, /* GATM */
	{ 2, false, ACCEPTED(KAM), 0, NULL, 0 },
	{ 4, false, MEMBER(insert), 0, NULL, 0 }, /* IRM */
	{ 5, false, 0, ALWAYS_RESET, NULL, 0 }, /* SRTM */
	{ 7, false, 0, ALWAYS_RESET, NULL, 0 }, /* VEM */
	{ 10, false, 0, ALWAYS_RESET, NULL, 0 }, /* HEM */
	{ 11, false, 0, ALWAYS_RESET, NULL, 0 }, /* PUM */
	{ 12, false, ACCEPTED(SRM), 0, NULL, 0 },
	{ 13, false, 0, ALWAYS_RESET, NULL, 0 }, /* FEAM */
	{ 14, false, 0, ALWAYS_RESET, NULL, 0 }, /* FETM */
	{ 15, false, 0, ALWAYS_RESET, NULL, 0 }, /* MATM */
	{ 16, false, 0, ALWAYS_RESET, NULL, 0 }, /* TTM */
	{ 17, false, 0, ALWAYS_RESET, NULL, 0 }, /* SATM */
	{ 18, false, 0, ALWAYS_RESET, NULL, 0 }, /* TSM */
	{ 19, false, 0, ALWAYS_RESET, NULL, 0 }, /* EBM */
	{ 20, false, MEMBER(modes.newline), 0, NULL, 0 }, /* LNM */
	/* DEC and xterm. */
	{ 1, true, MEMBER(modes.cursor_keys), 0, NULL, 0 }, /* DECCKM */
	{ 2, true, MEMBER(ansi), 0, term_set_ansi, 0 }, /* DECANM */
	{ 3, true, MEMBER(modes.wide), 0, set_columns, 0 }, /* DECCOLM */
	{ 4, true, ACCEPTED(SCLM), 0, NULL, 0 },
	{ 5, true, MEMBER(modes.reversed), 0, NULL, 0 }, /* DECSCNM */
	{ 6, true, MEMBER(origin), 0, set_origin, 0 }, /* DECOM */
	{ 7, true, MEMBER(autowrap), 0, NULL, 0 }, /* DECAWM */
	{ 8, true, ACCEPTED(ARM), 0, NULL, 0 },
	{ 9, true, MEMBER(modes.mouse), 0, NULL, TERMINAL_MOUSE_X10 },
	{ 12, true, MEMBER(modes.cursor_blinks), 0, NULL, 0 },
	{ 18, true, ACCEPTED(PFF), 0, NULL, 0 },
	{ 19, true, ACCEPTED(PEX), 0, NULL, 0 },
	{ 25, true, MEMBER(modes.cursor_visible), 0, NULL, 0 }, /* DECTCEM */
	{ 30, true, ACCEPTED(SCROLLBAR), 0, NULL, 0 },
	{ 33, true, MEMBER(modes.ice), 0, NULL, 0 }, /* SyncTERM's bright backgrounds */
	{ 36, true, ACCEPTED(HEBM), 0, NULL, 0 },
	{ 40, true, MEMBER(allow_columns), 0, NULL, 0 },
	{ 41, true, MEMBER(tab_wraps), 0, NULL, 0 },
	{ 42, true, MEMBER(national), 0, NULL, 0 }, /* DECNRCM */
	{ 45, true, MEMBER(reverse_wrap), 0, NULL, 0 },
	{ 47, true, MEMBER(modes.alternate), 0, term_show_alternate, 0 },
	{ 60, true, 0, ALWAYS_RESET, NULL, 0 }, /* DECHCCM */
	{ 66, true, MEMBER(modes.keypad), 0, NULL, 0 }, /* DECNKM */
	{ 67, true, MEMBER(modes.backarrow), 0, set_backarrow, TERM_BACKARROW_BS },
	{ 69, true, MEMBER(column_margins), 0, set_column_margins, 0 }, /* DECLRMM */
	{ 95, true, ACCEPTED(NCSM), 0, NULL, 0 }, /* of the VT500 series */
	/* As in xterm, resetting any of the four turns the mouse off. */
	{ 1000, true, MEMBER(modes.mouse), 0, NULL, TERMINAL_MOUSE_PRESSES },
	{ 1002, true, MEMBER(modes.mouse), 0, NULL, TERMINAL_MOUSE_DRAGS },
	{ 1003, true, MEMBER(modes.mouse), 0, NULL, TERMINAL_MOUSE_MOVES },
	{ 1004, true, MEMBER(modes.focus), 0, NULL, 0 },
	{ 1006, true, MEMBER(modes.mouse_sgr), 0, NULL, 0 },
	{ 1034, true, ACCEPTED(META_8BIT), 0, NULL, 0 },
	{ 1036, true, ACCEPTED(META_ESC), 0, NULL, 0 },
	{ 1039, true, ACCEPTED(ALT_ESC), 0, NULL, 0 },
	{ 1042, true, ACCEPTED(URGENT), 0, NULL, 0 },
	{ 1045, true, MEMBER(reverse_wrap_all), 0, NULL, 0 },
	{ 1047, true, MEMBER(modes.alternate), 0, term_switch_alternate, 0 },
	{ 1048, true, 0, 0, set_saved_cursor, 0 },
	{ 1049, true, MEMBER(modes.alternate), 0, term_switch_saving, 0 },
	{ 2004, true, MEMBER(modes.bracketed_paste), 0, NULL, 0 },
	{ 2026, true, MEMBER(modes.synchronised), 0, NULL, 0 },
	{ 2027, true, MEMBER(modes.graphemes), 0, NULL, 0 }, /* grapheme clusters */
};

enum { MODES = sizeof(modes) / sizeof(modes[0]) };

_Static_assert((int)MODES <= (int)TERM_MODES,
	       "the terminal has room for the modes that XTSAVE keeps");

static unsigned char value_of(const struct mode *mode)
{
	return mode->value ? mode->value : 1;
}

static const struct mode *find(unsigned number, bool private)
{
	for (size_t i = 0; i < MODES; i++) {
		if (modes[i].number == number && modes[i].private == private)
			return &modes[i];
	}
	return NULL;
}

bool term_set_mode(Terminal *t, unsigned number, bool private, bool on)
{
	const struct mode *mode = find(number, private);

	if (!mode)
		return false;
	if (mode->set)
		mode->set(t, on);
	else if (mode->member)
		*((unsigned char *)t + mode->member) = on ? value_of(mode) : 0;
	return true;
}

unsigned term_mode_state(const Terminal *t, unsigned number, bool private)
{
	const struct mode *mode = find(number, private);

	if (!mode)
		return 0;
	if (mode->fixed)
		return mode->fixed;
	if (!mode->member)
		return 2;
	return *((const unsigned char *)t + mode->member) == value_of(mode) ? 1 : 2;
}

bool term_save_mode(Terminal *t, unsigned number)
{
	const struct mode *mode = find(number, true);

	if (mode)
		t->kept[mode - modes] = term_mode_state(t, number, true) == 1;
	if (number == 1048)
		term_save_cursor(t);
	return mode;
}

bool term_restore_mode(Terminal *t, unsigned number)
{
	const struct mode *mode = find(number, true);

	return mode && term_set_mode(t, number, true, t->kept[mode - modes]);
}
