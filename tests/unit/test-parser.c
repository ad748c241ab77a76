#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "term/parser.h"

static void on_text(void *user, const char *bytes, size_t n)
{
	str_append(user, bytes, n);
}

static void on_codepoints(void *user, const uint32_t *cps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_append_format(user, "<U+%04X>", cps[i]);
}

static void on_invalid(void *user, unsigned char byte)
{
	str_append_format(user, "<%02x>", byte);
}

static void on_control(void *user, unsigned char byte)
{
	str_append_format(user, "<C%02x>", byte);
}

static void sequence(struct str *out, const char *kind, const struct parser_sequence *s)
{
	str_append_format(out, "<%s ", kind);
	if (s->marker)
		str_append_char(out, s->marker);
	for (unsigned i = 0; i < s->count; i++) {
		if (i)
			str_append_char(out, s->sub >> i & 1 ? ':' : ';');
		if (s->params[i] != PARSER_PARAM_NONE)
			str_append_format(out, "%u", s->params[i]);
	}
	if (s->intermediate)
		str_append_char(out, s->intermediate);
	str_append_format(out, "%c>", s->final);
}

static void on_escape(void *user, const struct parser_sequence *s)
{
	sequence(user, "ESC", s);
}

static void on_csi(void *user, const struct parser_sequence *s)
{
	sequence(user, "CSI", s);
}

static void on_string(void *user, enum parser_string kind, const char *bytes, size_t n,
		      bool complete)
{
	static const char *const kinds[] = { "OSC", "DCS", "TITLE", "STR" };

	str_append_format(user, "<%s%s %.*s>", kinds[kind], complete ? "" : "!",
			  n > 20 ? 20 : (int)n, bytes);
}

static void on_malformed(void *user)
{
	str_append_string(user, "<BAD>");
}

static const struct parser_actions actions = {
	on_text, on_codepoints, on_invalid, on_control, on_escape, on_csi, on_string, on_malformed,
};

/* Feeds `input` in pieces of `chunk` bytes and compares the trace. */
static void expect(const char *input, size_t n, size_t chunk, const char *expected)
{
	struct parser *p = malloc(sizeof(*p));
	struct str out;

	assert_non_null(p);
	str_init(&out);
	parser_init(p, &actions, &out);
	for (size_t at = 0; at < n; at += chunk)
		parser_feed(p, input + at, n - at < chunk ? n - at : chunk);
	if (strcmp(out.text, expected))
		fail_msg("chunk %zu: expected\n%s\nsaw\n%s", chunk, expected, out.text);
	str_fini(&out);
	free(p);
}

