#include "net/dial-queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

void dial_queue_init(struct dial_queue *q)
{
	*q = (struct dial_queue){ 0 };
}

void dial_queue_fini(struct dial_queue *q)
{
	for (size_t i = 0; i < DIAL_QUEUE_FAMILIES; i++)
		free(q->families[i].addresses);
}

static int family_index(int family)
{
	return family == AF_INET6 ? 0 : family == AF_INET ? 1 : -1;
}

static bool knows(const struct dial_queue *q, size_t family, const struct resolve_address *address)
{
	for (size_t i = 0; i < q->families[family].count; i++) {
		const struct resolve_address *known = &q->families[family].addresses[i];

		if (known->length == address->length &&
		    !memcmp(&known->addr, &address->addr, known->length))
			return true;
	}
	return false;
}

static void append(struct dial_queue *q, size_t family, const struct resolve_address *address)
{
	size_t count = q->families[family].count++;

	/* Most hosts have one or two. */
	q->families[family].addresses = mem_resize(q->families[family].addresses, count + 1,
						   sizeof(*address));
	q->families[family].addresses[count] = *address;
}

void dial_queue_add(struct dial_queue *q, const struct resolve_address *addresses, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int family = family_index(addresses[i].addr.ss_family);

		if (family >= 0 && q->families[family].count < DIAL_QUEUE_MAX &&
		    !knows(q, (size_t)family, &addresses[i]))
			append(q, (size_t)family, &addresses[i]);
	}
}

bool dial_queue_had(const struct dial_queue *q, int family)
{
	int i = family_index(family);

	return i >= 0 && q->families[i].count;
}

bool dial_queue_is_empty(const struct dial_queue *q)
{
	for (size_t i = 0; i < DIAL_QUEUE_FAMILIES; i++)
		if (q->families[i].next < q->families[i].count)
			return false;
	return true;
}

bool dial_queue_take(struct dial_queue *q, struct resolve_address *out)
{
	for (size_t i = 0; i < DIAL_QUEUE_FAMILIES; i++) {
		size_t family = (q->turn + i) % DIAL_QUEUE_FAMILIES;

		if (q->families[family].next == q->families[family].count)
			continue;
		*out = q->families[family].addresses[q->families[family].next++];
		q->turn = (family + 1) % DIAL_QUEUE_FAMILIES;
		return true;
	}
	return false;
}
