#include "net/idn.h"

#include <string.h>
#include <strings.h>

#include <idn2.h>

#include "base/utf8.h"
#include "net/address-text.h"
#include "base/poison.h"

static bool is_ascii(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return !*text;
}

/* Whether a label may be an A-label (RFC 5890 section 2.3.2.1). */
static bool has_a_label(const char *host)
{
	for (; *host; host += strcspn(host, "."), host += *host == '.')
		if (strncasecmp(host, "xn--", 4) == 0)
			return true;
	return false;
}

/* An A-label is written in small letters, and the library leaves capitals in a U-label. */
static void append_small(const char *host, struct str *out)
{
	for (; *host; host++)
		str_append_char(out, str_lower(*host));
}

/* What is wrong, for the few errors that a person can do something about. */
static const char *reason(int code)
{
	switch (code) {
	case IDN2_PUNYCODE_BIG_OUTPUT:
	case IDN2_TOO_BIG_LABEL: return "a part of it is too long";
	case IDN2_TOO_BIG_DOMAIN: return "it is too long";
	case IDN2_LEADING_COMBINING: return "a part of it begins with a combining mark";
	case IDN2_BIDI: return "it mixes directions of writing";
	case IDN2_2HYPHEN:
	case IDN2_HYPHEN_STARTEND: return "a hyphen stands where none may be";
	default: return "a character in it can't be part of a host name";
	}
}

/* RFC 5891 section 5: a lookup, with UTS 46 and without its transitional mapping (ß stays ß). */
bool idn_encode(const char *host, struct str *out, struct err *e)
{
	uint8_t *encoded = NULL;
	int code;

	if (is_ascii(host)) {
		if (has_a_label(host))
			append_small(host, out);
		else
			str_append_string(out, host);
		return true;
	}
	code = idn2_lookup_u8((const uint8_t *)host, &encoded,
			      IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
	if (code != IDN2_OK)
		return err_set(e, ERR_USAGE, "\"%s\" is no host name: %s", address_text_shown(host),
			       reason(code));
	str_append_string(out, (const char *)encoded);
	idn2_free(encoded);
	return true;
}

static bool leads_back(const char *decoded, const char *host)
{
	struct str again;
	bool same;

	str_init(&again);
	same = idn_encode(decoded, &again, NULL) && strcasecmp(again.text, host) == 0;
	str_fini(&again);
	return same;
}

void idn_decode(const char *host, struct str *out)
{
	char *decoded = NULL;
	struct str small;

	str_init(&small);
	append_small(host, &small);
	if (has_a_label(host) &&
	    idn2_to_unicode_8z8z(small.text, &decoded, IDN2_NONTRANSITIONAL) == IDN2_OK &&
	    leads_back(decoded, host))
		str_append_string(out, decoded);
	else
		str_append_string(out, host);
	idn2_free(decoded);
	str_fini(&small);
}

/* --- What people see. */

/* Bits of scripts that one word may be written in together, as Unicode's UTS 39 section 5.2 has
 * them, less the mixing with Latin. */
enum {
	SCRIPT_LATIN = 1,
	SCRIPT_GREEK = 2,
	SCRIPT_CYRILLIC = 4,
	SCRIPT_JAPANESE = 8,
	SCRIPT_KOREAN = 16,
	SCRIPT_CHINESE = 32,
	SCRIPT_ANY = 63,
};

/* In order. What isn't here is shown as its A-label. */
static const struct script {
	uint32_t first, last;
	unsigned scripts;
} scripts[] = {
	{ 0x00df, 0x00f6, SCRIPT_LATIN },
	{ 0x00f8, 0x0130, SCRIPT_LATIN },
	{ 0x0132, 0x0137, SCRIPT_LATIN },
	{ 0x0139, 0x013e, SCRIPT_LATIN },
	{ 0x0141, 0x0148, SCRIPT_LATIN },
	{ 0x014a, 0x017e, SCRIPT_LATIN },
	{ 0x01a1, 0x01a1, SCRIPT_LATIN },
	{ 0x01b0, 0x01b0, SCRIPT_LATIN },
	{ 0x0218, 0x021b, SCRIPT_LATIN },
	{ 0x0390, 0x03ce, SCRIPT_GREEK },
	{ 0x0430, 0x045f, SCRIPT_CYRILLIC },
	{ 0x0490, 0x0493, SCRIPT_CYRILLIC },
	{ 0x1ea0, 0x1ef9, SCRIPT_LATIN },
	{ 0x3005, 0x3005, SCRIPT_JAPANESE | SCRIPT_CHINESE },
	{ 0x3041, 0x3096, SCRIPT_JAPANESE },
	{ 0x30a1, 0x30fa, SCRIPT_JAPANESE },
	{ 0x30fc, 0x30fc, SCRIPT_JAPANESE },
	{ 0x4e00, 0x9fff, SCRIPT_JAPANESE | SCRIPT_KOREAN | SCRIPT_CHINESE },
	{ 0xac00, 0xd7a3, SCRIPT_KOREAN },
};

static unsigned scripts_of(uint32_t cp)
{
	if (cp < 0x80)
		return address_text_is_alpha((char)cp) ? SCRIPT_LATIN : SCRIPT_ANY;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]) && cp >= scripts[i].first;
	     i++) {
		if (cp <= scripts[i].last)
			return scripts[i].scripts;
	}
	return 0;
}

/* Whether a letter of another script can be taken for a letter, a digit or a mark of ASCII. */
static bool looks_ascii(uint32_t cp)
{
	static const char letters[] = "агезопрсухьѕіј" /* Cyrillic */
				      "αγηικνορτυχωίόύ" /* Greek */
				      "ノハヘへニロトーエ一二八口卜工";

	for (const char *at = letters; *at;) {
		uint32_t letter;

		at += utf8_decode(at, strlen(at), &letter);
		if (letter == cp)
			return true;
	}
	return false;
}

/* One script, and if it isn't Latin, a letter that shows it. */
static bool is_plain_label(const char *label, size_t n)
{
	unsigned common = SCRIPT_ANY;
	bool foreign = false, telling = false;

	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(label, n, &cp);

		common &= scripts_of(cp);
		foreign |= cp >= 0x80;
		telling |= cp >= 0x80 && !looks_ascii(cp);
		label += used;
		n -= used;
	}
	return common && (!foreign || telling);
}

static bool is_plain(const char *host)
{
	while (*host) {
		size_t n = strcspn(host, ".");

		if (!is_plain_label(host, n))
			return false;
		host += n;
		host += *host == '.';
	}
	return true;
}

const char *idn_shown(const char *host, char out[IDN_SHOWN])
{
	const char *shown = host;
	struct str decoded;

	if (!has_a_label(host))
		return host;
	str_init(&decoded);
	idn_decode(host, &decoded);
	if (decoded.length < IDN_SHOWN && is_plain(decoded.text)) {
		memcpy(out, decoded.text, decoded.length + 1);
		shown = out;
	}
	str_fini(&decoded);
	return shown;
}
