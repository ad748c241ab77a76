#include "lens/escape-words.h"

#include <stdio.h>

#include "lens/escape-table.h"
#include "base/poison.h"

static const char *find_number(const struct escape_number *table, unsigned number)
{
	for (; table->text; table++) {
		if (table->number == number)
			return table->text;
	}
	return NULL;
}

const char *escape_words_command(unsigned number)
{
	return find_number(escape_commands, number);
}

/* Words of a list, with a comma before all but the first. */
static void put_item(struct lens_text *out, unsigned *count, const char *text)
{
	lens_put_string(out, LENS_PLAIN, (*count)++ ? ", " : "");
	lens_put_string(out, LENS_PLAIN, text);
}

static void put_unknown(struct lens_text *out, unsigned *count, unsigned number)
{
	lens_put_string(out, LENS_PLAIN, (*count)++ ? ", " : "");
	lens_format(out, LENS_DIM, "%u", number);
}

/* --- Rows. */

static void put_pattern(const char *text, const struct parser_sequence *s, struct lens_text *out)
{
	for (; *text; text++) {
		if (*text != '%') {
			lens_put(out, LENS_PLAIN, text, 1);
			continue;
		}
		text++;
		lens_format(out, LENS_NUMBER, "%u",
			    parser_param(s, *text == '2', *text == '0' ? 0 : 1));
	}
}

static bool fits(const struct escape_row *row, const struct parser_sequence *s)
{
	return row->marker == s->marker && row->intermediate == s->intermediate && !s->second &&
	       (row->final == s->final || !row->final) &&
	       (row->first == ESCAPE_ANY || (uint32_t)row->first == parser_param(s, 0, 0));
}

static bool put_row(const struct escape_row *table, const struct parser_sequence *s,
		    struct lens_text *out)
{
	for (; table->text; table++) {
		if (!fits(table, s))
			continue;
		if (*table->name)
			lens_format(out, LENS_NAME, "%s ", table->name);
		put_pattern(table->text, s, out);
		return true;
	}
	return false;
}

static void put_any_row(const struct escape_row *table, const struct parser_sequence *s,
			struct lens_text *out)
{
	if (!put_row(table, s, out))
		lens_put_string(out, LENS_DIM, "not known");
}

/* --- Modes. */

static void put_modes(const struct parser_sequence *s, struct lens_text *out)
{
	const struct escape_number *table = s->marker ? escape_private_modes : escape_modes;
	unsigned count = 0;

	lens_format(out, LENS_NAME, "%s%s ", s->marker ? "DEC" : "",
		    s->final == 'h' ? (s->marker ? "SET" : "SM") : (s->marker ? "RST" : "RM"));
	lens_put_string(out, LENS_PLAIN, s->final == 'h' ? "on: " : "off: ");
	for (unsigned i = 0; i < s->count; i++) {
		unsigned number = parser_param(s, i, 0);
		const char *text = find_number(table, number);

		if (text)
			put_item(out, &count, text);
		else
			put_unknown(out, &count, number);
	}
}

/* --- Graphic renditions. */

/* A colour's words, `38;5;1` or `38;2;1;2;3`, with colons or without; returns the last parameter
 * that it takes. */
static unsigned put_colour(const struct parser_sequence *s, unsigned i, struct lens_text *out,
			   unsigned *count)
{
	static const char *const places[] = { "", "on ", "underline in " };
	unsigned place = (parser_param(s, i, 0) - 38) / 10, kind = parser_param(s, i + 1, 0);
	unsigned at = i + 2;

	lens_put_string(out, LENS_PLAIN, (*count)++ ? ", " : "");
	lens_put_string(out, LENS_PLAIN, places[place]);
	if (kind == 5) {
		lens_format(out, LENS_PLAIN, "colour %u", parser_param(s, at, 0));
		return at;
	}
	/* With colons a colour space stands before the parts (ITU T.416). */
	if (at + 3 < s->count && (s->sub >> (at + 3) & 1))
		at++;
	lens_format(out, LENS_PLAIN, "#%02x%02x%02x", parser_param(s, at, 0) & 255,
		    parser_param(s, at + 1, 0) & 255, parser_param(s, at + 2, 0) & 255);
	return at + 2;
}

static void put_underline(unsigned kind, struct lens_text *out, unsigned *count)
{
	static const char *const kinds[] = { "no underline",     "underline",
					     "double underline", "curly underline",
					     "dotted underline", "dashed underline" };

	put_item(out, count, kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[kind] : "underline");
}

static void put_renditions(const struct parser_sequence *s, struct lens_text *out)
{
	unsigned count = 0;

	lens_put_string(out, LENS_NAME, "SGR ");
	if (!s->count)
		put_item(out, &count, "plain");
	for (unsigned i = 0; i < s->count; i++) {
		unsigned number = parser_param(s, i, 0), kind = parser_param(s, i + 1, 0);
		const char *text = find_number(escape_renditions, number);
		bool sub = i + 1 < s->count && (s->sub >> (i + 1) & 1);

		if ((number == 38 || number == 48 || number == 58) && (kind == 5 || kind == 2))
			i = put_colour(s, i, out, &count);
		else if (number == 4 && sub)
			put_underline(parser_param(s, ++i, 0), out, &count);
		else if (text)
			put_item(out, &count, text);
		else
			put_unknown(out, &count, number);
	}
}

void escape_words_csi(const struct parser_sequence *s, enum lens_direction d, struct lens_text *out)
{
	bool plain = !s->intermediate && (!s->marker || s->marker == '?');

	if (d == LENS_SENT && put_row(escape_csi_sent, s, out))
		return;
	if (plain && (s->final == 'h' || s->final == 'l'))
		put_modes(s, out);
	else if (plain && !s->marker && s->final == 'm')
		put_renditions(s, out);
	else
		put_any_row(escape_csi, s, out);
}

void escape_words_plain(const struct parser_sequence *s, struct lens_text *out)
{
	put_any_row(escape_plain, s, out);
}
