#include "unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/resolve-pool.h"
#include "net/resolve.h"

enum { WAIT_MS = 20000 };

/* What a question's `done` saw. */
struct seen {
	unsigned calls;
	size_t count;
	struct resolve_address first;
	bool done;
	struct err error;
};

static void on_done(void *user, const struct resolve_answer *answer)
{
	struct seen *seen = user;

	seen->calls++;
	seen->count = answer->count;
	seen->done = answer->done;
	seen->error = answer->error;
	if (answer->count)
		seen->first = answer->addresses[0];
}

static unsigned ask(Resolver *r, const char *host, const char *service, int family,
		    struct seen *seen)
{
	unsigned ticket;

	memset(seen, 0, sizeof(*seen));
	ticket = resolver_ops.start(r, host, service, family, on_done, seen);
	assert_true(ticket > 0);
	if (seen->calls)
		fail_msg("%s: answered from inside start", host);
	return ticket;
}

static void wait_for(Resolver *r, const struct seen *seen)
{
	int64_t end = clock_mono_ms() + WAIT_MS;

	while (!seen->calls) {
		struct pollfd fd = { .fd = resolver_fd(r), .events = POLLIN };

		if (clock_mono_ms() > end)
			fail_msg("expected an answer in %d ms, saw none", WAIT_MS);
		assert_true(poll(&fd, 1, WAIT_MS) >= 0);
		resolver_dispatch(r);
	}
	assert_int_equal(seen->calls, 1);
	assert_true(seen->done);
}

/* Asks, and waits for the answer. */
static void resolve(Resolver *r, const char *host, const char *service, int family,
		    struct seen *seen)
{
	ask(r, host, service, family, seen);
	wait_for(r, seen);
}

static void test_numeric(void **state)
{
	static const struct {
		const char *host;
		int family;
		size_t count;
	} cases[] = {
		{ "127.0.0.1", AF_INET, 1 },   { "127.0.0.1", AF_UNSPEC, 1 },
		{ "127.0.0.1", AF_INET6, 0 },  { "::1", AF_INET6, 1 },
		{ "::1", AF_UNSPEC, 1 },       { "::1", AF_INET, 0 },
		{ "::1%lo", AF_UNSPEC, 1 },    { "::1%1", AF_INET6, 1 },
		{ "fe80::1%lo", AF_INET6, 1 },
	};
	Resolver *r = resolver_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct seen seen;

		resolve(r, cases[i].host, "2323", cases[i].family, &seen);
		if (seen.count != cases[i].count)
			fail_msg("%s: expected %zu addresses, saw %zu: %s", cases[i].host,
				 cases[i].count, seen.count, seen.error.text);
		assert_int_equal(seen.error.kind, seen.count ? ERR_NONE : ERR_NAME);
		if (seen.count && seen.first.addr.ss_family == AF_INET)
			assert_int_equal(((struct sockaddr_in *)&seen.first.addr)->sin_port,
					 htons(2323));
	}
	resolver_free(r);
}

static void test_zones(void **state)
{
	static const char *const hosts[] = { "fe80::1%nosuch0", "::1%nosuch0",
					     "2001:db8::1%nosuch0" };
	Resolver *r = resolver_new();
	struct seen seen;

	(void)state;
	resolve(r, "fe80::1%lo", "23", AF_UNSPEC, &seen);
	assert_int_equal(((struct sockaddr_in6 *)&seen.first.addr)->sin6_scope_id,
			 if_nametoindex("lo"));
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		resolve(r, hosts[i], "23", AF_UNSPEC, &seen);
		assert_int_equal(seen.count, 0);
		assert_int_equal(seen.error.kind, ERR_NAME);
		if (!strstr(seen.error.text, "no interface \"nosuch0\""))
			fail_msg("%s: expected the zone to be named, saw: %s", hosts[i],
				 seen.error.text);
	}
	resolver_free(r);
}

