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
	PLAIN_WINDOW = 16384, /* bytes that are passed over together */
	PLAIN_STEP = 1024, /* the same with sequences */
	PART = 0x01, /* stands in the plain text for a sequence that parts words */
	BACKSPACE = 0x08,
	KILL_LINE = 0x15, /* what is typed to take back all, */
	KILL_WORD = 0x17, /* and a word */
	SHIFT_OUT = 0x0e,
	SHIFT_IN = 0x0f,
	DELETE = 0x7f,
	IAC = 0xff, /* telnet's */
};

struct RedactStream {
	RedactRules *rules;
	struct str line; /* of which more may come; in memory that is wiped */
	size_t written; /* bytes of it that are out */
	bool swallows; /* a secret that was too long to be held goes on */
	struct str plain; /* scratch: the line without sequences, */
	size_t *map; /* and where in the line each byte of that stands */
	size_t map_size;
	struct redact_span *spans; /* scratch: the bytes of the line that are secret */
	size_t count, size;
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
	free(s->spans);
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

/* --- What is typed and taken back. */

/* How many characters a cursor goes to the left by the sequence at `text`; 0: it is another. */
static size_t left_by(const char *text, size_t n)
{
	size_t at = 2, count = 0;

	if (n < 3 || text[0] != ESC || text[1] != '[')
		return 0;
	for (; at < n && text[at] >= '0' && text[at] <= '9'; at++)
		count = least_size(count * 10 + (size_t)(text[at] - '0'), REDACT_STREAM_MAX);
	if (at == n || text[at] != 'D')
		return 0;
	return count ? count : 1;
}

/* What takes something back; and what nobody sees, which is in no word. */
static const char edits[] = { BACKSPACE, DELETE, KILL_LINE, KILL_WORD };
static const char unseen[] = { '\0', '\a', SHIFT_OUT, SHIFT_IN };

static bool is_edit(char c)
{
	return memchr(edits, c, sizeof(edits));
}

static bool is_unseen(char c)
{
	return memchr(unseen, c, sizeof(unseen));
}

/* Where the first of the bytes in `set` stands; `n` if none does. */
static size_t first_of(const char *set, size_t count, const char *text, size_t n)
{
	for (size_t i = 0; i < count; i++) {
		const char *at = memchr(text, set[i], n);

		n = at ? (size_t)(at - text) : n;
	}
	return n;
}

static bool has_edits(const char *text, size_t n)
{
	const char *end = text + n;

	if (first_of(edits, sizeof(edits), text, n) < n)
		return true;
	for (const char *at = text; (at = memchr(at, ESC, (size_t)(end - at))); at++) {
		if (left_by(at, (size_t)(end - at)))
			return true;
	}
	return false;
}

/* How many of the first `n` plain bytes are left when byte `c`, of the line's byte `at`, took some
 * back; SIZE_MAX if it is none that does. */
static size_t left_after(const RedactStream *s, size_t n, char c, size_t at)
{
	const char *text = s->plain.text;
	size_t count = c == PART ? left_by(s->line.text + at, s->line.length - at) : is_edit(c);

	if (!count)
		return SIZE_MAX;
	while (c == KILL_WORD && n && text[n - 1] == ' ')
		n--;
	while (n && text[n - 1] != PART && (c == KILL_LINE || count)) {
		if (c == KILL_WORD && text[n - 1] == ' ')
			break;
		n--;
		count -= count && c != KILL_WORD;
	}
	return n;
}

/* Makes letters of what takes something back, and of the blanks between that erase it: so that it
 * is of the word. */
static void join_edits(struct str *plain)
{
	for (size_t i = 0; i < plain->length; i++) {
		size_t end = i + 1;

		if (!is_edit(plain->text[i]))
			continue;
		while (end < plain->length && plain->text[end] == ' ')
			end++;
		if (end < plain->length && !is_edit(plain->text[end]))
			end = i + 1;
		memset(plain->text + i, 'x', end - i);
		i = end - 1;
	}
}

/* Whatever the character set, what is not of ASCII is a letter; but telnet's IAC. */
static char letter(char c)
{
	if ((unsigned char)c < 0x80)
		return c;
	return (unsigned char)c == IAC ? PART : 'x';
}

/* Makes the plain text of the line's first `n` bytes; what takes something back does so
 * (`resolves`), or is of the word that it stands in. */
static void read_line(RedactStream *s, size_t n, bool resolves)
{
	size_t to = 0;

	if (s->map_size < n + 1) {
		s->map_size = n + 1;
		s->map = mem_resize(s->map, s->map_size, sizeof(*s->map));
	}
	str_clear(&s->plain);
	make_plain(s->line.text, n, &s->plain, s->map);
	if (!resolves)
		join_edits(&s->plain);
	for (size_t i = 0; i < s->plain.length; i++) {
		char c = s->plain.text[i];
		size_t left = resolves ? left_after(s, to, c, s->map[i]) : SIZE_MAX;

		if (left != SIZE_MAX) {
			to = left;
		} else if (!is_unseen(c)) {
			s->plain.text[to] = letter(c);
			s->map[to++] = s->map[i];
		}
	}
	str_truncate(&s->plain, to);
	s->map[to] = n;
}

/* --- Secrets. */

/* The line's byte at which the plain byte `at` begins: with what was taken back before it, though a
 * blank that erases it stands there yet. */
static size_t start_of(const RedactStream *s, size_t at)
{
	for (size_t i = at;; i--) {
		size_t behind = i ? s->map[i - 1] + 1 : 0;

		if (has_edits(s->line.text + behind, s->map[i] - behind))
			return behind;
		if (!i || s->plain.text[i - 1] != ' ')
			return s->map[at];
	}
}

/* The line's byte behind the plain byte `at`, and what was taken back behind it. */
static size_t end_of(const RedactStream *s, size_t at)
{
	size_t behind = s->map[at] + 1, next = s->map[at + 1];

	return has_edits(s->line.text + behind, next - behind) ? next : behind;
}

/* Keeps secrets of the plain text as bytes of the line. */
static void keep_spans(RedactStream *s, const struct redact_span *spans, size_t count)
{
	if (s->size < s->count + count) {
		s->size = s->count + count;
		s->spans = mem_resize(s->spans, s->size, sizeof(*s->spans));
	}
	for (size_t i = 0; i < count; i++) {
		size_t first = spans[i].start, last = first + spans[i].length - 1;
		size_t start = start_of(s, first), end = end_of(s, last);

		/* What moves the cursor behind it shows nothing. */
		while (end > start && s->line.text[end - 1] == BACKSPACE)
			end--;
		if (end > start && s->line.text[end - 1] == ESC)
			end--;
		if (end > start)
			s->spans[s->count++] = (struct redact_span){ start, end - start };
	}
	s->count = redact_spans_join(s->spans, s->count);
}

/* Looks at the line with what was taken back gone. Returns the first byte that may become a secret
 * yet. */
static size_t peek_resolved(RedactStream *s, size_t n)
{
	const struct redact_span *spans;
	size_t count, open;

	s->count = 0;
	if (!has_edits(s->line.text, n))
		return n;
	read_line(s, n, true);
	spans = redact_rules_peek(s->rules, s->plain.text, s->plain.length, &count, &open);
	keep_spans(s, spans, count);
	return start_of(s, open);
}

/* --- Out. */

/* The length of what is no text at `text`: an escape sequence, a command of telnet; 0: it is. */
static size_t apart_length(const char *text, size_t n)
{
	bool parts;

	if (*text == ESC)
		return sequence_length(text, n, &parts);
	if ((unsigned char)*text != IAC)
		return 0;
	return least_size(
		n, n > 1 && (unsigned char)text[1] > 250 && (unsigned char)text[1] < IAC ? 3 : 2);
}

/* Appends what sequences stand in the line from `from` up to `to`. */
static void put_sequences(const RedactStream *s, size_t from, size_t to, struct str *out)
{
	while (from < to) {
		size_t n = apart_length(s->line.text + from, to - from);

		str_append(out, s->line.text + from, n);
		from += n ? n : 1;
	}
}

/* Appends the line's bytes from the last that was written up to `end`, without secrets. */
static void put(RedactStream *s, size_t end, struct str *out)
{
	for (size_t i = 0; i < s->count; i++) {
		size_t start = s->spans[i].start, stop = start + s->spans[i].length;

		if (stop <= s->written || start >= end)
			continue;
		if (start > s->written)
			str_append(out, s->line.text + s->written, start - s->written);
		str_append_string(out, REDACT_MARK);
		put_sequences(s, start, stop, out);
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

	peek_resolved(s, n);
	read_line(s, n, false);
	spans = redact_rules_find(s->rules, s->plain.text, s->plain.length, &count);
	/* A secret that reached the end of what could be held goes on behind it. */
	s->swallows = n >= REDACT_STREAM_MAX && count &&
		      spans[count - 1].start + spans[count - 1].length == s->plain.length;
	keep_spans(s, spans, count);
	put(s, n, out);
	str_append(out, s->line.text + s->written, s->line.length - s->written);
	str_wipe(&s->line);
	s->written = 0;
}

/* More of the line may come: writes what is no secret whatever that is. */
static void put_open(RedactStream *s, struct str *out)
{
	size_t end = peek_resolved(s, s->line.length), count, open;
	const struct redact_span *spans;

	read_line(s, s->line.length, false);
	spans = redact_rules_peek(s->rules, s->plain.text, s->plain.length, &count, &open);
	keep_spans(s, spans, count);
	put(s, least_size(end, s->map[open]), out);
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
	size_t upto = s->line.length ? 0 : least_size(n, PLAIN_WINDOW), hit;
	const char *end;
	bool plain;

	upto = first_of(edits, sizeof(edits), bytes, upto);
	upto = first_of(unseen, sizeof(unseen), bytes, upto);
	plain = upto && !memchr(bytes, ESC, upto);
	upto = plain ? upto : least_size(upto, PLAIN_STEP);
	end = upto ? memrchr(bytes, '\n', upto) : NULL;
	if (!end)
		return 0;
	upto = (size_t)(end - bytes) + 1;
	if (plain) {
		hit = redact_rules_candidate(s->rules, bytes, upto);
		end = hit < upto ? memrchr(bytes, '\n', hit) : end;
		return end ? (size_t)(end - bytes) + 1 : 0;
	}
	if (has_edits(bytes, upto))
		return 0;
	str_clear(&s->plain);
	make_plain(bytes, upto, &s->plain, NULL);
	hit = redact_rules_candidate(s->rules, s->plain.text, s->plain.length);
	return hit < s->plain.length ? 0 : upto;
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
