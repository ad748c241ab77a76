/*
 * Links that say something to the peer (MXP, MSLP): which lines, and whether they may be sent.
 */
#ifndef HAIL_APP_LINK_COMMAND_H
#define HAIL_APP_LINK_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { LINK_COMMAND_LINES = 9 };

struct link_command {
	bool prompts; /* the line is put into the input line, not sent */
	size_t count;
	char *lines[LINK_COMMAND_LINES]; /* UTF-8, as they would be sent; owned */
	const char *why; /* why none may be sent, as a sentence; NULL if each may */
};

/* Reads a link's target; false if it is an address of the web. */
bool link_command_read(const char *target, struct link_command *out);

void link_command_fini(struct link_command *c);

/* Appends it as one line for a list: `sends: look`. */
void link_command_describe(const struct link_command *c, struct str *out);

#endif
