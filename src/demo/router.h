/*
 * Private to the router's console: its state, its command table, and what is configured. Bounded.
 */
#ifndef HAIL_DEMO_ROUTER_H
#define HAIL_DEMO_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "demo/area.h"
#include "edit/line.h"

/* Where the visitor is in the router: bits, since a command may belong to more than one. */
enum router_mode {
	ROUTER_USER = 1,
	ROUTER_ENABLED = 2,
	ROUTER_CONFIGURE = 4,
	ROUTER_INTERFACE = 8
};

enum {
	ROUTER_LINE_MAX = 4096, /* bytes of a line that is typed */
	ROUTER_HISTORY = 50,
	ROUTER_NAME_MAX = 32, /* bytes of an interface's name */
	ROUTER_SECTIONS_MAX = 4096,
	ROUTER_BYTES_MAX = 1024 * 1024, /* of all lines */
};

/* A part of the configuration: the first is of the router itself, each other of an interface. */
struct router_section {
	char name[ROUTER_NAME_MAX + 1];
	struct str lines; /* in order, each with its LF */
};

struct router {
	Service *service;
	Line *line; /* masked while it is a password */
	History *history;
	enum router_mode mode;
	struct str accepted; /* the line that is being accepted: it takes its time */
	bool end_after; /* it ended in Ctrl-Z */
	unsigned waited; /* lines of configuration that another one waited behind, in a row */
	bool length_set; /* `terminal length` decides instead of NAWS */
	unsigned length; /* rows of a page; 0 = no pages */
	struct str hostname;
	struct router_section *sections;
	size_t section_count;
	size_t section; /* that is being configured, in ROUTER_INTERFACE */
	size_t bytes; /* of all lines */
};

/* --- router-commands.c */

/* A command; the rows are ordered by path. */
struct command {
	unsigned modes; /* where it is known: bits */
	const char *path; /* its words; each shorter path is a row before it */
	const char
		*argument; /* NULL, or WORD (one word) or another name for the rest of the line */
	const char *help;
	int action; /* 0: the path needs more words */
};

extern const struct command router_commands[];
extern const size_t router_command_count;

/* Does what a line says. */
void router_execute(struct router *r, const struct command *c, const char *argument);

/* --- router-parse.c: words may be shortened as long as they are unambiguous, in any case. */

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
struct command_match router_parse(enum router_mode mode, const char *line);

/*
 * Appends what can follow `line`, a row a line with LF: the help for `?`. False if its end is
 * inside an argument that takes the rest of the line.
 */
bool router_help(enum router_mode mode, const char *line, struct str *out);

/* Appends what completes the last word of `line`, with a blank if it is whole; false if nothing. */
bool router_complete(enum router_mode mode, const char *line, struct str *out);

/* --- router-config.c */

/* Makes the configuration as delivered. */
void router_config_init(struct router *r);
void router_config_fini(struct router *r);

/*
 * The section of an interface, written in any way (`gi 0/1`): made if it can be and `make`.
 * section_count if there is none.
 */
size_t router_config_find(struct router *r, const char *text, bool make);

/* Removes the section of an interface that the visitor has made; false if it isn't one. */
bool router_config_remove(struct router *r, size_t section);

/*
 * Removes the lines of a section that begin with the words `key`, or the one that is `key` with its
 * LF, and adds `line` (with LF) unless NULL. Says so if the memory for lines is full. Returns
 * whether any was removed.
 */
bool router_config_replace(struct router *r, size_t section, const char *key, const char *line);

/* Say what `show interfaces` and `show running-config` show. */
void router_config_say_interfaces(const struct router *r);
void router_config_say(const struct router *r);

#endif
