#include "unit/unit.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "net/address.h"

struct good {
	const char *destination;
	const char *port;
	enum address_scheme scheme;
	const char *host;
	const char *service;
	const char *user;
	const char *formatted;
};

static const struct good good[] = {
	{ "host", NULL, ADDRESS_HOST, "host", "23", NULL, "host" },
	{ "host", "2323", ADDRESS_HOST, "host", "2323", NULL, "host:2323" },
	{ "host:2323", NULL, ADDRESS_HOST, "host", "2323", NULL, "host:2323" },
	{ "host:23", NULL, ADDRESS_HOST, "host", "23", NULL, "host" },
	{ "host", "0023", ADDRESS_HOST, "host", "23", NULL, "host" },
	{ "host", "1", ADDRESS_HOST, "host", "1", NULL, "host:1" },
	{ "host", "65535", ADDRESS_HOST, "host", "65535", NULL, "host:65535" },
	{ "host", "telnet", ADDRESS_HOST, "host", "telnet", NULL, "host:telnet" },
	{ "host:smtp", NULL, ADDRESS_HOST, "host", "smtp", NULL, "host:smtp" },
	{ "host", "3com-tsmux", ADDRESS_HOST, "host", "3com-tsmux", NULL, "host:3com-tsmux" },
	{ "a.b-c_d.example.", "7", ADDRESS_HOST, "a.b-c_d.example.", "7", NULL,
	  "a.b-c_d.example.:7" },
	{ "127.0.0.1", NULL, ADDRESS_HOST, "127.0.0.1", "23", NULL, "127.0.0.1" },
	{ "b\xc3\xbc"
	  "cher.example",
	  NULL, ADDRESS_HOST, "xn--bcher-kva.example", "23", NULL,
	  "b\xc3\xbc"
	  "cher.example" },
	{ "unix", "23", ADDRESS_HOST, "unix", "23", NULL, "//unix" },
	{ "Exec", "25", ADDRESS_HOST, "Exec", "25", NULL, "//Exec:25" },
	{ "//host:25", NULL, ADDRESS_HOST, "host", "25", NULL, "host:25" },
	{ "tcp:23", NULL, ADDRESS_HOST, "tcp", "23", NULL, "tcp" },
	{ "[::1]:23", NULL, ADDRESS_HOST, "::1", "23", NULL, "[::1]:23" },
	{ "[::1]", NULL, ADDRESS_HOST, "::1", "23", NULL, "[::1]:23" },
	{ "[::1]", "80", ADDRESS_HOST, "::1", "80", NULL, "[::1]:80" },
	{ "::1", NULL, ADDRESS_HOST, "::1", "23", NULL, "[::1]:23" },
	{ "::1", "80", ADDRESS_HOST, "::1", "80", NULL, "[::1]:80" },
	{ "::", NULL, ADDRESS_HOST, "::", "23", NULL, "[::]:23" },
	{ "::1:23", NULL, ADDRESS_HOST, "::1:23", "23", NULL, "[::1:23]:23" },
	{ "::ffff:127.0.0.1", "25", ADDRESS_HOST, "::ffff:127.0.0.1", "25", NULL,
	  "[::ffff:127.0.0.1]:25" },
	{ "fe80::1%eth0", NULL, ADDRESS_HOST, "fe80::1%eth0", "23", NULL, "[fe80::1%eth0]:23" },
	{ "[fe80::1%25]", NULL, ADDRESS_HOST, "fe80::1%25", "23", NULL, "[fe80::1%25]:23" },
	{ "[fe80::1%25x]:5", NULL, ADDRESS_HOST, "fe80::1%25x", "5", NULL, "[fe80::1%25x]:5" },
	{ "telnet://host", NULL, ADDRESS_TELNET, "host", "23", NULL, "telnet://host" },
	{ "telnet://host/", NULL, ADDRESS_TELNET, "host", "23", NULL, "telnet://host" },
	{ "TelNet://host:24/", NULL, ADDRESS_TELNET, "host", "24", NULL, "telnet://host:24" },
	{ "telnet://host", "24", ADDRESS_TELNET, "host", "24", NULL, "telnet://host:24" },
	{ "telnet://me@host", NULL, ADDRESS_TELNET, "host", "23", "me", "telnet://me@host" },
	{ "telnet://me%40home@host:1", NULL, ADDRESS_TELNET, "host", "1", "me@home",
	  "telnet://me%40home@host:1" },
	{ "telnet://a@b@host", NULL, ADDRESS_TELNET, "host", "23", "a@b", "telnet://a%40b@host" },
	{ "telnets://host", NULL, ADDRESS_TELNETS, "host", "992", NULL, "telnets://host" },
	{ "telnets://host:23", NULL, ADDRESS_TELNETS, "host", "23", NULL, "telnets://host:23" },
	{ "tcp://host:25", NULL, ADDRESS_TCP, "host", "25", NULL, "tcp://host:25" },
	{ "tcp://host", "25", ADDRESS_TCP, "host", "25", NULL, "tcp://host:25" },
	{ "tls://me@[::1]:443/", NULL, ADDRESS_TLS, "::1", "443", "me", "tls://me@[::1]:443" },
	{ "telnet://[::1]", NULL, ADDRESS_TELNET, "::1", "23", NULL, "telnet://[::1]" },
	{ "tcp://[fe80::1%25eth0]:9", NULL, ADDRESS_TCP, "fe80::1%eth0", "9", NULL,
	  "tcp://[fe80::1%25eth0]:9" },
	{ "tcp://[fe80::1%eth0]:9", NULL, ADDRESS_TCP, "fe80::1%eth0", "9", NULL,
	  "tcp://[fe80::1%25eth0]:9" },
	{ "tcp://[fe80::1%25]:9", NULL, ADDRESS_TCP, "fe80::1%25", "9", NULL,
	  "tcp://[fe80::1%2525]:9" },
	{ "unix:/run/a b.sock", NULL, ADDRESS_UNIX, "/run/a b.sock", NULL, NULL,
	  "unix:/run/a b.sock" },
	{ "UNIX:x", NULL, ADDRESS_UNIX, "x", NULL, NULL, "unix:x" },
	{ "exec:ssh -p 22 me:x@host", NULL, ADDRESS_EXEC, "ssh -p 22 me:x@host", NULL, NULL,
	  "exec:ssh -p 22 me:x@host" },
};

