/*
 * The echo of a command in the lines that come back: whole, wrapped, drawn anew, scrolled sideways,
 * with its words completed. Embedded in its owner (init/fini).
 */
#ifndef HAIL_DEVICE_ECHO_H
#define HAIL_DEVICE_ECHO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct echo {
	struct str command;
	size_t seen; /* bytes of it that lines had so far */
	bool whole; /* all of it came */
};

void echo_init(struct echo *e);
void echo_fini(struct echo *e);

/* Waits for the echo of the `n` bytes at `command`. */
void echo_begin(struct echo *e, const char *command, size_t n);

/*
 * Whether the `n` bytes at `text`, a closed line without its prompt, are the echo or more of it.
 * `prompted`: a prompt stood before them.
 */
bool echo_takes(struct echo *e, const char *text, size_t n, bool prompted);

/* Whether they could be the beginning of the echo: nothing else stands in the open line. */
bool echo_may_begin(const struct echo *e, const char *text, size_t n);

/*
 * Whether the `n` bytes at `text`, which stand where the echo of what is still to come must, and
 * aren't it, are that with characters lost or changed. `echoes`: commands surely come back. False
 * where that isn't sure.
 */
bool echo_differs(const struct echo *e, const char *text, size_t n, bool echoes);

/* Whether the end of the command, which began at `column`, did not come back, now that nothing
 * more will; a screen that shows no more of a line is no reason. */
bool echo_is_cut(const struct echo *e, size_t column, bool echoes);

#endif
