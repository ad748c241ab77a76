#include "net/address-text.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "base/poison.h"

enum {
	ADDRESS_TEXT_MAX = 1024,
	ADDRESS_TEXT_SHOWN_MAX = 72,
};

bool address_text_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool address_text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool address_text_is_alnum(char c)
{
	return address_text_is_alpha(c) || address_text_is_digit(c);
}

size_t address_text_scheme_length(const char *text)
{
	const char *c = text;

	if (!address_text_is_alpha(*c))
		return 0;
	while (address_text_is_alnum(*c) || (*c && strchr("+-.", *c)))
		c++;
	return strncmp(c, "://", 3) ? 0 : (size_t)(c - text);
}

bool address_text_has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

bool address_text_check(const char *what, const char *text, struct err *e)
{
	size_t n = strnlen(text, ADDRESS_TEXT_MAX + 1);

	if (n > ADDRESS_TEXT_MAX)
		return err_set(e, ERR_USAGE, "the %s is longer than %d bytes", what,
			       ADDRESS_TEXT_MAX);
	if (address_text_has_control(text))
		return err_set(e, ERR_USAGE, "the %s has a control character in it", what);
	if (!utf8_valid(text, n))
		return err_set(e, ERR_USAGE, "the %s is not valid UTF-8", what);
	for (size_t used; n; text += used, n -= used) {
		uint32_t cp;

		used = utf8_decode(text, n, &cp);
		if (cp == ' ')
			return err_set(e, ERR_USAGE, "the %s has a space in it", what);
		if (deceptive_class(cp))
			return err_set(e, ERR_USAGE, "the %s has an invisible character in it",
				       what);
	}
	return true;
}

static bool is_zone(const char *text)
{
	size_t n = 0;

	for (; text[n]; n++)
		if (n >= IF_NAMESIZE ||
		    (!address_text_is_alnum(text[n]) && !strchr("-._:", text[n])))
			return false;
	return n > 0 && n < IF_NAMESIZE;
}

bool address_text_is_ipv6(const char *text)
{
	char literal[INET6_ADDRSTRLEN];
	struct in6_addr parsed;
	size_t n = strcspn(text, "%");

	if (n >= sizeof(literal) || (text[n] && !is_zone(text + n + 1)))
		return false;
	memcpy(literal, text, n);
	literal[n] = '\0';
	return inet_pton(AF_INET6, literal, &parsed) == 1;
}

const char *address_text_shown(const char *text)
{
	return strlen(text) <= ADDRESS_TEXT_SHOWN_MAX ? text : "...";
}

/* The byte that the escape at the beginning of the `n` bytes at `text` stands for, or -1. */
static int escape_value(const char *text, size_t n)
{
	return n < 3 ? -1 : hex_byte(text + 1);
}

char *address_text_decode(const char *text, size_t n)
{
	struct str out;

	str_init(&out);
	for (size_t i = 0; i < n; i++) {
		int byte;

		if (text[i] != '%') {
			str_append_char(&out, text[i]);
			continue;
		}
		byte = escape_value(text + i, n - i);
		if (byte <= 0) {
			str_wipe(&out);
			str_fini(&out);
			return NULL;
		}
		str_append_char(&out, (char)byte);
		i += 2;
	}
	return str_take(&out);
}

void address_text_encode(const char *text, struct str *out)
{
	for (; *text; text++) {
		if (address_text_is_alnum(*text) || strchr("-._~", *text))
			str_append_char(out, *text);
		else
			str_append_format(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}
