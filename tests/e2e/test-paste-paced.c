/* Pastes that are shown and then sent line by line, as fast as the peer follows. */
#include "e2e/harness.h"

#include "e2e/fixture.h"
#include "e2e/login.h"
#include "servers/console.h"

enum { LINES = 300, BURST = 120, QUIET = 600 };

struct device {
	struct session session;
	Console *console;
	Tty *tty;
};

static void open_console(struct device *d, const struct console_setup *setup,
			 const char *const *options)
{
	fixture_open_with(&d->session, NULL, options);
	d->tty = d->session.tty;
	d->console = console_start(d->session.peer, setup);
	if (!setup->lines)
		peer_expect_only(d->session.peer, BYTES("\377\375\001\377\375\003"));
	if (!setup->silent)
		tty_wait_text(d->tty, "core1#");
}

/* A configuration of 300 lines. */
static const char *configuration(void)
{
	static char text[LINES * 80];
	size_t n = (size_t)snprintf(text, sizeof(text), "configure terminal\n");

	for (int i = 1; i < LINES / 2; i++)
		n += (size_t)snprintf(
			text + n, sizeof(text) - n,
			"interface GigabitEthernet0/%d\ndescription the %dth link, to "
			"the other side of the building\n",
			i, i);
	snprintf(text + n, sizeof(text) - n, "end\n");
	return text;
}

/* Up to the end of line `count` of it. */
static const char *first_lines(int count)
{
	static char part[LINES * 80];
	const char *end = configuration();

	while (count-- > 0)
		end = strchr(end, '\n') + 1;
	snprintf(part, sizeof(part), "%.*s", (int)(end - configuration()), configuration());
	return part;
}

static void command(Tty *t, const char *text)
{
	tty_keys(t, "Ctrl-] c");
	tty_type(t, text);
	tty_keys(t, "Enter");
}

static void test_in_order(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 3 }, NULL);
	tty_paste(d.tty, configuration());
	tty_wait_text(d.tty, "paste: 300 lines");
	tty_wait_text(d.tty, "Enter sends, e edits");
	peer_expect_only(d.session.peer, NULL, 0);
	tty_keys(d.tty, "Enter");
	tty_wait_text(d.tty, "of 300");
	console_expect(d.console, configuration());
	CHECK_INT(console_lost(d.console), 0);
	tty_wait_text(d.tty, "pasted: 300 lines");
	tty_wait_no_text(d.tty, "Esc stops");
}

/* A line that takes long, one that ends as a question does, one longer than the buffer. */
static void test_slow(void)
{
	struct device d;
	char text[LINES * 80];
	size_t n = (size_t)snprintf(text, sizeof(text), "description why?\nslow\n");

	for (int i = 0; i < 40; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "description number %d\n", i);
	n += (size_t)snprintf(text + n, sizeof(text) - n, "%0400d\nend\n", 7);
	open_console(&d, &(struct console_setup){ .line_ms = 5, .slow_ms = 5000 }, NULL);
	fixture_paste(d.tty, text);
	tty_wait_text(d.tty, "waits for its prompt");
	console_expect(d.console, text);
	CHECK_INT(console_lost(d.console), 0);
}

/* The same at once: the console is one that loses it. */
static void test_fast(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 3 },
		     WORDS("-o", "paste=fast", "-o", "paste-preview=off"));
	tty_paste(d.tty, configuration());
	console_wait_lines(d.console, 1);
	pump_for(BURST);
	CHECK(console_lost(d.console) > 0, "a console without room lost nothing");
}

static void test_by_time(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 1 },
		     WORDS("-o", "paste=delay", "-o", "paste-delay=8", "-o", "paste-char-delay=1"));
	fixture_paste(d.tty, "one\ntwo\nthree\n");
	console_expect(d.console, "one\ntwo\nthree\n");
}

