/* How colours look on terminals with fewer, and bold text. */
#include "unit/unit.h"

#include <stdbool.h>

#include "picture/rgb.h"
#include "ui/colour.h"
#include "ui/theme.h"

/* By hand: what a person would call each, in 16 colours, and in 8 (the number, bold or dim). */
static const struct {
	uint32_t rgb;
	unsigned sixteen;
	int eight;
	uint32_t attrs;
} named[] = {
	{ 0x000000, 0, 0, 0 },          { 0x303030, 0, 0, 0 },
	{ 0x585858, 8, 7, CELL_DIM },   { 0x808080, 8, 7, CELL_DIM },
	{ 0xa8a8a8, 8, 7, CELL_DIM },   { 0xbcbcbc, 7, 7, 0 },
	{ 0xe4e4e4, 7, 7, 0 },          { 0xffffff, 15, 7, CELL_BOLD },
	{ 0x5f0000, 1, 1, 0 }, /* dark red */
	{ 0x870000, 1, 1, 0 },          { 0xaf0000, 1, 1, 0 },
	{ 0xff0000, 9, 1, CELL_BOLD },  { 0xff5f5f, 9, 1, CELL_BOLD },
	{ 0x875f5f, 1, 1, 0 }, /* a greyish red */
	{ 0x005f00, 2, 2, 0 },          { 0x00ff00, 10, 2, CELL_BOLD },
	{ 0x5f875f, 2, 2, 0 },          { 0x00005f, 4, 4, 0 }, /* navy */
	{ 0x000087, 4, 4, 0 },          { 0x0000ff, 4, 4, 0 },
	{ 0x5f5fff, 12, 4, CELL_BOLD }, { 0x5f5f87, 4, 4, 0 },
	{ 0x875f00, 3, 3, 0 }, /* brown */
	{ 0xff8700, 11, 3, CELL_BOLD }, /* orange */
	{ 0xffff00, 11, 3, CELL_BOLD }, { 0x5f005f, 5, 5, 0 },
	{ 0x8700ff, 13, 5, CELL_BOLD }, /* violet */
	{ 0xff00ff, 13, 5, CELL_BOLD }, { 0x008787, 6, 6, 0 }, /* teal */
	{ 0x00ffff, 14, 6, CELL_BOLD }, { 0x87d7ff, 14, 6, CELL_BOLD }, /* sky */
};

static void test_named_colours(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		struct cell_style style = { .fg = CELL_RGB | named[i].rgb };
		struct colour_pair fit = colour_fit(&style, 8);

		if (colour_nearest(named[i].rgb, 16) != named[i].sixteen)
			fail_msg("%06x in 16 colours: expected %u, saw %u", (unsigned)named[i].rgb,
				 named[i].sixteen, colour_nearest(named[i].rgb, 16));
		if (fit.fg != named[i].eight || fit.attrs != named[i].attrs || fit.bg != -1)
			fail_msg("%06x in 8 colours: expected %d with %x, saw %d with %x",
				 (unsigned)named[i].rgb, named[i].eight, (unsigned)named[i].attrs,
				 fit.fg, (unsigned)fit.attrs);
	}
}

static bool is_grey_number(unsigned n)
{
	return n == 0 || n == 7 || n == 8 || n == 15;
}

/* Of the 256: those of the cube that aren't greyish stay coloured, the 24 greys stay grey. */
static void test_the_palette(void **state)
{
	(void)state;
	for (unsigned i = 16; i < 256; i++) {
		uint32_t rgb = rgb_of_index(i);
		long red = rgb >> 16, green = rgb >> 8 & 0xff, blue = rgb & 0xff;
		long max = red > green ? red : green, min = red < green ? red : green;
		unsigned sixteen = colour_nearest(rgb, 16);

		max = max > blue ? max : blue;
		min = min < blue ? min : blue;
		if (max == min && !is_grey_number(sixteen))
			fail_msg("%u, a grey, became %u", i, sixteen);
		if (max - min > max / 3 && is_grey_number(sixteen))
			fail_msg("%u (%06x) became %u, a grey", i, (unsigned)rgb, sixteen);
		assert_int_equal(rgb_of_index(colour_nearest(rgb, 256)), rgb);
	}
}

