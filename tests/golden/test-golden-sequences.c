/*
 * What control sequences do to a terminal in char mode. Lines of a script:
 *
 *     size WIDTH HEIGHT   of the terminals below; 20 5 at first
 *     write TEXT          a new terminal takes TEXT: \e ESC, \n LF, \r CR, \b BS, \t HT, \xHH a
 * byte,
 *                         \\ a backslash; a blank is \s at the end and may be anywhere
 *     resize WIDTH HEIGHT the terminal changes its size
 *     more TEXT           the same terminal takes more
 *
 * What comes of it: the rows down to the last that isn't blank, behind a bar, blanks at their ends
 * cut; what isn't in the default style, as `attributes ROW,FROM-TO ...`; the cursor, counted from
 * 1; what was answered, as `reply`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "golden/golden.h"
#include "term/terminal-private.h"
#include "unit/term-dump.h"
#include "unit/unit.h"

struct scene {
	size_t chunk; /* bytes a call */
	unsigned width, height;
	bool open;
	struct term_case c;
};

static void *open_scene(unsigned variant)
{
	static const size_t chunks[] = { SIZE_MAX, 1, 3 };
	struct scene *s = mem_calloc(1, sizeof(*s));

	s->chunk = chunks[variant];
	s->width = 20;
	s->height = 5;
	return s;
}

static void close_terminal(struct scene *s)
{
	if (s->open)
		term_case_fini(&s->c);
	s->open = false;
}

static void close_scene(void *self)
{
	close_terminal(self);
	free(self);
}

/* The byte that an escape means, past which *text is left. */
static char unescape(const char **text)
{
	char c = *(*text)++, digits[3] = { 0 };

	switch (c) {
	case 'e': return '\x1b';
	case 'n': return '\n';
	case 'r': return '\r';
	case 'b': return '\b';
	case 't': return '\t';
	case 's': return ' ';
	case 'x':
		memcpy(digits, *text, 2);
		*text += 2;
		return (char)strtoul(digits, NULL, 16);
	default: return c;
	}
}

static void write_text(struct scene *s, const char *text)
{
	struct str bytes;

	str_init(&bytes);
	while (*text) {
		char c = *text++;

		str_append_char(&bytes, c == '\\' ? unescape(&text) : c);
	}
	for (size_t at = 0, n; at < bytes.length; at += n) {
		n = bytes.length - at < s->chunk ? bytes.length - at : s->chunk;
		terminal_write(s->c.t, bytes.text + at, n, 1000);
	}
	str_fini(&bytes);
}

static void append_colour(struct str *out, const char *name, uint32_t colour)
{
	if (colour)
		str_append_format(out, "%s%s%x", out->length ? " " : "", name,
				  colour & ~(uint32_t)CELL_COLOUR_KIND);
}

/* A style in words; empty for the default. Blanks show no colour of their own. */
static void append_style(struct str *out, const struct cell *cell)
{
	static const char *const names[] = { "bold",    "dim",     "italic", "blink",
					     "reverse", "conceal", "strike", "overline" };
	static const char *const underlines[] = { "",       "underline", "double", "curly",
						  "dotted", "dashed",    "?",      "?" };
	uint32_t attrs = cell->style.attrs;

	for (unsigned i = 0; i < 8; i++) {
		if (attrs >> i & 1)
			str_append_format(out, "%s%s", out->length ? " " : "", names[i]);
	}
	if (attrs & CELL_UNDERLINE_MASK)
		str_append_format(
			out, "%s%s", out->length ? " " : "",
			underlines[(attrs & CELL_UNDERLINE_MASK) >> CELL_UNDERLINE_SHIFT]);
	append_colour(out, "colour ", cell->style.fg);
	append_colour(out, "on ", cell->style.bg);
}

static void say_styles(const Terminal *t, unsigned y, struct str *out)
{
	struct str style, next;
	unsigned start = 0;

	str_init(&style);
	str_init(&next);
	for (unsigned x = 0; x <= t->grid->width; x++) {
		str_clear(&next);
		if (x < t->grid->width)
			append_style(&next, &grid_row(t->grid, y)->cell[x]);
		if (x && x < t->grid->width && style.length == next.length &&
		    (!style.length || strcmp(style.text, next.text) == 0))
			continue;
		if (style.length)
			golden_say(out, "%s %u,%u-%u", style.text, y + 1, start + 1, x);
		str_clear(&style);
		str_append(&style, next.length ? next.text : "", next.length);
		start = x;
	}
	str_fini(&style);
	str_fini(&next);
}

static void say_screen(struct scene *s, struct str *out)
{
	const Terminal *t = s->c.t;
	struct str rows;

	term_check(t);
	str_init(&rows);
	term_dump_screen(t, &rows);
	for (char *rest = rows.text, *row; rows.length && (row = strsep(&rest, "\n")) && rest;)
		golden_say(out, "|%s", row);
	for (unsigned y = 0; y < t->grid->height; y++)
		say_styles(t, y, out);
	golden_say(out, "cursor %u,%u", t->y + 1, t->x + 1);
	str_fini(&rows);
	/* Other events have tests of their own. */
	for (char *rest = s->c.events.text, *line;
	     s->c.events.length && (line = strsep(&rest, "\n"));) {
		if (strncmp(line, "reply ", 6) == 0)
			golden_say(out, "%s", line);
	}
	str_clear(&s->c.events);
}

static void play_line(void *self, const char *line, struct str *out)
{
	struct scene *s = self;

	if (sscanf(line, "size %u %u", &s->width, &s->height) == 2)
		return;
	if (strncmp(line, "write ", 6) == 0) {
		close_terminal(s);
		term_case_init(&s->c, s->width, s->height, false, 100);
		s->open = true;
		write_text(s, line + 6);
	} else if (s->open && strncmp(line, "more ", 5) == 0) {
		write_text(s, line + 5);
	} else if (s->open && sscanf(line, "resize %u %u", &s->width, &s->height) == 2) {
		terminal_resize(s->c.t, s->width, s->height);
	} else {
		fail_msg("unknown line: %s", line);
	}
	say_screen(s, out);
}

int main(void)
{
	static const struct golden_player player = { 3, open_scene, play_line, close_scene };

	return golden_main("sequences", &player);
}
