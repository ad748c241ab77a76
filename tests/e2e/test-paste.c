/* Bracketed paste: every line arrives, none is a command, what has no newline stays a draft. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

static void reach_char_mode(struct session *s)
{
	fixture_open(s);
	fixture_char_mode(s);
}

static void test_lines(void)
{
	struct session s;

	fixture_open(&s);
	fixture_paste(s.tty, "one\ntwo\r\nthree\rfour");
	peer_expect_only(s.peer, BYTES("one\r\ntwo\r\nthree\r\n"));
	tty_wait_text(s.tty, "pasted: 3 lines");
	tty_wait_input(s.tty, "four");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("four\r\n"));
}

static void test_never_a_command(void)
{
	struct session s;

	fixture_open(&s);
	fixture_paste(s.tty, "/quit!\n//two\n\nend\n");
	peer_expect_only(s.peer, BYTES("/quit!\r\n//two\r\n\r\nend\r\n"));
	tty_wait_text(s.tty, "pasted: 4 lines");
	/* Nor what stays in the line and is sent by hand. */
	tty_paste(s.tty, "/quit!");
	tty_wait_input(s.tty, "/quit!");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("/quit!\r\n"));
	tty_wait_text(s.tty, "pasted text is no command: it was sent; ^] c runs one");
}

/* Sends what is pasted and what `keys` make of it, which must reach the peer. */
static void expect_sent(struct session *s, const char *typed, const char *keys, const char *sent)
{
	tty_type(s->tty, typed);
	tty_paste(s->tty, "/quit!");
	tty_wait_text(s->tty, "/quit!");
	tty_keys(s->tty, keys);
	peer_expect_text(s->peer, sent);
	tty_keys(s->tty, "Ctrl-U");
}

/* Nor once it was edited, killed and brought back, or comes from the history. */
static void test_never_a_command_later(void)
{
	static const char *const keys[] = {
		"Ctrl-U Ctrl-Y Enter", "Ctrl-W Ctrl-Y Enter", "Ctrl-A Ctrl-K Ctrl-Y Enter",
		"Ctrl-C Ctrl-Y Enter", "Up Down Enter",       "Ctrl-U Ctrl-_ Enter",
		"Ctrl-_ Ctrl-Y Enter"
	};
	struct session s;

	fixture_open(&s);
	for (size_t i = 0; i < COUNT(keys); i++)
		expect_sent(&s, "", keys[i], "/quit!\r\n");
	expect_sent(&s, "x", "Ctrl-A Ctrl-D Enter", "/quit!\r\n");
	tty_keys(s.tty, "Up");
	tty_wait_input(s.tty, "//quit!");
	tty_keys(s.tty, "Enter");
	peer_expect_text(s.peer, "/quit!\r\n");
	tty_keys(s.tty, "Ctrl-R");
	tty_type(s.tty, "qui");
	tty_keys(s.tty, "Enter");
	peer_expect_text(s.peer, "/quit!\r\n");
	peer_expect_only(s.peer, NULL, 0);
}

static void test_into_a_draft(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "say []");
	tty_keys(s.tty, "Left");
	tty_paste(s.tty, "pasted words");
	tty_wait_input(s.tty, "say [pasted words]");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("say [pasted words]\r\n"));
}

static void test_controls(void)
{
	struct session s;

	fixture_open(&s);
	/* Keys in a paste are text, never keys: no clearing, no suspending, no menu. */
	tty_paste(s.tty, "a\003b\032c\035d\025e\033[2~f\n");
	peer_expect_text(s.peer, "\r\n");
	CHECK(!tty_has_stopped(s.tty), "a pasted control character suspended the program");
	CHECK(tty_find(s.tty, 0, "disconnect") < 0, "a pasted control character opened the popup");
	tty_wait_input(s.tty, "");
	tty_type(s.tty, "alive");
	tty_wait_input(s.tty, "alive");
}

static void test_char_mode(void)
{
	struct session s;

	reach_char_mode(&s);
	fixture_paste(s.tty, "one\ntwo\rthree \303\251");
	peer_expect_only(s.peer, BYTES("one\r\0two\r\0three \303\251"));
}

