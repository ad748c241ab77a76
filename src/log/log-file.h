/*
 * A file that is appended to as long as a session lasts, whatever happens to it: it goes on in
 * another by size or by day, is opened anew where somebody has taken it away, and a full disk or a
 * lost folder makes it fail and be tried again. Owned by who opens it; not re-entrant. What is
 * written together is one write(2), so that several runs can append to one file.
 */
#ifndef HAIL_LOG_LOG_FILE_H
#define HAIL_LOG_LOG_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

typedef struct LogFile LogFile;

enum { LOG_FILE_RETRY_MS = 1000 }; /* between two attempts while it fails */

/* How it is written; strings are copied. */
struct log_file_config {
	const char *name; /* of the file, or a template (log/log-name.h) */
	bool is_template; /* then the folders above are made */
	const char *host, *session; /* for a template */
	uint64_t rotate; /* bytes after which it goes on in another file; 0: never */
	bool daily; /* it goes on in another each day */
	bool lines; /* of text: a file ends with a whole one */
	const char *head; /* what a file begins with; NULL: nothing */
	const char *beside; /* what the name of another file has more, that goes along with it; NULL
			     */
};

/* What log_file_flush has to tell. */
enum log_file_news {
	LOG_FILE_NOTHING, /* all is as it was */
	LOG_FILE_FAILED, /* it can't be written; it is tried again */
	LOG_FILE_REPLACED, /* somebody took the file away: it goes on in a new one */
	LOG_FILE_GOES_ON, /* it is written again, what waited included */
};

/* Opens the file to append to, made if need be; one that is there becomes 0600. `wall`: ms. NULL
 * with `e` set if it can't be (a symbolic link is refused). */
LogFile *log_file_open(const struct log_file_config *config, int64_t wall, struct err *e);

/* Writes what waits and closes. False with `e` set if not all could be written. NULL is fine. */
bool log_file_close(LogFile *f, struct err *e);

/* Where whole lines, or bytes, are appended that log_file_flush is to write. While it fails nothing
 * more should be. */
struct str *log_file_waiting(LogFile *f);

/*
 * Writes what waits; while it fails, only every LOG_FILE_RETRY_MS (`now`: monotonic ms). `e` is set
 * with LOG_FILE_FAILED and LOG_FILE_REPLACED.
 */
enum log_file_news log_file_flush(LogFile *f, int64_t now, int64_t wall, struct err *e);

/* Has the next flush try, whenever the last one was that failed. */
void log_file_try_at_once(LogFile *f);

/* Whether it fails; when it is tried again (monotonic ms). */
bool log_file_fails(const LogFile *f);
int64_t log_file_retry_at(const LogFile *f);

/* Has the disk hold what was written; false with `e` set. */
bool log_file_sync(LogFile *f, struct err *e);

/* The file's name now; whether others may read it, which can't be changed; where in it the last
 * write has ended. */
const char *log_file_path(const LogFile *f);
bool log_file_is_exposed(const LogFile *f);
uint64_t log_file_end(const LogFile *f);

#endif
