/*
 * A table of commands and how a line is read against it: words may be shortened as long as they are
 * unambiguous, case doesn't matter. Pure functions.
 */
#ifndef HAIL_DEMO_COMMANDS_H
#define HAIL_DEMO_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct command {
	unsigned modes; /* where it is known: bits */
	const char *path; /* its words; each shorter path is a row before it */
	const char
		*argument; /* NULL, or WORD (one word) or another name for the rest of the line */
	const char *help;
	int action; /* what it is to its owner; 0: the path needs more words */
};

/* Rows ordered by path. */
struct commands {
	const struct command *rows;
	size_t count;
};

/* What a line means. */
struct command_match {
	enum command_result {
		COMMAND_OK,
		COMMAND_EMPTY,
		COMMAND_INVALID,
		COMMAND_AMBIGUOUS,
		COMMAND_INCOMPLETE
	} result;
	const struct command *row; /* of the words understood, NULL if none */
	size_t at; /* where the argument, or the trouble, begins in the line */
};

/* Reads a line in one of the modes. */
struct command_match commands_parse(const struct commands *t, unsigned mode, const char *line);

/*
 * Appends what can follow `line`, a row a line with LF: the help for `?`. False if its end is
 * inside an argument that takes the rest of the line.
 */
bool commands_help(const struct commands *t, unsigned mode, const char *line, struct str *out);

/* Appends what completes the last word of `line`, with a blank if it is whole; false if nothing. */
bool commands_complete(const struct commands *t, unsigned mode, const char *line, struct str *out);

#endif
