#include "lens/resp-scan.h"

#include <string.h>

#include "base/mem.h"

#include "base/poison.h"

/* Reads digits, all of the `n` bytes; false if they aren't or make too large a number. */
static bool read_count(const char *s, size_t n, uint64_t *out)
{
	*out = 0;
	if (!n || n > 10)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(s[i] - '0');
	}
	return *out <= RESP_COUNT_MAX;
}

static enum resp_kind read_group(struct resp_element *e)
{
	if (e->length == 1 && *e->text == '?' && e->type != '|')
		return RESP_STREAM;
	if (e->length == 2 && memcmp(e->text, "-1", 2) == 0 && e->type == '*')
		return RESP_NIL;
	if (!read_count(e->text, e->length, &e->count))
		return RESP_WRONG;
	if (e->type == '%' || e->type == '|')
		e->count *= 2;
	return RESP_GROUP;
}

static enum resp_kind read_bulk(struct resp_element *e, const char *bytes, size_t n)
{
	uint64_t length;

	if (e->type == '$' && e->length == 1 && *e->text == '?')
		return RESP_STREAM;
	if (e->type == '$' && e->length == 2 && memcmp(e->text, "-1", 2) == 0)
		return RESP_NIL;
	if (!read_count(e->text, e->length, &length))
		return RESP_WRONG;
	if (e->type == ';' && !length)
		return RESP_END;
	e->text = bytes + e->size;
	e->length = n - e->size < length ? n - e->size : (size_t)length;
	e->size += (size_t)length + 2;
	e->torn = n >= e->size && (bytes[e->size - 2] != '\r' || bytes[e->size - 1] != '\n');
	return RESP_BULK;
}

/* Whether what stands on the line is of its type. */
static bool is_line_right(const struct resp_element *e)
{
	bool sign = e->length > 1 && (*e->text == '-' || *e->text == '+');

	switch (e->type) {
	case '_': return !e->length;
	case '#': return e->length == 1 && (*e->text == 't' || *e->text == 'f');
	case ':':
		if (e->length > RESP_NUMBER_MAX)
			return false;
		for (size_t i = sign; i < e->length; i++)
			if (e->text[i] < '0' || e->text[i] > '9')
				return false;
		return e->length;
	case '(':
	case ',': return e->length;
	default: return true;
	}
}

void resp_read(const char *bytes, size_t n, size_t line, char type, bool first,
	       struct resp_element *out)
{
	*out = (struct resp_element){ .type = type, .text = bytes + 1, .size = line };
	while (line && (bytes[line - 1] == '\n' || bytes[line - 1] == '\r'))
		line--;
	out->length = line ? line - 1 : 0;
	out->kind = first ? RESP_INLINE : RESP_WRONG;
	if (line && type && strchr("*~>%|", type))
		out->kind = read_group(out);
	else if (line && type && strchr("$!=;", type) && (type != ';' || !first))
		out->kind = read_bulk(out, bytes, n);
	else if (line && type && strchr("+-:_#,(", type))
		out->kind = is_line_right(out) ? RESP_LINE : RESP_WRONG;
	else if (type == '.' && line == 1 && !first)
		out->kind = RESP_END;
	if (out->kind == RESP_INLINE || out->kind == RESP_WRONG) {
		out->text = bytes;
		out->length = line;
		out->type = 0;
	}
}

bool resp_next(struct resp_reader *r)
{
	const char *start = r->bytes + r->at;
	size_t left = r->n - r->at;
	const char *line = left ? memchr(start, '\n', left) : NULL;

	if (!left)
		return false;
	resp_read(start, left, line ? (size_t)(line + 1 - start) : left, *start, !r->at, &r->e);
	r->at += r->e.size < left ? r->e.size : left;
	return true;
}

struct resp_level *resp_top(struct resp_reader *r)
{
	return r->depth ? &r->levels[r->depth - 1] : NULL;
}

struct resp_level *resp_push(struct resp_reader *r)
{
	struct resp_level *l;

	if (r->depth == r->size) {
		r->size = r->size ? 2 * r->size : 16;
		r->levels = mem_resize(r->levels, r->size, sizeof(*r->levels));
	}
	l = &r->levels[r->depth++];
	*l = (struct resp_level){ .type = r->e.type };
	l->left = r->e.kind == RESP_STREAM ? RESP_ENDLESS : r->e.count;
	str_init(&l->name);
	return l;
}

bool resp_is_map(const struct resp_level *l)
{
	return l->type == '%' || l->type == '|';
}
