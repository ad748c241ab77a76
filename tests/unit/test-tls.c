/* What the handshake finds out about a certificate, and what it says when it fails. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/str.h"
#include "script-transport.h"
#include "tls/tls.h"
#include "tls/trust.h"
#include "unit/tls-peer.h"

static TestCert *root, *middle, *stranger, *old_root;
static char ca_path[512];

static void temporary(char *path, size_t size, const char *name)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(path, size, "%s/test-tls-%ld-%s", tmp ? tmp : "/tmp", (long)getpid(), name);
}

static TestCert *new_ca(const char *name, const TestCert *issuer, int from, int to)
{
	const struct test_cert_spec spec = {
		.name = name, .ca = true, .from_days = from, .to_days = to
	};

	return test_cert_new(&spec, issuer);
}

static int set_up(void **state)
{
	const TestCert *more[2] = { NULL };

	(void)state;
	root = new_ca("Test Root", NULL, -1000, 1000);
	middle = new_ca("Test Middle", root, 0, 0);
	stranger = new_ca("Strange Root", NULL, 0, 0);
	old_root = new_ca("Old Root", NULL, -1000, -3);
	more[0] = old_root;
	temporary(ca_path, sizeof(ca_path), "ca.pem");
	test_cert_write(root, more, ca_path);
	/* The machine's own authorities take long to load and have no say here. */
	return setenv("SSL_CERT_FILE", "/nowhere", 1) || setenv("SSL_CERT_DIR", "/nowhere", 1);
}

static int tear_down(void **state)
{
	(void)state;
	test_cert_free(root);
	test_cert_free(middle);
	test_cert_free(stranger);
	test_cert_free(old_root);
	return unlink(ca_path);
}

static TlsContext *new_context(const struct tls_context_config *config)
{
	struct err e = { .kind = ERR_NONE };
	TlsContext *c = tls_context_new(config, &e);

	if (!c)
		fail_msg("no context: %s", e.text);
	return c;
}

static TlsContext *plain_context(void)
{
	return new_context(&(struct tls_context_config){ .ca_file = ca_path });
}

/* Steps until the handshake is over. */
static enum handshake_state shake(Tls *t, TestLink *l, struct err *e)
{
	for (unsigned i = 0; i < 100000; i++) {
		enum handshake_state state = tls_step(t, 0, e);

		if (state != HANDSHAKE_BUSY)
			return state;
		if (tls_asks(t)) {
			assert_non_null(tls_report(t));
			tls_accept(t);
			continue;
		}
		assert_int_not_equal(tls_wants(t), 0);
		if (l)
			test_link_pump(l);
	}
	fail_msg("the handshake does not end");
	return HANDSHAKE_FAILED;
}

/* --- Certificates. */

struct verdict {
	const char *title;
	const char *host;
	struct test_cert_spec spec;
	TestCert *const *issuer; /* NULL = itself */
	TestCert *const *chain[3];
	unsigned problems;
	const char *reason; /* a part of it */
};

