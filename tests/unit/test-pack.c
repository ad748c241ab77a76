/* Packs: what their lines may be and where they are wrong, ways between modes, what lines fit. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "device/pack.h"
#include "device/packs-embedded.h"
#include "rules/rule.h"

static Pack *parse(const char *text)
{
	struct err e;
	Pack *p = pack_parse("test", text, strlen(text), PACK_WHOLE, &e);

	if (!p)
		fail_msg("\"%s\": %s", text, e.text);
	return p;
}

#define MODES "mode a /^a>$/\nmode b /^b>$/\n"

/* Lines behind two modes, and what is said of them. */
static const struct {
	const char *line, *error;
} wrong[] = {
	{ "moed c /^c>$/", "3:1: a line of a pack doesn't begin so" },
	{ "mode", "3:5: a mode has a name of small letters, digits and -" },
	{ "mode C /^c>$/", "3:6: a mode has a name of small letters, digits and -" },
	{ "mode a /^c>$/", "3:6: there is a mode of that name already" },
	{ "mode c ^c>$", "3:8: here is a regular expression between slashes" },
	{ "mode c /^c>$", "3:8: the slash at its end is missing" },
	{ "mode c /c>$/", "3:8: this one begins with ^ and ends with $" },
	{ "mode c /^c>/", "3:8: this one begins with ^ and ends with $" },
	{ "mode c //", "3:8: this one begins with ^ and ends with $" },
	{ "mode c /^c>$/ more", "3:15: here is a regular expression between slashes" },
	{ "mode c /^c>$/ /x/", "3:15: this one begins with ^ and ends with $" },
	{ "mode c /^c>$/ /^x$/ more", "3:21: nothing more belongs here" },
	{ "work c", "3:6: no mode of that name is above" },
	{ "way a c \"x\"", "3:7: no mode of that name is above" },
	{ "way a b x", "3:9: here is a text in quotes" },
	{ "way a b \"x", "3:9: the quotes aren't closed" },
	{ "way a b \"\xc3\xa9\\q\"", "3:11: behind a backslash is r, n, t, e, \" or \\" },
	{ "way a b \"x\" /^P$/", "3:18: the secret that answers it is user or enable" },
	{ "commit \"x\" c", "3:12: here is a regular expression between slashes" },
	{ "uncommitted x", "3:13: here is a regular expression between slashes" },
	{ "uncommitted /x/ no", "3:17: nothing more belongs here" },
	{ "way a b \"x\" /^P$/ root", "3:19: the secret that answers it is user or enable" },
	{ "failure \"\"", "3:11: every line begins with no words" },
	{ "pager /^:$/ \" \" loud", "3:17: here is the word quiet, or nothing" },
	{ "sign 0 /x/", "3:6: here is a number from 1 to 100" },
	{ "sign 101 /x/", "3:6: here is a number from 1 to 100" },
	{ "highlight /x/", "3:14: here is a colour" },
};

static void test_wrong_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct err e = { .text = "nothing" };
		char text[200];
		Pack *p;

		snprintf(text, sizeof(text), MODES "%s\n# more\n", wrong[i].line);
		p = pack_parse("test", text, strlen(text), PACK_WHOLE, &e);
		if (p || strcmp(e.text, wrong[i].error) != 0)
			fail_msg("%s: said %s, expected %s", wrong[i].line, p ? "nothing" : e.text,
				 wrong[i].error);
	}
}

static void test_wrong_packs(void **state)
{
	static const char regex[] = "mode a /^a(>$/\n", empty[] = "# nothing\n";
	char *huge = calloc(1, PACK_TEXT_MAX + 1);
	struct err e;

	(void)state;
	assert_null(pack_parse("test", regex, strlen(regex), PACK_WHOLE, &e));
	assert_memory_equal(e.text, "1:8: ", 5);
	assert_null(pack_parse("test", empty, strlen(empty), PACK_WHOLE, &e));
	assert_non_null(strstr(e.text, "at least one mode"));
	assert_non_null(huge);
	assert_null(pack_parse("test", huge, PACK_TEXT_MAX + 1, PACK_WHOLE, &e));
	assert_non_null(strstr(e.text, "too long"));
	free(huge);
}

