/* A hostile peer: nothing it sends reaches the user's terminal except as text, and nothing hangs.
 */
#include "e2e/harness.h"

#include "e2e/fixture.h"
#include "servers/telnet-bytes.h"

/* The peer's session becomes one in char mode. */
static void reach_char_mode(struct session *s)
{
	fixture_open_logged(s, NULL, NULL);
	peer_send(s->peer, BYTES(WILL_ECHO WILL_SGA DO_TTYPE));
	peer_expect_only(s->peer, BYTES("\377\375\001\377\375\003\377\373\030"));
	tty_wait_status(s->tty, "char (server ECHO+SGA)");
}

/* Everything a terminal would obey, with EVIL wherever there is a payload. */
static const struct {
	const char *bytes;
	size_t n;
} attacks[] = {
	{ BYTES("\033]52;c;RVZJTA==EVIL\007") },
	{ BYTES("\033]52;c;?EVIL\033\\") },
	{ BYTES("\033]0;EVIL\007") },
	{ BYTES("\033]2;EVIL\033\\") },
	{ BYTES("\033]4;1;rgb:EVIL/00/00\007") },
	{ BYTES("\033]8;;http://EVIL/\007\033]8;;\007") },
	{ BYTES("\033]50;EVIL\007") },
	{ BYTES("\033]777;notify;EVIL;EVIL\007") },
	{ BYTES("\033]1337;File=EVIL\007") },
	{ BYTES("\033PEVIL\033\\") },
	{ BYTES("\033P$qEVIL\033\\") },
	{ BYTES("\033P+qEVIL\033\\") },
	{ BYTES("\033P0;0;0qEVIL#0!10~\033\\") },
	{ BYTES("\033_EVIL\033\\") },
	{ BYTES("\033^EVIL\033\\") },
	{ BYTES("\033XEVIL\033\\") },
	{ BYTES("\302\235"
		"52;c;x\302\234") },
	{ BYTES("\302\233"
		"31m") },
	{ BYTES("\033[?1000h\033[?1001h\033[?1002h\033[?1003h\033[?1004h\033[?1005h\033[?1006h\033["
		"?1015h\033[?1016h\033[?9h") },
	{ BYTES("\033[?2026h\033[?2026l\033[?2004h\033[?2004l") },
	{ BYTES("\033[?5h\033[?5l\033[?12h\033[?69h\033[?69l\033[?3h\033[?3l\033[?95h\033[?95l") },
	{ BYTES("\033[5i\033[4i\033[?5i\033[?4i\033[0i") },
	{ BYTES("\033[21t\033[20t\033[14t\033[18t\033[8;5;5t\033[3;0;0t\033[22;0t\033[23;0t") },
	{ BYTES("\033[c\033[>c\033[=c\033[5n\033[6n\033[?6n\033[>q\033[?u\033[>1u\033[0x\033["
		"1x\033Z\005") },
	{ BYTES("\033[?1049h\033[?1049l\033[?47h\033[?47l\033[?1047h\033[?1047l\033[?1048h\033[?"
		"1048l") },
	{ BYTES("\033[2147483648X\033[99999999999999999999b\033[-1C\033[1;2;3;4;5;6;7;8;9;10;11;12;"
		"13;14;15;16;17;18;19;20;"
		"21;22;23;24;25;26;27;28;29;30;31;32;33;34;35;36;37;38;39;40m") },
	{ BYTES("\033[38;2;999;999;999m\033[38;5;999m\033[48:2::300:300:300m\033[m") },
	{ BYTES("\033(0\033)0\016\017\033(B\033%@\033%G\033#8\033>\033=\033>") },
	{ BYTES("\033[4h\033[4l\033[20h\033[20l\033[2h\033[2l") },
	{ BYTES("\033[!p\033[61\"p\033[?62;1\"p\033c") },
	{ BYTES("\033[1;1r\033[99;1r\033[r\033[?6h\033[?6l") },
	{ BYTES("\0\0\0\177\177\013\014\010\010") },
	{ BYTES("\033\033\033[\033]\033\\\030\032") },
	{ BYTES("\200\201\237\376\374\300\200\355\240\200\364\220\200\200\342\202") },
};

static void send_attacks(Peer *p)
{
	char marker[48];

	for (size_t i = 0; i < COUNT(attacks); i++) {
		peer_send(p, attacks[i].bytes, attacks[i].n);
		snprintf(marker, sizeof(marker), "\033[m\r\nmarker %zu\r\n", i);
		peer_send_text(p, marker);
	}
	peer_send_text(p, "all sent\r\n");
}

