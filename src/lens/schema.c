#include "lens/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lens/proto-wire.h"
#include "base/poison.h"

enum { NESTED_MAX = 32, SHOWN_NAMES = 8 };

/* Numbers of fields in google/protobuf/descriptor.proto. */
enum {
	SET_FILE = 1,
	FILE_PACKAGE = 2,
	FILE_MESSAGE = 4,
	FILE_ENUM = 5,
	FILE_EXTENSION = 7,
	FILE_SYNTAX = 12,
	TYPE_NAME = 1,
	TYPE_FIELD = 2,
	TYPE_NESTED = 3,
	TYPE_ENUM = 4,
	TYPE_EXTENSION = 6,
	TYPE_OPTIONS = 7,
	TYPE_ONEOF = 8,
	TYPE_OPTION_MAP_ENTRY = 7,
	FIELD_NAME = 1,
	FIELD_EXTENDEE = 2,
	FIELD_NUMBER = 3,
	FIELD_LABEL = 4,
	FIELD_KIND = 5,
	FIELD_TYPE_NAME = 6,
	FIELD_ONEOF = 9,
	FIELD_JSON_NAME = 10,
	FIELD_PROTO3_OPTIONAL = 17,
	LABEL_REPEATED = 3,
	ENUM_NAME = 1,
	ENUM_VALUE = 2,
	VALUE_NAME = 1,
	VALUE_NUMBER = 2,
};

/* A field of a type that may be known later only. */
struct extension {
	char *extendee;
	struct schema_field field;
};

struct Schema {
	struct schema_type *types; /* in the order of their names, once all are there */
	size_t type_count;
	struct schema_enum *enums;
	size_t enum_count;
	struct extension *extensions;
	size_t extension_count;
	const struct schema_type *root;
};

/* Where it is read. */
struct place {
	Schema *schema;
	const char *scope; /* the package, or the type that is around */
	bool proto3;
	unsigned depth;
};

/* --- Reading. */

static struct wire_reader reader_of(const struct wire_field *f)
{
	return (struct wire_reader){ .bytes = f->bytes, .n = f->n, .groups = WIRE_DEPTH_MAX };
}

/* Appends a zeroed element to an array of `*count`. */
static void *add(void *array, size_t *count, size_t size)
{
	char *grown = mem_resize(array, *count + 1, size);

	memset(grown + *count * size, 0, size);
	++*count;
	return grown;
}

static char *take_text(char *old, const struct wire_field *f)
{
	free(old);
	return mem_strndup(f->n ? f->bytes : "", f->n);
}

/* The bytes of the last field of that number, as text to be freed; "" if there is none. */
static char *text_of(const struct wire_field *message, uint32_t number)
{
	struct wire_reader r = reader_of(message);
	struct wire_field f;
	char *text = mem_strdup("");

	while (wire_next(&r, &f)) {
		if (f.number == number && f.type == WIRE_BYTES)
			text = take_text(text, &f);
	}
	return text;
}

/* `name` in what is around it; to be freed. */
static char *full_name(const char *scope, const char *name)
{
	struct str s;

	str_init(&s);
	str_append_format(&s, "%s%s%s", scope, *scope ? "." : "", name);
	return str_take(&s);
}

static void read_value(const struct wire_field *message, struct schema_enum *e)
{
	struct wire_reader r = reader_of(message);
	struct schema_value *v;
	struct wire_field f;

	e->values = add(e->values, &e->count, sizeof(*e->values));
	v = &e->values[e->count - 1];
	v->name = mem_strdup("");
	while (wire_next(&r, &f)) {
		if (f.number == VALUE_NAME && f.type == WIRE_BYTES)
			v->name = take_text(v->name, &f);
		else if (f.number == VALUE_NUMBER && f.type == WIRE_VARINT)
			v->number = (int32_t)f.value;
	}
}

static bool read_enum(const struct place *p, const struct wire_field *message)
{
	struct wire_reader r = reader_of(message);
	char *name = text_of(message, ENUM_NAME);
	Schema *s = p->schema;
	struct schema_enum *e;
	struct wire_field f;

	s->enums = add(s->enums, &s->enum_count, sizeof(*s->enums));
	e = &s->enums[s->enum_count - 1];
	e->name = full_name(p->scope, name);
	e->closed = !p->proto3;
	free(name);
	while (wire_next(&r, &f)) {
		if (f.number == ENUM_VALUE && f.type == WIRE_BYTES)
			read_value(&f, e);
	}
	schema_index_values(e);
	return !r.wrong;
}

/* A number in a field's description. */
static void take_number(struct schema_field *field, const struct wire_field *f, bool *optional)
{
	switch (f->number) {
	case FIELD_NUMBER: field->number = (uint32_t)f->value; break;
	case FIELD_LABEL: field->repeated = f->value == LABEL_REPEATED; break;
	case FIELD_KIND: field->kind = (enum schema_kind)f->value; break;
	case FIELD_ONEOF: field->oneof = f->value < INT32_MAX ? (int)f->value : -1; break;
	case FIELD_PROTO3_OPTIONAL: *optional = f->value != 0; break;
	default: break;
	}
}

