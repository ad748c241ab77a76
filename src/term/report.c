#include <stdio.h>
#include <string.h>

#include "term/sgr.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* After S8C1T the controls of a reply are C1 controls in one byte (ECMA-35 15.2). */
static void send_eight_bit(Terminal *t, const char *text)
{
	char out[TERM_REPLY_MAX];
	size_t n = 0;

	for (; *text && n < sizeof(out); text++) {
		if (*text == '\x1b' && text[1])
			out[n++] = (char)(*++text + 0x40);
		else
			out[n++] = *text;
	}
	t->events.reply(t->user, out, n);
}

/*
 * All that the terminal ever sends of itself: fixed texts and numbers, never a byte of the peer's.
 * Whatever else asks is counted. Returns true: the question is known.
 */
bool term_reply(Terminal *t, const char *text)
{
	t->questions++;
	if (t->line_mode || !t->events.reply || !t->replies) {
		term_block(t, BLOCKED_REPORTS);
		return true;
	}
	t->replies--;
	if (t->eight_bit)
		send_eight_bit(t, text);
	else
		t->events.reply(t->user, text, strlen(text));
	return true;
}

static bool refuse(Terminal *t)
{
	term_block(t, BLOCKED_REPORTS);
	return true;
}

void terminal_allow_replies(Terminal *t, int64_t now)
{
	int64_t gained = (now - t->replies_at) * TERM_REPLIES_RATE / 1000;

	if (t->questions <= TERM_QUESTIONS || gained >= TERM_REPLIES - (int64_t)t->replies)
		t->replies = TERM_REPLIES;
	else if (gained > 0)
		t->replies += (unsigned)gained;
	else
		return;
	t->questions = 0;
	t->replies_at = now;
}

/*
 * DA1: a VT420 with selective erase (6), national sets (9), the technical set (15), margins at the
 * sides (21), colour (22) and rectangles (28). Not 132 columns, a printer, sixel or a locator.
 */
bool term_device_attributes(Terminal *t, const struct parser_sequence *s)
{
	if (s->count > 1 || parser_param(s, 0, 0))
		return refuse(t);
	return term_reply(t, "\x1b[?64;6;9;15;21;22;28c");
}

/* DA2: a VT420 (41); programs take the second number for a version of xterm, with SGR mouse
 * reports. */
bool term_secondary_attributes(Terminal *t, const struct parser_sequence *s)
{
	if (s->count > 1 || parser_param(s, 0, 0))
		return refuse(t);
	return term_reply(t, "\x1b[>41;300;0c");
}

/* DA3: the unit has no number. */
bool term_tertiary_attributes(Terminal *t, const struct parser_sequence *s)
{
	if (s->count > 1 || parser_param(s, 0, 0))
		return refuse(t);
	return term_reply(t, "\x1bP!|00000000\x1b\\");
}

static bool report_cursor(Terminal *t, bool private)
{
	char text[48];
	unsigned y = t->origin && t->y >= t->top ? t->y - t->top : t->y;
	unsigned x = t->origin && t->x >= t->left ? t->x - t->left : t->x;

	if (private)
		snprintf(text, sizeof(text), "\x1b[?%u;%u;1R", y + 1, x + 1);
	else
		snprintf(text, sizeof(text), "\x1b[%u;%uR", y + 1, x + 1);
	return term_reply(t, text);
}

/* DSR of DEC (VT510 manual, DECDSR): none of these devices is there. */
static const struct {
	unsigned what;
	const char *text;
} device_status[] = {
	{ 15, "\x1b[?13n" }, /* no printer */
	{ 25, "\x1b[?20n" }, /* keys aren't locked */
	{ 26, "\x1b[?27;1;0;0n" }, /* a North American keyboard, ready */
	{ 53, "\x1b[?50n" }, /* no locator */
	{ 55, "\x1b[?50n" },       { 56, "\x1b[?57;0n" },
	{ 62, "\x1b[0000*{" }, /* no room for macros */
	{ 75, "\x1b[?70n" }, /* no error of the line */
	{ 85, "\x1b[?83n" }, /* one session */
};

