#include "session/session.h"

#include <string.h>

#include "base/least.h"
#include "base/utf8.h"
#include "session/session-internal.h"
#include "base/poison.h"

enum {
	PASTE_LINE_MAX = 131072, /* bytes of one pasted line: what the queue surely takes at once */
	PASTE_AHEAD = 16384, /* wire bytes waiting before more of a paste is taken */
	PASTE_KEYS = 4096, /* bytes sent as keys at a time */
	PASTE_LINES = 256, /* lines sent in one turn, so that keys are seen in between */
};

/* --- Taken. */

/* Whether a code point, or a byte that is none of UTF-8, is a control that text may have. */
static bool is_text(uint32_t cp)
{
	return cp == '\n' || cp == '\t' || (cp >= 0x20 && cp != 0x7f);
}

/* C1 controls, as a code point or, in character sets of 8 bits, as a byte (ECMA-48 5.3). */
static bool is_c1(uint32_t cp)
{
	return cp >= 0x80 && cp < 0xa0;
}

/*
 * A control character typed nowhere should not be sent unseen, and what a peer takes for the end of
 * the paste would turn the rest of it into keys. C1 controls are left out in char mode; a line has
 * them as the character set says.
 */
size_t session_clean_paste(const Session *s, const char *text, size_t n, struct str *out)
{
	bool no_c1 = s->mode.character;
	size_t dropped = 0;

	for (size_t i = 0, used; i < n; i += used) {
		uint32_t cp = 0;

		used = utf8_decode(text + i, n - i, &cp);
		if (used <= 1) {
			used = 1;
			cp = (unsigned char)text[i];
		}
		if (cp == '\r') {
			str_append_char(out, '\n');
			used += i + 1 < n && text[i + 1] == '\n';
		} else if (!is_text(cp) || (no_c1 && is_c1(cp))) {
			dropped++;
		} else {
			str_append(out, text + i, used);
		}
	}
	return dropped;
}

static bool insert_pasted(Session *s, const char *text, size_t n, struct err *e)
{
	if (!n || line_paste(s->line, text, n))
		return true;
	return err_set(e, ERR_OTHER,
		       "the text is longer than an input line may be (%d bytes): it was not taken",
		       LINE_TEXT_MAX);
}

static bool has_huge_line(const char *text, size_t n)
{
	size_t length = 0;

	for (size_t i = 0; i < n && length <= PASTE_LINE_MAX; i++)
		length = text[i] == '\n' ? 0 : length + 1;
	return length > PASTE_LINE_MAX;
}

/* The paste goes in at the cursor, between the two parts of the draft. */
static bool take_lines(Session *s, bool secret, const struct str *text, struct err *e)
{
	struct backlog_piece kind = { .origin = WIRE_PASTED,
				      .secret = secret || session_line_is_secret(s),
				      .draft = true };
	size_t cursor;
	struct str whole;

	if (has_huge_line(text->text, text->length))
		return err_set(e, ERR_OTHER,
			       "a pasted line is longer than %d KiB: nothing of it was taken",
			       PASTE_LINE_MAX >> 10);
	line_drop_rejected(s->line);
	cursor = line_cursor(s->line);
	str_init_secret(&whole);
	str_append(&whole, line_text(s->line), cursor);
	str_append(&whole, text->text, text->length);
	str_append(&whole, line_text(s->line) + cursor, line_length(s->line) - cursor);
	backlog_add(&s->backlog, &kind, whole.text, whole.length);
	str_fini(&whole);
	line_reset(s->line, false);
	return true;
}

static void take_keys(Session *s, bool secret, const struct str *text)
{
	struct backlog_piece kind = { .origin = WIRE_PASTED, .secret = secret, .keys = true };
	bool bracketed = terminal_modes(s->terminal)->bracketed_paste;

	if (bracketed)
		backlog_add(&s->backlog, &kind, "\x1b[200~", 6);
	backlog_add(&s->backlog, &kind, text->text, text->length);
	if (bracketed)
		backlog_add(&s->backlog, &kind, "\x1b[201~", 6);
}

static bool take(Session *s, bool secret, const struct str *text, struct err *e)
{
	bool complete = memchr(text->text, '\n', text->length);

	/* No complete line, or nobody to send one to: all of it becomes draft. */
	if (!s->mode.character && (!complete || !session_is_open(s, NULL)))
		return insert_pasted(s, text->text, text->length, e);
	if (!session_is_open(s, e))
		return false;
	if (text->length > SESSION_PASTE_MAX || !backlog_has_room(&s->backlog, text->length + 64))
		return err_set(
			e, ERR_OTHER,
			"the pasted text is larger than %d MiB with what still waits: it was "
			"not taken",
			SESSION_PASTE_MAX >> 20);
	if (!s->mode.character)
		return take_lines(s, secret, text, e);
	take_keys(s, secret, text);
	return true;
}

