/* UTF-8 and clusters: every walk over a text advances, ends, and agrees with the others. */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_code_points(const char *s, size_t n)
{
	bool valid = true;

	for (size_t at = 0; at < n;) {
		uint32_t cp;
		size_t used = utf8_decode(s + at, n - at, &cp);
		int width = utf8_width(cp);

		assert(used <= n - at && cp <= 0x10ffff && width >= 0 && width <= 2);
		valid = valid && used && !(used == 1 && cp == UTF8_REPLACEMENT);
		if (!used)
			break;
		at += used;
	}
	assert(valid == utf8_valid(s, n));
	assert(utf8_text_width(s, n) <= 2 * n);
}

static void check_clusters(const char *s, size_t n)
{
	size_t start = 0;

	while (start < n) {
		size_t length = utf8_cluster_length(s + start, n - start);

		assert(length >= 1 && length <= n - start);
		start += length;
	}
	for (size_t at = n < 64 ? n : 64; at > 0;) {
		size_t before = utf8_cluster_before(s, at);

		assert(before < at);
		at = before;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	check_code_points((const char *)data, size);
	check_clusters((const char *)data, size);
	return 0;
}
