/* Regular expressions with groups: what they capture, their names, their limits. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "base/str.h"

static Regex *make(const char *text, bool caseless)
{
	struct err e;
	Regex *r = regex_new(text, strlen(text), caseless, NULL, &e);

	if (!r)
		fail_msg("%s: %s", text, e.text);
	return r;
}

static const struct {
	const char *regex;
	bool caseless;
	const char *text;
	size_t from;
	const char *groups; /* "start+length " each, "- " if it took no part; NULL: no match */
} matches[] = {
	{ "b", false, "abcb", 0, "1+1 " },
	{ "b", false, "abcb", 2, "3+1 " },
	{ "b", false, "abc", 2, NULL },
	{ "B", true, "abc", 0, "1+1 " },
	{ "B", false, "abc", 0, NULL },
	{ "\xc3\x89", true, "\xc3\xa9", 0, "0+2 " },
	{ "(\\w+) says (?<what>.*)", false, "Ann says hi", 0, "0+11 0+3 9+2 " },
	{ "(a)|(b)(c)?", false, "a", 0, "0+1 0+1 - - " },
	{ "(a)|(b)(c)?", false, "b", 0, "0+1 - 0+1 - " },
	{ "(a)|(b)(c)?", false, "bc", 0, "0+2 - 0+1 1+1 " },
	{ "^a", false, "ba", 0, NULL },
	{ "^a", false, "aa", 1, NULL }, /* `^` is the text's beginning, not `from` */
	{ "\\bb", false, "ab", 1, NULL }, /* what stands before `from` is seen */
	{ "a$", false, "ba", 0, "1+1 " },
	{ "a$", false, "a\n", 0, NULL },
	{ "^a\\nb$", false, "a\nb", 0, "0+3 " },
	{ ".", false, "\n", 0, NULL },
	{ "x*", false, "abc", 0, "0+0 " },
	{ "x*", false, "abc", 3, "3+0 " },
	{ "", false, "", 0, "0+0 " },
	{ "a()b", false, "ab", 0, "0+2 1+0 " },
	{ "\\w+", false, "\xc3\xa9t\xc3\xa9 x", 0, "0+5 " },
	{ "(a)\\1", false, "a aa", 0, "2+2 2+1 " },
	/* Bytes that are no UTF-8 match nothing, and do no harm. */
	{ ".", false, "\xff\x80z", 0, "2+1 " },
	{ "a.c", false,
	  "a\xff"
	  "c",
	  0, NULL },
	/* The start of the match may be set behind its end. */
	{ "(?=ab\\K)", false, "ab", 0, "2+0 " },
};

static void write_groups(const Regex *r, const struct regex_group *groups, struct str *out)
{
	for (unsigned i = 0; i < regex_count(r); i++) {
		if (groups[i].start == SIZE_MAX)
			str_append_string(out, "- ");
		else
			str_append_format(out, "%zu+%zu ", groups[i].start, groups[i].length);
	}
}

static void test_groups(void **state)
{
	struct regex_group groups[REGEX_GROUPS_MAX];
	struct str got;

	(void)state;
	str_init(&got);
	for (size_t i = 0; i < sizeof(matches) / sizeof(*matches); i++) {
		struct err e;
		/* What PCRE2 refuses can't be matched: newer versions refuse \K in lookarounds. */
		Regex *r = strstr(matches[i].regex, "\\K") ?
				   regex_new(matches[i].regex, strlen(matches[i].regex), false,
					     NULL, &e) :
				   make(matches[i].regex, matches[i].caseless);

		if (!r)
			continue;
		enum regex_result result = regex_match(r, matches[i].text, strlen(matches[i].text),
						       matches[i].from, groups, REGEX_GROUPS_MAX);
		str_clear(&got);
		if (result == REGEX_FOUND)
			write_groups(r, groups, &got);
		if (result != (matches[i].groups ? REGEX_FOUND : REGEX_NONE) ||
		    strcmp(got.text, matches[i].groups ? matches[i].groups : "") != 0)
			fail_msg("case %zu, /%s/ in \"%s\": %d \"%s\"", i, matches[i].regex,
				 matches[i].text, result, got.text);
		regex_free(r);
	}
	str_fini(&got);
}

