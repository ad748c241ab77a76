/* Input modes: what the wire says decides what keys do, what Enter sends, and the size that NAWS
 * tells. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define NAWS(columns, rows) "\377\372\037\0" columns "\0" rows "\377\360"

static void command(struct session *s, const char *text)
{
	tty_type(s->tty, text);
	tty_keys(s->tty, "Enter");
}

/* --- The openings of known servers: what they send, what we answer in all, the mode it leads to.
 */

struct opening {
	const char *name;
	const char *sent;
	size_t n;
	const char *mode;
};

static const struct opening openings[] = {
	{ "a plain greeting", BYTES("220 mail ready\r\n"), "line" },
	{ "inetutils telnetd",
	  BYTES("\377\373\045\377\373\046\377\375\030\377\375\040\377\375\043\377\375\047\377\375"
		"\044"
		"\377\373\003\377\375\001\377\375\042\377\375\037\377\373\005\377\375\041\377\373"
		"\001\377\375\006\377\375\000login: "),
	  "char (server ECHO+SGA)" },
	{ "Cisco IOS", BYTES("\377\373\001\377\373\003\377\375\030\377\375\037Username: "),
	  "char (server ECHO+SGA)" },
	{ "ser2net",
	  BYTES("\377\373\003\377\375\003\377\373\001\377\376\001\377\375\000\377\373\000"),
	  "char (server ECHO+SGA)" },
	{ "QEMU's console", BYTES("\377\373\001\377\373\003\377\373\000\377\375\000"),
	  "char (server ECHO+SGA)" },
	{ "Synchronet",
	  BYTES("\377\373\001\377\373\003\377\375\030\377\375\040\377\375\027\377\375\037\377\375"
		"\047"),
	  "char (server ECHO+SGA)" },
	{ "telnetlib3",
	  BYTES("\377\375\030\377\373\003\377\373\001\377\373\000\377\375\047\377\375\037\377\375"
		"\052"),
	  "char (server ECHO+SGA)" },
	{ "tbaMUD",
	  BYTES("\377\375\030\r\nBy what "
		"name?"
		"\r\n\377\375\037\377\375\052\377\373\105\377\373\106\377\375\310\377\373\132\377"
		"\375\133"),
	  "line" },
	{ "tbaMUD's password", BYTES("\377\375\030\377\373\105\377\373\106Password: \377\373\001"),
	  "hidden (server ECHO)" },
	{ "a MUD that says SGA too", BYTES("\377\373\105Password: \377\373\001\377\373\003"),
	  "hidden (server ECHO)" },
	{ "chatd", BYTES("\377\373\126Enter name: \377\373\001"), "hidden (server ECHO)" },
	{ "ECHO without SGA", BYTES("secret: \377\373\001"), "hidden (server ECHO)" },
	{ "GA is evidence of a MUD", BYTES("\377\373\003prompt> \377\371\377\373\001"),
	  "hidden (server ECHO)" },
	{ "GA before SGA is none", BYTES("prompt> \377\371\377\373\003\377\373\001"),
	  "char (server ECHO+SGA)" },
	{ "SGA alone", BYTES("\377\373\003hello\r\n"), "line" },
};

static void test_openings(void)
{
	for (size_t i = 0; i < COUNT(openings); i++) {
		const struct opening *o = &openings[i];
		struct session s;
		char field[64];

		tap_note("%s", o->name);
		fixture_open(&s);
		peer_send(s.peer, o->sent, o->n);
		peer_send_text(s.peer, " end of burst");
		tty_wait_text(s.tty, "end of burst");
		/* The mode field is a word of its own: "line" is not in "hidden (line)". */
		snprintf(field, sizeof(field), "%s", o->mode);
		tty_wait_status(s.tty, field);
		if (strcmp(o->mode, "line") == 0) {
			tty_wait_no_status(s.tty, "hidden");
			tty_wait_no_status(s.tty, "char");
		}
		tty_signal(s.tty, 9);
		tty_wait_end(s.tty);
	}
}

static void test_raw(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("--raw"));
	tty_wait_status(s.tty, "line (raw)");
	tty_wait_status(s.tty, "CRLF");
	tty_wait_status(s.tty, "UTF-8");
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\r\nstill raw\r\n"));
	tty_wait_text(s.tty, "still raw");
	tty_wait_status(s.tty, "line (raw)");
	command(&s, "x");
	peer_expect_only(s.peer, BYTES("x\r\n"));
}

