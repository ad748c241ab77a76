/*
 * Keys from the bytes of a terminal: characters and controls as they are, the cursor keys by any of
 * their names (ECMA-48, xterm), and a terminal's answer to where its cursor is. Embedded; zeroed to
 * begin with.
 */
#ifndef HAIL_DEMO_KEYS_H
#define HAIL_DEMO_KEYS_H

enum {
	KEYS_NONE = -1, /* a part of a sequence, or one that is no key here */
	KEYS_UP = 0x100,
	KEYS_DOWN,
	KEYS_RIGHT,
	KEYS_LEFT,
	KEYS_HOME,
	KEYS_END,
	KEYS_DELETE,
	KEYS_CURSOR, /* CPR: row and column are the parameters */
};

struct keys {
	enum { KEYS_PLAIN, KEYS_ESCAPE, KEYS_CSI, KEYS_SS3 } state;
	unsigned parameters[2]; /* of the sequence that came last */
	unsigned at; /* which of them is being read */
};

/* Takes a byte; returns it, a key, or KEYS_NONE. */
int keys_byte(struct keys *k, unsigned char byte);

#endif
