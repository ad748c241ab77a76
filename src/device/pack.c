#include "device/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "device/pack-internal.h"
#include "base/poison.h"

enum { PACK_WAYS_MAX = 64 }; /* modes that the search for a way goes through */

void pack_free(Pack *p)
{
	if (!p)
		return;
	for (int key = 0; key < PACK_KEYS; key++) {
		struct pack_list *list = &p->lists[key];

		for (size_t i = 0; i < list->count; i++) {
			free((char *)list->rows[i].name);
			free((char *)list->rows[i].words);
			free((char *)list->rows[i].text);
			regex_free(list->rows[i].regex);
			regex_free(list->rows[i].above);
		}
		free(list->rows);
	}
	free(p->name);
	free(p);
}

bool pack_name_is_valid(const char *name)
{
	size_t n = strlen(name);

	return n >= 1 && n <= PACK_NAME_MAX &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

const char *pack_name(const Pack *p)
{
	return p->name;
}

const char *pack_title(const Pack *p)
{
	const struct pack_row *row = pack_row(p, PACK_TITLE, 0);

	return row ? row->text : p->name;
}

const struct pack_row *pack_row(const Pack *p, enum pack_key key, size_t i)
{
	const struct pack_list *list = &p->lists[key];

	return i < list->count ? &list->rows[i] : NULL;
}

int pack_mode(const Pack *p, const char *name)
{
	const struct pack_list *modes = &p->lists[PACK_MODE];

	for (size_t i = 0; i < modes->count; i++) {
		if (strcmp(modes->rows[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* Regexes look at no more than PACK_LOOK_MAX bytes, up to a whole character. */
static size_t bounded(const char *text, size_t n)
{
	if (n <= PACK_LOOK_MAX)
		return n;
	n = PACK_LOOK_MAX;
	while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static bool begins_with(const char *text, size_t n, const char *words)
{
	size_t length = strlen(words);

	return n >= length && memcmp(text, words, length) == 0;
}

static bool fits(const struct pack_row *row, const char *text, size_t n)
{
	size_t seen = bounded(text, n);
	struct regex_group all;

	if (row->words)
		return begins_with(text, seen, row->words);
	if (!row->regex || (row->whole && seen < n) ||
	    regex_match(row->regex, text, seen, 0, &all, 1) != REGEX_FOUND)
		return false;
	/* An alternative may have escaped the ends. */
	return !row->whole || (all.start == 0 && all.length == n);
}

const struct pack_row *pack_match(const Pack *p, enum pack_key key, const char *text, size_t n,
				  size_t *at)
{
	const struct pack_list *list = &p->lists[key];

	for (size_t i = 0; i < list->count; i++) {
		if (!fits(&list->rows[i], text, n))
			continue;
		if (at)
			*at = i;
		return &list->rows[i];
	}
	return NULL;
}

const struct pack_row *pack_match_mode(const Pack *p, const char *text, size_t n, const char *above,
				       size_t length, size_t *at)
{
	const struct pack_row *row;

	for (size_t i = 0; (row = pack_row(p, PACK_MODE, i)) != NULL; i++) {
		if (!fits(row, text, n) || (row->above && regex_match(row->above, above, length, 0,
								      NULL, 0) != REGEX_FOUND))
			continue;
		*at = i;
		return row;
	}
	return NULL;
}

/* Goes back from `to`, breadth first: the way that is found from `from` is the first step. */
const struct pack_row *pack_next_way(const Pack *p, int from, int to)
{
	const struct pack_list *ways = &p->lists[PACK_WAY];
	int reached[PACK_WAYS_MAX] = { to };
	size_t count = 1;

	for (size_t k = 0; k < count && from != to; k++) {
		for (size_t i = 0; i < ways->count; i++) {
			const struct pack_row *way = &ways->rows[i];
			bool known = false;

			if (way->to != reached[k])
				continue;
			if (way->from == from)
				return way;
			for (size_t j = 0; j < count; j++)
				known |= reached[j] == way->from;
			if (!known && count < PACK_WAYS_MAX)
				reached[count++] = way->from;
		}
	}
	return NULL;
}
