#include "picture/rgb.h"

#include "base/poison.h"

uint32_t rgb_of_index(unsigned index)
{
	static const uint32_t basic[16] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	};
	static const unsigned char cube[6] = { 0, 95, 135, 175, 215, 255 };
	unsigned i = index - 16;

	if (index < 16)
		return basic[index];
	if (index < 232)
		return (uint32_t)cube[i / 36] << 16 | (uint32_t)cube[i / 6 % 6] << 8 | cube[i % 6];
	return (8 + (index - 232) * 10) * UINT32_C(0x010101);
}

static uint32_t rgb_of(uint32_t colour, uint32_t initial)
{
	switch (colour & CELL_COLOUR_KIND) {
	case CELL_RGB: return colour & 0xffffff;
	case CELL_INDEXED: return rgb_of_index(colour & 0xff);
	default: return initial;
	}
}

/* Three fifths of `a` and two of `b`, channel by channel. */
static uint32_t mixed(uint32_t a, uint32_t b)
{
	uint32_t mix = 0;

	for (unsigned shift = 0; shift < 24; shift += 8)
		mix |= ((a >> shift & 0xff) * 3 + (b >> shift & 0xff) * 2) / 5 << shift;
	return mix;
}

struct rgb_pair rgb_of_style(const struct cell_style *style)
{
	struct rgb_pair p = { rgb_of(style->fg, RGB_FOREGROUND), rgb_of(style->bg, RGB_BACKGROUND),
			      false };

	if (style->attrs & CELL_REVERSE) {
		uint32_t fg = p.fg;

		p.fg = p.bg;
		p.bg = fg;
	}
	if (style->attrs & CELL_DIM)
		p.fg = mixed(p.fg, p.bg);
	p.filled = p.bg != RGB_BACKGROUND;
	return p;
}