bool session_take_paste(Session *s, bool secret, const char *text, size_t n, struct err *e)
{
	struct str cleaned;
	size_t dropped;
	bool done;

	str_init_secret(&cleaned);
	dropped = session_clean_paste(s, text, n, &cleaned);
	done = take(s, secret, &cleaned, e);
	if (done && dropped && s->mode.character)
		session_message(s, MESSAGE_INFO,
				"%zu control character%s in what was pasted %s left out", dropped,
				dropped == 1 ? "" : "s", dropped == 1 ? "was" : "were");
	str_fini(&cleaned);
	return done;
}

/* --- Out of the queue. */

static void feed_line(Session *s, const struct backlog_piece *p, size_t n)
{
	const struct backlog_piece kind = { .origin = p->origin,
					    .secret = p->secret || session_line_is_secret(s),
					    .escapes = p->escapes };

	session_put_line(s, &kind, buf_data(&p->text), n);
	backlog_take(&s->backlog, n + 1);
}

static void feed_keys(Session *s, const struct backlog_piece *p)
{
	const char *text = buf_data(&p->text);
	size_t n = utf8_cut(text, buf_length(&p->text), PASTE_KEYS);
	const char *newline = memchr(text, '\n', n);
	size_t length = newline ? (size_t)(newline - text) : n;

	wire_open(s->wire, p->origin, p->secret || session_keys_are_secret(s), NULL, 0);
	session_put(s, text, length);
	if (newline)
		telnet_send_eol(s->telnet, session_eol(s), false);
	wire_close(s->wire);
	s->lines_typed += newline != NULL;
	backlog_take(&s->backlog, length + (newline != NULL));
}

static void feed_bytes(Session *s, const struct backlog_piece *p)
{
	const char *bytes = buf_data(&p->text);
	size_t n = least_size(buf_length(&p->text), PASTE_KEYS);

	/* Telnet looks at what follows a CR. */
	if (n > 1 && n < buf_length(&p->text) && bytes[n - 1] == '\r')
		n--;
	wire_open(s->wire, p->origin, p->secret, NULL, 0);
	telnet_send_data(s->telnet, bytes, n);
	wire_close(s->wire);
	backlog_take(&s->backlog, n);
}

/* What is behind the last line end goes back into the input line, once all before it is sent: a
 * secret only where it doesn't show. */
static void return_rest(Session *s, const struct backlog_piece *p)
{
	struct err e;

	if (p->draft && p->secret && !session_line_is_secret(s))
		session_message(s, MESSAGE_ERROR, SESSION_PASTE_WIPED);
	else if (p->draft && !insert_pasted(s, buf_data(&p->text), buf_length(&p->text), &e))
		session_message(s, MESSAGE_ERROR, "%s", e.text);
	backlog_take(&s->backlog, buf_length(&p->text));
}

static void feed(Session *s)
{
	const struct backlog_piece *p = backlog_first(&s->backlog);
	const char *text = buf_data(&p->text);
	const char *newline = memchr(text, '\n', buf_length(&p->text));

	if (p->bytes)
		feed_bytes(s, p);
	else if (p->keys)
		feed_keys(s, p);
	else if (newline)
		feed_line(s, p, (size_t)(newline - text));
	else
		return_rest(s, p);
}

bool session_may_feed(const Session *s)
{
	return s->backlog.bytes && session_is_open(s, NULL) && wire_length(s->wire) < PASTE_AHEAD;
}

void session_feed_backlog(Session *s)
{
	for (int i = 0; i < PASTE_LINES && session_may_feed(s); i++) {
		feed(s);
		session_flush(s);
	}
}

/* --- Not sent. */

static void return_text(Session *s, const struct str *text, size_t unsent)
{
	struct err e;

	if (!text->length)
		session_message(s, MESSAGE_ERROR,
				"%zu bytes were not sent: the peer did not take them", unsent);
	else if (insert_pasted(s, text->text, text->length, &e))
		session_message(s, MESSAGE_ERROR,
				"%zu bytes were not sent: their lines are in the input line again",
				unsent);
	else
		session_message(s, MESSAGE_ERROR, "%zu bytes were not sent, %s", unsent, e.text);
}

void session_return_unsent(Session *s)
{
	size_t unsent = session_unsent(s);
	struct str text;

	/* A stream's failure is its one sentence. */
	if (!unsent || (s->settings.stream && s->state == SESSION_FAILED))
		return;
	str_init_secret(&text);
	wire_unsent_lines(s->wire, &text);
	if (text.length && s->backlog.bytes)
		str_append_char(&text, '\n');
	backlog_text(&s->backlog, &text);
	if (backlog_has_secret(&s->backlog))
		session_message(s, MESSAGE_ERROR, SESSION_PASTE_WIPED);
	if (text.length || !backlog_has_secret(&s->backlog))
		return_text(s, &text, unsent);
	backlog_clear(&s->backlog);
	str_fini(&text);
}
