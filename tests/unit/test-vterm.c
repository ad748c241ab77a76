/*
 * The terminal beside libvterm on random scripts of what both support; vterm-script.h says what
 * they leave out and why. libvterm's own limits are kept: at most 4 KiB a write, no REP, and
 * another size is another libvterm.
 *
 * HAIL_VTERM_SCRIPTS=N makes about N scripts (default 12,000); HAIL_VTERM_SEED=N begins with that
 * seed; HAIL_VTERM_KIND=NAME makes scripts of one kind only.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vterm.h>

#include "base/str.h"
#include "term/terminal-private.h"
#include "unit/term-dump.h"
#include "unit/vterm-script.h"

enum { WRITE_MAX = 4096, SCRIPTS = 12000, KINDS_MAX = 32 };

/* Both terminals. */
struct pair {
	struct term_case ours;
	VTerm *theirs;
	int width, height;
};

static VTerm *start_vterm(unsigned width, unsigned height)
{
	VTerm *vt = vterm_new((int)height, (int)width);

	vterm_set_utf8(vt, 1);
	vterm_screen_enable_altscreen(vterm_obtain_screen(vt), 1);
	vterm_screen_reset(vterm_obtain_screen(vt), 1);
	return vt;
}

static void pair_init(struct pair *p, unsigned width, unsigned height)
{
	p->width = (int)width;
	p->height = (int)height;
	p->theirs = start_vterm(width, height);
	term_case_init(&p->ours, width, height, false, 100);
}

static void pair_fini(struct pair *p)
{
	term_case_fini(&p->ours);
	vterm_free(p->theirs);
}

static void write_vterm(VTerm *vt, const char *bytes, size_t n)
{
	for (size_t at = 0; at < n; at += WRITE_MAX)
		vterm_input_write(vt, bytes + at, n - at < WRITE_MAX ? n - at : WRITE_MAX);
}

static void pair_write(struct pair *p, const char *bytes, size_t n)
{
	write_vterm(p->theirs, bytes, n);
	terminal_write(p->ours.t, bytes, n, 1);
}

static VTermScreenCell their_cell(VTerm *vt, int y, int x)
{
	VTermScreenCell c = { 0 };

	vterm_screen_get_cell(vterm_obtain_screen(vt), (VTermPos){ y, x }, &c);
	return c;
}

static uint32_t their_colour(VTermColor c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(&c) || VTERM_COLOR_IS_DEFAULT_BG(&c))
		return CELL_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(&c))
		return CELL_INDEXED | c.indexed.idx;
	return CELL_RGB | (uint32_t)c.rgb.red << 16 | (uint32_t)c.rgb.green << 8 | c.rgb.blue;
}

static uint32_t their_attrs(const VTermScreenCell *c)
{
	return (c->attrs.bold ? CELL_BOLD : 0u) | (c->attrs.italic ? CELL_ITALIC : 0u) |
	       (c->attrs.blink ? CELL_BLINK : 0u) | (c->attrs.reverse ? CELL_REVERSE : 0u) |
	       (c->attrs.strike ? CELL_STRIKE : 0u) |
	       (uint32_t)c->attrs.underline << CELL_UNDERLINE_SHIFT;
}

/* Says how a place differs, or nothing. */
static void compare_cell(const struct pair *p, int y, int x, struct str *why)
{
	const Terminal *t = p->ours.t;
	const struct cell *ours = &grid_row(t->grid, (unsigned)y)->cell[x];
	uint32_t cps[CELL_CLUSTER_MAX] = { 0 };

	if (!ours->width)
		return;
	VTermScreenCell theirs = their_cell(p->theirs, y, x);
	if (!cluster_expand(t->clusters, ours->glyph, cps))
		cps[0] = ' ';
	uint32_t first = theirs.chars[0] ? theirs.chars[0] : ' ';
	bool same = first == cps[0] && ours->width == theirs.width && cps[1] == theirs.chars[1] &&
		    ours->style.bg == their_colour(theirs.bg);
	/* libvterm keeps the pen in places that were erased; only the background shows. It doesn't
	 * tell what is protected. */
	if (ours->glyph)
		same = same && ours->style.fg == their_colour(theirs.fg) &&
		       (ours->style.attrs & ~(uint32_t)CELL_PROTECTED) == their_attrs(&theirs);
	if (!same)
		str_append_format(why, "at %d,%d: U+%04X %x %x %x, libvterm U+%04X %x %x %x", y, x,
				  cps[0], ours->style.fg, ours->style.bg, ours->style.attrs, first,
				  their_colour(theirs.fg), their_colour(theirs.bg),
				  their_attrs(&theirs));
}

