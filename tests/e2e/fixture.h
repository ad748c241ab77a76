/*
 * What most cases begin with: the program in a terminal, connected to a scripted peer.
 */
#ifndef HAIL_TESTS_FIXTURE_H
#define HAIL_TESTS_FIXTURE_H

#include "e2e/home.h"
#include "e2e/tty.h"
#include "servers/peer.h"

struct session {
	struct home home;
	Peer *peer;
	Tty *tty;
};

/* Starts `hail 127.0.0.1 PORT` with a home of its own and waits until it is connected. */
void fixture_open(struct session *s);

/*
 * The same with `options` (a list of words, may be NULL) before the destination, in a terminal as
 * `setup` says (may be NULL; its home becomes the session's).
 */
void fixture_open_with(struct session *s, const struct tty_setup *setup,
		       const char *const *options);

/* The same with a log in the file "log" of the home, too. */
void fixture_open_logged(struct session *s, const struct tty_setup *setup,
			 const char *const *options);

/*
 * Starts `hail OPTIONS` (may be NULL) without a destination, with a home of its own, and waits for
 * the start screen. The peer listens.
 */
void fixture_start_screen(struct session *s, const char *const *options);

/* Enters "COMMAND 127.0.0.1 PORT" with that peer's port and waits until it is connected. */
void fixture_connect(struct session *s, const char *command, Peer *peer);

/* The peer turns WILL ECHO, WILL SGA and DO TSPEED on, as a login service does: char mode. */
void fixture_char_mode(struct session *s);

/* The peer closes, and the program is quit: both end in order. */
void fixture_end(struct session *s);

/* Pastes two lines or more, waits for their preview, and has them sent. */
void fixture_paste(Tty *t, const char *text);

/* Types a line, waits until it is in the input row, and presses Enter. */
void fixture_enter(struct session *s, const char *line);

/* The same with a line that can't be used: waits until `why` is said and the line is back to be
 * mended, and empties it. */
void fixture_enter_wrong(struct session *s, const char *line, const char *why);

#endif