static const struct verdict verdicts[] = {
	{ "good", "a.example", { .name = "a", .names = "DNS:a.example" }, &root, { NULL }, 0, "" },
	{ "good through another",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &middle,
	  { &middle },
	  0,
	  "" },
	{ "the root sent as well",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &middle,
	  { &middle, &root },
	  0,
	  "" },
	{ "wrong order",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &middle,
	  { &root, &middle },
	  0,
	  "" },
	{ "a stray certificate",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &middle,
	  { &stranger, &middle },
	  0,
	  "" },
	{ "case and dot at the end",
	  "A.Example.",
	  { .names = "DNS:a.example" },
	  &root,
	  { NULL },
	  0,
	  "" },
	{ "wildcard", "a.example.org", { .names = "DNS:*.example.org" }, &root, { NULL }, 0, "" },
	{ "name in the subject only",
	  "a.example",
	  { .name = "a.example" },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WRONG_NAME,
	  "it names no host: a subject alone (CN=a.example) doesn't count" },
	{ "a short form of an IPv4 address",
	  "192.0.513",
	  { .names = "IP:192.0.2.1" },
	  &root,
	  { NULL },
	  0,
	  "" },
	{ "IPv4", "192.0.2.1", { .names = "DNS:a.example,IP:192.0.2.1" }, &root, { NULL }, 0, "" },
	{ "IPv6", "2001:db8::1", { .names = "IP:2001:db8:0::1" }, &root, { NULL }, 0, "" },
	{ "IPv6 with a zone", "fe80::1%eth0", { .names = "IP:fe80::1" }, &root, { NULL }, 0, "" },
	{ "another address",
	  "192.0.2.2",
	  { .names = "IP:192.0.2.1" },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WRONG_NAME,
	  "it is for 192.0.2.1, not for 192.0.2.2" },
	{ "an address as a DNS name",
	  "192.0.2.1",
	  { .names = "DNS:192.0.2.1" },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WRONG_NAME,
	  "it has 192.0.2.1 as a host name, but not as an address" },
	{ "wildcard below",
	  "b.a.example.org",
	  { .names = "DNS:*.example.org" },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WRONG_NAME,
	  "it is for *.example.org, not for b.a.example.org" },
	{ "part of a name as wildcard",
	  "ab.example.org",
	  { .names = "DNS:a*.example.org" },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WRONG_NAME,
	  "it is for a*.example.org, not for ab.example.org" },
	{ "wrong host",
	  "b.example",
	  { .names = "DNS:a.example,DNS:c.example,DNS:d.example" },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WRONG_NAME,
	  "it is for a.example and 2 more, not for b.example" },
	{ "expired",
	  "a.example",
	  { .names = "DNS:a.example", .from_days = -20, .to_days = -3 },
	  &root,
	  { NULL },
	  TLS_PROBLEM_EXPIRED,
	  "it expired on 2026-09-18 (3 days ago)" },
	{ "not yet valid",
	  "a.example",
	  { .names = "DNS:a.example", .from_days = 2, .to_days = 20 },
	  &root,
	  { NULL },
	  TLS_PROBLEM_NOT_YET_VALID,
	  "it is not valid before 2026-09-23" },
	{ "self-signed",
	  "a.example",
	  { .names = "DNS:a.example" },
	  NULL,
	  { NULL },
	  TLS_PROBLEM_SELF_SIGNED,
	  "it is self-signed" },
	{ "unknown CA",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &stranger,
	  { NULL },
	  TLS_PROBLEM_UNKNOWN_CA,
	  "its signer \"CN=Strange Root\" is not a known authority here" },
	{ "unknown CA sent as well",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &stranger,
	  { &stranger },
	  TLS_PROBLEM_UNKNOWN_CA,
	  "its signer \"CN=Strange Root\" is not a known authority here" },
	{ "missing link",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &middle,
	  { NULL },
	  TLS_PROBLEM_UNKNOWN_CA,
	  "its signer \"CN=Test Middle\" is not a known authority here" },
	{ "expired authority",
	  "a.example",
	  { .names = "DNS:a.example" },
	  &old_root,
	  { NULL },
	  TLS_PROBLEM_CA_DATES,
	  "a signer is expired" },
	{ "weak key",
	  "a.example",
	  { .names = "DNS:a.example", .key = TEST_KEY_RSA_1024 },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WEAK_KEY,
	  "its key is too weak (RSA, 1024 bits)" },
	{ "weak signature",
	  "a.example",
	  { .names = "DNS:a.example", .sha1 = true },
	  &root,
	  { NULL },
	  TLS_PROBLEM_WEAK_SIGNATURE,
	  "it is signed with a weak algorithm (ecdsa-with-SHA1)" },
	{ "everything",
	  "b.example",
	  { .names = "DNS:a.example", .from_days = -20, .to_days = -1 },
	  NULL,
	  { NULL },
	  TLS_PROBLEM_WRONG_NAME | TLS_PROBLEM_EXPIRED | TLS_PROBLEM_SELF_SIGNED,
	  "not for b.example; it expired on 2026-09-20 (1 day ago); it is self-signed" },
};

static void check_verdict(const struct verdict *v, const char *version, const struct tls_report *r)
{
	if (r->problems != v->problems || r->verified != !v->problems)
		fail_msg("%s: problems 0x%x, verified %d, \"%s\"; expected 0x%x", v->title,
			 r->problems, r->verified, r->reason.text, v->problems);
	if (!strstr(r->reason.text, v->reason) || (!v->problems && r->reason.length))
		fail_msg("%s: reason \"%s\", expected \"%s\"", v->title, r->reason.text, v->reason);
	assert_true(r->chain_length > 0);
	assert_string_equal(r->version, version);
	assert_false(r->resumed);
}

