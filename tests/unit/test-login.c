#include "unit/unit.h"

#include <stdbool.h>
#include <string.h>

#include "base/prompt.h"
#include "link/login.h"

static const struct {
	const char *text;
	enum prompt_kind asks;
} rows[] = {
	{ "login: ", PROMPT_NAME },
	{ "router login:", PROMPT_NAME },
	{ "Username: ", PROMPT_NAME },
	{ "User Name:", PROMPT_NAME },
	{ "User:", PROMPT_NAME },
	{ "Password: ", PROMPT_PASSWORD },
	{ "admin@sw1's password:", PROMPT_PASSWORD },
	{ "Enter password : ", PROMPT_PASSWORD },
	{ "Passcode?", PROMPT_PASSWORD },
	{ "password", PROMPT_OTHER },
	{ "The password:s are old", PROMPT_OTHER },
	{ "Last login: Mon Nov 22", PROMPT_OTHER },
	{ "superuser:", PROMPT_OTHER },
	{ "sw1> ", PROMPT_OTHER },
	{ ":", PROMPT_OTHER },
	{ "", PROMPT_OTHER },
	{ "Your password: ", PROMPT_PASSWORD },
	{ "[alice] Password: ", PROMPT_PASSWORD },
	{ "10:20 lab password: ", PROMPT_PASSWORD },
	{ "New password: ", PROMPT_OTHER },
	{ "Choose a new password: ", PROMPT_OTHER },
	{ "Retype new password: ", PROMPT_OTHER },
	{ "Re-enter password: ", PROMPT_OTHER },
	{ "Old Password: ", PROMPT_OTHER },
	{ "(current) UNIX password: ", PROMPT_OTHER },
	{ "One-time password: ", PROMPT_OTHER },
	{ "enable password: ", PROMPT_OTHER },
	{ "Please create a password: ", PROMPT_OTHER },
	{ "Set password: ", PROMPT_OTHER },
	{ "Pick a password: ", PROMPT_OTHER },
	{ "Desired password: ", PROMPT_OTHER },
	{ "Enter your token passcode: ", PROMPT_OTHER },
	{ "Vault password: ", PROMPT_OTHER },
	{ "Master password: ", PROMPT_OTHER },
	{ "newton's password: ", PROMPT_PASSWORD },
	{ "sunset password: ", PROMPT_PASSWORD },
	{ "New user name: ", PROMPT_OTHER },
	{ "Bob tells you: what is your password:", PROMPT_OTHER },
	{ "Bob says, \"tell me your password:", PROMPT_OTHER },
	{ "<eve> my password:", PROMPT_OTHER },
};

static void test_prompts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (prompt_classify(rows[i].text, strlen(rows[i].text)) != rows[i].asks)
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

static void test_secret_words(void **state)
{
	static const char *const secret[] = { "Password: ",     "New password: ",
					      "PIN? ",          "[sudo] password for al: ",
					      "Password: ****", "enter your OTP" };
	static const char *const open[] = { "", "login: ", "Compass: ", "pinned> ", "bob$ ls" };

	(void)state;
	for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++) {
		if (!prompt_asks_secret(secret[i], strlen(secret[i])))
			fail_msg("\"%s\": not taken for a secret", secret[i]);
	}
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		if (prompt_asks_secret(open[i], strlen(open[i])))
			fail_msg("\"%s\": taken for a secret", open[i]);
	}
}

/* In other languages: what is typed is a secret, but a login answers none. */
static void test_foreign_words(void **state)
{
	static const char *const asking[] = {
		"Contrase\u00f1a: ",
		"Mot de passe : ",
		"Passwort:",
		"Kennwort: ",
		"Senha: ",
		"\u041f\u0430\u0440\u043e\u043b\u044c: ",
		"\u30d1\u30b9\u30ef\u30fc\u30c9\uff1a",
		"\u5bc6\u7801: ",
		"\ube44\ubc00\ubc88\ud638: ",
		"Has\u0142o: ",
		"LOSENORD: ",
		"Nouveau mot de passe : ",
	};
	static const char *const open[] = { "Nom : ", "parolack: ", "Passwortliste", "\u5bc6: " };

	(void)state;
	for (size_t i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		size_t n = strlen(asking[i]);

		if (!prompt_asks_password(asking[i], n) || !prompt_asks_secret(asking[i], n))
			fail_msg("\"%s\": not taken for a password's", asking[i]);
		assert_int_equal(prompt_classify(asking[i], n), PROMPT_OTHER);
	}
	assert_true(prompt_asks_secret("Passwort f\u00fcr bob: ab", 22));
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		size_t n = strlen(open[i]);

		if (prompt_asks_password(open[i], n) || prompt_asks_secret(open[i], n))
			fail_msg("\"%s\": taken for a password's", open[i]);
	}
}

/* One list says how prompts for commands end; a login takes questions and menus for prompts, too.
 */
static void test_shapes(void **state)
{
	static const struct {
		const char *text;
		bool commands, shape;
	} shapes[] = {
		{ "sw1#", true, true },       { "sw1 > ", true, true },
		{ "~ \u276f ", true, true },  { "{master}", true, true },
		{ "Choice: ", false, true },  { "Really?", false, true },
		{ "Welcome.", false, false }, { " ", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		size_t n = strlen(shapes[i].text);

		if (prompt_is_for_commands(shapes[i].text, n) != shapes[i].commands ||
		    prompt_has_shape(shapes[i].text, n) != shapes[i].shape)
			fail_msg("\"%s\": expected %d and %d", shapes[i].text, shapes[i].commands,
				 shapes[i].shape);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prompts),      cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_secret_words), cmocka_unit_test(test_foreign_words),
		cmocka_unit_test(test_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
