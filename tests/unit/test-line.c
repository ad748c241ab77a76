#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "edit/line.h"
#include "line-check.h"

#define E_ACUTE "e\xcc\x81" /* two code points, one cluster */
#define FAMILY "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9" /* man ZWJ woman */
#define FLAG "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa" /* two regional indicators */
#define WIDE "\xe4\xb8\xad" /* two cells */
#define DOT "\xe2\x80\xa2"

/* Types a script: `<NAME>` is the key NAME, `<lt>` is `<`; any other character is typed. Returns
 * the last result. */
static enum line_result type(Line *l, const char *script)
{
	enum line_result result = LINE_IGNORED;

	while (*script) {
		struct key k = { .sym = KEYSYM_CHAR };
		char name[KEY_NAME_MAX];
		const char *broken;
		int used = 0;

		if (*script == '<' && sscanf(script, "<%39[^>]>%n", name, &used) == 1 && used) {
			if (strcmp(name, "lt") == 0)
				k.cp = '<';
			else if (!key_parse(name, &k))
				fail_msg("no such key: %s", name);
		} else {
			used = (int)utf8_decode(script, strlen(script), &k.cp);
		}
		script += used;
		result = line_key(l, k);
		broken = line_check(l);
		if (broken)
			fail_msg("%s, before \"%s\"", broken, script);
	}
	return result;
}

/* Compares text and cursor with `expected`, where `|` is the cursor. */
static void assert_line(const Line *l, const char *expected, const char *what)
{
	struct str shown;

	str_init(&shown);
	str_append(&shown, line_text(l), line_cursor(l));
	str_append_char(&shown, '|');
	str_append_string(&shown, line_text(l) + line_cursor(l));
	if (strcmp(shown.text, expected) != 0)
		fail_msg("%s\n  gave     \"%s\"\n  expected \"%s\"", what, shown.text, expected);
	str_fini(&shown);
}

struct script {
	const char *keys, *expected;
};

static void run(const struct script *scripts, size_t count, History *h)
{
	for (size_t i = 0; i < count; i++) {
		Line *l = line_new(h);

		type(l, scripts[i].keys);
		assert_line(l, scripts[i].expected, scripts[i].keys);
		line_free(l);
	}
}

#define RUN(scripts, h) run(scripts, sizeof(scripts) / sizeof((scripts)[0]), h)

static void test_moving(void **state)
{
	static const struct script scripts[] = {
		{ "", "|" },
		{ "abc", "abc|" },
		{ "abc<Ctrl-a>", "|abc" },
		{ "abc<Home><Ctrl-b>", "|abc" },
		{ "abc<Left>", "ab|c" },
		{ "abc<Ctrl-b><Ctrl-b>x", "ax|bc" },
		{ "abc<Home><Ctrl-f>", "a|bc" },
		{ "abc<Home><Right><Right><Right><Right>", "abc|" },
		{ "abc<Home><Ctrl-e>", "abc|" },
		{ "abc<Home><End>", "abc|" },
		{ "one, two<Alt-b>", "one, |two" },
		{ "one, two<Alt-b><Alt-b>", "|one, two" },
		{ "one, two<Ctrl-Left><Left><Ctrl-Left>", "|one, two" },
		{ "one, two<Home><Alt-f>", "one|, two" },
		{ "one, two<Home><Ctrl-Right><Alt-f>", "one, two|" },
		{ ", <Alt-b>", "|, " },
		{ "a" E_ACUTE "b<Left><Left>", "a|" E_ACUTE "b" },
		{ FAMILY "x<Left><Left>", "|" FAMILY "x" },
		{ FLAG FLAG "<Left>", FLAG "|" FLAG },
		{ FLAG FLAG "<Home><Right>", FLAG "|" FLAG },
		{ "caf\xc3\xa9 na\xc3\xafve<Alt-b>", "caf\xc3\xa9 |na\xc3\xafve" },
	};

	(void)state;
	RUN(scripts, NULL);
}

static void test_deleting(void **state)
{
	static const struct script scripts[] = {
		{ "<Backspace><Del>", "|" },
		{ "abc<Backspace>", "ab|" },
		{ "abc<Ctrl-h><Shift-Backspace>", "a|" },
		{ "abc<Home><Del>", "|bc" },
		{ "abc<Home><Ctrl-d><Ctrl-d><Ctrl-d>", "|" },
		{ "abc<Del>", "abc|" },
		{ "a" E_ACUTE "<Backspace>", "a|" },
		{ "a" E_ACUTE "b<Home><Del><Del>", "|b" },
		{ FAMILY "<Backspace>", "|" },
		{ FLAG FLAG "<Home><Del>", "|" FLAG },
		{ "ab\xcc\x81<Home><Right><Del>", "a|" },
	};

	(void)state;
	RUN(scripts, NULL);
}

