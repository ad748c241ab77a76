#include "unit/unit.h"

#include <string.h>

#include "term/sgr.h"

/* The style after the SGR sequence `text` (what stands between CSI and m) on top of `style`. */
static struct cell_style apply(struct cell_style style, const char *text)
{
	struct parser_sequence s = { .final = 'm' };

	for (const char *p = text; *text; p++) {
		if (!s.count) {
			s.count = 1;
			s.params[0] = PARSER_PARAM_NONE;
		}
		if (!*p)
			break;
		if (*p == ';' || *p == ':') {
			if (*p == ':')
				s.sub |= 1u << s.count;
			s.params[s.count++] = PARSER_PARAM_NONE;
			continue;
		}
		uint32_t *last = &s.params[s.count - 1];
		*last = (*last == PARSER_PARAM_NONE ? 0 : *last * 10) + (uint32_t)(*p - '0');
	}
	sgr_apply(&style, &(uint32_t){ 0 }, &s);
	return style;
}

enum { U = CELL_UNDERLINE_SHIFT, I = CELL_INDEXED, RGB = CELL_RGB };

static const struct {
	const char *text;
	struct cell_style expected;
} cases[] = {
	{ "1", { 0, 0, CELL_BOLD } },
	{ "2;3", { 0, 0, CELL_DIM | CELL_ITALIC } },
	{ "5", { 0, 0, CELL_BLINK } },
	{ "6", { 0, 0, CELL_BLINK } },
	{ "7;8;9", { 0, 0, CELL_REVERSE | CELL_CONCEAL | CELL_STRIKE } },
	{ "53", { 0, 0, CELL_OVERLINE } },
	{ "53;55", { 0, 0, 0 } },
	{ "1;2;22", { 0, 0, 0 } },
	{ "3;23;5;25;7;27;8;28;9;29", { 0, 0, 0 } },
	{ "4", { 0, 0, 1 << U } },
	{ "21", { 0, 0, 2 << U } },
	{ "4:3", { 0, 0, 3 << U } },
	{ "4:5", { 0, 0, 5 << U } },
	{ "4;4:0", { 0, 0, 0 } },
	{ "4:3;24", { 0, 0, 0 } },
	{ "4:9", { 0, 0, 0 } },
	{ "4:", { 0, 0, 0 } },
	{ "31;42", { I | 1, I | 2, 0 } },
	{ "97;100", { I | 15, I | 8, 0 } },
	{ "31;42;39;49", { 0, 0, 0 } },
	{ "38;5;200", { I | 200, 0, 0 } },
	{ "48;5;17;1", { 0, I | 17, CELL_BOLD } },
	{ "38;5;256;1", { 0, 0, CELL_BOLD } },
	{ "38;2;1;2;3", { RGB | 0x010203, 0, 0 } },
	{ "48;2;255;300;0;4", { 0, RGB | 0xffff00, 1 << U } },
	{ "38:5:200", { I | 200, 0, 0 } },
	{ "38:2:1:2:3", { RGB | 0x010203, 0, 0 } },
	{ "38:2::1:2:3;1", { RGB | 0x010203, 0, CELL_BOLD } },
	{ "38:2:0:1:2:3:0:1", { RGB | 0x010203, 0, 0 } },
	{ "38:5;1", { 0, 0, CELL_BOLD } },
	{ "38:2:1;1", { 0, 0, CELL_BOLD } },
	/* Underline colours are read over, whatever their form. */
	{ "58;5;1;3", { 0, 0, CELL_ITALIC } },
	{ "58;2;1;2;3;3", { 0, 0, CELL_ITALIC } },
	{ "58:2::1:2:3;3", { 0, 0, CELL_ITALIC } },
	{ "59;3", { 0, 0, CELL_ITALIC } },
	/* Cut short or unknown. */
	{ "38", { 0, 0, 0 } },
	{ "38;5", { 0, 0, 0 } },
	{ "38;2;1;2", { 0, 0, 0 } },
	{ "38;7;1", { 0, 0, CELL_BOLD } },
	{ "12;73;200;1", { 0, 0, CELL_BOLD } },
	{ "1:2;3", { 0, 0, CELL_ITALIC } },
	{ "1;31;0", { 0, 0, 0 } },
	{ "1;", { 0, 0, 0 } },
	{ ";1", { 0, 0, CELL_BOLD } },
};

static void test_all_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell_style s = apply((struct cell_style){ 0 }, cases[i].text);
		const struct cell_style *e = &cases[i].expected;

		if (s.fg != e->fg || s.bg != e->bg || s.attrs != e->attrs)
			fail_msg("SGR %s: saw %x %x %x, expected %x %x %x", cases[i].text, s.fg,
				 s.bg, s.attrs, e->fg, e->bg, e->attrs);
	}
}

static void test_no_parameter_resets(void **state)
{
	struct cell_style s = apply((struct cell_style){ I | 1, I | 2, CELL_BOLD }, "");

	(void)state;
	assert_int_equal(s.fg | s.bg | s.attrs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_forms),
		cmocka_unit_test(test_no_parameter_resets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
