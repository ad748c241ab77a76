/* Rules of other programs: what they become, what is listed with its reason, and that what they
 * become does the same. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "rules/book.h"
#include "rules/import.h"

static void told_rule(void *user, unsigned line, const char *rule)
{
	str_append_format(user, "%u %s\n", line, rule);
}

static void told_skipped(void *user, unsigned line, const char *what, const char *why)
{
	str_append_format(user, "%u -- %s: %s\n", line, what, why);
}

static const struct rules_import_events events = { told_rule, told_skipped };

static void check(enum rules_import_form form, const char *text, const char *want)
{
	struct str got;

	str_init(&got);
	rules_import(form, text, strlen(text), &events, &got);
	if (strcmp(got.text, want) != 0)
		fail_msg("%s\nbecomes\n%s\ninstead of\n%s", text, got.text, want);
	str_fini(&got);
}

static const struct {
	const char *theirs, *ours;
} tintin[] = {
	{ "#action {^%1 says %2$} {say hi %1;wave}",
	  "1 trigger /^(.*?) says (.*?)$/ stop send \"say hi %1\\nwave\"\n" },
	{ "#ACTION {You are hungry.} {eat bread} {3}",
	  "1 trigger /You are hungry\\./ stop priority=20 send \"eat bread\"\n" },
	{ "#act {%2 gives %1} {thank %2 for %1}",
	  "1 trigger /(.*?) gives (.*)/ stop send \"thank %1 for %2\"\n" },
	{ "#action {a/b {c|d} %d gold%i} {#showme {<118>Got %1 %2<099>};#var {g} {%2};#bell}",
	  "1 trigger /a\\/b (c|d) ([0-9]*?) gold(?i)/ stop notify \"Got %1 %2\" set g \"%2\" "
	  "notify "
	  "\"bell\"\n" },
	{ "#action {x} {#3 {n};$who;100%;cost $5;\\;}",
	  "1 trigger /x/ stop send \"n\\nn\\nn\\n${who}\\n100%%\\ncost $$5\\n;\"\n" },
	{ "#action {x} {#if {1} {y}}", "1 -- #action {x} {#if {1} {y}}: #if has no counterpart\n" },
	{ "#action {x} {@f{1}}", "1 -- #action {x} {@f{1}}: it calls a function\n" },
	{ "#action {x} {a\\nb}", "1 -- #action {x} {a\\nb}: \\n has no counterpart\n" },
	{ "#action {x} {mail a@b {c}}", "1 trigger /x/ stop send \"mail a@b {c}\"\n" },
	{ "#action {x} {say $a[1]}", "1 -- #action {x} {say $a[1]}: it has a table or a list\n" },
	{ "#action {~\\e[1m} {y}", "1 -- #action {~\\e[1m} {y}: it looks at colour codes\n" },
	{ "#action {$name} {y}",
	  "1 -- #action {$name} {y}: its pattern has a variable or a function\n" },
	{ "#action {} {y}", "1 -- #action {} {y}: its pattern is empty\n" },
	{ "#action {{a(} {y}}", "1 -- #action {{a(} {y}}: it does nothing\n" },
	{ "#alias {k} {kill %1;say %0}",
	  "1 alias /^k(?: +((\\S+).*))?$/ send \"kill %2\\nsay %1\"\n" },
	{ "#alias {gg} {get all}", "1 alias /^gg(?: +(.*))?$/ send \"get all %1\"\n" },
	{ "#alias {give %1 to %2} {put %1 %2}",
	  "1 alias /^give (.*?) to (.*)/ send \"put %1 %2\"\n" },
	{ "#highlight {orc} {light red}", "1 highlight /orc/ bright-red\n" },
	{ "#highlight {orc} {bold green b blue}", "1 highlight /orc/ bold green on blue\n" },
	{ "#highlight {orc} {<178>}", "1 highlight /orc/ bold white\n" },
	{ "#highlight {orc} {<118>}", "1 highlight /orc/ bold red\n" },
	{ "#highlight {orc} {<fab>}", "1 highlight /orc/ 197\n" },
	{ "#highlight {orc} {sparkling}",
	  "1 -- #highlight {orc} {sparkling}: its colour has no counterpart\n" },
	{ "#gag {^spam %*}", "1 gag /^spam (.*)/\n" },
	{ "#action {^You have %+1..d gold, %+2..4w%!+3s%+5.x} {%1 %2 %3}",
	  "1 trigger /^You have ([0-9]{1,}) gold, ([A-Za-z0-9_]{2,4})(?:\\s{3})(.{5})x/ stop send "
	  "\"%1 %2 %3\"\n" },
	{ "#gag spam", "1 gag /spam/\n" },
	{ "#substitute {%w cat} {%1 dog}", "1 substitute /([A-Za-z0-9_]*?) cat/ \"%1 dog\"\n" },
	{ "#ticker {save} {save all} {300}", "1 timer 300 name=save send \"save all\"\n" },
	/* What isn't translated stays out, wherever it stands. */
	{ "#ticker {a} {b} {1 command \"quit!\"}",
	  "1 -- #ticker {a} {b} {1 command \"quit!\"}: its seconds are no number\n" },
	{ "#ticker {a} {b} {1.5}", "1 timer 1.5 name=a send \"b\"\n" },
	{ "#class {fight} {open}\n#gag {a}\n#class {fight} {close}\n#gag {b}",
	  "2 gag /a/ group=fight\n4 gag /b/\n" },
	{ "/* a comment\n{ */#nop {x};\n#action {x}\n{\n  a;\n  b\n}\n#math {a} {1}",
	  "3 trigger /x/ stop send \"a\\nb\"\n8 -- #math {a} {1}: it is no action, alias, "
	  "highlight, "
	  "gag, substitute or ticker\n" },
	{ "/*/ #gag {a} */#gag {b}", "1 gag /b/\n" },
	{ "look", "1 -- look: it is no command\n" },
};

