#include "unit/unit.h"

#include <string.h>

#include "base/str.h"
#include "ui/card.h"
#include "ui/confirm.h"
#include "ui/entry.h"
#include "ui/popup.h"
#include "ui/text-page.h"
#include "unit/stage.h"

/* The frames themselves are in tests/golden/frame. */

static void ignore(void *user)
{
	(void)user;
}

static size_t count_rows(void *user)
{
	return *(size_t *)user;
}

static void describe_row(void *user, size_t i, struct str *key, struct str *text)
{
	(void)user;
	str_append_format(key, "%zu", i);
	str_append_format(text, "row %zu", i);
}

static bool row_key(void *user, size_t selected, struct key k)
{
	(void)user;
	(void)selected;
	(void)k;
	return true;
}

static const struct popup_events rows_events = { count_rows, describe_row, row_key, NULL };

/* --- What the client says. */

static struct cell_style style_at(struct stage *s, unsigned row, unsigned column)
{
	struct cell_style style;
	struct frame frame;

	frame_init(&frame);
	stage_draw(s, &frame);
	style = cells_get(&frame.cells, row, column)->style;
	frame_fini(&frame);
	return style;
}

/* The first row that begins with `text`. */
static unsigned row_of(struct stage *s, const char *text)
{
	struct frame frame;
	struct str row_text;
	unsigned row = 0;

	frame_init(&frame);
	str_init(&row_text);
	stage_draw(s, &frame);
	do {
		assert_true(row < frame.cells.height);
		str_clear(&row_text);
		picture_put_row(&frame.cells, row++, &row_text);
	} while (strncmp(row_text.text, text, strlen(text)) != 0);
	frame_fini(&frame);
	str_fini(&row_text);
	return row - 1;
}

static void test_client_text(void **state)
{
	static const char received[] = "\033[1;3mboth\r\n\033[0;3mone\r\n\033[m";
	uint32_t own = CELL_BOLD | CELL_ITALIC;
	struct stage s;
	struct err e;

	(void)state;
	stage_init(&s, received, strlen(received), 30, 8, MODE_AUTO);
	session_notice(s.session, 0, "a notice");
	line_insert(session_editor(s.session), "sent", 4);
	assert_true(session_line(s.session, '\0', 0, &e));
	assert_int_equal(style_at(&s, row_of(&s, "both"), 0).attrs, CELL_BOLD);
	assert_int_equal(style_at(&s, row_of(&s, "one"), 0).attrs, CELL_ITALIC);
	assert_int_equal(style_at(&s, row_of(&s, "a notice"), 0).attrs, own);
	assert_int_equal(style_at(&s, row_of(&s, "sent"), 0).attrs, own);
	assert_int_not_equal(style_at(&s, row_of(&s, "sent"), 0).fg, CELL_DEFAULT);
	stage_fini(&s);
}

/* What the peer made a link of can be told from what it didn't. */
static void test_links(void **state)
{
	static const char received[] = "\033]8;;http://a.example/\033\\link\033]8;;\033\\ text";
	struct stage s;

	(void)state;
	stage_init(&s, received, strlen(received), 30, 8, MODE_AUTO);
	assert_true(style_at(&s, row_of(&s, "link"), 0).attrs & CELL_UNDERLINE_MASK);
	assert_false(style_at(&s, row_of(&s, "link"), 5).attrs & CELL_UNDERLINE_MASK);
	stage_fini(&s);
}

/* Every size, even absurd ones, composes without fault and within its bounds. */
static void test_sizes(void **state)
{
	size_t count = 20;
	static const char received[] = "some text \xe4\xb8\xad\xe6\x96\x87\r\nmore";
	struct stage s;

	(void)state;
	stage_init(&s, received, strlen(received), 80, 24, MODE_AUTO);
	s.message.text = "a message";
	popup_open(s.layers,
		   &(struct popup){ .title = "here", .events = &rows_events, .user = &count },
		   NULL);
	text_page_open(s.layers, "t", "text\n", NULL);
	entry_open(s.layers, "/", false, NULL, &(struct entry_events){ 0 }, NULL, NULL);
	confirm_open(s.layers, "quit?", ignore, NULL, NULL, NULL);
	s.compose.scrolled = true;
	for (unsigned width = 1; width < 60; width++) {
		for (unsigned height = 1; height < 30; height++) {
			struct frame frame;

			s.compose.width = width;
			s.compose.height = height;
			s.compose.strip = (width + height) % 2;
			struct compose_layout l = compose_layout(&s.compose);
			assert_true(l.top + l.main_rows <= height && l.view_rows <= l.main_rows &&
				    l.grid_height <= height);
			frame_init(&frame);
			stage_draw(&s, &frame);
			assert_int_equal(frame.cells.width, width);
			assert_int_equal(frame.cells.height, height);
			assert_true(!frame.cursor_shown ||
				    (frame.cursor_row < height && frame.cursor_column < width));
			frame_fini(&frame);
		}
	}
	stage_fini(&s);
}

