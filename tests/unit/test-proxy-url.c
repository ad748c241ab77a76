#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "net/proxy-url.h"

/* A chain as text, credentials included: `socks5 user password host service`, a semicolon between.
 */
static char *show(const struct proxy_chain *c)
{
	static const char *const kinds[] = { "socks5", "socks4a", "http", "exec" };
	struct str out;

	str_init(&out);
	for (size_t i = 0; i < c->count; i++) {
		const struct proxy_hop *h = &c->hops[i];

		str_append_format(&out, "%s%s", i ? "; " : "", kinds[h->kind]);
		if (h->kind == PROXY_EXEC)
			str_append_format(&out, " <%s>", h->command);
		else
			str_append_format(&out, " %s %s <%s> <%s>", h->host, h->service,
					  h->user ? h->user : "-", h->password ? h->password : "-");
	}
	return str_take(&out);
}

static void test_good(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "socks5://gw", "socks5 gw 1080 <-> <->" },
		{ "SOCKS5://gw:9/", "socks5 gw 9 <-> <->" },
		{ "socks5h://gw", "socks5 gw 1080 <-> <->" },
		{ "socks://gw", "socks5 gw 1080 <-> <->" },
		{ "socks4a://gw", "socks4a gw 1080 <-> <->" },
		{ "socks4a://me@gw", "socks4a gw 1080 <me> <->" },
		{ "http://gw", "http gw 8080 <-> <->" },
		{ "http://gw:3128", "http gw 3128 <-> <->" },
		{ "http://gw:socks", "http gw socks <-> <->" },
		{ "socks5://[::1]", "socks5 ::1 1080 <-> <->" },
		{ "socks5://u:p@[fe80::1]:7", "socks5 fe80::1 7 <u> <p>" },
		{ "socks5://u@gw", "socks5 gw 1080 <u> <->" },
		{ "socks5://u:@gw", "socks5 gw 1080 <u> <>" },
		{ "socks5://u:p@gw:9", "socks5 gw 9 <u> <p>" },
		{ "socks5://u:a:b@gw", "socks5 gw 1080 <u> <a:b>" },
		{ "socks5://u:a@b@gw", "socks5 gw 1080 <u> <a@b>" },
		{ "socks5://u:a,b/c?d#e@gw", "socks5 gw 1080 <u> <a,b/c?d#e>" },
		{ "http://u%40x:%2c%20%25@gw", "http gw 8080 <u@x> <, %>" },
		{ "socks5://a,http://b:1", "socks5 a 1080 <-> <->; http b 1 <-> <->" },
		{ "socks5://u:p,q@a,http://v:w@b", "socks5 a 1080 <u> <p,q>; http b 8080 <v> <w>" },
		{ "exec:ssh -W %h:%p jump", "exec <ssh -W %h:%p jump>" },
		{ "EXEC:nc %h %p", "exec <nc %h %p>" },
		{ "exec:a,http://b", "exec <a,http://b>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct proxy_chain c;
		struct err e = { 0 };
		char *saw;

		if (!proxy_url_parse(cases[i].text, &c, &e))
			fail_msg("%s\n  expected %s\n  saw      %s", cases[i].text,
				 cases[i].expected, e.text);
		saw = show(&c);
		if (strcmp(saw, cases[i].expected) != 0)
			fail_msg("%s\n  expected %s\n  saw      %s", cases[i].text,
				 cases[i].expected, saw);
		free(saw);
		proxy_chain_fini(&c);
		assert_int_equal(c.count, 0);
	}
}

/* Each is refused with a sentence that has `part` in it and never `s3cret`. */
static void test_bad(void **state)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{ "", "empty" },
		{ "gw:1080", "a proxy is written" },
		{ "gw", "a proxy is written" },
		{ "://gw", "a proxy is written" },
		{ "ftp://gw", "\"ftp://\" is no kind of proxy" },
		{ "socks4://gw", "socks4a://" },
		{ "https://gw", "not supported" },
		{ "socks5://", "host is missing" },
		{ "socks5:///", "host is missing" },
		{ "socks5://u:s3cret@", "host is missing" },
		{ "socks5://:s3cret@gw", "user is missing" },
		{ "socks5://@gw", "user is missing" },
		{ "socks4a://u:s3cret@gw", "no password" },
		{ "http://a%3ab:s3cret@gw", "colon" },
		{ "socks5://u:%zzs3cret@gw", "password has a bad" },
		{ "socks5://u:s3cret%00@gw", "password has a bad" },
		{ "socks5://u:s3cret%1@gw", "password has a bad" },
		{ "socks5://gw:0", "not a port" },
		{ "socks5://gw:70000", "not a port" },
		{ "socks5://gw:", "port is missing" },
		{ "socks5://gw/path", "no path" },
		{ "socks5://gw?x", "no path" },
		{ "socks5://::1", "brackets" },
		{ "socks5://[::1", "bracket" },
		{ "socks5://-gw", "begin with" },
		{ "socks5://g w", "space" },
		{ "socks5://gw\r\nX: y", "control character" },
		{ "socks5://u:s3cret@gw:70000", "not understood" },
		{ "socks5://u:s3@cret,http://b/s3cret", "not understood" },
		{ "socks5://a@b,s3cret", "not understood" },
		{ "socks5://a,exec:nc", "exec: is not possible after" },
		{ "socks5://a,b:1", "can't have" },
		{ "socks5://a,,http://b", "can't have" },
		{ "exec:", "command is missing" },
		{ "exec:  ", "command is missing" },
		{ "http://1,http://2,http://3,http://4,http://5,http://6,http://7,http://8,http://"
		  "9",
		  "more than 8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct proxy_chain c;
		struct err e = { 0 };

		if (proxy_url_parse(cases[i].text, &c, &e))
			fail_msg("%s: expected a refusal with \"%s\", saw none", cases[i].text,
				 cases[i].part);
		if (e.kind != ERR_USAGE || !strstr(e.text, cases[i].part) ||
		    strstr(e.text, "s3cret") || strchr(e.text, '\n'))
			fail_msg("%s\n  expected \"%s\"\n  saw      \"%s\"", cases[i].text,
				 cases[i].part, e.text);
		assert_int_equal(c.count, 0);
	}
}

