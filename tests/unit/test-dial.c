#include "unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "net/dial.h"

enum {
	QUESTIONS_MAX = 2,
	SOCKETS_MAX = 80,
	FD_BASE = 1000, /* the descriptors of the sockets here are 1000, 1001, … */
};

struct asked {
	int family;
	resolve_done_fn *done;
	void *user;
	bool open;
};

struct sock {
	char to[INET6_ADDRSTRLEN];
	bool open;
	int status; /* what finish says */
};

/* A resolver, sockets and a clock that do what the test says; `log` is what dial did with them. */
struct world {
	int64_t now;
	Dial *dial;
	struct asked asked[QUESTIONS_MAX];
	size_t asked_count;
	struct sock socks[SOCKETS_MAX];
	size_t sock_count;
	const char *no_begin; /* begin fails for this address, with … */
	int no_begin_errno;
	struct str log;
};

static unsigned world_start(void *self, const char *host, const char *service, int family,
			    resolve_done_fn *done, void *user)
{
	struct world *w = self;

	assert_string_equal(host, "host");
	assert_string_equal(service, "2323");
	assert_true(w->asked_count < QUESTIONS_MAX);
	w->asked[w->asked_count++] = (struct asked){ family, done, user, true };
	return (unsigned)w->asked_count;
}

static void world_cancel(void *self, unsigned ticket)
{
	struct world *w = self;

	assert_in_range(ticket, 1, w->asked_count);
	assert_true(w->asked[ticket - 1].open);
	w->asked[ticket - 1].open = false;
}

static const struct resolve_ops world_resolve = { world_start, world_cancel };

static void address_text(const struct resolve_address *to, char text[INET6_ADDRSTRLEN])
{
	const void *bytes =
		to->addr.ss_family == AF_INET ?
			(const void *)&((const struct sockaddr_in *)&to->addr)->sin_addr :
			(const void *)&((const struct sockaddr_in6 *)&to->addr)->sin6_addr;

	assert_non_null(inet_ntop(to->addr.ss_family, bytes, text, INET6_ADDRSTRLEN));
}

static int world_begin(void *self, const struct resolve_address *to)
{
	struct world *w = self;
	struct sock *sock = &w->socks[w->sock_count];
	char text[INET6_ADDRSTRLEN];

	address_text(to, text);
	str_append_format(&w->log, "%d %s\n", (int)w->now, text);
	if (w->no_begin && (!strcmp(w->no_begin, "*") || !strcmp(w->no_begin, text))) {
		errno = w->no_begin_errno;
		return -1;
	}
	assert_true(w->sock_count < SOCKETS_MAX);
	memcpy(sock->to, text, sizeof(text));
	sock->open = true;
	sock->status = EINPROGRESS;
	return FD_BASE + (int)w->sock_count++;
}

static struct sock *sock_of(struct world *w, int fd)
{
	assert_in_range(fd, FD_BASE, FD_BASE + w->sock_count - 1);
	return &w->socks[fd - FD_BASE];
}

static int world_finish(void *self, int fd)
{
	struct sock *sock = sock_of(self, fd);

	assert_true(sock->open);
	return sock->status;
}

static void world_close(void *self, int fd)
{
	struct sock *sock = sock_of(self, fd);

	assert_true(sock->open);
	sock->open = false;
}

static const struct dial_sockets world_sockets = { world_begin, world_finish, world_close };

static void world_open(struct world *w, int family)
{
	struct dial_config config = {
		.host = "host",
		.service = "2323",
		.family = family,
		.attempt_timeout_ms = 10000,
		.total_timeout_ms = 30000,
		.resolve = &world_resolve,
		.resolver = w,
		.sockets = &world_sockets,
		.sockets_self = w,
	};

	*w = (struct world){ 0 };
	str_init(&w->log);
	w->dial = dial_new(&config, 0);
	assert_int_equal(dial_state(w->dial), DIAL_RESOLVING);
}

static size_t open_sockets(const struct world *w)
{
	size_t open = 0;

	for (size_t i = 0; i < w->sock_count; i++)
		open += w->socks[i].open;
	return open;
}

static size_t open_questions(const struct world *w)
{
	size_t open = 0;

	for (size_t i = 0; i < w->asked_count; i++)
		open += w->asked[i].open;
	return open;
}

static void world_close_all(struct world *w)
{
	dial_free(w->dial);
	assert_int_equal(open_sockets(w), 0);
	assert_int_equal(open_questions(w), 0);
	str_fini(&w->log);
}

