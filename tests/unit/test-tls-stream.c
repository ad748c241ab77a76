/* The transport that TLS makes: data both ways, how it ends, and sessions that are resumed. */
#include "unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/mem.h"
#include "tls/tls.h"
#include "unit/tls-peer.h"

enum { FLOOD = 1 << 20, RECORD = 16384, KEY_UPDATES = 5000 };

static TestCert *root, *cert;
static char ca_path[512];

static int set_up(void **state)
{
	const struct test_cert_spec ca = { .name = "Test Root", .ca = true };
	const struct test_cert_spec spec = { .names = "DNS:a.example", .to_days = 5 };
	const char *tmp = getenv("TMPDIR");

	(void)state;
	root = test_cert_new(&ca, NULL);
	cert = test_cert_new(&spec, root);
	snprintf(ca_path, sizeof(ca_path), "%s/test-tls-stream-%ld.pem", tmp ? tmp : "/tmp",
		 (long)getpid());
	test_cert_write(root, NULL, ca_path);
	return setenv("SSL_CERT_FILE", "/nowhere", 1) || setenv("SSL_CERT_DIR", "/nowhere", 1);
}

static int tear_down(void **state)
{
	(void)state;
	test_cert_free(root);
	test_cert_free(cert);
	return unlink(ca_path);
}

/* A server, a context and a connection between them. */
struct pair {
	TestServer *server;
	TlsContext *context;
	TestLink *link;
	Transport *stream;
};

static Transport *connect_to(TestServer *server, TlsContext *context, int64_t wall, size_t chunk,
			     bool stutter, TestLink **link)
{
	const struct tls_config config = {
		.context = context, .host = "a.example", .service = "992", .wall = wall
	};
	struct err e = { .kind = ERR_NONE };
	Transport *wire, *stream;
	Tls *t;

	*link = test_link_new(server, chunk, stutter, &wire);
	t = tls_new(wire, &config, 0);
	for (unsigned i = 0; i < 100000 && tls_step(t, 0, &e) == HANDSHAKE_BUSY; i++)
		test_link_pump(*link);
	if (tls_step(t, 0, &e) != HANDSHAKE_DONE)
		fail_msg("no handshake: %s", e.text);
	stream = tls_take_transport(t);
	assert_null(tls_report(t));
	tls_free(t);
	return stream;
}

static void pair_init(struct pair *p, int version, size_t chunk, bool stutter)
{
	const struct test_server_config config = { .cert = cert, .max_version = version };
	const struct tls_context_config ours = { .ca_file = ca_path };
	struct err e;

	p->server = test_server_new(&config);
	p->context = tls_context_new(&ours, &e);
	assert_non_null(p->context);
	p->stream = connect_to(p->server, p->context, TLS_PEER_WALL, chunk, stutter, &p->link);
}

static void pair_fini(struct pair *p)
{
	transport_free(p->stream);
	test_link_free(p->link);
	tls_context_free(p->context);
	test_server_free(p->server);
}

/*
 * Reads until the transport has nothing and knows it, then checks that nothing was left behind:
 * what poll would be asked is only right if the wire is empty.
 */
static enum io_status read_all(struct pair *p, struct buf *out, struct err *e)
{
	unsigned idle = 0; /* a wire that stutters says "nothing" more often than it's true */

	for (;;) {
		size_t done;
		char *to = buf_reserve(out, 5000);
		enum io_status status = transport_read(p->stream, to, 5000, &done, e);

		if (status == IO_OK) {
			assert_true(done > 0);
			buf_commit(out, done);
			idle = 0;
		} else if (status != IO_AGAIN) {
			assert_false(transport_may_have_more(p->stream));
			return status;
		} else if (!transport_may_have_more(p->stream) && !test_link_unread(p->link) &&
			   ++idle == 3) {
			assert_int_equal(transport_wants(p->stream, true, false), TRANSPORT_READ);
			return IO_AGAIN;
		}
	}
}

static void check_status(enum io_status saw, enum io_status expected, const struct err *e)
{
	if (saw != expected)
		fail_msg("status %d, expected %d: %s", saw, expected, e->text);
}

