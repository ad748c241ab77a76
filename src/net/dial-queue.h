/*
 * The addresses a dial has still to try, in the order of RFC 8305 section 4: the families take
 * turns, IPv6 first, each in the order its answer had. Embedded in Dial.
 */
#ifndef HAIL_NET_DIAL_QUEUE_H
#define HAIL_NET_DIAL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "net/resolve.h"

enum {
	DIAL_QUEUE_FAMILIES = 2, /* 0 = IPv6, 1 = IPv4 */
	DIAL_QUEUE_MAX = 32, /* addresses of a family; more are left out */
};

struct dial_queue {
	struct {
		struct resolve_address *addresses; /* owned */
		size_t count;
		size_t next;
	} families[DIAL_QUEUE_FAMILIES];
	size_t turn; /* the family whose turn it is */
};

/* Makes `q` empty. */
void dial_queue_init(struct dial_queue *q);

/* Frees what it holds. */
void dial_queue_fini(struct dial_queue *q);

/* Appends `count` addresses, those known already and other families left out. */
void dial_queue_add(struct dial_queue *q, const struct resolve_address *addresses, size_t count);

/* Whether an address of `family` (AF_INET, AF_INET6) was ever added. */
bool dial_queue_had(const struct dial_queue *q, int family);

/* Whether there is nothing to take. */
bool dial_queue_is_empty(const struct dial_queue *q);

/* Takes the next address into *out; false if there is none. */
bool dial_queue_take(struct dial_queue *q, struct resolve_address *out);

#endif