static void test_lines(void **state)
{
	Pack *p = parse("  # a comment\r\n"
			"title \"A \\\"box\\\"\"\r\n"
			"\tmode  one\t/^(?<host>\\w+)\\/>$/  \n"
			"start \"x\\r\\n\\t\\e\\\\\"\n"
			"pager /^:$/ quiet\n"
			"pager /^more$/\n"
			"confirm /ok\\?$/ \"\"\n"
			"uncommitted /lost\\?$/\n"
			"commit \"hold\" /x/\n"
			"highlight /a b/ bold red\n");

	(void)state;
	assert_string_equal(pack_title(p), "A \"box\"");
	assert_int_equal(pack_mode(p, "one"), 0);
	assert_int_equal(pack_mode(p, "two"), -1);
	assert_int_equal(pack_row(p, PACK_MODE, 0)->host, 1);
	assert_string_equal(pack_row(p, PACK_START, 0)->text, "x\r\n\t\x1b\\");
	assert_null(pack_row(p, PACK_START, 1));
	assert_true(pack_row(p, PACK_PAGER, 0)->quiet);
	assert_string_equal(pack_row(p, PACK_PAGER, 1)->text, " ");
	assert_string_equal(pack_row(p, PACK_CONFIRM, 0)->text, "");
	assert_null(pack_row(p, PACK_UNCOMMITTED, 0)->text);
	assert_non_null(pack_row(p, PACK_COMMIT, 0)->regex);
	assert_string_equal(pack_row(p, PACK_HIGHLIGHT, 0)->text, "/a b/ bold red");
	assert_non_null(pack_match(p, PACK_MODE, "box/>", 5, NULL));
	assert_null(pack_match(p, PACK_MODE, "box/> ", 6, NULL));
	assert_null(pack_match(p, PACK_MODE, "box/>\n", 6, NULL));
	pack_free(p);
}

static void expect_step(const Pack *p, const char *from, const char *to, const char *command)
{
	const struct pack_row *way = pack_next_way(p, pack_mode(p, from), pack_mode(p, to));
	const char *seen = way ? way->text : "nothing";

	if (strcmp(seen, command) != 0)
		fail_msg("%s to %s: %s, expected %s", from, to, seen, command);
}

static void test_ways(void **state)
{
	Pack *p = parse(
		"mode user /^u$/\nmode root /^r$/\nmode conf /^c$/\nmode shell /^s$/\n"
		"mode lost /^l$/\n"
		"way user root \"enable\" /^Password:$/ enable\nway root conf \"conf\"\n"
		"way conf root \"end\"\nway root user \"disable\"\nway shell root \"exit\"\n"
		"way conf user \"leave\"\n");

	(void)state;
	expect_step(p, "user", "conf", "enable");
	expect_step(p, "root", "conf", "conf");
	expect_step(p, "shell", "user", "exit");
	expect_step(p, "conf", "user", "leave");
	expect_step(p, "conf", "conf", "nothing");
	expect_step(p, "lost", "conf", "nothing");
	expect_step(p, "conf", "lost", "nothing");
	assert_null(pack_next_way(p, -1, 0));
	assert_int_equal(pack_next_way(p, 0, 1)->secret, PACK_SECRET_ENABLE);
	pack_free(p);
}

/* Words count at a line's beginning; no more of a line is looked at than PACK_LOOK_MAX. */
static void test_matches(void **state)
{
	Pack *p = parse(MODES "failure \"% Bad\"\nfailure /^[Nn]o such/\nlog /x$/\n");
	char text[PACK_LOOK_MAX + 2];
	size_t at = 9;

	(void)state;
	assert_non_null(pack_match(p, PACK_FAILURE, "% Bad", 5, &at));
	assert_int_equal(at, 0);
	assert_non_null(pack_match(p, PACK_FAILURE, "no such thing", 13, &at));
	assert_int_equal(at, 1);
	assert_null(pack_match(p, PACK_FAILURE, "a % Bad", 7, NULL));
	assert_null(pack_match(p, PACK_FAILURE, " % Bad", 6, NULL));
	assert_null(pack_match(p, PACK_FAILURE, "% Ba", 4, NULL));
	memset(text, 'y', sizeof(text));
	text[sizeof(text) - 1] = 'x';
	assert_null(pack_match(p, PACK_LOG, text, sizeof(text), NULL));
	assert_non_null(pack_match(p, PACK_LOG, text + 4, sizeof(text) - 4, NULL));
	memcpy(text + PACK_LOOK_MAX - 2, "x\xe2\x82", 3);
	assert_non_null(pack_match(p, PACK_LOG, text, sizeof(text), NULL));
	pack_free(p);
}

