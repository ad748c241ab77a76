#include "unit/unit.h"

#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

static void test_every_scalar_value_round_trips(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char bytes[UTF8_MAX];
		uint32_t back = 0;
		size_t n = utf8_encode(cp, bytes);
		uint32_t expected = cp >= 0xd800 && cp <= 0xdfff ? UTF8_REPLACEMENT : cp;

		if (utf8_decode(bytes, n, &back) != n || back != expected)
			fail_msg("U+%04X became U+%04X in %zu bytes", cp, back, n);
		for (size_t part = 1; part < n; part++)
			assert_int_equal(utf8_decode(bytes, part, &back), 0);
	}
}

static void test_beyond_unicode_is_replaced(void **state)
{
	char bytes[UTF8_MAX];

	(void)state;
	assert_int_equal(utf8_encode(0x110000, bytes), 3);
	assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
	assert_int_equal(utf8_encode(UINT32_MAX, bytes), 3);
}

static void test_ill_formed_bytes(void **state)
{
	/* A byte that can't begin, an overlong form, a surrogate, past U+10FFFF, a cut sequence. */
	static const char *const bad[] = { "\x80",
					   "\xbf",
					   "\xc0\x80",
					   "\xc1\xbf",
					   "\xe0\x80\x80",
					   "\xe0\x9f\xbf",
					   "\xed\xa0\x80",
					   "\xf0\x8f\xbf\xbf",
					   "\xf4\x90\x80\x80",
					   "\xf5",
					   "\xff",
					   "\xc3(",
					   "\xe2\x82(" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t cp = 0;
		size_t used = utf8_decode(bad[i], strlen(bad[i]), &cp);

		if (used != 1 || cp != UTF8_REPLACEMENT)
			fail_msg("case %zu: %zu bytes, U+%04X; expected 1, U+FFFD", i, used, cp);
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	}
}

static void test_validity_of_texts(void **state)
{
	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("\xef\xbf\xbd", 3));
	assert_true(utf8_valid("\xf0\x9f\x98\x80", 4));
	assert_false(utf8_valid("ab\xf0\x9f\x98", 5));
}

static void test_widths(void **state)
{
	static const struct {
		uint32_t cp;
		int width;
	} cases[] = {
		{ 'a', 1 },
		{ 0, 0 },
		{ 0x1b, 0 },
		{ 0x7f, 0 },
		{ 0x9b, 0 },
		{ 0xad, 1 },
		{ 0xe9, 1 },
		{ 0x301, 0 },
		{ 0x200b, 0 },
		{ 0x200d, 0 },
		{ 0xfe0f, 0 },
		{ 0x4e2d, 2 },
		{ 0xac00, 2 },
		{ 0xff21, 2 },
		{ 0x1f600, 2 },
		{ 0x2500, 1 },
		{ 0xfffd, 1 },
		/* letters of Hangul, spacing marks, signs before digits, hexagrams */
		{ 0x1112, 2 },
		{ 0x1161, 0 },
		{ 0x11ab, 0 },
		{ 0xd7b0, 0 },
		{ 0xd7fb, 0 },
		{ 0x93e, 1 },
		{ 0x903, 1 },
		{ 0x94d, 0 },
		{ 0x600, 1 },
		{ 0x110bd, 1 },
		{ 0x4dc0, 2 },
		{ 0x1f1e9, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (utf8_width(cases[i].cp) != cases[i].width)
			fail_msg("U+%04X: width %d, expected %d", cases[i].cp,
				 utf8_width(cases[i].cp), cases[i].width);
	}
	assert_int_equal(utf8_text_width("e\xcc\x81\xe4\xb8\xad", 6), 3);
}

static void test_clusters(void **state)
{
	/* e + acute; CRLF; family joined by ZWJ; two flags; Hangul jamo. */
	static const char *const clusters[] = { "e\xcc\x81",
						"x",
						"\r\n",
						"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
						"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa",
						"\xf0\x9f\x87\xab\xf0\x9f\x87\xb7",
						"\xe1\x84\x80\xe1\x85\xa1",
						"y" };
	char text[128] = "";
	size_t starts[8];
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		starts[i] = at;
		memcpy(text + at, clusters[i], strlen(clusters[i]));
		at += strlen(clusters[i]);
	}
	for (size_t i = 0; i < 8; i++) {
		size_t end = starts[i] + strlen(clusters[i]);

		assert_int_equal(utf8_cluster_length(text + starts[i], at - starts[i]),
				 strlen(clusters[i]));
		assert_int_equal(utf8_cluster_before(text, end), starts[i]);
		/* A cluster without width behind it fits, too. */
		size_t fit = utf8_fit(text, at, utf8_text_width(text, end));
		assert_true(fit >= end);
		assert_int_equal(utf8_text_width(text, fit), utf8_text_width(text, end));
		for (size_t inside = starts[i] + 1; inside <= end; inside++)
			assert_int_equal(utf8_cluster_end(text, at, inside), end);
	}
	assert_int_equal(utf8_cluster_end(text, at, 0), 0);
	assert_int_equal(utf8_cluster_end("", 0, 0), 0);
	assert_int_equal(utf8_fit("\xe6\x97\xa5x", 4, 1), 0);
	assert_int_equal(utf8_fit("\xe6\x97\xa5x", 4, 2), 3);
	assert_int_equal(utf8_fit("", 0, 5), 0);
}

