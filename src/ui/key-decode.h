/*
 * From the bytes of the user's terminal to keys and pastes. Sequences, pastes and the answers that
 * a terminal sends may be torn anywhere, for any time. Pure: told the time, because time alone
 * tells a lone Esc from the beginning of a sequence, and a key from the rest of a paste.
 */
#ifndef HAIL_UI_KEY_DECODE_H
#define HAIL_UI_KEY_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/key.h"
#include "base/mouse.h"

typedef struct KeyDecoder KeyDecoder;

enum {
	KEY_DECODE_ESCAPE_MS = 25, /* a lone Esc is one after this time, unless told otherwise */
	KEY_DECODE_SEQUENCE_MS = 500, /* ESC and [ are Alt-[ after this time */
	KEY_DECODE_CHARACTER_MS = 1000, /* how long the rest of a character may take */
	KEY_DECODE_SILENCE_MS = 1000, /* after this time a single key is none of a paste's bytes */
	KEY_DECODE_PASTE_MAX = 4 * 1024 * 1024, /* bytes of a paste */
	KEY_DECODE_WHEEL_MIN = 3, /* Up or Down so often in one read is a wheel's doing */
};

/* What a terminal answers to a question about itself. */
enum key_answer {
	KEY_ANSWER_KEYBOARD, /* it has kitty's keyboard protocol (CSI ? u) */
	KEY_ANSWER_ATTRIBUTES, /* what it is (DA1): every question before that one is answered */
};

struct key_events {
	void (*key)(void *user, struct key k);
	/* A whole sequence that is no key we know: for the peer in char mode, byte for byte. */
	void (*unknown)(void *user, const char *bytes, size_t n);
	/* What stood between the marks of a bracketed paste, byte for byte. */
	void (*paste)(void *user, const char *bytes, size_t n);
	/* A paste is larger than KEY_DECODE_PASTE_MAX: nothing of it is taken. */
	void (*paste_refused)(void *user);
	/* A wheel that the terminal turned into `count` arrow keys: Down if positive, else Up. */
	void (*wheel)(void *user, int count);
	/* The mouse (xterm's SGR form); the terminal's window has the focus now, or lost it. */
	void (*mouse)(void *user, const struct mouse_event *m);
	void (*focus)(void *user, bool in);
	/* The terminal says where its cursor is, row and column counting from 0. */
	void (*place)(void *user, unsigned row, unsigned column);
	/* The terminal answers a question, asked or not. */
	void (*answer)(void *user, enum key_answer answer);
	/* Whether `k` is an escape key, which ends a paste whose end has not come. */
	bool (*is_escape)(void *user, struct key k);
	/* Whether keys go to the peer now as they are typed. If it has an Esc, or Alt-[, that was
	 * told by time, the rest of a sequence is told as the characters that it is. */
	bool (*is_for_peer)(void *user);
};

/* Makes a decoder; `events` is copied. What is NULL but for `key` is not told, or never so; without
 * is_for_peer all keys are a peer's. */
KeyDecoder *key_decoder_new(const struct key_events *events, void *user);

/* Frees it and what it still holds. NULL is fine. */
void key_decoder_free(KeyDecoder *d);

/* Adds a sequence of the terminal's own (copied; at most 15 bytes, beginning with ESC or a
 * control). */
void key_decoder_add(KeyDecoder *d, const char *sequence, struct key k);

/* Waits `ms` for what may follow an ESC: more than KEY_DECODE_ESCAPE_MS on a slow line. */
void key_decoder_set_escape_delay(KeyDecoder *d, int ms);

/* Takes `n` bytes, one read, at the time `now` (monotonic ms). */
void key_decoder_feed(KeyDecoder *d, const char *bytes, size_t n, int64_t now);

/* When key_decoder_tick is due; -1 = never. */
int64_t key_decoder_deadline(const KeyDecoder *d);

/* Nothing came until `now`: what waits is what it is. */
void key_decoder_tick(KeyDecoder *d, int64_t now);

#endif
