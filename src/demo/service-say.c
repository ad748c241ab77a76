/* What the service says, as the client reads it, and pages of it. */
#include "demo/service-private.h"

#include "demo/tint.h"

#include "base/poison.h"

enum { COLUMNS_MAX = 78 }; /* of prose, however wide the window is */

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

static void format_tinted(struct str *out, const char *format, va_list args)
{
	struct str expanded;

	str_init(out);
	str_init(&expanded);
	tint_expand(&expanded, format);
	str_append_vformat(out, expanded.text, args);
	str_fini(&expanded);
}

void service_say(Service *s, const char *format, ...)
{
	struct str said;
	va_list args;

	va_start(args, format);
	format_tinted(&said, format, args);
	va_end(args);
	put(s, &said);
}

/* The width of prose. */
static size_t measure(Service *s)
{
	unsigned columns = service_columns(s);

	return columns && columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

void service_tell(Service *s, const char *format, ...)
{
	struct str said;
	va_list args;

	va_start(args, format);
	format_tinted(&said, format, args);
	va_end(args);
	tint_break(&said, measure(s));
	put(s, &said);
}

void service_tell_text(Service *s, const char *head, const char *text)
{
	struct str said;

	str_init(&said);
	tint_expand(&said, head);
	tint_expand(&said, text);
	tint_break(&said, measure(s));
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
