#include "base/prompt.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/poison.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* How prompts end, blanks and the colon taken off; lower case. */
static const struct {
	const char *end;
	enum prompt_kind kind;
} ends[] = {
	{ "login", PROMPT_NAME }, /* Unix, Juniper */
	{ "username", PROMPT_NAME }, /* Cisco, Huawei, Arista */
	{ "user name", PROMPT_NAME }, /* HP, 3Com */
	{ "user", PROMPT_NAME }, /* MikroTik's Winbox-era devices, Dell */
	{ "user id", PROMPT_NAME },
	{ "userid", PROMPT_NAME },
	{ "account", PROMPT_NAME },
	{ "password", PROMPT_PASSWORD },
	{ "passwd", PROMPT_PASSWORD },
	{ "passcode", PROMPT_PASSWORD },
	{ "pass phrase", PROMPT_PASSWORD },
	{ "passphrase", PROMPT_PASSWORD },
};

/* Words before the end by which another name or password is meant. */
static const char *const others[] = { "new",      "old",     "current",   "retype",   "type again",
				      "re-type",  "reenter", "re-enter",  "repeat",   "again",
				      "confirm",  "verify",  "choose",    "change",   "one-time",
				      "one time", "onetime", "otp",       "enable",   "privileged",
				      "next",     "second",  "secondary", "key",      "unlock",
				      "database", "expired", "temporary", "recovery", "create",
				      "set",      "pick",    "select",    "desired",  "token",
				      "master",   "vault",   "backup" };

/* How prompts for commands end: the signs of ASCII, angles, arrows, a lambda. */
static const char *const command_ends[] = { "#",      ">",      "$",      "%",      "]",     "}",
					    "\u203a", "\u276f", "\u00bb", "\u03bb", "\u2192" };

/* Words in whose line a secret may be typed. */
static const char *const secrets[] = {
	"password", "passwd", "passcode", "pass phrase", "passphrase",
	"pin",      "otp",    "secret",   "token",       "verification code"
};

/* A password in other languages. A login answers none of these, since what else is asked for so
 * isn't told; what is typed there is a secret. */
static const char *const foreign[] = {
	"contrase\u00f1a",
	"CONTRASE\u00d1A",
	"contrasenya",
	"contrasena",
	"mot de passe",
	"passwort",
	"kennwort",
	"wachtwoord",
	"senha",
	"palavra-passe",
	"parola",
	"parol\u0103",
	"has\u0142o",
	"HAS\u0141O",
	"haslo",
	"heslo",
	"geslo",
	"lozinka",
	"l\u00f6senord",
	"L\u00d6SENORD",
	"losenord",
	"adgangskode",
	"kodeord",
	"passord",
	"salasana",
	"parool",
	"jelsz\u00f3",
	"JELSZ\u00d3",
	"jelszo",
	"\u015fifre",
	"\u015eifre",
	"sifre",
	"\u043f\u0430\u0440\u043e\u043b\u044c", /* Russian, small, with a capital, in capitals, */
	"\u041f\u0430\u0440\u043e\u043b\u044c",
	"\u041f\u0410\u0420\u041e\u041b\u042c",
	"\u041f\u0430\u0440\u043e\u043b\u0430", /* Bulgarian, */
	"\u043f\u0430\u0440\u043e\u043b\u0430",
	"\u041b\u043e\u0437\u0438\u043d\u043a\u0430", /* Serbian */
	"\u03ba\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2", /* Greek */
	"\u039a\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2",
	"\u5bc6\u7801", /* Chinese */
	"\u5bc6\u78bc",
	"\u53e3\u4ee4",
	"\u30d1\u30b9\u30ef\u30fc\u30c9", /* Japanese */
	"\u6697\u8a3c\u756a\u53f7",
	"\ube44\ubc00\ubc88\ud638", /* Korean */
	"\uc554\ud638",
	"\u05e1\u05d9\u05e1\u05de\u05d4", /* Hebrew */
	"\u0643\u0644\u0645\u0629 \u0627\u0644\u0645\u0631\u0648\u0631", /* Arabic */
	"m\u1eadt kh\u1ea9u", /* Vietnamese */
};

