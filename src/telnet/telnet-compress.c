#include "telnet/telnet-private.h"

#include "base/str.h"

#include "base/poison.h"

/* --- What comes in. */

/* Text repeats itself, but not so: this is made to fill memory or to take time. */
static void watch_ratio(Telnet *t)
{
	struct expansion *x = &t->expansion;
	uint64_t plain = x->plain - x->window_plain, wire = x->wire - x->window_wire;

	if (x->allowed || plain < TELNET_RATIO_WINDOW)
		return;
	x->window_plain = x->plain;
	x->window_wire = x->wire;
	if (plain / TELNET_RATIO < wire)
		return;
	x->waits = true;
	t->events.expands(t->user);
}

static void end_stream(struct expansion *x)
{
	inflate_free(x->stream);
	x->stream = NULL;
	x->name = NULL;
}

static void break_stream(Telnet *t)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "the peer's compressed data (%s) is damaged", t->expansion.name);
	telnet_break(t, text.text);
	str_fini(&text);
}

enum inflate_status telnet_inflate(Telnet *t, const char *bytes, size_t n, size_t *used, char *out,
				   size_t room, size_t *made)
{
	struct expansion *x = &t->expansion;
	enum inflate_status status = inflate_take(x->stream, bytes, n, used, out, room, made);

	x->wire += *used;
	x->plain += *made;
	return status;
}

void telnet_after_inflate(Telnet *t, enum inflate_status status)
{
	switch (status) {
	case INFLATE_GOES_ON: watch_ratio(t); break;
	case INFLATE_ENDED: end_stream(&t->expansion); break;
	case INFLATE_BROKEN: break_stream(t); break;
	}
}

/* --- What the owner asks. */

bool telnet_has_more(const Telnet *t)
{
	return t->expansion.stream && inflate_has_more(t->expansion.stream) && !t->stopped;
}

bool telnet_waits(const Telnet *t)
{
	return t->expansion.waits;
}

void telnet_allow_expansion(Telnet *t, bool always)
{
	t->expansion.waits = false;
	t->expansion.allowed |= always;
}

bool telnet_is_cut(const Telnet *t)
{
	return t->expansion.stream && !inflate_is_settled(t->expansion.stream);
}

void telnet_compression(const Telnet *t, struct telnet_compression *out)
{
	const struct expansion *x = &t->expansion;

	*out = (struct telnet_compression){
		.received = x->name,
		.received_wire = x->wire,
		.received_plain = x->plain,
	};
}
