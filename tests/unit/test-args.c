#include "unit/unit.h"

#include <string.h>
#include <sys/socket.h>

#include "app/args.h"

enum { WORDS_MAX = 12 };

static bool parse(const char *line, struct args *a, struct err *e)
{
	static char copy[256];
	static char *words[WORDS_MAX];
	int count = 1;
	char *rest = copy;
	char *word;

	assert_true(strlen(line) < sizeof(copy));
	memcpy(copy, line, strlen(line) + 1);
	words[0] = (char[]){ "hail" };
	while ((word = strsep(&rest, " ")) && count < WORDS_MAX) {
		if (*word)
			words[count++] = word;
	}
	return args_parse(count, words, a, e);
}

static void test_good(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_true(parse("-r4 host -o eol=lf 23 --timeout=5 --log f -c help", &a, &e));
	assert_string_equal(a.destination, "host");
	assert_string_equal(a.port, "23");
	assert_true(a.raw);
	assert_int_equal(a.family, AF_INET);
	assert_int_equal(a.timeout_s, 5);
	assert_string_equal(a.log_file, "f");
	assert_int_equal(a.settings.count, 1);
	assert_string_equal(a.commands[0], "help");
	args_fini(&a);
	assert_true(parse("-- -host", &a, &e));
	assert_string_equal(a.destination, "-host");
	args_fini(&a);
	assert_true(parse("-e ^A host", &a, &e));
	assert_string_equal(a.settings.items[0], "escape-keys=Ctrl-A");
	args_fini(&a);
	assert_true(parse("--connect-timeout 3 --charset CP437 host", &a, &e));
	assert_string_equal(a.settings.items[0], "connect-timeout=3");
	assert_string_equal(a.settings.items[1], "charset=CP437");
	args_fini(&a);
	assert_true(parse("-l me host", &a, &e));
	assert_string_equal(a.settings.items[0], "user=me");
	args_fini(&a);
}

static void test_subcommands(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_true(parse("demo", &a, &e));
	assert_int_equal(a.action, ARGS_DEMO);
	args_fini(&a);
	assert_true(parse("demo 23", &a, &e));
	assert_int_equal(a.action, ARGS_CONNECT);
	assert_string_equal(a.destination, "demo");
	args_fini(&a);
	assert_true(parse("demo telnet", &a, &e));
	assert_int_equal(a.action, ARGS_CONNECT);
	args_fini(&a);
	assert_false(parse("demo extra", &a, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_non_null(strstr(
		e.text,
		"\"hail demo\" takes no argument but board or tls, and \"extra\" is no port"));
	args_fini(&a);
	assert_true(parse("demo tls", &a, &e));
	assert_int_equal(a.action, ARGS_DEMO);
	assert_string_equal(a.port, "tls");
	args_fini(&a);
	assert_true(parse("-r demo", &a, &e));
	assert_int_equal(a.action, ARGS_CONNECT);
	args_fini(&a);
	assert_true(parse("-V", &a, &e));
	assert_int_equal(a.action, ARGS_VERSION);
	args_fini(&a);
	assert_true(parse("--check-config -f x", &a, &e));
	assert_int_equal(a.action, ARGS_CHECK_CONFIG);
	assert_string_equal(a.config_file, "x");
	args_fini(&a);
}

static void test_bad(void **state)
{
	static const char *const bad[] = {
		"--nosuch",
		"-Z",
		"-o",
		"--log",
		"--raw=1",
		"a b c",
		"--timeout x",
		"--timeout -1",
		"--record f h",
		"--record f h",
		"--screen-reader h",
		"-8 h",
		"-l",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct args a;
		struct err e = { .kind = ERR_NONE };
		bool good = parse(bad[i], &a, &e);

		args_fini(&a);
		if (good)
			fail_msg("\"%s\" was accepted", bad[i]);
		assert_int_equal(e.kind, ERR_USAGE);
	}
}

static void test_hidden(void **state)
{
	char proxy[] = "--proxy=http://a:b@c";
	char option[] = "-o";
	char setting[] = "proxy=x://y:z@w";
	char harmless[] = "-oeol=lf";
	char *words[] = {
		(char[]){ "hail" }, proxy, option, setting, harmless, (char[]){ "host" }
	};
	struct args a;
	struct err e;

	(void)state;
	assert_true(args_parse(6, words, &a, &e));
	assert_string_equal(proxy, "--proxy=***");
	assert_memory_equal(proxy + sizeof("--proxy=***"), "\0\0\0\0\0\0\0\0\0",
			    sizeof(proxy) - sizeof("--proxy=***"));
	assert_string_equal(setting, "***");
	assert_string_equal(harmless, "-oeol=lf");
	assert_string_equal(a.settings.items[0], "proxy=http://a:b@c");
	assert_string_equal(a.settings.items[1], "proxy=x://y:z@w");
	args_fini(&a);
}

static void test_near(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_false(parse("--prxy=x host", &a, &e));
	assert_non_null(strstr(e.text, "--prxy: did you mean --proxy?"));
	args_fini(&a);
	assert_false(parse("--nothing-like-it host", &a, &e));
	assert_null(strstr(e.text, "did you mean"));
	args_fini(&a);
}

/* A value may be a secret, of an option that isn't known too. */
static void test_no_value_in_a_sentence(void **state)
{
	static const struct {
		const char *line, *option;
	} rows[] = {
		{ "--unknown=s3cret host", "unknown option --unknown" },
		{ "--prxy=s3cret host", "unknown option --prxy: " },
		{ "-Zs3cret host", "unknown option -Z" },
		{ "--raw=s3cret host", "--raw takes no value" },
		{ "--record=s3cret host", "the name of a recording ends in" },
		{ "-o proxy=s3cret --log", "--log needs a value" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct args a;
		struct err e;

		assert_false(parse(rows[i].line, &a, &e));
		if (!strstr(e.text, rows[i].option) || strstr(e.text, "s3cret"))
			fail_msg("%s: %s", rows[i].line, e.text);
		args_fini(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_subcommands),
		cmocka_unit_test(test_bad),  cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_near), cmocka_unit_test(test_no_value_in_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
