/*
 * Private to the router's console: its state, its command table and how a line is read against it.
 */
#ifndef HAIL_DEMO_ROUTER_H
#define HAIL_DEMO_ROUTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "demo/area.h"
#include "demo/router-config.h"
#include "demo/router-edit.h"

/* Where the visitor is in the router: bits, since a command may belong to more than one. */
enum router_mode {
	ROUTER_USER = 1,
	ROUTER_ENABLED = 2,
	ROUTER_CONFIGURE = 4,
	ROUTER_INTERFACE = 8
};

enum router_state {
	ROUTER_TYPING,
	ROUTER_PASSWORD,
	ROUTER_BUSY, /* accepting a line of configuration */
};

struct router {
	Service *service;
	struct router_config config;
	struct router_edit edit;
	enum router_mode mode;
	enum router_state state;
	size_t interface; /* index, in ROUTER_INTERFACE */
	int64_t until; /* ms: the end of ROUTER_BUSY */
	struct str line; /* that is being accepted */
	bool end_after; /* it ended in Ctrl-Z */
	unsigned waited; /* lines of configuration that another one waited behind, in a row */
	bool paged; /* a page is shown */
	bool length_set; /* `terminal length` decides instead of NAWS */
	unsigned length; /* rows of a page; 0 = no pages */
};

struct router_row {
	unsigned modes; /* ROUTER_ bits */
	const char *path; /* its words; each shorter path is a row before it */
	const char *argument; /* NULL, "WORD" (one) or "LINE" (the rest) */
	const char *help;
	/* Does it; NULL: the path needs more words. */
	void (*run)(struct router *r, const struct router_row *row, const char *argument);
};

/* The table, ordered by path. */
extern const struct router_row router_rows[];
extern const size_t router_row_count;

enum router_result { ROUTER_OK, ROUTER_EMPTY, ROUTER_INVALID, ROUTER_AMBIGUOUS, ROUTER_INCOMPLETE };

/* What a line means. */
struct router_match {
	enum router_result result;
	const struct router_row *row; /* of the words understood, NULL if none */
	size_t at; /* where the argument, or the trouble, begins in the line */
};

/* --- router-parse.c: all pure */

/* Reads a line; words may be shortened as long as they are unambiguous, case doesn't matter. */
struct router_match router_parse(enum router_mode mode, const char *line);

/* Appends what can follow `line`, a row a line with LF: the help for `?`. */
void router_parse_help(enum router_mode mode, const char *line, struct str *out);

/* Appends what completes the last word of `line`, with a blank if it is whole; false if nothing. */
bool router_parse_complete(enum router_mode mode, const char *line, struct str *out);

/* Whether the end of `line` is inside the argument of a row that takes the rest of the line. */
bool router_parse_is_free(enum router_mode mode, const char *line);

/* --- router-show.c */

/* Say what `show version` and the others show, as a page. */
void router_show_version(struct router *r);
void router_show_interfaces(struct router *r);
void router_show_history(struct router *r);
void router_show_terminal(struct router *r);
void router_show_configuration(struct router *r);

#endif
