#include "ui/theme.h"

#include <stddef.h>

#include "ui/colour.h"
#include "base/poison.h"

enum { UNDERLINE = 1 << CELL_UNDERLINE_SHIFT };

struct theme theme_for(const struct theme_abilities *abilities)
{
	static const struct {
		uint32_t needs, own, given_up;
	} pairs[] = {
		{ CELL_BOLD | CELL_ITALIC, CELL_BOLD | CELL_ITALIC, CELL_ITALIC },
		{ CELL_BOLD | CELL_UNDERLINE_MASK, CELL_BOLD | UNDERLINE, CELL_UNDERLINE_MASK },
		{ CELL_REVERSE, CELL_REVERSE, CELL_REVERSE },
	};
	size_t i = 0;

	while (i < 2 && (abilities->attributes & pairs[i].needs) != pairs[i].needs)
		i++;
	return (struct theme){ .own = pairs[i].own,
			       .given_up = pairs[i].given_up,
			       .own_colours = !(abilities->uncoloured & pairs[i].needs),
			       .colours = abilities->colours,
			       .bright_is_bold = abilities->colours && abilities->colours < 16 };
}

static struct cell_style own_style(const struct theme *t, uint32_t attrs, uint32_t fg)
{
	return (struct cell_style){ .attrs = t->own | attrs,
				    .fg = t->own_colours ? fg : CELL_DEFAULT };
}

/* Of the status line, whose colours stand behind the text. */
static struct cell_style status_style(uint32_t colour)
{
	return (struct cell_style){ .attrs = CELL_REVERSE | CELL_BOLD,
				    .fg = CELL_INDEXED | colour };
}

/* Black on a colour, or reversed; more tells the current one apart. */
static struct cell_style hit_style(const struct theme *t, uint32_t colour, uint32_t more)
{
	if (t->colours < 8)
		return (struct cell_style){ .attrs = CELL_REVERSE | more };
	return (struct cell_style){ .attrs = more,
				    .fg = CELL_INDEXED | (t->colours >= 256 ? 16 : 0),
				    .bg = CELL_INDEXED | colour };
}

/* A colour, or attributes where there are none. */
static struct cell_style lens_style(const struct theme *t, uint32_t colour, uint32_t attrs)
{
	if (t->colours < 8)
		return (struct cell_style){ .attrs = attrs };
	return (struct cell_style){ .fg = CELL_INDEXED | colour };
}

/* White on blue, or underlined. */
static struct cell_style marked_style(const struct theme *t)
{
	if (t->colours < 8)
		return (struct cell_style){ .attrs = UNDERLINE };
	return (struct cell_style){ .fg = CELL_INDEXED | (t->colours >= 16 ? 15 : 7),
				    .bg = CELL_INDEXED | 4 };
}

struct cell_style theme_style(const struct theme *t, enum theme_part part)
{
	switch (part) {
	case THEME_TEXT: break;
	case THEME_STATUS:
	case THEME_REJECTED:
	case THEME_TAB:
	case THEME_POPUP: return (struct cell_style){ .attrs = CELL_REVERSE };
	case THEME_VERIFIED: return status_style(2);
	case THEME_PINNED: return status_style(6);
	case THEME_ACCEPTED: return status_style(3);
	case THEME_HIDDEN: return status_style(5);
	case THEME_FAILED: return status_style(1);
	case THEME_LOG:
	case THEME_STATUS_BAD:
	case THEME_POPUP_KEY: return (struct cell_style){ .attrs = CELL_REVERSE | CELL_BOLD };
	case THEME_LENS_NAME: return lens_style(t, 6, CELL_BOLD);
	case THEME_LENS_STRING: return lens_style(t, 2, 0);
	case THEME_LENS_NUMBER: return lens_style(t, 3, 0);
	case THEME_LENS_WORD: return lens_style(t, 5, UNDERLINE);
	case THEME_LENS_ERROR: return lens_style(t, 1, CELL_REVERSE);
	case THEME_LENS_DIM:
	case THEME_HINT: return (struct cell_style){ .attrs = CELL_DIM };
	case THEME_MESSAGE:
	case THEME_PROMPT: return own_style(t, 0, CELL_INDEXED | 3);
	case THEME_MESSAGE_ERROR: return own_style(t, 0, CELL_INDEXED | 1);
	case THEME_POPUP_TITLE: return own_style(t, CELL_REVERSE, CELL_DEFAULT);
	case THEME_SEPARATOR:
	case THEME_SENT: return own_style(t, 0, CELL_INDEXED | 6);
	case THEME_HIT: return hit_style(t, 3, 0);
	case THEME_HIT_CURRENT: return hit_style(t, 2, UNDERLINE);
	case THEME_MARKED: return marked_style(t);
	case THEME_TAB_CURRENT:
	case THEME_POPUP_SELECTED:
	case THEME_NOTICE: return own_style(t, 0, CELL_DEFAULT);
	}
	return (struct cell_style){ 0 };
}

/* The attributes with which a received style would be drawn, underlines of all kinds as one. */
static uint32_t drawn(const struct theme *t, const struct cell_style *style)
{
	uint32_t attrs = style->attrs;

	if (attrs & CELL_UNDERLINE_MASK)
		attrs = (attrs & ~(uint32_t)CELL_UNDERLINE_MASK) | UNDERLINE;
	/* Which colours become bright ones is the painter's choice: any may. */
	if (t->bright_is_bold && style->fg != CELL_DEFAULT)
		attrs |= CELL_BOLD;
	return attrs;
}

/* The colour of bold text. Black can be read on what is neither black nor the terminal's own. */
static uint32_t bold_colour(const struct theme *t, const struct cell_style *style)
{
	uint32_t fg = style->fg, index = fg & 0xffffff;
	bool brightens = t->bold_bright == TRI_ON && t->colours >= 16;
	bool unseen = !index && (style->bg == CELL_DEFAULT || style->bg == CELL_INDEXED);

	if ((fg & CELL_COLOUR_KIND) != CELL_INDEXED || index > 7 || t->bold_bright == TRI_OFF)
		return fg;
	return brightens || unseen ? fg + 8 : fg;
}

/* A line of the client keeps the look of one, whatever colours it names. */
static struct cell_style notice_style(const struct theme *t, const struct cell_style *named)
{
	struct cell_style style = theme_style(t, THEME_NOTICE);

	style.attrs |= named->attrs & ~(uint32_t)CELL_NOTICE;
	if (t->own_colours && named->fg != CELL_DEFAULT)
		style.fg = named->fg;
	if (t->own_colours && named->bg != CELL_DEFAULT)
		style.bg = named->bg;
	return style;
}

struct cell_style theme_session_style(const struct theme *t, const struct cell_style *style)
{
	struct cell_style received = *style;

	if (style->attrs & CELL_NOTICE)
		return notice_style(t, style);
	if (style->attrs & CELL_SENT)
		return theme_style(t, THEME_SENT);
	if (style->attrs & CELL_BOLD)
		received.fg = bold_colour(t, style);
	/* Without colours reverse stands for a background, also within one. */
	if (!t->colours && !colour_is_black(style->bg))
		received.attrs ^= CELL_REVERSE;
	if ((drawn(t, &received) & t->own) == t->own)
		received.attrs &= ~t->given_up;
	return received;
}
