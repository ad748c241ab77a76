#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "edit/complete.h"

struct fixture {
	Line *line;
	Completion *c;
};

static struct fixture begin(const char *text)
{
	struct fixture f = { line_new(NULL), completion_new() };

	line_insert(f.line, text, strlen(text));
	completion_begin(f.c, f.line, completion_word_start(text, strlen(text)));
	return f;
}

static void end(struct fixture *f)
{
	completion_free(f->c);
	line_free(f->line);
}

static void add(Completion *c, const char *text, bool fold)
{
	completion_add(c, text, strlen(text), fold);
}

static void assert_candidates(const Completion *c, const char *const *expected, size_t count)
{
	for (size_t i = 0; i < completion_count(c); i++) {
		if (i >= count || strcmp(completion_get(c, i), expected[i]) != 0)
			fail_msg("candidate %zu: \"%s\", expected \"%s\"", i, completion_get(c, i),
				 i < count ? expected[i] : "none");
	}
	assert_int_equal(completion_count(c), count);
}

static void test_which_candidates_count(void **state)
{
	static const char *const expected[] = { "deal", "Dead" };
	struct fixture f = begin("say dea");

	(void)state;
	add(f.c, "deal", false);
	add(f.c, "dea", false);
	add(f.c, "Dead", false);
	add(f.c, "Dead", true);
	add(f.c, "deal", true);
	add(f.c, "de", true);
	add(f.c, "ideal", true);
	completion_add(f.c, "dea\0l", 5, false);
	assert_candidates(f.c, expected, 2);
	end(&f);
}

static void test_tab_goes_round(void **state)
{
	static const char *const expected[] = { "x dead", "x deal", "x de", "x dead" };
	struct fixture f = begin("x de");

	(void)state;
	add(f.c, "dead", false);
	add(f.c, "deal", false);
	assert_false(completion_active(f.c));
	for (size_t i = 0; i < 4; i++) {
		assert_true(completion_apply(f.c, f.line));
		assert_true(completion_active(f.c));
		assert_string_equal(line_text(f.line), expected[i]);
		assert_int_equal(line_cursor(f.line), strlen(expected[i]));
		assert_int_equal(completion_current(f.c), i == 2 ? -1 : (long)(i % 3));
	}
	line_do(f.line, LINE_UNDO);
	assert_string_equal(line_text(f.line), "x de");
	end(&f);
}

static void test_the_text_behind_the_cursor_stays(void **state)
{
	struct fixture f = { line_new(NULL), completion_new() };

	(void)state;
	line_insert(f.line, "go no fast", 10);
	for (int i = 0; i < 5; i++)
		line_do(f.line, LINE_LEFT);
	completion_begin(f.c, f.line, 3);
	add(f.c, "north", false);
	assert_true(completion_apply(f.c, f.line));
	assert_string_equal(line_text(f.line), "go north fast");
	assert_int_equal(line_cursor(f.line), 8);
	end(&f);
}

static void test_nothing_to_complete(void **state)
{
	struct fixture f = begin("xyz");

	(void)state;
	assert_false(completion_apply(f.c, f.line));
	assert_string_equal(line_text(f.line), "xyz");
	assert_int_equal(completion_current(f.c), -1);
	end(&f);
}

/* Keys came between without completion_reset: the line is left alone. */
static void test_a_line_that_changed_is_left_alone(void **state)
{
	struct fixture f = begin("de");

	(void)state;
	add(f.c, "dead", false);
	add(f.c, "deal", false);
	assert_true(completion_apply(f.c, f.line));
	line_set(f.line, "no", 2);
	assert_false(completion_apply(f.c, f.line));
	assert_string_equal(line_text(f.line), "no");
	assert_int_equal(completion_count(f.c), 0);
	end(&f);
}

/* From the last to the first, without the quotes and full stops around them. */
static void test_words_of_a_text(void **state)
{
	static const struct {
		const char *line, *text, *expected[5];
	} cases[] = {
		{ "kill dr",
		  "dr\xc3\xa9 (dr@x.org) drum 'Dragonfly', dream-time.",
		  { "dream-time", "Dragonfly", "drum", "dr@x.org", "dr\xc3\xa9" } },
		{ "kill dr", "Drum drum Drum", { "Drum", "drum" } },
		{ "x ", "''don't'' and: \xff /usr/share ...", { "/usr/share", "and", "don't" } },
		{ "dr", "", { NULL } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f = begin(cases[i].line);
		size_t count = 0;

		while (count < 5 && cases[i].expected[count])
			count++;
		completion_add_words(f.c, cases[i].text, strlen(cases[i].text));
		assert_candidates(f.c, cases[i].expected, count);
		end(&f);
	}
}

static void test_where_a_word_starts(void **state)
{
	static const struct {
		const char *text;
		size_t start;
	} cases[] = {
		{ "", 0 },
		{ "abc", 0 },
		{ "abc def", 4 },
		{ "abc ", 4 },
		{ "cd /usr/lo", 3 },
		{ "say 'hel", 5 },
		{ "(caf\xc3\xa9", 1 },
		{ "a=b", 2 },
		{ "x\xff"
		  "y",
		  2 },
		{ "/he", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t start = completion_word_start(cases[i].text, strlen(cases[i].text));

		if (start != cases[i].start)
			fail_msg("\"%s\": %zu, expected %zu", cases[i].text, start, cases[i].start);
	}
}

static void test_a_masked_line_is_not_completed(void **state)
{
	struct fixture f = { line_new(NULL), completion_new() };

	(void)state;
	line_mask(f.line);
	line_insert(f.line, "sec", 3);
	completion_begin(f.c, f.line, 0);
	add(f.c, "secret", false);
	completion_add_words(f.c, "second", 6);
	assert_int_equal(completion_count(f.c), 0);
	assert_false(completion_apply(f.c, f.line));
	end(&f);
}

static void test_many_candidates(void **state)
{
	struct fixture f = begin("");
	char name[16];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "w%d", i);
		add(f.c, name, true);
	}
	assert_int_equal(completion_count(f.c), 1000);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_candidates_count),
		cmocka_unit_test(test_tab_goes_round),
		cmocka_unit_test(test_the_text_behind_the_cursor_stays),
		cmocka_unit_test(test_nothing_to_complete),
		cmocka_unit_test(test_a_line_that_changed_is_left_alone),
		cmocka_unit_test(test_words_of_a_text),
		cmocka_unit_test(test_where_a_word_starts),
		cmocka_unit_test(test_a_masked_line_is_not_completed),
		cmocka_unit_test(test_many_candidates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
