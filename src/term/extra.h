/*
 * What few cells have beside colours and attributes: an underline's colour and a link's address
 * (OSC 8). Cells hold an id of the pair in the upper half of their attributes (CELL_EXTRA_SHIFT);
 * 0 is neither. Owned by who owns the cells; bounded.
 */
#ifndef HAIL_TERM_EXTRA_H
#define HAIL_TERM_EXTRA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/cell.h"

enum {
	EXTRA_MAX = 65535, /* ids */
	EXTRA_LINK_MAX = 2048, /* bytes of an address */
	EXTRA_BYTES = 4 << 20, /* of all addresses */
};

typedef struct ExtraTable ExtraTable;

ExtraTable *extra_table_new(void);
void extra_table_free(ExtraTable *x);

/* The id of a style. */
static inline unsigned extra_of(const struct cell_style *style)
{
	return style->attrs >> CELL_EXTRA_SHIFT;
}

/*
 * The id of a pair: a colour (CELL_DEFAULT for none) and `n` bytes of an address (0 for none),
 * which is copied. `line` is the number of the line from which on a new id means it: older lines
 * may have had the id for another, and if that line is `joined` to rows that are older, so may
 * those. 0 if both are none, or there is no room.
 */
unsigned extra_intern(ExtraTable *x, uint32_t underline, const char *address, size_t n,
		      uint64_t line, bool joined);

/* Whether ids should be given back before the next pair. */
bool extra_is_full(const ExtraTable *x);

/* Gives back all ids but those whose bit is set in `used`, of EXTRA_MAX + 1 bits. */
void extra_keep(ExtraTable *x, const uint8_t *used);

/* The colour of `id`, CELL_DEFAULT if it has none. */
uint32_t extra_underline(const ExtraTable *x, unsigned id);

/* The address of `id`, NUL-terminated, as line number `line` may have it; NULL if there is none.
 * Borrowed until the table changes. */
const char *extra_address(const ExtraTable *x, unsigned id, uint64_t line);

#endif
