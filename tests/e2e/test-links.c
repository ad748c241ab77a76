/* Links on the screen: listed by a key, shown in full, opened by another and never before. */
#include "e2e/harness.h"

#include <sys/stat.h>

#include "e2e/fixture.h"

/* A session whose open-command writes its last word into the file "opened". */
static void open_session(struct session *s, struct home *home)
{
	static char option[1200];

	home_init(home);
	home_write(home, "opener",
		   "#!/bin/sh\nprintf '%s' \"$2\" > \"$1.part\" && mv \"$1.part\" \"$1\"\n");
	chmod(home_path(home, "opener"), 0700);
	snprintf(option, sizeof(option), "open-command=%s", home_path(home, "opener"));
	snprintf(option + strlen(option), sizeof(option) - strlen(option), " %s",
		 home_path(home, "opened"));
	fixture_open_with(s, &(struct tty_setup){ .home = home }, WORDS("-o", option));
}

static bool was_opened(Tty *t, const void *user)
{
	struct stat file;

	(void)t;
	return stat(user, &file) == 0;
}

static void test_opened(void)
{
	struct session s;
	struct home home;
	char *text;

	open_session(&s, &home);
	peer_send_text(
		s.peer,
		"see https://a.example/b?c=d.\r\n"
		"\033]8;;http://user@evil.example/x\033\\http://good.example\033]8;;\033\\\r\n");
	tty_wait_text(s.tty, "good.example");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "(another host) http://good.example: http://user@evil.example/x");
	tty_keys(s.tty, "2");
	tty_wait_text(s.tty, "the host is evil.example");
	tty_wait_text(s.tty, "Its text says http://good.example: another host");
	CHECK(!was_opened(s.tty, home_path(&home, "opened")), "opened before it was asked for");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "leads to");
	CHECK(!was_opened(s.tty, home_path(&home, "opened")), "opened by Esc");
	tty_keys(s.tty, "Ctrl-] o 1");
	tty_wait_line(s.tty, "https://a.example/b?c=d");
	tty_keys(s.tty, "o");
	tty_wait(s.tty, was_opened, home_path(&home, "opened"), "the file");
	text = home_read_file(home_path(&home, "opened"), NULL);
	CHECK_TEXT(text, "https://a.example/b?c=d");
	tty_wait_no_text(s.tty, "leads to");
	fixture_enter(&s, "ok");
	peer_expect_only(s.peer, BYTES("ok\r\n"));
}

/* In a narrow window the whole target shows; another kind of address is only copied. */
static void test_copied(void)
{
	struct session s;
	struct home home;

	open_session(&s, &home);
	peer_send_text(s.peer, "\033]8;;file:///etc/passwd\033\\file\033]8;;\033\\\r\n");
	tty_wait_line(s.tty, "file");
	tty_resize(s.tty, 20, 10);
	tty_keys(s.tty, "Ctrl-] PgUp");
	tty_keys(s.tty, "Ctrl-] y u");
	tty_wait_text(s.tty, "links");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "file:///etc/passwd");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "this is no kind");
	tty_keys(s.tty, "y");
	tty_wait_no_text(s.tty, "leads to");
	CHECK(!was_opened(s.tty, home_path(&home, "opened")), "it was opened");
	tty_keys(s.tty, "Esc");
	tty_wait_no_status(s.tty, "returns");
	fixture_enter(&s, "/paste");
	tty_wait_input(s.tty, "file:///etc/passwd");
}

