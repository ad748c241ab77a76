/* STARTTLS with real mail servers: dovecot on OpenSSL, exim on GnuTLS. */
#include "e2e/harness.h"

#include "e2e/tls-client.h"
#include "servers/real.h"
#include "servers/tls-server.h"

static Job *start_pipe(const char *protocol, const char *port)
{
	return job_start(WORDS("hail", "--raw", "--starttls", protocol, "--ca-file",
			       tls_server_file("root.pem"), "localhost", port));
}

/* A roomy terminal, so that no line is wrapped. */
static Tty *start_terminal(const char *const *options, const char *port)
{
	const char *words[16] = { "hail", "--raw", "--ca-file", tls_server_file("root.pem") };
	size_t n = 4;

	while (*options)
		words[n++] = *options++;
	words[n++] = "localhost";
	words[n++] = port;
	words[n] = NULL;
	return tty_start(&(struct tty_setup){ .width = 200, .height = 60 }, words);
}

/* Says a line and waits for the answer. */
static void say(Job *j, const char *line, const char *answer)
{
	job_write_text(j, line);
	job_write_text(j, "\r\n");
	job_wait_output(j, answer);
}

static void enter(Tty *t, const char *line, const char *answer)
{
	tty_type(t, line);
	tty_wait_input(t, line);
	tty_keys(t, "Enter");
	tty_wait_text(t, answer);
}

/* Turns a session under way to TLS. */
static void turn_to_tls(Tty *t, const char *command)
{
	tty_type(t, command);
	tty_wait_input(t, command);
	tty_keys(t, "Enter");
	tty_wait_status(t, TLS_CLIENT_VERIFIED);
	tty_wait_status(t, "connected");
}

/* The server ended in order: exit 0 and no word about it. */
static void expect_end(Job *j)
{
	CHECK_INT(job_wait(j), 0);
	CHECK_TEXT(job_errors(j, NULL), "");
}

static bool knows_login(const void *user)
{
	const struct real_mail *m = user;

	return strstr(job_errors(m->server.job, NULL), "Login: user=<me>") != NULL;
}

/* The server has its own word for it. */
static void expect_tls_login(const struct real_mail *m)
{
	CHECK(pump_until(knows_login, m, PUMP_DEADLINE), "the server knows of no login");
	CHECK(strstr(job_errors(m->server.job, NULL), ", TLS, "), "the server doesn't call it TLS");
}

static void test_imap_pipe(void)
{
	struct real_mail m;
	Job *j;

	real_dovecot(&m, "good", NULL);
	j = start_pipe("imap", m.server.port);
	say(j, "a LOGIN me secret", "a OK");
	say(j, "b SELECT INBOX", "b OK");
	say(j, "c LOGOUT", "c OK");
	expect_end(j);
	expect_tls_login(&m);
	CHECK(!strstr(job_output(j, NULL), "hail1"), "our own dialogue is in the output");
}

static void test_pop3_pipe(void)
{
	struct real_mail m;
	Job *j;

	real_dovecot(&m, "good", NULL);
	j = start_pipe("pop3", m.pop3);
	say(j, "USER me", "+OK");
	say(j, "PASS secret", "+OK Logged in");
	say(j, "STAT", "+OK 0 0");
	say(j, "QUIT", "+OK Logging out");
	expect_end(j);
	expect_tls_login(&m);
}

/* The server asks the peer behind it as soon as it knows who submits. */
static void test_smtp_pipe(void)
{
	struct real_mail m;
	Peer *relay = peer_new();
	Job *j;

	peer_send_text(relay, "220 relay\r\n");
	real_dovecot(&m, "good", peer_port(relay));
	j = start_pipe("smtp", m.smtp);
	say(j, "EHLO localhost", "250 ");
	CHECK(strstr(job_output(j, NULL), "AUTH"), "expected AUTH to be offered, saw %s",
	      job_output(j, NULL));
	CHECK(!strstr(job_output(j, NULL), "STARTTLS"), "STARTTLS is still offered: %s",
	      job_output(j, NULL));
	job_write_text(j, "AUTH PLAIN AG1lAHNlY3JldA==\r\n");
	peer_expect_text(relay, "EHLO ");
	peer_send_text(relay, "250 relay\r\n");
	job_wait_output(j, "235 ");
	job_write_text(j, "NOOP\r\n");
	peer_expect_text(relay, "NOOP\r\n");
	peer_send_text(relay, "250 2.0.0 fine\r\n");
	job_wait_output(j, "250 2.0.0 ");
	say(j, "QUIT", "221 ");
	expect_end(j);
	expect_tls_login(&m);
}

static void test_exim_pipe(void)
{
	struct real_server s;
	Job *j;

	real_exim(&s, "good");
	j = start_pipe("smtp", s.port);
	say(j, "EHLO localhost", "250 HELP");
	CHECK(!strstr(job_output(j, NULL), "STARTTLS"), "STARTTLS is still offered: %s",
	      job_output(j, NULL));
	say(j, "MAIL FROM:<me@localhost>", "250 OK\r\n");
	say(j, "RCPT TO:<you@localhost>", "250 Accepted");
	say(j, "DATA", "354 ");
	say(j, "Subject: hello\r\n\r\nhello\r\n.", "250 OK id=");
	say(j, "QUIT", "221 ");
	expect_end(j);
}

