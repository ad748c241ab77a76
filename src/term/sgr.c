#include "term/sgr.h"

#include <stdio.h>

#include "base/poison.h"

static bool is_sub(const struct parser_sequence *s, unsigned i)
{
	return i < s->count && s->sub >> i & 1;
}

/* One past the sub-parameters of parameter `i`. */
static unsigned group_end(const struct parser_sequence *s, unsigned i)
{
	do
		i++;
	while (is_sub(s, i));
	return i;
}

static uint32_t rgb(const struct parser_sequence *s, unsigned i)
{
	uint32_t value = 0;

	for (unsigned k = 0; k < 3; k++) {
		unsigned part = parser_param(s, i + k, 0);

		value = value << 8 | (part < 255 ? part : 255);
	}
	return CELL_RGB | value;
}

/*
 * An extended colour: 38;5;n and 38;2;r;g;b, or 38:5:n, 38:2:r:g:b and 38:2:space:r:g:b. Returns
 * one past what it takes; *colour is left alone if it is malformed.
 */
static unsigned extended(const struct parser_sequence *s, unsigned i, uint32_t *colour)
{
	unsigned end = group_end(s, i), kind = parser_param(s, i + 1, 0);
	bool colons = end > i + 1;

	if (!colons)
		end = kind == 5 ? i + 3 : kind == 2 ? i + 5 : i + 2;
	if (end > s->count)
		return s->count;
	if (kind == 5 && end >= i + 3) {
		unsigned index = parser_param(s, i + 2, 0);

		if (index < 256)
			*colour = CELL_INDEXED | index;
	} else if (kind == 2 && end >= i + 5) {
		*colour = rgb(s, end >= i + 6 ? i + 3 : i + 2);
	}
	return end;
}

/* What is applied to. */
struct target {
	struct cell_style *style;
	uint32_t *underline;
};

/* 0: all but what SGR knows nothing of. */
static void reset(struct target t)
{
	const uint32_t others = CELL_PROTECTED | UINT32_MAX << CELL_EXTRA_SHIFT;

	*t.style = (struct cell_style){ .attrs = t.style->attrs & others };
	*t.underline = CELL_DEFAULT;
}

static void set_underline(struct cell_style *style, unsigned kind)
{
	style->attrs = (style->attrs & ~(uint32_t)CELL_UNDERLINE_MASK) |
		       kind << CELL_UNDERLINE_SHIFT;
}

/* The attributes that a parameter sets and clears; underlines and colours are apart. */
static const struct {
	uint16_t set, clear;
} attributes[56] = {
	[1] = { CELL_BOLD, 0 },      [2] = { CELL_DIM, 0 },     [3] = { CELL_ITALIC, 0 },
	[5] = { CELL_BLINK, 0 },     [6] = { CELL_BLINK, 0 },   [7] = { CELL_REVERSE, 0 },
	[8] = { CELL_CONCEAL, 0 },   [9] = { CELL_STRIKE, 0 },  [22] = { 0, CELL_BOLD | CELL_DIM },
	[23] = { 0, CELL_ITALIC },   [25] = { 0, CELL_BLINK },  [27] = { 0, CELL_REVERSE },
	[28] = { 0, CELL_CONCEAL },  [29] = { 0, CELL_STRIKE }, [53] = { CELL_OVERLINE, 0 },
	[55] = { 0, CELL_OVERLINE },
};

static void apply_colour(struct cell_style *style, unsigned p)
{
	if (p >= 30 && p <= 37)
		style->fg = CELL_INDEXED | (p - 30);
	else if (p == 39)
		style->fg = CELL_DEFAULT;
	else if (p >= 40 && p <= 47)
		style->bg = CELL_INDEXED | (p - 40);
	else if (p == 49)
		style->bg = CELL_DEFAULT;
	else if (p >= 90 && p <= 97)
		style->fg = CELL_INDEXED | (p - 90 + 8);
	else if (p >= 100 && p <= 107)
		style->bg = CELL_INDEXED | (p - 100 + 8);
}

/* Parameter `i` and what belongs to it; returns the next one. */
static unsigned apply(struct target t, const struct parser_sequence *s, unsigned i)
{
	unsigned p = parser_param(s, i, 0), end = group_end(s, i);
	struct cell_style *style = t.style;

	switch (p) {
	case 0: reset(t); return end;
	case 4: {
		unsigned kind = is_sub(s, i + 1) ? parser_param(s, i + 1, 0) : 1;

		if (kind <= 5)
			set_underline(style, kind);
		return end;
	}
	case 21: set_underline(style, 2); return end;
	case 24: set_underline(style, 0); return end;
	case 38: return extended(s, i, &style->fg);
	case 48: return extended(s, i, &style->bg);
	case 58: return extended(s, i, t.underline);
	case 59: *t.underline = CELL_DEFAULT; return end;
	default: break;
	}
	if (s->sub && end > i + 1)
		return end;
	if (p < 56 && (attributes[p].set || attributes[p].clear))
		style->attrs = (style->attrs & ~(uint32_t)attributes[p].clear) | attributes[p].set;
	else
		apply_colour(style, p);
	return end;
}

void sgr_apply(struct cell_style *style, uint32_t *underline, const struct parser_sequence *s)
{
	struct target t = { style, underline };

	if (!s->count)
		reset(t);
	for (unsigned i = 0; i < s->count;)
		i = apply(t, s, i);
}

/* --- Written. */

static const struct {
	uint32_t attribute;
	const char *text;
} renditions[] = {
	{ CELL_BOLD, ";1" },   { CELL_DIM, ";2" },       { CELL_ITALIC, ";3" },
	{ CELL_BLINK, ";5" },  { CELL_REVERSE, ";7" },   { CELL_CONCEAL, ";8" },
	{ CELL_STRIKE, ";9" }, { CELL_OVERLINE, ";53" },
};

static size_t add_colour(char *out, size_t room, uint32_t colour, unsigned base, enum sgr_form form)
{
	unsigned value = colour & 0xffffff;
	bool colons = form == SGR_COLONS;

	if ((colour & CELL_COLOUR_KIND) == CELL_RGB)
		return (size_t)snprintf(out, room, colons ? ";%u:2::%u:%u:%u" : ";%u;2;%u;%u;%u",
					base + 8, value >> 16, value >> 8 & 255, value & 255);
	if ((colour & CELL_COLOUR_KIND) != CELL_INDEXED)
		return 0;
	if (value < 8)
		return (size_t)snprintf(out, room, ";%u", base + value);
	if (value < 16)
		return (size_t)snprintf(out, room, ";%u", base + 60 + value - 8);
	return (size_t)snprintf(out, room, colons ? ";%u:5:%u" : ";%u;5;%u", base + 8, value);
}

const char *sgr_describe(const struct cell_style *style, enum sgr_form form,
			 char out[SGR_DESCRIBED])
{
	unsigned underline = (style->attrs & CELL_UNDERLINE_MASK) >> CELL_UNDERLINE_SHIFT;
	size_t room = SGR_DESCRIBED, n = (size_t)snprintf(out, room, "0");

	for (size_t i = 0; i < sizeof(renditions) / sizeof(renditions[0]); i++) {
		if (style->attrs & renditions[i].attribute)
			n += (size_t)snprintf(out + n, room - n, "%s", renditions[i].text);
	}
	if (underline == 1)
		n += (size_t)snprintf(out + n, room - n, ";4");
	else if (underline)
		n += (size_t)snprintf(out + n, room - n, ";4:%u", underline);
	n += add_colour(out + n, room - n, style->fg, 30, form);
	add_colour(out + n, room - n, style->bg, 40, form);
	return out;
}