/* Says how they differ first, or nothing. */
static void compare(const struct pair *p, struct str *why)
{
	const Terminal *t = p->ours.t;
	VTermPos at;

	for (int y = 0; y < p->height; y++) {
		for (int x = 0; x < p->width && !why->length; x++)
			compare_cell(p, y, x, why);
	}
	vterm_state_get_cursorpos(vterm_obtain_state(p->theirs), &at);
	/* After a wide character in the last columns libvterm's cursor stays on its left half. */
	if (!why->length && !t->pending && ((int)t->y != at.row || (int)t->x != at.col))
		str_append_format(why, "cursor at %u,%u, libvterm %d,%d", t->y, t->x, at.row,
				  at.col);
}

/* libvterm's screen as text. */
static void dump_vterm(const struct pair *p, struct str *out)
{
	for (int y = 0; y < p->height; y++) {
		for (int x = 0; x < p->width; x++) {
			VTermScreenCell c = their_cell(p->theirs, y, x);

			if (c.chars[0] != UINT32_MAX)
				str_append_codepoint(out, c.chars[0] ? c.chars[0] : ' ');
		}
		str_append_string(out, "|\n");
	}
}

static void append_escaped(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_append_format(out, (unsigned char)bytes[i] < 0x20 ? "\\x%02x" : "%c",
				  (unsigned char)bytes[i]);
}

/* Fails the test with both screens, the script up to the step and what differs. */
static void fail_step(const struct pair *p, const struct vterm_script *s, unsigned step,
		      const char *name, const char *why)
{
	struct str shown;

	str_init(&shown);
	str_append_format(&shown, "%s\n%dx%d, ours\n", name, p->width, p->height);
	term_dump_screen(p->ours.t, &shown);
	str_append_string(&shown, "libvterm\n");
	dump_vterm(p, &shown);
	for (unsigned i = step < 3 ? 0 : step - 3; i <= step; i++) {
		size_t start = i ? s->end[i - 1] : 0;

		str_append_format(&shown, "step %u: ", i);
		append_escaped(&shown, s->bytes.text + start, s->end[i] - start);
		str_append_char(&shown, '\n');
	}
	/* cmocka cuts long messages. */
	fputs(shown.text, stderr);
	str_fini(&shown);
	fail_msg("%s, step %u: %s", name, step, why);
}

/* Plays a script to both and compares after each step. */
static void play(struct pair *p, const struct vterm_script *s, const char *name)
{
	struct str why;
	size_t start = 0;

	str_init(&why);
	for (unsigned i = 0; i < VTERM_SCRIPT_STEPS; i++) {
		pair_write(p, s->bytes.text + start, s->end[i] - start);
		start = s->end[i];
		compare(p, &why);
		if (why.length)
			fail_step(p, s, i, name, why.text);
	}
	str_fini(&why);
}

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 10) : otherwise;
}

static bool wanted(const char *kind)
{
	const char *only = getenv("HAIL_VTERM_KIND");

	return !only || !strcmp(only, kind);
}

static void run_script(unsigned kind, unsigned long seed)
{
	char name[80];
	struct vterm_script s;
	struct pair p;

	vterm_script_init(&s, kind, seed);
	snprintf(name, sizeof(name), "HAIL_VTERM_KIND=%s HAIL_VTERM_SEED=%lu",
		 vterm_script_kind(kind), seed);
	pair_init(&p, s.width, s.height);
	play(&p, &s, name);
	pair_fini(&p);
	vterm_script_fini(&s);
}

static unsigned kinds(void)
{
	unsigned n = 0;

	while (vterm_script_kind(n))
		n++;
	return n;
}

static void test_scripts(void **state)
{
	unsigned kind = *(unsigned *)*state;
	unsigned long first = from_environment("HAIL_VTERM_SEED", 1);
	unsigned long count = from_environment("HAIL_VTERM_SCRIPTS", SCRIPTS) / kinds() + 1;

	if (!wanted(vterm_script_kind(kind)))
		skip();
	for (unsigned long i = 0; i < count; i++)
		run_script(kind, first + i);
	printf("%lu scripts of %d steps, seeds %lu to %lu\n", count, VTERM_SCRIPT_STEPS, first,
	       first + count - 1);
}

/* --- Resizes --- */

static void append_colour(struct str *out, uint32_t colour, unsigned base)
{
	if ((colour & CELL_COLOUR_KIND) == CELL_INDEXED)
		str_append_format(out, "\x1b[%u;5;%um", base, colour & 255);
	else if (colour & CELL_COLOUR_KIND)
		str_append_format(out, "\x1b[%u;2;%u;%u;%um", base, colour >> 16 & 255,
				  colour >> 8 & 255, colour & 255);
}

