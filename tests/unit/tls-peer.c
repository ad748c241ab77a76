#undef NDEBUG
#include "unit/tls-peer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/mem.h"

enum { DAY = 86400, PIPE_READ = 4096 };

struct TestCert {
	X509 *x;
	EVP_PKEY *key;
};

struct TestServer {
	SSL_CTX *ctx;
	char *alpn;
};

struct TestLink {
	SSL *ssl;
	struct buf to_client, to_server, received;
	size_t chunk, wire_bytes;
	bool stutter, paused, cut, reset, blocked, failed;
};

/* --- Certificates. */

static EVP_PKEY *new_key(const struct test_cert_spec *spec)
{
	EVP_PKEY *key = NULL;

	if (spec->same_key_as) {
		EVP_PKEY_up_ref(spec->same_key_as->key);
		return spec->same_key_as->key;
	}
	switch (spec->key) {
	case TEST_KEY_EC: key = EVP_EC_gen("P-256"); break;
	case TEST_KEY_RSA_1024: key = EVP_RSA_gen(1024); break;
	case TEST_KEY_RSA_2048: key = EVP_RSA_gen(2048); break;
	}
	assert(key);
	return key;
}

static void add_extension(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert(extension && X509_add_ext(x, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

TestCert *test_cert_new(const struct test_cert_spec *spec, const TestCert *issuer)
{
	TestCert *c = mem_alloc(sizeof(*c));
	time_t now = TLS_PEER_WALL / 1000;
	bool usual = !spec->from_days && !spec->to_days;
	static long serial = 1;

	c->key = new_key(spec);
	c->x = X509_new();
	assert(c->x && X509_set_version(c->x, 2) == 1);
	ASN1_INTEGER_set(X509_get_serialNumber(c->x), serial++);
	X509_time_adj_ex(X509_getm_notBefore(c->x), usual ? -10 : spec->from_days, 0, &now);
	X509_time_adj_ex(X509_getm_notAfter(c->x), usual ? 355 : spec->to_days, 0, &now);
	X509_set_pubkey(c->x, c->key);
	if (spec->name)
		X509_NAME_add_entry_by_txt(X509_get_subject_name(c->x), "CN", MBSTRING_UTF8,
					   (const unsigned char *)spec->name, -1, -1, 0);
	X509_set_issuer_name(c->x, X509_get_subject_name(issuer ? issuer->x : c->x));
	add_extension(c->x, NID_basic_constraints, spec->ca ? "critical,CA:TRUE" : "CA:FALSE");
	if (spec->names)
		add_extension(c->x, NID_subject_alt_name, spec->names);
	assert(X509_sign(c->x, issuer ? issuer->key : c->key,
			 spec->sha1 ? EVP_sha1() : EVP_sha256()) > 0);
	return c;
}

void test_cert_free(TestCert *c)
{
	if (!c)
		return;
	X509_free(c->x);
	EVP_PKEY_free(c->key);
	free(c);
}

void test_cert_write(const TestCert *c, const TestCert *const *chain, const char *path)
{
	FILE *f = fopen(path, "w");

	assert(f && PEM_write_X509(f, c->x) == 1);
	for (; chain && *chain; chain++)
		assert(PEM_write_X509(f, (*chain)->x) == 1);
	fclose(f);
}

void test_cert_write_key(const TestCert *c, const char *passphrase, const char *path)
{
	FILE *f = fopen(path, "w");
	int n = passphrase ? (int)strlen(passphrase) : 0;

	assert(f && PEM_write_PKCS8PrivateKey(f, c->key, passphrase ? EVP_aes_128_cbc() : NULL,
					      passphrase, n, NULL, NULL) == 1);
	fclose(f);
}

unsigned char *test_cert_der(const TestCert *c, size_t *length)
{
	unsigned char *der = NULL, *copy;
	int n = i2d_X509(c->x, &der);

	assert(n > 0);
	*length = (size_t)n;
	copy = mem_alloc(*length);
	memcpy(copy, der, *length);
	OPENSSL_free(der);
	return copy;
}

/* --- The server. */

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *length,
		       const unsigned char *in, unsigned n, void *user)
{
	const TestServer *s = user;
	unsigned char wanted[64];
	size_t size = strlen(s->alpn);

	(void)ssl;
	assert(size < sizeof(wanted));
	wanted[0] = (unsigned char)size;
	memcpy(wanted + 1, s->alpn, size);
	if (SSL_select_next_proto((unsigned char **)out, length, wanted, (unsigned)size + 1, in,
				  n) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	/* It points into `in` or `wanted`; only the first outlives this. */
	return SSL_select_next_proto((unsigned char **)out, length, in, n, wanted,
				     (unsigned)size + 1) == OPENSSL_NPN_NEGOTIATED ?
		       SSL_TLSEXT_ERR_OK :
		       SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void ask_for_certificate(SSL_CTX *ctx, const TestCert *ca)
{
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), ca->x);
	SSL_CTX_add_client_CA(ctx, ca->x);
	X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(ctx), TLS_PEER_WALL / 1000);
}

TestServer *test_server_new(const struct test_server_config *config)
{
	TestServer *s = mem_alloc(sizeof(*s));
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	assert(ctx);
	s->ctx = ctx;
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx,
				      config->min_version ? config->min_version : TLS1_VERSION);
	SSL_CTX_set_max_proto_version(ctx, config->max_version);
	assert(SSL_CTX_set_cipher_list(ctx,
				       config->ciphers ? config->ciphers : "ALL:@SECLEVEL=0") == 1);
	assert(SSL_CTX_use_certificate(ctx, config->cert->x) == 1);
	assert(SSL_CTX_use_PrivateKey(ctx, config->cert->key) == 1);
	for (size_t i = 0; i < 4 && config->chain[i]; i++) {
		X509_up_ref(config->chain[i]->x);
		assert(SSL_CTX_add_extra_chain_cert(ctx, config->chain[i]->x) == 1);
	}
	SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"test", 4);
	if (config->client_ca)
		ask_for_certificate(ctx, config->client_ca);
	if (config->alpn) {
		s->alpn = mem_strdup(config->alpn);
		SSL_CTX_set_alpn_select_cb(ctx, choose_alpn, s);
	}
	return s;
}