/* A raw peer with prompts, and one without anything; the draft stays. */
static void test_lines(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .lines = true, .line_ms = 5 }, NULL);
	tty_type(d.tty, "show []");
	tty_keys(d.tty, "Left");
	fixture_paste(d.tty, "one\r\ntwo\rthree");
	console_expect(d.console, "show [one\ntwo\n");
	tty_wait_text(d.tty, "pasted: 2 lines");
	tty_wait_input(d.tty, "three]");
}

static void test_silent(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .lines = true, .silent = true }, NULL);
	fixture_paste(d.tty, "1\n2\n3\n4\n5\n6\n7\n8\n");
	console_expect(d.console, "1\n2\n3\n4\n5\n6\n7\n8\n");
}

/* A game that marks its prompts. */
static void test_game(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "\377\373\003\377\373\031");
	peer_send_text(s.peer, "HP 12 MP 3 - \377\357");
	tty_wait_text(s.tty, "HP 12");
	fixture_paste(s.tty, "north\nsouth\nlook\n");
	peer_expect_text(s.peer, "north\r\n");
	peer_send_text(s.peer, "A road.\r\nHP 12 MP 3 - \377\357");
	peer_expect_only(s.peer, BYTES("south\r\n"));
	peer_send_text(s.peer, "A field.\r\nHP 12 MP 3 - \377\357");
	peer_expect_only(s.peer, BYTES("look\r\n"));
}

static void test_refused(void)
{
	struct device d;
	char line[100], *after;
	const char *refused = strrchr(first_lines(116), '\0') - first_lines(116) + configuration();

	snprintf(line, sizeof(line), "%.*s", (int)strcspn(refused, "\n"), refused);
	open_console(&d, &(struct console_setup){ .line_ms = 2, .refuses = line }, NULL);
	fixture_paste(d.tty, configuration());
	tty_wait_text(d.tty, "line 117 of 300 was refused: ");
	tty_wait_text(d.tty, "% Invalid input detected at '^' marker.");
	console_expect(d.console, first_lines(117));
	command(d.tty, "paste resume 400");
	tty_wait_text(d.tty, "the paste has 300 lines");
	command(d.tty, "paste resume");
	tty_wait_text(d.tty, "line 117 of 300 was refused: ");
	console_wait_lines(d.console, 118);
	command(d.tty, "paste resume 118");
	tty_wait_text(d.tty, "pasted: 300 lines");
	after = strstr(strstr(console_taken(d.console), line) + 1, line) + strlen(line) + 1;
	CHECK_BYTES(after, strlen(after), strchr(refused, '\n') + 1,
		    strlen(strchr(refused, '\n') + 1));
	CHECK_INT(console_lost(d.console), 0);
}

static void test_stopped(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 20 }, NULL);
	fixture_paste(d.tty, configuration());
	console_wait_lines(d.console, 20);
	tty_type(d.tty, "x");
	tty_wait_text(d.tty, "a paste is under way");
	tty_keys(d.tty, "p");
	tty_wait_text(d.tty, "paused at line");
	tty_keys(d.tty, "p");
	tty_wait_text(d.tty, "pasting line");
	tty_keys(d.tty, "Esc");
	tty_wait_text(d.tty, "the paste was stopped");
	tty_wait_no_text(d.tty, "Esc stops");
	command(d.tty, "paste resume");
	console_expect(d.console, configuration());
}

/* A paste that is paused isn't lost to another one, nor is where one that stopped goes on to one
 * that isn't taken. */