static void test_localhost(void **state)
{
	Resolver *r = resolver_new();
	struct seen seen;

	(void)state;
	assert_true(fcntl(resolver_fd(r), F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(resolver_fd(r), F_GETFL) & O_NONBLOCK);
	resolve(r, "localhost", "telnet", AF_INET, &seen);
	if (!seen.count)
		fail_msg("expected an address, saw: %s", seen.error.text);
	assert_int_equal(((struct sockaddr_in *)&seen.first.addr)->sin_addr.s_addr,
			 htonl(INADDR_LOOPBACK));
	assert_int_equal(((struct sockaddr_in *)&seen.first.addr)->sin_port, htons(23));
	resolver_free(r);
}

static void test_unknown_service(void **state)
{
	Resolver *r = resolver_new();
	struct seen seen;

	(void)state;
	resolve(r, "127.0.0.1", "no-such-service", AF_UNSPEC, &seen);
	assert_int_equal(seen.count, 0);
	assert_int_equal(seen.error.kind, ERR_USAGE);
	assert_string_equal(seen.error.text,
			    "unknown service \"no-such-service\": use a port number");
	resolver_free(r);
}

/*
 * What stands for getaddrinfo: "code-N" fails with N, "stuck" waits for `release`, any other name
 * is 127.0.0.1.
 */
static sem_t entered, release;
static atomic_uint lookups;
static atomic_bool signals_blocked;

/* Makes the end of a thread that has looked up "lingers" last a while, then counts it. */
static pthread_key_t linger;
static atomic_uint lingerers, lingered;

static void on_linger(void *value)
{
	(void)value;
	nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	atomic_fetch_add(&lingered, 1);
}

static int fake_lookup(const char *host, const char *service, const struct addrinfo *hints,
		       struct addrinfo **list)
{
	struct addrinfo numeric = *hints;
	long long code;
	sigset_t mask;

	atomic_fetch_add(&lookups, 1);
	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	atomic_store(&signals_blocked, sigismember(&mask, SIGINT) && sigismember(&mask, SIGPIPE) &&
					       sigismember(&mask, SIGWINCH) &&
					       sigismember(&mask, SIGCHLD));
	if (!strncmp(host, "code", 4) && str_to_number(host + 4, -1000, -1, &code)) {
		errno = EMFILE;
		return (int)code;
	}
	if (!strcmp(host, "lingers") && !pthread_getspecific(linger)) {
		pthread_setspecific(linger, &linger);
		atomic_fetch_add(&lingerers, 1);
	}
	if (!strcmp(host, "stuck")) {
		sem_post(&entered);
		sem_wait(&release);
	}
	numeric.ai_flags |= AI_NUMERICHOST;
	return getaddrinfo("127.0.0.1", service, &numeric, list);
}

static void test_invalid(void **state)
{
	static const struct {
		const char *host;
		bool asked;
	} cases[] = {
		{ "name.invalid", false }, { "a.b.INVALID.", false }, { "invalid", false },
		{ ".invalid", false },     { "notinvalid", true },    { "invalid.example", true },
	};
	Resolver *r = resolver_new_lookup(fake_lookup);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		unsigned before = atomic_load(&lookups);
		struct seen seen;

		resolve(r, cases[i].host, "23", AF_INET, &seen);
		if ((atomic_load(&lookups) != before) != cases[i].asked)
			fail_msg("%s: expected asked = %d", cases[i].host, cases[i].asked);
		assert_int_equal(seen.count, cases[i].asked);
		assert_int_equal(seen.error.kind, cases[i].asked ? ERR_NONE : ERR_NAME);
		if (!cases[i].asked)
			assert_non_null(strstr(seen.error.text, cases[i].host));
	}
	resolver_free(r);
}

