#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/url.h"
#include "telnet/mxp-private.h"

#include "base/poison.h"

static void append_sgr(Mxp *m, const char *parameters)
{
	str_append_format(&m->out, "\x1b[%sm", parameters);
}

/* --- Colours. */

static const struct {
	const char *name;
	unsigned rgb;
} colours[] = {
	{ "black", 0x000000 },   { "silver", 0xc0c0c0 }, { "gray", 0x808080 },
	{ "grey", 0x808080 },    { "white", 0xffffff },  { "maroon", 0x800000 },
	{ "red", 0xff0000 },     { "purple", 0x800080 }, { "fuchsia", 0xff00ff },
	{ "magenta", 0xff00ff }, { "green", 0x008000 },  { "lime", 0x00ff00 },
	{ "olive", 0x808000 },   { "yellow", 0xffff00 }, { "navy", 0x000080 },
	{ "blue", 0x0000ff },    { "teal", 0x008080 },   { "aqua", 0x00ffff },
	{ "cyan", 0x00ffff },    { "orange", 0xffa500 }, { "brown", 0xa52a2a },
	{ "pink", 0xffc0cb },    { "violet", 0xee82ee }, { "gold", 0xffd700 },
};

static bool read_colour(const char *text, unsigned *rgb)
{
	char rest;

	if (!text)
		return false;
	if (*text == '#')
		return strlen(text) == 7 && sscanf(text + 1, "%6x%c", rgb, &rest) == 1;
	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
		if (strcasecmp(colours[i].name, text) == 0) {
			*rgb = colours[i].rgb;
			return true;
		}
	}
	return false;
}

/* The tag that is open on top has this colour; `kind` is 38 (text) or 48 (background). */
static void set_colour(Mxp *m, unsigned kind, const char *text)
{
	struct mxp_open_tag *top = &m->open[m->depth - 1];
	char *to = kind == 38 ? top->fore : top->back;
	unsigned rgb;

	if (!read_colour(text, &rgb))
		return;
	snprintf(to, sizeof(top->fore), "%u;2;%u;%u;%u", kind, rgb >> 16, rgb >> 8 & 0xff,
		 rgb & 0xff);
	append_sgr(m, to);
}

static void begin_colour(Mxp *m, const struct mxp_tag *tag)
{
	set_colour(m, 38, mxp_tag_arg(tag, "fore", 0));
	set_colour(m, 48, mxp_tag_arg(tag, "back", 1));
}

static void begin_font(Mxp *m, const struct mxp_tag *tag)
{
	set_colour(m, 38, mxp_tag_arg(tag, "color", 2));
	set_colour(m, 48, mxp_tag_arg(tag, "back", 3));
}

/* The colours of what is open around the tag on top come back. */
static void end_colour(Mxp *m)
{
	const struct mxp_open_tag *top = &m->open[m->depth - 1];
	const char *fore = "39", *back = "49";

	for (size_t i = 0; i + 1 < m->depth; i++) {
		fore = m->open[i].fore[0] ? m->open[i].fore : fore;
		back = m->open[i].back[0] ? m->open[i].back : back;
	}
	if (top->fore[0])
		append_sgr(m, fore);
	if (top->back[0])
		append_sgr(m, back);
}

/* --- Links. */

static void tell_link(Mxp *m, const char *address)
{
	bool done;

	mxp_flush(m);
	done = m->events.link(m->user, address);
	m->linked = address && done;
	m->refused |= !done;
}

/* The mark of a link's text becomes %00. */
static void append_target(const char *text, const char *also, struct str *out)
{
	static const char mark[] = { MXP_TEXT_MARK, '\0' };

	while (*text) {
		size_t n = strcspn(text, mark);

		url_encode(text, n, also, out);
		text += n;
		if (*text == MXP_TEXT_MARK) {
			str_append_string(out, "%00");
			text++;
		}
	}
}

static void begin_link(Mxp *m, const char *scheme, const char *target)
{
	struct str decoded, address;

	str_init(&decoded);
	str_init(&address);
	str_append_string(&address, scheme);
	if (target && *target)
		mxp_replace_entities(m, target, &decoded);
	else
		str_append_char(&decoded, MXP_TEXT_MARK);
	append_target(decoded.text, *scheme ? "%;" : "", &address);
	tell_link(m, address.text);
	str_fini(&decoded);
	str_fini(&address);
}

static void begin_send(Mxp *m, const struct mxp_tag *tag)
{
	const char *href = mxp_tag_arg(tag, "href", 0);
	bool prompts = mxp_tag_has(tag, "PROMPT");

	begin_link(m, prompts ? "prompt:" : "command:",
		   href && strcasecmp(href, "PROMPT") == 0 ? NULL : href);
}

static void begin_a(Mxp *m, const struct mxp_tag *tag)
{
	begin_link(m, "", mxp_tag_arg(tag, "href", 0));
}

