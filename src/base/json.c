#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/deceptive.h"
#include "base/json-internal.h"
#include "base/mem.h"
#include "base/utf8.h"

#include "base/poison.h"

#define MARK JSON_MARK
#define MARK_ESCAPED "\\u0001"

enum { MARK_LENGTH = sizeof(MARK_ESCAPED) - 1, INDENT = 2 };

static const json_t *raw(const Json *j)
{
	return (const json_t *)j;
}

/* --- Marking numbers. */

struct marking {
	const char *text;
	size_t n, at;
	size_t last; /* where the step before `at` began */
	unsigned depth;
	size_t values;
	struct buf out;
};

static size_t digits(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	return i;
}

/* A dot or an exponent's letters and what they need behind them: their length, or 0. */
static size_t number_tail(const char *s, size_t n, const char *heads, bool sign)
{
	size_t i = 1, run;

	if (!n || !strchr(heads, *s))
		return 0;
	i += sign && i < n && (s[i] == '+' || s[i] == '-');
	run = digits(s + i, n - i);
	return run ? i + run : 0;
}

/* The length of the number that `s` begins with (RFC 8259, 6); 0 if it isn't one. */
static size_t number_length(const char *s, size_t n)
{
	size_t i = n && *s == '-', run = digits(s + i, n - i);

	if (!run || (s[i] == '0' && run > 1))
		return 0;
	i += run;
	i += number_tail(s + i, n - i, ".", false);
	i += number_tail(s + i, n - i, "eE", true);
	if (i < n && (s[i] == '.' || s[i] == '+' || s[i] == '-' || (s[i] | 32) == 'e'))
		return 0;
	return i;
}

/* Whether a colon follows at `i`: what stands before it must be a name, which a number can't be. */
static bool is_name(const struct marking *m, size_t i)
{
	while (i < m->n && strchr(" \t\r\n", m->text[i]) && m->text[i])
		i++;
	return i < m->n && m->text[i] == ':';
}

static size_t letters(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && (s[i] | 32) >= 'a' && (s[i] | 32) <= 'z')
		i++;
	return i;
}

static void copy(struct marking *m, size_t n)
{
	buf_append(&m->out, m->text + m->at, n);
	m->at += n;
}

static void mark_number(struct marking *m)
{
	size_t n = number_length(m->text + m->at, m->n - m->at);

	if (!n || is_name(m, m->at + n)) {
		copy(m, 1 + digits(m->text + m->at + 1, m->n - m->at - 1));
		return;
	}
	buf_append(&m->out, "\"" MARK_ESCAPED, 1 + MARK_LENGTH);
	copy(m, n);
	buf_append_byte(&m->out, '"');
}

static void mark_string(struct marking *m)
{
	size_t end = m->at + 1;

	while (end < m->n && m->text[end] != '"')
		end += m->text[end] == '\\' && end + 1 < m->n ? 2 : 1;
	copy(m, 1);
	if (m->n - m->at >= MARK_LENGTH && memcmp(m->text + m->at, MARK_ESCAPED, MARK_LENGTH) == 0)
		buf_append(&m->out, MARK_ESCAPED, MARK_LENGTH);
	copy(m, (end < m->n ? end + 1 : m->n) - m->at);
}

static const char *mark_next(struct marking *m)
{
	char c = m->text[m->at];
	size_t run = letters(m->text + m->at, m->n - m->at);

	m->last = m->at;
	m->values += c == '"' || c == '[' || c == '{' || c == ',';
	if (m->values > JSON_VALUES_MAX)
		return "it holds too much";
	if ((c == '[' || c == '{') && ++m->depth > JSON_DEPTH_MAX)
		return "it is nested too deep";
	if ((c == ']' || c == '}') && m->depth)
		m->depth--;
	if (c == '"')
		mark_string(m);
	else if (c == '-' || (c >= '0' && c <= '9'))
		mark_number(m);
	else
		copy(m, run ? run : 1);
	return NULL;
}

/* Marks `text` until `most` bytes were made of it; NULL, or what is wrong at m->at. */
static const char *mark(struct marking *m, size_t most)
{
	const char *wrong = NULL;

	while (m->at < m->n && !wrong && buf_length(&m->out) < most)
		wrong = mark_next(m);
	return wrong;
}

/* --- Parsing. */

static const char *explain(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_premature_end_of_input: return "it ends too early";
	case json_error_end_of_input_expected: return "something follows its end";
	case json_error_invalid_utf8: return "it isn't UTF-8";
	default: return "it is malformed";
	}
}

/* Where the last of what stands in the `place` first bytes of the marked text begins. */
static size_t find_last(const char *text, size_t n, size_t place)
{
	struct marking m = { .text = text, .n = n, .out = { .secret = true } };

	mark(&m, place);
	buf_fini(&m.out);
	return m.last;
}

