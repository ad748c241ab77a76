/* Values within values as a tree (RFC 8949, 6.1). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lens/item.h"
#include "lens/json-string.h"
#include "base/poison.h"

struct builder {
	const struct item_format *format;
	const char *bytes;
	size_t n, at;
	size_t values; /* so far */
	bool bad; /* it can't be read, or holds too much */
};

static Json *build(struct builder *b, unsigned depth);

static bool next(struct builder *b, struct item *i)
{
	*i = (struct item){ .kind = ITEM_SHORT };
	if (b->at < b->n)
		*i = b->format->read(b->bytes + b->at, b->n - b->at);
	b->at += i->head;
	b->bad = b->bad || i->kind == ITEM_SHORT || i->kind == ITEM_WRONG ||
		 ++b->values > JSON_VALUES_MAX || item_payload(i) > b->n - b->at;
	return !b->bad;
}

/* Whether another value of `i` follows, the `done`th. */
static bool more(struct builder *b, const struct item *i, uint64_t done)
{
	if (b->bad || !i->endless)
		return !b->bad && done < i->number;
	if (b->at == b->n) {
		b->bad = true;
		return false;
	}
	if (b->format->read(b->bytes + b->at, b->n - b->at).kind != ITEM_BREAK)
		return true;
	b->at++;
	return false;
}

/* --- Values that hold no others. */

static Json *base64(const struct builder *b, const char *bytes, size_t n)
{
	size_t length = BASE64_LENGTH(n);
	char *text = mem_alloc(length);
	Json *j;

	base64_encode(n ? bytes : "", n, text);
	for (size_t i = 0; b->format->base64url && i < length; i++) {
		if (text[i] == '+' || text[i] == '/')
			text[i] = text[i] == '+' ? '-' : '_';
	}
	while (b->format->base64url && length && text[length - 1] == '=')
		length--;
	j = json_new_string(text, length);
	free(text);
	return j;
}

static Json *extension(struct builder *b, int type, const char *bytes, size_t n)
{
	struct str text;
	Json *j;

	str_init(&text);
	if (b->format->extension(type, bytes, n, &text)) {
		j = json_new_string(text.text, text.length);
	} else {
		j = json_new_object();
		json_put(j, "type", json_new_integer(type));
		json_put(j, "data", base64(b, bytes, n));
	}
	str_fini(&text);
	return j;
}

static Json *payload(struct builder *b, const struct item *i)
{
	const char *bytes = b->bytes + b->at;
	size_t n = (size_t)i->number;

	b->at += n;
	if (i->kind == ITEM_EXTENSION)
		return extension(b, i->type, bytes, n);
	if (i->kind == ITEM_BYTES)
		return base64(b, bytes, n);
	b->bad = b->bad || !utf8_valid(bytes, n);
	return json_new_string(bytes, n);
}

/* What comes in parts is one. */
static Json *parts(struct builder *b, const struct item *whole)
{
	struct str text;
	struct item i;
	Json *j;

	str_init(&text);
	for (uint64_t done = 0; more(b, whole, done) && next(b, &i); done++) {
		if (i.kind != whole->kind || i.endless) {
			b->bad = true;
			break;
		}
		str_append(&text, b->bytes + b->at, (size_t)i.number);
		b->at += (size_t)i.number;
	}
	b->bad = b->bad || (whole->kind == ITEM_TEXT && !utf8_valid(text.text, text.length));
	j = whole->kind == ITEM_TEXT ? json_new_string(text.text, text.length) :
				       base64(b, text.text, text.length);
	str_fini(&text);
	return j;
}

static Json *number(const struct item *i)
{
	struct str text;
	Json *j;

	str_init(&text);
	if (i->kind == ITEM_REAL)
		item_append_real(i->real, &text);
	else
		item_append_integer(i, &text);
	j = i->kind == ITEM_REAL && !isfinite(i->real) ? json_new_null() :
							 json_new_number(text.text, text.length);
	str_fini(&text);
	return j;
}

static Json *word(const char *name)
{
	if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0)
		return json_new_boolean(*name == 't');
	return json_new_null();
}

/* --- What holds others. */

static Json *tagged(struct builder *b, uint64_t tag, unsigned depth)
{
	size_t before = b->at;
	struct str text;
	struct item i;
	Json *j = NULL;

	if (!b->format->bignum || !next(b, &i))
		return build(b, depth + 1);
	str_init(&text);
	if (i.kind == ITEM_BYTES && !i.endless &&
	    b->format->bignum(tag, b->bytes + b->at, (size_t)i.number, &text)) {
		j = json_new_number(text.text, text.length);
		b->at += (size_t)i.number;
	}
	str_fini(&text);
	if (j)
		return j;
	b->at = before;
	return build(b, depth + 1);
}

static Json *array(struct builder *b, const struct item *i, unsigned depth)
{
	Json *j = json_new_array();

	for (uint64_t done = 0; more(b, i, done); done++)
		json_append(j, build(b, depth + 1));
	return j;
}

/* The name of a pair: a text, or what else is the key, as JSON; what holds others is none. */
static void append_name(struct builder *b, const Json *key, struct str *out)
{
	enum json_kind kind = json_kind(key);
	const char *text;
	size_t n;

	if (kind == JSON_KIND_ARRAY || kind == JSON_KIND_OBJECT) {
		b->bad = true;
	} else if (kind == JSON_KIND_STRING) {
		text = json_text(key, &n);
		json_string_name(text, n, out);
	} else {
		json_print(key, out);
	}
}

static Json *map(struct builder *b, const struct item *i, unsigned depth)
{
	Json *j = json_new_object(), *key;
	struct str name;

	str_init(&name);
	for (uint64_t done = 0; more(b, i, done); done++) {
		key = build(b, depth + 1);
		str_clear(&name);
		append_name(b, key, &name);
		json_free(key);
		json_put(j, name.text, build(b, depth + 1));
	}
	str_fini(&name);
	return j;
}

static Json *build(struct builder *b, unsigned depth)
{
	struct item i;

	b->bad = b->bad || depth > ITEM_DEPTH_MAX;
	if (b->bad || !next(b, &i))
		return json_new_null();
	switch (i.kind) {
	case ITEM_TEXT:
	case ITEM_BYTES:
	case ITEM_EXTENSION: return i.endless ? parts(b, &i) : payload(b, &i);
	case ITEM_ARRAY: return array(b, &i, depth);
	case ITEM_MAP: return map(b, &i, depth);
	case ITEM_TAG: return tagged(b, i.number, depth);
	case ITEM_WORD: return word(i.word);
	case ITEM_SIMPLE: return json_new_null();
	case ITEM_BREAK: b->bad = true; return json_new_null();
	default: return number(&i);
	}
}

Json *item_tree(const struct item_format *f, const char *bytes, size_t n)
{
	struct builder b = { .format = f, .bytes = bytes, .n = n };
	Json *j = build(&b, 0);

	if (!b.bad && b.at == n)
		return j;
	json_free(j);
	return NULL;
}
