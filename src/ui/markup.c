#include "ui/markup.h"

#include "picture/rgb.h"
#include "base/poison.h"

static const struct cell_style plain;

/* --- SGR. */

static void append_colour(struct str *out, unsigned first, uint32_t colour)
{
	uint32_t value = colour & 0xffffff;

	if ((colour & CELL_COLOUR_KIND) == CELL_RGB)
		str_append_format(out, ";%u;2;%u;%u;%u", first + 8, value >> 16, value >> 8 & 255,
				  value & 255);
	else if (colour == CELL_DEFAULT)
		return;
	else if (value < 8)
		str_append_format(out, ";%u", first + value);
	else if (value < 16)
		str_append_format(out, ";%u", first + 60 + value - 8);
	else
		str_append_format(out, ";%u;5;%u", first + 8, value);
}

static void append_sgr(struct str *out, const struct cell_style *style)
{
	static const struct {
		uint32_t attribute;
		const char *parameter;
	} attributes[] = {
		{ CELL_BOLD, ";1" },   { CELL_DIM, ";2" },       { CELL_ITALIC, ";3" },
		{ CELL_BLINK, ";5" },  { CELL_REVERSE, ";7" },   { CELL_CONCEAL, ";8" },
		{ CELL_STRIKE, ";9" }, { CELL_OVERLINE, ";53" },
	};
	unsigned underline = (style->attrs & CELL_UNDERLINE_MASK) >> CELL_UNDERLINE_SHIFT;

	str_append_string(out, "\x1b[0");
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (style->attrs & attributes[i].attribute)
			str_append_string(out, attributes[i].parameter);
	}
	/* A style of underlining is a sub-parameter; a plain one is understood everywhere. */
	if (underline == 1)
		str_append_string(out, ";4");
	else if (underline)
		str_append_format(out, ";4:%u", underline);
	append_colour(out, 30, style->fg);
	append_colour(out, 40, style->bg);
	str_append_char(out, 'm');
}

/* --- HTML. */

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

static void append_decoration(struct str *out, uint32_t attrs)
{
	static const char *const styles[] = { "", "", "double", "wavy", "dotted", "dashed" };
	unsigned underline = (attrs & CELL_UNDERLINE_MASK) >> CELL_UNDERLINE_SHIFT;

	if (!(attrs & (CELL_UNDERLINE_MASK | CELL_STRIKE | CELL_OVERLINE)))
		return;
	str_append_format(out, "text-decoration:%s%s%s %s;", underline ? " underline" : "",
			  attrs & CELL_STRIKE ? " line-through" : "",
			  attrs & CELL_OVERLINE ? " overline" : "",
			  underline < sizeof(styles) / sizeof(styles[0]) ? styles[underline] : "");
}

static void append_span(struct str *out, const struct cell_style *style)
{
	str_append_string(out, "<span style=\"");
	append_css_colours(out, style);
	if (style->attrs & CELL_BOLD)
		str_append_string(out, "font-weight:bold;");
	if (style->attrs & CELL_DIM)
		str_append_string(out, "opacity:.6;");
	if (style->attrs & CELL_ITALIC)
		str_append_string(out, "font-style:italic;");
	append_decoration(out, style->attrs);
	if (style->attrs & CELL_CONCEAL)
		str_append_string(out, "visibility:hidden;");
	str_append_string(out, "\">");
}

static void append_escaped(struct str *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (text[i]) {
		case '&': str_append_string(out, "&amp;"); break;
		case '<': str_append_string(out, "&lt;"); break;
		case '>': str_append_string(out, "&gt;"); break;
		case '"': str_append_string(out, "&quot;"); break;
		default: str_append_char(out, text[i]);
		}
	}
}

/* --- Both. */

/* What of a style can be seen: who said the text shows by its place. */
static struct cell_style seen(const struct cell_style *style)
{
	struct cell_style s = *style;

	s.attrs &= CELL_BOLD | CELL_DIM | CELL_ITALIC | CELL_BLINK | CELL_REVERSE | CELL_CONCEAL |
		   CELL_STRIKE | CELL_OVERLINE | CELL_UNDERLINE_MASK;
	return s;
}

static void append_run(enum markup_format format, const char *text, size_t n,
		       const struct cell_style *style, struct str *out)
{
	struct cell_style s = seen(style);
	bool styled = !style_equal(&s, &plain);

	if (format == MARKUP_ANSI) {
		if (styled)
			append_sgr(out, &s);
		str_append(out, text, n);
		if (styled)
			str_append_string(out, "\x1b[0m");
		return;
	}
	if (styled)
		append_span(out, &s);
	append_escaped(out, text, n);
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
	for (size_t i = 0; format != MARKUP_TEXT && i < line->run_count; i++)
		append_run(format, text + line->runs[i].start, line->runs[i].length,
			   &line->runs[i].style, out);
	str_append_char(out, '\n');
}

void markup_end(enum markup_format format, struct str *out)
{
	if (format == MARKUP_HTML)
		str_append_string(out, "</pre>\n");
}
