#include "picture/ansi.h"

#include "term/sgr.h"
#include "base/poison.h"

/* What of a style shows here. */
enum {
	SHOWN = CELL_BOLD | CELL_DIM | CELL_ITALIC | CELL_BLINK | CELL_REVERSE | CELL_STRIKE |
		CELL_OVERLINE | CELL_UNDERLINE_MASK,
};

/* Appends the sequence that makes `style` of whatever stood before. */
static void put_style(struct str *out, const struct cell_style *style)
{
	char text[SGR_DESCRIBED];

	str_append_format(out, "\x1b[%sm", sgr_describe(style, SGR_SEMICOLONS, text));
}

static struct cell_style shown(struct cell_style style)
{
	style.attrs &= SHOWN;
	return style;
}

void ansi_put_line(struct str *out, const char *text, const struct terminal_run *runs, size_t count)
{
	const struct cell_style none = { 0 };
	struct cell_style last = none;

	for (size_t i = 0; i < count; i++) {
		struct cell_style style = shown(runs[i].style);

		if (!style_equal(&style, &last))
			put_style(out, &style);
		str_append(out, text + runs[i].start, runs[i].length);
		last = style;
	}
	if (!style_equal(&last, &none))
		put_style(out, &none);
}