/* Random texts: going back and finding borders agree with the walk from the start. */
/* Characters of ambiguous width (UAX #11), one beside each end of a range, and some that aren't. */
static void test_ambiguous(void **state)
{
	static const struct {
		uint32_t cp;
		int narrow, wide;
	} cases[] = {
		{ 'a', 1, 1 },    { 0xa1, 1, 2 },   { 0xa2, 1, 1 },    { 0xe0, 1, 2 },
		{ 0xe1, 1, 2 },   { 0xe2, 1, 1 },   { 0x3b1, 1, 2 },   { 0x416, 1, 2 },
		{ 0x301, 0, 0 },  { 0x2026, 1, 2 }, { 0x2500, 1, 2 },  { 0x254b, 1, 2 },
		{ 0x254c, 1, 1 }, { 0xfffd, 1, 2 }, { 0x4e2d, 2, 2 },  { 0xad, 1, 1 },
		{ 0xfe0f, 0, 0 }, { 0xe000, 1, 1 }, { 0x1f600, 2, 2 }, { 0x1f100, 1, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int wide = 0; wide < 2; wide++) {
			int expected = wide ? cases[i].wide : cases[i].narrow;

			utf8_set_ambiguous_wide(wide);
			if (utf8_width(cases[i].cp) != expected)
				fail_msg("U+%04X: width %d, expected %d", (unsigned)cases[i].cp,
					 utf8_width(cases[i].cp), expected);
		}
	}
	utf8_set_ambiguous_wide(false);
}

/* What is recognised without the tables is what they say, for every code point. */
static void test_short_cuts_agree(void **state)
{
	static const uint32_t before[] = { 'a',     0xe9,    0x416,   0x2502, 0x3042,
					   0x4e2d,  0xff21,  0x200d,  0x1112, 0xac00,
					   0x1f1e9, 0x1f600, 0x1f469, 0x600,  0x93e };

	(void)state;
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		for (uint32_t cp = 0x20; cp < 0x20000; cp++) {
			struct utf8_context context = { 0 };
			utf8proc_int32_t unused = 0;

			utf8_continues(&context, before[i]);
			bool breaks = utf8proc_grapheme_break_stateful(
				(utf8proc_int32_t)before[i], (utf8proc_int32_t)cp, &unused);
			if (utf8_continues(&context, cp) == breaks)
				fail_msg("U+%04X after U+%04X: expected %s", (unsigned)cp,
					 (unsigned)before[i], breaks ? "a border" : "none");
		}
	}
}

/* So are their widths, but for the hexagrams. */
static void test_plain_widths_agree(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp < 0x20000; cp++) {
		int width = utf8_plain_width(cp);

		if (width && !(cp >= 0x4dc0 && cp <= 0x4dff) &&
		    width != utf8proc_charwidth((utf8proc_int32_t)cp))
			fail_msg("U+%04X: width %d, expected %d", (unsigned)cp, width,
				 utf8proc_charwidth((utf8proc_int32_t)cp));
	}
}

