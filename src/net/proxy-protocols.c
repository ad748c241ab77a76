#include <string.h>

#include "net/address-text.h"
#include "net/proxy-dialogue.h"
#include "base/poison.h"

enum { PROXY_HOST_MAX = 255 }; /* RFC 1928 section 5: its length is one byte */

static proxy_dialogue_fn *const protocols[] = {
	[PROXY_SOCKS5] = proxy_socks5_step,
	[PROXY_SOCKS4A] = proxy_socks4_step,
	[PROXY_HTTP] = proxy_http_step,
};

static const char *bad_host(const char *host)
{
	size_t n = strlen(host);

	if (!n || n > PROXY_HOST_MAX)
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
		state = protocols[t->proxy.kind](t, e);
	return state;
}
