#include "lens/proto-raw.h"

#include <inttypes.h>
#include <string.h>

#include "lens/hex-rows.h"
#include "base/poison.h"

static void escape(unsigned char byte, struct str *out)
{
	static const char special[] = "\n\r\t\"'\\", letters[] = "nrt\"'\\";
	const char *found = byte ? strchr(special, byte) : NULL;

	if (found)
		str_append_format(out, "\\%c", letters[found - special]);
	else if (byte < ' ' || byte >= 0x7f)
		str_append_format(out, "\\%03o", byte);
	else
		str_append_char(out, (char)byte);
}

void proto_put_bytes(const char *bytes, size_t n, struct lens_text *out)
{
	struct str text;

	str_init(&text);
	str_append_char(&text, '"');
	for (size_t i = 0; i < n; i++)
		escape((unsigned char)bytes[i], &text);
	str_append_char(&text, '"');
	lens_put(out, LENS_STRING, text.text, text.length);
	str_fini(&text);
}

static struct wire_reader reader_of(const struct wire_field *f, int depth)
{
	return (struct wire_reader){ .bytes = f->bytes,
				     .n = f->n,
				     .groups = f->type == WIRE_GROUP ? WIRE_DEPTH_MAX :
								       (unsigned)depth,
				     .lax = true };
}

bool proto_raw_is_message(const struct wire_field *f, int depth)
{
	struct wire_reader r;

	if (!f->n || depth <= 0)
		return false;
	r = reader_of(f, depth);
	return wire_check(&r);
}

static void show_within(const struct wire_field *group, unsigned indent, int depth, size_t most,
			struct lens_text *out)
{
	struct wire_reader r = reader_of(group, depth);
	struct wire_field f;

	lens_put_string(out, LENS_DIM, " {");
	lens_newline(out);
	while (out->text.length < most && wire_next(&r, &f))
		proto_raw_show(&f, indent + PROTO_INDENT, depth - 1, most, out);
	lens_indent(out, indent);
	lens_put_string(out, LENS_DIM, "}");
}

void proto_raw_show(const struct wire_field *f, unsigned indent, int depth, size_t most,
		    struct lens_text *out)
{
	lens_indent(out, indent);
	lens_format(out, LENS_NAME, "%" PRIu32, f->number);
	if (f->type == WIRE_GROUP || (f->type == WIRE_BYTES && proto_raw_is_message(f, depth))) {
		show_within(f, indent, depth, most, out);
		lens_newline(out);
		return;
	}
	lens_put_string(out, LENS_DIM, ": ");
	if (f->type == WIRE_BYTES)
		proto_put_bytes(f->bytes, f->n, out);
	else if (f->type == WIRE_VARINT)
		lens_format(out, LENS_NUMBER, "%" PRIu64, f->value);
	else
		lens_format(out, LENS_NUMBER, "0x%0*" PRIx64, f->type == WIRE_64 ? 16 : 8,
			    f->value);
	lens_newline(out);
}

void proto_show_wrong(const struct wire_reader *r, unsigned indent, struct lens_text *out)
{
	lens_indent(out, indent);
	lens_format(out, LENS_ERROR, "byte %zu: %s", r->at + 1, r->wrong);
	lens_newline(out);
	hex_rows(r->bytes + r->at, r->n - r->at, r->at, indent, out);
}