/* Text like that of GraphemeBreakTest.txt, with its borders. */
static void test_context(void **state)
{
	static const struct {
		uint32_t cps[8];
		const char *continues; /* '+': continues the cluster, '.': doesn't */
	} cases[] = {
		{ { 0x1f469, 0x200d, 0x1f469, 0x200d, 0x1f467, 'x' }, ".++++." },
		{ { 'a', 0x200d, 0x1f6d1 }, ".+." },
		{ { 0x1f1e9, 0x1f1ea, 0x1f1eb, 0x1f1f7, 0x1f1fa }, ".+.+." },
		{ { 'a', 0x1f1e9, 0x1f1ea, 'b' }, "..+." },
		{ { 0x1112, 0x1161, 0x11ab, 0x1100 }, ".++." },
		{ { 0xac00, 0x11a8, 0x11a8, 0xac01 }, ".++." },
		{ { 0x1f44d, 0x1f3fd, 0x1f44d }, ".+." },
		{ { 0x915, 0x93e, 0x915, 0x94d }, ".+.+" },
		{ { 0x600, 0x661, 0x20 }, ".+." },
		{ { '1', 0xfe0f, 0x20e3 }, ".++" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct utf8_context context = { 0 };

		for (size_t k = 0; cases[i].continues[k]; k++) {
			bool expected = cases[i].continues[k] == '+';

			if (utf8_continues(&context, cases[i].cps[k]) != expected)
				fail_msg("case %zu: expected %s before U+%04X", i,
					 expected ? "no border" : "a border",
					 (unsigned)cases[i].cps[k]);
		}
	}
}

static void test_cluster_borders_agree(void **state)
{
	static const char *const parts[] = { "a",
					     "\r",
					     "\n",
					     "\xcc\x81",
					     "\xe2\x80\x8d",
					     "\xf0\x9f\x91\xa9",
					     "\xf0\x9f\x87\xa9",
					     "\xe1\x84\x80",
					     "\xe1\x85\xa1",
					     "\xd8\x80",
					     "\xe4\xb8\xad",
					     "\xff" };
	unsigned seed = 1;

	(void)state;
	for (int turn = 0; turn < 2000; turn++) {
		char text[64];
		size_t n = 0;

		while (n < 40) {
			seed = seed * 1103515245u + 12345u;
			const char *part = parts[(seed >> 16) % (sizeof(parts) / sizeof(parts[0]))];
			memcpy(text + n, part, strlen(part));
			n += strlen(part);
		}
		for (size_t start = 0; start < n;) {
			size_t end = start + utf8_cluster_length(text + start, n - start);

			assert_int_equal(utf8_cluster_before(text, end), start);
			for (size_t inside = start + 1; inside <= end; inside++)
				assert_int_equal(utf8_cluster_end(text, n, inside), end);
			start = end;
		}
	}
}

static void test_letters(void **state)
{
	(void)state;
	assert_true(utf8_is_word('a'));
	assert_true(utf8_is_word('7'));
	assert_true(utf8_is_word(0x436));
	assert_false(utf8_is_word(' '));
	assert_false(utf8_is_word('-'));
	assert_int_equal(utf8_lower('A'), 'a');
	assert_int_equal(utf8_lower(0x416), 0x436);
	assert_int_equal(utf8_upper(0x436), 0x416);
	assert_int_equal(utf8_upper('1'), '1');
}

static void test_cut_between_characters(void **state)
{
	static const struct {
		const char *text;
		size_t limit, expected;
	} cases[] = {
		{ "", 0, 0 },
		{ "abc", 3, 3 },
		{ "abc", 9, 3 },
		{ "abc", 2, 2 },
		{ "aé", 2, 1 },
		{ "aé", 3, 3 },
		{ "é", 1, 0 },
		{ "a€b", 3, 1 },
		{ "a€b", 4, 4 },
		{ "x\xf0\x9f\x98\x80y", 4, 1 },
		{ "x\xf0\x9f\x98\x80y", 5, 5 },
		{ "\x80\x80\x80\x80\x80\x80", 5, 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(utf8_cut(cases[i].text, strlen(cases[i].text), cases[i].limit),
				 cases[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_between_characters),
		cmocka_unit_test(test_every_scalar_value_round_trips),
		cmocka_unit_test(test_beyond_unicode_is_replaced),
		cmocka_unit_test(test_ill_formed_bytes),
		cmocka_unit_test(test_validity_of_texts),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_short_cuts_agree),
		cmocka_unit_test(test_plain_widths_agree),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_cluster_borders_agree),
		cmocka_unit_test(test_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
