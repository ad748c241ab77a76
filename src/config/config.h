/*
 * Configuration files: commands, a line each.
 */
#ifndef HAIL_CONFIG_CONFIG_H
#define HAIL_CONFIG_CONFIG_H

#include <stdbool.h>

#include "config/command.h"
#include "base/err.h"

/*
 * Runs the commands of the file `path`. Every line that can't be used is told to c->problem as
 * `path:line:column: what`, and the rest goes on. Returns how many there were; -1 with c->e set if
 * the file can't be read. `optional`: a missing file is no error.
 */
int config_read(struct command_context *c, const char *path, bool optional);

/* For c->problem: collects what it is told, a line each, in the struct str `user`. */
void config_collect_problem(void *user, const char *text);

/* The path of the default configuration file, owned; NULL if there is no home folder. */
char *config_default_path(void);

#endif
