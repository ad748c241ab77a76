/* Plain text that turns to TLS: at the start, and in the middle of a session. */
#include "e2e/harness.h"

#include "e2e/tls-client.h"
#include "servers/relay.h"

#define SECRET "never-in-the-wire"

enum { TURNS = 8 };

/* One protocol's talk: what the peer says and what it must hear, in turns; the last is the
 * go-ahead. */
struct protocol {
	const char *name;
	const char *greeting; /* before the talk; a live session has had it */
	const char *hears[TURNS], *says[TURNS];
	const char *offers_nothing; /* in place of the first answer, if it can be known then */
};

static const struct protocol protocols[] = {
	{ .name = "smtp",
	  .greeting = "220 mail.example ESMTP\r\n",
	  .hears = { "EHLO [127.0.0.1]\r\n", "STARTTLS\r\n" },
	  .says = { "250-mail.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", "220 Go ahead\r\n" },
	  .offers_nothing = "250-mail.example\r\n250 SIZE 1000\r\n" },
	{ .name = "imap",
	  .greeting = "* OK IMAP4rev1 ready\r\n",
	  .hears = { "CAPABILITY\r\n", "STARTTLS\r\n" },
	  .says = { "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nhail1 OK done\r\n",
		    "hail2 OK begin\r\n" },
	  .offers_nothing = "* CAPABILITY IMAP4rev1\r\nhail1 OK done\r\n" },
	{ .name = "pop3",
	  .greeting = "+OK ready\r\n",
	  .hears = { "CAPA\r\n", "STLS\r\n" },
	  .says = { "+OK\r\nUSER\r\nSTLS\r\n.\r\n", "+OK begin\r\n" },
	  .offers_nothing = "+OK\r\nUSER\r\n.\r\n" },
	{ .name = "ftp",
	  .greeting = "220-Welcome\r\n220 ready\r\n",
	  .hears = { "AUTH TLS\r\n" },
	  .says = { "234 Proceed\r\n" },
	  .offers_nothing = "502 Not implemented\r\n" },
	{ .name = "nntp",
	  .greeting = "200 news.example\r\n",
	  .hears = { "CAPABILITIES\r\n", "STARTTLS\r\n" },
	  .says = { "101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n", "382 Continue\r\n" },
	  .offers_nothing = "101 list\r\nVERSION 2\r\nREADER\r\n.\r\n" },
	{ .name = "xmpp",
	  .greeting = "",
	  .hears = { "<stream:stream to='localhost'",
		     "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" },
	  .says = { "<?xml version='1.0'?><stream:stream from='localhost' id='1' version='1.0' "
		    "xmlns='jabber:client' "
		    "xmlns:stream='http://etherx.jabber.org/streams'><stream:features><starttls "
		    "xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></"
		    "stream:features>",
		    "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" },
	  .offers_nothing =
		  "<stream:stream from='localhost' id='1' version='1.0' xmlns='jabber:client' "
		  "xmlns:stream='http://etherx.jabber.org/streams'><stream:features></"
		  "stream:features>" },
	{ .name = "irc",
	  .greeting = "",
	  .hears = { "STARTTLS\r\n" },
	  .says = { ":irc.example 670 * :STARTTLS successful, go ahead\r\n" },
	  .offers_nothing = ":irc.example 421 * STARTTLS :Unknown command\r\n" },
};

struct session {
	struct home home;
	struct tls_server server;
	Peer *peer;
};

static void open_session(struct session *s, const char *certificate)
{
	home_init(&s->home);
	tls_client_server(&s->server, certificate, NULL);
	s->peer = peer_new();
}

/* The words before the destination; --tls is not among them. */
static Job *start_job(struct session *s, const char *protocol)
{
	return job_start_with(&s->home, NULL,
			      WORDS("hail", "--raw", "--ca-file", tls_server_file("root.pem"),
				    "--starttls", protocol, "localhost", peer_port(s->peer)));
}

