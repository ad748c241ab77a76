/*
 * What a session does to its document beside taking what the peer sends, in order with that: told
 * to whoever records it, and done again where a recording is played.
 */
#ifndef HAIL_SESSION_DEED_H
#define HAIL_SESSION_DEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/board.h"
#include "session/controls.h"
#include "session/replay.h"
#include "telnet/telnet.h"

enum session_deed_kind {
	SESSION_DEED_STEP, /* `step`, with its text as there; REPLAY_RECEIVED never */
	SESSION_DEED_BEGIN, /* a connection began, and nothing has come yet */
	SESSION_DEED_SIZE, /* the grid has `columns` and `rows` from here on */
	SESSION_DEED_READING, /* how text is read (session_reading) may have changed */
	SESSION_DEED_FINISH, /* no more text comes: what was half read is shown */
};

struct session_deed {
	enum session_deed_kind kind;
	enum replay_step step;
	const char *text; /* borrowed */
	size_t length;
	unsigned columns, rows;
	size_t taken; /* how many bytes of the piece that a tap was told of last, as received, had
			 been taken before: SIZE_MAX for all */
};

/* What says, beside deeds, how bytes become text. Strings are borrowed. */
struct session_reading {
	enum telnet_protocol protocol; /* that was found or set */
	bool exec; /* of a child on a pty */
	const char *charset; /* as the settings name it, */
	bool charset_by_hand;
	const char *charset_now; /* and the one in use */
	const char *fallback_charset;
	enum session_controls controls;
	enum session_music music;
};

struct session_recorder {
	void (*deed)(void *user, const struct session_deed *deed);
	void (*turn)(void *user); /* the outermost call of the session returns */
};

#endif
