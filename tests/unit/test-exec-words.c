#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "net/exec-errors.h"
#include "net/exec-words.h"

/* The words as `<one><two>`. */
static void show(const struct exec_words *w, struct str *out)
{
	str_clear(out);
	for (size_t i = 0; i < w->count; i++)
		str_append_format(out, "<%s>", w->words[i]);
	assert_null(w->words[w->count]);
}

static void test_split(void **state)
{
	static const struct {
		const char *command, *expected;
	} cases[] = {
		{ "a", "<a>" },
		{ "  a  b\t\tc\n", "<a><b><c>" },
		{ "a 'b c' d", "<a><b c><d>" },
		{ "a \"b c\" d", "<a><b c><d>" },
		{ "a b\\ c", "<a><b c>" },
		{ "a ''", "<a><>" },
		{ "a \"\" ''b", "<a><><b>" },
		{ "a'b'\"c\"d", "<abcd>" },
		{ "a 'b\\c\"d'", "<a><b\\c\"d>" },
		{ "a \"b'c\\\"d\\\\e\\$f\\`g\\h\"", "<a><b'c\"d\\e$f`g\\h>" },
		{ "a \\'b\\\"", "<a><'b\">" },
		{ "a | b > c; d & $e `f` *", "<a><|><b><>><c;><d><&><$e><`f`><*>" },
		{ "a #b ~ \303\251", "<a><#b><~><\303\251>" },
		{ "a % %x %%", "<a><%><%x><%%>" },
	};
	struct str saw;

	(void)state;
	str_init(&saw);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct exec_words w;
		struct err e = { 0 };

		if (!exec_words_split(cases[i].command, &w, &e))
			fail_msg("%s: %s", cases[i].command, e.text);
		show(&w, &saw);
		assert_string_equal(saw.text, cases[i].expected);
		exec_words_fini(&w);
	}
	str_fini(&saw);
}

static void test_bad(void **state)
{
	static const struct {
		const char *command, *part;
	} cases[] = {
		{ "", "missing" },
		{ " \t ", "missing" },
		{ "''", "missing" },
		{ "'' a", "missing" },
		{ "a 'b", "quote (') in the command is not closed" },
		{ "a \"b", "quote (\") in the command is not closed" },
		{ "a \"b\\\"", "not closed" },
		{ "a \"\\", "not closed" },
		{ "a \\", "backslash" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct exec_words w;
		struct err e = { 0 };

		if (exec_words_split(cases[i].command, &w, &e) || e.kind != ERR_USAGE ||
		    !strstr(e.text, cases[i].part) || w.words)
			fail_msg("%s: expected \"%s\", saw \"%s\"", cases[i].command, cases[i].part,
				 e.text);
	}
}

static void expect_expanded(const char *command, const char *host, const char *expected)
{
	struct exec_words w;
	struct err e = { 0 };
	struct str saw;

	str_init(&saw);
	assert_true(exec_words_split(command, &w, &e));
	if (!exec_words_expand(&w, host, "23", &e))
		fail_msg("%s: %s", command, e.text);
	show(&w, &saw);
	assert_string_equal(saw.text, expected);
	exec_words_fini(&w);
	str_fini(&saw);
}

/* A host is never more than a part of a word, and nothing in it has a meaning. */
static void test_expand(void **state)
{
	static const char *const hostile[] = { "-oProxyCommand=x", "a\nb", "a\rb", "\033[m" };

	(void)state;
	expect_expanded("ssh -W %h:%p jump", "h", "<ssh><-W><h:23><jump>");
	expect_expanded("a %%h %%%h %% %x %", "h", "<a><%h><%h><%><%x><%>");
	expect_expanded("nc '%h' \"%p\"", "h", "<nc><h><23>");
	expect_expanded("nc %h", "a b;c 'd' \"e\" $(f) %p%%", "<nc><a b;c 'd' \"e\" $(f) %p%%>");
	expect_expanded("nc %h", "", "<nc><>");
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		struct exec_words w;
		struct err e = { 0 };

		assert_true(exec_words_split("nc %h %p", &w, &e));
		assert_false(exec_words_expand(&w, hostile[i], "23", &e));
		assert_int_equal(e.kind, ERR_USAGE);
		assert_false(exec_words_expand(&w, "h", hostile[i], &e));
		exec_words_fini(&w);
	}
}

/* What is added, in pieces of any size, ends with this line. */
static void expect_last(const char *text, size_t chunk, const char *last)
{
	struct exec_errors x;
	size_t n = strlen(text);

	exec_errors_init(&x);
	for (size_t i = 0; i < n; i += chunk)
		exec_errors_add(&x, text + i, n - i < chunk ? n - i : chunk);
	exec_errors_end(&x);
	assert_string_equal(x.last.text, last);
	exec_errors_fini(&x);
}

static void test_errors(void **state)
{
	static const size_t chunks[] = { 1, 2, 3, 1000 };
	struct str text, expected;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		expect_last("", chunks[i], "");
		expect_last("a\nb", chunks[i], "b");
		expect_last("a\r\n\n \t\nb \t\n", chunks[i], "b");
		expect_last("b\n \t\r\n", chunks[i], "b");
		expect_last("\033[31ma\tb\001c\177\n", chunks[i], "?[31ma b?c?");
		expect_last("\303\251\n", chunks[i], "\303\251");
		expect_last("\302\233m\n", chunks[i], "?m");
		expect_last("\377x\n", chunks[i], "?x");
		expect_last("x\n\303", chunks[i], "?");
	}
	str_init(&text);
	str_init(&expected);
	for (int i = 0; i < 300; i++)
		str_append_char(&text, 'x');
	str_append(&expected, text.text, EXEC_ERRORS_LINE_MAX);
	expect_last(text.text, 9, expected.text);
	str_append_string(&text, "\ny");
	expect_last(text.text, 9, "y");
	str_fini(&text);
	str_fini(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
