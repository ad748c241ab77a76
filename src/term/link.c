#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/terminal-private.h"

#include "base/poison.h"

static void mark_used(uint8_t *used, const struct cell_style *style)
{
	unsigned id = extra_of(style);

	used[id / 8] |= (uint8_t)(1 << id % 8);
}

static void mark_grid(Terminal *t, const struct grid *g, uint8_t *used)
{
	for (unsigned y = 0; y < g->height; y++) {
		const struct row *row = grid_row(g, y);

		t->work += row->used;
		for (unsigned x = 0; x < row->used; x++)
			mark_used(used, &row->cell[x].style);
	}
}

/* Gives back the ids that no cell of a grid has. Lines in history may have them: those are older
 * than what the ids mean from then on. */
static void give_back(Terminal *t)
{
	uint8_t *used = mem_calloc(EXTRA_MAX / 8 + 1, 1);

	mark_grid(t, &t->primary, used);
	mark_grid(t, &t->alternate, used);
	mark_grid(t, &t->uncropped.grid, used);
	mark_used(used, &t->pen);
	mark_used(used, &t->saved[0].pen);
	mark_used(used, &t->saved[1].pen);
	used[t->link / 8] |= (uint8_t)(1 << t->link % 8);
	extra_keep(t->extras, used);
	free(used);
}

/* The id of a pair of which cells are about to be written. */
static unsigned intern(Terminal *t, uint32_t underline, const char *address, size_t n)
{
	if ((underline || n) && extra_is_full(t->extras))
		give_back(t);
	/* The part of the first line that is in history may have the id for something else. */
	return extra_intern(t->extras, underline, address, n, term_base(t) + term_joined(t));
}

void term_set_extra(Terminal *t)
{
	const char *address = extra_address(t->extras, t->link, UINT64_MAX);
	unsigned id = intern(t, t->underline, address, address ? strlen(address) : 0);

	t->pen.attrs = (t->pen.attrs & 0xffff) | (uint32_t)id << CELL_EXTRA_SHIFT;
}

bool term_set_link(Terminal *t, const char *bytes, size_t n)
{
	const char *address = memchr(bytes, ';', n);

	t->link = 0;
	if (address) {
		n -= (size_t)(++address - bytes);
		for (size_t i = 0; i < n; i++) {
			if (address[i] <= ' ' || address[i] > '~')
				address = NULL;
			if (!address)
				break;
		}
	}
	if (address && n)
		t->link = intern(t, CELL_DEFAULT, address, n);
	term_set_extra(t);
	return address && (!n || t->link);
}

const char *terminal_link(const Terminal *t, const struct cell_style *style, uint64_t line)
{
	return extra_address(t->extras, extra_of(style), line);
}
