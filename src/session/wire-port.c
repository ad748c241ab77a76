#include "session/wire.h"

#include <string.h>

#include "session/wire-private.h"
#include "telnet/command.h"
#include "telnet/option.h"
#include "base/poison.h"

/* How many bytes the oldest `count` ranges have. */
static size_t length_of(const Wire *w, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += w->ranges[w->first + i].length;
	return n;
}

bool wire_put_ahead(Wire *w, const struct range *kind, const char *bytes, size_t n)
{
	struct buf whole = { .secret = true };
	size_t at = length_of(w, w->ahead_of), behind = buf_length(&w->bytes) - at;
	struct range *r;

	if (!n || !wire_fits(w, kind, false, n))
		return !n;
	wire_add_range(w);
	r = &w->ranges[w->first + w->ahead_of++];
	memmove(r + 1, r, (w->count - w->ahead_of) * sizeof(*r));
	*r = *kind;
	r->line = NULL;
	r->length = n;
	r->deflated = w->ahead_of < w->count ? r[1].deflated : w->deflating;
	w->replies += wire_is_reply(kind->origin) ? n : 0;
	buf_append(&whole, buf_data(&w->bytes), at);
	buf_append(&whole, bytes, n);
	if (behind)
		buf_append(&whole, buf_data(&w->bytes) + at, behind);
	buf_fini(&w->bytes);
	w->bytes = whole;
	return true;
}

void wire_pause(Wire *w, unsigned ms)
{
	if (w->count)
		w->ranges[w->first + w->count - 1].pause_ms = ms;
}

bool wire_is_paused(const Wire *w, unsigned *ms)
{
	*ms = w->pause_ms;
	return w->pause_ms > 0;
}

void wire_go_on(Wire *w)
{
	w->pause_ms = 0;
}

/* How many of the oldest ranges must leave as they are: those that are deflated or have begun to
 * leave, and what follows a pause that has begun or will. */
static size_t settled(Wire *w)
{
	struct range *r = w->ranges + w->first;
	size_t n = 0;

	while (length_of(w, n) < w->batch)
		n++;
	n += !n && w->count && r->begun;
	n += n < w->count && r[n].port && (n ? r[n - 1].pause_ms : w->pause_ms);
	for (size_t i = 0; i < n; i++)
		r[i].pause_ms = 0;
	w->pause_ms = 0;
	return n;
}

/* Whether the option itself is negotiated in the range `r` that has `bytes`: what ends that must
 * not overtake it. */
static bool negotiates_port(const struct range *r, const char *bytes)
{
	bool found = false;

	for (size_t i = 0; r->origin == WIRE_NEGOTIATION && i + 2 < r->length; i++)
		found |= (uint8_t)bytes[i] == COMMAND_IAC &&
			 (uint8_t)bytes[i + 1] >= COMMAND_WILL &&
			 (uint8_t)bytes[i + 1] <= COMMAND_DONT &&
			 (uint8_t)bytes[i + 2] == OPTION_COM_PORT;
	return found;
}

bool wire_give_up_port(Wire *w, const char *bytes, size_t n)
{
	struct buf whole = { .secret = true };
	size_t kept = 0, at = 0, count = w->count;
	size_t untouched = settled(w);
	bool paused = false;

	w->ahead = true;
	w->ahead_of = untouched;
	for (size_t i = 0; i < count; i++) {
		struct range r = w->ranges[w->first + i];
		bool dropped = r.port && i >= untouched;

		if (!dropped)
			buf_append(&whole, buf_data(&w->bytes) + at, r.length);
		if (negotiates_port(&r, buf_data(&w->bytes) + at))
			w->ahead_of = kept + 1;
		at += r.length;
		if (dropped && r.pause_ms) {
			buf_append(&whole, bytes, n);
			r.length = n;
			r.pause_ms = 0;
			r.port = dropped = false;
			paused = true;
		}
		if (!dropped)
			w->ranges[w->first + kept++] = r;
		else if (r.ends && kept)
			w->ranges[w->first + kept - 1].ends = true;
		else if (r.ends)
			wire_end_stream(w);
	}
	w->count = kept;
	buf_fini(&w->bytes);
	w->bytes = whole;
	return paused;
}
