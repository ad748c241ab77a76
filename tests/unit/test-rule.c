/* A rule's line: what it is read as and printed as, and what is wrong with it at which column. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "rules/book.h"
#include "rules/rule.h"

/* What is read, and as what it is printed; NULL: as it stands. */
static const struct {
	const char *line, *printed;
} lines[] = {
	{ "trigger /^(\\w+) says/ send \"hi %1\"", NULL },
	{ "trigger /a\\/b/i  group=g   priority=5 once send \"x\"",
	  "trigger /a\\/b/i group=g priority=5 once send \"x\"" },
	{ "trigger /a/ command \"lua f()\" command \"l %0\"", NULL },
	{ "trigger /a/ send \"x\" group=g notify \"y\" count=1",
	  "trigger /a/ group=g once send \"x\" notify \"y\"" },
	{ "trigger \"a.b\" send \"x\"", NULL },
	{ "trigger \"say \\\"hi\\\" \\\\ \\d\"i send \"x\\ny\\tz\"",
	  "trigger \"say \\\"hi\\\" \\\\ \\\\d\"i send \"x\\ny\\tz\"" },
	{ "trigger hello send \"x\"", "trigger \"hello\" send \"x\"" },
	{ "trigger hello\\ you\\* send \"x\"", "trigger \"hello you*\" send \"x\"" },
	{ "trigger *\\ tells\\ you:?* send \"%1\"", NULL },
	{ "trigger /a/ priority=-3 name=x.y host=*.example style=bold,red,on-blue lines=2 count=7 "
	  "stop gag",
	  "trigger /a/ name=x.y priority=-3 host=*.example style=bold,red,on-blue lines=2 count=7 "
	  "stop gag" },
	{ "trigger /(?<who>a)/ command \"open %who\" lua \"f(m[1])\" log a route b set t \"%0\" "
	  "enable g disable h substitute \"$who\" gag",
	  NULL },
	{ "trigger /(a)(b)/ highlight %2 bold #ff8800 on 208 continue send \"%2\"",
	  "trigger /(a)(b)/ continue highlight %2 bold #ff8800 on orange send \"%2\"" },
	{ "alias gg send \"get all %1\"", "alias \"gg\" send \"get all %1\"" },
	{ "alias /^g (.+)/ continue send \"get %1\"", NULL },
	{ "highlight /error/ red", NULL },
	{ "highlight /error/ line bold bright-red on black group=g",
	  "highlight /error/ group=g line bold bright-red on black" },
	{ "highlight /(?<n>e)r/ %n grey underline",
	  "highlight /(?<n>e)r/ %1 underline bright-black" },
	{ "highlight /e/ light-red on brightblack", "highlight /e/ bright-red on bright-black" },
	{ "highlight /e/ 12 on 255", "highlight /e/ bright-blue on 255" },
	{ "highlight /e/ default on #000000 reverse dim italic blink strike overline",
	  "highlight /e/ dim italic blink reverse strike overline default on #000000" },
	{ "gag /spam/", NULL },
	{ "gag /spam/ once group=g", "gag /spam/ group=g once" },
	{ "substitute /a(b)/ \"%1 %% $$ 100%\"", NULL },
	{ "prompt /^HP:(\\d+)/ set hp \"%1\"", NULL },
	{ "timer 30 send \"\"", NULL },
	{ "timer 0.25 once name=t send \"x\"", "timer 0.25 name=t once send \"x\"" },
	{ "timer 604800 send \"x\"", NULL },
	{ "on connect send \"x\"", NULL },
	{ "on gmcp Char.Vitals lua \"v()\"", NULL },
	{ "on msdp HEALTH notify \"%0\"", NULL },
	{ "on idle 60 send \"\"", NULL },
	{ "on activity notify \"x\"", "on activity 10 notify \"x\"" },
	{ "on input notify \"%0\"", NULL },
	{ "bind f5 send \"look\"", "bind F5 send \"look\"" },
	{ "bind Alt-x command \"close\"", NULL },
};

static void test_lines(void **state)
{
	struct str printed;

	(void)state;
	str_init(&printed);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		const char *want = lines[i].printed ? lines[i].printed : lines[i].line, *args;
		enum rule_kind kind = rule_kind_of(lines[i].line, &args);
		struct err e = { 0 };

		/* What is printed is read as the same. */
		for (int round = 0; round < 2; round++) {
			Rule *r = rule_new(kind, args, NULL, &e);

			if (!r)
				fail_msg("%s: %s", args, e.text);
			str_clear(&printed);
			rule_print(r, &printed);
			if (strcmp(printed.text, want) != 0)
				fail_msg("%s\n is printed as %s\n instead of %s", lines[i].line,
					 printed.text, want);
			assert_int_equal(rule_kind(r), kind);
			rule_free(r);
			assert_int_equal(rule_kind_of(want, &args), kind);
		}
	}
	str_fini(&printed);
}

