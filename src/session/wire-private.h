/*
 * The inside of a wire, shared by wire.c and wire-port.c. Nobody else includes this.
 */
#ifndef HAIL_SESSION_WIRE_PRIVATE_H
#define HAIL_SESSION_WIRE_PRIVATE_H

#include "base/buf.h"
#include "session/wire.h"
#include "telnet/deflate.h"

/* Bytes of the queue that belong together. */
struct range {
	size_t length; /* bytes that still wait */
	enum wire_origin origin;
	bool secret;
	const char *command; /* that a secret is; or NULL */
	bool port; /* asked of a serial port; */
	unsigned pause_ms; /* and behind it a pause; or 0 */
	bool begun; /* some of it has left */
	bool joined; /* what follows belongs to it */
	bool deflated; /* they are part of a stream; */
	bool begins, ends; /* behind them one begins, or the one that is ends */
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
	bool ahead; /* what is put now stands behind the oldest `ahead_of` ranges */
	size_t ahead_of;
	unsigned pause_ms; /* of the pause under way; 0: none is */
	size_t replies; /* bytes waiting that the peer asked for */
	uint64_t refused;
	bool deflating; /* what is put is part of a stream */
	Deflate *stream; /* what leaves the queue is; or NULL */
	struct buf packed; /* deflated, on its way to the transport: */
	size_t batch; /* how many bytes at the front of the queue that is; 0: an end */
	struct wire_deflated deflated;
	struct tap taps[WIRE_TAPS];
	size_t tap_count;
};

/* Whether the peer asked for this; the user meant to send nothing. */
static inline bool wire_is_reply(enum wire_origin origin)
{
	return origin == WIRE_REPLY || origin == WIRE_REPORT || origin == WIRE_NEGOTIATION;
}

/* --- wire.c */

/* Adds a range behind the others, to be filled in. */
struct range *wire_add_range(Wire *w);

/* Whether `n` bytes have room, in a new range or one that goes on; if not, that is counted. */
bool wire_fits(Wire *w, const struct range *kind, bool more, size_t n);

/* What is deflated ends here. */
void wire_end_stream(Wire *w);

/* --- wire-port.c */

/* Puts a range of its own behind the oldest `ahead_of`; false, and counted, when it doesn't fit. */
bool wire_put_ahead(Wire *w, const struct range *kind, const char *bytes, size_t n);

#endif
