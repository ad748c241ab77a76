/* CBOR (RFC 8949), a data item a message, in its diagnostic notation; tags are named. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "lens/item.h"
#include "lens/lens-table.h"
#include "lens/utc.h"
#include "base/poison.h"

enum {
	MAJOR_UNSIGNED,
	MAJOR_NEGATIVE,
	MAJOR_BYTES,
	MAJOR_TEXT,
	MAJOR_ARRAY,
	MAJOR_MAP,
	MAJOR_TAG,
	MAJOR_OTHER,
	INFO_ONE = 24, /* a byte follows; 25: two; 26: four; 27: eight */
	INFO_EIGHT = 27,
	INFO_ENDLESS = 31,
	FIRST_KNOWN = 20, /* simple value that has a name */
	TAG_EPOCH = 1,
	TAG_BIGNUM = 2,
	TAG_NEGATIVE_BIGNUM = 3,
	BIGNUM_MAX = 64, /* bytes; a longer one is shown as bytes */
	LIMBS = BIGNUM_MAX / 3,
};

/* --- Heads. */

static uint64_t read_number(const char *bytes, size_t width)
{
	uint64_t value = 0;

	for (size_t i = 0; i < width; i++)
		value = value << 8 | (uint8_t)bytes[i];
	return value;
}

/* IEEE 754's binary16. */
static double half(uint64_t bits)
{
	int exponent = bits >> 10 & 0x1f;
	double fraction = (double)(bits & 0x3ff), value;

	if (exponent == 31)
		value = fraction > 0 ? (double)NAN : (double)INFINITY;
	else if (exponent)
		value = ldexp(fraction + 1024, exponent - 25);
	else
		value = ldexp(fraction, -24);
	return bits & 0x8000 ? -value : value;
}

static double real_of(uint64_t bits, size_t width)
{
	uint32_t low = (uint32_t)bits;
	double wide;
	float narrow;

	if (width == 2)
		return half(bits);
	memcpy(&narrow, &low, sizeof(narrow));
	memcpy(&wide, &bits, sizeof(wide));
	return width == 4 ? (double)narrow : wide;
}

/* Simple values have names or just numbers. */
static void read_other(struct item *i, unsigned info, size_t width)
{
	static const char *const known[] = { "false", "true", "null", "undefined" };

	i->kind = ITEM_SIMPLE;
	if (width >= 2) {
		i->kind = ITEM_REAL;
		i->real = real_of(i->number, width);
	} else if (info == INFO_ENDLESS) {
		i->kind = ITEM_BREAK;
	} else if (info == INFO_ONE && i->number < 32) {
		i->kind = ITEM_WRONG;
		i->word = "a simple value below 32 in two bytes";
	} else if (i->number >= FIRST_KNOWN && i->number < FIRST_KNOWN + 4) {
		i->kind = ITEM_WORD;
		i->word = known[i->number - FIRST_KNOWN];
	}
}

static struct item wrong(const char *words)
{
	return (struct item){ .kind = ITEM_WRONG, .head = 1, .word = words };
}

static struct item read_head(const char *bytes, size_t n)
{
	static const enum item_kind kinds[] = {
		ITEM_UNSIGNED, ITEM_NEGATIVE, ITEM_BYTES, ITEM_TEXT,
		ITEM_ARRAY,    ITEM_MAP,      ITEM_TAG,   ITEM_WORD
	};
	unsigned major = (uint8_t)bytes[0] >> 5, info = (uint8_t)bytes[0] & 0x1f;
	size_t width = info >= INFO_ONE && info <= INFO_EIGHT ? (size_t)1 << (info - INFO_ONE) : 0;
	struct item i = { .kind = kinds[major], .head = 1 + width };

	if (info > INFO_EIGHT && info < INFO_ENDLESS)
		return wrong("a reserved additional information (28 to 30)");
	if (n < i.head)
		return (struct item){ .kind = ITEM_SHORT };
	i.number = width ? read_number(bytes + 1, width) : info < INFO_ONE ? info : 0;
	i.endless = info == INFO_ENDLESS && major != MAJOR_OTHER;
	if (i.endless && (major < MAJOR_BYTES || major == MAJOR_TAG))
		return wrong("what must have a length has none");
	if (major == MAJOR_OTHER)
		read_other(&i, info, width);
	else if (item_payload(&i) > INT64_MAX)
		return wrong("a length beyond 63 bits");
	return i;
}

/* --- Tags. */

