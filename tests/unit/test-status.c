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
	struct str text;

	str_init(&text);
	status_format(s, width, &text);
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
	assert_line(
		&s, 80,
		" connected  char (server ECHO+SGA)+transcript  ↑ 12 new  CR NUL UTF-8   ^] menu ");
	s.presentation = NULL;
	assert_line(&s, 40, " char (server ECHO+SGA)         ^] menu ");
	assert_line(&s, 20, " char (serv ^] menu ");
	assert_line(&s, 8, " char (s");
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
		struct str text;

		str_init(&text);
		status_format(&s, width, &text);
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
	assert_line(&s, 60, " [2/3] h  failed: nobody there  ^] r reconnects     ^] menu ");
	assert_line(&s, 46, " [2/3] h  failed: no  ^] r reconnects ^] menu ");
	assert_line(&s, 36, " failed: n  ^] r reconnects ^] menu ");
	assert_line(&s, 33, " failed  ^] r reconnects ^] menu ");
	assert_line(&s, 24, " failed: nobody ^] menu ");
	s.state = NULL;
	s.keys = NULL;
	s.name = NULL;
	s.sessions = 1;
	assert_line(&s, 30, "                      ^] menu ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_every_width_is_exact),
		cmocka_unit_test(test_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
