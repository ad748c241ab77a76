#include "term/sgr.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* The first parameter, one if it isn't there. */
static unsigned count_of(const struct parser_sequence *s)
{
	return parser_param(s, 0, 1);
}

/*
 * What a control sequence does. Returns false if it has no meaning with these parameters: then it
 * counts as unknown.
 */
typedef bool action(Terminal *t, const struct parser_sequence *s);

/* A function that takes a count, as an action. */
#define COUNTED(name, function)                                        \
	static bool name(Terminal *t, const struct parser_sequence *s) \
	{                                                              \
		function(t, count_of(s));                              \
		return true;                                           \
	}

COUNTED(up, term_up)
COUNTED(down, term_down)
COUNTED(right, term_right)
COUNTED(left, term_left)
COUNTED(tab, term_tab)
COUNTED(back_tab, term_back_tab)
COUNTED(insert_cells, term_insert_cells)
COUNTED(delete_cells, term_delete_cells)
COUNTED(erase_characters, term_erase_characters)
COUNTED(insert_lines, term_insert_lines)
COUNTED(delete_lines, term_delete_lines)
COUNTED(shift_left, term_shift_left)
COUNTED(shift_right, term_shift_right)
COUNTED(insert_columns, term_insert_columns)
COUNTED(delete_columns, term_delete_columns)
COUNTED(repeat, term_repeat)

static bool next_lines(Terminal *t, const struct parser_sequence *s)
{
	term_down(t, count_of(s));
	term_return(t);
	return true;
}

static bool previous_lines(Terminal *t, const struct parser_sequence *s)
{
	term_up(t, count_of(s));
	term_return(t);
	return true;
}

/* Where the cursor is, relative to the origin. */
static unsigned row_of(const Terminal *t)
{
	return t->origin && t->y >= t->top ? t->y - t->top : t->y;
}

static unsigned column_of(const Terminal *t)
{
	return t->origin && t->x >= t->left ? t->x - t->left : t->x;
}

static bool position(Terminal *t, const struct parser_sequence *s)
{
	term_address(t, count_of(s) - 1, parser_param(s, 1, 1) - 1);
	return true;
}

/* Moves to a column, which addresses no row. */
static bool to_column(Terminal *t, unsigned x)
{
	bool addressing = t->modes.addressing;

	term_address(t, row_of(t), x);
	t->modes.addressing = addressing;
	t->homed = false;
	return true;
}

static bool column(Terminal *t, const struct parser_sequence *s)
{
	return to_column(t, count_of(s) - 1);
}

static bool relative_column(Terminal *t, const struct parser_sequence *s)
{
	return to_column(t, column_of(t) + count_of(s));
}

static bool row(Terminal *t, const struct parser_sequence *s)
{
	term_address(t, count_of(s) - 1, column_of(t));
	return true;
}

/* VPR passes the margins, unlike CUD; it is no addressing. */
static bool relative_row(Terminal *t, const struct parser_sequence *s)
{
	bool addressing = t->modes.addressing;

	term_address(t, row_of(t) + count_of(s), column_of(t));
	t->modes.addressing = addressing;
	t->homed = false;
	return true;
}

/* As in xterm, what scrolls leaves a pending wrap. */
static bool scroll_up(Terminal *t, const struct parser_sequence *s)
{
	term_scroll_up(t, t->top, count_of(s), false);
	return true;
}

/* With more parameters it is xterm's mouse highlighting, which nobody has. */
static bool scroll_down(Terminal *t, const struct parser_sequence *s)
{
	if (s->count > 1)
		return false;
	term_scroll_down(t, t->top, count_of(s));
	return true;
}

static bool erase_display(Terminal *t, const struct parser_sequence *s)
{
	unsigned what = parser_param(s, 0, 0);

	term_erase_display(t, what, s->marker);
	/* As ANSI.SYS and SyncTERM do, for boards count on it. */
	if (what == 2 && t->pictures && !s->marker)
		term_move(t, t->origin ? t->top : 0, 0);
	return true;
}

static bool erase_line(Terminal *t, const struct parser_sequence *s)
{
	term_erase_line(t, parser_param(s, 0, 0), s->marker);
	return true;
}

static bool clear_tabs(Terminal *t, const struct parser_sequence *s)
{
	unsigned what = parser_param(s, 0, 0);

	if (what == 0)
		t->tabs[t->x] = false;
	for (unsigned x = 0; what == 3 && x < t->grid->width; x++)
		t->tabs[x] = false;
	return true;
}

static bool set_modes(Terminal *t, const struct parser_sequence *s)
{
	bool known = true;

	for (unsigned i = 0; i < s->count; i++)
		known &= term_set_mode(t, parser_param(s, i, 0), s->marker, s->final == 'h');
	return known;
}

/* XTSAVE and XTRESTORE. */
static bool keep_modes(Terminal *t, const struct parser_sequence *s)
{
	bool known = true;

	for (unsigned i = 0; i < s->count; i++) {
		if (s->final == 's')
			known &= term_save_mode(t, parser_param(s, i, 0));
		else
			known &= term_restore_mode(t, parser_param(s, i, 0));
	}
	return known;
}

