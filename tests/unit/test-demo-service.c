/* The demo as a whole: menu, line ends, the end of input, chunk invariance, bounds. */
#include "unit/unit.h"

#include <string.h>

#include "base/utf8.h"
#include "unit/demo-peer.h"

static const char agree[] = "\xff\xfb\x18\xff\xfb\x1f\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0";

static void test_the_greeting_asks_and_prompts(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	assert_memory_equal(p.wire.text, "\xff\xfd\x18\xff\xfd\x1f", 6);
	demo_peer_expect(&p, "Ctrl-]");
	demo_peer_expect(&p, "PgUp");
	demo_peer_expect(&p, "  1  world");
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_fini(&p);
}

static void test_an_unknown_choice_gets_help(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_forget(&p);
	demo_peer_type(&p, "{r}%s\033[31m\xc3\xa9\r\n");
	demo_peer_expect(&p, "There is no \"{r}%s[31m\xc3\xa9\" here. Press 1, 2, 3, 4 or q");
	demo_peer_type(&p, "\r\n");
	demo_peer_expect(&p, "? shows the list");
	demo_peer_type(&p, "?\r\n");
	demo_peer_expect(&p, "  2  router");
	assert_false(service_is_done(p.service));
	demo_peer_fini(&p);
}

static void test_every_line_end_counts_once(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} ends[] = { { "x\r\nx\r\n", 6 }, { "x\r\0x\r\0", 6 }, { "x\nx\n", 4 }, { "x\rx\r", 4 } };
	struct demo_peer p;

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		demo_peer_init(&p, i % 2);
		demo_peer_send(&p, "\r\n", 2);
		demo_peer_forget(&p);
		for (size_t at = 0; at < ends[i].n; at++) {
			char byte = ends[i].bytes[at] == 'x' ? 'z' : ends[i].bytes[at];

			demo_peer_send(&p, &byte, 1);
		}
		if (demo_peer_count(&p, "There is no \"z\"") != 2 ||
		    demo_peer_count(&p, "Your choice") != 2)
			fail_msg("case %zu: expected 2 lines, saw:\n%s", i, p.text.text);
		demo_peer_fini(&p);
	}
}

static void test_the_page_and_the_client(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "3\r\n");
	demo_peer_expect(&p, "|\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe6\xb3\xa2|");
	demo_peer_expect_wire(&p, "\033[48;5;231m", 11);
	demo_peer_type(&p, "4\r\n");
	demo_peer_expect(&p, "plain byte stream");
	demo_peer_forget(&p);
	demo_peer_send(&p, agree, sizeof(agree) - 1);
	demo_peer_send(&p, "\xff\xfa\x18\0HAIL\xff\xf0", 10);
	demo_peer_send(&p, "\xff\xfa\x18\0HAIL\xff\xf0", 10);
	demo_peer_type(&p, "4\r\n");
	demo_peer_expect(&p, "80 columns, 24 rows");
	assert_int_equal(demo_peer_count(&p, "HAIL"), 1);
	demo_peer_fini(&p);
}

static void test_quitting(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "q\r\n3\r\n");
	assert_true(service_is_done(p.service));
	demo_peer_expect(&p, "Fair winds!");
	demo_peer_expect_not(&p, "Colours");
	demo_peer_finish(&p);
	demo_peer_expect_not(&p, "input ended");
	assert_int_equal(service_deadline(p.service), -1);
	demo_peer_fini(&p);
}

