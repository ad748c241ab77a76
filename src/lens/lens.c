#include "lens/lens.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/poison.h"

enum { LENS_GATHER_MAX = 4096 }; /* bytes that wait for a pause; then what is whole of them goes */

/* Why bytes are looked at. */
enum occasion { CAME, PAUSED, ENDED };

/* One direction. */
struct side {
	enum lens_direction direction;
	struct buf pending; /* what is half there */
	int64_t time; /* of its first byte */
	struct lens_scan scan;
	uint64_t skip; /* bytes to come that belong to a message that was cut */
};

struct Lens {
	const struct lens_row *row;
	struct lens_options options;
	const struct lens_events *events;
	void *user;
	struct side sides[2];
};

/* A message among the first bytes of a side. */
struct found {
	size_t total; /* its bytes with what frames it; 0: it isn't all there */
	size_t before, n; /* where what is told of it begins, and its length */
	const char *wrong;
};

Lens *lens_new(const struct lens_row *row, const struct lens_options *o,
	       const struct lens_events *e, void *user)
{
	Lens *l = mem_alloc(sizeof(*l));

	l->row = row;
	l->options = *o;
	l->events = e;
	l->user = user;
	l->sides[LENS_SENT].direction = LENS_SENT;
	return l;
}

void lens_free(Lens *l)
{
	if (!l)
		return;
	buf_fini(&l->sides[LENS_RECEIVED].pending);
	buf_fini(&l->sides[LENS_SENT].pending);
	free(l);
}

/* --- Where a message ends. */

static bool has_rule(const Lens *l)
{
	return l->options.frame.kind != FRAME_NONE && (l->row->framed || !l->row->frame);
}

/* Whether messages of the row end where nothing comes for a while. */
static bool ends_at_pauses(const Lens *l)
{
	return !has_rule(l) && (l->row->stream || !l->row->frame);
}

static void take_all(size_t n, struct found *f)
{
	*f = (struct found){ .total = n, .n = n };
}

/* By the option `frame`. */
static void find_frame(const Lens *l, struct side *s, const char *bytes, size_t n, bool ended,
		       struct found *f)
{
	struct frame_found frame;

	if (!frame_rule_apply(&l->options.frame, bytes, n, &s->scan.at, &frame)) {
		if (!ended)
			return;
		take_all(n, f);
		if (l->options.frame.kind == FRAME_LENGTH || l->options.frame.kind == FRAME_VARINT)
			f->wrong = "the stream ends within a length";
		return;
	}
	s->scan.length = frame.before + frame.payload + frame.behind;
	if (s->scan.length > n && !ended)
		return;
	f->total = s->scan.length < n ? (size_t)s->scan.length : n;
	f->before = frame.before;
	f->n = f->total - frame.before - (s->scan.length > n ? 0 : frame.behind);
	if (frame.wrong)
		f->wrong = "this can't be a length";
}

/* By the row itself. */
static void find_message(const Lens *l, struct side *s, const char *bytes, size_t n,
			 enum occasion why, struct found *f)
{
	const struct lens_row *row = l->row;
	bool waits = why == CAME && n < LENS_GATHER_MAX && l->options.gather;
	size_t length = 0;

	if (!row->frame) {
		if (why != CAME)
			take_all(n, f);
		return;
	}
	if (row->stream && waits)
		return;
	if (!s->scan.length || s->scan.length <= n)
		length = row->frame(&s->scan, &l->options, s->direction, bytes, n, why == ENDED);
	if (why == PAUSED && length < n && row->pause)
		length += row->pause(bytes + length, n - length);
	if (!length && why == ENDED)
		length = n;
	assert(length <= n);
	take_all(length, f);
}

/* The first message of the `n` > 0 bytes. */
static struct found find(const Lens *l, struct side *s, const char *bytes, size_t n,
			 enum occasion why)
{
	struct found f = { .total = 0 };
	bool too_many = n > lens_most(&l->options);

	/* However many there are, no more are looked at, so that it is cut at the same place. */
	if (too_many) {
		n = lens_most(&l->options);
		why = CAME;
	}
	if (has_rule(l))
		find_frame(l, s, bytes, n, why == ENDED, &f);
	else
		find_message(l, s, bytes, n, why, &f);
	return f;
}

/* --- What is told. */

/* Begins to look for the next message, `n` bytes on. */
static void begin(struct side *s, uint64_t n)
{
	s->scan.offset += n;
	s->scan.at = 0;
	s->scan.length = 0;
	s->scan.between = false;
	memset(s->scan.state, 0, sizeof(s->scan.state));
}

static void tell(Lens *l, const struct lens_message *m)
{
	l->events->message(l->user, m);
}

static struct lens_message new_message(const struct side *s)
{
	return (struct lens_message){ .direction = s->direction,
				      .time = s->time,
				      .scan = &s->scan };
}

/* The first bytes of a message that is too long; returns how many are used. */
static size_t cut(Lens *l, struct side *s, const char *bytes)
{
	struct lens_message m = new_message(s);
	size_t before = 0, most = lens_most(&l->options);

	if (has_rule(l) && s->scan.length) {
		struct frame_found frame;

		frame_rule_apply(&l->options.frame, bytes, most, &s->scan.at, &frame);
		before = frame.before;
	}
	m.bytes = bytes + before;
	m.n = most - before;
	m.cut = true;
	if (s->scan.length > most)
		m.missing = s->scan.length - most;
	tell(l, &m);
	begin(s, most + m.missing);
	s->skip = m.missing;
	return most;
}

