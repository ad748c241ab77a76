#include "tls/starttls-private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "net/idn.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum { QUOTE_MAX = 160 };

enum verdict { MORE, GOOD, BAD, NOT_SPOKEN };

bool starttls_parse(const char *name, enum starttls_protocol *out, struct err *e)
{
	struct str names;

	for (size_t i = 0; i < STARTTLS_COUNT; i++)
		if (strcasecmp(name, starttls_dialogues[i].name) == 0) {
			*out = (enum starttls_protocol)i;
			return true;
		}
	str_init(&names);
	for (size_t i = 0; i < STARTTLS_COUNT; i++)
		str_append_format(&names, "%s%s", i ? ", " : "", starttls_dialogues[i].name);
	err_set(e, ERR_USAGE, "STARTTLS is known for %s", names.text);
	str_fini(&names);
	return false;
}

const char *starttls_name(enum starttls_protocol protocol)
{
	return starttls_dialogues[protocol].name;
}

Starttls *starttls_new(enum starttls_protocol protocol, bool live, const char *host)
{
	Starttls *s = mem_alloc(sizeof(*s));
	struct str decoded;

	s->dialogue = &starttls_dialogues[protocol];
	/* XMPP takes U-labels only (RFC 7622 section 3.2). */
	str_init(&decoded);
	idn_decode(host, &decoded);
	s->host = str_take(&decoded);
	s->step = s->dialogue->greets && live ? 1 : 0;
	/* In a session that is under way the stream of XMPP is open. */
	s->asked = live;
	str_init(&s->line);
	return s;
}

void starttls_free(Starttls *s)
{
	if (!s)
		return;
	str_fini(&s->line);
	free(s->host);
	free(s);
}

void starttls_fail(Starttls *s, const char *did, const char *quote)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "the %s server %s", s->dialogue->label, did);
	if (quote) {
		str_append_string(&text, ": ");
		peer_text_append(&text, quote, strlen(quote), QUOTE_MAX);
	}
	err_set(&s->error, ERR_TLS, "%s", text.text);
	str_fini(&text);
	s->state = STARTTLS_FAILED;
}

/* --- One line of a reply. */

/* Whether `text` begins with one of the alternatives in `list`, and that word ends there. */
static bool begins(const char *text, const char *list)
{
	while (list) {
		size_t n = strcspn(list, "|");

		if (strncasecmp(text, list, n) == 0 && (!text[n] || strchr(" -", text[n])))
			return true;
		list = list[n] ? list + n + 1 : NULL;
	}
	return false;
}

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	while (*text) {
		size_t length = strcspn(text, " ");

		if (length == n && strncasecmp(text, word, n) == 0)
			return true;
		text += length + strspn(text + length, " ");
	}
	return false;
}

/* Takes note of the step's word if the line of a list of abilities begins with it. */
static void note_offer(Starttls *s, const char *text)
{
	const char *offer = s->dialogue->steps[s->step].offer;
	size_t n = offer ? strlen(offer) : 0;

	if (offer && strncasecmp(text, offer, n) == 0 && (!text[n] || text[n] == ' '))
		s->offered = true;
}

/* RFC 5321 section 4.2.1, RFC 959 section 4.2: `250-text` and more until `250 text`. */
static enum verdict read_code(Starttls *s, const char *line)
{
	const struct starttls_step *step = &s->dialogue->steps[s->step];
	bool coded = strspn(line, "0123456789") == 3 && (!line[3] || strchr(" -", line[3]));
	bool last = coded && line[3] != '-';

	if (s->code[0] && (!last || strncmp(line, s->code, 3) != 0)) {
		note_offer(s, coded && line[3] ? line + 4 : line);
		return MORE;
	}
	if (!coded)
		return NOT_SPOKEN;
	if (line[3])
		note_offer(s, line + 4);
	if (!last) {
		memcpy(s->code, line, 3);
		return MORE;
	}
	s->code[0] = '\0';
	if (begins(line, step->good))
		return GOOD;
	/* 1xx announces another reply (RFC 959 section 4.2). */
	return line[0] == '1' ? MORE : BAD;
}

static enum verdict read_status(const Starttls *s, const char *line)
{
	if (begins(line, s->dialogue->steps[s->step].good))
		return GOOD;
	return strncasecmp(line, "-ERR", 4) == 0 ? BAD : NOT_SPOKEN;
}

/* RFC 9051 section 7: untagged replies come at any time; the one with our tag ends the step. */
static enum verdict read_tagged(Starttls *s, const char *line)
{
	const struct starttls_step *step = &s->dialogue->steps[s->step];