static Tty *start_tty(struct session *s, const char *protocol)
{
	struct tty_setup setup = { .width = 160,
				   .height = 40,
				   .home = &s->home,
				   .errors = home_path(&s->home, "stderr") };

	return tty_start(&setup, WORDS("hail", "--raw", "--ca-file", tls_server_file("root.pem"),
				       "--starttls", protocol ? protocol : "none", "localhost",
				       peer_port(s->peer)));
}

/* Plays the peer's part; `injected` comes in the same piece as the go-ahead. */
static void talk(struct session *s, const struct protocol *p, const char *injected)
{
	char last[256];

	for (int i = 0; p->hears[i]; i++) {
		peer_expect_text(s->peer, p->hears[i]);
		if (p->hears[i + 1]) {
			peer_send_text(s->peer, p->says[i]);
			continue;
		}
		snprintf(last, sizeof(last), "%s%s", p->says[i], injected);
		relay_start(s->peer, s->server.port);
		peer_send_text(s->peer, last);
	}
}

static void converse_in_pipe(struct session *s, Job *j)
{
	job_wait_output(s->server.job, SECRET);
	job_write_text(s->server.job, "an answer\n");
	job_wait_output(j, "an answer\n");
	CHECK(!peer_has_received(s->peer, SECRET, strlen(SECRET)), "input was sent in plain text");
	tls_server_kill(&s->server);
	CHECK_INT(job_wait(j), 0);
}

static void test_pipe(void)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		struct session s;
		Job *j;

		tap_note("%s", protocols[i].name);
		open_session(&s, "good");
		j = start_job(&s, protocols[i].name);
		job_write_text(j, SECRET "\n");
		peer_send_text(s.peer, protocols[i].greeting);
		talk(&s, &protocols[i], "");
		converse_in_pipe(&s, j);
		/* Nothing of the talk is the peer's data. */
		CHECK_TEXT(job_output(j, NULL), "an answer\n");
	}
}

static void test_terminal(void)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		struct session s;
		Tty *t;

		tap_note("%s", protocols[i].name);
		open_session(&s, "good");
		t = start_tty(&s, protocols[i].name);
		peer_send_text(s.peer, protocols[i].greeting);
		talk(&s, &protocols[i], "");
		tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
		tty_type(t, SECRET);
		tty_keys(t, "Enter");
		job_wait_output(s.server.job, SECRET "\r\n");
		CHECK(!peer_has_received(s.peer, SECRET, strlen(SECRET)),
		      "input was sent in plain text");
		tls_client_quit(t);
	}
}

/* In a session under way: what was on the screen stays, what comes after is secret. */
static void test_live(void)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		struct protocol p = protocols[i];
		struct session s;
		char command[32];
		Tty *t;

		tap_note("%s", p.name);
		open_session(&s, "good");
		t = start_tty(&s, NULL);
		tty_wait_status(t, TLS_CLIENT_PLAIN);
		peer_send_text(s.peer, "something to keep\r\n");
		peer_send_text(s.peer, p.greeting);
		tty_wait_line(t, "something to keep");
		snprintf(command, sizeof(command), "/starttls %s", p.name);
		tty_type(t, command);
		tty_keys(t, "Enter");
		if (strcmp(p.name, "xmpp") == 0) {
			/* The stream is open already. */
			p.hears[0] = p.hears[1];
			p.says[0] = p.says[1];
			p.hears[1] = NULL;
		}
		talk(&s, &p, "");
		tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
		job_wait_output(s.server.job, "CIPHER is");
		job_write_text(s.server.job, "an answer\n");
		tty_wait_line(t, "an answer");
		CHECK(tty_find(t, 0, "something to keep") >= 0, "what was on the screen is gone");
		tty_type(t, SECRET);
		tty_keys(t, "Enter");
		job_wait_output(s.server.job, SECRET "\r\n");
		CHECK(!peer_has_received(s.peer, SECRET, strlen(SECRET)),
		      "input was sent in plain text");
		tls_client_quit(t);
	}
}