static void test_another(void)
{
	enum { TOO_LONG = 70000 };
	struct device d;
	char text[300];
	char *much = malloc(TOO_LONG + 1);

	CHECK(much, "malloc");
	memset(much, 'x', TOO_LONG);
	memcpy(much, "first\n", 6);
	much[TOO_LONG] = '\0';
	open_console(&d, &(struct console_setup){ .lines = true, .line_ms = 20 }, NULL);
	home_write(&d.session.home, "other", "other one\nother two\n");
	fixture_paste(d.tty, first_lines(30));
	console_wait_lines(d.console, 5);
	tty_keys(d.tty, "Alt-p");
	tty_wait_text(d.tty, "paused at line");
	snprintf(text, sizeof(text), "sendfile %s", home_path(&d.session.home, "other"));
	command(d.tty, text);
	tty_wait_text(d.tty, "Enter sends");
	tty_keys(d.tty, "Enter");
	tty_wait_text(d.tty, "a paste is under way: nothing of this was taken");
	tty_keys(d.tty, "Esc");
	tty_wait_text(d.tty, "the paste was stopped");
	fixture_paste(d.tty, much);
	tty_wait_text(d.tty, "longer than an input line may be");
	free(much);
	command(d.tty, "paste resume");
	console_expect(d.console, first_lines(30));
}

/* What answers a paste that was stopped is no answer to the next one, of which nothing was sent. */
static void test_late_answer(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "core1#");
	fixture_paste(s.tty, "one\ntwo\n");
	peer_expect_text(s.peer, "one\r");
	peer_send_text(s.peer, "one\r\n");
	tty_wait_line(s.tty, "core1#one");
	tty_keys(s.tty, "Esc");
	tty_wait_text(s.tty, "the paste was stopped");
	fixture_paste(s.tty, "three\nfour\n");
	tty_wait_text(s.tty, "of 2");
	peer_send_text(s.peer, "% Invalid input detected\r\ncore1#");
	peer_expect_text(s.peer, "three\r");
}

/* A prompt that comes while a paste is paused doesn't come again. */
static void test_paused_before_the_prompt(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "paste=prompt"));
	fixture_char_mode(&s);
	peer_send_text(s.peer, "booting\r\n");
	tty_wait_line(s.tty, "booting");
	fixture_paste(s.tty, "one\ntwo\n");
	tty_wait_text(s.tty, "of 2");
	tty_keys(s.tty, "p");
	tty_wait_text(s.tty, "paused at");
	peer_send_text(s.peer, "core1#");
	tty_wait_line(s.tty, "core1#");
	pump_for(QUIET);
	peer_expect_only(s.peer, NULL, 0);
	tty_keys(s.tty, "p");
	peer_expect_text(s.peer, "one\r");
}

static void test_password(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 2 }, NULL);
	fixture_paste(d.tty, "enable\nconfigure terminal\nend\n");
	tty_wait_text(d.tty, "stopped before line 2 of 3: the peer asks \"Password:\"");
	console_expect(d.console, "enable\n");
	tty_type(d.tty, "secret\r");
	console_wait_lines(d.console, 2);
	command(d.tty, "paste resume");
	console_expect(d.console, "enable\nsecret\nconfigure terminal\nend\n");
}

static void test_connection_ends(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .closes_after = 5 }, NULL);
	fixture_paste(d.tty, "1\n2\n3\n4\n5\n6\n7\n");
	tty_wait_text(d.tty, "the connection ended in a paste: it is kept from line 5 of 7 on");
	command(d.tty, "paste resume");
	tty_wait_text(d.tty, "not connected");
	tty_keys(d.tty, "Ctrl-] r");
	peer_wait_connections(d.session.peer, 2);
	tty_wait_status(d.tty, "char");
	command(d.tty, "paste resume 6");
	console_expect(d.console, "1\n2\n3\n4\n5\n6\n7\n");
}

/* --- The preview. */

