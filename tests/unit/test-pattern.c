/* Patterns: literals and regular expressions, their case, their limits, and what they can't match
 * without. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/literal-regex.h"
#include "base/needle.h"
#include "base/pattern.h"
#include "base/required-text.h"

static Pattern *make(const char *text, enum pattern_kind kind, enum pattern_case how)
{
	struct err err;
	Pattern *p = pattern_new(text, strlen(text), kind, how, &err);

	if (!p)
		fail_msg("%s: %s", text, err.text);
	return p;
}

static const struct {
	const char *pattern;
	bool regex;
	enum pattern_case how;
	const char *text, *matches; /* "start+length " each */
} finds[] = {
	{ "b", false, PATTERN_CASE_EXACT, "abcb", "1+1 3+1 " },
	{ "aa", false, PATTERN_CASE_EXACT, "aaaaa", "0+2 2+2 " },
	{ "B", false, PATTERN_CASE_EXACT, "abcB", "3+1 " },
	{ "err", false, PATTERN_CASE_SMART, "ERR Err err", "0+3 4+3 8+3 " },
	{ "Err", false, PATTERN_CASE_SMART, "ERR Err err", "4+3 " },
	{ "Err", false, PATTERN_CASE_IGNORED, "ERR Err err", "0+3 4+3 8+3 " },
	{ "a.c", false, PATTERN_CASE_SMART, "abc a.c", "4+3 " },
	/* What looks like a letter with another bit is none. */
	{ "[", false, PATTERN_CASE_SMART, "{[", "1+1 " },
	{ "@x", false, PATTERN_CASE_SMART, "`x @X", "3+2 " },
	{ "\xc3\xa9t\xc3\xa9", false, PATTERN_CASE_SMART, "\xc3\x89T\xc3\x89 \xc3\xa9t\xc3\xa9",
	  "0+5 6+5 " },
	{ "\xc3\x89t", false, PATTERN_CASE_SMART, "\xc3\xa9t \xc3\x89t", "4+3 " },
	{ "a.c", true, PATTERN_CASE_SMART, "abc a.c ac", "0+3 4+3 " },
	{ "^\\s*$", true, PATTERN_CASE_SMART, "", "0+0 " },
	{ "x*", true, PATTERN_CASE_SMART, "abc", "0+0 " },
	{ "x*", true, PATTERN_CASE_SMART, "axxbx", "1+2 4+1 " },
	{ "\\bfoo\\b", true, PATTERN_CASE_SMART, "food FOO", "5+3 " },
	{ "\\Woo", true, PATTERN_CASE_SMART, ".OO", "0+3 " },
	{ "a(?=b)", true, PATTERN_CASE_SMART, "ac ab", "3+1 " },
	{ "o$", true, PATTERN_CASE_SMART, "o foo", "4+1 " },
	{ "\\w+", true, PATTERN_CASE_SMART, "\xc3\xa9t\xc3\xa9 x", "0+5 6+1 " },
	{ "(a)\\1", true, PATTERN_CASE_SMART, "a aa", "2+2 " },
	/* Bytes that are no UTF-8 match nothing, and do no harm. */
	{ ".", true, PATTERN_CASE_SMART,
	  "\xff\x80"
	  "a",
	  "2+1 " },
};

static void test_finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(finds) / sizeof(finds[0]); i++) {
		Pattern *p = make(finds[i].pattern,
				  finds[i].regex ? PATTERN_REGEX : PATTERN_LITERAL, finds[i].how);
		size_t n = strlen(finds[i].text), from = 0;
		struct pattern_match m = { 0, 1 };
		char got[100] = "";

		while (m.length && pattern_find(p, finds[i].text, n, from, &m) == PATTERN_FOUND) {
			size_t used = strlen(got);

			snprintf(got + used, sizeof(got) - used, "%zu+%zu ", m.start, m.length);
			from = m.start + m.length;
		}
		if (strcmp(got, finds[i].matches) != 0)
			fail_msg("%s in %s: expected %s, got %s", finds[i].pattern, finds[i].text,
				 finds[i].matches, got);
		pattern_free(p);
	}
}

