#include <string.h>

#include "base/hex.h"
#include "lens/json-scan.h"
#include "lens/json-string.h"
#include "lens/lens-table.h"
#include "lens/slice.h"

#include "base/poison.h"

/*
 * key=value, a message a line (logfmt, as Go's and many other loggers write it): values in double
 * quotes have escapes; a key without a value is true. Words without a value that stand together are
 * text.
 */

enum { NAME_COLUMNS_MAX = 24 };

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	(void)o;
	(void)d;
	(void)ended;
	return slice_frame_line(scan, bytes, n);
}

/* --- Pairs. */

struct pair {
	struct slice key; /* empty: the value is text without one */
	struct slice value; /* between its quotes */
	bool quoted;
	bool torn; /* the quote isn't closed */
	bool bare; /* a key without a value */
};

/* Whether `c` may be in a key or a value without quotes. */
static bool is_plain(char c)
{
	return (unsigned char)c > ' ' && c != '"';
}

static size_t plain_length(struct slice text, bool value)
{
	size_t i = 0;

	while (i < text.n && (is_plain(text.s[i]) || (text.s[i] == '"' && i && value)) &&
	       (value || text.s[i] != '='))
		i++;
	return i;
}

/* Takes a value in quotes, of which the first is the first byte. */
static void take_quoted(struct slice *rest, struct pair *out)
{
	size_t i = 1;

	while (i < rest->n && rest->s[i] != '"')
		i += rest->s[i] == '\\' && i + 1 < rest->n ? 2 : 1;
	out->quoted = true;
	out->torn = i >= rest->n;
	out->value = (struct slice){ rest->s + 1, (out->torn ? rest->n : i) - 1 };
	slice_take(rest, i + 1);
}

/* The length of the words at the beginning that are no pair. */
static size_t words_length(struct slice text)
{
	size_t i = 0, end = 0;

	while (i < text.n) {
		size_t word = plain_length((struct slice){ text.s + i, text.n - i }, false);

		if (word && i + word < text.n && text.s[i + word] == '=')
			break;
		i += word ? word : 1;
		end = i;
		while (i < text.n && (unsigned char)text.s[i] <= ' ')
			i++;
	}
	return end;
}

/* Takes the next pair of a line; false at its end. */
static bool next_pair(struct slice *rest, struct pair *out)
{
	size_t length;

	*out = (struct pair){ .torn = false };
	while (rest->n && (unsigned char)*rest->s <= ' ')
		slice_take(rest, 1);
	if (!rest->n)
		return false;
	length = words_length(*rest);
	if (length) {
		out->value = slice_take(rest, length);
		out->bare = plain_length(out->value, false) == length;
		if (out->bare)
			out->key = out->value;
		return true;
	}
	out->key = slice_take(rest, plain_length(*rest, false));
	slice_take(rest, 1);
	if (rest->n && *rest->s == '"')
		take_quoted(rest, out);
	else
		out->value = slice_take(rest, plain_length(*rest, true));
	return true;
}

static void decode_escape(const char *s, size_t n, size_t *used, struct str *out)
{
	static const char letters[] = "abfnrtv", controls[] = "\a\b\f\n\r\t\v";
	const char *letter = n > 1 && s[1] ? strchr(letters, s[1]) : NULL;

	*used = n > 1 ? 2 : 1;
	if (n >= 6 && s[1] == 'u' && hex_byte(s + 2) >= 0 && hex_byte(s + 4) >= 0) {
		str_append_codepoint(out, (unsigned)(hex_byte(s + 2) << 8 | hex_byte(s + 4)));
		*used = 6;
	} else if (letter) {
		str_append_char(out, controls[letter - letters]);
	} else {
		str_append_char(out, s[*used - 1]);
	}
}

/* Appends what a value stands for. */
static void decode_value(const struct pair *p, struct str *out)
{
	size_t used;

	for (size_t i = 0; i < p->value.n; i += used) {
		used = 1;
		if (p->quoted && p->value.s[i] == '\\')
			decode_escape(p->value.s + i, p->value.n - i, &used, out);
		else
			str_append_char(out, p->value.s[i]);
	}
}

/* Whether a text is a number as JSON writes it. */
static bool is_number(struct slice text)
{
	uint64_t state[JSON_SCAN_WORDS] = { 0 };

	if (!text.n || (*text.s != '-' && !slice_digits(text)))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		enum json_event event = json_scan(state, text.s[i]);

		if (event == JSON_EVENT_WRONG || event == JSON_EVENT_END_BEFORE)
			return false;
	}
	return json_scan_end(state) == JSON_EVENT_END_BEFORE;
}