/* Whether `word` stands in `text` as a word of its own, case aside. */
static bool has_word(const char *text, size_t n, const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; i + length <= n; i++) {
		if (strncasecmp(text + i, word, length) == 0 &&
		    (i == 0 || !isalnum((unsigned char)text[i - 1])) &&
		    (i + length == n || !isalnum((unsigned char)text[i + length])))
			return true;
	}
	return false;
}

static bool has_any(const char *text, size_t n, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (has_word(text, n, words[i]))
			return true;
	}
	return false;
}

/* Whether somebody is quoted: `Bob says: ...`, `<bob> ...`. */
static bool is_speech(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '"' ||
		    ((text[i] == ':' || text[i] == '>') && i + 1 < n && text[i + 1] == ' '))
			return true;
	}
	return false;
}

/* The kind by how the prompt ends alone; *before is how many bytes stand before that. */
static enum prompt_kind kind_of_end(const char *text, size_t n, size_t *before)
{
	n = str_trimmed(text, n);
	if (!n || (text[n - 1] != ':' && text[n - 1] != '>' && text[n - 1] != '?'))
		return PROMPT_OTHER;
	n = str_trimmed(text, n - 1);
	for (size_t i = 0; i < COUNT(ends); i++) {
		size_t length = strlen(ends[i].end);

		if (n < length || strncasecmp(text + n - length, ends[i].end, length) != 0)
			continue;
		*before = n - length;
		if (!*before || !isalpha((unsigned char)text[*before - 1]))
			return ends[i].kind;
	}
	return PROMPT_OTHER;
}

enum prompt_kind prompt_classify(const char *text, size_t n)
{
	size_t before;
	enum prompt_kind kind = kind_of_end(text, n, &before);

	if (kind != PROMPT_OTHER &&
	    (has_any(text, before, others, COUNT(others)) || is_speech(text, before)))
		return PROMPT_OTHER;
	return kind;
}

/* The length without what closes a question. */
static size_t without_sign(const char *text, size_t n)
{
	static const char wide[] = "\uff1a";

	n = str_trimmed(text, n);
	if (n && strchr(":>?", text[n - 1]))
		return str_trimmed(text, n - 1);
	if (n >= sizeof(wide) - 1 && !memcmp(text + n - sizeof(wide) + 1, wide, sizeof(wide) - 1))
		return n - sizeof(wide) + 1;
	return 0;
}

/* The same in other languages. */
static bool asks_foreign(const char *text, size_t n)
{
	n = without_sign(text, n);
	for (size_t i = 0; n && i < COUNT(foreign); i++) {
		size_t length = strlen(foreign[i]);

		if (length <= n && has_word(text + n - length, length, foreign[i]))
			return true;
	}
	return false;
}

bool prompt_asks_password(const char *text, size_t n)
{
	size_t before;

	return kind_of_end(text, n, &before) == PROMPT_PASSWORD || asks_foreign(text, n);
}

bool prompt_is_for_commands(const char *text, size_t n)
{
	n = str_trimmed(text, n);
	for (size_t i = 0; i < COUNT(command_ends); i++) {
		size_t length = strlen(command_ends[i]);

		if (n >= length && memcmp(text + n - length, command_ends[i], length) == 0)
			return true;
	}
	return false;
}

bool prompt_has_shape(const char *text, size_t n)
{
	n = str_trimmed(text, n);
	return n && (strchr(":?", text[n - 1]) || prompt_is_for_commands(text, n));
}

bool prompt_asks_secret(const char *text, size_t n)
{
	return has_any(text, n, secrets, COUNT(secrets)) ||
	       has_any(text, n, foreign, COUNT(foreign));
}