static void end_link(Mxp *m)
{
	if (m->linked)
		tell_link(m, NULL);
}

/* --- Lines. */

static void begin_br(Mxp *m, const struct mxp_tag *tag)
{
	(void)tag;
	str_append_string(&m->out, "\r\n");
}

static void begin_sbr(Mxp *m, const struct mxp_tag *tag)
{
	(void)tag;
	str_append_char(&m->out, ' ');
}

static void begin_hr(Mxp *m, const struct mxp_tag *tag)
{
	(void)tag;
	str_append_string(&m->out, "\r\n--------\r\n");
}

static void begin_nobr(Mxp *m, const struct mxp_tag *tag)
{
	(void)tag;
	m->joins = true;
}

static void begin_p(Mxp *m, const struct mxp_tag *tag)
{
	(void)tag;
	m->paragraphs++;
}

static void end_p(Mxp *m)
{
	if (m->paragraphs && !--m->paragraphs)
		str_append_string(&m->out, "\r\n");
}

/* --- What can't be had here is named: `[sound thunder.wav]`. */

static void show_name(Mxp *m, const char *what, const struct mxp_tag *tag)
{
	const char *name = mxp_tag_arg(tag, "fname", 0);

	str_append_format(&m->out, "[%s %s]", what, name ? name : "");
}

static void begin_sound(Mxp *m, const struct mxp_tag *tag)
{
	show_name(m, "sound", tag);
}

static void begin_music(Mxp *m, const struct mxp_tag *tag)
{
	show_name(m, "music", tag);
}

static void begin_image(Mxp *m, const struct mxp_tag *tag)
{
	show_name(m, "image", tag);
}

static void ignore(Mxp *m, const struct mxp_tag *tag)
{
	(void)tag;
	m->events.ignored(m->user, m->held.text, m->held.length);
}

/* --- Who we are. */

static void begin_version(Mxp *m, const struct mxp_tag *tag)
{
	struct str line;

	(void)tag;
	str_init(&line);
	str_append_format(&line, "\x1b[1z<VERSION MXP=\"1.0\" CLIENT=\"%s\" VERSION=\"%s\">",
			  m->client, m->version);
	m->events.reply(m->user, line.text);
	str_fini(&line);
}

static void begin_support(Mxp *m, const struct mxp_tag *tag);

/* Sorted as the specification has them: open tags, secure ones, those that are only named. */
static const struct mxp_row rows[] = {
	{ .name = "b", .open = true, .on = "1", .off = "22" },
	{ .name = "bold", .open = true, .on = "1", .off = "22" },
	{ .name = "strong", .open = true, .on = "1", .off = "22" },
	{ .name = "i", .open = true, .on = "3", .off = "23" },
	{ .name = "italic", .open = true, .on = "3", .off = "23" },
	{ .name = "em", .open = true, .on = "3", .off = "23" },
	{ .name = "u", .open = true, .on = "4", .off = "24" },
	{ .name = "underline", .open = true, .on = "4", .off = "24" },
	{ .name = "s", .open = true, .on = "9", .off = "29" },
	{ .name = "strikeout", .open = true, .on = "9", .off = "29" },
	{ .name = "h", .open = true, .on = "1", .off = "22" },
	{ .name = "high", .open = true, .on = "1", .off = "22" },
	{ .name = "c", .open = true, .begin = begin_colour, .end = end_colour },
	{ .name = "color", .open = true, .begin = begin_colour, .end = end_colour },
	{ .name = "colour", .open = true, .begin = begin_colour, .end = end_colour },
	{ .name = "font", .open = true, .begin = begin_font, .end = end_colour },
	{ .name = "small", .open = true },
	{ .name = "tt", .open = true },
	{ .name = "nobr", .open = true, .empty = true, .begin = begin_nobr },
	{ .name = "p", .open = true, .begin = begin_p, .end = end_p },
	{ .name = "br", .open = true, .empty = true, .begin = begin_br },
	{ .name = "sbr", .open = true, .empty = true, .begin = begin_sbr },
	{ .name = "hr", .empty = true, .begin = begin_hr },
	{ .name = "a", .begin = begin_a, .end = end_link },
	{ .name = "send", .begin = begin_send, .end = end_link },
	{ .name = "version", .empty = true, .begin = begin_version },
	{ .name = "support", .empty = true, .begin = begin_support },
	{ .name = "v" },
	{ .name = "var" },
	{ .name = "sound", .empty = true, .begin = begin_sound },
	{ .name = "music", .empty = true, .begin = begin_music },
	{ .name = "image", .empty = true, .begin = begin_image },
	{ .name = "expire", .empty = true, .begin = ignore },
	{ .name = "gauge", .empty = true, .begin = ignore },
	{ .name = "stat", .empty = true, .begin = ignore },
	{ .name = "frame", .empty = true, .begin = ignore },
	{ .name = "filter", .empty = true, .begin = ignore },
	{ .name = "relocate", .empty = true, .begin = ignore },
	{ .name = "user", .empty = true, .begin = ignore },
	{ .name = "password", .empty = true, .begin = ignore },
	{ .name = "dest" },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct mxp_row *find_row(const char *name, size_t n)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(rows[i].name) == n && strncasecmp(rows[i].name, name, n) == 0)
			return &rows[i];
	}
	return NULL;
}

