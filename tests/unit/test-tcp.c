#include "unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/tcp.h"
#include "servers/loopback.h"

enum { WAIT_MS = 10000 };

ssize_t __real_send(int fd, const void *from, size_t n, int flags);
ssize_t __wrap_send(int fd, const void *from, size_t n, int flags);
int64_t __real_clock_mono_ms(void);
int64_t __wrap_clock_mono_ms(void);

static int send_error; /* 0: send(2) works */
static int64_t clock_ahead; /* ms */

ssize_t __wrap_send(int fd, const void *from, size_t n, int flags)
{
	if (!send_error)
		return __real_send(fd, from, n, flags);
	errno = send_error;
	return -1;
}

int64_t __wrap_clock_mono_ms(void)
{
	return __real_clock_mono_ms() + clock_ahead;
}

/* One TCP connection over the loopback: ours as a transport, the peer's end as a descriptor. */
struct link {
	Transport *t;
	int peer;
};

static void link_open(struct link *l)
{
	struct sockaddr_in at;
	int listener = loopback_listen(1, &at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	l->peer = accept(listener, NULL, NULL);
	assert_true(l->peer >= 0);
	close(listener);
	l->t = tcp_transport(fd);
}

static void link_close(struct link *l)
{
	transport_free(l->t);
	if (l->peer >= 0)
		close(l->peer);
}

static void wait_for(Transport *t, short events)
{
	struct pollfd fd = { .fd = transport_fd(t), .events = events };

	if (poll(&fd, 1, WAIT_MS) != 1)
		fail_msg("expected an event in %d ms, saw none", WAIT_MS);
}

/* One read, after waiting for something to read. */
static enum io_status read_one(Transport *t, char *to, size_t room, size_t *done, struct err *e)
{
	wait_for(t, POLLIN);
	return transport_read(t, to, room, done, e);
}

static void expect_bytes(Transport *t, const char *bytes)
{
	char got[64];
	size_t length = strlen(bytes), have = 0;

	while (have < length) {
		size_t done;
		struct err e;

		assert_int_equal(read_one(t, got + have, sizeof(got) - have, &done, &e), IO_OK);
		have += done;
	}
	if (have != length || memcmp(got, bytes, length))
		fail_msg("expected \"%s\", saw \"%.*s\"", bytes, (int)have, got);
}

static int option(int fd, int level, int name)
{
	int value = -1;
	socklen_t length = sizeof(value);

	assert_int_equal(getsockopt(fd, level, name, &value, &length), 0);
	return value;
}

static void test_options(void **state)
{
	struct link l;
	int fd;

	(void)state;
	link_open(&l);
	fd = transport_fd(l.t);
	assert_string_equal(transport_name(l.t), "tcp");
	assert_true(option(fd, IPPROTO_TCP, TCP_NODELAY));
	assert_true(option(fd, SOL_SOCKET, SO_KEEPALIVE));
	assert_true(option(fd, SOL_SOCKET, SO_OOBINLINE));
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	link_close(&l);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

static void test_both_ways(void **state)
{
	struct link l;
	char got[8];
	size_t done = 7;
	struct err e;

	(void)state;
	link_open(&l);
	assert_int_equal(transport_read(l.t, got, sizeof(got), &done, &e), IO_AGAIN);
	assert_int_equal(done, 0);
	assert_int_equal(write(l.peer, "hello", 5), 5);
	expect_bytes(l.t, "hello");
	assert_int_equal(transport_write(l.t, "bye", 3, &done, &e), IO_OK);
	assert_int_equal(done, 3);
	assert_int_equal(read(l.peer, got, sizeof(got)), 3);
	assert_memory_equal(got, "bye", 3);
	link_close(&l);
}

/* With SO_OOBINLINE a read stops before the urgent byte: short, and yet there is more. */
static void test_urgent_in(void **state)
{
	struct link l;
	char got[16];
	size_t done;
	struct err e;

	(void)state;
	link_open(&l);
	assert_int_equal(send(l.peer, "ab", 2, 0), 2);
	assert_int_equal(send(l.peer, "\xff\xf2", 2, MSG_OOB), 2);
	assert_int_equal(send(l.peer, "cd", 2, 0), 2);
	shutdown(l.peer, SHUT_WR);
	for (size_t have = 0; have < 6; have += done) {
		assert_int_equal(read_one(l.t, got + have, sizeof(got) - have, &done, &e), IO_OK);
		if (have < 3 && have + done > 3)
			fail_msg("expected a read to stop at the mark, saw it pass: %zu + %zu",
				 have, done);
		if (have + done == 6)
			assert_memory_equal(got,
					    "ab\xff\xf2"
					    "cd",
					    6);
	}
	assert_int_equal(read_one(l.t, got, sizeof(got), &done, &e), IO_EOF);
	link_close(&l);
}

static void test_urgent_out(void **state)
{
	struct link l;
	struct pollfd fd;
	char byte;
	size_t done;
	struct err e;

	(void)state;
	link_open(&l);
	assert_int_equal(transport_write(l.t, "\xff", 1, &done, &e), IO_OK);
	assert_int_equal(transport_urgent(l.t, '\xf2', &e), IO_OK);
	fd = (struct pollfd){ .fd = l.peer, .events = POLLPRI };
	assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
	assert_int_equal(recv(l.peer, &byte, 1, MSG_OOB), 1);
	assert_int_equal(byte, '\xf2');
	link_close(&l);
}

/* What the other side's kernel has is acknowledged, whether or not anybody reads it. */
static void test_unanswered(void **state)
{
	struct link l;
	struct pollfd fd;
	size_t done;
	struct err e;

	(void)state;
	link_open(&l);
	assert_int_equal(tcp_unanswered_ms(l.t), -1);
#ifdef __linux__
	/* It acknowledges late, so that it can be seen. */
	assert_int_equal(setsockopt(l.peer, IPPROTO_TCP, TCP_QUICKACK, &(int){ 0 }, sizeof(int)),
			 0);
#endif
	assert_int_equal(transport_write(l.t, "hello", 5, &done, &e), IO_OK);
#ifdef __linux__
	assert_true(tcp_unanswered_ms(l.t) >= 0);
#endif
	fd = (struct pollfd){ .fd = l.peer, .events = POLLIN };
	assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
	for (int i = 0; i < WAIT_MS && tcp_unanswered_ms(l.t) >= 0; i++)
		poll(NULL, 0, 1);
	assert_int_equal(tcp_unanswered_ms(l.t), -1);
	link_close(&l);
}

static void test_half_close(void **state)
{
	struct link l;
	char got[8];
	size_t done;
	struct err e;

	(void)state;
	link_open(&l);
	assert_int_equal(transport_write(l.t, "last", 4, &done, &e), IO_OK);
	assert_true(transport_shutdown(l.t, &e));
	assert_int_equal(recv(l.peer, got, 4, MSG_WAITALL), 4);
	assert_int_equal(read(l.peer, got, sizeof(got)), 0);
	assert_int_equal(write(l.peer, "answer", 6), 6);
	expect_bytes(l.t, "answer");
	assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_ERROR);
	assert_int_equal(e.kind, ERR_LOST);
	close(l.peer);
	l.peer = -1;
	assert_int_equal(read_one(l.t, got, sizeof(got), &done, &e), IO_EOF);
	assert_int_equal(transport_read(l.t, got, sizeof(got), &done, &e), IO_EOF);
	link_close(&l);
}

static void reset_peer(struct link *l)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	assert_int_equal(setsockopt(l->peer, SOL_SOCKET, SO_LINGER, &now, sizeof(now)), 0);
	close(l->peer);
	l->peer = -1;
}