static void test_lengths(void **state)
{
	char text[5000], *at = text;
	struct proxy_chain c;
	struct err e;

	(void)state;
	memcpy(text, "socks5://u:", 11);
	at += 11;
	memset(at, 'x', 255);
	memcpy(at + 255, "@gw", 4);
	assert_true(proxy_url_parse(text, &c, &e));
	assert_int_equal(strlen(c.hops[0].password), 255);
	proxy_chain_fini(&c);
	memset(at, 'x', 256);
	memcpy(at + 256, "@gw", 4);
	assert_false(proxy_url_parse(text, &c, &e));
	assert_non_null(strstr(e.text, "longer than 255"));
	memset(at, 'x', sizeof(text) - 12);
	text[sizeof(text) - 1] = '\0';
	assert_false(proxy_url_parse(text, &c, &e));
	assert_non_null(strstr(e.text, "longer than 4096"));
}

static void test_format(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "socks5h://u:s3cret@gw", "socks5://gw:1080" },
		{ "socks4a://gw:1", "socks4a://gw:1" },
		{ "http://u:s3cret@[::1]:3128", "http://[::1]:3128" },
		{ "exec:nc %h %p", "exec:nc %h %p" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct proxy_chain c;
		struct proxy_hop copy;
		struct str out;

		str_init(&out);
		assert_true(proxy_url_parse(cases[i].text, &c, NULL));
		proxy_hop_copy(&c.hops[0], &copy);
		proxy_chain_fini(&c);
		proxy_hop_format(&copy, &out);
		assert_string_equal(out.text, cases[i].expected);
		proxy_hop_fini(&copy);
		str_fini(&out);
	}
}

