/* A board: CP437, a cursor-addressed screen of a fixed size, single keys. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define LOGO                                                                                  \
	"\x1b[2J\x1b[H\xc9\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xbb\r\n\xba \x03 " \
	"caf\x82 \xba"

/* It is said that it looks like a board; a key of the menu shows it in each set, another chooses.
 */
static void test_charset_by_menu(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send(s.peer, BYTES(LOGO));
	tty_wait_text(s.tty, "this looks like CP437");
	tty_keys(s.tty, "Ctrl-] e");
	tty_wait_text(s.tty, "2       CP437      ╔════════════╗");
	tty_wait_text(s.tty, "1 *     UTF-8");
	tty_keys(s.tty, "2");
	tty_wait_line(s.tty, "╔════════════╗");
	tty_wait_line(s.tty, "║ ♥ café ║");
	tty_type(s.tty, "é");
	peer_expect_only(s.peer, BYTES("\x82"));
	tty_type(s.tty, "\xe2\x82\xac");
	peer_expect_only(s.peer, BYTES("?"));
	tty_wait_text(s.tty, "sent as ?");
}

static void test_charset_by_command(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\xb0\xb1\xb2\r\n"));
	tty_wait_line(s.tty, "°±²");
	fixture_enter(&s, "/charset cp437");
	tty_wait_line(s.tty, "░▒▓");
	tty_wait_status(s.tty, "CP437");
	fixture_enter(&s, "/charset ?");
	tty_wait_text(s.tty, "2 *     CP437      ░▒▓");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "CP1252");
	fixture_enter_wrong(&s, "/charset nonsense", "unknown character set \"nonsense\"");
	fixture_enter(&s, "é");
	peer_expect_only(s.peer, BYTES("\x82\r\n"));
	tty_wait_line(s.tty, "é");
	/* What we sent ourselves is text, whatever the peer's set is. */
	fixture_enter(&s, "/charset koi8-r");
	tty_wait_line(s.tty, "╟╠╡");
	tty_wait_line(s.tty, "é");
}

static void draw_corners(struct session *s, int rows)
{
	char text[80];

	snprintf(text, sizeof(text), "\x1b[2J\x1b[1;1H(\x1b[1;80H)\x1b[%d;1H[\x1b[%d;80H]", rows,
		 rows);
	peer_send_text(s->peer, text);
}

/* The size is told, whatever the window is, and nobody is told again when that changes. */
static void test_pack(void)
{
	static const char *const options[] = { "-o", "pack=bbs", "-o", "protocol=telnet", NULL };
	struct tty_setup setup = { .width = 80, .height = 28 };
	struct session s;

	fixture_open_with(&s, &setup, options);
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\377\375\030\377\375\037"));
	peer_expect(s.peer, BYTES("\377\375\001\377\375\003\377\373\030\377\373\037"
				  "\377\372\037\000\120\000\031\377\360"));
	peer_send(s.peer, BYTES("\377\372\030\001\377\360"));
	peer_expect(s.peer, BYTES("\377\372\030\000ANSI\377\360"));
	tty_resize(s.tty, 80, 25);
	tty_wait_text(s.tty, "^] shows the status line and the menu");
	draw_corners(&s, 25);
	tty_wait_row(s.tty, 24,
		     "[                                                                  "
		     "            ]");
	tty_wait_row(s.tty, 0,
		     "(                                                                   "
		     "           )");
	/* How big? */
	peer_send(s.peer, BYTES("\x1b[s\x1b[255B\x1b[255C\x1b[6n\x1b[u"));
	peer_expect_only(s.peer, BYTES("\x1b[25;80R"));
	/* The menu brings the status line, and takes it away again. */
	tty_keys(s.tty, "Ctrl-]");
	tty_wait_status(s.tty, "connected");
	tty_keys(s.tty, "Esc");
	tty_wait_row(s.tty, 24,
		     "[                                                                  "
		     "            ]");
	tty_resize(s.tty, 100, 40);
	tty_wait_row(s.tty, 6,
		     "         ┌──────────────────────────────────────────────────────────"
		     "──────────────────────┐");
	tty_wait_row(s.tty, 7,
		     "         │(                                                         "
		     "                     )│");
	tty_resize(s.tty, 50, 20);
	tty_wait_text(s.tty, "]");
	tty_type(s.tty, "x");
	peer_expect_only(s.peer, BYTES("x"));
}

/* What the hint names is all that a board wants: its characters, its size and keys at once. */
static void test_pack_by_hint(void)
{
	struct tty_setup setup = { .width = 80, .height = 28 };
	struct session s;

	fixture_open_with(&s, &setup, NULL);
	peer_send(s.peer, BYTES(LOGO));
	tty_wait_text(s.tty, "/set pack=bbs");
	fixture_enter(&s, "/set pack=bbs");
	tty_wait_line(s.tty, "║ ♥ café ║");
	draw_corners(&s, 25);
	tty_wait_row(s.tty, 25,
		     "[                                                                  "
		     "            ]");
	tty_wait_status(s.tty, "char");
	tty_type(s.tty, "é");
	peer_expect_only(s.peer, BYTES("\x82"));
}

/* In a terminal of 24 rows a board has 24, all in sight. */
static void test_pack_in_24_rows(void)
{
	static const char *const options[] = { "-o", "pack=bbs", NULL };
	struct tty_setup setup = { .width = 80, .height = 28 };
	struct session s;

	fixture_open_with(&s, &setup, options);
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\377\375\037"));
	peer_expect(s.peer, BYTES("\377\372\037\000\120\000\031\377\360"));
	tty_resize(s.tty, 80, 24);
	peer_expect(s.peer, BYTES("\377\372\037\000\120\000\030\377\360"));
	draw_corners(&s, 24);
	tty_wait_row(s.tty, 23,
		     "[                                                                  "
		     "            ]");
	tty_keys(s.tty, "Backspace");
	peer_expect_only(s.peer, BYTES("\b"));
}