void test_server_free(TestServer *s)
{
	if (!s)
		return;
	SSL_CTX_free(s->ctx);
	free(s->alpn);
	free(s);
}

/* --- The client's end. */

static size_t limit(const TestLink *l, size_t n)
{
	return l->chunk && n > l->chunk ? l->chunk : n;
}

static bool stutters(TestLink *l)
{
	l->paused = l->stutter && !l->paused;
	return l->paused;
}

static enum io_status link_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	TestLink *l = self;

	if (stutters(l))
		return IO_AGAIN;
	if (!buf_length(&l->to_client) && !l->cut)
		test_link_pump(l);
	*done = limit(l, room < buf_length(&l->to_client) ? room : buf_length(&l->to_client));
	if (*done) {
		memcpy(to, buf_data(&l->to_client), *done);
		buf_consume(&l->to_client, *done);
		return IO_OK;
	}
	if (!l->reset)
		return l->cut ? IO_EOF : IO_AGAIN;
	err_set(e, ERR_LOST, "the peer reset the connection");
	return IO_ERROR;
}

static enum io_status link_write(void *self, const char *from, size_t n, size_t *done,
				 struct err *e)
{
	TestLink *l = self;

	if (l->cut) {
		err_set(e, ERR_LOST, "the peer has closed the connection");
		return IO_ERROR;
	}
	if (l->blocked || stutters(l))
		return IO_AGAIN;
	*done = limit(l, n);
	l->wire_bytes += *done;
	buf_append(&l->to_server, from, *done);
	return IO_OK;
}

static bool link_shutdown(void *self, struct err *e)
{
	(void)self;
	(void)e;
	return true;
}

static int link_fd(const void *self)
{
	(void)self;
	return -1;
}

static void link_free(void *self)
{
	(void)self; /* the test's */
}

static const struct transport_ops link_ops = {
	.name = "link",
	.read = link_read,
	.write = link_write,
	.shutdown = link_shutdown,
	.fd = link_fd,
	.free = link_free,
};

TestLink *test_link_new(TestServer *s, size_t chunk, bool stutter, Transport **transport)
{
	TestLink *l = mem_alloc(sizeof(*l));
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());

	l->chunk = chunk;
	l->stutter = stutter;
	buf_init(&l->to_client);
	buf_init(&l->to_server);
	buf_init(&l->received);
	l->ssl = SSL_new(s->ctx);
	assert(l->ssl && in && out);
	SSL_set_bio(l->ssl, in, out);
	SSL_set_accept_state(l->ssl);
	*transport = transport_new(&link_ops, l);
	return l;
}

