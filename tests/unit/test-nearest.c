#include "unit/unit.h"

#include <string.h>

#include "base/nearest.h"

static const char *const words[] = { "close", "connect", "help", "mode", "set", "quit", "quit!" };

static void assert_nearest(const char *typed, const char *expected)
{
	struct nearest n;

	nearest_begin(&n, typed, strlen(typed));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		nearest_offer(&n, words[i], strlen(words[i]));
	if (!n.word != !expected || (expected && strncmp(n.word, expected, (size_t)n.length) != 0))
		fail_msg("%s: expected %s, saw %.*s", typed, expected ? expected : "nothing",
			 n.length, n.word ? n.word : "nothing");
}

static void test_nearest(void **state)
{
	(void)state;
	assert_nearest("hlep", "help"); /* exchanged */
	assert_nearest("helpp", "help"); /* one too many */
	assert_nearest("conect", "connect"); /* one too few */
	assert_nearest("connact", "connect"); /* another one */
	assert_nearest("HELP", "help");
	assert_nearest("cnnct", "connect"); /* two of five */
	assert_nearest("st", "set");
	assert_nearest("quit", "quit");
	assert_nearest("", NULL);
	assert_nearest("x", NULL);
	assert_nearest("xyz", NULL);
	assert_nearest("frobnicate", NULL);
	assert_nearest("connectconnectconnectconnectconnectconnect", NULL);
}

/* A word of the greatest length is compared whole. */
static void test_long(void **state)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn";
	struct nearest n;

	(void)state;
	nearest_begin(&n, word, strlen(word));
	nearest_offer(&n, word, strlen(word));
	assert_int_equal(n.distance, 0);
	assert_ptr_equal(n.word, word);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_nearest),
					    cmocka_unit_test(test_long) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