/* What would end the paste for the peer, in any form, is no end; other controls aren't sent. */
static void test_char_mode_controls(void)
{
	struct session s;

	reach_char_mode(&s);
	peer_send_text(s.peer, "\033[?2004hready");
	tty_wait_text(s.tty, "ready");
	tty_paste(s.tty, "a\033[201\177~b\302\233201~c\233201~d\033\003\004e\tf\n");
	peer_expect_only(s.peer, BYTES("\033[200~a[201~b201~c201~de\tf\r\0\033[201~"));
	tty_wait_text(s.tty, "7 control characters in what was pasted were left out");
	peer_send_text(s.peer, "\033[?2004l\033[20hagain");
	tty_wait_text(s.tty, "again");
	fixture_paste(s.tty, "\033x\r\ny");
	peer_expect_only(s.peer, BYTES("x\r\ny"));
}

static char *make_lines(int count, const char *end, size_t *n)
{
	char *text = malloc((size_t)count * 48);
	size_t used = 0;

	for (int i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, 48, "pasted line %08d of many%s", i, end);
	*n = used;
	return text;
}

/* The peer reads nothing for a while: nothing is lost, in order. */
static void test_back_pressure(void)
{
	enum { LINES = 60000 };
	struct session s;
	size_t n, expected_length, received_length;
	char *lines = make_lines(LINES, "\n", &n),
	     *expected = make_lines(LINES, "\r\n", &expected_length);
	const char *received;

	fixture_open_with(&s, NULL, WORDS("-o", "paste=fast"));
	peer_stall(s.peer, true);
	fixture_paste(s.tty, lines);
	pump_for(500);
	peer_stall(s.peer, false);
	peer_wait_received(s.peer, expected_length, 2 * PUMP_DEADLINE);
	received = peer_received(s.peer, &received_length);
	CHECK_BYTES(received, received_length, expected, expected_length);
	tty_type(s.tty, "after");
	tty_wait_input(s.tty, "after");
}

static void test_back_pressure_in_char_mode(void)
{
	enum { LINES = 60000 };
	struct session s;
	size_t n, before, received_length;
	char *lines = make_lines(LINES, "\n", &n);
	const char *received;

	fixture_open_with(&s, NULL, WORDS("-o", "paste=fast"));
	fixture_char_mode(&s);
	peer_received(s.peer, &before);
	peer_stall(s.peer, true);
	fixture_paste(s.tty, lines);
	pump_for(500);
	peer_stall(s.peer, false);
	/* Each newline is CR NUL: a byte more a line. */
	peer_wait_received(s.peer, before + n + LINES, 2 * PUMP_DEADLINE);
	received = peer_received(s.peer, &received_length);
	CHECK_INT(received_length, before + n + LINES);
	for (size_t i = 0, k = before; i < n; i++, k++) {
		char expected = lines[i] == '\n' ? '\r' : lines[i];

		CHECK(received[k] == expected, "byte %zu: expected %02x, saw %02x", i, expected,
		      received[k]);
		if (expected == '\r')
			k++;
	}
}

/* What a terminal without bracketed paste sends for a paste is keys. */
static void test_typed_too_long(void)
{
	enum { MUCH = 65536 + 50 };
	struct session s;
	char *keys = malloc(MUCH + 1);

	CHECK(keys, "no memory");
	memset(keys, 'z', MUCH);
	keys[MUCH] = '\0';
	fixture_open(&s);
	tty_type(s.tty, keys);
	tty_wait_text(s.tty, "an input line holds 64 KiB: what goes beyond was not taken");
	free(keys);
}

static void test_masked(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("password: \377\373\001"));
	peer_expect_only(s.peer, BYTES("\377\375\001"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	tty_paste(s.tty, "pasted-secret");
	tty_wait_input(s.tty,
		       "\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242"
		       "\342\200\242"
		       "\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("pasted-secret\r\n"));
	CHECK(!tty_raw_has(s.tty, BYTES("pasted-secret")), "the secret reached the terminal");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "complete lines are sent, the rest is a draft", test_lines, 0 },
		{ "never a command", test_never_a_command, 0 },
		{ "nor once it was edited or sent", test_never_a_command_later, 0 },
		{ "into the middle of a draft", test_into_a_draft, 0 },
		{ "control characters in it are no keys", test_controls, 0 },
		{ "in char mode: as it is, newlines as Enter", test_char_mode, 0 },
		{ "controls in char mode", test_char_mode_controls, 0 },
		{ "60,000 lines to a peer that doesn't read for a while", test_back_pressure, 0 },
		{ "the same in char mode", test_back_pressure_in_char_mode, 0 },
		{ "keys beyond what a line holds are told of", test_typed_too_long, 0 },
		{ "into a masked line", test_masked, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
