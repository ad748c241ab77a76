#include "base/base64.h"

#include "base/poison.h"

const char base64_digits[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const void *bytes, size_t n, char *out)
{
	const unsigned char *from = bytes;

	for (size_t i = 0; i < n; i += 3) {
		unsigned group = (unsigned)from[i] << 16;

		group |= i + 1 < n ? (unsigned)from[i + 1] << 8 : 0;
		group |= i + 2 < n ? from[i + 2] : 0;
		*out++ = base64_digits[group >> 18];
		*out++ = base64_digits[group >> 12 & 63];
		*out++ = i + 1 < n ? base64_digits[group >> 6 & 63] : '=';
		*out++ = i + 2 < n ? base64_digits[group & 63] : '=';
	}
}
