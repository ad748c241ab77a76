/*
 * What the words of a prompt ask for. Pure.
 */
#ifndef HAIL_BASE_PROMPT_H
#define HAIL_BASE_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

enum prompt_kind {
	PROMPT_OTHER,
	PROMPT_NAME, /* of the user who logs in */
	PROMPT_PASSWORD, /* the one to log in with */
};

/*
 * What the open line `text` (UTF-8, `n` bytes) asks for, in the words of devices and systems. A new
 * password, one that is asked for again, that of another login (enable, one-time) and what somebody
 * says are PROMPT_OTHER: no configured answer belongs there.
 */
enum prompt_kind prompt_classify(const char *text, size_t n);

/* Whether `text` ends as prompts for commands do. */
bool prompt_is_for_commands(const char *text, size_t n);

/* Whether `text` has the shape of a prompt: it ends as those of shells, menus and questions do. */
bool prompt_has_shape(const char *text, size_t n);

/* Whether `text` is a prompt for a password of whatever kind: what answers it is one. */
bool prompt_asks_password(const char *text, size_t n);

/* Whether what is typed on the line `text` may be a secret, which needs no prompt's shape: half of
 * it may stand there already. */
bool prompt_asks_secret(const char *text, size_t n);

#endif