static void test_killing_and_yanking(void **state)
{
	static const struct script scripts[] = {
		{ "one two<Ctrl-w>", "one |" },
		{ "one /usr/bin  <Ctrl-w>", "one |" },
		{ "one /usr/bin<Alt-Backspace>", "one /usr/|" },
		{ "one two<Ctrl-Backspace>", "one |" },
		{ "one two<Home><Alt-d>", "| two" },
		{ "one two<Home><Ctrl-Del><Alt-d>", "|" },
		{ "one two<Left><Left><Ctrl-k>", "one t|" },
		{ "one two<Left><Left><Ctrl-u>", "|wo" },
		{ "<Ctrl-y>", "|" },
		{ "abc<Ctrl-u><Ctrl-y><Ctrl-y>", "abcabc|" },
		/* Kills in a row are one, in the order of the text. */
		{ "one two three<Ctrl-w><Ctrl-w><Ctrl-y>", "one two three|" },
		{ "one two three<Home><Alt-d><Alt-d><End> <Ctrl-y>", " three one two|" },
		{ "one two three<Alt-b><Ctrl-w><Ctrl-k><Ctrl-y>", "one two three|" },
		{ "abc<Ctrl-k><Ctrl-u><Ctrl-y>", "abc|" },
		/* Anything between parts them; Alt-y goes round. */
		{ "one two<Ctrl-w><Left><End><Ctrl-w><Ctrl-y>", "one |" },
		{ "one two<Ctrl-w><Left><End><Ctrl-w><Ctrl-y><Alt-y>", "two|" },
		{ "one two<Ctrl-w><Left><End><Ctrl-w><Ctrl-y><Alt-y><Alt-y>", "one |" },
		{ "x<Ctrl-u>abc<Alt-y>", "abc|" },
		{ "x<Ctrl-u><Ctrl-y><Left><Alt-y>", "|x" },
		{ "draft<Ctrl-c>", "|" },
		{ "draft<Ctrl-c><Ctrl-y>", "draft|" },
		{ "a<Ctrl-u>b<Ctrl-c><Ctrl-y><Alt-y>", "a|" },
	};

	(void)state;
	RUN(scripts, NULL);
}

static void test_the_kill_ring_keeps_32(void **state)
{
	Line *l = line_new(NULL);
	char key[32];

	(void)state;
	for (int i = 1; i <= 40; i++) {
		snprintf(key, sizeof(key), "%d<Ctrl-u>", i);
		type(l, key);
	}
	type(l, "<Ctrl-y>");
	assert_line(l, "40|", "the newest kill");
	for (int i = 39; i >= 9; i--)
		type(l, "<Alt-y>");
	assert_line(l, "9|", "the oldest kill");
	type(l, "<Alt-y>");
	assert_line(l, "40|", "round to the newest");
	line_free(l);
}

static void test_changing_words(void **state)
{
	static const struct script scripts[] = {
		{ "<Ctrl-t>", "|" },
		{ "a<Ctrl-t>", "a|" },
		{ "ab<Ctrl-t>", "ba|" },
		{ "abc<Left><Ctrl-t>", "acb|" },
		{ "abc<Home><Ctrl-t>", "|abc" },
		{ "a" E_ACUTE "<Ctrl-t>", E_ACUTE "a|" },
		{ "one two<Alt-t>", "two one|" },
		{ "one, two three<Home><Alt-f><Alt-t>", "two, one| three" },
		{ "one<Alt-t>", "one|" },
		{ "one two<Home><Alt-u>", "ONE| two" },
		{ "ONE TWO<Home><Alt-l><Alt-l>", "one two|" },
		{ "oNE tWO<Home><Alt-c><Alt-c>", "One Two|" },
		{ "\xc3\xa9t\xc3\xa9<Home><Alt-c>", "\xc3\x89t\xc3\xa9|" },
		{ "abc<Alt-u>", "abc|" },
		{ "abc<Home><Alt-U>", "ABC|" },
	};

	(void)state;
	RUN(scripts, NULL);
}

static void test_undo(void **state)
{
	static const struct script scripts[] = {
		{ "<Ctrl-_>", "|" },
		{ "hello world<Ctrl-_>", "|" },
		{ "abc<Left>x<Ctrl-/>", "ab|c" },
		{ "abc<Left>x<Ctrl-_><Ctrl-_>", "|" },
		{ "one two<Ctrl-w><Ctrl-_>", "one two|" },
		{ "one two<Left><Ctrl-u><Ctrl-_>", "one tw|o" },
		{ "abc<Backspace><Backspace><Ctrl-_>", "ab|" },
		{ "abc<Home><Del><Ctrl-_>", "|abc" },
		{ "one two<Home><Alt-u><Ctrl-_>", "|one two" },
		{ "ab<Ctrl-t><Ctrl-_>", "ab|" },
		{ "draft<Ctrl-c><Ctrl-_>", "draft|" },
		{ "x<Ctrl-u><Ctrl-y><Ctrl-y><Ctrl-_>", "x|" },
		{ "12345678901234567890123<Ctrl-_>", "12345678901234567890|" },
		{ "e<Home>x<Ctrl-_><Ctrl-_><Ctrl-_>", "|" },
	};

	(void)state;
	RUN(scripts, NULL);
}

static void test_a_mark_joins_the_character_before(void **state)
{
	Line *l = line_new(NULL);

	(void)state;
	assert_true(line_insert(l, "\xcc\x81", 2));
	type(l, "<Home>e");
	assert_line(l, E_ACUTE "|", "a letter typed before a mark");
	type(l, "<Backspace>");
	assert_line(l, "|", "and deleted with it");
	line_free(l);
}

