/* The sieve before the rules: what an expression matches it lets through, and little else. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "rules/sieve.h"

static const struct {
	const char *expression;
	bool caseless;
} expressions[] = {
	{ "abc", false },
	{ "ABC", false },
	{ "abc", true },
	{ "(?i)Xabc", false },
	{ "b", false },
	{ "bcd|cd", false },
	{ "(re|dis)connect", false },
	{ "ab?c", false },
	{ "^\\w+ tells you", false },
	{ "a common beginning one", false },
	{ "a common beginning two", false },
	{ "kelvins", true },
	{ "\xc3\xa9t\xc3\xa9", false },
	{ "\xc3\xa9t\xc3\xa9", true },
	{ "\\d+", false },
	{ "", false },
	{ "abcabd", false },
	{ "cab", false },
	{ "^(\\w+) (arrives|leaves)\\.$", false },
	{ "^foo (\\d+)|^bar (?<x>\\w+)|(?:baz)+q", false },
	{ "(yes|no)?zq", false },
	{ "a\\.b\\*c", false },
	{ "x{0}abcd", false },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
	  false },
};

static const char *const texts[] = {
	"",
	"b",
	"abc",
	"xABCx",
	"xabcabcabd",
	"bcdcd",
	"cd",
	"reconnect, disconnect",
	"ac",
	"Ann tells you",
	"a common beginning one",
	"A COMMON beginning two",
	"\xe2\x84\xaa"
	"elvin\xc5\xbf",
	"\xe2\x84\xaa"
	"elvins",
	"KELVINS",
	"\xc3\xa9t\xc3\xa9",
	"\xc3\x89T\xc3\x89",
	"1",
	"Ann arrives.",
	"Ann arrived.",
	"bar 5",
	"bazbazq",
	"foo 5",
	"zq",
	"a.b*c",
	"abcd",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
	"\xff\x80",
};

enum { EXPRESSIONS = sizeof(expressions) / sizeof(*expressions) };

static bool lets_through(Sieve *s, size_t i, const char *text, size_t n)
{
	return sieve_run(s, text, n)[i / 64] >> i % 64 & 1;
}

/* The same through a sieve of many, where the expression stands at several places. */
static Sieve *make(size_t copies)
{
	Sieve *s = sieve_new(EXPRESSIONS * copies);

	for (size_t i = 0; i < EXPRESSIONS * copies; i++) {
		const char *text = expressions[i % EXPRESSIONS].expression;

		sieve_add_expression(s, i, text, strlen(text),
				     expressions[i % EXPRESSIONS].caseless);
	}
	sieve_build(s);
	return s;
}

static void check_all(Sieve *s, size_t copies)
{
	for (size_t i = 0; i < EXPRESSIONS * copies; i++) {
		const char *expression = expressions[i % EXPRESSIONS].expression;
		Regex *r = regex_new(expression, strlen(expression),
				     expressions[i % EXPRESSIONS].caseless, NULL, NULL);

		assert_non_null(r);
		for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++) {
			size_t n = strlen(texts[t]);

			if (regex_match(r, texts[t], n, 0, NULL, 0) == REGEX_FOUND &&
			    !lets_through(s, i, texts[t], n))
				fail_msg("/%s/ matches \"%s\", which the sieve keeps", expression,
					 texts[t]);
		}
		regex_free(r);
	}
}

static void test_all_through(void **state)
{
	(void)state;
	for (size_t copies = 1; copies <= 9; copies += 4) {
		Sieve *s = make(copies);

		check_all(s, copies);
		sieve_free(s);
	}
}

/* What can't match is kept, also of strings that begin alike. */
static void test_kept(void **state)
{
	Sieve *s = make(1);

	(void)state;
	for (size_t i = 0; i < EXPRESSIONS; i++) {
		const char *expression = expressions[i].expression;
		bool may = lets_through(s, i, "zzzz", 4);

		if (may != (!*expression || !strcmp(expression, "\\d+")))
			fail_msg("/%s/ is %s", expression, may ? "let through" : "kept");
	}
	assert_true(lets_through(s, 9, texts[10], strlen(texts[10])));
	assert_false(lets_through(s, 10, texts[10], strlen(texts[10])));
	sieve_free(s);
	s = sieve_new(0);
	sieve_build(s);
	assert_int_equal(sieve_run(s, "abc", 3)[0], 0);
	sieve_free(s);
}

/* Words of few letters in texts of few letters: each that stands there is found. */
static void test_random(void **state)
{
	enum { WORDS = 300 };
	char words[WORDS][16], text[200];
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 20; round++) {
		Sieve *s = sieve_new(WORDS);

		for (size_t i = 0; i < WORDS; i++) {
			size_t n = 1 + (seed = seed * 1103515245 + 12345) / 65536 % 14;

			for (size_t at = 0; at < n; at++)
				words[i][at] = (char)('a' + (seed = seed * 1103515245 + 12345) /
								    65536 % 3);
			words[i][n] = '\0';
			sieve_add_expression(s, i, words[i], n, false);
		}
		sieve_build(s);
		for (size_t at = 0; at + 1 < sizeof(text); at++)
			text[at] = (char)('a' + (seed = seed * 1103515245 + 12345) / 65536 % 3);
		text[sizeof(text) - 1] = '\0';
		for (size_t i = 0; i < WORDS; i++) {
			if (strstr(text, words[i]) && !lets_through(s, i, text, sizeof(text) - 1))
				fail_msg("\"%s\" isn't found in \"%s\"", words[i], text);
			if (!strstr(text, words[i]) && strlen(words[i]) <= 10 &&
			    lets_through(s, i, text, sizeof(text) - 1))
				fail_msg("\"%s\" is found in \"%s\"", words[i], text);
		}
		sieve_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_through),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
