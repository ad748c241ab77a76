#include "session/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "session/wire-private.h"
#include "base/poison.h"

enum { WIRE_BATCH = 4096 }; /* bytes deflated at a time */

Wire *wire_new(void)
{
	Wire *w = mem_alloc(sizeof(*w));

	w->bytes.secret = w->packed.secret = true;
	return w;
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
	w->pause_ms = 0;
	w->ahead = false;
	w->replies = 0;
	buf_clear(&w->bytes);
	deflate_free(w->stream);
	w->stream = NULL;
	w->deflating = false;
	w->batch = 0;
	w->deflated = (struct wire_deflated){ 0 };
	buf_clear(&w->packed);
}

void wire_free(Wire *w)
{
	if (!w)
		return;
	wire_close(w);
	wire_clear(w);
	buf_fini(&w->bytes);
	buf_fini(&w->packed);
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

void wire_open_command(Wire *w, enum wire_origin origin, const char *name)
{
	wire_open(w, origin, true, NULL, 0);
	w->open.command = name;
}

void wire_open_port(Wire *w, enum wire_origin origin)
{
	wire_open(w, origin, false, NULL, 0);
	w->open.port = true;
}

void wire_close(Wire *w)
{
	drop_line(&w->open);
	w->ahead = false;
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
	       !((kind->command || kind->port) && w->fresh) && last->command == kind->command &&
	       last->port == kind->port && !last->pause_ms && last->deflated == w->deflating &&
	       !last->begins && !last->ends && !kind->begins && !kind->line &&
	       (!w->fresh || !last->line);
}

struct range *wire_add_range(Wire *w)
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

bool wire_fits(Wire *w, const struct range *kind, bool more, size_t n)
{
	bool fit = n <= wire_room(w) && (more || w->count < WIRE_RANGES_MAX) &&
		   (!wire_is_reply(kind->origin) || n <= WIRE_REPLIES_MAX - w->replies);

	w->refused += fit ? 0 : n;
	return fit;
}

static bool put(Wire *w, const struct range *kind, const char *bytes, size_t n)
{
	bool more = goes_on(w, kind);

	if (w->ahead)
		return wire_put_ahead(w, kind, bytes, n);
	if (!n || !wire_fits(w, kind, more, n))
		return !n;
	if (!more) {
		struct range *last = wire_add_range(w);

		*last = *kind;
		last->deflated = w->deflating;
		w->open.line = NULL;
	}
	w->fresh = false;
	last_range(w)->length += n;
	w->replies += wire_is_reply(kind->origin) ? n : 0;
	buf_append(&w->bytes, bytes, n);
	return true;
}

void wire_join(Wire *w)
{
	if (w->count)
		last_range(w)->joined = true;
}

bool wire_put(Wire *w, const char *bytes, size_t n)
{
	const struct range negotiation = { .origin = WIRE_NEGOTIATION };

	return put(w, w->is_open ? &w->open : &negotiation, bytes, n);
}

size_t wire_length(const Wire *w)
{
	return buf_length(&w->bytes) + (w->batch ? 0 : buf_length(&w->packed));
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

void wire_tell(const Wire *w, const struct wire_piece *piece)
{
	for (size_t i = 0; i < w->tap_count; i++)
		w->taps[i].call(w->taps[i].user, piece);
}

void wire_end_stream(Wire *w)
{
	if (!w->stream)
		return;
	deflate_end(w->stream, &w->packed);
	deflate_free(w->stream);
	w->stream = NULL;
}

static void leave_range(Wire *w, struct range *r)
{
	bool begins = r->begins, ends = r->ends;

	w->pause_ms = r->pause_ms;
	drop_line(r);
	w->first++;
	w->count--;
	if (begins)
		w->stream = deflate_new();
	if (ends)
		wire_end_stream(w);
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
					    .command = r->command,
					    .bytes = r->secret ? NULL : buf_data(&w->bytes),
					    .length = part,
					    .more = r->joined || r->length > part,
					    .time = wall };

		wire_tell(w, &piece);
		w->replies -= wire_is_reply(r->origin) ? part : 0;
		buf_consume(&w->bytes, part);
		r->length -= part;
		r->begun = true;
		n -= part;
		if (!r->length)
			leave_range(w, r);
	}
	if (!w->count)
		w->first = 0;
}