static void test_quoting(void **state)
{
	static const struct script scripts[] = {
		{ "a<Ctrl-v><Tab>b", "a\tb|" },
		{ "<Ctrl-v><Ctrl-a>", "\x01|" },
		{ "<Ctrl-v><Ctrl-[>", "\x1b|" },
		{ "<Ctrl-v><Esc><Ctrl-v><Enter><Ctrl-v><Backspace>", "\x1b\r\x7f|" },
		{ "<Ctrl-v><Ctrl-?><Ctrl-v><Ctrl-_>", "\x7f\x1f|" },
		{ "<Ctrl-v>xy", "xy|" },
		{ "a<Ctrl-v><Left>b", "ab|" },
		{ "a<Ctrl-v><Alt-b>b", "ab|" },
	};

	(void)state;
	RUN(scripts, NULL);
}

static History *make_history(void)
{
	History *h = history_new(100);

	history_add(h, "look", 4);
	history_add(h, "get sword", 9);
	history_add(h, "kill rat", 8);
	history_add(h, "get gold", 8);
	return h;
}

static void test_history(void **state)
{
	static const struct script scripts[] = {
		{ "<Up>", "get gold|" },
		{ "<Ctrl-p><Up><Up><Up><Up>", "look|" },
		{ "dra<Up><Up><Down><Down>", "dra|" },
		{ "draft<Left><Up><Down>", "draf|t" },
		{ "draft<Up><Ctrl-n><Down>", "draft|" },
		{ "<Down>", "|" },
		/* What is changed in a line shown isn't kept there. */
		{ "<Up>!<Up><Down>", "get gold|" },
		{ "dra<Up>!<Down>", "dra|" },
		/* Undo brings back the draft, and what was changed in a line shown. */
		{ "dra<Up><Up><Ctrl-_>", "dra|" },
		{ "dra<Up><Down><Ctrl-_>", "|" },
		{ "<Up>!<Up><Ctrl-_>", "get gold!|" },
		{ "dra<Up>!<Up><Ctrl-_><Down>", "dra|" },
		{ "dra<Up><Ctrl-_><Down>", "dra|" },
		/* Ctrl-C keeps the line shown and the unsent one. */
		{ "dra<Up><Ctrl-c><Ctrl-y>", "get gold|" },
		{ "dra<Up><Ctrl-c><Ctrl-y><Alt-y>", "dra|" },
		{ "dra<Up><Ctrl-c><Up>", "get gold|" },
	};
	History *h = make_history();

	(void)state;
	RUN(scripts, h);
	assert_int_equal(history_count(h), 4);
	assert_string_equal(history_get(h, 3), "get gold");
	history_free(h);
}

static void test_search(void **state)
{
	static const struct script scripts[] = {
		{ "<Ctrl-r>get", "|get gold" },
		{ "<Ctrl-r>sword", "get |sword" },
		{ "<Ctrl-r>get<Ctrl-r>", "|get sword" },
		{ "<Ctrl-r>get<Ctrl-r><Ctrl-r>", "|get sword" },
		{ "<Ctrl-r>get<Ctrl-r><Ctrl-s>", "|get gold" },
		{ "dra<Ctrl-r>get<Ctrl-g>", "dra|" },
		{ "draft<Left><Ctrl-r>get<Esc>", "draf|t" },
		{ "dra<Ctrl-r>rat<Ctrl-c>", "dra|" },
		{ "dra<Ctrl-r>", "dra|" },
		{ "dra<Ctrl-r>zzz", "dra|" },
		{ "<Ctrl-r>ratz", "kill |rat" },
		{ "<Ctrl-r>ratz<Backspace>", "kill |rat" },
		{ "dra<Ctrl-r>r<Backspace>", "dra|" },
		{ "dra<Ctrl-r>r<Backspace><Backspace>", "dra|" },
		{ "<Ctrl-r>rat<End>!", "kill rat!|" },
		{ "<Ctrl-r>rat<Ctrl-k>", "kill |" },
		{ "<Ctrl-r>rat<Left>", "kill| rat" },
		{ "dra<Ctrl-r>rat<End><Ctrl-_>", "dra|" },
		{ "<Ctrl-r>rat<Enter>", "kill |rat" },
		/* The history goes on from the line found, the draft is below it. */
		{ "dra<Ctrl-r>rat<Up>", "get sword|" },
		{ "dra<Ctrl-r>rat<Down>", "get gold|" },
		{ "dra<Ctrl-r>rat<Down><Down>", "dra|" },
		/* An empty pattern is the last one. */
		{ "<Ctrl-r>sword<Ctrl-g><Ctrl-r><Ctrl-r>", "get |sword" },
	};
	History *h = make_history();
	Line *l = line_new(h);

	(void)state;
	RUN(scripts, h);
	assert_null(line_search_pattern(l));
	assert_false(line_search_found(l));
	type(l, "<Ctrl-r>rat");
	assert_string_equal(line_search_pattern(l), "rat");
	assert_true(line_search_found(l));
	type(l, "z");
	assert_string_equal(line_search_pattern(l), "ratz");
	assert_false(line_search_found(l));
	assert_int_equal(type(l, "<Enter>"), LINE_ACCEPTED);
	assert_null(line_search_pattern(l));
	line_free(l);
	history_free(h);
}