static void write_all(struct pair *p, const char *bytes, size_t n)
{
	for (unsigned i = 0; n; i++) {
		size_t done;
		struct err e;
		enum io_status status = transport_write(p->stream, bytes, n, &done, &e);

		if (status == IO_ERROR)
			fail_msg("writing: %s", e.text);
		if (status == IO_OK) {
			bytes += done;
			n -= done;
		}
		assert_true(i < 10000000);
	}
}

static char *pattern(size_t n)
{
	char *bytes = mem_alloc(n);

	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	return bytes;
}

static void check_bytes(const struct buf *got, const char *expected, size_t n)
{
	if (buf_length(got) != n || memcmp(buf_data(got), expected, n) != 0)
		fail_msg("%zu bytes came, not the expected %zu", buf_length(got), n);
}

static void check_data(int version, size_t chunk, bool stutter, size_t n)
{
	char *bytes = pattern(n);
	struct pair p;
	struct buf got;
	struct err e;

	pair_init(&p, version, chunk, stutter);
	buf_init(&got);
	assert_string_equal(transport_name(p.stream), "tls");
	assert_true(tls_transport_report(p.stream)->verified);
	/* Whole records, then many small ones. */
	test_link_send(p.link, bytes, n / 2);
	for (size_t i = n / 2; i < n; i += 100)
		test_link_send(p.link, bytes + i, n - i < 100 ? n - i : 100);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	check_bytes(&got, bytes, n);
	write_all(&p, bytes, n);
	check_bytes(test_link_received(p.link), bytes, n);
	buf_fini(&got);
	free(bytes);
	pair_fini(&p);
}

static void test_data(void **state)
{
	(void)state;
	check_data(TLS1_3_VERSION, 0, false, FLOOD);
	check_data(TLS1_2_VERSION, 0, false, FLOOD);
	check_data(TLS1_3_VERSION, 1000, true, FLOOD / 4);
	check_data(TLS1_3_VERSION, 1, false, 40000);
	check_data(TLS1_2_VERSION, 1, true, 40000);
}

/* Records of 16 KiB, as fast as they can be read: each read gives some and the end is noticed. */
static void test_flood(void **state)
{
	char *bytes = pattern(RECORD);
	struct pair p;
	struct buf got;
	struct err e;

	(void)state;
	pair_init(&p, 0, 0, false);
	buf_init(&got);
	for (unsigned i = 0; i < 500; i++) {
		test_link_send(p.link, bytes, RECORD);
		if (i % 10 == 9) {
			check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
			assert_int_equal(buf_length(&got), 10 * RECORD);
			buf_clear(&got);
		}
	}
	buf_fini(&got);
	free(bytes);
	pair_fini(&p);
}

/* Records without data don't keep a reader busy for ever: it comes up for air. */
static void test_nothing_but_overhead(void **state)
{
	struct pair p;
	size_t done;
	char byte;
	struct err e;
	unsigned pauses = 0;

	(void)state;
	pair_init(&p, TLS1_3_VERSION, 0, false);
	test_link_tickets(p.link, 2000);
	while (transport_read(p.stream, &byte, 1, &done, &e) == IO_AGAIN &&
	       transport_may_have_more(p.stream))
		pauses++;
	assert_true(pauses > 0);
	pair_fini(&p);
}

/* A flood of KeyUpdates is worked off in small portions, and what comes behind it is read. */
static void test_key_update_flood(void **state)
{
	struct pair p;
	char bytes[8];
	size_t done = 0;
	struct err e;
	enum io_status status;
	uint64_t before, most = 0;
	unsigned reads = 0;

	(void)state;
	pair_init(&p, TLS1_3_VERSION, 0, false);
	for (unsigned i = 0; i < KEY_UPDATES; i++)
		test_link_renegotiate(p.link);
	test_link_send(p.link, "at last", 7);
	do {
		before = transport_work(p.stream);
		status = transport_read(p.stream, bytes, sizeof(bytes), &done, &e);
		if (transport_work(p.stream) - before > most)
			most = transport_work(p.stream) - before;
		reads++;
	} while (status == IO_AGAIN && transport_may_have_more(p.stream));
	check_status(status, IO_OK, &e);
	assert_int_equal(done, 7);
	assert_true(transport_work(p.stream) > KEY_UPDATES);
	if (most > 100)
		fail_msg("expected at most 100 records in one read, saw %llu in one of %u reads",
			 (unsigned long long)most, reads);
	pair_fini(&p);
}

