/*
 * The CR rules: decoding doesn't depend on how the bytes are cut, never adds, and undoes encoding.
 * The first byte chooses the rules, the second the cuts.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "telnet/nvt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int good)
{
	if (!good)
		abort();
}

static void collect(void *user, const char *bytes, size_t n)
{
	check(n > 0);
	buf_append(user, bytes, n);
}

static bool equal(const struct buf *a, const struct buf *b)
{
	if (buf_length(a) != buf_length(b))
		return false;
	return !buf_length(a) || !memcmp(buf_data(a), buf_data(b), buf_length(a));
}

static struct buf decode(unsigned rules, const char *bytes, size_t n, size_t chunk)
{
	struct nvt_decoder d = { 0 };
	struct buf out;

	buf_init(&out);
	for (size_t i = 0; i < n; i += chunk)
		nvt_decode(&d, rules, bytes + i, n - i < chunk ? n - i : chunk, collect, &out);
	nvt_flush(&d, collect, &out);
	check(buf_length(&out) <= n);
	return out;
}

static void check_decode(unsigned rules, const char *bytes, size_t n, size_t chunk)
{
	struct buf whole = decode(rules, bytes, n, n);
	struct buf cut = decode(rules, bytes, n, chunk);

	check(equal(&whole, &cut));
	buf_fini(&whole);
	buf_fini(&cut);
}

/* A peer that drops lone NULs sees what was sent, but for the NULs in it. */
static void check_round_trip(const char *bytes, size_t n)
{
	struct buf encoded, decoded, expected;

	buf_init(&encoded);
	buf_init(&expected);
	nvt_encode(NVT_STUFF_CR, bytes, n, &encoded);
	for (size_t i = 0; i < n; i++) {
		if (bytes[i])
			buf_append(&expected, bytes + i, 1);
	}
	decoded = decode(NVT_CR_NUL | NVT_DROP_NUL, buf_data(&encoded), buf_length(&encoded),
			 buf_length(&encoded));
	check(equal(&decoded, &expected));
	buf_fini(&encoded);
	buf_fini(&decoded);
	buf_fini(&expected);
}

static void check_text(unsigned rules, const char *bytes, size_t n, size_t chunk)
{
	bool whole_cr = false, cut_cr = false;
	struct buf whole, cut;

	buf_init(&whole);
	buf_init(&cut);
	nvt_encode_text(&whole_cr, rules, bytes, n, &whole);
	for (size_t i = 0; i < n; i += chunk)
		nvt_encode_text(&cut_cr, rules, bytes + i, n - i < chunk ? n - i : chunk, &cut);
	check(equal(&whole, &cut) && whole_cr == cut_cr);
	buf_fini(&whole);
	buf_fini(&cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + 2;

	if (size < 3)
		return 0;
	check_decode(data[0] % 8u, bytes, size - 2, data[1] % 16u + 1);
	check_text(data[0] % 4u, bytes, size - 2, data[1] % 16u + 1);
	check_round_trip(bytes, size - 2);
	return 0;
}
