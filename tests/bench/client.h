/*
 * A client that is timed: a program in a pseudo-terminal, connected to a peer of its own. What it
 * writes to the terminal is looked at byte for byte as soon as the kernel hands it over.
 */
#ifndef HAIL_TESTS_BENCH_CLIENT_H
#define HAIL_TESTS_BENCH_CLIENT_H

#include <stddef.h>

#include "e2e/tty.h"
#include "servers/peer.h"

struct client {
	const char *program; /* "hail", or the path of telnet */
	Peer *peer;
	Tty *tty;
	size_t mark; /* what the terminal got before this isn't searched */
	size_t answered; /* of what the peer received */
	/* What the peer does with bytes that have come; returns how many it took. NULL: nothing. */
	size_t (*answer)(Peer *p, const char *bytes, size_t n);
};

/* The longest wait for anything, in ms; what takes longer counts as this. */
enum { CLIENT_LIMIT = 15000 };

/* Milliseconds of a clock that never goes back. */
double client_now(void);

/* Starts the program with a terminal of `width` x `height` and a peer that first sends
 * `greeting`. */
void client_open(struct client *c, unsigned width, unsigned height, const char *greeting);

/* Ends the program. */
void client_close(struct client *c);

/* Lets time pass, `ms` of it; the peer answers meanwhile. */
void client_idle(struct client *c, double ms);

/* Types bytes; what the terminal got before isn't searched any more. Returns when that was. */
double client_type(struct client *c, const char *text);

/* Waits until the program has written `text` since the last typing; returns the ms since `start`.
 */
double client_wait_shown(struct client *c, const char *text, double start);

/* Waits until the peer has received `text` after what it received by the last such wait. */
double client_wait_received(struct client *c, const char *text, double start);

/* --- Scripts of the peer. */

/* Answers each line with itself in capitals. */
size_t client_answer_lines(Peer *p, const char *bytes, size_t n);

/* Echoes each printable character. */
size_t client_echo(Peer *p, const char *bytes, size_t n);

#endif