static void assert_text(const char *what, const char *expected, const char *seen)
{
	if (expected && seen && !strcmp(expected, seen))
		return;
	if (expected || seen)
		fail_msg("%s: expected \"%s\", saw \"%s\"", what, expected ? expected : "(none)",
			 seen ? seen : "(none)");
}

static void assert_address(const struct good *g, const struct address *a)
{
	if (a->scheme != g->scheme)
		fail_msg("%s: expected scheme %d, saw %d", g->destination, g->scheme, a->scheme);
	assert_text(g->destination, g->host, a->host);
	assert_text(g->destination, g->service, a->service);
	assert_text(g->destination, g->user, a->user);
}

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct address a;
		struct err e;
		struct str text;

		if (!address_parse(good[i].destination, good[i].port, &a, &e))
			fail_msg("%s: expected success, saw: %s", good[i].destination, e.text);
		assert_address(&good[i], &a);
		str_init(&text);
		address_format(&a, &text);
		assert_text(good[i].destination, good[i].formatted, text.text);
		address_fini(&a);
		if (!address_parse(text.text, NULL, &a, &e))
			fail_msg("%s: formatted as %s, which is refused: %s", good[i].destination,
				 text.text, e.text);
		assert_address(&good[i], &a);
		address_fini(&a);
		str_fini(&text);
	}
}

struct bad {
	const char *destination;
	const char *port;
	const char *sentence; /* a part of it */
};

