/*
 * Looks for a pattern in the logs of a session's host, of sessions that are past, too: on the loop,
 * a little each turn, so that keys are heard; what was found is a page.
 */
#ifndef HAIL_APP_LOG_GREP_H
#define HAIL_APP_LOG_GREP_H

#include "app/app.h"

typedef struct LogGrep LogGrep;

LogGrep *log_grep_new(App *app);
void log_grep_free(LogGrep *g);

/* Looks for the regular expression `text` in the logs of the session that is shown, in place of
 * what was looked for before. False with `e` set if it is none, or there is no log. */
bool log_grep_begin(LogGrep *g, const char *text, struct err *e);

#endif
