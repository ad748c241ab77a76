/*
 * A device's console on a scripted peer: it echoes, shows prompts, takes its time for each line,
 * and loses what comes while its small buffer is full, and each `~`.
 */
#ifndef HAIL_TESTS_CONSOLE_H
#define HAIL_TESTS_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "servers/peer.h"

typedef struct Console Console;

struct console_setup {
	bool lines; /* no telnet and no echo: a raw peer */
	bool silent; /* no prompt either */
	int line_ms; /* for each line */
	int slow_ms; /* for the line `slow` */
	const char *refuses; /* a line that is answered with an error; or NULL */
	size_t closes_after; /* in place of the answer to that line it closes; 0: not */
	unsigned pages; /* that `show` has */
	bool leaves_pager; /* it doesn't erase --More-- when that was answered */
};

/* Begins to answer the peer's connection, and each that follows; lives till the case ends. */
Console *console_start(Peer *p, const struct console_setup *setup);

/* The lines it has taken, without blanks before them, each ended by a newline. */
const char *console_taken(const Console *c);

/* Waits until that ends in `text`; fails if any other line than those of `text` has come. */
void console_expect(Console *c, const char *text);

/* Waits until it has taken `count` lines. */
void console_wait_lines(Console *c, size_t count);

/* How many bytes found no room. */
size_t console_lost(const Console *c);

#endif