Json *json_parse(const char *text, size_t n, struct err *e)
{
	struct marking m = { .text = text, .n = n, .out = { .secret = true } };
	json_error_t error = { 0 };
	json_t *j = NULL;
	const char *wrong;

	json_wipe_freed();
	wrong = n > JSON_LENGTH_MAX ? "it is too long" : mark(&m, SIZE_MAX);
	if (!wrong) {
		j = json_loadb(buf_length(&m.out) ? buf_data(&m.out) : "", buf_length(&m.out),
			       JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
		if (!j && json_error_code(&error) == json_error_out_of_memory)
			mem_die();
		wrong = explain(&error);
		if (!j && e && error.position > 0)
			m.at = find_last(text, n, (size_t)error.position);
	}
	buf_fini(&m.out);
	if (!j)
		err_set(e, ERR_OTHER, "no JSON: %s (at byte %zu)", wrong, m.at < n ? m.at + 1 : n);
	return (Json *)j;
}

const char *json_bound(const char *text, size_t n)
{
	struct marking m = { .text = text, .n = n };
	bool beyond;

	if (n > JSON_LENGTH_MAX)
		return "is too long";
	buf_init(&m.out);
	beyond = mark(&m, SIZE_MAX) != NULL;
	buf_fini(&m.out);
	if (!beyond)
		return NULL;
	return m.values > JSON_VALUES_MAX ? "holds too many values" : "is nested too deep";
}

void json_free(Json *j)
{
	json_decref((json_t *)j);
}

/* --- Looking. */

static bool is_marked(const json_t *string)
{
	const char *text = json_string_value(string);

	return text[0] == MARK && text[1] != MARK;
}

enum json_kind json_kind(const Json *j)
{
	switch (json_typeof(raw(j))) {
	case JSON_OBJECT: return JSON_KIND_OBJECT;
	case JSON_ARRAY: return JSON_KIND_ARRAY;
	case JSON_STRING: return is_marked(raw(j)) ? JSON_KIND_NUMBER : JSON_KIND_STRING;
	case JSON_TRUE: return JSON_KIND_TRUE;
	case JSON_FALSE: return JSON_KIND_FALSE;
	case JSON_INTEGER:
	case JSON_REAL:
	case JSON_NULL: break;
	}
	return JSON_KIND_NULL;
}

const char *json_text(const Json *j, size_t *n)
{
	const char *text = json_string_value(raw(j));

	*n = 0;
	if (!text)
		return NULL;
	*n = json_string_length(raw(j)) - (*text == MARK);
	return text + (*text == MARK);
}

void json_each(const Json *j, bool (*each)(void *user, const char *name, const Json *value),
	       void *user)
{
	const json_t *value;
	const char *name;
	size_t i;
	bool more = true;

	json_array_foreach(raw(j), i, value)
	{
		if (!more)
			return;
		more = each(user, NULL, (const Json *)value);
	}
	/* The macro wants an object that may be changed, and changes nothing. */
	json_object_foreach((json_t *)raw(j), name, value)
	{
		if (!more)
			return;
		more = each(user, name + (*name == MARK), (const Json *)value);
	}
}

/* The longest name that `path` begins with. */
struct step {
	const char *path;
	bool any_case;
	size_t length;
	const Json *found;
};

static bool try_name(void *user, const char *name, const Json *value)
{
	struct step *s = user;
	size_t n = strlen(name);
	bool same = s->any_case ? strncasecmp(s->path, name, n) == 0 :
				  strncmp(s->path, name, n) == 0;

	if (same && (!s->path[n] || s->path[n] == '.') && (!s->found || n > s->length)) {
		s->length = n;
		s->found = value;
	}
	return true;
}

static const Json *step_in(const Json *j, const char **path)
{
	struct step s = { .path = *path };
	const Json *whole = json_kind(j) == JSON_KIND_OBJECT ? json_member(j, *path) : NULL;

	if (whole) {
		*path += strlen(*path);
		return whole;
	}

	if (json_kind(j) == JSON_KIND_ARRAY) {
		s.length = digits(*path, strlen(*path));
		if (s.length && s.length < 10)
			s.found = (const Json *)json_array_get(raw(j), strtoul(*path, NULL, 10));
	} else if (json_kind(j) == JSON_KIND_OBJECT) {
		json_each(j, try_name, &s);
		s.any_case = true;
		if (!s.found)
			json_each(j, try_name, &s);
	}
	*path += s.length;
	return s.found;
}

const Json *json_at(const Json *j, const char *path)
{
	while (j && *path) {
		j = step_in(j, &path);
		if (*path && (*path++ != '.' || !*path))
			return NULL;
	}
	return j;
}

bool json_merge(Json *into, const Json *from)
{
	return json_object_update((json_t *)into, (json_t *)raw(from)) == 0;
}

/* --- Printing. */

/* Appends the escape of `cp`, two of them where it takes a surrogate pair. */
static void escape_codepoint(uint32_t cp, struct str *out)
{
	static const char controls[] = "\b\t\n\f\r", letters[] = "btnfr";
	const char *control = cp && cp < ' ' ? strchr(controls, (char)cp) : NULL;

	if (control)
		str_append_format(out, "\\%c", letters[control - controls]);
	else if (cp < 0x10000)
		str_append_format(out, "\\u%04x", (unsigned)cp);
	else
		str_append_format(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (cp >> 10)),
				  (unsigned)(0xdc00 | (cp & 0x3ff)));
}

