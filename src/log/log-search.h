/*
 * Looks for a pattern in log files, some of it at a time, so that its owner can do other things in
 * between. Owned by who makes it; reads files, and nothing waits.
 */
#ifndef HAIL_LOG_LOG_SEARCH_H
#define HAIL_LOG_LOG_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

typedef struct LogSearch LogSearch;

enum { LOG_SEARCH_HITS = 2000 }; /* lines that are told at most */

/*
 * Looks for the regular expression `text` in the text of lines, their times and signs aside, in the
 * files that `files` stands for (a pattern of glob(7)) and those that rotation has made of them,
 * the newest first, and in `also` (NULL: none), whatever the format. NULL with `e` set if it is
 * none.
 */
LogSearch *log_search_new(const char *files, const char *also, const char *text, struct err *e);
void log_search_free(LogSearch *s);

/* Looks through about `bytes` more; whether there is more to be looked through. */
bool log_search_step(LogSearch *s, size_t bytes);

/* What was found so far: the name of a file, and below its lines, indented. Borrowed until the next
 * step. */
const char *log_search_text(const LogSearch *s);

/* How many lines were found, LOG_SEARCH_HITS at most; how many files there are. */
size_t log_search_hits(const LogSearch *s);
size_t log_search_files(const LogSearch *s);

#endif
