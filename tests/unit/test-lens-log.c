#include "unit/unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lens/lens-table.h"
#include "link/lens-log.h"

static const struct lens_options none;

static void add(Capture *c, enum wire_direction d, const char *bytes, size_t n, int64_t time)
{
	capture_add(c, &(struct capture_piece){ .kind = CAPTURE_BYTES,
						.direction = d,
						.protocol = TELNET_PROTOCOL_RAW,
						.time = time,
						.bytes = bytes,
						.length = n });
}

static void add_text(Capture *c, enum wire_direction d, const char *text, int64_t time)
{
	add(c, d, text, strlen(text), time);
}

static void add_mark(Capture *c, enum capture_kind kind, const char *why, int64_t time)
{
	capture_add(c, &(struct capture_piece){
			       .kind = kind, .time = time, .bytes = why, .length = strlen(why) });
}

/* The lines without the times of the clock, which depend on the zone. */
static char *lines_of(LensLog *l)
{
	uint64_t first;
	const struct lens_text *t = lens_log_text(l, &first);
	struct str out;

	str_init(&out);
	for (const char *line = t->text.text; line && *line; line = strchr(line, '\n') + 1) {
		size_t n = strcspn(line, "\n") + 1;
		size_t skip = *line == '-' ? (strchr("<>", line[3]) ? 0 : 27) :
			      *line == ' ' ? 0 :
					     13;

		str_append(&out, line + skip, n - skip);
	}
	return str_take(&out);
}

static void expect(LensLog *l, const Capture *c, const char *expected)
{
	char *saw;

	while (!lens_log_read(l, c, INT64_MAX) || lens_log_waits(l))
		lens_log_pause(l);
	saw = lines_of(l);
	if (strcmp(saw, expected) != 0)
		fail_msg("expected:\n%ssaw:\n%s", expected, saw);
	free(saw);
}

static const struct lens_row *row(const char *name)
{
	struct err e;
	const struct lens_row *found = lens_find(name, &e);

	assert_non_null(found);
	return found;
}

static void test_messages(void **state)
{
	Capture *c = capture_new();
	LensLog *l = lens_log_new(row("json"), &none);
	uint64_t first;

	(void)state;
	add_mark(c, CAPTURE_CONNECTED, "", 1000);
	add_text(c, WIRE_RECEIVED, "{\"a\":[1", 1000);
	add_text(c, WIRE_SENT, "[]\n", 1500);
	add_text(c, WIRE_RECEIVED, "]}\n", 3004);
	add_mark(c, CAPTURE_ENDED, "reset\x1b[m", 4000);
	expect(l, c,
	       "connected\n"
	       "+0.500 > 2 bytes\n"
	       "  []\n"
	       "+0.000 < 9 bytes\n"
	       "  {\n"
	       "    \"a\": [\n"
	       "      1\n"
	       "    ]\n"
	       "  }\n"
	       "ended: reset^[[m\n");
	/* Styles stand where the words do. */
	const struct lens_text *t = lens_log_text(l, &first);
	const struct lens_run *name = NULL;

	assert_int_equal(first, 0);
	for (size_t i = 0; i < t->run_count; i++) {
		if (strncmp(t->text.text + t->runs[i].start, "\"a\"", 3) == 0)
			name = &t->runs[i];
	}
	assert_non_null(name);
	assert_int_equal(name->style, LENS_NAME);
	assert_int_equal(name->length, 3);
	lens_log_free(l);
	capture_free(c);
}

/* What hasn't come whole is told by its length, and no longer where more comes. */
static void test_half(void **state)
{
	static const struct lens_options frames = { .frame = { .kind = FRAME_LENGTH, .width = 1 } };
	Capture *c = capture_new();
	LensLog *l = lens_log_new(row("fix"), &none);
	struct lens_log_message m;

	(void)state;
	add_text(c, WIRE_RECEIVED, "8=FIX.4.2|9=5|", 1000);
	expect(l, c, "-- < 14 bytes wait for the rest of their message\n");
	assert_false(lens_log_waits(l));
	add_text(c, WIRE_SENT, "8", 1000);
	expect(l, c,
	       "-- < 14 bytes wait for the rest of their message\n"
	       "-- > 1 byte waits for the rest of its message\n");
	assert_int_equal(lens_log_count(l), 2);
	assert_true(lens_log_message(l, 1, &m));
	add_text(c, WIRE_RECEIVED, "35=0|10=161|", 3000);
	expect(l, c,
	       "+0.000 < 26 bytes\n"
	       "  Heartbeat FIX.4.2\n"
	       "  8=FIX.4.2|9=5|35=0|10=161|\n"
	       "       8 BeginString          FIX.4.2\n"
	       "       9 BodyLength           5\n"
	       "      35 MsgType              0  Heartbeat\n"
	       "      10 CheckSum             161\n"
	       "-- > 1 byte waits for the rest of its message\n");
	lens_log_free(l);
	capture_free(c);
	c = capture_new();
	l = lens_log_new(row("frames"), &frames);
	add_text(c, WIRE_RECEIVED, "\4a", 1000);
	expect(l, c, "-- < 2 of 5 bytes wait for the rest of their message\n");
	add_mark(c, CAPTURE_ENDED, "", 4000);
	expect(l, c,
	       "+0.000 < 1 byte\n"
	       "  1 byte: a\n"
	       "  cut off: 3 more bytes were to come\n"
	       "ended\n");
	lens_log_free(l);
	capture_free(c);
}

