/* The proxies' protocols against real proxies, alone and in chains. */
#include "e2e/harness.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/proxy.h"
#include "net/tcp.h"
#include "servers/loopback.h"
#include "servers/real.h"

/* One layer that is busy. */
struct passage {
	struct pump_source source;
	Proxy *proxy;
	enum handshake_state state;
	struct err error;
};

static void step(struct passage *p)
{
	unsigned wants;

	p->state = proxy_step(p->proxy, 0, &p->error);
	wants = p->state == HANDSHAKE_BUSY ? proxy_wants(p->proxy) : 0;
	p->source.events = (short)((wants & TRANSPORT_READ ? POLLIN : 0) |
				   (wants & TRANSPORT_WRITE ? POLLOUT : 0));
}

static void on_ready(void *user, short revents)
{
	(void)revents;
	step(user);
}

static bool is_decided(const void *user)
{
	const struct passage *p = user;

	return p->state != HANDSHAKE_BUSY;
}

static Transport *connect_to(const char *port)
{
	int fd = loopback_connect(port);

	if (fd < 0)
		FAIL("connecting to port %s: %s", port, strerror(errno));
	return tcp_transport(fd);
}

/* Takes `t`; the transport behind the proxy, or NULL with *e set. */
static Transport *pass(Transport *t, const struct proxy_hop *hop, const char *host,
		       const char *port, struct err *e)
{
	struct proxy_config config = { .proxy = hop, .host = host };
	struct passage p = { .state = HANDSHAKE_BUSY };

	CHECK(proxy_service_port(port, &config.port, e), "%s", e->text);
	p.proxy = proxy_new(t, &config, 0);
	p.source.fd = proxy_fd(p.proxy);
	p.source.ready = on_ready;
	p.source.user = &p;
	pump_add(&p.source);
	step(&p);
	CHECK(pump_until(is_decided, &p, PUMP_DEADLINE), "expected the proxy %s to decide",
	      hop->host);
	pump_remove(&p.source);
	t = p.state == HANDSHAKE_DONE ? proxy_take_transport(p.proxy) : NULL;
	proxy_free(p.proxy);
	*e = p.error;
	return t;
}

/* Goes through the proxies of `url`, all on this machine, to `host` and `port`. */
static Transport *through(const char *url, const char *host, const char *port, struct err *e)
{
	struct proxy_chain chain;
	Transport *t;

	CHECK(proxy_url_parse(url, &chain, e), "%s", e->text);
	t = connect_to(chain.hops[0].service);
	for (size_t i = 0; t && i < chain.count; i++) {
		bool last = i + 1 == chain.count;

		t = pass(t, &chain.hops[i], last ? host : chain.hops[i + 1].host,
			 last ? port : chain.hops[i + 1].service, e);
	}
	proxy_chain_fini(&chain);
	return t;
}

static void expect_conversation(const char *url, const char *host)
{
	Peer *peer = peer_new();
	struct err e = { .text = "" };
	char bytes[64];
	size_t done, n = 0;
	Transport *t;

	peer_send_text(peer, "welcome");
	t = through(url, host, peer_port(peer), &e);
	CHECK(t, "%s to %s: %s", url, host, e.text);
	CHECK_INT(transport_write(t, "hello", 5, &done, &e), IO_OK);
	peer_expect_text(peer, "hello");
	for (int64_t end = pump_now() + PUMP_DEADLINE; n < 7 && pump_now() < end; pump_once(10))
		if (transport_read(t, bytes + n, sizeof(bytes) - n, &done, &e) == IO_OK)
			n += done;
	CHECK_BYTES(bytes, n, BYTES("welcome"));
	transport_free(t);
	peer_expect_end(peer);
}

static void expect_failure(const char *url, const char *host, const char *port, enum err_kind kind,
			   const char *part)
{
	struct err e = { .text = "" };
	Transport *t = through(url, host, port, &e);

	CHECK(!t, "expected \"%s\", saw a connection", part);
	tap_note("%s", e.text);
	CHECK_INT(e.kind, kind);
	CHECK(strstr(e.text, part), "expected \"%s\", saw \"%s\"", part, e.text);
	CHECK(!strstr(e.text, "s3cret"), "expected no password in \"%s\"", e.text);
}

