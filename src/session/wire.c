#include "session/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/poison.h"

/* Bytes of the queue that belong together. */
struct range {
	size_t length; /* bytes that still wait */
	enum wire_origin origin;
	bool secret;
	char *line; /* owned: the typed line they stand for; or NULL */
};

struct tap {
	wire_tap_fn *call;
	void *user;
};

struct Wire {
	struct buf bytes;
	struct range *ranges; /* oldest first, from `first` */
	size_t first, count, size;
	struct range open; /* what is put now */
	bool is_open, fresh; /* `fresh`: the next byte begins a range of its own */
	size_t replies; /* bytes waiting that the peer asked for */
	uint64_t refused;
	struct tap taps[WIRE_TAPS];
	size_t tap_count;
};

Wire *wire_new(void)
{
	Wire *w = mem_alloc(sizeof(*w));

	w->bytes.secret = true;
	return w;
}

/* Whether the peer asked for this; the user meant to send nothing. */
static bool is_reply(enum wire_origin origin)
{
	return origin == WIRE_REPLY || origin == WIRE_REPORT || origin == WIRE_NEGOTIATION;
}

static void drop_line(struct range *r)
{
	if (r->line)
		mem_wipe(r->line, strlen(r->line));
	free(r->line);
	r->line = NULL;
}

void wire_clear(Wire *w)
{
	for (size_t i = 0; i < w->count; i++)
		drop_line(&w->ranges[w->first + i]);
	w->first = w->count = 0;
	w->replies = 0;
	buf_clear(&w->bytes);
}

void wire_free(Wire *w)
{
	if (!w)
		return;
	wire_close(w);
	wire_clear(w);
	buf_fini(&w->bytes);
	free(w->ranges);
	free(w);
}

void wire_open(Wire *w, enum wire_origin origin, bool secret, const char *line, size_t n)
{
	wire_close(w);
	w->open = (struct range){ .origin = origin, .secret = secret };
	if (line && !secret)
		w->open.line = mem_strndup(line, n);
	w->is_open = w->fresh = true;
}

void wire_close(Wire *w)
{
	drop_line(&w->open);
	w->is_open = false;
	w->fresh = true;
}

static struct range *last_range(const Wire *w)
{
	return w->count ? &w->ranges[w->first + w->count - 1] : NULL;
}

/* Whether what is put now is more of the newest range. */
static bool goes_on(const Wire *w, const struct range *kind)
{
	const struct range *last = last_range(w);

	return last && last->origin == kind->origin && last->secret == kind->secret &&
	       !kind->line && (!w->fresh || !last->line);
}

static struct range *add_range(Wire *w)
{
	if (w->first + w->count == w->size && w->first) {
		memmove(w->ranges, w->ranges + w->first, w->count * sizeof(*w->ranges));
		w->first = 0;
	}
	if (w->count == w->size) {
		w->size = w->size ? w->size * 2 : 16;
		w->ranges = mem_resize(w->ranges, w->size, sizeof(*w->ranges));
	}
	return &w->ranges[w->first + w->count++];
}

bool wire_put(Wire *w, const char *bytes, size_t n)
{
	struct range negotiation = { .origin = WIRE_NEGOTIATION };
	struct range *kind = w->is_open ? &w->open : &negotiation;
	bool more = goes_on(w, kind);

	if (!n)
		return true;
	if (n > wire_room(w) || (!more && w->count == WIRE_RANGES_MAX) ||
	    (is_reply(kind->origin) && n > WIRE_REPLIES_MAX - w->replies)) {
		w->refused += n;
		return false;
	}
	if (!more) {
		*add_range(w) = *kind;
		w->open.line = NULL;
	}
	w->fresh = false;
	last_range(w)->length += n;
	w->replies += is_reply(kind->origin) ? n : 0;
	buf_append(&w->bytes, bytes, n);
	return true;
}

size_t wire_length(const Wire *w)
{
	return buf_length(&w->bytes);
}

size_t wire_room(const Wire *w)
{
	return WIRE_MAX - buf_length(&w->bytes);
}

size_t wire_unsent(const Wire *w)
{
	return buf_length(&w->bytes) - w->replies;
}

uint64_t wire_refused(const Wire *w)
{
	return w->refused;
}

void wire_unsent_lines(const Wire *w, struct str *out)
{
	for (size_t i = 0; i < w->count; i++) {
		const char *line = w->ranges[w->first + i].line;

		if (!line)
			continue;
		if (out->length)
			str_append_char(out, '\n');
		str_append_string(out, line);
	}
}

/* --- Out. */

static void tell(const Wire *w, const struct wire_piece *piece)
{
	for (size_t i = 0; i < w->tap_count; i++)
		w->taps[i].call(w->taps[i].user, piece);
}

/* Takes `n` written bytes from the front of the queue, telling the taps range by range. */
static void leave_queue(Wire *w, size_t n, int64_t wall)
{
	while (n) {
		struct range *r = &w->ranges[w->first];
		size_t part = n < r->length ? n : r->length;
		struct wire_piece piece = { .direction = WIRE_SENT,
					    .origin = r->origin,
					    .secret = r->secret,
					    .bytes = r->secret ? NULL : buf_data(&w->bytes),
					    .length = part,
					    .time = wall };

		tell(w, &piece);
		w->replies -= is_reply(r->origin) ? part : 0;
		buf_consume(&w->bytes, part);
		r->length -= part;
		n -= part;
		if (!r->length) {
			drop_line(r);
			w->first++;
			w->count--;
		}
	}
	if (!w->count)
		w->first = 0;
}

enum io_status wire_flush(Wire *w, Transport *t, int64_t wall, struct err *e)
{
	while (buf_length(&w->bytes)) {
		size_t done = 0;
		enum io_status status = transport_write(t, buf_data(&w->bytes),
							buf_length(&w->bytes), &done, e);

		if (status != IO_OK)
			return status == IO_AGAIN ? IO_AGAIN : IO_ERROR;
		leave_queue(w, done, wall);
	}
	return IO_OK;
}

/* --- The tap. */

void wire_received(const Wire *w, const char *bytes, size_t n, int64_t wall)
{
	struct wire_piece piece = {
		.direction = WIRE_RECEIVED, .bytes = bytes, .length = n, .time = wall
	};

	tell(w, &piece);
}

void wire_sent_urgent(const Wire *w, const char *bytes, size_t n, int64_t wall)
{
	struct wire_piece piece = { .direction = WIRE_SENT,
				    .origin = w->is_open ? w->open.origin : WIRE_NEGOTIATION,
				    .bytes = bytes,
				    .length = n,
				    .time = wall };

	tell(w, &piece);
}

bool wire_tap(Wire *w, wire_tap_fn *tap, void *user)
{
	if (w->tap_count == WIRE_TAPS)
		return false;
	w->taps[w->tap_count++] = (struct tap){ tap, user };
	return true;
}

void wire_untap(Wire *w, wire_tap_fn *tap, void *user)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->tap_count; i++) {
		if (w->taps[i].call != tap || w->taps[i].user != user)
			w->taps[kept++] = w->taps[i];
	}
	w->tap_count = kept;
}
