#include "unit/unit.h"

#include <stdbool.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/utf8.h"

/* One of each class, its neighbours, and what must stay readable. */
static void test_classes(void **state)
{
	static const struct {
		uint32_t cp;
		unsigned class;
	} cases[] = {
		{ 0x00, DECEPTIVE_CONTROL },
		{ 0x1f, DECEPTIVE_CONTROL },
		{ ' ', 0 },
		{ '~', 0 },
		{ 0x7f, DECEPTIVE_CONTROL },
		{ 0x80, DECEPTIVE_C1 },
		{ 0x9f, DECEPTIVE_C1 },
		{ 0xa0, DECEPTIVE_BLANK },
		{ 0xa1, 0 },
		{ 0xad, DECEPTIVE_FILLER },
		{ 0xe9, 0 },
		{ 0x301, 0 },
		{ 0x34f, DECEPTIVE_JOINER },
		{ 0x61c, DECEPTIVE_BIDI },
		{ 0x627, 0 },
		{ 0x200b, DECEPTIVE_INVISIBLE },
		{ 0x200d, DECEPTIVE_JOINER },
		{ 0x200f, DECEPTIVE_BIDI },
		{ 0x2010, 0 },
		{ 0x2028, DECEPTIVE_BREAK },
		{ 0x202e, DECEPTIVE_BIDI },
		{ 0x202f, DECEPTIVE_BLANK },
		{ 0x2060, DECEPTIVE_INVISIBLE },
		{ 0x2069, DECEPTIVE_BIDI },
		{ 0x206f, DECEPTIVE_INVISIBLE },
		{ 0x2070, 0 },
		{ 0x2fff, 0 },
		{ 0x3000, DECEPTIVE_BLANK },
		{ 0x3001, 0 },
		{ 0x4e16, 0 },
		{ 0x3163, 0 },
		{ 0x3164, DECEPTIVE_FILLER },
		{ 0xfdff, 0 },
		{ 0xfe00, DECEPTIVE_VARIATION },
		{ 0xfe0f, DECEPTIVE_VARIATION },
		{ 0xfeff, DECEPTIVE_INVISIBLE },
		{ 0xfffb, DECEPTIVE_INVISIBLE },
		{ 0xfffd, 0 },
		{ 0x1f600, 0 },
		{ 0xe0041, DECEPTIVE_TAG },
		{ 0xe0100, DECEPTIVE_VARIATION },
		{ 0xe1000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (deceptive_class(cases[i].cp) != cases[i].class)
			fail_msg("U+%04X: class %u, expected %u", (unsigned)cases[i].cp,
				 deceptive_class(cases[i].cp), cases[i].class);
	}
}

/* What takes no cells and is no mark on a letter is known: ranges of the table leave no hole. */
static void test_unseen_is_zero_width(void **state)
{
	(void)state;
	for (uint32_t cp = 0x2000; cp < 0x2070; cp++) {
		if (utf8_width(cp) == 0 && !(deceptive_class(cp) & DECEPTIVE_UNSEEN))
			fail_msg("U+%04X takes no cell and has no class", (unsigned)cp);
	}
}

static void test_names(void **state)
{
	static const struct {
		uint32_t cp;
		const char *name;
	} cases[] = {
		{ 0x00, "^@" },
		{ 0x1b, "^[" },
		{ 0x7f, "^?" },
		{ 0x9b, "<9b>" },
		{ 0x202e, "<U+202E>" },
		{ 0xe0041, "<U+E0041>" },
		{ 0x10ffff, "<U+10FFFF>" },
	};
	char name[DECEPTIVE_NAME_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(deceptive_name(cases[i].cp, name), strlen(cases[i].name));
		assert_string_equal(name, cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_unseen_is_zero_width),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
