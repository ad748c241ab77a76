#include "unit/unit.h"

#include <stdbool.h>
#include <string.h>

#include "link/login.h"

static const struct {
	const char *text;
	enum login_prompt asks;
} rows[] = {
	{ "login: ", LOGIN_ASKS_NAME },
	{ "router login:", LOGIN_ASKS_NAME },
	{ "Username: ", LOGIN_ASKS_NAME },
	{ "User Name:", LOGIN_ASKS_NAME },
	{ "User:", LOGIN_ASKS_NAME },
	{ "Password: ", LOGIN_ASKS_PASSWORD },
	{ "admin@sw1's password:", LOGIN_ASKS_PASSWORD },
	{ "Enter password : ", LOGIN_ASKS_PASSWORD },
	{ "Passcode?", LOGIN_ASKS_PASSWORD },
	{ "password", LOGIN_NO_PROMPT },
	{ "The password:s are old", LOGIN_NO_PROMPT },
	{ "Last login: Mon Nov 22", LOGIN_NO_PROMPT },
	{ "superuser:", LOGIN_NO_PROMPT },
	{ "sw1> ", LOGIN_NO_PROMPT },
	{ ":", LOGIN_NO_PROMPT },
	{ "", LOGIN_NO_PROMPT },
};

static void test_prompts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (login_classify(rows[i].text, strlen(rows[i].text)) != rows[i].asks)
			fail_msg("\"%s\": expected %d", rows[i].text, rows[i].asks);
	}
}

static void test_refusals(void **state)
{
	static const char *const refused[] = { "Login incorrect", "% Access denied",
					       "Error: Authentication failed.", "% Bad passwords" };
	static const char *const fine[] = { "Last login: yesterday", "Welcome", "",
					    "password changed" };

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_true(login_is_refusal(refused[i], strlen(refused[i])));
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		assert_false(login_is_refusal(fine[i], strlen(fine[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prompts),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