static void expect_dialogue(Tty *t, const char *host)
{
	static const char *const lines[] = {
		"< 220 mail.example ESMTP", "> EHLO [127.0.0.1]", "< 250-SIZE 1000",
		"< 250 STARTTLS",           "> STARTTLS",         "< 220 Go ahead"
	};
	char begun[80];

	for (size_t i = 0; i < COUNT(lines); i++)
		tty_wait_line(t, lines[i]);
	snprintf(begun, sizeof(begun), "TLS has begun with %s: CN=good", host);
	tty_wait_text(t, begun);
	tty_wait_text(t, "(verified), TLSv1.3");
}

/* What was said before TLS, and with whom it began, stands in the session and in /why. */
static void test_dialogue_shown(void)
{
	struct session s;
	Tty *t;

	open_session(&s, "good");
	t = start_tty(&s, "smtp");
	peer_send_text(s.peer, protocols[0].greeting);
	talk(&s, &protocols[0], "never to be shown\r\n");
	tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
	expect_dialogue(t, "localhost");
	CHECK(tty_find(t, 0, "never to be shown") < 0, "injected text is shown");
	tty_type(t, "/why\r");
	tty_wait_text(t, "  > STARTTLS");
	tty_wait_text(t, "  < 220 Go ahead");
	tty_keys(t, "Esc");
	tls_client_quit(t);
	/* The same in a session under way: its greeting is the session's text. */
	open_session(&s, "good");
	t = start_tty(&s, NULL);
	tty_wait_status(t, TLS_CLIENT_PLAIN);
	peer_send_text(s.peer, "220 live\r\n");
	tty_wait_line(t, "220 live");
	tty_type(t, "/starttls smtp\r");
	talk(&s, &protocols[0], "");
	tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
	tty_wait_line(t, "> STARTTLS");
	tty_wait_text(t, "TLS has begun with localhost: CN=good");
	tls_client_quit(t);
}

/* A refusal is in the dialogue, and what in it could be obeyed is shown by name. */
static void test_refusal_shown(void)
{
	struct session s;
	Tty *t;

	open_session(&s, "good");
	t = start_tty(&s, NULL);
	tty_wait_status(t, TLS_CLIENT_PLAIN);
	tty_type(t, "/starttls irc\r");
	peer_expect_text(s.peer, "STARTTLS\r\n");
	peer_send_text(s.peer, ":irc.example 691 * :not \033[2J now\r\n");
	tty_wait_line(t, "< :irc.example 691 * :not ^[[2J now");
	tty_wait_line(t, "> STARTTLS");
	tty_wait_status(t, "failed");
}

/* --- A place that turned to TLS before. */

static Tty *start_telnet(struct session *s)
{
	struct tty_setup setup = { .width = 160,
				   .height = 40,
				   .home = &s->home,
				   .errors = home_path(&s->home, "stderr") };
	char url[80];

	snprintf(url, sizeof(url), "telnet://localhost:%s", peer_port(s->peer));
	return tty_start(&setup, WORDS("hail", "--ca-file", tls_server_file("root.pem"), url));
}

/* Telnet's option 46 (draft-altman-telnet-starttls). */
static void turn_by_telnet(struct session *s)
{
	peer_send(s->peer, BYTES("\377\375\056"));
	peer_expect(s->peer, BYTES("\377\373\056\377\372\056\001\377\360"));
	relay_start(s->peer, s->server.port);
	peer_send(s->peer, BYTES("\377\372\056\001\377\360"));
}

static void write_note(struct session *s, const char *how)
{
	char text[80];

	snprintf(text, sizeof(text), "localhost:%s %s 2026-01-01\n", peer_port(s->peer), how);
	home_write(&s->home, ".local/state/hail/pins", text);
}