static const struct bad bad[] = {
	{ "a:b:c:23", NULL, "in brackets" },
	{ "host:1:2", NULL, "too many colons" },
	{ ":::", NULL, "too many colons" },
	{ "::1:23:x", NULL, "too many colons" },
	{ "fe80::1%", NULL, "too many colons" },
	{ "fe80::1%a%b", NULL, "too many colons" },
	{ "host", "0", "from 1 to 65535" },
	{ "host", "70000", "from 1 to 65535" },
	{ "host", "65536", "from 1 to 65535" },
	{ "host", "99999999999999999999999", "from 1 to 65535" },
	{ "host", "-1", "from 1 to 65535" },
	{ "host", "+1", "from 1 to 65535" },
	{ "host", "12 ", "space" },
	{ "host", "12/tcp", "from 1 to 65535" },
	{ "host", "-telnet", "from 1 to 65535" },
	{ "host", "a-service-name-of-more-than-32-bytes", "from 1 to 65535" },
	{ "host", "tel\nnet", "control character" },
	{ "host", "", "empty" },
	{ "host:", NULL, "missing after" },
	{ "host:0", NULL, "from 1 to 65535" },
	{ "host:70000", NULL, "from 1 to 65535" },
	{ "host:23", "23", "twice" },
	{ "[::1]:23", "23", "twice" },
	{ "telnet://host:23", "23", "twice" },
	{ "", NULL, "host is missing" },
	{ "", "23", "host is missing" },
	{ ":23", NULL, "host is missing" },
	{ "telnet://", NULL, "host is missing" },
	{ "//", NULL, "host is missing" },
	{ "telnet:///", NULL, "host is missing" },
	{ "telnet://:23", NULL, "host is missing" },
	{ "telnet://me@", NULL, "host is missing" },
	{ "[]", NULL, "not an IPv6 address" },
	{ "[::1", NULL, "bracket" },
	{ "[::1]23", NULL, "only \":PORT\"" },
	{ "[::1]:", NULL, "missing after" },
	{ "[host]:23", NULL, "not an IPv6 address" },
	{ "[127.0.0.1]:23", NULL, "not an IPv6 address" },
	{ "telnet://::1", NULL, "brackets: [::1]" },
	{ "-oProxyCommand", NULL, "begin with" },
	{ "-x", "23", "begin with" },
	{ "telnet://-oX", NULL, "begin with" },
	{ "telnet://-f@host", NULL, "begin with" },
	{ "telnet://%2dfroot@host", NULL, "begin with" },
	{ "telnet://me:secret@host", NULL, "password" },
	{ "telnet://me:@host", NULL, "password" },
	{ "telnet://me:se/cret@host", NULL, "password" },
	{ "me:secret@host", NULL, "password" },
	{ "ftp://me:secret@host", NULL, "password" },
	{ "me@host", NULL, "-l USER" },
	{ "telnet://@host", NULL, "user is missing" },
	{ "telnet://a%zz@host", NULL, "% escape" },
	{ "telnet://a%4@host", NULL, "% escape" },
	{ "telnet://a%00@host", NULL, "% escape" },
	{ "telnet://a%0a@host", NULL, "control character" },
	{ "telnet://a%20b@host", NULL, "space" },
	{ "telnet://a%ff@host", NULL, "UTF-8" },
	{ "ftp://host", NULL, "\"ftp://\" is not a scheme" },
	{ "http://host/path", NULL, "\"http://\" is not a scheme" },
	{ "tcp://host", NULL, "needs a port" },
	{ "tls://host/", NULL, "needs a port" },
	{ "telnet://host/path", NULL, "no path" },
	{ "telnet://host//", NULL, "no path" },
	{ "telnet://host?x", NULL, "no path" },
	{ "ho st", NULL, "space" },
	{ " host", NULL, "space" },
	{ "host\t", NULL, "control character" },
	{ "host\x1b[2J", NULL, "control character" },
	{ "host\x7f", NULL, "control character" },
	{ "host\xc2\x9b", NULL, "invisible" },
	{ "host\xe2\x80\xae", NULL, "invisible" },
	{ "host\xff", NULL, "UTF-8" },
	{ "host/path", NULL, "\"/\"" },
	{ "host\\x", NULL, "\"\\\"" },
	{ "$(id)", NULL, "\"$\"" },
	{ "a%b", NULL, "\"%\"" },
	{ "unix:", NULL, "path is missing" },
	{ "unix:/x", "23", "no port" },
	{ "unix:/x\n", NULL, "control character" },
	{ "exec:", NULL, "command is missing" },
	{ "exec:cat", "1", "no port" },
	{ "exec:cat\x1b", NULL, "control character" },
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct address a = { .scheme = ADDRESS_EXEC };
		struct err e = { .kind = ERR_NONE };

		if (address_parse(bad[i].destination, bad[i].port, &a, &e))
			fail_msg("%s: expected a refusal", bad[i].destination);
		assert_int_equal(e.kind, ERR_USAGE);
		if (!strstr(e.text, bad[i].sentence))
			fail_msg("%s: expected a sentence with \"%s\", saw \"%s\"",
				 bad[i].destination, bad[i].sentence, e.text);
		if (strpbrk(e.text, "\n\t\x1b\x7f") || strstr(e.text, "secret"))
			fail_msg("%s: the sentence isn't fit to be shown", bad[i].destination);
		assert_null(a.host);
		assert_null(a.service);
		assert_null(a.user);
		assert_false(address_parse(bad[i].destination, bad[i].port, &a, NULL));
	}
}