/* Lets the time go on to `until`, with a step at each deadline, as a loop does. */
static void pass(struct world *w, int64_t until)
{
	for (int steps = 0; steps < 1000; steps++) {
		int64_t due = dial_deadline(w->dial);

		if (due < 0 || due > until) {
			w->now = until;
			return;
		}
		w->now = due > w->now ? due : w->now;
		dial_step(w->dial, w->now);
	}
	fail_msg("dial is always due: a busy loop at %d", (int)w->now);
}

static struct asked *question(struct world *w, int family)
{
	for (size_t i = 0; i < w->asked_count; i++)
		if (w->asked[i].family == family)
			return &w->asked[i];
	fail_msg("expected a question for family %d, saw none", family);
	return NULL;
}

/* Parses `list`, addresses with a blank between them. */
static size_t parse_list(const char *list, struct resolve_address *out, size_t max)
{
	size_t count = 0;

	while (*list) {
		size_t n = strcspn(list, " ");
		char text[INET6_ADDRSTRLEN] = "";
		struct resolve_address *to = &out[count];
		struct sockaddr_in *v4 = (struct sockaddr_in *)&to->addr;
		struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&to->addr;

		assert_true(count++ < max && n < sizeof(text));
		memcpy(text, list, n);
		memset(to, 0, sizeof(*to));
		if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
			v4->sin_family = AF_INET;
			to->length = sizeof(*v4);
		} else {
			assert_int_equal(inet_pton(AF_INET6, text, &v6->sin6_addr), 1);
			v6->sin6_family = AF_INET6;
			to->length = sizeof(*v6);
		}
		list += n + (list[n] == ' ');
	}
	return count;
}

static void answer_part(struct world *w, int family, const char *list, bool done)
{
	struct resolve_address addresses[80];
	struct resolve_answer answer = { .addresses = addresses, .done = done };
	struct asked *q = question(w, family);

	assert_true(q->open);
	answer.count = parse_list(list, addresses, 80);
	q->open = !done;
	q->done(q->user, &answer);
}

/* The resolver answers at the time `at`; what follows from it happens. */
static void answer(struct world *w, int64_t at, int family, const char *list)
{
	pass(w, at);
	answer_part(w, family, list, true);
	pass(w, at);
}

static void answer_error(struct world *w, int64_t at, int family, enum err_kind kind,
			 const char *text)
{
	struct resolve_answer failed = { .done = true };
	struct asked *q = question(w, family);

	pass(w, at);
	err_set(&failed.error, kind, "%s", text);
	q->open = false;
	q->done(q->user, &failed);
	pass(w, at);
}

/* The attempt at `to` ends with `status` at the time `at`, and dial is told of the event. */
static void finish(struct world *w, int64_t at, const char *to, int status)
{
	pass(w, at);
	for (size_t i = 0; i < w->sock_count; i++) {
		if (!w->socks[i].open || strcmp(w->socks[i].to, to))
			continue;
		w->socks[i].status = status;
		dial_step(w->dial, w->now);
		pass(w, at);
		return;
	}
	fail_msg("expected an attempt at %s under way, saw: %s", to, w->log.text);
}

static void expect_log(const struct world *w, const char *log)
{
	if (strcmp(w->log.text, log))
		fail_msg("expected attempts:\n%s\nsaw:\n%s", log, w->log.text);
}

static void expect_connected(struct world *w, const char *peer)
{
	assert_int_equal(dial_state(w->dial), DIAL_CONNECTED);
	assert_string_equal(dial_peer(w->dial), peer);
	assert_int_equal(dial_deadline(w->dial), -1);
	assert_int_equal(open_sockets(w), 1);
	assert_int_equal(open_questions(w), 0);
}

static void expect_failed(struct world *w, enum err_kind kind, const char *text)
{
	assert_int_equal(dial_state(w->dial), DIAL_FAILED);
	assert_int_equal(dial_deadline(w->dial), -1);
	assert_int_equal(open_sockets(w), 0);
	assert_int_equal(open_questions(w), 0);
	if (dial_error(w->dial)->kind != kind || strcmp(dial_error(w->dial)->text, text))
		fail_msg("expected kind %d: %s\nsaw kind %d: %s", kind, text,
			 dial_error(w->dial)->kind, dial_error(w->dial)->text);
}