static void test_results(void **state)
{
	static const struct {
		const char *keys;
		enum line_result result;
	} cases[] = {
		{ "x", LINE_CHANGED },
		{ "<Left>", LINE_CHANGED },
		{ "<Enter>", LINE_ACCEPTED },
		{ "<Ctrl-m>", LINE_ACCEPTED },
		{ "<Ctrl-j>", LINE_ACCEPTED },
		{ "<Tab>", LINE_WANT_COMPLETION },
		{ "<Ctrl-d>", LINE_IGNORED },
		{ "<Del>", LINE_CHANGED },
		{ "<Ctrl-c>", LINE_IGNORED },
		{ "<End>", LINE_IGNORED },
		{ "<Home>", LINE_CHANGED },
		{ "<Ctrl-e>", LINE_CHANGED },
		{ "x<Ctrl-d>", LINE_CHANGED },
		{ "x<Ctrl-c>", LINE_CHANGED },
		{ "x<End>", LINE_CHANGED },
		{ "<Alt-p>", LINE_IGNORED },
		{ "<Esc>", LINE_IGNORED },
		{ "<Ctrl-g>", LINE_IGNORED },
		{ "<Ctrl-s>", LINE_IGNORED },
		{ "<PgUp>", LINE_IGNORED },
		{ "<PgDn>", LINE_IGNORED },
		{ "<Shift-PgUp>", LINE_IGNORED },
		{ "x<Ctrl-Home>", LINE_IGNORED },
		{ "x<Ctrl-End>", LINE_IGNORED },
		{ "x<Alt-1>", LINE_IGNORED },
		{ "<Ctrl-z>", LINE_IGNORED },
		{ "<Ctrl-l>", LINE_IGNORED },
		{ "<F1>", LINE_IGNORED },
		{ "<F12>", LINE_IGNORED },
		{ "<Ctrl-]>", LINE_IGNORED },
		{ "<Ins>", LINE_IGNORED },
		{ "<Ctrl-Space>", LINE_IGNORED },
		{ "<Ctrl-r><PgUp>", LINE_IGNORED },
	};
	History *h = make_history();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Line *l = line_new(h);
		enum line_result result = type(l, cases[i].keys);

		if (result != cases[i].result)
			fail_msg("%s gave %d, expected %d", cases[i].keys, result, cases[i].result);
		line_free(l);
	}
	history_free(h);
}

static void test_the_key_table(void **state)
{
	size_t count;
	const struct line_key *rows = line_keys(&count);

	(void)state;
	assert_true(count > 40);
	for (size_t i = 0; i < count; i++) {
		struct key k, other;

		if (!key_parse(rows[i].key, &k))
			fail_msg("\"%s\" is no key", rows[i].key);
		assert_true(rows[i].action != LINE_NONE && rows[i].name[0] && rows[i].summary[0]);
		for (size_t j = 0; j < i; j++) {
			assert_true(key_parse(rows[j].key, &other));
			if (key_equal(k, other))
				fail_msg("%s is there twice", rows[i].key);
		}
	}
}

static void test_sending(void **state)
{
	History *h = make_history();
	Line *l = line_new(h);

	(void)state;
	type(l, "say hi");
	line_reset(l, true);
	assert_line(l, "|", "after sending");
	type(l, "<Ctrl-_>");
	assert_line(l, "|", "undo is forgotten");
	type(l, "<Up>");
	assert_line(l, "say hi|", "the line sent is in the history");
	line_reset(l, false);
	type(l, "other");
	line_reset(l, false);
	type(l, "<Up>");
	assert_line(l, "say hi|", "a line not to be remembered");
	type(l, "<Ctrl-w>");
	line_reset(l, false);
	type(l, "<Ctrl-y>");
	assert_line(l, "hi|", "kills are kept");
	line_free(l);
	history_free(h);
}

static void test_from_outside(void **state)
{
	History *h = make_history();
	Line *l = line_new(h);

	(void)state;
	assert_true(line_insert(l, "one two", 7));
	line_replace(l, 0, 3, "three", 5);
	assert_line(l, "three| two", "line_replace");
	line_set(l, "x", 1);
	assert_line(l, "x|", "line_set");
	type(l, "<Ctrl-_>");
	assert_line(l, "three| two", "undo of line_set");
	type(l, "<Ctrl-_><Ctrl-_>");
	assert_line(l, "|", "undo of the rest");
	assert_false(line_insert(l, "a\xff", 2));
	assert_line(l, "|", "what isn't UTF-8");
	type(l, "<Ctrl-r>rat");
	assert_true(line_insert(l, "X", 1));
	assert_line(l, "kill X|rat", "a paste into a search");
	assert_null(line_search_pattern(l));
	assert_true(line_insert(l, "a\nb", 3));
	assert_line(l, "kill Xa\nb|rat", "a newline");
	line_free(l);
	history_free(h);
}

