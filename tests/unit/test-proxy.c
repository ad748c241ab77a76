/* The dialogues with proxies, and the layer over a transport that follows a plan. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/proxy-dialogue.h"
#include "net/proxy.h"
#include "script-transport.h"
#include "unit/telnet-record.h"

/* What is said to a proxy that answers `answer`, and what comes of it. */
struct dialogue_case {
	const char *url;
	const char *host;
	unsigned port;
	const char *answer; /* as bytes_append reads it; what is left over is the session's */
	const char *sent;
	enum err_kind kind; /* ERR_NONE: it goes well */
	const char *part; /* of the sentence */
	const char *rest; /* of the answer, not taken */
};

#define S5 "socks5://gw"
#define S5_LOGIN "socks5://user:s3cret@gw"
#define S4 "socks4a://gw"
#define HTTP "http://gw"
#define HTTP_LOGIN "http://user:s3cret@gw"

#define S5_HELLO "05 01 00 "
#define S5_HELLO_LOGIN "05 02 00 02 "
#define S5_ASK_H "05 01 00 03 01 'h' 00 17"
#define S5_LOGIN_SENT "01 04 'user' 06 's3cret' "
#define S4_ASK_H "04 01 00 17 00 00 00 01 00 'h' 00"
#define HTTP_ASK_H "'CONNECT h:23 HTTP/1.1' 0d 0a 'Host: h:23' 0d 0a "
#define HTTP_LOGIN_SENT "'Proxy-Authorization: Basic dXNlcjpzM2NyZXQ=' 0d 0a "
#define CRLF "0d 0a "

