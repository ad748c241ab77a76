#include "tls/tls-engine.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/best-effort.h"
#include "base/mem.h"
#include "net/peer-text.h"
#include "tls/record-reader.h"
#include "tls/tls-context.h"
#include "tls/tls-names.h"
#include "tls/tls-x509.h"
#include "base/poison.h"

enum { RECORDS_MAX = 64 }; /* read in one call: one that comes to nothing ends there */

struct TlsEngine {
	TlsContext *context;
	SSL *ssl;
	BIO_METHOD *method;
	Transport *inner;
	char *host;
	char *service;
	unsigned problems; /* TLS_PROBLEM_ bits noted by the check */
	unsigned old_problems; /* of the session that is to be resumed */
	long other; /* the library's code behind TLS_PROBLEM_OTHER */
	/* How the inner transport failed. What was said before is read though it takes no more. */
	struct err read_error, write_error;
	bool accepted; /* our certificate may be shown */
	bool ended; /* the inner transport's end was read */
	struct record_reader records;
};

/* --- What connections share. */

void tls_engine_session_free(void *session)
{
	SSL_SESSION_free(session);
}

static unsigned problems_of(const TlsEngine *t)
{
	return SSL_session_reused(t->ssl) ? t->old_problems : t->problems;
}

/* Keeps `session` (taken) for the next connection to the same place. */
static void save_session(const TlsEngine *t, SSL_SESSION *session)
{
	tls_sessions_put(&t->context->sessions, t->host, t->service, session, problems_of(t));
}

static int on_session(SSL *ssl, SSL_SESSION *session)
{
	save_session(SSL_get_app_data(ssl), session);
	return 1;
}

static void on_keylog(const SSL *ssl, const char *line)
{
	const TlsEngine *t = SSL_get_app_data(ssl);

	tls_context_log_key(t->context, line);
}

void *tls_engine_ctx_new(struct err *e)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (!ctx || SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1) {
		err_set(e, ERR_TLS, "TLS can't be set up: %s",
			ERR_reason_error_string(ERR_peek_error()));
		ERR_clear_error();
		SSL_CTX_free(ctx);
		return NULL;
	}
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					 SSL_OP_CLEANSE_PLAINTEXT);
	SSL_CTX_set_mode(ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(ctx, on_session);
	SSL_CTX_set_keylog_callback(ctx, on_keylog);
	return ctx;
}

void tls_engine_ctx_free(void *ssl_ctx)
{
	SSL_CTX_free(ssl_ctx);
}

/* --- The inner transport as OpenSSL sees it. */

static int inner_read(BIO *b, char *to, size_t room, size_t *done)
{
	TlsEngine *t = BIO_get_data(b);
	struct err *e = &t->read_error;

	BIO_clear_retry_flags(b);
	*done = 0;
	if (!room || t->ended || e->kind != ERR_NONE)
		return 0;
	switch (record_reader_read(&t->records, t->inner, to, room, done, e)) {
	case IO_OK: return 1;
	case IO_AGAIN: BIO_set_retry_read(b); return 0;
	case IO_EOF: t->ended = true; return 0;
	case IO_ERROR: break;
	}
	if (e->kind == ERR_NONE)
		err_set(e, ERR_LOST, "the connection broke");
	return 0;
}

/*
 * Once the inner transport has failed, what is written is lost, but the library is told that it was
 * sent: otherwise it would not read what has come before. `write_error` keeps the truth.
 */
static int inner_write(BIO *b, const char *from, size_t n, size_t *done)
{
	TlsEngine *t = BIO_get_data(b);
	struct err *e = &t->write_error;
	enum io_status status = IO_ERROR;

	BIO_clear_retry_flags(b);
	*done = 0;
	if (!n)
		return 0;
	if (e->kind == ERR_NONE)
		status = transport_write(t->inner, from, n, done, e);
	if (status == IO_OK)
		return 1;
	if (status == IO_AGAIN) {
		BIO_set_retry_write(b);
		return 0;
	}
	if (e->kind == ERR_NONE)
		err_set(e, ERR_LOST, "the peer has closed the connection");
	*done = n;
	return 1;
}