static void test_secret(void **state)
{
	Capture *c = capture_new();
	LensLog *l = lens_log_new(row("text"), &none);

	(void)state;
	add_text(c, WIRE_RECEIVED, "Password: ", 1000);
	capture_add(c, &(struct capture_piece){ .kind = CAPTURE_SECRET,
						.direction = WIRE_SENT,
						.protocol = TELNET_PROTOCOL_RAW,
						.time = 2000,
						.length = 9 });
	expect(l, c,
	       "+0.000 < 10 bytes\n"
	       "  Password: \n"
	       "+1.000 > 9 bytes (secret)\n");
	lens_log_free(l);
	capture_free(c);
}

/* Telnet is taken out of the application's bytes, however it is cut. */
static void test_telnet(void **state)
{
	static const char good[] = "\xff\xfb\x01{\"a\":\xff\xf9 1\xff\xf9}\n";

	(void)state;
	for (size_t cut = 1; cut < sizeof(good) - 1; cut++) {
		Capture *c = capture_new();
		LensLog *l = lens_log_new(row("json"), &none);
		struct capture_piece piece = { .kind = CAPTURE_BYTES,
					       .direction = WIRE_RECEIVED,
					       .protocol = TELNET_PROTOCOL_UNDECIDED,
					       .time = 1000 };

		piece.bytes = good;
		piece.length = cut;
		capture_add(c, &piece);
		piece.bytes = good + cut;
		piece.length = sizeof(good) - 1 - cut;
		capture_add(c, &piece);
		expect(l, c,
		       "+0.000 < 8 bytes\n"
		       "  {\n"
		       "    \"a\": 1\n"
		       "  }\n");
		lens_log_free(l);
		capture_free(c);
	}
}

