#include "unit/unit.h"

#include <string.h>

#include "base/charset.h"

static const struct {
	const char *name, *bytes, *utf8;
} texts[] = {
	{ "CP437", "\xc9\xcd\xbb caf\x82", "\xe2\x95\x94\xe2\x95\x90\xe2\x95\x97 caf\xc3\xa9" },
	{ "ISO-8859-1", "na\xefve", "na\xc3\xafve" },
	{ "KOI8-R", "\xcd\xc9\xd2", "\xd0\xbc\xd0\xb8\xd1\x80" },
	{ "BIG5", "\xa4\xa4\xa4\xe5!", "\xe4\xb8\xad\xe6\x96\x87!" },
	{ "SHIFT_JIS", "\x93\xfa\x96{", "\xe6\x97\xa5\xe6\x9c\xac" },
	/* ASCII stays what it is, also where it ends no character: a backslash ends strings. */
	{ "SHIFT_JIS", "a\\~\xb1|\x95\\\\", "a\\~ｱ|表\\" },
	{ "SHIFT_JIS", "\x1b]0;\x95\\\x1b\\~", "\x1b]0;表\x1b\\~" },
	{ "CP932", "\\~\x95\\", "\\~表" },
	{ "JOHAB", "\\~\x88\x61\x5c", "\\~가\\" },
	{ "BIG5", "\\~\xb3\\\\", "\\~許\\" },
	{ "GBK", "\x81\\\\", "乗\\" },
	{ "GB18030", "\x81\\\\\x81\x39\xef\x30", "乗\\㐁" },
	{ "EUC-JP", "\xc6\xfc\x8e\xb1\x8f\xb0\xa1~", "日ｱ丂~" },
	{ "EUC-KR", "\xb0\xa1\\", "가\\" },
};

enum { TEXT_COUNT = sizeof(texts) / sizeof(texts[0]) };

static Charset *open_charset(const char *name)
{
	struct err e = { ERR_NONE, "" };
	Charset *c = charset_new(name, &e);

	if (!c)
		fail_msg("%s: %s", name, e.text);
	return c;
}

static void assert_bytes(const struct buf *b, const char *expected, const char *what)
{
	if (buf_length(b) != strlen(expected) || memcmp(buf_data(b), expected, buf_length(b)) != 0)
		fail_msg("%s: \"%.*s\", expected \"%s\"", what, (int)buf_length(b), buf_data(b),
			 expected);
}

/* Sets in which a byte below 0x80 isn't ASCII are refused; a sign or two of their own are no
 * reason. */
static void test_ascii(void **state)
{
	static const char *const good[] = {
		"US-ASCII", "ISO646-US", "ISO-8859-15", "CP437",       "CP1258",      "CP1255",
		"KOI8-U",   "VISCII",    "BIG5",        "GBK",         "GB18030",     "EUC-JP",
		"EUC-KR",   "SHIFT_JIS", "CP932",       "ISO-2022-JP", "ISO-2022-KR", "JOHAB",
	};
	static const char *const bad[] = {
		"UTF-16", "UTF-16LE",  "UTF-32",    "UTF-32BE",  "UCS-2",     "UCS-4",
		"UTF-7",  "ISO646-DE", "ISO646-SE", "ISO646-JP", "ISO646-GB", "EBCDIC-US",
		"CP037",  "IBM1047",   "CP500",     "IBM930",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		charset_free(open_charset(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err e = { ERR_NONE, "" };
		Charset *c = charset_new(bad[i], &e);

		if (c || e.kind != ERR_USAGE || !strstr(e.text, bad[i]) || !strstr(e.text, "ASCII"))
			fail_msg("%s: expected it to be refused, saw: %s", bad[i], e.text);
	}
}

/* Whole, byte by byte, and every other size give the same text. */
static void test_decoding_at_every_chunk_size(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		size_t length = strlen(texts[i].bytes);

		for (size_t chunk = 1; chunk <= length; chunk++) {
			Charset *c = open_charset(texts[i].name);
			struct buf out;

			buf_init(&out);
			for (size_t at = 0; at < length; at += chunk)
				charset_decode(c, texts[i].bytes + at,
					       length - at < chunk ? length - at : chunk, &out);
			assert_bytes(&out, texts[i].utf8, texts[i].name);
			buf_fini(&out);
			charset_free(c);
		}
	}
}

static void test_encoding(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		Charset *c = open_charset(texts[i].name);
		struct buf out;

		buf_init(&out);
		assert_int_equal(
			charset_encode(c, texts[i].utf8, strlen(texts[i].utf8), &out, NULL), 0);
		assert_bytes(&out, texts[i].bytes, texts[i].name);
		buf_fini(&out);
		charset_free(c);
	}
}