static const struct {
	const char *input, *trace;
} cases[] = {
	{ "abc\r\n", "abc<C0d><C0a>" },
	{ "\x1b[m\x1b[1;31mx", "<CSI m><CSI 1;31m>x" },
	{ "\x1b[;5H\x1b[?25h\x1b[>c\x1b[!p\x1b[ q", "<CSI ;5H><CSI ?25h><CSI >c><CSI !p><CSI  q>" },
	{ "\x1b[38:2::1:2:3;4m", "<CSI 38:2::1:2:3;4m>" },
	{ "\x1b[2147483648X\x1b[9999999999999999999999X", "<CSI 65535X><CSI 65535X>" },
	{ "\x1b"
	  "7\x1b(0\x1b#8\x1b%G",
	  "<ESC 7><ESC (0><ESC #8><ESC %G>" },
	/* Controls act inside a sequence; DEL doesn't. */
	{ "\x1b[1\n\x7f;2H", "<C0a><CSI 1;2H>" },
	/* CAN, SUB and ESC break off. */
	{ "\x1b[1\x18x\x1b[1\x1ay\x1b[1\x1b[2mz", "<BAD>x<BAD>y<BAD><CSI 2m>z" },
	{ "\x1b\x1b[2m", "<BAD><CSI 2m>" },
	/* Malformed sequences are swallowed whole. */
	{ "\x1b[1?2hx\x1b[ 1mx\x1b[!\"px", "<BAD>x<BAD>x<BAD>x" },
	{ "\x1b($(Bx", "<ESC \x7f"
		       "B>x" },
	/* Strings: BEL ends an OSC alone, ST all of them; anything else breaks off. */
	{ "\x1b]0;t\x07x\x1b]2;t\x1b\\y", "<OSC 0;t>x<OSC 2;t>y" },
	{ "\x1bPq\x07#\x1b\\x\x1b_a\x1b\\\x1b^b\x1b\\\x1bXc\x1b\\",
	  "<DCS q\x07#>x<STR a><STR b><STR c>" },
	{ "\x1b]0;t\x18x\x1b]0;t\x1b[1mx", "<OSC! 0;t>x<OSC! 0;t><CSI 1m>x" },
	{ "\x1b]0;t\x1b\x1b\\x", "<OSC! 0;t><BAD><ESC \\>x" },
	{ "\x1b]0;\xe6\x97\xa5\n\x07", "<OSC 0;\xe6\x97\xa5\n>" },
	/* The Linux console's palette has no terminator, and screen's title is one. */
	{ "\x1b]P1aBcDe0x\x1b]Ry", "<OSC P1aBcDe0>x<OSC R>y" },
	{ "\x1b]P12 x\x1b]P\x1b[1m\x1b]P12\nx\x1b]P\xc3\xa9",
	  "<OSC! P12> x<OSC! P><CSI 1m><OSC! P12><C0a>x<OSC! P><U+00E9>" },
	{ "\x1b]2;P123\x07\x1b]PP", "<OSC 2;P123><OSC! P>P" },
	{ "\x1bkt \xe6\x97\xa5\x1b\\x\x1bku\x07y\x1bkv\r\nz",
	  "<TITLE t \xe6\x97\xa5>x<TITLE u>y<TITLE! v><C0d><C0a>z" },
	/* UTF-8: C1 is no control, overlong and cut forms are bytes. */
	{ "\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80", "<U+00E9><U+65E5><U+1F600>" },
	{ "\xc2\x9b"
	  "31m",
	  "<U+009B>31m" },
	{ "\xe2\x82"
	  "A\xf0\x9f\x98\xc3\xa9\xff\xc0\x80\xed\xa0\x80",
	  "<e2><82>A<f0><9f><98><U+00E9><ff><c0><80><ed><a0><80>" },
	{ "\xe2\x82\x1b[1mx\xe2\n", "<e2><82><CSI 1m>x<e2><C0a>" },
	{ "\x1b[3\xc3\xa9m\x1b\xffx", "<BAD><U+00E9>m<BAD><ff>x" },
	{ "a\x7f"
	  "b\x05",
	  "a<C7f>b<C05>" },
};

static void test_traces(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t chunk = 1; chunk <= 8; chunk++)
			expect(cases[i].input, strlen(cases[i].input), chunk, cases[i].trace);
}

static void test_parameters_beyond_the_limit_are_dropped(void **state)
{
	struct str in, out;

	(void)state;
	str_init(&in);
	str_init(&out);
	str_append_string(&in, "\x1b[");
	str_append_string(&out, "<CSI ");
	for (unsigned i = 1; i <= 100; i++)
		str_append_format(&in, "%s%u", i > 1 ? ";" : "", i);
	for (unsigned i = 1; i <= PARSER_PARAMS; i++)
		str_append_format(&out, "%s%u", i > 1 ? ";" : "", i);
	str_append_string(&in, "mx");
	str_append_string(&out, "m>x");
	for (size_t chunk = 1; chunk < 400; chunk += 99)
		expect(in.text, in.length, chunk, out.text);
	str_fini(&in);
	str_fini(&out);
}

static void test_long_strings_are_ignored_to_their_end(void **state)
{
	struct str in;

	(void)state;
	str_init(&in);
	str_append_string(&in, "\x1b]0;");
	while (in.length < 100000)
		str_append_char(&in, 'x');
	str_append_string(&in, "\x07y");
	expect(in.text, in.length, 4096, "<OSC! 0;xxxxxxxxxxxxxxxxxx>y");
	str_fini(&in);
}

/* A service of lines sends no string over several: one that was never ended loses its line alone.
 */
static void test_lines(void **state)
{
	static const char input[] = "a\x1b]b\r\nc\x1bPd\ne\x1b_f\ng\x1b]0;h\ai\n";

	(void)state;
	for (size_t chunk = 1; chunk <= sizeof(input); chunk++) {
		struct parser *p = malloc(sizeof(*p));
		struct str out;

		assert_non_null(p);
		str_init(&out);
		parser_init(p, &actions, &out);
		parser_set_lines(p, true);
		for (size_t at = 0, n = sizeof(input) - 1; at < n; at += chunk)
			parser_feed(p, input + at, n - at < chunk ? n - at : chunk);
		assert_string_equal(out.text, "a<OSC! b\r><C0a>c<DCS! d><C0a>e<STR! f><C0a>g"
					      "<OSC 0;h>i<C0a>");
		str_fini(&out);
		free(p);
	}
}

