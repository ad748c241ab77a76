/* The command line of `hail run`. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "fleet/run-args.h"

enum { WORDS_MAX = 32 };

/* argv of its own, as a process has it; `line` has a blank between words. */
struct words {
	char text[300];
	char *argv[WORDS_MAX];
	int argc;
};

static void split(struct words *w, const char *line)
{
	char *rest = NULL;

	strncpy(w->text, line, sizeof(w->text) - 1);
	w->text[sizeof(w->text) - 1] = '\0';
	w->argc = 0;
	for (char *word = strtok_r(w->text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		w->argv[w->argc++] = word;
}

static void test_wanted(void **state)
{
	static const struct {
		const char *line;
		bool wanted;
	} rows[] = {
		{ "hail run", true },       { "hail run sw1", true }, { "hail run -x 1 2", true },
		{ "hail run 4000", false }, { "hail", false },        { "hail sw1 run", false },
		{ "hail -r run", false },   { "hail runner", false }, { "hail run 4000x", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct words w;

		split(&w, rows[i].line);
		if (run_args_wanted(w.argc, w.argv) != rows[i].wanted)
			fail_msg("%s", rows[i].line);
	}
}

static void test_all(void **state)
{
	struct run_args a;
	struct words w;
	struct err e;

	(void)state;
	split(&w,
	      "run sw1 -f conf -x one --command=two -j7 --json --stream --retry 3 --timeout 1.5 "
	      "--connect-timeout=2 --total-timeout 90 --hosts -");
	assert_true(run_args_parse(w.argc, w.argv, &a, &e));
	assert_string_equal(a.config_file, "conf");
	assert_int_equal(a.step_count, 2);
	assert_string_equal(a.steps[0].command, "one");
	assert_string_equal(a.steps[1].command, "two");
	assert_int_equal(a.jobs, 7);
	assert_int_equal(a.retries, 3);
	assert_true(a.json && a.stream);
	assert_int_equal(a.timeout_ms, 1500);
	assert_int_equal(a.connect_ms, 2000);
	assert_int_equal(a.total_ms, 90000);
	assert_int_equal(a.hosts.count, 1);
	assert_string_equal(a.hosts_files.items[0], "-");
	run_args_fini(&a);

	split(&w, "run --timeout 3 script.lua other.lua -- -odd");
	assert_true(run_args_parse(w.argc, w.argv, &a, &e));
	assert_string_equal(a.script, "script.lua");
	assert_int_equal(a.hosts.count, 2);
	assert_string_equal(a.hosts.items[1], "-odd");
	run_args_fini(&a);
}

/* What hints of a failed connection name is an option here, too. */
static void test_settings(void **state)
{
	static const char *const expected[] = { "tls=on", "pin=sha256//x", "charset=cp437",
						"ca-file=ca.pem", "tls=on" };
	struct run_args a;
	struct words w;
	struct err e;

	(void)state;
	split(&w, "run -x a -t --pin sha256//x -o charset=cp437 --ca-file=ca.pem --tls sw1");
	if (!run_args_parse(w.argc, w.argv, &a, &e))
		fail_msg("%s", e.text);
	assert_int_equal(a.settings.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(a.settings.items[i], expected[i]);
	assert_int_equal(a.hosts.count, 1);
	run_args_fini(&a);
}

/* Commands and options that may hold secrets can't be read in the list of processes. */
static void test_hidden(void **state)
{
	static const char *const lines[] = {
		"run -x s3cret sw1",
		"run -xs3cret sw1",
		"run --command=s3cret sw1",
		"run --command s3cret sw1",
		"run -x a -o password-command=s3cret sw1",
		"run -x a -opassword-command=s3cret sw1",
		"run -x a -o enable-command=s3cret sw1",
		"run -x a --proxy http://u:s3cret@127.0.0.1 sw1",
		"run -x a --proxy=http://u:s3cret@127.0.0.1 sw1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct run_args a;
		struct words w;
		struct err e;

		split(&w, lines[i]);
		if (!run_args_parse(w.argc, w.argv, &a, &e))
			fail_msg("%s: %s", lines[i], e.text);
		for (size_t k = 0; k < sizeof(w.text); k++)
			if (strncmp(w.text + k, "s3cret", 6) == 0)
				fail_msg("%s: the secret stands there", lines[i]);
		assert_string_equal(w.argv[w.argc - 1], "sw1");
		run_args_fini(&a);
	}
}

static void test_bad(void **state)
{
	static const char *const lines[] = {
		"run",
		"run sw1",
		"run -x a",
		"run -x",
		"run -j 0 -x a sw1",
		"run -j 1x -x a sw1",
		"run --retry -1 -x a sw1",
		"run --timeout 0 -x a sw1",
		"run --timeout x -x a sw1",
		"run --timeout",
		"run --json=yes -x a sw1",
		"run --tls=on -x a sw1",
		"run --pin",
		"run --nothing -x a sw1",
		"run -Z -x a sw1",
		"run -f a -f b -x a sw1",
		"run -x a --config - --hosts -",
		"run s.lua -x a sw1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct run_args a;
		struct words w;
		struct err e = { .kind = ERR_NONE };

		split(&w, lines[i]);
		if (run_args_parse(w.argc, w.argv, &a, &e))
			fail_msg("\"%s\" was accepted", lines[i]);
		assert_int_equal(e.kind, ERR_USAGE);
		run_args_fini(&a);
	}
}

/* A value may be a secret, of an option that isn't known too. */
static void test_no_value_in_a_sentence(void **state)
{
	static const struct {
		const char *line, *option;
	} rows[] = {
		{ "run --unknown=s3cret -x a sw1", "unknown option --unknown (" },
		{ "run --prxy=s3cret -x a sw1", "unknown option --prxy: did you mean --proxy?" },
		{ "run -Zs3cret -x a sw1", "unknown option -Z (" },
		{ "run --json=s3cret -x a sw1", "--json takes no value" },
		{ "run -x s3cret sw1 --pin", "--pin needs a value (see hail run --help)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct run_args a;
		struct words w;
		struct err e;

		split(&w, rows[i].line);
		assert_false(run_args_parse(w.argc, w.argv, &a, &e));
		if (!strstr(e.text, rows[i].option) || strstr(e.text, "s3cret"))
			fail_msg("%s: %s", rows[i].line, e.text);
		run_args_fini(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wanted),   cmocka_unit_test(test_all),
		cmocka_unit_test(test_settings), cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_bad),      cmocka_unit_test(test_no_value_in_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