static bool set_rows(Terminal *t, const struct parser_sequence *s)
{
	term_set_rows(t, parser_param(s, 0, 0), parser_param(s, 1, 0));
	return true;
}

/* DECSLRM where DECLRMM is set; else without parameters SCOSC. */
static bool set_columns_or_save(Terminal *t, const struct parser_sequence *s)
{
	if (!t->column_margins && s->count)
		return false;
	if (t->column_margins)
		term_set_columns(t, parser_param(s, 0, 0), parser_param(s, 1, 0));
	else
		term_save_cursor(t);
	return true;
}

static bool restore_cursor(Terminal *t, const struct parser_sequence *s)
{
	(void)s;
	term_restore_cursor(t);
	return true;
}

static bool rendition(Terminal *t, const struct parser_sequence *s)
{
	uint32_t underline = t->underline;

	sgr_apply(&t->pen, &t->underline, s);
	if (t->underline != underline)
		term_set_extra(t);
	term_follow_underline(t, s);
	return true;
}

static bool soft_reset(Terminal *t, const struct parser_sequence *s)
{
	(void)s;
	term_soft_reset(t);
	return true;
}

/* DECSCL: a level of the VT series up to ours. As in xterm it is a soft reset. */
static bool set_level(Terminal *t, const struct parser_sequence *s)
{
	unsigned level = parser_param(s, 0, 0);

	if (level < 61 || level > 60 + TERM_LEVEL)
		return false;
	term_soft_reset(t);
	t->level = level - 60;
	return true;
}

/* DECSCA. */
static bool protect(Terminal *t, const struct parser_sequence *s)
{
	unsigned what = parser_param(s, 0, 0);

	if (what > 2)
		return false;
	t->protection = TERM_PROTECT_DEC;
	if (what == 1)
		t->pen.attrs |= CELL_PROTECTED;
	else
		t->pen.attrs &= ~(uint32_t)CELL_PROTECTED;
	return true;
}

/* DECSCUSR. */
static bool cursor_style(Terminal *t, const struct parser_sequence *s)
{
	unsigned style = parser_param(s, 0, 0);

	if (style > 6)
		return false;
	t->modes.cursor = (unsigned char)((style + 1) / 2);
	t->modes.cursor_blinks = style & 1;
	return true;
}

/* DECSACE. */
static bool select_extent(Terminal *t, const struct parser_sequence *s)
{
	t->rectangle = parser_param(s, 0, 0) == 2;
	return true;
}

/* XTCHECKSUM. */
static bool select_checksum(Terminal *t, const struct parser_sequence *s)
{
	t->checksum = parser_param(s, 0, 0);
	return true;
}

static uint32_t byte_param(const struct parser_sequence *s, unsigned i)
{
	unsigned value = parser_param(s, i, 0);

	return value < 255 ? value : 255;
}

/* On boards, what has four parameters is PabloDraw's 24-bit colour: 0 the background, 1 the text;
 * and red, green and blue. */
static bool colour_or_size(Terminal *t, const struct parser_sequence *s)
{
	uint32_t colour;

	if (!t->pictures || s->count != 4 || parser_param(s, 0, 0) > 1)
		return term_report_size(t, s);
	colour = CELL_RGB | byte_param(s, 1) << 16 | byte_param(s, 2) << 8 | byte_param(s, 3);
	if (parser_param(s, 0, 0))
		t->pen.fg = colour;
	else
		t->pen.bg = colour;
	return true;
}

/* What asks for something that no peer is told: XTVERSION. */
static bool refuse(Terminal *t, const struct parser_sequence *s)
{
	(void)s;
	term_block(t, BLOCKED_REPORTS);
	return true;
}

/* What is obeyed by doing nothing: the height of the page is the window's. */
static bool accept(Terminal *t, const struct parser_sequence *s)
{
	(void)t;
	(void)s;
	return true;
}

/* Without a marker or an intermediate, by final byte. */
static action *const plain[0x80] = {
	['@'] = insert_cells, /* ICH */
	['A'] = up, /* CUU */
	['B'] = down, /* CUD */
	['C'] = right, /* CUF */
	['D'] = left, /* CUB */
	['E'] = next_lines, /* CNL */
	['F'] = previous_lines, /* CPL */
	['G'] = column, /* CHA */
	['H'] = position, /* CUP */
	['I'] = tab, /* CHT */
	['J'] = erase_display, /* ED */
	['K'] = erase_line, /* EL */
	['L'] = insert_lines, /* IL */
	['M'] = delete_lines, /* DL */
	['P'] = delete_cells, /* DCH */
	['S'] = scroll_up, /* SU */
	['T'] = scroll_down, /* SD */
	['X'] = erase_characters, /* ECH */
	['Z'] = back_tab, /* CBT */
	['^'] = scroll_down, /* SD, as ECMA-48 once printed it */
	['`'] = column, /* HPA */
	['a'] = relative_column, /* HPR */
	['b'] = repeat, /* REP */
	['c'] = term_device_attributes, /* DA1 */
	['d'] = row, /* VPA */
	['e'] = relative_row, /* VPR */
	['f'] = position, /* HVP */
	['g'] = clear_tabs, /* TBC */
	['h'] = set_modes, /* SM */
	['l'] = set_modes, /* RM */
	['m'] = rendition, /* SGR */
	['n'] = term_device_status, /* DSR */
	['r'] = set_rows, /* DECSTBM */
	['s'] = set_columns_or_save, /* DECSLRM, SCOSC */
	['t'] = colour_or_size, /* XTWINOPS 18, 19 */
	['u'] = restore_cursor, /* SCORC */
	['x'] = term_report_parameters, /* DECREQTPARM */
};

