/*
 * The terminal beside libvterm on random sequences that both support. libvterm's own limits are
 * kept: at most 4 KiB a write, no REP, no resize, no wide or combining characters in odd places.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include <vterm.h>

#include "base/str.h"
#include "term/terminal-private.h"
#include "unit/term-dump.h"

enum { WIDTH = 40, HEIGHT = 12 };

static unsigned seed;
static bool alternate;

static unsigned rnd(unsigned limit)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % limit;
}

static const char *pick(const char *const *list, size_t n)
{
	return list[rnd((unsigned)n)];
}

#define PICK(list) pick(list, sizeof(list) / sizeof((list)[0]))

static void add_sgr(struct str *out)
{
	static const char *const forms[] = {
		"",        "0",          "1",          "3",      "4",  "5",  "7",
		"9",       "22",         "23",         "24",     "25", "27", "29",
		"31",      "32;44",      "97",         "103",    "39", "49", "38;5;200",
		"48;5;17", "38;2;1;2;3", "48;2;9;8;7", "1;4;31", "21",
	};

	str_append_format(out, "\x1b[%sm", PICK(forms));
}

/* What a log or a game sends: lines, colours, tabs, wide characters. */
static void add_stream(struct str *out)
{
	static const char *const pieces[] = {
		"word ",           "a", "日本語", "é", "\r\n", "\r\n\t", "a longer piece of text ",
		"\x1b(0lqk\x1b(B",
	};

	if (rnd(4))
		str_append_string(out, PICK(pieces));
	else
		add_sgr(out);
}

/* Overprinting. libvterm leaves half of a wide character there, so without those. */
static void add_overprint(struct str *out)
{
	static const char *const pieces[] = {
		"word ",  "a",       "é",   "\r\n",     "\r\t",
		"\b",     "\r",      "10%", "\r\x1b[K", "a longer piece of text ",
		"\x1b[A", "\x1b[3D",
	};

	if (rnd(4))
		str_append_string(out, PICK(pieces));
	else
		add_sgr(out);
}

static void add_place(struct str *out)
{
	str_append_format(out, "\x1b[%u;%uH", 1 + rnd(HEIGHT + 1), 1 + rnd(WIDTH + 1));
}

/* Scrolling in margins. libvterm's relative moves pass them, and setting them doesn't move its
 * cursor. */
static void add_region(struct str *out)
{
	static const char *const moves[] = {
		"\n\n\n",
		"\x1bM\x1bM\x1bM",
		"\x1b[2L\r",
		"\x1b[3M\r",
		"\x1b[2S",
		"\x1b[3T",
		"\x1b"
		"D",
		"\x1b"
		"E",
		"\r1234\n\n\nx",
	};

	str_append_format(out, "\x1b[%u;%ur", 1 + rnd(6), 8 + rnd(5));
	for (unsigned n = 1 + rnd(4); n; n--) {
		add_place(out);
		str_append_string(out, PICK(moves));
	}
	str_append_string(out, "\x1b[r");
	add_place(out);
}

/* What a full-screen program sends. Each step begins at a place: the two differ in what keeps a
 * pending wrap. */
static void add_addressed(struct str *out)
{
	static const char letters[] = "ABCDEFGdIZ`ae";
	static const char *const texts[] = { "text", "x",
					     "1234567890123456789012345678901234567890123",
					     "|--|" };
	static const char *const edits[] = {
		"\x1b[K",
		"\x1b[1K",
		"\x1b[2K",
		"\x1b[J",
		"\x1b[1J",
		"\x1b[2J",
		"\x1b[3@",
		"\x1b[2P",
		"\x1b[5X",
		"\x1b[2L\r",
		"\x1b[2M\r",
		"\x1b[2S",
		"\x1b[T",
		"\x1bM",
		"\x1b"
		"D",
		"\x1b"
		"E",
		"\n",
		"\x1b[4h",
		"\x1b[4l",
		"\x1b[?7l",
		"\x1b[?7h",
		"\x1bH",
		"\x1b[g",
	};

	add_place(out);
	if (rnd(3) == 0)
		add_sgr(out);
	if (rnd(2))
		str_append_string(out, PICK(texts));
	add_place(out);
	if (rnd(3))
		str_append_string(out, PICK(edits));
	else
		str_append_format(out, "\x1b[%u%c", rnd(9), letters[rnd(sizeof(letters) - 1)]);
	if (rnd(8) == 0)
		add_region(out);
	if (rnd(40) == 0) {
		str_append_string(out, "\x1b[r");
		add_place(out);
		str_append_string(out, (alternate = !alternate) ? "\x1b[?1049h" : "\x1b[?1049l");
	}
}

static uint32_t vterm_colour(VTerm *vt, VTermColor c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(&c) || VTERM_COLOR_IS_DEFAULT_BG(&c))
		return CELL_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(&c))
		return CELL_INDEXED | c.indexed.idx;
	(void)vt;
	return CELL_RGB | (uint32_t)c.rgb.red << 16 | (uint32_t)c.rgb.green << 8 | c.rgb.blue;
}

