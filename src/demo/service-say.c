/* What the service says, with its tints and in its form for the wire, by pages, and what it knows.
 */
#include "demo/service-private.h"

#include <string.h>

#include "base/utf8.h"
#include "telnet/nvt.h"

#include "base/poison.h"

enum {
	COLUMNS_MAX = 78, /* of prose, however wide the window is */
	SLICE = 32, /* lines of a page a call */
};

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

enum { TINTS = sizeof(tints) / sizeof(tints[0]) };

/* Appends `text` with its tints as SGR (ECMA-48 8.3.117), whose parameters hold no `%`. */
static void expand(struct str *out, const char *text)
{
	for (; *text; text++) {
		bool braces = text[0] == '{' && text[1] && text[2] == '}';
		size_t i = 0;

		while (i < TINTS && (!braces || tints[i].letter != text[1]))
			i++;
		if (i == TINTS) {
			str_append_char(out, *text);
			continue;
		}
		str_append_format(out, "\033[%sm", tints[i].sgr);
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

static size_t text_width(const char *bytes, size_t n)
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
		size_t cells = text_width(text->text + at + blanks, word);

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
	bool cr = false;

	if (s->charset)
		charset_encode(s->charset, text->text, text->length, &bytes, NULL);
	else
		buf_append(&bytes, text->text, text->length);
	nvt_encode_text(&cr, NVT_DOUBLE_IAC, buf_data(&bytes), buf_length(&bytes), out);
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

void service_clear_screen(Service *s)
{
	service_say(s, service_rows(s) ? "\033[H\033[2J" : "\n");
}

/* --- Pages, with --More-- between. */

void service_page_begin(Service *s)
{
	buf_clear(&s->page.text);
	s->page.state = PAGE_COMPOSED;
}

void service_screen_begin(Service *s)
{
	service_page_begin(s);
	service_clear_screen(s);
}

/* A row of the screen stays for --More--. */
static void begin_page(struct page *p)
{
	p->left = p->rows > 1 ? p->rows - 1 : p->rows;
	p->begun = false;
	p->state = PAGE_WRITING;
}

void service_page_show(Service *s, unsigned rows)
{
	s->page.rows = s->visit.ended ? 0 : rows;
	begin_page(&s->page);
}

void service_screen_show(Service *s)
{
	service_say(s, "\f");
	service_page_show(s, service_rows(s));
}

void service_screen(Service *s, const char *text)
{
	service_screen_begin(s);
	service_tell_text(s, "", text);
	service_screen_show(s);
}

/* Where nothing of the page is left, what comes after it would take it off the screen. */
static void wait(Service *s)
{
	s->page.state = PAGE_WAITING;
	service_say(s, buf_length(&s->page.text) ? " --More-- " : " --End-- ");
}

void service_prompt(Service *s)
{
	if (s->page.state == PAGE_WAITING)
		wait(s);
	else if (s->page.state == PAGE_CLOSED && s->state && !s->visit.busy && !s->done && !s->next)
		s->area->hear(s->state, AREA_PROMPT);
}

static void close_page(Service *s)
{
	buf_clear(&s->page.text);
	s->page.state = PAGE_CLOSED;
	service_prompt(s);
}

static void write_line(Service *s)
{
	struct page *p = &s->page;
	const char *line = buf_data(&p->text);
	const char *end = memchr(line, '\n', buf_length(&p->text));
	size_t n = end ? (size_t)(end - line) + 1 : buf_length(&p->text), cut = *line == '\f';
	size_t cells = text_width(line, n), columns = service_columns(s);
	/* Where it wraps; in a window that has not been told it doesn't. */
	unsigned rows = columns && cells > columns ? (unsigned)((cells - 1) / columns + 1) : 1;

	if (p->rows && (cut || (p->begun && rows > p->left))) {
		buf_consume(&p->text, cut);
		wait(s);
		return;
	}
	p->begun = true;
	p->left -= rows < p->left ? rows : p->left;
	buf_append(&s->out, line + cut, n - cut);
	buf_consume(&p->text, n);
}

void service_page_write(Service *s)
{
	for (int i = 0; i < SLICE && s->page.state == PAGE_WRITING; i++) {
		if (buf_length(&s->page.text))
			write_line(s);
		else
			close_page(s);
	}
}

/* The words are erased as a console without escape sequences can. */
void service_page_key(Service *s, struct key k)
{
	bool goes_on = k.sym == KEYSYM_ENTER || key_text(k) == ' ';

	service_say(s, "\r%10s\r", "");
	if (s->area->place == TOUR_ROUTER)
		tour_did(s, TOUR_MORE);
	if (!goes_on) {
		close_page(s);
		return;
	}
	begin_page(&s->page);
	if (k.sym == KEYSYM_ENTER)
		s->page.left = 1;
}

/* --- What is known. */

struct visit *service_visit(Service *s)
{
	return &s->visit;
}

void service_wake(Service *s, int64_t ms)
{
	s->visit.due = ms < 0 ? -1 : s->visit.now + ms;
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