static void test_errors_say_where(void **state)
{
	static const struct {
		const char *pattern;
		bool regex;
		const char *error;
	} cases[] = {
		{ "", false, "the pattern is empty" },
		{ "a\nb", true, "a pattern can't hold a newline" },
		{ "\xc3\xa9(", true,
		  "the pattern is wrong at character 3: missing closing "
		  "parenthesis" },
		{ "a[", true,
		  "the pattern is wrong at character 3: missing terminating ] for "
		  "character class" },
		{ "*", true,
		  "the pattern is wrong at character 1: quantifier does not follow a "
		  "repeatable item" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err;
		Pattern *p = pattern_new(cases[i].pattern, strlen(cases[i].pattern),
					 cases[i].regex ? PATTERN_REGEX : PATTERN_LITERAL,
					 PATTERN_CASE_SMART, &err);

		assert_null(p);
		assert_string_equal(err.text, cases[i].error);
	}
	pattern_free(NULL);
}

static void test_costly_patterns_give_up(void **state)
{
	static const char *const patterns[] = { "(a+)+$", "(a|aa)+$" };
	char line[40];

	(void)state;
	memset(line, 'a', sizeof(line));
	line[sizeof(line) - 1] = '!';
	for (size_t i = 0; i < 2; i++) {
		Pattern *p = make(patterns[i], PATTERN_REGEX, PATTERN_CASE_SMART);
		struct pattern_match m;
		uint64_t before = pattern_work(p);

		assert_int_equal(pattern_find(p, line, sizeof(line), 0, &m), PATTERN_OVER_LIMIT);
		/* It counts for what it cost. */
		assert_true(pattern_work(p) - before > 50000);
		assert_int_equal(pattern_find(p, "aaa", 3, 0, &m), PATTERN_FOUND);
		pattern_free(p);
	}
}

/* A long line needs much stack, not many steps. */
static void test_long_lines(void **state)
{
	enum { LENGTH = 65536 };
	char *line = malloc(LENGTH);
	Pattern *p = make("^(?:a|b)+c", PATTERN_REGEX, PATTERN_CASE_SMART);
	struct pattern_match m;

	(void)state;
	assert_non_null(line);
	memset(line, 'a', LENGTH);
	assert_int_not_equal(pattern_find(p, line, LENGTH, 0, &m), PATTERN_FOUND);
	line[LENGTH - 1] = 'c';
	assert_int_not_equal(pattern_find(p, line, LENGTH, 0, &m), PATTERN_NONE);
	pattern_free(p);
	free(line);
}

static void test_required_text(void **state)
{
	static const struct {
		const char *expression, *required;
		bool ignore_case;
	} cases[] = {
		{ "abc", "abc", false },
		{ "ab?cde", "cde", false },
		{ "ab+cd*ef", "ab", false },
		{ "error: .*timed out$", "timed out", false },
		{ "a|b", "", false },
		{ "x(a|b)yz", "yz", false },
		{ "(foo)?bar", "bar", false },
		{ "\\.\\/x", "./x", false },
		{ "ab\\d+cde", "cde", false },
		{ "ab\\x41cde", "", false },
		{ "[abc]def[[:alpha:]]{2}", "def", false },
		{ "[]x]de", "de", false },
		{ "[^]x]de", "de", false },
		{ "[\\]x]de", "de", false },
		{ "[[:]a|b]foo", "", false },
		{ "ab{0}cd{2,3}e", "a", false },
		{ "abc{2}", "ab", false },
		{ "(?i)abc", "", false },
		{ "(?x)a b", "", false },
		{ "(?:ab)cd", "cd", false },
		{ "(?<n>ab)cd", "cd", false },
		{ "(*ACCEPT)abc", "", false },
		{ "(?(1)a)bcd", "", false },
		{ "\\Qa|b\\Ecd", "", false },
		{ "(\\Q)x(\\E)?", "", false },
		{ "\xc3\xa9x?", "\xc3\xa9", false },
		{ "x\xc3\xa9?", "x", false },
		{ "ab\xc3\xa9"
		  "cde",
		  "cde", true },
		{ "a\\", "", false },
		{ "((a)b", "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out;
		const char *want = cases[i].required;

		str_init(&out);
		required_text(cases[i].expression, strlen(cases[i].expression),
			      cases[i].ignore_case, &out);
		if (strcmp(out.text, want) != 0)
			fail_msg("%s: expected \"%s\", got \"%s\"", cases[i].expression, want,
				 out.text);
		str_fini(&out);
	}
}

/* What a regular expression matches has what it requires: by random expressions and texts. */
static void test_required_text_is_required(void **state)
{
	static const char *const parts[] = { "a",    "b",    "c",    "ab",          "a?",    "b*",
					     "c+",   "(",    ")",    "|",           "[ab]",  "[^c]",
					     ".",    "^",    "$",    "{2}",         "{0,1}", "\\b",
					     "\\.",  "\\w",  "(?:",  "(?=",         "(?!",   "?",
					     "[]a]", "\\Q",  "\\E",  "[[:alpha:]]", "[a",    "]",
					     "\\",   "(?i)", "(?<!", "\xc3\xa9",    "+" };
	unsigned compiled = 0;

	(void)state;
	srand(7);
	for (int round = 0; round < 20000; round++) {
		char expression[64] = "", text[24];
		struct pattern_match m;
		struct str required;
		struct err err;

		for (int i = rand() % 7 + 1; i--;)
			strncat(expression,
				parts[(size_t)rand() % (sizeof(parts) / sizeof(*parts))],
				sizeof(expression) - strlen(expression) - 1);
		Pattern *p = pattern_new(expression, strlen(expression), PATTERN_REGEX,
					 PATTERN_CASE_EXACT, &err);
		if (!p)
			continue;
		compiled++;
		str_init(&required);
		required_text(expression, strlen(expression), false, &required);
		for (int k = 0; k < 10 && required.length; k++) {
			size_t n = (size_t)rand() % sizeof(text);
			size_t at;

			for (size_t i = 0; i < n; i++)
				text[i] = "abcABC. ]\\["[rand() % 11];
			struct needle needle;
			needle_init(&needle, required.text, required.length, false);
			at = needle_find(&needle, text, n, 0);
			needle_fini(&needle);
			if (at != NEEDLE_NONE)
				continue;
			/* An option that changes nothing hides what is required. */
			char plain[80];
			snprintf(plain, sizeof(plain), "(?i)(?-i)(?:%s)", expression);
			Pattern *all = pattern_new(plain, strlen(plain), PATTERN_REGEX,
						   PATTERN_CASE_EXACT, NULL);
			if (all && pattern_find(all, text, n, 0, &m) == PATTERN_FOUND)
				fail_msg("%s matches %.*s without \"%s\"", expression, (int)n, text,
					 required.text);
			pattern_free(all);
		}
		str_fini(&required);
		pattern_free(p);
	}
	assert_true(compiled > 1000);
}

/* Against a search byte by byte, at all places near the ends of vectors. */
static void test_needles(void **state)
{
	char text[200], bytes[40];

	(void)state;
	srand(3);
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)rand() % sizeof(text), length = (size_t)rand() % 3 + 1, at;
		bool ignore_case = rand() % 2;
		struct needle needle;

		if (rand() % 8 == 0)
			length = (size_t)rand() % sizeof(bytes) + 1;
		for (size_t i = 0; i < n; i++)
			text[i] = "aAb@`\xe1"[rand() % 6];
		for (size_t i = 0; i < length; i++)
			bytes[i] = "aAb@`\xe1"[rand() % 6];
		if (n > length && rand() % 2)
			memcpy(text + (size_t)rand() % (n - length), bytes, length);
		needle_init(&needle, bytes, length, ignore_case);
		size_t from = (size_t)rand() % (n + 2), want = NEEDLE_NONE;
		for (at = from; want == NEEDLE_NONE && at + length <= n; at++) {
			size_t same = 0;

			for (; same < length; same++) {
				char a = text[at + same], b = bytes[same];

				if (a != b && !(ignore_case &&
						((a == 'a' && b == 'A') || (a == 'A' && b == 'a'))))
					break;
			}
			if (same == length)
				want = at;
		}
		assert_int_equal(needle_find(&needle, text, n, from), want);
		needle_fini(&needle);
	}
}

