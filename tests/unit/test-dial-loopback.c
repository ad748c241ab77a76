#include "unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/dial.h"
#include "servers/loopback.h"

enum { WAIT_MS = 20000 };

static Dial *dial(Resolver *r, const char *host, const struct sockaddr_in *to, int64_t now)
{
	char service[8];
	struct dial_config config = {
		.host = host,
		.service = service,
		.family = AF_UNSPEC,
		.attempt_timeout_ms = 10000,
		.total_timeout_ms = WAIT_MS,
		.resolve = &resolver_ops,
		.resolver = r,
	};

	snprintf(service, sizeof(service), "%d", ntohs(to->sin_port));
	return dial_new(&config, now);
}

/* What the loop does, until the dial is decided. */
static enum dial_state run(Dial *d, Resolver *r)
{
	while (dial_state(d) != DIAL_CONNECTED && dial_state(d) != DIAL_FAILED) {
		struct pollfd fds[DIAL_ATTEMPTS_MAX + 1];
		size_t n = dial_poll(d, fds, DIAL_ATTEMPTS_MAX);
		int64_t left = dial_deadline(d) - clock_mono_ms();

		fds[n] = (struct pollfd){ .fd = resolver_fd(r), .events = POLLIN };
		assert_true(poll(fds, n + 1, left < 0 ? 0 : (int)left) >= 0);
		resolver_dispatch(r);
		dial_step(d, clock_mono_ms());
	}
	return dial_state(d);
}

static int lowest_free_descriptor(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	close(fd);
	return fd;
}

static void test_connects(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost" };
	struct sockaddr_in at;
	int listener = loopback_bind(&at);
	Resolver *r = resolver_new();
	int before = lowest_free_descriptor();

	(void)state;
	assert_int_equal(listen(listener, 4), 0);
	for (size_t i = 0; i < 2; i++) {
		Dial *d = dial(r, hosts[i], &at, clock_mono_ms());
		struct pollfd readable = { .events = POLLIN };
		int fd, peer;
		char byte = 0;

		if (run(d, r) != DIAL_CONNECTED)
			fail_msg("%s: expected a connection, saw: %s", hosts[i],
				 dial_error(d)->text);
		assert_string_equal(dial_peer(d), "127.0.0.1");
		fd = dial_take_fd(d);
		dial_free(d);
		peer = accept(listener, NULL, NULL);
		assert_int_equal(write(peer, "x", 1), 1);
		readable.fd = fd;
		assert_int_equal(poll(&readable, 1, WAIT_MS), 1);
		assert_int_equal(read(fd, &byte, 1), 1);
		assert_int_equal(byte, 'x');
		assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		close(fd);
		close(peer);
	}
	assert_int_equal(lowest_free_descriptor(), before);
	resolver_free(r);
	close(listener);
}

static void test_not_taken(void **state)
{
	struct sockaddr_in at;
	int listener = loopback_bind(&at);
	Resolver *r = resolver_new();
	int before = lowest_free_descriptor();
	Dial *d = dial(r, "127.0.0.1", &at, clock_mono_ms());

	(void)state;
	assert_int_equal(listen(listener, 4), 0);
	assert_int_equal(run(d, r), DIAL_CONNECTED);
	dial_free(d);
	assert_int_equal(lowest_free_descriptor(), before);
	resolver_free(r);
	close(listener);
}

static void test_refused(void **state)
{
	struct sockaddr_in at;
	int bound = loopback_bind(&at);
	Resolver *r = resolver_new();
	int before = lowest_free_descriptor();
	Dial *d = dial(r, "127.0.0.1", &at, clock_mono_ms());
	char expected[200];

	(void)state;
	assert_int_equal(run(d, r), DIAL_FAILED);
	assert_int_equal(dial_error(d)->kind, ERR_REFUSED);
	snprintf(expected, sizeof(expected),
		 "cannot connect to 127.0.0.1 port %d: refused; check "
		 "the port, and that the service is running there",
		 ntohs(at.sin_port));
	assert_string_equal(dial_error(d)->text, expected);
	dial_free(d);
	assert_int_equal(lowest_free_descriptor(), before);
	resolver_free(r);
	close(bound);
}