static void test_tintin(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tintin) / sizeof(*tintin); i++)
		check(RULES_IMPORT_TINTIN, tintin[i].theirs, tintin[i].ours);
}

static const struct {
	const char *theirs, *ours;
} tinyfugue[] = {
	{ "/def -t\"{*} arrives*\" greet = /send wave %1",
	  "1 trigger "
	  "/^(?=\\s*(\\S+)?).*?\\K(?:^(?<![^ ])(?:[^ ]*)(?![^ ]) arrives.*$)/i name=greet stop "
	  "send "
	  "\"wave %1\"\n" },
	{ "/def -F -p5 -mregexp -t'^(\\w+) tells you, \"(.*)\"' t = reply %P1 %P2 %P0",
	  "1 trigger /^(\\w+) tells you, \"(.*)\"/i name=t priority=5 send \"reply %1 %2 %0\"\n" },
	{ "/def -Fq -msimple -t\"Hi.\" = /echo 100%% $$5 %{name}%; /set x=%*%; /beep",
	  "1 trigger /^(?=(?=(.*))).*?\\K(?:^Hi\\.$)/ notify \"100%% $$5 ${name}\" set x \"%1\" "
	  "notify \"bell\"\n" },
	{ "/def -ag -t\"*spam*\"", "1 trigger /^.*spam.*$/i stop gag\n" },
	{ "/def -F -aCred,uCbgblue -t\"x\"",
	  "1 trigger /^x$/i highlight line underline red on blue\n" },
	{ "/def -F -P1Cbrightgreen;2Crgb500 -t\"(A)(b)\"",
	  "1 trigger /(A)(b)/ highlight %1 bright-green highlight %2 196\n" },
	{ "/def -1 -t\"x\" a = b", "1 trigger /^x$/i name=a count=1 stop send \"b\"\n" },
	{ "/def -wmud -msubstr -t\"a.b\" a = b\\%c",
	  "1 trigger /a\\.b/ name=a host=mud stop send \"b%%c\"\n" },
	{ "/DEF -Fp12333131 -msimple -t\"x\" = /ECHO -p -aCred *** @{hCblue}a@{n} ***",
	  "1 trigger /^x$/ priority=1000000 notify \"*** a ***\"\n" },
	{ "/def -w\"a lua \\\"x()\\\"\" -t\"x\" a = b",
	  "1 -- /def -w\"a lua \\\"x()\\\"\" -t\"x\" a = b: its world has a blank in its name\n" },
	{ "/def -mregexp -t'x\\\\' a = y/i gag",
	  "1 -- /def -mregexp -t'x\\\\' a = y/i gag: its pattern ends in a backslash\n" },
	{ "/gag *spam*", "1 trigger /^.*spam.*$/i gag\n" },
	{ "/gag *spam* = /echo 1%%; 2\\%; 3%;/beep",
	  "1 trigger /^.*spam.*$/i gag notify \"1%%; 2%%; 3\" notify \"bell\"\n" },
	{ "/hilite M[rs]. ?", "1 trigger /^M[rs]\\. .$/i highlight line bold\n" },
	{ "/def -c50 -t\"x\" a = b", "1 -- /def -c50 -t\"x\" a = b: it is run by chance (-c)\n" },
	{ "/def -t\"x\" a = $[1+1]", "1 -- /def -t\"x\" a = $[1+1]: it computes a text ($[)\n" },
	{ "/def -t\"x\" a = %-1",
	  "1 -- /def -t\"x\" a = %-1: a substitution has no counterpart\n" },
	{ "/def -t\"x\" a = say %R now",
	  "1 -- /def -t\"x\" a = say %R now: a substitution has no counterpart\n" },
	{ "/def -t\"x\" a = say %L2",
	  "1 -- /def -t\"x\" a = say %L2: a substitution has no counterpart\n" },
	{ "/def -t\"x\" a = say %10",
	  "1 -- /def -t\"x\" a = say %10: a substitution has no counterpart\n" },
	{ "/def -t\"x\" a = say %Pa %{L}",
	  "1 -- /def -t\"x\" a = say %Pa %{L}: a substitution has no counterpart\n" },
	{ "/def -n5 -1 -t\"x\" a = say %Pa %Left",
	  "1 trigger /^x$/i name=a count=1 stop send \"say ${Pa} ${Left}\"\n" },
	{ "/def -t\"x\" a = /set b-c=1",
	  "1 -- /def -t\"x\" a = /set b-c=1: a variable is missing\n" },
	{ "/def -t\"x\" a = /repeat 1 x",
	  "1 -- /def -t\"x\" a = /repeat 1 x: /repeat has no counterpart\n" },
	{ "/def -hCONNECT a = b", "1 -- /def -hCONNECT a = b: it is called by a hook (-h)\n" },
	{ "/def a = b", "1 -- /def a = b: it has no trigger (-t)\n" },
	{ "/def -t\"x\" a", "1 -- /def -t\"x\" a: it does nothing\n" },
	{ "; note\n\n/def -mregexp -t\"a\" \\\n   a = \\\r\n  b\n/set x=1",
	  "3 trigger /a/i name=a stop send \"b\"\n6 -- /set x=1: it is no /def, /gag or "
	  "/hilite\n" },
	{ "/def -mregexp -t\"a(\" x = y", "1 -- /def -mregexp -t\"a(\" x = y: the pattern is "
					  "wrong: missing closing parenthesis\n" },
};

