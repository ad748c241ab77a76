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
	fixture_enter(&s, "/charset nonsense");
	tty_wait_text(s.tty, "unknown character set \"nonsense\"");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, "é");
	peer_expect_only(s.peer, BYTES("\x82\r\n"));
	tty_wait_line(s.tty, "é");
	/* What we sent ourselves is text, whatever the peer's set is. */
	fixture_enter(&s, "/charset koi8-r");
	tty_wait_line(s.tty, "╟╠╡");
	tty_wait_line(s.tty, "é");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "another character set, by the menu", test_charset_by_menu, 0 },
		{ "another character set, by the command", test_charset_by_command, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
