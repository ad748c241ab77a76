/*
 * The inside of the decoder, shared by the key-decode*.c files only.
 */
#ifndef HAIL_UI_KEY_DECODE_PRIVATE_H
#define HAIL_UI_KEY_DECODE_PRIVATE_H

#include "base/buf.h"
#include "ui/key-decode.h"
#include "ui/key-sequence.h"

enum {
	KEY_DECODE_BEL = 0x07,
	KEY_DECODE_ESC = 0x1b,
	KEY_DECODE_DEL = 0x7f,
	KEY_DECODE_ADDED = 48, /* sequences from terminfo */
	KEY_DECODE_ADDED_LENGTH = 15,
};

struct key_added {
	char sequence[KEY_DECODE_ADDED_LENGTH + 1];
	struct key key;
};

enum key_state {
	READING_KEYS,
	READING_PASTE,
	READING_STRING, /* OSC, DCS, APC, PM, SOS: up to its terminator */
	READING_LONG, /* the rest of a control sequence that is too long */
};

struct KeyDecoder {
	struct key_events events;
	void *user;
	struct buf waiting; /* what is not decided yet; in a paste: its text */
	enum key_state state;
	int64_t escape_ms;
	int64_t last; /* when bytes came */
	int64_t due;
	/* The bytes since the last pause: where they begin in `waiting`, how long the pause was. */
	size_t burst_at;
	int64_t pause;
	size_t searched; /* how much of a paste was searched for its end */
	bool refused; /* the paste is too large */
	/* Esc or Alt-[ was told for lack of time: these bytes may have begun a sequence after all.
	 */
	char told[2];
	size_t told_length;
	int64_t told_at;
	bool told_to_peer; /* the peer has them */
	size_t marked; /* how much of a paste's mark the keys told last are */
	enum keysym arrow; /* arrow keys of this read that are not told yet */
	int arrows;
	struct key_added added[KEY_DECODE_ADDED];
	size_t added_count;
};

/* --- key-decode-tell.c */

/* Tells the arrow keys of this read, or that it was a wheel. */
void key_decode_tell_arrows(KeyDecoder *d);

/* Takes `used` bytes and tells the key that they are. */
void key_decode_give(KeyDecoder *d, struct key k, size_t used);

/* The same for a key without a name, of at most KEY_SEQUENCE_MAX bytes. */
void key_decode_give_unknown(KeyDecoder *d, size_t used);

/* The same for what the mouse did, for the window's focus, and for an answer. */
void key_decode_give_mouse(KeyDecoder *d, size_t used);
void key_decode_give_focus(KeyDecoder *d, bool in, size_t used);
void key_decode_give_place(KeyDecoder *d, size_t used);
void key_decode_give_answer(KeyDecoder *d, enum key_answer answer, size_t used);

/* The same for a key told by time: what comes next may show that it was none. */
void key_decode_give_early(KeyDecoder *d, struct key k, size_t used);

/* --- key-decode-keys.c */

/* One key from the beginning of what waits; false if more bytes are needed. */
bool key_decode_take_key(KeyDecoder *d);

/* --- key-decode-burst.c: what came after a pause, and whether it is a single key */

/* The sequences added from terminfo: the length of one found, -1 one may still become, 0 none. */
int key_decode_find_added(const KeyDecoder *d, const char *s, size_t n, struct key *out);

/* The key of the first character or byte of `s`, its length in *used; false if it is unfinished. */
bool key_decode_character(const char *s, size_t n, unsigned mods, struct key *out, size_t *used);

/* The time without a byte that makes a pause. */
int64_t key_decode_pause(const KeyDecoder *d);

/* How long the byte after ESC and an introducer may take. */
int64_t key_decode_sequence_ms(const KeyDecoder *d);

enum key_burst { KEY_BURST_OTHER, KEY_BURST_PART, KEY_BURST_KEY };

/* The bytes that came since the last pause: their number, where they are in *s. */
size_t key_decode_burst(const KeyDecoder *d, const char **s);

/* Whether the `n` bytes at `s` are one key, or the beginning of one. */
enum key_burst key_decode_read_key(const KeyDecoder *d, const char *s, size_t n, struct key *out);

/* Bytes come at the time `now`: notes the pause before them. */
void key_decode_note_pause(KeyDecoder *d, int64_t now);

/* --- key-decode-paste.c */

/* Begins a paste; its mark's last `used` bytes are still there. */
void key_decode_begin_paste(KeyDecoder *d, size_t used);

/* Looks for the end of a paste; false if it has not come. */
bool key_decode_take_paste(KeyDecoder *d);

/* A pause or a silence in a paste: a key that came after one, or an escape key, ends it. */
void key_decode_pause_in_paste(KeyDecoder *d, int64_t now);

/* How long after the last byte that is due again; -1 = never. */
int64_t key_decode_paste_wait(const KeyDecoder *d, int64_t now);

/* --- key-decode-string.c */

/*
 * Whether what waits is ESC, an introducer, and one character typed after it. No terminal is known
 * to send SOS and PM, and few send APC, so that is Alt-X, Alt-^ or Alt-_ until more comes.
 */
bool key_decode_is_held_string(const KeyDecoder *d);

/* A string begins, or a key with Alt; false if more bytes are needed. */
bool key_decode_take_introducer(KeyDecoder *d);

/* Drops a string; its terminator is BEL or ST, and any other control character breaks it off. */
bool key_decode_take_string(KeyDecoder *d);

/* How long after the last byte a string may be at its end; -1 = for ever. */
int64_t key_decode_string_wait(const KeyDecoder *d);

#endif
