#include "tls/tls.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tls/tls-context.h"
#include "tls/tls-engine.h"
#include "tls/tls-explain.h"
#include "base/poison.h"

/* The connection, during the handshake and after it. */
struct stream {
	TlsEngine *engine; /* NULL if it could not be made */
	struct tls_report report;
	bool established; /* the handshake is done */
	bool heard; /* data came */
	bool more; /* there may be data that poll can't see */
	unsigned reading_wants; /* what a read, a write that was told to wait waits for */
	unsigned writing_wants;
	/* What the library has sealed but could not send. It can't be taken back. */
	struct buf blocked;
	bool closing; /* our direction has ended; close_notify is to be sent */
	bool closed; /* it is sent, or can't be */
	enum io_status end; /* how reading ended, for good; IO_OK before */
	struct err error; /* of an end by IO_ERROR */
	bool truncated;
};

struct Tls {
	struct stream *stream; /* NULL once taken */
	enum handshake_state state;
	bool judged; /* the report is made */
	bool asks; /* waits for tls_accept */
	struct err error;
	unsigned wants;
	char *host;
	int64_t wall;
};

/* --- The transport. */

/* What `status` of a write asks the owner to wait for. */
static enum io_status writing_waits(struct stream *s, enum tls_engine_status status)
{
	s->writing_wants = status == TLS_ENGINE_WANT_WRITE ? TRANSPORT_WRITE : TRANSPORT_READ;
	return IO_AGAIN;
}

static enum io_status write_status(struct stream *s, enum tls_engine_status status,
				   const struct tls_failure *f, struct err *e)
{
	s->writing_wants = TRANSPORT_WRITE;
	switch (status) {
	case TLS_ENGINE_OK: return IO_OK;
	case TLS_ENGINE_WANT_READ:
	case TLS_ENGINE_WANT_WRITE:
	case TLS_ENGINE_ASKS:
	case TLS_ENGINE_PAUSED: return writing_waits(s, status);
	case TLS_ENGINE_CLOSED:
	case TLS_ENGINE_TRUNCATED:
		err_set(e, ERR_LOST, "the server has closed the connection");
		break;
	case TLS_ENGINE_FAILED: tls_explain_session(f, !s->heard, e); break;
	}
	s->closed = true;
	return IO_ERROR;
}

/* Sends what is sealed already. IO_OK: nothing is left of it. */
static enum io_status flush_blocked(struct stream *s, struct err *e)
{
	struct tls_failure f = { .kind = TLS_FAILURE_LIBRARY };
	enum tls_engine_status status;

	if (!buf_length(&s->blocked))
		return IO_OK;
	status = tls_engine_write(s->engine, buf_data(&s->blocked), buf_length(&s->blocked), &f);
	return write_status(s, status, &f, e);
}

static enum io_status stream_write(void *self, const char *from, size_t n, size_t *done,
				   struct err *e)
{
	struct stream *s = self;
	struct tls_failure f = { .kind = TLS_FAILURE_LIBRARY };
	size_t sealed = buf_length(&s->blocked);
	enum io_status status;

	if (s->closing || s->closed) {
		err_set(e, ERR_LOST, "our direction of the connection has ended");
		return IO_ERROR;
	}
	status = flush_blocked(s, e);
	if (status != IO_OK)
		return status;
	if (sealed) {
		/* Usually the owner offers the same bytes again. Others don't replace what is
		 * sealed. */
		bool same = sealed <= n && memcmp(from, buf_data(&s->blocked), sealed) == 0;

		buf_fini(&s->blocked);
		*done = same ? sealed : 0;
		if (same)
			return IO_OK;
	}
	if (n > TLS_ENGINE_RECORD)
		n = TLS_ENGINE_RECORD;
	status = write_status(s, tls_engine_write(s->engine, from, n, &f), &f, e);
	if (status == IO_AGAIN)
		buf_append(&s->blocked, from, n);
	if (status == IO_OK)
		*done = n;
	return status;
}