/* Typed over as a whole, mended by keys that edit, never joined to anything else. */
static void test_rejected(void **state)
{
	static const struct {
		const char *keys, *expected;
	} cases[] = {
		{ "x", "x|" },
		{ "xy", "xy|" },
		{ "xy<Ctrl-_>", "/foo|" },
		{ "<Ctrl-v>x", "x|" },
		{ "<Left>x", "/fox|o" },
		{ "<Backspace>x", "/fox|" },
		{ "<End>x", "/foox|" },
		{ "<Up>", "get gold|" },
		{ "<Up><Down>", "/foo|" },
		{ "<Up>x", "get goldx|" },
		{ "<Ctrl-w><Ctrl-y>", "/foo|" },
		{ "<Ctrl-y>", "killed|" },
		{ "<Ctrl-y>x", "killedx|" },
		{ "<Ctrl-y><Ctrl-_>", "/foo|" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		History *h = make_history();
		Line *l = line_new(h);

		type(l, "killed<Ctrl-u>");
		line_set_rejected(l, "/foo", 4, false);
		assert_true(line_is_rejected(l));
		assert_line(l, "/foo|", "it stays");
		type(l, cases[i].keys);
		assert_false(line_is_rejected(l));
		assert_line(l, cases[i].expected, cases[i].keys);
		line_free(l);
		history_free(h);
	}
}

static void test_rejected_from_outside(void **state)
{
	Line *l = line_new(NULL);

	(void)state;
	line_set_rejected(l, "/foo", 4, false);
	assert_true(line_insert(l, "pasted", 6));
	assert_line(l, "pasted|", "a paste");
	line_set_rejected(l, "/foo", 4, false);
	line_drop_rejected(l);
	assert_line(l, "|", "dropped");
	assert_true(line_insert(l, "kept", 4));
	line_drop_rejected(l);
	assert_line(l, "kept|", "what isn't rejected");
	line_set_rejected(l, "/foo", 4, false);
	line_mask(l);
	assert_false(line_has_aside(l));
	type(l, "<Alt-p>x");
	assert_line(l, "x|", "no part of a secret");
	assert_true(line_unmask(l));
	assert_line(l, "/foo|", "back");
	type(l, "y");
	assert_line(l, "y|", "and still rejected");
	line_set_rejected(l, "", 0, false);
	assert_false(line_is_rejected(l));
	line_free(l);
}

/* Whether the text counts as one whose first character was pasted, after a paste and then keys. */
struct paste_case {
	const char *before, *pasted, *after, *expected;
	bool is_pasted;
};

static void test_what_is_pasted_stays_known(void **state)
{
	static const struct paste_case cases[] = {
		{ "", "/q", "", "/q|", true },
		{ "", "/q", "t", "/qt|", true },
		{ "x", "/q", "", "x/q|", false },
		{ "x", "/q", "<Home><Ctrl-d>", "|/q", true },
		{ "x", "/q", "<Home><Right><Backspace>", "|/q", true },
		{ "x", "/q", "<Home><Right><Ctrl-u>", "|/q", true },
		{ "x ", "/q", "<Home><Alt-d><Ctrl-d>", "|/q", true },
		{ "", "/q", "<Up>", "/typed|", false },
		{ "", "/q", "<Up><Down>", "/q|", true },
		{ "", "/q", "<Up><Ctrl-_>", "/q|", true },
		{ "", "/q", "<Up><Ctrl-c><Ctrl-y>", "/typed|", false },
		{ "", "/q", "<Up><Ctrl-c><Ctrl-y><Alt-y>", "/q|", true },
		{ "", "/q", "<Ctrl-r>typ<Ctrl-g>", "/q|", true },
		{ "", "/q", "<Ctrl-r>typ<Left>", "|/typed", false },
		{ "", "/q", "<Ctrl-u><Ctrl-y>", "/q|", true },
		{ "", "/q", "<Ctrl-w><Ctrl-y>", "/q|", true },
		{ "", "/q", "<Ctrl-c><Ctrl-y>", "/q|", true },
		{ "", "/q", "<Home><Ctrl-k><Ctrl-y>", "/q|", true },
		{ "", "/q", "<Home><Ctrl-k>x<Left><Ctrl-y>", "/q|x", true },
		{ "", "/q w", "<Ctrl-w><Ctrl-w><Ctrl-y>", "/q w|", true },
		{ "/o ", "/q", "<Ctrl-u><Ctrl-y>", "/o /q|", false },
		{ "/o ", "/q", "<Ctrl-w><End><Ctrl-u><Ctrl-y>", "/o |", false },
		{ "/o ", "/q", "<Ctrl-w><End><Ctrl-u><Ctrl-y><Alt-y>", "/q|", true },
		{ "/o ", "/q", "<Ctrl-w><Ctrl-w><Ctrl-y>", "/o /q|", false },
		{ "/k<Ctrl-u>", "/q", "<Ctrl-c><Ctrl-y><Alt-y>", "/k|", false },
		{ "", "/q", "<Ctrl-u><Ctrl-_>", "/q|", true },
		{ "a", "/q", "<Ctrl-_>", "a|", false },
		{ "", "/q", "<Ctrl-_>/t", "/t|", false },
		{ "", "/q", "<Ctrl-u>/t", "/t|", false },
		{ "", "/q", "<Backspace><Backspace>/t", "/t|", false },
		{ "", "x/", "<Ctrl-t>", "/x|", true },
		{ "", "x /", "<Alt-t>", "x /|", true },
		{ "x", "/", "<Ctrl-t>", "/x|", true },
		{ "", "/Q", "<Home><Alt-l>", "/q|", true },
		{ "", "q", "<Home>/", "/|q", false },
		{ "", "q", "<Home>/<Ctrl-_>", "|q", true },
		{ "", "q", "<Home>/x<Home><Ctrl-d>", "|xq", true },
	};
	History *h = history_new(9);

	(void)state;
	history_add(h, "/typed", 6);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct paste_case *c = &cases[i];
		Line *l = line_new(h);

		type(l, c->before);
		assert_true(line_paste(l, c->pasted, strlen(c->pasted)));
		type(l, c->after);
		assert_line(l, c->expected, c->after);
		if (line_is_pasted(l) != c->is_pasted)
			fail_msg("%s + %s + %s: expected %d", c->before, c->pasted, c->after,
				 c->is_pasted);
		line_free(l);
	}
	history_free(h);
}

