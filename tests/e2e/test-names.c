/* International host names: what the server is asked for, what is kept, and what people see. */
#include "e2e/harness.h"

#include "e2e/tls-client.h"

#define A_LABEL "xn--mller-kva.example"
#define U_LABEL "m\xc3\xbcller.example"
#define PINS ".local/state/hail/pins"

/* Only who asks for the A-label by SNI (RFC 6066 section 3) gets on. */
#define SERVER                                                                               \
	"-servername", A_LABEL, "-servername_fatal", "-cert2", "international.pem", "-key2", \
		"international.key"

enum { PROXY_MAX = 600 };

struct session {
	struct tls_server server;
	struct home home;
	char proxy[PROXY_MAX]; /* every name leads to the server */
};

/* A proxy through which every name leads to a port of this machine. */
static void lead_to(const char *port, char proxy[PROXY_MAX])
{
	snprintf(proxy, PROXY_MAX, "exec:%s --pipe --raw --no-config 127.0.0.1 %s", home_program(),
		 port);
}

static void open_server(struct session *s, const char *certificate, const char *const *more)
{
	home_init(&s->home);
	tls_client_server(&s->server, certificate, more);
	lead_to(s->server.port, s->proxy);
}

static const char *const typed[] = {
	U_LABEL,
	"M\xc3\x9cLLER.Example",
	("mu\xcc\x88ller\xe3\x80\x82"
	 "example"),
	A_LABEL,
};

/* The certificate names the A-label, however the name is typed. */
static void test_certificate(void)
{
	for (size_t i = 0; i < COUNT(typed); i++) {
		struct session s;
		Job *j;

		tap_note("%s", typed[i]);
		open_server(&s, "good", WORDS(SERVER));
		j = tls_client_job(&s.home, WORDS("--proxy", s.proxy), typed[i], "992");
		job_write_text(j, "a question\n");
		job_wait_output(s.server.job, "a question");
		job_write_text(s.server.job, "an answer\n");
		job_wait_output(j, "an answer\n");
		tls_server_kill(&s.server);
		job_wait(j);
		CHECK(home_contains(&s.home, A_LABEL ":992 tls", NULL), "no note of the A-label");
		CHECK(!home_contains(&s.home, U_LABEL, NULL), "the U-label was kept");
	}
}

static void test_another_certificate(void)
{
	struct session s;
	Job *j;

	open_server(&s, "good", NULL);
	j = tls_client_job(&s.home, WORDS("--proxy", s.proxy), U_LABEL, "992");
	job_write_text(j, "not for you\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, U_LABEL " port 992");
	CHECK(!tls_server_has(&s.server, "not for you"), "input went to another server");
}

/* A pin that was kept under the name as typed still holds. */
static void test_old_pin(void)
{
	static const char *const places[] = { U_LABEL, "M\xc3\x9cLLER.example", A_LABEL };

	for (size_t i = 0; i < COUNT(places); i++) {
		struct session s;
		char line[128];
		Job *j;

		tap_note("%s", places[i]);
		open_server(&s, "international", NULL);
		snprintf(line, sizeof(line),
			 "%s:992 sha256//AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE= 2026-01-01\n",
			 places[i]);
		home_write(&s.home, PINS, line);
		j = tls_client_job(&s.home, WORDS("--proxy", s.proxy), U_LABEL, "992");
		job_write_text(j, "not for you\n");
		job_expect(j, 6, BYTES(""));
		job_expect_sentence(j, "has changed since it was pinned on 2026-01-01");
		CHECK(!tls_server_has(&s.server, "not for you"),
		      "input went to a server with another key");
	}
}

/* What is shown is the U-label, unless it could be taken for another name. */
static void test_shown(void)
{
	static const struct {
		const char *typed, *shown;
	} names[] = {
		{ A_LABEL, U_LABEL },
		{ U_LABEL, U_LABEL },
		/* A Cyrillic letter among Latin ones, and a word of lookalikes only. */
		{ "p\xd0\xb0ypal.example", "xn--pypal-4ve.example" },
		{ "\xd1\x81\xd0\xbe\xd1\x80.example", "xn--n1aeb.example" },
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		Peer *p = peer_new();
		char proxy[PROXY_MAX];
		Tty *t;

		tap_note("%s", names[i].typed);
		lead_to(peer_port(p), proxy);
		t = tty_start(NULL, WORDS("hail", "--no-config", "--raw", "--proxy", proxy,
					  names[i].typed, "4000"));
		tty_wait_status(t, names[i].shown);
		tty_wait_status(t, "connected");
		tls_client_quit(t);
	}
}

/* The resolver and a proxy are asked for the A-label; a sentence about them has the U-label. */
static void test_looked_up(void)
{
	Peer *p = peer_new();
	char proxy[64];
	Job *j;

	j = job_start(WORDS("hail", "--no-config", "m\xc3\xbcller.invalid"));
	job_expect(j, 3, BYTES(""));
	job_expect_sentence(j, "no host named \"m\xc3\xbcller.invalid\"");
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%s", peer_port(p));
	j = job_start(WORDS("hail", "--no-config", "--proxy", proxy, U_LABEL, "4000"));
	peer_expect_text(p, "CONNECT " A_LABEL ":4000 HTTP/1.1\r\n");
	peer_send_text(p, "HTTP/1.1 403 no\r\n\r\n");
	job_expect(j, 4, BYTES(""));
	job_expect_sentence(j, "cannot reach " U_LABEL " port 4000");
}

/* What IDNA doesn't allow is refused before anything is looked up. */
static void test_refused(void)
{
	Job *j = job_start(WORDS("hail", "--no-config", "snow\xe2\x98\x83.example"));

	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, "can't be part of a host name");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a certificate for the A-label", test_certificate, 0 },
		{ "a certificate for another name", test_another_certificate, 0 },
		{ "a pin under the U-label", test_old_pin, 0 },
		{ "what is shown", test_shown, 0 },
		{ "what is looked up", test_looked_up, 0 },
		{ "a name that is none", test_refused, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
