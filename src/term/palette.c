#include "term/palette.h"

#include <string.h>

#include "base/hex.h"

#include "base/poison.h"

/* `n` hexadecimal digits, 1 to 4; -1 if they aren't. */
static int hex(const char *text, size_t n)
{
	int value = 0;

	if (n < 1 || n > 4)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int d = hex_value(text[i]);

		if (d < 0)
			return -1;
		value = value * 16 + d;
	}
	return value;
}

/* A part of a colour from 0 to 255. `scaled`: its digits are a fraction of the whole, else its
 * upper digits. */
static int part(const char *text, size_t n, bool scaled)
{
	static const int whole[] = { 1, 0xf, 0xff, 0xfff, 0xffff };
	int value = hex(text, n);

	if (value < 0)
		return -1;
	if (scaled)
		return (value * 255 + whole[n] / 2) / whole[n];
	return n == 1 ? value << 4 : value >> 4 * (n - 2);
}

static uint32_t join(int r, int g, int b)
{
	if (r < 0 || g < 0 || b < 0)
		return 0;
	return CELL_RGB | (uint32_t)r << 16 | (uint32_t)g << 8 | (uint32_t)b;
}

/* A colour of X11's XParseColor: rgb:R/G/B or #RGB with one to four digits each. 0 if it is none.
 */
static uint32_t parse_colour(const char *text, size_t n)
{
	if (n && text[0] == '#' && n > 3 && (n - 1) % 3 == 0) {
		size_t each = (n - 1) / 3;

		return join(part(text + 1, each, false), part(text + 1 + each, each, false),
			    part(text + 1 + 2 * each, each, false));
	}
	if (n < 4 || memcmp(text, "rgb:", 4) != 0)
		return 0;
	int parts[3];
	text += 4;
	n -= 4;
	for (unsigned i = 0; i < 3; i++) {
		const char *end = i < 2 ? memchr(text, '/', n) : text + n;

		if (!end)
			return 0;
		size_t length = (size_t)(end - text), used = length + (i < 2);
		parts[i] = part(text, length, true);
		text += used;
		n -= used;
	}
	return join(parts[0], parts[1], parts[2]);
}

/* The next of what semicolons divide; returns its bytes, which `*text` then is past. */
static size_t next_part(const char **text, size_t *n, const char **out)
{
	const char *end = memchr(*text, ';', *n);
	size_t length = end ? (size_t)(end - *text) : *n, used = length + (end != NULL);

	*out = *text;
	*text += used;
	*n -= used;
	return length;
}

/* A colour's number, or 256 if it is none. */
static unsigned parse_number(const char *text, size_t n)
{
	unsigned value = 0;

	if (!n || n > 3)
		return 256;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 256;
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	return value < 256 ? value : 256;
}

static enum palette_result set(struct palette *p, uint32_t *colour, const char *text, size_t n)
{
	uint32_t value = parse_colour(text, n);

	if (n == 1 && text[0] == '?')
		return PALETTE_ASKS;
	if (!value)
		return PALETTE_UNKNOWN;
	*colour = value;
	p->changed = true;
	return PALETTE_DONE;
}

/* OSC 4: pairs of a number and a colour. The last result that isn't good counts. */
static enum palette_result set_colours(struct palette *p, const char *text, size_t n)
{
	enum palette_result result = n ? PALETTE_DONE : PALETTE_UNKNOWN;

	while (n) {
		const char *number, *colour;
		size_t digits = next_part(&text, &n, &number),
		       length = next_part(&text, &n, &colour);
		unsigned index = parse_number(number, digits);
		enum palette_result each = PALETTE_UNKNOWN;

		if (index < 256)
			each = set(p, &p->colour[index], colour, length);
		if (each != PALETTE_DONE)
			result = each;
	}
	return result;
}

/* OSC 10 and those after it: a colour, and others for the defaults that follow. */
static enum palette_result set_defaults(struct palette *p, unsigned first, const char *text,
					size_t n)
{
	enum palette_result result = PALETTE_UNKNOWN;

	for (; n && first < PALETTE_DEFAULTS; first++) {
		const char *colour;
		size_t length = next_part(&text, &n, &colour);

		result = set(p, &p->defaults[first], colour, length);
	}
	return result;
}

static enum palette_result reset_colours(struct palette *p, const char *text, size_t n)
{
	if (!n)
		memset(p->colour, 0, sizeof(p->colour));
	while (n) {
		const char *number;
		size_t digits = next_part(&text, &n, &number);
		unsigned index = parse_number(number, digits);

		if (index == 256)
			return PALETTE_UNKNOWN;
		p->colour[index] = 0;
	}
	return PALETTE_DONE;
}

enum palette_result palette_command(struct palette *p, unsigned command, const char *bytes,
				    size_t n)
{
	if (command == 4)
		return set_colours(p, bytes, n);
	if (command == 104)
		return reset_colours(p, bytes, n);
	if (command >= 10 && command < 10 + PALETTE_DEFAULTS)
		return set_defaults(p, command - 10, bytes, n);
	if (command >= 110 && command < 110 + PALETTE_DEFAULTS) {
		p->defaults[command - 110] = 0;
		return PALETTE_DONE;
	}
	return PALETTE_UNKNOWN;
}

enum palette_result palette_console(struct palette *p, const char *digits, size_t n)
{
	int index = n == 7 ? hex_value(digits[0]) : -1;
	int r = index < 0 ? -1 : hex(digits + 1, 2), g = index < 0 ? -1 : hex(digits + 3, 2);
	uint32_t colour = join(r, g, index < 0 ? -1 : hex(digits + 5, 2));

	if (!colour)
		return PALETTE_UNKNOWN;
	p->colour[index] = colour;
	p->changed = true;
	return PALETTE_DONE;
}

static uint32_t shown(const struct palette *p, uint32_t colour, enum palette_default otherwise)
{
	if (colour == CELL_DEFAULT)
		return p->defaults[otherwise];
	if ((colour & CELL_COLOUR_KIND) == CELL_INDEXED && p->colour[colour & 255])
		return p->colour[colour & 255];
	return colour;
}

struct cell_style palette_apply(const struct palette *p, const struct cell_style *style)
{
	return (struct cell_style){
		.fg = shown(p, style->fg, PALETTE_FOREGROUND),
		.bg = shown(p, style->bg, PALETTE_BACKGROUND),
		.attrs = style->attrs,
	};
}