static long inner_control(BIO *b, int command, long number, void *pointer)
{
	const TlsEngine *t = BIO_get_data(b);

	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return t->ended;
	return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *new_method(void)
{
	BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "transport");

	if (m) {
		BIO_meth_set_read_ex(m, inner_read);
		BIO_meth_set_write_ex(m, inner_write);
		BIO_meth_set_ctrl(m, inner_control);
	}
	return m;
}

/* --- What is wrong with a certificate. */

static void note_problem(TlsEngine *t, int code, bool own)
{
	unsigned problem = tls_x509_problem(code, own);

	t->problems |= problem;
	if (problem == TLS_PROBLEM_OTHER)
		t->other = code;
}

/* Notes every complaint and lets the check go on: the report shall hold them all. */
static int on_verify(int good, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

	if (!good)
		note_problem(SSL_get_app_data(ssl), X509_STORE_CTX_get_error(store),
			     X509_STORE_CTX_get_error_depth(store) == 0);
	return 1;
}

/* Called before our Certificate message is made, when the server's has been checked. */
static int on_certificate_wanted(SSL *ssl, void *user)
{
	const TlsEngine *t = user;

	(void)ssl;
	return t->accepted ? 1 : -1;
}

/* --- A connection. */

static bool set_host(TlsEngine *t, int64_t wall)
{
	char host[TLS_NAMES_HOST];

	return tls_names_host(t->host, host) &&
	       tls_x509_expect(SSL_get0_param(t->ssl), host, wall) &&
	       (tls_names_is_address(host) || SSL_set_tlsext_host_name(t->ssl, host) == 1);
}

static bool set_alpn(TlsEngine *t, const char *list)
{
	unsigned char wire[TLS_NAMES_ALPN];
	size_t n = list ? tls_names_alpn(list, wire) : 0;

	return !list || (n && SSL_set_alpn_protos(t->ssl, wire, (unsigned)n) == 0);
}

/* A ticket is used once (RFC 8446 appendix C.4). */
static void resume(TlsEngine *t)
{
	SSL_SESSION *session = tls_sessions_take(&t->context->sessions, t->host, t->service,
						 &t->old_problems);

	if (session)
		best_effort(SSL_set_session(t->ssl, session));
	SSL_SESSION_free(session);
}

static bool start(TlsEngine *t, const struct tls_config *config, struct err *e)
{
	BIO *bio;

	if (t->context->key_file)
		return err_set(e, ERR_TLS, "the key %s is encrypted and needs its passphrase",
			       t->context->key_file);
	t->ssl = SSL_new(t->context->ssl_ctx);
	t->method = new_method();
	bio = t->method ? BIO_new(t->method) : NULL;
	if (!t->ssl || !bio) {
		BIO_free(bio);
		return err_set(e, ERR_TLS, "TLS can't be set up: no memory");
	}
	BIO_set_data(bio, t);
	BIO_set_init(bio, 1);
	SSL_set_bio(t->ssl, bio, bio);
	SSL_set_app_data(t->ssl, t);
	if (t->context->accepting) {
		SSL_set_accept_state(t->ssl);
		return true;
	}
	SSL_set_verify(t->ssl, SSL_VERIFY_NONE, on_verify);
	SSL_set_connect_state(t->ssl);
	if (SSL_get_certificate(t->ssl))
		SSL_set_cert_cb(t->ssl, on_certificate_wanted, t);
	if (!set_host(t, config->wall))
		return err_set(e, ERR_TLS, "TLS can't check a certificate for this host name");
	if (!set_alpn(t, config->alpn))
		return err_set(e, ERR_USAGE, "the list of protocols to offer (ALPN) is malformed");
	resume(t);
	return true;
}

TlsEngine *tls_engine_new(Transport *inner, const struct tls_config *config, struct err *e)
{
	TlsEngine *t = mem_alloc(sizeof(*t));
	bool started;

	t->context = config->context;
	tls_context_hold(t->context);
	t->inner = inner;
	record_reader_init(&t->records);
	t->host = mem_strdup(config->host);
	t->service = mem_strdup(config->service ? config->service : "");
	ERR_clear_error();
	started = start(t, config, e);
	ERR_clear_error();
	if (started)
		return t;
	tls_engine_free(t);
	return NULL;
}

void tls_engine_free(TlsEngine *t)
{
	if (!t)
		return;
	SSL_free(t->ssl);
	BIO_meth_free(t->method);
	record_reader_fini(&t->records);
	transport_free(t->inner);
	free(t->host);
	free(t->service);
	tls_context_free(t->context);
	free(t);
}