/* With a marker or an intermediate. */
static const struct {
	char marker, intermediate, final;
	action *run;
} marked[] = {
	{ '?', 0, 'h', set_modes }, /* DECSET */
	{ '?', 0, 'l', set_modes }, /* DECRST */
	{ '?', 0, 'J', erase_display }, /* DECSED */
	{ '?', 0, 'K', erase_line }, /* DECSEL */
	{ '?', 0, 'n', term_device_status }, /* DECDSR */
	{ '?', 0, 's', keep_modes }, /* XTSAVE */
	{ '?', 0, 'r', keep_modes }, /* XTRESTORE */
	{ '>', 0, 'm', term_modify_keys }, /* XTMODKEYS */
	{ '>', 0, 'n', term_stop_modifying_keys },
	{ '?', 0, 'm', term_report_modified_keys }, /* XTQMODKEYS */
	{ '>', 0, 'u', term_push_keyboard }, /* kitty's keyboard */
	{ '<', 0, 'u', term_pop_keyboard },
	{ '=', 0, 'u', term_set_keyboard },
	{ '?', 0, 'u', term_report_keyboard },
	{ '>', 0, 'c', term_secondary_attributes }, /* DA2 */
	{ '=', 0, 'c', term_tertiary_attributes }, /* DA3 */
	{ '>', 0, 'q', refuse }, /* XTVERSION */
	{ 0, '$', 'p', term_report_mode }, /* DECRQM */
	{ '?', '$', 'p', term_report_mode },
	{ 0, ' ', '@', shift_left }, /* SL */
	{ 0, ' ', 'A', shift_right }, /* SR */
	{ 0, ' ', 'q', cursor_style }, /* DECSCUSR */
	{ 0, '!', 'p', soft_reset }, /* DECSTR */
	{ 0, '"', 'p', set_level }, /* DECSCL */
	{ 0, '"', 'q', protect }, /* DECSCA */
	{ 0, '#', 'y', select_checksum }, /* XTCHECKSUM */
	{ 0, '$', 'r', term_mark_rectangle }, /* DECCARA */
	{ 0, '$', 't', term_mark_rectangle }, /* DECRARA */
	{ 0, '$', 'v', term_copy_rectangle }, /* DECCRA */
	{ 0, '$', 'x', term_fill_rectangle }, /* DECFRA */
	{ 0, '$', 'z', term_erase_rectangle }, /* DECERA */
	{ 0, '$', '{', term_wipe_rectangle }, /* DECSERA */
	{ 0, '$', '|', accept }, /* DECSCPP */
	{ 0, '*', '|', accept }, /* DECSNLS */
	{ 0, '*', 'x', select_extent }, /* DECSACE */
	{ 0, '*', 'y', term_report_checksum }, /* DECRQCRA */
	{ 0, '\'', '}', insert_columns }, /* DECIC */
	{ 0, '\'', '~', delete_columns }, /* DECDC */
};

static action *find(const struct parser_sequence *s)
{
	if (!s->marker && !s->intermediate)
		return plain[(unsigned char)s->final & 0x7f];
	for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++) {
		if (marked[i].final == s->final && marked[i].marker == s->marker &&
		    marked[i].intermediate == s->intermediate)
			return marked[i].run;
	}
	return NULL;
}

/* On boards: RIPscrip's question ESC [ ! has no final byte, so that what follows is text, but for
 * the byte that Synchronet ends it with. */
static bool text_after_question(Terminal *t, const struct parser_sequence *s)
{
	if (!t->pictures || s->intermediate != '!' || s->marker)
		return false;
	term_block(t, BLOCKED_REPORTS);
	if (s->final != '_')
		term_print_text(t, &s->final, 1);
	return true;
}

void term_csi(Terminal *t, const struct parser_sequence *s)
{
	/* Only SGR has sub-parameters. */
	action *run = s->sub && s->final != 'm' ? NULL : find(s);

	if (!(run && run(t, s)) && !text_after_question(t, s))
		term_block(t, BLOCKED_SEQUENCES);
	if (s->final != 'm')
		term_tell_modes(t);
}