static uint32_t vterm_attrs(const VTermScreenCell *c)
{
	return (c->attrs.bold ? CELL_BOLD : 0u) | (c->attrs.italic ? CELL_ITALIC : 0u) |
	       (c->attrs.blink ? CELL_BLINK : 0u) | (c->attrs.reverse ? CELL_REVERSE : 0u) |
	       (c->attrs.strike ? CELL_STRIKE : 0u) |
	       (uint32_t)c->attrs.underline << CELL_UNDERLINE_SHIFT;
}

/* Says how a place differs, or nothing. */
static bool differs(const Terminal *t, VTerm *vt, unsigned y, unsigned x, struct str *why)
{
	VTermScreenCell theirs;
	const struct cell *ours = &grid_row(t->grid, y)->cell[x];
	uint32_t cps[CELL_CLUSTER_MAX] = { 0 };

	vterm_screen_get_cell(vterm_obtain_screen(vt), (VTermPos){ (int)y, (int)x }, &theirs);
	if (!ours->width)
		return false;
	size_t n = cluster_expand(t->clusters, ours->glyph, cps);
	if (!n)
		cps[n++] = ' ';
	uint32_t first = theirs.chars[0] ? theirs.chars[0] : ' ';
	bool same = first == cps[0] && ours->width == theirs.width &&
		    (n < 2 || cps[1] == theirs.chars[1]);
	same = same && ours->style.bg == vterm_colour(vt, theirs.bg);
	/* libvterm keeps the pen in places that were erased; only the background shows. */
	if (ours->glyph)
		same = same && ours->style.fg == vterm_colour(vt, theirs.fg) &&
		       ours->style.attrs == vterm_attrs(&theirs);
	if (!same)
		str_append_format(why, "at %u,%u: U+%04X %x %x %x, libvterm U+%04X %x %x %x", y, x,
				  cps[0], ours->style.fg, ours->style.bg, ours->style.attrs, first,
				  vterm_colour(vt, theirs.fg), vterm_colour(vt, theirs.bg),
				  vterm_attrs(&theirs));
	return !same;
}

/* libvterm's screen as text. */
static void dump_vterm(VTerm *vt, struct str *out)
{
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < WIDTH; x++) {
			VTermScreenCell c;

			vterm_screen_get_cell(vterm_obtain_screen(vt), (VTermPos){ y, x }, &c);
			if (c.chars[0] != UINT32_MAX)
				str_append_codepoint(out, c.chars[0] ? c.chars[0] : ' ');
		}
		str_append_char(out, '\n');
	}
}

static void compare(const Terminal *t, VTerm *vt, const struct str *input, unsigned first)
{
	struct str why;
	VTermPos at;

	str_init(&why);
	for (unsigned y = 0; y < HEIGHT && !why.length; y++) {
		for (unsigned x = 0; x < WIDTH && !why.length; x++)
			differs(t, vt, y, x, &why);
	}
	vterm_state_get_cursorpos(vterm_obtain_state(vt), &at);
	/* After a wide character in the last columns libvterm's cursor stays on its left half. */
	if (!why.length && !t->pending && ((unsigned)at.row != t->y || (unsigned)at.col != t->x))
		str_append_format(&why, "cursor at %u,%u, libvterm %d,%d", t->y, t->x, at.row,
				  at.col);
	if (why.length) {
		struct str shown;

		str_init(&shown);
		str_append_string(&shown, "ours\n");
		term_dump_screen(t, &shown);
		str_append_string(&shown, "libvterm\n");
		dump_vterm(vt, &shown);
		str_append_string(&shown, "the last input\n");
		for (size_t i = input->length > 150 ? input->length - 150 : 0; i < input->length;
		     i++)
			str_append_format(&shown,
					  (unsigned char)input->text[i] < 0x20 ? "\\x%02x" : "%c",
					  (unsigned char)input->text[i]);
		/* cmocka cuts long messages. */
		fputs(shown.text, stderr);
		fail_msg("seed %u: %s", first, why.text);
	}
	str_fini(&why);
}

/* Each round the input grows by one step and both are compared, so that a failure shows the step.
 */
static void run(void (*add)(struct str *out), unsigned rounds, unsigned steps)
{
	for (seed = 1; seed <= rounds; seed++) {
		unsigned first = seed;
		struct term_case c;
		struct str all, step;
		VTerm *vt = vterm_new(HEIGHT, WIDTH);

		alternate = false;
		vterm_set_utf8(vt, 1);
		vterm_screen_enable_altscreen(vterm_obtain_screen(vt), 1);
		vterm_screen_reset(vterm_obtain_screen(vt), 1);
		term_case_init(&c, WIDTH, HEIGHT, false, 100);
		str_init(&all);
		str_init(&step);
		for (unsigned i = 0; i < steps; i++) {
			str_clear(&step);
			add(&step);
			str_append(&all, step.text, step.length);
			vterm_input_write(vt, step.text, step.length);
			terminal_write(c.t, step.text, step.length, 1);
			compare(c.t, vt, &all, first);
		}
		term_case_fini(&c);
		str_fini(&all);
		str_fini(&step);
		vterm_free(vt);
		seed = first;
	}
}

static void test_streams(void **state)
{
	(void)state;
	run(add_stream, 60, 150);
}

static void test_overprinting(void **state)
{
	(void)state;
	run(add_overprint, 60, 150);
}

static void test_addressed(void **state)
{
	(void)state;
	run(add_addressed, 60, 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_overprinting),
		cmocka_unit_test(test_addressed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