/* Sends close_notify after what is sealed, as far as that goes now. */
static void go_on_closing(struct stream *s)
{
	struct tls_failure f;

	if (!s->closing || s->closed || flush_blocked(s, NULL) != IO_OK)
		return;
	buf_fini(&s->blocked);
	switch (tls_engine_shutdown(s->engine, &f)) {
	case TLS_ENGINE_WANT_READ:
	case TLS_ENGINE_WANT_WRITE:
	case TLS_ENGINE_ASKS:
	case TLS_ENGINE_PAUSED: break;
	case TLS_ENGINE_OK:
	case TLS_ENGINE_CLOSED:
	case TLS_ENGINE_TRUNCATED:
	case TLS_ENGINE_FAILED: s->closed = true; break;
	}
}

static bool stream_shutdown(void *self, struct err *e)
{
	struct stream *s = self;

	(void)e;
	s->closing = true;
	go_on_closing(s);
	return true;
}

static enum io_status read_end(struct stream *s, enum io_status end, struct err *e)
{
	s->end = end;
	s->more = false;
	if (end == IO_ERROR) {
		s->closed = true;
		if (e)
			*e = s->error;
	}
	return end;
}

/*
 * When a peer closes without reading our close_notify, its kernel sends a reset in place of the end
 * of file. That counts as the end if the peer has answered and its last record is whole.
 */
static bool is_answer_to_our_end(const struct stream *s, const struct tls_failure *f)
{
	return f->kind == TLS_FAILURE_LOST && s->closing && s->heard &&
	       !tls_engine_is_inside_record(s->engine);
}

static enum io_status stream_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	struct stream *s = self;
	struct tls_failure f = { .kind = TLS_FAILURE_LIBRARY };
	enum tls_engine_status status;

	if (s->end != IO_OK)
		return read_end(s, s->end, e);
	go_on_closing(s);
	status = tls_engine_read(s->engine, to, room, done, &f);
	/* Only a library that wants to read has surely nothing left. */
	s->more = status == TLS_ENGINE_OK || status == TLS_ENGINE_PAUSED;
	s->reading_wants = status == TLS_ENGINE_WANT_WRITE ? TRANSPORT_WRITE : TRANSPORT_READ;
	switch (status) {
	case TLS_ENGINE_OK: s->heard = true; return IO_OK;
	case TLS_ENGINE_WANT_READ:
	case TLS_ENGINE_WANT_WRITE:
	case TLS_ENGINE_ASKS:
	case TLS_ENGINE_PAUSED: return IO_AGAIN;
	case TLS_ENGINE_TRUNCATED:
		s->truncated = true;
		s->closed = true;
		return read_end(s, IO_EOF, e);
	case TLS_ENGINE_CLOSED: return read_end(s, IO_EOF, e);
	case TLS_ENGINE_FAILED: break;
	}
	if (is_answer_to_our_end(s, &f)) {
		s->truncated = true;
		s->closed = true;
		return read_end(s, IO_EOF, e);
	}
	tls_explain_session(&f, !s->heard, &s->error);
	return read_end(s, IO_ERROR, e);
}

static uint64_t stream_work(const void *self)
{
	const struct stream *s = self;

	return tls_engine_records(s->engine);
}

static int stream_retry_ms(const void *self)
{
	const struct stream *s = self;

	return transport_retry_ms(tls_engine_inner(s->engine));
}

static int stream_fd(const void *self)
{
	const struct stream *s = self;

	return transport_fd(tls_engine_inner(s->engine));
}

static bool stream_may_have_more(const void *self)
{
	const struct stream *s = self;

	return s->more;
}

static unsigned stream_wants(const void *self, bool reading, bool writing)
{
	const struct stream *s = self;
	unsigned bits = 0;

	if (reading)
		bits |= s->reading_wants;
	/* A read also sends what is left of our end, so a reader waits for room too. */
	if (reading && s->closing && !s->closed)
		bits |= s->writing_wants;
	if (writing)
		bits |= s->writing_wants;
	return transport_wants(tls_engine_inner(s->engine), bits & TRANSPORT_READ,
			       bits & TRANSPORT_WRITE);
}

static void stream_free(void *self)
{
	struct stream *s = self;

	if (s->established && !s->closed) {
		s->closing = true;
		go_on_closing(s);
	}
	tls_engine_free(s->engine);
	tls_report_fini(&s->report);
	buf_fini(&s->blocked);
	free(s);
}

