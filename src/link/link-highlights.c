#include "link/link-internal.h"

#include "link/link-device.h"
#include "base/poison.h"

/* The first link of a pack brings its rules into the book. */
static void fill_book(Link *l, const Pack *pack)
{
	const struct pack_row *row;
	struct err e;

	for (size_t i = 0; (row = pack_row(pack, PACK_HIGHLIGHT, i)); i++) {
		if (!rulebook_add_of_pack(l->book, pack_name(pack), RULE_HIGHLIGHT, row->text, &e))
			link_say(l, MESSAGE_ERROR, "pack %s, highlight %zu: %s", pack_name(pack),
				 i + 1, e.text);
	}
}

void link_highlights_configure(Link *l)
{
	const Pack *pack = l->rules && !l->unattended ? link_pack(l) : NULL;

	if (pack && rulebook_begin_pack(l->book, pack_name(pack)))
		fill_book(l, pack);
	if (l->rules && rulebook_count(l->book))
		rules_set_pack(link_rules(l), pack ? pack_name(pack) : NULL);
}
