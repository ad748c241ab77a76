#include "rules/rule-style.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/poison.h"

static const struct {
	const char *name;
	uint32_t colour;
} colours[] = {
	{ "default", CELL_DEFAULT },
	{ "black", CELL_INDEXED | 0 },
	{ "red", CELL_INDEXED | 1 },
	{ "green", CELL_INDEXED | 2 },
	{ "yellow", CELL_INDEXED | 3 },
	{ "blue", CELL_INDEXED | 4 },
	{ "magenta", CELL_INDEXED | 5 },
	{ "cyan", CELL_INDEXED | 6 },
	{ "white", CELL_INDEXED | 7 },
	{ "bright-black", CELL_INDEXED | 8 },
	{ "bright-red", CELL_INDEXED | 9 },
	{ "bright-green", CELL_INDEXED | 10 },
	{ "bright-yellow", CELL_INDEXED | 11 },
	{ "bright-blue", CELL_INDEXED | 12 },
	{ "bright-magenta", CELL_INDEXED | 13 },
	{ "bright-cyan", CELL_INDEXED | 14 },
	{ "bright-white", CELL_INDEXED | 15 },
	{ "orange", CELL_INDEXED | 208 },
	/* Only read. */
	{ "grey", CELL_INDEXED | 8 },
	{ "gray", CELL_INDEXED | 8 },
};

static const struct {
	const char *name;
	uint32_t attrs;
} attributes[] = {
	{ "bold", CELL_BOLD },     { "dim", CELL_DIM },
	{ "italic", CELL_ITALIC }, { "underline", 1 << CELL_UNDERLINE_SHIFT },
	{ "blink", CELL_BLINK },   { "reverse", CELL_REVERSE },
	{ "strike", CELL_STRIKE }, { "overline", CELL_OVERLINE },
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool is_word(const char *name, const char *word, size_t n)
{
	return strlen(name) == n && strncmp(name, word, n) == 0;
}

/* Reads a number of 0 to 255, or #rrggbb. */
static bool read_number(const char *word, size_t n, uint32_t *out)
{
	bool rgb = n == 7 && *word == '#';
	char digits[8] = "", *end;

	if (!rgb && (n > 3 || strspn(word, "0123456789") < n))
		return false;
	if (rgb && strspn(word + 1, "0123456789abcdefABCDEF") < 6)
		return false;
	memcpy(digits, word + rgb, n - rgb);
	*out = (uint32_t)strtoul(digits, &end, rgb ? 16 : 10);
	if (!rgb && *out > 255)
		return false;
	*out |= rgb ? CELL_RGB : CELL_INDEXED;
	return true;
}

/* Reads `brightred`, `light-red` and the like. */
static bool read_bright(const char *word, size_t n, uint32_t *out)
{
	size_t prefix = n > 6 && !strncmp(word, "bright", 6) ? 6 :
			n > 5 && !strncmp(word, "light", 5)  ? 5 :
							       0;

	prefix += prefix && prefix < n && word[prefix] == '-';
	for (size_t i = 0; i < COUNT(colours) && prefix; i++) {
		uint32_t index = colours[i].colour & 0xff;

		if (colours[i].colour & CELL_INDEXED && index < 8 &&
		    is_word(colours[i].name, word + prefix, n - prefix)) {
			*out = CELL_INDEXED | (index + 8);
			return true;
		}
	}
	return false;
}

static bool read_colour(const char *word, size_t n, uint32_t *out)
{
	for (size_t i = 0; i < COUNT(colours); i++) {
		if (is_word(colours[i].name, word, n)) {
			*out = colours[i].colour;
			return true;
		}
	}
	return n && (read_bright(word, n, out) || read_number(word, n, out));
}

bool rule_style_take(struct rule_style *s, const char *word, size_t n, bool background)
{
	if (read_colour(word, n, background ? &s->set.bg : &s->set.fg)) {
		*(background ? &s->has_bg : &s->has_fg) = true;
		return true;
	}
	for (size_t i = 0; i < COUNT(attributes) && !background; i++) {
		if (is_word(attributes[i].name, word, n)) {
			s->set.attrs |= attributes[i].attrs;
			return true;
		}
	}
	return false;
}

bool rule_fail_style(struct rule_cursor *c, const char *word, size_t n)
{
	struct nearest near;

	nearest_begin(&near, word, n);
	for (size_t i = 0; i < COUNT(colours); i++)
		nearest_offer(&near, colours[i].name, strlen(colours[i].name));
	for (size_t i = 0; i < COUNT(attributes); i++)
		nearest_offer(&near, attributes[i].name, strlen(attributes[i].name));
	return rule_fail_word(
		c, &near, "colour or attribute",
		"black to white, bright-black to bright-white, grey, orange, default, 0 to "
		"255, #rrggbb, bold, dim, italic, underline, blink, reverse, strike and "
		"overline");
}

static void print_colour(uint32_t colour, struct str *out)
{
	for (size_t i = 0; i < COUNT(colours); i++) {
		if (colours[i].colour == colour) {
			str_append_string(out, colours[i].name);
			return;
		}
	}
	if (colour & CELL_RGB)
		str_append_format(out, "#%06x", (unsigned)(colour & 0xffffff));
	else
		str_append_format(out, "%u", (unsigned)(colour & 0xff));
}

void rule_style_print(const struct rule_style *s, const char *between, const char *on,
		      struct str *out)
{
	const char *before = "";

	for (size_t i = 0; i < COUNT(attributes); i++) {
		if (!(s->set.attrs & attributes[i].attrs))
			continue;
		str_append_format(out, "%s%s", before, attributes[i].name);
		before = between;
	}
	if (s->has_fg) {
		str_append_string(out, before);
		print_colour(s->set.fg, out);
		before = between;
	}
	if (s->has_bg) {
		str_append_format(out, "%s%s", before, on);
		print_colour(s->set.bg, out);
	}
}

bool rule_style_matches(const struct rule_style *s, const struct cell_style *style)
{
	uint32_t attrs = style->attrs;

	/* Any underline is one. */
	if (attrs & CELL_UNDERLINE_MASK)
		attrs |= 1 << CELL_UNDERLINE_SHIFT;
	return (!s->has_fg || s->set.fg == style->fg) && (!s->has_bg || s->set.bg == style->bg) &&
	       !(s->set.attrs & ~attrs);
}

void rule_style_apply(const struct rule_style *s, struct cell_style *style)
{
	if (s->has_fg)
		style->fg = s->set.fg;
	if (s->has_bg)
		style->bg = s->set.bg;
	if (s->set.attrs & CELL_UNDERLINE_MASK)
		style->attrs &= ~(uint32_t)CELL_UNDERLINE_MASK;
	style->attrs |= s->set.attrs;
}
