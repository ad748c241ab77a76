#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "script-transport.h"
#include "session/session.h"
#include "ui/compose.h"
#include "ui/confirm.h"
#include "ui/entry.h"
#include "ui/popup.h"
#include "ui/text-page.h"

/* Frames as text, trailing blanks cut, the cursor said behind. */

static const struct session_events session_events = { 0 };

struct fixture {
	Session *session;
	struct buf sent;
	struct theme theme;
	struct compose compose;
	Layers *layers;
	struct message message;
};

static void ignore(void *user)
{
	(void)user;
}

static const struct layers_events layer_events = { ignore, ignore };

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
	f->session = session_new(&settings, width, compose_session_rows(height, 1), NULL,
				 &session_events, f);
	session_attach(f->session, script_transport(&step, 1, 100, &f->sent), &wire, 0, 0);
	do
		session_pump(f->session, 0, 0);
	while (session_wants(f->session).again);
	f->theme = theme_for(
		&(struct theme_abilities){ .attributes = CELL_BOLD | CELL_ITALIC, .colours = 256 });
	f->layers = layers_new(&layer_events, f);
	f->compose = (struct compose){ .width = width,
				       .height = height,
				       .session = f->session,
				       .theme = &f->theme,
				       .status = { .state = "S", .menu = NULL } };
}

static void fini(struct fixture *f)
{
	layers_free(f->layers);
	session_free(f->session);
	buf_fini(&f->sent);
}

/* As the program does: the session, layers, a message. */
static void draw(struct fixture *f, struct frame *out)
{
	struct layer_area area;

	compose_frame(&f->compose, out, &area);
	layers_compose(f->layers, &area, out);
	if (f->message.text)
		compose_message(&f->message, &area, out);
}

static void assert_frame(struct fixture *f, const char *expected)
{
	struct frame frame;
	struct str text;

	frame_init(&frame);
	str_init(&text);
	draw(f, &frame);
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
	/* A message lies over the text, which stays where it is. */
	f.message = (struct message){ .text = "a message that takes two rows" };
	assert_frame(&f, "\n\none\ntwo words to wrap\na message that takes\ntwo rows\ndraft\n S\n"
			 "cursor 6 5\n");
	f.message = (struct message){ .text = "again", .times = 3, .more = 2 };
	assert_frame(&f, "\n\none\ntwo words to wrap\nagain (3 times) [2\nmore]\ndraft\n S\n"
			 "cursor 6 5\n");
	f.message.text = NULL;
	f.compose.hint = "hint";
	assert_frame(&f, "\n\none\ntwo words to wrap\nhere\nprompt>\ndraft\n S\ncursor 6 5\n");
	line_reset(session_editor(f.session), false);
	assert_frame(&f, "\n\none\ntwo words to wrap\nhere\nprompt>\nhint\n S\ncursor 6 0\n");
	fini(&f);
}

static void press(struct fixture *f, const char *text)
{
	for (; *text; text++)
		layers_key(f->layers, (struct key){ .sym = KEYSYM_CHAR, .cp = (uint32_t)*text });
}

static void test_char_mode(void **state)
{
	static const struct entry_events events = { 0 };
	struct fixture f;

	(void)state;
	init(&f, "top\033[4;3Hx", 20, 6, MODE_CHAR);
	assert_frame(&f, "top\n\n\n  x\n\n S\ncursor 3 3\n");
	/* The command line lies over the row above the status line, a message above that. */
	entry_open(f.layers, "/", false, &events, NULL, NULL);
	press(&f, "quit");
	assert_frame(&f, "top\n\n\n  x\n/quit\n S\ncursor 4 5\n");
	f.message.text = "said";
	assert_frame(&f, "top\n\n\nsaid\n/quit\n S\ncursor 4 5\n");
	fini(&f);
}

/* A fresh console of a few rows doesn't go blank when something is said. */
static void test_fresh_console(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "boot\r\nlogin: ", 20, 12, MODE_CHAR);
	f.message.text = "sent telnet brk to the peer, which may take a while";
	assert_frame(&f, "boot\nlogin:\n\n\n\n\n\n\nsent telnet brk to\nthe peer, which may\n"
			 "take a while\n S\ncursor 1 7\n");
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

/* --- Layers. */

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
	(void)k;
	*(size_t *)user = selected;
	return true;
}

static const struct popup_events rows_events = { count_rows, describe_row, row_key };

