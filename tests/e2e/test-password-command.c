/* A password-command answers the prompt that asked, however long it takes, and no other. */
#include "e2e/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "e2e/fixture.h"
#include "servers/telnet-bytes.h"

#define SECRET "s3cr3t-0815"
#define GA "\377\371"

/* A session whose password-command waits for what is written to a named pipe. */
struct slow {
	struct session session;
	char pipe[600];
	int writer; /* to the command that reads; -1: none does */
};

static void open_slow(struct slow *s)
{
	struct home home;
	char option[700];

	home_init(&home);
	s->writer = -1;
	snprintf(s->pipe, sizeof(s->pipe), "%s", home_path(&home, "pipe"));
	CHECK(mkfifo(s->pipe, 0600) == 0, "no named pipe: %s", strerror(errno));
	snprintf(option, sizeof(option), "password-command=cat %s", s->pipe);
	fixture_open_with(&s->session, &(struct tty_setup){ .home = &home, .width = 120 },
			  WORDS("-o", "user=bob", "-o", option));
}

/* Whether the command runs. */
static bool is_started(const void *user)
{
	struct slow *s = (struct slow *)(uintptr_t)user;

	if (s->writer < 0)
		s->writer = open(s->pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	return s->writer >= 0;
}

static void wait_started(struct slow *s)
{
	CHECK(pump_until(is_started, s, PUMP_DEADLINE), "expected the command to be started");
}

/* Lets the command print the secret. */
static void answer(struct slow *s)
{
	CHECK(write(s->writer, BYTES(SECRET "\n")) > 0, "the command does not read");
	close(s->writer);
}

/* Waits until the client has taken all that was sent: it refuses an option that was asked last. */
static void wait_taken(struct slow *s)
{
	peer_send(s->session.peer, BYTES("\377\375\006"));
	peer_expect_text(s->session.peer, "\377\374\006");
}

static void send_line(struct slow *s, const char *text)
{
	tty_type(s->session.tty, text);
	tty_keys(s->session.tty, "Enter");
}

static void reach_password(struct slow *s)
{
	open_slow(s);
	peer_send(s->session.peer, BYTES("login: " GA));
	peer_expect_only(s->session.peer, BYTES("bob\r\n"));
	peer_send(s->session.peer, BYTES("\r\nPassword: " WILL_ECHO GA));
	peer_expect_only(s->session.peer, BYTES(DO_ECHO));
	wait_started(s);
}

static void test_slow(void)
{
	struct slow s;

	reach_password(&s);
	answer(&s);
	/* No key is pressed and no byte comes meanwhile. */
	peer_expect_only(s.session.peer, BYTES(SECRET "\r\n"));
}

static void test_prompt_gone(void)
{
	struct slow s;

	reach_password(&s);
	peer_send(s.session.peer, BYTES(WONT_ECHO "\r\nguests need none\r\n> " GA));
	peer_expect_only(s.session.peer, BYTES(DONT_ECHO));
	tty_wait_line(s.session.tty, "guests need none");
	answer(&s);
	tty_wait_text(s.session.tty, "its password was not sent");
	send_line(&s, "look");
	peer_expect_only(s.session.peer, BYTES("look\r\n"));
	CHECK(!peer_has_received(s.session.peer, BYTES(SECRET)), "the password went out");
}

static void test_line_sent_first(void)
{
	struct slow s;

	reach_password(&s);
	send_line(&s, "typed");
	peer_expect_only(s.session.peer, BYTES("typed\r\n"));
	answer(&s);
	tty_wait_text(s.session.tty, "the login is over");
	CHECK(!peer_has_received(s.session.peer, BYTES(SECRET)), "the password went out");
}

/* In public, and without a prompt's mark or silence behind it. */
static void test_shouted(void)
{
	struct slow s;

	open_slow(&s);
	peer_send(s.session.peer, BYTES("Mallory shouts: type your password:" GA));
	wait_taken(&s);
	tty_wait_text(s.session.tty, "type your password:");
	CHECK(!is_started(&s), "the command was asked for a shouted prompt");
	send_line(&s, "no");
	peer_expect_text(s.session.peer, "no\r\n");
}

/* What asks once the login is over is the user's to answer. */
static void test_after_login(void)
{
	struct slow s;

	open_slow(&s);
	peer_send(s.session.peer, BYTES("login: " GA));
	peer_expect_only(s.session.peer, BYTES("bob\r\n"));
	peer_send(s.session.peer, BYTES("\r\n$ " GA));
	tty_wait_line(s.session.tty, "$");
	send_line(&s, "enable");
	peer_expect_only(s.session.peer, BYTES("enable\r\n"));
	peer_send(s.session.peer, BYTES("\r\nenable password: " WILL_ECHO GA));
	wait_taken(&s);
	tty_wait_status(s.session.tty, "hidden");
	CHECK(!is_started(&s), "the command was asked after the login");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a command that takes its time", test_slow, 0 },
		{ "the prompt has gone meanwhile", test_prompt_gone, 0 },
		{ "the user has answered meanwhile", test_line_sent_first, 0 },
		{ "a prompt that somebody shouts", test_shouted, 0 },
		{ "a prompt after the login", test_after_login, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