/* How often `text` is among what was written to the terminal. */
static int count_raw(const Tty *t, const char *text)
{
	size_t length, n = strlen(text);
	const char *raw = tty_raw(t, &length), *at = raw;
	int count = 0;

	while ((at = memmem(at, length - (size_t)(at - raw), text, n))) {
		count++;
		at++;
	}
	return count;
}

static void check_raw(const Tty *t)
{
	static const char *const never[] = {
		"EVIL",       "\033]",      "\033P",       "\033_",       "\033^",
		"\033X",      "\302\220",   "\302\233",    "\302\235",    "\302\237",
		"\033[?9h",   "\033[?1000", "\033[?1001",  "\033[?1002",  "\033[?1003",
		"\033[?1004", "\033[?1005", "\033[?1006",  "\033[?1015",  "\033[?1016",
		"\033[?2026", "\033[?69h",  "\033[?3h",    "\033[?5h",    "\033[?95h",
		"\033[0i",    "\033[4i",    "\033[5i",     "\033[21t",    "\033[20t",
		"\033[14t",   "\033[18t",   "\033[8;5;5t", "\033[3;0;0t", "\033[5n",
		"\033[?6n",   "\033[>c",    "\033[>q",     "\033[>1u",    "\005",
		"\033Z",      "\033c",      "\033#8",      "\033%",       "\033[!p",
	};

	for (size_t i = 0; i < COUNT(never); i++) {
		if (count_raw(t, never[i])) {
			tap_note_bytes("in the terminal", never[i], strlen(never[i]));
			FAIL("the peer's bytes reached the terminal");
		}
	}
	CHECK_INT(count_raw(t, "\033[?1049h"), 1);
	/* Our own, at the start. */
	CHECK_INT(count_raw(t, "\033[6n"), 1);
	CHECK_INT(count_raw(t, "\033[?u"), 1);
	CHECK_INT(count_raw(t, "\033[c"), 1);
}

/* Every byte is part of well-formed UTF-8 (so that C1 can only be C2 80 to C2 9F, looked for
 * above). */
static void check_utf8(const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)text[i++];
		int more = c < 0x80 ? 0 : c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : -1;

		CHECK(more >= 0, "byte %02x is not UTF-8", c);
		for (; more; more--, i++)
			CHECK(i < n && ((unsigned char)text[i] & 0xc0) == 0x80,
			      "UTF-8 is cut short after byte %zu", i);
	}
}

static void check_terminal(const Tty *t)
{
	size_t n;
	const char *raw = tty_raw(t, &n);

	check_raw(t);
	check_utf8(raw, n);
}

static void test_line_mode(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	send_attacks(s.peer);
	tty_wait_text(s.tty, "all sent");
	tty_type(s.tty, "alive");
	tty_keys(s.tty, "Enter");
	/* In line mode no query is answered. */
	peer_expect_only(s.peer, BYTES("alive\r\n"));
	check_terminal(s.tty);
	fixture_end(&s);
	check_terminal(s.tty);
}

static void test_char_mode(void)
{
	struct session s;

	reach_char_mode(&s);
	send_attacks(s.peer);
	tty_wait_text(s.tty, "all sent");
	tty_keys(s.tty, "x");
	peer_expect_text(s.peer, "x");
	CHECK(!peer_has_received(s.peer, BYTES("EVIL")), "a payload was echoed back");
	CHECK(!peer_has_received(s.peer, BYTES("\033]")), "an OSC was sent back");
	/* The only DCS are DA3's and that of a setting that isn't known, of which every byte is
	 * ours. */
	for (char c = '!' + 1; c <= '~'; c++) {
		const char dcs[] = { '\033', 'P', c };

		CHECK(c == '0' || !peer_has_received(s.peer, dcs, sizeof(dcs)),
		      "a DCS was sent back");
	}
	check_terminal(s.tty);
}

static void test_byte_by_byte(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	for (size_t i = 0; i < COUNT(attacks); i++) {
		for (size_t k = 0; k < attacks[i].n; k++) {
			peer_send(s.peer, attacks[i].bytes + k, 1);
			peer_flush(s.peer);
		}
		peer_send_text(s.peer, "\033[m\r\n");
	}
	peer_send_text(s.peer, "all sent\r\n");
	tty_wait_text(s.tty, "all sent");
	check_terminal(s.tty);
}

