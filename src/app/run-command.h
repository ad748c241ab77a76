/*
 * Running a command of the program.
 */
#ifndef HAIL_APP_RUN_COMMAND_H
#define HAIL_APP_RUN_COMMAND_H

#include <stdbool.h>

#include "app/app.h"
#include "base/err.h"

/* Runs a command line (with or without the command character); false if it can't be done, which is
 * said. */
bool app_run_command(App *app, const char *line);

/* The same, but why it can't be done is for the caller to say. */
bool app_try_command(App *app, const char *line, struct err *e);

/* Whether the command acts on what is shown on the screen, so that it makes no sense elsewhere. */
bool app_command_is_of_screen(const char *line);

/* Whether a typed command (with or without the command character) holds a password, so that no
 * history keeps it: in a proxy's URL, in a message that logs in to a game, or in what it sends
 * where the current session asks for one. Asked before it is run, which may be the answer. */
bool app_command_is_secret(App *app, const char *line);

#endif
