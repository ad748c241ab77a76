#include "picture/css.h"

#include "picture/rgb.h"
#include "base/poison.h"

static void put_decoration(struct str *out, uint32_t attrs)
{
	static const char *const styles[] = { "",        "",        " double", " wavy",
					      " dotted", " dashed", "",        "" };
	unsigned underline = (attrs & CELL_UNDERLINE_MASK) >> CELL_UNDERLINE_SHIFT;

	if (!(attrs & (CELL_UNDERLINE_MASK | CELL_STRIKE | CELL_OVERLINE)))
		return;
	str_append_format(out, "text-decoration:%s%s%s%s;", underline ? " underline" : "",
			  attrs & CELL_STRIKE ? " line-through" : "",
			  attrs & CELL_OVERLINE ? " overline" : "", styles[underline]);
}

void css_put_font(struct str *out, const struct cell_style *style)
{
	if (style->attrs & CELL_BOLD)
		str_append_string(out, "font-weight:bold;");
	if (style->attrs & CELL_ITALIC)
		str_append_string(out, "font-style:italic;");
	put_decoration(out, style->attrs);
}

void css_put_style(struct str *out, const struct cell_style *style)
{
	struct rgb_pair colours = rgb_of_style(style);

	if (colours.fg != RGB_FOREGROUND)
		str_append_format(out, "color:#%06x;", (unsigned)colours.fg);
	if (colours.filled)
		str_append_format(out, "background:#%06x;", (unsigned)colours.bg);
	css_put_font(out, style);
}