static void test_codes(void **state)
{
	static const struct {
		int code;
		enum err_kind kind;
		const char *text;
	} cases[] = {
		{ EAI_NONAME, ERR_NAME, "there is no host named" },
		{ EAI_NODATA, ERR_NAME, "has no IPv4 address" },
		{ EAI_ADDRFAMILY, ERR_NAME, "has no IPv4 address" },
		{ EAI_AGAIN, ERR_NAME, "no name server answered" },
		{ EAI_FAIL, ERR_NAME, "no name server answered" },
		{ EAI_SERVICE, ERR_USAGE, "unknown service \"23\"" },
		{ EAI_SYSTEM, ERR_OTHER, "Too many open files" },
		{ EAI_MEMORY, ERR_NAME, "could not be looked up" },
	};
	Resolver *r = resolver_new_lookup(fake_lookup);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char host[32];
		struct seen seen;

		snprintf(host, sizeof(host), "code%d", cases[i].code);
		resolve(r, host, "23", AF_INET, &seen);
		assert_int_equal(seen.count, 0);
		if (seen.error.kind != cases[i].kind || !strstr(seen.error.text, cases[i].text))
			fail_msg("%s: expected kind %d and \"%s\", saw %d and \"%s\"", host,
				 cases[i].kind, cases[i].text, seen.error.kind, seen.error.text);
	}
	resolver_free(r);
}

static void test_signals(void **state)
{
	Resolver *r = resolver_new_lookup(fake_lookup);
	struct seen seen;
	sigset_t before, after;

	(void)state;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	atomic_store(&signals_blocked, false);
	resolve(r, "host", "23", AF_INET, &seen);
	assert_true(atomic_load(&signals_blocked));
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	assert_int_equal(sigismember(&before, SIGINT), sigismember(&after, SIGINT));
	resolver_free(r);
}

static void wait_entered(unsigned count)
{
	while (count--)
		while (sem_wait(&entered) < 0)
			assert_int_equal(errno, EINTR);
}

static void release_stuck(unsigned count)
{
	while (count--)
		sem_post(&release);
}

static void test_stuck(void **state)
{
	Resolver *r = resolver_new_lookup(fake_lookup);
	struct seen stuck, next;

	(void)state;
	ask(r, "stuck", "23", AF_INET, &stuck);
	wait_entered(1);
	resolve(r, "host", "23", AF_INET, &next);
	assert_int_equal(next.count, 1);
	assert_int_equal(stuck.calls, 0);
	release_stuck(1);
	wait_for(r, &stuck);
	assert_int_equal(stuck.count, 1);
	resolver_free(r);
}

static void test_queue(void **state)
{
	Resolver *r = resolver_new_lookup(fake_lookup);
	struct seen stuck[RESOLVE_POOL_THREADS], dropped, next;
	unsigned before = atomic_load(&lookups);
	unsigned ticket;

	(void)state;
	for (size_t i = 0; i < RESOLVE_POOL_THREADS; i++)
		ask(r, "stuck", "23", AF_INET, &stuck[i]);
	wait_entered(RESOLVE_POOL_THREADS);
	ticket = ask(r, "dropped", "23", AF_INET, &dropped);
	ask(r, "host", "23", AF_INET, &next);
	resolver_ops.cancel(r, ticket);
	assert_int_equal(atomic_load(&lookups), before + RESOLVE_POOL_THREADS);
	release_stuck(1);
	wait_for(r, &next);
	release_stuck(RESOLVE_POOL_THREADS - 1);
	for (size_t i = 0; i < RESOLVE_POOL_THREADS; i++)
		wait_for(r, &stuck[i]);
	assert_int_equal(dropped.calls, 0);
	assert_int_equal(atomic_load(&lookups), before + RESOLVE_POOL_THREADS + 1);
	resolver_free(r);
}

