/*
 * Numbers of protobuf as its text format has them. A file of the lens protobuf.
 */
#ifndef HAIL_LENS_PROTO_NUMBER_H
#define HAIL_LENS_PROTO_NUMBER_H

#include "base/str.h"
#include "lens/schema.h"

/* Appends the number `value`, as the wire has it, of a field of the kind `kind`; of an enumeration
 * by its number. */
void proto_number_append(enum schema_kind kind, uint64_t value, struct str *out);

/* The name that a value of the field's enumeration has; NULL if it has none or is none. */
const char *proto_value_name(const struct schema_field *f, uint64_t value);

/* The number that stands where a field has none. */
uint64_t proto_default(const struct schema_field *f);

/* A number of the wire, signed. */
int64_t proto_signed(enum schema_kind kind, uint64_t value);

#endif
