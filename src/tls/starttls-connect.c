#include "tls/starttls-connect.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum {
	READ_SIZE = 4096,
	TOLD_MAX = 4096, /* of what the peer says, held until we answer */
};

struct StarttlsConnect {
	Transport *inner; /* NULL once taken */
	Starttls *dialogue;
	enum handshake_state state;
	struct err error;
	struct buf out;
	struct str heard; /* the beginning of a line of the peer */
	unsigned lines; /* told of */
	void (*said)(void *user, bool ours, const char *text, size_t n);
	void *user;
};

/* --- What is told of the dialogue. */

static void tell_line(StarttlsConnect *c, bool ours, const char *text, size_t n)
{
	while (n && (text[n - 1] == '\r' || text[n - 1] == '\n'))
		n--;
	if (n && c->said && c->lines++ < STARTTLS_LINES_MAX)
		c->said(c->user, ours, text, n);
}

static void tell_lines(StarttlsConnect *c, bool ours, const char *text, size_t n)
{
	while (n) {
		const char *end = memchr(text, '\n', n);
		size_t length = end ? (size_t)(end - text) + 1 : n;

		tell_line(c, ours, text, length);
		text += length;
		n -= length;
	}
}

/* The peer has said all that it says now. */
static void tell_heard(StarttlsConnect *c)
{
	tell_lines(c, false, c->heard.text, c->heard.length);
	str_clear(&c->heard);
}

/* What came in, but for what was not looked at any more; then what we answer. */
static void tell_turn(StarttlsConnect *c, const char *bytes, size_t n)
{
	size_t dropped = starttls_dropped(c->dialogue);

	str_append(&c->heard, bytes, dropped < n ? n - dropped : 0);
	if (c->heard.length > TOLD_MAX || c->state != HANDSHAKE_BUSY || buf_length(&c->out))
		tell_heard(c);
	tell_lines(c, true, buf_data(&c->out), buf_length(&c->out));
}

/* --- The dialogue. */

StarttlsConnect *starttls_connect_new(Transport *inner,
				      const struct starttls_connect_config *config, int64_t now)
{
	StarttlsConnect *c = mem_alloc(sizeof(*c));

	(void)now;
	c->inner = inner;
	c->dialogue = starttls_new(config->protocol, config->live, config->host);
	c->state = HANDSHAKE_BUSY;
	buf_init(&c->out);
	str_init(&c->heard);
	c->said = config->said;
	c->user = config->user;
	starttls_begin(c->dialogue, &c->out);
	tell_lines(c, true, buf_data(&c->out), buf_length(&c->out));
	return c;
}

/* Whether all is out. */
static bool write_out(StarttlsConnect *c)
{
	while (buf_length(&c->out)) {
		size_t done;
		enum io_status status = transport_write(c->inner, buf_data(&c->out),
							buf_length(&c->out), &done, &c->error);

		if (status == IO_OK)
			buf_consume(&c->out, done);
		else if (status != IO_AGAIN)
			c->state = HANDSHAKE_FAILED;
		if (status != IO_OK)
			return false;
	}
	return true;
}

/* Whether something came and the dialogue goes on. */
static bool read_in(StarttlsConnect *c)
{
	char bytes[READ_SIZE];
	size_t done;

	switch (transport_read(c->inner, bytes, sizeof(bytes), &done, &c->error)) {
	case IO_OK: break;
	case IO_AGAIN: return false;
	case IO_EOF:
		tell_heard(c);
		starttls_end(c->dialogue, &c->error);
		c->state = HANDSHAKE_FAILED;
		return false;
	case IO_ERROR: c->state = HANDSHAKE_FAILED; return false;
	}
	switch (starttls_feed(c->dialogue, bytes, done, &c->out, &c->error)) {
	case STARTTLS_BUSY: break;
	case STARTTLS_GO: c->state = HANDSHAKE_DONE; break;
	case STARTTLS_FAILED: c->state = HANDSHAKE_FAILED; break;
	}
	tell_turn(c, bytes, done);
	return c->state == HANDSHAKE_BUSY;
}

enum handshake_state starttls_connect_step(StarttlsConnect *c, int64_t now, struct err *e)
{
	(void)now;
	while (c->state == HANDSHAKE_BUSY && write_out(c) && read_in(c))
		;
	if (c->state == HANDSHAKE_FAILED && e)
		*e = c->error;
	return c->state;
}

int starttls_connect_fd(const StarttlsConnect *c)
{
	return c->inner ? transport_fd(c->inner) : -1;
}

unsigned starttls_connect_wants(const StarttlsConnect *c)
{
	bool writing = buf_length(&c->out) > 0;

	return c->inner ? transport_wants(c->inner, !writing, writing) : 0;
}

size_t starttls_connect_dropped(const StarttlsConnect *c)
{
	return starttls_dropped(c->dialogue);
}

Transport *starttls_connect_take_transport(StarttlsConnect *c)
{
	Transport *inner = c->inner;

	assert(inner && c->state == HANDSHAKE_DONE);
	c->inner = NULL;
	return inner;
}

void starttls_connect_free(StarttlsConnect *c)
{
	if (!c)
		return;
	transport_free(c->inner);
	starttls_free(c->dialogue);
	buf_fini(&c->out);
	str_fini(&c->heard);
	free(c);
}