	if (begins(line, step->good))
		return GOOD;
	if (!step->send)
		return strncmp(line, "* ", 2) == 0 ? BAD : NOT_SPOKEN;
	if (strncasecmp(line, "* BYE", 5) == 0)
		return BAD;
	if (step->offer && strncasecmp(line, "* CAPABILITY ", 13) == 0 &&
	    has_word(line, step->offer))
		s->offered = true;
	/* `hail1 NO`: the tag of what we sent. */
	return strncmp(line, step->send, strcspn(step->send, " ") + 1) == 0 ? BAD : MORE;
}

/* RFC 1459 section 2.3.1. Notices and the like come in between. */
static enum verdict read_numeric(const Starttls *s, const char *line)
{
	const struct starttls_step *step = &s->dialogue->steps[s->step];

	if (*line == ':') {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	if (begins(line, step->good))
		return GOOD;
	return begins(line, step->unknown) || begins(line, "691|ERROR") ? BAD : MORE;
}

static enum verdict read_reply(Starttls *s, const char *line)
{
	switch (s->dialogue->style) {
	case STARTTLS_CODE: return read_code(s, line);
	case STARTTLS_STATUS: return read_status(s, line);
	case STARTTLS_TAGGED: return read_tagged(s, line);
	case STARTTLS_NUMERIC: return read_numeric(s, line);
	case STARTTLS_TAGS: break;
	}
	return NOT_SPOKEN;
}

/* --- The dialogue. */

static void say(const Starttls *s, struct buf *out)
{
	const char *line = s->dialogue->steps[s->step].send;

	if (!line)
		return;
	buf_append(out, line, strlen(line));
	buf_append(out, "\r\n", 2);
}

static void next_step(Starttls *s, struct buf *out)
{
	s->offered = s->listing = false;
	if (++s->step == s->dialogue->step_count)
		s->state = STARTTLS_GO;
	else
		say(s, out);
}

static void step_good(Starttls *s, struct buf *out)
{
	const struct starttls_step *step = &s->dialogue->steps[s->step];

	if (step->list && !s->listing) {
		s->listing = true;
		return;
	}
	if (step->offer && !s->offered)
		starttls_fail(s, "does not offer STARTTLS", NULL);
	else
		next_step(s, out);
}

static bool is_unknown(const struct starttls_step *step, const char *line)
{
	if (*line == ':') {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	return begins(line, step->unknown);
}

static void step_bad(Starttls *s, const char *line, struct buf *out)
{
	const struct starttls_step *step = &s->dialogue->steps[s->step];

	if (step->optional)
		next_step(s, out);
	else if (!step->send)
		starttls_fail(s, "does not let us begin", line);
	else if (is_unknown(step, line))
		starttls_fail(s, "does not offer STARTTLS", line);
	else
		starttls_fail(s, "refused STARTTLS", line);
}

static void line_ended(Starttls *s, struct buf *out)
{
	const char *line = s->line.text;

	if (s->line.length && line[s->line.length - 1] == '\r')
		str_truncate(&s->line, s->line.length - 1);
	if (s->listing) {
		if (strcmp(line, ".") == 0)
			step_good(s, out);
		else
			note_offer(s, line);
	} else {
		switch (read_reply(s, line)) {
		case MORE: break;
		case GOOD: step_good(s, out); break;
		case BAD: step_bad(s, line, out); break;
		case NOT_SPOKEN:
			starttls_fail(s, "does not speak its protocol: it said", line);
			break;
		}
	}
	str_clear(&s->line);
}

static void line_byte(Starttls *s, char c, struct buf *out)
{
	if (c == '\n')
		line_ended(s, out);
	else if (s->line.length == STARTTLS_LINE_MAX)
		starttls_fail(s, "sent an endless line instead of an answer to STARTTLS", NULL);
	else
		/* A NUL would hide the rest of the line from the tests above. */
		str_append_char(&s->line, c ? c : '?');
}

void starttls_begin(Starttls *s, struct buf *out)
{
	if (s->dialogue->style == STARTTLS_TAGS)
		starttls_xmpp_begin(s, s->asked, out);
	else
		say(s, out);
}

enum starttls_state starttls_feed(Starttls *s, const char *bytes, size_t n, struct buf *out,
				  struct err *e)
{
	size_t i;

	for (i = 0; i < n && s->state == STARTTLS_BUSY; i++) {
		if (++s->heard > STARTTLS_TALK_MAX)
			starttls_fail(s, "talks without end instead of answering STARTTLS", NULL);
		else if (s->dialogue->style == STARTTLS_TAGS)
			starttls_xmpp_byte(s, bytes[i], out);
		else
			line_byte(s, bytes[i], out);
	}
	if (s->state == STARTTLS_GO)
		s->dropped += n - i;
	if (s->state == STARTTLS_FAILED && e)
		*e = s->error;
	return s->state;
}

void starttls_end(const Starttls *s, struct err *e)
{
	err_set(e, ERR_TLS, "the %s server closed the connection before TLS could begin",
		s->dialogue->label);
}

size_t starttls_dropped(const Starttls *s)
{
	return s->dropped;
}
