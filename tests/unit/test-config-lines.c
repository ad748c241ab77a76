#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "fleet/config-lines.h"

/* `NUMBER:TEXT` of each, with `|` for a newline, a line each. */
static const struct {
	const char *text, *lines;
} rows[] = {
	{ "", "" },
	{ "\n  \n! x\n # y\n", "" },
	{ "a\n\n b \r\nc", "1:a\n3: b\n4:c\n" },
	{ "banner motd #one#\nb\n", "1:banner motd #one#\n2:b\n" },
	{ "a\nbanner motd #\n! kept\n\nx # y\nb\n", "1:a\n2:banner motd #|! kept||x # y\n6:b\n" },
	{ "banner login ^C\none\n^C\nb\n", "1:banner login ^C|one|^C\n4:b\n" },
	{ "banner login ^Cone^C\nb\n", "1:banner login ^Cone^C\n2:b\n" },
	{ " banner motd\none\nEOF\nb\n", "1: banner motd|one|EOF\n4:b\n" },
	{ "banner motd ^\nnever ended\n", "1:banner motd ^|never ended\n" },
	{ "bannerette #\nb\n", "1:bannerette #\n2:b\n" },
};

static void test_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config_lines lines = { 0 };
		struct str saw;

		str_init(&saw);
		config_lines_split(&lines, rows[i].text);
		for (size_t k = 0; k < lines.count; k++) {
			for (char *p = lines.list[k].text; *p; p++)
				*p = *p == '\n' ? '|' : *p;
			str_append_format(&saw, "%zu:%s\n", lines.list[k].number,
					  lines.list[k].text);
		}
		assert_string_equal(saw.text, rows[i].lines);
		str_fini(&saw);
		config_lines_fini(&lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_split) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
