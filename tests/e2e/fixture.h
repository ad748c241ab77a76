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

/* Types a line, waits until it is in the input row, and presses Enter. */
void fixture_enter(struct session *s, const char *line);

#endif