/* A `/` is pasted and never typed: whatever keys do, none at the beginning counts as typed. */
static void test_no_key_makes_a_paste_typed(void **state)
{
	static const char *const pasted[] = { "/", "/q", "y/", "/ /" };
	size_t rows, seen = 0;
	const struct line_key *row = line_keys(&rows);
	History *h = history_new(9);
	unsigned seed = 1;

	(void)state;
	history_add(h, "typed x", 7);
	history_add(h, "x", 1);
	for (int run = 0; run < 200; run++) {
		Line *l = line_new(h);
		struct str keys;

		str_init(&keys);
		for (int i = 0; i < 150; i++) {
			struct key k;
			unsigned choice;

			seed = seed * 1103515245u + 12345u;
			choice = (seed >> 16) % (unsigned)(rows + 10);
			str_append_format(&keys, " %s",
					  choice < rows     ? row[choice].key :
					  choice < rows + 4 ? "(paste)" :
							      "x");
			if (choice < rows && key_parse(row[choice].key, &k))
				line_key(l, k);
			else if (choice < rows + 4)
				line_paste(l, pasted[choice - rows], strlen(pasted[choice - rows]));
			else
				type(l, "x");
			seen += line_text(l)[0] == '/';
			if (line_text(l)[0] == '/' && !line_is_pasted(l))
				fail_msg("typed by%s: %s", keys.text, line_text(l));
		}
		str_fini(&keys);
		line_free(l);
	}
	assert_true(seen > 1000);
	history_free(h);
}

static void test_what_is_pasted_from_outside(void **state)
{
	Line *l = line_new(NULL), *other = line_new(NULL);

	(void)state;
	line_paste(l, "/q", 2);
	line_mask(l);
	assert_false(line_is_pasted(l));
	line_unmask(l);
	assert_true(line_is_pasted(l));
	line_copy(other, l);
	assert_line(other, "/q|", "a copy");
	assert_true(line_is_pasted(other));
	line_replace(l, 0, 2, "/quit", 5);
	assert_true(line_is_pasted(l));
	line_set(l, "/q", 2);
	assert_false(line_has_pasted(l));
	line_set_rejected(l, "/foo /q", 7, true);
	assert_false(line_is_pasted(l));
	type(l, "<Home><Alt-d><Ctrl-d>");
	assert_line(l, "|/q", "what stood behind a command");
	assert_true(line_is_pasted(l));
	line_set_rejected(l, "/foo", 4, true);
	type(l, "/");
	assert_false(line_has_pasted(l));
	line_set_rejected(l, "/foo", 4, false);
	line_paste(l, "/q", 2);
	assert_true(line_is_pasted(l));
	line_reset(l, false);
	assert_false(line_has_pasted(l));
	line_free(other);
	line_free(l);
}

static void type_byte(Line *l, unsigned byte)
{
	line_key(l, (struct key){ KEYSYM_BYTE, byte, 0 });
}

/* Bytes that are no character stay what they are. */
static void test_bytes(void **state)
{
	History *h = make_history();
	Line *l = line_new(h);
	struct str view;

	(void)state;
	type(l, "caf");
	type_byte(l, 0xe9);
	type(l, " x");
	assert_line(l, "caf\xe9 x|", "a byte typed");
	type(l, "<Left><Left><Backspace>");
	assert_line(l, "caf| x", "a byte deleted");
	assert_true(line_paste(l, "\xe9\xff", 2));
	assert_line(l, "caf\xe9\xff| x", "bytes pasted");
	str_init(&view);
	line_view(l, 80, false, &view);
	assert_string_equal(view.text, "caf<e9><ff> x");
	str_fini(&view);
	type(l, "<Ctrl-w><Ctrl-y><Ctrl-a><Alt-u>");
	assert_line(l, "CAF|\xe9\xff x", "cut, inserted again, in capitals");
	type(l, "<Ctrl-u><Ctrl-k>");
	type_byte(l, 0xe2);
	type_byte(l, 0x82);
	type(l, "<Ctrl-a><Alt-u><Alt-c><Alt-l><Ctrl-e>");
	assert_line(l, "\xe2\x82|", "a character without its end");
	type_byte(l, 0xac);
	assert_line(l, "\xe2\x82\xac|", "bytes that are a character after all");
	type(l, "<Ctrl-r>");
	type_byte(l, 0xe9);
	assert_string_equal(line_search_pattern(l), "");
	line_free(l);
	history_free(h);
}

