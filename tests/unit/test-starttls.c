/* The dialogue before TLS: each protocol's at every chunk size, refusals, and what is
 * injected. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "script-transport.h"
#include "tls/starttls-connect.h"

enum { TURNS = 8 };

struct dialogue {
	enum starttls_protocol protocol;
	bool live;
	const char *turns[TURNS]; /* the server's begin with `<`, ours with `>` */
	const char *error; /* NULL = it goes well */
	size_t dropped;
};

#define FEATURES "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
#define ASK "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define OPEN                                                                                       \
	"><?xml version='1.0'?><stream:stream to='a.example' version='1.0' xmlns='jabber:client' " \
	"xmlns:stream='http://etherx.jabber.org/streams'>"
#define STREAM "<<?xml version='1.0'?><stream:stream id='a>b' xmlns='jabber:client'>"

static const struct dialogue dialogues[] = {
	{ STARTTLS_SMTP,
	  false,
	  { "<220 mail.example ESMTP\r\n", ">EHLO [127.0.0.1]\r\n",
	    "<250-mail.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", ">STARTTLS\r\n",
	    "<220 go ahead\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<220-mail.example\r\n220-long greeting\r\n220 ready\n", ">EHLO [127.0.0.1]\r\n",
	    "<250-mail.example\n250-starttls\n250 HELP\n", ">STARTTLS\r\n", "<220\n" },
	  NULL,
	  0 },
	{ STARTTLS_SMTP,
	  true,
	  { ">EHLO [127.0.0.1]\r\n", "<250 STARTTLS\r\n", ">STARTTLS\r\n", "<220 go\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<220 x\r\n", ">EHLO [127.0.0.1]\r\n", "<250-x\r\n250 STARTTLSX\r\n" },
	  "the SMTP server does not offer STARTTLS",
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<220 x\r\n", ">EHLO [127.0.0.1]\r\n", "<502 what?\r\n" },
	  "the SMTP server does not offer STARTTLS: 502 what?",
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<220 x\r\n", ">EHLO [127.0.0.1]\r\n", "<250 STARTTLS\r\n", ">STARTTLS\r\n",
	    "<454 not\x1b[1m now\r\n" },
	  "the SMTP server refused STARTTLS: 454 not^[[1m now",
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<554 go away\r\n" },
	  "the SMTP server does not let us begin: 554 go away",
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<+OK pop3 here\r\n" },
	  "the SMTP server does not speak its protocol: it said: +OK pop3 here",
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<2200 x\r\n" },
	  "the SMTP server does not speak its protocol: it said: 2200 x",
	  0 },
	{ STARTTLS_SMTP,
	  false,
	  { "<\r\n" },
	  "the SMTP server does not speak its protocol: it said: ",
	  0 },
	{ STARTTLS_SMTP, false, { "<220-x\r\n250\r\n220\r\n", ">EHLO [127.0.0.1]\r\n" }, "", 0 },
	/* CVE-2011-0411: what comes with the go-ahead was not protected. */
	{ STARTTLS_SMTP,
	  true,
	  { ">EHLO [127.0.0.1]\r\n", "<250 STARTTLS\r\n", ">STARTTLS\r\n",
	    "<220 go\r\n250 INJECTED\r\n" },
	  NULL,
	  14 },
	{ STARTTLS_IMAP,
	  false,
	  { "<* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n", ">hail1 CAPABILITY\r\n",
	    "<* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nhail1 OK done\r\n",
	    ">hail2 STARTTLS\r\n", "<* 3 EXISTS\r\nhail2 OK begin\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_IMAP,
	  true,
	  { ">hail1 CAPABILITY\r\n",
	    "<a7 OK earlier\r\n* capability imap4rev1 starttls\r\nhail1 OK\r\n",
	    ">hail2 STARTTLS\r\n", "<hail2 OK\r\n* OK injected\r\n" },
	  NULL,
	  15 },
	{ STARTTLS_IMAP,
	  false,
	  { "<* OK x\r\n", ">hail1 CAPABILITY\r\n", "<* CAPABILITY IMAP4rev1\r\nhail1 OK\r\n" },
	  "the IMAP server does not offer STARTTLS",
	  0 },
	{ STARTTLS_IMAP,
	  false,
	  { "<* OK x\r\n", ">hail1 CAPABILITY\r\n", "<* CAPABILITY STARTTLS\r\nhail1 OK\r\n",
	    ">hail2 STARTTLS\r\n", "<hail2 NO out of order\r\n" },
	  "the IMAP server refused STARTTLS: hail2 NO out of order",
	  0 },
	{ STARTTLS_IMAP,
	  false,
	  { "<* OK x\r\n", ">hail1 CAPABILITY\r\n", "<* CAPABILITY STARTTLS\r\nhail1 OK\r\n",
	    ">hail2 STARTTLS\r\n", "<hail2 BAD what\r\n" },
	  "the IMAP server does not offer STARTTLS: hail2 BAD what",
	  0 },
	{ STARTTLS_IMAP,
	  false,
	  { "<* PREAUTH you are in\r\n" },
	  "the IMAP server does not let us begin: * PREAUTH you are in",
	  0 },
	{ STARTTLS_IMAP,
	  false,
	  { "<* OK x\r\n", ">hail1 CAPABILITY\r\n", "<* BYE too late\r\n" },
	  "the IMAP server refused STARTTLS: * BYE too late",
	  0 },
	{ STARTTLS_IMAP,
	  false,
	  { "<220 smtp\r\n" },
	  "the IMAP server does not speak its protocol: it said: 220 smtp",
	  0 },
	{ STARTTLS_POP3,
	  false,
	  { "<+OK ready\r\n", ">CAPA\r\n", "<+OK list\r\nTOP\r\nSTLS\r\nUSER\r\n.\r\n", ">STLS\r\n",
	    "<+OK begin\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_POP3,
	  false,
	  { "<+OK\r\n", ">CAPA\r\n", "<-ERR unknown\r\n", ">STLS\r\n", "<+OK\r\n+OK evil\r\n" },
	  NULL,
	  10 },
	{ STARTTLS_POP3,
	  true,
	  { ">CAPA\r\n", "<+OK\r\nTOP\r\n.\r\n" },
	  "the POP3 server does not offer STARTTLS",
	  0 },
	{ STARTTLS_POP3,
	  true,
	  { ">CAPA\r\n", "<+OK\r\nSTLS\r\n.\r\n", ">STLS\r\n", "<-ERR no\r\n" },
	  "the POP3 server refused STARTTLS: -ERR no",
	  0 },
	{ STARTTLS_FTP,
	  false,
	  { "<120 wait\r\n220-hello\r\n 230 not yet\r\n220 ready\r\n", ">AUTH TLS\r\n",
	    "<234 proceed\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_FTP,
	  true,
	  { ">AUTH TLS\r\n", "<234-well\r\n234 proceed\r\n331 evil\r\n" },
	  NULL,
	  10 },
	{ STARTTLS_FTP,
	  true,
	  { ">AUTH TLS\r\n", "<502 no\r\n" },
	  "the FTP server does not offer STARTTLS: 502 no",
	  0 },
	{ STARTTLS_FTP,
	  true,
	  { ">AUTH TLS\r\n", "<530 log in first\r\n" },
	  "the FTP server refused STARTTLS: 530 log in first",
	  0 },
	{ STARTTLS_NNTP,
	  false,
	  { "<201 no posting\r\n", ">CAPABILITIES\r\n",
	    "<101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n", ">STARTTLS\r\n", "<382 go\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_NNTP,
	  true,
	  { ">CAPABILITIES\r\n", "<500 what\r\n", ">STARTTLS\r\n", "<382 go\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_NNTP,
	  true,
	  { ">CAPABILITIES\r\n", "<101\r\nVERSION 2\r\n.\r\n" },
	  "the NNTP server does not offer STARTTLS",
	  0 },
	{ STARTTLS_NNTP,
	  true,
	  { ">CAPABILITIES\r\n", "<101\r\nSTARTTLS\r\n.\r\n", ">STARTTLS\r\n", "<580 no\r\n" },
	  "the NNTP server refused STARTTLS: 580 no",
	  0 },
	{ STARTTLS_IRC,
	  false,
	  { ">STARTTLS\r\n",
	    "<NOTICE AUTH :looking up\r\n:irc.example 670 * :STARTTLS successful\r\n" },
	  NULL,
	  0 },
	{ STARTTLS_IRC,
	  true,
	  { ">STARTTLS\r\n", "<:irc 670 you :go\r\n:evil PRIVMSG you :hi\r\n" },
	  NULL,
	  23 },
	{ STARTTLS_IRC,
	  false,
	  { ">STARTTLS\r\n", "<:irc 691 * :STARTTLS failed\r\n" },
	  "the IRC server refused STARTTLS: :irc 691 * :STARTTLS failed",
	  0 },
	{ STARTTLS_IRC,
	  false,
	  { ">STARTTLS\r\n", "<:irc 421 * STARTTLS :Unknown command\r\n" },
	  "the IRC server does not offer STARTTLS: :irc 421 * STARTTLS :Unknown command",
	  0 },
	{ STARTTLS_IRC,
	  false,
	  { ">STARTTLS\r\n", "<ERROR :Closing Link\r\n" },
	  "the IRC server refused STARTTLS: ERROR :Closing Link",
	  0 },
	{ STARTTLS_XMPP,
	  false,
	  { OPEN,
	    STREAM FEATURES "<starttls xmlns='urn:x'><required/></starttls></stream:features>",
	    ">" ASK, "<<proceed xmlns='urn:x'/>" },
	  NULL,
	  0 },
	{ STARTTLS_XMPP,
	  false,
	  { OPEN, STREAM " " FEATURES "<starttls/></stream:features>", ">" ASK,
	    "<<x:proceed xmlns:x=\"a>'b\"></x:proceed><message>evil</message>" },
	  NULL,
	  23 },
	{ STARTTLS_XMPP, true, { ">" ASK, "<<message>hi</message>\n<proceed/>\n" }, NULL, 1 },
	{ STARTTLS_XMPP,
	  false,
	  { OPEN, STREAM FEATURES "</stream:features>" },
	  "the XMPP server does not offer STARTTLS",
	  0 },
	{ STARTTLS_XMPP,
	  false,
	  { OPEN, STREAM "<features/>" },
	  "the XMPP server does not offer STARTTLS",
	  0 },
	{ STARTTLS_XMPP,
	  true,
	  { ">" ASK, "<<failure xmlns='x'/></stream:stream>" },
	  "the XMPP server refused STARTTLS",
	  0 },
	{ STARTTLS_XMPP,
	  false,
	  { OPEN, STREAM "<stream:error><host-unknown/></stream:error>" },
	  "the XMPP server ended the stream before TLS could begin",
	  0 },
	{ STARTTLS_XMPP,
	  false,
	  { OPEN, "<220 smtp\r\n" },
	  "the XMPP server does not speak its protocol: it did not begin with a tag",
	  0 },
};

enum { DIALOGUES = sizeof(dialogues) / sizeof(dialogues[0]) };

static void complain(const struct dialogue *t, size_t index, unsigned chunk, const char *what,
		     const char *saw, const char *expected)
{
	fail_msg("dialogue %zu (%s%s), chunk %u: %s \"%s\", expected \"%s\"", index,
		 starttls_name(t->protocol), t->live ? ", live" : "", chunk, what, saw, expected);
}

/* Feeds in chunks; 0 = whole, more than 1000 = random. The bytes are copied, so that reading past
 * them is seen. */
static enum starttls_state feed(Starttls *s, const char *bytes, size_t n, unsigned chunk,
				struct buf *out, struct err *e)
{
	enum starttls_state state = STARTTLS_BUSY;
	unsigned seed = chunk;

	for (size_t i = 0; i < n;) {
		size_t size = chunk > 1000 ? (seed = seed * 1103515245 + 12345) >> 16 & 7 : chunk;
		char *copy;

		size = chunk > 1000 ? size + 1 : size;
		if (!size || size > n - i)
			size = n - i;
		copy = mem_strndup(bytes + i, size);
		state = starttls_feed(s, copy, size, out, e);
		free(copy);
		i += size;
	}
	return state;
}

static void check_dialogue(size_t index, unsigned chunk)
{
	const struct dialogue *t = &dialogues[index];
	Starttls *s = starttls_new(t->protocol, t->live, "a.example");
	enum starttls_state state = STARTTLS_BUSY,
			    expected = t->error ? STARTTLS_FAILED : STARTTLS_GO;
	struct err e = { .kind = ERR_NONE };
	struct buf out;

	buf_init(&out);
	starttls_begin(s, &out);
	for (size_t i = 0; i < TURNS && t->turns[i]; i++) {
		const char *text = t->turns[i] + 1;

		if (t->turns[i][0] == '<') {
			assert_int_equal(state, STARTTLS_BUSY);
			assert_int_equal(buf_length(&out), 0);
			state = feed(s, text, strlen(text), chunk, &out, &e);
			continue;
		}
		buf_append_byte(&out, '\0');
		if (strcmp(buf_data(&out), text) != 0)
			complain(t, index, chunk, "we said", buf_data(&out), text);
		buf_clear(&out);
	}
	if (t->error && !*t->error)
		expected = STARTTLS_BUSY;
	if (state != expected || (t->error && strcmp(e.text, t->error) != 0))
		complain(t, index, chunk, "ended with", e.text, t->error ? t->error : "go");
	assert_int_equal(e.kind, expected == STARTTLS_FAILED ? ERR_TLS : ERR_NONE);
	assert_int_equal(buf_length(&out), 0);
	assert_int_equal(starttls_dropped(s), t->dropped);
	buf_fini(&out);
	starttls_free(s);
}

static void test_dialogues(void **state)
{
	static const unsigned chunks[] = { 0, 1, 2, 3, 7, 1001, 1002, 1003 };

	(void)state;
	for (size_t i = 0; i < DIALOGUES; i++)
		for (size_t c = 0; c < sizeof(chunks) / sizeof(chunks[0]); c++)
			check_dialogue(i, chunks[c]);
}

/* Feeds `piece` again and again; the talk must end with the sentence long before memory does. */
static void check_endless(enum starttls_protocol protocol, const char *first, const char *piece,
			  const char *expected)
{
	Starttls *s = starttls_new(protocol, false, "a.example");
	struct err e = { .kind = ERR_NONE };
	struct buf out;
	size_t fed = 0;

	buf_init(&out);
	starttls_begin(s, &out);
	starttls_feed(s, first, strlen(first), &out, &e);
	while (starttls_feed(s, piece, strlen(piece), &out, &e) == STARTTLS_BUSY && fed < 1000000)
		fed += strlen(piece);
	assert_string_equal(e.text, expected);
	assert_true(fed <= STARTTLS_TALK_MAX);
	/* It is over: nothing more is said. */
	buf_clear(&out);
	err_clear(&e);
	assert_int_equal(starttls_feed(s, "220 ok\r\n", 8, &out, &e), STARTTLS_FAILED);
	assert_string_equal(e.text, expected);
	assert_int_equal(buf_length(&out), 0);
	buf_fini(&out);
	starttls_free(s);
}

static void test_endless(void **state)
{
	(void)state;
	check_endless(STARTTLS_SMTP, "220 ", "aaaaaaaaaa",
		      "the SMTP server sent an endless line instead of an answer to STARTTLS");
	check_endless(STARTTLS_SMTP, "", "220-more\r\n",
		      "the SMTP server talks without end instead of answering STARTTLS");
	check_endless(STARTTLS_IMAP, "* OK\r\n", "* noise\r\n",
		      "the IMAP server talks without end instead of answering STARTTLS");
	check_endless(STARTTLS_POP3, "+OK\r\n+OK\r\n", "x\r\n",
		      "the POP3 server talks without end instead of answering STARTTLS");
	check_endless(STARTTLS_IRC, "", ":a NOTICE\r\n",
		      "the IRC server talks without end instead of answering STARTTLS");
	check_endless(STARTTLS_XMPP, "<a b='", "aaaaaa>",
		      "the XMPP server sent an endless tag instead of an answer to STARTTLS");
	check_endless(STARTTLS_XMPP, "<a>", "text",
		      "the XMPP server talks without end instead of answering STARTTLS");
}

static void test_nul(void **state)
{
	Starttls *s = starttls_new(STARTTLS_SMTP, true, "a.example");
	struct err e;
	struct buf out;

	(void)state;
	buf_init(&out);
	/* The word is not STARTTLS, though C would read it so. */
	assert_int_equal(starttls_feed(s, "250 STARTTLS\0X\r\n", 16, &out, &e), STARTTLS_FAILED);
	assert_string_equal(e.text, "the SMTP server does not offer STARTTLS");
	buf_fini(&out);
	starttls_free(s);
}

static void test_names(void **state)
{
	enum starttls_protocol protocol;
	struct err e;

	(void)state;
	for (size_t i = 0; i < STARTTLS_COUNT; i++) {
		assert_true(
			starttls_parse(starttls_name((enum starttls_protocol)i), &protocol, &e));
		assert_int_equal(protocol, i);
	}
	assert_true(starttls_parse("IMAP", &protocol, &e));
	assert_int_equal(protocol, STARTTLS_IMAP);
	assert_false(starttls_parse("ldap", &protocol, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, "STARTTLS is known for smtp, imap, pop3, ftp, nntp, xmpp, irc");
}

static void test_host_in_xml(void **state)
{
	Starttls *s = starttls_new(STARTTLS_XMPP, false, "a'/><b&\"");
	struct buf out;

	(void)state;
	buf_init(&out);
	starttls_begin(s, &out);
	buf_append_byte(&out, '\0');
	assert_non_null(strstr(buf_data(&out), "to='a&apos;/&gt;&lt;b&amp;&quot;' "));
	buf_fini(&out);
	starttls_free(s);
}

/* RFC 7622 section 3.2: a name in XMPP is a U-label. */
static void test_international_host(void **state)
{
	Starttls *s = starttls_new(STARTTLS_XMPP, false, "xn--mller-kva.example");
	struct buf out;

	(void)state;
	buf_init(&out);
	starttls_begin(s, &out);
	buf_append_byte(&out, '\0');
	assert_non_null(strstr(buf_data(&out), "to='m\xc3\xbcller.example' "));
	buf_fini(&out);
	starttls_free(s);
}

/* --- Over a transport. */

#define STEP(literal)                                     \
	{                                                 \
		SCRIPT_DATA, literal, sizeof(literal) - 1 \
	}

static void test_connect(void **state)
{
	static const struct script_step steps[] = {
		STEP("220 x\r"),
		{ .action = SCRIPT_AGAIN },
		STEP("\n"),
		{ .action = SCRIPT_AGAIN },
		STEP("250 STARTTLS\r\n"),
		STEP("220 go\r\ninjected\r\n"),
		STEP("what TLS reads"),
	};
	const struct starttls_connect_config config = { .protocol = STARTTLS_SMTP,
							.host = "a.example" };
	struct buf written;
	struct err e;
	StarttlsConnect *c;
	Transport *t;
	char bytes[100];
	size_t done;

	(void)state;
	buf_init(&written);
	c = starttls_connect_new(script_transport(steps, 7, 3, &written), &config, 0);
	assert_int_equal(starttls_connect_step(c, 0, &e), HANDSHAKE_BUSY);
	assert_int_equal(starttls_connect_wants(c), TRANSPORT_READ);
	assert_int_equal(starttls_connect_step(c, 0, &e), HANDSHAKE_BUSY);
	assert_int_equal(buf_length(&written), strlen("EHLO [127.0.0.1]\r\n"));
	assert_int_equal(starttls_connect_step(c, 0, &e), HANDSHAKE_DONE);
	assert_int_equal(starttls_connect_dropped(c), 10);
	t = starttls_connect_take_transport(c);
	starttls_connect_free(c);
	assert_int_equal(transport_read(t, bytes, sizeof(bytes), &done, &e), IO_OK);
	assert_memory_equal(bytes, "what TLS reads", 14);
	transport_free(t);
	buf_append_byte(&written, '\0');
	assert_string_equal(buf_data(&written), "EHLO [127.0.0.1]\r\nSTARTTLS\r\n");
	buf_fini(&written);
}

static void check_lost(enum script_action end, size_t room, const char *expected)
{
	const struct script_step steps[] = { STEP("220 x\r\n"), { .action = end } };
	const struct starttls_connect_config config = { .protocol = STARTTLS_SMTP,
							.host = "a.example" };
	struct buf written;
	struct err e = { .kind = ERR_NONE };
	StarttlsConnect *c;

	buf_init(&written);
	c = starttls_connect_new(script_transport(steps, 2, room, &written), &config, 0);
	if (!room) {
		assert_int_equal(starttls_connect_step(c, 0, &e), HANDSHAKE_BUSY);
		assert_int_equal(starttls_connect_wants(c), TRANSPORT_WRITE);
	} else {
		assert_int_equal(starttls_connect_step(c, 0, &e), HANDSHAKE_FAILED);
		assert_string_equal(e.text, expected);
	}
	starttls_connect_free(c);
	buf_fini(&written);
}

static void test_lost(void **state)
{
	(void)state;
	check_lost(SCRIPT_EOF, 100, "the SMTP server closed the connection before TLS could begin");
	check_lost(SCRIPT_ERROR, 100, "the peer reset the connection");
	check_lost(SCRIPT_EOF, 0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dialogues),   cmocka_unit_test(test_endless),
		cmocka_unit_test(test_nul),         cmocka_unit_test(test_names),
		cmocka_unit_test(test_host_in_xml), cmocka_unit_test(test_international_host),
		cmocka_unit_test(test_connect),     cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