/* --- A proxy of the test's own. */

static void passage_start(struct passage *p, const char *url, Peer *proxy)
{
	struct proxy_config config = { .host = "host.example", .port = 23 };
	struct proxy_chain chain;

	CHECK(proxy_url_parse(url, &chain, NULL), "%s", url);
	config.proxy = &chain.hops[0];
	*p = (struct passage){ .proxy = proxy_new(connect_to(peer_port(proxy)), &config, 0) };
	proxy_chain_fini(&chain);
	p->source.fd = proxy_fd(p->proxy);
	p->source.ready = on_ready;
	p->source.user = p;
	pump_add(&p->source);
	step(p);
}

static void passage_end(struct passage *p)
{
	pump_remove(&p->source);
	proxy_free(p->proxy);
}

/* Each byte comes by itself; what follows the answer at once is the session's. */
static void test_byte_by_byte(void)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nVia: x\r\n\r\n";
	Peer *proxy = peer_new();
	struct passage p;
	char bytes[8];
	size_t done = 0;
	struct err e;
	Transport *t;

	passage_start(&p, "http://me:s3cret@gw", proxy);
	peer_expect_text(proxy, "CONNECT host.example:23 HTTP/1.1\r\nHost: host.example:23\r\n"
				"Proxy-Authorization: Basic bWU6czNjcmV0\r\n\r\n");
	for (size_t i = 0; i < sizeof(answer) - 2; i++) {
		peer_send(proxy, answer + i, 1);
		peer_flush(proxy);
		pump_once(1);
		CHECK_INT(p.state, HANDSHAKE_BUSY);
	}
	peer_send_text(proxy, "\nlogin:");
	CHECK(pump_until(is_decided, &p, PUMP_DEADLINE), "expected a decision");
	CHECK_INT(p.state, HANDSHAKE_DONE);
	t = proxy_take_transport(p.proxy);
	passage_end(&p);
	CHECK_INT(transport_read(t, bytes, sizeof(bytes), &done, &e), IO_OK);
	CHECK_BYTES(bytes, done, BYTES("login:"));
	transport_free(t);
}

/* A proxy that says `answer` and then closes, or resets the connection. */
static void expect_cut(const char *url, const void *answer, size_t n, bool reset, const char *part)
{
	Peer *proxy = peer_new();
	struct passage p;

	passage_start(&p, url, proxy);
	peer_wait_received(proxy, 3, PUMP_DEADLINE);
	peer_send(proxy, answer, n);
	reset ? peer_reset(proxy) : peer_close(proxy);
	CHECK(pump_until(is_decided, &p, PUMP_DEADLINE), "expected a decision");
	CHECK_INT(p.state, HANDSHAKE_FAILED);
	CHECK_INT(p.error.kind, ERR_OTHER);
	CHECK(strstr(p.error.text, part), "expected \"%s\", saw \"%s\"", part, p.error.text);
	passage_end(&p);
}

static void test_cut(void)
{
	expect_cut("socks5://gw", BYTES(""), false, "without an answer");
	expect_cut("socks5://gw", BYTES("\5"), false, "in the middle of its answer");
	expect_cut("socks5://gw", BYTES("\5\0\5\0\0\3"), false, "in the middle of its answer");
	expect_cut("socks5://gw", BYTES(""), true, "reset the connection");
	expect_cut("socks4a://gw", BYTES("\0\132"), false, "in the middle of its answer");
	expect_cut("http://gw", BYTES("HTTP/1.1 200 OK\r\n"), false, "in the middle of its answer");
	expect_cut("http://gw", BYTES("HTTP/1.1 200 OK\r\n"), true,
		   "the peer reset the connection");
}

/* --- Real ones. */

static char *url_of(const char *scheme, const char *login, const struct real_server *s)
{
	static char urls[4][100];
	static unsigned next;
	char *url = urls[next++ % 4];

	snprintf(url, sizeof(urls[0]), "%s://%s127.0.0.1:%s", scheme, login, s->port);
	return url;
}