static void press_sym(struct fixture *f, enum keysym sym)
{
	layers_key(f->layers, (struct key){ .sym = sym });
}

static void test_menu(void **state)
{
	size_t count = 2;
	struct fixture f;

	(void)state;
	init(&f, "text", 30, 7, MODE_AUTO);
	popup_open(f.layers,
		   &(struct popup){ .title = "here", .events = &rows_events, .user = &count },
		   NULL);
	assert_frame(&f, "\n\n                here\n                0       row 0\ntext            "
			 "1       row 1\n\n S\n");
	/* Too many: the last is always there, Down shows the others in turn. */
	count = 6;
	assert_frame(&f,
		     "            here (Down: more)\n            0       row 0\n            1      "
		     " row 1\n            2       row 2\ntext        5       row 5\n\n S\n");
	press_sym(&f, KEYSYM_DOWN);
	assert_frame(&f,
		     "            here (Down: more)\n            2       row 2\n            3      "
		     " row 3\n            4       row 4\ntext        5       row 5\n\n S\n");
	press_sym(&f, KEYSYM_DOWN);
	assert_frame(&f,
		     "            here (Down: more)\n            0       row 0\n            1      "
		     " row 1\n            2       row 2\ntext        5       row 5\n\n S\n");
	/* What is said stands above it. */
	count = 1;
	f.message.text = "said";
	assert_frame(&f, "\n\nsaid\n                here\ntext            0       row 0\n\n S\n");
	press(&f, "z");
	assert_null(layers_top(f.layers));
	fini(&f);
}

static void test_selection(void **state)
{
	size_t count = 9;
	struct fixture f;

	(void)state;
	init(&f, "text", 30, 6, MODE_AUTO);
	popup_open(f.layers,
		   &(struct popup){ .title = "here",
				    .selects = true,
				    .selected = 3,
				    .events = &rows_events,
				    .user = &count },
		   NULL);
	assert_frame(&f, "                here\n                2       row 2\n                3   "
			 "    row 3\ntext            8       row 8\n\n S\n");
	press_sym(&f, KEYSYM_DOWN);
	press_sym(&f, KEYSYM_DOWN);
	assert_frame(&f, "                here\n                4       row 4\n                5   "
			 "    row 5\ntext            8       row 8\n\n S\n");
	press_sym(&f, KEYSYM_END);
	press_sym(&f, KEYSYM_DOWN);
	press_sym(&f, KEYSYM_UP);
	press_sym(&f, KEYSYM_UP);
	press_sym(&f, KEYSYM_ENTER);
	assert_int_equal(count, 7);
	assert_null(layers_top(f.layers));
	fini(&f);
}

static void test_text_page(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "text", 40, 6, MODE_AUTO);
	text_page_open(f.layers,
		       &(struct text_page){ .title = "help",
					    .text = "first\n  a second line that has "
						    "to be wrapped\n3\n4\n5\n" },
		       NULL);
	assert_frame(&f, "first\n  a second line that has to be wrapped\n3\n4\n"
			 " help  (q closes, PgUp/PgDn scroll, 5 li\n S\n");
	press_sym(&f, KEYSYM_DOWN);
	f.message.text = "said";
	assert_frame(&f, "  a second line that has to be wrapped\n3\n4\nsaid\n"
			 " help  (q closes, PgUp/PgDn scroll, 5 li\n S\n");
	f.message.text = NULL;
	f.compose.width = 30;
	press_sym(&f, KEYSYM_HOME);
	assert_frame(&f, "first\n  a second line that has to be\n    wrapped\n3\n"
			 " help  (q closes, PgUp/PgDn sc\n S\n");
	press(&f, "x");
	assert_non_null(layers_top(f.layers));
	press(&f, "q");
	assert_null(layers_top(f.layers));
	assert_frame(&f, "\n\n\ntext\n\n S\ncursor 4 0\n");
	fini(&f);
}

static void count_yes(void *user)
{
	++*(unsigned *)user;
}

static void test_confirm(void **state)
{
	struct fixture f;
	unsigned yes = 0;

	(void)state;
	init(&f, "text", 30, 6, MODE_AUTO);
	confirm_open(f.layers, "quit?", count_yes, &yes);
	assert_frame(&f, "\n\n\nquit?\n\n S\ncursor 4 0\n");
	press(&f, "n");
	assert_int_equal(yes, 0);
	assert_null(layers_top(f.layers));
	confirm_open(f.layers, "quit?", count_yes, &yes);
	press(&f, "y");
	assert_int_equal(yes, 1);
	assert_null(layers_top(f.layers));
	fini(&f);
}

