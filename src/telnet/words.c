#include "telnet/words.h"

#include <stddef.h>

#include "base/deceptive.h"
#include "base/utf8.h"
#include "telnet/command.h"
#include "telnet/policy.h"
#include "telnet/words-private.h"

#include "base/poison.h"

enum {
	WORDS_CUT = 120, /* of WORDS_MAX: for the option's name, and what is said of a cut */
};

const char *words_command(uint8_t command)
{
	static const char *const names[] = {
		"EOF", "SUSP", "ABORT", "EOR", "SE", "NOP",  "DM",   "BRK", "IP",   "AO",
		"AYT", "EC",   "EL",    "GA",  "SB", "WILL", "WONT", "DO",  "DONT", "IAC",
	};

	return command >= COMMAND_FIRST ? names[command - COMMAND_FIRST] : NULL;
}

/* The names of options without a row, by the registry of telnet options. */
static const char *other_option(uint8_t option)
{
	static const char *const names[OPTION_COUNT] = {
		[2] = "RCP",           [4] = "NAMS",
		[7] = "RCTE",          [8] = "NAOL",
		[9] = "NAOP",          [10] = "NAOCRD",
		[11] = "NAOHTS",       [12] = "NAOHTD",
		[13] = "NAOFFD",       [14] = "NAOVTS",
		[15] = "NAOVTD",       [16] = "NAOLFD",
		[17] = "XASCII",       [19] = "BM",
		[20] = "DET",          [21] = "SUPDUP",
		[22] = "SUPDUPOUTPUT", [26] = "TUID",
		[27] = "OUTMRK",       [28] = "TTYLOC",
		[29] = "3270REGIME",   [30] = "X3PAD",
		[40] = "TN3270E",      [41] = "XAUTH",
		[43] = "RSP",          [45] = "SLE",
		[47] = "KERMIT",       [48] = "SEND-URL",
		[49] = "FORWARD-X",    [138] = "PRAGMA-LOGON",
		[139] = "SSPI-LOGON",  [140] = "PRAGMA-HEARTBEAT",
		[255] = "EXOPL",
	};

	return names[option];
}

void words_option(uint8_t option, struct str *out)
{
	const struct policy *p = policy_find(option);
	const char *name = p ? p->name : other_option(option);

	if (name)
		str_append_string(out, name);
	else
		str_append_format(out, "%u", option);
}

/* --- Words, as long as there is room. */

static void put(struct words *w, const char *text, size_t n)
{
	w->full |= w->out->length + n > w->end;
	if (!w->full)
		str_append(w->out, text, n);
}

static void put_string(struct words *w, const char *text)
{
	while (*text)
		put(w, text++, 1);
}

static void put_hex(struct words *w, const char *before, unsigned byte, const char *behind)
{
	static const char digits[] = "0123456789abcdef";

	put_string(w, before);
	put(w, &digits[byte >> 4], 1);
	put(w, &digits[byte & 15], 1);
	put_string(w, behind);
}

/* Appends a code point of `n` bytes; in quotes, those and backslashes are escaped. */
static void put_shown(struct words *w, uint32_t cp, const char *bytes, size_t n, bool quoted)
{
	struct str escape;

	if (quoted && (cp == '"' || cp == '\\'))
		put(w, "\\", 1);
	if (!deceptive_class(cp)) {
		put(w, bytes, n);
		return;
	}
	str_init(&escape);
	switch (cp) {
	case '\r': str_append_string(&escape, "\\r"); break;
	case '\n': str_append_string(&escape, "\\n"); break;
	case '\t': str_append_string(&escape, "\\t"); break;
	default: str_append_format(&escape, cp < 0x80 ? "\\x%02x" : "\\u{%x}", cp); break;
	}
	put(w, escape.text, escape.length);
	str_fini(&escape);
}

