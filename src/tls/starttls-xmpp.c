#include "tls/starttls-private.h"

#include <string.h>

#include "base/poison.h"

/*
 * RFC 6120 section 5.4: <stream:stream> both ways, <stream:features> with <starttls/> in it, our
 * <starttls/>, then <proceed/>. Of XML only tags matter here, and of tags only their names.
 */

static void append(struct buf *out, const char *text)
{
	buf_append(out, text, strlen(text));
}

static void append_attribute(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&': append(out, "&amp;"); break;
		case '<': append(out, "&lt;"); break;
		case '>': append(out, "&gt;"); break;
		case '\'': append(out, "&apos;"); break;
		case '"': append(out, "&quot;"); break;
		default: buf_append(out, text, 1); break;
		}
	}
}

static void ask(Starttls *s, struct buf *out)
{
	s->asked = true;
	append(out, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
}

void starttls_xmpp_begin(Starttls *s, bool live, struct buf *out)
{
	if (live) {
		ask(s, out);
		return;
	}
	append(out, "<?xml version='1.0'?><stream:stream to='");
	append_attribute(out, s->host);
	append(out, "' version='1.0' xmlns='jabber:client' "
		    "xmlns:stream='http://etherx.jabber.org/streams'>");
}

/* A tag's name without its prefix. */
static bool is_named(const char *tag, const char *name)
{
	size_t n = strcspn(tag, " \t\r\n/");
	const char *colon = memchr(tag, ':', n);

	if (colon) {
		n -= (size_t)(colon + 1 - tag);
		tag = colon + 1;
	}
	return n == strlen(name) && strncmp(tag, name, n) == 0;
}

static void features_ended(Starttls *s, struct buf *out)
{
	s->in_features = false;
	if (s->asked)
		return;
	if (s->offered)
		ask(s, out);
	else
		starttls_fail(s, "does not offer STARTTLS", NULL);
}

static void tag_ended(Starttls *s, struct buf *out)
{
	const char *tag = s->line.text;
	bool closing = tag[0] == '/';
	bool whole = s->line.length && tag[s->line.length - 1] == '/';

	tag += closing;
	if (is_named(tag, "features")) {
		s->in_features = !closing && !whole;
		if (closing || whole)
			features_ended(s, out);
	} else if (s->in_features) {
		s->offered = s->offered || is_named(tag, "starttls");
	} else if (s->asked && is_named(tag, "proceed")) {
		/* In <proceed></proceed> the second tag is still plain text. */
		if (closing || whole)
			s->state = STARTTLS_GO;
	} else if (is_named(tag, "failure")) {
		starttls_fail(s, "refused STARTTLS", NULL);
	} else if (is_named(tag, "error") || (closing && is_named(tag, "stream"))) {
		starttls_fail(s, "ended the stream before TLS could begin", NULL);
	}
}

static void tag_byte(Starttls *s, char c, struct buf *out)
{
	if (s->quote) {
		if (c == s->quote)
			s->quote = '\0';
	} else if (c == '\'' || c == '"') {
		s->quote = c;
	} else if (c == '>') {
		s->in_tag = false;
		tag_ended(s, out);
		str_clear(&s->line);
		return;
	}
	if (s->line.length == STARTTLS_LINE_MAX)
		starttls_fail(s, "sent an endless tag instead of an answer to STARTTLS", NULL);
	else
		str_append_char(&s->line, c ? c : '?');
}

void starttls_xmpp_byte(Starttls *s, char c, struct buf *out)
{
	if (s->in_tag)
		tag_byte(s, c, out);
	else if (c == '<')
		s->in_tag = true;
	else if (s->heard == 1 && !s->asked && !strchr(" \t\r\n", c))
		starttls_fail(s, "does not speak its protocol: it did not begin with a tag", NULL);
}
