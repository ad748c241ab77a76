/*
 * What the client says in passing: a short list of sentences with a lifetime, shown one after the
 * other. Each belongs to a pane and waits until that pane is shown, or to the program. Pure: told
 * the time (monotonic ms).
 */
#ifndef HAIL_UI_MESSAGES_H
#define HAIL_UI_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/message-kind.h"

typedef struct Messages Messages;

enum {
	MESSAGES_MAX = 8, /* of one pane; older ones are counted, not kept */
	MESSAGES_MS = 3000, /* how long a sentence is shown, and */
	MESSAGES_CHARACTER_MS = 40, /* for each of its characters */
	MESSAGES_MS_MAX = 12000,
	MESSAGES_SEEN_MS = 700, /* what was shown for this long is seen: a key ends it */
};

struct message {
	const char *text; /* UTF-8, one sentence; borrowed until the next call */
	enum message_kind kind;
	unsigned times; /* how often it was said in a row */
	size_t more; /* how many more were said here, kept or not */
};

Messages *messages_new(void);
void messages_free(Messages *m);

/* Says `text` (copied) in `pane`, NULL for the program; returns its number, never 0. The same once
 * more is counted. */
unsigned messages_add(Messages *m, const void *pane, enum message_kind kind, const char *text,
		      int64_t now);

/* `pane` is shown from now on. */
void messages_show(Messages *m, const void *pane, int64_t now);

/* Fills `out` with what is to be shown now; false if that is nothing. */
bool messages_get(const Messages *m, struct message *out);

/* A key ends the message shown, but not before MESSAGES_SEEN_MS. True if something else is shown
 * now. */
bool messages_key(Messages *m, int64_t now);

/* When messages_tick is due; -1 = never. */
int64_t messages_deadline(const Messages *m);

/* Ends what has been shown for its time. True if something else is shown now. */
bool messages_tick(Messages *m, int64_t now);

/* Takes back the sentence with that number, if it still waits or is shown. */
void messages_take_back(Messages *m, unsigned number, int64_t now);

/* Forgets what belongs to `pane`, NULL: the program. */
void messages_forget(Messages *m, const void *pane, int64_t now);

#endif
