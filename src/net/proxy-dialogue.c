#include "net/proxy-dialogue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/address-text.h"
#include "base/poison.h"

enum { PROXY_DIALOGUE_HOST_MAX = 255 }; /* RFC 1928 section 5: its length is one byte */

static const struct protocol {
	proxy_dialogue_fn *step;
	const char *advice; /* when what answers seems to be something else */
} protocols[] = {
	[PROXY_SOCKS5] = { proxy_socks5_step, "check that a SOCKS5 proxy listens there" },
	[PROXY_SOCKS4A] = { proxy_socks4_step, "check that a SOCKS4A proxy listens there" },
	[PROXY_HTTP] = { proxy_http_step, "check that an HTTP proxy listens there" },
};

void proxy_dialogue_init(struct proxy_dialogue *t, const struct proxy_hop *proxy, const char *host,
			 unsigned port)
{
	assert(proxy->kind != PROXY_EXEC && port && port <= 65535);
	*t = (struct proxy_dialogue){ .host = mem_strdup(host), .port = port };
	proxy_hop_copy(proxy, &t->proxy);
	buf_init(&t->out);
	t->out.secret = true;
	buf_init(&t->in);
}

void proxy_dialogue_fini(struct proxy_dialogue *t)
{
	proxy_hop_fini(&t->proxy);
	free(t->host);
	t->host = NULL;
	buf_fini(&t->out);
	buf_fini(&t->in);
}

size_t proxy_dialogue_room(const struct proxy_dialogue *t)
{
	return t->want - buf_length(&t->in);
}

void proxy_dialogue_receive(struct proxy_dialogue *t, const char *bytes, size_t n)
{
	assert(n <= proxy_dialogue_room(t));
	buf_append(&t->in, bytes, n);
	t->received += n;
}

void proxy_dialogue_expect(struct proxy_dialogue *t, unsigned stage, size_t n)
{
	assert(n > 0);
	buf_clear(&t->in);
	t->stage = stage;
	t->want = n;
}

enum handshake_state proxy_dialogue_fail(const struct proxy_dialogue *t, struct err *e,
					 enum err_kind kind, const char *cause, const char *advice)
{
	struct str url;

	str_init(&url);
	proxy_hop_format(&t->proxy, &url);
	err_set(e, kind, "cannot reach %s port %u through the proxy %s: %s%s%s",
		address_text_shown(t->host), t->port, address_text_shown(url.text), cause,
		advice ? "; " : "", advice ? advice : "");
	str_fini(&url);
	return HANDSHAKE_FAILED;
}

enum handshake_state proxy_dialogue_stranger(const struct proxy_dialogue *t, const char *cause,
					     struct err *e)
{
	return proxy_dialogue_fail(t, e, ERR_OTHER, cause, protocols[t->proxy.kind].advice);
}

enum handshake_state proxy_dialogue_cut(const struct proxy_dialogue *t, const char *cause,
					struct err *e)
{
	if (!cause && t->received)
		cause = "it closed the connection in the middle of its answer";
	else if (!cause)
		cause = "it closed the connection without an answer";
	return proxy_dialogue_stranger(t, cause, e);
}

static const char *bad_host(const char *host)
{
	size_t n = strlen(host);

	if (!n || n > PROXY_DIALOGUE_HOST_MAX)
		return n ? "the host name is too long" : "the host name is empty";
	for (const char *c = host; *c; c++) {
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return "the host has a blank or a control character in it";
		if ((unsigned char)*c > 0x7f)
			return "a proxy takes only ASCII names: write the xn-- form";
	}
	if (!strchr(host, ':'))
		return strpbrk(host, "%/@[]") ? "the host has a character in it that no name has" :
						NULL;
	if (!address_text_is_ipv6(host))
		return "the host is neither a name nor an address";
	return strchr(host, '%') ? "an address with a zone (%) means something here only" : NULL;
}

enum handshake_state proxy_dialogue_step(struct proxy_dialogue *t, struct err *e)
{
	enum handshake_state state = HANDSHAKE_BUSY;
	const char *bad = t->stage ? NULL : bad_host(t->host);

	if (bad) {
		err_set(e, ERR_USAGE, "a proxy can't be asked for this host: %s", bad);
		return HANDSHAKE_FAILED;
	}
	while (state == HANDSHAKE_BUSY && !proxy_dialogue_room(t))
		state = protocols[t->proxy.kind].step(t, e);
	return state;
}