static void put_bytes(struct words *w, const char *bytes, size_t n, bool quoted)
{
	while (n && !w->full) {
		uint32_t cp;
		size_t used = utf8_decode(bytes, n, &cp);

		if (!used || (used == 1 && cp == UTF8_REPLACEMENT)) {
			put_hex(w, "\\x", (uint8_t)*bytes, "");
			used = 1;
		} else {
			put_shown(w, cp, bytes, used, quoted);
		}
		bytes += used;
		n -= used;
	}
}

static void put_text(struct words *w, const char *bytes, size_t n)
{
	put(w, "\"", 1);
	put_bytes(w, bytes, n, true);
	put(w, "\"", 1);
}

/* --- Words of a payload. */

void words_add(struct words *w, const char *word)
{
	put(w, " ", 1);
	put_string(w, word);
}

void words_add_number(struct words *w, unsigned long number)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "%lu", number);
	words_add(w, text.text);
	str_fini(&text);
}

void words_add_name(struct words *w, const char *const *names, size_t count, unsigned value)
{
	if (value < count && names[value])
		words_add(w, names[value]);
	else
		words_add_number(w, value);
}

void words_add_flags(struct words *w, const char *const names[8], unsigned value)
{
	const char *before = " ";

	if (!value)
		words_add(w, "0");
	for (unsigned i = 0; i < 8; i++) {
		if (!(value >> i & 1))
			continue;
		if (names[i]) {
			put_string(w, before);
			put_string(w, names[i]);
		} else {
			put_string(w, before);
			put_hex(w, "0x", 1U << i, "");
		}
		before = "|";
	}
}

void words_add_text(struct words *w, const char *bytes, size_t n)
{
	put(w, " ", 1);
	put_text(w, bytes, n);
}

uint8_t words_take(struct words *w)
{
	w->left--;
	return *w->at++;
}

int words_take_name(struct words *w, const char *const *names, size_t count)
{
	unsigned value;

	if (!w->left || *w->at >= count || !names[*w->at])
		return -1;
	value = words_take(w);
	words_add(w, names[value]);
	return (int)value;
}

void words_take_text(struct words *w, size_t n)
{
	words_add_text(w, (const char *)w->at, n);
	w->at += n;
	w->left -= n;
}

void words_take_hex(struct words *w, size_t n)
{
	for (; n && !w->full; n--)
		put_hex(w, " ", words_take(w), "");
}

void words_take_plain(struct words *w)
{
	if (!w->left)
		return;
	put(w, " ", 1);
	put_bytes(w, (const char *)w->at, w->left, false);
	w->left = 0;
}

/* --- Tokens. */

static struct words begin(const char *bytes, size_t n, struct str *out)
{
	return (struct words){ .at = (const uint8_t *)bytes,
			       .left = n,
			       .out = out,
			       .end = out->length + WORDS_MAX - WORDS_CUT };
}

static void end(const struct words *w, size_t n)
{
	if (w->full)
		str_append_format(w->out, " … (%zu bytes)", n);
}

void words_text(const char *bytes, size_t n, struct str *out)
{
	struct words w = begin(bytes, n, out);

	put_text(&w, bytes, n);
	end(&w, n);
}

static void add_payload(const struct token *token, struct str *out)
{
	struct words w = begin(token->bytes, token->length, out);

	if (!words_login_payload(token->option, &w))
		words_mud_payload(token->option, &w);
	words_take_hex(&w, w.left);
	end(&w, token->length);
}

void words_token(const struct token *token, struct str *out)
{
	const char *command = words_command(token->command);

	switch (token->kind) {
	case TOKEN_DATA: words_text(token->bytes, token->length, out); return;
	case TOKEN_SUBNEGOTIATION:
		str_append_string(out, "SB ");
		words_option(token->option, out);
		if (token->truncated)
			str_append_string(out, " (too long)");
		else
			add_payload(token, out);
		return;
	case TOKEN_COMMAND:
	case TOKEN_NEGOTIATION: break;
	}
	if (command)
		str_append_string(out, command);
	else
		str_append_format(out, "IAC %02x", token->command);
	if (token->kind == TOKEN_NEGOTIATION) {
		str_append_char(out, ' ');
		words_option(token->option, out);
	}
}
