#include "ui/markup.h"

#include "picture/ansi.h"
#include "picture/css.h"
#include "picture/escape.h"
#include "picture/rgb.h"
#include "base/poison.h"

static const struct cell_style plain;

static void append_css_colour(struct str *out, const char *property, uint32_t colour,
			      const char *initial)
{
	uint32_t value = colour & 0xffffff;

	if (colour == CELL_DEFAULT)
		str_append_format(out, "%s:%s;", property, initial);
	else
		str_append_format(out, "%s:#%06x;", property,
				  (colour & CELL_COLOUR_KIND) == CELL_RGB ?
					  value :
					  rgb_of_index(value & 255));
}

static void append_css_colours(struct str *out, const struct cell_style *style)
{
	if (style->attrs & CELL_REVERSE) {
		append_css_colour(out, "color", style->bg, "Canvas");
		append_css_colour(out, "background", style->fg, "CanvasText");
		return;
	}
	if (style->fg != CELL_DEFAULT)
		append_css_colour(out, "color", style->fg, "");
	if (style->bg != CELL_DEFAULT)
		append_css_colour(out, "background", style->bg, "");
}

static void append_span(struct str *out, const struct cell_style *style)
{
	str_append_string(out, "<span style=\"");
	append_css_colours(out, style);
	if (style->attrs & CELL_DIM)
		str_append_string(out, "opacity:.6;");
	css_put_font(out, style);
	if (style->attrs & CELL_CONCEAL)
		str_append_string(out, "visibility:hidden;");
	str_append_string(out, "\">");
}

/* What of a style can be seen: who said the text shows by its place. */
static struct cell_style seen(const struct cell_style *style)
{
	struct cell_style s = *style;

	s.attrs &= CELL_BOLD | CELL_DIM | CELL_ITALIC | CELL_BLINK | CELL_REVERSE | CELL_CONCEAL |
		   CELL_STRIKE | CELL_OVERLINE | CELL_UNDERLINE_MASK;
	return s;
}

static void append_run(const char *text, size_t n, const struct cell_style *style, struct str *out)
{
	struct cell_style s = seen(style);
	bool styled = !style_equal(&s, &plain);

	if (styled)
		append_span(out, &s);
	escape_put(out, text, n);
	if (styled)
		str_append_string(out, "</span>");
}

void markup_begin(enum markup_format format, struct str *out)
{
	if (format == MARKUP_HTML)
		str_append_string(out, "<meta charset=\"utf-8\">\n<pre>\n");
}

void markup_line(enum markup_format format, const struct text_line *line, struct str *out)
{
	const char *text = buf_data(&line->text);

	if (format == MARKUP_TEXT)
		str_append(out, text, buf_length(&line->text));
	if (format == MARKUP_ANSI)
		ansi_put_line(out, text, line->runs, line->run_count);
	for (size_t i = 0; format == MARKUP_HTML && i < line->run_count; i++)
		append_run(text + line->runs[i].start, line->runs[i].length, &line->runs[i].style,
			   out);
	str_append_char(out, '\n');
}

void markup_end(enum markup_format format, struct str *out)
{
	if (format == MARKUP_HTML)
		str_append_string(out, "</pre>\n");
}