static bool is_word(struct slice text)
{
	return slice_is(text, "true") || slice_is(text, "false") || slice_is(text, "null");
}

/* --- Lines. */

static enum lens_style value_style(const struct pair *p)
{
	if (p->torn)
		return LENS_ERROR;
	if (!p->key.n)
		return LENS_PLAIN;
	if (!p->quoted && is_number(p->value))
		return LENS_NUMBER;
	return !p->quoted && is_word(p->value) ? LENS_WORD : LENS_STRING;
}

static void show_pair(const struct pair *p, unsigned columns, struct lens_text *out)
{
	size_t before = out->text.length, width;
	struct str value;

	if (!p->key.n) {
		slice_show(out, value_style(p), p->value);
		lens_newline(out);
		return;
	}
	slice_show(out, LENS_NAME, p->key);
	if (p->value.n && !p->bare) {
		width = out->text.length - before;
		lens_indent(out, (width < columns ? columns - (unsigned)width : 0) + 2);
		str_init(&value);
		decode_value(p, &value);
		lens_put_peer(out, value_style(p), value.text, value.length);
		str_fini(&value);
	}
	if (p->torn)
		lens_put_string(out, LENS_ERROR, "  error: the quote isn't closed");
	lens_newline(out);
}

/* How many columns the names take. */
static unsigned name_columns(struct slice line)
{
	size_t columns = 0;
	struct pair p;

	while (next_pair(&line, &p)) {
		size_t n = p.bare ? 0 : p.key.n;

		if (n > columns && n <= NAME_COLUMNS_MAX)
			columns = n;
	}
	return (unsigned)columns;
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct slice rest = slice_line(bytes, n);
	unsigned columns = name_columns(rest), indent = 0;
	struct pair p;

	(void)scan;
	(void)o;
	(void)d;
	while (next_pair(&rest, &p)) {
		lens_indent(out, indent);
		show_pair(&p, columns + 2 - indent, out);
		indent = 2;
	}
	if (!indent)
		lens_newline(out);
}

/* --- The tree. */

static Json *pair_value(const struct pair *p)
{
	struct str value;
	Json *j;

	if (p->bare)
		return json_new_boolean(true);
	if (!p->quoted && is_number(p->value))
		return json_new_number(p->value.s, p->value.n);
	if (!p->quoted && (slice_is(p->value, "true") || slice_is(p->value, "false")))
		return json_new_boolean(*p->value.s == 't');
	str_init(&value);
	decode_value(p, &value);
	j = json_new_string(value.text, value.length);
	str_fini(&value);
	return j;
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	struct slice rest = slice_line(bytes, n);
	Json *line = json_new_object();
	struct str name;
	struct pair p;

	(void)scan;
	(void)o;
	(void)d;
	str_init(&name);
	while (next_pair(&rest, &p)) {
		str_clear(&name);
		json_string_name(p.key.s, p.key.n, &name);
		json_put(line, name.text, pair_value(&p));
		*wrong = *wrong || p.torn;
	}
	str_fini(&name);
	return line;
}

/* --- Guessing. */

static bool is_usual(struct slice key)
{
	static const char *const keys[] = { "level", "lvl", "msg", "message", "ts", "time", "t" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (slice_is(key, keys[i]))
			return true;
	return false;
}

static bool is_name(struct slice key)
{
	for (size_t i = 0; i < key.n; i++) {
		char c = key.s[i];

		if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(i && c >= '0' && c <= '9') &&
		    (!c || !strchr("_.-/@", c)))
			return false;
	}
	return key.n;
}

static unsigned guess(const char *bytes, size_t n)
{
	const char *newline = n ? memchr(bytes, '\n', n) : NULL;
	struct slice line = slice_line(bytes, newline ? (size_t)(newline + 1 - bytes) : n);
	size_t pairs = 0, others = 0, usual = 0;
	struct pair p;

	while (next_pair(&line, &p)) {
		bool pair = !p.bare && is_name(p.key);

		pairs += pair;
		others += !pair;
		usual += pair && is_usual(p.key);
	}
	if (pairs < 2 || others >= pairs)
		return 0;
	return usual && !others ? 85 : usual ? 70 : 50;
}

const struct lens_row lens_logfmt = {
	.name = "logfmt",
	.summary = "key=value, a message a line",
	.framed = true,
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};
