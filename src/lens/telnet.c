/* Telnet's commands and options in words (RFC 854, RFC 855), data in quotes. */
#include <string.h>

#include "base/utf8.h"
#include "lens/hex-rows.h"
#include "lens/lens-table.h"
#include "telnet/command.h"
#include "telnet/option.h"
#include "telnet/policy.h"
#include "telnet/token.h"
#include "telnet/words.h"
#include "base/poison.h"

enum {
	DATA_MAX = 256, /* bytes of data on a line */
	INLINE_MAX = 12, /* bytes of a command that are shown beside its words */
};

static bool is_negotiation(uint8_t command)
{
	return command >= COMMAND_WILL && command <= COMMAND_DONT;
}

/* --- Where a command or a run of data ends. `*at` bytes were looked at; 0: it isn't all there. */

/* Whether a line of data ends before byte `i`: no character is cut, if it is one. */
static bool is_cut_at(uint8_t byte, size_t i)
{
	return i >= DATA_MAX + UTF8_MAX || (i >= DATA_MAX && (byte & 0xc0) != 0x80);
}

/* Up to its newline, a command, or DATA_MAX. An IAC that stands for itself is data. */
static size_t data_length(const char *bytes, size_t n, size_t *at)
{
	for (size_t i = *at; i < n; i++) {
		uint8_t byte = (uint8_t)bytes[i];

		*at = i;
		if (byte == COMMAND_IAC) {
			if (i + 1 == n)
				return 0;
			if ((uint8_t)bytes[i + 1] != COMMAND_IAC)
				return i;
			i++;
		}
		if (byte == '\n')
			return i + 1;
		if (byte == COMMAND_IAC ? i > DATA_MAX : is_cut_at(byte, i))
			return i + (byte == COMMAND_IAC);
	}
	*at = n;
	return 0;
}

/* A payload ends where the tokenizer says (telnet/token.h). */
static size_t payload_length(const char *bytes, size_t n, size_t *at)
{
	size_t i = *at > 3 ? *at : 2;

	if (n > 4 && i < 5 && (uint8_t)bytes[2] == OPTION_MCCP1 &&
	    (uint8_t)bytes[3] == COMMAND_WILL && (uint8_t)bytes[4] == COMMAND_SE)
		return 5;
	while (i < n) {
		uint8_t next;

		if ((uint8_t)bytes[i] != COMMAND_IAC) {
			const char *iac = memchr(bytes + i, COMMAND_IAC, n - i);

			i = iac ? (size_t)(iac - bytes) : n;
			continue;
		}
		*at = i;
		if (i + 1 == n)
			return 0;
		next = (uint8_t)bytes[i + 1];
		if (next == COMMAND_SE)
			return i + 2;
		if (next != COMMAND_IAC && next >= COMMAND_FIRST)
			return i;
		i += 2;
	}
	*at = n;
	return 0;
}

static size_t unit_length(const char *bytes, size_t n, size_t *at)
{
	uint8_t command = n > 1 ? (uint8_t)bytes[1] : 0;
	size_t length = 2;

	if ((uint8_t)bytes[0] != COMMAND_IAC || (n > 1 && command == COMMAND_IAC))
		return data_length(bytes, n, at);
	if (command == COMMAND_SB && n > 2)
		return payload_length(bytes, n, at);
	if (is_negotiation(command) || command == COMMAND_SB)
		length = 3;
	return n < length ? 0 : length;
}

static size_t whole_units(struct lens_scan *scan, const struct lens_options *o,
			  enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	size_t end = 0, at = scan->at;

	(void)o;
	(void)d;
	(void)ended;
	while (end < n) {
		size_t length = unit_length(bytes + end, n - end, &at);

		if (!length)
			break;
		end += length;
		at = 0;
	}
	scan->at = at;
	return end;
}

