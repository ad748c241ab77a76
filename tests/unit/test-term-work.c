/* The count of what bytes cost: it rises with the cells that a sequence makes us touch. */
#include "unit/unit.h"

#include <string.h>

#include "unit/term-dump.h"

enum { WIDTH = 500, HEIGHT = 200, CELLS = WIDTH * HEIGHT, TIMES = 20 };

/* After `before`, each `sequence` touches at least `cells`, and at most eight times as many. */
static const struct {
	const char *before, *sequence;
	uint64_t cells;
} cases[] = {
	{ "", "\x1b#8", CELLS },
	{ "", "\x1b#8\x1b[H\x1b[J", 3 * (uint64_t)CELLS },
	{ "",
	  "\x1b#8\x1b"
	  "c",
	  3 * (uint64_t)CELLS },
	{ "\x1b[44m", "\x1b[H\x1b[2J", CELLS },
	{ "\x1b[44m", "\x1b[200S", CELLS },
	{ "\x1b[44m", "\x1b[200T", CELLS },
	{ "\x1b[44m", "\x1b[H\x1b[200L", CELLS },
	{ "\x1b[44m", "\x1b[H\x1b[200M", CELLS },
	{ "\x1b[2;200r", "\x1b[S", HEIGHT },
	{ "\x1b[2;200r", "\x1b[T", HEIGHT },
	{ "\x1b[44m", "\x1b[H\x1b[0J", CELLS },
	{ "\x1b[44m\x1b[200H", "\x1b[1J", CELLS - WIDTH },
	{ "", "\r\x1b[@", WIDTH },
	{ "", "\r\x1b[P", WIDTH },
	{ "\x1b[44m", "\x1b[2K", WIDTH },
	{ "\x1b[44m", "\r\x1b[X\x1b[500X", WIDTH },
	{ "", "\rx\x1b[499b", WIDTH },
	{ "\x1b[44m\x1b[200H", "\n", WIDTH },
	{ "\x1b[3g", "\r\t", WIDTH - 1 },
	{ "\x1b[3g", "\x1b[500G\x1b[Z", WIDTH - 1 },
	{ "", "\x1b[500Gxx\x1b[A", WIDTH },
	{ "\n\n\n\x1b[499Cx\r\x1b[3A", "\x1b[A\n", WIDTH },
	{ "\x1b[44m", "\x1b[?1049h\x1b[2J\x1b[?1049l", CELLS },
	{ "", "\x1b[35$x", CELLS },
	{ "\x1b[44m", "\x1b[$z", CELLS },
	{ "\x1b[1\"q\x1b[44m", "\x1b[${", CELLS },
	{ "\x1b[1\"q\x1b[44m", "\x1b[?2J", CELLS },
	{ "", "\x1b[1;1;200;499;1;1;2;1$v", CELLS - HEIGHT },
	{ "", "\x1b[;;;;1$r", CELLS },
	{ "", "\x1b[;;;;1$t", CELLS },
	{ "", "\x1b[1;1*y", CELLS },
	{ "\x1b[?69h\x1b[2;500s", "\x1b[S", CELLS - WIDTH },
	{ "\x1b[?69h\x1b[2;500s", "\x1b[T", CELLS - WIDTH },
	{ "", "\x1b[ @", CELLS },
	{ "", "\x1b[H\x1b['}", CELLS },
	/* What is cheap isn't counted as work. */
	{ "", "plain text and a line\r\n", 24 },
	{ "", "\x1b[31m", 4 },
	{ "", "\x1b[5;5H", 6 },
};

static void test_sequences(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct term_case c;

		term_case_init(&c, WIDTH, HEIGHT, false, 100);
		term_case_write(&c, cases[i].before);
		uint64_t before = terminal_work(c.t);
		for (unsigned n = 0; n < TIMES; n++)
			term_case_write(&c, cases[i].sequence);
		uint64_t each = (terminal_work(c.t) - before) / TIMES;
		if (each < cases[i].cells || each > 8 * cases[i].cells)
			fail_msg("case %zu: expected %llu cells or some more, saw %llu", i,
				 (unsigned long long)cases[i].cells, (unsigned long long)each);
		term_case_fini(&c);
	}
}

/* A long line that is told of again and again costs its length each time. */
static void test_a_long_line(void **state)
{
	struct term_case c;
	char text[40000];

	(void)state;
	memset(text, 'x', sizeof(text));
	term_case_init(&c, 80, 4, false, 100);
	terminal_write(c.t, text, sizeof(text), 0);
	uint64_t before = terminal_work(c.t);
	term_case_write(&c, "\n");
	assert_true(terminal_work(c.t) - before >= sizeof(text));
	/* Who is told of a prompt reads all of the open line. */
	terminal_write(c.t, text, sizeof(text), 0);
	before = terminal_work(c.t);
	terminal_prompt(c.t, true);
	assert_true(terminal_work(c.t) - before >= sizeof(text));
	term_case_fini(&c);
}

/* REP may ask for much once, but not again and again; how the bytes are cut means nothing. */
static void test_repeating(void **state)
{
	enum { FLOOD = 2000 };
	static const char ask[] = "\x1b[65535b";
	struct term_case whole, split;
	struct str flood, a, b;

	(void)state;
	str_init(&flood);
	str_init(&a);
	str_init(&b);
	str_append_char(&flood, 'x');
	for (unsigned i = 0; i < FLOOD; i++)
		str_append_string(&flood, ask);
	term_case_init(&whole, 80, 24, false, 100000);
	term_case_init(&split, 80, 24, false, 100000);
	terminal_write(whole.t, flood.text, 1 + strlen(ask), 0);
	term_dump_text(whole.t, &a);
	assert_int_equal(a.length, 65536 + terminal_end_line(whole.t) - 1);
	terminal_write(whole.t, flood.text + 1 + strlen(ask), flood.length - 1 - strlen(ask), 0);
	for (size_t i = 0; i < flood.length; i++)
		terminal_write(split.t, flood.text + i, 1, 0);
	assert_true(terminal_work(whole.t) < 8 * (65536 + (uint64_t)flood.length * 80 * 24 / 8));
	str_clear(&a);
	term_dump_all(whole.t, &a);
	term_dump_all(split.t, &b);
	assert_string_equal(a.text, b.text);
	str_fini(&flood);
	str_fini(&a);
	str_fini(&b);
	term_case_fini(&whole);
	term_case_fini(&split);
}

static void test_it_never_falls(void **state)
{
	struct term_case c;
	uint64_t last = 0;

	(void)state;
	term_case_init(&c, 80, 24, false, 100);
	for (unsigned i = 0; i < 60; i++) {
		term_case_write(&c, i % 3 ? "\x1b[?1049h\x1b#8" : "text\r\n\x1b[?1049l");
		terminal_resize(c.t, 20 + i % 7 * 30, 3 + i % 5 * 10);
		if (i % 10 == 9)
			terminal_begin(c.t, 0);
		assert_true(terminal_work(c.t) > last);
		last = terminal_work(c.t);
	}
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_a_long_line),
		cmocka_unit_test(test_repeating),
		cmocka_unit_test(test_it_never_falls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
