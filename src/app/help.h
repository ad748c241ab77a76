/*
 * The text of /help, from the tables of commands, options and keys.
 */
#ifndef HAIL_APP_HELP_H
#define HAIL_APP_HELP_H

#include <stdbool.h>

#include "base/str.h"
#include "config/command.h"

/* Appends the help text about `topic` (empty: all) on the commands of `table`. False if there is
 * none. */
bool help_text(const struct command_table *table, const char *topic, struct str *out);

#endif