static void test_unknown_name(void **state)
{
	struct sockaddr_in at = { .sin_port = htons(23) };
	Resolver *r = resolver_new();
	Dial *d = dial(r, "name.invalid", &at, clock_mono_ms());

	(void)state;
	assert_int_equal(run(d, r), DIAL_FAILED);
	assert_int_equal(dial_error(d)->kind, ERR_NAME);
	assert_string_equal(dial_error(d)->text,
			    "there is no host named \"name.invalid\": check the spelling");
	dial_free(d);
	resolver_free(r);
}

static void test_no_descriptors(void **state)
{
	struct sockaddr_in at;
	int bound = loopback_bind(&at);
	Resolver *r = resolver_new();
	Dial *d = dial(r, "127.0.0.1", &at, clock_mono_ms());
	struct rlimit before, none;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = (rlim_t)lowest_free_descriptor();
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	/* poll() takes no more entries than may be open; a numeric answer is there already. */
	resolver_dispatch(r);
	dial_step(d, clock_mono_ms());
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(dial_state(d), DIAL_FAILED);
	assert_int_equal(dial_error(d)->kind, ERR_OTHER);
	assert_non_null(strstr(dial_error(d)->text, "Too many open files"));
	dial_free(d);
	resolver_free(r);
	close(bound);
}

/* A listener whose backlog is full drops what comes next; the time is told, not waited for. */
static void test_silent(void **state)
{
	struct sockaddr_in at;
	int listener = loopback_bind(&at);
	int fillers[8];
	Resolver *r = resolver_new();
	int before;
	Dial *d;

	(void)state;
	assert_int_equal(listen(listener, 0), 0);
	for (size_t i = 0; i < 8; i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(fillers[i], (struct sockaddr *)&at, sizeof(at)) < 0)
			assert_int_equal(errno, EINPROGRESS);
	}
	before = lowest_free_descriptor();
	d = dial(r, "127.0.0.1", &at, 0);
	resolver_dispatch(r);
	assert_int_equal(dial_step(d, 0), DIAL_CONNECTING);
	assert_int_equal(dial_step(d, 9999), DIAL_CONNECTING);
	assert_int_equal(dial_deadline(d), 10000);
	assert_int_equal(dial_step(d, 10000), DIAL_FAILED);
	assert_int_equal(dial_error(d)->kind, ERR_TIMEOUT);
	assert_non_null(strstr(dial_error(d)->text, "no answer; check that the host is up"));
	dial_free(d);
	assert_int_equal(lowest_free_descriptor(), before);
	resolver_free(r);
	for (size_t i = 0; i < 8; i++)
		close(fillers[i]);
	close(listener);
}

/* Many connections in a row leave no descriptor behind, whatever becomes of them. */
static void test_many(void **state)
{
	struct sockaddr_in at, nobody;
	int listener = loopback_bind(&at);
	int bound = loopback_bind(&nobody);
	Resolver *r = resolver_new();
	int before = lowest_free_descriptor();

	(void)state;
	assert_int_equal(listen(listener, 200), 0);
	for (int i = 0; i < 100; i++) {
		Dial *good = dial(r, "127.0.0.1", &at, clock_mono_ms());
		Dial *bad = dial(r, "127.0.0.1", &nobody, clock_mono_ms());

		assert_int_equal(run(good, r), DIAL_CONNECTED);
		assert_int_equal(run(bad, r), DIAL_FAILED);
		dial_free(good);
		dial_free(bad);
	}
	assert_int_equal(lowest_free_descriptor(), before);
	resolver_free(r);
	close(listener);
	close(bound);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connects),       cmocka_unit_test(test_not_taken),
		cmocka_unit_test(test_refused),        cmocka_unit_test(test_unknown_name),
		cmocka_unit_test(test_no_descriptors), cmocka_unit_test(test_silent),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
