/*
 * Private to the router's console: its state, its command table, and what is configured. Bounded.
 */
#ifndef HAIL_DEMO_ROUTER_H
#define HAIL_DEMO_ROUTER_H

#include "base/str.h"
#include "demo/area.h"
#include "edit/line.h"

#define ROUTER_FIRST_NAME "hail-rtr"

/* Where the visitor is in the router: bits, since a command may belong to more than one. */
enum router_mode {
	ROUTER_USER = 1,
	ROUTER_ENABLED = 2,
	ROUTER_CONFIGURE = 4,
	ROUTER_INTERFACE = 8,
	ROUTER_PAGED = 16, /* no mode: of a command, that what it says is shown a page at a time */
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
	const struct command *command; /* that is being done, with its argument */
	const char *argument;
	struct str accepted; /* the line that is being accepted: it takes its time */
	bool end_after; /* it ended in Ctrl-Z */
	unsigned quick; /* lines of configuration, each right behind the one before */
	int64_t taken_at; /* when the last one counted */
	bool length_set; /* `terminal length` decides instead of NAWS */
	unsigned length; /* rows of a page; 0 = no pages */
	struct str hostname;
	struct router_section *sections;
	size_t section_count;
	size_t section; /* that is being configured, in ROUTER_INTERFACE */
	size_t bytes; /* of all lines */
};

/* A command; the rows are ordered by path. */
struct command {
	unsigned modes; /* where it is known: bits */
	const char *path; /* its words; each shorter path is a row before it */
	const char
		*argument; /* NULL, or WORD (one word) or another name for the rest of the line */
	const char *help;
	void (*run)(struct router *r); /* NULL: the path needs more words */
	const char *text; /* all that it says, and */
	enum router_mode mode; /* where it leads to, if no more */
};

extern const struct command router_commands[];
extern const size_t router_command_count;

/* --- router-commands.c */

/* Makes the configuration as delivered. */
void router_config_init(struct router *r);
void router_config_fini(struct router *r);

/* Does what a line says. */
void router_execute(struct router *r, const struct command *c, const char *argument);

#endif