/* Data is shown, but for the beginning of a command or a character. */
static size_t pause(const char *bytes, size_t n)
{
	uint32_t cp;

	if ((uint8_t)bytes[0] == COMMAND_IAC && (n < 2 || (uint8_t)bytes[1] != COMMAND_IAC))
		return 0;
	n -= (uint8_t)bytes[n - 1] == COMMAND_IAC;
	for (size_t back = 1; back < n && back < UTF8_MAX; back++) {
		if (((uint8_t)bytes[n - back] & 0xc0) == 0xc0)
			return utf8_decode(bytes + n - back, back, &cp) ? n : n - back;
	}
	return n;
}

/* --- Lines. */

struct showing {
	struct str data, words; /* of the unit */
};

static bool on_token(void *user, const struct token *token)
{
	struct showing *s = user;

	if (token->kind == TOKEN_DATA)
		str_append(&s->data, token->bytes, token->length);
	else
		words_token(token, &s->words);
	return true;
}

/* The bytes as they stand on the wire, or how many they are. */
static void put_bytes(const char *bytes, size_t n, struct lens_text *out)
{
	struct str hex;

	if (n > INLINE_MAX) {
		lens_format(out, LENS_DIM, " (%zu bytes)", n);
		return;
	}
	str_init(&hex);
	for (size_t i = 0; i < n; i++) {
		str_append_char(&hex, i ? ' ' : '[');
		hex_append(bytes + i, 1, &hex);
	}
	lens_put(out, LENS_DIM, " ", 1);
	lens_put(out, LENS_DIM, hex.text, hex.length);
	lens_put(out, LENS_DIM, "]", 1);
	str_fini(&hex);
}

/* Reads a unit. What another command or the end of the stream has cut off ends as if SE stood
 * there, if it is a subnegotiation. Whether it was cut off. */
static bool read_unit(Tokenizer *t, const char *bytes, size_t n, struct showing *s)
{
	static const char end[] = { (char)COMMAND_IAC, (char)COMMAND_SE };
	bool cut;

	token_feed(t, bytes, n, on_token, s);
	cut = !token_is_idle(t);
	if (cut && n > 2)
		token_feed(t, end, sizeof(end), on_token, s);
	token_reset(t);
	return cut;
}

static void show_unit(Tokenizer *t, const char *bytes, size_t n, struct lens_text *out)
{
	struct showing s;
	bool cut;

	str_init(&s.data);
	str_init(&s.words);
	cut = read_unit(t, bytes, n, &s);
	if (s.data.length) {
		words_text(s.data.text, s.data.length, &s.words);
		lens_put(out, LENS_STRING, s.words.text, s.words.length);
	} else {
		lens_put(out, LENS_WORD, s.words.text, s.words.length);
		lens_put_string(out, LENS_ERROR, cut && s.words.length ? " " : "");
		lens_put_string(out, LENS_ERROR, cut ? "cut off" : "");
		put_bytes(bytes, n, out);
	}
	lens_newline(out);
	str_fini(&s.data);
	str_fini(&s.words);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	Tokenizer *t = token_new(policy_payload_limit);

	(void)scan;
	(void)o;
	(void)d;
	for (size_t done = 0; done < n;) {
		size_t at = 0, length = unit_length(bytes + done, n - done, &at);

		/* What would decide where the last one ends isn't there: it stands for itself. */
		if (!length)
			length = at && at < n - done ? at : n - done;
		show_unit(t, bytes + done, length, out);
		done += length;
	}
	token_free(t);
}

static unsigned guess(const char *bytes, size_t n)
{
	if (n < 3 || (uint8_t)bytes[0] != COMMAND_IAC)
		return 0;
	return is_negotiation((uint8_t)bytes[1]) || (uint8_t)bytes[1] == COMMAND_SB ? 95 : 0;
}

const struct lens_row lens_telnet = {
	.name = "telnet",
	.summary = "telnet's commands and options in words, data in quotes",
	.wire = true,
	.stream = true,
	.frame = whole_units,
	.pause = pause,
	.show = show,
	.guess = guess,
};