static void test_end_of_input(void **state)
{
	struct parser *p = malloc(sizeof(*p));
	struct str out;

	(void)state;
	assert_non_null(p);
	str_init(&out);
	parser_init(p, &actions, &out);
	parser_feed(p, "a\xf0\x9f\x98", 4);
	parser_finish(p);
	parser_feed(p, "\x1b[1", 3);
	parser_finish(p);
	parser_feed(p, "\x1b]0;t", 5);
	parser_finish(p);
	parser_feed(p, "\x1b]0;t\x1b", 6);
	parser_finish(p);
	parser_feed(p, "b", 1);
	assert_string_equal(out.text, "a<f0><9f><98><BAD><OSC! 0;t><OSC! 0;t>b");
	str_fini(&out);
	free(p);
}

static void test_parameter_defaults(void **state)
{
	struct parser_sequence s = { .count = 3, .params = { 0, PARSER_PARAM_NONE, 7 } };

	(void)state;
	assert_int_equal(parser_param(&s, 0, 1), 1);
	assert_int_equal(parser_param(&s, 0, 0), 0);
	assert_int_equal(parser_param(&s, 1, 5), 5);
	assert_int_equal(parser_param(&s, 2, 5), 7);
	assert_int_equal(parser_param(&s, 3, 9), 9);
}

struct seen {
	size_t strings, incomplete, text;
};

static void count_text(void *user, const char *bytes, size_t n)
{
	(void)bytes;
	((struct seen *)user)->text += n;
}

static void count_string(void *user, enum parser_string kind, const char *bytes, size_t n,
			 bool complete)
{
	struct seen *seen = user;

	(void)kind, (void)bytes, (void)n;
	seen->strings++;
	seen->incomplete += !complete;
}

/* A string that never ends is told of when it is too long to be kept, and ends at a limit, the same
 * in any chunks. */
static void test_endless_strings_end(void **state)
{
	static const struct {
		const char *begin;
		size_t limit; /* of bytes after ESC and the one that says what it is */
	} endless[] = {
		{ "\x1b]2;", PARSER_COMMAND_LIMIT }, { "\x1bk", PARSER_COMMAND_LIMIT },
		{ "\x1b]52;c;", PARSER_DATA_LIMIT }, { "\x1b]1337;File=", PARSER_DATA_LIMIT },
		{ "\x1bP", PARSER_DATA_LIMIT },      { "\x1b_G", PARSER_DATA_LIMIT },
		{ "\x1bX", PARSER_DATA_LIMIT },      { "\x1b^", PARSER_DATA_LIMIT },
	};
	static const size_t chunks[] = { 1, 7, 4096 };
	struct parser_actions counting = actions;
	char text[4096];

	(void)state;
	memset(text, 'x', sizeof(text));
	counting.text = count_text;
	counting.string = count_string;
	for (size_t i = 0; i < 3 * sizeof(endless) / sizeof(endless[0]); i++) {
		size_t came = strlen(endless[i / 3].begin) - 2, limit = endless[i / 3].limit;
		struct seen seen = { 0 };
		struct parser p;

		parser_init(&p, &counting, &seen);
		parser_feed(&p, endless[i / 3].begin, came + 2);
		for (size_t part; came < limit; came += part) {
			part = limit - came < chunks[i % 3] ? limit - came : chunks[i % 3];
			assert_int_equal(seen.strings, came > PARSER_STRING_MAX);
			parser_feed(&p, text, part);
		}
		assert_int_equal(seen.text, 0);
		parser_feed(&p, text, 100);
		if (seen.strings != 1 || seen.incomplete != 1 || seen.text != 100)
			fail_msg("%s: %zu strings, %zu incomplete, %zu bytes of text",
				 endless[i / 3].begin + 1, seen.strings, seen.incomplete,
				 seen.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_traces),
		cmocka_unit_test(test_parameters_beyond_the_limit_are_dropped),
		cmocka_unit_test(test_long_strings_are_ignored_to_their_end),
		cmocka_unit_test(test_endless_strings_end),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_end_of_input),
		cmocka_unit_test(test_parameter_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
