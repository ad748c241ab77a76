/*
 * Keys as a slow line and all kinds of terminals send them: torn, late, in their own ways, among
 * answers that nobody asked for. Here time is what is tested, so it passes without a state to wait
 * for.
 */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define ARROW "\342\206\221" /* of the status line while scrolled */

enum {
	TORN = 60, /* ms; more than a lone Esc has, less than a sequence */
	STALLED = 700, /* more than a sequence has */
	SILENCE = 1100, /* what ends a paste by a key */
};

static void reach_char_mode(struct session *s)
{
	fixture_open(s);
	fixture_char_mode(s);
}

static void open_menu(Tty *t, const char *bytes)
{
	tty_type(t, bytes);
	tty_wait_text(t, "disconnect");
	tty_keys(t, "Esc");
	tty_wait_no_text(t, "disconnect");
}

static void test_torn_keys(void)
{
	static const char *const torn[][2] = {
		{ "\033[", "A" }, { "\033O", "A" }, { "\033[1", ";1A" }, { "\033[1;", "1:1A" }
	};
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "sent before");
	peer_expect_only(s.peer, BYTES("sent before\r\n"));
	for (size_t i = 0; i < COUNT(torn); i++) {
		tty_type(s.tty, torn[i][0]);
		pump_for(i < 2 ? TORN : STALLED);
		tty_type(s.tty, torn[i][1]);
		tty_wait_input(s.tty, "sent before");
		tty_keys(s.tty, "Ctrl-c");
		tty_wait_input(s.tty, "");
	}
}

/* The peer has Esc already: it gets each byte once, and none waits for the next key. */
static void test_after_sent_escape(void)
{
	static const char *const rests[] = { "[A", "[Ax", "[[", "OA", "[1;", "[1;9A" };
	struct session s;

	reach_char_mode(&s);
	for (size_t i = 0; i < COUNT(rests); i++) {
		tty_type(s.tty, "\033");
		peer_expect_only(s.peer, BYTES("\033"));
		pump_for(TORN);
		tty_type(s.tty, rests[i]);
		peer_expect_only(s.peer, rests[i], strlen(rests[i]));
	}
}

/* ESCDELAY is for lines so slow that Esc alone is no key yet. */
static void test_escape_delay(void)
{
	static const char *const environment[] = { "ESCDELAY=2000", NULL };
	struct tty_setup setup = { .extra = environment };
	struct session s;

	fixture_open_with(&s, &setup, NULL);
	fixture_enter(&s, "sent before");
	peer_expect_only(s.peer, BYTES("sent before\r\n"));
	tty_type(s.tty, "\033");
	pump_for(STALLED);
	tty_type(s.tty, "[");
	pump_for(STALLED);
	tty_type(s.tty, "A");
	tty_wait_input(s.tty, "sent before");
}

/* However a paste is torn, its lines are text. */
static void test_torn_paste(void)
{
	static const char attack[] = "\033[200~one\n/quit!\n\033[201~";
	struct session s;

	fixture_open(&s);
	for (size_t at = 1; at < sizeof(attack) - 1; at += at < 7 ? 1 : 4) {
		char first[32];

		snprintf(first, sizeof(first), "%.*s", (int)at, attack);
		tty_type(s.tty, first);
		pump_for(at == 3 ? SILENCE : at % 2 ? TORN : STALLED);
		tty_type(s.tty, attack + at);
		tty_wait_text(s.tty, "Enter sends");
		tty_keys(s.tty, "Enter");
		peer_expect_only(s.peer, BYTES("one\r\n/quit!\r\n"));
		tty_wait_text(s.tty, "pasted: 2 lines");
		tty_wait_input(s.tty, "");
	}
	fixture_enter(&s, "alive");
	peer_expect_only(s.peer, BYTES("alive\r\n"));
}

