#include "picture/picture-internal.h"

#include "picture/escape.h"
#include "picture/rgb.h"
#include "base/poison.h"

/* In pixels. Most monospace fonts are three fifths of their size wide; a row is no higher than
 * lines and blocks are drawn, so that these touch. */
enum { WIDTH = 9, HEIGHT = 17, BASELINE = 13, FONT = 15, MARGIN = 9 };

static unsigned x_of(unsigned column)
{
	return MARGIN + column * WIDTH;
}

static unsigned y_of(unsigned row)
{
	return MARGIN + row * HEIGHT;
}

static void put_background(struct str *out, unsigned row, const struct picture_run *run)
{
	struct rgb_pair colours = rgb_of_style(&run->style);

	if (colours.filled)
		str_append_format(out,
				  "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%d\" "
				  "fill=\"#%06x\"/>\n",
				  x_of(run->column), y_of(row), run->columns * WIDTH, HEIGHT,
				  (unsigned)colours.bg);
}

static void put_text(struct str *out, unsigned row, const struct picture_run *run,
		     const struct str *text)
{
	struct rgb_pair colours = rgb_of_style(&run->style);

	str_append_format(out,
			  "<text x=\"%u\" y=\"%u\" textLength=\"%u\" "
			  "lengthAdjust=\"spacingAndGlyphs\"",
			  x_of(run->column), y_of(row) + BASELINE, run->columns * WIDTH);
	if (colours.fg != RGB_FOREGROUND)
		str_append_format(out, " fill=\"#%06x\"", (unsigned)colours.fg);
	if (run->style.attrs & CELL_BOLD)
		str_append_string(out, " font-weight=\"bold\"");
	if (run->style.attrs & CELL_ITALIC)
		str_append_string(out, " font-style=\"italic\"");
	str_append_char(out, '>');
	escape_put(out, text->text, text->length);
	str_append_string(out, "</text>\n");
}

/* A line over the whole run, `down` pixels below the top of the row; `dashes` may be "". */
static void put_line(struct str *out, unsigned row, const struct picture_run *run, unsigned down,
		     const char *dashes)
{
	struct rgb_pair colours = rgb_of_style(&run->style);

	str_append_format(out, "<path d=\"M%u %u.5h%u\" stroke=\"#%06x\"%s/>\n", x_of(run->column),
			  y_of(row) + down, run->columns * WIDTH, (unsigned)colours.fg, dashes);
}

static void put_wave(struct str *out, unsigned row, const struct picture_run *run)
{
	struct rgb_pair colours = rgb_of_style(&run->style);

	str_append_format(out, "<path d=\"M%u %u.5", x_of(run->column), y_of(row) + BASELINE + 1);
	for (unsigned i = 0; i < run->columns; i++)
		str_append_string(out, i ? "t4.5 0t4.5 0" : "q2.25 -3 4.5 0t4.5 0");
	str_append_format(out, "\" stroke=\"#%06x\" fill=\"none\"/>\n", (unsigned)colours.fg);
}

static void put_underline(struct str *out, unsigned row, const struct picture_run *run)
{
	switch ((run->style.attrs & CELL_UNDERLINE_MASK) >> CELL_UNDERLINE_SHIFT) {
	case 0: break;
	case 2:
		put_line(out, row, run, BASELINE + 1, "");
		put_line(out, row, run, BASELINE + 3, "");
		break;
	case 3: put_wave(out, row, run); break;
	case 4: put_line(out, row, run, BASELINE + 1, " stroke-dasharray=\"1 2\""); break;
	case 5: put_line(out, row, run, BASELINE + 1, " stroke-dasharray=\"3 3\""); break;
	default: put_line(out, row, run, BASELINE + 1, "");
	}
}

static void put_lines(struct str *out, unsigned row, const struct picture_run *run)
{
	put_underline(out, row, run);
	if (run->style.attrs & CELL_STRIKE)
		put_line(out, row, run, HEIGHT / 2, "");
	if (run->style.attrs & CELL_OVERLINE)
		put_line(out, row, run, 0, "");
}

/* Each word is placed, since programs that show images don't agree about blanks. */
static void put_row(struct str *out, const struct cells *c, unsigned row)
{
	struct picture_run run = { 0 };
	struct str text;

	str_init(&text);
	while (picture_next_run(c, row, run.column + run.columns, false, &run, &text)) {
		put_background(out, row, &run);
		put_lines(out, row, &run);
	}
	run = (struct picture_run){ 0 };
	while (picture_next_run(c, row, run.column + run.columns, true, &run, &text)) {
		if (!run.blank)
			put_text(out, row, &run, &text);
	}
	str_fini(&text);
}

static void put_head(const struct cells *c, const char *title, struct str *out)
{
	unsigned width = 2 * MARGIN + c->width * WIDTH, height = 2 * MARGIN + c->height * HEIGHT;

	str_append_format(out,
			  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
			  "viewBox=\"0 0 %u %u\">\n<title>",
			  width, height, width, height);
	picture_put_title(out, title);
	str_append_format(out,
			  "</title>\n<rect width=\"%u\" height=\"%u\" fill=\"#%06x\"/>\n"
			  "<g font-family=\"monospace\" font-size=\"%d\" fill=\"#%06x\" "
			  "direction=\"ltr\" unicode-bidi=\"bidi-override\">\n",
			  width, height, RGB_BACKGROUND, FONT, RGB_FOREGROUND);
}

void picture_put_svg(const struct cells *c, const char *title, struct str *out)
{
	put_head(c, title, out);
	for (unsigned row = 0; row < c->height; row++)
		put_row(out, c, row);
	str_append_string(out, "</g>\n</svg>\n");
}