/* What is denied in plain text is taken in TLS, in one session. */
static void test_exim_live(void)
{
	struct real_server s;
	Tty *t;

	real_exim(&s, "good");
	t = start_terminal(WORDS("-4"), s.port);
	tty_wait_text(t, "220 localhost ESMTP");
	enter(t, "EHLO plain.localhost", "250 HELP");
	enter(t, "MAIL FROM:<me@localhost>", "250 OK");
	enter(t, "RCPT TO:<you@localhost>", "550 Administrative prohibition");
	turn_to_tls(t, "/starttls smtp");
	enter(t, "EHLO tls.localhost", "Hello tls.localhost");
	tty_type(t, "MAIL FROM:<me@localhost>");
	tty_keys(t, "Enter");
	enter(t, "RCPT TO:<you@localhost>", "250 Accepted");
	/* The scrollback stays. */
	tty_keys(t, "Ctrl-Home");
	tty_wait_text(t, "550 Administrative");
	tty_keys(t, "Ctrl-End");
	enter(t, "QUIT", "221 localhost closing connection");
	tty_wait_status(t, "closed");
	CHECK(tty_find(t, 0, "TLS's own end") < 0, "expected no warning after a clean end");
}

static void test_exim_refused(void)
{
	struct real_server s;
	Job *j;

	real_exim(&s, "self");
	j = start_pipe("smtp", s.port);
	job_write_text(j, "EHLO never.sent\r\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "it is self-signed");
}

static void test_refused(void)
{
	struct real_mail m;
	Job *j;

	real_dovecot(&m, "expired", NULL);
	j = start_pipe("imap", m.server.port);
	job_write_text(j, "a LOGIN me secret\r\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "it expired on 2021-01-01");
	j = start_pipe("pop3", m.pop3);
	job_write_text(j, "USER me\r\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "it expired on 2021-01-01");
	CHECK(!strstr(job_errors(m.server.job, NULL), "Login:"),
	      "input went to a server that was refused");
}

static void test_wrong_protocol(void)
{
	struct real_mail m;
	Job *j;

	real_dovecot(&m, "good", NULL);
	j = start_pipe("pop3", m.server.port);
	job_write_text(j, "USER me\r\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "POP3");
}

static void test_imap_terminal(void)
{
	struct real_mail m;
	Tty *t;

	real_dovecot(&m, "good", NULL);
	t = start_terminal(WORDS("--starttls", "imap"), m.server.port);
	tty_wait_status(t, TLS_CLIENT_VERIFIED);
	enter(t, "a LOGIN me secret", "a OK");
	enter(t, "b LOGOUT", "b OK Logout completed");
	tty_wait_status(t, "closed");
	CHECK(tty_find(t, 0, "TLS's own end") < 0, "expected no warning after a clean end");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 0);
}

/* Plain at first, then the same session in TLS. */
static void test_imap_live(void)
{
	struct real_mail m;
	Tty *t;

	real_dovecot(&m, "good", NULL);
	t = start_terminal(WORDS("-4"), m.server.port);
	tty_wait_text(t, "Dovecot");
	CHECK(tty_find(t, tty_status_row(t), TLS_CLIENT_VERIFIED) < 0,
	      "plain text counts as verified");
	enter(t, "a NOOP", "a OK");
	turn_to_tls(t, "/starttls imap");
	enter(t, "b LOGIN me secret", "b OK");
	CHECK(tty_find(t, 0, "a OK") >= 0, "expected the scrollback to stay");
	enter(t, "c LOGOUT", "c OK Logout completed");
	tty_wait_status(t, "closed");
	expect_tls_login(&m);
}

static void test_pop3_live(void)
{
	struct real_mail m;
	Tty *t;

	real_dovecot(&m, "good", NULL);
	t = start_terminal(WORDS("-4"), m.pop3);
	tty_wait_text(t, "+OK");
	turn_to_tls(t, "/starttls pop3");
	tty_type(t, "USER me");
	tty_keys(t, "Enter");
	enter(t, "PASS secret", "+OK Logged in");
	enter(t, "QUIT", "+OK Logging out");
	tty_wait_status(t, "closed");
	expect_tls_login(&m);
}

static void test_live_refused(void)
{
	struct real_mail m;
	Tty *t;

	real_dovecot(&m, "elsewhere", NULL);
	t = start_terminal(WORDS("-4"), m.server.port);
	tty_wait_text(t, "Dovecot");
	enter(t, "/starttls imap", "it is for elsewhere.example and 1 more, not for localhost");
	tty_wait_text(t, "SHA-256");
	tls_client_wait_question(t);
	tty_keys(t, "Enter");
	tty_wait_status(t, "failed");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "IMAP in a pipe", test_imap_pipe, 0 },
		{ "POP3 in a pipe", test_pop3_pipe, 0 },
		{ "submission in a pipe", test_smtp_pipe, 0 },
		{ "SMTP with exim in a pipe", test_exim_pipe, 0 },
		{ "/starttls smtp with exim", test_exim_live, 0 },
		{ "SMTP with exim, whose certificate isn't trusted", test_exim_refused, 0 },
		{ "certificates that aren't trusted", test_refused, 0 },
		{ "POP3 asked of an IMAP server", test_wrong_protocol, 0 },
		{ "IMAP in a terminal", test_imap_terminal, 0 },
		{ "/starttls imap", test_imap_live, 0 },
		{ "/starttls pop3", test_pop3_live, 0 },
		{ "/starttls imap with a certificate that isn't trusted", test_live_refused, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
