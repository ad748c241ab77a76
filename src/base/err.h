/*
 * Errors as values: one plain sentence for the user and a class that decides the exit status.
 */
#ifndef HAIL_BASE_ERR_H
#define HAIL_BASE_ERR_H

#include <stdbool.h>

/* What kind of failure it was; app/ maps these to exit statuses. */
enum err_kind {
	ERR_NONE,
	ERR_OTHER,
	ERR_USAGE, /* bad command line, option or configuration */
	ERR_NAME, /* name not found */
	ERR_REFUSED, /* refused or unreachable */
	ERR_TIMEOUT, /* timed out connecting */
	ERR_TLS, /* TLS refused or not trusted */
	ERR_LOST, /* connection lost in mid-session */
	ERR_EXPECT, /* expected text did not come */
};

enum { ERR_TEXT_MAX = 512 };

struct err {
	enum err_kind kind;
	char text[ERR_TEXT_MAX]; /* one sentence or clause, no newline */
};

/* Clears `e`. */
void err_clear(struct err *e);

/*
 * Fills `e` (which may be NULL) and returns false, so that `return err_set(...)` reads well. A text
 * that is too long ends in an ellipsis, behind a whole character.
 */
bool err_set(struct err *e, enum err_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
