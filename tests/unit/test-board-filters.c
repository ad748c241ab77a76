/* What boards send that is no text: tunes and the beginnings of file transfers. */
#include "unit/unit.h"

#include <string.h>

#include "base/buf.h"
#include "session/music.h"
#include "session/zmodem.h"

static void assert_bytes(const char *what, size_t chunk, const struct buf *seen,
			 const char *expected, size_t n)
{
	if (buf_length(seen) != n || (n && memcmp(buf_data(seen), expected, n) != 0))
		fail_msg("%s in pieces of %zu: saw \"%.*s\", expected \"%.*s\"", what, chunk,
			 (int)buf_length(seen), n ? buf_data(seen) : "", (int)n, expected);
}

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *bytes;
	size_t length;
	const char *left;
	size_t left_length;
	unsigned tunes;
} tunes[] = {
	{ BYTES("a\x1b[MFT120O3L8CDE\x0e"
		"b"),
	  BYTES("ab"), 1 },
	{ BYTES("\x1b[|mbt255 o2l4 c+ d- e. p8\x0e\x1b[NC\x0e"), BYTES(""), 2 },
	/* DL, and what follows it. */
	{ BYTES("\x1b[M\x1b[2KText\r\n"), BYTES("\x1b[M\x1b[2KText\r\n"), 0 },
	{ BYTES("\x1b[MBad news\r\n"), BYTES("\x1b[MBad news\r\n"), 0 },
	{ BYTES("\x1b[3MABC\x0e"), BYTES("\x1b[3MABC\x0e"), 0 },
	{ BYTES("\x1b[M\x0e"), BYTES("\x1b[M\x0e"), 0 },
	{ BYTES("\x1b[MABC\x1b[MDEF\x0eg"), BYTES("\x1b[MABCg"), 1 },
	{ BYTES("\x1b\x1b[MABC\x0e\x1b["), BYTES("\x1b\x1b["), 1 },
	{ BYTES("\x1b[MABC"), BYTES("\x1b[MABC"), 0 },
};

static void test_tunes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tunes) / sizeof(tunes[0]); i++) {
		for (size_t chunk = 1; chunk <= tunes[i].length; chunk++) {
			struct music m = { .length = 0 };
			struct buf out = { 0 };

			for (size_t at = 0; at < tunes[i].length; at += chunk) {
				size_t n = tunes[i].length - at;

				music_filter(&m, tunes[i].bytes + at, n < chunk ? n : chunk, &out);
			}
			music_release(&m, &out);
			assert_bytes(tunes[i].bytes, chunk, &out, tunes[i].left,
				     tunes[i].left_length);
			assert_int_equal(m.tunes, tunes[i].tunes);
			buf_fini(&out);
		}
	}
}

/* What is too long for a tune is text, and none of it is lost, however it comes. */
static void test_long_tunes(void **state)
{
	static const size_t lengths[] = { 255, MUSIC_HELD - 1, MUSIC_HELD, MUSIC_HELD + 1, 2000 };

	(void)state;
	for (size_t i = 0; i < 5 * 600; i++) {
		size_t length = lengths[i / 600], chunk = i % 600 + 1;
		struct music m = { .length = 0 };
		struct buf out = { 0 };
		char bytes[2002] = "\x1b[M";

		memset(bytes + 3, 'C', length - 3);
		memcpy(bytes + length, "\x0ex", 2);
		for (size_t at = 0, n; at < length + 2; at += n) {
			n = length + 2 - at < chunk ? length + 2 - at : chunk;
			music_filter(&m, bytes + at, n, &out);
		}
		if (length < MUSIC_HELD)
			assert_bytes("a long tune", chunk, &out, BYTES("x"));
		else
			assert_bytes("no tune", chunk, &out, bytes, length + 2);
		assert_int_equal(m.tunes, length < MUSIC_HELD);
		buf_fini(&out);
	}
}

static const struct {
	const char *bytes;
	size_t length;
	const char *left;
	size_t left_length;
	bool sends, receives;
} starts[] = {
	{ BYTES("rz\r**\x18"
		"B00000000000000\r\x8a\x11next"),
	  BYTES("rz\r**\b\b  \b\bnext"), true, false },
	{ BYTES("**\x18"
		"B0100000023be50\r\n\x11$ "),
	  BYTES("**\b\b  \b\b$ "), false, true },
	{ BYTES("***\x18"
		"B00"),
	  BYTES("***\b\b  \b\b"), true, false },
	{ BYTES("*\x18"
		"B00x"),
	  BYTES("*\x18"
		"B00x"),
	  false, false },
	{ BYTES("** \x18"
		"B00"),
	  BYTES("** \x18"
		"B00"),
	  false, false },
	{ BYTES("**\x18"
		"B05000"),
	  BYTES("**\x18"
		"B05000"),
	  false, false },
	{ BYTES("**\x18\x18"
		"B00 ** **"),
	  BYTES("**\x18\x18"
		"B00 ** **"),
	  false, false },
	{ BYTES("**\x18"
		"B"),
	  BYTES("**\x18"
		"B"),
	  false, false },
	{ BYTES("********"), BYTES("********"), false, false },
};

static void test_starts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		for (size_t chunk = 1; chunk <= starts[i].length; chunk++) {
			struct zmodem z = { .length = 0 };
			bool sends = false, receives = false;
			struct buf out = { 0 };

			for (size_t at = 0; at < starts[i].length; at += chunk) {
				size_t n = starts[i].length - at;
				const char *piece = starts[i].bytes + at;

				n = n < chunk ? n : chunk;
				if (zmodem_is_plain(&z, piece, n)) {
					buf_append(&out, piece, n);
					continue;
				}
				for (size_t used = 0; used < n;) {
					used += zmodem_filter(&z, piece + used, n - used, &out);
					sends |= z.sends;
					receives |= z.receives;
					z.sends = z.receives = false;
				}
			}
			zmodem_release(&z, &out);
			assert_bytes(starts[i].bytes, chunk, &out, starts[i].left,
				     starts[i].left_length);
			assert_int_equal(sends, starts[i].sends);
			assert_int_equal(receives, starts[i].receives);
			buf_fini(&out);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tunes),
		cmocka_unit_test(test_long_tunes),
		cmocka_unit_test(test_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