/* An honest link before it doesn't hide one that deceives, nor does a target of many rows. */
static void test_deceptive(void)
{
	struct session s;
	char path[1001];

	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	fixture_open_with(&s, &(struct tty_setup){ .width = 40, .height = 12 }, NULL);
	for (int i = 0; i < 2; i++) {
		peer_send_text(s.peer, "\033]8;;http://evil.example/");
		peer_send_text(s.peer, path);
		peer_send_text(s.peer, i ? "\033\\www.good.example\033]8;;\033\\\r\n" :
					   "\033\\here\033]8;;\033\\\r\n");
	}
	tty_wait_line(s.tty, "www.good.example");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "(another host) www.good");
	tty_keys(s.tty, "2");
	tty_wait_text(s.tty, "Its text says www.good.example: another");
	/* A number means nothing here, so nothing is said of when it counts. */
	tty_keys(s.tty, "1 Down");
	tty_wait_no_text(s.tty, "Its text says");
	CHECK(!tty_raw_has(s.tty, BYTES("then that key counts")), "a number was answered");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "then that key counts");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "leads to");
	tty_keys(s.tty, "Ctrl-] o 1");
	tty_wait_text(s.tty, "leads to");
	CHECK(tty_find(s.tty, 0, "another") < 0, "an honest link is said to deceive");
}

/* The tenth has no number: that would be no key. */
static void test_many(void)
{
	struct session s;
	char line[60];
	int row;

	fixture_open(&s);
	for (int i = 1; i <= 11; i++) {
		snprintf(line, sizeof(line), "http://host%d.example/\r\n", i);
		peer_send_text(s.peer, line);
	}
	tty_wait_line(s.tty, "http://host11.example/");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "9       http://host9.example/");
	row = tty_find(s.tty, 0, "          http://host10.example/");
	CHECK(row >= 0, "expected the tenth link without a number");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "Enter shows");
}

static void test_none(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "plain\r\n");
	tty_wait_line(s.tty, "plain");
	fixture_enter(&s, "/links");
	tty_wait_text(s.tty, "no link is on the screen");
}

/* MXP's links say lines to the peer: by a key, after the line was shown, and none that hides a
 * second command. */
static void test_commands(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "mxp=on"));
	peer_send(s.peer, BYTES("\377\373\133"));
	peer_expect_only(s.peer, BYTES("\377\375\133"));
	peer_send(s.peer, BYTES("\033[1z<send \"buy bread|look bread\">bread</send> "
				"<send>north</send> <send 'quit;drop all'>free gold</send> "
				"<send 'tell bob ' prompt>bob</send>\r\n<send>evil</send>\r\n"));
	tty_wait_line(s.tty, "bread north free gold bob");
	tty_wait_line(s.tty, "<send>evil</send>");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "bread: sends: buy bread | look bread");
	tty_wait_text(s.tty, "north: sends: north");
	tty_wait_text(s.tty, "bob: types: tell bob");
	tty_keys(s.tty, "2");
	tty_wait_text(s.tty, "This link sends the line");
	tty_keys(s.tty, "o");
	peer_expect_only(s.peer, BYTES("north\r\n"));
	tty_keys(s.tty, "Ctrl-] o 1");
	tty_wait_text(s.tty, "2  look bread");
	tty_keys(s.tty, "2");
	peer_expect_only(s.peer, BYTES("look bread\r\n"));
	tty_keys(s.tty, "Ctrl-] o 3");
	tty_wait_text(s.tty, "It holds a ;");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "Nothing was sent");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "This link");
	tty_keys(s.tty, "Ctrl-] o 4");
	tty_wait_text(s.tty, "This link types the line");
	tty_keys(s.tty, "o");
	tty_wait_no_text(s.tty, "This link");
	tty_type(s.tty, "hi");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("tell bob hi\r\n"));
}

#define OFFER_MXP "\377\373\133"

/* Opens a session with MXP that shows these bytes, which end with the line "ready". */
static void open_tagged(struct session *s, const void *bytes, size_t n)
{
	fixture_open_with(s, NULL, WORDS("-o", "mxp=on"));
	peer_send(s->peer, BYTES(OFFER_MXP));
	peer_expect(s->peer, BYTES("\377\375\133"));
	peer_send(s->peer, bytes, n);
	tty_wait_line(s->tty, "ready");
}