static void test_alternate_screen(void)
{
	struct session s;

	reach_char_mode(&s);
	peer_send_text(s.peer, "before\r\n\033[?1049h\033[2J\033[5;5Hin the other");
	tty_wait_text(s.tty, "in the other");
	tty_wait_no_text(s.tty, "before");
	tty_wait_cursor(s.tty, 4, 4 + 12);
	peer_send_text(s.peer, "\033[?25l");
	peer_send_text(s.peer, "\033[?1049l");
	tty_wait_text(s.tty, "before");
	CHECK_INT(count_raw(s.tty, "\033[?1049h"), 1);
	fixture_end(&s);
}

static void test_replies(void)
{
	struct session s;

	reach_char_mode(&s);
	peer_send_text(s.peer, "\033[2J\033[7;9H\033[6n");
	peer_expect_only(s.peer, BYTES("\033[7;9R"));
	peer_send_text(s.peer, "\033[5n");
	peer_expect_only(s.peer, BYTES("\033[0n"));
	peer_send_text(s.peer, "\033[c");
	peer_expect(s.peer, BYTES("\033[?"));
	peer_expect(s.peer, BYTES("c"));
	peer_send_text(s.peer, "\033P$qm\033\\");
	peer_expect_only(s.peer, BYTES("\033P1$r0m\033\\"));
	peer_send_text(s.peer, "\033[21t\033]52;c;?\007\033[>q\005.");
	tty_keys(s.tty, "x");
	peer_expect_only(s.peer, BYTES("x"));
}

static void test_reply_storm(void)
{
	struct session s;
	size_t before, after;

	reach_char_mode(&s);
	peer_received(s.peer, &before);
	for (int i = 0; i < 10000; i++)
		peer_send(s.peer, BYTES("\033[5n"));
	peer_send_text(s.peer, "\r\nend of storm\r\n");
	tty_wait_text(s.tty, "end of storm");
	tty_keys(s.tty, "x");
	peer_expect_text(s.peer, "x");
	peer_received(s.peer, &after);
	CHECK(after - before < 20 * 4 * 15,
	      "expected at most 20 replies a second, saw %zu bytes of them", after - before);
}

static void test_broken_utf8(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	/* Bytes that aren't UTF-8 are read as CP1252. */
	peer_send(s.peer, BYTES("caf\351 \223quoted\224 \200uro\r\n"));
	tty_wait_line(s.tty, "caf\303\251 \342\200\234quoted\342\200\235 \342\202\254uro");
	peer_send(s.peer, BYTES("good \303\251\346\227\245 too\r\n"));
	tty_wait_line(s.tty, "good \303\251\346\227\245 too");
	/* A character cut in two by the network. */
	peer_send(s.peer, BYTES("cut \346\227"));
	tty_wait_text(s.tty, "cut");
	peer_send(s.peer, BYTES("\245 whole\r\n"));
	tty_wait_line(s.tty, "cut \346\227\245 whole");
}

static void test_combining(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "a");
	for (int i = 0; i < 200000; i++)
		peer_send(s.peer, BYTES("\314\201"));
	peer_send_text(s.peer, "b\r\nend of marks\r\n");
	tty_wait_line(s.tty, "end of marks");
	tty_type(s.tty, "alive");
	tty_wait_input(s.tty, "alive");
}

static void test_endless_strings(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "\033]0;");
	peer_flush(s.peer);
	peer_repeat(s.peer, 'E', 4 << 20);
	peer_flush(s.peer);
	peer_send_text(s.peer, "\007after the string\r\n");
	tty_wait_line(s.tty, "after the string");
	CHECK(!tty_raw_has(s.tty, BYTES("EEEE")), "the string reached the terminal");
	peer_send_text(s.peer, "\033P");
	peer_flush(s.peer);
	peer_repeat(s.peer, 'E', 4 << 20);
	peer_flush(s.peer);
	peer_send_text(s.peer, "\033\\after the second\r\n");
	tty_wait_line(s.tty, "after the second");
	CHECK(!tty_raw_has(s.tty, BYTES("EEEE")), "the string reached the terminal");
}

static void test_endless_line(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_repeat(s.peer, 'L', 8 << 20);
	tty_wait_text(s.tty, "LLLLLLLL");
	tty_type(s.tty, "alive");
	tty_wait_input(s.tty, "alive");
	peer_flush(s.peer);
	peer_send_text(s.peer, "\r\nafter the line\r\n");
	tty_wait_line(s.tty, "after the line");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("alive\r\n"));
}