static void test_user_choice(void)
{
	struct session s;

	fixture_open(&s);
	command(&s, "/mode char");
	tty_wait_status(s.tty, "char (you)");
	tty_keys(s.tty, "a Enter");
	/* Undecided and in char mode Enter is a bare CR. */
	peer_expect_only(s.peer, BYTES("a\r"));
	tty_keys(s.tty, "Ctrl-] c");
	command(&s, "mode line");
	tty_wait_status(s.tty, "line (you)");
	tty_keys(s.tty, "b Enter");
	peer_expect_only(s.peer, BYTES("b\r\n"));
	command(&s, "/mode auto");
	tty_wait_no_status(s.tty, "(you)");
	fixture_char_mode(&s);
}

static void test_popup_changes_mode(void)
{
	struct session s;

	fixture_open(&s);
	tty_keys(s.tty, "Ctrl-] m");
	tty_wait_status(s.tty, "char (you)");
	tty_keys(s.tty, "Ctrl-] m");
	tty_wait_no_status(s.tty, "char");
}

static void test_presentation(void)
{
	struct session s;

	fixture_open(&s);
	command(&s, "/view screen");
	tty_wait_status(s.tty, "+screen");
	command(&s, "/view auto");
	tty_wait_no_status(s.tty, "+screen");
	command(&s, "/view transcript");
	tty_wait_no_status(s.tty, "+transcript");
	command(&s, "/view auto");
	/* Addressing makes it a screen by itself, with its input row. */
	peer_send_text(s.peer, "\033[2J\033[10;5Haddressed");
	tty_wait_row(s.tty, 9, "    addressed");
	tty_wait_no_status(s.tty, "+screen");
	tty_keys(s.tty, "Ctrl-] v");
	tty_wait_status(s.tty, "+transcript");
}

/* --- Enter. */

static void test_enter(void)
{
	struct session s;

	fixture_open(&s);
	command(&s, "undecided");
	peer_expect_only(s.peer, BYTES("undecided\r\n"));
	peer_send(s.peer, BYTES("\377\373\003"));
	peer_expect_only(s.peer, BYTES("\377\375\003"));
	command(&s, "line");
	peer_expect_only(s.peer, BYTES("line\r\n"));
	peer_send(s.peer, BYTES("\377\375\000"));
	peer_expect_only(s.peer, BYTES("\377\373\000"));
	command(&s, "line, binary");
	peer_expect_only(s.peer, BYTES("line, binary\r\n"));
	peer_send(s.peer, BYTES("\377\376\000\377\373\001\377\375\040"));
	peer_expect_only(s.peer, BYTES("\377\374\000\377\375\001\377\373\040"));
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
	tty_keys(s.tty, "c Enter Ctrl-J");
	peer_expect_only(s.peer, BYTES("c\r\0\n"));
	peer_send(s.peer, BYTES("\377\375\000"));
	peer_expect_only(s.peer, BYTES("\377\373\000"));
	tty_keys(s.tty, "d Enter");
	peer_expect_only(s.peer, BYTES("d\r"));
}

static void test_eol_option(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "eol=lf"));
	tty_wait_status(s.tty, "LF");
	command(&s, "x");
	peer_expect_only(s.peer, BYTES("x\n"));
}

/* --- Sizes. */

static void test_naws(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\037"));
	peer_expect_only(s.peer, BYTES("\377\373\037" NAWS("\120", "\026")));
	/* Neither a popup nor scrolling nor a presentation changes it. */
	for (int i = 0; i < 100; i++)
		peer_send_text(s.peer, "line\r\n");
	tty_keys(s.tty, "Ctrl-]");
	tty_wait_text(s.tty, "disconnect");
	tty_keys(s.tty, "Esc PgUp");
	tty_wait_status(s.tty, "\342\206\221");
	tty_keys(s.tty, "End");
	command(&s, "/view screen");
	tty_wait_status(s.tty, "+screen");
	command(&s, "sync");
	peer_expect_only(s.peer, BYTES("sync\r\n"));
	/* Char mode has a row more. */
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\377\375\040"));
	peer_expect(s.peer, BYTES(NAWS("\120", "\027")));
	tty_resize(s.tty, 100, 40);
	peer_expect_only(s.peer, BYTES(NAWS("\144", "\047")));
	/* 255 is doubled. */
	tty_resize(s.tty, 255, 30);
	peer_expect_only(s.peer, BYTES("\377\372\037\0\377\377\0\035\377\360"));
}

/* How many NAWS subnegotiations the peer got. */
static int count_naws(const Peer *p)
{
	size_t n;
	const char *at = peer_received(p, &n), *end = at + n;
	int count = 0;

	while ((at = memmem(at, (size_t)(end - at), BYTES("\377\372\037")))) {
		at++;
		count++;
	}
	return count;
}

