/*
 * Fields of protobuf that nothing is known of, as its text format has them. A file of the lens
 * protobuf.
 */
#ifndef HAIL_LENS_PROTO_RAW_H
#define HAIL_LENS_PROTO_RAW_H

#include "base/json.h"
#include "lens/lens-text.h"
#include "lens/proto-wire.h"

enum {
	PROTO_RAW_DEPTH = 10, /* so deep it is tried whether bytes are a message, as protoc does */
	PROTO_INDENT = 2,
	PROTO_OUTPUT_MAX = 16 << 20, /* bytes of text of a message; the rest is left out */
};

/* Appends `n` bytes in quotes, as C has them: ASCII. */
void proto_put_bytes(const char *bytes, size_t n, struct lens_text *out);

/* Appends the lines of a field `indent` columns in, and of all in it, until `out` has `most` bytes.
 */
void proto_raw_show(const struct wire_field *f, unsigned indent, int depth, size_t most,
		    struct lens_text *out);

/* What is wrong at r->at, in words, and as hex what stands there. */
void proto_show_wrong(const struct wire_reader *r, unsigned indent, struct lens_text *out);

/* Whether a field's bytes are a message, as far as `depth` allows to look. */
bool proto_raw_is_message(const struct wire_field *f, int depth);

#endif
