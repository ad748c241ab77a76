#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "script-transport.h"
#include "session/session.h"
#include "ui/compose.h"

/* Frames as text, trailing blanks cut, the cursor said behind. */

static const struct session_events events = { 0 };

struct fixture {
	Session *session;
	struct buf sent;
	struct compose compose;
};

static void init(struct fixture *f, const char *bytes, unsigned width, unsigned height,
		 enum mode_choice mode)
{
	struct session_settings settings = { .mode = mode,
					     .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .history_lines = 1000,
					     .history_bytes = 1 << 20 };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_RAW, .term = "x" };
	struct script_step step = { SCRIPT_DATA, bytes, strlen(bytes) };

	*f = (struct fixture){ 0 };
	f->session = session_new(&settings, width, height - COMPOSE_CHROME_ROWS, NULL, &events, f);
	session_attach(f->session, script_transport(&step, 1, 100, &f->sent), &wire, 0, 0);
	do
		session_pump(f->session, 0, 0);
	while (session_wants(f->session).again);
	f->compose = (struct compose){ .width = width,
				       .height = height,
				       .session = f->session,
				       .status = { .state = "S", .menu = NULL } };
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	buf_fini(&f->sent);
}

static void assert_frame(struct fixture *f, const char *expected)
{
	struct frame frame;
	struct str text;

	frame_init(&frame);
	str_init(&text);
	compose_frame(&f->compose, &frame);
	for (unsigned row = 0; row < frame.cells.height; row++) {
		frame_row_text(&frame, row, &text);
		str_append_char(&text, '\n');
	}
	if (frame.cursor_shown)
		str_append_format(&text, "cursor %u %u\n", frame.cursor_row, frame.cursor_column);
	assert_string_equal(text.text, expected);
	frame_fini(&frame);
	str_fini(&text);
}

static void test_line_mode(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "one\r\ntwo words to wrap here\r\nprompt> ", 20, 8, MODE_AUTO);
	line_insert(session_editor(f.session), "draft", 5);
	assert_frame(&f, "\n\none\ntwo words to wrap\nhere\nprompt>\ndraft\n S\ncursor 6 5\n");
	f.compose.message = "a message that takes two rows";
	assert_frame(
		&f,
		"one\ntwo words to wrap\nhere\nprompt>\na message that takes\ntwo rows\ndraft\n S\n"
		"cursor 6 5\n");
	f.compose.message = NULL;
	f.compose.hint = "hint";
	assert_frame(&f, "\n\none\ntwo words to wrap\nhere\nprompt>\ndraft\n S\ncursor 6 5\n");
	line_reset(session_editor(f.session), false);
	assert_frame(&f, "\n\none\ntwo words to wrap\nhere\nprompt>\nhint\n S\ncursor 6 0\n");
	fini(&f);
}

static void test_char_mode(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "top\033[4;3Hx", 20, 6, MODE_CHAR);
	assert_frame(&f, "top\n\n\n  x\n\n S\ncursor 3 3\n");
	/* The command line takes the row above the status line; the text gives way. */
	Line *command = line_new(NULL);

	line_insert(command, "quit", 4);
	f.compose.command = command;
	f.compose.command_prompt = "/";
	assert_frame(&f, "\n\n  x\n\n/quit\n S\ncursor 4 5\n");
	line_free(command);
	fini(&f);
}

static void test_scrolled(void **state)
{
	struct fixture f;
	struct str text;

	(void)state;
	str_init(&text);
	for (int i = 0; i < 40; i++)
		str_append_format(&text, "line %d\r\n", i);
	init(&f, text.text, 20, 14, MODE_AUTO);
	f.compose.scrolled = true;
	f.compose.anchor = (struct view_anchor){ 5, 0 };
	assert_frame(&f, "line 5\nline 6\nline 7\nline 8\nline 9\nline 10\nline 11\nline 12\n"
			 "────────────────────\nline 38\nline 39\n\n\n S\ncursor 12 0\n");
	str_fini(&text);
	fini(&f);
}

static void test_masked(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "Password: ", 20, 5, MODE_AUTO);
	line_mask(session_editor(f.session));
	line_insert(session_editor(f.session), "s\xc3\xa9same", 7);
	assert_frame(&f, "\n\nPassword:\n••••••\n S\ncursor 3 6\n");
	f.compose.reveal = true;
	assert_frame(&f, "\n\nPassword:\nsésame\n S\ncursor 3 6\n");
	fini(&f);
}

static void test_overlays(void **state)
{
	static const struct compose_popup_row rows[] = { { "c", "command line" }, { "q", "quit" } };
	char one[] = "first";
	char two[] = "second";
	char *lines[] = { one, two };
	struct compose_pager pager = { "help", NULL, lines, 2, 0 };
	struct fixture f;

	(void)state;
	init(&f, "text", 40, 6, MODE_AUTO);
	f.compose.popup = rows;
	f.compose.popup_count = 2;
	assert_frame(
		&f, "\n\n                  c       command line\ntext              q       quit\n\n"
		    " S\ncursor 4 0\n");
	f.compose.popup = NULL;
	f.compose.pager = &pager;
	assert_frame(&f, "first\nsecond\n\n\n help  (q closes, PgUp/PgDn scroll, 2 li\n"
			 " S\n");
	fini(&f);
}

/* Every size, even absurd ones, composes without fault and within its bounds. */
static void test_sizes(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "some text \xe4\xb8\xad\xe6\x96\x87\r\nmore", 80, 24, MODE_AUTO);
	f.compose.message = "a message";
	f.compose.scrolled = true;
	for (unsigned width = 1; width < 60; width++) {
		for (unsigned height = 1; height < 30; height++) {
			struct frame frame;

			f.compose.width = width;
			f.compose.height = height;
			frame_init(&frame);
			compose_frame(&f.compose, &frame);
			assert_int_equal(frame.cells.width, width);
			assert_int_equal(frame.cells.height, height);
			assert_true(!frame.cursor_shown ||
				    (frame.cursor_row < height && frame.cursor_column < width));
			frame_fini(&frame);
		}
	}
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_mode), cmocka_unit_test(test_char_mode),
		cmocka_unit_test(test_scrolled),  cmocka_unit_test(test_masked),
		cmocka_unit_test(test_overlays),  cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