static void test_preview(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ 0 }, NULL);
	tty_paste(d.tty, "one\003\ntwo\nthree");
	tty_wait_text(d.tty, "paste: 3 lines, 14 bytes, 1 control left out");
	tty_wait_text(d.tty, "Esc cancels");
	tty_keys(d.tty, "Esc");
	tty_wait_no_text(d.tty, "Esc cancels");
	tty_paste(d.tty, "one\ntwo\nthree");
	tty_wait_text(d.tty, "Esc cancels");
	tty_keys(d.tty, "Down d e");
	tty_wait_text(d.tty, "Enter takes the line");
	tty_type(d.tty, "\025four\r");
	tty_wait_text(d.tty, "Enter sends, e edits");
	tty_keys(d.tty, "Enter");
	peer_expect_only(d.session.peer, BYTES("one\r\0four"));
}

/* What comes with the paste is no answer, and nobody else's key either. */
static void test_burst(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ 0 }, NULL);
	tty_type(d.tty, "\033[200~one\ntwo\n\033[201~\r\rx");
	tty_wait_text(d.tty, "Enter sends, e edits");
	peer_expect_only(d.session.peer, NULL, 0);
	tty_keys(d.tty, "Esc");
	tty_wait_no_text(d.tty, "Esc cancels");
	peer_expect_only(d.session.peer, NULL, 0);
}

static void test_never_again(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ 0 }, NULL);
	tty_paste(d.tty, "one\ntwo\n");
	tty_wait_text(d.tty, "n never asks again");
	tty_keys(d.tty, "n");
	tty_wait_text(d.tty, "pastes are sent here without a preview from now on");
	peer_expect_only(d.session.peer, NULL, 0);
	tty_keys(d.tty, "Esc");
	tty_wait_no_text(d.tty, "Esc cancels");
	tty_paste(d.tty, "three\nfour\n");
	console_expect(d.console, "three\nfour\n");
}

static void test_small(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 20 }, NULL);
	tty_resize(d.tty, 20, 5);
	tty_wait_text(d.tty, "^] menu");
	tty_paste(d.tty, configuration());
	tty_wait_text(d.tty, " 300 lines,");
	tty_wait_text(d.tty, "  2 interface Gig");
	tty_wait_text(d.tty, " Enter sends, Esc no");
	tty_keys(d.tty, "Enter");
	tty_wait_text(d.tty, "/300 Esc stops");
	tty_keys(d.tty, "Esc");
	tty_wait_text(d.tty, "the paste was");
}

/* A peer that has asked for pastes has it at once. */
static void test_bracketed(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[?2004hready");
	tty_wait_text(s.tty, "ready");
	tty_paste(s.tty, "one\ntwo\n");
	peer_expect_only(s.peer, BYTES("\033[200~one\r\0two\r\0\033[201~"));
}

static void test_hidden(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("Password: \377\373\001"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	tty_paste(s.tty, "open\nsesame\n");
	tty_wait_text(s.tty, "paste: 2 lines");
	tty_wait_text(s.tty, "Enter sends, Esc cancels");
	CHECK(!tty_raw_has(s.tty, BYTES("sesame")), "the secret reached the terminal");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "Esc cancels");
	CHECK(!peer_has_received(s.peer, BYTES("open")), "it was sent");
}

/* What was pasted hidden dies with the mask: Enter would send it where it shows. */
static void test_hiding_ends(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("Password: \377\373\001"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	tty_paste(s.tty, "open\nsesame\n");
	tty_wait_text(s.tty, "Enter sends, Esc cancels");
	peer_send(s.peer, BYTES("\377\374\001\r\nTimed out.\r\nLogin: "));
	tty_wait_text(s.tty, "what was pasted while hidden was not sent and has been wiped");
	tty_wait_no_text(s.tty, "Esc cancels");
	tty_type(s.tty, "\025bob\r");
	peer_expect_only(s.peer, BYTES("\377\375\001\377\376\001bob\r\n"));
	CHECK(!tty_raw_has(s.tty, BYTES("sesame")), "the secret reached the terminal");
}

/* What was pasted at another prompt doesn't answer one for a password; it waits. */
static void test_hiding_begins(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "$ ");
	tty_wait_text(s.tty, "$");
	tty_paste(s.tty, "one\ntwo\n");
	tty_wait_text(s.tty, "Enter sends, e edits");
	peer_send(s.peer, BYTES("\377\373\001\r\nPassword: "));
	tty_wait_text(s.tty, "A secret is asked for: not sent now, Esc cancels");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "the peer asks for a secret: what was pasted waits, Esc cancels");
	peer_expect_only(s.peer, BYTES("\377\375\001"));
	peer_send(s.peer, BYTES("\377\374\001\r\n$ "));
	tty_wait_text(s.tty, "Enter sends, e edits");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("\377\376\001one\r\n"));
	peer_send_text(s.peer, "\r\n$ ");
	peer_expect_only(s.peer, BYTES("two\r\n"));
}