static const struct dialogue_case good[] = {
	/* SOCKS5: every type of address in the reply, which is read exactly. */
	{ S5, "h", 23, "05 00 05 00 00 01 01 02 03 04 05 06", S5_HELLO S5_ASK_H, ERR_NONE, "", "" },
	{ S5, "h", 23, "05 00 05 00 00 01 01 02 03 04 05 06 'x' ff", S5_HELLO S5_ASK_H, ERR_NONE,
	  "", "'x' ff" },
	{ S5, "h", 23, "05 00 05 00 00 04 '0123456789abcdef' 05 06 'x'", S5_HELLO S5_ASK_H,
	  ERR_NONE, "", "'x'" },
	{ S5, "h", 23, "05 00 05 00 00 03 03 'abc' 05 06 'x'", S5_HELLO S5_ASK_H, ERR_NONE, "",
	  "'x'" },
	{ S5, "h", 23, "05 00 05 00 00 03 00 05 06 'x'", S5_HELLO S5_ASK_H, ERR_NONE, "", "'x'" },
	{ S5, "h", 23, "05 00 05 00 99 03 01 ff 05 06", S5_HELLO S5_ASK_H, ERR_NONE, "", "" },
	/* What it is asked for. */
	{ S5, "host.example", 65535, "05 00 05 00 00 01 01 02 03 04 05 06",
	  S5_HELLO "05 01 00 03 0c 'host.example' ff ff", ERR_NONE, "", "" },
	{ S5, "192.0.2.7", 256, "05 00 05 00 00 01 01 02 03 04 05 06",
	  S5_HELLO "05 01 00 01 c0 00 02 07 01 00", ERR_NONE, "", "" },
	{ S5, "2001:db8::7", 1, "05 00 05 00 00 01 01 02 03 04 05 06",
	  S5_HELLO "05 01 00 04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 07 00 01", ERR_NONE,
	  "", "" },
	/* The login, wanted and not; 5 in place of 1 is let pass. */
	{ S5_LOGIN, "h", 23, "05 00 05 00 00 01 01 02 03 04 05 06", S5_HELLO_LOGIN S5_ASK_H,
	  ERR_NONE, "", "" },
	{ S5_LOGIN, "h", 23, "05 02 01 00 05 00 00 01 01 02 03 04 05 06",
	  S5_HELLO_LOGIN S5_LOGIN_SENT S5_ASK_H, ERR_NONE, "", "" },
	{ S5_LOGIN, "h", 23, "05 02 05 00 05 00 00 01 01 02 03 04 05 06",
	  S5_HELLO_LOGIN S5_LOGIN_SENT S5_ASK_H, ERR_NONE, "", "" },
	{ "socks5://user@gw", "h", 23, "05 02 01 00 05 00 00 01 01 02 03 04 05 06",
	  S5_HELLO_LOGIN "01 04 'user' 00 " S5_ASK_H, ERR_NONE, "", "" },
	/* SOCKS4A. */
	{ S4, "h", 23, "00 5a 01 02 03 04 05 06 'x'", S4_ASK_H, ERR_NONE, "", "'x'" },
	{ S4, "h", 23, "04 5a 01 02 03 04 05 06", S4_ASK_H, ERR_NONE, "", "" },
	{ S4, "192.0.2.7", 23, "00 5a 01 02 03 04 05 06", "04 01 00 17 c0 00 02 07 00", ERR_NONE,
	  "", "" },
	{ S4, "0.0.0.7", 23, "00 5a 01 02 03 04 05 06", "04 01 00 17 00 00 00 01 00 '0.0.0.7' 00",
	  ERR_NONE, "", "" },
	{ "socks4a://me@gw", "h", 23, "00 5a 01 02 03 04 05 06",
	  "04 01 00 17 00 00 00 01 'me' 00 'h' 00", ERR_NONE, "", "" },
	/* HTTP. */
	{ HTTP, "h", 23, "'HTTP/1.1 200 OK' " CRLF CRLF "'x' 0d 0a", HTTP_ASK_H CRLF, ERR_NONE, "",
	  "'x' 0d 0a" },
	{ HTTP, "h", 23,
	  "'HTTP/1.0 200 Connection established' " CRLF "'A: b' " CRLF "'C:' " CRLF CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_NONE, "", "0d 0a" },
	{ HTTP, "h", 23, "'HTTP/1.1 299' 0a 'A: b' 0a 0a 0a", HTTP_ASK_H CRLF, ERR_NONE, "", "0a" },
	{ HTTP, "h", 23, "'HTTP/1.1 200 OK' 0d 0a 'A: b' 0a 0d 0a 0d 0a", HTTP_ASK_H CRLF, ERR_NONE,
	  "", "0d 0a" },
	{ HTTP, "h", 23, "'HTTP/1.1 200 ' " CRLF "'Content-Length: 5' " CRLF CRLF "'abcde'",
	  HTTP_ASK_H CRLF, ERR_NONE, "", "'abcde'" },
	{ HTTP, "h", 23,
	  "'HTTP/1.1 100 Go on' " CRLF CRLF "'HTTP/1.1 103 Soon' " CRLF "'a: b' " CRLF CRLF
	  "'HTTP/1.1 200 OK' " CRLF CRLF "'x'",
	  HTTP_ASK_H CRLF, ERR_NONE, "", "'x'" },
	{ HTTP_LOGIN, "h", 23, "'HTTP/1.1 200 OK' " CRLF CRLF, HTTP_ASK_H HTTP_LOGIN_SENT CRLF,
	  ERR_NONE, "", "" },
	{ "http://u@gw", "h", 23, "'HTTP/1.1 200 OK' " CRLF CRLF,
	  HTTP_ASK_H "'Proxy-Authorization: Basic dTo=' " CRLF CRLF, ERR_NONE, "", "" },
	{ "http://u:pw@gw", "h", 23, "'HTTP/1.1 200 OK' " CRLF CRLF,
	  HTTP_ASK_H "'Proxy-Authorization: Basic dTpwdw==' " CRLF CRLF, ERR_NONE, "", "" },
	{ HTTP, "2001:db8::7", 23, "'HTTP/1.1 200 OK' " CRLF CRLF,
	  "'CONNECT [2001:db8::7]:23 HTTP/1.1' 0d 0a 'Host: [2001:db8::7]:23' " CRLF CRLF, ERR_NONE,
	  "", "" },
};