static void check_handshake(const struct verdict *v, const char *version, TestServer *server,
			    size_t chunk, bool stutter)
{
	TlsContext *context = plain_context();
	const struct tls_config config = {
		.context = context, .host = v->host, .service = "992", .wall = TLS_PEER_WALL
	};
	struct err e = { .kind = ERR_NONE };
	Transport *wire;
	TestLink *l = test_link_new(server, chunk, stutter, &wire);
	Tls *t = tls_new(wire, &config, 0);

	if (shake(t, l, &e) != HANDSHAKE_DONE)
		fail_msg("%s (chunk %zu): %s", v->title, chunk, e.text);
	check_verdict(v, version, tls_report(t));
	tls_free(t);
	/* Refused: nothing went out but TLS itself. */
	assert_int_equal(buf_length(test_link_received(l)), 0);
	assert_true(stutter || test_link_got_close_notify(l));
	test_link_free(l);
	tls_context_free(context);
}

static void test_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		const struct verdict *v = &verdicts[i];
		TestCert *cert = test_cert_new(&v->spec, v->issuer ? *v->issuer : NULL);
		struct test_server_config config = { .cert = cert };
		TestServer *server;

		for (size_t k = 0; k < 3 && v->chain[k]; k++)
			config.chain[k] = *v->chain[k];
		server = test_server_new(&config);
		check_handshake(v, "TLSv1.3", server, 0, false);
		check_handshake(v, "TLSv1.3", server, 1, true);
		test_server_free(server);
		config.max_version = TLS1_2_VERSION;
		server = test_server_new(&config);
		check_handshake(v, "TLSv1.2", server, 7, false);
		test_server_free(server);
		test_cert_free(cert);
	}
}

/* A certificate given as an authority is one, though a stranger signed it. */
static void test_authority_in_the_middle(void **state)
{
	const struct test_cert_spec spec = { .names = "DNS:a.example" };
	TestCert *above = new_ca("Above", stranger, 0, 0), *cert = test_cert_new(&spec, above);
	TestServer *server = test_server_new(&(struct test_server_config){ .cert = cert });
	char path[512];

	(void)state;
	temporary(path, sizeof(path), "middle.pem");
	for (int i = 0; i < 2; i++) {
		const struct tls_context_config ours = { .ca_file = path };
		struct tls_config config = { .host = "a.example", .wall = TLS_PEER_WALL };
		struct err e;
		Transport *wire;
		TestLink *l = test_link_new(server, 0, false, &wire);
		Tls *t;

		test_cert_write(i ? cert : above, NULL, path);
		config.context = new_context(&ours);
		t = tls_new(wire, &config, 0);
		assert_int_equal(shake(t, l, &e), HANDSHAKE_DONE);
		assert_int_equal(tls_report(t)->problems, 0);
		tls_free(t);
		test_link_free(l);
		tls_context_free(config.context);
	}
	unlink(path);
	test_server_free(server);
	test_cert_free(cert);
	test_cert_free(above);
}

static void check_asked(TestServer *server, const char *host, const char *expected)
{
	TlsContext *context = plain_context();
	const struct tls_config config = { .context = context,
					   .host = host,
					   .wall = TLS_PEER_WALL };
	struct err e;
	Transport *wire;
	TestLink *l = test_link_new(server, 0, false, &wire);
	Tls *t = tls_new(wire, &config, 0);

	assert_int_equal(shake(t, l, &e), HANDSHAKE_DONE);
	if (expected)
		assert_string_equal(test_link_asked_name(l), expected);
	else
		assert_null(test_link_asked_name(l));
	tls_free(t);
	test_link_free(l);
	tls_context_free(context);
}

/* RFC 6066 section 3: a name without the dot at its end, never an address. */
static void test_server_name(void **state)
{
	const struct test_cert_spec spec = { .names = "DNS:a.example" };
	TestCert *cert = test_cert_new(&spec, root);
	const struct test_server_config config = { .cert = cert };
	TestServer *server = test_server_new(&config);

	(void)state;
	check_asked(server, "a.example", "a.example");
	check_asked(server, "a.example.", "a.example");
	check_asked(server, "192.0.2.1", NULL);
	check_asked(server, "127.1", NULL);
	check_asked(server, "0x7f000001", NULL);
	check_asked(server, "2001:db8::1", NULL);
	check_asked(server, "fe80::1%eth0", NULL);
	test_server_free(server);
	test_cert_free(cert);
}

