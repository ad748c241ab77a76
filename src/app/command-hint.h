/*
 * How the sentences of the program tell to run a command, where the user is: `/baud` on an input
 * line, `^] c baud` where a `/` would go to the peer.
 */
#ifndef HAIL_APP_COMMAND_HINT_H
#define HAIL_APP_COMMAND_HINT_H

#include "app/app.h"
#include "app/pane.h"
#include "base/str.h"

/*
 * Appends `text` to `out`, with each command that it names by a `/` (a name of the table at the
 * text's start or behind a blank, a line end or a parenthesis) as it is run in the pane `p` now.
 */
void command_hint_append(App *app, const Pane *p, const char *text, struct str *out);

#endif
