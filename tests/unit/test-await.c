/* Text that is waited for in the document (term/await.h). */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "term/await.h"
#include "unit/term-dump.h"

static bool find(struct term_case *c, const char *expression, struct await_place *from,
		 struct str *line)
{
	Regex *re = regex_new(expression, strlen(expression), false, NULL, NULL);
	bool found;

	assert_non_null(re);
	found = await_find(c->t, re, from, line);
	regex_free(re);
	return found;
}

static void test_open_line(void **state)
{
	struct term_case c;
	struct await_place from;
	struct str line;

	(void)state;
	str_init(&line);
	term_case_init(&c, 40, 10, true, 100);
	term_case_write(&c, "old ok\r\nlogin: ");
	from = (struct await_place){ terminal_cursor_line(c.t), 0 };
	assert_false(find(&c, "ok", &from, &line));
	assert_true(find(&c, "login: $", &from, &line));
	assert_string_equal(line.text, "login:");
	assert_false(find(&c, "login: $", &from, &line));
	term_case_write(&c, "\r\nagain\r\nlogin: ");
	assert_true(find(&c, "again\nlog", &from, NULL));
	assert_false(find(&c, "login", &from, NULL));
	assert_true(find(&c, "in", &from, NULL));
	from = await_end(c.t);
	assert_false(find(&c, "[^ ]", &from, NULL));
	term_case_fini(&c);
	str_fini(&line);
}

/* Neither what was sent nor what the client says is the peer's. */
static void test_only_the_peer(void **state)
{
	struct term_case c;
	struct await_place from;

	(void)state;
	term_case_init(&c, 40, 10, true, 100);
	from = await_end(c.t);
	term_case_write(&c, "name: ");
	terminal_echo(c.t, "joe", 3, 0);
	terminal_notice(c.t, "joe is here", 11, 0);
	assert_false(find(&c, "joe", &from, NULL));
	term_case_write(&c, "hi joe");
	assert_true(find(&c, "joe", &from, NULL));
	assert_false(find(&c, ".", &from, NULL));
	term_case_fini(&c);
}

static void assert_last_line(const struct term_case *c, const char *want)
{
	struct str line;

	str_init(&line);
	await_last_line(c->t, &line);
	assert_string_equal(line.text, want);
	str_fini(&line);
}

static void test_last_line(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 40, 3, true, 100);
	assert_last_line(&c, "");
	term_case_write(&c, "one\r\nname: ");
	terminal_echo(c.t, "joe", 3, 0);
	assert_last_line(&c, "name: ");
	term_case_write(&c, "\r\n\r\n\r\n\r\n");
	terminal_notice(c.t, "said by hail", 12, 0);
	assert_last_line(&c, "name: ");
	term_case_write(&c, "two");
	assert_last_line(&c, "two");
	term_case_write(&c, "\033[2J\033[3;5Hmenu\033[1;1H");
	assert_last_line(&c, "    menu");
	term_case_fini(&c);
}

/* Whatever the pieces, in lines that leave the screen, and in a line of many rows. */
static void test_pieces(void **state)
{
	static const char text[] = "a\r\nb\r\nc\r\n0123456789012345678901234567890123456789"
				   "END\r\nd\r\n";

	(void)state;
	for (size_t chunk = 1; chunk < sizeof(text); chunk++) {
		struct await_place from;
		struct term_case c;

		term_case_init(&c, 10, 3, true, 100);
		from = await_end(c.t);
		term_case_write_pieces(&c, text, sizeof(text) - 1, chunk);
		assert_true(find(&c, "(?m)^0.*END$", &from, NULL));
		assert_true(find(&c, "d", &from, NULL));
		term_case_fini(&c);
	}
}

static void test_addressed(void **state)
{
	struct term_case c;
	struct await_place from;

	(void)state;
	term_case_init(&c, 20, 5, false, 100);
	term_case_write(&c, "one\r\ntwo\r\nthree");
	from = await_end(c.t);
	term_case_write(&c, "\033[?1049h\033[1;1Hmenu");
	assert_true(find(&c, "menu", &from, NULL));
	assert_true(find(&c, "menu", &from, NULL));
	term_case_write(&c, "\033[?1049l four");
	assert_false(find(&c, "menu", &from, NULL));
	assert_true(find(&c, "four", &from, NULL));
	term_case_fini(&c);
}

/* A match over several lines of which each comes by itself; what was passed over stays so. */
static void test_goes_on(void **state)
{
	struct await_place from;
	struct term_case c;

	(void)state;
	term_case_init(&c, 40, 10, true, 1000);
	from = await_end(c.t);
	for (int i = 0; i < 100; i++) {
		term_case_write(&c, "line\r\n");
		assert_false(find(&c, "begin(\nx){15}\nend", &from, NULL));
		assert_true(terminal_cursor_line(c.t) - from.line <= AWAIT_LINES);
	}
	term_case_write(&c, "begin\r\n");
	for (int i = 0; i < 15; i++) {
		assert_false(find(&c, "begin(\nx){15}\nend", &from, NULL));
		term_case_write(&c, "x\r\n");
	}
	assert_false(find(&c, "begin(\nx){15}\nend", &from, NULL));
	term_case_write(&c, "end");
	assert_true(find(&c, "begin(\nx){15}\nend", &from, NULL));
	term_case_fini(&c);
}

/* Lines that are gone, and more of them than is looked at. */
static void test_bounds(void **state)
{
	struct await_place from = { 0, 7 };
	struct term_case c;

	(void)state;
	term_case_init(&c, 80, 5, true, 10);
	for (int i = 0; i < 5000; i++)
		term_case_write(&c, "0123456789012345678901234567890123456789012345678901\r\n");
	term_case_write(&c, "end");
	assert_true(find(&c, "end$", &from, NULL));
	from = (struct await_place){ UINT64_MAX, SIZE_MAX };
	assert_true(find(&c, "end$", &from, NULL));
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_line), cmocka_unit_test(test_only_the_peer),
		cmocka_unit_test(test_last_line), cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_addressed), cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