/* In 256 colours the nearest is found; a dark colour doesn't become grey. */
static void test_true_colours(void **state)
{
	static const struct {
		uint32_t rgb;
		unsigned index;
	} cases[] = {
		{ 0x000000, 16 },  { 0xffffff, 231 }, { 0x121212, 233 }, { 0x818181, 244 },
		{ 0xfe0102, 196 }, { 0x320000, 52 },  { 0x003400, 22 },  { 0x000033, 17 },
		{ 0x8a8a5a, 101 }, { 0xeeeeef, 255 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (colour_nearest(cases[i].rgb, 256) != cases[i].index)
			fail_msg("%06x: expected %u, saw %u", (unsigned)cases[i].rgb,
				 cases[i].index, colour_nearest(cases[i].rgb, 256));
	}
}

static void test_indexed_colours(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 16; i++) {
		struct cell_style style = { .fg = CELL_INDEXED | i, .bg = CELL_DEFAULT };
		struct colour_pair fit = colour_fit(&style, 256);

		assert_true(fit.fg == (int)i && fit.bg == -1 && !fit.attrs);
		fit = colour_fit(&style, 16);
		assert_true(fit.fg == (int)i && fit.bg == -1 && !fit.attrs);
		fit = colour_fit(&style, 8);
		assert_true(fit.fg == (i == 8 ? 7 : (int)i % 8) && fit.bg == -1);
		assert_int_equal(fit.attrs, i == 8 ? CELL_DIM : i > 8 ? CELL_BOLD : 0);
		style = (struct cell_style){ .bg = CELL_INDEXED | i };
		fit = colour_fit(&style, 8);
		assert_true(fit.fg == -1 && fit.bg == (int)i % 8 && !fit.attrs);
	}
}

/* Whatever differs in 256 colours can be told apart in 8 and 16; what doesn't stays hidden. */
static void test_nothing_becomes_invisible(void **state)
{
	(void)state;
	for (unsigned fg = 0; fg < 256; fg++) {
		for (unsigned bg = 0; bg < 256; bg++) {
			struct cell_style style = { CELL_INDEXED | fg, CELL_INDEXED | bg, 0 };

			for (unsigned count = 8; count <= 16; count += 8) {
				struct colour_pair fit = colour_fit(&style, count);

				if (fg != bg && fit.fg == fit.bg)
					fail_msg("%u on %u became %d on %d", fg, bg, fit.fg,
						 fit.bg);
				assert_true(fit.fg < (int)count && fit.bg < (int)count);
			}
		}
	}
}

static void test_bold(void **state)
{
	static const struct {
		enum tri bold_bright;
		unsigned colours, fg, shown;
	} cases[] = {
		{ TRI_AUTO, 256, 0, 8 }, { TRI_AUTO, 256, 1, 1 }, { TRI_AUTO, 8, 0, 8 },
		{ TRI_AUTO, 8, 4, 4 },   { TRI_ON, 256, 0, 8 },   { TRI_ON, 256, 7, 15 },
		{ TRI_ON, 16, 3, 11 },   { TRI_ON, 16, 9, 9 },    { TRI_ON, 256, 100, 100 },
		{ TRI_ON, 8, 0, 8 },     { TRI_ON, 8, 1, 1 },     { TRI_OFF, 256, 0, 0 },
		{ TRI_OFF, 256, 1, 1 },  { TRI_OFF, 8, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct theme theme = theme_for(&(struct theme_abilities){
			.attributes = CELL_BOLD | CELL_ITALIC, .colours = cases[i].colours });
		struct cell_style bold = { .fg = CELL_INDEXED | cases[i].fg, .attrs = CELL_BOLD };
		struct cell_style plain = { .fg = CELL_INDEXED | cases[i].fg };

		theme.bold_bright = cases[i].bold_bright;
		if (theme_session_style(&theme, &bold).fg != (CELL_INDEXED | cases[i].shown))
			fail_msg("case %zu: expected colour %u, saw %x", i, cases[i].shown,
				 (unsigned)theme_session_style(&theme, &bold).fg);
		assert_int_equal(theme_session_style(&theme, &plain).fg, plain.fg);
	}
}

/* Black is lifted from where it can't be seen, and from nowhere else. */
static void test_bold_black(void **state)
{
	static const struct {
		uint32_t bg;
		unsigned shown;
	} cases[] = {
		{ CELL_DEFAULT, 8 },     { CELL_INDEXED, 8 },        { CELL_INDEXED | 7, 0 },
		{ CELL_INDEXED | 2, 0 }, { CELL_RGB | 0xffffff, 0 },
	};
	struct theme theme = theme_for(
		&(struct theme_abilities){ .attributes = CELL_BOLD | CELL_ITALIC, .colours = 256 });

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell_style style = { .fg = CELL_INDEXED,
					    .bg = cases[i].bg,
					    .attrs = CELL_BOLD };

		assert_int_equal(theme_session_style(&theme, &style).fg,
				 CELL_INDEXED | cases[i].shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named_colours),
		cmocka_unit_test(test_the_palette),
		cmocka_unit_test(test_true_colours),
		cmocka_unit_test(test_indexed_colours),
		cmocka_unit_test(test_nothing_becomes_invisible),
		cmocka_unit_test(test_bold),
		cmocka_unit_test(test_bold_black),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
