/*
 * From the bytes of the user's terminal to keys and pastes: xterm's, the VT's, rxvt's and the
 * Linux console's sequences, and those of the user's terminfo entry. Pure: told the time, so that
 * a lone Esc is told from the beginning of a sequence.
 */
#ifndef HAIL_UI_KEY_DECODE_H
#define HAIL_UI_KEY_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/key.h"

typedef struct KeyDecoder KeyDecoder;

enum {
	KEY_DECODE_ESCAPE_MS = 25, /* how long the rest of a sequence may take */
	KEY_DECODE_CHARACTER_MS = 1000, /* how long the rest of a character may take */
	KEY_DECODE_PASTE_MS = 5000, /* how long a paste may pause */
};

struct key_events {
	void (*key)(void *user, struct key k);
	/* A whole sequence that is no key we know: for the peer in char mode, byte for byte. */
	void (*unknown)(void *user, const char *bytes, size_t n);
	/* What stood between the marks of a bracketed paste, byte for byte. */
	void (*paste)(void *user, const char *bytes, size_t n);
};

KeyDecoder *key_decoder_new(const struct key_events *events, void *user);
void key_decoder_free(KeyDecoder *d);

/* Adds a sequence of the terminal's own (copied; at most 15 bytes, beginning with ESC or a
 * control). */
void key_decoder_add(KeyDecoder *d, const char *sequence, struct key k);

/* Takes `n` bytes at the time `now` (monotonic ms). */
void key_decoder_feed(KeyDecoder *d, const char *bytes, size_t n, int64_t now);

/* When key_decoder_tick is due; -1 = never. */
int64_t key_decoder_deadline(const KeyDecoder *d);

/* Gives up waiting for the rest of a sequence. */
void key_decoder_tick(KeyDecoder *d, int64_t now);

#endif
