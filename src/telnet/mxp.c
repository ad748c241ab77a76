#include "telnet/mxp.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "telnet/mxp-private.h"

#include "base/poison.h"

Mxp *mxp_new(const struct mxp_events *events, void *user, const char *client, const char *version)
{
	Mxp *m = mem_alloc(sizeof(*m));

	m->events = *events;
	m->user = user;
	m->client = client;
	m->version = version;
	str_init(&m->held);
	str_init(&m->out);
	return m;
}

void mxp_free(Mxp *m)
{
	if (!m)
		return;
	mxp_undefine(m);
	str_fini(&m->held);
	str_fini(&m->out);
	free(m);
}

void mxp_flush(Mxp *m)
{
	if (m->out.length)
		m->events.text(m->user, m->out.text, m->out.length);
	str_clear(&m->out);
}

/* What was held is text. */
static void release_held(Mxp *m)
{
	str_append(&m->out, m->held.text, m->held.length);
	str_clear(&m->held);
	m->state = MXP_TEXT;
	m->quote = 0;
}

static void hold(Mxp *m, char byte, enum mxp_state state)
{
	str_append_char(&m->held, byte);
	m->state = state;
}

static void drop_held(Mxp *m)
{
	str_clear(&m->held);
	m->state = MXP_TEXT;
}

/* --- Line modes. */

static void set_mode(Mxp *m, enum mxp_mode mode)
{
	if (m->mode != MXP_SECURE && mode != m->mode)
		mxp_close_line(m);
	m->mode = mode;
}

/* A reset closes all, so that a tag of an earlier line can't reach what follows. */
static void reset(Mxp *m)
{
	mxp_close_to(m, 0);
	str_append_string(&m->out, "\x1b[m");
	m->mode = m->line_mode = MXP_OPEN;
	m->joins = false;
}

/* CSI n z. From 10 on the line is of a kind that the peer names; what it may hold is not said, so
 * that it is as any other. */
static void obey_line_mode(Mxp *m, unsigned n)
{
	static const enum mxp_mode modes[] = { MXP_OPEN, MXP_SECURE, MXP_LOCKED };

	if (n <= 2) {
		set_mode(m, modes[n]);
	} else if (n == 3) {
		reset(m);
	} else if (n == 4) {
		m->once = true;
	} else if (n <= 7) {
		set_mode(m, modes[n - 5]);
		m->line_mode = m->mode;
	} else if (n >= 10) {
		set_mode(m, MXP_OPEN);
	}
}

static void end_line(Mxp *m)
{
	if (m->mode != MXP_SECURE)
		mxp_close_line(m);
	m->mode = m->line_mode;
	m->once = false;
}

/* --- Bytes. */

/* CR and LF of a newline that is left out. */
static bool is_joined(Mxp *m, char byte)
{
	bool joined = m->joins || m->paragraphs;

	if (byte == '\n')
		m->joins = false;
	return joined;
}

static void take_text(Mxp *m, char byte)
{
	bool tags = m->mode != MXP_LOCKED || m->once;
	bool joined;

	if (byte == '\x1b') {
		hold(m, byte, MXP_ESCAPE);
		return;
	}
	if (tags && byte == '<') {
		hold(m, byte, MXP_TAG);
		return;
	}
	m->once = false;
	if (tags && byte == '&') {
		hold(m, byte, MXP_ENTITY);
		return;
	}
	joined = (byte == '\r' || byte == '\n') && is_joined(m, byte);
	if (byte == '\n')
		end_line(m);
	if (!joined)
		str_append_char(&m->out, byte);
}

/* An escape sequence that isn't ours passes; in a control string nothing is a tag. */
static void take_escape(Mxp *m, char byte)
{
	size_t n = m->held.length;

	if ((n == 1 && byte == '[') || (n >= 2 && n < 5 && isdigit((unsigned char)byte))) {
		hold(m, byte, MXP_ESCAPE);
	} else if (n >= 3 && byte == 'z') {
		unsigned number = (unsigned)strtoul(m->held.text + 2, NULL, 10);

		drop_held(m);
		obey_line_mode(m, number);
	} else {
		release_held(m);
		m->once = false;
		if (n == 1 && byte && strchr("]PX^_", byte)) {
			str_append_char(&m->out, byte);
			m->state = MXP_STRING;
		} else {
			take_text(m, byte);
		}
	}
}