/* No more groups are written than there is room for. */
static void test_room(void **state)
{
	struct regex_group groups[2] = { { 7, 7 }, { 7, 7 } };
	Regex *r = make("(a)(b)", false);

	(void)state;
	assert_int_equal(regex_match(r, "ab", 2, 0, groups, 1), REGEX_FOUND);
	assert_int_equal(groups[0].length, 2);
	assert_int_equal(groups[1].length, 7);
	assert_int_equal(regex_match(r, "ab", 2, 0, NULL, 0), REGEX_FOUND);
	regex_free(r);
}

static void test_names(void **state)
{
	Regex *r = make("(?<who>a)(b)(?P<what>c)", false);

	(void)state;
	assert_int_equal(regex_count(r), 4);
	assert_null(regex_name(r, 0));
	assert_string_equal(regex_name(r, 1), "who");
	assert_null(regex_name(r, 2));
	assert_string_equal(regex_name(r, 3), "what");
	regex_free(r);
}

static const struct {
	const char *regex;
	size_t at;
	const char *says;
} wrong[] = {
	{ "a(b", 3, "missing closing parenthesis" },    { "ab[c", 4, "missing terminating ]" },
	{ "ab)c", 2, "unmatched closing parenthesis" }, { "a\\Cb", 2, "\\C" },
	{ "(?<a>x)(?<a>y)", 11, "two named" },
};

static void test_errors(void **state)
{
	struct str many;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct err e = { 0 };
		size_t at = 999;

		assert_null(regex_new(wrong[i].regex, strlen(wrong[i].regex), false, &at, &e));
		if (!strstr(e.text, wrong[i].says) || at > wrong[i].at + 1 || at + 1 < wrong[i].at)
			fail_msg("/%s/: \"%s\" at %zu", wrong[i].regex, e.text, at);
	}
	str_init(&many);
	for (unsigned i = 0; i < REGEX_GROUPS_MAX; i++) {
		Regex *r = regex_new(many.text, many.length, false, NULL, NULL);

		assert_non_null(r);
		regex_free(r);
		str_append_string(&many, "(a)");
	}
	assert_null(regex_new(many.text, many.length, false, NULL, NULL));
	str_clear(&many);
	for (size_t i = 0; i <= REGEX_LENGTH_MAX; i++)
		str_append_char(&many, 'a');
	assert_null(regex_new(many.text, many.length, false, NULL, NULL));
	str_fini(&many);
}

/* What would take for ever is given up, and the expression serves on. */
static void test_limit(void **state)
{
	static const char *const dear[] = { "(a+)+$", "(a|aa)+$", "(.*)*b", "^(([a-z])+.)+[A-Z]$" };
	struct regex_group group;
	char text[4096];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '!';
	for (size_t i = 0; i < sizeof(dear) / sizeof(*dear); i++) {
		Regex *r = make(dear[i], false);

		if (regex_match(r, text, sizeof(text), 0, &group, 1) == REGEX_FOUND)
			fail_msg("/%s/ matches", dear[i]);
		regex_free(r);
	}
	/* What only needs much memory is found in a long line, too. */
	memset(text, 'a', sizeof(text));
	Regex *long_one = make("^(?:a|b)*$", false);
	assert_int_equal(regex_match(long_one, text, sizeof(text), 0, &group, 1), REGEX_FOUND);
	assert_int_equal(group.length, sizeof(text));
	regex_free(long_one);
	text[sizeof(text) - 1] = '!';
	Regex *r = make("(a+)+$", false);
	assert_int_equal(regex_match(r, text, sizeof(text), 0, &group, 1), REGEX_OVER_LIMIT);
	assert_int_equal(regex_match(r, "baa", 3, 0, &group, 1), REGEX_FOUND);
	assert_int_equal(group.start, 1);
	regex_free(r);
}

static void test_lines(void **state)
{
	static const char text[] = "one\r\ntwo\nthree\rfour";
	static const char *const found[] = { "^two$", "one$", "^three$", "^four$" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(found) / sizeof(*found); i++) {
		Regex *r = regex_new_lines(found[i], strlen(found[i]), &e);

		if (!r || regex_match(r, text, sizeof(text) - 1, 0, NULL, 0) != REGEX_FOUND)
			fail_msg("%s was not found", found[i]);
		regex_free(r);
	}
	assert_null(regex_new_lines("(", 1, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),  cmocka_unit_test(test_groups),
		cmocka_unit_test(test_room),   cmocka_unit_test(test_names),
		cmocka_unit_test(test_errors), cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