static void test_paste_without_end(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "\033[200~pasted");
	pump_for(SILENCE);
	tty_keys(s.tty, "Left");
	pump_for(TORN);
	tty_keys(s.tty, "x");
	tty_wait_input(s.tty, "pastexd");
	tty_keys(s.tty, "Ctrl-c");
	tty_wait_input(s.tty, "");
	tty_type(s.tty, "\033[200~/quit!\n");
	pump_for(SILENCE);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("/quit!\r\n\r\n"));
}

/* The escape key and Ctrl-C don't wait for a silence. */
static void test_escape_from_paste(void)
{
	static const char *const escapes[] = { "\035", "\033[24~", "\033[93;5u" };
	struct session s;

	fixture_open(&s);
	for (size_t i = 0; i < COUNT(escapes); i++) {
		tty_type(s.tty, "\033[200~pasted");
		pump_for(TORN);
		open_menu(s.tty, escapes[i]);
		tty_wait_input(s.tty, "pasted");
		tty_keys(s.tty, "Ctrl-c");
		tty_wait_input(s.tty, "");
	}
	tty_type(s.tty, "\033[200~pasted");
	pump_for(TORN);
	tty_keys(s.tty, "Ctrl-c");
	tty_type(s.tty, "typed");
	tty_wait_input(s.tty, "typed");
}

static void test_large_paste(void)
{
	enum { SIZE = 5 * 1024 * 1024 };
	char *text = malloc(SIZE + 1);
	struct session s;

	memset(text, 'a', SIZE);
	text[SIZE] = '\0';
	for (size_t i = 99; i < SIZE; i += 100)
		text[i] = '\n';
	fixture_open(&s);
	tty_paste(s.tty, text);
	tty_wait_text(s.tty, "larger than 4 MiB: nothing of it was taken");
	fixture_enter(&s, "alive");
	peer_expect_only(s.peer, BYTES("alive\r\n"));
	free(text);
}

/* What the terminal says by itself is no text, in either mode. */
static void say_answers(Tty *t)
{
	static const char *const answers[] = {
		"\033]11;rgb:1e1e/1e1e/1e1e\007",
		"\033]11;rgb:1e1e/1e1e/1e1e\033\\",
		"\033P1$r0m\033\\",
		"\033_Gi=31;OK\033\\",
		"\033^private\033\\",
		"\033Xstring\033\\",
		"\033[?2026;2$y",
		"\033[?62;22c",
		"\033[24;80R",
		"\033[M !!",
		"\033[<0;3;4M",
		"\033[I\033[O",
	};

	for (size_t i = 0; i < COUNT(answers); i++)
		tty_type(t, answers[i]);
	tty_type(t, "\033]11;rgb:1e1e");
	pump_for(STALLED);
	tty_type(t, "/1e1e/1e1e\033");
	pump_for(TORN);
	tty_type(t, "\\");
}

static void test_answers(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "dra");
	say_answers(s.tty);
	tty_type(s.tty, "ft");
	tty_wait_input(s.tty, "draft");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("draft\r\n"));
}

static void test_answers_in_char_mode(void)
{
	struct session s;

	reach_char_mode(&s);
	tty_type(s.tty, "a");
	say_answers(s.tty);
	tty_type(s.tty, "b");
	peer_expect_only(s.peer, BYTES("ab"));
}

/* Keyboards that another program left in kitty's or modifyOtherKeys' mode. */
static void test_other_keyboards(void)
{
	struct session s;

	reach_char_mode(&s);
	open_menu(s.tty, "\033[93;5u");
	open_menu(s.tty, "\033[93;5:1u\033[93;5:3u");
	open_menu(s.tty, "\033[27;5;93~");
	tty_type(s.tty, "\033[97;5u\033[27;5;98~\033[120;3u\033[13u\033[105;5u");
	peer_expect_only(s.peer, BYTES("\001\002\033x\r\0\t"));
}

