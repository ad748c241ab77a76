#include "unit/term-fixture.h"

#include <string.h>

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
