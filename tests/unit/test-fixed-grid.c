/* A grid of a fixed size in windows of other sizes, and what blinks in it. */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "unit/stage.h"

static const struct session_settings usual = { .mode = MODE_CHAR,
					       .charset = "UTF-8",
					       .fallback_charset = "CP1252",
					       .history_lines = 1000,
					       .history_bytes = 1 << 20 };

static void stage(struct stage *s, const char *bytes, unsigned width, unsigned height,
		  const struct session_settings *settings)
{
	/* The size is there before the bytes are. */
	stage_init_with(s, bytes, strlen(bytes), width, height, settings);
}

static void draw(struct stage *s, struct str *out)
{
	struct frame frame;

	frame_init(&frame);
	stage_draw(s, &frame);
	str_clear(out);
	for (unsigned row = 0; row < frame.cells.height; row++) {
		picture_put_row(&frame.cells, row, out);
		str_append_char(out, '\n');
	}
	if (frame.cursor_shown)
		str_append_format(out, "cursor %u,%u\n", frame.cursor_row, frame.cursor_column);
	frame_fini(&frame);
}

#define CORNERS "\x1b[H(\x1b[1;10H)\x1b[4;1H[\x1b[4;10H]\x1b[2;3H"

static const struct {
	const char *name;
	unsigned width, height;
	enum session_place place;
	const char *input;
	const char *frame;
} cases[] = {
	{ "in the middle", 24, 9, SESSION_PLACE_CENTRE, CORNERS,
	  "\n      ┌──────────┐\n      │(        )│\n      │          │\n      │          │\n"
	  "      │[        ]│\n      └──────────┘\n\n S\ncursor 3,9\n" },
	{ "at the top left", 24, 9, SESSION_PLACE_TOP_LEFT, CORNERS,
	  "(        )│\n          │\n          │\n[        ]│\n──────────┘\n\n\n\n S\ncursor "
	  "1,2\n" },
	{ "a row more", 24, 6, SESSION_PLACE_CENTRE, CORNERS,
	  "      │(        )│\n      │          │\n      │          │\n      │[        ]│\n"
	  "      └──────────┘\n S\ncursor 1,9\n" },
};

static void test_places(void **state)
{
	struct session_settings settings = usual;
	struct str seen;

	(void)state;
	settings.fixed_width = 10;
	settings.fixed_height = 4;
	str_init(&seen);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stage s;

		settings.place = cases[i].place;
		stage(&s, cases[i].input, cases[i].width, cases[i].height, &settings);
		draw(&s, &seen);
		if (strcmp(seen.text, cases[i].frame) != 0)
			fail_msg("%s: saw\n%sexpected\n%s", cases[i].name, seen.text,
				 cases[i].frame);
		stage_fini(&s);
	}
	str_fini(&seen);
}

/* In a window of just its size, and in smaller ones, the other lines give way. */
static void test_giving_way(void **state)
{
	static const struct tab tabs[2] = { { .name = "one", .title = "", .current = true },
					    { .name = "two", .title = "" } };
	struct session_settings settings = usual;
	struct stage s;
	struct str seen;

	(void)state;
	str_init(&seen);
	settings.fixed_width = 20;
	settings.fixed_height = 6;
	stage(&s, "1\r\n2\r\n3\r\n4\r\n5\r\n6", 20, 6, &settings);
	draw(&s, &seen);
	assert_string_equal(seen.text, "1\n2\n3\n4\n5\n6\ncursor 5,1\n");
	s.compose.tabs = tabs;
	s.compose.tab_count = 2;
	draw(&s, &seen);
	assert_string_equal(seen.text, "1\n2\n3\n4\n5\n6\ncursor 5,1\n");
	s.compose.covered = true;
	draw(&s, &seen);
	assert_string_equal(seen.text, " 1 one  2 two\n2\n3\n4\n5\n S\ncursor 5,1\n");
	/* A row more is the tab line's. */
	s.compose.covered = false;
	s.compose.height = 7;
	draw(&s, &seen);
	assert_string_equal(seen.text, " 1 one  2 two\n1\n2\n3\n4\n5\n6\ncursor 6,1\n");
	s.compose.height = 5;
	draw(&s, &seen);
	assert_string_equal(seen.text, "2\n3\n4\n5\n6\ncursor 4,1\n");
	/* Scrolled back, the window is as any other. */
	s.compose.scrolled = true;
	s.compose.tab_count = 1;
	draw(&s, &seen);
	assert_string_equal(seen.text, "1\n2\n3\n4\n S\n");
	stage_fini(&s);
	str_fini(&seen);
}