static void test_endless_subnegotiation(void)
{
	struct session s;

	reach_char_mode(&s);
	peer_send(s.peer, BYTES("\377\372\030"));
	peer_flush(s.peer);
	peer_repeat(s.peer, 'G', 4 << 20);
	peer_flush(s.peer);
	peer_send(s.peer, BYTES("\377\360after it\r\n"));
	tty_wait_text(s.tty, "after it");
	CHECK(tty_find(s.tty, 0, "GGGG") < 0, "a subnegotiation is on the screen");
}

static void test_option_storm(void)
{
	struct session s;
	char *storm = malloc(6 * 100000);
	size_t n;

	for (size_t i = 0; i < 100000; i++)
		memcpy(storm + 6 * i, "\377\373\001\377\374\001", 6);
	fixture_open_logged(&s, NULL, NULL);
	peer_send(s.peer, storm, 6 * 100000);
	peer_send_text(s.peer, "end of storm\r\n");
	tty_wait_text(s.tty, "end of storm");
	peer_received(s.peer, &n);
	CHECK(n < 3 * 200 * 30, "expected few answers, saw %zu bytes", n);
	tty_type(s.tty, "alive");
	tty_keys(s.tty, "Enter");
	peer_expect_text(s.peer, "alive");
}

static void test_log(void)
{
	struct session s;
	char *text;
	size_t n;

	fixture_open_logged(&s, NULL, NULL);
	send_attacks(s.peer);
	peer_send(s.peer, BYTES("\033[!poverride \342\200\256 here\r\nthe end\r\n"));
	tty_wait_text(s.tty, "the end");
	fixture_end(&s);
	text = home_read_file(home_path(&s.home, "log"), &n);
	CHECK(text && n > 100, "expected a log");
	CHECK(strstr(text, "the end"), "expected the last line in the log");
	CHECK(strstr(text, "override <U+202E> here"), "expected the override by its name");
	check_utf8(text, n);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		CHECK((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t',
		      "control %02x in the log at byte %zu", c, i);
		CHECK(c != 0xc2 || (unsigned char)text[i + 1] >= 0xa0, "C1 in the log at byte %zu",
		      i);
	}
	CHECK(!strstr(text, "EVIL"), "a payload is in the log");
}

/* What was dropped can be looked at: by kind, with counts, in hex. */
static void test_blocked(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/blocked");
	tty_wait_line(s.tty, "Nothing so far.");
	tty_keys(s.tty, "q");
	for (int i = 0; i < 5; i++)
		peer_send(s.peer, BYTES("\033]52;c;RVZJTA==EVIL\007"));
	peer_send(s.peer, BYTES("\033_a string that is longer than what is kept of it\033\\"));
	peer_send(s.peer, BYTES("\377\372\030\001\377\360shown\r\n"));
	tty_wait_line(s.tty, "shown");
	fixture_enter(&s, "/blocked");
	tty_wait_text(s.tty, "       5  clipboard");
	tty_wait_text(s.tty, "1b 5d 35 32 3b 63 3b 52 56 5a 4a 54 41 3d 3d 45 |.]52;c;RVZJTA==E|");
	tty_wait_text(s.tty, "bytes in all");
	tty_wait_text(s.tty, "1  telnet: subnegotiations");
	CHECK(!tty_raw_has(s.tty, BYTES("\033]52")), "an example reached the terminal");
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "shown");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "line mode: nothing reaches the terminal, nothing is answered", test_line_mode,
		  0 },
		{ "char mode: nothing reaches the terminal", test_char_mode, 0 },
		{ "the same byte by byte", test_byte_by_byte, 0 },
		{ "the peer's alternate screen is drawn, not passed on", test_alternate_screen, 0 },
		{ "replies of char mode: CPR, DSR, DA and no more", test_replies, 0 },
		{ "a storm of queries", test_reply_storm, 0 },
		{ "broken UTF-8 is read as CP1252", test_broken_utf8, 0 },
		{ "200,000 combining marks", test_combining, 0 },
		{ "endless OSC and DCS", test_endless_strings, 0 },
		{ "an endless line", test_endless_line, 0 },
		{ "an endless subnegotiation", test_endless_subnegotiation, 0 },
		{ "an option that changes for ever", test_option_storm, 0 },
		{ "the log holds text only", test_log, 0 },
		{ "/blocked", test_blocked, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
