#include "ui/colour.h"

#include <stdbool.h>

#include "picture/rgb.h"
#include "base/poison.h"

enum { BLACK = 0, BLUE = 4, WHITE = 7, GREY = 8, BRIGHT = 8, BRIGHT_WHITE = 15 };

struct channels {
	long red, green, blue, max, min;
};

static struct channels split(uint32_t rgb)
{
	struct channels c = { (long)(rgb >> 16 & 0xff), (long)(rgb >> 8 & 0xff), (long)(rgb & 0xff),
			      0, 0 };

	c.max = c.red > c.green ? c.red : c.green;
	c.max = c.max > c.blue ? c.max : c.blue;
	c.min = c.red < c.green ? c.red : c.green;
	c.min = c.min < c.blue ? c.min : c.blue;
	return c;
}

/* Whether a person would say that it has a colour: not too dark, and a quarter of it isn't grey. */
static bool has_hue(uint32_t rgb)
{
	struct channels c = split(rgb);

	return c.max >= 0x30 && 4 * (c.max - c.min) > c.max;
}

static long distance(uint32_t a, uint32_t b)
{
	struct channels x = split(a), y = split(b);
	long red = x.red - y.red, green = x.green - y.green, blue = x.blue - y.blue;

	return red * red * 3 + green * green * 6 + blue * blue;
}

/* Among black, grey, white and bright white, by how light it is. */
static unsigned nearest_grey(uint32_t rgb)
{
	struct channels c = split(rgb);
	long light = (c.red * 299 + c.green * 587 + c.blue * 114) / 1000;

	return light < 0x40 ? BLACK : light < 0xb2 ? GREY : light < 0xf2 ? WHITE : BRIGHT_WHITE;
}

/*
 * Among the twelve with a hue: the channels above the middle say which. It is a bright one if the
 * strongest channel is nearer to that of the bright ones; the bright blue is a pale one.
 */
static unsigned nearest_hue(uint32_t rgb)
{
	struct channels c = split(rgb);
	long middle = (c.max + c.min) / 2;
	unsigned dark = (c.red > middle) | (unsigned)(c.green > middle) << 1 |
			(unsigned)(c.blue > middle) << 2;
	bool pale = c.min >= 0x2e;

	return c.max >= 0xe6 && (dark != BLUE || pale) ? dark + BRIGHT : dark;
}

/* The step of the cube that is nearest to a channel. */
static unsigned cube_step(long channel)
{
	return channel < 48 ? 0 : channel < 115 ? 1 : (unsigned)(channel - 35) / 40;
}

/* The nearest of the cube's colours, or of those that have a hue. */
static unsigned nearest_of_cube(uint32_t rgb, bool hue)
{
	struct channels c = split(rgb);
	unsigned best = 16 + 36 * cube_step(c.red) + 6 * cube_step(c.green) + cube_step(c.blue);

	if (!hue || has_hue(rgb_of_index(best)))
		return best;
	best = c.red == c.max ? 52 : c.green == c.max ? 22 : 17;
	for (unsigned i = 16; i < 232; i++) {
		uint32_t other = rgb_of_index(i);

		if (has_hue(other) && distance(rgb, other) < distance(rgb, rgb_of_index(best)))
			best = i;
	}
	return best;
}

unsigned colour_nearest(uint32_t rgb, unsigned count)
{
	bool hue = has_hue(rgb);

	if (count < 256)
		return hue ? nearest_hue(rgb) : nearest_grey(rgb);
	unsigned cube = nearest_of_cube(rgb, hue);
	if (hue)
		return cube;
	struct channels c = split(rgb);
	long mean = (3 * c.red + 6 * c.green + c.blue) / 10, step = (mean - 3) / 10;
	unsigned grey = 232 + (unsigned)(step < 0 ? 0 : step > 23 ? 23 : step);
	return distance(rgb, rgb_of_index(grey)) < distance(rgb, rgb_of_index(cube)) ? grey : cube;
}

/* The number for a cell's colour among `count`, 16 if there are only 8; -1 for the default. */
static int number(uint32_t colour, unsigned count)
{
	uint32_t value = colour & 0xffffff;

	if (colour == CELL_DEFAULT)
		return -1;
	if ((colour & CELL_COLOUR_KIND) == CELL_RGB)
		return count == COLOUR_TRUE ? COLOUR_RGB | (int)value :
					      (int)colour_nearest(value, count);
	if (value >= 16 && count < 256)
		return (int)colour_nearest(rgb_of_index(value), count);
	return (int)value;
}

/* The text's colour with 8 colours. */
static void fit_bright(struct colour_pair *p)
{
	if (p->fg == GREY) {
		p->fg = WHITE;
		p->attrs = (p->attrs & ~(uint32_t)CELL_BOLD) | CELL_DIM;
	} else if (p->fg > WHITE) {
		p->fg -= BRIGHT;
		p->attrs |= CELL_BOLD;
	}
}

static bool is_dark(int colour)
{
	return colour == 0 || colour == 1 || colour == 4 || colour == 5 || colour == GREY;
}

bool colour_is_black(uint32_t background)
{
	uint32_t value = background & 0xffffff;

	if (background == CELL_DEFAULT)
		return true;
	if ((background & CELL_COLOUR_KIND) == CELL_INDEXED)
		value = rgb_of_index(value);
	return !has_hue(value) && nearest_grey(value) == BLACK;
}

struct colour_pair colour_fit(const struct cell_style *style, unsigned count)
{
	struct colour_pair p = { number(style->fg, count), number(style->bg, count), style->attrs };

	if (count < 16) {
		fit_bright(&p);
		p.bg = p.bg > WHITE ? p.bg - BRIGHT : p.bg;
	}
	/* Two colours that became one can't be told apart. */
	if (count < 256 && p.fg >= 0 && p.fg == p.bg && style->fg != style->bg) {
		p.fg = is_dark(p.bg) ? WHITE : BLACK;
		p.attrs &= ~(uint32_t)CELL_DIM;
	}
	return p;
}
