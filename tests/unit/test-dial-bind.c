/* Connecting from a given address, and the times of TCP, over the loopback. */
#include "unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/dial.h"
#include "net/tcp.h"
#include "servers/loopback.h"

enum { WAIT_MS = 20000 };

/* Connects to `at` from `from`; a descriptor or -1 with `e` set. */
static int connect_from(const char *host, const struct sockaddr_in *at,
			const struct resolve_address *from, struct err *e)
{
	Resolver *r = resolver_new();
	char service[8];
	struct dial_config config = {
		.host = host,
		.service = service,
		.family = AF_UNSPEC,
		.attempt_timeout_ms = 10000,
		.total_timeout_ms = WAIT_MS,
		.bind_address = from,
		.resolve = &resolver_ops,
		.resolver = r,
	};
	int fd = -1;
	Dial *d;

	snprintf(service, sizeof(service), "%d", ntohs(at->sin_port));
	d = dial_new(&config, clock_mono_ms());
	while (dial_step(d, clock_mono_ms()) < DIAL_CONNECTED) {
		struct pollfd fds[DIAL_ATTEMPTS_MAX + 1];
		size_t n = dial_poll(d, fds, DIAL_ATTEMPTS_MAX);

		fds[n] = (struct pollfd){ .fd = resolver_fd(r), .events = POLLIN };
		poll(fds, n + 1, 100);
		resolver_dispatch(r);
	}
	if (dial_state(d) == DIAL_CONNECTED)
		fd = dial_take_fd(d);
	else
		*e = *dial_error(d);
	dial_free(d);
	resolver_free(r);
	return fd;
}

static void test_bind(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost" };
	struct resolve_address from;
	struct sockaddr_in at, peer;
	int listener = loopback_listen(4, &at);
	struct err e = { 0 };

	(void)state;
	if (!dial_bind_parse("127.0.0.5", AF_UNSPEC, &from, &e))
		fail_msg("%s", e.text);
	for (size_t i = 0; i < 2; i++) {
		socklen_t length = sizeof(peer);
		int fd = connect_from(hosts[i], &at, &from, &e), accepted;

		if (fd < 0)
			fail_msg("%s: %s", hosts[i], e.text);
		accepted = accept(listener, (struct sockaddr *)&peer, &length);
		assert_true(accepted >= 0);
		assert_int_equal(ntohl(peer.sin_addr.s_addr), INADDR_LOOPBACK + 4);
		close(accepted);
		close(fd);
	}
	close(listener);
}

/* Targets of the other family aren't tried. */
static void test_other_family(void **state)
{
	struct resolve_address from;
	struct sockaddr_in at;
	int listener = loopback_listen(4, &at);
	struct err e = { 0 };

	(void)state;
	assert_true(dial_bind_parse("127.0.0.1", AF_INET, &from, &e));
	assert_int_equal(connect_from("::1", &at, &from, &e), -1);
	assert_int_equal(e.kind, ERR_NAME);
	close(listener);
}

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int family;
		const char *part;
	} cases[] = {
		{ "", AF_UNSPEC, "as a number" },
		{ "localhost", AF_UNSPEC, "as a number" },
		{ "127.0.0.1:5", AF_UNSPEC, "as a number" },
		{ "127.0.0.1\n", AF_UNSPEC, "as a number" },
		{ "192.0.2.7", AF_UNSPEC, "no address 192.0.2.7" },
		{ "2001:db8::7", AF_UNSPEC, "2001:db8::7" },
		{ "127.0.0.1", AF_INET6, "-6" },
		{ "::1", AF_INET, "-4" },
		{ "::1%lo", AF_INET, "-4" },
		{ "fe80::1%nosuch0", AF_UNSPEC, "no interface \"nosuch0\"" },
	};
	struct resolve_address out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err e = { 0 };

		if (dial_bind_parse(cases[i].text, cases[i].family, &out, &e) ||
		    e.kind != ERR_USAGE || !strstr(e.text, cases[i].part))
			fail_msg("%s: expected \"%s\", saw \"%s\"", cases[i].text, cases[i].part,
				 e.text);
	}
}

static int number(int fd, int level, int option)
{
	int value = -1;
	socklen_t length = sizeof(value);

	assert_int_equal(getsockopt(fd, level, option, &value, &length), 0);
	return value;
}

static void test_times(void **state)
{
	struct sockaddr_in at;
	int listener = loopback_listen(4, &at), fd;
	struct err e;
	Transport *t;

	(void)state;
	fd = connect_from("127.0.0.1", &at, NULL, &e);
	assert_true(fd >= 0);
	t = tcp_transport(fd);
	assert_true(tcp_set_keepalive(t, 60));
	assert_int_equal(number(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
	assert_int_equal(number(fd, IPPROTO_TCP, TCP_KEEPIDLE), 60);
	assert_int_equal(number(fd, IPPROTO_TCP, TCP_KEEPINTVL), 20);
	assert_int_equal(number(fd, IPPROTO_TCP, TCP_KEEPCNT), 3);
	assert_true(tcp_set_keepalive(t, 1));
	assert_int_equal(number(fd, IPPROTO_TCP, TCP_KEEPINTVL), 1);
	assert_true(tcp_set_keepalive(t, UINT32_MAX));
	assert_int_equal(number(fd, IPPROTO_TCP, TCP_KEEPINTVL), 75);
	assert_true(tcp_set_keepalive(t, 0));
	assert_int_equal(number(fd, SOL_SOCKET, SO_KEEPALIVE), 0);
	assert_true(tcp_set_user_timeout(t, 30));
	assert_int_equal(number(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 30000);
	assert_true(tcp_set_user_timeout(t, UINT32_MAX));
	transport_free(t);
	close(listener);
}

static void test_not_tcp(void **state)
{
	int ends[2];
	Transport *t;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	t = fd_transport(ends[0]);
	assert_false(tcp_set_keepalive(t, 60));
	assert_false(tcp_set_user_timeout(t, 60));
	transport_free(t);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bind),    cmocka_unit_test(test_other_family),
		cmocka_unit_test(test_parse),   cmocka_unit_test(test_times),
		cmocka_unit_test(test_not_tcp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