static void check_end(int version, bool close_notify, bool reset)
{
	struct pair p;
	struct buf got;
	struct err e = { .kind = ERR_NONE };
	enum io_status status;

	pair_init(&p, version, 0, false);
	buf_init(&got);
	test_link_send(p.link, "bye", 3);
	if (close_notify)
		test_link_close_notify(p.link);
	test_link_cut(p.link, reset);
	for (unsigned i = 0; i < 2; i++) {
		status = read_all(&p, &got, &e);
		check_status(status, reset && !close_notify ? IO_ERROR : IO_EOF, &e);
		assert_int_equal(tls_truncated(p.stream), !close_notify && !reset);
		check_bytes(&got, "bye", 3);
	}
	if (status == IO_ERROR) {
		assert_int_equal(e.kind, ERR_LOST);
		assert_string_equal(e.text, "the peer reset the connection");
	}
	buf_fini(&got);
	pair_fini(&p);
}

static void test_ends(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		check_end(versions[i], true, false);
		check_end(versions[i], true, true);
		check_end(versions[i], false, false);
		check_end(versions[i], false, true);
	}
}

static void test_cut_inside_a_record(void **state)
{
	struct pair p;
	struct buf got;
	struct err e;

	(void)state;
	pair_init(&p, 0, 0, false);
	buf_init(&got);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	test_link_inject(p.link, "\x17\x03\x03\x00\x40half", 9);
	test_link_cut(p.link, false);
	check_status(read_all(&p, &got, &e), IO_EOF, &e);
	assert_true(tls_truncated(p.stream));
	assert_int_equal(buf_length(&got), 0);
	buf_fini(&got);
	pair_fini(&p);
}

enum { ANSWERED = 1, CLOSED = 2, HALF_A_RECORD = 4 };

/* The server resets the connection: it had answered, we had ended our direction, or neither. */
static void check_reset(int version, unsigned what, enum io_status expected)
{
	struct pair p;
	struct buf got;
	struct err e = { .kind = ERR_NONE };

	pair_init(&p, version, 0, false);
	buf_init(&got);
	write_all(&p, "QUIT", 4);
	if (what & CLOSED)
		assert_true(transport_shutdown(p.stream, &e));
	if (what & ANSWERED)
		test_link_send(p.link, "221 bye", 7);
	if (what & HALF_A_RECORD)
		test_link_inject(p.link, "\x17\x03\x03\x00\x40half", 9);
	test_link_cut(p.link, true);
	for (unsigned i = 0; i < 2; i++) {
		check_status(read_all(&p, &got, &e), expected, &e);
		assert_int_equal(tls_truncated(p.stream), expected == IO_EOF);
		check_bytes(&got, "221 bye", what & ANSWERED ? 7 : 0);
	}
	if (expected == IO_ERROR)
		assert_int_equal(e.kind, ERR_LOST);
	buf_fini(&got);
	pair_fini(&p);
}

static void test_reset_behind_our_end(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		check_reset(versions[i], ANSWERED | CLOSED, IO_EOF);
		check_reset(versions[i], ANSWERED, IO_ERROR);
		check_reset(versions[i], CLOSED, IO_ERROR);
		check_reset(versions[i], ANSWERED | CLOSED | HALF_A_RECORD, IO_ERROR);
	}
}

/* A write that fails leaves what has come to be read, though the library has to answer in it. */
static void test_reading_goes_on(void **state)
{
	struct pair p;
	struct buf got;
	struct err e;
	size_t done;

	(void)state;
	pair_init(&p, TLS1_3_VERSION, 0, false);
	buf_init(&got);
	test_link_send(p.link, "first ", 6);
	test_link_renegotiate(p.link);
	test_link_send(p.link, "second ", 7);
	test_link_renegotiate(p.link);
	test_link_send(p.link, "third", 5);
	test_link_close_notify(p.link);
	test_link_cut(p.link, true);
	check_status(transport_write(p.stream, "lost", 4, &done, &e), IO_ERROR, &e);
	check_status(read_all(&p, &got, &e), IO_EOF, &e);
	assert_false(tls_truncated(p.stream));
	check_bytes(&got, "first second third", 18);
	buf_fini(&got);
	pair_fini(&p);
}

