/*
 * What handlers of a session's events want done: a bounded queue, worked off in order when the
 * handlers have returned. Another one has what is shown later. Embedded in its owner (init/fini).
 */
#ifndef HAIL_SESSION_EFFECTS_H
#define HAIL_SESSION_EFFECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "session/wire.h"
#include "telnet/telnet.h"

enum {
	EFFECTS_MAX = 1024, /* effects that wait at most */
	EFFECTS_BYTES_MAX = 262144, /* bytes of text in them */
};

enum effect_kind {
	EFFECT_SEND, /* a line */
	EFFECT_KEYS, /* bytes that keys stand for */
	EFFECT_BYTES, /* as they are, for the application */
	EFFECT_ENTER, /* that key, behind the bytes of `text` */
	EFFECT_COMMAND, /* a telnet command by name */
	EFFECT_PASTE,
	EFFECT_NOTICE,
	EFFECT_NOTICE_LINE, /* one with styles: `text` is what pack_line wrote */
	EFFECT_VALUE, /* a message of a MUD protocol, `source` */
	EFFECT_ECHO, /* of a line that was sent; the session's own */
};

struct effect {
	enum effect_kind kind;
	enum wire_origin origin; /* of what is sent; a paste is always WIRE_PASTED */
	enum telnet_source source; /* EFFECT_VALUE */
	bool escapes; /* EFFECT_SEND: a backslash begins one (base/backslash.h) */
	bool secret; /* to be sent as one, whatever the prompt is then */
	char *text; /* owned, NUL-terminated */
	size_t length;
};

struct effects {
	struct effect *items; /* oldest first, from `first` */
	size_t first, count, size;
	size_t bytes;
	uint64_t refused;
};

/* Frees what waits. */
void effects_fini(struct effects *q);

/* Drops what waits; keeps the memory. */
void effects_clear(struct effects *q);

/* Queues `effect`, its text copied. False with `e` set, and counted, when the queue is full. */
bool effects_push(struct effects *q, const struct effect *effect, struct err *e);

/* Takes the oldest effect, for effect_free when it is done. False when none waits. */
bool effects_take(struct effects *q, struct effect *out);

/* Wipes and frees the text of an effect that was taken. */
void effect_free(struct effect *effect);

#endif
