#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "script-transport.h"
#include "session/wire.h"

/* What a tap saw, a line a piece. */
static void note(void *user, const struct wire_piece *piece)
{
	static const char *const origins[] = { "typed", "pasted", "rule",   "script",
					       "login", "reply",  "report", "negotiation" };
	struct str *seen = user;

	str_append_format(seen, "%lld %s %zu ", (long long)piece->time,
			  piece->direction == WIRE_RECEIVED ? "received" : origins[piece->origin],
			  piece->length);
	if (piece->secret)
		str_append_string(seen, piece->bytes ? "SHOWN" : "secret");
	else
		str_append(seen, piece->bytes, piece->length);
	str_append_char(seen, '\n');
}

static void put(Wire *w, enum wire_origin origin, bool secret, const char *text)
{
	wire_open(w, origin, secret, text, strlen(text));
	assert_true(wire_put(w, text, strlen(text)));
	assert_true(wire_put(w, "\r\n", 2));
	wire_close(w);
}

static void test_tap_sees_ranges(void **state)
{
	struct buf sent = { 0 };
	Transport *t = script_transport(NULL, 0, 4, &sent);
	Wire *w = wire_new();
	struct str seen;
	struct err e;

	(void)state;
	str_init(&seen);
	assert_true(wire_tap(w, note, &seen));
	assert_true(wire_put(w, "\xff\xfb\x01", 3));
	put(w, WIRE_TYPED, false, "who");
	put(w, WIRE_TYPED, true, "sesame");
	put(w, WIRE_RULE, false, "n");
	assert_int_equal(wire_unsent(w), 16);
	assert_int_equal(wire_flush(w, t, 7, &e), IO_OK);
	wire_received(w, "hello", 5, 8);
	assert_int_equal(buf_length(&sent), 19);
	assert_null(strstr(seen.text, "sesame"));
	assert_null(strstr(seen.text, "SHOWN"));
	assert_non_null(strstr(seen.text, "7 negotiation 3 \xff\xfb\x01\n7 typed 1 w\n"));
	assert_non_null(strstr(seen.text, " secret\n"));
	assert_non_null(strstr(seen.text, "rule"));
	assert_non_null(strstr(seen.text, "8 received 5 hello\n"));
	wire_untap(w, note, &seen);
	wire_received(w, "more", 4, 9);
	assert_null(strstr(seen.text, "more"));
	str_fini(&seen);
	wire_free(w);
	transport_free(t);
	buf_fini(&sent);
}

/* A peer that asks without end and reads nothing fills its share, not the user's. */
static void test_bounds(void **state)
{
	char reply[40];
	char line[1000];
	size_t lines = 0;
	Wire *w = wire_new();

	(void)state;
	memset(reply, 'r', sizeof(reply));
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 1000000; i++)
		wire_put(w, reply, sizeof(reply));
	assert_true(wire_length(w) <= WIRE_REPLIES_MAX);
	assert_int_equal(wire_unsent(w), 0);
	assert_int_equal(wire_refused(w) + wire_length(w), 40000000);
	for (; lines < 5000; lines++) {
		wire_open(w, WIRE_TYPED, false, line, sizeof(line));
		if (!wire_put(w, line, sizeof(line)))
			break;
		wire_close(w);
	}
	assert_true(lines > 900 && lines < 1049);
	assert_true(wire_length(w) <= WIRE_MAX);
	/* Refused whole: no part of a line is queued. */
	assert_int_equal(wire_unsent(w), lines * 1000);
	wire_free(w);
}

/* Ranges of one byte, each a line of its own, are bounded by their number. */
static void test_many_ranges(void **state)
{
	Wire *w = wire_new();
	size_t taken = 0;

	(void)state;
	for (size_t i = 0; i < 100000; i++) {
		wire_open(w, WIRE_TYPED, false, "x", 1);
		taken += wire_put(w, "x", 1);
		wire_close(w);
	}
	assert_int_equal(taken, WIRE_RANGES_MAX);
	wire_free(w);
}

static void test_unsent_lines(void **state)
{
	struct buf sent = { 0 };
	Transport *t = script_transport(NULL, 0, 4, &sent);
	Wire *w = wire_new();
	struct str lines;
	struct err e;

	(void)state;
	str_init(&lines);
	put(w, WIRE_TYPED, false, "one");
	assert_int_equal(wire_flush(w, t, 0, &e), IO_OK);
	put(w, WIRE_TYPED, false, "two");
	put(w, WIRE_TYPED, true, "sesame");
	put(w, WIRE_PASTED, false, "three");
	wire_unsent_lines(w, &lines);
	assert_string_equal(lines.text, "two\nthree");
	wire_clear(w);
	str_clear(&lines);
	wire_unsent_lines(w, &lines);
	assert_string_equal(lines.text, "");
	assert_int_equal(wire_length(w), 0);
	str_fini(&lines);
	wire_free(w);
	transport_free(t);
	buf_fini(&sent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tap_sees_ranges),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_many_ranges),
		cmocka_unit_test(test_unsent_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
