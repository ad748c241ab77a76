#include "device/signs.h"

#include <stdlib.h>

#include "base/mem.h"
#include "device/packs-embedded.h"
#include "base/poison.h"

enum {
	SIGNS_SURE = 70, /* percent that make a pack worth to be proposed */
	SIGNS_AHEAD = 15, /* and how much the next one must be behind */
	SIGNS_BITS = 32,
};

struct Signs {
	Pack *packs[SIGNS_PACKS_MAX];
	size_t count;
};

Signs *signs_new(void)
{
	Signs *s = mem_alloc(sizeof(*s));

	for (const struct embedded_pack *p = packs_embedded; p->name; p++) {
		Pack *pack = pack_parse(p->name, (const char *)p->text, p->length, PACK_SIGNS,
					NULL);

		if (pack && s->count < SIGNS_PACKS_MAX)
			s->packs[s->count++] = pack;
		else
			pack_free(pack);
	}
	return s;
}

void signs_free(Signs *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++)
		pack_free(s->packs[i]);
	free(s);
}

void signs_look(const Signs *s, struct signs_seen *seen, const char *text, size_t n)
{
	for (size_t i = 0; i < s->count; i++) {
		size_t at = 0;

		if (pack_match(s->packs[i], PACK_SIGN, text, n, &at) && at < SIGNS_BITS)
			seen->of[i] |= UINT32_C(1) << at;
	}
}

/* Signs are taken as independent of each other: how surely all of them lie is a product. */
static unsigned certainty_of(const Pack *pack, uint32_t seen)
{
	unsigned doubt = 10000;

	for (size_t i = 0; i < SIGNS_BITS; i++) {
		const struct pack_row *row = pack_row(pack, PACK_SIGN, i);

		if (row && seen & UINT32_C(1) << i)
			doubt = doubt * (100 - row->number) / 100;
	}
	return 100 - (doubt + 99) / 100;
}

const Pack *signs_propose(const Signs *s, const struct signs_seen *seen, unsigned *certainty)
{
	const Pack *best = NULL;
	unsigned first = 0, second = 0;

	for (size_t i = 0; i < s->count; i++) {
		unsigned sure = seen->of[i] ? certainty_of(s->packs[i], seen->of[i]) : 0;

		if (sure > first) {
			second = first;
			first = sure;
			best = s->packs[i];
		} else if (sure > second) {
			second = sure;
		}
	}
	*certainty = first;
	return first >= SIGNS_SURE && first - second >= SIGNS_AHEAD ? best : NULL;
}
