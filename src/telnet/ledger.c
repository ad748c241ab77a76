#include "telnet/ledger.h"

#include <stdlib.h>

#include "base/mem.h"
#include "telnet/negotiate.h"

#include "base/poison.h"

void ledger_fini(struct ledger *l)
{
	free(l->entries);
	*l = (struct ledger){ 0 };
}

const struct ledger_entry *ledger_find(const struct ledger *l, enum telnet_side side,
				       uint8_t option)
{
	for (size_t i = 0; i < l->count; i++) {
		if (l->entries[i].option == option && l->entries[i].side == side)
			return &l->entries[i];
	}
	return NULL;
}

static struct ledger_entry *note(struct ledger *l, enum telnet_side side, uint8_t option, bool ours,
				 int64_t now)
{
	struct ledger_entry *entry = (struct ledger_entry *)ledger_find(l, side, option);

	if (!entry) {
		l->entries = mem_resize(l->entries, l->count + 1, sizeof(*l->entries));
		entry = &l->entries[l->count++];
		*entry = (struct ledger_entry){
			.option = option, .side = side, .asked_by_us = ours, .first = now
		};
	}
	entry->last = now;
	entry->words++;
	return entry;
}

void ledger_hear(struct ledger *l, uint8_t command, uint8_t option, int64_t now)
{
	note(l, negotiate_side(command), option, false, now)->heard = command;
}

/* Our WILL and WONT are about our side, our DO and DONT about the peer's. */
void ledger_say(struct ledger *l, uint8_t command, uint8_t option, int64_t now)
{
	enum telnet_side side = negotiate_side(command) == TELNET_PEER ? TELNET_US : TELNET_PEER;

	note(l, side, option, true, now)->said = command;
}