static void test_damage(void **state)
{
	struct pair p;
	struct buf got;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	pair_init(&p, 0, 0, false);
	buf_init(&got);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	test_link_send(p.link, "secret", 6);
	test_link_damage(p.link);
	assert_int_equal(read_all(&p, &got, &e), IO_ERROR);
	assert_int_equal(e.kind, ERR_LOST);
	assert_non_null(strstr(e.text, "can't be decrypted"));
	assert_int_equal(buf_length(&got), 0);
	assert_int_equal(transport_write(p.stream, "x", 1, &(size_t){ 0 }, &e), IO_ERROR);
	buf_fini(&got);
	pair_fini(&p);
}

static void test_plain_text_inside(void **state)
{
	struct pair p;
	struct buf got;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	pair_init(&p, 0, 0, false);
	buf_init(&got);
	test_link_inject(p.link, "injected\r\n", 10);
	assert_int_equal(read_all(&p, &got, &e), IO_ERROR);
	assert_int_equal(buf_length(&got), 0);
	buf_fini(&got);
	pair_fini(&p);
}

/* Why the server hung up is read even if it takes nothing any more. */
static void test_last_words(void **state)
{
	const struct test_server_config config = { .cert = cert,
						   .max_version = TLS1_3_VERSION,
						   .client_ca = root };
	const struct tls_context_config ours = { .ca_file = ca_path };
	struct pair p;
	struct buf got;
	struct err e = { .kind = ERR_NONE };
	size_t done;

	(void)state;
	buf_init(&got);
	p.server = test_server_new(&config);
	p.context = tls_context_new(&ours, &e);
	p.stream = connect_to(p.server, p.context, TLS_PEER_WALL, 0, false, &p.link);
	test_link_pump(p.link);
	test_link_cut(p.link, false);
	check_status(transport_write(p.stream, "hello", 5, &done, &e), IO_ERROR, &e);
	assert_int_equal(e.kind, ERR_LOST);
	check_status(read_all(&p, &got, &e), IO_ERROR, &e);
	assert_int_equal(e.kind, ERR_TLS);
	assert_non_null(strstr(e.text, "it wants a client certificate"));
	buf_fini(&got);
	pair_fini(&p);
}

/* Our direction ends, the peer's goes on (RFC 8446 section 6.1). */
static void test_half_close(void **state)
{
	struct pair p;
	struct buf got;
	struct err e;
	size_t done;

	(void)state;
	pair_init(&p, TLS1_3_VERSION, 0, false);
	buf_init(&got);
	write_all(&p, "question", 8);
	assert_true(transport_shutdown(p.stream, &e));
	assert_true(test_link_got_close_notify(p.link));
	check_bytes(test_link_received(p.link), "question", 8);
	assert_int_equal(transport_write(p.stream, "x", 1, &done, &e), IO_ERROR);
	test_link_send(p.link, "answer", 6);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	check_bytes(&got, "answer", 6);
	test_link_close_notify(p.link);
	check_status(read_all(&p, &got, &e), IO_EOF, &e);
	assert_false(tls_truncated(p.stream));
	buf_fini(&got);
	pair_fini(&p);
}

static void test_free_says_goodbye(void **state)
{
	struct pair p;

	(void)state;
	pair_init(&p, 0, 0, false);
	write_all(&p, "x", 1);
	transport_free(p.stream);
	p.stream = NULL;
	assert_true(test_link_got_close_notify(p.link));
	pair_fini(&p);
}

/* A peer that takes nothing: nothing is lost, and what poll is asked never makes for a busy loop.
 */