/* The length of the first needle that stands at `text`; 0 if none does. */
static size_t stands_at(const struct needles *s, const char *text, size_t n)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->needle[i].length <= n &&
		    !needle_find(&s->needle[i], text, s->needle[i].length, 0))
			return s->needle[i].length;
	}
	return 0;
}

static size_t count_plain(const struct needles *s, const char *text, size_t n)
{
	size_t count = 0;

	while (n && text[n - 1] == ' ')
		n--;
	for (size_t at = 0, length; at < n; at += length ? length : 1) {
		length = stands_at(s, text + at, n - at);
		count += length != 0;
	}
	return count;
}

/* Against a count line by line; up to what there is room for, or a line that is too long. */
static void check_count(const struct needles *s, const char *text, size_t n)
{
	enum { LIMIT = 70, ROOM = 20 };
	uint16_t counts[ROOM];
	size_t used, lines = needles_count(s, text, n, LIMIT, counts, ROOM, &used), at = 0;

	for (size_t i = 0; i < lines; i++) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t length = (end ? (size_t)(end - text) : n) - at;

		assert_true(at < n && length < LIMIT);
		assert_int_equal(counts[i], count_plain(s, text + at, length));
		at += length + 1;
	}
	assert_int_equal(used, at < n ? at : n);
	if (used < n && lines < ROOM)
		assert_true(n - used >= LIMIT && !memchr(text + used, '\n', LIMIT));
}

