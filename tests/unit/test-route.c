#include "unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "link/route.h"

static bool make(const char *destination, const char *settings, struct route *r, struct err *e)
{
	struct address address;
	Options *options = options_new(NULL);
	char *copy = strdup(settings);
	char *rest = copy;
	char *word;
	bool good;

	assert_true(address_parse(destination, NULL, &address, e));
	while ((word = strsep(&rest, " "))) {
		if (*word && !options_assign(options, word, e))
			fail_msg("%s: %s", word, e->text);
	}
	good = route_make(r, &address, options, AF_UNSPEC, 80, 23, e);
	free(copy);
	options_free(options);
	address_fini(&address);
	return good;
}

static const struct {
	const char *destination, *settings;
	bool tls, starttls;
	size_t proxies;
	const char *port;
} rows[] = {
	{ "h", "", false, false, 0, "23" },
	{ "h:992", "", true, false, 0, "992" },
	{ "telnet://h:992", "", false, false, 0, "992" },
	{ "telnets://h", "", true, false, 0, "992" },
	{ "tls://h:imaps", "", true, false, 0, "993" },
	{ "tcp://h:25", "tls=on", true, false, 0, "25" },
	{ "tcp://h:25", "starttls=smtp", true, true, 0, "25" },
	{ "tls://h:25", "tls=off", true, false, 0, "25" },
	{ "h", "proxy=socks5://p,http://q", false, false, 2, "23" },
	{ "unix:/tmp/s", "proxy=socks5://p", false, false, 0, "" },
	{ "unix:/tmp/s", "tls=off", false, false, 0, "" },
	{ "exec:cat", "proxy=socks5://p", false, false, 0, "" },
};

static void test_routes(void **state)
{
	(void)state;
	unsetenv("ALL_PROXY");
	unsetenv("all_proxy");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct route r;
		struct err e = { .kind = ERR_NONE };

		if (!make(rows[i].destination, rows[i].settings, &r, &e))
			fail_msg("%s %s: %s", rows[i].destination, rows[i].settings, e.text);
		if (r.tls != rows[i].tls || r.starttls != rows[i].starttls ||
		    r.proxies.count != rows[i].proxies || strcmp(r.port, rows[i].port))
			fail_msg("%s %s: saw tls %d, starttls %d, %zu proxies, port %s",
				 rows[i].destination, rows[i].settings, r.tls, r.starttls,
				 r.proxies.count, r.port);
		route_fini(&r);
	}
}

static void test_environment(void **state)
{
	struct route r;
	struct err e;

	(void)state;
	setenv("ALL_PROXY", "socks5://gw:1080", 1);
	setenv("NO_PROXY", "lab.example", 1);
	assert_true(make("h", "", &r, &e));
	assert_int_equal(r.proxies.count, 1);
	route_fini(&r);
	assert_true(make("sw1.lab.example", "", &r, &e));
	assert_int_equal(r.proxies.count, 0);
	route_fini(&r);
	assert_true(make("h", "proxy=none", &r, &e));
	assert_int_equal(r.proxies.count, 0);
	route_fini(&r);
	setenv("ALL_PROXY", "nonsense://x", 1);
	assert_false(make("h", "", &r, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	unsetenv("ALL_PROXY");
	unsetenv("NO_PROXY");
}

static void test_tls_needs_a_host(void **state)
{
	static const char *const destinations[] = { "unix:/tmp/s", "exec:cat" };
	static const char *const settings[] = { "tls=on", "starttls=smtp",
						"tls=off starttls=imap" };

	(void)state;
	for (size_t i = 0; i < sizeof(destinations) / sizeof(*destinations); i++) {
		for (size_t k = 0; k < sizeof(settings) / sizeof(*settings); k++) {
			struct route r;
			struct err e = { .kind = ERR_NONE };

			if (make(destinations[i], settings[k], &r, &e))
				fail_msg("%s %s: expected a refusal, saw a route", destinations[i],
					 settings[k]);
			assert_int_equal(e.kind, ERR_USAGE);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_tls_needs_a_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
