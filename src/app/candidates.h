/*
 * Completion by Tab: commands and their arguments, words on the screen.
 */
#ifndef HAIL_APP_CANDIDATES_H
#define HAIL_APP_CANDIDATES_H

#include <stdbool.h>

#include "app/app.h"
#include "edit/line.h"

/* Completes in `line`: commands when it is a command (`bare`: even without the character), else
 * words on screen. */
void app_complete(App *app, Line *line, bool bare);

#endif
