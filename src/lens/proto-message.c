#include "lens/proto-message.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lens/proto-number.h"
#include "base/poison.h"

enum { FIRST_VALUES = 8, MAP_KEY = 1, MAP_VALUE = 2 };

/* A message being read. */
struct reading {
	const struct schema_type *type;
	struct proto_message *out;
	size_t size; /* of out->values */
	size_t order;
};

/* --- Kinds. */

static enum wire_type wire_type_of(enum schema_kind kind)
{
	switch (kind) {
	case SCHEMA_DOUBLE:
	case SCHEMA_FIXED64:
	case SCHEMA_SFIXED64: return WIRE_64;
	case SCHEMA_FLOAT:
	case SCHEMA_FIXED32:
	case SCHEMA_SFIXED32: return WIRE_32;
	case SCHEMA_STRING:
	case SCHEMA_MESSAGE:
	case SCHEMA_BYTES: return WIRE_BYTES;
	case SCHEMA_GROUP: return WIRE_GROUP;
	case SCHEMA_INT64:
	case SCHEMA_UINT64:
	case SCHEMA_INT32:
	case SCHEMA_BOOL:
	case SCHEMA_UINT32:
	case SCHEMA_ENUM:
	case SCHEMA_SINT32:
	case SCHEMA_SINT64: break;
	}
	return WIRE_VARINT;
}

bool proto_is_message(enum schema_kind kind)
{
	return kind == SCHEMA_MESSAGE || kind == SCHEMA_GROUP;
}

bool proto_is_number(enum schema_kind kind)
{
	enum wire_type type = wire_type_of(kind);

	return type == WIRE_VARINT || type == WIRE_64 || type == WIRE_32;
}

static bool is_packed(const struct proto_value *v)
{
	return v->wire.type == WIRE_BYTES && proto_is_number(v->field->kind);
}

bool proto_next_number(const struct proto_value *v, size_t *at, uint64_t *value)
{
	unsigned width = wire_type_of(v->field->kind) == WIRE_64 ? 8 : 4;

	if (!is_packed(v)) {
		*value = v->wire.value;
		return !(*at)++;
	}
	if (*at >= v->wire.n)
		return false;
	if (wire_type_of(v->field->kind) == WIRE_VARINT)
		return wire_varint(v->wire.bytes, v->wire.n, at, value);
	if (v->wire.n - *at < width)
		return false;
	*value = 0;
	for (unsigned i = width; i--;)
		*value = *value << 8 | (uint8_t)v->wire.bytes[*at + i];
	*at += width;
	return true;
}

/* --- Reading. */

static void add(struct reading *r, const struct proto_value *v)
{
	struct proto_message *m = r->out;

	if (m->count == r->size) {
		r->size = r->size ? r->size * 2 : FIRST_VALUES;
		m->values = mem_resize(m->values, r->size, sizeof(*m->values));
	}
	m->values[m->count] = *v;
	m->values[m->count++].order = r->order++;
}

static bool is_value_of(const struct schema_enum *e, uint64_t value)
{
	return !e->closed || schema_value_name(e, (int32_t)value);
}

/* Numbers of a closed enumeration one by one: those that aren't of it are unknown fields. */
static void add_values(struct reading *r, const struct proto_value *v)
{
	struct proto_value one = *v;
	size_t at = 0;

	one.wire.type = WIRE_VARINT;
	while (proto_next_number(v, &at, &one.wire.value)) {
		/* As protobuf keeps it: whole where it was packed. */
		if (!is_packed(v))
			one.wire.value = (uint64_t)(int32_t)one.wire.value;
		one.field = is_value_of(v->field->values, one.wire.value) ? v->field : NULL;
		add(r, &one);
	}
}

/* Whether a packed field ends with a whole number. */
static bool packed_ends(const struct proto_value *v)
{
	size_t at = 0;
	uint64_t value;

	while (proto_next_number(v, &at, &value))
		;
	return at == v->wire.n;
}

/* False if it is a packed field that is cut off. */
static bool take(struct reading *r, const struct wire_field *f)
{
	struct proto_value v = { .wire = *f };

	v.field = r->type ? schema_field(r->type, f->number) : NULL;
	if (v.field && wire_type_of(v.field->kind) != f->type &&
	    !(v.field->repeated && is_packed(&v)))
		v.field = NULL;
	if (v.field && is_packed(&v) && !v.wire.n)
		return true;
	if (v.field && is_packed(&v) && !packed_ends(&v))
		return false;
	if (v.field && v.field->values && v.field->values->closed)
		add_values(r, &v);
	else
		add(r, &v);
	return true;
}

static bool read_part(struct reading *r, const struct wire_field *part)
{
	struct wire_reader reader = {
		.bytes = part->bytes, .n = part->n, .groups = WIRE_DEPTH_MAX, .lax = !r->type
	};
	struct wire_field f;
	size_t start = 0;

	while (wire_next(&reader, &f)) {
		if (!take(r, &f)) {
			reader.at = start;
			reader.wrong = "packed numbers that are cut off";
			break;
		}
		start = reader.at;
	}
	r->out->wrong = reader;
	return !reader.wrong;
}

/* --- What counts. */

/* Where the last member of each oneof begins to be it: the others are gone. */
static void drop_overruled(struct proto_message *m, const struct schema_type *t)
{
	const struct schema_field **last = mem_calloc(t->oneofs, sizeof(const void *));
	size_t *since = mem_calloc(t->oneofs, sizeof(*since));
	size_t kept = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct schema_field *f = m->values[i].field;

		if (!f || f->oneof < 0 || (size_t)f->oneof >= t->oneofs || last[f->oneof] == f)
			continue;
		last[f->oneof] = f;
		since[f->oneof] = i;
	}
	for (size_t i = 0; i < m->count; i++) {
		const struct schema_field *f = m->values[i].field;

		if (f && f->oneof >= 0 && (size_t)f->oneof < t->oneofs && i < since[f->oneof])
			continue;
		m->values[kept++] = m->values[i];
	}
	m->count = kept;
	free(last);
	free(since);
}

