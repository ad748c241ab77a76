/*
 * Certificates made on the spot, and a TLS server in the test process: its connection is a
 * transport in memory that gives and takes as few bytes as the test likes.
 */
#ifndef HAIL_TESTS_TLS_PEER_H
#define HAIL_TESTS_TLS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/transport.h"

/* The wall time of these tests in ms: 2026-09-21 12:26:40 UTC. */
#define TLS_PEER_WALL INT64_C(1789993600000)

typedef struct TestCert TestCert;
typedef struct TestServer TestServer;
typedef struct TestLink TestLink;

enum test_key { TEST_KEY_EC, TEST_KEY_RSA_1024, TEST_KEY_RSA_2048 };

struct test_cert_spec {
	const char *name; /* common name (UTF-8); NULL = none */
	const char *names; /* alternative names: "DNS:a.example,IP:192.0.2.1"; NULL = none */
	int from_days; /* validity, in days from TLS_PEER_WALL; both 0: -10 to 355 */
	int to_days;
	bool ca;
	bool sha1; /* signed with SHA-1 */
	enum test_key key;
	const TestCert *same_key_as; /* its key, instead of a new one */
};

/* Makes a certificate signed by `issuer` (NULL = by itself). */
TestCert *test_cert_new(const struct test_cert_spec *spec, const TestCert *issuer);
void test_cert_free(TestCert *c);

/* Writes the certificate, then those in `chain` up to a NULL, as PEM. */
void test_cert_write(const TestCert *c, const TestCert *const *chain, const char *path);

/* Writes its key as PEM, encrypted if there is a passphrase. */
void test_cert_write_key(const TestCert *c, const char *passphrase, const char *path);

/* The certificate as DER: owned by the caller (free). */
unsigned char *test_cert_der(const TestCert *c, size_t *length);

struct test_server_config {
	const TestCert *cert;
	const TestCert *chain[4]; /* sent after it, up to a NULL */
	int min_version, max_version; /* TLS1_2_VERSION and so on; 0 = any, older than 1.2 too */
	const TestCert *client_ca; /* asks for a client certificate signed by it, and insists */
	const char *ciphers; /* for TLS 1.2; NULL = all */
	const char *alpn; /* the one protocol it speaks; NULL = none */
};

/* A server; it lives as long as its links. */
TestServer *test_server_new(const struct test_server_config *config);
void test_server_free(TestServer *s);

/*
 * A connection: `*transport` (owned by the caller) is the client's end. It moves at most `chunk`
 * bytes a call (0 = no limit) and, if `stutter`, says IO_AGAIN every other time.
 */
TestLink *test_link_new(TestServer *s, size_t chunk, bool stutter, Transport **transport);
void test_link_free(TestLink *l);

/* Lets the server do what it can: shake hands, read into `received`. False once it has failed. */
bool test_link_pump(TestLink *l);

/* What the server has received, decrypted. */
struct buf *test_link_received(TestLink *l);

/* How many bytes the client has sent on the wire. */
size_t test_link_wire_bytes(const TestLink *l);

/* How many bytes on the wire the client has not read. */
size_t test_link_unread(const TestLink *l);

/* Has the server send data; it must be connected. */
void test_link_send(TestLink *l, const void *bytes, size_t n);

/* Puts bytes on the wire as they are, past TLS. */
void test_link_inject(TestLink *l, const void *bytes, size_t n);

/* The server's close_notify. */
void test_link_close_notify(TestLink *l);

/* The name the client asked for (SNI), or NULL. */
const char *test_link_asked_name(const TestLink *l);

/* Whether the client's close_notify came. */
bool test_link_got_close_notify(TestLink *l);

/* Whether the server has been shown a certificate of the client. */
bool test_link_knows_client(const TestLink *l);

/* Asks for a renegotiation (TLS 1.2) or a change of keys (TLS 1.3). */
void test_link_renegotiate(TestLink *l);

/* Sends `n` session tickets (TLS 1.3). */
void test_link_tickets(TestLink *l, unsigned n);

/* Ends the connection behind what is on the wire: in order, or by a reset. */
void test_link_cut(TestLink *l, bool reset);

/* Has writes of the client say IO_AGAIN, or take bytes again. */
void test_link_block_writes(TestLink *l, bool block);

/* Damages the next byte the client will read. */
void test_link_damage(TestLink *l);

#endif
