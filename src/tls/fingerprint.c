#include "tls/fingerprint.h"

#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/poison.h"

enum { KEY_LENGTH = BASE64_LENGTH(FINGERPRINT_BYTES) };

static const char hex_digits[] = "0123456789abcdef";

bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* A colon stands between all bytes or between none. */
static bool parse_hex(const char *text, struct fingerprint *out)
{
	bool colons = strchr(text, ':') != NULL;

	for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
		int byte;

		if (i && colons && *text++ != ':')
			return false;
		byte = hex_byte(text);
		if (byte < 0)
			return false;
		out->bytes[i] = (uint8_t)byte;
		text += 2;
	}
	return *text == '\0';
}

static bool parse_base64(const char *text, struct fingerprint *out)
{
	size_t length = strlen(text), at = 0;
	unsigned bits = 0, count = 0;

	if (length == KEY_LENGTH && text[length - 1] == '=')
		length--;
	if (length != KEY_LENGTH - 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		const char *digit = strchr(base64_digits, text[i]);

		if (!digit)
			return false;
		bits = bits << 6 | (unsigned)(digit - base64_digits);
		count += 6;
		if (count >= 8) {
			count -= 8;
			out->bytes[at++] = (uint8_t)(bits >> count);
			bits &= (1u << count) - 1;
		}
	}
	/* 43 digits are two bits more than 32 bytes: with those set it is no digest cut to size. */
	return bits == 0;
}

static const char *without_prefix(const char *text)
{
	if (strncasecmp(text, "sha256//", 8) == 0)
		return text + 8;
	return strncasecmp(text, "sha256:", 7) == 0 ? text + 7 : text;
}

bool fingerprint_parse(const char *text, struct fingerprint *out, struct err *e)
{
	const char *digits = without_prefix(text);
	struct fingerprint f;

	/* The digits of a key may begin like the prefix: it is one only if what follows is a key.
	 */
	if (!parse_hex(digits, &f) && !parse_base64(digits, &f) && !parse_base64(text, &f))
		return err_set(e, ERR_USAGE,
			       "a pin is the SHA-256 of a public key: 64 hex digits "
			       "(colons between them are fine) or base64");
	*out = f;
	return true;
}

void fingerprint_hex(const struct fingerprint *f, char out[FINGERPRINT_HEX])
{
	for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
		out[2 * i] = hex_digits[f->bytes[i] >> 4];
		out[2 * i + 1] = hex_digits[f->bytes[i] & 15];
	}
	out[FINGERPRINT_HEX - 1] = '\0';
}

void fingerprint_base64(const struct fingerprint *f, char out[FINGERPRINT_BASE64])
{
	base64_encode(f->bytes, FINGERPRINT_BYTES, out);
	out[KEY_LENGTH] = '\0';
}