static void test_cancel(void **state)
{
	Resolver *r = resolver_new_lookup(fake_lookup);
	struct seen numeric, stuck, next;
	struct pollfd fd = { .fd = resolver_fd(r), .events = POLLIN };
	unsigned ticket;

	(void)state;
	resolver_ops.cancel(r, ask(r, "127.0.0.1", "23", AF_INET, &numeric));
	resolver_dispatch(r);
	assert_int_equal(numeric.calls, 0);
	assert_int_equal(poll(&fd, 1, 0), 0);
	ticket = ask(r, "stuck", "23", AF_INET, &stuck);
	wait_entered(1);
	resolver_ops.cancel(r, ticket);
	release_stuck(1);
	assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
	resolver_dispatch(r);
	assert_int_equal(stuck.calls, 0);
	resolve(r, "host", "23", AF_INET, &next);
	resolver_ops.cancel(r, 4711);
	resolver_free(r);
}

/* A `done` that cancels another question whose answer has come as well, and asks anew. */
struct chain {
	Resolver *r;
	unsigned other;
	struct seen mine, next;
};

static void on_chain(void *user, const struct resolve_answer *answer)
{
	struct chain *chain = user;

	on_done(&chain->mine, answer);
	resolver_ops.cancel(chain->r, chain->other);
	resolver_ops.start(chain->r, "::1", "23", AF_INET6, on_done, &chain->next);
}

static void test_reentry(void **state)
{
	struct chain chain = { .r = resolver_new() };
	struct seen other;

	(void)state;
	resolver_ops.start(chain.r, "127.0.0.1", "23", AF_INET, on_chain, &chain);
	chain.other = ask(chain.r, "127.0.0.2", "23", AF_INET, &other);
	wait_for(chain.r, &chain.mine);
	wait_for(chain.r, &chain.next);
	assert_int_equal(chain.next.count, 1);
	assert_int_equal(other.calls, 0);
	resolver_free(chain.r);
}

static void test_free_stuck(void **state)
{
	Resolver *r = resolver_new_lookup(fake_lookup);
	struct seen stuck[RESOLVE_POOL_THREADS + 1], numeric;

	(void)state;
	for (size_t i = 0; i < RESOLVE_POOL_THREADS + 1; i++)
		ask(r, "stuck", "23", AF_INET, &stuck[i]);
	ask(r, "127.0.0.1", "23", AF_INET, &numeric);
	wait_entered(RESOLVE_POOL_THREADS);
	resolver_free(r);
	release_stuck(RESOLVE_POOL_THREADS);
	assert_int_equal(numeric.calls, 0);
	r = resolver_new_lookup(fake_lookup);
	resolve(r, "host", "23", AF_INET, &numeric);
	resolver_free(r);
	resolver_free(NULL);
	for (size_t i = 0; i < RESOLVE_POOL_THREADS + 1; i++)
		assert_int_equal(stuck[i].calls, 0);
}

/* A thread that has answered does not outlive the resolver, so that the process may end. */
static void test_free_ended(void **state)
{
	Resolver *r = resolver_new_lookup(fake_lookup);
	struct seen seen[2 * RESOLVE_POOL_THREADS];

	(void)state;
	for (unsigned i = 0; i < 2 * RESOLVE_POOL_THREADS; i++)
		ask(r, "lingers", "23", AF_INET, &seen[i]);
	for (unsigned i = 0; i < 2 * RESOLVE_POOL_THREADS; i++)
		wait_for(r, &seen[i]);
	ask(r, "lingers", "23", AF_INET, &seen[0]);
	wait_for(r, &seen[0]);
	resolver_free(r);
	if (!atomic_load(&lingered) || atomic_load(&lingered) != atomic_load(&lingerers))
		fail_msg("expected the end of %u threads, saw %u", atomic_load(&lingerers),
			 atomic_load(&lingered));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numeric),    cmocka_unit_test(test_zones),
		cmocka_unit_test(test_localhost),  cmocka_unit_test(test_unknown_service),
		cmocka_unit_test(test_invalid),    cmocka_unit_test(test_codes),
		cmocka_unit_test(test_signals),    cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_queue),      cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_reentry),    cmocka_unit_test(test_free_stuck),
		cmocka_unit_test(test_free_ended),
	};

	pthread_key_create(&linger, on_linger);
	sem_init(&entered, 0, 0);
	sem_init(&release, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
