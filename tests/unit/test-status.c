#include "unit/unit.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ui/status.h"

static const struct status full = {
	.session = 1,
	.sessions = 1,
	.name = "sw1.example.net",
	.state = "connected",
	.mode = "char (server ECHO+SGA)",
	.presentation = "+transcript",
	.scrolled = true,
	.unseen = 12,
	.eol = "CR NUL",
	.charset = "UTF-8",
	.menu = "^] menu",
};

static void assert_line(const struct status *s, unsigned width, const char *expected)
{
	struct status_marks marks;
	struct str text;

	str_init(&text);
	status_format(s, width, &text, &marks);
	assert_string_equal(text.text, expected);
	assert_int_equal(utf8_text_width(text.text, text.length), width);
	str_fini(&text);
}

static void test_widths(void **state)
{
	struct status s = full;

	(void)state;
	assert_line(
		&s, 120,
		" sw1.example.net  connected  char (server ECHO+SGA)+transcript  ↑ 12 new  CR NUL "
		"UTF-8                          ^] menu ");
	/* The name gives way before what keys do, line end and character set before the name. */
	assert_line(
		&s, 80,
		" sw1.example.net  connected  char  ↑ 12 new  CR NUL UTF-8               ^] menu ");
	s.presentation = NULL;
	assert_line(&s, 40, " connected  char  ↑ 12 new      ^] menu ");
	assert_line(&s, 20, " char  ↑ 12 ^] menu ");
	s.scrolled = false;
	assert_line(&s, 40, " sw1.example.n  connected  char ^] menu ");
	assert_line(&s, 36, " sw1.examp  connected  char ^] menu ");
	assert_line(&s, 20, " char       ^] menu ");
	assert_line(&s, 8, " char   ");
}

/* What the user has asked for goes last. */
static void test_items(void **state)
{
	struct status s = { .session = 1,
			    .sessions = 1,
			    .name = "127.0.0.1:4000",
			    .trust = "-plain",
			    .state = "connected",
			    .mode = "line",
			    .items = "hp 98  maxhp 120  mp 50",
			    .eol = "CRLF",
			    .charset = "UTF-8",
			    .menu = "^] menu" };

	(void)state;
	assert_line(&s, 80,
		    " 127.0.0.1:4000  -plain  connected  line  hp 98  maxhp 120  mp 50       ^] "
		    "menu ");
	assert_line(&s, 40, " line  hp 98  maxhp 120  mp 50  ^] menu ");
	s.items = "hp 98";
	assert_line(&s, 40, " 127.0.0.1:4000  -  line  hp 98 ^] menu ");
	s.state = "held: the console server";
	assert_line(&s, 40, " 127.0.0.  -  held  line  hp 98 ^] menu ");
}

static void test_every_width_is_exact(void **state)
{
	struct status s = full;

	(void)state;
	s.name = "日本語のホスト";
	s.sessions = 3;
	s.logging = true;
	s.queued = 123456;
	for (unsigned width = 1; width < 200; width++) {
		struct status_marks marks;
		struct str text;

		str_init(&text);
		status_format(&s, width, &text, &marks);
		assert_int_equal(utf8_text_width(text.text, text.length), width);
		str_fini(&text);
	}
}

static void test_states(void **state)
{
	struct status s = { .session = 2,
			    .sessions = 3,
			    .name = "h",
			    .state = "closed",
			    .keys = "^] r reconnects",
			    .menu = "^] menu" };

	(void)state;
	assert_line(&s, 60, " [2/3] h  closed  ^] r reconnects                   ^] menu ");
	/* Why it failed gives way to what can be done, that it failed doesn't. */
	s.state = "failed: nobody there";
	s.failed = true;
	assert_line(&s, 60, " [2/3] h  !failed: nobody there  ^] r reconnects    ^] menu ");
	assert_line(&s, 46, " [2/3] h  !failed: n  ^] r reconnects ^] menu ");
	assert_line(&s, 36, " !failed:   ^] r reconnects ^] menu ");
	assert_line(&s, 34, " !failed  ^] r reconnects ^] menu ");
	assert_line(&s, 24, " !failed: nobod ^] menu ");
	s.failed = false;
	s.state = NULL;
	s.keys = NULL;
	s.name = NULL;
	s.sessions = 1;
	assert_line(&s, 30, "                      ^] menu ");
}

/* Each differs by a sign, and by a style of its own cells. */
static void test_marks(void **state)
{
	static const struct status s = { .sessions = 1,
					 .name = "h",
					 .state = "connected",
					 .trust = "~once",
					 .trust_part = THEME_ACCEPTED,
					 .mode = "hidden (server ECHO)",
					 .hidden = true,
					 .logging = true };
	static const struct status_mark expected[] = { { 4, 5, THEME_ACCEPTED },
						       { 22, 21, THEME_HIDDEN },
						       { 45, 4, THEME_LOG } };
	struct status_marks marks;
	struct str text;

	(void)state;
	str_init(&text);
	status_format(&s, 60, &text, &marks);
	assert_string_equal(text.text,
			    " h  ~once  connected  *hidden (server ECHO)  >log           ");
	assert_int_equal(marks.count, 3);
	assert_memory_equal(marks.marks, expected, sizeof(expected));
	str_clear(&text);
	/* The sign alone stays. */
	status_format(&s, 32, &text, &marks);
	assert_string_equal(text.text, " h  ~  connected  *hidden  >log ");
	str_clear(&text);
	status_format(&(struct status){ .state = "failed: why", .failed = true }, 20, &text,
		      &marks);
	assert_string_equal(text.text, " !failed: why       ");
	assert_int_equal(marks.count, 1);
	assert_int_equal(marks.marks[0].part, THEME_FAILED);
	str_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_every_width_is_exact),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
