/* The demo as a whole: menu, line ends, the end of input, chunk invariance, bounds. */
#include "unit/unit.h"

#include <string.h>

#include "base/utf8.h"
#include "unit/demo-peer.h"

static void test_the_greeting_asks_and_prompts(void **state)
{
	static const char asks[] = "\xff\xfd\x18\xff\xfd\x1f\xff\xfb\x03\xff\xfd\x21\xff\xfb\x01";
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	assert_memory_equal(p.wire.text, asks, sizeof(asks) - 1);
	demo_peer_expect(&p, "Ctrl-]");
	demo_peer_expect(&p, "  1 world ");
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_fini(&p);
}

/* Before the size is known nothing is said that may not fit. */
static void test_the_greeting_waits_for_the_window(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init_silent(&p);
	demo_peer_send(&p, "\xff\xfd\x01\xff\xfd\x03\xff\xfb\x1f", 9);
	assert_string_equal(p.text.text, "");
	demo_peer_send(&p, "\xff\xfa\x1f\0\x28\0\x09\xff\xf0", 9);
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_expect_not(&p, "ahoy");
	demo_peer_fini(&p);
}

static void test_a_key_that_means_nothing_is_said(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_forget(&p);
	demo_peer_type(&p, "z");
	demo_peer_expect(&p, "There is no z here");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\r\033[A\033OB\033[15~\xc3\xa9");
	assert_string_equal(p.wire.text, "");
	demo_peer_type(&p, "/help\r");
	demo_peer_expect(&p, "every key comes to me");
	assert_int_equal(demo_peer_count(&p, "Your choice: "), 1);
	demo_peer_forget(&p);
	demo_peer_type(&p, "?");
	demo_peer_expect(&p, "  2 router ");
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
		demo_peer_type(&p, "1a\rb\r");
		demo_peer_forget(&p);
		demo_peer_send(&p, ends[i].bytes, ends[i].n);
		if (demo_peer_count(&p, "Say it with a word more") != 2 ||
		    demo_peer_count(&p, "[Harbour] > ") != 2)
			fail_msg("case %zu: expected 2 lines, saw:\n%s", i, p.text.text);
		demo_peer_fini(&p);
	}
}

/* Enter after a choice is a habit; one that comes later is meant. */
static void test_an_enter_after_a_choice_says_nothing(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_send(&p, "1\r\n", 3);
	demo_peer_expect_not(&p, "Password");
	demo_peer_type(&p, "\r\n");
	demo_peer_expect(&p, "Password");
	demo_peer_fini(&p);
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "1");
	demo_peer_wait(&p, 1001);
	demo_peer_type(&p, "\r\n");
	demo_peer_expect(&p, "Password");
	demo_peer_fini(&p);
}

static void test_the_client(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init_silent(&p);
	demo_peer_wait(&p, 500);
	demo_peer_type(&p, "c");
	demo_peer_expect(&p, "plain byte stream");
	demo_peer_fini(&p);
	demo_peer_init_window(&p, 0, 80, 23);
	demo_peer_send(&p, "\xff\xfb\x18", 3);
	demo_peer_send(&p, "\xff\xfa\x18\0HAIL\xff\xf0", 10);
	demo_peer_send(&p, "\xff\xfa\x18\0HAIL\xff\xf0", 10);
	demo_peer_type(&p, "c");
	demo_peer_expect(&p, "80 columns, 23 rows");
	assert_int_equal(demo_peer_count(&p, "HAIL"), 1);
	demo_peer_fini(&p);
}

/* Where a page begins: the screen is cleared, and no more than its rows follow before --More--. */
static size_t count_rows(const char *screen, const char *end)
{
	size_t rows = 1;

	for (; screen < end; screen++)
		rows += *screen == '\n';
	return rows;
}

static void test_each_screen_opens_at_its_top(void **state)
{
	static const unsigned sizes[][2] = { { 80, 23 }, { 40, 9 }, { 200, 49 } };
	static const char clear[] = "\033[H\033[2J";
	struct demo_peer p;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		demo_peer_init_window(&p, 0, sizes[i][0], sizes[i][1]);
		demo_peer_forget(&p);
		demo_peer_type(&p, "v");
		for (bool last = false; !last;) {
			const char *from = strstr(p.wire.text, clear);
			bool more = strstr(p.wire.text, " --More-- ");

			last = strstr(p.wire.text, " --End-- ");
			if (more == last)
				fail_msg("expected --More-- or --End--, saw:\n%s", p.text.text);
			size_t rows = count_rows(from ? from : p.wire.text,
						 p.wire.text + p.wire.length);

			if (rows > sizes[i][1])
				fail_msg("%ux%u: expected %u rows at most, saw %zu:\n%s",
					 sizes[i][0], sizes[i][1], sizes[i][1], rows, p.text.text);
			demo_peer_forget(&p);
			demo_peer_type(&p, " ");
		}
		demo_peer_expect(&p, "Your choice: ");
		demo_peer_fini(&p);
	}
}