static void test_exempt(void **state)
{
	static const struct {
		const char *rules, *host;
		unsigned port;
		bool expected;
	} cases[] = {
		{ NULL, "a", 23, false },
		{ "", "a", 23, false },
		{ " , ,", "a", 23, false },
		{ "*", "a", 23, true },
		{ "*", "::1", 23, true },
		{ "x,*", "a", 23, true },
		{ "example.com", "example.com", 23, true },
		{ "example.com", "EXAMPLE.Com", 23, true },
		{ "example.com", "example.com.", 23, true },
		{ "example.com.", "example.com", 23, true },
		{ "example.com", "a.b.example.com", 23, true },
		{ "example.com", "badexample.com", 23, false },
		{ "example.com", "example.com.org", 23, false },
		{ "example.com", "com", 23, false },
		{ ".example.com", "a.example.com", 23, true },
		{ ".example.com", "example.com", 23, true },
		{ "*.example.com", "a.example.com", 23, true },
		{ "*.example.com", "badexample.com", 23, false },
		{ "x, y\texample.com", "example.com", 23, true },
		{ "example.com:23", "a.example.com", 23, true },
		{ "example.com:24", "a.example.com", 23, false },
		{ "example.com:x", "example.com", 23, false },
		{ "example.com:", "example.com", 23, false },
		{ ":23", "example.com", 23, false },
		{ ".", "example.com", 23, false },
		{ "*.", "example.com", 23, false },
		{ "192.0.2.7", "192.0.2.7", 23, true },
		{ "192.0.2.7:23", "192.0.2.7", 23, true },
		{ "192.0.2.7:24", "192.0.2.7", 23, false },
		{ "192.0.2.7", "192.0.2.70", 23, false },
		{ "2.7", "192.0.2.7", 23, false },
		{ "192.0.2.0/24", "192.0.2.255", 23, true },
		{ "192.0.2.0/24", "192.0.3.0", 23, false },
		{ "192.0.2.128/25", "192.0.2.127", 23, false },
		{ "192.0.2.128/25", "192.0.2.128", 23, true },
		{ "192.0.2.7/32", "192.0.2.7", 23, true },
		{ "192.0.2.6/31", "192.0.2.7", 23, true },
		{ "0.0.0.0/0", "192.0.2.7", 23, true },
		{ "0.0.0.0/0", "::1", 23, false },
		{ "0.0.0.0/33", "192.0.2.7", 23, false },
		{ "192.0.2.0/", "192.0.2.0", 23, false },
		{ "192.0.2.0/x", "192.0.2.0", 23, false },
		{ "192.0.2.0/24", "192.0.2.example", 23, false },
		{ "::1", "::1", 23, true },
		{ "0:0::1", "::1", 23, true },
		{ "[::1]", "::1", 23, true },
		{ "[::1]:23", "::1", 23, true },
		{ "[::1]:24", "::1", 23, false },
		{ "fe80::/10", "fe80::1%eth0", 23, true },
		{ "fd00::/8", "fdff::1", 23, true },
		{ "fd00::/8", "fe00::1", 23, false },
		{ "::/0", "192.0.2.7", 23, false },
		{ "::/129", "::1", 23, false },
		{ "[", "::1", 23, false },
		{ "[]:23", "::1", 23, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (proxy_url_is_exempt(cases[i].rules, cases[i].host, cases[i].port) !=
		    cases[i].expected)
			fail_msg("\"%s\" for %s port %u: expected %d", cases[i].rules,
				 cases[i].host, cases[i].port, cases[i].expected);
}

static void test_environment(void **state)
{
	static const struct {
		const char *environment[4];
		const char *expected; /* NULL = no proxy */
	} cases[] = {
		{ { NULL }, NULL },
		{ { "ALL_PROXY=socks5://a", NULL }, "socks5://a" },
		{ { "ALL_PROXY=socks5://a", "all_proxy=socks5://b", NULL }, "socks5://b" },
		{ { "ALL_PROXY=socks5://a", "all_proxy=", NULL }, "socks5://a" },
		{ { "ALL_PROXY=", NULL }, NULL },
		{ { "XALL_PROXY=a", "ALL_PROXYX=a", NULL }, NULL },
		{ { "ALL_PROXY=a:3128", NULL }, "http://a:3128" },
		{ { "ALL_PROXY=exec:sh -c 'x://'", NULL }, "http://exec:sh -c 'x://'" },
		{ { "ALL_PROXY=socks5://a", "NO_PROXY=host.example", NULL }, NULL },
		{ { "ALL_PROXY=socks5://a", "no_proxy=example", NULL }, NULL },
		{ { "ALL_PROXY=socks5://a", "no_proxy=x", "NO_PROXY=*", NULL }, "socks5://a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *variable = NULL;
		struct str out;
		bool some;

		str_init(&out);
		some = proxy_url_from_environment((char *const *)cases[i].environment,
						  "host.example", 23, &variable, &out);
		if (some != (cases[i].expected != NULL) ||
		    (some && strcmp(out.text, cases[i].expected) != 0))
			fail_msg("case %zu: expected %s, saw %s", i,
				 cases[i].expected ? cases[i].expected : "none", out.text);
		if (some && !strstr(cases[i].environment[0], variable) &&
		    !strstr(cases[i].environment[1], variable))
			fail_msg("case %zu: %s is blamed", i, variable);
		str_fini(&out);
	}
}

static void test_mask(void **state)
{
	static const char *const cases[][2] = {
		{ "http://me:secret@gate:1", "http://me:***@gate:1" },
		{ "socks5://me:p@ss:w/rd@gate", "socks5://me:***@gate" },
		{ "http://a:b@c,socks5://d:e,f@g", "http://a:***@c,socks5://d:***@g" },
		{ "http://me@gate", "http://me@gate" },
		{ "http://me:@gate", "http://me:***@gate" },
		{ "http://gate:8080", "http://gate:8080" },
		{ "socks5://[::1]:1080", "socks5://[::1]:1080" },
		{ "exec:ssh -W %h:%p me@gate", "exec:ssh -W %h:%p me@gate" },
		{ "my-proxy://me:secret@gate", "my-proxy://me:***@gate" },
		{ "auto", "auto" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str shown;

		str_init(&shown);
		proxy_url_mask(cases[i][0], &shown);
		assert_string_equal(shown.text, cases[i][1]);
		assert_int_equal(proxy_url_has_password(cases[i][0]),
				 strcmp(cases[i][0], cases[i][1]) != 0);
		str_fini(&shown);
	}
	assert_true(proxy_url_has_password("set -g proxy http://me:x@gate"));
	assert_false(proxy_url_has_password("send it: to me@home"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),    cmocka_unit_test(test_bad),
		cmocka_unit_test(test_lengths), cmocka_unit_test(test_format),
		cmocka_unit_test(test_exempt),  cmocka_unit_test(test_environment),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