static void test_too_much_is_refused_whole(void **state)
{
	char *text = malloc(LINE_TEXT_MAX + 1);
	Line *l = line_new(NULL);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', LINE_TEXT_MAX + 1);
	assert_false(line_insert(l, text, LINE_TEXT_MAX + 1));
	assert_int_equal(line_length(l), 0);
	assert_true(line_insert(l, text, LINE_TEXT_MAX));
	assert_int_equal(type(l, "y"), LINE_CHANGED);
	assert_int_equal(line_length(l), LINE_TEXT_MAX);
	assert_false(line_insert(l, "y", 1));
	type(l, "<Ctrl-u><Ctrl-y><Ctrl-y>");
	assert_int_equal(line_length(l), LINE_TEXT_MAX);
	type(l, "<Ctrl-_><Ctrl-_>");
	assert_int_equal(line_length(l), LINE_TEXT_MAX);
	line_set(l, text, LINE_TEXT_MAX + 1);
	assert_int_equal(line_length(l), LINE_TEXT_MAX);
	line_set(l, "short", 5);
	assert_line(l, "short|", "line_set");
	line_free(l);
	free(text);
}

/* Every way that text comes by keys; a run of refused keys is told of once. */
static void test_refusal_is_told_once(void **state)
{
	static const char *const keys[] = { "y", "<Ctrl-y>", "<Ctrl-v>y" };
	char *text = malloc(LINE_TEXT_MAX);
	Line *l = line_new(NULL);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', LINE_TEXT_MAX);
	assert_null(line_refusal(l));
	assert_true(line_insert(l, text, LINE_TEXT_MAX));
	type(l, "<Backspace><Ctrl-w><Ctrl-y>y");
	assert_null(line_refusal(l));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		type(l, keys[i]);
		assert_non_null(line_refusal(l));
		assert_int_equal(line_length(l), LINE_TEXT_MAX);
		type(l, keys[0]);
		type(l, keys[0]);
		assert_null(line_refusal(l));
		type(l, "<Left><Right>");
		assert_null(line_refusal(l));
	}
	line_replace(l, 0, 0, "more", 4); /* as a completion does behind its key */
	assert_non_null(line_refusal(l));
	line_free(l);
	free(text);
}

static void test_masking(void **state)
{
	History *h = make_history();
	Line *l = line_new(h);

	(void)state;
	type(l, "old<Ctrl-w>draft<Left>");
	line_mask(l);
	line_mask(l);
	assert_true(line_masked(l));
	assert_true(line_has_aside(l));
	assert_line(l, "|", "masking begins");
	type(l, "<Ctrl-y><Ctrl-_>");
	assert_line(l, "|", "neither kills nor undo come with it");
	assert_int_equal(type(l, "<Up>"), LINE_IGNORED);
	assert_int_equal(type(l, "<Ctrl-n>"), LINE_IGNORED);
	assert_int_equal(type(l, "<Ctrl-r>"), LINE_IGNORED);
	assert_int_equal(type(l, "<Tab>"), LINE_IGNORED);
	type(l, "pass word<Ctrl-w><Ctrl-y>");
	assert_line(l, "pass word|", "editing works");
	assert_int_equal(type(l, "<Enter>"), LINE_ACCEPTED);
	line_reset(l, true);
	assert_line(l, "|", "sent");
	type(l, "<Ctrl-y><Ctrl-_>");
	assert_line(l, "|", "nothing of it is left");
	assert_int_equal(history_count(h), 4);
	assert_false(line_unmask(l));
	assert_false(line_unmask(l));
	assert_line(l, "draf|t", "the draft is back");
	type(l, "<Ctrl-e><Ctrl-y>");
	assert_line(l, "draftold|", "with its kills");
	type(l, "<Ctrl-_><Ctrl-_>");
	assert_line(l, "|", "and its undo");
	line_free(l);
	history_free(h);
}

static void test_what_was_not_sent_is_lost(void **state)
{
	Line *l = line_new(NULL);

	(void)state;
	line_mask(l);
	assert_false(line_has_aside(l));
	type(l, "secret");
	assert_true(line_unmask(l));
	assert_line(l, "|", "unmasked");
	type(l, "<Ctrl-_><Ctrl-y>");
	assert_line(l, "|", "nothing of it is left");
	line_free(l);
}

static void test_the_aside_text_becomes_secret(void **state)
{
	Line *l = line_new(NULL);

	(void)state;
	type(l, "part<Ctrl-u>hunter2");
	line_mask(l);
	type(l, "my<Alt-p>!");
	assert_line(l, "myhunter2!|", "Alt-p");
	assert_false(line_has_aside(l));
	type(l, "<Alt-p>");
	assert_line(l, "myhunter2!|", "Alt-p again");
	line_reset(l, false);
	assert_false(line_unmask(l));
	type(l, "<Ctrl-_><Ctrl-y>");
	assert_line(l, "|", "nothing is given back");
	line_free(l);
}

static void test_masking_ends_a_search(void **state)
{
	History *h = make_history();
	Line *l = line_new(h);

	(void)state;
	type(l, "dra<Ctrl-r>rat");
	line_mask(l);
	assert_null(line_search_pattern(l));
	assert_false(line_unmask(l));
	assert_line(l, "dra|", "the text before the search");
	type(l, "<Up>");
	line_mask(l);
	line_unmask(l);
	type(l, "<Down>");
	assert_line(l, "dra|", "the unsent draft under a history line");
	line_free(l);
	history_free(h);
}