/* How many bytes at the front are no part of a stream, up to where one begins. */
static size_t plain_length(const Wire *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->count; i++) {
		const struct range *r = &w->ranges[w->first + i];

		if (r->deflated)
			break;
		n += r->length;
		if (r->begins || r->pause_ms)
			break;
	}
	return n;
}

/* Deflates what is at the front, up to the end of its stream. It stays in the queue until all that
 * it became is written: so long it is not sent. */
static void pack(Wire *w)
{
	const char *bytes = buf_data(&w->bytes);

	for (size_t i = 0; i < w->count && w->batch < WIRE_BATCH; i++) {
		const struct range *r = &w->ranges[w->first + i];
		size_t room = WIRE_BATCH - w->batch;
		size_t part = r->length < room ? r->length : room;

		deflate_put(w->stream, bytes + w->batch, part, r->secret, &w->packed);
		w->batch += part;
		if (r->ends || r->pause_ms)
			break;
	}
	w->deflated.plain += w->batch;
}

static enum io_status write_packed(Wire *w, Transport *t, int64_t wall, struct err *e)
{
	size_t done = 0, batch = w->batch;
	enum io_status status = transport_write(t, buf_data(&w->packed), buf_length(&w->packed),
						&done, e);

	if (status != IO_OK)
		return status;
	w->deflated.wire += done;
	buf_consume(&w->packed, done);
	if (!buf_length(&w->packed)) {
		w->batch = 0;
		leave_queue(w, batch, wall);
	}
	return IO_OK;
}

static enum io_status write_plain(Wire *w, Transport *t, size_t n, int64_t wall, struct err *e)
{
	size_t done = 0;
	enum io_status status = transport_write(t, buf_data(&w->bytes), n, &done, e);

	if (status == IO_OK)
		leave_queue(w, done, wall);
	return status;
}

enum io_status wire_flush(Wire *w, Transport *t, int64_t wall, struct err *e)
{
	while (wire_length(w) && !w->pause_ms) {
		bool packed = buf_length(&w->packed) > 0;
		size_t plain = packed ? 0 : plain_length(w);
		enum io_status status;

		if (!packed && !plain)
			pack(w);
		status = plain ? write_plain(w, t, plain, wall, e) : write_packed(w, t, wall, e);
		if (status != IO_OK)
			return status == IO_AGAIN ? IO_AGAIN : IO_ERROR;
	}
	return wire_length(w) ? IO_AGAIN : IO_OK;
}

/* --- Deflating. */

bool wire_begin_deflate(Wire *w, const char *bytes, size_t n)
{
	const struct range mark = { .origin = WIRE_NEGOTIATION, .begins = true };

	if (w->deflating || !put(w, &mark, bytes, n))
		return false;
	w->deflating = true;
	return true;
}

/* All that waits is part of the stream, but for the mark that it begins behind. */
void wire_end_deflate(Wire *w)
{
	if (!w->deflating)
		return;
	w->deflating = false;
	if (w->count)
		last_range(w)->ends = true;
	else
		wire_end_stream(w);
}

bool wire_deflates(const Wire *w)
{
	return w->deflating || w->stream || buf_length(&w->packed);
}

struct wire_deflated wire_deflated(const Wire *w)
{
	return w->deflated;
}

/* --- The tap. */

void wire_received(const Wire *w, const char *bytes, size_t n, int64_t wall)
{
	struct wire_piece piece = {
		.direction = WIRE_RECEIVED, .bytes = bytes, .length = n, .time = wall
	};

	wire_tell(w, &piece);
}

void wire_sent_urgent(const Wire *w, const char *bytes, size_t n, int64_t wall)
{
	struct wire_piece piece = { .direction = WIRE_SENT,
				    .origin = w->is_open ? w->open.origin : WIRE_NEGOTIATION,
				    .bytes = bytes,
				    .length = n,
				    .time = wall };

	wire_tell(w, &piece);
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
