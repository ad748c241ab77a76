/* What a peer asks of the whole terminal: 132 columns, the cursor's shape, a picture at once. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define NAWS(columns, rows) "\377\372\037\0" columns "\0" rows "\377\360"

/* A state that the program reaches by what it read before. */
static void wait_raw(Tty *t, const char *bytes)
{
	while (!tty_raw_has(t, bytes, strlen(bytes)))
		pump_for(10);
}

/* The peer is told of the width that it asked for, and of the window's when it gives it back. */
static void test_columns(void)
{
	struct session s;

	fixture_open_with(&s, NULL, NULL);
	fixture_char_mode(&s);
	peer_send(s.peer, BYTES("\377\375\037"));
	peer_expect(s.peer, BYTES(NAWS("\120", "\027")));
	peer_send_text(s.peer, "\033[?3h\033[18t");
	peer_expect(s.peer, BYTES("\033[8;23;80t"));
	peer_send_text(s.peer, "\033[?40h\033[?3h\033[18t");
	peer_expect(s.peer, BYTES("\033[8;23;132t"));
	peer_expect(s.peer, BYTES(NAWS("\204", "\027")));
	/* The window follows the cursor. */
	peer_send_text(s.peer, "left\033[1;129Hedge");
	tty_wait_text(s.tty, "edge");
	tty_wait_no_text(s.tty, "left");
	peer_send_text(s.peer, "\033[1;1H");
	tty_wait_text(s.tty, "left");
	peer_send_text(s.peer, "\033[?3l");
	peer_expect(s.peer, BYTES(NAWS("\120", "\027")));
	tty_wait_no_text(s.tty, "left");
	fixture_end(&s);
}

/* The user's own shape comes back when the program ends. */
static void test_cursor(void)
{
	struct session s;

	fixture_open_with(&s, NULL, NULL);
	fixture_char_mode(&s);
	CHECK(!tty_raw_has(s.tty, BYTES(" q")), "expected the cursor to stay as it was");
	peer_send_text(s.peer, "\033[5 q");
	wait_raw(s.tty, "\033[5 q");
	peer_send_text(s.peer, "\033[4 q");
	wait_raw(s.tty, "\033[4 q");
	fixture_end(&s);
	CHECK(tty_raw_has(s.tty, BYTES("\033[0 q")), "expected the user's shape back");
}

/* Half a picture isn't painted, but not for long. */
static void test_half_a_picture(void)
{
	enum { HELD_MS = 100 }; /* of 150, less what lies between our clock and the program's */
	struct session s;
	int64_t sent, waited;

	fixture_open_with(&s, NULL, NULL);
	fixture_char_mode(&s);
	/* Painted at once, so that the next paint waits for nothing else. */
	peer_send_text(s.peer, "whole");
	tty_wait_text(s.tty, "whole");
	peer_send_text(s.peer, "\r\n\033[?2026hhalf");
	sent = pump_now();
	tty_wait_text(s.tty, "half");
	waited = pump_now() - sent;
	CHECK(waited >= HELD_MS, "expected half a picture to be held, seen after %d ms",
	      (int)waited);
	/* What ends the picture shows it. */
	peer_send_text(s.peer, " and half\033[?2026l");
	tty_wait_text(s.tty, "half and half");
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "132 columns", test_columns, 0 },
		{ "the cursor's shape", test_cursor, 0 },
		{ "half a picture", test_half_a_picture, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
