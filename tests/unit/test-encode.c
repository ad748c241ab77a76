/* Bytes written as text: escapes behind a backslash, hexadecimal, base64, FIX, frames. */
#include <string.h>

#include "base/backslash.h"
#include "base/hex.h"
#include "lens/encode.h"
#include "lens/frame-rule.h"
#include "unit.h"

static struct err e;
static struct buf out;

static void assert_out(const char *bytes, size_t n)
{
	assert_int_equal(buf_length(&out), n);
	if (n)
		assert_memory_equal(buf_data(&out), bytes, n);
	buf_fini(&out);
}

#define OUT(bytes) assert_out(bytes, sizeof(bytes) - 1)

static bool unescape(const char *text)
{
	return backslash_decode(text, strlen(text), &out, &e);
}

static void test_backslash(void **state)
{
	(void)state;
	assert_true(unescape("a\\r\\n\\t\\e[A\\0\\\\\\\""));
	OUT("a\r\n\t\x1b[A\0\\\"");
	assert_true(unescape("\\x1b\\xFf\\377\\7z"));
	OUT("\x1b\xff\xff\x07z");
	assert_true(unescape("\\u00e9\\u{1F600}\\a\\b\\f\\v"));
	OUT("\xc3\xa9\xf0\x9f\x98\x80\a\b\f\v");
	assert_true(unescape(""));
	OUT("");
	/* Three octal digits are all that belong to one. */
	assert_true(unescape("\\0011"));
	OUT("\x01"
	    "1");
}

static void test_backslash_wrong(void **state)
{
	static const struct {
		const char *text, *column;
	} wrong[] = {
		{ "\\q", "column 1:" },         { "ab\\", "column 3:" },
		{ "ab\\x1", "column 3:" },      { "\\xg0", "column 1:" },
		{ "\\u12", "column 1:" },       { "\\u{}", "column 1:" },
		{ "\\u{1", "column 1:" },       { "\\ud800", "column 1:" },
		{ "\\400", "column 1:" },       { "\\n\\z", "column 3:" },
		{ "\\u{110000}", "column 1:" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		err_clear(&e);
		assert_false(unescape(wrong[i].text));
		assert_non_null(strstr(e.text, wrong[i].column));
		assert_int_equal(buf_length(&out), 0);
	}
}

static void test_hex(void **state)
{
	(void)state;
	assert_true(hex_read("01 03 00 00", &out, &e));
	OUT("\x01\x03\x00\x00");
	assert_true(hex_read("0xDE,0xad be:ef\\x0A", &out, &e));
	OUT("\xde\xad\xbe\xef\n");
	assert_true(hex_read("0102ff", &out, &e));
	OUT("\x01\x02\xff");
	assert_false(hex_read("01 0", &out, &e));
	assert_non_null(strstr(e.text, "column 4"));
	buf_fini(&out);
	assert_false(hex_read("01 zz", &out, &e));
	buf_fini(&out);
	assert_false(hex_read(" ", &out, &e));
	assert_string_equal(e.text, "no bytes are given");
}

static void test_base64(void **state)
{
	(void)state;
	assert_true(encode_base64("aGFpbA==", &out, &e));
	OUT("hail");
	assert_true(encode_base64("aGFpbA", &out, &e));
	OUT("hail");
	assert_true(encode_base64("aGFp bGVk", &out, &e));
	OUT("hailed");
	assert_true(encode_base64("+/-_", &out, &e));
	OUT("\xfb\xff\xbf");
	assert_false(encode_base64("aGFp!", &out, &e));
	assert_non_null(strstr(e.text, "column 5"));
	buf_fini(&out);
	assert_false(encode_base64("aGFpb", &out, &e));
	buf_fini(&out);
	assert_false(encode_base64("aGE=x", &out, &e));
	buf_fini(&out);
}

static void test_fix(void **state)
{
	(void)state;
	/* The sums are those of FIX's own definition: all bytes before tag 10, modulo 256. */
	assert_true(encode_fix("35=0|49=A|56=B|34=1", &out, &e));
	OUT("8=FIX.4.4\1"
	    "9=20\1"
	    "35=0\1"
	    "49=A\1"
	    "56=B\1"
	    "34=1\1"
	    "10=125\1");
	assert_true(encode_fix("8=FIX.4.2|9=1|35=0|10=000|", &out, &e));
	OUT("8=FIX.4.2\1"
	    "9=5\1"
	    "35=0\1"
	    "10=161\1");
	assert_false(encode_fix("49=A|35=0", &out, &e));
	assert_false(encode_fix("35=0|oops", &out, &e));
	assert_non_null(strstr(e.text, "`oops`"));
	assert_false(encode_fix("35=", &out, &e));
	assert_false(encode_fix("", &out, &e));
	assert_int_equal(buf_length(&out), 0);
}

/* The example of "MODBUS over Serial Line", appendix B, and one of many manuals. */
static void test_crc(void **state)
{
	(void)state;
	assert_int_equal(encode_modbus_crc("\x02\x07", 2), 0x1241);
	assert_int_equal(encode_modbus_crc("\x01\x03\x00\x00\x00\x0a", 6), 0xcdc5);
}

static bool make(const char *rule, const char *bytes, size_t n)
{
	struct frame_rule r;

	assert_true(frame_rule_parse(rule, &r, &e));
	return frame_rule_make(&r, bytes, n, &out, &e);
}

static void test_frames(void **state)
{
	static char big[70000];

	(void)state;
	assert_true(make("u16be", "abc", 3));
	OUT("\0\3abc");
	assert_true(make("u16le+incl", "abc", 3));
	OUT("\5\0abc");
	assert_true(make("u24be", "a", 1));
	OUT("\0\0\1a");
	assert_true(make("line", "a", 1));
	OUT("a\n");
	assert_true(make("delimiter:0d0a", "a", 1));
	OUT("a\r\n");
	assert_false(make("delimiter:0d0a", "a\r\nb", 4));
	assert_false(make("u8", big, 256));
	assert_false(make("u16be", big, sizeof(big)));
	assert_false(make("fixed:3", "ab", 2));
	assert_false(make("none", "ab", 2));
	assert_int_equal(buf_length(&out), 0);
}

/* What was made is found again, whatever the rule and the length. */
static void test_frames_read(void **state)
{
	static const char *const rules[] = { "u8",     "u16be",       "u16be+incl",
					     "u24le",  "u32be",       "u32le+incl",
					     "varint", "varint+incl", "line" };
	static const size_t lengths[] = { 0, 1, 126, 127, 128, 254, 255, 16381, 16382, 16383 };
	static char bytes[16383];
	struct frame_found found;
	struct frame_rule r;

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
			size_t at = 0;

			if (!make(rules[i], bytes, lengths[j]))
				continue;
			assert_true(frame_rule_parse(rules[i], &r, &e));
			assert_true(frame_rule_apply(&r, buf_data(&out), buf_length(&out), &at,
						     &found));
			assert_int_equal(found.payload, lengths[j]);
			assert_int_equal(found.before + found.payload + found.behind,
					 buf_length(&out));
			buf_fini(&out);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_backslash), cmocka_unit_test(test_backslash_wrong),
		cmocka_unit_test(test_hex),       cmocka_unit_test(test_base64),
		cmocka_unit_test(test_fix),       cmocka_unit_test(test_crc),
		cmocka_unit_test(test_frames),    cmocka_unit_test(test_frames_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