/* A strip above the session takes its first rows, where it has enough; the cursor stays in sight.
 */
static void test_strip(void **state)
{
	static const char received[] = "\x1b[2J\x1b[Htop\x1b[24;1Hend";
	static const struct {
		unsigned height, rows;
	} cases[] = { { 8, 0 }, { 9, 0 }, { 10, 3 }, { 24, 7 }, { 60, 10 } };
	struct stage s;

	(void)state;
	stage_init(&s, received, strlen(received), 80, 24, MODE_CHAR);
	s.compose.strip = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct compose_layout l;
		struct frame frame;
		struct str end;

		s.compose.height = cases[i].height;
		l = compose_layout(&s.compose);
		assert_int_equal(l.strip_rows, cases[i].rows);
		assert_int_equal(l.top, l.strip_row + l.strip_rows);
		assert_int_equal(l.top + l.main_rows, l.status_row);
		str_init(&end);
		frame_init(&frame);
		stage_draw(&s, &frame);
		assert_true(frame.cursor_shown && frame.cursor_row >= l.top &&
			    frame.cursor_row < l.status_row);
		picture_put_row(&frame.cells, frame.cursor_row, &end);
		assert_string_equal(end.text, "end");
		frame_fini(&frame);
		str_fini(&end);
	}
	stage_fini(&s);
}

/* --- A message over a text that is to be read. */

static void count_answer(void *user, size_t which)
{
	(void)which;
	++*(unsigned *)user;
}

static void type_once(Layers *l)
{
	for (const char *at = "once\r"; *at; at++)
		layers_key(l, key_typing((unsigned char)*at, 0));
}

static bool shows(struct stage *s, const char *text)
{
	struct frame frame;
	struct str row_text;
	bool found = false;

	frame_init(&frame);
	str_init(&row_text);
	stage_draw(s, &frame);
	for (unsigned row = 0; row < frame.cells.height && !found; row++) {
		str_clear(&row_text);
		picture_put_row(&frame.cells, row, &row_text);
		found = strncmp(row_text.text, text, strlen(text)) == 0;
	}
	frame_fini(&frame);
	str_fini(&row_text);
	return found;
}

/* A card whose text has as many rows as there are for it: the last of them aren't in sight, nor
 * count as seen, while the message is there, whether it was there first or not. */
static void test_covered_text(void **state)
{
	static const struct {
		unsigned width, height;
		enum mode_choice mode;
	} cases[] = { { 80, 24, MODE_AUTO }, { 40, 10, MODE_AUTO }, { 40, 10, MODE_CHAR },
		      { 30, 8, MODE_AUTO },  { 20, 5, MODE_AUTO },  { 20, 5, MODE_CHAR } };
	static const char received[] = "peer\r\npeer\r\npeer\r\npeer";
	static const char *const words[] = { "once", NULL };
	static const struct card_events events = { .accepted = count_answer };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned rows = cases[i].height - 3, accepted = 0;
		struct stage s;
		struct str text;

		str_init(&text);
		for (unsigned row = 1; row < rows; row++)
			str_append_format(&text, "row %u\n", row);
		str_append_string(&text, "last\n");
		stage_init(&s, received, strlen(received), cases[i].width, cases[i].height,
			   cases[i].mode);
		s.message.text = "this takes the last rows";
		card_open(s.layers,
			  &(struct card){ .head = text.text,
					  .text = text.text,
					  .keys = "",
					  .words = words,
					  .events = &events,
					  .user = &accepted },
			  NULL);
		assert_false(shows(&s, "last"));
		assert_true(shows(&s, "this takes"));
		layers_tick(s.layers, 0);
		layers_tick(s.layers, LAYERS_WAIT_MS);
		assert_false(shows(&s, "last"));
		type_once(s.layers);
		assert_int_equal(accepted, 0);
		layers_key(s.layers, (struct key){ .sym = KEYSYM_END });
		assert_true(shows(&s, "last"));
		assert_true(shows(&s, "this takes"));
		layers_key(s.layers, (struct key){ .sym = KEYSYM_HOME });
		assert_false(shows(&s, "last"));
		s.message.text = NULL;
		assert_true(shows(&s, "last"));
		type_once(s.layers);
		assert_int_equal(accepted, 1);
		stage_fini(&s);
		str_fini(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_text),  cmocka_unit_test(test_links),
		cmocka_unit_test(test_sizes),        cmocka_unit_test(test_strip),
		cmocka_unit_test(test_covered_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