static void test_naws_once(void)
{
	/* One of the first size, one of the last, and some for a machine that stood still
	 * meanwhile. */
	enum { NAWS_MAX = 5 };
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\037"));
	peer_expect_only(s.peer, BYTES("\377\373\037" NAWS("\120", "\026")));
	for (unsigned width = 81; width <= 90; width++) {
		tty_resize(s.tty, width, 24);
		pump_once(5);
	}
	peer_expect(s.peer, BYTES(NAWS("\132", "\026")));
	/* There and back again is no change, but the terminal has lost what was cut off. */
	tty_resize(s.tty, 70, 24);
	pump_once(5);
	tty_resize(s.tty, 90, 24);
	pump_for(300);
	tty_wait_status(s.tty, "connected");
	command(&s, "sync");
	peer_expect(s.peer, BYTES("sync\r\n"));
	CHECK(count_naws(s.peer) <= NAWS_MAX, "expected 2 sizes told, saw %d", count_naws(s.peer));
}

static void test_fixed_size(void)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 100, .height = 40 },
			  WORDS("-o", "size=80x25"));
	peer_send(s.peer, BYTES("\377\375\037"));
	peer_expect_only(s.peer, BYTES("\377\373\037" NAWS("\120", "\031")));
	tty_resize(s.tty, 90, 30);
	pump_for(300);
	command(&s, "sync");
	peer_expect_only(s.peer, BYTES("sync\r\n"));
}

/* The BSD client's opening; unasked only where it is asked for or on
 * port 23. */
static void test_initiate(void)
{
	struct session s;
	size_t n;

	fixture_open_with(&s, NULL, WORDS("-o", "initiate=on"));
	peer_expect(s.peer, BYTES("\377\375\003"));
	peer_expect(s.peer, BYTES("\377\373\030\377\373\037\377\373\040\377\373\047"));
	peer_send(s.peer, BYTES("\377\375\037"));
	peer_expect(s.peer, BYTES(NAWS("\120", "\026")));
	/* A peer that speaks first is not asked. */
	fixture_open_with(&s, NULL, WORDS("-o", "initiate=on"));
	peer_send_text(s.peer, "220 ready\r\n");
	tty_wait_line(s.tty, "220 ready");
	pump_for(700);
	command(&s, "sync");
	peer_expect_only(s.peer, BYTES("sync\r\n"));
	peer_received(s.peer, &n);
	CHECK_INT(n, 6);
}

static bool has_painted(Tty *t, const void *user)
{
	size_t n;

	tty_raw(t, &n);
	return n - *(const size_t *)user > 100;
}

static void test_repaint(void)
{
	struct session s;
	size_t before;

	fixture_open(&s);
	peer_send_text(s.peer, "a line\r\n");
	tty_wait_line(s.tty, "a line");
	tty_raw(s.tty, &before);
	tty_keys(s.tty, "Ctrl-L");
	tty_wait(s.tty, has_painted, &before, "a whole paint");
	tty_wait_line(s.tty, "a line");
}

static void test_terminal_type(void)
{
	struct session s;
	size_t n;
	const char *received;

	/* Terminal evidence (DO TSPEED): the terminal's name first, and never the user's TERM. */
	fixture_open(&s);
	peer_send(
		s.peer,
		BYTES("\377\375\030\377\375\040\377\373\001\377\373\003\377\372\030\001\377\360"));
	peer_expect(s.peer, BYTES("\377\372\030\0"));
	peer_expect(s.peer, BYTES("\377\360"));
	received = peer_received(s.peer, &n);
	CHECK(memmem(received, n, "XTERM-256COLOR", 14) ||
		      memmem(received, n, "xterm-256color", 14),
	      "expected our emulator's name");
	/* MUD evidence: the client first, then the terminal, then MTTS and MTTS again. */
	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\030\377\373\311\377\372\030\001\377\360"));
	peer_expect(s.peer, BYTES("\377\372\030\0HAIL"));
	for (int i = 0; i < 3; i++)
		peer_send(s.peer, BYTES("\377\372\030\001\377\360"));
	peer_expect(s.peer, BYTES("-256"));
	peer_expect(s.peer, BYTES("\377\372\030\0MTTS "));
	peer_expect(s.peer, BYTES("\377\372\030\0MTTS "));
}

/* --- The input line. */

