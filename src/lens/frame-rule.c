#include "lens/frame-rule.h"

#include <string.h>

#include "base/hex.h"
#include "base/str.h"
#include "base/poison.h"

enum {
	FIXED_MAX = 1 << 20,
	VARINT_MAX = 10, /* bytes: 64 bits, seven in each */
};

/* --- The rule as a text. */

static bool parse_delimiter(const char *hex, struct frame_rule *r)
{
	for (; *hex && r->delimiter_length < FRAME_DELIMITER_MAX; hex += 2) {
		int byte = hex_byte(hex);

		if (byte < 0)
			return false;
		r->delimiter[r->delimiter_length++] = (char)byte;
	}
	return !*hex && r->delimiter_length;
}

/* `u16be` and the like, of `n` bytes. */
static bool parse_number(const char *text, size_t n, struct frame_rule *r)
{
	static const struct {
		const char *name;
		struct frame_rule rule;
	} numbers[] = {
		{ "u8", { .kind = FRAME_LENGTH, .width = 1 } },
		{ "u16be", { .kind = FRAME_LENGTH, .width = 2 } },
		{ "u16le", { .kind = FRAME_LENGTH, .width = 2, .little = true } },
		{ "u24be", { .kind = FRAME_LENGTH, .width = 3 } },
		{ "u24le", { .kind = FRAME_LENGTH, .width = 3, .little = true } },
		{ "u32be", { .kind = FRAME_LENGTH, .width = 4 } },
		{ "u32le", { .kind = FRAME_LENGTH, .width = 4, .little = true } },
		{ "varint", { .kind = FRAME_VARINT } },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (strlen(numbers[i].name) == n && strncmp(text, numbers[i].name, n) == 0) {
			*r = numbers[i].rule;
			return true;
		}
	}
	return false;
}

/* What stands in `text` behind `begin`; NULL if it doesn't begin so. */
static const char *behind(const char *text, const char *begin)
{
	size_t n = strlen(begin);

	return strncmp(text, begin, n) == 0 ? text + n : NULL;
}

static bool parse(const char *text, struct frame_rule *r)
{
	size_t n = strcspn(text, "+");
	const char *value;
	long long fixed;

	*r = (struct frame_rule){ .kind = FRAME_NONE };
	if (strcmp(text, "none") == 0)
		return true;
	if (strcmp(text, "line") == 0) {
		r->kind = FRAME_LINE;
		return true;
	}
	if ((value = behind(text, "fixed:"))) {
		r->kind = FRAME_FIXED;
		if (!str_to_number(value, 1, FIXED_MAX, &fixed))
			return false;
		r->fixed = (uint32_t)fixed;
		return true;
	}
	if ((value = behind(text, "delimiter:"))) {
		r->kind = FRAME_DELIMITER;
		return parse_delimiter(value, r);
	}
	if (!parse_number(text, n, r))
		return false;
	r->inclusive = text[n] == '+';
	return !text[n] || strcmp(text + n, "+incl") == 0;
}

bool frame_rule_parse(const char *text, struct frame_rule *out, struct err *e)
{
	struct frame_rule r;

	if (!parse(text, &r))
		return err_set(e, ERR_USAGE,
			       "\"%s\" is no rule for frames: none, line, u8, u16be, u16le, u24be, "
			       "u24le, u32be, u32le or varint (with +incl where the length counts "
			       "itself), fixed:BYTES, delimiter:HEX",
			       text);
	*out = r;
	return true;
}

bool frame_rule_same(const struct frame_rule *a, const struct frame_rule *b)
{
	return a->kind == b->kind && a->width == b->width && a->little == b->little &&
	       a->inclusive == b->inclusive && a->fixed == b->fixed &&
	       a->delimiter_length == b->delimiter_length &&
	       memcmp(a->delimiter, b->delimiter, a->delimiter_length) == 0;
}

/* --- The rule on bytes. */

/* A number of `before` bytes says `length`. */
static void take_length(const struct frame_rule *r, size_t before, uint64_t length,
			struct frame_found *out)
{
	uint64_t itself = r->inclusive ? before : 0;

	*out = (struct frame_found){ .before = before,
				     .wrong = length < itself || length > INT64_MAX };
	if (!out->wrong)
		out->payload = length - itself;
}

static bool apply_length(const struct frame_rule *r, const char *bytes, size_t n,
			 struct frame_found *out)
{
	uint64_t length = 0;

	if (n < r->width)
		return false;
	for (unsigned i = 0; i < r->width; i++)
		length = length << 8 | (uint8_t)bytes[r->little ? r->width - 1 - i : i];
	take_length(r, r->width, length, out);
	return true;
}