/* The authorities of the system count as those of a file. */
static void test_system_authorities(void **state)
{
	const struct test_cert_spec spec = { .names = "DNS:a.example" };
	TestCert *cert = test_cert_new(&spec, root);
	const struct test_server_config server_config = { .cert = cert };
	TestServer *server = test_server_new(&server_config);
	struct tls_context_config none = { .ca_file = NULL };

	(void)state;
	for (int i = 0; i < 2; i++) {
		TlsContext *context = new_context(&none);
		const struct tls_config config = { .context = context,
						   .host = "a.example",
						   .wall = TLS_PEER_WALL };
		struct err e;
		Transport *wire;
		TestLink *l = test_link_new(server, 0, false, &wire);
		Tls *t = tls_new(wire, &config, 0);

		assert_int_equal(shake(t, l, &e), HANDSHAKE_DONE);
		assert_int_equal(tls_report(t)->problems, i ? 0 : TLS_PROBLEM_UNKNOWN_CA);
		tls_free(t);
		test_link_free(l);
		tls_context_free(context);
		setenv("SSL_CERT_FILE", ca_path, 1);
	}
	setenv("SSL_CERT_FILE", "/nowhere", 1);
	test_server_free(server);
	test_cert_free(cert);
}

static void test_report(void **state)
{
	const struct test_cert_spec spec = {
		.name = "a, O=Bank\n\x1b[31m\xe2\x80\xae",
		.names = "DNS:a.example,IP:192.0.2.1,email:a@b.example"
	};
	TestCert *cert = test_cert_new(&spec, middle);
	const struct test_server_config config = { .cert = cert,
						   .chain = { middle },
						   .alpn = "telnet" };
	TestServer *server = test_server_new(&config);
	TlsContext *context = plain_context();
	const struct tls_config ours = { .context = context,
					 .host = "a.example",
					 .service = "992",
					 .alpn = "irc,telnet",
					 .wall = TLS_PEER_WALL };
	struct err e;
	Transport *wire;
	TestLink *l = test_link_new(server, 0, false, &wire);
	Tls *t = tls_new(wire, &ours, 0);
	const struct tls_report *r;
	struct str text;
	char hex[FINGERPRINT_HEX], base64[FINGERPRINT_BASE64], prefixed[64];
	struct fingerprint again;

	(void)state;
	assert_int_equal(shake(t, l, &e), HANDSHAKE_DONE);
	r = tls_report(t);
	assert_int_equal(r->chain_length, 3);
	assert_string_equal(r->chain[0].subject, "CN=a\\, O\\=Bank^J^[[31m<U+202E>");
	assert_string_equal(r->chain[0].issuer, "CN=Test Middle");
	assert_string_equal(r->chain[2].subject, "CN=Test Root");
	assert_int_equal(r->chain[0].name_count, 3);
	assert_string_equal(r->chain[0].names[1], "192.0.2.1");
	assert_string_equal(r->chain[0].names[2], "email:a@b.example");
	assert_string_equal(r->chain[0].key_type, "EC P-256");
	assert_int_equal(r->chain[0].key_bits, 256);
	assert_int_equal(certificate_days_left(&r->chain[0], TLS_PEER_WALL), 355);
	assert_int_equal(r->chain[0].not_before, TLS_PEER_WALL / 1000 - 10 * 86400);
	assert_true(r->chain[1].ca);
	assert_string_equal(r->alpn, "telnet");
	fingerprint_hex(&r->chain[0].spki, hex);
	fingerprint_base64(&r->chain[0].spki, base64);
	snprintf(prefixed, sizeof(prefixed), "sha256//%s", base64);
	assert_true(fingerprint_parse(prefixed, &again, NULL));
	assert_true(fingerprint_equal(&again, &r->chain[0].spki));
	str_init(&text);
	tls_report_format(r, TLS_PEER_WALL, &text);
	assert_non_null(strstr(text.text, "trust:     verified\n"));
	assert_non_null(strstr(text.text, "valid:     2026-09-11 to 2027-09-11 (355 days left)\n"));
	assert_non_null(strstr(text.text, hex));
	assert_null(strchr(text.text, '\x1b'));
	str_fini(&text);
	tls_free(t);
	test_link_free(l);
	tls_context_free(context);
	test_server_free(server);
	test_cert_free(cert);
}

/* --- Failures. */