/* --- Tabs. */

static void test_tabs(void **state)
{
	struct tab tabs[4] = { { .name = "one", .title = "", .output = true, .bell = true },
			       { .name = "two", .title = "a title of it", .current = true },
			       { .name = "three", .title = "", .lost = true },
			       { .name = "a long name of a host", .title = "", .asks = true } };
	struct fixture f;

	(void)state;
	init(&f, "text", 30, 6, MODE_AUTO);
	session_resize(f.session, 30, compose_session_rows(6, 2), 0);
	f.compose.tabs = tabs;
	f.compose.tab_count = 2;
	assert_frame(&f, " 1 one +!  2 two\n\n\ntext\n\n S\ncursor 4 0\n");
	f.compose.tab_count = 4;
	assert_frame(&f, " 1 one +!  2 two  3 three x  >\n\n\ntext\n\n S\ncursor 4 0\n");
	tabs[1].current = false;
	tabs[3].current = true;
	assert_frame(&f, "< 3 three x  4 a long nam ?\n\n\ntext\n\n S\ncursor 4 0\n");
	f.compose.width = 60;
	assert_frame(&f,
		     " 1 one +!  2 two  3 three x  4 a long nam ?\n\n\ntext\n\n S\ncursor 4 0\n");
	fini(&f);
}

/* --- What the client says. */

static struct cell_style style_at(struct fixture *f, unsigned row, unsigned column)
{
	struct cell_style style;
	struct frame frame;

	frame_init(&frame);
	draw(f, &frame);
	style = cells_get(&frame.cells, row, column)->style;
	frame_fini(&frame);
	return style;
}

static void test_client_text(void **state)
{
	uint32_t own = CELL_BOLD | CELL_ITALIC;
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, "\033[1;3mboth\r\n\033[0;3mone\r\n\033[m", 30, 8, MODE_AUTO);
	session_notice(f.session, 0, "a notice");
	line_insert(session_editor(f.session), "sent", 4);
	assert_true(session_line(f.session, 0, &e));
	assert_frame(&f, "\nboth\none\na notice\nsent\n\n\n S\ncursor 6 0\n");
	assert_int_equal(style_at(&f, 1, 0).attrs, CELL_BOLD);
	assert_int_equal(style_at(&f, 2, 0).attrs, CELL_ITALIC);
	assert_int_equal(style_at(&f, 3, 0).attrs, own);
	assert_int_equal(style_at(&f, 4, 0).attrs, own);
	assert_int_not_equal(style_at(&f, 4, 0).fg, CELL_DEFAULT);
	fini(&f);
}

/* Every size, even absurd ones, composes without fault and within its bounds. */
static void test_sizes(void **state)
{
	size_t count = 20;
	struct fixture f;

	(void)state;
	init(&f, "some text \xe4\xb8\xad\xe6\x96\x87\r\nmore", 80, 24, MODE_AUTO);
	f.message.text = "a message";
	popup_open(f.layers,
		   &(struct popup){ .title = "here", .events = &rows_events, .user = &count },
		   NULL);
	text_page_open(f.layers, &(struct text_page){ .title = "t", .text = "text\n" }, NULL);
	entry_open(f.layers, "/", false, &(struct entry_events){ 0 }, NULL, NULL);
	confirm_open(f.layers, "quit?", ignore, NULL);
	f.compose.scrolled = true;
	for (unsigned width = 1; width < 60; width++) {
		for (unsigned height = 1; height < 30; height++) {
			struct frame frame;

			f.compose.width = width;
			f.compose.height = height;
			frame_init(&frame);
			draw(&f, &frame);
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
		cmocka_unit_test(test_line_mode),     cmocka_unit_test(test_char_mode),
		cmocka_unit_test(test_fresh_console), cmocka_unit_test(test_scrolled),
		cmocka_unit_test(test_masked),        cmocka_unit_test(test_menu),
		cmocka_unit_test(test_selection),     cmocka_unit_test(test_text_page),
		cmocka_unit_test(test_confirm),       cmocka_unit_test(test_tabs),
		cmocka_unit_test(test_client_text),   cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
