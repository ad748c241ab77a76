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

/* Two requests of a port, a pause between them. */
static void put_break(Wire *w)
{
	wire_open_port(w, WIRE_TYPED);
	assert_true(wire_put(w, "<on>", 4));
	wire_pause(w, 300);
	assert_true(wire_put(w, "<off>", 5));
	wire_close(w);
}

static void expect_sent(Wire *w, Transport *t, struct buf *sent, enum io_status status,
			const char *text)
{
	struct err e;

	assert_int_equal(wire_flush(w, t, 0, &e), status);
	buf_append_byte(sent, 0);
	assert_string_equal(buf_data(sent), text);
	buf_clear(sent);
}

static void test_pause(void **state)
{
	struct buf sent = { 0 };
	Transport *t = script_transport(NULL, 0, SIZE_MAX, &sent);
	Wire *w = wire_new();
	unsigned ms;

	(void)state;
	put(w, WIRE_TYPED, false, "a");
	put_break(w);
	put(w, WIRE_TYPED, false, "b");
	expect_sent(w, t, &sent, IO_AGAIN, "a\r\n<on>");
	assert_true(wire_is_paused(w, &ms));
	assert_int_equal(ms, 300);
	expect_sent(w, t, &sent, IO_AGAIN, "");
	wire_go_on(w);
	expect_sent(w, t, &sent, IO_OK, "<off>b\r\n");
	assert_false(wire_is_paused(w, &ms));
	wire_free(w);
	transport_free(t);
	buf_fini(&sent);
}

/* A transport that takes `room` bytes in all. */
struct narrow {
	size_t room;
	struct buf *written;
};

static enum io_status narrow_write(void *self, const char *from, size_t n, size_t *done,
				   struct err *e)
{
	struct narrow *to = self;

	(void)e;
	*done = n < to->room ? n : to->room;
	buf_append(to->written, from, *done);
	to->room -= *done;
	return *done ? IO_OK : IO_AGAIN;
}

static enum io_status narrow_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	(void)self;
	(void)to;
	(void)room;
	(void)done;
	(void)e;
	return IO_AGAIN;
}

static bool narrow_shutdown(void *self, struct err *e)
{
	(void)self;
	(void)e;
	return true;
}

static int narrow_fd(const void *self)
{
	(void)self;
	return -1;
}

static void narrow_free(void *self)
{
	(void)self;
}

static const struct transport_ops narrow_ops = {
	.name = "narrow",
	.read = narrow_read,
	.shutdown = narrow_shutdown,
	.fd = narrow_fd,
	.write = narrow_write,
	.free = narrow_free,
};

/* What was asked of a port goes, a pause becomes what is given, and what is put then comes first;
 * but nothing is torn apart. */
static void test_port_given_up(void **state)
{
	static const struct {
		size_t room; /* for bytes that are written before */
		bool put, paused;
		const char *before, *after;
	} cases[] = {
		{ 0, true, true, "", "!a\r\nBRKb\r\n" },
		{ 1, true, true, "a", "\r\n!BRKb\r\n" },
		{ 5, true, false, "a\r\n<o", "n><off>!b\r\n" },
		{ 7, true, false, "a\r\n<on>", "<off>!b\r\n" },
		{ 0, false, false, "", "!a\r\nb\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf sent = { 0 };
		Transport *all = script_transport(NULL, 0, SIZE_MAX, &sent);
		struct narrow narrow = { cases[i].room, &sent };
		Transport *some = transport_new(&narrow_ops, &narrow);
		Wire *w = wire_new();

		put(w, WIRE_TYPED, false, "a");
		if (cases[i].put)
			put_break(w);
		wire_open_port(w, WIRE_TYPED);
		assert_true(wire_put(w, "<baud>", 6));
		wire_close(w);
		put(w, WIRE_TYPED, false, "b");
		expect_sent(w, some, &sent, IO_AGAIN, cases[i].before);
		assert_int_equal(wire_give_up_port(w, "BRK", 3), cases[i].paused);
		assert_true(wire_put(w, "!", 1));
		wire_close(w);
		expect_sent(w, all, &sent, IO_OK, cases[i].after);
		wire_free(w);
		transport_free(all);
		transport_free(some);
		buf_fini(&sent);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tap_sees_ranges), cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_many_ranges),     cmocka_unit_test(test_unsent_lines),
		cmocka_unit_test(test_pause),           cmocka_unit_test(test_port_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
