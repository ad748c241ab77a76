/*
 * Files that the rules of a link copy lines to, by their names: `logs/NAME.log` in the state
 * folder, opened when a line first goes there. Embedded in its owner (init by zeros, fini).
 */
#ifndef HAIL_LINK_RULE_LOGS_H
#define HAIL_LINK_RULE_LOGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "term/text-line.h"

enum { RULE_LOGS_MAX = 32 /* files of a link; lines for more are left out */ };

struct rule_logs {
	struct rule_log *of;
	size_t count;
};

void rule_logs_fini(struct rule_logs *logs);

/* Adds a line that was received to the log called `name`. False with `e` set, once, if that can't
 * be opened: lines for it are left out from then on. */
bool rule_logs_add(struct rule_logs *logs, const char *name, const struct text_line *line,
		   struct err *e);

/* Writes what was added. False with `e` set for a log that can't be written any more, once; to be
 * called again then, for the others. It is tried again later, with the 256 KiB that wait. */
bool rule_logs_flush(struct rule_logs *logs, struct err *e);

#endif