/* A shell over telnetd: its prompts are learned, `>` of lines that go on, too. */
static void test_shell(void)
{
	struct login l;

	login_start(&l, 80, 24);
	login_command(&l, "export PS1; exec bash --norc --noediting");
	tty_wait_text(l.tty, "noediting");
	tty_wait_line(l.tty, LOGIN_PROMPT);
	fixture_paste(l.tty,
		      "for i in 1 2 3; do\n  echo got-$i\ndone\nno-such-command\necho after\n");
	tty_wait_text(l.tty, "line 4 of 5 was refused: \"no-such-command\" by \"");
	tty_wait_line(l.tty, "got-3");
	CHECK(tty_find(l.tty, 0, "echo after") < 0, "the line behind was sent");
	command(l.tty, "paste resume 5");
	tty_wait_line(l.tty, "after");
}

/* One that has asked for pastes. */
static void test_shell_with_pastes(void)
{
	struct login l;

	login_start(&l, 80, 24);
	login_command(&l, "bind 'set enable-bracketed-paste on'");
	tty_wait_text(l.tty, "paste on");
	tty_wait_line(l.tty, LOGIN_PROMPT);
	tty_paste(l.tty, "echo one\necho two");
	tty_wait_line(l.tty, "echo two");
	tty_keys(l.tty, "Enter");
	tty_wait_line(l.tty, "one");
	tty_wait_line(l.tty, "two");
}

static void test_file(void)
{
	struct device d;
	char text[300];

	open_console(&d, &(struct console_setup){ 0 }, NULL);
	home_write(&d.session.home, "lines", "one\ntwo\nthree");
	snprintf(text, sizeof(text), "sendfile %s", home_path(&d.session.home, "lines"));
	command(d.tty, text);
	tty_wait_text(d.tty, "lines: 3 lines");
	tty_wait_text(d.tty, "Enter sends");
	tty_keys(d.tty, "Enter");
	console_expect(d.console, "one\ntwo\nthree\n");
	command(d.tty, "sendfile /dev/null");
	tty_wait_text(d.tty, "/dev/null is no regular file");
}

/* A pager takes what is sent for its keys: it is left first, and no line counts as sent. */
static void at_pager(const char *option)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .pages = 2 },
		     option ? WORDS("-o", option) : NULL);
	tty_type(d.tty, "show\r");
	tty_wait_line(d.tty, " --More--");
	fixture_paste(d.tty, "one\ntwo\nthree\n");
	tty_wait_text(d.tty, "the paste stopped before line 1 of 3: a pager stands, \" --More--\"");
	console_expect(d.console, "show\n");
	command(d.tty, "paste resume");
	pump_for(QUIET);
	tty_wait_no_text(d.tty, "Esc stops");
	console_expect(d.console, "show\n");
	tty_type(d.tty, " ");
	tty_wait_line(d.tty, "core1#");
	command(d.tty, "paste resume");
	tty_wait_text(d.tty, "pasted: 3 lines");
	console_expect(d.console, "show\none\ntwo\nthree\n");
}

static void test_pager(void)
{
	at_pager(NULL);
}

static void test_pager_by_time(void)
{
	at_pager("paste=delay");
}

