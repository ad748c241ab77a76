/*
 * The steps of --expect and --send: waited for and sent in order, each wait bounded. They know no
 * peer: their owner looks for what is expected, sends, and says when something came.
 */
#ifndef HAIL_APP_STEPS_H
#define HAIL_APP_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/args.h"
#include "base/err.h"
#include "base/regex.h"
#include "base/str.h"
#include "loop/loop.h"

typedef struct Steps Steps;

enum {
	STEPS_TIMEOUT_S = 30, /* each text is waited for so long unless --timeout says otherwise */
};

struct steps_owner {
	/* Whether `re` matches what the peer has said since the last match; what it matched, and
	 * all before, counts as read then. */
	bool (*find)(void *user, Regex *re);
	/* Sends `n` bytes of UTF-8, with Enter behind them or without. False with `e`
	 * set. */
	bool (*send)(void *user, const char *text, size_t n, bool enter, struct err *e);
	/* Appends the last line of what the peer has said. */
	void (*last_line)(void *user, struct str *out);
	/* A text is waited for; `expression` is borrowed. May be NULL. */
	void (*waits)(void *user, const char *expression);
	/* All are done, or the one under way failed with `e`. */
	void (*ended)(void *user, const struct err *e);
};

/*
 * Makes the steps that the command line `args` asks for; args_fini comes after steps_free. NULL
 * with `e` set (ERR_USAGE) if an expression or an escape is wrong.
 */
Steps *steps_new(const struct args *args, Loop *loop, const struct steps_owner *owner, void *user,
		 struct err *e);

/* Frees; NULL is fine. */
void steps_free(Steps *s);

/* Begins, once: the peer is connected. */
void steps_begin(Steps *s);

/* Something came from the peer. */
void steps_received(Steps *s);

/* Nothing more comes, `because` (a clause): what is still expected fails. */
void steps_peer_ended(Steps *s, const char *because);

/* Whether none is left to do, done or failed. */
bool steps_are_over(const Steps *s);

#endif
