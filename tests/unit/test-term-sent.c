/* What the user sends: local echo behind a prompt or on a row of its own. */
#include "unit/unit.h"

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

static void test_echo(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	c.gag = "gag";
	term_case_write(&c, "\x1b[31;4mName: ");
	terminal_echo(c.t, "gag\x1b[0m\tx", 9, 7);
	terminal_echo(c.t, "", 0, 7);
	term_case_write(&c, "ok");
	term_expect_events(&c, "line 0 sent from 6: Name: gag^[[0m    x\nline 1 sent: \n");
	term_expect_lines(&c, "0 Name: gag^[[0m    x\n1 \n2 ok\n");
	assert_int_equal(grid_row(c.t->grid, 0)->cell[5].style.attrs, 1 << CELL_UNDERLINE_SHIFT);
	assert_int_equal(grid_row(c.t->grid, 0)->cell[6].style.attrs, CELL_SENT);
	assert_int_equal(grid_row(c.t->grid, 0)->cell[6].style.fg, 0);
	assert_int_equal(grid_row(c.t->grid, 3)->cell[0].style.fg, CELL_INDEXED | 1);
	assert_int_equal(grid_row(c.t->grid, 1)->time, 7);
	term_case_fini(&c);
}

/* The lines that begin with a prompt, from the newest to the oldest. */
static void expect_prompts(const struct term_case *c, const char *expected)
{
	uint64_t at = terminal_end_line(c->t), newer;
	struct str seen;

	str_init(&seen);
	while (terminal_find_prompt(c->t, at, false, 100, &at)) {
		str_append_format(&seen, "%d ", (int)at);
		if (terminal_find_prompt(c->t, at, true, 100, &newer))
			assert_true(newer > at);
	}
	assert_string_equal(seen.text, expected);
	str_fini(&seen);
}

/* Prompts are known for good: marked ones, and those that a line was sent from. */
static void test_prompts(void **state)
{
	struct term_case c;
	uint64_t found;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "text\r\n10%");
	terminal_prompt(c.t, false); /* a pause alone makes none */
	term_case_write(&c, "\r\n> ");
	terminal_prompt(c.t, true);
	term_case_write(&c, "from another player\r\n> ");
	terminal_echo(c.t, "look", 4, 7);
	term_case_write(&c, "a room\r\nrtr# ");
	terminal_sent(c.t);
	term_case_write(&c, "show it\r\nit\r\n");
	terminal_sent(c.t);
	terminal_echo(c.t, "", 0, 7);
	expect_prompts(&c, "6 4 2 ");
	term_case_write(&c, "\r\n\n\n\n\n\n");
	terminal_resize(c.t, 3, 2);
	expect_prompts(&c, "6 4 2 ");
	assert_false(terminal_find_prompt(c.t, 4, false, 1, &found));
	assert_true(terminal_find_prompt(c.t, 4, false, 2, &found));
	/* What is drawn is no prompt. */
	term_case_write(&c, "\x1b[?1049hfull");
	terminal_sent(c.t);
	term_case_write(&c, "\x1b[?1049l");
	expect_prompts(&c, "6 4 2 ");
	term_case_fini(&c);
}

/* The lines that a line was sent from, from the newest to the oldest. */
static void expect_sent(const struct term_case *c, const char *expected)
{
	uint64_t at = terminal_end_line(c->t);
	struct str seen;

	str_init(&seen);
	while (terminal_find_sent(c->t, at, 100, &at))
		str_append_format(&seen, "%d ", (int)at);
	assert_string_equal(seen.text, expected);
	str_fini(&seen);
}

