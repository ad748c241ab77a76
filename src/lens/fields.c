#include "lens/fields.h"

#include <inttypes.h>
#include <stdio.h>

#include "lens/hex-rows.h"
#include "lens/payload.h"
#include "base/poison.h"

enum { INDENT = 2 };

/* --- Reading. */

size_t fields_left(const struct fields *f)
{
	return f->n - f->at;
}

uint64_t fields_take(struct fields *f, size_t width)
{
	uint64_t value = 0;

	if (fields_left(f) < width) {
		f->at = f->n;
		fields_wrong(f, "cut off");
		return 0;
	}
	for (size_t i = 0; i < width; i++)
		value = value << 8 | (uint8_t)f->bytes[f->at++];
	return value;
}

const char *fields_take_bytes(struct fields *f, uint64_t n, size_t *taken)
{
	const char *bytes = f->bytes + f->at;

	*taken = n < fields_left(f) ? (size_t)n : fields_left(f);
	f->at += *taken;
	if (*taken < n)
		fields_wrong(f, "cut off");
	return bytes;
}

/* --- Writing. */

static void put_name(struct fields *f, const char *name)
{
	lens_put_string(f->out, LENS_PLAIN, " ");
	lens_put_string(f->out, LENS_NAME, name);
	lens_put_string(f->out, LENS_DIM, "=");
}

void fields_type(struct fields *f, const char *name)
{
	if (f->wrong)
		return;
	if (f->out)
		lens_put_string(f->out, LENS_WORD, name);
	if (f->object)
		json_put(f->object, "type", json_new_text(name));
}

void fields_number(struct fields *f, const char *name, uint64_t value)
{
	if (f->wrong)
		return;
	if (f->out) {
		put_name(f, name);
		lens_format(f->out, LENS_NUMBER, "%" PRIu64, value);
	}
	if (f->object)
		json_put(f->object, name, json_new_integer((long long)value));
}

void fields_word(struct fields *f, const char *name, const char *word)
{
	if (f->wrong)
		return;
	if (f->out) {
		put_name(f, name);
		lens_put_string(f->out, LENS_WORD, word);
	}
	if (f->object)
		json_put(f->object, name, json_new_text(word));
}

void fields_text(struct fields *f, const char *name, const char *bytes, size_t n)
{
	if (f->wrong)
		return;
	if (f->out) {
		put_name(f, name);
		lens_put_string(f->out, LENS_STRING, "\"");
		lens_put_peer(f->out, LENS_STRING, bytes, n);
		lens_put_string(f->out, LENS_STRING, "\"");
	}
	if (f->object)
		json_put(f->object, name, json_new_string(bytes, n));
}

static void put_hex_member(struct fields *f, const char *name, const struct str *hex)
{
	if (f->object)
		json_put(f->object, name, json_new_string(hex->text, hex->length));
}

void fields_hex(struct fields *f, const char *name, const char *bytes, size_t n)
{
	struct str hex;

	if (f->wrong)
		return;
	str_init(&hex);
	hex_append(bytes, n, &hex);
	if (f->out) {
		put_name(f, name);
		lens_put(f->out, LENS_STRING, hex.text, hex.length);
	}
	put_hex_member(f, name, &hex);
	str_fini(&hex);
}

void fields_flag(struct fields *f, const char *name)
{
	if (f->wrong)
		return;
	if (f->out) {
		lens_put_string(f->out, LENS_PLAIN, " ");
		lens_put_string(f->out, LENS_WORD, name);
	}
	if (f->object)
		json_put(f->object, name, json_new_boolean(true));
}

/* Lines of values, each with the number of its first. */
static void put_values(struct fields *f, const uint16_t *values, size_t count, size_t a_line,
		       unsigned first)
{
	for (size_t i = 0; i < count; i++) {
		if (i % a_line == 0) {
			fields_line(f, NULL);
			lens_format(f->out, LENS_DIM, "%5zu:", first + i);
		}
		lens_format(f->out, LENS_NUMBER, " %u", (unsigned)values[i]);
	}
}

void fields_values(struct fields *f, const char *name, const uint16_t *values, size_t count,
		   size_t a_line, unsigned first)
{
	Json *array;

	if (f->wrong)
		return;
	if (f->out)
		put_values(f, values, count, a_line, first);
	array = fields_array(f, name);
	for (size_t i = 0; array && i < count; i++)
		json_append(array, json_new_integer(values[i]));
}

void fields_line(struct fields *f, const char *name)
{
	if (!f->out || f->wrong)
		return;
	lens_newline(f->out);
	/* A blank stands before each member. */
	lens_indent(f->out, name ? INDENT : INDENT - 1);
	lens_put_string(f->out, LENS_DIM, name ? name : "");
}

void fields_wrong(struct fields *f, const char *words)
{
	if (f->out && !f->wrong)
		lens_format(f->out, LENS_ERROR, " <%s>", words);
	f->wrong = true;
}

Json *fields_array(struct fields *f, const char *name)
{
	Json *array = f->object ? json_new_array() : NULL;

	if (array)
		json_put(f->object, name, array);
	return array;
}

Json *fields_enter(struct fields *f, const char *name)
{
	Json *around = f->object;

	if (around) {
		f->object = json_new_object();
		json_put(around, name, f->object);
	}
	return around;
}

Json *fields_enter_item(struct fields *f, Json *array)
{
	Json *around = f->object;

	if (array) {
		f->object = json_new_object();
		json_append(array, f->object);
	}
	return around;
}

void fields_leave(struct fields *f, Json *around)
{
	f->object = around;
}

void fields_payload(struct fields *f, const char *name, const char *bytes, size_t n)
{
	char hex_name[64];
	struct str hex;

	if (f->wrong)
		return;
	if (payload_is_text(bytes, n)) {
		fields_line(f, NULL);
		fields_text(f, name, bytes, n);
		return;
	}
	if (f->out) {
		fields_line(f, NULL);
		put_name(f, name);
		lens_format(f->out, LENS_NUMBER, "%zu bytes", n);
		lens_newline(f->out);
		hex_rows(bytes, n, 0, 2 * INDENT, f->out);
		/* The line is ended by whoever shows the message. */
		lens_text_truncate(f->out, f->out->text.length - 1);
	}
	str_init(&hex);
	hex_append(bytes, n, &hex);
	snprintf(hex_name, sizeof(hex_name), "%s_hex", name);
	put_hex_member(f, hex_name, &hex);
	str_fini(&hex);
}
