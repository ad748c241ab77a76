/* Secrets in what is shown. */
#include "unit/unit.h"

#include <string.h>

#include "base/redact.h"

static void check(const struct redact *r, const char *text, const char *expected)
{
	struct str out;

	str_init(&out);
	str_append_string(&out, text);
	redact_text(r, &out);
	assert_string_equal(out.text, expected);
	str_fini(&out);
}

static void test_replaced(void **state)
{
	struct redact r;

	(void)state;
	redact_init(&r);
	check(&r, "nothing", "nothing");
	redact_add(&r, "\t \r\n", 4);
	redact_add(&r, "sesame", 6);
	redact_add(&r, "open sesame\n", 12);
	redact_add(&r, "sesame", 6);
	redact_add(&r, "pw", 2);
	assert_int_equal(r.count, 3);
	check(&r, "", "");
	check(&r, "sesame", "***");
	check(&r, "sesam", "sesam");
	check(&r, "sesesamesesamesame", "se******same");
	check(&r, "say open sesame, sesame", "say ***, ***");
	/* A short one only by itself. */
	check(&r, "pw pwd (pw) spw pw", "*** pwd (***) spw ***");
	redact_fini(&r);
}

/* A peer that says nothing else takes no longer for it. */
static void test_flood(void **state)
{
	enum { COUNT = 1 << 20 };
	struct redact r;
	struct str out;

	(void)state;
	redact_init(&r);
	redact_add(&r, "abcdefgh", 8);
	redact_add(&r, "ab", 2);
	str_init(&out);
	for (int i = 0; i < COUNT; i++)
		str_append_string(&out, i % 2 ? "abcdefgh" : "ab");
	redact_text(&r, &out);
	assert_int_equal(out.length, COUNT * 3);
	str_fini(&out);
	redact_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_flood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
