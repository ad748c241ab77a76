/*
 * Where files live (XDG base directories).
 */
#ifndef HAIL_CONFIG_PATHS_H
#define HAIL_CONFIG_PATHS_H

#include <stdbool.h>

#include "base/err.h"

/* $XDG_CONFIG_HOME/hail/`name` or ~/.config/hail/`name`; owned; NULL if there is no home. */
char *paths_config(const char *name);

/* $XDG_STATE_HOME/hail/`name` or ~/.local/state/hail/`name`; owned; NULL if there is no home. */
char *paths_state(const char *name);

/*
 * Appends a line to `problems` for each of our folders that is another user's, or writable for
 * others, or for the configuration is none at all, and how to mend it. False if nothing can be kept
 * in the state folder, which `e` says then.
 */
struct str;
bool paths_check(struct str *problems, struct err *e);

/* Where pins live: `given` (expanded), or the state folder if it is NULL; owned, or NULL. */
char *paths_pins(const char *given);

/* Replaces a leading `~/` by the home folder; owned. */
char *paths_expand(const char *path);

#endif