static void test_half_typed_line(void)
{
	struct session s;
	char line[64];

	fixture_open(&s);
	tty_type(s.tty, "half typed \303\251\346\227\245");
	tty_wait_input(s.tty, "half typed \303\251\346\227\245");
	tty_keys(s.tty, "Left Left");
	for (int i = 1; i <= 500; i++) {
		snprintf(line, sizeof(line), "output %d\r\n", i);
		peer_send_text(s.peer, line);
		if (i % 50 == 0)
			peer_flush(s.peer), pump_once(20);
	}
	peer_send_text(s.peer, "prompt> ");
	tty_wait_line(s.tty, "output 500");
	tty_wait_text(s.tty, "prompt>");
	tty_wait_input(s.tty, "half typed \303\251\346\227\245");
	tty_keys(s.tty, "X");
	tty_wait_input(s.tty, "half typed X\303\251\346\227\245");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("half typed X\303\251\346\227\245\r\n"));
}

static void test_draft_over_char_mode(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "my draft");
	tty_wait_input(s.tty, "my draft");
	fixture_char_mode(&s);
	tty_wait_no_text(s.tty, "my draft");
	tty_keys(s.tty, "x");
	peer_expect_text(s.peer, "x");
	peer_send(s.peer, BYTES("\377\374\001\377\374\003"));
	tty_wait_input(s.tty, "my draft");
}

static void test_prompt_break(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("hp 10> \377\371"));
	tty_wait_text(s.tty, "hp 10>");
	/* Something happens by itself: it starts a line of its own. */
	peer_send_text(s.peer, "A troll arrives.\r\n");
	tty_wait_line(s.tty, "A troll arrives.");
	peer_send(s.peer, BYTES("hp 9> \377\371"));
	tty_wait_line(s.tty, "hp 9>");
	command(&s, "flee");
	peer_expect_text(s.peer, "flee\r\n");
	tty_wait_line(s.tty, "hp 9> flee");
	peer_send_text(s.peer, "You flee.\r\n");
	tty_wait_line(s.tty, "You flee.");
}

static void test_char_keys(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\377\375\000"));
	peer_expect_only(s.peer, BYTES("\377\375\001\377\375\003\377\373\000"));
	tty_wait_status(s.tty, "char");
	tty_keys(s.tty, "Up Down Home End Delete PgUp F1 F5 Tab Backspace Ctrl-C Ctrl-Z Ctrl-D "
			"Ctrl-A Ctrl-L Ctrl-\\ Esc");
	peer_expect_only(s.peer, BYTES("\033[A\033[B\033[H\033[F\033[3~\033[5~\033OP\033[15~"
				       "\t\177\003\032\004\001\014\034\033"));
	peer_send_text(s.peer, "\033[?1happlication");
	tty_wait_text(s.tty, "application");
	tty_keys(s.tty, "Up Home");
	peer_expect_only(s.peer, BYTES("\033OA\033OH"));
	tty_type(s.tty, "\303\251\033x\033[1;5A\033[99~");
	peer_expect_only(s.peer, BYTES("\303\251\033x\033[1;5A\033[99~"));
}

static void test_ctrl_c_in_line_mode(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "a draft");
	tty_keys(s.tty, "Ctrl-C");
	tty_wait_input(s.tty, "");
	tty_keys(s.tty, "Ctrl-Y");
	tty_wait_input(s.tty, "a draft");
	tty_keys(s.tty, "Ctrl-C Ctrl-C");
	/* Undecided: nothing to interrupt; it says how to quit. */
	tty_wait_text(s.tty, "quit");
	peer_send(s.peer, BYTES("\377\373\003"));
	peer_expect_only(s.peer, BYTES("\377\375\003"));
	tty_keys(s.tty, "Ctrl-C");
	peer_expect_only(s.peer, BYTES("\377\364"));
	tty_wait_status(s.tty, "connected");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the mode for the opening of each known server", test_openings, 120 },
		{ "--raw stays a raw line", test_raw, 0 },
		{ "/mode char, line, auto", test_user_choice, 0 },
		{ "the popup changes the mode", test_popup_changes_mode, 0 },
		{ "/view and addressing", test_presentation, 0 },
		{ "what Enter sends", test_enter, 0 },
		{ "-o eol=lf", test_eol_option, 0 },
		{ "NAWS: 80x22, 80x23, after a resize, 255 doubled", test_naws, 0 },
		{ "NAWS: once after the last of many resizes", test_naws_once, 0 },
		{ "-o size=80x25 fixes it", test_fixed_size, 0 },
		{ "-o initiate=on opens the negotiation with a silent peer", test_initiate, 0 },
		{ "Ctrl-L paints all", test_repaint, 0 },
		{ "who we say we are", test_terminal_type, 0 },
		{ "a half-typed line survives output", test_half_typed_line, 0 },
		{ "a draft returns after char mode", test_draft_over_char_mode, 0 },
		{ "prompts by GA", test_prompt_break, 0 },
		{ "what keys send in char mode", test_char_keys, 0 },
		{ "Ctrl-C in line mode", test_ctrl_c_in_line_mode, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
