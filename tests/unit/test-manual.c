#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "config/command.h"
#include "config/options.h"
#include "base/str.h"

/* The manual must name every option and command of the tables. */
static void read_manual(struct str *out)
{
	const char *top = getenv("HAIL_SRCDIR");
	char path[4096];
	char bytes[4096];
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/doc/hail.1", top ? top : ".");
	file = fopen(path, "r");
	assert_non_null(file);
	while ((n = fread(bytes, 1, sizeof(bytes), file)))
		str_append(out, bytes, n);
	fclose(file);
}

static void assert_named(const struct str *manual, const char *before, const char *name)
{
	char text[100];

	snprintf(text, sizeof(text), "%s%s", before, name);
	if (!strstr(manual->text, text))
		fail_msg("hail.1 doesn't say \"%s\"", text);
}

/* The next heading behind `at`; NULL: none. A reference to one (.Sx) is none. */
static const char *next_heading(const char *at)
{
	while ((at = strstr(at, "\n.S")) && at[3] != 's' && at[3] != 'h')
		at++;
	return at;
}

/* The option must stand under the heading of its topic. */
static void assert_in_topic(const struct str *manual, const struct option_row *row)
{
	char heading[100], item[100];
	const char *topic, *next, *found;

	snprintf(heading, sizeof(heading), "\n.Ss %s\n", options_topic(row->topic));
	snprintf(item, sizeof(item), "\n.It Ic %s\n", row->name);
	topic = strstr(manual->text, heading);
	found = topic ? strstr(topic, item) : NULL;
	next = topic ? next_heading(topic + 1) : NULL;
	if (!found || (next && found > next))
		fail_msg("hail.1 doesn't have %s under \"%s\"", row->name,
			 options_topic(row->topic));
}

static void test_tables(void **state)
{
	const struct command_row *commands = app_commands.rows;
	struct str manual;

	(void)state;
	str_init(&manual);
	read_manual(&manual);
	for (int i = 0; i < OPTIONS_COUNT; i++)
		assert_in_topic(&manual, options_row((enum option)i));
	for (size_t i = 0; i < app_commands.count; i++)
		assert_named(&manual, "/", commands[i].name);
	str_fini(&manual);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_tables) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
