/*
 * Messages of protobuf with their type: as `protoc --decode` prints them, and as proto3 maps them
 * to JSON. Files of the lens protobuf.
 */
#ifndef HAIL_LENS_PROTO_TEXT_H
#define HAIL_LENS_PROTO_TEXT_H

#include "base/json.h"
#include "lens/lens-text.h"
#include "lens/proto-message.h"

/* Appends the lines of a message, which stands in the `count` values at `parts`, `indent` columns
 * in, within `depth` others, until `out` has `most` bytes. `t` is NULL where nothing is known. */
void proto_text_show(const struct schema_type *t, const struct proto_value *parts, size_t count,
		     unsigned indent, unsigned depth, size_t most, struct lens_text *out);

/* The `n` bytes as a tree, to be freed; NULL if they are no message. */
Json *proto_json(const struct schema_type *t, const char *bytes, size_t n);

#endif