static void test_pager_answered(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .pages = 60 }, WORDS("-o", "pager=on"));
	tty_type(d.tty, "show\r");
	tty_wait_text(d.tty, "page 2, Esc stops");
	fixture_paste(d.tty, "one\ntwo\nthree\n");
	tty_wait_text(d.tty, "pasted: 3 lines");
	console_expect(d.console, "show\none\ntwo\nthree\n");
}

/* A line of the paste shows pages. */
static void test_pager_within(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 300, .pages = 2 }, NULL);
	fixture_paste(d.tty, "one\nshow\ntwo\n");
	tty_wait_text(d.tty, "the paste stopped before line 3 of 3: a pager stands,");
	console_expect(d.console, "one\nshow\n");
	tty_type(d.tty, " ");
	command(d.tty, "paste resume");
	console_expect(d.console, "one\nshow\ntwo\n");
}

/* A question that ends as a prompt does. */
static void test_question(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 5 }, WORDS("-o", "pack=ios"));
	fixture_paste(d.tty, "one\nerase\ntwo\n");
	tty_wait_text(d.tty, "the paste stopped before line 3 of 3: the peer asks");
	tty_wait_text(d.tty, "\"Erase everything? [yes]\"");
	console_expect(d.console, "one\nerase\n");
	tty_type(d.tty, "no\r");
	command(d.tty, "paste resume");
	console_expect(d.console, "one\nerase\nno\ntwo\n");
}

/* A line that loses a character on its way. */
static void test_lost(void)
{
	struct device d;

	open_console(&d, &(struct console_setup){ .line_ms = 5 }, NULL);
	fixture_paste(d.tty, "one\ndescription up~link\nthree\n");
	tty_wait_text(d.tty, "line 2 of 3: the device echoed");
	tty_wait_text(d.tty, "\"description uplink\" for");
	command(d.tty, "paste resume 3");
	tty_wait_text(d.tty, "pasted: 3 lines");
	console_expect(d.console, "one\ndescription uplink\nthree\n");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "300 lines to a console with a buffer of 256 bytes", test_in_order, 120 },
		{ "a line that takes long", test_slow, 0 },
		{ "which loses them at once", test_fast, 0 },
		{ "by time", test_by_time, 0 },
		{ "to a raw peer; the draft", test_lines, 0 },
		{ "to a peer that says nothing", test_silent, 0 },
		{ "to a game that marks its prompts", test_game, 0 },
		{ "line 117 is refused", test_refused, 120 },
		{ "paused, stopped, goes on", test_stopped, 120 },
		{ "another one meanwhile", test_another, 0 },
		{ "an answer that comes late", test_late_answer, 0 },
		{ "paused before the prompt", test_paused_before_the_prompt, 0 },
		{ "a password in the middle", test_password, 0 },
		{ "the connection ends in the middle", test_connection_ends, 0 },
		{ "the preview: Esc, edit, delete", test_preview, 0 },
		{ "what comes with the paste", test_burst, 0 },
		{ "never again for this host", test_never_again, 0 },
		{ "20x5", test_small, 0 },
		{ "to a peer that has asked for pastes", test_bracketed, 0 },
		{ "to a shell over telnetd", test_shell, 120 },
		{ "to one that has asked for pastes", test_shell_with_pastes, 120 },
		{ "hidden", test_hidden, 0 },
		{ "hiding ends while a preview is there", test_hiding_ends, 0 },
		{ "it begins", test_hiding_begins, 0 },
		{ "a file", test_file, 0 },
		{ "begun while a pager stands", test_pager, 0 },
		{ "likewise, by time", test_pager_by_time, 0 },
		{ "begun while pages are answered", test_pager_answered, 0 },
		{ "pages within it", test_pager_within, 0 },
		{ "a question that ends as a prompt does", test_question, 0 },
		{ "a line that loses a character", test_lost, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
