/*
 * A command as words, without a shell. Pure functions over text.
 */
#ifndef HAIL_NET_EXEC_WORDS_H
#define HAIL_NET_EXEC_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct exec_words {
	char **words; /* owned; `count` words and a NULL, as argv */
	size_t count;
};

/*
 * Splits `command` as a POSIX shell would: blanks separate; '...' is literal; in "..." a backslash
 * takes away the meaning of ", \, $ and ` only; elsewhere of any character. Nothing is expanded and
 * nothing else is special. False with a sentence (ERR_USAGE): an open quote, a backslash at the
 * end, no word at all.
 */
bool exec_words_split(const char *command, struct exec_words *out, struct err *e);

/*
 * Replaces %h by `host`, %p by `port` and %% by % in each word; any other % stays. Since the words
 * are split already, a host can't add any. False (ERR_USAGE) for a host or port that begins with
 * `-`, which the command might take for an option, or has control characters.
 */
bool exec_words_expand(struct exec_words *w, const char *host, const char *port, struct err *e);

/* Appends `exec:` and the first word of `command`: a name for files without its arguments, which
 * may hold secrets. */
void exec_words_program(const char *command, struct str *out);

/* Frees the words; a zeroed one is fine. */
void exec_words_fini(struct exec_words *w);

#endif