/* What a link types is no command of ours: it isn't typed if it looks like one. */
static void test_no_command(void)
{
	struct session s;

	open_tagged(&s,
		    BYTES("\033[1z<send 'say|/quit!' prompt>look</send> "
			  "<send 'quit!' prompt>q</send> <send '/who'>who</send>\r\nready\r\n"));
	tty_keys(s.tty, "Ctrl-] o 1");
	tty_wait_text(s.tty, "No link may type a command of yours.");
	tty_keys(s.tty, "2");
	tty_wait_text(s.tty, "Nothing was sent; y copies it");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "This link");
	/* What is sent as it is needs no such care. */
	tty_keys(s.tty, "Ctrl-] o 3");
	tty_wait_text(s.tty, "This link sends the line");
	tty_keys(s.tty, "o");
	peer_expect_only(s.peer, BYTES("/who\r\n"));
	/* Beside a text that stands there it types nothing. */
	tty_type(s.tty, "/");
	tty_keys(s.tty, "Ctrl-] o 2");
	tty_wait_text(s.tty, "This link types the line");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "The input line holds a text already.");
	tty_keys(s.tty, "Esc");
	tty_wait_input(s.tty, "/");
}

/* While input is hidden a link says nothing, neither into the password nor as one. */
static void test_hidden(void)
{
	struct session s;

	open_tagged(&s, BYTES("\033[1z<send>north</send>\r\n\033[1z<send 'x' "
			      "prompt>type</send>\r\nready\r\nPassword: \377\373\001"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	peer_expect(s.peer, BYTES("\377\375\001"));
	tty_keys(s.tty, "Ctrl-] o 1");
	tty_wait_text(s.tty, "This link sends the line");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "What is sent now is hidden");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "This link");
	tty_keys(s.tty, "Ctrl-] o 2");
	tty_wait_text(s.tty, "This link types the line");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "What is sent now is hidden");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "This link");
	tty_type(s.tty, "pw");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("pw\r\n"));
}

static void connect_again(struct session *s)
{
	peer_close(s->peer);
	tty_wait_status(s->tty, "closed");
	tty_keys(s->tty, "Ctrl-] r");
	peer_wait_connections(s->peer, 2);
	tty_wait_status(s->tty, "connected");
}

/* A list that was made in an earlier connection says nothing in the next. */
static void test_list_of_other_connection(void)
{
	static const char *const hrefs[] = { "north", "'tell bob ' prompt" };

	for (size_t i = 0; i < COUNT(hrefs); i++) {
		char text[100];
		struct session s;
		int n = snprintf(text, sizeof(text), "\033[1z<send %s>go</send>\r\nready\r\n",
				 hrefs[i]);

		tap_note("%s", hrefs[i]);
		open_tagged(&s, text, (size_t)n);
		tty_keys(s.tty, "Ctrl-] o");
		tty_wait_text(s.tty, "Enter shows where one leads");
		connect_again(&s);
		tty_wait_text(s.tty, "Enter shows where one leads");
		tty_keys(s.tty, "1");
		tty_wait_text(s.tty, "The connection that this link came in has ended.");
		tty_wait_text(s.tty, "link (Esc leaves, y copies)");
		tty_keys(s.tty, "o");
		tty_wait_text(s.tty, "Nothing was sent");
		tty_keys(s.tty, "Esc");
		tty_wait_no_text(s.tty, "This link");
		fixture_enter(&s, "ok");
		peer_expect_only(s.peer, BYTES("ok\r\n"));
	}
}

