/* Addresses in text, and where links lead. */
#include "unit/unit.h"

#include <string.h>

#include "app/link-target.h"
#include "base/url.h"
#include "term/line-links.h"
#include "unit/term-dump.h"

static void test_find(void **state)
{
	static const struct {
		const char *text, *urls; /* each followed by `|` */
	} cases[] = {
		{ "", "" },
		{ "see http://a.example/b?c=d#e.", "http://a.example/b?c=d#e|" },
		{ "(https://a.example/x_(y))", "https://a.example/x_(y)|" },
		{ "[http://[::1]:80/]", "http://[::1]:80/|" },
		{ "\"ftp://h/f\", <mailto:a@b.example>!", "ftp://h/f|mailto:a@b.example|" },
		{ "TELNETS://mud.example:992 gopher://g", "TELNETS://mud.example:992|gopher://g|" },
		{ "http://a http://b", "http://a|http://b|" },
		{ "xhttp://a http:// http:/a mailto:nobody 12:30 a::b", "" },
		{ "javascript://x file:///etc/passwd data:x", "" },
		{ "\342\224\202http://a.example\342\224\202", "http://a.example|" },
		{ "\342\200\234http://a.example\342\200\235", "http://a.example|" },
		{ "http://m\303\274ller.example/\303\274 x",
		  "http://m\303\274ller.example/\303\274|" },
		{ "http://a.example/\xff", "http://a.example/\xff|" },
	};
	struct str out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		size_t from = 0, start, length;

		str_init(&out);
		while (url_find(text, strlen(text), from, &start, &length)) {
			str_append(&out, text + start, length);
			str_append_char(&out, '|');
			from = start + length;
		}
		if (strcmp(out.text, cases[i].urls) != 0)
			fail_msg("in \"%s\": expected %s saw %s", text, cases[i].urls, out.text);
		str_fini(&out);
	}
}

/* A line can be made so that much would be looked at again and again. */
static void test_long(void **state)
{
	static const char *const parts[] = { "mailto:", "http://x", ")", "http://a)" };
	size_t start, length, from = 0;
	struct str text;

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		str_init(&text);
		str_append_string(&text, "http://a");
		while (text.length < 65536)
			str_append_string(&text, parts[i]);
		for (from = 0; url_find(text.text, text.length, from, &start, &length);) {
			assert_true(length && start >= from && start + length <= text.length);
			from = start + length;
		}
		str_fini(&text);
	}
}

static void test_kind(void **state)
{
	(void)state;
	assert_int_equal(url_kind("https://a"), URL_DOCUMENT);
	assert_int_equal(url_kind("Mailto:a@b"), URL_DOCUMENT);
	assert_int_equal(url_kind("telnet://a"), URL_SESSION);
	assert_int_equal(url_kind("file:///a"), URL_OTHER);
	assert_int_equal(url_kind("http"), URL_OTHER);
	assert_int_equal(url_kind("http:-a"), URL_OTHER);
	assert_int_equal(url_kind("-http://a"), URL_OTHER);
	assert_int_equal(url_kind(""), URL_OTHER);
}