/* In a window of fewer columns scroll mode shows the others, and a search its hit. */
static void test_pack_in_a_narrow_window(void)
{
	static const char *const options[] = { "-o", "pack=bbs", NULL };
	struct tty_setup setup = { .width = 80, .height = 28 };
	struct session s;

	fixture_open_with(&s, &setup, options);
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\377\375\037"));
	tty_resize(s.tty, 40, 10);
	peer_expect(s.peer, BYTES("\377\372\037\000\120\000\030\377\360"));
	peer_send_text(s.peer, "\x1b[2J\x1b[20;1Hleft\x1b[20;47Hneedle\x1b[20;76Hright"
			       "\x1b[24;1H>");
	/* The hint stands above the cursor's row, which is the last one in sight. */
	tty_wait_text(s.tty, "is larger than the");
	tty_wait_row(s.tty, 9, ">");
	tty_wait_no_text(s.tty, "needle");
	tty_keys(s.tty, "Ctrl-] / ");
	tty_type(s.tty, "needle");
	tty_wait_row(s.tty, 5, "                          needle");
	tty_keys(s.tty, "Enter");
	tty_wait_status(s.tty, "1/1");
	tty_wait_text(s.tty, "needle");
	tty_keys(s.tty, "$");
	tty_wait_text(s.tty, "right");
	tty_wait_no_text(s.tty, "left");
	tty_keys(s.tty, "0");
	tty_wait_text(s.tty, "left");
	tty_wait_no_text(s.tty, "right");
	tty_keys(s.tty, "q");
	tty_type(s.tty, "x");
	peer_expect(s.peer, BYTES("x"));
}

#define CANCEL "\x18\x18\x18\x18\x18\x18\x18\x18\b\b\b\b\b\b\b\b\b\b"

/* A transfer is given up once, however often it begins; what begins it isn't shown. */
static void test_zmodem(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send(s.peer, BYTES("$ sz file\r\nrz\r**\x18"
				"B0000000000"));
	peer_expect_only(s.peer, BYTES(CANCEL));
	peer_send(s.peer, BYTES("0000\r\x8a\x11\r\n$ "));
	tty_wait_text(s.tty, "the peer wants to send a file by ZMODEM");
	tty_wait_line(s.tty, "$");
	tty_wait_no_text(s.tty, "B00");
	for (int i = 0; i < 100; i++)
		peer_send(s.peer, BYTES("**\x18"
					"B0100000023be50\r\x8a\x11"));
	peer_send_text(s.peer, "end");
	tty_wait_text(s.tty, "end");
	tty_type(s.tty, "x");
	peer_expect_only(s.peer, BYTES("x"));
}

/* Not where a program shows a file that has such bytes: they would be keys to it. */
static void test_zmodem_in_full_screen(void)
{
	static const char *const screens[] = { "\x1b[?1049h\x1b[H\x1b[2J",
					       "\x1b[H\x1b[2J\x1b[5;1H" };

	for (size_t i = 0; i < 2; i++) {
		struct session s;

		fixture_open(&s);
		fixture_char_mode(&s);
		peer_send_text(s.peer, screens[i]);
		peer_send(s.peer, BYTES("**\x18"
					"B0000000000end\x1b[?1049l"));
		tty_wait_text(s.tty, "was answered");
		tty_type(s.tty, "x");
		peer_expect_only(s.peer, BYTES("x"));
	}
}

static void test_zmodem_in_line_mode(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("**\x18"
				"B0100000023be50\r\x8a\x11"));
	tty_wait_text(s.tty, "the peer waits for a file by ZMODEM");
	tty_wait_text(s.tty, "answered in line mode");
	fixture_enter(&s, "hello");
	peer_expect_only(s.peer, BYTES("hello\r\n"));
}

/* Tunes don't show, and are counted; a line is deleted where none comes. */
static void test_music(void)
{
	static const char *const options[] = { "--charset", "cp437", NULL };
	struct session s;

	fixture_open_with(&s, NULL, options);
	fixture_char_mode(&s);
	peer_send(s.peer, BYTES("\x1b[2J\x1b[1;1Hone\x1b[2;1Htwo\x1b[1;1H\x1b[MFT120O3L8"));
	peer_send(s.peer, BYTES("CDE\x0e\x1b[3;1Hthree\x1b[?33h"));
	tty_wait_row(s.tty, 0, "one");
	tty_wait_row(s.tty, 2, "three");
	peer_send(s.peer, BYTES("\x1b[1;1H\x1b[M"));
	tty_wait_row(s.tty, 0, "two");
	/* What may be a tune shows when nothing more comes. */
	peer_send(s.peer, BYTES("\x1b[1;1H\x1b[MBAD"));
	tty_wait_row(s.tty, 0, "BAD");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "blocked");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "1  music");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "another character set, by the menu", test_charset_by_menu, 0 },
		{ "another character set, by the command", test_charset_by_command, 0 },
		{ "pack=bbs: 80x25 in windows of other sizes", test_pack, 0 },
		{ "pack=bbs: 24 rows where there are no more", test_pack_in_24_rows, 0 },
		{ "pack=bbs: all columns are seen in a window of fewer",
		  test_pack_in_a_narrow_window, 0 },
		{ "pack=bbs, as the hint says", test_pack_by_hint, 0 },
		{ "ZMODEM is given up", test_zmodem, 0 },
		{ "ZMODEM in full screen isn't answered", test_zmodem_in_full_screen, 0 },
		{ "ZMODEM in line mode is only said", test_zmodem_in_line_mode, 0 },
		{ "tunes", test_music, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