/* What an earlier peer wrote says nothing to the next, by its card or from the screen. */
static void test_other_connection(void)
{
	struct session s;

	open_tagged(&s, BYTES("\033[1z<send>north</send> http://a.example/\r\nready\r\n"));
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "north: sends: north");
	tty_keys(s.tty, "1");
	tty_wait_text(s.tty, "This link sends the line");
	tty_wait_text(s.tty, "o sends it, y copies");
	connect_again(&s);
	tty_wait_text(s.tty, "The connection that this link came in has ended.");
	tty_wait_text(s.tty, "link (Esc leaves, y copies)");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "The connection that this link came in has ended. Nothing was");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "This link");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "Enter shows where one leads");
	tty_wait_no_text(s.tty, "sends: north");
	tty_keys(s.tty, "Esc");
	fixture_enter(&s, "ok");
	peer_expect_only(s.peer, BYTES("ok\r\n"));
}

/* Nothing is said of which the end was not in sight, or that blanks hide. */
static void test_long_command(void)
{
	char text[2400];
	struct session s;
	size_t n;

	n = (size_t)snprintf(text, sizeof(text), "\033[1z<send 'look");
	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, ".%03d", i);
	n += (size_t)snprintf(text + n, sizeof(text) - n,
			      "drop-all'>look</send>\r\n\033[1z<send 'look%*sdrop all'>look"
			      "</send>\r\nready\r\n",
			      60, "");
	fixture_open_with(&s, &(struct tty_setup){ .width = 40, .height = 12 },
			  WORDS("-o", "mxp=on"));
	peer_send(s.peer, BYTES(OFFER_MXP));
	peer_expect(s.peer, BYTES("\377\375\133"));
	peer_send(s.peer, text, n);
	tty_wait_line(s.tty, "ready");
	tty_keys(s.tty, "Ctrl-] o 2");
	tty_wait_text(s.tty, "blanks that could hide");
	tty_keys(s.tty, "Down Down Down Down Down Down");
	tty_wait_no_text(s.tty, "Down: more");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "Nothing was sent");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "This link");
	tty_keys(s.tty, "Ctrl-] o 1");
	tty_wait_text(s.tty, "link (Down: more");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "there is more of it");
	/* Below the text is what was just said. */
	tty_keys(s.tty, "PgDn");
	tty_wait_text(s.tty, ".120");
	/* The end alone isn't all. */
	tty_keys(s.tty, "End");
	tty_wait_text(s.tty, "drop-all");
	tty_wait_text(s.tty, "link (Home: more");
	tty_keys(s.tty, "o");
	tty_wait_text(s.tty, "a part of it was passed over");
	tty_keys(s.tty, "PgUp");
	tty_wait_text(s.tty, ".100");
	tty_keys(s.tty, "PgUp");
	tty_wait_text(s.tty, ".050");
	tty_keys(s.tty, "PgDn");
	tty_wait_text(s.tty, ".120");
	tty_keys(s.tty, "PgDn");
	tty_wait_text(s.tty, "drop-all");
	tty_keys(s.tty, "o");
	peer_expect_text(s.peer, "drop-all\r\n");
}

static bool has_drop_all(const void *peer)
{
	return peer_has_received(peer, BYTES("drop-all"));
}

/* Nor of which a message that the peer caused covers the end, whether it came first or not. */
static void test_covered_command(void)
{
	static const char options[] = { 1, 3, 0, 31, 24, 32, 39, 42 };
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 30, .height = 8 },
			  WORDS("-o", "mxp=on"));
	peer_send(s.peer, BYTES(OFFER_MXP));
	peer_expect(s.peer, BYTES("\377\375\133"));
	peer_send_text(s.peer, "\033[1z<send 'look drop-all'>look</send>\r\nready\r\n");
	tty_wait_line(s.tty, "ready");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "links");
	for (size_t i = 0; i < 60 * sizeof(options); i++) {
		char option = options[i / 60];

		peer_send(s.peer, (char[]){ '\377', '\373', option, '\377', '\374', option }, 6);
	}
	tty_wait_text(s.tty, "keeps switching");
	tty_keys(s.tty, "1");
	tty_wait_text(s.tty, "This link sends");
	tty_wait_text(s.tty, "keeps switching");
	CHECK(tty_find(s.tty, 0, "drop-all") < 0, "the end is in sight");
	tty_keys(s.tty, "o");
	tty_keys(s.tty, "End");
	tty_wait_text(s.tty, "drop-all");
	CHECK(!peer_has_received(s.peer, BYTES("drop-all")), "it was sent before");
	tty_keys(s.tty, "o");
	tty_wait_no_text(s.tty, "drop-all");
	CHECK(pump_until(has_drop_all, s.peer, PUMP_DEADLINE), "it was not sent");
}

