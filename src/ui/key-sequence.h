/*
 * What one escape sequence from the user's terminal means: xterm's, the VT's, rxvt's, the Linux
 * console's, kitty's and modifyOtherKeys' keys, and what a terminal says without a key. Pure.
 */
#ifndef HAIL_UI_KEY_SEQUENCE_H
#define HAIL_UI_KEY_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/key.h"

enum key_sequence {
	KEY_SEQUENCE_KEY,
	/* No key: a key let go, the answer to a question, the mouse in another form than SGR, a
	 * torn sequence. */
	KEY_SEQUENCE_NO_KEY,
	KEY_SEQUENCE_MOUSE, /* xterm's SGR form: see ui/key-report */
	KEY_SEQUENCE_PLACE, /* of the cursor: see ui/key-report */
	KEY_SEQUENCE_KEYBOARD, /* the state of kitty's keyboard: CSI ? flags u */
	KEY_SEQUENCE_ATTRIBUTES, /* DA1's answer: CSI ? numbers c */
	KEY_SEQUENCE_FOCUS_IN,
	KEY_SEQUENCE_FOCUS_OUT,
	/* A key that has no name here. */
	KEY_SEQUENCE_UNKNOWN,
	KEY_SEQUENCE_PASTE_BEGIN,
	KEY_SEQUENCE_PASTE_END,
};

enum { KEY_SEQUENCE_MAX = 64 }; /* bytes; a longer one is no key of anybody's */

/* The marks around a bracketed paste (xterm). */
extern const char key_sequence_paste_begin[], key_sequence_paste_end[];
enum { KEY_SEQUENCE_MARK = 6 }; /* their length in bytes */

/*
 * The length of the control sequence (CSI, ECMA-48 5.4) or single shift (SS3) that begins the `n` ≥
 * 2 bytes at `s` with ESC [ or ESC O; 0 while it is unfinished. One that a control character, DEL
 * or a byte above 0x7e breaks off, or that is longer than KEY_SEQUENCE_MAX, ends before that byte.
 */
size_t key_sequence_length(const char *s, size_t n);

/* What the whole sequence of `n` bytes at `s` is; *out is set for KEY_SEQUENCE_KEY alone. */
enum key_sequence key_sequence_read(const char *s, size_t n, struct key *out);

/* Whether ESC and `introducer` may open a control string (OSC, DCS, APC, PM, SOS: ECMA-48 5.6). */
bool key_sequence_introduces(char introducer);

/* Whether `first` may be the first byte of such a string that a terminal sends. */
bool key_sequence_opens(char introducer, char first);

#endif
