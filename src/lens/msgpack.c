/* MessagePack, a value a message, in the notation of JSON with bytes and extensions beside it. */
#include <string.h>

#include "lens/item.h"
#include "lens/lens-table.h"
#include "lens/utc.h"
#include "base/poison.h"

enum {
	FIRST_HEAD = 0xc0, /* below are numbers, maps, arrays and texts that fit into the byte */
	LAST_HEAD = 0xdf, /* above are numbers down from -1 */
	TYPE_TIMESTAMP = -1,
	FIXED = 0x100, /* the length is what is added to it, and no bytes hold it */
};

/* What the bytes c0 to df begin. */
static const struct head {
	enum item_kind kind;
	uint8_t width; /* bytes of the number or length that follows */
	uint16_t fixed; /* FIXED + length of an extension */
	const char *word;
} heads[] = {
	{ ITEM_WORD, 0, 0, "null" },
	{ ITEM_WRONG, 0, 0, "c1, which begins no value" },
	{ ITEM_WORD, 0, 0, "false" },
	{ ITEM_WORD, 0, 0, "true" },
	{ ITEM_BYTES, 1, 0, NULL },
	{ ITEM_BYTES, 2, 0, NULL },
	{ ITEM_BYTES, 4, 0, NULL },
	{ ITEM_EXTENSION, 1, 0, NULL },
	{ ITEM_EXTENSION, 2, 0, NULL },
	{ ITEM_EXTENSION, 4, 0, NULL },
	{ ITEM_REAL, 4, 0, NULL },
	{ ITEM_REAL, 8, 0, NULL },
	{ ITEM_UNSIGNED, 1, 0, NULL },
	{ ITEM_UNSIGNED, 2, 0, NULL },
	{ ITEM_UNSIGNED, 4, 0, NULL },
	{ ITEM_UNSIGNED, 8, 0, NULL },
	{ ITEM_NEGATIVE, 1, 0, NULL },
	{ ITEM_NEGATIVE, 2, 0, NULL },
	{ ITEM_NEGATIVE, 4, 0, NULL },
	{ ITEM_NEGATIVE, 8, 0, NULL },
	{ ITEM_EXTENSION, 0, FIXED + 1, NULL },
	{ ITEM_EXTENSION, 0, FIXED + 2, NULL },
	{ ITEM_EXTENSION, 0, FIXED + 4, NULL },
	{ ITEM_EXTENSION, 0, FIXED + 8, NULL },
	{ ITEM_EXTENSION, 0, FIXED + 16, NULL },
	{ ITEM_TEXT, 1, 0, NULL },
	{ ITEM_TEXT, 2, 0, NULL },
	{ ITEM_TEXT, 4, 0, NULL },
	{ ITEM_ARRAY, 2, 0, NULL },
	{ ITEM_ARRAY, 4, 0, NULL },
	{ ITEM_MAP, 2, 0, NULL },
	{ ITEM_MAP, 4, 0, NULL },
};

static uint64_t read_number(const char *bytes, size_t width)
{
	uint64_t value = 0;

	for (size_t i = 0; i < width; i++)
		value = value << 8 | (uint8_t)bytes[i];
	return value;
}

/* A whole number of `width` bytes that has a sign. */
static void take_signed(struct item *i, unsigned width)
{
	unsigned shift = 64 - 8 * width;
	int64_t value = (int64_t)(i->number << shift) >> shift;

	if (value >= 0)
		i->kind = ITEM_UNSIGNED;
	else
		i->number = (uint64_t)(-1 - value);
}

static void take_real(struct item *i, unsigned width)
{
	uint32_t low = (uint32_t)i->number;
	float narrow;

	if (width == 8) {
		memcpy(&i->real, &i->number, sizeof(i->real));
		return;
	}
	memcpy(&narrow, &low, sizeof(narrow));
	i->real = (double)narrow;
}

/* What fits into a byte with its kind. */
static struct item read_byte(uint8_t byte)
{
	if (byte < 0x80)
		return (struct item){ .kind = ITEM_UNSIGNED, .head = 1, .number = byte };
	if (byte > LAST_HEAD)
		return (struct item){ .kind = ITEM_NEGATIVE, .head = 1, .number = 0xff - byte };
	if (byte >= 0xa0)
		return (struct item){ .kind = ITEM_TEXT, .head = 1, .number = byte & 0x1f };
	return (struct item){ .kind = byte < 0x90 ? ITEM_MAP : ITEM_ARRAY,
			      .head = 1,
			      .number = byte & 0x0f };
}

static struct item read_head(const char *bytes, size_t n)
{
	uint8_t byte = (uint8_t)bytes[0];
	const struct head *h = &heads[byte & 0x1f];
	struct item i = { .kind = h->kind, .word = h->word };

	if (byte < FIRST_HEAD || byte > LAST_HEAD)
		return read_byte(byte);
	i.head = 1 + (size_t)h->width + (h->kind == ITEM_EXTENSION);
	if (n < i.head)
		return (struct item){ .kind = ITEM_SHORT };
	i.number = h->fixed ? h->fixed - (uint64_t)FIXED : read_number(bytes + 1, h->width);
	if (h->kind == ITEM_EXTENSION)
		i.type = (signed char)bytes[i.head - 1];
	else if (h->kind == ITEM_NEGATIVE)
		take_signed(&i, h->width);
	else if (h->kind == ITEM_REAL)
		take_real(&i, h->width);
	return i;
}

/* The one type that has a meaning: a time. */
static bool extension(int type, const char *bytes, size_t n, struct str *out)
{
	uint64_t value = read_number(bytes, n < 8 ? n : 8), seconds = value, nanos = 0;

	if (type != TYPE_TIMESTAMP || (n != 4 && n != 8 && n != 12))
		return false;
	if (n == 8) {
		nanos = value >> 34;
		seconds = value & 0x3ffffffff;
	} else if (n == 12) {
		nanos = value >> 32;
		seconds = read_number(bytes + 4, 8);
	}
	return utc_append((int64_t)seconds, (uint32_t)nanos, out);
}

/* --- The row. */

static const struct item_format format = { .read = read_head, .extension = extension };

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

/* A map or an array in which texts are text. */
static unsigned guess(const char *bytes, size_t n)
{
	return item_guess(&format, bytes, n);
}

const struct lens_row lens_msgpack = {
	.name = "msgpack",
	.summary = "MessagePack in the notation of JSON, with bytes and extensions",
	.framed = true,
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};