static int compare(const void *a, const void *b)
{
	const struct proto_value *x = a, *y = b;

	if (!x->field != !y->field)
		return x->field ? -1 : 1;
	if (x->field && x->wire.number != y->wire.number)
		return x->wire.number < y->wire.number ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Whether it is as if it weren't there. */
static bool is_default(const struct proto_value *v)
{
	if (v->field->presence || v->field->repeated)
		return false;
	if (v->wire.type == WIRE_BYTES)
		return !v->wire.n;
	if (v->field->kind == SCHEMA_UINT32 || v->field->kind == SCHEMA_INT32 ||
	    v->field->kind == SCHEMA_SINT32 || v->field->kind == SCHEMA_ENUM)
		return !(uint32_t)v->wire.value;
	return !v->wire.value;
}

size_t proto_message_run(const struct proto_message *m, size_t first)
{
	size_t n = 1;

	while (first + n < m->known && m->values[first + n].field == m->values[first].field)
		n++;
	return n;
}

/* Of a field that isn't repeated the last value counts; parts of a message are all needed. */
static void drop_overwritten(struct proto_message *m)
{
	size_t kept = 0, known = 0, n;

	while (known < m->count && m->values[known].field)
		known++;
	m->known = known;
	for (size_t i = 0; i < known; i += n) {
		const struct schema_field *f = m->values[i].field;
		size_t first = i;

		n = proto_message_run(m, i);
		if (!f->repeated && !proto_is_message(f->kind))
			first = i + n - 1;
		for (size_t k = first; k < i + n; k++) {
			if (!is_default(&m->values[k]))
				m->values[kept++] = m->values[k];
		}
	}
	m->known = kept;
	for (size_t i = known; i < m->count; i++)
		m->values[kept++] = m->values[i];
	m->count = kept;
}

void proto_message_read(const struct schema_type *t, const struct proto_value *parts, size_t count,
			struct proto_message *out)
{
	struct reading r = { .type = t, .out = out };

	*out = (struct proto_message){ .count = 0 };
	for (size_t i = 0; i < count && read_part(&r, &parts[i].wire); i++)
		;
	if (t && t->oneofs)
		drop_overruled(out, t);
	if (out->count)
		qsort(out->values, out->count, sizeof(*out->values), compare);
	drop_overwritten(out);
}

void proto_message_fini(struct proto_message *m)
{
	free(m->values);
	*m = (struct proto_message){ .count = 0 };
}

static int compare_unknown(const void *a, const void *b)
{
	const struct proto_value *x = a, *y = b;

	if (x->wire.number != y->wire.number)
		return x->wire.number < y->wire.number ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void proto_message_sort_unknown(struct proto_message *m)
{
	if (m->count > m->known)
		qsort(m->values + m->known, m->count - m->known, sizeof(*m->values),
		      compare_unknown);
}

/* --- Maps. */

bool proto_entry_read(const struct proto_value *v, struct proto_entry *out)
{
	const struct schema_type *t = v->field->message;
	struct proto_message *m = &out->message;

	*out = (struct proto_entry){ .key = { .order = v->order } };
	out->key.field = schema_field(t, MAP_KEY);
	out->value.field = schema_field(t, MAP_VALUE);
	if (!out->key.field || !out->value.field || out->key.field->repeated ||
	    out->value.field->repeated || proto_is_message(out->key.field->kind))
		return false;
	proto_message_read(t, v, 1, m);
	if (m->wrong.wrong)
		return false;
	for (size_t i = 0; i < m->known; i++) {
		struct proto_value *part = m->values[i].wire.number == MAP_KEY ? &out->key :
										 &out->value;

		part->wire = m->values[i].wire;
		if (part == &out->value && !out->value_count++)
			out->values = &m->values[i];
	}
	return true;
}

void proto_entry_fini(struct proto_entry *e)
{
	proto_message_fini(&e->message);
}

/* What a key counts as: its lower half where the kind has 32 bits. */
static int compare_numbers(enum schema_kind kind, uint64_t a, uint64_t b)
{
	int64_t x = proto_signed(kind, a), y = proto_signed(kind, b);

	switch (kind) {
	case SCHEMA_BOOL: return (a != 0) - (b != 0);
	case SCHEMA_UINT64:
	case SCHEMA_FIXED64: return a < b ? -1 : a > b;
	case SCHEMA_UINT32:
	case SCHEMA_FIXED32: return (uint32_t)a < (uint32_t)b ? -1 : (uint32_t)a > (uint32_t)b;
	default: return x < y ? -1 : x > y;
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct proto_value *x = &((const struct proto_entry *)a)->key;
	const struct proto_value *y = &((const struct proto_entry *)b)->key;
	size_t n = x->wire.n < y->wire.n ? x->wire.n : y->wire.n;
	int order;

	if (proto_is_number(x->field->kind))
		order = compare_numbers(x->field->kind, x->wire.value, y->wire.value);
	else
		order = n ? memcmp(x->wire.bytes, y->wire.bytes, n) : 0;
	if (!order && x->wire.n != y->wire.n)
		order = x->wire.n < y->wire.n ? -1 : 1;
	if (!order)
		order = x->order < y->order ? -1 : x->order > y->order;
	return order;
}

void proto_entries_sort(struct proto_entry *entries, size_t count)
{
	if (count)
		qsort(entries, count, sizeof(*entries), compare_entries);
}
