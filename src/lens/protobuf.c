/*
 * Protobuf's wire format: without a schema as `protoc --decode_raw` prints it, with one as `protoc
 * --decode` does. The format doesn't say where a message ends: the option `frame` does.
 */
#include "lens/lens-table.h"
#include "lens/proto-raw.h"
#include "lens/proto-text.h"
#include "base/poison.h"

/* Without a type, and so that groups are read once: as far as there are fields. */
static void show_raw(const char *bytes, size_t n, size_t most, struct lens_text *out)
{
	struct wire_reader check = { .bytes = bytes, .n = n, .groups = WIRE_DEPTH_MAX }, r = check;
	struct wire_field f;
	bool good = wire_check(&check);

	r.n = check.at;
	while (out->text.length < most && wire_next(&r, &f))
		proto_raw_show(&f, 0, PROTO_RAW_DEPTH, most, out);
	if (!good && out->text.length < most)
		proto_show_wrong(&check, 0, out);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	const struct proto_value part = { .wire = { .type = WIRE_BYTES, .bytes = bytes, .n = n } };
	size_t start = out->text.length, most = start + PROTO_OUTPUT_MAX;

	(void)scan;
	(void)d;
	if (o->schema)
		proto_text_show(schema_root(o->schema), &part, 1, 0, 0, most, out);
	else
		show_raw(bytes, n, most, out);
	if (out->text.length >= most)
		lens_put_string(out, LENS_ERROR,
				"longer than 16 MiB as text: the rest is left out");
	else if (out->text.length == start)
		lens_put_string(out, LENS_DIM, "all fields have their defaults");
	else
		return;
	lens_newline(out);
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	(void)wrong;
	(void)scan;
	(void)d;
	return proto_json(o->schema ? schema_root(o->schema) : NULL, bytes, n);
}

const struct lens_row lens_protobuf = {
	.name = "protobuf",
	.summary = "protobuf as protoc --decode_raw prints it; with --proto its names",
	.show = show,
	.tree = tree,
};