static void read_field(const struct place *p, const struct wire_field *message,
		       struct schema_field *field)
{
	struct wire_reader r = reader_of(message);
	struct wire_field f;
	bool optional = false;

	*field = (struct schema_field){ .oneof = -1 };
	field->name = text_of(message, FIELD_NAME);
	field->json_name = text_of(message, FIELD_JSON_NAME);
	field->type_name = text_of(message, FIELD_TYPE_NAME);
	while (wire_next(&r, &f)) {
		if (f.type == WIRE_VARINT)
			take_number(field, &f, &optional);
	}
	if (!*field->json_name) {
		free(field->json_name);
		field->json_name = mem_strdup(field->name);
	}
	field->presence = !p->proto3 || optional || field->oneof >= 0;
}

static bool read_extension(const struct place *p, const struct wire_field *message)
{
	Schema *s = p->schema;
	struct extension *x;
	char *name;

	s->extensions = add(s->extensions, &s->extension_count, sizeof(*s->extensions));
	x = &s->extensions[s->extension_count - 1];
	x->extendee = text_of(message, FIELD_EXTENDEE);
	read_field(p, message, &x->field);
	x->field.extension = x->field.presence = true;
	name = full_name(p->scope, x->field.name);
	free(x->field.name);
	x->field.name = name;
	return true;
}

static bool is_map_entry(const struct wire_field *options)
{
	struct wire_reader r = reader_of(options);
	struct wire_field f;
	bool is = false;

	while (wire_next(&r, &f)) {
		if (f.number == TYPE_OPTION_MAP_ENTRY && f.type == WIRE_VARINT)
			is = f.value != 0;
	}
	return is;
}

static bool read_type(const struct place *around, const struct wire_field *message);

/* A part of a type; `t` moves when a type is added. */
static bool read_part(const struct place *p, size_t index, const struct wire_field *f)
{
	struct schema_type *t = &p->schema->types[index];

	if (f->type != WIRE_BYTES)
		return true;
	switch (f->number) {
	case TYPE_FIELD:
		t->fields = add(t->fields, &t->count, sizeof(*t->fields));
		read_field(p, f, &t->fields[t->count - 1]);
		return true;
	case TYPE_NESTED: return read_type(p, f);
	case TYPE_ENUM: return read_enum(p, f);
	case TYPE_EXTENSION: return read_extension(p, f);
	case TYPE_ONEOF: t->oneofs++; return true;
	case TYPE_OPTIONS: t->map_entry = is_map_entry(f); return true;
	default: return true;
	}
}

static bool read_type(const struct place *around, const struct wire_field *message)
{
	struct wire_reader r = reader_of(message);
	Schema *s = around->schema;
	struct place p = *around;
	char *name = text_of(message, TYPE_NAME), *full = full_name(p.scope, name);
	size_t index = s->type_count;
	struct wire_field f;
	bool good = p.depth < NESTED_MAX;

	free(name);
	s->types = add(s->types, &s->type_count, sizeof(*s->types));
	s->types[index].name = full;
	p.scope = full;
	p.depth++;
	while (good && wire_next(&r, &f))
		good = read_part(&p, index, &f);
	return good && !r.wrong;
}

static bool read_file(Schema *s, const struct wire_field *message)
{
	struct wire_reader r = reader_of(message);
	char *package = text_of(message, FILE_PACKAGE), *syntax = text_of(message, FILE_SYNTAX);
	struct place p = { .schema = s, .scope = package, .proto3 = strcmp(syntax, "proto3") == 0 };
	struct wire_field f;
	bool good = true;

	while (good && wire_next(&r, &f)) {
		if (f.type != WIRE_BYTES)
			continue;
		if (f.number == FILE_MESSAGE)
			good = read_type(&p, &f);
		else if (f.number == FILE_ENUM)
			good = read_enum(&p, &f);
		else if (f.number == FILE_EXTENSION)
			good = read_extension(&p, &f);
	}
	free(package);
	free(syntax);
	return good && !r.wrong;
}

static bool read_set(Schema *s, const char *bytes, size_t n)
{
	struct wire_reader r = { .bytes = bytes, .n = n, .groups = WIRE_DEPTH_MAX };
	struct wire_field f;
	bool good = n > 0;

	while (good && wire_next(&r, &f))
		good = f.number == SET_FILE && f.type == WIRE_BYTES && read_file(s, &f);
	return good && !r.wrong;
}

/* --- Names. */

static int compare_types(const void *a, const void *b)
{
	return strcmp(((const struct schema_type *)a)->name, ((const struct schema_type *)b)->name);
}

static int compare_enums(const void *a, const void *b)
{
	return strcmp(((const struct schema_enum *)a)->name, ((const struct schema_enum *)b)->name);
}

static int compare_fields(const void *a, const void *b)
{
	uint32_t x = ((const struct schema_field *)a)->number;
	uint32_t y = ((const struct schema_field *)b)->number;

	return x < y ? -1 : x > y;
}

