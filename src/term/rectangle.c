#include "base/least.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* Where the page begins and ends that a rectangle is in: the margins in DECOM. */
static struct cell_box page(const Terminal *t)
{
	if (t->origin)
		return (struct cell_box){ t->top, t->left, t->bottom + 1, t->right + 1 };
	return (struct cell_box){ 0, 0, t->grid->height, t->grid->width };
}

bool term_rectangle(const Terminal *t, const struct parser_sequence *s, unsigned first,
		    struct cell_box *out)
{
	struct cell_box p = page(t);

	*out = (struct cell_box){
		.top = p.top + parser_param(s, first, 1) - 1,
		.left = p.left + parser_param(s, first + 1, 1) - 1,
		.bottom = least(p.top + parser_param(s, first + 2, TERM_SIZE_MAX), p.bottom),
		.right = least(p.left + parser_param(s, first + 3, TERM_SIZE_MAX), p.right),
	};
	return out->top < out->bottom && out->left < out->right;
}

bool term_fill_rectangle(Terminal *t, const struct parser_sequence *s)
{
	unsigned cp = parser_param(s, 0, 0);
	struct cell_box box;
	struct grid *g = t->grid;

	if (cp < 0x20 || (cp > 0x7e && cp < 0xa0) || cp > 0xff || t->level < 4)
		return false;
	if (!term_rectangle(t, s, 1, &box))
		return true;
	if (cp < 0x80)
		cp = term_charset_map(t, t->charset[t->shift], (unsigned char)cp);
	for (unsigned y = box.top; y < box.bottom; y++) {
		struct row *row = grid_row(g, y);

		grid_erase(g, y, box.left, box.right, (struct cell){ .width = 1 });
		grid_touch(g, y, row, box.right);
		row->flags |= ROW_ADDRESSED;
		row->time = t->now;
		for (unsigned x = box.left; x < box.right; x++)
			row->cell[x] = (struct cell){ .glyph = cp, .width = 1, .style = t->pen };
		g->work += box.right - box.left;
	}
	return true;
}

bool term_erase_rectangle(Terminal *t, const struct parser_sequence *s)
{
	struct cell_box box;

	if (t->level < 4)
		return false;
	if (term_rectangle(t, s, 0, &box))
		term_erase_box(t, box, false);
	return true;
}

/* DECSERA knows the protection of DECSCA only. */
bool term_wipe_rectangle(Terminal *t, const struct parser_sequence *s)
{
	struct cell_box box;

	if (t->level < 4)
		return false;
	if (term_rectangle(t, s, 0, &box))
		term_erase_box(t, box, t->protection == TERM_PROTECT_DEC);
	return true;
}

bool term_copy_rectangle(Terminal *t, const struct parser_sequence *s)
{
	struct cell_box from;

	if (t->level < 4)
		return false;
	if (!term_rectangle(t, s, 0, &from))
		return true;
	struct cell_box p = page(t);
	unsigned y = p.top + parser_param(s, 5, 1) - 1, x = p.left + parser_param(s, 6, 1) - 1;
	if (y >= p.bottom || x >= p.right)
		return true;
	if (from.bottom - from.top > t->grid->height - y)
		from.bottom = from.top + t->grid->height - y;
	if (from.right - from.left > t->grid->width - x)
		from.right = from.left + t->grid->width - x;
	grid_copy_box(t->grid, from, y, x);
	for (unsigned i = y; i < y + from.bottom - from.top; i++)
		grid_row(t->grid, i)->flags |= ROW_ADDRESSED;
	return true;
}

/* The attributes that DECCARA and DECRARA know (VT420 manual), changed by parameters from 4 on. */
static uint32_t reverse_attributes(uint32_t attrs, const struct parser_sequence *s)
{
	enum { UNDERLINE = 1 << CELL_UNDERLINE_SHIFT };

	for (unsigned i = 4; i < s->count || i == 4; i++) {
		switch (parser_param(s, i, 0)) {
		case 0: attrs ^= CELL_BOLD | UNDERLINE | CELL_BLINK | CELL_REVERSE; break;
		case 1: attrs ^= CELL_BOLD; break;
		case 4: attrs ^= UNDERLINE; break;
		case 5: attrs ^= CELL_BLINK; break;
		case 7: attrs ^= CELL_REVERSE; break;
		default: break;
		}
	}
	return attrs;
}

static uint32_t change_attributes(uint32_t attrs, const struct parser_sequence *s)
{
	for (unsigned i = 4; i < s->count || i == 4; i++) {
		switch (parser_param(s, i, 0)) {
		case 0:
			attrs &= ~(uint32_t)(CELL_BOLD | CELL_UNDERLINE_MASK | CELL_BLINK |
					     CELL_REVERSE);
			break;
		case 1: attrs |= CELL_BOLD; break;
		case 4: attrs |= 1 << CELL_UNDERLINE_SHIFT; break;
		case 5: attrs |= CELL_BLINK; break;
		case 7: attrs |= CELL_REVERSE; break;
		case 22: attrs &= ~(uint32_t)CELL_BOLD; break;
		case 24: attrs &= ~(uint32_t)CELL_UNDERLINE_MASK; break;
		case 25: attrs &= ~(uint32_t)CELL_BLINK; break;
		case 27: attrs &= ~(uint32_t)CELL_REVERSE; break;
		default: break;
		}
	}
	return attrs;
}

static void mark_row(Terminal *t, unsigned y, unsigned from, unsigned to,
		     const struct parser_sequence *s)
{
	struct row *row = grid_row(t->grid, y);

	if (from >= to)
		return;
	grid_touch(t->grid, y, row, to);
	t->grid->work += (to - from) * (uint64_t)(1 + s->count);
	for (unsigned x = from; x < to; x++) {
		struct cell *c = &row->cell[x];
		uint32_t attrs = c->style.attrs & ~(uint32_t)c->given;

		c->style.attrs = s->final == 't' ? reverse_attributes(attrs, s) :
						   change_attributes(attrs, s);
		c->given = 0;
	}
}

bool term_mark_rectangle(Terminal *t, const struct parser_sequence *s)
{
	struct cell_box box;

	if (t->level < 4)
		return false;
	if (!term_rectangle(t, s, 0, &box))
		return true;
	for (unsigned y = box.top; y < box.bottom; y++) {
		bool first = t->rectangle || y == box.top;
		bool last = t->rectangle || y + 1 == box.bottom;

		mark_row(t, y, first ? box.left : 0, last ? box.right : t->grid->width, s);
	}
	return true;
}