static void test_reset(void **state)
{
	struct link l;
	char got[8];
	size_t done;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	link_open(&l);
	reset_peer(&l);
	assert_int_equal(read_one(l.t, got, sizeof(got), &done, &e), IO_ERROR);
	assert_int_equal(e.kind, ERR_LOST);
	assert_non_null(strstr(e.text, "reset"));
	/* SIGPIPE has its default action here: a raised one would end this test. */
	assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_ERROR);
	assert_int_equal(e.kind, ERR_LOST);
	assert_int_equal(transport_urgent(l.t, 'x', &e), IO_ERROR);
	assert_false(transport_shutdown(l.t, &e));
	assert_int_equal(e.kind, ERR_LOST);
	link_close(&l);
}

/* The kernel tells of a reset once. A write that hears of it leaves the reader what came before. */
static void test_reset_heard_by_write(void **state)
{
	struct link l;
	char got[8];
	size_t done;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	link_open(&l);
	assert_int_equal(write(l.peer, "last", 4), 4);
	reset_peer(&l);
	wait_for(l.t, POLLERR);
	assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_ERROR);
	assert_non_null(strstr(e.text, "reset"));
	expect_bytes(l.t, "last");
	for (int i = 0; i < 2; i++) {
		e.text[0] = '\0';
		assert_int_equal(transport_read(l.t, got, sizeof(got), &done, &e), IO_ERROR);
		assert_int_equal(e.kind, ERR_LOST);
		assert_non_null(strstr(e.text, "reset"));
	}
	assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_ERROR);
	assert_non_null(strstr(e.text, "reset"));
	link_close(&l);
}