/* Draws what stands in a window after `input`; the stage is gone then. */
static void draw_once(const char *input, unsigned width, unsigned height,
		      const struct session_settings *settings, struct frame *frame)
{
	struct stage s;

	stage(&s, input, width, height, settings);
	stage_draw(&s, frame);
	stage_fini(&s);
}

static void check_cursor_is_shown(unsigned x, unsigned y, const struct session_settings *settings)
{
	struct frame frame;
	char input[64];

	frame_init(&frame);
	snprintf(input, sizeof(input), "\x1b[%u;%uH@\x1b[%u;%uH", y, x, y, x);
	draw_once(input, 33, 11, settings, &frame);
	assert_true(frame.cursor_shown);
	if (cells_get(&frame.cells, frame.cursor_row, frame.cursor_column)->glyph != '@')
		fail_msg("the cursor at %u,%u is shown at %u,%u, elsewhere", y, x, frame.cursor_row,
			 frame.cursor_column);
	frame_fini(&frame);
}

/* What the window can't show comes into sight with the cursor. */
static void test_following(void **state)
{
	struct session_settings settings = usual;

	(void)state;
	settings.fixed_width = 100;
	settings.fixed_height = 30;
	for (unsigned y = 1; y <= 30; y++) {
		for (unsigned x = 1; x <= 100; x++)
			check_cursor_is_shown(x, y, &settings);
	}
}

/* A wide character across the left edge of what is shown leaves a blank. */
static void test_wide_at_the_edge(void **state)
{
	struct session_settings settings = usual;
	struct frame frame;

	(void)state;
	settings.fixed_width = 60;
	settings.fixed_height = 5;
	frame_init(&frame);
	for (unsigned x = 1; x <= 40; x++) {
		char input[64];

		snprintf(input, sizeof(input), "\x1b[1;%uH漢字漢字\x1b[1;50H", x);
		draw_once(input, 20, 6, &settings, &frame);
		assert_int_not_equal(cells_get(&frame.cells, 0, 0)->width, 0);
	}
	frame_fini(&frame);
}

/* --- Blinking. */

static struct cell_style style_of(enum session_blink blink, const char *input)
{
	struct session_settings settings = usual;
	struct cell_style style;
	struct frame frame;

	settings.blink = blink;
	frame_init(&frame);
	draw_once(input, 20, 6, &settings, &frame);
	style = cells_get(&frame.cells, 0, 0)->style;
	frame_fini(&frame);
	return style;
}

static void test_blink(void **state)
{
	static const struct {
		enum session_blink blink;
		const char *input;
		uint32_t attrs, fg, bg;
	} looks[] = {
		{ SESSION_BLINK_SHOWN, "\x1b[5;31;44mx", CELL_BLINK, CELL_INDEXED | 1,
		  CELL_INDEXED | 4 },
		{ SESSION_BLINK_ICE, "\x1b[5;31;44mx", 0, CELL_INDEXED | 1, CELL_INDEXED | 12 },
		{ SESSION_BLINK_ICE, "\x1b[5;31mx", 0, CELL_INDEXED | 1, CELL_INDEXED | 8 },
		{ SESSION_BLINK_ICE, "\x1b[31;44mx", 0, CELL_INDEXED | 1, CELL_INDEXED | 4 },
		{ SESSION_BLINK_ICE, "\x1b[5;104mx", 0, CELL_DEFAULT, CELL_INDEXED | 12 },
		{ SESSION_BLINK_ICE, "\x1b[5;7;31;44mx", CELL_REVERSE, CELL_INDEXED | 9,
		  CELL_INDEXED | 4 },
		{ SESSION_BLINK_SHOWN, "\x1b[?33h\x1b[5;31;44mx", 0, CELL_INDEXED | 1,
		  CELL_INDEXED | 12 },
		{ SESSION_BLINK_OFF, "\x1b[?33h\x1b[5;31;44mx", 0, CELL_INDEXED | 1,
		  CELL_INDEXED | 4 },
		{ SESSION_BLINK_OFF, "\x1b[5;31;44mx", 0, CELL_INDEXED | 1, CELL_INDEXED | 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		struct cell_style style = style_of(looks[i].blink, looks[i].input);

		if (style.attrs != looks[i].attrs || style.fg != looks[i].fg ||
		    style.bg != looks[i].bg)
			fail_msg("case %zu: attributes %x fg %x bg %x", i, style.attrs, style.fg,
				 style.bg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),    cmocka_unit_test(test_giving_way),
		cmocka_unit_test(test_following), cmocka_unit_test(test_wide_at_the_edge),
		cmocka_unit_test(test_blink),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
