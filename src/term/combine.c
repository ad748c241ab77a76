#include "base/utf8.h"
#include "term/terminal-private.h"

#include "base/poison.h"

enum { BLACK_FLAG = 0x1f3f4 };

/* Keeps the clusters that cells of `g` use: moves them from `old` to the new table. */
static void move_clusters(Terminal *t, struct grid *g, const ClusterTable *old)
{
	uint32_t cps[CELL_CLUSTER_MAX];

	for (unsigned y = 0; y < g->height; y++) {
		struct row *row = grid_row(g, y);

		t->work += row->used;
		for (unsigned x = 0; x < row->used; x++) {
			struct cell *c = &row->cell[x];

			if (c->glyph & CELL_CLUSTER)
				c->glyph = cluster_intern(t->clusters, cps,
							  cluster_expand(old, c->glyph, cps));
		}
	}
}

static void compact_clusters(Terminal *t)
{
	ClusterTable *old = t->clusters;

	t->clusters = cluster_table_new();
	move_clusters(t, &t->primary, old);
	move_clusters(t, &t->alternate, old);
	move_clusters(t, &t->uncropped.grid, old);
	cluster_table_free(old);
	t->cluster_limit = 4096 + 2 * cluster_table_count(t->clusters);
}

unsigned term_column_before(const Terminal *t)
{
	unsigned x = t->pending || !t->x ? t->x : t->x - 1;

	return !grid_row(t->grid, t->y)->cell[x].width && x ? x - 1 : x;
}

struct cell *term_cell_before(Terminal *t)
{
	return &grid_row(t->grid, t->y)->cell[term_column_before(t)];
}

bool term_takes_tags(Terminal *t)
{
	return t->context.last &&
	       cluster_base(t->clusters, term_cell_before(t)->glyph) == BLACK_FLAG;
}

void term_block_codepoint(Terminal *t, uint32_t cp)
{
	char bytes[UTF8_MAX];

	term_block_bytes(t, BLOCKED_SEQUENCES, bytes, utf8_encode(cp, bytes));
}

void term_join(Terminal *t, struct cell *cell, uint32_t cp)
{
	uint32_t glyph = cluster_join(t->clusters, cell->glyph, cp);

	if (glyph == cell->glyph)
		term_block_codepoint(t, cp);
	cell->glyph = glyph;
	if (cluster_table_count(t->clusters) > t->cluster_limit)
		compact_clusters(t);
}