static void assert_view(const Line *l, unsigned width, bool reveal, const char *expected,
			unsigned column)
{
	struct str out;
	unsigned got;

	str_init(&out);
	got = line_view(l, width, reveal, &out);
	if (strcmp(out.text, expected) != 0 || got != column)
		fail_msg("width %u: \"%s\" at %u, expected \"%s\" at %u", width, out.text, got,
			 expected, column);
	str_fini(&out);
}

static void test_the_view(void **state)
{
	Line *l = line_new(NULL);

	(void)state;
	assert_view(l, 10, false, "", 0);
	assert_view(l, 0, false, "", 0);
	type(l, "hello");
	assert_view(l, 10, false, "hello", 5);
	assert_view(l, 6, false, "hello", 5);
	assert_view(l, 5, false, "llo", 3);
	assert_view(l, 1, false, "", 0);
	type(l, "<Left>");
	assert_view(l, 1, false, "o", 0);
	assert_view(l, 5, false, "hello", 4);
	type(l, "<Home>");
	assert_view(l, 3, false, "hel", 0);
	line_set(l,
		 "a\x01\x7f\n\xc2\x9b"
		 "b",
		 7);
	assert_view(l, 20, false, "a^A^?\xe2\x90\x8a<9b>b", 11);
	line_set(l, "\xcc\x81x", 3);
	assert_view(l, 20, false, "\xe2\x97\x8c\xcc\x81x", 2);
	line_set(l, WIDE WIDE WIDE, 9);
	assert_view(l, 7, false, WIDE WIDE WIDE, 6);
	assert_view(l, 6, false, WIDE, 2);
	type(l, "<Home>");
	assert_view(l, 5, false, WIDE WIDE, 0);
	assert_view(l, 1, false, "", 0);
	line_free(l);
}

static void test_the_masked_view(void **state)
{
	Line *l = line_new(NULL);

	(void)state;
	line_mask(l);
	type(l, "a" E_ACUTE WIDE);
	assert_view(l, 10, false, DOT DOT DOT, 3);
	assert_view(l, 10, true, "a" E_ACUTE WIDE, 4);
	type(l, "<Left>");
	assert_view(l, 10, false, DOT DOT DOT, 2);
	line_free(l);
}

/* Random keys, some of them text of every kind; then everything is undone. */
static void random_session(unsigned seed, History *h)
{
	static const char *const texts[] = {
		"a",
		"b",
		" ",
		"X",
		".",
		"\n",
		"\r",
		"\xc3\xa9",
		"\xcc\x81",
		"\xe2\x80\x8d",
		WIDE,
		"\xf0\x9f\x91\xa8",
		"\xf0\x9f\x87\xa9",
		"\xef\xb8\x8f",
		"\xe1\x84\x80",
		"\xe1\x85\xa1",
		"\xd8\x80",
		"\x1b",
		E_ACUTE " two",
		FAMILY,
	};
	size_t rows;
	const struct line_key *row = line_keys(&rows);
	Line *l = line_new(h);

	for (int i = 0; i < 300; i++) {
		const char *broken, *what;
		struct key k;

		seed = seed * 1103515245u + 12345u;
		if (seed & 1u << 20) {
			what = texts[(seed >> 21) % (sizeof(texts) / sizeof(texts[0]))];
			assert_true(line_insert(l, what, strlen(what)));
		} else {
			what = row[(seed >> 21) % rows].key;
			assert_true(key_parse(what, &k));
			line_key(l, k);
		}
		broken = line_check(l);
		if (broken)
			fail_msg("%s after key %d, %s", broken, i, what);
	}
	line_do(l, LINE_LEFT); /* ends quoting and a search */
	for (int i = 0; i < 1000 && line_length(l); i++)
		line_do(l, LINE_UNDO);
	assert_line(l, "|", "all undone");
	line_free(l);
}

static void test_random_keys(void **state)
{
	History *h = make_history();

	(void)state;
	for (unsigned seed = 1; seed <= 50; seed++)
		random_session(seed, h);
	history_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_deleting),
		cmocka_unit_test(test_killing_and_yanking),
		cmocka_unit_test(test_the_kill_ring_keeps_32),
		cmocka_unit_test(test_changing_words),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_a_mark_joins_the_character_before),
		cmocka_unit_test(test_quoting),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_the_key_table),
		cmocka_unit_test(test_sending),
		cmocka_unit_test(test_from_outside),
		cmocka_unit_test(test_rejected),
		cmocka_unit_test(test_rejected_from_outside),
		cmocka_unit_test(test_what_is_pasted_stays_known),
		cmocka_unit_test(test_no_key_makes_a_paste_typed),
		cmocka_unit_test(test_what_is_pasted_from_outside),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_too_much_is_refused_whole),
		cmocka_unit_test(test_refusal_is_told_once),
		cmocka_unit_test(test_masking),
		cmocka_unit_test(test_what_was_not_sent_is_lost),
		cmocka_unit_test(test_the_aside_text_becomes_secret),
		cmocka_unit_test(test_masking_ends_a_search),
		cmocka_unit_test(test_the_view),
		cmocka_unit_test(test_the_masked_view),
		cmocka_unit_test(test_random_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
