#include "net/proxy-dialogue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/address-text.h"
#include "net/idn.h"
#include "base/poison.h"

/* What to check when what answers seems to be something else. */
static const char *const advice_of[] = {
	[PROXY_SOCKS5] = "check that a SOCKS5 proxy listens there",
	[PROXY_SOCKS4A] = "check that a SOCKS4A proxy listens there",
	[PROXY_HTTP] = "check that an HTTP proxy listens there",
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
	char shown[IDN_SHOWN];
	struct str url;

	str_init(&url);
	proxy_hop_format(&t->proxy, &url);
	err_set(e, kind, "cannot reach %s port %u through the proxy %s: %s%s%s",
		address_text_shown(idn_shown(t->host, shown)), t->port,
		address_text_shown(url.text), cause, advice ? "; " : "", advice ? advice : "");
	str_fini(&url);
	return HANDSHAKE_FAILED;
}

enum handshake_state proxy_dialogue_stranger(const struct proxy_dialogue *t, const char *cause,
					     struct err *e)
{
	return proxy_dialogue_fail(t, e, ERR_OTHER, cause, advice_of[t->proxy.kind]);
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
