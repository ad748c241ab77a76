#include "picture/picture.h"

#include <string.h>
#include <strings.h>

#include "picture/escape.h"
#include "picture/picture-internal.h"
#include "term/sgr.h"
#include "base/poison.h"

bool picture_format_of(const char *path, enum picture_format *out, struct err *e)
{
	static const char *const endings[] = { ".txt", ".ansi", ".html", ".svg" };
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	*out = PICTURE_TEXT;
	if (!dot || dot == name)
		return true;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		*out = (enum picture_format)i;
		if (strcasecmp(dot, endings[i]) == 0)
			return true;
	}
	return err_set(e, ERR_USAGE, "%s is no ending of a picture: .txt, .ansi, .html or .svg",
		       dot);
}

void picture_put_row(const struct cells *c, unsigned row, struct str *out)
{
	struct picture_run run = { 0 };
	size_t begun = out->length;
	struct str text;

	str_init(&text);
	while (picture_next_run(c, row, run.column + run.columns, false, &run, &text))
		str_append(out, text.text, text.length);
	str_fini(&text);
	while (out->length > begun && out->text[out->length - 1] == ' ')
		str_truncate(out, out->length - 1);
}

static void put_sgr(struct str *out, const struct cell_style *style)
{
	char text[SGR_DESCRIBED];

	str_append_format(out, "\x1b[%sm", sgr_describe(style, SGR_SEMICOLONS, text));
}

/* A row's style ends with it, so that each can be read alone. */
static void put_ansi_row(const struct cells *c, unsigned row, struct str *out)
{
	const struct cell_style plain = { 0 };
	struct picture_run run = { 0 };
	struct cell_style last = plain;
	struct str text;

	str_init(&text);
	while (picture_next_run(c, row, run.column + run.columns, false, &run, &text)) {
		if (!style_equal(&run.style, &last))
			put_sgr(out, &run.style);
		str_append(out, text.text, text.length);
		last = run.style;
	}
	if (!style_equal(&last, &plain))
		put_sgr(out, &plain);
	str_fini(&text);
}

void picture_put_title(struct str *out, const char *title)
{
	escape_put(out, title, strlen(title));
}

void picture_put(enum picture_format format, const struct cells *c, const char *title,
		 struct str *out)
{
	if (format == PICTURE_HTML || format == PICTURE_SVG) {
		(format == PICTURE_HTML ? picture_put_html : picture_put_svg)(c, title, out);
		return;
	}
	for (unsigned row = 0; row < c->height; row++) {
		(format == PICTURE_ANSI ? put_ansi_row : picture_put_row)(c, row, out);
		str_append_char(out, '\n');
	}
}
