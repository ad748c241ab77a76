#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/url.h"
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
	used[t->announced / 8] |= (uint8_t)(1 << t->announced % 8);
	extra_keep(t->extras, used);
	free(used);
}

/* The id of a pair of which cells are about to be written. */
static unsigned intern(Terminal *t, uint32_t underline, const char *address, size_t n)
{
	if ((underline || n) && extra_is_full(t->extras))
		give_back(t);
	/* The part of the first line that is in history may have the id for something else. */
	return extra_intern(t->extras, underline, address, n, term_base(t), term_joined(t));
}

void term_set_extra(Terminal *t)
{
	const char *address = extra_address(t->extras, t->link, UINT64_MAX);
	unsigned id = intern(t, t->underline, address, address ? strlen(address) : 0);

	t->pen.attrs = (t->pen.attrs & 0xffff) | (uint32_t)id << CELL_EXTRA_SHIFT;
}

/* Links that send something are none that an address of the web can say. */
static bool is_command(const char *address, size_t n)
{
	static const char *const schemes[] = { TERMINAL_LINK_COMMAND, TERMINAL_LINK_PROMPT };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t length = strlen(schemes[i]);

		if (n >= length && strncasecmp(address, schemes[i], length) == 0)
			return true;
	}
	return false;
}

static bool is_address(const char *address, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (address[i] <= ' ' || address[i] > '~')
			return false;
	}
	return true;
}

/* Whether the link that begins could be had. */
static bool begin_link(Terminal *t, const char *address, size_t n)
{
	t->link = n ? intern(t, CELL_DEFAULT, address, n) : 0;
	t->link_underlined = false;
	term_set_extra(t);
	return !n || t->link;
}

bool term_set_link(Terminal *t, const char *bytes, size_t n)
{
	const char *address = memchr(bytes, ';', n);

	if (address)
		n -= (size_t)(++address - bytes);
	if (address && is_address(address, n) && !is_command(address, n))
		return begin_link(t, address, n);
	begin_link(t, NULL, 0);
	return false;
}

bool terminal_set_link(Terminal *t, const char *address)
{
	size_t n = address ? strlen(address) : 0;

	assert(!address || is_address(address, n));
	return begin_link(t, address, n);
}

/* --- MSLP. */

void terminal_allow_commands(Terminal *t, bool on)
{
	t->allow_commands = on;
}

bool term_announce_command(Terminal *t, const char *bytes, size_t n)
{
	struct str address;
	bool good;

	if (!t->allow_commands || n < 3 || memcmp(bytes, "1;", 2) != 0)
		return false;
	bytes += 2;
	n -= 2;
	good = n > 5 && memcmp(bytes, "SEND;", 5) == 0;
	if (!good && bytes[0] != ';')
		return false;
	bytes += good ? 5 : 1;
	n -= good ? 5 : 1;
	str_init(&address);
	str_append_string(&address, TERMINAL_LINK_COMMAND);
	url_encode(bytes, n, "%;|", &address);
	t->announced = intern(t, CELL_DEFAULT, address.text, address.length);
	t->announced_none = !t->announced;
	str_fini(&address);
	return t->announced;
}

void term_follow_underline(Terminal *t, const struct parser_sequence *s)
{
	unsigned first = parser_param(s, 0, 0), second = parser_param(s, 1, 0);
	bool begins = first == 4 && (s->count == 1 || (s->count == 2 && second == 24));

	if (!t->allow_commands || s->sub)
		return;
	if (begins && t->announced_none) {
		t->announced_none = false;
	} else if (begins && !t->link) {
		static const char itself[] = TERMINAL_LINK_COMMAND TERMINAL_LINK_TEXT;

		if (t->announced)
			t->link = t->announced;
		else
			t->link = intern(t, CELL_DEFAULT, itself, sizeof(itself) - 1);
		t->announced = 0;
		t->link_underlined = true;
		term_set_extra(t);
	} else if (first == 24 && s->count == 1 && t->link_underlined) {
		begin_link(t, NULL, 0);
	}
}

const char *terminal_link(const Terminal *t, const struct cell_style *style, uint64_t line)
{
	return extra_address(t->extras, extra_of(style), line);
}
