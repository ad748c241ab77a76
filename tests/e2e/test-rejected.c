/* What becomes of a command that can't be run, and of what is typed after it. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define WILL_ECHO "\377\373\001"
#define DO_ECHO "\377\375\001"

/* On a console the command line closes: the password that is typed next is for the device alone. */
static void test_menu_command_line(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "Password: ");
	tty_wait_text(s.tty, "Password:");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "foo\r");
	tty_wait_text(s.tty, "there is no command \"foo\"");
	/* A key that types nothing ends what is kept from the peer as the rest of a burst. */
	tty_keys(s.tty, "Left");
	tty_type(s.tty, "secret\r");
	peer_expect_only(s.peer, BYTES("\033[Dsecret\r\0"));
	CHECK(!tty_raw_has(s.tty, BYTES("secret")), "the password was shown");
	/* The next one begins anew; Up brings back what was wrong. */
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "parity e\r");
	tty_wait_no_text(s.tty, "foo/parity");
	tty_keys(s.tty, "Ctrl-] c Up Up");
	tty_wait_text(s.tty, "/foo");
	tty_keys(s.tty, "Ctrl-U");
	tty_type(s.tty, "send bar\r");
	peer_expect_only(s.peer, BYTES("bar\r\0"));
}

/* What comes in the same burst as a wrong command isn't for the peer. */
static void test_burst(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	tty_type(s.tty, "\035cfoo\rreload\r");
	tty_wait_text(s.tty, "there is no command \"foo\"");
	tty_wait_no_text(s.tty, "/foo");
	tty_keys(s.tty, "Ctrl-] c Esc x");
	peer_expect_only(s.peer, BYTES("x"));
}

/* What the menu opens over a half-typed command has the keys. */
static void test_search_over_command_line(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "a word to read\r\n");
	tty_wait_text(s.tty, "a word");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "half");
	tty_wait_text(s.tty, "/half");
	tty_keys(s.tty, "Ctrl-] /");
	tty_wait_text(s.tty, "search up:");
	tty_type(s.tty, "read");
	tty_wait_text(s.tty, "search up: read");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "search up:");
	tty_keys(s.tty, "Ctrl-] c Up");
	tty_wait_text(s.tty, "/half");
}

/* In line mode it stays to be mended, and what is typed instead takes its place. */
static void test_line_mode(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/foo");
	tty_wait_text(s.tty, "there is no command \"foo\"");
	tty_wait_input(s.tty, "/foo");
	CHECK(tty_cell(s.tty, tty_status_row(s.tty) - 1, 0).reverse, "it isn't shown as selected");
	fixture_enter(&s, "look");
	peer_expect_only(s.peer, BYTES("look\r\n"));
	tty_keys(s.tty, "Up Up");
	tty_wait_input(s.tty, "/foo");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, "/hlep keys");
	tty_wait_text(s.tty, "did you mean \"help\"?");
	tty_keys(s.tty, "Home Right Right Right Ctrl-T Enter");
	tty_wait_text(s.tty, "q closes");
}

/* A paste of lines isn't joined to it either. */
static void test_paste(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/foo");
	tty_wait_text(s.tty, "there is no command \"foo\"");
	fixture_paste(s.tty, "one\rtwo");
	peer_expect_only(s.peer, BYTES("one\r\n"));
	tty_wait_input(s.tty, "two");
}

/* A password that is asked for begins with an empty line, and the text is no offer to it. */
static void test_password(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/foo");
	tty_wait_text(s.tty, "there is no command \"foo\"");
	peer_send(s.peer, BYTES("Password: " WILL_ECHO));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	peer_expect_only(s.peer, BYTES(DO_ECHO));
	CHECK(tty_find(s.tty, 0, "Alt-p") < 0, "a wrong command was offered as the password");
	tty_type(s.tty, "secret\r");
	peer_expect_only(s.peer, BYTES("secret\r\n"));
	CHECK(!tty_raw_has(s.tty, BYTES("secret")), "the password was shown");
	peer_send(s.peer, BYTES("\377\374\001"));
	tty_wait_no_status(s.tty, "hidden");
	peer_expect_only(s.peer, BYTES("\377\376\001"));
	fixture_enter(&s, "look");
	peer_expect_only(s.peer, BYTES("look\r\n"));
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the menu's command line", test_menu_command_line, 0 },
		{ "what follows in a burst", test_burst, 0 },
		{ "a search over the command line", test_search_over_command_line, 0 },
		{ "line mode", test_line_mode, 0 },
		{ "a paste", test_paste, 0 },
		{ "a password", test_password, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