/* Keys without a name are the peer's, byte for byte. */
static void test_unnamed_keys(void)
{
	struct session s;

	reach_char_mode(&s);
	tty_type(s.tty, "\033[1;9A\033[1;5Z\033[97;9u");
	peer_expect_only(s.peer, BYTES("\033[1;9A\033[1;5Z\033[97;9u"));
}

/* Alt is ESC before what Enter sends, whatever that is. */
static void test_alt_enter(void)
{
	struct session s;

	reach_char_mode(&s);
	tty_type(s.tty, "\033\r");
	peer_expect_only(s.peer, BYTES("\033\r\0"));
	tty_type(s.tty, "\033[13;3u");
	peer_expect_only(s.peer, BYTES("\033\r\0"));
}

/* What is no character in the locale goes as it was typed, like what is pasted. */
static void test_bytes(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "caf\351 \300\257");
	tty_wait_input(s.tty, "caf<e9> <c0><af>");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("caf\351 \300\257\r\n"));
	tty_paste(s.tty, "caf\351");
	tty_wait_input(s.tty, "caf<e9>");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("caf\351\r\n"));
	tty_paste(s.tty, "caf\351\n");
	peer_expect_only(s.peer, BYTES("caf\351\r\n"));
}

static void test_bytes_in_char_mode(void)
{
	struct session s;

	reach_char_mode(&s);
	tty_type(s.tty, "\351x\033\351");
	peer_expect_only(s.peer, BYTES("\351x\033\351"));
	tty_paste(s.tty, "\351");
	peer_expect_only(s.peer, BYTES("\351"));
}

static void fill(Peer *p)
{
	for (int i = 0; i < 100; i++) {
		char line[32];

		snprintf(line, sizeof(line), "line %d\r\n", i);
		peer_send(p, line, strlen(line));
	}
}

/* The wheel of a terminal that turns it into arrow keys leaves the draft alone. */
static void test_wheel(void)
{
	struct session s;

	fixture_open(&s);
	CHECK(tty_raw_has(s.tty, BYTES("\033[?1007l")), "expected the wheel to be asked for");
	fixture_enter(&s, "sent before");
	fill(s.peer);
	tty_wait_line(s.tty, "line 99");
	tty_type(s.tty, "draft");
	tty_type(s.tty, "\033OA\033OA\033OA");
	tty_wait_status(s.tty, ARROW);
	tty_type(s.tty, "\033OB\033OB\033OB");
	tty_wait_no_status(s.tty, ARROW);
	tty_wait_input(s.tty, "draft");
	tty_keys(s.tty, "Ctrl-c Up");
	tty_wait_input(s.tty, "sent before");
}

static void test_wheel_in_char_mode(void)
{
	struct session s;

	reach_char_mode(&s);
	tty_type(s.tty, "\033OA\033OA\033OA");
	peer_expect_only(s.peer, BYTES("\033[A\033[A\033[A"));
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "torn keys", test_torn_keys, 0 },
		{ "in char mode Esc is sent once", test_after_sent_escape, 0 },
		{ "ESCDELAY", test_escape_delay, 0 },
		{ "a torn paste is still a paste", test_torn_paste, 0 },
		{ "after a silence a key ends a paste", test_paste_without_end, 0 },
		{ "an escape key and Ctrl-C end a paste", test_escape_from_paste, 0 },
		{ "a paste that is too large is refused", test_large_paste, 0 },
		{ "answers of the terminal", test_answers, 0 },
		{ "answers of the terminal in char mode", test_answers_in_char_mode, 0 },
		{ "kitty's keys and modifyOtherKeys", test_other_keyboards, 0 },
		{ "keys without a name in char mode", test_unnamed_keys, 0 },
		{ "Alt-Enter in char mode", test_alt_enter, 0 },
		{ "bytes that are no character", test_bytes, 0 },
		{ "bytes that are no character in char mode", test_bytes_in_char_mode, 0 },
		{ "the wheel as arrow keys scrolls", test_wheel, 0 },
		{ "in char mode it is arrow keys", test_wheel_in_char_mode, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
