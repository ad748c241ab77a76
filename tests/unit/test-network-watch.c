#include "unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link/network-watch.h"

static void on_changed(void *user)
{
	(void)user;
}

static void test_awake(void **state)
{
	struct err e;
	Loop *loop = loop_new(&e);
	NetworkWatch *w = network_watch_new(loop, on_changed, NULL);

	(void)state;
	assert_int_equal(network_watch_slept(w), 0);
	network_watch_free(w);
	loop_free(loop);
}

static int bound_socket(const char *address)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(inet_pton(AF_INET, address, &in.sin_addr), 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

static void test_addresses(void **state)
{
	int loopback = bound_socket("127.0.0.1");
	int other = bound_socket("127.1.2.3");
	int pair[2];
	struct sockaddr_in in = { .sin_family = AF_INET };
	int stray = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	(void)state;
	assert_true(network_watch_has_address(loopback));
	assert_true(network_watch_has_address(other));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_true(network_watch_has_address(pair[0]));
	/* An address that isn't ours (RFC 5737): the kernel lets one bind to it on request. */
	assert_int_equal(inet_pton(AF_INET, "192.0.2.77", &in.sin_addr), 1);
	if (setsockopt(stray, IPPROTO_IP, IP_FREEBIND, &on, sizeof(on)) == 0 &&
	    bind(stray, (struct sockaddr *)&in, sizeof(in)) == 0)
		assert_false(network_watch_has_address(stray));
	close(loopback);
	close(other);
	close(stray);
	close(pair[0]);
	close(pair[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_awake),
		cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