static void test_long(void **state)
{
	char text[2000];
	struct address a;
	struct err e;

	(void)state;
	memset(text, 'a', sizeof(text));
	text[255] = '\0';
	assert_true(address_parse(text, NULL, &a, &e));
	assert_int_equal(strlen(a.host), 255);
	address_fini(&a);
	text[255] = 'a';
	text[256] = '\0';
	assert_false(address_parse(text, NULL, &a, &e));
	assert_non_null(strstr(e.text, "longer than 255"));
	text[256] = 'a';
	text[sizeof(text) - 1] = '\0';
	assert_false(address_parse(text, NULL, &a, &e));
	assert_non_null(strstr(e.text, "longer than 1024"));
	memset(text, ':', 100);
	text[100] = '\0';
	assert_false(address_parse(text, NULL, &a, &e));
	assert_non_null(strstr(e.text, "\"...\" has too many colons"));
	assert_false(address_parse("host", text, &a, &e));
	assert_non_null(strstr(e.text, "\"...\" is not a port"));
}

static void test_is_port(void **state)
{
	static const struct {
		const char *destination;
		const char *port;
		unsigned number;
		bool expected;
	} cases[] = {
		{ "h", NULL, 23, true },       { "h", "telnet", 23, true },
		{ "h", "telnets", 992, true }, { "h", "telnets", 23, false },
		{ "h", "telnet", 992, false }, { "h", "2323", 23, false },
		{ "h", "smtp", 25, false },    { "telnets://h", NULL, 992, true },
		{ "unix:x", NULL, 23, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct address a;

		assert_true(address_parse(cases[i].destination, cases[i].port, &a, NULL));
		if (address_is_port(&a, cases[i].number) != cases[i].expected)
			fail_msg("case %zu: expected %d", i, cases[i].expected);
		address_fini(&a);
	}
}

static void test_copy(void **state)
{
	struct address a, b, empty = { 0 };
	struct str text;

	(void)state;
	assert_true(address_parse("telnet://me@host:24", NULL, &a, NULL));
	address_copy(&a, &b);
	address_fini(&a);
	str_init(&text);
	address_format(&b, &text);
	assert_string_equal(text.text, "telnet://me@host:24");
	address_fini(&b);
	str_clear(&text);
	address_copy(&empty, &a);
	address_format(&a, &text);
	assert_string_equal(text.text, "");
	address_fini(&a);
	address_fini(&a);
	str_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_bad),
		cmocka_unit_test(test_long), cmocka_unit_test(test_is_port),
		cmocka_unit_test(test_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
