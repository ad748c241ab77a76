#include "lens/encode.h"

#include <string.h>

#include "base/base64.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { SOH = 1, SHOWN = 24 };

/* --- Base64. */

/* The value of a digit; -1 if it is none. */
static int digit_value(char c)
{
	const char *found;

	if (c == '-' || c == '_')
		return c == '-' ? 62 : 63;
	found = c ? strchr(base64_digits, c) : NULL;
	return found ? (int)(found - base64_digits) : -1;
}

bool encode_base64(const char *text, struct buf *out, struct err *e)
{
	uint32_t bits = 0;
	unsigned digits = 0;
	const char *at = text;

	for (; *at && *at != '='; at++) {
		int value = digit_value(*at);

		if (*at == ' ' || *at == '\t')
			continue;
		if (value < 0)
			return err_set(e, ERR_USAGE, "column %zu: no digit of base64",
				       (size_t)(at - text) + 1);
		bits = bits << 6 | (uint32_t)value;
		digits = (digits + 1) % 4;
		if (digits != 1)
			buf_append_byte(out, (unsigned char)(bits >> (4 - digits) % 4 * 2));
	}
	if (digits == 1 || at[strspn(at, "= \t")])
		return err_set(e, ERR_USAGE, "column %zu: base64 doesn't end so",
			       (size_t)(at - text) + 1);
	return buf_length(out) || err_set(e, ERR_USAGE, "no bytes are given");
}

/* --- FIX. */

/* Whether `n` bytes are a field: a tag that doesn't begin with 0, and a value. */
static bool is_field(const char *field, size_t n)
{
	size_t tag = strspn(field, "0123456789");

	return tag && field[0] != '0' && tag + 1 < n && field[tag] == '=';
}

static bool has_tag(const char *field, const char *tag)
{
	return strncmp(field, tag, strlen(tag)) == 0;
}

/* Appends the fields of the body to `body`, and the value of 8 to `begin`. */
static bool read_fields(const char *text, struct str *begin, struct str *body, struct err *e)
{
	static const char between[] = { '|', SOH, '\0' };

	for (text += strspn(text, between); *text;) {
		size_t n = strcspn(text, between);

		if (!is_field(text, n))
			return err_set(e, ERR_USAGE,
				       "`%.*s` is no field of FIX (TAG=VALUE|TAG=VALUE)",
				       (int)utf8_cut(text, n, SHOWN), text);
		if (has_tag(text, "8=")) {
			str_clear(begin);
			str_append(begin, text + 2, n - 2);
		} else if (!has_tag(text, "9=") && !has_tag(text, "10=")) {
			str_append(body, text, n);
			str_append_char(body, SOH);
		}
		text += n;
		text += strspn(text, between);
	}
	return body->length || err_set(e, ERR_USAGE, "no fields are given (35=0|...)");
}

bool encode_fix(const char *text, struct buf *out, struct err *e)
{
	struct str begin, body, whole;
	unsigned sum = 0;
	bool good;

	str_init(&begin);
	str_init(&body);
	str_init(&whole);
	str_append_string(&begin, "FIX.4.4");
	good = read_fields(text, &begin, &body, e);
	if (good && !has_tag(body.text, "35="))
		good = err_set(e, ERR_USAGE, "a message of FIX begins with its type: 35=...");
	str_append_format(&whole, "8=%s%c9=%zu%c", begin.text, SOH, body.length, SOH);
	str_append(&whole, body.text, body.length);
	for (size_t i = 0; i < whole.length; i++)
		sum += (unsigned char)whole.text[i];
	str_append_format(&whole, "10=%03u%c", sum % 256, SOH);
	if (good)
		buf_append(out, whole.text, whole.length);
	str_fini(&whole);
	str_fini(&body);
	str_fini(&begin);
	return good;
}

/* --- Modbus. */

uint16_t encode_modbus_crc(const void *bytes, size_t n)
{
	const unsigned char *at = bytes;
	unsigned crc = 0xffff;

	for (size_t i = 0; i < n; i++) {
		crc ^= at[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
	}
	return (uint16_t)crc;
}