static bool private_status(Terminal *t, const struct parser_sequence *s)
{
	unsigned what = parser_param(s, 0, 0);
	char text[32];

	if (what == 6)
		return report_cursor(t, true);
	if (what == 63) { /* the checksum of macros, with the number of the question */
		snprintf(text, sizeof(text), "\x1bP%u!~0000\x1b\\", parser_param(s, 1, 0));
		return term_reply(t, text);
	}
	for (size_t i = 0; i < sizeof(device_status) / sizeof(device_status[0]); i++) {
		if (device_status[i].what == what)
			return term_reply(t, device_status[i].text);
	}
	return refuse(t);
}

bool term_device_status(Terminal *t, const struct parser_sequence *s)
{
	unsigned what = parser_param(s, 0, 0);
	char text[32];

	if (s->marker)
		return private_status(t, s);
	if (s->count == 1 && what == 5)
		return term_reply(t, "\x1b[0n");
	if (s->count == 1 && what == 6)
		return report_cursor(t, false);
	if (s->count == 1 && what == 255 &&
	    t->pictures) { /* BananaCom's: the screen's last place */
		snprintf(text, sizeof(text), "\x1b[%u;%uR", t->grid->height, t->grid->width);
		return term_reply(t, text);
	}
	return refuse(t);
}

bool term_report_mode(Terminal *t, const struct parser_sequence *s)
{
	unsigned mode = parser_param(s, 0, 0);
	char text[32];

	if (t->level < 3 || s->count != 1)
		return refuse(t);
	snprintf(text, sizeof(text), "\x1b[%s%u;%u$y", s->marker ? "?" : "", mode,
		 term_mode_state(t, mode, s->marker));
	return term_reply(t, text);
}

/* DECREQTPARM: no parity, 8 bits, 38400 both ways, as xterm says. */
bool term_report_parameters(Terminal *t, const struct parser_sequence *s)
{
	unsigned kind = parser_param(s, 0, 0);

	if (kind > 1)
		return refuse(t);
	return term_reply(t, kind ? "\x1b[3;1;1;128;128;1;0x" : "\x1b[2;1;1;128;128;1;0x");
}

/* The size in characters of the text area (18) and of the screen (19), which are the same. Other
 * window operations are none of a peer's business. */
bool term_report_size(Terminal *t, const struct parser_sequence *s)
{
	unsigned what = parser_param(s, 0, 0);
	char text[32];

	if (what < 11)
		return false;
	if (what != 18 && what != 19)
		return refuse(t);
	snprintf(text, sizeof(text), "\x1b[%u;%u;%ut", what - 10, t->grid->height, t->grid->width);
	return term_reply(t, text);
}

/* --- DECRQSS: what was set, by the sequence that would set it. --- */

/* Whether `function` is known; its setting is written to `out`. */
static bool describe(const Terminal *t, const char *function, char *out, size_t room)
{
	char pen[SGR_DESCRIBED];

	if (!strcmp(function, "m"))
		snprintf(out, room, "%sm", sgr_describe(&t->pen, SGR_COLONS, pen));
	else if (!strcmp(function, "r"))
		snprintf(out, room, "%u;%ur", t->top + 1, t->bottom + 1);
	else if (!strcmp(function, "s"))
		snprintf(out, room, "%u;%us", t->left + 1, t->right + 1);
	else if (!strcmp(function, "t"))
		snprintf(out, room, "%ut", t->grid->height);
	else if (!strcmp(function, "*|"))
		snprintf(out, room, "%u*|", t->grid->height);
	else if (!strcmp(function, "$|"))
		snprintf(out, room, "%u$|", t->grid->width);
	else if (!strcmp(function, "\"p"))
		snprintf(out, room, "6%u%s\"p", t->level,
			 t->level < 2 ? "" :
			 t->eight_bit ? ";0" :
					";1");
	else if (!strcmp(function, "\"q"))
		snprintf(out, room, "%d\"q", (t->pen.attrs & CELL_PROTECTED) != 0);
	else if (!strcmp(function, " q"))
		snprintf(out, room, "%u q", terminal_cursor_style(&t->modes));
	else if (!strcmp(function, "$}") || !strcmp(function, "$~"))
		snprintf(out, room, "0%s", function); /* no status line */
	else if (!strcmp(function, "*x"))
		snprintf(out, room, "%d*x", t->rectangle ? 2 : 0);
	else
		return false;
	return true;
}