void test_link_free(TestLink *l)
{
	if (!l)
		return;
	SSL_free(l->ssl);
	buf_fini(&l->to_client);
	buf_fini(&l->to_server);
	buf_fini(&l->received);
	free(l);
}

/* --- The server's end. */

static void move_out(TestLink *l)
{
	char bytes[PIPE_READ];
	int n;

	while ((n = BIO_read(SSL_get_wbio(l->ssl), bytes, sizeof(bytes))) > 0)
		buf_append(&l->to_client, bytes, (size_t)n);
}

static void receive(TestLink *l)
{
	char bytes[PIPE_READ];
	size_t done;

	while (SSL_read_ex(l->ssl, bytes, sizeof(bytes), &done) == 1)
		buf_append(&l->received, bytes, done);
}

bool test_link_pump(TestLink *l)
{
	int result;

	if (buf_length(&l->to_server)) {
		BIO_write(SSL_get_rbio(l->ssl), buf_data(&l->to_server),
			  (int)buf_length(&l->to_server));
		buf_consume(&l->to_server, buf_length(&l->to_server));
	}
	ERR_clear_error();
	result = SSL_do_handshake(l->ssl);
	if (result == 1)
		receive(l);
	else if (SSL_get_error(l->ssl, result) == SSL_ERROR_SSL)
		l->failed = true;
	ERR_clear_error();
	move_out(l);
	return !l->failed;
}

struct buf *test_link_received(TestLink *l)
{
	test_link_pump(l);
	return &l->received;
}

size_t test_link_wire_bytes(const TestLink *l)
{
	return l->wire_bytes;
}

size_t test_link_unread(const TestLink *l)
{
	return buf_length(&l->to_client);
}

void test_link_send(TestLink *l, const void *bytes, size_t n)
{
	test_link_pump(l);
	assert(SSL_is_init_finished(l->ssl));
	assert(SSL_write(l->ssl, bytes, (int)n) == (int)n);
	move_out(l);
}

void test_link_inject(TestLink *l, const void *bytes, size_t n)
{
	buf_append(&l->to_client, bytes, n);
}

void test_link_close_notify(TestLink *l)
{
	test_link_pump(l);
	SSL_shutdown(l->ssl);
	move_out(l);
}

const char *test_link_asked_name(const TestLink *l)
{
	return SSL_get_servername(l->ssl, TLSEXT_NAMETYPE_host_name);
}

bool test_link_got_close_notify(TestLink *l)
{
	test_link_pump(l);
	return (SSL_get_shutdown(l->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

bool test_link_knows_client(const TestLink *l)
{
	return SSL_get0_peer_certificate(l->ssl) != NULL;
}

void test_link_renegotiate(TestLink *l)
{
	test_link_pump(l);
	if (SSL_version(l->ssl) == TLS1_3_VERSION)
		assert(SSL_key_update(l->ssl, SSL_KEY_UPDATE_REQUESTED) == 1);
	else
		assert(SSL_renegotiate(l->ssl) == 1);
	SSL_do_handshake(l->ssl);
	move_out(l);
}

void test_link_tickets(TestLink *l, unsigned n)
{
	test_link_pump(l);
	for (unsigned i = 0; i < n; i++) {
		assert(SSL_new_session_ticket(l->ssl) == 1);
		assert(SSL_do_handshake(l->ssl) == 1);
	}
	move_out(l);
}

void test_link_cut(TestLink *l, bool reset)
{
	l->cut = true;
	l->reset = reset;
}

void test_link_block_writes(TestLink *l, bool block)
{
	l->blocked = block;
}

void test_link_damage(TestLink *l)
{
	struct buf copy;

	buf_init(&copy);
	buf_append(&copy, buf_data(&l->to_client), buf_length(&l->to_client));
	assert(buf_length(&copy) > 0);
	copy.bytes[copy.end - 1] ^= 1;
	buf_clear(&l->to_client);
	buf_append(&l->to_client, buf_data(&copy), buf_length(&copy));
	buf_fini(&copy);
}
