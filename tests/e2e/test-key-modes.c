/*
 * Which bytes reach the peer for which bytes of the keyboard: each kind of terminal, each mode that
 * the peer can set, in char mode.
 */
#include "e2e/harness.h"

#include "e2e/fixture.h"

static void open_char_mode(struct session *s, const char *term, const char *const *options)
{
	struct tty_setup setup = { .term = term };

	fixture_open_with(s, &setup, options);
	fixture_char_mode(s);
}

/* The peer sets modes, and what it sends after them is on the screen. */
static void set_modes(struct session *s, const char *modes, size_t number)
{
	char mark[32];

	snprintf(mark, sizeof(mark), "<%zu>", number);
	peer_send_text(s->peer, "\033c");
	peer_send_text(s->peer, modes);
	peer_send_text(s->peer, mark);
	tty_wait_text(s->tty, mark);
}

/* The same key on each keyboard. */
static void test_terminals(void)
{
	static const struct {
		const char *term, *typed;
	} rows[] = {
		{ "xterm", "\033OA\033OD\033OH\033OF\033[2~\033[3~\033[5~\033[6~\033OP\033OS\033["
			   "15~\033[23~" },
		{ "xterm-256color", "\033[A\033[D\033[H\033[F\033[2~\033[3~\033[5~\033[6~"
				    "\033OP\033OS\033[15~\033[23~" },
		{ "linux", "\033[A\033[D\033[1~\033[4~\033[2~\033[3~\033[5~\033[6~\033[[A\033[["
			   "D\033[[E\033[23~" },
		{ "rxvt", "\033[A\033[D\033[7~\033[8~\033[2~\033[3~\033[5~\033[6~\033[11~\033[14~"
			  "\033[15~\033[23~" },
		{ "vt100", "\033OA\033OD\033[1~\033[4~\033[2~\033[3~\033[5~\033[6~\033OP\033OS\033["
			   "15~\033[23~" },
		{ "xterm-256color", "\033[A\033[D\033[57423u\033[57424u\033[2~\033[57426u\033[5~"
				    "\033[57422u\033[P\033[S"
				    "\033[15~\033[23~" },
	};
	static const char sent[] =
		"\033OA\033OD\033OH\033OF\033[2~\033[3~\033[5~\033[6~\033OP\033OS"
		"\033[15~\033[23~";

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct session s;

		open_char_mode(&s, rows[i].term, NULL);
		set_modes(&s, "\033[?1h", i);
		tty_type(s.tty, rows[i].typed);
		peer_expect_only(s.peer, sent, sizeof(sent) - 1);
		fixture_end(&s);
	}
}

/* What the peer can ask of a keyboard that tells all. */
static void test_modes(void)
{
	static const struct {
		const char *modes, *typed, *sent;
		size_t length;
	} rows[] = {
		{ "", "\033[97;5u\033[105;5u\033[13;2u\033[127;2u", BYTES("\001\t\r\0\b") },
		{ "\033[>4;1m", "\033[97;5u\033[49;5u\033[13;2u\r",
		  BYTES("\001\033[27;5;49~\033[27;2;13~\r\0") },
		{ "\033[>4;2m", "\001\033[105;5u\t\033x\033[99;6u",
		  BYTES("\033[27;5;97~\033[27;5;105~\t\033[27;3;120~\033[27;6;67~") },
		{ "\033[>1u", "\033[27u\001\033[13;2u\rx\033x",
		  BYTES("\033[27u\033[97;5u\033[13;2u\r\0x\033[120;3u") },
		{ "\033[?67h", "\177\033[127;5u\033\177", BYTES("\b\177\033\b") },
		{ "\033[20h", "\r\033\r", BYTES("\r\n\033\r\n") },
		{ "\033=", "\033Ok\033OM\033[57404;129u\033[57414u", BYTES("\033Ok\033OM5\033OM") },
		{ "\033>", "\033Ok\033OM", BYTES("+\r\0") },
		{ "\033[?1h", "\033[A\033[1;5A", BYTES("\033OA\033[1;5A") },
	};
	struct session s;

	open_char_mode(&s, NULL, NULL);
	for (size_t i = 0; i < COUNT(rows); i++) {
		set_modes(&s, rows[i].modes, i);
		tty_type(s.tty, rows[i].typed);
		peer_expect_only(s.peer, rows[i].sent, rows[i].length);
	}
	fixture_end(&s);
}

/* The option, until the peer says itself what it wants. */
static void test_backspace(void)
{
	static const char *const options[] = { "-o", "backspace=bs", NULL };
	struct session s;

	open_char_mode(&s, NULL, options);
	set_modes(&s, "", 0);
	tty_type(s.tty, "\177\033[127;2u\033[127;5u\033\177");
	peer_expect_only(s.peer, BYTES("\b\177\177\033\b"));
	set_modes(&s, "\033[?67l", 1);
	tty_type(s.tty, "\177\033[127;2u");
	peer_expect_only(s.peer, BYTES("\177\b"));
	fixture_end(&s);
}

/* Line mode has what these keys have always been, and the menu opens. */
static void test_line_mode(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "one two\033[119;5u\033[97;2u\033[127;2u\033[127;2u\033[13;2u");
	peer_expect_only(s.peer, BYTES("one\r\n"));
	tty_type(s.tty, "\033[93;5u");
	tty_wait_text(s.tty, "disconnect");
	tty_type(s.tty, "\033[27u");
	tty_wait_no_text(s.tty, "disconnect");
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "each terminal's keys", test_terminals, 0 },
		{ "each of the peer's modes", test_modes, 0 },
		{ "Backspace", test_backspace, 0 },
		{ "line mode", test_line_mode, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