static void test_interleaved(void **state)
{
	struct world w;
	struct pollfd fds[DIAL_ATTEMPTS_MAX];

	(void)state;
	world_open(&w, AF_UNSPEC);
	assert_int_equal(w.asked_count, 2);
	assert_int_equal(dial_deadline(w.dial), 30000);
	answer(&w, 0, AF_INET6, "2001:db8::1 2001:db8::2 2001:db8::3");
	assert_int_equal(dial_state(w.dial), DIAL_CONNECTING);
	answer(&w, 5, AF_INET, "192.0.2.1 192.0.2.2");
	assert_int_equal(dial_deadline(w.dial), 250);
	pass(&w, 1100);
	expect_log(&w, "0 2001:db8::1\n250 192.0.2.1\n500 2001:db8::2\n750 192.0.2.2\n"
		       "1000 2001:db8::3\n");
	assert_int_equal(dial_poll(w.dial, fds, DIAL_ATTEMPTS_MAX), 5);
	assert_int_equal(dial_poll(w.dial, fds, 2), 2);
	assert_int_equal(fds[1].fd, FD_BASE + 1);
	assert_int_equal(fds[1].events, POLLOUT);
	finish(&w, 1200, "192.0.2.1", 0);
	expect_connected(&w, "192.0.2.1");
	assert_int_equal(dial_poll(w.dial, fds, DIAL_ATTEMPTS_MAX), 0);
	assert_int_equal(dial_take_fd(w.dial), FD_BASE + 1);
	dial_free(w.dial);
	w.dial = NULL;
	assert_int_equal(open_sockets(&w), 1);
	w.socks[1].open = false;
	world_close_all(&w);
}

/* RFC 8305 section 3: IPv6 that comes within 50 ms of IPv4 still goes first. */
static void test_resolution_delay(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 10, AF_INET, "192.0.2.1");
	expect_log(&w, "");
	assert_int_equal(dial_deadline(w.dial), 60);
	answer(&w, 59, AF_INET6, "2001:db8::1");
	expect_log(&w, "59 2001:db8::1\n");
	pass(&w, 400);
	expect_log(&w, "59 2001:db8::1\n309 192.0.2.1\n");
	world_close_all(&w);
}

static void test_ipv6_first(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 7, AF_INET6, "2001:db8::1");
	expect_log(&w, "7 2001:db8::1\n");
	finish(&w, 9, "2001:db8::1", 0);
	expect_connected(&w, "2001:db8::1");
	world_close_all(&w);
}

/* Slow DNS for one family: the other goes ahead after 50 ms, the late answer joins in. */
static void test_slow_ipv6_answer(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 10, AF_INET, "192.0.2.1 192.0.2.2 192.0.2.3");
	pass(&w, 100);
	expect_log(&w, "60 192.0.2.1\n");
	answer(&w, 200, AF_INET6, "2001:db8::1");
	expect_log(&w, "60 192.0.2.1\n");
	pass(&w, 900);
	expect_log(&w, "60 192.0.2.1\n310 2001:db8::1\n560 192.0.2.2\n810 192.0.2.3\n");
	finish(&w, 900, "2001:db8::1", 0);
	expect_connected(&w, "2001:db8::1");
	world_close_all(&w);
}

static void test_slow_ipv4_answer(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 10, AF_INET6, "2001:db8::1");
	answer(&w, 5000, AF_INET, "192.0.2.1");
	expect_log(&w, "10 2001:db8::1\n5000 192.0.2.1\n");
	finish(&w, 5001, "192.0.2.1", 0);
	expect_connected(&w, "192.0.2.1");
	world_close_all(&w);
}

/* All of one family refused, the other's answer still to come: it is waited for. */
static void test_answer_after_failures(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET, "192.0.2.1");
	finish(&w, 55, "192.0.2.1", ECONNREFUSED);
	assert_int_equal(dial_state(w.dial), DIAL_CONNECTING);
	answer(&w, 3000, AF_INET6, "2001:db8::1");
	expect_log(&w, "50 192.0.2.1\n3000 2001:db8::1\n");
	finish(&w, 3001, "2001:db8::1", 0);
	expect_connected(&w, "2001:db8::1");
	world_close_all(&w);
}

static void test_negative_ipv6(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 10, AF_INET, "192.0.2.1");
	answer_error(&w, 20, AF_INET6, ERR_NAME, "no IPv6");
	expect_log(&w, "20 192.0.2.1\n");
	world_close_all(&w);
	world_open(&w, AF_UNSPEC);
	answer_error(&w, 10, AF_INET6, ERR_NAME, "no IPv6");
	answer(&w, 20, AF_INET, "192.0.2.1");
	expect_log(&w, "20 192.0.2.1\n");
	world_close_all(&w);
}

static void test_dead_ipv6(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET6, "2001:db8::1 2001:db8::2");
	answer(&w, 0, AF_INET, "192.0.2.1");
	finish(&w, 260, "192.0.2.1", 0);
	expect_connected(&w, "192.0.2.1");
	expect_log(&w, "0 2001:db8::1\n250 192.0.2.1\n");
	world_close_all(&w);
}