/* Names of types may begin with a dot: it stands for the outermost package. */
static const char *plain(const char *name)
{
	return *name == '.' ? name + 1 : name;
}

static struct schema_type *find_type(const Schema *s, const char *name)
{
	struct schema_type key = { .count = 0 };

	key.name = mem_strdup(plain(name));
	struct schema_type *found = s->type_count ? bsearch(&key, s->types, s->type_count,
							    sizeof(key), compare_types) :
						    NULL;
	free(key.name);
	return found;
}

static const struct schema_enum *find_enum(const Schema *s, const char *name)
{
	struct schema_enum key = { .count = 0 };

	key.name = mem_strdup(plain(name));
	const struct schema_enum *found = s->enum_count ? bsearch(&key, s->enums, s->enum_count,
								  sizeof(key), compare_enums) :
							  NULL;
	free(key.name);
	return found;
}

static bool resolve_field(const Schema *s, struct schema_field *f, struct err *e)
{
	if (f->kind == SCHEMA_MESSAGE || f->kind == SCHEMA_GROUP)
		f->message = find_type(s, f->type_name);
	else if (f->kind == SCHEMA_ENUM)
		f->values = find_enum(s, f->type_name);
	else
		return true;
	if (f->kind != SCHEMA_ENUM)
		f->presence = true;
	return f->message || f->values ||
	       err_set(e, ERR_USAGE,
		       "the field %s is of the type %s, which the descriptor set lacks: make it "
		       "with protoc --include_imports",
		       f->name, plain(f->type_name));
}

/* Gives the extensions to the types that they extend. */
static void place_extensions(Schema *s)
{
	for (size_t i = 0; i < s->extension_count; i++) {
		struct extension *x = &s->extensions[i];
		struct schema_type *t = find_type(s, x->extendee);

		if (!t)
			continue;
		t->fields = add(t->fields, &t->count, sizeof(*t->fields));
		t->fields[t->count - 1] = x->field;
		x->field = (struct schema_field){ .number = 0 };
	}
}

static bool resolve(Schema *s, struct err *e)
{
	if (s->type_count)
		qsort(s->types, s->type_count, sizeof(*s->types), compare_types);
	if (s->enum_count)
		qsort(s->enums, s->enum_count, sizeof(*s->enums), compare_enums);
	place_extensions(s);
	for (size_t i = 0; i < s->type_count; i++) {
		struct schema_type *t = &s->types[i];

		if (t->count)
			qsort(t->fields, t->count, sizeof(*t->fields), compare_fields);
		for (size_t f = 0; f < t->count; f++) {
			if (!resolve_field(s, &t->fields[f], e))
				return false;
		}
	}
	return true;
}

static bool choose_root(Schema *s, const char *type, struct err *e)
{
	struct str names;
	size_t shown = 0;

	s->root = find_type(s, type);
	if (s->root)
		return true;
	str_init(&names);
	for (size_t i = 0; i < s->type_count && shown < SHOWN_NAMES; i++) {
		if (s->types[i].map_entry)
			continue;
		str_append_format(&names, "%s%s", shown++ ? ", " : "", s->types[i].name);
	}
	err_set(e, ERR_USAGE, "the descriptor set has no message type \"%s\"; it has: %s%s", type,
		names.text, shown == SHOWN_NAMES ? " …" : "");
	str_fini(&names);
	return false;
}

/* --- What its owner calls. */

Schema *schema_read(const char *bytes, size_t n, const char *type, struct err *e)
{
	Schema *s = mem_alloc(sizeof(*s));

	if (!read_set(s, bytes, n))
		err_set(e, ERR_USAGE,
			"it is no descriptor set, as protoc --descriptor_set_out writes one");
	else if (resolve(s, e) && choose_root(s, type, e))
		return s;
	schema_free(s);
	return NULL;
}

static void free_field(struct schema_field *f)
{
	free(f->name);
	free(f->json_name);
	free(f->type_name);
}

static void free_type(struct schema_type *t)
{
	for (size_t i = 0; i < t->count; i++)
		free_field(&t->fields[i]);
	free(t->fields);
	free(t->name);
}

static void free_enum(struct schema_enum *e)
{
	for (size_t i = 0; i < e->count; i++)
		free(e->values[i].name);
	free(e->values);
	free(e->by_number);
	free(e->name);
}

void schema_free(Schema *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->type_count; i++)
		free_type(&s->types[i]);
	for (size_t i = 0; i < s->enum_count; i++)
		free_enum(&s->enums[i]);
	for (size_t i = 0; i < s->extension_count; i++) {
		free(s->extensions[i].extendee);
		free_field(&s->extensions[i].field);
	}
	free(s->types);
	free(s->enums);
	free(s->extensions);
	free(s);
}

const struct schema_type *schema_root(const Schema *s)
{
	return s->root;
}

const struct schema_field *schema_field(const struct schema_type *t, uint32_t number)
{
	struct schema_field key = { .number = number };

	return t->count ? bsearch(&key, t->fields, t->count, sizeof(key), compare_fields) : NULL;
}