/* Where a line was sent is known for good, also where nothing stood and on a drawn screen. */
static void test_where_lines_were_sent(void **state)
{
	struct term_case c;
	uint64_t found;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "a long login prompt that wraps: ");
	terminal_sent(c.t); /* not echoed */
	term_case_write(&c, "\r\nmotd\r\n");
	terminal_sent(c.t);
	term_case_write(&c, "\r\nhalf");
	terminal_echo(c.t, "look", 4, 7);
	term_case_write(&c, "a room\r\n> ");
	terminal_prompt(c.t, true); /* nothing was sent from it */
	expect_sent(&c, "4 2 0 ");
	expect_prompts(&c, "6 0 ");
	terminal_sent(c.t);
	/* The prompt is written anew, as by a shell that edits its line. */
	term_case_write(&c, "\r\x1b[K> \x1b[2K\r> ");
	expect_sent(&c, "6 4 2 0 ");
	term_case_write(&c, "\r\n\n\n\n\n\n");
	terminal_resize(c.t, 3, 2);
	terminal_resize(c.t, 20, 4);
	expect_sent(&c, "6 4 2 0 ");
	assert_false(terminal_find_sent(c.t, 4, 1, &found));
	assert_true(terminal_find_sent(c.t, 4, 2, &found));
	term_case_write(&c, "\x1b[H\x1b[2J\x1b[2;3Hmenu:");
	terminal_sent(c.t);
	expect_sent(&c, "10 6 4 2 0 ");
	term_case_fini(&c);
}

/* How local echo "hi" stands after `input` at 20x4; `prompt`: 0 none, 1 marked, 2 by quiet. */
static const struct {
	const char *input;
	int prompt;
	const char *events, *lines;
} cases[] = {
	{ "", 0, "line 0 sent: hi\n", "0 hi\n1 \n" },
	{ "one\r\n", 0, "line 0: one\nline 1 sent: hi\n", "0 one\n1 hi\n2 \n" },
	{ "> ", 1, "line 0 sent from 2: > hi\n", "0 > hi\n1 \n" },
	{ "name:", 2, "line 0 sent from 5: name:hi\n", "0 name:hi\n1 \n" },
	{ "name: ", 0, "line 0 sent from 6: name: hi\n", "0 name: hi\n1 \n" },
	/* An unfinished line of the peer is closed, a prompt that went on is none. */
	{ "half a li", 0, "line 0: half a li\nline 1 sent: hi\n", "0 half a li\n1 hi\n2 \n" },
	{ "50%\r", 0, "line 0: 50%\nline 1 sent: hi\n", "0 50%\n1 hi\n2 \n" },
	/* On a screen drawn by addresses it stands where the cursor is. */
	{ "\x1b[3;1Hfield", 0, "modes addressing\n", "0 \n1 \n2 fieldhi\n3 \n" },
	{ "one\r\ntwo\r\n\x1b[2A\x1b[C", 0, "line 0: one\nline 1: two\n", "0 ohi\n1 two\n" },
};

static void test_where_echo_stands(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct term_case c;

		term_case_init(&c, 20, 4, true, 100);
		term_case_write(&c, cases[i].input);
		if (cases[i].prompt)
			terminal_prompt(c.t, cases[i].prompt == 1);
		terminal_echo(c.t, "hi", 2, 5);
		term_expect_events(&c, cases[i].events);
		term_expect_lines(&c, cases[i].lines);
		term_case_fini(&c);
	}
}

static void test_a_prompt_that_went_on(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "Loading");
	terminal_prompt(c.t, false);
	/* A change of colour writes nothing, text does. */
	term_case_write(&c, "\x1b[m");
	assert_true(c.t->prompt);
	term_case_write(&c, " map 1");
	terminal_echo(c.t, "hi", 2, 5);
	term_expect_lines(&c, "0 Loading map 1\n1 hi\n2 \n");
	/* The unfinished line may be gagged. */
	c.gag = "spam";
	term_case_write(&c, "spam");
	terminal_echo(c.t, "ho", 2, 5);
	term_expect_lines(&c, "0 Loading map 1\n1 hi\n2 ho\n3 \n");
	term_case_fini(&c);
}

/* A mark with nothing before it is shown and told of like any other. */
static void test_a_mark_at_the_start(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	terminal_echo(c.t, "\u0301a", 3, 7);
	term_expect_events(&c, "line 0 sent:  \u0301a\n");
	term_expect_lines(&c, "0  \u0301a\n1 \n");
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_echo),
		cmocka_unit_test(test_prompts),
		cmocka_unit_test(test_where_lines_were_sent),
		cmocka_unit_test(test_where_echo_stands),
		cmocka_unit_test(test_a_prompt_that_went_on),
		cmocka_unit_test(test_a_mark_at_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