static void test_by_telnet(void)
{
	struct session s;
	char *text;
	Tty *t;

	open_session(&s, "good");
	t = start_telnet(&s);
	tty_wait_status(t, "connected");
	turn_by_telnet(&s);
	tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
	tls_client_quit(t);
	text = home_read_file(home_path(&s.home, ".local/state/hail/pins"), NULL);
	CHECK(text && strstr(text, " starttls:telnet "), "how TLS began is not kept: %s",
	      text ? text : "no file");
	free(text);
}

/* It is reached the same way again; until it has turned to TLS, nothing is sent. */
static void test_by_telnet_again(void)
{
	struct session s;
	Tty *t;

	open_session(&s, "good");
	write_note(&s, "starttls:telnet");
	t = start_telnet(&s);
	tty_wait_status(t, "connected");
	peer_wait_connected(s.peer);
	peer_send_text(s.peer, "login: ");
	tty_wait_text(t, "login:");
	tty_type(t, SECRET);
	tty_keys(t, "Enter");
	tty_wait_text(t, "waiting for the peer to turn to TLS");
	turn_by_telnet(&s);
	tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
	tty_keys(t, "Enter");
	job_wait_output(s.server.job, SECRET "\r\n");
	CHECK(!peer_has_received(s.peer, SECRET, strlen(SECRET)), "input was sent in plain text");
	tls_client_quit(t);
}

/* Plain text to a place that turned to TLS otherwise is refused, with what works. */
static void test_advice(void)
{
	struct session s;
	Job *j;

	open_session(&s, "good");
	write_note(&s, "starttls:smtp");
	j = job_start_with(&s.home, NULL, WORDS("hail", "--raw", "localhost", peer_port(s.peer)));
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "turned to TLS before, and this would be plain text: use --starttls "
			       "smtp, or -o tls=off");
	j = start_job(&s, "smtp");
	job_write_text(j, SECRET "\n");
	peer_send_text(s.peer, protocols[0].greeting);
	talk(&s, &protocols[0], "");
	converse_in_pipe(&s, j);
}

/* What comes in plain text after the go-ahead is somebody else's: never shown, never used. */
static void test_injection(void)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		struct session s;
		Job *j;
		Tty *t;

		tap_note("%s", protocols[i].name);
		open_session(&s, "good");
		j = start_job(&s, protocols[i].name);
		job_write_text(j, SECRET "\n");
		peer_send_text(s.peer, protocols[i].greeting);
		talk(&s, &protocols[i], "250 injected\r\n");
		converse_in_pipe(&s, j);
		CHECK_TEXT(job_output(j, NULL), "an answer\n");

		open_session(&s, "good");
		t = start_tty(&s, protocols[i].name);
		peer_send_text(s.peer, protocols[i].greeting);
		talk(&s, &protocols[i], "250 injected\r\n");
		tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
		job_wait_output(s.server.job, "CIPHER is");
		job_write_text(s.server.job, "an answer\n");
		tty_wait_line(t, "an answer");
		CHECK(!tty_raw_has(t, BYTES("injected")), "the injected text was shown");
		tty_type(t, "/why");
		tty_keys(t, "Enter");
		tty_wait_text(t, "14 bytes that came in plain text after that were dropped");
		tty_keys(t, "Esc");
		tty_wait_no_text(t, "14 bytes");
		tls_client_quit(t);
	}
}

static void test_not_offered(void)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		const struct protocol *p = &protocols[i];
		struct session s;
		Job *j;

		tap_note("%s", p->name);
		open_session(&s, "good");
		j = start_job(&s, p->name);
		job_write_text(j, SECRET "\n");
		peer_send_text(s.peer, p->greeting);
		peer_expect_text(s.peer, p->hears[0]);
		peer_send_text(s.peer, p->offers_nothing);
		job_expect(j, 6, BYTES(""));
		job_expect_sentence(j, "STARTTLS");
		CHECK(!peer_has_received(s.peer, SECRET, strlen(SECRET)),
		      "input was sent in plain text");
	}
}

