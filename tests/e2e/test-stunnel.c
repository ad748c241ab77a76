/* TLS by stunnel: another implementation's ends of a connection than those of openssl s_server. */
#include "e2e/harness.h"

#include <signal.h>
#include <sys/wait.h>

#include "e2e/tls-client.h"
#include "servers/real.h"
#include "servers/tls-server.h"

#define NO_END "the peer ended without TLS's own end"

/* hail, stunnel and the peer behind it. */
struct tunnel {
	struct real_server stunnel;
	Peer *peer;
};

static void open_tunnel(struct tunnel *t, const char *certificate)
{
	t->peer = peer_new();
	real_stunnel(&t->stunnel, certificate, peer_port(t->peer));
}

static Job *start_pipe(const struct tunnel *t)
{
	return job_start(WORDS("hail", "--raw", "--tls", "--ca-file", tls_server_file("root.pem"),
			       "localhost", t->stunnel.port));
}

static Tty *start_terminal(const struct tunnel *t)
{
	Tty *tty = tty_start(&(struct tty_setup){ .width = 120 },
			     WORDS("hail", "--raw", "--tls", "--ca-file",
				   tls_server_file("root.pem"), "localhost", t->stunnel.port));

	tty_wait_status(tty, "connected");
	tty_wait_status(tty, TLS_CLIENT_VERIFIED);
	return tty;
}

static void kill_stunnel(struct tunnel *t)
{
	kill(job_pid(t->stunnel.job), SIGKILL);
	job_wait(t->stunnel.job);
}

static void test_pipe(void)
{
	struct tunnel t;
	Job *j;

	open_tunnel(&t, "good");
	j = start_pipe(&t);
	job_write(j, BYTES("up \377\0\r\n"));
	peer_expect_only(t.peer, BYTES("up \377\0\r\n"));
	peer_send(t.peer, BYTES("down \377\0\r\n"));
	peer_close(t.peer);
	job_expect(j, 0, BYTES("down \377\0\r\n"));
	CHECK_TEXT(job_errors(j, NULL), "");
}

/* Our direction ends first; the answer is still to come. */
static void test_pipe_ends_first(void)
{
	struct tunnel t;
	Job *j;

	open_tunnel(&t, "good");
	j = start_pipe(&t);
	job_write_text(j, "a question\n");
	job_end_input(j);
	peer_expect_text(t.peer, "a question\n");
	peer_expect_end(t.peer);
	peer_send_text(t.peer, "an answer\n");
	peer_close(t.peer);
	job_expect(j, 0, BYTES("an answer\n"));
	CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_pipe_much(void)
{
	enum { MUCH = 8 << 20, LINE = 64 };
	struct tunnel t;
	size_t n;
	Job *j;

	open_tunnel(&t, "good");
	j = start_pipe(&t);
	peer_wait_connected(t.peer);
	peer_flood(t.peer, MUCH);
	peer_close(t.peer);
	CHECK_INT(job_wait(j), 0);
	CHECK_TEXT(job_errors(j, NULL), "");
	job_output(j, &n);
	CHECK_INT(n, MUCH);
	for (size_t i = 0; i < MUCH / LINE; i++) {
		unsigned long number = strtoul(job_output(j, NULL) + i * LINE + strlen("flood "),
					       NULL, 10);

		CHECK(number == i + 1, "expected line %zu, saw %lu", i + 1, number);
	}
}

/* What came is whole, but nobody said that it is all. */
static void test_pipe_killed(void)
{
	struct tunnel t;
	Job *j;

	open_tunnel(&t, "good");
	j = start_pipe(&t);
	peer_wait_connected(t.peer);
	peer_send_text(t.peer, "half a story\n");
	job_wait_output(j, "half a story\n");
	kill_stunnel(&t);
	job_expect(j, 0, BYTES("half a story\n"));
	job_expect_sentence(j, NO_END);
}

static void test_pipe_refused(void)
{
	struct tunnel t;
	Job *j;

	open_tunnel(&t, "foreign");
	j = start_pipe(&t);
	job_write_text(j, "never sent\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "its signer \"CN=stranger\" is not a known authority here");
	CHECK(!peer_has_received(t.peer, BYTES("never")),
	      "input went to a server that was refused");
}

static void test_terminal(void)
{
	struct tunnel t;
	Tty *tty;

	open_tunnel(&t, "good");
	tty = start_terminal(&t);
	peer_send_text(t.peer, "what now?\r\n");
	tty_wait_line(tty, "what now?");
	tty_type(tty, "onward");
	tty_keys(tty, "Enter");
	peer_expect_only(t.peer, BYTES("onward\r\n"));
	peer_send_text(t.peer, "good bye\r\n");
	peer_close(t.peer);
	tty_wait_line(tty, "good bye");
	tty_wait_status(tty, "closed");
	CHECK(tty_find(tty, 0, NO_END) < 0, "expected no warning after a clean end");
	tty_keys(tty, "Ctrl-] q");
	tty_expect_exit(tty, 0);
}

/* Ctrl-D ends our direction: close_notify, which stunnel passes on; the answer still comes. */
static void test_terminal_ends_first(void)
{
	struct tunnel t;
	Tty *tty;

	open_tunnel(&t, "good");
	tty = start_terminal(&t);
	peer_wait_connected(t.peer);
	tty_keys(tty, "Ctrl-D");
	peer_expect_end(t.peer);
	peer_send_text(t.peer, "and an answer\r\n");
	tty_wait_line(tty, "and an answer");
	peer_close(t.peer);
	tty_wait_status(tty, "closed");
}

static void test_terminal_killed(void)
{
	struct tunnel t;
	Tty *tty;

	open_tunnel(&t, "good");
	tty = start_terminal(&t);
	peer_wait_connected(t.peer);
	peer_send_text(t.peer, "half a story\r\n");
	tty_wait_line(tty, "half a story");
	kill_stunnel(&t);
	tty_wait_text(tty, NO_END);
	tty_wait_status(tty, "closed");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "in a pipe: both ways and a clean end", test_pipe, 0 },
		{ "in a pipe: our direction ends first", test_pipe_ends_first, 0 },
		{ "in a pipe: 8 MiB", test_pipe_much, 0 },
		{ "in a pipe: a killed server", test_pipe_killed, 0 },
		{ "in a pipe: a certificate that isn't trusted", test_pipe_refused, 0 },
		{ "in a terminal: both ways and a clean end", test_terminal, 0 },
		{ "in a terminal: our direction ends first", test_terminal_ends_first, 0 },
		{ "in a terminal: a killed server", test_terminal_killed, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
