#include "unit/unit.h"

#include <string.h>

#include "app/trace-view.h"
#include "base/str.h"

static const char lines[] =
	"2026-01-31 23:59:59.999 * connected\n"
	"2026-01-31 23:59:59.999 < SB NEW-ENVIRON SEND VAR \"A\" [ff fa 27 01 00 41 ff f0]\n"
	"2026-01-31 23:59:59.999 < 18 bytes\n"
	"  000000  61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61  |aaaaaaaaaaaaaaaa|\n"
	"  000010  62 62                                            |bb|\n"
	"2026-01-31 23:59:59.999 > GA [ff f9] typed\n";

static struct flow_text text_of(const char *bytes)
{
	return (struct flow_text){ .bytes = bytes,
				   .length = strlen(bytes),
				   .format = &trace_format };
}

/* The rows of a draw in `width` columns. */
static void expect(const struct flow_text *t, size_t at, bool end, unsigned width, unsigned rows,
		   const char *expected)
{
	struct theme theme = { 0 };
	struct frame f;
	struct str saw;

	frame_init(&f);
	str_init(&saw);
	cells_reset(&f.cells, width, rows + 1);
	flow_text_draw(t, at, end, THEME_TEXT, &theme, 0, rows, &f);
	for (unsigned y = 0; y < rows; y++) {
		str_append_char(&saw, '|');
		picture_put_row(&f.cells, y, &saw);
		str_append_char(&saw, '\n');
	}
	if (strcmp(saw.text, expected) != 0)
		fail_msg("expected:\n%ssaw:\n%s", expected, saw.text);
	str_fini(&saw);
	frame_fini(&f);
}

static void test_lines(void **state)
{
	struct flow_text t = text_of("a\nbb\nc\n"), none = text_of("");

	(void)state;
	assert_int_equal(flow_text_next(&t, 0), 2);
	assert_int_equal(flow_text_next(&t, 5), 7);
	assert_int_equal(flow_text_next(&t, 7), 7);
	assert_int_equal(flow_text_before(&t, 7), 5);
	assert_int_equal(flow_text_before(&t, 5), 2);
	assert_int_equal(flow_text_before(&t, 2), 0);
	assert_int_equal(flow_text_before(&t, 0), 0);
	assert_int_equal(flow_text_next(&none, 0), 0);
	assert_int_equal(flow_text_tail(&none, 20, 5), 0);
	assert_int_equal(flow_text_rows(&none, 0, 0, 20, 5), 0);
	expect(&none, 0, true, 20, 2, "|\n|\n");
}

/* The date is never shown, the time where there is room, the hex where all of it fits. */
static void test_widths(void **state)
{
	struct flow_text t = text_of(lines);

	(void)state;
	expect(&t, 0, false, 80, 7,
	       "|23:59:59.999 * connected\n"
	       "|23:59:59.999 < SB NEW-ENVIRON SEND VAR \"A\" [ff fa 27 01 00 41 ff f0]\n"
	       "|23:59:59.999 < 18 bytes\n"
	       "|  000000  61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61  |aaaaaaaaaaaaaaaa|\n"
	       "|  000010  62 62                                            |bb|\n"
	       "|23:59:59.999 > GA [ff f9] typed\n"
	       "|\n");
	expect(&t, 0, false, 44, 5,
	       "|23:59:59.999 * connected\n"
	       "|23:59:59.999 < SB NEW-ENVIRON SEND VAR \"A\"\n"
	       "|  [ff fa 27 01 00 41 ff f0]\n"
	       "|23:59:59.999 < 18 bytes\n"
	       "|  |aaaaaaaaaaaaaaaa|\n");
	expect(&t, 0, false, 20, 4,
	       "|* connected\n|< SB NEW-ENVIRON\n|  SEND VAR \"A\" [ff\n|  fa 27 01 00 41 ff\n");
}

/* The end is what shows when the first line of the tail doesn't fit whole. */
static void test_tail(void **state)
{
	struct flow_text t = text_of(lines);
	size_t at;

	(void)state;
	at = flow_text_tail(&t, 44, 5);
	expect(&t, at, true, 44, 5,
	       "|  [ff fa 27 01 00 41 ff f0]\n"
	       "|23:59:59.999 < 18 bytes\n"
	       "|  |aaaaaaaaaaaaaaaa|\n"
	       "|  |bb|\n"
	       "|23:59:59.999 > GA [ff f9] typed\n");
	assert_int_equal(flow_text_rows(&t, at, t.length, 44, 100), 6);
	assert_int_equal(flow_text_rows(&t, at, t.length, 44, 3), 3);
}

/* Of data only the first row. */
static void test_brief(void **state)
{
	struct flow_text t = text_of(lines);

	(void)state;
	t.format = &trace_brief_format;
	expect(&t, flow_text_tail(&t, 80, 3), true, 80, 3,
	       "|23:59:59.999 < 18 bytes\n"
	       "|  000000  61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61  |aaaaaaaaaaaaaaaa| …\n"
	       "|23:59:59.999 > GA [ff f9] typed\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_tail),
		cmocka_unit_test(test_brief),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