static const struct dialogue_case bad[] = {
	/* SOCKS5: methods. */
	{ S5, "h", 23, "05 ff", S5_HELLO, ERR_OTHER, "wants a user and a password", "" },
	{ S5, "h", 23, "05 02", S5_HELLO, ERR_OTHER, "wants a user and a password", "" },
	{ S5, "h", 23, "05 01 'x'", S5_HELLO, ERR_OTHER, "login that is not known", "'x'" },
	{ S5_LOGIN, "h", 23, "05 ff", S5_HELLO_LOGIN, ERR_OTHER, "takes no user and password", "" },
	{ S5_LOGIN, "h", 23, "05 02 01 01", S5_HELLO_LOGIN S5_LOGIN_SENT, ERR_OTHER,
	  "refused the user or the password", "" },
	{ S5_LOGIN, "h", 23, "05 02 01 ff", S5_HELLO_LOGIN S5_LOGIN_SENT, ERR_OTHER,
	  "refused the user or the password", "" },
	{ S5_LOGIN, "h", 23, "05 02 02 00", S5_HELLO_LOGIN S5_LOGIN_SENT, ERR_OTHER, "not SOCKS5",
	  "" },
	/* Something else. */
	{ S5, "h", 23, "'HTTP/1.1 400 Bad'", S5_HELLO, ERR_OTHER, "write http://",
	  "'TP/1.1 400 Bad'" },
	{ S5, "h", 23, "00 5b", S5_HELLO, ERR_OTHER, "write socks4a://", "" },
	{ S5, "h", 23, "04 5b", S5_HELLO, ERR_OTHER, "write socks4a://", "" },
	{ S5, "h", 23, "'SSH-2.0'", S5_HELLO, ERR_OTHER, "not SOCKS5; check", "'H-2.0'" },
	{ S5, "h", 23, "05 00 04 00", S5_HELLO S5_ASK_H, ERR_OTHER, "reply is not SOCKS5", "" },
	{ S5, "h", 23, "05 00 05 00 00 02 00 01", S5_HELLO S5_ASK_H, ERR_OTHER, "unknown type",
	  "01" },
	{ S5, "h", 23, "05 00 05 00 00 00 00", S5_HELLO S5_ASK_H, ERR_OTHER, "unknown type", "" },
	/* Every code, told without waiting for the rest. */
	{ S5, "h", 23, "05 00 05 01", S5_HELLO S5_ASK_H, ERR_OTHER, "general failure", "" },
	{ S5, "h", 23, "05 00 05 02", S5_HELLO S5_ASK_H, ERR_REFUSED, "rules", "" },
	{ S5, "h", 23, "05 00 05 03", S5_HELLO S5_ASK_H, ERR_REFUSED, "network is unreachable",
	  "" },
	{ S5, "h", 23, "05 00 05 04 00", S5_HELLO S5_ASK_H, ERR_REFUSED, "host is unreachable",
	  "00" },
	{ S5, "h", 23, "05 00 05 05", S5_HELLO S5_ASK_H, ERR_REFUSED, "refused the connection",
	  "" },
	{ S5, "h", 23, "05 00 05 06", S5_HELLO S5_ASK_H, ERR_TIMEOUT, "in time", "" },
	{ S5, "h", 23, "05 00 05 07", S5_HELLO S5_ASK_H, ERR_OTHER, "command not supported", "" },
	{ S5, "h", 23, "05 00 05 08", S5_HELLO S5_ASK_H, ERR_OTHER, "type of address", "" },
	{ S5, "h", 23, "05 00 05 09", S5_HELLO S5_ASK_H, ERR_OTHER, "not known here (9)", "" },
	{ S5, "h", 23, "05 00 05 ff", S5_HELLO S5_ASK_H, ERR_OTHER, "not known here (255)", "" },
	{ S5, "h", 23, "05 00 05 f0", S5_HELLO S5_ASK_H, ERR_NAME, "no such onion", "" },
	{ S5, "h", 23, "05 00 05 f1", S5_HELLO S5_ASK_H, ERR_OTHER, "invalid", "" },
	{ S5, "h", 23, "05 00 05 f2", S5_HELLO S5_ASK_H, ERR_REFUSED, "introduced", "" },
	{ S5, "h", 23, "05 00 05 f3", S5_HELLO S5_ASK_H, ERR_REFUSED, "meeting", "" },
	{ S5, "h", 23, "05 00 05 f4", S5_HELLO S5_ASK_H, ERR_OTHER, "Tor lacks", "" },
	{ S5, "h", 23, "05 00 05 f5", S5_HELLO S5_ASK_H, ERR_OTHER, "refused Tor", "" },
	{ S5, "h", 23, "05 00 05 f6", S5_HELLO S5_ASK_H, ERR_NAME, "onion name", "" },
	{ S5, "h", 23, "05 00 05 f7", S5_HELLO S5_ASK_H, ERR_TIMEOUT, "in time", "" },
	/* SOCKS4A. */
	{ S4, "h", 23, "00 5b 00 00 00 00 00 00", S4_ASK_H, ERR_REFUSED, "could not connect", "" },
	{ S4, "h", 23, "00 5c 00 00 00 00 00 00", S4_ASK_H, ERR_OTHER, "in vain", "" },
	{ S4, "h", 23, "00 5d 00 00 00 00 00 00", S4_ASK_H, ERR_OTHER, "another user", "" },
	{ S4, "h", 23, "00 00 00 00 00 00 00 00", S4_ASK_H, ERR_OTHER, "not known here (0)", "" },
	{ S4, "h", 23, "05 5a 00 00 00 00 00 00", S4_ASK_H, ERR_OTHER, "not SOCKS4; check", "" },
	{ S4, "h", 23, "'HTTP/1.1 400'", S4_ASK_H, ERR_OTHER, "write http://", "' 400'" },
	{ S4, "::1", 23, "", "", ERR_USAGE, "SOCKS4 knows no IPv6", "" },
	/* HTTP: statuses, quoted. */
	{ HTTP, "h", 23, "'HTTP/1.1 403 Filtered' " CRLF CRLF "'body'", HTTP_ASK_H CRLF,
	  ERR_REFUSED, "\"HTTP/1.1 403 Filtered\"", "'body'" },
	{ HTTP, "h", 23, "'HTTP/1.1 404 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "web server",
	  "" },
	{ HTTP, "h", 23, "'HTTP/1.1 500 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "500 x\"", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 502 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_REFUSED, "502 x\"",
	  "" },
	{ HTTP, "h", 23, "'HTTP/1.1 503 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_REFUSED, "503 x\"",
	  "" },
	{ HTTP, "h", 23, "'HTTP/1.1 504 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_TIMEOUT, "504 x\"",
	  "" },
	{ HTTP, "h", 23, "'HTTP/1.1 301 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "301 x\"", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 101 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "101 x\"", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 503 x' " CRLF "'X-Squid-Error: ERR_DNS_FAIL 0' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_NAME, "could not be looked up", "" },
	{ HTTP, "h", 23,
	  "'HTTP/1.1 502 x' " CRLF "'a: b' " CRLF "'proxy-status: p; error=dns_error' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_NAME, "could not be looked up", "" },
	{ HTTP, "h", 23,
	  "'HTTP/1.1 502 x' " CRLF "'Proxy-Status: p; error=connection_timeout' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_TIMEOUT, "502 x\"", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 502 x' " CRLF "'Other: Proxy-Status: dns_error' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_REFUSED, "502 x\"", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 502 ' 1b ']0;x' 07 c3 a9 '\"' " CRLF CRLF, HTTP_ASK_H CRLF,
	  ERR_REFUSED, "\"HTTP/1.1 502 ?]0;x????\"", "" },
	{ HTTP, "h", 23,
	  "'HTTP/1.1 502 0123456789012345678901234567890123456789012345678901234567890"
	  "123456789' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_REFUSED, "45678901234567890123456...\"", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 407 x' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER,
	  "wants a user and a password", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 407 x' " CRLF "'Proxy-Authenticate: basic realm=x' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_OTHER, "wants a user and a password", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 407 x' " CRLF "'Proxy-Authenticate: NTLM' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_OTHER, "login that is not known", "" },
	{ HTTP, "h", 23,
	  "'HTTP/1.1 407 x' " CRLF "'Proxy-Authenticate: NTLM' " CRLF
	  "'Proxy-Authenticate: Basic' " CRLF CRLF,
	  HTTP_ASK_H CRLF, ERR_OTHER, "wants a user", "" },
	{ HTTP_LOGIN, "h", 23, "'HTTP/1.1 407 x' " CRLF CRLF, HTTP_ASK_H HTTP_LOGIN_SENT CRLF,
	  ERR_OTHER, "refused the user or the password", "" },
	{ HTTP_LOGIN, "h", 23, "'HTTP/1.0 401 x' " CRLF CRLF, HTTP_ASK_H HTTP_LOGIN_SENT CRLF,
	  ERR_OTHER, "refused the user or the password", "" },
	{ HTTP_LOGIN, "h", 23, "'HTTP/1.1 502 no s3cret' " CRLF CRLF,
	  HTTP_ASK_H HTTP_LOGIN_SENT CRLF, ERR_REFUSED, "with status 502; check", "" },
	/* HTTP: something else, told at the first wrong byte. */
	{ HTTP, "h", 23, "'SSH-2.0'", HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP", "'SH-2.0'" },
	{ HTTP, "h", 23, "'HTTx'", HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP", "" },
	{ HTTP, "h", 23, "05 ff", HTTP_ASK_H CRLF, ERR_OTHER, "write socks5://", "ff" },
	{ HTTP, "h", 23, "00 5b", HTTP_ASK_H CRLF, ERR_OTHER, "write socks5://", "5b" },
	{ HTTP, "h", 23, "15 03", HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP", "03" },
	{ HTTP, "h", 23, "'HTTP/1.1 20' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 2000 OK' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP",
	  "" },
	{ HTTP, "h", 23, "'HTTP/1.1 020 OK' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP",
	  "" },
	{ HTTP, "h", 23, "'HTTP/ABC 200 OK' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP",
	  "" },
	{ HTTP, "h", 23, "'HTTP/' " CRLF CRLF, HTTP_ASK_H CRLF, ERR_OTHER, "not HTTP", "" },
	{ HTTP, "h", 23, "'HTTP/1.1 200' 00 '!'", HTTP_ASK_H CRLF, ERR_OTHER, "NUL", "'!'" },
	/* Hosts that would become something else on the wire; nothing is sent. */
	{ S5, "", 23, "", "", ERR_USAGE, "empty", "" },
	{ HTTP, "h\r\nX: y", 23, "", "", ERR_USAGE, "control character", "" },
	{ S5, "h\n", 23, "", "", ERR_USAGE, "control character", "" },
	{ S4, "a b", 23, "", "", ERR_USAGE, "blank", "" },
	{ S5, "a\177", 23, "", "", ERR_USAGE, "control character", "" },
	{ S5, "b\303\274cher", 23, "", "", ERR_USAGE, "xn--", "" },
	{ HTTP, "a/b", 23, "", "", ERR_USAGE, "no name has", "" },
	{ HTTP, "a@b", 23, "", "", ERR_USAGE, "no name has", "" },
	{ S5, "a:b", 23, "", "", ERR_USAGE, "neither a name", "" },
	{ S5, "fe80::1%eth0", 23, "", "", ERR_USAGE, "zone", "" },
};

/* What came of a dialogue. */
struct outcome {
	enum handshake_state state;
	struct err e;
	struct buf sent;
	size_t taken; /* bytes of the answer */
};

static void outcome_init(struct outcome *o)
{
	*o = (struct outcome){ 0 };
	buf_init(&o->sent);
}

static void take_output(struct proxy_dialogue *t, struct outcome *o)
{
	buf_append(&o->sent, buf_data(&t->out), buf_length(&t->out));
	buf_consume(&t->out, buf_length(&t->out));
}

/* Runs a dialogue without I/O, the answer in pieces of at most `chunk`. */
static void run_dialogue(const struct dialogue_case *c, const struct buf *answer, size_t chunk,
			 struct outcome *o)
{
	struct proxy_chain chain;
	struct proxy_dialogue t;

	outcome_init(o);
	assert_true(proxy_url_parse(c->url, &chain, NULL));
	proxy_dialogue_init(&t, &chain.hops[0], c->host, c->port);
	proxy_chain_fini(&chain);
	while ((o->state = proxy_dialogue_step(&t, &o->e)) == HANDSHAKE_BUSY) {
		size_t n = proxy_dialogue_room(&t);

		assert_true(n > 0);
		take_output(&t, o);
		if (n > buf_length(answer) - o->taken)
			n = buf_length(answer) - o->taken;
		if (n > chunk)
			n = chunk;
		if (!n)
			break;
		proxy_dialogue_receive(&t, buf_data(answer) + o->taken, n);
		o->taken += n;
	}
	take_output(&t, o);
	proxy_dialogue_fini(&t);
}

static void check_outcome(const struct dialogue_case *c, const struct buf *answer, size_t chunk,
			  const struct outcome *o)
{
	char what[200];

	snprintf(what, sizeof(what), "%s for %s, answer %.100s, chunk %zu", c->url, c->host,
		 c->answer, chunk);
	if (o->state != (c->kind == ERR_NONE ? HANDSHAKE_DONE : HANDSHAKE_FAILED))
		fail_msg("%s: state %d, \"%s\"", what, o->state, o->e.text);
	assert_bytes(what, c->sent, buf_data(&o->sent), buf_length(&o->sent));
	if (buf_length(answer))
		assert_bytes(what, c->rest, buf_data(answer) + o->taken,
			     buf_length(answer) - o->taken);
	if (c->kind == ERR_NONE)
		return;
	if (o->e.kind != c->kind || !strstr(o->e.text, c->part) || strstr(o->e.text, "s3cret") ||
	    strpbrk(o->e.text, "\r\n\033"))
		fail_msg("%s\n  expected kind %d \"%s\"\n  saw      kind %d \"%s\"", what, c->kind,
			 c->part, o->e.kind, o->e.text);
}

static const size_t chunks[] = { 1, 2, 3, 7, SIZE_MAX };

enum { CHUNKS = sizeof(chunks) / sizeof(*chunks) };

static void check_dialogues(const struct dialogue_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf answer;

		buf_init(&answer);
		bytes_append(&answer, cases[i].answer);
		for (size_t j = 0; j < CHUNKS; j++) {
			struct outcome o;

			run_dialogue(&cases[i], &answer, chunks[j], &o);
			check_outcome(&cases[i], &answer, chunks[j], &o);
			buf_fini(&o.sent);
		}
		buf_fini(&answer);
	}
}

static void test_good(void **state)
{
	(void)state;
	check_dialogues(good, sizeof(good) / sizeof(*good));
}

static void test_bad(void **state)
{
	(void)state;
	check_dialogues(bad, sizeof(bad) / sizeof(*bad));
}

/* An answer cut anywhere leaves the dialogue waiting, and the end is then explained. */
static void test_truncated(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct buf answer, rest;

		buf_init(&answer);
		buf_init(&rest);
		bytes_append(&answer, good[i].answer);
		bytes_append(&rest, good[i].rest);
		for (size_t n = 0; n < buf_length(&answer) - buf_length(&rest); n++) {
			struct buf cut;
			struct outcome o;

			buf_init(&cut);
			buf_append(&cut, buf_data(&answer), n);
			run_dialogue(&good[i], &cut, SIZE_MAX, &o);
			assert_int_equal(o.state, HANDSHAKE_BUSY);
			assert_int_equal(o.taken, n);
			buf_fini(&o.sent);
			buf_fini(&cut);
		}
		buf_fini(&answer);
		buf_fini(&rest);
	}
}

static void test_long_host(void **state)
{
	struct dialogue_case c = { .url = S5, .port = 23, .kind = ERR_USAGE, .part = "too long" };
	struct buf nothing;
	struct outcome o;
	char host[300];

	(void)state;
	buf_init(&nothing);
	memset(host, 'a', sizeof(host));
	c.host = host;
	host[255] = '\0';
	run_dialogue(&c, &nothing, 1, &o);
	assert_int_equal(o.state, HANDSHAKE_BUSY);
	buf_fini(&o.sent);
	host[255] = 'a';
	host[256] = '\0';
	run_dialogue(&c, &nothing, 1, &o);
	assert_int_equal(o.state, HANDSHAKE_FAILED);
	assert_int_equal(o.e.kind, ERR_USAGE);
	assert_non_null(strstr(o.e.text, "too long"));
	buf_fini(&o.sent);
}

/* A head of just 16 KiB is taken; one that goes on isn't. Interim answers count too. */
static void test_header_limit(void **state)
{
	static const char *const heads[] = {
		"HTTP/1.1 200 OK\r\nX: ",
		"HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 200 OK\r\nX: ",
	};
	const struct dialogue_case c = { .url = HTTP, .host = "h", .port = 23 };

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		for (size_t extra = 0; extra < 2; extra++) {
			struct buf answer;
			struct outcome o;

			buf_init(&answer);
			buf_append(&answer, heads[i], strlen(heads[i]));
			while (buf_length(&answer) < PROXY_DIALOGUE_HEADER_MAX - 4 + extra)
				buf_append_byte(&answer, 'x');
			buf_append(&answer, "\r\n\r\n", 4);
			run_dialogue(&c, &answer, SIZE_MAX, &o);
			assert_int_equal(o.state, extra ? HANDSHAKE_FAILED : HANDSHAKE_DONE);
			assert_int_equal(o.taken, PROXY_DIALOGUE_HEADER_MAX);
			assert_true(!extra || strstr(o.e.text, "16 KiB"));
			buf_fini(&o.sent);
			buf_fini(&answer);
		}
	}
}

/* The sentence has the target, the proxy without its credentials, the cause and advice. */
static void test_sentence(void **state)
{
	const struct dialogue_case c = { S5_LOGIN, "host.example", 23, "05 00 05 05",
					 "",       ERR_REFUSED,    "", "" };
	struct buf answer;
	struct outcome o;

	(void)state;
	buf_init(&answer);
	bytes_append(&answer, c.answer);
	run_dialogue(&c, &answer, 1, &o);
	assert_string_equal(
		o.e.text,
		"cannot reach host.example port 23 through the proxy socks5://gw:1080: the "
		"host refused the connection; check the port, and that the service is "
		"running there");
	buf_fini(&o.sent);
	buf_fini(&answer);
}

/* --- The layer. */

/* A layer over a transport that answers by `steps`. */
static Proxy *start_layer(const struct dialogue_case *c, const struct script_step *steps,
			  size_t count, size_t write_room, struct buf *written)
{
	struct proxy_config config = { .host = c->host, .port = c->port };
	struct proxy_chain chain;
	Proxy *p;

	assert_true(proxy_url_parse(c->url, &chain, NULL));
	config.proxy = &chain.hops[0];
	p = proxy_new(script_transport(steps, count, write_room, written), &config, 0);
	proxy_chain_fini(&chain);
	assert_int_equal(proxy_fd(p), -1);
	assert_int_equal(proxy_wants(p), TRANSPORT_WRITE);
	return p;
}

/* Steps that give the bytes one by one with nothing in between. */
static struct script_step *slow_steps(const struct buf *answer, size_t *count)
{
	size_t n = buf_length(answer);
	struct script_step *steps = mem_calloc(2 * n + 1, sizeof(*steps));

	for (size_t i = 0; i < n; i++) {
		steps[2 * i] = (struct script_step){ .action = SCRIPT_AGAIN };
		steps[2 * i + 1] = (struct script_step){ SCRIPT_DATA, buf_data(answer) + i, 1 };
	}
	*count = 2 * n;
	return steps;
}

/* Whatever follows the answer is read from the transport itself. */
static void check_rest(Proxy *p, const struct dialogue_case *c)
{
	Transport *t = proxy_take_transport(p);
	struct buf rest;
	char bytes[64];
	size_t done;
	struct err e;

	buf_init(&rest);
	for (int i = 0; i < 100; i++)
		if (transport_read(t, bytes, sizeof(bytes), &done, &e) == IO_OK)
			buf_append(&rest, bytes, done);
	assert_bytes(c->answer, c->rest, buf_data(&rest), buf_length(&rest));
	buf_fini(&rest);
	transport_free(t);
}

static void check_layer(const struct dialogue_case *c, size_t write_room)
{
	struct script_step *steps;
	struct buf answer, written;
	enum handshake_state s;
	struct err e = { 0 };
	size_t count;
	Proxy *p;

	buf_init(&answer);
	buf_init(&written);
	bytes_append(&answer, c->answer);
	steps = slow_steps(&answer, &count);
	p = start_layer(c, steps, count, write_room, &written);
	for (int i = 0; i < 1000 && (s = proxy_step(p, i, &e)) == HANDSHAKE_BUSY; i++)
		assert_true(proxy_wants(p) & TRANSPORT_READ);
	if (s != (c->kind == ERR_NONE ? HANDSHAKE_DONE : HANDSHAKE_FAILED) || e.kind != c->kind)
		fail_msg("%s, answer %s: state %d, \"%s\"", c->url, c->answer, s, e.text);
	assert_bytes(c->answer, c->sent, buf_data(&written), buf_length(&written));
	if (s == HANDSHAKE_DONE)
		check_rest(p, c);
	proxy_free(p);
	free(steps);
	buf_fini(&answer);
	buf_fini(&written);
}

static void test_layer(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		check_layer(&good[i], 1000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		check_layer(&bad[i], 1000);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		check_layer(&good[i], 1);
	proxy_free(NULL);
}

static void check_end(const char *url, const struct script_step *steps, size_t count,
		      enum err_kind kind, const char *part)
{
	const struct dialogue_case c = { .url = url, .host = "h", .port = 23 };
	struct buf written;
	struct err e = { 0 };
	Proxy *p;

	buf_init(&written);
	p = start_layer(&c, steps, count, 1000, &written);
	if (proxy_step(p, 0, &e) != HANDSHAKE_FAILED || e.kind != kind || !strstr(e.text, part))
		fail_msg("%s: expected kind %d \"%s\", saw kind %d \"%s\"", url, kind, part, e.kind,
			 e.text);
	proxy_free(p);
	buf_fini(&written);
}

static void test_ends(void **state)
{
	static const struct script_step end[] = { { .action = SCRIPT_EOF } };
	static const struct script_step reset[] = { { .action = SCRIPT_ERROR } };
	static const struct script_step cut[] = { { SCRIPT_DATA, "\5", 1 },
						  { .action = SCRIPT_EOF } };
	static const char *const urls[] = { S5, S4, HTTP };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		check_end(urls[i], end, 1, ERR_OTHER,
			  "closed the connection without an answer; check");
		check_end(urls[i], reset, 1, ERR_OTHER, "the peer reset the connection; check");
	}
	check_end(S5, cut, 2, ERR_OTHER, "in the middle of its answer");
}

/* Nothing can be written: it waits for that, and does not call itself done on an early answer. */
static void test_blocked(void **state)
{
	static const struct script_step steps[] = { { SCRIPT_DATA, "HTTP/1.1 200 OK\r\n\r\n",
						      19 } };
	const struct dialogue_case c = { .url = HTTP, .host = "h", .port = 23 };
	struct buf written;
	struct err e = { 0 };
	Proxy *p;

	(void)state;
	buf_init(&written);
	p = start_layer(&c, steps, 1, 0, &written);
	assert_int_equal(proxy_step(p, 0, &e), HANDSHAKE_BUSY);
	assert_int_equal(proxy_step(p, 0, &e), HANDSHAKE_BUSY);
	assert_int_equal(proxy_wants(p), TRANSPORT_WRITE);
	proxy_free(p);
	buf_fini(&written);
}

static void test_service_port(void **state)
{
	struct err e = { 0 };
	unsigned port = 0;

	(void)state;
	assert_true(proxy_service_port("2323", &port, &e));
	assert_int_equal(port, 2323);
	assert_false(proxy_service_port("no-such-service", &port, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_false(proxy_service_port("0", &port, &e));
	assert_false(proxy_service_port("65536", &port, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),         cmocka_unit_test(test_bad),
		cmocka_unit_test(test_truncated),    cmocka_unit_test(test_long_host),
		cmocka_unit_test(test_header_limit), cmocka_unit_test(test_sentence),
		cmocka_unit_test(test_layer),        cmocka_unit_test(test_ends),
		cmocka_unit_test(test_blocked),      cmocka_unit_test(test_service_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
