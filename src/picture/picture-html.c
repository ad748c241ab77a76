#include "picture/picture-internal.h"

#include "picture/css.h"
#include "picture/escape.h"
#include "picture/rgb.h"
#include "base/poison.h"

/* Rows are as high as boxes of lines and blocks are drawn, so that these touch. */
static const char sheet[] =
	"pre { margin: 0; font: 15px/17px monospace; font-variant-ligatures: none }\n"
	"pre, span { direction: ltr; unicode-bidi: bidi-override }\n"
	"span { display: inline-block; height: 17px; vertical-align: top }\n";

static void put_run(const struct picture_run *run, const struct str *text, struct str *style,
		    struct str *out)
{
	str_clear(style);
	css_put_style(style, &run->style);
	if (run->fixed)
		str_append_format(style, "width:%uch;", run->columns);
	if (style->length)
		str_append_format(out, "<span style=\"%s\">", style->text);
	escape_put(out, text->text, text->length);
	if (style->length)
		str_append_string(out, "</span>");
}

static void put_head(struct str *out, const char *title)
{
	str_append_string(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
			       "<meta charset=\"utf-8\">\n<title>");
	picture_put_title(out, title);
	str_append_format(out,
			  "</title>\n<style>\nbody { color: #%06x; background: #%06x }\n%s"
			  "</style>\n</head>\n<body>\n<pre>\n",
			  RGB_FOREGROUND, RGB_BACKGROUND, sheet);
}

void picture_put_html(const struct cells *c, const char *title, struct str *out)
{
	struct str text, style;

	str_init(&text);
	str_init(&style);
	put_head(out, title);
	for (unsigned row = 0; row < c->height; row++) {
		struct picture_run run = { 0 };

		while (picture_next_run(c, row, run.column + run.columns, false, &run, &text))
			put_run(&run, &text, &style, out);
		str_append_char(out, '\n');
	}
	str_append_string(out, "</pre>\n</body>\n</html>\n");
	str_fini(&style);
	str_fini(&text);
}