/* The peer said all and closed; what we write after that is answered by a reset. */
static void test_reset_after_end(void **state)
{
	struct link l;
	char got[8];
	size_t done;
	struct err e;

	(void)state;
	for (int written_first = 0; written_first < 2; written_first++) {
		link_open(&l);
		assert_int_equal(write(l.peer, "bye", 3), 3);
		close(l.peer);
		l.peer = -1;
		wait_for(l.t, POLLRDHUP);
		assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_OK);
		wait_for(l.t, POLLERR);
		if (written_first)
			assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_ERROR);
		expect_bytes(l.t, "bye");
		assert_int_equal(transport_read(l.t, got, sizeof(got), &done, &e), IO_EOF);
		assert_int_equal(transport_read(l.t, got, sizeof(got), &done, &e), IO_EOF);
		link_close(&l);
	}
}

/* The kernel lacks memory: it is tried again for a while, and then told. */
static void test_shortage(void **state)
{
	static const int errors[] = { ENOBUFS, ENOMEM, EPROTOTYPE };
	struct link l;
	size_t done;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		link_open(&l);
		assert_int_equal(transport_retry_ms(l.t), 0);
		send_error = errors[i];
		assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_AGAIN);
		assert_int_equal(done, 0);
		assert_in_range(transport_retry_ms(l.t), 1, 100);
		assert_int_equal(transport_urgent(l.t, 'x', &e), IO_AGAIN);
		clock_ahead = 9000;
		assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_AGAIN);
		assert_in_range(transport_retry_ms(l.t), 100, 1000);
		/* It works again: the next shortage has all its time. */
		send_error = 0;
		assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_OK);
		assert_int_equal(transport_retry_ms(l.t), 0);
		send_error = errors[i];
		assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_AGAIN);
		clock_ahead = 20000;
		assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_ERROR);
		assert_int_equal(e.kind, ERR_LOST);
		assert_non_null(strstr(e.text, strerror(errors[i])));
		assert_int_equal(transport_retry_ms(l.t), 0);
		send_error = 0;
		clock_ahead = 0;
		link_close(&l);
	}
}

/* Full is not short: poll says when there is room. */
static void test_full_is_no_shortage(void **state)
{
	struct link l;
	size_t done;
	struct err e;

	(void)state;
	link_open(&l);
	send_error = EAGAIN;
	assert_int_equal(transport_write(l.t, "x", 1, &done, &e), IO_AGAIN);
	assert_int_equal(transport_retry_ms(l.t), 0);
	send_error = 0;
	link_close(&l);
}

