#include "base/url.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/deceptive.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { SCHEME_MAX = 8 };
enum { URL_MAX = 4096 }; /* bytes; what is longer is no address that anybody reads */

static const struct scheme {
	const char *name;
	bool slashes; /* `//` follows; otherwise an `@` does somewhere */
	enum url_kind kind;
} schemes[] = {
	{ "http", true, URL_DOCUMENT },   { "https", true, URL_DOCUMENT },
	{ "ftp", true, URL_DOCUMENT },    { "ftps", true, URL_DOCUMENT },
	{ "sftp", true, URL_DOCUMENT },   { "gopher", true, URL_DOCUMENT },
	{ "gemini", true, URL_DOCUMENT }, { "irc", true, URL_DOCUMENT },
	{ "ircs", true, URL_DOCUMENT },   { "mailto", false, URL_DOCUMENT },
	{ "telnet", true, URL_SESSION },  { "telnets", true, URL_SESSION },
};

static bool is_scheme_byte(char c)
{
	char lower = (char)(c | 0x20);

	return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

static const struct scheme *find_scheme(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strlen(schemes[i].name) == n && strncasecmp(schemes[i].name, name, n) == 0)
			return &schemes[i];
	}
	return NULL;
}

/* Whether an address goes on over `cp`. Frames and quotes that stand around one don't belong. */
static bool goes_on(uint32_t cp)
{
	static const uint32_t ends[] = { 0xab,   0xbb,   0x2018, 0x2019, 0x201c, 0x201d, 0x2026,
					 0x3001, 0x3002, 0x300c, 0x300d, 0xff08, 0xff09 };

	if (cp < 0x80)
		return cp > ' ' && cp < 0x7f && !strchr("<>\"`{}|\\^", (int)cp);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (cp == ends[i])
			return false;
	}
	return !(cp >= 0x2500 && cp <= 0x259f) &&
	       !(deceptive_class(cp) & (DECEPTIVE_BLANK | DECEPTIVE_BREAK | DECEPTIVE_CONTROLS));
}

/* How many more of `close` than of `open` stand in the address. */
static long count_surplus(const char *url, size_t n, char open, char close)
{
	long surplus = 0;

	for (size_t i = 0; i < n; i++)
		surplus += url[i] == close ? 1 : url[i] == open ? -1 : 0;
	return surplus;
}

/* Brackets at the end belong to the address as far as it opens them. */
static size_t without_punctuation(const char *url, size_t n)
{
	long round = count_surplus(url, n, '(', ')'), square = count_surplus(url, n, '[', ']');

	for (; n; n--) {
		char last = url[n - 1];

		if (last == ')' && round > 0)
			round--;
		else if (last == ']' && square > 0)
			square--;
		else if (!strchr(".,;:!?'*", last))
			break;
	}
	return n;
}

/* The bytes of the address whose scheme `s` begins at `url`, of `n` there; 0 if it is none. */
static size_t measure(const struct scheme *s, const char *url, size_t n)
{
	size_t head = strlen(s->name) + 1, at = head;

	if (s->slashes && (n < head + 3 || url[head] != '/' || url[head + 1] != '/'))
		return 0;
	while (at < n && at <= URL_MAX) {
		uint32_t cp;
		size_t used = utf8_decode(url + at, n - at, &cp);

		if (!used || !goes_on(cp))
			break;
		at += used;
	}
	if (at > URL_MAX)
		return 0;
	at = without_punctuation(url, at);
	if (at <= head + (s->slashes ? 2 : 0))
		return 0;
	return s->slashes || memchr(url, '@', at) ? at : 0;
}

bool url_find(const char *text, size_t n, size_t from, size_t *start, size_t *length)
{
	const char *colon = from < n ? memchr(text + from, ':', n - from) : NULL;

	for (; colon; colon = memchr(colon + 1, ':', n - (size_t)(colon + 1 - text))) {
		size_t end = (size_t)(colon - text), begin = end;
		const struct scheme *s;

		while (begin > from && end - begin <= SCHEME_MAX && is_scheme_byte(text[begin - 1]))
			begin--;
		s = find_scheme(text + begin, end - begin);
		*length = s ? measure(s, text + begin, n - begin) : 0;
		*start = begin;
		if (*length)
			return true;
	}
	return false;
}

enum url_kind url_kind(const char *url)
{
	const struct scheme *s = find_scheme(url, strcspn(url, ":"));

	return s && strchr(url, ':') && measure(s, url, strlen(url)) ? s->kind : URL_OTHER;
}

/* --- Percent-encoding. */

void url_encode(const char *text, size_t n, const char *also, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c > ' ' && c < 0x7f && !strchr(also, c))
			str_append_char(out, (char)c);
		else
			str_append_format(out, "%%%02X", c);
	}
}

void url_decode(const char *text, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		int byte = text[i] == '%' && n - i > 2 ? hex_byte(text + i + 1) : -1;

		str_append_char(out, byte < 0 ? text[i] : (char)byte);
		i += byte < 0 ? 0 : 2;
	}
}
