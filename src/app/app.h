/*
 * The program with a screen: sessions, keys, commands and painting on one loop.
 */
#ifndef HAIL_APP_APP_H
#define HAIL_APP_APP_H

#include <stdbool.h>

#include "app/args.h"
#include "config/settings.h"
#include "base/err.h"
#include "ui/screen.h"

typedef struct App App;

/*
 * Runs the UI as `args` asks until the user quits. `line` is what its options set for its
 * destination. `problems` (may be empty) are sentences about
 * the configuration, a line each, to show first; `screen` is the kind of screen. Returns the exit
 * status; the terminal is restored.
 */
int app_run(const struct args *args, Settings *settings, const Options *line, const char *problems,
	    const struct screen_ops *screen);

#endif