static void test_the_menu_follows_the_window(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init_window(&p, 0, 80, 22);
	demo_peer_expect(&p, "ahoy");
	demo_peer_forget(&p);
	p.rows = 23;
	demo_peer_tell_size(&p);
	demo_peer_drain(&p);
	assert_string_equal(p.wire.text, "");
	p.columns = 40;
	p.rows = 9;
	demo_peer_tell_size(&p);
	demo_peer_drain(&p);
	demo_peer_expect(&p, "0/3");
	demo_peer_expect_not(&p, "ahoy");
	demo_peer_fini(&p);
}

static void test_quitting(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "q4\r\n");
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
		{ "v\n", "Your choice: \r\nYour input ended" },
		{ "v\nz", "There is no z here" },
		{ "v\nq\n", "Fair winds! Ctrl-]" },
		{ "q", "Fair winds! Ctrl-]" },
		{ "3\nx", "{\"line\":1,\"bytes\":1,\"seen\":\"x\",\"hex\":\"78\"}\r\n" },
		{ "3\nslow\n", "{\"slow\":[1,2,3,4,5,6]}\r\n\r\nYour input ended" },
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
	assert_string_equal(p.text.text, "\r[Yes]\r\nYour choice: ");
	demo_peer_send(&p, "\xff\xf3", 2);
	demo_peer_expect(&p, "Your choice: \r*** BREAK received ***\r\nYour choice: ");
	demo_peer_type(&p, "1");
	demo_peer_type(&p, "garbage\xff\xf8"
			   "abX\xff\xf7\xff\xf1\xff\xf2\r\n\r\n");
	demo_peer_expect(&p, "Welcome, ab.");
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
	demo_peer_type(&p, "1");
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
	SAY("zz\r\n\r\n?\r\nv\r\n  q"),
	SAY("\xff\xfa\x18\0HAIL\xff\xf0"),
	SAY("c tq/help\r\n\033[A1\r\n"),
	SAY("J\xc3\xbcrg\r\n"),
	SAY("s\xff\xff"
	    "ecret\r\n"),
	SAY("look\r\nlook\r\ntake rope\r\ni\r\nmap\r\nhelp\r\n"),
	SAY("n\r\nw\r\nsay {c} 100%\r\nd\r\ns\r\nu\r\n/x\r\nsay barnacle\r\n"),
	SAY("n\r\ne\r\nu\r\nring\r\nflood 300\r\n"),
	SAY("\xff\xf4\xff\xf6quit\r\n"),
	SAY("2\r\n"),
	SAY("?sh?ow ?\xff\xf3\x03shwo x\r\0sh\tint\t\r\0 \r\0q"),
	SAY("enable\r\0pw\r\0conf t\r\0"),
	SAY("hostname Z\r\0int gi0/1\r\0description a?b\r\0\x1a"),
	SAY("sh run\r\0    q\x1b[A\x1b[Dx\x08\x15"),
	SAY("reload\r\0exit\r\0"),
	SAY("3\r\n"),
	SAY("a\r\0b\rc\nd\xe9\r\n\xff\xf6odd\r\nslow\r\n"),
	SAY("quit\r\n"),
	SAY("q"),
#undef SAY
};

static void make_visit(struct demo_peer *p, size_t chunk)
{
	demo_peer_init_window(p, chunk, 80, 23);
	for (size_t i = 0; i < sizeof(visit) / sizeof(visit[0]); i++) {
		demo_peer_send(p, visit[i].bytes, visit[i].n);
		demo_peer_wait(p, 2000);
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
	demo_peer_type(&p, "2");
	demo_peer_type(&p, "x");
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
		cmocka_unit_test(test_the_greeting_waits_for_the_window),
		cmocka_unit_test(test_a_key_that_means_nothing_is_said),
		cmocka_unit_test(test_every_line_end_counts_once),
		cmocka_unit_test(test_an_enter_after_a_choice_says_nothing),
		cmocka_unit_test(test_the_client),
		cmocka_unit_test(test_each_screen_opens_at_its_top),
		cmocka_unit_test(test_the_menu_follows_the_window),
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