static size_t take_found(Lens *l, struct side *s, const char *bytes, const struct found *f)
{
	struct lens_message m = new_message(s);

	m.bytes = bytes + f->before;
	m.n = f->n;
	m.wrong = f->wrong;
	if (s->scan.length > f->total)
		m.missing = s->scan.length - f->total;
	if (!s->scan.between)
		tell(l, &m);
	begin(s, f->total);
	return f->total;
}

/* Tells what there is in the `n` bytes, which came at `time`; returns how many are used. */
static size_t take(Lens *l, struct side *s, const char *bytes, size_t n, enum occasion why,
		   int64_t time)
{
	size_t at = 0;

	while (at < n) {
		struct found f;

		if (s->skip) {
			size_t skipped = s->skip < n - at ? (size_t)s->skip : n - at;

			s->skip -= skipped;
			at += skipped;
			continue;
		}
		f = find(l, s, bytes + at, n - at, why);
		if (f.total)
			at += take_found(l, s, bytes + at, &f);
		else if (n - at > lens_most(&l->options))
			at += cut(l, s, bytes + at);
		else
			break;
		s->time = time;
	}
	return at;
}

/* Looks again at what waits. */
static void settle(Lens *l, struct side *s, enum occasion why, int64_t time)
{
	size_t n = buf_length(&s->pending);

	if (n)
		buf_consume(&s->pending, take(l, s, buf_data(&s->pending), n, why, time));
}

/* The other direction begins to speak. */
static void turn(Lens *l, enum lens_direction d)
{
	struct side *other = &l->sides[d == LENS_RECEIVED ? LENS_SENT : LENS_RECEIVED];

	if (ends_at_pauses(l))
		settle(l, other, PAUSED, other->time);
}

void lens_feed(Lens *l, enum lens_direction d, const char *bytes, size_t n, int64_t time)
{
	struct side *s = &l->sides[d];
	size_t used;

	if (!n)
		return;
	turn(l, d);
	if (buf_length(&s->pending)) {
		buf_append(&s->pending, bytes, n);
		settle(l, s, CAME, time);
		return;
	}
	s->time = time;
	used = take(l, s, bytes, n, CAME, time);
	buf_append(&s->pending, bytes + used, n - used);
}

void lens_secret(Lens *l, enum lens_direction d, size_t n, int64_t time)
{
	struct side *s = &l->sides[d];
	struct lens_message m;
	uint64_t skipped;

	turn(l, d);
	settle(l, s, ENDED, time);
	s->time = time;
	m = new_message(s);
	m.secret = n;
	tell(l, &m);
	skipped = s->skip < n ? s->skip : n;
	s->skip -= skipped;
	begin(s, n - skipped);
}

size_t lens_pending(const Lens *l, enum lens_direction d, uint64_t *whole)
{
	const struct side *s = &l->sides[d];
	size_t n = buf_length(&s->pending);

	*whole = s->scan.length > n ? s->scan.length : 0;
	return n;
}

bool lens_waits(const Lens *l)
{
	return ends_at_pauses(l) && (buf_length(&l->sides[LENS_RECEIVED].pending) ||
				     buf_length(&l->sides[LENS_SENT].pending));
}

void lens_pause(Lens *l)
{
	if (!ends_at_pauses(l))
		return;
	settle(l, &l->sides[LENS_RECEIVED], PAUSED, l->sides[LENS_RECEIVED].time);
	settle(l, &l->sides[LENS_SENT], PAUSED, l->sides[LENS_SENT].time);
}

void lens_end(Lens *l)
{
	for (size_t i = 0; i < 2; i++) {
		struct side *s = &l->sides[i];

		settle(l, s, ENDED, s->time);
		s->scan = (struct lens_scan){ .at = 0 };
		s->skip = 0;
	}
}

/* --- How a message is shown. */

static void show_missing(const Lens *l, const struct lens_message *m, struct lens_text *out)
{
	if (m->cut && !m->missing)
		lens_format(out, LENS_ERROR, "longer than %zu bytes: cut here",
			    lens_most(&l->options));
	else if (m->cut)
		lens_format(out, LENS_ERROR, "longer than %zu bytes: %llu more are left out",
			    lens_most(&l->options), (unsigned long long)m->missing);
	else
		lens_format(out, LENS_ERROR, "cut off: %llu more bytes were to come",
			    (unsigned long long)m->missing);
	lens_newline(out);
}

void lens_show(const Lens *l, const struct lens_message *m, struct lens_text *out)
{
	size_t before;

	if (m->wrong) {
		lens_put_string(out, LENS_ERROR, m->wrong);
		lens_newline(out);
	}
	before = out->text.length;
	if (m->n)
		l->row->show(m->scan, &l->options, m->direction, m->bytes, m->n, out);
	/* A frame may hold nothing, or nothing that the format shows. */
	if (out->text.length == before && !m->wrong) {
		lens_format(out, LENS_DIM, "%zu bytes%s", m->n + m->secret,
			    m->secret ? " (secret)" : "");
		lens_newline(out);
	}
	if (m->cut || m->missing)
		show_missing(l, m, out);
}

Json *lens_tree(const Lens *l, const struct lens_message *m, bool *wrong)
{
	Json *tree;

	*wrong = m->wrong || m->cut || m->missing;
	if (!l->row->tree || !m->n || *wrong)
		return NULL;
	tree = l->row->tree(m->scan, &l->options, m->direction, m->bytes, m->n, wrong);
	*wrong = *wrong || !tree;
	return tree;
}
