/*
 * What is known of protobuf's messages: a FileDescriptorSet, as `protoc --descriptor_set_out`
 * writes it, with what it imports (--include_imports).
 */
#ifndef HAIL_LENS_SCHEMA_H
#define HAIL_LENS_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "lens/lens-row.h"

/* FieldDescriptorProto.Type. */
enum schema_kind {
	SCHEMA_DOUBLE = 1,
	SCHEMA_FLOAT,
	SCHEMA_INT64,
	SCHEMA_UINT64,
	SCHEMA_INT32,
	SCHEMA_FIXED64,
	SCHEMA_FIXED32,
	SCHEMA_BOOL,
	SCHEMA_STRING,
	SCHEMA_GROUP,
	SCHEMA_MESSAGE,
	SCHEMA_BYTES,
	SCHEMA_UINT32,
	SCHEMA_ENUM,
	SCHEMA_SFIXED32,
	SCHEMA_SFIXED64,
	SCHEMA_SINT32,
	SCHEMA_SINT64,
};

struct schema_value {
	char *name;
	int32_t number;
};

struct schema_enum {
	char *name; /* with its package, as all names of types */
	struct schema_value *values; /* in the order of the file */
	size_t count;
	const struct schema_value **by_number; /* the first of each number, in their order */
	size_t numbers;
	bool closed; /* another number isn't one of its values */
};

struct schema_type;

struct schema_field {
	char *name; /* of an extension with its package */
	char *json_name;
	uint32_t number;
	enum schema_kind kind;
	bool repeated;
	bool extension;
	bool presence; /* a value that is the default counts, too */
	int oneof; /* which of the type's; -1: none */
	char *type_name; /* of SCHEMA_GROUP, SCHEMA_MESSAGE and SCHEMA_ENUM */
	const struct schema_type *message;
	const struct schema_enum *values;
};

struct schema_type {
	char *name;
	struct schema_field *fields; /* in the order of their numbers */
	size_t count;
	size_t oneofs;
	bool map_entry;
};

/*
 * Reads a set of `n` bytes; messages are of the type `type`, a full name. To be freed by
 * schema_free. NULL with `e` set if it is no set, or has no such type.
 */
Schema *schema_read(const char *bytes, size_t n, const char *type, struct err *e);
void schema_free(Schema *s);

/* The type of messages. */
const struct schema_type *schema_root(const Schema *s);

/* The field of that number; NULL if there is none. */
const struct schema_field *schema_field(const struct schema_type *t, uint32_t number);

/* The first name of that number; NULL if there is none. */
const char *schema_value_name(const struct schema_enum *e, int64_t number);

/* Fills in `by_number`, once all values are there; to be freed with them. */
void schema_index_values(struct schema_enum *e);

#endif
