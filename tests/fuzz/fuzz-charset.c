/* A peer's bytes in any character set: the same text whole and byte by byte, and always UTF-8. */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/charset.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte of the input chooses one. */
static const char *const names[] = { "CP437",     "CP1252",  "KOI8-R", "BIG5",        "GBK",
				     "SHIFT_JIS", "EUC-KR",  "CP1258", "ISO-2022-JP", "EUC-JP",
				     "CP932",     "GB18030", "JOHAB" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + 1;
	struct buf whole, split, back;
	Charset *a, *b;

	if (!size)
		return 0;
	a = charset_new(names[data[0] % (sizeof(names) / sizeof(names[0]))], NULL);
	b = charset_new(names[data[0] % (sizeof(names) / sizeof(names[0]))], NULL);
	assert(a && b);
	buf_init(&whole);
	buf_init(&split);
	buf_init(&back);
	charset_decode(a, bytes, size - 1, &whole);
	for (size_t i = 0; i + 1 < size; i++)
		charset_decode(b, bytes + i, 1, &split);
	charset_finish(a, &whole);
	charset_finish(b, &split);
	assert(buf_length(&whole) == buf_length(&split));
	assert(!buf_length(&whole) ||
	       !memcmp(buf_data(&whole), buf_data(&split), buf_length(&whole)));
	assert(utf8_valid(buf_data(&whole), buf_length(&whole)));
	charset_encode(a, bytes, size - 1, &back, NULL);
	buf_fini(&whole);
	buf_fini(&split);
	buf_fini(&back);
	charset_free(a);
	charset_free(b);
	return 0;
}