static void test_sets_of_needles(void **state)
{
	static const char *const words[] = {
		"a", "ab", "b ", "Ba", "abcdefghijab", "\xc3\xa9", " "
	};
	char text[400];

	(void)state;
	srand(13);
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)rand() % sizeof(text), at;
		int lines = rand() % 60 + 1;
		struct needles set;

		for (size_t i = 0; i < n; i++)
			text[i] = rand() % lines ? "aAbB cd"[rand() % 7] : '\n';
		needles_init(&set);
		for (int i = rand() % 4 + 1; i--;) {
			const char *word = words[(size_t)rand() % (sizeof(words) / sizeof(*words))];

			needles_add(&set, word, strlen(word), rand() % 2);
		}
		for (at = 0; at < n && !stands_at(&set, text + at, n - at);)
			at++;
		assert_int_equal(needles_find(&set, text, n, 0), at < n ? at : NEEDLE_NONE);
		check_count(&set, text, n);
		needles_fini(&set);
	}
}

/* Two letters of ASCII have a third form, the signs of Kelvin and the long s. */
static void test_forms_of_ascii(void **state)
{
	static const struct {
		const char *pattern, *text;
		unsigned count;
	} cases[] = {
		{ "ok|no", "OK no\n", 2 },
		{ "ok|no", "o\xe2\x84\xaa OK\n", 2 },
		{ "is|no", "i\xc5\xbf NO\n", 2 },
		{ "ab|no", "ab \xc3\xa9 NO\n", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		Pattern *p = make(cases[i].pattern, PATTERN_REGEX, PATTERN_CASE_SMART);
		size_t n = strlen(cases[i].text), used;
		uint16_t count = 0;

		assert_int_equal(pattern_candidate(p, cases[i].text, n, 0) < n, true);
		assert_int_equal(pattern_count_lines(p, cases[i].text, n, &count, 1, &used), 1);
		if (count != cases[i].count)
			fail_msg("%s in %s: expected %u, got %u", cases[i].pattern, cases[i].text,
				 cases[i].count, count);
		pattern_free(p);
	}
}

static void test_literal_regex(void **state)
{
	static const struct {
		const char *expression, *strings; /* "" if it isn't so simple */
	} cases[] = {
		{ "abc", "abc " },
		{ "error|warning", "error warning " },
		{ "(retry|timeout) client", "retry client timeout client " },
		{ "(?:a|b)(c|d)", "ac ad bc bd " },
		{ "x((a|b)c|d)", "xac xbc xd " },
		{ "kernel\\[", "kernel[ " },
		{ "a(b|)", "ab a " },
		{ "a]}", "a]} " },
		{ "a|", "" },
		{ "a?", "" },
		{ "(a|b)+", "" },
		{ "a{2}", "" },
		{ "a.c", "" },
		{ "^a", "" },
		{ "a$", "" },
		{ "[ab]", "" },
		{ "\\da", "" },
		{ "a\\", "" },
		{ "(?i)a", "" },
		{ "(?=a)a", "" },
		{ "(a", "" },
		{ "a)", "" },
		{ "((((a))))", "" },
		{ "1|2|3|4|5|6|7|8", "1 2 3 4 5 6 7 8 " },
		{ "1|2|3|4|5|6|7|8|9", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *text = cases[i].expression;
		struct literals all;
		char got[100] = "";

		if (literal_regex(text, strlen(text), &all)) {
			for (size_t k = 0; k < all.count; k++)
				snprintf(got + strlen(got), sizeof(got) - strlen(got), "%.*s ",
					 (int)all.of[k].length, all.of[k].text);
		}
		if (strcmp(got, cases[i].strings) != 0)
			fail_msg("%s: expected \"%s\", got \"%s\"", text, cases[i].strings, got);
	}
}

/* Whether a line, its blanks cut, is found as by an expression that PCRE2 alone looks for. */
static bool check_line(Pattern *p, Pattern *plain, const char *expression, const char *line,
		       size_t n)
{
	struct pattern_match want = { 0 }, got = { 0 };

	while (n && line[n - 1] == ' ')
		n--;
	bool found = pattern_find(plain, line, n, 0, &want) == PATTERN_FOUND;
	if ((pattern_find(p, line, n, 0, &got) == PATTERN_FOUND) != found ||
	    got.start != want.start || got.length != want.length)
		fail_msg("%s in \"%.*s\": expected %zu+%zu, got %zu+%zu", expression, (int)n, line,
			 want.start, want.length, got.start, got.length);
	return found;
}

/* Lines are counted in as PCRE2 alone finds the matches of each. Returns how many lines are. */
static size_t check_counts(Pattern *p, Pattern *plain, const char *expression, const char *text,
			   size_t n)
{
	enum { ROOM = 8 };
	uint16_t counts[ROOM];
	size_t used, lines = pattern_count_lines(p, text, n, counts, ROOM, &used), at = 0;

	for (size_t i = 0; i < lines; i++) {
		size_t end = at, want = 0, length;
		struct pattern_match m = { 0, 1 };

		while (text[end] != '\n')
			end++;
		for (length = end - at; length && text[at + length - 1] == ' ';)
			length--;
		for (size_t from = 0;
		     m.length && pattern_find(plain, text + at, length, from, &m) == PATTERN_FOUND;
		     from = m.start + m.length)
			want++;
		if (counts[i] != want)
			fail_msg("%s in line %zu of \"%.*s\": expected %zu, got %u", expression, i,
				 (int)n, text, want, counts[i]);
		at = end + 1;
	}
	assert_int_equal(used, at);
	return lines;
}

/* Lines that are passed over have no match. */
static void check_passed(Pattern *p, Pattern *plain, const char *expression, const char *text,
			 size_t n)
{
	size_t candidate = pattern_candidate(p, text, n, 0);

	for (size_t at = 0; at < n;) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t next = (size_t)(end - text) + 1;

		if (candidate < at)
			candidate = pattern_candidate(p, text, n, at);
		if (check_line(p, plain, expression, text + at, next - 1 - at) && candidate >= next)
			fail_msg("%s passes over the line at %zu of \"%.*s\"", expression, at,
				 (int)n, text);
		at = next;
	}
}

static void append(char *to, size_t size, const char *text)
{
	size_t n = strlen(to);

	snprintf(to + n, size - n, "%s", text);
}

static void test_lines_passed_over(void **state)
{
	static const char *const parts[] = {
		"a",
		"b",
		"ab",
		"a?",
		"b*",
		"c+",
		"(",
		")",
		"|",
		"[ab]",
		"[^c]",
		".",
		"^",
		"$",
		"{2}",
		"{0,1}",
		"\\b",
		"\\B",
		"\\.",
		"\\w",
		"\\W",
		"\\d",
		"\\D",
		"\\s",
		"\\S",
		"(?:",
		"?",
		"[]a]",
		"[^]a]",
		" ",
		"+",
		"\xc3\xa9",
		"[^ ]",
		"[\\w]",
		"[^\\w]",
		"[[:alpha:]]",
		"[^[:alpha:]]",
		"[a\\]]",
		"[[:^alpha:]]",
		"\\h",
		"\\H",
		"\\N",
		".*",
		"aa",
		"ab|",
		"\\bab",
		"[^\\S]",
		"\\A",
		"\\z",
		"(?=b)",
		"[\\s]",
	};
	static const char *const letters[] = { "a", "b", "c", "A", "B",       "1",
					       ".", " ", " ", "]", "\xc3\xa9" };
	unsigned compiled = 0;
	size_t counted = 0;

	(void)state;
	srand(5);
	for (int round = 0; round < 20000; round++) {
		char expression[80] = "", hidden[90], text[200] = "";
		enum pattern_case how = rand() % 2 ? PATTERN_CASE_EXACT : PATTERN_CASE_IGNORED;
		size_t letter_count = rand() % 2 ? 11 : 10;
		struct err err;

		for (int i = rand() % 6 + 1; i--;)
			append(expression, sizeof(expression),
			       parts[(size_t)rand() % (sizeof(parts) / sizeof(*parts))]);
		/* A comment hides the expression from what isn't PCRE2. */
		snprintf(hidden, sizeof(hidden), "(?#)%s", expression);
		Pattern *p = pattern_new(expression, strlen(expression), PATTERN_REGEX, how, &err);
		Pattern *plain = p ? pattern_new(hidden, strlen(hidden), PATTERN_REGEX, how, &err) :
				     NULL;
		for (int k = 0; k < 5 && plain; k++) {
			*text = '\0';
			for (int i = rand() % 30; i--;)
				strcat(text,
				       rand() % 5 ? letters[(size_t)rand() % letter_count] : "\n");
			append(text, sizeof(text), "\n");
			check_passed(p, plain, expression, text, strlen(text));
			counted += check_counts(p, plain, expression, text, strlen(text));
		}
		compiled += plain != NULL;
		pattern_free(p);
		pattern_free(plain);
	}
	assert_true(compiled > 5000);
	assert_true(counted > 20000);
}

/* An accented letter is found as one character and as two, whichever is typed. */
static void test_forms(void **state)
{
	static const struct {
		const char *pattern, *text;
		size_t start, length; /* 0: nothing is found */
	} cases[] = {
		{ "caf\xc3\xa9", "un cafe\xcc\x81.", 3, 6 },
		{ "cafe\xcc\x81", "un caf\xc3\xa9.", 3, 5 },
		{ "caf\xc3\xa9", "un caf\xc3\xa9.", 3, 5 },
		{ "caf\xc3\xa9", "un CAFE\xcc\x81.", 3, 6 },
		{ "caf\xc3\xa9", "un cafe.", 0, 0 },
		{ "cafe", "un cafe\xcc\x81.", 3, 4 },
		{ "\xc3\xa9.*", "xe\xcc\x81.*", 1, 5 },
		{ "\xe2\x84\xab", "x\xe2\x84\xab", 1, 3 },
		{ "\xe2\x84\xab", "xA\xcc\x8a", 1, 3 },
		{ "\xed\x95\x9c", "x\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 1, 9 },
		{ "A\xff\xc3\xa9", "A\xff\xc3\xa9 ", 0, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pattern_match m = { 0 };
		struct err err;
		Pattern *p = pattern_new(cases[i].pattern, strlen(cases[i].pattern),
					 PATTERN_LITERAL, PATTERN_CASE_SMART, &err);

		assert_non_null(p);
		pattern_find(p, cases[i].text, strlen(cases[i].text), 0, &m);
		if (m.start != cases[i].start || m.length != cases[i].length)
			fail_msg("case %zu: expected %zu+%zu, got %zu+%zu", i, cases[i].start,
				 cases[i].length, m.start, m.length);
		pattern_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finding),
		cmocka_unit_test(test_errors_say_where),
		cmocka_unit_test(test_costly_patterns_give_up),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_required_text),
		cmocka_unit_test(test_required_text_is_required),
		cmocka_unit_test(test_needles),
		cmocka_unit_test(test_sets_of_needles),
		cmocka_unit_test(test_literal_regex),
		cmocka_unit_test(test_forms_of_ascii),
		cmocka_unit_test(test_lines_passed_over),
		cmocka_unit_test(test_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
