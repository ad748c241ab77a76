#include "unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "tls/fingerprint.h"
#include "net/peer-text.h"

#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define COLONS                                                                                    \
	"E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:" \
	"52:B8:55"
#define BASE64 "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"

static void test_good(void **state)
{
	static const char *const forms[] = {
		HEX,
		COLONS,
		BASE64,
		BASE64 "=",
		"sha256//" BASE64 "=",
		"SHA256:" BASE64,
		"sha256:" HEX,
		"SHA256//" HEX,
		"sha256:" COLONS,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct fingerprint f;
		struct err e;
		char hex[FINGERPRINT_HEX], base64[FINGERPRINT_BASE64];

		if (!fingerprint_parse(forms[i], &f, &e))
			fail_msg("%s: %s", forms[i], e.text);
		fingerprint_hex(&f, hex);
		fingerprint_base64(&f, base64);
		assert_string_equal(hex, HEX);
		assert_string_equal(base64, BASE64 "=");
	}
}

/* A key whose base64 begins as the prefix does. */
static void test_looks_like_the_prefix(void **state)
{
	static const char *const forms[] = {
		"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"SHA256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"sha256//sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"sha256:sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct fingerprint f, again;
		struct err e;
		char base64[FINGERPRINT_BASE64];

		if (!fingerprint_parse(forms[i], &f, &e))
			fail_msg("%s: %s", forms[i], e.text);
		fingerprint_base64(&f, base64);
		assert_int_equal(strncasecmp(base64, "sha256//", 8), 0);
		assert_true(fingerprint_parse(base64, &again, NULL));
		assert_true(fingerprint_equal(&f, &again));
	}
}

static void test_bad(void **state)
{
	static const char *const forms[] = {
		"",
		"sha256//",
		"e3b0",
		HEX "0",
		HEX "00",
		HEX " ",
		" " HEX,
		COLONS ":",
		":" COLONS,
		"E3B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:"
		"1B:78:52:B8:55",
		"g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV", /* two bits too many */
		BASE64 "==",
		"47DEQpj8HBSa-/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
		"sha1//" BASE64,
		"sha256//sha256//" BASE64,
		"=7DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct fingerprint f = { .bytes = { 7 } };
		struct err e = { .kind = ERR_NONE };

		if (fingerprint_parse(forms[i], &f, &e))
			fail_msg("\"%s\" was taken", forms[i]);
		assert_int_equal(e.kind, ERR_USAGE);
		assert_int_equal(f.bytes[0], 7);
	}
}

static void test_every_length(void **state)
{
	struct fingerprint f = { .bytes = { 0 } }, again;
	char base64[FINGERPRINT_BASE64], hex[FINGERPRINT_HEX];

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		for (size_t k = 0; k < FINGERPRINT_BYTES; k++)
			f.bytes[k] = (uint8_t)((f.bytes[k] + 1u) * 167 + i * k);
		fingerprint_base64(&f, base64);
		fingerprint_hex(&f, hex);
		assert_true(fingerprint_parse(base64, &again, NULL));
		assert_true(fingerprint_equal(&f, &again));
		assert_true(fingerprint_parse(hex, &again, NULL));
		assert_true(fingerprint_equal(&f, &again));
	}
}

static void check_text(const char *bytes, size_t n, size_t max, const char *expected)
{
	struct str out;

	str_init(&out);
	str_append_string(&out, "x");
	peer_text_append(&out, bytes, n, max);
	assert_string_equal(out.text + 1, expected);
	str_fini(&out);
}

static void test_peer_text(void **state)
{
	(void)state;
	check_text("plain é 世", 12, 100, "plain é 世");
	check_text("a\0b\r\n\t\x1b[0m\x7f", 11, 100, "a^@b^M^J^I^[[0m^?");
	check_text("\xc2\x9b"
		   "1m",
		   4, 100, "<9b>1m");
	check_text("\xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf", 9, 100, "<U+202E><U+200B><U+FEFF>");
	check_text("a\xff\xc3", 3, 100, "a\xef\xbf\xbd\xef\xbf\xbd");
	check_text("abcdef", 6, 6, "abcdef");
	check_text("abcdef", 6, 5, "abcde…");
	check_text("ab\u202e", 5, 9, "ab…");
	check_text("世界", 6, 5, "世…");
	check_text("", 0, 5, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_looks_like_the_prefix),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_peer_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