/* A peer that says `bytes` and then `end`; checks the sentence. */
static void check_words(const char *bytes, size_t n, enum script_action end, const char *expected)
{
	TlsContext *context = plain_context();
	const struct tls_config config = {
		.context = context, .host = "a.example", .service = "992", .wall = TLS_PEER_WALL
	};
	const struct script_step steps[] = { { SCRIPT_DATA, bytes, n }, { .action = end } };
	struct buf written;
	struct err e = { .kind = ERR_NONE };
	Tls *t;

	buf_init(&written);
	t = tls_new(script_transport(steps, 2, 1000, &written), &config, 0);
	assert_int_equal(shake(t, NULL, &e), HANDSHAKE_FAILED);
	if (e.kind != ERR_TLS || strcmp(e.text, expected) != 0)
		fail_msg("\"%.*s\": said (%d) \"%s\", expected \"%s\"", (int)n, bytes, e.kind,
			 e.text, expected);
	/* It is said again. */
	err_clear(&e);
	assert_int_equal(tls_step(t, 0, &e), HANDSHAKE_FAILED);
	assert_string_equal(e.text, expected);
	assert_null(tls_report(t));
	tls_free(t);
	buf_fini(&written);
	tls_context_free(context);
}

#define WORDS(literal) (literal), sizeof(literal) - 1

static void test_not_tls(void **state)
{
	(void)state;
	check_words(WORDS("220 mail.example ESMTP\r\n"), SCRIPT_EOF,
		    "the TLS handshake failed: the server does not speak TLS here, it began with "
		    "\"220 mail.example ESMTP\"");
	check_words(WORDS("SSH-2.0-OpenSSH_9.2\x1b]0;x\r\n"), SCRIPT_EOF,
		    "the TLS handshake failed: the server does not speak TLS here, it began with "
		    "\"SSH-2.0-OpenSSH_9.2^[]0;x\"");
	check_words(
		WORDS("\xff\xfd\x18\xff\xfd\x20"), SCRIPT_EOF,
		"the TLS handshake failed: the server does not speak TLS here, it speaks telnet");
	check_words(WORDS(""), SCRIPT_EOF,
		    "the TLS handshake failed: the server closed the connection; it may not speak "
		    "TLS on "
		    "this port");
	check_words(
		WORDS("\x16\x03\x03"), SCRIPT_EOF,
		"the TLS handshake failed: the server closed the connection in the middle of it");
	check_words(WORDS(""), SCRIPT_ERROR,
		    "the TLS handshake failed: the peer reset the connection");
	check_words(WORDS("\x15\x03\x03\x00\x02\x02\x70"), SCRIPT_AGAIN,
		    "the TLS handshake failed: it does not serve this host name (TLS alert "
		    "\"unrecognized name\")");
	check_words(
		WORDS("\x15\x03\x03\x00\x02\x02\x32"), SCRIPT_AGAIN,
		"the TLS handshake failed: the server refused with the TLS alert \"decode error\"");
	check_words(WORDS("\x15\x03\x03\x00\x02\x02\xc8"), SCRIPT_AGAIN,
		    "the TLS handshake failed: the server refused with TLS alert 200");
	check_words(
		WORDS("\x15\x03\x03\x00\x02\x01\x00"), SCRIPT_AGAIN,
		"the TLS handshake failed: the server closed the connection in the middle of it");
}

/* A server that only ever says HelloRequest (RFC 5246 section 7.4.1.1) doesn't hold a step for
 * ever. */
static void test_endless_handshake(void **state)
{
	enum { RECORD = 9, COUNT = 100000 };
	static char flood[RECORD * COUNT];
	const struct script_step step = { SCRIPT_DATA, flood, sizeof(flood) };
	TlsContext *context = plain_context();
	const struct tls_config config = { .context = context,
					   .host = "a.example",
					   .wall = TLS_PEER_WALL };
	struct buf written;
	struct err e;
	unsigned steps = 0;
	Tls *t;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		memcpy(flood + i * RECORD, "\x16\x03\x03\x00\x04\x00\x00\x00\x00", RECORD);
	buf_init(&written);
	t = tls_new(script_transport(&step, 1, 1000, &written), &config, 0);
	while (tls_step(t, 0, &e) == HANDSHAKE_BUSY &&
	       tls_wants(t) == (TRANSPORT_READ | TRANSPORT_WRITE))
		steps++;
	assert_true(steps > 1);
	tls_free(t);
	buf_fini(&written);
	tls_context_free(context);
}

