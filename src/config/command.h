/*
 * Commands: one row each in commands-table.c; the configuration file and the input line share
 * them.
 */
#ifndef HAIL_CONFIG_COMMAND_H
#define HAIL_CONFIG_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "config/settings.h"
#include "base/err.h"

struct command_table;

/* What a command works on. */
struct command_context {
	const struct command_table *table;
	Settings *settings;
	void *owner; /* what the functions act on; NULL while a file is read without it */
	struct err *e;
	const char *name; /* of the command that runs */
	const char *at; /* on an error: the text at fault, in the line given; or NULL */
	unsigned depth; /* of `source` */
	const char *folder; /* where the file being read lies; NULL: the current folder */
	void (*problem)(void *user, const char *text); /* an error in a file that `source` read */
	void *user;
};

enum command_args { COMMAND_NO_ARGS, COMMAND_MAY_HAVE_ARGS, COMMAND_NEEDS_ARGS };

/* How far a command goes. Each row says so: what is captured by rules may stand in a command that
 * stays within its session and connection, and scripts that aren't trusted may run it. */
enum command_reach {
	COMMAND_BEYOND, /* it reads rules, code, options or files, begins programs or connections */
	COMMAND_WITHIN_ALONE, /* within without an argument, beyond with one */
	COMMAND_WITHIN,
};

/* What Tab offers for the argument. */
enum command_completion {
	COMPLETE_NOTHING,
	COMPLETE_OPTION,
	COMPLETE_HOST,
	COMPLETE_TELNET,
	COMPLETE_COMMAND,
	COMPLETE_VALUES, /* paths of what the source that is called as the command has told */
	COMPLETE_LENS, /* the names of lenses, guess and off */
	COMPLETE_CHOICES, /* the words of the usage between | */
};

struct command_row {
	const char *name;
	const char *alias; /* or NULL */
	enum command_args args;
	const char *usage; /* arguments, for help */
	const char *summary;
	bool in_files; /* makes sense without a screen */
	enum command_reach reach;
	enum command_completion completion;
	bool (*run)(struct command_context *c, const char *args);
};

/* The commands there are, in the order of help. */
struct command_table {
	const struct command_row *rows;
	size_t count;
};

/* The row of the command at the beginning of `line` (name, alias or a unique beginning); NULL with
 * `e` set. */
const struct command_row *command_find(const struct command_table *table, const char *line,
				       struct err *e);

/* Whether what was captured by a rule may stand in the arguments of `line`, as far as its command
 * goes. False with `e` set; true also if there is no such command, which can't be run. */
bool command_takes_values(const struct command_table *table, const char *line, struct err *e);

/* Runs one command, written without the command character. False with c->e and c->at set. */
bool command_run(struct command_context *c, const char *line);

#endif
