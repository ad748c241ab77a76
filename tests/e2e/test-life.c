/* The life of a connection: lost and made again, explained, half-closed, logged in to. */
#include "e2e/harness.h"

#define SECRET "s3same-open"

struct session {
	struct home home;
	Peer *peer;
	Tty *tty;
};

static void open_session(struct session *s, const char *const *options)
{
	const char *words[16] = { "hail" };
	size_t n = 1;

	home_init(&s->home);
	s->peer = peer_new();
	while (*options)
		words[n++] = *options++;
	words[n++] = "127.0.0.1";
	words[n++] = peer_port(s->peer);
	words[n] = NULL;
	s->tty = tty_start(&(struct tty_setup){ .home = &s->home }, words);
	peer_wait_connected(s->peer);
	tty_wait_status(s->tty, "connected");
}

static void command(struct session *s, const char *text)
{
	tty_type(s->tty, text);
	tty_wait_input(s->tty, text);
	tty_keys(s->tty, "Enter");
}

static void wait_connections(Peer *p, unsigned count)
{
	for (int i = 0; i < 500 && peer_connections(p) < count; i++)
		pump_for(20);
	CHECK_INT(peer_connections(p), count);
}

static void test_comes_back(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "reconnect=on"));
	peer_send_text(s.peer, "first life\r\n");
	tty_wait_line(s.tty, "first life");
	tty_type(s.tty, "draft");
	tty_wait_input(s.tty, "draft");
	peer_close(s.peer);
	tty_wait_text(s.tty, "reconnecting in");
	wait_connections(s.peer, 2);
	tty_wait_status(s.tty, "connected");
	peer_send_text(s.peer, "second life\r\n");
	tty_wait_line(s.tty, "second life");
	CHECK(tty_find(s.tty, 0, "first life") >= 0, "expected the scrollback to stay");
	tty_wait_input(s.tty, "draft");
}

static void test_stops_when_told(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "reconnect=on"));
	peer_close(s.peer);
	tty_wait_text(s.tty, "reconnecting in");
	command(&s, "/disconnect");
	/* The first attempt would come within 1.25 s. */
	pump_for(1600);
	CHECK_INT(peer_connections(s.peer), 1);
	command(&s, "/reconnect");
	wait_connections(s.peer, 2);
}

static void test_stops_when_refused(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "reconnect=on"));
	peer_send_text(s.peer, "Login incorrect\r\n");
	tty_wait_line(s.tty, "Login incorrect");
	peer_close(s.peer);
	tty_wait_text(s.tty, "the login was refused");
	pump_for(1600);
	CHECK_INT(peer_connections(s.peer), 1);
}

static void test_why(void)
{
	struct session s;

	open_session(&s, WORDS("-4"));
	command(&s, "/why");
	tty_wait_text(s.tty, "looking for 127.0.0.1");
	tty_wait_text(s.tty, "connected to 127.0.0.1");
	tty_keys(s.tty, "q");
	peer_stop_listening(s.peer);
	peer_reset(s.peer);
	tty_wait_status(s.tty, "failed");
	command(&s, "/reconnect");
	tty_wait_text(s.tty, "refused");
	tty_wait_status(s.tty, "failed");
	command(&s, "/why");
	tty_wait_text(s.tty, "an attempt failed: Connection refused");
}

static void test_half_close(void)
{
	struct session s;

	open_session(&s, WORDS("--raw"));
	command(&s, "last words");
	peer_expect_text(s.peer, "last words\r\n");
	tty_keys(s.tty, "Ctrl-D");
	peer_expect_end(s.peer);
	peer_send_text(s.peer, "and an answer\r\n");
	tty_wait_line(s.tty, "and an answer");
	tty_wait_status(s.tty, "connected");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
}

/* Telnet servers drop their output when we end: Ctrl-D does nothing there, unless asked to. */
static void test_no_half_close(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "protocol=telnet"));
	tty_keys(s.tty, "Ctrl-D");
	command(&s, "still here");
	peer_expect_text(s.peer, "still here\r\n");
	CHECK(!peer_has_end(s.peer), "expected our direction to stay open");
}

static void expect_no_secret(struct session *s)
{
	size_t files;

	tty_keys(s->tty, "Ctrl-] q y");
	tty_expect_exit(s->tty, 0);
	CHECK(!home_contains(&s->home, SECRET, &files), "the password is in a file");
	CHECK(!tty_raw_has(s->tty, SECRET, strlen(SECRET)), "the password was on the screen");
}

static void test_login_by_lines(void)
{
	struct session s;
	char log[256];

	open_session(&s, WORDS("-o", "user=bob", "-o", "password-command=echo " SECRET));
	snprintf(log, sizeof(log), "/log %s", home_path(&s.home, "out.log"));
	command(&s, log);
	tty_wait_text(s.tty, "logging to");
	peer_send_text(s.peer, "Welcome\r\nUsername: ");
	peer_expect_only(s.peer, "bob\r\n", 5);
	peer_send(s.peer, "Password: \377\373\001", 13);
	peer_expect(s.peer, SECRET "\r\n", strlen(SECRET) + 2);
	/* Once: asked again, the user answers. */
	peer_send(s.peer, "\377\374\001\r\nUsername: ", 15);
	tty_wait_line(s.tty, "Username:");
	command(&s, "alice");
	peer_expect_text(s.peer, "alice\r\n");
	expect_no_secret(&s);
}

static void test_login_by_keys(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "user=bob", "-o", "password-command=echo " SECRET));
	peer_send(s.peer, "\377\373\001\377\373\003login: ", 13);
	peer_expect(s.peer, "bob\r\0", 5);
	peer_send_text(s.peer, "bob\r\nPassword: ");
	peer_expect(s.peer, SECRET "\r\0", strlen(SECRET) + 2);
	peer_send_text(s.peer, "\r\n$ ");
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
	expect_no_secret(&s);
}

static void test_password_command_fails(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "password-command=/nonexistent/command"));
	peer_send_text(s.peer, "Password: ");
	tty_wait_text(s.tty, "/nonexistent/command");
	command(&s, "typed");
	peer_expect_only(s.peer, "typed\r\n", 7);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a lost connection comes back", test_comes_back, 0 },
		{ "/disconnect stops reconnecting", test_stops_when_told, 0 },
		{ "a refused login stops reconnecting", test_stops_when_refused, 0 },
		{ "/why tells what was tried", test_why, 0 },
		{ "Ctrl-D ends our direction of a raw session", test_half_close, 0 },
		{ "Ctrl-D leaves a telnet session alone", test_no_half_close, 0 },
		{ "a login by lines is answered once", test_login_by_lines, 0 },
		{ "a login by keys is answered", test_login_by_keys, 0 },
		{ "a password-command that fails", test_password_command_fails, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
