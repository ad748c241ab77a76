/*
 * A pack: what a platform's command line looks like, read from plain text, a line each (the manual
 * hail-packs(5) has the words). It doesn't change once it is made, so that all connections share
 * one. Regexes are matched in text without the blanks at its end.
 */
#ifndef HAIL_DEVICE_PACK_H
#define HAIL_DEVICE_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/regex.h"

typedef struct Pack Pack;

enum {
	PACK_NAME_MAX = 32, /* bytes of a pack's name */
	PACK_TEXT_MAX = 256 * 1024, /* of its text */
	PACK_LOOK_MAX = 1024, /* of a line that regexes look at; no more of it counts */
};

/* The words that lines begin with. */
enum pack_key {
	PACK_TITLE, /* text */
	PACK_MODE, /* name, regex: a mode and its prompt; above */
	PACK_WORK, /* to: the mode to work in; of several the first that can be reached */
	PACK_CONFIG, /* to: the mode to configure in, likewise */
	PACK_WAY, /* from, to, text: the command; regex, secret: what it asks, if anything */
	PACK_COMMIT, /* text: the command that makes what was configured hold; regex: the prompts at
		      * which it is needed, NULL: at all; */
	PACK_DISCARD, /* text, regex: the one that forgets it */
	PACK_START, /* text: a command for the beginning */
	PACK_LEAVE, /* text: a command that ends the connection */
	PACK_FAILURE, /* a line that says that the command failed */
	PACK_MARKED, /* the same, but only behind a line with `^` alone */
	PACK_PAGER, /* regex, text: the keys that answer it, quiet */
	PACK_CONFIRM, /* regex, text: the line that agrees */
	PACK_UNCOMMITTED, /* regex: it asks what becomes of changes; text: the line that goes back
			   */
	PACK_LOGIN, /* regex: it asks for the user's name */
	PACK_PASSWORD, /* regex: it asks for the user's password */
	PACK_REFUSED, /* a line that says that the login was refused */
	PACK_REPLY, /* regex, quiet: a line that ends the output where no prompt follows */
	PACK_ABOVE, /* regex: a line above a prompt that belongs to it */
	PACK_LOG, /* regex: a line that the device says by itself */
	PACK_SIGN, /* number, regex: a line or prompt that it may be known by, and how surely */
	PACK_HIGHLIGHT, /* text: the rule's line */
	PACK_WAKE, /* text: the keys that wake a silent console */
	PACK_KEYS,
};

/* Which of the user's secrets answers a question. */
enum pack_secret { PACK_SECRET_NONE, PACK_SECRET_USER, PACK_SECRET_ENABLE };

/* One line of a pack; what its key doesn't have is NULL, 0 or -1. */
struct pack_row {
	const char *name;
	Regex *regex;
	bool whole; /* it says what the whole line is */
	unsigned host; /* the regex's group that holds the host's name; 0: it has none */
	Regex *above; /* of a mode: the line above its prompt; NULL: that doesn't matter */
	const char *words; /* in place of a regex: what the line begins with */
	const char *text;
	int from, to; /* modes */
	enum pack_secret secret;
	bool quiet; /* it could be output as well: it counts once it has stood for a moment */
	unsigned number;
};

/* How much of a pack is read. */
enum pack_part { PACK_WHOLE, PACK_SIGNS };

/* Reads the `n` bytes of a pack called `name`. NULL with `e` set to `LINE:COLUMN: what` if a line
 * is wrong. The caller frees it. */
Pack *pack_parse(const char *name, const char *text, size_t n, enum pack_part part, struct err *e);
void pack_free(Pack *p);

/* Whether `name` may be a pack's: small letters, digits and `-`. */
bool pack_name_is_valid(const char *name);

/* What it is called: its name, and the platform's. */
const char *pack_name(const Pack *p);
const char *pack_title(const Pack *p);

/* Row `i` of those of `key`, in the text's order; NULL behind the last. Modes are numbered so. */
const struct pack_row *pack_row(const Pack *p, enum pack_key key, size_t i);

/* The number of the mode called `name`; -1 if there is none. */
int pack_mode(const Pack *p, const char *name);

/* The first row of `key` that fits the `n` bytes of the line `text`, and in *at, if that isn't
 * NULL, its number; NULL if none does. */
const struct pack_row *pack_match(const Pack *p, enum pack_key key, const char *text, size_t n,
				  size_t *at);

/* The same for the modes, where the `length` bytes of the line `above` stand above `text`. */
const struct pack_row *pack_match_mode(const Pack *p, const char *text, size_t n, const char *above,
				       size_t length, size_t *at);

/* The first step on the shortest way from one mode to another: a row of PACK_WAY; NULL if there is
 * no way, or none is needed. */
const struct pack_row *pack_next_way(const Pack *p, int from, int to);

#endif