/* Shakes hands with a server as `config` has it; returns the error's text ("" if it went well). */
static const char *try(const struct test_server_config *config, const char *alpn)
{
	static struct err e;
	TestServer *server = test_server_new(config);
	TlsContext *context = plain_context();
	const struct tls_config ours = { .context = context,
					 .host = "a.example",
					 .service = "992",
					 .alpn = alpn,
					 .wall = TLS_PEER_WALL };
	Transport *wire;
	TestLink *l = test_link_new(server, 0, false, &wire);
	Tls *t = tls_new(wire, &ours, 0);

	err_clear(&e);
	shake(t, l, &e);
	tls_free(t);
	test_link_free(l);
	tls_context_free(context);
	test_server_free(server);
	return e.text;
}

static void test_refusals(void **state)
{
	const struct test_cert_spec spec = { .names = "DNS:a.example" };
	TestCert *cert = test_cert_new(&spec, root);
	struct test_server_config config = { .cert = cert, .max_version = TLS1_1_VERSION };

	(void)state;
	assert_string_equal(try(&config, NULL),
			    "the TLS handshake failed: it speaks no version of TLS that is "
			    "safe: we need 1.2 or newer (TLS alert \"protocol version\")");
	config.max_version = TLS1_2_VERSION;
	assert_string_equal(try(&config, NULL), "");
	config.ciphers = "eNULL:@SECLEVEL=0";
	assert_string_equal(try(&config, NULL),
			    "the TLS handshake failed: it shares no cipher or key type with us, "
			    "or asks for a client certificate (--cert) (TLS alert "
			    "\"handshake failure\")");
	config.ciphers = NULL;
	config.alpn = "telnet";
	assert_string_equal(try(&config, "irc"),
			    "the TLS handshake failed: it speaks none of the protocols we "
			    "offered (ALPN) (TLS alert \"no application protocol\")");
	assert_string_equal(try(&config, ""), "the list of protocols to offer (ALPN) is malformed");
	assert_string_equal(try(&config, "a,,b"),
			    "the list of protocols to offer (ALPN) is malformed");
	test_cert_free(cert);
}

static void check_host(const char *host)
{
	TlsContext *context = plain_context();
	const struct tls_config config = { .context = context,
					   .host = host,
					   .wall = TLS_PEER_WALL };
	struct buf written;
	struct err e = { .kind = ERR_NONE };
	Tls *t;

	buf_init(&written);
	t = tls_new(script_transport(NULL, 0, 100, &written), &config, 0);
	assert_int_equal(tls_step(t, 0, &e), HANDSHAKE_FAILED);
	assert_string_equal(e.text, "TLS can't check a certificate for this host name");
	assert_int_equal(e.kind, ERR_TLS);
	assert_int_equal(tls_fd(t), -1);
	assert_int_equal(tls_wants(t), 0);
	assert_int_equal(buf_length(&written), 0);
	tls_free(t);
	buf_fini(&written);
	tls_context_free(context);
}

