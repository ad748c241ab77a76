/*
 * What the user configured: the global options, the saved hosts and the patterns.
 */
#ifndef HAIL_CONFIG_SETTINGS_H
#define HAIL_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/options.h"
#include "base/err.h"
#include "rules/book.h"

/* A saved host (with a destination) or a pattern of host names (without). */
struct settings_host {
	char *pattern; /* a name, or a pattern as fnmatch(3) reads it */
	char *destination; /* NULL for a pattern */
	char *port; /* NULL if none was given */
	Options *options;
};

/* A file of Lua. */
struct settings_script {
	char *path;
	bool trusted; /* it may do what programs may, such as reading files */
};

typedef struct Settings Settings;

Settings *settings_new(void);
void settings_free(Settings *s);

/* The global options. */
Options *settings_global(Settings *s);

/* The rules, for all hosts. */
RuleBook *settings_rules(const Settings *s);

/*
 * Defines or extends a host from `NAME [DESTINATION [PORT]] [option=value …]`. False with `e` set;
 * *at then points at the word at fault in `text`.
 */
bool settings_define_host(Settings *s, const char *text, const char **at, struct err *e);

/* The saved host called `name`, or NULL. */
const struct settings_host *settings_saved_host(const Settings *s, const char *name);

/*
 * Finds where to go: a URL, a saved name, or a host. *name gets the saved name (owned) or NULL.
 * False with `e` set.
 */
struct address;
bool settings_find_address(const Settings *s, const char *destination, const char *port,
			   struct address *address, char **name, struct err *e);

/* How many hosts and patterns there are, and each: for completion and lists. */
size_t settings_host_count(const Settings *s);
const struct settings_host *settings_host_at(const Settings *s, size_t i);

/*
 * A scope, owned by the caller, above the global options, with everything said of a host called
 * `name` (saved name or NULL) at `host` (or NULL), in the order it was said.
 */
Options *settings_options_for(const Settings *s, const char *name, const char *host);

/* Remembers `option` = `value` for exactly this host. */
void settings_remember(Settings *s, const char *host, enum option option, const char *value);

/* Adds a script, the path of whose file is taken (free()d), unless it is there: then it becomes as
 * trusted as this says. Returns its index. */
size_t settings_add_script(Settings *s, char *path, bool trusted);

/* How many scripts there are, and each, in the order in which they were added. */
size_t settings_script_count(const Settings *s);
const struct settings_script *settings_script_at(const Settings *s, size_t i);

/* Splits off the next blank-separated word (double quotes group) of *text: owned, or NULL at the
 * end. */
char *settings_next_word(const char **text);

#endif