void json_escape(const char *text, size_t n, struct str *out)
{
	uint32_t cp;

	for (size_t i = 0, used; i < n; i += used) {
		used = utf8_decode_or_latin1(text + i, n - i, &cp);
		if (cp == '"' || cp == '\\')
			str_append_format(out, "\\%c", (char)cp);
		else if (deceptive_class(cp) & DECEPTIVE_PLACE)
			escape_codepoint(cp, out);
		else
			str_append_codepoint(out, cp);
	}
}

void json_quote(const char *text, size_t n, struct str *out)
{
	str_append_char(out, '"');
	json_escape(text, n, out);
	str_append_char(out, '"');
}

struct printing {
	struct str *out;
	bool blanks; /* behind commas and colons */
	size_t most; /* what `out` may grow to: more is in vain */
	size_t columns, indent; /* over several lines; 0: on one */
	size_t fold; /* of so many lines of an array or object the rest is told by its number; 0:
			none */
	size_t count;
};

static void print(struct printing *p, const Json *j);

static bool print_member(void *user, const char *name, const Json *value)
{
	struct printing *p = user;
	size_t count = p->count;

	if (count)
		str_append_string(p->out, p->blanks && !p->columns ? ", " : ",");
	if (p->columns)
		str_append_format(p->out, "\n%*s", (int)p->indent, "");
	if (name) {
		json_quote(name, strlen(name), p->out);
		str_append_string(p->out, p->blanks ? ": " : ":");
	}
	p->count = 0;
	print(p, value);
	p->count = count + 1;
	return p->out->length <= p->most && p->count != p->fold;
}

/* How many bytes stand on the last line, as far as `most`. */
static size_t last_line(const struct str *out, size_t most)
{
	size_t n = 0;

	while (n < most && n < out->length && out->text[out->length - 1 - n] != '\n')
		n++;
	return n;
}

/* Whether it was printed on one line. */
static bool print_short(const struct printing *p, const Json *j)
{
	size_t before = p->out->length;
	struct printing one = { .out = p->out, .blanks = true };

	one.most = before + p->columns - last_line(p->out, p->columns);
	print(&one, j);
	if (p->out->length <= one.most)
		return true;
	str_truncate(p->out, before);
	return false;
}

static void print_members(struct printing *p, const Json *j)
{
	bool array = json_kind(j) == JSON_KIND_ARRAY;
	size_t size;

	if (p->columns && print_short(p, j))
		return;
	str_append_char(p->out, array ? '[' : '{');
	p->indent += INDENT;
	json_each(j, print_member, p);
	size = array ? json_array_size(raw(j)) : json_object_size(raw(j));
	if (p->columns && p->count < size)
		str_append_format(p->out, "\n%*s... %zu more", (int)p->indent, "", size - p->count);
	p->indent -= INDENT;
	if (p->columns && p->count)
		str_append_format(p->out, "\n%*s", (int)p->indent, "");
	str_append_char(p->out, array ? ']' : '}');
}

static void print(struct printing *p, const Json *j)
{
	size_t n;
	const char *text = json_text(j, &n);

	switch (json_kind(j)) {
	case JSON_KIND_NULL: str_append_string(p->out, "null"); break;
	case JSON_KIND_FALSE: str_append_string(p->out, "false"); break;
	case JSON_KIND_TRUE: str_append_string(p->out, "true"); break;
	case JSON_KIND_NUMBER: str_append(p->out, text, n); break;
	case JSON_KIND_STRING: json_quote(text, n, p->out); break;
	case JSON_KIND_ARRAY:
	case JSON_KIND_OBJECT: print_members(p, j); break;
	}
}

void json_print(const Json *j, struct str *out)
{
	struct printing p = { .out = out, .most = SIZE_MAX };

	print(&p, j);
}

void json_print_pretty(const Json *j, size_t columns, size_t fold, struct str *out)
{
	struct printing p = {
		.out = out, .blanks = true, .most = SIZE_MAX, .columns = columns, .fold = fold
	};

	print(&p, j);
}