/* A host that the library would take for "no check" or "any below". */
static void test_hosts_that_check_nothing(void **state)
{
	char endless[400];

	(void)state;
	memset(endless, 'a', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	check_host("");
	check_host(".");
	check_host(".example");
	check_host(endless);
}

/* --- Our own certificate. */

struct identity {
	char cert[512], key[512], locked[512];
};

static void write_identity(struct identity *id, const TestCert *cert)
{
	temporary(id->cert, sizeof(id->cert), "cert.pem");
	temporary(id->key, sizeof(id->key), "key.pem");
	temporary(id->locked, sizeof(id->locked), "locked.pem");
	test_cert_write(cert, NULL, id->cert);
	test_cert_write_key(cert, NULL, id->key);
	test_cert_write_key(cert, "open sesame", id->locked);
}

static void remove_identity(const struct identity *id)
{
	unlink(id->cert);
	unlink(id->key);
	unlink(id->locked);
}

/* Shakes hands and reads: with TLS 1.3 a server judges our certificate only then. */
static const char *try_identity(TlsContext *context, int version, const TestCert *server_cert)
{
	static struct err e;
	const struct test_server_config config = { .cert = server_cert,
						   .max_version = version,
						   .client_ca = root };
	const struct tls_config ours = {
		.context = context, .host = "a.example", .service = "1", .wall = TLS_PEER_WALL
	};
	TestServer *server = test_server_new(&config);
	Transport *wire, *stream;
	TestLink *l = test_link_new(server, 0, false, &wire);
	Tls *t = tls_new(wire, &ours, 0);
	char bytes[100];
	size_t done;

	err_clear(&e);
	if (shake(t, l, &e) == HANDSHAKE_DONE) {
		stream = tls_take_transport(t);
		test_link_pump(l);
		if (transport_read(stream, bytes, sizeof(bytes), &done, &e) == IO_ERROR)
			assert_int_equal(e.kind, ERR_TLS);
		transport_free(stream);
	}
	tls_free(t);
	test_link_free(l);
	test_server_free(server);
	return e.text;
}

static void check_identity(const char *cert, const char *key, const TestCert *server,
			   const char *expected12, const char *expected13)
{
	TlsContext *context = new_context(&(struct tls_context_config){
		.ca_file = ca_path, .cert_file = cert, .key_file = key });

	assert_string_equal(try_identity(context, TLS1_2_VERSION, server), expected12);
	assert_string_equal(try_identity(context, TLS1_3_VERSION, server), expected13);
	tls_context_free(context);
}

static void test_client_certificate(void **state)
{
	const struct test_cert_spec spec = { .name = "me", .names = "DNS:a.example" };
	TestCert *right = test_cert_new(&spec, root), *wrong = test_cert_new(&spec, stranger);
	struct identity id;

	(void)state;
	write_identity(&id, right);
	check_identity(id.cert, id.key, right, "", "");
	check_identity(NULL, NULL, right,
		       "the TLS handshake failed: it shares no cipher or key type with us, or asks "
		       "for a client "
		       "certificate (--cert) (TLS alert \"handshake failure\")",
		       "the server ended TLS: it wants a client certificate: give one with --cert "
		       "and --key (TLS "
		       "alert \"certificate required\")");
	remove_identity(&id);
	write_identity(&id, wrong);
	check_identity(id.cert, id.key, right,
		       "the TLS handshake failed: it does not know who signed our client "
		       "certificate (TLS alert "
		       "\"unknown CA\")",
		       "the server ended TLS: it does not know who signed our client certificate "
		       "(TLS alert "
		       "\"unknown CA\")");
	remove_identity(&id);
	test_cert_free(right);
	test_cert_free(wrong);
}

/* Until the server is known to be who it should be, it doesn't learn who we are. */
static void check_identity_waits(TlsContext *context, int version, bool accepted)
{
	const struct test_cert_spec spec = { .name = "x", .names = "DNS:other.example" };
	TestCert *cert = test_cert_new(&spec, stranger);
	const struct test_server_config config = { .cert = cert,
						   .max_version = version,
						   .client_ca = root };
	const struct tls_config ours = {
		.context = context, .host = "a.example", .service = "1", .wall = TLS_PEER_WALL
	};
	TestServer *server = test_server_new(&config);
	Transport *wire;
	TestLink *l = test_link_new(server, 0, false, &wire);
	Tls *t = tls_new(wire, &ours, 0);
	struct err e = { .kind = ERR_NONE };

	while (tls_step(t, 0, &e) == HANDSHAKE_BUSY && !tls_asks(t))
		test_link_pump(l);
	assert_true(tls_asks(t));
	assert_int_equal(tls_step(t, 0, &e), HANDSHAKE_BUSY);
	assert_int_equal(tls_wants(t), 0);
	assert_false(tls_report(t)->verified);
	assert_true(tls_report(t)->problems & TLS_PROBLEM_WRONG_NAME);
	assert_true(tls_report(t)->problems & TLS_PROBLEM_UNKNOWN_CA);
	assert_int_equal(tls_report(t)->chain_length, 1);
	test_link_pump(l);
	assert_false(test_link_knows_client(l));
	if (accepted) {
		tls_accept(t);
		assert_int_equal(shake(t, l, &e), HANDSHAKE_DONE);
		assert_int_equal(tls_report(t)->chain_length, 1);
	}
	tls_free(t);
	test_link_pump(l);
	assert_int_equal(test_link_knows_client(l), accepted);
	test_link_free(l);
	test_server_free(server);
	test_cert_free(cert);
}

static void test_identity_waits(void **state)
{
	const struct test_cert_spec spec = { .name = "me", .names = "DNS:a.example" };
	TestCert *cert = test_cert_new(&spec, root);
	struct identity id;
	TlsContext *context;

	(void)state;
	write_identity(&id, cert);
	context = new_context(&(struct tls_context_config){
		.ca_file = ca_path, .cert_file = id.cert, .key_file = id.key });
	for (int accepted = 0; accepted < 2; accepted++) {
		check_identity_waits(context, TLS1_2_VERSION, accepted);
		check_identity_waits(context, TLS1_3_VERSION, accepted);
	}
	tls_context_free(context);
	remove_identity(&id);
	test_cert_free(cert);
}

static void test_passphrase(void **state)
{
	const struct test_cert_spec spec = { .name = "me", .names = "DNS:a.example" };
	TestCert *cert = test_cert_new(&spec, root);
	struct identity id;
	TlsContext *context;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	write_identity(&id, cert);
	context = new_context(&(struct tls_context_config){
		.ca_file = ca_path, .cert_file = id.cert, .key_file = id.locked });
	assert_true(tls_context_needs_passphrase(context));
	assert_non_null(
		strstr(try_identity(context, 0, cert), "is encrypted and needs its passphrase"));
	assert_false(tls_context_unlock(context, "open wheat", &e));
	assert_non_null(strstr(e.text, "the passphrase does not open the key "));
	assert_true(tls_context_needs_passphrase(context));
	assert_false(tls_context_unlock(context, "", &e));
	assert_true(tls_context_unlock(context, "open sesame", &e));
	assert_false(tls_context_needs_passphrase(context));
	assert_true(tls_context_unlock(context, "anything", &e));
	assert_string_equal(try_identity(context, 0, cert), "");
	tls_context_free(context);
	context = new_context(
		&(struct tls_context_config){ .cert_file = id.cert, .key_file = id.key });
	assert_false(tls_context_needs_passphrase(context));
	tls_context_free(context);
	remove_identity(&id);
	test_cert_free(cert);
}

static void check_bad_context(const struct tls_context_config *config, const char *expected)
{
	struct err e = { .kind = ERR_NONE };

	assert_null(tls_context_new(config, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	if (!strstr(e.text, expected))
		fail_msg("said \"%s\", expected \"%s\"", e.text, expected);
}

static void test_bad_files(void **state)
{
	const struct test_cert_spec spec = { .name = "me" };
	TestCert *cert = test_cert_new(&spec, NULL), *other = test_cert_new(&spec, NULL);
	struct identity id;
	char key[512], empty[512];
	FILE *f;

	(void)state;
	write_identity(&id, cert);
	temporary(key, sizeof(key), "other.pem");
	temporary(empty, sizeof(empty), "empty.pem");
	test_cert_write_key(other, NULL, key);
	f = fopen(empty, "w");
	assert_non_null(f);
	fputs("nothing\n", f);
	fclose(f);
	check_bad_context(
		&(struct tls_context_config){ .ca_file = "/nowhere/ca.pem" },
		"cannot read the file of authorities /nowhere/ca.pem: No such file or directory");
	check_bad_context(&(struct tls_context_config){ .ca_file = empty },
			  "cannot use the file of authorities");
	check_bad_context(
		&(struct tls_context_config){ .cert_file = "/nowhere/c.pem" },
		"cannot read the client certificate /nowhere/c.pem: No such file or directory");
	check_bad_context(&(struct tls_context_config){ .cert_file = empty },
			  "holds nothing of that kind in PEM form");
	check_bad_context(&(struct tls_context_config){ .key_file = id.key },
			  "needs its certificate");
	check_bad_context(&(struct tls_context_config){ .cert_file = id.cert, .key_file = key },
			  "does not belong to the client certificate");
	check_bad_context(
		&(struct tls_context_config){ .cert_file = id.cert, .key_file = "/nowhere/k" },
		"cannot read the key /nowhere/k: No such file or directory");
	check_bad_context(&(struct tls_context_config){ .cert_file = id.cert, .key_file = empty },
			  "cannot use the key ");
	check_bad_context(&(struct tls_context_config){ .cert_file = id.cert },
			  "cannot use the key ");
	check_bad_context(&(struct tls_context_config){ .keylog_file = "/nowhere/log" },
			  "cannot write the key log /nowhere/log: No such file or directory");
	remove_identity(&id);
	unlink(key);
	unlink(empty);
	test_cert_free(cert);
	test_cert_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_authority_in_the_middle),
		cmocka_unit_test(test_server_name),
		cmocka_unit_test(test_system_authorities),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_not_tls),
		cmocka_unit_test(test_endless_handshake),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_hosts_that_check_nothing),
		cmocka_unit_test(test_client_certificate),
		cmocka_unit_test(test_identity_waits),
		cmocka_unit_test(test_passphrase),
		cmocka_unit_test(test_bad_files),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