static void test_blocked(void **state)
{
	char *bytes = pattern(50000);
	struct pair p;
	struct buf got;
	struct err e;
	size_t done;

	(void)state;
	pair_init(&p, 0, 0, false);
	buf_init(&got);
	test_link_block_writes(p.link, true);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(transport_write(p.stream, bytes, 50000, &done, &e), IO_AGAIN);
		assert_int_equal(transport_wants(p.stream, false, true), TRANSPORT_WRITE);
		assert_int_equal(transport_wants(p.stream, true, false), TRANSPORT_READ);
		assert_int_equal(transport_wants(p.stream, true, true),
				 TRANSPORT_READ | TRANSPORT_WRITE);
	}
	/* Reading goes on meanwhile. */
	test_link_send(p.link, "hello", 5);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	check_bytes(&got, "hello", 5);
	test_link_block_writes(p.link, false);
	write_all(&p, bytes, 50000);
	check_bytes(test_link_received(p.link), bytes, 50000);
	buf_fini(&got);
	free(bytes);
	pair_fini(&p);
}

/* The owner drops what was stuck and says something else: one record went out, no more, no less. */
static void test_change_of_mind(void **state)
{
	struct pair p;
	struct err e;
	size_t done;

	(void)state;
	pair_init(&p, 0, 0, false);
	test_link_block_writes(p.link, true);
	assert_int_equal(transport_write(p.stream, "aaaa", 4, &done, &e), IO_AGAIN);
	assert_int_equal(transport_write(p.stream, "b", 1, &done, &e), IO_AGAIN);
	test_link_block_writes(p.link, false);
	assert_int_equal(transport_write(p.stream, "b", 1, &done, &e), IO_OK);
	assert_int_equal(done, 1);
	check_bytes(test_link_received(p.link), "aaaab", 5);
	pair_fini(&p);
}

/* The end of our direction waits behind what is stuck; a reader takes care of it. */
static void test_blocked_close(void **state)
{
	struct pair p;
	struct buf got;
	struct err e;
	size_t done;

	(void)state;
	pair_init(&p, 0, 0, false);
	buf_init(&got);
	test_link_block_writes(p.link, true);
	assert_int_equal(transport_write(p.stream, "last", 4, &done, &e), IO_AGAIN);
	assert_true(transport_shutdown(p.stream, &e));
	assert_int_equal(transport_wants(p.stream, true, false), TRANSPORT_READ | TRANSPORT_WRITE);
	assert_int_equal(transport_wants(p.stream, false, false), 0);
	assert_false(test_link_got_close_notify(p.link));
	test_link_block_writes(p.link, false);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	assert_true(test_link_got_close_notify(p.link));
	check_bytes(test_link_received(p.link), "last", 4);
	buf_fini(&got);
	pair_fini(&p);
}

/* The server's wish to negotiate anew (RFC 5246 section 7.4.1.1) is refused. */
static void test_renegotiation(void **state)
{
	struct pair p;
	struct buf got;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	buf_init(&got);
	pair_init(&p, TLS1_2_VERSION, 0, false);
	test_link_send(p.link, "data", 4);
	test_link_renegotiate(p.link);
	/* This server insists and gives up. */
	check_status(read_all(&p, &got, &e), IO_ERROR, &e);
	assert_int_equal(e.kind, ERR_LOST);
	assert_string_equal(e.text, "the server ended TLS with the alert \"handshake failure\"");
	check_bytes(&got, "data", 4);
	buf_clear(&got);
	pair_fini(&p);
	/* TLS 1.3 changes keys instead, and that is fine. */
	pair_init(&p, TLS1_3_VERSION, 0, false);
	test_link_renegotiate(p.link);
	test_link_send(p.link, "new keys", 8);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	check_bytes(&got, "new keys", 8);
	write_all(&p, "mine too", 8);
	check_bytes(test_link_received(p.link), "mine too", 8);
	pair_fini(&p);
	buf_fini(&got);
}

static const struct tls_report *again(struct pair *p, int64_t wall)
{
	struct buf got;
	struct err e;

	buf_init(&got);
	test_link_send(p->link, "x", 1); /* tickets of TLS 1.3 come with the data */
	assert_int_equal(read_all(p, &got, &e), IO_AGAIN);
	buf_fini(&got);
	transport_free(p->stream);
	test_link_free(p->link);
	p->stream = connect_to(p->server, p->context, wall, 0, false, &p->link);
	return tls_transport_report(p->stream);
}