static void test_refused_family(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET, "192.0.2.1");
	answer(&w, 0, AF_INET6, "2001:db8::1 2001:db8::2");
	finish(&w, 5, "2001:db8::1", ECONNREFUSED);
	expect_log(&w, "0 2001:db8::1\n5 192.0.2.1\n");
	pass(&w, 254);
	expect_log(&w, "0 2001:db8::1\n5 192.0.2.1\n");
	pass(&w, 255);
	expect_log(&w, "0 2001:db8::1\n5 192.0.2.1\n255 2001:db8::2\n");
	finish(&w, 300, "2001:db8::2", 0);
	expect_connected(&w, "2001:db8::2");
	world_close_all(&w);
}

/* No IPv6 on this machine: connect() fails at once and nothing is waited for. */
static void test_unreachable_at_once(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	w.no_begin = "2001:db8::1";
	w.no_begin_errno = ENETUNREACH;
	answer(&w, 0, AF_INET, "192.0.2.1");
	answer(&w, 3, AF_INET6, "2001:db8::1");
	expect_log(&w, "3 2001:db8::1\n3 192.0.2.1\n");
	finish(&w, 4, "192.0.2.1", ECONNREFUSED);
	expect_failed(&w, ERR_REFUSED,
		      "cannot connect to host port 2323: refused by 192.0.2.1, no route to "
		      "2001:db8::1; check the port, and that the service is running there");
	world_close_all(&w);
}

static void test_all_refused(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET6, "2001:db8::1 2001:db8::2");
	answer(&w, 0, AF_INET, "192.0.2.1 192.0.2.2 192.0.2.3");
	finish(&w, 1, "2001:db8::1", ECONNREFUSED);
	finish(&w, 2, "192.0.2.1", ECONNREFUSED);
	finish(&w, 3, "2001:db8::2", ECONNREFUSED);
	finish(&w, 4, "192.0.2.2", ECONNREFUSED);
	finish(&w, 5, "192.0.2.3", ECONNREFUSED);
	expect_log(&w, "0 2001:db8::1\n1 192.0.2.1\n2 2001:db8::2\n3 192.0.2.2\n4 192.0.2.3\n");
	expect_failed(&w, ERR_REFUSED,
		      "cannot connect to host port 2323: refused by 2001:db8::1, 192.0.2.1, "
		      "2001:db8::2 and 2 more; check the port, and that the service is running "
		      "there");
	world_close_all(&w);
}

static void test_all_silent(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET6, "2001:db8::1");
	answer(&w, 0, AF_INET, "192.0.2.1");
	pass(&w, 10249);
	assert_int_equal(dial_state(w.dial), DIAL_CONNECTING);
	assert_int_equal(open_sockets(&w), 1);
	pass(&w, 10250);
	expect_failed(&w, ERR_TIMEOUT,
		      "cannot connect to host port 2323: no answer from 2001:db8::1 and "
		      "192.0.2.1; check that the host is up and that no firewall is in the way");
	world_close_all(&w);
}

static void test_mixed(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET6, "2001:db8::1 2001:db8::2");
	answer(&w, 0, AF_INET, "192.0.2.1");
	finish(&w, 300, "192.0.2.1", EHOSTUNREACH);
	finish(&w, 400, "2001:db8::2", EPERM);
	pass(&w, 10000);
	expect_failed(&w, ERR_REFUSED,
		      "cannot connect to host port 2323: blocked by a firewall on the way to "
		      "2001:db8::2, no route to 192.0.2.1, no answer from 2001:db8::1; ask "
		      "whoever runs this network");
	world_close_all(&w);
}

static void test_total_timeout(void **state)
{
	struct world w;
	struct str list;

	(void)state;
	str_init(&list);
	for (int i = 1; i <= 32; i++)
		str_append_format(&list, "%s192.0.2.%d", i > 1 ? " " : "", i);
	world_open(&w, AF_INET);
	answer(&w, 0, AF_INET, list.text);
	pass(&w, 29999);
	assert_int_equal(dial_state(w.dial), DIAL_CONNECTING);
	pass(&w, 30000);
	expect_failed(&w, ERR_TIMEOUT,
		      "cannot connect to host port 2323: no answer from 192.0.2.1, 192.0.2.2, "
		      "192.0.2.3 and 21 more; check that the host is up and that no firewall is "
		      "in the way");
	str_fini(&list);
	world_close_all(&w);
}

