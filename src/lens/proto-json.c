#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lens/json-string.h"
#include "lens/proto-known.h"
#include "lens/proto-number.h"
#include "lens/proto-raw.h"
#include "lens/proto-text.h"
#include "base/poison.h"

/* A tree being made. */
struct builder {
	size_t values; /* that it has so far */
	bool bad; /* it is none, or has too many */
};

static Json *message(struct builder *b, const struct schema_type *t,
		     const struct proto_value *parts, size_t count, unsigned depth);

static bool count_value(struct builder *b)
{
	b->bad = b->bad || ++b->values > JSON_VALUES_MAX;
	return !b->bad;
}

static Json *base64(const char *bytes, size_t n)
{
	char *text = mem_alloc(BASE64_LENGTH(n));
	Json *j;

	base64_encode(n ? bytes : "", n, text);
	j = json_new_string(text, BASE64_LENGTH(n));
	free(text);
	return j;
}

/* --- What nothing is known of. */

static Json *unknown(struct builder *b, const struct wire_field *f, int depth)
{
	char text[24];
	struct proto_value part = { .wire = *f };

	if (f->type == WIRE_GROUP || (f->type == WIRE_BYTES && proto_raw_is_message(f, depth)))
		return message(b, NULL, &part, 1, (unsigned)(PROTO_RAW_DEPTH - depth) + 1);
	if (f->type != WIRE_BYTES) {
		snprintf(text, sizeof(text), "%" PRIu64, f->value);
		return json_new_number(text, strlen(text));
	}
	return utf8_valid(f->bytes, f->n) ? json_new_string(f->bytes, f->n) :
					    base64(f->bytes, f->n);
}

/* Unknown fields go by their numbers; one that comes more than once is an array. */
static void put_unknown(struct builder *b, Json *object, const struct proto_value *v, size_t count,
			int deep)
{
	Json *array = NULL, *value;
	char name[16];

	snprintf(name, sizeof(name), "%" PRIu32, v->wire.number);
	if (count == 1) {
		value = unknown(b, &v->wire, deep);
	} else {
		value = array = json_new_array();
		for (size_t i = 0; i < count && count_value(b); i++)
			json_append(array, unknown(b, &v[i].wire, deep));
	}
	json_put(object, name, value);
}

/* --- What has a field. */

/* Numbers of 64 bits are strings, and what is no number in JSON, too. */
static Json *number(const struct schema_field *f, uint64_t value)
{
	const char *name = proto_value_name(f, value);
	struct str text;
	bool quoted = f->kind == SCHEMA_INT64 || f->kind == SCHEMA_UINT64 ||
		      f->kind == SCHEMA_FIXED64 || f->kind == SCHEMA_SFIXED64 ||
		      f->kind == SCHEMA_SINT64;
	Json *j;

	if (f->values && strcmp(f->values->name, "google.protobuf.NullValue") == 0)
		return json_new_null();
	if (name)
		return json_new_text(name);
	if (f->kind == SCHEMA_BOOL)
		return json_new_boolean(value != 0);
	str_init(&text);
	proto_number_append(f->kind, value, &text);
	if (strstr(text.text, "nan"))
		j = json_new_text("NaN");
	else if (strstr(text.text, "inf"))
		j = json_new_text(text.text[0] == '-' ? "-Infinity" : "Infinity");
	else
		j = quoted ? json_new_text(text.text) : json_new_number(text.text, text.length);
	str_fini(&text);
	return j;
}

static Json *scalar(const struct schema_field *f, const struct wire_field *wire)
{
	if (proto_is_number(f->kind))
		return number(f, wire->value);
	if (f->kind == SCHEMA_STRING)
		return json_new_string(wire->n ? wire->bytes : "", wire->n);
	return base64(wire->bytes, wire->n);
}

static void append_all(struct builder *b, Json *array, const struct proto_value *v, unsigned depth)
{
	struct wire_field wire = v->wire;
	size_t at = 0;

	if (proto_is_message(v->field->kind)) {
		json_append(array, message(b, v->field->message, v, 1, depth + 1));
	} else if (!proto_is_number(v->field->kind)) {
		json_append(array, scalar(v->field, &v->wire));
	} else {
		while (proto_next_number(v, &at, &wire.value) && count_value(b))
			json_append(array, scalar(v->field, &wire));
	}
}