static void test_what_the_peer_lacks_is_counted(void **state)
{
	Charset *c = open_charset("ISO-8859-1");
	struct buf out, shown;

	(void)state;
	buf_init(&out);
	buf_init(&shown);
	assert_int_equal(charset_encode(c,
					"a\xe4\xb8\xad"
					"b\xff"
					"c\xe2\x82",
					9, &out, &shown),
			 4);
	assert_bytes(&out, "a?b?c??", "ISO-8859-1");
	assert_bytes(&shown, "a?b?c??", "what ISO-8859-1 leaves");
	buf_fini(&shown);
	buf_fini(&out);
	charset_free(c);
}

static void test_bad_bytes_become_replacements(void **state)
{
	Charset *c = open_charset("BIG5");
	struct buf out;

	(void)state;
	buf_init(&out);
	charset_decode(c,
		       "a\xff"
		       "b",
		       3, &out);
	assert_bytes(&out,
		     "a\xef\xbf\xbd"
		     "b",
		     "BIG5");
	charset_decode(c, "\xa4", 1, &out);
	charset_decode(c, NULL, 0, &out);
	charset_decode(c, "\xa4", 1, &out);
	assert_bytes(&out,
		     "a\xef\xbf\xbd"
		     "b\xe4\xb8\xad",
		     "BIG5");
	buf_fini(&out);
	charset_free(c);
}

