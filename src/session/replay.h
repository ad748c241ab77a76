/*
 * What the screen was made of: the last bytes of the peer as they came, before its character set
 * was applied, and what the client did to the terminal between them. Bounded; owned by the session.
 */
#ifndef HAIL_SESSION_REPLAY_H
#define HAIL_SESSION_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

typedef struct Replay Replay;

enum {
	REPLAY_BYTES = 131072, /* of the peer that are kept at least, once so many came */
	REPLAY_STEPS = 1024, /* what the client did, at most; older bytes go with older steps */
};

enum replay_step {
	REPLAY_RECEIVED, /* bytes of the peer */
	REPLAY_ECHO, /* terminal_echo; what follows has no text */
	REPLAY_SENT, /* terminal_sent */
	REPLAY_MARKED_PROMPT, /* terminal_prompt */
	REPLAY_IDLE_PROMPT,
	REPLAY_LINE_MODE, /* terminal_set_line_mode */
	REPLAY_CHAR_MODE,
	REPLAY_NOTICE, /* terminal_notice, with a text again */
	REPLAY_NOTICE_LINE, /* terminal_notice_line, with what pack_line wrote */
	REPLAY_CHARSET, /* the peer's character set from here on: its name */
	REPLAY_CLEARED, /* the open line's row was taken away */
	REPLAY_TAGS, /* which tags are read from here on: session_tags bits, as a digit */
};

Replay *replay_new(void);
void replay_free(Replay *r);

/* Forgets everything: a connection begins. Does nothing with NULL, as does replay_did. */
void replay_clear(Replay *r);

/* Adds `n` bytes of the peer. */
void replay_receive(Replay *r, const char *bytes, size_t n);

/* Adds something that the client did, with its text (copied), if it has one. */
void replay_did(Replay *r, enum replay_step step, const char *text, size_t n);

/* Forgets the changes of the character set. Does nothing with NULL. */
void replay_forget_charsets(Replay *r);

/* Whether nothing was dropped since replay_clear. */
bool replay_is_whole(const Replay *r);

/* Appends the peer's bytes without what the client did. */
void replay_bytes(const Replay *r, struct buf *out);

/*
 * Goes through it in order, bytes in pieces of at most `piece`; `step` returns whether to go on.
 * What isn't whole begins behind a line end or with a sequence, with the character set that was
 * changed to before, if it was, and with REPLAY_TAGS. Returns whether it came to the end.
 */
bool replay_walk(const Replay *r, size_t piece,
		 bool (*step)(void *user, enum replay_step step, const char *text, size_t n),
		 void *user);

#endif