static const struct transport_ops tls_ops = {
	.name = "tls",
	.read = stream_read,
	.write = stream_write,
	.shutdown = stream_shutdown,
	.fd = stream_fd,
	.may_have_more = stream_may_have_more,
	.wants = stream_wants,
	.retry_ms = stream_retry_ms,
	.work = stream_work,
	.free = stream_free,
};

const struct tls_report *tls_transport_report(const Transport *t)
{
	const struct stream *s = transport_self(t, &tls_ops);

	return s ? &s->report : NULL;
}

bool tls_truncated(const Transport *t)
{
	const struct stream *s = transport_self(t, &tls_ops);

	return s && s->truncated;
}

/* --- The handshake. */

Tls *tls_new(Transport *inner, const struct tls_config *config, int64_t now)
{
	Tls *t = mem_alloc(sizeof(*t));
	struct stream *s = mem_alloc(sizeof(*s));

	(void)now;
	t->stream = s;
	t->host = mem_strdup(config->host);
	t->wall = config->wall;
	t->wants = TRANSPORT_WRITE;
	s->reading_wants = TRANSPORT_READ;
	s->writing_wants = TRANSPORT_WRITE;
	/* Data may have come with the last record of the handshake. */
	s->more = true;
	buf_init(&s->blocked);
	s->blocked.secret = true;
	tls_report_init(&s->report);
	s->engine = tls_engine_new(inner, config, &t->error);
	t->state = s->engine ? HANDSHAKE_BUSY : HANDSHAKE_FAILED;
	return t;
}

static void judge(Tls *t)
{
	struct tls_report *r = &t->stream->report;

	if (t->judged)
		return;
	t->judged = true;
	tls_engine_report(t->stream->engine, r);
	tls_report_judge(r, t->host, t->wall);
}

enum handshake_state tls_step(Tls *t, int64_t now, struct err *e)
{
	struct tls_failure f = { .kind = TLS_FAILURE_LIBRARY };

	(void)now;
	if (t->state == HANDSHAKE_BUSY && !t->asks) {
		switch (tls_engine_handshake(t->stream->engine, &f)) {
		case TLS_ENGINE_OK:
			t->stream->established = true;
			judge(t);
			t->state = HANDSHAKE_DONE;
			break;
		case TLS_ENGINE_ASKS:
			judge(t);
			t->asks = true;
			break;
		case TLS_ENGINE_WANT_READ: t->wants = TRANSPORT_READ; break;
		case TLS_ENGINE_PAUSED:
			/* There may be more to read now; room to write is usually there and wakes
			 * the caller. */
			t->wants = TRANSPORT_READ | TRANSPORT_WRITE;
			break;
		case TLS_ENGINE_WANT_WRITE: t->wants = TRANSPORT_WRITE; break;
		case TLS_ENGINE_CLOSED:
		case TLS_ENGINE_TRUNCATED:
		case TLS_ENGINE_FAILED:
			tls_explain_handshake(&f, &t->error);
			t->state = HANDSHAKE_FAILED;
			break;
		}
	}
	if (t->state == HANDSHAKE_FAILED && e)
		*e = t->error;
	return t->state;
}

int tls_fd(const Tls *t)
{
	return t->stream && t->stream->engine ? stream_fd(t->stream) : -1;
}

unsigned tls_wants(const Tls *t)
{
	if (!t->stream || !t->stream->engine || t->asks)
		return 0;
	return transport_wants(tls_engine_inner(t->stream->engine), t->wants & TRANSPORT_READ,
			       t->wants & TRANSPORT_WRITE);
}

const struct tls_report *tls_report(const Tls *t)
{
	return t->stream && t->judged ? &t->stream->report : NULL;
}

bool tls_asks(const Tls *t)
{
	return t->asks;
}

void tls_accept(Tls *t)
{
	t->asks = false;
	tls_engine_accept(t->stream->engine);
}

Transport *tls_take_transport(Tls *t)
{
	struct stream *s = t->stream;

	assert(s && t->state == HANDSHAKE_DONE);
	t->stream = NULL;
	return transport_new(&tls_ops, s);
}

void tls_free(Tls *t)
{
	if (!t)
		return;
	if (t->stream)
		stream_free(t->stream);
	free(t->host);
	free(t);
}
