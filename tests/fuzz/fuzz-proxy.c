/*
 * What a proxy may answer: nothing is taken that wasn't wanted, what is said doesn't depend on how
 * the answer is cut, and no sentence has the password in it. The first byte chooses the proxy, the
 * second the cuts.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/proxy-dialogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int good)
{
	if (!good)
		abort();
}

struct outcome {
	enum handshake_state state;
	struct err e;
	struct buf sent;
	size_t taken;
};

static void flush(struct proxy_dialogue *t, struct outcome *o)
{
	buf_append(&o->sent, buf_data(&t->out), buf_length(&t->out));
	buf_consume(&t->out, buf_length(&t->out));
}

static struct outcome dialogue(const char *url, const char *host, const char *answer, size_t n,
			       size_t chunk)
{
	struct outcome o = { .taken = 0 };
	struct proxy_chain chain;
	struct proxy_dialogue t;

	buf_init(&o.sent);
	check(proxy_url_parse(url, &chain, NULL));
	proxy_dialogue_init(&t, &chain.hops[0], host, 23);
	proxy_chain_fini(&chain);
	while ((o.state = proxy_dialogue_step(&t, &o.e)) == HANDSHAKE_BUSY) {
		size_t room = proxy_dialogue_room(&t);

		check(room > 0 && room <= 512);
		check(buf_length(&t.in) <= PROXY_DIALOGUE_HEADER_MAX);
		flush(&t, &o);
		if (room > n - o.taken)
			room = n - o.taken;
		if (room > chunk)
			room = chunk;
		if (!room)
			break;
		proxy_dialogue_receive(&t, answer + o.taken, room);
		o.taken += room;
	}
	if (o.state == HANDSHAKE_BUSY)
		o.state = proxy_dialogue_cut(&t, NULL, &o.e);
	flush(&t, &o);
	proxy_dialogue_fini(&t);
	return o;
}

static void check_error(const struct outcome *o, const char *url)
{
	if (o->state != HANDSHAKE_FAILED)
		return;
	check(o->e.kind != ERR_NONE && *o->e.text);
	check(!strstr(url, "s3cret") || !strstr(o->e.text, "s3cret"));
	for (const char *c = o->e.text; *c; c++)
		check(*c >= ' ' && *c < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const urls[] = {
		"socks5://gw", "socks5://user:s3cret@gw", "socks4a://user@gw",
		"http://gw",   "http://user:s3cret@gw",
	};
	static const char *const hosts[] = { "host.example", "192.0.2.7", "2001:db8::7" };
	const char *url, *host;
	struct outcome whole, cut;

	if (size < 2)
		return 0;
	url = urls[data[0] % 5];
	host = hosts[data[0] / 5 % 3];
	whole = dialogue(url, host, (const char *)data + 2, size - 2, SIZE_MAX);
	cut = dialogue(url, host, (const char *)data + 2, size - 2, data[1] % 16u + 1);
	check(whole.state == cut.state && whole.taken == cut.taken);
	check(buf_length(&whole.sent) == buf_length(&cut.sent));
	check(!buf_length(&cut.sent) ||
	      !memcmp(buf_data(&whole.sent), buf_data(&cut.sent), buf_length(&cut.sent)));
	check_error(&whole, url);
	check_error(&cut, url);
	buf_fini(&whole.sent);
	buf_fini(&cut.sent);
	return 0;
}
