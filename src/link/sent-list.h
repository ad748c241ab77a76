/*
 * What the user has lately sent on a link, as it can be sent again: typed lines without their end,
 * keys up to Enter, bytes. Bounded; nothing that is secret is in it. No clock, no session.
 */
#ifndef HAIL_LINK_SENT_LIST_H
#define HAIL_LINK_SENT_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/wire.h"

typedef struct SentList SentList;

enum {
	SENT_LIST_MAX = 200, /* entries; the oldest go */
	SENT_LIST_ENTRY = 4096, /* bytes of one; one that is longer isn't kept */
	SENT_LIST_KEYS_MS = 2000, /* keys that come later begin another entry */
};

struct sent_entry {
	int64_t time; /* wall-clock ms of its first byte */
	bool line; /* what Enter sends stood behind it */
	const char *bytes; /* borrowed until the next piece */
	size_t length;
};

/* Makes an empty list; frees one (NULL is fine). */
SentList *sent_list_new(void);
void sent_list_free(SentList *l);

/*
 * A piece passed the wire. `telnet`: its IACs are doubled and a NUL stands behind a lone CR.
 * `keys`: in char mode, where a line comes key by key.
 */
void sent_list_piece(SentList *l, const struct wire_piece *piece, bool telnet, bool keys);

/* How many there are; entry `i`, the newest being 0. */
size_t sent_list_count(const SentList *l);
struct sent_entry sent_list_get(const SentList *l, size_t i);

#endif
