/* What is said of a command line that can't be run, and where its fault is. */
#include "unit/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "config/command.h"

static bool run(struct command_context *c, const char *args)
{
	(void)c;
	(void)args;
	return true;
}

static const struct command_row rows[] = {
	{ "help", "h", COMMAND_MAY_HAVE_ARGS, "[COMMAND|OPTION|keys]", "", true, COMMAND_WITHIN,
	  COMPLETE_NOTHING, run },
	{ "mode", NULL, COMMAND_NEEDS_ARGS, "line|char|auto", "", true, COMMAND_WITHIN,
	  COMPLETE_CHOICES, run },
	{ "quit", NULL, COMMAND_NO_ARGS, "", "", true, COMMAND_WITHIN, COMPLETE_NOTHING, run },
	{ "tls", NULL, COMMAND_MAY_HAVE_ARGS, "[forget]", "", true, COMMAND_WITHIN,
	  COMPLETE_CHOICES, run },
};

static const struct command_table table = { rows, sizeof(rows) / sizeof(rows[0]) };

static void test_faults(void **state)
{
	static const struct {
		const char *line;
		ptrdiff_t at;
		const char *text; /* NULL: it runs */
		bool whole; /* `text` is all, less its end in brackets */
	} cases[] = {
		{ "frob all the things", 0, "there is no command \"frob\" (", false },
		{ "  hlep set", 2, "there is no command \"hlep\": did you mean \"help\"? (",
		  false },
		{ "mode lime", 5,
		  "mode can't be \"lime\": did you mean \"line\"? (choose from: line "
		  "char auto)",
		  true },
		{ "mode  line  ", 0, NULL, false },
		{ "mode LINE", 0, NULL, false },
		{ "mode xyz", 0, NULL, false },
		{ "tls", 0, NULL, false },
		{ "tls forgot", 4, "did you mean \"forget\"?", false },
		{ "help anything", 0, NULL, false },
		{ "quit now", 5, "/quit takes no argument", true },
		{ "mode", 0, "usage: /mode line|char|auto", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = { .kind = ERR_NONE };
		struct command_context c = { .table = &table, .owner = &c, .e = &e };
		bool good = command_run(&c, cases[i].line);

		if (good != !cases[i].text)
			fail_msg("%s: expected %s, saw %s", cases[i].line,
				 cases[i].text ? cases[i].text : "no error", e.text);
		if (good)
			continue;
		if (!strstr(e.text, cases[i].text) ||
		    (cases[i].whole && strcmp(e.text, cases[i].text) != 0))
			fail_msg("%s: expected \"%s\", saw \"%s\"", cases[i].line, cases[i].text,
				 e.text);
		assert_int_equal(c.at - cases[i].line, cases[i].at);
	}
}

/* In a file commands stand without the command character, also in one that a command reads. */
static void test_in_a_file(void **state)
{
	struct err e = { .kind = ERR_NONE };
	struct command_context c = { .table = &table, .e = &e };

	(void)state;
	assert_false(command_run(&c, "mode"));
	assert_string_equal(e.text, "usage: mode line|char|auto");
	c.owner = &c;
	c.depth = 1;
	assert_false(command_run(&c, "quit now"));
	assert_string_equal(e.text, "quit takes no argument");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_faults),
					    cmocka_unit_test(test_in_a_file) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