Transport *tls_engine_inner(const TlsEngine *t)
{
	return t->inner;
}

/* --- Going on, and what went wrong. */

static enum tls_failure_kind kind_of(unsigned long code)
{
	if (ERR_GET_LIB(code) != ERR_LIB_SSL)
		return TLS_FAILURE_LIBRARY;
	switch (ERR_GET_REASON(code)) {
	case SSL_R_UNSUPPORTED_PROTOCOL:
	case SSL_R_UNSUPPORTED_SSL_VERSION:
	case SSL_R_WRONG_SSL_VERSION: return TLS_FAILURE_OLD_VERSION;
	case SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: return TLS_FAILURE_LEGACY;
	case SSL_R_DH_KEY_TOO_SMALL:
	case SSL_R_EE_KEY_TOO_SMALL:
	case SSL_R_CA_KEY_TOO_SMALL:
	case SSL_R_CA_MD_TOO_WEAK: return TLS_FAILURE_WEAK;
	case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
	case SSL_R_BAD_RECORD_TYPE:
	case SSL_R_WRONG_VERSION_NUMBER:
	case SSL_R_PACKET_LENGTH_TOO_LONG:
	case SSL_R_ENCRYPTED_LENGTH_TOO_LONG:
	case SSL_R_DATA_LENGTH_TOO_LONG: return TLS_FAILURE_CORRUPT;
	default: return TLS_FAILURE_LIBRARY;
	}
}

static void explain_loss(const TlsEngine *t, const struct err *lost, struct tls_failure *f)
{
	f->kind = TLS_FAILURE_LOST;
	f->heard = t->records.first_length > 0;
	snprintf(f->detail, sizeof(f->detail), "%.*s", (int)sizeof(f->detail) - 1, lost->text);
}

static void explain(const TlsEngine *t, struct tls_failure *f)
{
	unsigned long code = ERR_peek_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;
	const struct record_reader *in = &t->records;

	*f = (struct tls_failure){ .heard = in->first_length > 0 };
	snprintf(f->detail, sizeof(f->detail), "%s", reason ? reason : "the library gave up");
	if (in->first_length && !tls_explain_is_record(in->first, in->first_length)) {
		tls_explain_not_tls(in->first, in->first_length, f);
	} else if (ERR_GET_LIB(code) == ERR_LIB_SSL &&
		   ERR_GET_REASON(code) >= SSL_AD_REASON_OFFSET &&
		   ERR_GET_REASON(code) < SSL_AD_REASON_OFFSET + 256) {
		f->kind = TLS_FAILURE_ALERT;
		f->alert = ERR_GET_REASON(code) - SSL_AD_REASON_OFFSET;
	} else if (t->ended) {
		f->kind = TLS_FAILURE_CLOSED;
	} else if (t->read_error.kind != ERR_NONE) {
		explain_loss(t, &t->read_error, f);
	} else {
		f->kind = kind_of(code);
	}
}

/* What an operation came to that returned `result`. Only for one that didn't succeed. */
static enum tls_engine_status status_of(TlsEngine *t, int result, struct tls_failure *f)
{
	switch (SSL_get_error(t->ssl, result)) {
	case SSL_ERROR_NONE: return TLS_ENGINE_OK;
	case SSL_ERROR_WANT_READ:
		return t->records.paused ? TLS_ENGINE_PAUSED : TLS_ENGINE_WANT_READ;
	case SSL_ERROR_WANT_WRITE: return TLS_ENGINE_WANT_WRITE;
	case SSL_ERROR_WANT_X509_LOOKUP: return TLS_ENGINE_ASKS;
	case SSL_ERROR_ZERO_RETURN: return TLS_ENGINE_CLOSED;
	default: break;
	}
	explain(t, f);
	ERR_clear_error();
	return f->kind == TLS_FAILURE_CLOSED ? TLS_ENGINE_TRUNCATED : TLS_ENGINE_FAILED;
}

/* The same for one that had to write: `status` unless what it wrote was lost. */
static enum tls_engine_status if_written(const TlsEngine *t, enum tls_engine_status status,
					 struct tls_failure *f)
{
	if (t->write_error.kind == ERR_NONE)
		return status;
	explain_loss(t, &t->write_error, f);
	return TLS_ENGINE_FAILED;
}