/* Writes until the socket is full, then reads it empty on the other side: nothing is lost. */
static void test_back_pressure(void **state)
{
	static char chunk[65536];
	struct link l;
	size_t sent = 0, got = 0, done;
	enum io_status status;
	struct err e;

	(void)state;
	link_open(&l);
	while ((status = transport_write(l.t, chunk, sizeof(chunk), &done, &e)) == IO_OK)
		sent += done;
	assert_int_equal(status, IO_AGAIN);
	assert_true(sent > 0);
	assert_true(transport_shutdown(l.t, &e));
	for (ssize_t n; (n = read(l.peer, chunk, sizeof(chunk))) > 0;)
		got += (size_t)n;
	assert_int_equal(got, sent);
	link_close(&l);
}

/* What the kernel tells of a connection; of another descriptor there is nothing. */
static void test_figures(void **state)
{
	struct tcp_figures figures;
	struct link l;

	(void)state;
	link_open(&l);
#ifdef __linux__
	assert_true(tcp_get_figures(l.t, &figures));
	assert_true(figures.window > 0);
	assert_int_equal(figures.retransmits, 0);
	assert_int_equal(figures.unacknowledged, 0);
#else
	assert_false(tcp_get_figures(l.t, &figures));
#endif
	link_close(&l);
}

static void test_socketpair(void **state)
{
	struct tcp_figures figures;
	int pair[2];
	char got[8];
	size_t done;
	struct err e;
	Transport *t;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	t = fd_transport(pair[0]);
	assert_string_equal(transport_name(t), "fd");
	assert_false(tcp_get_figures(t, &figures));
	assert_true(fcntl(pair[0], F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(pair[0], F_GETFD) & FD_CLOEXEC);
	assert_int_equal(transport_read(t, got, sizeof(got), &done, &e), IO_AGAIN);
	assert_int_equal(transport_urgent(t, 'u', &e), IO_OK);
	assert_int_equal(read(pair[1], got, sizeof(got)), 1);
	assert_int_equal(got[0], 'u');
	assert_true(transport_shutdown(t, &e));
	assert_int_equal(read(pair[1], got, sizeof(got)), 0);
	close(pair[1]);
	assert_int_equal(transport_write(t, "x", 1, &done, &e), IO_ERROR);
	assert_int_equal(e.kind, ERR_LOST);
	transport_free(t);
}

/* A pty's master says EIO when the last slave is closed: the end of a child, not an error. */
static void test_pty(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int slave;
	char got[16];
	size_t done;
	struct err e;
	Transport *t;

	(void)state;
	if (master < 0) {
		print_message("no pty can be had here: %s\n", strerror(errno));
		skip();
	}
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	t = fd_transport(master);
	assert_int_equal(transport_read(t, got, sizeof(got), &done, &e), IO_AGAIN);
	assert_int_equal(write(slave, "abc", 3), 3);
	expect_bytes(t, "abc");
	assert_int_equal(transport_write(t, "x\r", 2, &done, &e), IO_OK);
	assert_int_equal(read(slave, got, sizeof(got)), 2);
	assert_memory_equal(got, "x\n", 2);
	expect_bytes(t, "x\r\n");
	assert_false(transport_shutdown(t, &e));
	assert_int_equal(e.kind, ERR_OTHER);
	close(slave);
	assert_int_equal(read_one(t, got, sizeof(got), &done, &e), IO_EOF);
	transport_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_urgent_in),
		cmocka_unit_test(test_urgent_out),
		cmocka_unit_test(test_unanswered),
		cmocka_unit_test(test_half_close),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_back_pressure),
		cmocka_unit_test(test_socketpair),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_pty),
		cmocka_unit_test(test_reset_heard_by_write),
		cmocka_unit_test(test_reset_after_end),
		cmocka_unit_test(test_shortage),
		cmocka_unit_test(test_full_is_no_shortage),
	};

	signal(SIGPIPE, SIG_DFL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