/* The ninth waits until the first is given up; then one for one, never closer than 250 ms. */
static void test_at_most_eight(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_INET);
	answer(&w, 0, AF_INET,
	       "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6 "
	       "192.0.2.7 192.0.2.8 192.0.2.9 192.0.2.10 192.0.2.11");
	pass(&w, 9999);
	assert_int_equal(open_sockets(&w), DIAL_ATTEMPTS_MAX);
	str_clear(&w.log);
	pass(&w, 10249);
	expect_log(&w, "10000 192.0.2.9\n");
	finish(&w, 10249, "192.0.2.9", ECONNREFUSED);
	expect_log(&w, "10000 192.0.2.9\n10249 192.0.2.10\n");
	pass(&w, 10260);
	expect_log(&w, "10000 192.0.2.9\n10249 192.0.2.10\n10250 192.0.2.11\n");
	finish(&w, 10300, "192.0.2.8", 0);
	expect_connected(&w, "192.0.2.8");
	world_close_all(&w);
}

static void test_no_answer(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	pass(&w, 29999);
	assert_int_equal(dial_state(w.dial), DIAL_RESOLVING);
	pass(&w, 30000);
	expect_failed(&w, ERR_TIMEOUT,
		      "looking up the name \"host\" took longer than 30 s: check "
		      "the network, or use an address");
	world_close_all(&w);
}

static void test_names(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer_error(&w, 5, AF_INET, ERR_NAME, "four");
	assert_int_equal(dial_state(w.dial), DIAL_RESOLVING);
	answer_error(&w, 6, AF_INET6, ERR_NAME, "six");
	expect_failed(&w, ERR_NAME, "four");
	world_close_all(&w);
	world_open(&w, AF_INET6);
	assert_int_equal(w.asked_count, 1);
	answer_error(&w, 6, AF_INET6, ERR_USAGE, "service");
	expect_failed(&w, ERR_USAGE, "service");
	world_close_all(&w);
	world_open(&w, AF_INET);
	answer(&w, 6, AF_INET, "");
	expect_failed(&w, ERR_NAME, "\"host\" has no address to connect to");
	world_close_all(&w);
}

static void test_no_descriptors(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_INET);
	w.no_begin = "*";
	w.no_begin_errno = EMFILE;
	answer(&w, 0, AF_INET, "192.0.2.1 192.0.2.2");
	expect_failed(&w, ERR_OTHER,
		      "cannot connect to host port 2323: Too many open files; free some of it on "
		      "this machine, for example by closing sessions");
	world_close_all(&w);
}

static void test_parts_and_duplicates(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_INET6);
	answer_part(&w, AF_INET6, "2001:db8::1 2001:db8::1", false);
	pass(&w, 300);
	answer_part(&w, AF_INET6, "2001:db8::1 2001:db8::2", false);
	pass(&w, 600);
	answer_part(&w, AF_INET6, "", true);
	pass(&w, 900);
	expect_log(&w, "0 2001:db8::1\n300 2001:db8::2\n");
	world_close_all(&w);
}

/* Of two that connect in the same turn the one begun first is kept. */
static void test_two_at_once(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET6, "2001:db8::1");
	answer(&w, 0, AF_INET, "192.0.2.1");
	pass(&w, 300);
	w.socks[1].status = 0;
	finish(&w, 301, "2001:db8::1", 0);
	expect_connected(&w, "2001:db8::1");
	assert_int_equal(dial_step(w.dial, 400), DIAL_CONNECTED);
	world_close_all(&w);
}

/* A free at any moment leaves nothing open; world_close_all checks it. */
static void test_free_early(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, AF_UNSPEC);
	world_close_all(&w);
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET, "192.0.2.1");
	world_close_all(&w);
	world_open(&w, AF_UNSPEC);
	answer(&w, 0, AF_INET, "192.0.2.1 192.0.2.2");
	pass(&w, 400);
	assert_int_equal(open_sockets(&w), 2);
	world_close_all(&w);
	dial_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interleaved),
		cmocka_unit_test(test_resolution_delay),
		cmocka_unit_test(test_ipv6_first),
		cmocka_unit_test(test_slow_ipv6_answer),
		cmocka_unit_test(test_slow_ipv4_answer),
		cmocka_unit_test(test_answer_after_failures),
		cmocka_unit_test(test_negative_ipv6),
		cmocka_unit_test(test_dead_ipv6),
		cmocka_unit_test(test_refused_family),
		cmocka_unit_test(test_unreachable_at_once),
		cmocka_unit_test(test_all_refused),
		cmocka_unit_test(test_all_silent),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_total_timeout),
		cmocka_unit_test(test_at_most_eight),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_descriptors),
		cmocka_unit_test(test_parts_and_duplicates),
		cmocka_unit_test(test_two_at_once),
		cmocka_unit_test(test_free_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