static bool does_something(const struct mxp_row *row)
{
	return row && row->begin != ignore;
}

/* `<SUPPORT>` asks for all, `<SUPPORT send color.fore>` for these. Its arguments are the peer's:
 * only our own words go back. */
static void begin_support(Mxp *m, const struct mxp_tag *tag)
{
	struct str line;

	str_init(&line);
	str_append_string(&line, "\x1b[1z<SUPPORTS");
	for (size_t i = 0; i < ROWS && !tag->count; i++) {
		if (does_something(&rows[i]))
			str_append_format(&line, " +%s", rows[i].name);
	}
	for (size_t i = 0; i < tag->count; i++) {
		size_t n = strcspn(tag->args[i].value, ".");
		const struct mxp_row *row = find_row(tag->args[i].value, n);

		if (row)
			str_append_format(&line, " %c%s", does_something(row) ? '+' : '-',
					  row->name);
	}
	str_append_char(&line, '>');
	m->events.reply(m->user, line.text);
	str_fini(&line);
}

/* --- Opening and closing. */

static void close_top(Mxp *m)
{
	const struct mxp_row *row = m->open[m->depth - 1].row;

	if (row && row->off)
		append_sgr(m, row->off);
	if (row && row->end)
		row->end(m);
	m->depth--;
}

void mxp_close_to(Mxp *m, size_t depth)
{
	while (m->depth > depth)
		close_top(m);
}

void mxp_close_line(Mxp *m)
{
	for (size_t i = 0; i < m->depth; i++) {
		if (m->open[i].ends_with_line) {
			mxp_close_to(m, i);
			return;
		}
	}
}

/* A tag that mode 4 let in ends with the line, as those of open mode do. */
static bool open_tag(Mxp *m, const char *name, const struct mxp_row *row)
{
	struct mxp_open_tag *tag;

	if (m->depth == MXP_OPEN_TAGS)
		return false;
	tag = &m->open[m->depth++];
	*tag = (struct mxp_open_tag){ .row = row, .ends_with_line = m->mode != MXP_SECURE };
	snprintf(tag->name, sizeof(tag->name), "%s", name);
	return true;
}

/* A closing tag ends what it names and what was opened since. In open mode what the line opened can
 * be closed, also what mode 4 let in. False if it names nothing open. */
static bool close_tag(Mxp *m, const char *name, bool secure)
{
	for (size_t i = m->depth; i-- > 0;) {
		if (!secure && !m->open[i].ends_with_line &&
		    !(m->open[i].row && m->open[i].row->open))
			return false;
		if (strcasecmp(m->open[i].name, name) == 0) {
			mxp_close_to(m, i);
			return true;
		}
	}
	return false;
}

static void begin_row(Mxp *m, const struct mxp_row *row, const struct mxp_tag *tag)
{
	if (!row->empty && !open_tag(m, row->name, row)) {
		m->refused |= row->end == end_link;
		return;
	}
	if (row->on)
		append_sgr(m, row->on);
	if (row->begin)
		row->begin(m, tag);
}

/* Obeys the tags that an element stands for. They are the peer's own words, so they are secure. */
static void begin_element(Mxp *m, const struct mxp_element *element, const struct mxp_tag *tag)
{
	struct str text;
	struct mxp_tag part;
	const char *at;

	if (!element->empty && !open_tag(m, element->name, NULL))
		return;
	str_init(&text);
	mxp_expand(element, tag, &text);
	for (at = strchr(text.text, '<'); at; at = strchr(at, '<')) {
		const char *end = strchr(++at, '>');

		if (!end || m->expanded++ == MXP_EXPANDED)
			break;
		if (mxp_tag_parse(&part, at, (size_t)(end - at)) && !part.defines && !part.closes)
			mxp_obey(m, &part, true);
		at = end;
	}
	str_fini(&text);
}

bool mxp_obey(Mxp *m, const struct mxp_tag *tag, bool secure)
{
	const struct mxp_row *row = find_row(tag->name, strlen(tag->name));
	const struct mxp_element *element = row ? NULL : mxp_element(m, tag->name);
	bool allowed = secure || (row ? row->open : element && element->open);

	if (tag->defines)
		return secure && mxp_define(m, tag);
	if (!row && !element)
		return false;
	if (tag->closes)
		return close_tag(m, tag->name, secure) || allowed;
	if (!allowed)
		return false;
	if (row)
		begin_row(m, row, tag);
	else if (m->expanded < MXP_EXPANDED)
		begin_element(m, element, tag);
	return true;
}