/* Of modes with the same prompt the line above says which one it is. */
static void test_above(void **state)
{
	static const struct {
		const char *above;
		size_t mode;
	} lines[] = { { "(ex)[x]", 0 }, { "[x]", 1 }, { "", 1 }, { "is (ex)[x]", 1 } };
	Pack *p = parse("mode config /^a#$/ /^\\(ex\\)\\[.*\\]$/\nmode work /^a#$/\n");
	size_t mode;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_non_null(
			pack_match_mode(p, "a#", 2, lines[i].above, strlen(lines[i].above), &mode));
		assert_int_equal(mode, lines[i].mode);
	}
	assert_null(pack_match_mode(p, "b#", 2, "(ex)[x]", 7, &mode));
	pack_free(p);
}

/* What says what a whole line is doesn't fit a part of one. */
static void test_whole(void **state)
{
	Pack *p = parse("mode a /^a|b$/\nmode c /^c\\$/\nabove /^=+$/\nlog /^=+/\n");
	char text[PACK_LOOK_MAX + 1];

	(void)state;
	assert_non_null(pack_match(p, PACK_MODE, "a", 1, NULL));
	assert_non_null(pack_match(p, PACK_MODE, "b", 1, NULL));
	assert_null(pack_match(p, PACK_MODE, "ax", 2, NULL));
	assert_null(pack_match(p, PACK_MODE, "xb", 2, NULL));
	assert_non_null(pack_match(p, PACK_MODE, "c$", 2, NULL));
	assert_null(pack_match(p, PACK_MODE, "c$ x", 4, NULL));
	memset(text, '=', sizeof(text));
	assert_non_null(pack_match(p, PACK_ABOVE, text, sizeof(text) - 1, NULL));
	assert_null(pack_match(p, PACK_ABOVE, text, sizeof(text), NULL));
	assert_non_null(pack_match(p, PACK_LOG, text, sizeof(text), NULL));
	pack_free(p);
}

static void test_names(void **state)
{
	(void)state;
	assert_true(pack_name_is_valid("cisco-sb2"));
	assert_false(pack_name_is_valid(""));
	assert_false(pack_name_is_valid("../ios"));
	assert_false(pack_name_is_valid("IOS"));
	assert_false(pack_name_is_valid("a-name-that-is-much-too-long-for-it"));
}

/* The packs that come along have what work needs, and can be known. */
static void test_embedded(void **state)
{
	(void)state;
	for (const struct embedded_pack *e = packs_embedded; e->name; e++) {
		struct err why;
		Pack *p = pack_parse(e->name, (const char *)e->text, e->length, PACK_WHOLE, &why);
		Pack *signs = pack_parse(e->name, (const char *)e->text, e->length, PACK_SIGNS,
					 &why);

		if (!p || !signs)
			fail_msg("%s.pack:%s", e->name, why.text);
		assert_true(pack_name_is_valid(e->name));
		assert_string_equal(pack_name(p), e->name);
		assert_string_not_equal(pack_title(p), e->name);
		assert_true(pack_row(p, PACK_WORK, 0) || pack_row(p, PACK_REPLY, 0));
		for (int key = 0; key < PACK_KEYS; key++) {
			bool kept = key == PACK_SIGN || key == PACK_TITLE;

			assert_true(!pack_row(signs, (enum pack_key)key, 0) ==
				    !(kept && pack_row(p, (enum pack_key)key, 0)));
		}
		pack_free(signs);
		pack_free(p);
	}
}

/* What packs colour are rules as the configuration has them. */
static void test_highlights(void **state)
{
	(void)state;
	for (const struct embedded_pack *e = packs_embedded; e->name; e++) {
		Pack *p = pack_parse(e->name, (const char *)e->text, e->length, PACK_WHOLE, NULL);
		const struct pack_row *row;

		for (size_t i = 0; (row = pack_row(p, PACK_HIGHLIGHT, i)); i++) {
			struct err why;
			Rule *rule = rule_new(RULE_HIGHLIGHT, row->text, NULL, &why);

			if (!rule)
				fail_msg("%s.pack: highlight %s: %s", e->name, row->text, why.text);
			rule_free(rule);
		}
		pack_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_lines), cmocka_unit_test(test_wrong_packs),
		cmocka_unit_test(test_lines),       cmocka_unit_test(test_ways),
		cmocka_unit_test(test_matches),     cmocka_unit_test(test_whole),
		cmocka_unit_test(test_above),       cmocka_unit_test(test_names),
		cmocka_unit_test(test_embedded),    cmocka_unit_test(test_highlights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