/* Boards colour the halves of a character: it waits for its second half, and nothing is lost. */
static void test_a_sequence_inside_a_character(void **state)
{
	static const struct {
		const char *name, *bytes, *utf8;
	} cases[] = {
		{ "BIG5", "\xa4\x1b[1;31m\xa4|", "\x1b[1;31m中|" },
		{ "BIG5", "\xa4\x1b[m\x1b[1;31m\xa4", "\x1b[m\x1b[1;31m中" },
		{ "BIG5", "\xa4\x1b[31m|", "\x1b[31m弋" },
		{ "CP932", "\x93\x1b[31m\xfa", "\x1b[31m日" },
		{ "SHIFT_JIS", "\x93\x1b[31m\xfa", "\x1b[31m日" },
		{ "EUC-JP", "\xc6\x1b[31m\xfc", "\x1b[31m日" },
		{ "EUC-JP", "\x8f\x1b[1m\xb0\x1b[31m\xa1", "\x1b[1m\x1b[31m丂" },
		{ "GBK", "\xc8\x1b[31m\xd5", "\x1b[31m日" },
		{ "GB18030", "\x81\x1b[1m\x39\x1b[2m\xef\x1b[3m\x30", "\x1b[1m\x1b[2m\x1b[3m㐁" },
		{ "EUC-KR", "\xb0\x1b[31m\xa1", "\x1b[31m가" },
		{ "JOHAB", "\x88\x1b[31m\x61", "\x1b[31m가" },
		/* Not across what moves the cursor, or a byte that is no second half. */
		{ "BIG5", "\xa4\x1b[H\xa4\xa4", "\ufffd\x1b[H中" },
		{ "BIG5", "\xa4\x1b]0;x\a", "\ufffd\x1b]0;x\a" },
		{ "BIG5", "\xa4\r\n", "\ufffd\r\n" },
		{ "BIG5", "\xa4\x1b[31m\r\n", "\x1b[31m\ufffd\r\n" },
		{ "BIG5", "\xa4\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1m\xa4",
		  "\ufffd\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1m\ufffd" },
		{ "BIG5", "\xa4\x1b[3", "\ufffd\x1b[3" },
		{ "GB18030", "\x81\x39\x1b[H", "\ufffd9\x1b[H" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t length = strlen(cases[i].bytes);

		for (size_t chunk = 1; chunk <= length; chunk++) {
			Charset *c = open_charset(cases[i].name);
			struct buf out;

			buf_init(&out);
			for (size_t at = 0; at < length; at += chunk)
				charset_decode(c, cases[i].bytes + at,
					       length - at < chunk ? length - at : chunk, &out);
			charset_finish(c, &out);
			assert_bytes(&out, cases[i].utf8, cases[i].name);
			buf_fini(&out);
			charset_free(c);
		}
	}
}

/* What iconv holds back until it knows the next byte comes at once, so that a prompt is whole. */
static void test_single_bytes_never_wait(void **state)
{
	static const struct {
		const char *name, *byte, *utf8;
	} cases[] = {
		{ "CP1258", "a", "a" },
		{ "CP1258", "\xec", "\xcc\x81" },
		{ "CP1255", "\xe0", "\xd7\x90" },
		{ "TCVN", "e", "e" },
		{ "CP1252", "\x81", "\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Charset *c = open_charset(cases[i].name);
		struct buf out;

		buf_init(&out);
		charset_decode(c, cases[i].byte, 1, &out);
		assert_bytes(&out, cases[i].utf8, cases[i].name);
		buf_fini(&out);
		charset_free(c);
	}
}

static void test_a_nul_is_a_character(void **state)
{
	Charset *c = open_charset("CP437");
	struct buf out;

	(void)state;
	buf_init(&out);
	charset_decode(c, "a\0b", 3, &out);
	assert_int_equal(buf_length(&out), 3);
	assert_memory_equal(buf_data(&out), "a\0b", 3);
	buf_fini(&out);
	charset_free(c);
}

/* A `?` in the middle and the end of the text are in the initial state. */
static void test_shift_states(void **state)
{
	Charset *c = open_charset("ISO-2022-JP");
	struct buf out, shown;

	(void)state;
	buf_init(&out);
	buf_init(&shown);
	assert_int_equal(
		charset_encode(c, "\xe6\x97\xa5\xf0\x9f\x98\x80\xe6\x9c\xac", 10, &out, &shown), 1);
	assert_bytes(&out, "\x1b$BF|\x1b(B?\x1b$BK\\\x1b(B", "ISO-2022-JP");
	assert_bytes(&shown, "\xe6\x97\xa5?\xe6\x9c\xac", "what ISO-2022-JP leaves");
	buf_fini(&shown);
	buf_clear(&out);
	assert_int_equal(charset_encode(c, "a", 1, &out, NULL), 0);
	assert_bytes(&out, "a", "ISO-2022-JP");
	buf_fini(&out);
	charset_free(c);
}

static void test_unknown_names(void **state)
{
	struct err e = { ERR_NONE, "" };
	struct charset_high table;

	(void)state;
	charset_free(NULL);
	assert_null(charset_new("no-such-charset", &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_non_null(strstr(e.text, "no-such-charset"));
	assert_null(charset_new("", &e));
	assert_false(charset_high_table("no-such-charset", &table, &e));
	assert_false(charset_high_table("BIG5", &table, &e));
	assert_non_null(strstr(e.text, "BIG5"));
}

static void test_the_high_half(void **state)
{
	struct err e = { ERR_NONE, "" };
	struct charset_high table;

	(void)state;
	if (!charset_high_table("CP1252", &table, &e))
		fail_msg("CP1252: %s", e.text);
	assert_int_equal(table.cp[0x80 - 0x80], 0x20ac);
	assert_int_equal(table.cp[0x81 - 0x80], 0);
	assert_int_equal(table.cp[0xff - 0x80], 0xff);
	assert_true(charset_high_table("cp437", &table, &e));
	assert_int_equal(table.cp[0xc9 - 0x80], 0x2554);
	assert_true(charset_high_table("CP1255", &table, &e));
	assert_int_equal(table.cp[0xe0 - 0x80], 0x5d0);
}

static void test_which_sets_are_single_byte(void **state)
{
	static const char *const single[] = { "ISO-8859-6", "ISO-8859-8", "CP1258", "CP864",
					      "KOI8-R" };
	static const char *const other[] = { "SHIFT_JIS", "CP932",  "GBK",    "EUC-KR",
					     "UTF-8",     "UTF-7",  "UTF-16", "ISO-2022-JP",
					     "ASCII",     "IBM037", "" };
	struct charset_high table;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
		if (!charset_high_table(single[i], &table, &e))
			fail_msg("%s was refused: %s", single[i], e.text);
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		if (charset_high_table(other[i], &table, &e))
			fail_msg("\"%s\" was taken", other[i]);
	}
}

static void test_the_name_of_utf8(void **state)
{
	(void)state;
	assert_true(charset_is_utf8("utf-8"));
	assert_true(charset_is_utf8("UTF8"));
	assert_false(charset_is_utf8("UTF-16"));
	assert_true(charset_is_ascii("ANSI_X3.4-1968"));
	assert_true(charset_is_ascii("us-ascii"));
	assert_false(charset_is_ascii("UTF-8"));
	assert_false(charset_is_utf8(""));
}

/* C1 controls are where ISO 8859 has them, and nowhere else. */
static void test_c1(void **state)
{
	static const struct {
		const char *name, *bytes, *utf8;
	} cases[] = {
		{ "ISO-8859-1",
		  "\x9b"
		  "31mred\x85\x9d"
		  "0;t\x9c",
		  "\x1b[31mred\x1b"
		  "E\x1b]0;t\x1b\\" },
		{ "ISO-8859-15", "\x84\xa4",
		  "\x1b"
		  "D€" },
		{ "CP437",
		  "\x9b"
		  "31m\x7f\x01\x1a",
		  "¢31m\x7f\x01\x1a" },
		{ "CP1252",
		  "\x9b"
		  "31m\x85",
		  "›31m…" },
		{ "KOI8-R",
		  "\x9b"
		  "31m",
		  "⌡31m" },
		{ "CP866",
		  "\x9b"
		  "31m",
		  "Ы31m" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Charset *c = open_charset(cases[i].name);
		struct buf out;

		buf_init(&out);
		for (const char *byte = cases[i].bytes; *byte; byte++)
			charset_decode(c, byte, 1, &out);
		assert_bytes(&out, cases[i].utf8, cases[i].name);
		buf_fini(&out);
		charset_free(c);
	}
}

static void test_pictures(void **state)
{
	static const char *const with[] = { "CP437", "cp850", "CP866", "IBM852", "CP865" };
	static const char *const without[] = { "CP1252", "KOI8-R", "ISO-8859-1", "BIG5", "CP1251" };

	(void)state;
	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++) {
		Charset *c = open_charset(with[i]);

		if (!charset_has_pictures(c))
			fail_msg("%s has pictures for controls", with[i]);
		charset_free(c);
	}
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
		Charset *c = open_charset(without[i]);

		if (charset_has_pictures(c))
			fail_msg("%s has no pictures for controls", without[i]);
		charset_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_c1),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_decoding_at_every_chunk_size),
		cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_what_the_peer_lacks_is_counted),
		cmocka_unit_test(test_bad_bytes_become_replacements),
		cmocka_unit_test(test_a_sequence_inside_a_character),
		cmocka_unit_test(test_single_bytes_never_wait),
		cmocka_unit_test(test_a_nul_is_a_character),
		cmocka_unit_test(test_shift_states),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_the_high_half),
		cmocka_unit_test(test_which_sets_are_single_byte),
		cmocka_unit_test(test_the_name_of_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
