/* What the terminal blocked: counts by kind, and examples as they came however they were cut. */
#include "unit/unit.h"

#include <string.h>

#include "unit/term-fixture.h"

/* Input, the kind it counts as, the newest example and how many bytes came. */
static const struct {
	const char *input;
	enum blocked_kind kind;
	const char *example;
	uint64_t length;
} cases[] = {
	{ "\x1b]52;c;eA==\x07", BLOCKED_CLIPBOARD, "\x1b]52;c;eA==\x07", 12 },
	{ "text\x1b]52;c;eA==\x1b\\more", BLOCKED_CLIPBOARD, "\x1b]52;c;eA==\x1b\\", 13 },
	{ "\x1bPq#0;2;0;0;0\x1b\\", BLOCKED_STRINGS, "\x1bPq#0;2;0;0;0\x1b\\", 15 },
	{ "\x1b_an application's command, and a long one\x1b\\", BLOCKED_STRINGS,
	  "\x1b_an application's command, and ", 44 },
	{ "\x1b]1;icon\x07", BLOCKED_TITLES, "\x1b]1;icon\x07", 9 },
	{ "\x1b[00021t", BLOCKED_REPORTS, "\x1b[00021t", 8 },
	{ "\x1b[>0;1;2c", BLOCKED_REPORTS, "\x1b[>0;1;2c", 9 },
	{ "\x05", BLOCKED_REPORTS, "\x05", 1 },
	{ "a\x1b[?1001hb", BLOCKED_SEQUENCES, "\x1b[?1001h", 8 },
	{ "\x1b[1;99999999999:3;y", BLOCKED_SEQUENCES, "\x1b[1;99999999999:3;y", 19 },
	{ "\x1b[3J", BLOCKED_SEQUENCES, "\x1b[3J", 4 },
	{ "\x1b%G", BLOCKED_SEQUENCES, "\x1b%G", 3 },
	/* Broken off by CAN, by another sequence, by text. */
	{ "\x1b[1;2\x18", BLOCKED_SEQUENCES, "\x1b[1;2\x18", 6 },
	{ "\x1b[1;2\x1b[m", BLOCKED_SEQUENCES, "\x1b[1;2", 5 },
	{ "\x1b[1;2\xc3\xa9", BLOCKED_SEQUENCES, "\x1b[1;2", 5 },
	{ "\x1b]0;t\x1b[5z", BLOCKED_SEQUENCES, "\x1b[5z", 4 },
	{ "\xc2\x85", BLOCKED_SEQUENCES, "\xc2\x85", 2 },
	{ "a\x01", BLOCKED_CONTROLS, "\x01", 1 },
	{ "\x1b[3\x01m", BLOCKED_CONTROLS, "\x01", 1 },
	{ "a\xff", BLOCKED_INVALID, "\xff", 1 },
};

static void check(size_t i, size_t chunk)
{
	struct term_case c;
	size_t n = strlen(cases[i].input);
	const struct blocked_example *e;

	term_case_init(&c, 10, 4, true, 100);
	term_case_write_pieces(&c, cases[i].input, n, chunk);
	e = blocked_example(terminal_blocked(c.t), cases[i].kind, 0);
	if (!e || e->kept != strlen(cases[i].example) || e->length != cases[i].length ||
	    memcmp(e->bytes, cases[i].example, e->kept) != 0)
		fail_msg("case %zu in pieces of %zu: expected %zu of %llu bytes, saw %zu of %llu: "
			 "%.*s",
			 i, chunk, strlen(cases[i].example), (unsigned long long)cases[i].length,
			 e ? e->kept : 0, e ? (unsigned long long)e->length : 0,
			 e ? (int)e->kept : 0, e ? e->bytes + 1 : "");
	term_case_fini(&c);
}

static void test_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t chunk = 1; chunk < 50; chunk++)
			check(i, chunk);
	}
}

/* Three examples of a kind are kept, the newest first; the count goes on. */
static void test_the_last_ones_are_kept(void **state)
{
	struct term_case c;
	const struct blocked *b;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	b = terminal_blocked(c.t);
	assert_null(blocked_example(b, BLOCKED_SEQUENCES, 0));
	term_case_write(&c, "\x1b[1z\x1b[2z");
	assert_non_null(blocked_example(b, BLOCKED_SEQUENCES, 1));
	assert_null(blocked_example(b, BLOCKED_SEQUENCES, 2));
	term_case_write(&c, "\x1b[3z\x1b[4z\x1b[5z");
	assert_int_equal(b->count[BLOCKED_SEQUENCES], 5);
	for (unsigned i = 0; i < BLOCKED_EXAMPLES; i++)
		assert_int_equal(blocked_example(b, BLOCKED_SEQUENCES, i)->bytes[2], '5' - (int)i);
	assert_null(blocked_example(b, BLOCKED_SEQUENCES, BLOCKED_EXAMPLES));
	term_case_fini(&c);
}

static void test_kinds_have_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < BLOCKED_KINDS; i++) {
		assert_true(strlen(blocked_name(i)) > 0 && strlen(blocked_name(i)) < 12);
		assert_true(strlen(blocked_meaning(i)) > strlen(blocked_name(i)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_the_last_ones_are_kept),
		cmocka_unit_test(test_kinds_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