static void test_socks5(void)
{
	struct real_server s;

	real_microsocks(&s, NULL, NULL);
	expect_conversation(url_of("socks5", "", &s), "127.0.0.1");
	expect_conversation(url_of("socks5", "", &s), real_local_name());
	expect_failure(url_of("socks5", "", &s), "127.0.0.1", peer_refusing_port(), ERR_REFUSED,
		       "refused the connection");
	expect_failure(url_of("socks5", "", &s), "nobody.invalid", "23", ERR_OTHER,
		       "general failure");
	expect_failure(url_of("http", "", &s), "127.0.0.1", "23", ERR_OTHER, "write socks5://");
	expect_failure(url_of("socks4a", "", &s), "127.0.0.1", "23", ERR_OTHER, "SOCKS4A");
}

static void test_socks5_login(void)
{
	struct real_server s;

	real_microsocks(&s, "me", "s3cret");
	expect_conversation(url_of("socks5", "me:s3cret@", &s), "127.0.0.1");
	expect_failure(url_of("socks5", "me:wrong@", &s), "127.0.0.1", "23", ERR_OTHER,
		       "refused the user");
	expect_failure(url_of("socks5", "", &s), "127.0.0.1", "23", ERR_OTHER, "wants a user");
}

static void test_http(void)
{
	struct real_server s;

	real_tinyproxy(&s, NULL, NULL, NULL);
	expect_conversation(url_of("http", "", &s), "127.0.0.1");
	expect_conversation(url_of("http", "", &s), real_local_name());
	expect_failure(url_of("http", "", &s), "127.0.0.1", peer_refusing_port(), ERR_OTHER,
		       "Unable to connect");
	expect_failure(url_of("http", "", &s), "nobody.invalid", "23", ERR_OTHER,
		       "Unable to connect");
}

static void test_http_login(void)
{
	struct real_server s;

	real_tinyproxy(&s, "me", "s3cret", NULL);
	expect_conversation(url_of("http", "me:s3cret@", &s), "127.0.0.1");
	expect_failure(url_of("http", "me:wrong@", &s), "127.0.0.1", "23", ERR_OTHER,
		       "refused the user");
	expect_failure(url_of("http", "", &s), "127.0.0.1", "23", ERR_OTHER, "user");
}

static void test_http_forbidden(void)
{
	struct real_server s;

	real_tinyproxy(&s, NULL, NULL, "443");
	expect_failure(url_of("http", "", &s), "127.0.0.1", "23", ERR_REFUSED, "403");
}

static void test_chain(void)
{
	struct real_server socks, http;
	char url[300];

	real_microsocks(&socks, "me", "s3cret");
	real_tinyproxy(&http, "you", "s3cret", NULL);
	snprintf(url, sizeof(url), "socks5://me:s3cret@127.0.0.1:%s,http://you:s3cret@%s:%s",
		 socks.port, real_local_name(), http.port);
	expect_conversation(url, "127.0.0.1");
	snprintf(url, sizeof(url),
		 "http://you:s3cret@127.0.0.1:%s,socks5://me:s3cret@%s:%s,http://"
		 "you:s3cret@127.0.0.1:%s",
		 http.port, real_local_name(), socks.port, http.port);
	expect_conversation(url, real_local_name());
	snprintf(url, sizeof(url), "socks5://me:s3cret@127.0.0.1:%s,http://you:wrong@127.0.0.1:%s",
		 socks.port, http.port);
	expect_failure(url, "127.0.0.1", "23", ERR_OTHER, "refused the user");
	snprintf(url, sizeof(url), "socks5://me:s3cret@127.0.0.1:%s,http://127.0.0.1:%s",
		 socks.port, peer_refusing_port());
	expect_failure(url, "127.0.0.1", "23", ERR_REFUSED, "refused the connection");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "an answer byte by byte", test_byte_by_byte, 0 },
		{ "an answer cut off", test_cut, 0 },
		{ "SOCKS5 through microsocks", test_socks5, 0 },
		{ "SOCKS5 with a login", test_socks5_login, 0 },
		{ "CONNECT through tinyproxy", test_http, 0 },
		{ "CONNECT with a login", test_http_login, 0 },
		{ "CONNECT to a forbidden port", test_http_forbidden, 0 },
		{ "chains of both", test_chain, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