/* The cell as text and attributes, at most 16 parameters in each sequence (libvterm writes beyond
 * its array of them); the cursor moves to the next column. */
static void append_cell(struct str *out, const VTermScreenCell *c)
{
	uint32_t attrs = their_attrs(c), underline = c->attrs.underline;

	str_append_format(out, "\x1b[0%s%s%s%s%s", attrs & CELL_BOLD ? ";1" : "",
			  attrs & CELL_ITALIC ? ";3" : "", attrs & CELL_BLINK ? ";5" : "",
			  attrs & CELL_REVERSE ? ";7" : "", attrs & CELL_STRIKE ? ";9" : "");
	if (underline)
		str_append_format(out, ";4:%u", underline);
	str_append_char(out, 'm');
	append_colour(out, their_colour(c->fg), 38);
	append_colour(out, their_colour(c->bg), 48);
	if (!c->chars[0])
		str_append_string(out, "\x1b[X\x1b[C");
	for (unsigned i = 0; c->chars[i]; i++)
		str_append_codepoint(out, c->chars[i]);
}

/* A new libvterm of the new size that shows the upper left of the old one. */
static void recreate_vterm(struct pair *p, int width, int height)
{
	VTerm *new = start_vterm((unsigned)width, (unsigned)height);
	struct str out;
	VTermPos at;

	str_init(&out);
	str_append_string(&out, "\x1b[?1049h\x1b[?7l");
	for (int y = 0; y < p->height && y < height; y++) {
		str_append_format(&out, "\x1b[%dH", y + 1);
		for (int x = 0; x < p->width && x < width; x++) {
			VTermScreenCell c = their_cell(p->theirs, y, x);

			append_cell(&out, &c);
		}
	}
	vterm_state_get_cursorpos(vterm_obtain_state(p->theirs), &at);
	str_append_format(&out, "\x1b[m\x1b[?7h\x1b[%d;%dH", at.row + 1, at.col + 1);
	write_vterm(new, out.text, out.length);
	vterm_free(p->theirs);
	p->theirs = new;
	p->width = width;
	p->height = height;
	str_fini(&out);
}

static void resize(struct pair *p, unsigned width, unsigned height, const char *name)
{
	struct str why;

	/* Ends a pending wrap, and the pen. */
	pair_write(p, "\r\x1b[m", 4);
	terminal_resize(p->ours.t, width, height);
	recreate_vterm(p, (int)width, (int)height);
	str_init(&why);
	compare(p, &why);
	if (why.length)
		fail_msg("%s, resized to %ux%u: %s", name, width, height, why.text);
	str_fini(&why);
}

/* Scripts of kinds that leave modes as they were, on the alternate screen, each at another size. */
static void run_resized(unsigned long seed)
{
	static const char *const kinds[] = { "addressed", "margins", "edit", "styles" };
	char name[80];
	struct pair p;

	snprintf(name, sizeof(name), "HAIL_VTERM_SEED=%lu", seed);
	pair_init(&p, 30, 10);
	pair_write(&p, "\x1b[?1049h", 8);
	for (unsigned i = 0; i < 5; i++) {
		unsigned width = 5 + (unsigned)(seed * 7 + i * 23) % 50;
		unsigned height = 3 + (unsigned)(seed * 3 + i * 11) % 20, kind = 0;
		struct vterm_script s;

		resize(&p, width, height, name);
		while (strcmp(vterm_script_kind(kind), kinds[(seed + i) % 4]) != 0)
			kind++;
		vterm_script_init_size(&s, kind, seed + i, width, height);
		play(&p, &s, name);
		vterm_script_fini(&s);
	}
	pair_fini(&p);
}

static void test_resizes(void **state)
{
	unsigned long first = from_environment("HAIL_VTERM_SEED", 1);
	unsigned long count = from_environment("HAIL_VTERM_SCRIPTS", SCRIPTS) / 40;

	(void)state;
	for (unsigned long i = 0; i < count; i++)
		run_resized(first + i);
	printf("%lu scripts with 5 sizes each, seeds %lu to %lu\n", count, first,
	       first + count - 1);
}

int main(void)
{
	struct CMUnitTest tests[KINDS_MAX + 1];
	unsigned kind[KINDS_MAX], n = kinds();

	assert_true(n <= KINDS_MAX);
	for (unsigned i = 0; i < n; i++) {
		kind[i] = i;
		tests[i] = (struct CMUnitTest){ .name = vterm_script_kind(i),
						.test_func = test_scripts,
						.initial_state = &kind[i] };
	}
	tests[n] = (struct CMUnitTest)cmocka_unit_test(test_resizes);
	return _cmocka_run_group_tests("vterm", tests, n + 1, NULL, NULL);
}