static void begin(TlsEngine *t)
{
	ERR_clear_error();
	record_reader_allow(&t->records, RECORDS_MAX);
}

enum tls_engine_status tls_engine_handshake(TlsEngine *t, struct tls_failure *f)
{
	enum tls_engine_status status;
	int result;

	begin(t);
	result = SSL_do_handshake(t->ssl);
	if (result == 1) {
		/* An older session isn't used up, and is saved anew only by its first server. */
		if (SSL_session_reused(t->ssl) && SSL_version(t->ssl) < TLS1_3_VERSION)
			save_session(t, SSL_get1_session(t->ssl));
		return TLS_ENGINE_OK;
	}
	status = status_of(t, result, f);
	if (status == TLS_ENGINE_CLOSED) {
		*f = (struct tls_failure){ .kind = TLS_FAILURE_CLOSED, .heard = true };
		return TLS_ENGINE_FAILED;
	}
	/* The peer can't go on without what was lost; its last words have been read. */
	if (status == TLS_ENGINE_WANT_READ)
		return if_written(t, status, f);
	return status == TLS_ENGINE_TRUNCATED ? TLS_ENGINE_FAILED : status;
}

void tls_engine_accept(TlsEngine *t)
{
	t->accepted = true;
}

enum tls_engine_status tls_engine_read(TlsEngine *t, char *to, size_t room, size_t *done,
				       struct tls_failure *f)
{
	int result;

	begin(t);
	result = SSL_read_ex(t->ssl, to, room, done);
	return result == 1 ? TLS_ENGINE_OK : status_of(t, result, f);
}

enum tls_engine_status tls_engine_write(TlsEngine *t, const char *from, size_t n,
					struct tls_failure *f)
{
	size_t done = 0;
	int result;

	assert(n <= TLS_ENGINE_RECORD);
	begin(t);
	result = SSL_write_ex(t->ssl, from, n, &done);
	assert(result != 1 || done == n);
	return result == 1 ? if_written(t, TLS_ENGINE_OK, f) : status_of(t, result, f);
}

enum tls_engine_status tls_engine_shutdown(TlsEngine *t, struct tls_failure *f)
{
	int result;

	begin(t);
	result = SSL_shutdown(t->ssl);
	/* 0: ours is sent, the peer's is not here yet. */
	return result >= 0 ? if_written(t, TLS_ENGINE_OK, f) : status_of(t, result, f);
}

uint64_t tls_engine_records(const TlsEngine *t)
{
	return t->records.count;
}

bool tls_engine_is_inside_record(const TlsEngine *t)
{
	return record_reader_is_inside(&t->records);
}

/* --- The report. */

static void report_alpn(struct tls_report *r, const char *name, size_t n)
{
	struct str text;

	str_init(&text);
	peer_text_append(&text, name, n, sizeof(r->alpn) - 8);
	snprintf(r->alpn, sizeof(r->alpn), "%s", text.text);
	str_fini(&text);
}

void tls_engine_report(const TlsEngine *t, struct tls_report *r)
{
	STACK_OF(X509) *chain = SSL_get0_verified_chain(t->ssl);
	const unsigned char *alpn;
	unsigned alpn_length;
	long result = SSL_get_verify_result(t->ssl);

	/* A resumed session has only what was sent then. */
	if (!chain)
		chain = SSL_get_peer_cert_chain(t->ssl);
	tls_x509_report(chain, r);
	r->problems = problems_of(t);
	/* The callback saw it all; should it ever not have, the verdict still counts. */
	if (result != X509_V_OK && !r->problems)
		r->problems = tls_x509_problem((int)result, true);
	if (r->problems & TLS_PROBLEM_OTHER)
		snprintf(r->other, sizeof(r->other), "%s",
			 X509_verify_cert_error_string(t->other ? t->other : result));
	snprintf(r->version, sizeof(r->version), "%s", SSL_get_version(t->ssl));
	snprintf(r->cipher, sizeof(r->cipher), "%s", SSL_get_cipher_name(t->ssl));
	SSL_get0_alpn_selected(t->ssl, &alpn, &alpn_length);
	report_alpn(r, (const char *)alpn, alpn_length);
	r->resumed = SSL_session_reused(t->ssl) == 1;
}