static void test_tinyfugue(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tinyfugue) / sizeof(*tinyfugue); i++)
		check(RULES_IMPORT_TINYFUGUE, tinyfugue[i].theirs, tinyfugue[i].ours);
}

/* A file that is large for no good reason takes neither long nor much. */
static void test_large(void **state)
{
	enum { LINES = 1 << 20 };
	struct str text, got;

	(void)state;
	str_init(&text);
	str_init(&got);
	str_append_string(&text, "#gag");
	for (int i = 0; i < LINES; i++)
		str_append_char(&text, '\n');
	str_append_string(&text, "{a}");
	assert_int_equal(rules_import(RULES_IMPORT_TINTIN, text.text, text.length, &events, &got),
			 1);
	assert_string_equal(got.text, "1 gag /a/\n");
	str_clear(&text);
	str_clear(&got);
	str_append_string(&text, "#action {a} {");
	for (int i = 0; i < LINES; i++)
		str_append_string(&text, "#99 x;");
	str_append_string(&text, "}");
	assert_int_equal(rules_import(RULES_IMPORT_TINTIN, text.text, text.length, &events, &got),
			 0);
	assert_non_null(strstr(got.text, "it sends too much"));
	str_clear(&text);
	str_append_string(&text, "#action {a} {");
	for (int i = 0; i < LINES; i++)
		str_append_string(&text, "@a ");
	str_append_string(&text, "}");
	assert_int_equal(rules_import(RULES_IMPORT_TINTIN, text.text, text.length, &events, &got),
			 1);
	str_clear(&text);
	str_append_string(&text, "/def -t\"a\" b = c ");
	for (int i = 0; i < LINES; i++)
		str_append_string(&text, "@{ ");
	assert_int_equal(
		rules_import(RULES_IMPORT_TINYFUGUE, text.text, text.length, &events, &got), 1);
	str_fini(&text);
	str_fini(&got);
}

static void test_form(void **state)
{
	static const struct {
		const char *text;
		enum rules_import_form form;
	} files[] = {
		{ "#action {a} {b}\n", RULES_IMPORT_TINTIN },
		{ "/* note */\n#gag {a}\n#gag {b}", RULES_IMPORT_TINTIN },
		{ "# note\n# note\n/def -t\"a\" b = c", RULES_IMPORT_TINYFUGUE },
		{ "; note\n/gag x\n", RULES_IMPORT_TINYFUGUE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (rules_import_form_of(files[i].text, strlen(files[i].text)) != files[i].form)
			fail_msg("case %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tintin),
		cmocka_unit_test(test_tinyfugue),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