static void test_guess(void **state)
{
	static const struct {
		const char *bytes, *name;
	} cases[] = {
		{ "{\"a\":1}\n", "json" },
		{ "$2\r\nab\r\n", "resp" },
		{ "8=FIX.4.2\x01"
		  "9=5\x01"
		  "35=0\x01"
		  "10=161\x01",
		  "fix" },
		{ "\xff\xfb\x01\xff\xfd\x03login: ", "telnet" },
		{ "\xff\xfb\x01\r\n{\"a\":1}\n", "json" },
		{ "\x1b[1mhello\x1b[m", "escapes" },
		{ "hello\r\n", "text" },
		{ "\x01\x02\x03", "hex" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Capture *c = capture_new();
		LensLog *l = lens_log_new(NULL, &none);
		struct capture_piece piece = { .kind = CAPTURE_BYTES,
					       .direction = WIRE_RECEIVED,
					       .protocol = TELNET_PROTOCOL_UNDECIDED,
					       .bytes = cases[i].bytes,
					       .length = strlen(cases[i].bytes),
					       .time = 1000 };

		assert_false(lens_log_waits(l));
		add_mark(c, CAPTURE_CONNECTED, "", 900);
		assert_true(lens_log_read(l, c, INT64_MAX));
		assert_false(lens_log_waits(l));
		capture_add(c, &piece);
		assert_true(lens_log_read(l, c, INT64_MAX));
		assert_null(lens_log_row(l));
		assert_true(lens_log_waits(l));
		lens_log_pause(l);
		assert_string_equal(lens_log_row(l)->name, cases[i].name);
		assert_true(lens_log_is_guess(l));
		/* What it was guessed from is shown. */
		assert_true(lens_log_read(l, c, INT64_MAX));
		lens_log_pause(l);
		assert_true(lens_log_count(l) >= 2);
		lens_log_free(l);
		capture_free(c);
	}
}

static void test_fold(void **state)
{
	Capture *c = capture_new();
	LensLog *l = lens_log_new(row("json"), &none);
	struct lens_log_message m, at;

	(void)state;
	assert_false(lens_log_message(l, 0, &m));
	add_text(c, WIRE_RECEIVED, "[1]\n[2]\n", 1000);
	assert_true(lens_log_read(l, c, INT64_MAX));
	assert_int_equal(lens_log_count(l), 2);
	assert_true(lens_log_message(l, 1, &m));
	assert_int_equal(m.number, 1);
	assert_true(m.has_head);
	assert_false(m.folded);
	assert_true(lens_log_message_at(l, m.end - 1, &at));
	assert_int_equal(at.number, 1);
	assert_true(lens_log_message_at(l, m.start - 1, &at));
	assert_int_equal(at.number, 0);
	lens_log_fold(l, 1, true);
	assert_true(lens_log_message(l, 7, &m));
	assert_true(m.folded);
	lens_log_fold_all(l, true);
	add_text(c, WIRE_RECEIVED, "[3]\n", 1000);
	assert_true(lens_log_read(l, c, INT64_MAX));
	assert_true(lens_log_message(l, 2, &m));
	assert_int_equal(m.number, 2);
	assert_true(m.folded);
	lens_log_free(l);
	capture_free(c);
}

/* Whoever is too late is told what he missed; memory stays bounded. */
static void test_bounds(void **state)
{
	enum { LINE = 64 };
	Capture *c = capture_new();
	LensLog *l = lens_log_new(row("hex"), &none);
	struct capture_place place = { 0 };
	struct capture_piece piece;
	struct lens_log_message m;
	char line[LINE];
	uint64_t lost, first;
	size_t n = 0;

	(void)state;
	memset(line, 'x', sizeof(line));
	add(c, WIRE_RECEIVED, line, sizeof(line), 1000);
	assert_true(lens_log_read(l, c, INT64_MAX));
	assert_true(capture_read(c, &place, &piece, &lost));
	for (unsigned i = 0; i < 8192; i++)
		add(c, WIRE_RECEIVED, line, sizeof(line), 1000);
	while (capture_read(c, &place, &piece, &lost)) {
		if (!n)
			assert_int_equal(lost % LINE, 0);
		n += piece.length + (n ? 0 : lost);
	}
	assert_int_equal(n, 8192 * LINE);
	assert_true(lens_log_read(l, c, INT64_MAX));
	assert_true(strstr(lens_log_text(l, &first)->text.text, "came too fast") != NULL);
	for (unsigned i = 0; i < 16; i++) {
		char *much = calloc(1, 2 * CAPTURE_MAX);

		add(c, WIRE_SENT, much, 2 * CAPTURE_MAX, 2000);
		free(much);
		assert_true(lens_log_read(l, c, INT64_MAX));
		assert_true(lens_log_text(l, &first)->text.length <= 4 * LENS_LOG_MAX);
	}
	assert_true(first > 0);
	assert_true(lens_log_message_at(l, first, &m));
	assert_int_equal(m.start, first);
	assert_int_equal(m.number, lens_log_first(l));
	assert_true(m.end > first);
	lens_log_free(l);
	capture_free(c);
}

/* Few bytes that are shown as many don't fill the memory. */
static void test_growth(void **state)
{
	enum { DEEP = 500, MANY = 100000 };
	Capture *c = capture_new();
	LensLog *l = lens_log_new(row("json"), &none);
	struct str text;
	uint64_t first;

	(void)state;
	str_init(&text);
	for (unsigned i = 0; i < DEEP; i++)
		str_append_char(&text, '[');
	for (unsigned i = 0; i < MANY; i++)
		str_append_string(&text, "1,");
	str_append_char(&text, '1');
	for (unsigned i = 0; i < DEEP; i++)
		str_append_char(&text, ']');
	add(c, WIRE_RECEIVED, text.text, text.length, 1000);
	assert_true(lens_log_read(l, c, INT64_MAX));
	assert_true(lens_log_text(l, &first)->text.length < 2 * LENS_LOG_MESSAGE);
	assert_true(strstr(lens_log_text(l, &first)->text.text, "all that follows is left out") !=
		    NULL);
	str_fini(&text);
	lens_log_free(l);
	capture_free(c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages), cmocka_unit_test(test_secret),
		cmocka_unit_test(test_telnet),   cmocka_unit_test(test_guess),
		cmocka_unit_test(test_fold),     cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_growth),   cmocka_unit_test(test_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