/* MSLP: a game's underlines are links; nothing else makes one. */
static void test_underlined(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\033]68;1;SEND;early\a\033[4mtoo early\033[24m\r\n"));
	peer_send(s.peer,
		  BYTES("\377\371\033]68;1;SEND;say hi\a\033[4mclick\033[24m \033[4mnorth\033[24m "
			"\033]68;2;EXEC;evil\a\033[32;4mplain\033[24m "
			"\033]8;;command:evil\033\\osc8\033]8;;\033\\ rest\r\n"));
	tty_wait_text(s.tty, "click north plain osc8 rest");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "click: sends: say hi");
	tty_wait_text(s.tty, "north: sends: north");
	tty_wait_no_text(s.tty, "evil");
	tty_wait_no_text(s.tty, "early: sends");
	tty_keys(s.tty, "1");
	tty_wait_line(s.tty, "say hi");
	tty_keys(s.tty, "o");
	peer_expect_only(s.peer, BYTES("say hi\r\n"));
}

/* Who was told by MTTS that links may be marked marks them, with nothing else of a game. */
static void test_told(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\030"));
	peer_expect(s.peer, BYTES("\377\373\030"));
	for (int i = 0; i < 3; i++)
		peer_send(s.peer, BYTES("\377\372\030\001\377\360"));
	peer_expect_text(s.peer, "MTTS ");
	peer_send(s.peer, BYTES("\033]68;1;SEND;say hi\a\033[4mclick\033[24m rest\r\n"));
	tty_wait_text(s.tty, "click rest");
	tty_keys(s.tty, "Ctrl-] o");
	tty_wait_text(s.tty, "click: sends: say hi");
}

/* What the peer offered before the option was on is asked for then, and ended when it is off. */
static void test_mxp_switched(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\373\133"));
	peer_expect_only(s.peer, BYTES("\377\376\133"));
	fixture_enter(&s, "/set mxp on");
	peer_expect_only(s.peer, BYTES("\377\375\133"));
	peer_send(s.peer, BYTES("\377\373\133<b>&lt;on&gt;</b>\r\n"));
	tty_wait_line(s.tty, "<on>");
	fixture_enter(&s, "/set mxp off");
	peer_expect_only(s.peer, BYTES("\377\376\133"));
	peer_send(s.peer, BYTES("\377\374\133<b>off</b>\r\n"));
	tty_wait_line(s.tty, "<b>off</b>");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "shown, then opened", test_opened, 0 },
		{ "shown in a narrow window, copied", test_copied, 0 },
		{ "a text that deceives", test_deceptive, 0 },
		{ "more than nine", test_many, 0 },
		{ "none", test_none, 0 },
		{ "lines for the peer, by MXP", test_commands, 0 },
		{ "lines for the peer, by MSLP", test_underlined, 0 },
		{ "MSLP, told of by MTTS", test_told, 0 },
		{ "what a link types is no command", test_no_command, 0 },
		{ "no link while input is hidden", test_hidden, 0 },
		{ "links of an earlier connection", test_other_connection, 0 },
		{ "a list of them", test_list_of_other_connection, 0 },
		{ "a line longer than the screen", test_long_command, 0 },
		{ "a message over the end of a line", test_covered_command, 0 },
		{ "MXP switched on and off", test_mxp_switched, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
