#include "unit/unit.h"

#include <string.h>

#include "telnet/nvt.h"
#include "unit/telnet-record.h"

enum {
	TELNET = NVT_CR_NUL | NVT_DROP_NUL,
	TELNET_TEXT = TELNET | NVT_NEWLINES,
	TEXT = NVT_CR_NUL | NVT_NEWLINES,
	BINARY_TEXT = NVT_NEWLINES,
};

static void collect(void *user, const char *bytes, size_t n)
{
	assert_true(n > 0);
	buf_append(user, bytes, n);
}

static void check(unsigned rules, const char *input, const char *expected)
{
	struct buf bytes, out;

	buf_init(&bytes);
	bytes_append(&bytes, input);
	for (size_t chunk = 1; chunk <= buf_length(&bytes); chunk++) {
		struct nvt_decoder d = { 0 };

		buf_init(&out);
		for (size_t i = 0; i < buf_length(&bytes); i += chunk) {
			size_t left = buf_length(&bytes) - i;

			nvt_decode(&d, rules, buf_data(&bytes) + i, left < chunk ? left : chunk,
				   collect, &out);
		}
		nvt_flush(&d, collect, &out);
		nvt_flush(&d, collect, &out);
		assert_bytes(input, expected, buf_data(&out), buf_length(&out));
		buf_fini(&out);
	}
	buf_fini(&bytes);
}

static void test_decode_telnet(void **state)
{
	(void)state;
	check(TELNET, "'a' 0d 0a 'b'", "'a' 0d 0a 'b'");
	check(TELNET, "'a' 0d 00 'b'", "'a' 0d 'b'");
	check(TELNET, "'a' 00 'b' 00 00", "'ab'");
	check(TELNET, "0d", "0d");
	check(TELNET, "0d 0d 0a", "0d 0d 0a");
	check(TELNET, "0d 0d 00 0a", "0d 0d 0a");
	check(TELNET, "0d 00 00 0a", "0d 0a");
	check(TELNET, "0d 'x' 0a 0d 'y'", "0d 'x' 0a 0d 'y'");
	check(TELNET, "ff fe 0d ff", "ff fe 0d ff");
}

static void test_decode_text(void **state)
{
	(void)state;
	check(TELNET_TEXT, "'a' 0d 0a 'b' 0d 0a", "'a' 0a 'b' 0a");
	check(TELNET_TEXT, "'a' 0d 00 0d 0a", "'a' 0d 0a");
	check(TELNET_TEXT, "0d 0d 0a 0a 0d", "0d 0a 0a");
	check(TELNET_TEXT, "'a' 0a 0d 'b' 0a 0d 0a 0d", "'a' 0a 'b' 0a 0a");
	check(TELNET_TEXT, "'a' 0a 0d 00 'b' 0a 0d 0d 0a", "'a' 0a 0d 'b' 0a 0a");
	check(TELNET_TEXT, "'a' 0a 'b' 0d 'c' 0a 0d 'longer than a word'",
	      "'a' 0a 'b' 0d 'c' 0a 'longer than a word'");
	check(BINARY_TEXT, "'a' 0a 0d 'b' 0d 0a 0d", "'a' 0a 0d 'b' 0a 0d");
	check(TELNET_TEXT, "'a' 00 'b' 0d 'x'", "'ab' 0d 'x'");
	check(TEXT, "'a' 00 'b' 0d 00 0d 0a", "'a' 00 'b' 0d 0a");
	check(BINARY_TEXT, "'a' 0d 00 'b' 00 0d 0a", "'a' 0d 00 'b' 00 0a");
	check(0, "'a' 0d 00 'b' 00 0d 0a", "'a' 0d 00 'b' 00 0d 0a");
}

/* The rules may change while a CR is held. */
static void test_decode_change(void **state)
{
	struct nvt_decoder d = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out);
	nvt_decode(&d, TELNET_TEXT, "a\r", 2, collect, &out);
	assert_bytes("held", "'a'", buf_data(&out), buf_length(&out));
	nvt_decode(&d, 0, "\0b", 2, collect, &out);
	assert_bytes("then raw", "'a' 0d 00 'b'", buf_data(&out), buf_length(&out));
	buf_fini(&out);
}

static void check_encode(unsigned rules, const char *input, const char *expected)
{
	struct buf bytes, out;
	bool changes;

	buf_init(&bytes);
	buf_init(&out);
	bytes_append(&bytes, input);
	nvt_encode(rules, buf_data(&bytes), buf_length(&bytes), &out);
	assert_bytes(input, expected, buf_data(&out), buf_length(&out));
	changes = buf_length(&out) != buf_length(&bytes);
	if (changes && !nvt_needs_encoding(rules, buf_data(&bytes), buf_length(&bytes)))
		fail_msg("%s needs encoding", input);
	buf_fini(&bytes);
	buf_fini(&out);
}

static void test_encode(void **state)
{
	const unsigned telnet = NVT_DOUBLE_IAC | NVT_STUFF_CR;

	(void)state;
	check_encode(telnet, "'abc' 0a 00", "'abc' 0a 00");
	check_encode(telnet, "'a' 0d 0a 'b'", "'a' 0d 0a 'b'");
	check_encode(telnet, "'a' 0d 'b' 0d", "'a' 0d 00 'b' 0d 00");
	check_encode(telnet, "0d 0d 0a", "0d 00 0d 0a");
	check_encode(telnet, "'a' ff ff 0d ff", "'a' ff ff ff ff 0d 00 ff ff");
	check_encode(NVT_DOUBLE_IAC, "0d ff 0d 00", "0d ff ff 0d 00");
	check_encode(0, "0d ff 0d 00", "0d ff 0d 00");
}

static void check_text(unsigned rules, const char *input, const char *expected)
{
	struct buf bytes, out;

	buf_init(&bytes);
	bytes_append(&bytes, input);
	for (size_t chunk = 1; chunk <= buf_length(&bytes); chunk++) {
		bool cr = false;

		buf_init(&out);
		for (size_t i = 0; i < buf_length(&bytes); i += chunk) {
			size_t left = buf_length(&bytes) - i;

			nvt_encode_text(&cr, rules, buf_data(&bytes) + i,
					left < chunk ? left : chunk, &out);
		}
		assert_bytes(input, expected, buf_data(&out), buf_length(&out));
		buf_fini(&out);
	}
	buf_fini(&bytes);
}

static void test_encode_text(void **state)
{
	const unsigned telnet = NVT_DOUBLE_IAC | NVT_STUFF_CR;

	(void)state;
	check_text(telnet, "'a' 0a 'b' 0d 0a 'c'", "'a' 0d 0a 'b' 0d 0a 'c'");
	check_text(telnet, "0a 0a 0d 0a 0a", "0d 0a 0d 0a 0d 0a 0d 0a");
	check_text(telnet, "'a' 0d 'b' 0d 0d 0a", "'a' 0d 00 'b' 0d 00 0d 0a");
	check_text(telnet, "'a' ff 0d ff 0a", "'a' ff ff 0d 00 ff ff 0d 0a");
	check_text(telnet, "'a' 0d", "'a' 0d");
	check_text(0, "'a' ff 0d 'b' 0a 0d 0a", "'a' ff 0d 'b' 0d 0a 0d 0a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode_telnet), cmocka_unit_test(test_decode_text),
		cmocka_unit_test(test_decode_change), cmocka_unit_test(test_encode),
		cmocka_unit_test(test_encode_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
