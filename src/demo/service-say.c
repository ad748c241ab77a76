/* What the service says, with its tints and in its form for the wire, and what it knows. */
#include "demo/service-private.h"

#include <string.h>

#include "base/utf8.h"

#include "base/poison.h"

enum { COLUMNS_MAX = 78 }; /* of prose, however wide the window is */

static const struct {
	char letter;
	const char *sgr; /* the parameters of SGR (ECMA-48 8.3.117) */
} tints[] = {
	{ '0', "0" }, /* back to normal */
	{ 'b', "1" }, /* bold */
	{ 'd', "2" }, /* dim */
	{ 'i', "3" }, /* italic */
	{ 'u', "4" }, /* underlined */
	{ 'v', "7" }, /* reversed */
	{ 'r', "31" },   { 'g', "32" }, { 'y', "33" },   { 'l', "34" },
	{ 'm', "35" },   { 'c', "36" }, { 'K', "1;33" }, /* a key to press */
	{ 'T', "1;36" }, /* a title */
	{ 'N', "1;32" }, /* a name */
};

static const char *tint_sgr(char letter)
{
	for (size_t i = 0; i < sizeof(tints) / sizeof(tints[0]); i++) {
		if (tints[i].letter == letter)
			return tints[i].sgr;
	}
	return NULL;
}

/* Appends `text` with its tints as SGR (ECMA-48 8.3.117), whose parameters hold no `%`. */
static void expand(struct str *out, const char *text)
{
	for (; *text; text++) {
		const char *sgr = text[0] == '{' && text[1] && text[2] == '}' ? tint_sgr(text[1]) :
										NULL;

		if (!sgr) {
			str_append_char(out, *text);
			continue;
		}
		str_append_format(out, "\033[%sm", sgr);
		text += 2;
	}
}

/* The length of the escape sequence at `s`: CSI with its final byte, or ESC, `(` and a letter. */
static size_t escape_length(const char *s, size_t n)
{
	size_t at = 2;

	if (n < 2 || s[1] != '[')
		return n < 3 ? n : 3;
	while (at < n && (unsigned char)s[at] < 0x40)
		at++;
	return at < n ? at + 1 : n;
}

size_t service_text_width(const char *bytes, size_t n)
{
	size_t cells = 0;

	for (size_t at = 0; at < n;) {
		const char *escape = memchr(bytes + at, '\033', n - at);
		size_t run = escape ? (size_t)(escape - bytes) - at : n - at;

		cells += utf8_text_width(bytes + at, run);
		at += run;
		if (at < n)
			at += escape_length(bytes + at, n - at);
	}
	return cells;
}

/* Breaks lines at blanks to fit into `columns` cells; blanks that begin a line stay. */
static void break_lines(struct str *text, size_t columns)
{
	size_t column = 0;

	for (size_t at = 0; at < text->length;) {
		size_t blanks = strspn(text->text + at, " ");
		size_t word = strcspn(text->text + at + blanks, " \n");
		size_t cells = service_text_width(text->text + at + blanks, word);

		if (column && word && column + blanks + cells > columns) {
			str_splice(text, at, blanks, "\n", 1);
			column = blanks = 0;
			at++;
		}
		column += blanks + cells;
		at += blanks + word;
		if (text->text[at] == '\n') {
			column = 0;
			at++;
		}
	}
}

/* Takes a text in its form for the wire: CR LF, and ff doubled (RFC 854). */
static void put(Service *s, struct str *text)
{
	struct buf *out = s->page.state == PAGE_COMPOSED ? &s->page.text : &s->out, bytes = { 0 };

	if (s->charset)
		charset_encode(s->charset, text->text, text->length, &bytes, NULL);
	else
		buf_append(&bytes, text->text, text->length);
	for (size_t i = 0; i < buf_length(&bytes); i++) {
		unsigned char byte = (unsigned char)buf_data(&bytes)[i];

		if (byte == '\n' || byte == 0xff)
			buf_append_byte(out, byte == 0xff ? byte : '\r');
		buf_append_byte(out, byte);
	}
	buf_fini(&bytes);
	str_fini(text);
}

/* Says formatted text, broken at words to fit into `columns` cells; 0 = as it is. */
static void say(Service *s, size_t columns, const char *format, va_list args)
{
	struct str expanded, said;

	str_init(&expanded);
	str_init(&said);
	expand(&expanded, format);
	str_append_vformat(&said, expanded.text, args);
	if (columns)
		break_lines(&said, columns);
	put(s, &said);
	str_fini(&expanded);
}

void service_say(Service *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(s, 0, format, args);
	va_end(args);
}

/* The width of prose. */
static size_t measure(Service *s)
{
	unsigned columns = service_columns(s);

	return columns && columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

void service_tell(Service *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(s, measure(s), format, args);
	va_end(args);
}

void service_tell_text(Service *s, const char *head, const char *text)
{
	struct str said;

	str_init(&said);
	expand(&said, head);
	expand(&said, text);
	break_lines(&said, measure(s));
	put(s, &said);
}

void service_set_charset(Service *s, const char *name)
{
	charset_free(s->charset);
	s->charset = name ? charset_new(name, NULL) : NULL;
	s->visit.has_charset = s->charset != NULL;
}

void service_erase_line(Service *s)
{
	service_say(s, "\r\033[K");
}

void service_clear_screen(Service *s)
{
	service_say(s, service_rows(s) ? "\033[H\033[2J" : "\n");
}

/* --- What is known. */

enum tour_place service_place(const Service *s)
{
	return s->area->place;
}

struct visit *service_visit(Service *s)
{
	return &s->visit;
}

unsigned service_columns(Service *s)
{
	return telnetd_client(s->visit.telnet)->columns;
}

unsigned service_rows(Service *s)
{
	return telnetd_client(s->visit.telnet)->rows;
}

bool service_echoes(const Service *s)
{
	enum telnet_option_state ours = telnetd_ours(s->visit.telnet, OPTION_ECHO);

	return ours == TELNET_YES || (ours == TELNET_WANT_YES && s->visit.ended && !s->deaf);
}

uint32_t service_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}