/* Live and not offered: the session ends rather than go on in a half-known state. */
static void test_not_offered_live(void)
{
	struct session s;
	Tty *t;

	open_session(&s, "good");
	t = start_tty(&s, NULL);
	tty_wait_status(t, "connected");
	peer_send_text(s.peer, "* OK ready\r\n");
	tty_wait_line(t, "* OK ready");
	tty_type(t, "/starttls imap");
	tty_keys(t, "Enter");
	peer_expect_text(s.peer, "CAPABILITY\r\n");
	peer_send_text(s.peer, protocols[1].offers_nothing);
	tty_wait_status(t, "failed");
	tty_wait_text(t, "does not offer STARTTLS");
	CHECK(tty_find(t, 0, "* OK ready") >= 0, "what was on the screen is gone");
	tty_keys(t, "Ctrl-] q");
	tty_wait_end(t);
	tty_check_restored(t);
}

/* The certificate is checked all the same. */
static void test_untrusted(void)
{
	struct session s;
	Job *j;
	Tty *t;

	open_session(&s, "expired");
	j = start_job(&s, "imap");
	job_write_text(j, SECRET "\n");
	peer_send_text(s.peer, protocols[1].greeting);
	talk(&s, &protocols[1], "");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "it expired on");
	open_session(&s, "expired");
	t = start_tty(&s, NULL);
	tty_wait_status(t, "connected");
	peer_send_text(s.peer, protocols[1].greeting);
	tty_wait_text(t, "IMAP4rev1");
	tty_type(t, "/starttls imap");
	tty_keys(t, "Enter");
	talk(&s, &protocols[1], "");
	tty_wait_text(t, "it expired on");
	tls_client_wait_question(t);
	tty_keys(t, "Enter");
	tty_wait_status(t, "failed");
	tty_keys(t, "Ctrl-] q");
	tty_wait_end(t);
	tty_check_restored(t);
	CHECK(!tls_server_has(&s.server, SECRET), "input went to a server that was refused");
}

/* The peer ends, or never answers. */
static void test_silent(void)
{
	struct session s;
	Job *j;

	open_session(&s, "good");
	j = start_job(&s, "smtp");
	peer_send_text(s.peer, protocols[0].greeting);
	peer_expect_text(s.peer, protocols[0].hears[0]);
	peer_close(s.peer);
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "closed the connection before TLS");
	open_session(&s, "good");
	j = job_start_with(&s.home, NULL,
			   WORDS("hail", "--raw", "--connect-timeout", "1", "--starttls", "smtp",
				 "localhost", peer_port(s.peer)));
	job_expect(j, 5, BYTES(""));
	job_expect_sentence(j, "asking for TLS");
}

static void test_usage(void)
{
	struct session s;
	Tty *t;

	open_session(&s, "good");
	t = start_tty(&s, NULL);
	tty_wait_status(t, "connected");
	tty_type(t, "/starttls ldap");
	tty_keys(t, "Enter");
	tty_wait_text(t, "STARTTLS is known for");
	tty_wait_status(t, "connected");
	tls_client_quit(t);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "every protocol, in a pipe", test_pipe, 120 },
		{ "every protocol, in a terminal", test_terminal, 120 },
		{ "every protocol, live", test_live, 120 },
		{ "by telnet's option: kept in the pins file", test_by_telnet, 0 },
		{ "by telnet's option again: nothing is sent before", test_by_telnet_again, 0 },
		{ "plain text where it was STARTTLS: what works is said", test_advice, 0 },
		{ "the dialogue is shown", test_dialogue_shown, 0 },
		{ "a refusal is shown", test_refusal_shown, 0 },
		{ "injected plain text is dropped", test_injection, 240 },
		{ "not offered: 6", test_not_offered, 120 },
		{ "not offered, live", test_not_offered_live, 0 },
		{ "an expired certificate", test_untrusted, 0 },
		{ "an end and a silence in the talk", test_silent, 0 },
		{ "a protocol that isn't known", test_usage, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