/* What is wrong, at the byte where `^` stands in the line below. */
static const struct {
	const char *line, *at, *says;
} wrong[] = {
	{ "trig /a/ send \"x\"", /**/
	  "^", "a rule begins with" },
	{ "trigger", /**/
	  "       ^", "pattern is missing" },
	{ "trigger /a send \"x\"", /**/
	  "        ^", "no closing slash" },
	{ "trigger /a(b/ send \"x\"", /**/
	  "            ^", "parenthesis" },
	{ "trigger /a/x send \"x\"", /**/
	  "           ^", "only the flag i" },
	{ "trigger // send \"x\"", /**/
	  "        ^", "empty" },
	{ "trigger /a/", /**/
	  "           ^", "an action is missing" },
	{ "trigger /a/ group=g", /**/
	  "                   ^", "an action is missing" },
	{ "trigger /a/ sned \"x\"", /**/
	  "            ^", "\"sned\" is no action: did you mean \"send\"?" },
	{ "trigger /a/ send x", /**/
	  "                 ^", "in quotes is missing" },
	{ "trigger /a/ send \"x", /**/
	  "                 ^", "no closing quote" },
	{ "trigger /a/ send \"%1\"", /**/
	  "                 ^", "has no group 1" },
	{ "trigger /a/ command \"%0\"", /**/
	  "                    ^", "can't be a value" },
	{ "trigger /a/ command \"open$x\"", /**/
	  "                    ^", "can't be a value" },
	{ "trigger /a/ command \"\"", /**/
	  "                    ^", "can't be a value" },
	{ "trigger /a/ command \"lua f('%0')\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \" ali x send \\\"$v\\\"\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"/lua f('%0')\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"lua\\tf('%0')\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"\\t!lua f('%0')\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"/alias x send \\\"%0\\\"\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"set -g %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"sourc %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"host %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"connect %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"log %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"tls forget %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"trac %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"save-f %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"rules test %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"record-alias %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ command \"copy all %0\"", /**/
	  "                    ^", "can't be read as code" },
	{ "trigger /a/ priority=x send \"x\"", /**/
	  "                     ^", "a number from" },
	{ "trigger /a/ count=0 send \"x\"", /**/
	  "                  ^", "a number from" },
	{ "trigger /a/ grp=x send \"x\"", /**/
	  "            ^", "\"grp\" is no condition: those are group" },
	{ "trigger /a/ group= send \"x\"", /**/
	  "                  ^", "a name is" },
	{ "trigger /a/ style=bold,pink send \"x\"", /**/
	  "                       ^", "\"pink\" is no colour or attribute" },
	{ "trigger /a/ lines=51 send \"x\"", /**/
	  "                  ^", "a number from" },
	{ "trigger /a/ lines=2 substitute \"x\"", /**/
	  "                    ^", "can't go over several lines" },
	{ "trigger /a/ substitute \"x\" lines=2", /**/
	  "                                 ^", "can't go over several lines" },
	{ "trigger /a/ highlight lines=2 red", /**/
	  "                            ^", "can't go over several lines" },
	{ "trigger /a/ highlight red lines=2", /**/
	  "                                ^", "can't go over several lines" },
	{ "trigger /a/ log \"x\"", /**/
	  "                ^", "a name is missing" },
	{ "highlight /a/", /**/
	  "             ^", "a colour or an attribute is missing" },
	{ "highlight /a/ rde", /**/
	  "              ^", "\"rde\" is no colour or attribute: did you mean \"red\"?" },
	{ "highlight /a/ red blod", /**/
	  "                  ^", "did you mean \"bold\"?" },
	{ "highlight /a/ red on", /**/
	  "                    ^", "a colour is missing behind" },
	{ "highlight /a/ %1 red", /**/
	  "              ^", "no group %1" },
	{ "highlight /a/ 256", /**/
	  "              ^", "\"256\" is no colour" },
	{ "highlight /a/ #12345", /**/
	  "              ^", "\"#12345\" is no colour" },
	{ "gag /a/ red", /**/
	  "        ^", "nothing more" },
	{ "substitute /a/", /**/
	  "              ^", "the new text in quotes is missing" },
	{ "alias x gag", /**/
	  "        ^", "needs a line" },
	{ "alias x style=red send \"x\"", /**/
	  "              ^", "only what is received" },
	{ "timer x send \"x\"", /**/
	  "      ^", "a number of seconds" },
	{ "timer 0.01 send \"x\"", /**/
	  "      ^", "0.1 to" },
	{ "timer 99999999999999999999 send \"x\"", /**/
	  "      ^", "0.1 to" },
	{ "timer 5 stop send \"x\"", /**/
	  "        ^", "only a pattern" },
	{ "on conect send \"x\"", /**/
	  "   ^", "\"conect\" is no event: did you mean \"connect\"?" },
	{ "on gmcp", /**/
	  "       ^", "the path is missing" },
	{ "on idle send \"x\"", /**/
	  "        ^", "a number of seconds" },
	{ "bind Foo-x send \"x\"", /**/
	  "     ^", "no key's name" },
};

