#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "session/session-internal.h"
#include "base/poison.h"

enum {
	PASTE_LINE_MAX = 131072, /* bytes of one pasted line: what the queue surely takes at once */
	PASTE_AHEAD = 16384, /* wire bytes waiting before more of a paste is taken */
	PASTE_KEYS = 4096, /* bytes of a paste sent as keys at a time */
};

bool session_draft_is_pasted(const Session *s)
{
	return s->pasted_head && line_length(s->line);
}

/* In line mode only text remains: a control character typed nowhere should not be sent unseen. */
static void append_pasted(Session *s, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\r') {
			buf_append_byte(&s->paste, '\n');
			i += i + 1 < n && text[i + 1] == '\n';
		} else if (s->mode.character || c == '\n' || c == '\t' ||
			   (c >= 0x20 && c != 0x7f)) {
			buf_append_byte(&s->paste, c);
		}
	}
}

/* In line mode the paste goes in at the cursor, between the two parts of the draft. */
static void paste_into_draft(Session *s, const char *text, size_t n)
{
	size_t cursor = line_cursor(s->line);

	buf_append(&s->paste, line_text(s->line), cursor);
	append_pasted(s, text, n);
	buf_append(&s->paste, line_text(s->line) + cursor, line_length(s->line) - cursor);
	line_reset(s->line, false);
}

static void paste_as_keys(Session *s, const char *text, size_t n)
{
	bool bracketed = terminal_modes(s->terminal)->bracketed_paste;

	if (bracketed)
		buf_append(&s->paste, "\x1b[200~", 6);
	append_pasted(s, text, n);
	if (bracketed)
		buf_append(&s->paste, "\x1b[201~", 6);
}

static bool insert_pasted(Session *s, const char *text, size_t n, struct err *e)
{
	bool head = line_cursor(s->line) == 0;

	if (!n)
		return true;
	if (line_insert_bytes(s->line, text, n)) {
		s->pasted_head |= head && !s->mode.masked;
		return true;
	}
	return err_set(e, ERR_OTHER,
		       "the text is longer than an input line may be (%d bytes): it was not taken",
		       LINE_TEXT_MAX);
}

/* No complete line, or nobody to send one to: all of it becomes draft. */
static bool paste_as_draft(Session *s, const char *text, size_t n, struct err *e)
{
	struct buf waiting = s->paste;
	bool done;

	s->paste = (struct buf){ .secret = true };
	append_pasted(s, text, n);
	done = insert_pasted(s, buf_data(&s->paste), buf_length(&s->paste), e);
	buf_fini(&s->paste);
	s->paste = waiting;
	return done;
}

static bool has_huge_line(const char *text, size_t n)
{
	size_t length = 0;

	for (size_t i = 0; i < n && length <= PASTE_LINE_MAX; i++)
		length = text[i] == '\n' || text[i] == '\r' ? 0 : length + 1;
	return length > PASTE_LINE_MAX;
}

bool session_take_paste(Session *s, const char *text, size_t n, struct err *e)
{
	bool complete = memchr(text, '\n', n) || memchr(text, '\r', n);

	if (!s->mode.character && (!complete || !s->transport))
		return paste_as_draft(s, text, n, e);
	if (n > SESSION_PASTE_MAX || buf_length(&s->paste) > SESSION_PASTE_MAX - n)
		return err_set(
			e, ERR_OTHER,
			"the pasted text is larger than %d MiB with what still waits: it was "
			"not taken",
			SESSION_PASTE_MAX >> 20);
	if (!s->mode.character && has_huge_line(text, n))
		return err_set(e, ERR_OTHER,
			       "a pasted line is longer than %d KiB: nothing of it was taken",
			       PASTE_LINE_MAX >> 10);
	if (s->mode.character)
		paste_as_keys(s, text, n);
	else
		paste_into_draft(s, text, n);
	return true;
}

/* --- Out of the queue. */

static void feed_line(Session *s, const char *text, size_t n)
{
	char *line = mem_strndup(text, n);

	buf_consume(&s->paste, n + 1);
	session_put_line(s, WIRE_PASTED, line, n);
	mem_wipe(line, n);
	free(line);
}

/* How much of a paste goes next, no part of a character. */
static size_t next_keys(const char *text, size_t n)
{
	size_t length = n < PASTE_KEYS ? n : PASTE_KEYS;
	size_t end = length;

	while (end < n && end > length - UTF8_MAX && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return end;
}

static void feed_keys(Session *s)
{
	const char *text = buf_data(&s->paste);
	size_t n = next_keys(text, buf_length(&s->paste));
	const char *newline = memchr(text, '\n', n);
	size_t length = newline ? (size_t)(newline - text) : n;

	wire_open(s->wire, WIRE_PASTED, false, NULL, 0);
	session_put(s, text, length);
	if (newline)
		session_put_eol(s);
	wire_close(s->wire);
	s->lines_typed += newline != NULL;
	buf_consume(&s->paste, length + (newline != NULL));
}

/* What is behind the last line end goes back into the input line, once all before it is sent. */
static void return_rest(Session *s)
{
	struct err e;

	if (!insert_pasted(s, buf_data(&s->paste), buf_length(&s->paste), &e))
		session_message(s, "%s", e.text);
	buf_clear(&s->paste);
}

void session_feed_paste(Session *s)
{
	while (s->transport && !s->write_failed && buf_length(&s->paste) &&
	       wire_length(s->wire) < PASTE_AHEAD) {
		const char *text = buf_data(&s->paste);
		const char *newline = memchr(text, '\n', buf_length(&s->paste));

		if (s->mode.character)
			feed_keys(s);
		else if (newline)
			feed_line(s, text, (size_t)(newline - text));
		else
			return_rest(s);
		session_flush(s);
	}
}

/* --- Not sent. */

void session_return_unsent(Session *s, bool secret)
{
	size_t unsent = wire_unsent(s->wire) + buf_length(&s->paste);
	struct str text;
	struct err e;

	/* A stream's failure is its one sentence. */
	if (!unsent || (s->settings.stream && s->state == SESSION_FAILED))
		return;
	str_init(&text);
	wire_unsent_lines(s->wire, &text);
	if (text.length && buf_length(&s->paste))
		str_append_char(&text, '\n');
	if (!secret)
		str_append(&text, buf_data(&s->paste), buf_length(&s->paste));
	if (secret && buf_length(&s->paste))
		session_message(s, "what was pasted while hidden was not sent and has been wiped");
	buf_clear(&s->paste);
	if (!text.length)
		session_message(s, "%zu bytes were not sent: the peer did not read them", unsent);
	else if (insert_pasted(s, text.text, text.length, &e))
		session_message(s,
				"%zu bytes were not sent: their lines are in the input line again",
				unsent);
	else
		session_message(s, "%zu bytes were not sent, %s", unsent, e.text);
	str_wipe(&text);
	str_fini(&text);
}