void term_report_setting(Terminal *t, const char *function, size_t n)
{
	char name[3] = { 0 }, setting[128], text[TERM_REPLY_MAX];

	if (n && n < sizeof(name))
		memcpy(name, function, n);
	if (describe(t, name, setting, sizeof(setting)))
		snprintf(text, sizeof(text), "\x1bP1$r%s\x1b\\", setting);
	else
		snprintf(text, sizeof(text), "\x1bP0$r\x1b\\");
	term_reply(t, text);
}

/* --- DECRQCRA. --- */

/* XTCHECKSUM: what xterm's checksum leaves away of DEC's. */
enum { POSITIVE = 1, NO_ATTRIBUTES = 2, NO_TRIM = 4 };

static const struct {
	uint32_t attribute;
	unsigned value;
} weights[] = {
	{ CELL_CONCEAL, 0x08 }, { CELL_UNDERLINE_MASK, 0x10 }, { CELL_REVERSE, 0x20 },
	{ CELL_BLINK, 0x40 },   { CELL_BOLD, 0x80 },
};

/* What a cell adds. What the client wrote counts as blank, and what its rules gave doesn't count:
 * no peer may read it. */
static unsigned weigh(const Terminal *t, const struct cell *c)
{
	uint32_t cps[CELL_CLUSTER_MAX];
	unsigned sum = 0;

	if (c->style.attrs & (CELL_SENT | CELL_NOTICE))
		return c->width ? ' ' : 0;
	size_t n = cluster_expand(t->clusters, c->glyph, cps);
	for (size_t i = 0; i < n; i++)
		sum += cps[i];
	if (!n && c->width)
		sum = ' ';
	uint32_t attrs = c->style.attrs & ~(uint32_t)c->given;
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
		if (!(t->checksum & NO_ATTRIBUTES) && attrs & weights[i].attribute)
			sum += weights[i].value;
	}
	return sum;
}

/* Whether row `y` was there before this connection began, or has what was put for a line of it. */
static bool is_foreign(const Terminal *t, unsigned y)
{
	return grid_row(t->grid, y)->flags & ROW_FOREIGN;
}

/* The sum over the cells; blanks at the ends of rows add nothing, but for the very first cell. */
static unsigned add_up(Terminal *t, struct cell_box box)
{
	unsigned total = 0;

	for (unsigned y = box.top; y < box.bottom; y++) {
		unsigned blanks = 0;
		bool foreign = is_foreign(t, y);

		for (unsigned x = box.left; x < box.right; x++) {
			unsigned weight = foreign ? ' ' : weigh(t, &grid_row(t->grid, y)->cell[x]);

			blanks += weight;
			if (weight == ' ' && !(t->checksum & NO_TRIM) &&
			    (x > box.left || y > box.top))
				continue;
			total += blanks;
			blanks = 0;
		}
	}
	t->work += (box.bottom - box.top) * (uint64_t)(box.right - box.left);
	return total;
}

bool term_report_checksum(Terminal *t, const struct parser_sequence *s)
{
	struct cell_box box;
	char text[48];
	unsigned sum = 0;

	if (t->line_mode || t->level < 4)
		return refuse(t);
	if (term_rectangle(t, s, 2, &box))
		sum = add_up(t, box);
	if (!(t->checksum & POSITIVE))
		sum = -sum;
	snprintf(text, sizeof(text), "\x1bP%u!~%04X\x1b\\", parser_param(s, 0, 0), sum & 0xffff);
	return term_reply(t, text);
}