/* A key is the text of its value. */
static void put_entry(struct builder *b, Json *object, const struct proto_entry *e, unsigned depth)
{
	const struct schema_field *f = e->value.field;
	struct wire_field value = e->value.wire;
	struct str name;

	str_init(&name);
	if (proto_is_number(e->key.field->kind))
		proto_number_append(e->key.field->kind, e->key.wire.value, &name);
	else
		json_string_name(e->key.wire.n ? e->key.wire.bytes : "", e->key.wire.n, &name);
	if (!e->value_count)
		value.value = proto_default(f);
	json_put(object, name.text,
		 proto_is_message(f->kind) ?
			 message(b, f->message, e->values, e->value_count, depth + 1) :
			 scalar(f, &value));
	str_fini(&name);
}

static Json *map(struct builder *b, const struct proto_value *values, size_t count, unsigned depth)
{
	Json *object = json_new_object();

	for (size_t i = 0; i < count && count_value(b); i++) {
		struct proto_entry e;

		if (proto_entry_read(&values[i], &e))
			put_entry(b, object, &e, depth);
		else
			b->bad = true;
		proto_entry_fini(&e);
	}
	return object;
}

static Json *field(struct builder *b, const struct proto_value *values, size_t count,
		   unsigned depth)
{
	const struct schema_field *f = values->field;
	Json *array;

	if (proto_is_message(f->kind) && f->repeated && f->message->map_entry)
		return map(b, values, count, depth);
	if (proto_is_message(f->kind) && !f->repeated)
		return message(b, f->message, values, count, depth + 1);
	if (!f->repeated)
		return scalar(f, &values->wire);
	array = json_new_array();
	for (size_t i = 0; i < count && count_value(b); i++)
		append_all(b, array, &values[i], depth);
	return array;
}

/* --- A message. */

static size_t unknown_run(const struct proto_message *m, size_t first)
{
	size_t n = 1;

	while (first + n < m->count &&
	       m->values[first + n].wire.number == m->values[first].wire.number)
		n++;
	return n;
}

static void put_field(struct builder *b, Json *object, const struct proto_value *values,
		      size_t count, unsigned depth)
{
	const struct schema_field *f = values->field;
	struct str name;

	str_init(&name);
	str_append_format(&name, f->extension ? "[%s]" : "%s",
			  f->extension ? f->name : f->json_name);
	json_put(object, name.text, field(b, values, count, depth));
	str_fini(&name);
}

static Json *fields(struct builder *b, const struct schema_type *t, struct proto_message *m,
		    unsigned depth)
{
	int deep = t ? PROTO_RAW_DEPTH : PROTO_RAW_DEPTH - (int)depth;
	Json *object = json_new_object();
	size_t run;

	proto_message_sort_unknown(m);
	for (size_t i = 0; i < m->known && count_value(b); i += run) {
		run = proto_message_run(m, i);
		put_field(b, object, &m->values[i], run, depth);
	}
	for (size_t i = m->known; i < m->count && count_value(b); i += run) {
		run = unknown_run(m, i);
		put_unknown(b, object, &m->values[i], run, deep);
	}
	return object;
}

static Json *message(struct builder *b, const struct schema_type *t,
		     const struct proto_value *parts, size_t count, unsigned depth)
{
	struct proto_message m;
	Json *j;

	if (!count_value(b) || depth > WIRE_DEPTH_MAX) {
		b->bad = true;
		return json_new_null();
	}
	proto_message_read(t, parts, count, &m);
	b->bad = b->bad || m.wrong.wrong;
	j = fields(b, t, &m, depth);
	proto_message_fini(&m);
	return t ? proto_known(t, j) : j;
}

Json *proto_json(const struct schema_type *t, const char *bytes, size_t n)
{
	struct proto_value part = { .wire = { .type = WIRE_BYTES, .bytes = bytes, .n = n } };
	struct builder b = { .values = 0 };
	Json *j = message(&b, t, &part, 1, 0);

	if (!b.bad)
		return j;
	json_free(j);
	return NULL;
}
