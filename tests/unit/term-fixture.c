#include "unit/term-fixture.h"

#include <string.h>

#include "term/terminal-private.h"
#include "unit/unit.h"

static void expect(const char *what, const char *saw, const char *expected)
{
	if (strcmp(saw, expected) != 0)
		fail_msg("%s: expected\n%s\nsaw\n%s", what, expected, saw);
}

void term_expect_events(struct term_case *c, const char *expected)
{
	expect("events", c->events.text, expected);
	str_clear(&c->events);
}

void term_expect_lines(const struct term_case *c, const char *expected)
{
	struct str out;

	str_init(&out);
	term_dump_lines(c->t, &out);
	expect("lines", out.text, expected);
	str_fini(&out);
	term_check(c->t);
}

void term_expect_open(const struct term_case *c, const char *expected)
{
	struct str out;

	str_init(&out);
	terminal_open_line(c->t, &out);
	expect("open line", out.text, expected);
	str_fini(&out);
}

void term_expect_screen(const struct term_case *c, const char *what, const char *expected)
{
	struct str out;

	str_init(&out);
	term_dump_screen(c->t, &out);
	expect(what, out.text, expected);
	str_fini(&out);
	term_check(c->t);
}

void term_expect_examples(const struct term_example *examples, size_t n, unsigned width,
			  unsigned height)
{
	for (const struct term_example *x = examples; x < examples + n; x++) {
		struct term_case c;

		term_case_init(&c, width, height, false, 100);
		term_case_write(&c, x->input);
		term_expect_screen(&c, x->name, x->screen);
		if (c.t->y + 1 != x->row || c.t->x + 1 != x->column)
			fail_msg("%s: cursor at %u;%u, expected %u;%u", x->name, c.t->y + 1,
				 c.t->x + 1, x->row, x->column);
		term_case_fini(&c);
	}
}

/* All that counts after `input` in pieces of `chunk` bytes. */
static void dump_input(const char *input, size_t chunk, unsigned width, unsigned height,
		       bool line_mode, struct str *out)
{
	struct term_case c;

	term_case_init(&c, width, height, line_mode, 100);
	term_case_write_pieces(&c, input, strlen(input), chunk);
	str_clear(out);
	term_dump_all(c.t, out);
	str_append(out, c.events.text, c.events.length);
	term_case_fini(&c);
}

void term_expect_examples_in_pieces(const struct term_example *examples, size_t n, unsigned width,
				    unsigned height)
{
	static const size_t chunks[] = { 1, 2, 3, 7 };
	struct str whole, parts;

	str_init(&whole);
	str_init(&parts);
	for (size_t i = 0; i < 2 * n; i++) {
		const struct term_example *x = &examples[i / 2];

		dump_input(x->input, SIZE_MAX, width, height, i & 1, &whole);
		for (size_t k = 0; k < sizeof(chunks) / sizeof(chunks[0]); k++) {
			dump_input(x->input, chunks[k], width, height, i & 1, &parts);
			if (strcmp(whole.text, parts.text))
				fail_msg("%s in pieces of %zu: expected\n%s\nsaw\n%s", x->name,
					 chunks[k], whole.text, parts.text);
		}
	}
	str_fini(&whole);
	str_fini(&parts);
}