static const struct {
	uint64_t tag;
	const char *name;
} tags[] = {
	{ 0, "date and time" },
	{ TAG_EPOCH, "epoch time" },
	{ TAG_BIGNUM, "bignum" },
	{ TAG_NEGATIVE_BIGNUM, "negative bignum" },
	{ 4, "decimal fraction" },
	{ 5, "bigfloat" },
	{ 16, "COSE_Encrypt0" },
	{ 17, "COSE_Mac0" },
	{ 18, "COSE_Sign1" },
	{ 21, "to base64url" },
	{ 22, "to base64" },
	{ 23, "to base16" },
	{ 24, "encoded CBOR" },
	{ 25, "string reference" },
	{ 28, "shared" },
	{ 29, "reference" },
	{ 30, "rational" },
	{ 32, "URI" },
	{ 33, "base64url" },
	{ 34, "base64" },
	{ 35, "regular expression" },
	{ 36, "MIME message" },
	{ 37, "UUID" },
	{ 38, "text in a language" },
	{ 52, "IPv4" },
	{ 54, "IPv6" },
	{ 61, "CWT" },
	{ 63, "encoded CBOR sequence" },
	{ 64, "uint8 array" },
	{ 65, "uint16 array" },
	{ 66, "uint32 array" },
	{ 67, "uint64 array" },
	{ 68, "clamped uint8 array" },
	{ 69, "uint16 array, little endian" },
	{ 70, "uint32 array, little endian" },
	{ 71, "uint64 array, little endian" },
	{ 72, "int8 array" },
	{ 73, "int16 array" },
	{ 74, "int32 array" },
	{ 75, "int64 array" },
	{ 77, "int16 array, little endian" },
	{ 78, "int32 array, little endian" },
	{ 79, "int64 array, little endian" },
	{ 80, "float16 array" },
	{ 81, "float32 array" },
	{ 82, "float64 array" },
	{ 84, "float16 array, little endian" },
	{ 85, "float32 array, little endian" },
	{ 86, "float64 array, little endian" },
	{ 96, "COSE_Encrypt" },
	{ 97, "COSE_Mac" },
	{ 98, "COSE_Sign" },
	{ 100, "days since 1970" },
	{ 256, "string references" },
	{ 258, "set" },
	{ 260, "network address" },
	{ 261, "network prefix" },
	{ 1004, "date" },
	{ 55799, "CBOR" },
};

/* To the microsecond, which is what a number of 64 bits tells. */
static void append_real_time(double value, struct str *out)
{
	int64_t micros, seconds;

	if (!(fabs(value) < 1e12))
		return;
	micros = (int64_t)(value * 1e6 + (value < 0 ? -0.5 : 0.5));
	seconds = micros / 1000000 - (micros % 1000000 < 0);
	utc_append(seconds, (uint32_t)(micros - seconds * 1000000) * 1000, out);
}

/* The time that stands behind a tag. */
static void append_epoch(const char *bytes, size_t n, struct str *out)
{
	struct item i = n ? read_head(bytes, n) : (struct item){ .kind = ITEM_SHORT };
	size_t before = out->length;

	if (i.kind == ITEM_UNSIGNED && i.number < INT64_MAX)
		utc_append((int64_t)i.number, 0, out);
	else if (i.kind == ITEM_NEGATIVE && i.number < INT64_MAX)
		utc_append(-1 - (int64_t)i.number, 0, out);
	else if (i.kind == ITEM_REAL)
		append_real_time(i.real, out);
	if (out->length > before)
		str_splice(out, before, 0, " ", 1);
}

static bool comment(uint64_t tag, const char *bytes, size_t n, struct str *out)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (tags[i].tag != tag)
			continue;
		str_append_string(out, tags[i].name);
		if (tag == TAG_EPOCH)
			append_epoch(bytes, n, out);
		return true;
	}
	return false;
}

/* Adds `byte` to 256 times the number, nine decimal digits a limb, the lowest first. */
static void shift_in(uint32_t limbs[LIMBS], uint8_t byte)
{
	uint64_t carry = byte;

	for (size_t i = 0; i < LIMBS; i++) {
		carry += (uint64_t)limbs[i] << 8;
		limbs[i] = (uint32_t)(carry % 1000000000);
		carry /= 1000000000;
	}
}

static bool bignum(uint64_t tag, const char *bytes, size_t n, struct str *out)
{
	uint32_t limbs[LIMBS] = { 0 };
	size_t top = LIMBS - 1;

	if ((tag != TAG_BIGNUM && tag != TAG_NEGATIVE_BIGNUM) || n > BIGNUM_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		shift_in(limbs, (uint8_t)bytes[i]);
	/* It is -1 - the number. */
	for (size_t i = 0; tag == TAG_NEGATIVE_BIGNUM && i < LIMBS; i++) {
		limbs[i] = (limbs[i] + 1) % 1000000000;
		if (limbs[i])
			break;
	}
	while (top && !limbs[top])
		top--;
	str_append_format(out, "%s%" PRIu32, tag == TAG_BIGNUM ? "" : "-", limbs[top]);
	while (top--)
		str_append_format(out, "%09" PRIu32, limbs[top]);
	return true;
}

/* --- The row. */

static const struct item_format format = {
	.read = read_head,
	.comment = comment,
	.bignum = bignum,
	.base64url = true,
};

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	(void)o;
	(void)d;
	(void)ended;
	return item_frame(&format, scan, bytes, n);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	(void)scan;
	(void)o;
	(void)d;
	item_show(&format, bytes, n, out);
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	(void)wrong;
	(void)scan;
	(void)o;
	(void)d;
	return item_tree(&format, bytes, n);
}

/* It begins with its own tag, or with a map or an array in which texts are text. */
static unsigned guess(const char *bytes, size_t n)
{
	static const char self[] = "\xd9\xd9\xf7";
	if (n >= sizeof(self) - 1 && memcmp(bytes, self, sizeof(self) - 1) == 0)
		return 100;
	return item_guess(&format, bytes, n);
}

const struct lens_row lens_cbor = {
	.name = "cbor",
	.summary = "CBOR in its diagnostic notation, tags named",
	.framed = true,
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};
