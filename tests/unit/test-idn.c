/* International host names: what goes on the wire, and what people see of it. */
#include "unit/unit.h"

#include <locale.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "config/options.h"
#include "config/settings.h"
#include "net/address.h"
#include "net/idn.h"
#include "net/proxy-url.h"

struct name {
	const char *typed, *encoded, *shown;
};

static const struct name names[] = {
	{ "host.example", "host.example", "host.example" },
	{ "HOST_1.Example.", "HOST_1.Example.", "HOST_1.Example." },
	{ "192.0.2.1", "192.0.2.1", "192.0.2.1" },
	{ "müller.example", "xn--mller-kva.example", "müller.example" },
	{ "MÜLLER.Example", "xn--mller-kva.example", "müller.example" },
	/* u and a combining diaeresis */
	{ "mu\xcc\x88ller.example", "xn--mller-kva.example", "müller.example" },
	{ "straße.example", "xn--strae-oqa.example", "straße.example" },
	{ "xn--mller-kva.example", "xn--mller-kva.example", "müller.example" },
	{ "XN--MLLER-KVA.example", "xn--mller-kva.example", "müller.example" },
	{ "日本語。jp", "xn--wgv71a119e.jp", "日本語.jp" },
	{ "mud-1.пример.испытание", "mud-1.xn--e1afmkfd.xn--80akhbyknj4f",
	  "mud-1.пример.испытание" },
	{ "παράδειγμα.example", "xn--hxajbheg2az3al.example", "παράδειγμα.example" },
	{ "한국.example", "xn--3e0b707e.example", "한국.example" },
	{ "_a.müller.example", "_a.xn--mller-kva.example", "_a.müller.example" },
	/* Digits of full width are digits. */
	{ "１２７.0.0.1", "127.0.0.1", "127.0.0.1" },
	/* What people would take for another name: Cyrillic in Latin, Cyrillic that looks Latin
	 * as a whole, digits with it, Greek, Han beside Latin, right to left. */
	{ "pаypal.example", "xn--pypal-4ve.example", "xn--pypal-4ve.example" },
	{ "аррӏе.example", "xn--80ak6aa92e.example", "xn--80ak6aa92e.example" },
	{ "сор1.example", "xn--1-0tbgc.example", "xn--1-0tbgc.example" },
	{ "νοκια.example", "xn--mxapclk.example", "xn--mxapclk.example" },
	{ "a一b.example", "xn--ab-vu2c.example", "xn--ab-vu2c.example" },
	{ "אב.example", "xn--4dbc.example", "xn--4dbc.example" },
	/* What is no A-label stays as it is. */
	{ "xn--.example", "xn--.example", "xn--.example" },
	{ "xn--a.example", "xn--a.example", "xn--a.example" },
	{ "xn--zzzzzzzzzz99999999.example", "xn--zzzzzzzzzz99999999.example",
	  "xn--zzzzzzzzzz99999999.example" },
	/* The A-label of an ASCII letter. */
	{ "xn--a-.example", "xn--a-.example", "xn--a-.example" },
};

static void expect(const char *what, const char *expected, const char *saw)
{
	if (strcmp(expected, saw) != 0)
		fail_msg("%s: expected \"%s\", saw \"%s\"", what, expected, saw);
}

static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char shown[IDN_SHOWN];
		struct str out;
		struct err e;

		str_init(&out);
		if (!idn_encode(names[i].typed, &out, &e))
			fail_msg("%s: expected success, saw: %s", names[i].typed, e.text);
		expect(names[i].typed, names[i].encoded, out.text);
		expect(names[i].typed, names[i].shown, idn_shown(out.text, shown));
		str_fini(&out);
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *host, *part;
	} bad[] = {
		{ "\xcc\x88"
		  "a.example",
		  "combining" },
		{ "a☃b.example", "can't be part" },
		{ "-ü.example", "hyphen" },
		{ "אa.example", "directions" },
		{ "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.example",
		  "too long" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct str out;
		struct err e;

		str_init(&out);
		if (idn_encode(bad[i].host, &out, &e))
			fail_msg("%s: expected a refusal, saw %s", bad[i].host, out.text);
		assert_int_equal(e.kind, ERR_USAGE);
		if (!strstr(e.text, bad[i].part))
			fail_msg("%s: expected \"%s\", saw: %s", bad[i].host, bad[i].part, e.text);
		assert_int_equal(out.length, 0);
		str_fini(&out);
	}
}

/* Characters that are mapped to what no host has. */
static void test_mapped_to_ascii(void **state)
{
	static const char *const bad[] = {
		"a℀b", "a：23", "a／b", "a＠b", "－a", "a％b", "［::1］"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct address a;
		struct err e;

		if (address_parse(bad[i], NULL, &a, &e))
			fail_msg("%s: expected a refusal, saw %s", bad[i], a.host);
		assert_int_equal(e.kind, ERR_USAGE);
	}
}

/* A host of a proxy, and the rules of NO_PROXY, written either way. */
static void test_proxies(void **state)
{
	static const char *const rules[] = { "müller.example", ".MÜLLER.example", "*.example",
					     "xn--mller-kva.example", "example" };
	struct proxy_chain chain;
	struct str text;
	struct err e;

	(void)state;
	assert_true(proxy_url_parse("socks5://müller.example", &chain, &e));
	expect("the proxy", "xn--mller-kva.example", chain.hops[0].host);
	str_init(&text);
	proxy_hop_format(&chain.hops[0], &text);
	assert_non_null(strstr(text.text, "müller.example"));
	str_fini(&text);
	proxy_chain_fini(&chain);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!proxy_url_is_exempt(rules[i], "mud.xn--mller-kva.example", 23))
			fail_msg("%s: expected to exempt the host", rules[i]);
	assert_false(proxy_url_is_exempt("mueller.example", "xn--mller-kva.example", 23));
	assert_false(proxy_url_is_exempt("☃", "xn--mller-kva.example", 23));
}

/* A pattern of the configuration, written either way. */
static void test_patterns(void **state)
{
	static const char *const patterns[] = { "*.müller.example", "*.xn--mller-kva.example",
						"mud.m?ller.example" };

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		Settings *s = settings_new();
		Options *o;
		struct str line;
		struct err e;

		str_init(&line);
		str_append_format(&line, "%s term=mark", patterns[i]);
		assert_true(settings_define_host(s, line.text, &(const char *){ NULL }, &e));
		o = settings_options_for(s, NULL, "mud.xn--mller-kva.example");
		expect(patterns[i], "mark", options_value(o, OPTIONS_TERM));
		options_free(o);
		settings_free(s);
		str_fini(&line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),           cmocka_unit_test(test_refused),
		cmocka_unit_test(test_mapped_to_ascii), cmocka_unit_test(test_proxies),
		cmocka_unit_test(test_patterns),
	};

	/* A pattern's ? is a character of the locale. */
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