static void test_the_end_of_input(void **state)
{
	static const struct {
		const char *typed;
		const char *last;
	} cases[] = {
		{ "", "Your choice: \r\nYour input ended" },
		{ "3\n", "End comes back.\r\nYour choice: \r\nYour input ended" },
		{ "3\nzz", "There is no \"zz\" here" },
		{ "3\nq\n", "Fair winds! Ctrl-]" },
		{ "q", "Fair winds! Ctrl-]" },
		{ "1\nAnn\npw\nflood 70000\nlook",
		  "Exits: north, east, south\r\n[Harbour] > \r\nYour input ended" },
		{ "2\nenable\npw\nconf t\nhostname Y\ndescription x\nend\nshow run",
		  "hostname Y\r\n" },
		{ "2", "hail-rtr>\r\nYour input ended" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct demo_peer p;

		demo_peer_init(&p, 0);
		demo_peer_type(&p, cases[i].typed);
		demo_peer_finish(&p);
		demo_peer_expect(&p, cases[i].last);
		if (!service_is_done(p.service))
			fail_msg("case %zu: expected the end", i);
		demo_peer_fini(&p);
	}
}

static void test_commands_are_answered(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_forget(&p);
	demo_peer_send(&p, "\xff\xf6", 2);
	demo_peer_expect(&p, "\r\n[Yes]\r\nYour choice: ");
	demo_peer_send(&p, "\xff\xf3", 2);
	demo_peer_expect(&p, "*** BREAK received ***\r\n");
	demo_peer_type(&p, "garbage\xff\xf8"
			   "abX\xff\xf7\xff\xf1\xff\xf2\r\n");
	demo_peer_expect(&p, "\"ab\"");
	demo_peer_type(&p, "garbage\xff\xf4"
			   "cd\r\n");
	demo_peer_expect(&p, "\"cd\"");
	demo_peer_fini(&p);
}

static void test_a_long_line_is_cut_and_said(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	for (int i = 0; i < SERVICE_LINE_MAX; i++)
		demo_peer_type(&p, "a");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\r\n");
	demo_peer_expect_not(&p, "longer than");
	for (int i = 0; i < 1000; i++)
		demo_peer_type(&p, "abcdefgh");
	demo_peer_type(&p, "\r\n");
	demo_peer_expect(&p, "longer than 4096 bytes");
	demo_peer_fini(&p);
}

/* A visit through everything, for the two tests below. */
static const struct {
	const char *bytes;
	size_t n;
} visit[] = {
#define SAY(literal)                         \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
	SAY("\xff\xfb\x18\xff\xfb\x1f\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0"),
	SAY("zz\r\n\r\n?\r\n3\r\n"),
	SAY("\xff\xfa\x18\0HAIL\xff\xf0"),
	SAY("4\r\n1\r\n"),
	SAY("J\xc3\xbcrg\r\n"),
	SAY("\xff\xfd\x01"),
	SAY("s\xff\xff"
	    "ecret\r\n"),
	SAY("\xff\xfe\x01"),
	SAY("look\r\ntake rope\r\ni\r\nmap\r\nhelp\r\n"),
	SAY("tour\r\ntour\r\ntour\r\ntour\r\ntour\r\ntour\r\ntour\r\nn\r\nw\r\nsay {c} "
	    "100%\r\nd\r\ns\r\nu\r\n"),
	SAY("n\r\ne\r\nu\r\nring\r\nflood 300\r\n"),
	SAY("\xff\xf4\xff\xf6quit\r\n"),
	SAY("2\r\n"),
	SAY("\xff\xfd\x01\xff\xfd\x03\xff\xfc\x21"),
	SAY("?sh?ow ?\xff\xf3\x03shwo x\r\0sh\tint\t\r\0 \r\0q"),
	SAY("enable\r\0pw\r\0conf t\r\0"),
	SAY("hostname Z\r\0int gi0/1\r\0description a?b\r\0\x1a"),
	SAY("sh run\r\0    q\x1b[A\x1b[Dx\x08\x15"),
	SAY("reload\r\0exit\r\0"),
	SAY("q\r\n"),
#undef SAY
};

static void make_visit(struct demo_peer *p, size_t chunk)
{
	demo_peer_init(p, chunk);
	for (size_t i = 0; i < sizeof(visit) / sizeof(visit[0]); i++) {
		demo_peer_send(p, visit[i].bytes, visit[i].n);
		demo_peer_wait(p, 700);
	}
}

static void test_chunks_make_no_difference(void **state)
{
	static const size_t chunks[] = { 1, 2, 3, 7, SIZE_MAX };
	struct demo_peer whole, p;

	(void)state;
	make_visit(&whole, 0);
	assert_true(service_is_done(whole.service));
	demo_peer_expect(&whole, " description a?b");
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		make_visit(&p, chunks[i]);
		if (p.wire.length != whole.wire.length ||
		    memcmp(p.wire.text, whole.wire.text, p.wire.length))
			fail_msg("chunks of %zu: expected\n%s\nsaw\n%s", chunks[i], whole.text.text,
				 p.text.text);
		demo_peer_fini(&p);
	}
	demo_peer_fini(&whole);
}

/* What a line shows: the movements of the test page and echoed editing overwrite themselves. */
static size_t shown_width(const char *line, size_t n)
{
	size_t start = 0;

	for (size_t i = 0; i < n; i++) {
		if (line[i] == '\r')
			start = i + 1;
	}
	return utf8_text_width(line + start, n - start);
}

static void test_lines_fit_into_78_columns(void **state)
{
	struct demo_peer p;

	(void)state;
	make_visit(&p, 0);
	for (const char *line = p.text.text; *line;) {
		size_t n = strcspn(line, "\n");
		size_t shown = n && line[n - 1] == '\r' ? n - 1 : n;

		if (!memchr(line, '\b', n) && shown_width(line, shown) > 78)
			fail_msg("expected 78 columns at most, saw %zu: %.*s",
				 shown_width(line, shown), (int)n, line);
		line += n + (line[n] == '\n');
	}
	demo_peer_fini(&p);
}

static void test_output_is_bounded(void **state)
{
	struct demo_peer p;
	size_t limit = 2 * SERVICE_OUTPUT_HIGH + 16384;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "1\r\nAnn\r\npw\r\n");
	for (int i = 0; i < 100000 && service_wants_input(p.service); i++) {
		service_receive(p.service, "flood 1000000\r\nhelp\r\n\xff\xfd\x63\xff\xf6", 25,
				p.now);
		service_tick(p.service, p.now += 10000);
	}
	assert_false(service_wants_input(p.service));
	if (buf_length(service_output(p.service)) > limit)
		fail_msg("expected %zu bytes at most, saw %zu", limit,
			 buf_length(service_output(p.service)));
	demo_peer_fini(&p);
}

static void test_type_ahead_is_bounded(void **state)
{
	static char paste[16384];
	struct demo_peer p;
	size_t taken = 0;

	(void)state;
	memset(paste, '\r', sizeof paste);
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "2\r\nx");
	for (; service_wants_input(p.service) && taken < 10 * SERVICE_TYPED_MAX;
	     taken += sizeof paste)
		service_receive(p.service, paste, sizeof paste, p.now);
	assert_in_range(taken, SERVICE_TYPED_MAX, SERVICE_TYPED_MAX + sizeof paste);
	demo_peer_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_greeting_asks_and_prompts),
		cmocka_unit_test(test_an_unknown_choice_gets_help),
		cmocka_unit_test(test_every_line_end_counts_once),
		cmocka_unit_test(test_the_page_and_the_client),
		cmocka_unit_test(test_quitting),
		cmocka_unit_test(test_the_end_of_input),
		cmocka_unit_test(test_commands_are_answered),
		cmocka_unit_test(test_a_long_line_is_cut_and_said),
		cmocka_unit_test(test_chunks_make_no_difference),
		cmocka_unit_test(test_lines_fit_into_78_columns),
		cmocka_unit_test(test_output_is_bounded),
		cmocka_unit_test(test_type_ahead_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