static void test_errors(void **state)
{
	RuleBook *book = rulebook_new();

	(void)state;
	rulebook_check_commands(book, command_check_of_rule, &app_commands);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		const char *at = NULL;
		struct err e = { 0 };
		unsigned id = rulebook_add_line(book, wrong[i].line, &at, &e);

		if (id || !strstr(e.text, wrong[i].says) || strchr(e.text, '\n'))
			fail_msg("%s: %u \"%s\"", wrong[i].line, id, e.text);
		if (at != wrong[i].line + strlen(wrong[i].at) - 1)
			fail_msg("%s\n%s is expected, at %td: %s", wrong[i].line, wrong[i].at,
				 at - wrong[i].line, e.text);
	}
	assert_int_equal(rulebook_count(book), 0);
	rulebook_free(book);
}

/* What stays within the session takes what is captured; and what is written, any command. */
static void test_commands(void **state)
{
	static const char *const good[] = {
		"send %0",       "/send %0", "q",          "gmcp send A.B \\\"$v\\\"",
		"search\\t%0",   "mode %0",  "no-such %0", "lua f()",
		"set -g term x",
	};
	RuleBook *book = rulebook_new();
	char line[120];

	(void)state;
	rulebook_check_commands(book, command_check_of_rule, &app_commands);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct err e = { 0 };

		snprintf(line, sizeof(line), "trigger /a/ command \"%s\"", good[i]);
		if (!rulebook_add_line(book, line, NULL, &e))
			fail_msg("%s: %s", line, e.text);
	}
	rulebook_free(book);
}

static void note_rule(void *user, unsigned id, const Rule *rule)
{
	struct str *out = user;

	str_append_format(out, "%u ", id);
	rule_print(rule, out);
	str_append_char(out, '\n');
}

/* Rules are added, take each other's place by name, and are taken away. */
static void test_book(void **state)
{
	RuleBook *book = rulebook_new(), *again = rulebook_keep(book);
	struct str list;

	(void)state;
	str_init(&list);
	assert_int_equal(rulebook_add(book, RULE_GAG, "/a/ group=g name=x", NULL, NULL), 1);
	assert_int_equal(rulebook_add_line(book, "gag /b/ group=g", NULL, NULL), 2);
	assert_int_equal(rulebook_add_line(book, "alias c name=x send \"\"", NULL, NULL), 3);
	assert_int_equal(rulebook_add_line(book, "gag /d/ group=h name=x", NULL, NULL), 4);
	assert_int_equal(rulebook_count(book), 3);
	rulebook_each(book, note_rule, &list);
	assert_string_equal(list.text, "2 gag /b/ group=g\n3 alias \"c\" name=x send \"\"\n"
				       "4 gag /d/ name=x group=h\n");
	assert_null(rulebook_rule(book, 1));
	assert_string_equal(rule_group(rulebook_rule(book, 4)), "h");
	assert_string_equal(rule_name(rulebook_rule(book, 3)), "x");
	assert_int_equal(rule_kind(rulebook_rule(book, 3)), RULE_ALIAS);
	assert_int_equal(rulebook_remove(book, 1), 0);
	assert_int_equal(rulebook_remove(book, 2), 1);
	assert_int_equal(rulebook_remove_called(book, "x"), 2);
	assert_int_equal(rulebook_count(book), 0);
	rulebook_free(again);
	rulebook_free(book);
	str_fini(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_book),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
