#include "log/redact-stream.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "log/redact-rules.h"
#include "base/poison.h"

enum {
	ESC = 0x1b,
	CONTEXT = 256, /* bytes of a long line that are looked at again with what follows */
	PLAIN_STEP = 1024, /* bytes with sequences that are passed over together */
	PART = 0x01, /* stands in the plain text for a sequence that parts words */
};

struct RedactStream {
	RedactRules *rules;
	struct str line; /* of which more may come; in memory that is wiped */
	size_t written; /* bytes of it that are out */
	bool swallows; /* a secret that was too long to be held goes on */
	struct str plain; /* scratch: the line without sequences, */
	size_t *map; /* and where in the line each byte of that stands */
	size_t map_size;
};

RedactStream *redact_stream_new(void)
{
	RedactStream *s = mem_calloc(1, sizeof(*s));

	s->rules = redact_rules_new();
	str_init_secret(&s->line);
	str_init_secret(&s->plain);
	return s;
}

void redact_stream_free(RedactStream *s)
{
	if (!s)
		return;
	redact_rules_free(s->rules);
	str_fini(&s->line);
	str_fini(&s->plain);
	free(s->map);
	free(s);
}

/* --- Plain text. */

/* The length of the escape sequence at `text`; *parts: it is whole and none of colours or of
 * erasing, so that what stands behind it is another word. */
static size_t sequence_length(const char *text, size_t n, bool *parts)
{
	size_t at = 2;

	*parts = n >= 2 && text[1] != '[';
	if (n < 2 || *parts)
		return least_size(n, 2);
	while (at < n && text[at] >= 0x20 && text[at] < 0x40)
		at++;
	if (at < n)
		*parts = text[at] != 'm' && text[at] != 'K';
	return least_size(n, at + 1);
}

/* Appends the text without its sequences to `plain`; to `map`, unless NULL, where each byte of it
 * stands, and the end. */
static void make_plain(const char *text, size_t n, struct str *plain, size_t *map)
{
	size_t count = 0;

	for (size_t at = 0; at < n;) {
		const char *escape = memchr(text + at, ESC, n - at);
		size_t upto = escape ? (size_t)(escape - text) : n;
		bool parts;

		for (size_t i = at; map && i < upto; i++)
			map[count++] = i;
		str_append(plain, text + at, upto - at);
		if (!escape)
			break;
		at = upto + sequence_length(escape, n - upto, &parts);
		if (!parts)
			continue;
		str_append_char(plain, PART);
		if (map)
			map[count++] = upto;
	}
	if (map)
		map[count] = n;
}

static void read_line(RedactStream *s, size_t n)
{
	if (s->map_size < n + 1) {
		s->map_size = n + 1;
		s->map = mem_resize(s->map, s->map_size, sizeof(*s->map));
	}
	str_clear(&s->plain);
	make_plain(s->line.text, n, &s->plain, s->map);
	/* Whatever the character set, what is not of ASCII is a letter; but telnet's IAC. */
	for (size_t i = 0; i < s->plain.length; i++) {
		if ((unsigned char)s->plain.text[i] >= 0x80)
			s->plain.text[i] = s->plain.text[i] == (char)0xff ? PART : 'x';
	}
}

/* --- Out. */

/* Appends what sequences stand between the plain bytes `from` and `to`. */
static void put_sequences(const RedactStream *s, size_t from, size_t to, struct str *out)
{
	for (; from < to; from++) {
		size_t at = s->map[from] +
			    (s->plain.text[from] != PART || s->line.text[s->map[from]] == PART);

		if (from + 1 < to)
			str_append(out, s->line.text + at, s->map[from + 1] - at);
	}
}

/* Appends the line's bytes from the last that was written up to `end`, without what `spans`, of the
 * plain text, cover. */
static void put(RedactStream *s, const struct redact_span *spans, size_t count, size_t end,
		struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		size_t first = spans[i].start, behind = first + spans[i].length;
		size_t start = s->map[first], stop = s->map[behind - 1] + 1;

		if (stop <= s->written || start >= end)
			continue;
		if (start > s->written)
			str_append(out, s->line.text + s->written, start - s->written);
		str_append_string(out, REDACT_MARK);
		put_sequences(s, first, behind, out);
		s->written = stop;
	}
	if (end > s->written) {
		str_append(out, s->line.text + s->written, end - s->written);
		s->written = end;
	}
}