static void test_resumption(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct pair p;
		const struct tls_report *r;

		pair_init(&p, versions[i], 0, false);
		assert_false(tls_transport_report(p.stream)->resumed);
		for (unsigned k = 0; k < 3; k++) {
			r = again(&p, TLS_PEER_WALL);
			assert_true(r->resumed);
			assert_true(r->verified);
			assert_string_equal(r->chain[0].names[0], "a.example");
		}
		/* Verified long ago is not verified now. */
		r = again(&p, TLS_PEER_WALL + INT64_C(6) * 86400 * 1000);
		assert_true(r->resumed);
		assert_false(r->verified);
		assert_int_equal(r->problems, TLS_PROBLEM_EXPIRED);
		pair_fini(&p);
	}
}

/* A session of a server that wasn't trusted is no way around the check. */
static void test_resumed_distrust(void **state)
{
	const struct test_cert_spec spec = { .names = "DNS:b.example" };
	TestCert *wrong = test_cert_new(&spec, NULL);
	const struct test_server_config config = { .cert = wrong };
	const struct tls_context_config ours = { .ca_file = ca_path };
	const unsigned problems = TLS_PROBLEM_WRONG_NAME | TLS_PROBLEM_SELF_SIGNED;
	struct pair p;
	struct err e;

	(void)state;
	p.server = test_server_new(&config);
	p.context = tls_context_new(&ours, &e);
	p.stream = connect_to(p.server, p.context, TLS_PEER_WALL, 0, false, &p.link);
	assert_int_equal(tls_transport_report(p.stream)->problems, problems);
	assert_int_equal(again(&p, TLS_PEER_WALL)->problems, problems);
	assert_true(tls_transport_report(p.stream)->resumed);
	/* The server behind the name is another now: nothing of the old verdict stays. */
	test_server_free(p.server);
	p.server = test_server_new(&(struct test_server_config){ .cert = cert });
	assert_int_equal(again(&p, TLS_PEER_WALL)->problems, 0);
	assert_false(tls_transport_report(p.stream)->resumed);
	pair_fini(&p);
	test_cert_free(wrong);
}

/* Connections outlive the context they were made of. */
static void test_context_goes_first(void **state)
{
	struct pair p;
	struct buf got;
	struct err e;

	(void)state;
	pair_init(&p, 0, 0, false);
	tls_context_free(p.context);
	p.context = NULL;
	buf_init(&got);
	test_link_send(p.link, "still here", 10);
	check_status(read_all(&p, &got, &e), IO_AGAIN, &e);
	check_bytes(&got, "still here", 10);
	buf_fini(&got);
	pair_fini(&p);
}

static void test_keylog(void **state)
{
	const struct test_server_config config = { .cert = cert };
	char path[600], line[600];
	struct tls_context_config ours = { .ca_file = ca_path, .keylog_file = path };
	struct pair p;
	struct err e;
	struct stat st;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s.keys", ca_path);
	p.server = test_server_new(&config);
	p.context = tls_context_new(&ours, &e);
	p.stream = connect_to(p.server, p.context, TLS_PEER_WALL, 0, false, &p.link);
	pair_fini(&p);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_non_null(strstr(line, "_SECRET "));
	fclose(f);
	unlink(path);
	/* Through a symbolic link it would be anywhere. */
	assert_int_equal(symlink("/nowhere", path), 0);
	assert_null(tls_context_new(&ours, &e));
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_nothing_but_overhead),
		cmocka_unit_test(test_key_update_flood),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_cut_inside_a_record),
		cmocka_unit_test(test_reset_behind_our_end),
		cmocka_unit_test(test_reading_goes_on),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_plain_text_inside),
		cmocka_unit_test(test_last_words),
		cmocka_unit_test(test_half_close),
		cmocka_unit_test(test_free_says_goodbye),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_change_of_mind),
		cmocka_unit_test(test_blocked_close),
		cmocka_unit_test(test_renegotiation),
		cmocka_unit_test(test_resumption),
		cmocka_unit_test(test_resumed_distrust),
		cmocka_unit_test(test_context_goes_first),
		cmocka_unit_test(test_keylog),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