static void take_string(Mxp *m, char byte)
{
	if (byte == '\x1b') {
		hold(m, byte, MXP_ESCAPE);
		return;
	}
	str_append_char(&m->out, byte);
	if (byte == '\a' || byte == '\n' || byte == '\x18' || byte == '\x1a')
		m->state = MXP_TEXT;
}

static void obey_held(Mxp *m)
{
	bool secure = m->mode == MXP_SECURE || m->once;
	size_t depth = m->depth;
	struct mxp_tag tag;

	m->once = false;
	m->expanded = 0;
	m->refused = false;
	if (mxp_tag_parse(&tag, m->held.text + 1, m->held.length - 1) &&
	    mxp_obey(m, &tag, secure) && !m->refused) {
		drop_held(m);
		return;
	}
	mxp_close_to(m, depth);
	release_held(m);
	str_append_char(&m->out, '>');
}

/* Whether a tag may begin with `byte`. */
static bool begins_tag(char byte)
{
	return isalpha((unsigned char)byte) || byte == '/' || byte == '!';
}

static void take_tag(Mxp *m, char byte)
{
	bool first = m->held.length == 1;

	if (byte == '\n' || byte == '\x1b' || m->held.length > MXP_TAG_MAX ||
	    (first && !begins_tag(byte))) {
		release_held(m);
		m->once = false;
		take_text(m, byte);
		return;
	}
	if (byte == '>' && !m->quote) {
		obey_held(m);
		return;
	}
	if (byte == m->quote)
		m->quote = 0;
	else if (!m->quote && (byte == '"' || byte == '\'') && m->held.text[m->held.length - 1] &&
		 strchr(" =", m->held.text[m->held.length - 1]))
		m->quote = byte;
	hold(m, byte, MXP_TAG);
}

static void take_entity(Mxp *m, char byte)
{
	size_t n = m->held.length - 1;

	if (n < MXP_NAME_MAX && (isalnum((unsigned char)byte) || byte == '_' || byte == '#')) {
		hold(m, byte, MXP_ENTITY);
		return;
	}
	if (byte == ';' && mxp_entity(m, m->held.text + 1, n, &m->out)) {
		drop_held(m);
		return;
	}
	release_held(m);
	take_text(m, byte);
}

static void take(Mxp *m, char byte)
{
	switch (m->state) {
	case MXP_TEXT: take_text(m, byte); break;
	case MXP_ESCAPE: take_escape(m, byte); break;
	case MXP_STRING: take_string(m, byte); break;
	case MXP_TAG: take_tag(m, byte); break;
	case MXP_ENTITY: take_entity(m, byte); break;
	}
}

/* How many bytes stand before the next that means something in text. */
static size_t plain_length(const Mxp *m, const char *bytes, size_t n)
{
	size_t i = 0;

	if (m->state != MXP_TEXT || m->once)
		return 0;
	while (i < n && bytes[i] != '\x1b' && bytes[i] != '<' && bytes[i] != '&' &&
	       bytes[i] != '\n' && bytes[i] != '\r')
		i++;
	return i;
}

void mxp_receive(Mxp *m, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t plain = plain_length(m, bytes + i, n - i);

		str_append(&m->out, bytes + i, plain);
		i += plain;
		if (i < n)
			take(m, bytes[i++]);
	}
	mxp_flush(m);
}

void mxp_release(Mxp *m)
{
	if (m->state != MXP_STRING)
		release_held(m);
	mxp_flush(m);
}

void mxp_finish(Mxp *m)
{
	release_held(m);
	mxp_close_to(m, 0);
	mxp_flush(m);
}