static void test_target(void **state)
{
	static const struct {
		const char *url, *ascii, *notes;
	} cases[] = {
		{ "http://a.example:80/b", "http://a.example:80/b", "" },
		{ "mailto:a@b", "mailto:a@b", "" },
		{ "http://[::1]:80/", "http://[::1]:80/", "" },
		{ "http://m\303\274ller.example/\303\274", "http://xn--mller-kva.example/%C3%BC",
		  "The host has other letters than ASCII: xn--mller-kva.example\n" },
		{ "http://bank.example@evil.example/", "http://bank.example@evil.example/",
		  "What stands before the @ is no host; the host is evil.example\n" },
		/* Programs read a backslash in different ways. */
		{ "https://evil.example\\@good.example/a\\b",
		  "https://evil.example%5C@good.example/a%5Cb",
		  "What stands before the @ is no host; the host is good.example\n" },
		{ "https://good.example%40evil.example/", "https://good.example%40evil.example/",
		  "The host is no name that there can be.\n" },
		{ "http://a^b/", "http://a%5Eb/", "The host is no name that there can be.\n" },
		{ "http:///evil", "http:///evil", "It names no host.\n" },
		{ "http://a.example/\342\200\256gpj", "http://a.example/%E2%80%AEgpj",
		  "It has hidden characters: <U+202E>\n" },
		{ "http://evil.example\\@a.example/", "http://evil.example%5C@a.example/",
		  "What stands before the @ is no host; the host is a.example\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str ascii, notes;

		str_init(&ascii);
		str_init(&notes);
		link_target(cases[i].url, &ascii, &notes);
		assert_string_equal(ascii.text, cases[i].ascii);
		assert_string_equal(notes.text, cases[i].notes);
		str_fini(&ascii);
		str_fini(&notes);
	}
}

/* What a link's text says beside where it leads; NULL: no other host. */
static void test_names_other_host(void **state)
{
	static const struct {
		const char *text, *url, *named;
	} cases[] = {
		{ "http://good.example", "http://evil.example/", "http://good.example" },
		{ "see http://good.example/a now", "http://evil.example/",
		  "http://good.example/a" },
		{ "http://evil.example http://good.example", "http://evil.example/",
		  "http://good.example" },
		{ "HTTPS://GOOD.example:8443/", "http://good.example./x", NULL },
		{ "http://www.good.example", "http://good.example", NULL },
		{ "http://good.example", "http://good.example@evil.example/",
		  "http://good.example" },
		{ "http://good.example", "http://good.example:80@evil.example/",
		  "http://good.example" },
		{ "http://a@good.example", "http://b:c@good.example/", NULL },
		{ "http://good.example", "http://evil.example\\@good.example/",
		  "http://good.example" },
		{ "http://m\303\274ller.example", "http://xn--mller-kva.example/", NULL },
		{ "http://xn--mller-kva.example", "http://m\303\274ller.example/", NULL },
		{ "http://go\320\276d.example", "http://good.example/",
		  "http://xn--god-ted.example" },
		{ "http://good.example", "http://go\320\276d.example/", "http://good.example" },
		{ "http://[::1]:80/", "http://[::2]:80/", "http://[::1]:80/" },
		{ "http://[::1]:80/", "http://[::1]/", NULL },
		{ "good.example", "http://evil.example/", "good.example" },
		{ "(good.example)", "http://evil.example/", "good.example" },
		{ "good.example/login", "http://good.example/", NULL },
		{ "Our site: www.good.example.", "http://evil.example/", "www.good.example" },
		{ "go\320\276d.example", "http://good.example/", "xn--god-ted.example" },
		{ "a@good.example", "mailto:a@evil.example?subject=x", "a@good.example" },
		{ "a@good.example", "mailto:a@good.example", NULL },
		{ "notes.txt", "file://host/home/a/notes.txt", NULL },
		{ "http://good.example", "file:///etc/passwd", "http://good.example" },
		{ "http://good.example", "javascript:x", "http://good.example" },
		{ "click here", "http://evil.example/", NULL },
		{ "version 1.2", "http://evil.example/", NULL },
		{ "1.2.3", "http://evil.example/", NULL },
		{ "e.g.", "http://evil.example/", NULL },
		{ "", "http://evil.example/", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str named;
		bool other;

		str_init(&named);
		other = link_names_other_host(cases[i].text, cases[i].url, &named);
		if (other != (cases[i].named != NULL) ||
		    strcmp(named.text, other ? cases[i].named : "") != 0)
			fail_msg("\"%s\" to %s: expected %s, saw \"%s\"", cases[i].text,
				 cases[i].url, cases[i].named ? cases[i].named : "nothing",
				 named.text);
		str_fini(&named);
	}
}

static void add_link(void *user, const struct line_link *link)
{
	str_append(user, link->text, link->text_length);
	str_append_char(user, '=');
	str_append(user, link->target, link->target_length);
	str_append_char(user, '|');
}

/* A link that is marked hides the address that it shows; styles within it don't divide it. */
static void test_line_links(void **state)
{
	struct term_case c;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 40, 4, true, 100);
	term_case_write(&c,
			"http://a \x1b]8;;http://evil\x1b\\http:\x1b[1m//good\x1b[0m\x1b]8;;\x1b\\ "
			"mailto:x@y\r\nplain");
	line_links(c.t, 0, add_link, &out);
	assert_string_equal(out.text,
			    "http://a=http://a|http://good=http://evil|mailto:x@y=mailto:x@y|");
	str_clear(&out);
	line_links(c.t, 1, add_link, &out);
	line_links(c.t, 99, add_link, &out);
	assert_string_equal(out.text, "");
	term_case_fini(&c);
	str_fini(&out);
}

/* A link's own text in its target: an address never becomes a command by it, and what it makes of a
 * long line is bounded. */
static void test_own_text(void **state)
{
	static const char three[] = TERMINAL_LINK_COMMAND "a" TERMINAL_LINK_TEXT TERMINAL_LINK_TEXT;
	struct term_case c;
	struct str out, many;

	(void)state;
	str_init(&out);
	str_init(&many);
	term_case_init(&c, 40, 4, true, 100);
	term_case_write(&c, "\x1b]8;;%00\x1b\\http://a\x1b]8;;\x1b\\ "
			    "\x1b]8;;%00\x1b\\command:drop\x1b]8;;\x1b\\ "
			    "\x1b]8;;%00\x1b\\prompt:/quit\x1b]8;;\x1b\\\r\n");
	terminal_set_link(c.t, three);
	term_case_write(&c, "x y\r\n");
	str_append_string(&many, TERMINAL_LINK_COMMAND);
	for (unsigned i = 0; i < 600; i++)
		str_append_string(&many, TERMINAL_LINK_TEXT);
	terminal_set_link(c.t, many.text);
	term_case_write(&c, "a long text of a link\r\n");
	line_links(c.t, 0, add_link, &out);
	assert_string_equal(out.text, "http://a=http://a|");
	str_clear(&out);
	line_links(c.t, 1, add_link, &out);
	assert_string_equal(out.text, "x y=command:ax%20yx%20y|");
	str_clear(&out);
	line_links(c.t, 2, add_link, &out);
	assert_string_equal(out.text, "");
	term_case_fini(&c);
	str_fini(&many);
	str_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_kind),
		cmocka_unit_test(test_target),
		cmocka_unit_test(test_names_other_host),
		cmocka_unit_test(test_line_links),
		cmocka_unit_test(test_own_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