/* The `n` bytes of the line are all of it, but for its end. */
static void finish(RedactStream *s, size_t n, struct str *out)
{
	const struct redact_span *spans;
	size_t count;

	read_line(s, n);
	spans = redact_rules_find(s->rules, s->plain.text, s->plain.length, &count);
	put(s, spans, count, n, out);
	/* A secret that reached the end of what could be held goes on behind it. */
	s->swallows = n >= REDACT_STREAM_MAX && count &&
		      spans[count - 1].start + spans[count - 1].length == s->plain.length;
	str_append(out, s->line.text + s->written, s->line.length - s->written);
	str_wipe(&s->line);
	s->written = 0;
}

/* More of the line may come: writes what is no secret whatever that is. */
static void put_open(RedactStream *s, struct str *out)
{
	const struct redact_span *spans;
	size_t count, open;

	read_line(s, s->line.length);
	spans = redact_rules_peek(s->rules, s->plain.text, s->plain.length, &count, &open);
	put(s, spans, count, s->map[open], out);
}

/* The line is too long to be held: most of what is out is forgotten, or it ends here. */
static void shorten(RedactStream *s, struct str *out)
{
	put_open(s, out);
	if (s->line.length - s->written > REDACT_STREAM_MAX / 2) {
		finish(s, s->line.length, out);
		return;
	}
	if (s->written > CONTEXT) {
		str_splice(&s->line, 0, s->written - CONTEXT, "", 0);
		s->written = CONTEXT;
	}
}

/* --- In. */

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

static size_t line_length(const char *bytes, size_t n)
{
	size_t at = 0;

	while (at < n && !is_end(bytes[at]))
		at++;
	return at;
}

/* How many of the bytes are whole lines without a secret. Those with sequences are looked at few at
 * a time, since where a word stands in their plain text says nothing. */
static size_t plain_lines(RedactStream *s, const char *bytes, size_t n)
{
	bool plain = s->line.length || !memchr(bytes, ESC, n);
	size_t upto = plain ? n : least_size(n, PLAIN_STEP);
	const char *end = s->line.length ? NULL : memrchr(bytes, '\n', upto);

	if (!end)
		return 0;
	upto = (size_t)(end - bytes) + 1;
	if (plain) {
		size_t hit = redact_rules_candidate(s->rules, bytes, upto);

		end = hit < upto ? memrchr(bytes, '\n', hit) : end;
		return end ? (size_t)(end - bytes) + 1 : 0;
	}
	str_clear(&s->plain);
	make_plain(bytes, upto, &s->plain, NULL);
	return redact_rules_candidate(s->rules, s->plain.text, s->plain.length) < s->plain.length ?
		       0 :
		       upto;
}

/* Takes bytes up to the end of the line, or as many as can be held. */
static size_t take(RedactStream *s, const char *bytes, size_t n, struct str *out)
{
	size_t room = REDACT_STREAM_MAX - s->line.length;
	size_t used = line_length(bytes, least_size(n, room));

	str_append(&s->line, bytes, used);
	if (used < n && is_end(bytes[used])) {
		str_append_char(&s->line, bytes[used]);
		finish(s, s->line.length - 1, out);
		return used + 1;
	}
	if (s->line.length >= REDACT_STREAM_MAX)
		shorten(s, out);
	return used;
}

static size_t swallow(RedactStream *s, const char *bytes, size_t n)
{
	size_t at = 0;

	while (at < n && (unsigned char)bytes[at] > ' ' && !strchr("\"'", bytes[at]))
		at++;
	s->swallows = at == n;
	return at;
}

void redact_stream_feed(RedactStream *s, const char *bytes, size_t n, struct str *out)
{
	while (n) {
		size_t used = s->swallows ? swallow(s, bytes, n) : 0;
		size_t plain = plain_lines(s, bytes + used, n - used);

		str_append(out, bytes + used, plain);
		used += plain;
		if (!plain && used < n)
			used += take(s, bytes + used, n - used, out);
		bytes += used;
		n -= used;
	}
	if (s->line.length)
		put_open(s, out);
}

void redact_stream_end(RedactStream *s, struct str *out)
{
	if (s->line.length)
		finish(s, s->line.length, out);
	s->swallows = false;
}

size_t redact_stream_held(const RedactStream *s)
{
	return s->line.length - s->written;
}