static bool apply_varint(const struct frame_rule *r, const char *bytes, size_t n,
			 struct frame_found *out)
{
	uint64_t length = 0;

	for (size_t i = 0; i < n && i < VARINT_MAX; i++) {
		uint8_t byte = (uint8_t)bytes[i];

		length |= (uint64_t)(byte & 0x7f) << 7 * i;
		if (byte & 0x80)
			continue;
		take_length(r, i + 1, length, out);
		return true;
	}
	*out = (struct frame_found){ .before = VARINT_MAX, .wrong = true };
	return n >= VARINT_MAX;
}

static bool apply_line(const char *bytes, size_t n, size_t *at, struct frame_found *out)
{
	const char *newline = memchr(bytes + *at, '\n', n - *at);
	bool cr = newline && newline > bytes && newline[-1] == '\r';

	*at = n;
	if (newline)
		*out = (struct frame_found){ .payload = (size_t)(newline - bytes) - cr,
					     .behind = 1u + cr };
	return newline != NULL;
}

static bool apply_delimiter(const struct frame_rule *r, const char *bytes, size_t n, size_t *at,
			    struct frame_found *out)
{
	size_t length = r->delimiter_length;
	const char *found = memmem(bytes + *at, n - *at, r->delimiter, length);

	*at = n < length ? 0 : n - length + 1;
	if (found)
		*out = (struct frame_found){ .payload = (size_t)(found - bytes), .behind = length };
	return found != NULL;
}

bool frame_rule_apply(const struct frame_rule *r, const char *bytes, size_t n, size_t *at,
		      struct frame_found *out)
{
	switch (r->kind) {
	case FRAME_NONE: return false;
	case FRAME_LINE: return apply_line(bytes, n, at, out);
	case FRAME_LENGTH: return apply_length(r, bytes, n, out);
	case FRAME_VARINT: return apply_varint(r, bytes, n, out);
	case FRAME_FIXED: *out = (struct frame_found){ .payload = r->fixed }; return true;
	case FRAME_DELIMITER: return apply_delimiter(r, bytes, n, at, out);
	}
	return false;
}

/* --- A frame made. */

static bool make_length(const struct frame_rule *r, const char *bytes, size_t n, struct buf *out,
			struct err *e)
{
	uint64_t length = n + (r->inclusive ? r->width : 0);

	if (length >> 8 * r->width)
		return err_set(e, ERR_USAGE,
			       "%zu bytes are more than the number before them can say", n);
	for (unsigned i = 0; i < r->width; i++)
		buf_append_byte(out,
				(unsigned char)(length >> 8 * (r->little ? i : r->width - 1 - i)));
	buf_append(out, bytes, n);
	return true;
}

/* With a number that counts itself its own length may grow by what it adds. */
static void make_varint(const struct frame_rule *r, const char *bytes, size_t n, struct buf *out)
{
	uint64_t length = n;

	if (r->inclusive) {
		unsigned width = 1;

		while (width < VARINT_MAX && (n + width) >> 7 * width)
			width++;
		length = n + width;
	}
	for (; length >> 7; length >>= 7)
		buf_append_byte(out, (unsigned char)((length & 0x7f) | 0x80));
	buf_append_byte(out, (unsigned char)length);
	buf_append(out, bytes, n);
}

static bool make_delimited(const char *end, size_t length, const char *bytes, size_t n,
			   struct buf *out, struct err *e)
{
	if (memmem(bytes, n, end, length))
		return err_set(e, ERR_USAGE, "what ends a frame stands within these bytes");
	buf_append(out, bytes, n);
	buf_append(out, end, length);
	return true;
}

bool frame_rule_make(const struct frame_rule *r, const char *bytes, size_t n, struct buf *out,
		     struct err *e)
{
	switch (r->kind) {
	case FRAME_NONE: break;
	case FRAME_LINE: return make_delimited("\n", 1, bytes, n, out, e);
	case FRAME_LENGTH: return make_length(r, bytes, n, out, e);
	case FRAME_VARINT: make_varint(r, bytes, n, out); return true;
	case FRAME_FIXED:
		if (n != r->fixed)
			return err_set(e, ERR_USAGE, "a frame has %u bytes, these are %zu",
				       (unsigned)r->fixed, n);
		buf_append(out, bytes, n);
		return true;
	case FRAME_DELIMITER:
		return make_delimited(r->delimiter, r->delimiter_length, bytes, n, out, e);
	}
	return err_set(e, ERR_USAGE, "the option frame is not set: /set frame u16be, or the like");
}
