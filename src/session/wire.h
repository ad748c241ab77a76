/*
 * The one way out of a session: a bounded queue of ranges of bytes, each with where it came from
 * and whether it is secret; and the tap that sees what passes in either direction. Owned by the
 * session; not re-entrant: a tap only looks.
 */
#ifndef HAIL_SESSION_WIRE_H
#define HAIL_SESSION_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "net/transport.h"

typedef struct Wire Wire;

enum {
	WIRE_MAX = 1024 * 1024, /* bytes that wait at most */
	WIRE_REPLIES_MAX = 65536, /* bytes of them that the peer asked for, not the user */
	WIRE_RANGES_MAX = 16384, /* ranges that wait at most */
	WIRE_TAPS = 8,
};

/* Where bytes for the peer come from. */
enum wire_origin {
	WIRE_TYPED,
	WIRE_PASTED,
	WIRE_RULE,
	WIRE_SCRIPT,
	WIRE_LOGIN, /* answers of the configured login */
	WIRE_REPLY, /* the terminal's answers (DA, DSR, CPR) */
	WIRE_REPORT, /* of the mouse and the focus, that the peer asked for */
	WIRE_NEGOTIATION, /* telnet's own commands */
};

enum wire_direction { WIRE_RECEIVED, WIRE_SENT };

/* What passed, as a tap sees it: borrowed until the call returns. */
struct wire_piece {
	enum wire_direction direction;
	enum wire_origin origin; /* WIRE_SENT */
	bool secret; /* then `bytes` is NULL and only the length is known, */
	const char *command; /* and, unless NULL, which of telnet's commands it is */
	const char *bytes;
	size_t length;
	bool more; /* WIRE_SENT: what belongs to it follows */
	int64_t time; /* wall-clock ms */
};

typedef void wire_tap_fn(void *user, const struct wire_piece *piece);

/* Makes an empty queue. */
Wire *wire_new(void);

/* Wipes and frees. NULL is fine. */
void wire_free(Wire *w);

/* Drops and wipes everything that waits; the taps stay. */
void wire_clear(Wire *w);

/*
 * What is put until wire_close comes from `origin` and may be `secret`. `line` of `n` bytes of
 * UTF-8 is the typed line that it stands for (copied, so that a line that could not be sent can be
 * given back), NULL if there is none. Without wire_open, what is put is WIRE_NEGOTIATION.
 */
void wire_open(Wire *w, enum wire_origin origin, bool secret, const char *line, size_t n);

/* The same of a secret that is no data but telnet's command `name` (static). */
void wire_open_command(Wire *w, enum wire_origin origin, const char *name);
void wire_close(Wire *w);

/* The same of what is asked of the peer's serial port (RFC 2217). */
void wire_open_port(Wire *w, enum wire_origin origin);

/* When what was put last has left nothing follows, for the `ms` that wire_is_paused tells then,
 * until wire_go_on. */
void wire_pause(Wire *w, unsigned ms);
bool wire_is_paused(const Wire *w, unsigned *ms);
void wire_go_on(Wire *w);

/*
 * The port is given up: what is asked of it and has not begun to leave is dropped, but for what a
 * pause stands behind: the `n` bytes go in its place. A pause under way is over. What is put until
 * wire_close leaves before all that waits. Returns whether there was such a pause.
 */
bool wire_give_up_port(Wire *w, const char *bytes, size_t n);

/* To what was put last belongs what is sent next, also as urgent data. */
void wire_join(Wire *w);

/* Queues `n` bytes, all or nothing; false, and counted, when they don't fit. */
bool wire_put(Wire *w, const char *bytes, size_t n);

/* How many bytes wait; how many more would be taken; how many waiting ones the user meant to send.
 */
size_t wire_length(const Wire *w);
size_t wire_room(const Wire *w);
size_t wire_unsent(const Wire *w);

/* How many bytes were refused since the wire was made. */
uint64_t wire_refused(const Wire *w);

/* Appends the typed lines of which bytes still wait to `out`, a newline between two. */
void wire_unsent_lines(const Wire *w, struct str *out);

/*
 * Writes what `t` takes; `wall` is the time in ms that taps are told. IO_OK: nothing waits any
 * more; IO_AGAIN: the transport takes nothing now, or there is a pause; IO_ERROR: broken, `e` says
 * how.
 */
enum io_status wire_flush(Wire *w, Transport *t, int64_t wall, struct err *e);

/*
 * Queues the `n` bytes, which say that a stream follows, and deflates all that is put from then on
 * (telnet/deflate), until wire_end_deflate or wire_clear. False, and nothing done, when they don't
 * fit or it does so already. The taps see it as it was put, when all it became has been written.
 */
bool wire_begin_deflate(Wire *w, const char *bytes, size_t n);
void wire_end_deflate(Wire *w);

/* Whether bytes of a stream, or its end, are still to be written or may be put. */
bool wire_deflates(const Wire *w);

/* What deflating did since wire_clear: bytes put, bytes written. */
struct wire_deflated {
	uint64_t plain, wire;
};
struct wire_deflated wire_deflated(const Wire *w);

/* Tells the taps of `piece`. */
void wire_tell(const Wire *w, const struct wire_piece *piece);

/* Tells the taps of `n` bytes that were received; that were sent beside the queue, as urgent data.
 */
void wire_received(const Wire *w, const char *bytes, size_t n, int64_t wall);
void wire_sent_urgent(const Wire *w, const char *bytes, size_t n, int64_t wall);

/* Adds a tap; false if there are WIRE_TAPS already. Removes it again. */
bool wire_tap(Wire *w, wire_tap_fn *tap, void *user);
void wire_untap(Wire *w, wire_tap_fn *tap, void *user);

#endif
