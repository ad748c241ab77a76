/* What is counted of what passes between us and a peer. */
#include "unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "app/stats-report.h"
#include "link/figures.h"

enum { SECOND = 1000000 };

static void pass(Figures *f, enum wire_direction d, const char *bytes, size_t n, int64_t now)
{
	struct wire_piece piece = {
		.direction = d, .origin = WIRE_TYPED, .bytes = bytes, .length = n
	};

	figures_pass(f, &piece, true, now);
}

static void receive(Figures *f, const char *text, int64_t now)
{
	pass(f, WIRE_RECEIVED, text, strlen(text), now);
}

static void send_text(Figures *f, const char *text, int64_t now)
{
	pass(f, WIRE_SENT, text, strlen(text), now);
}

/* --- Lines, in whatever pieces they come. */

static const struct {
	enum wire_direction direction;
	const char *bytes;
	size_t n;
	uint64_t lines;
} streams[] = {
#define STREAM(d, text, lines)                   \
	{                                        \
		d, text, sizeof(text) - 1, lines \
	}
	STREAM(WIRE_RECEIVED, "one\r\ntwo\nthree", 2),
	STREAM(WIRE_RECEIVED, "a\rb\rc\r\n", 1),
	/* NAWS of ten rows; IAC IAC is data. */
	STREAM(WIRE_RECEIVED, "\xff\xfa\x1f\0\x50\0\n\xff\xf0\xff\xff\n\xff\xfb\nx\n", 2),
	STREAM(WIRE_RECEIVED, "\xff\xfa\x1f\xff\xff\n\xff\xf0\n", 1),
	STREAM(WIRE_RECEIVED, "\xff\xf9\n", 1),
	STREAM(WIRE_SENT, "one\r\ntwo\nthree\rfour\r\0", 4),
	STREAM(WIRE_SENT, "\r\r\n\n", 3),
#undef STREAM
};

static uint64_t count(size_t i, size_t piece)
{
	Figures *f = figures_new();
	struct figures_sum sum;

	figures_begin(f, 0);
	for (size_t at = 0; at < streams[i].n; at += piece) {
		size_t left = streams[i].n - at;

		pass(f, streams[i].direction, streams[i].bytes + at, left < piece ? left : piece,
		     0);
	}
	sum = figures_sum(f, streams[i].direction);
	assert_int_equal(sum.bytes, streams[i].n);
	figures_free(f);
	return sum.lines;
}

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		for (size_t piece = 1; piece <= streams[i].n; piece++) {
			if (count(i, piece) != streams[i].lines)
				fail_msg("stream %zu in pieces of %zu: expected %llu lines, saw "
					 "%llu",
					 i, piece, (unsigned long long)streams[i].lines,
					 (unsigned long long)count(i, piece));
		}
	}
}

/* Of a secret the length is known; one key of it is no line. */
static void test_secret(void **state)
{
	struct wire_piece piece = { .direction = WIRE_SENT, .secret = true, .length = 8 };
	Figures *f = figures_new();

	(void)state;
	figures_pass(f, &piece, false, 0);
	piece.length = 1;
	figures_pass(f, &piece, false, 0);
	assert_int_equal(figures_sum(f, WIRE_SENT).bytes, 9);
	assert_int_equal(figures_sum(f, WIRE_SENT).lines, 1);
	figures_free(f);
}

/* --- Rates. */

static void test_rates(void **state)
{
	uint64_t parts[FIGURES_PARTS];
	Figures *f = figures_new();
	int64_t begun = 1000 * (int64_t)SECOND;

	(void)state;
	receive(f, "12345", begun);
	receive(f, "1", begun + SECOND / 2);
	receive(f, "123", begun + 3 * (int64_t)SECOND);
	figures_rates(f, WIRE_RECEIVED, FIGURES_MINUTE, begun + 4 * (int64_t)SECOND, parts);
	assert_int_equal(parts[59], 0);
	assert_int_equal(parts[58], 3);
	assert_int_equal(parts[57], 0);
	assert_int_equal(parts[55], 6);
	assert_int_equal(parts[54], 0);
	/* An idle while later the oldest have gone, though nothing was counted meanwhile. */
	figures_rates(f, WIRE_RECEIVED, FIGURES_MINUTE, begun + 61 * (int64_t)SECOND, parts);
	assert_int_equal(parts[0], 0);
	assert_int_equal(parts[1], 3);
	figures_rates(f, WIRE_RECEIVED, FIGURES_HOUR, begun + 61 * (int64_t)SECOND, parts);
	assert_int_equal(parts[58], 9);
	figures_rates(f, WIRE_SENT, FIGURES_MINUTE, begun, parts);
	assert_int_equal(parts[59], 0);
	/* After a long pause nothing of before comes back. */
	receive(f, "1234567", begun + 100000 * (int64_t)SECOND);
	figures_rates(f, WIRE_RECEIVED, FIGURES_MINUTE, begun + 100000 * (int64_t)SECOND, parts);
	for (size_t i = 0; i < FIGURES_PARTS; i++)
		assert_int_equal(parts[i], i == 59 ? 7 : 0);
	figures_free(f);
}

static void expect_sparkline(const uint64_t *numbers, unsigned n, unsigned width, unsigned each,
			     const char *expected)
{
	struct str out;

	str_init(&out);
	assert_int_equal(stats_sparkline(numbers, n, width, &out), each);
	assert_string_equal(out.text, expected);
	str_fini(&out);
}

static void test_sparkline(void **state)
{
	static const uint64_t numbers[6] = { 0, 1, 4000, 8000, 0, 1000 };
	static const uint64_t none[3] = { 0 };

	(void)state;
	expect_sparkline(numbers, 6, 6, 1, ".\xe2\x96\x81\xe2\x96\x84\xe2\x96\x88.\xe2\x96\x81");
	expect_sparkline(numbers, 6, 5, 2, "\xe2\x96\x81\xe2\x96\x88\xe2\x96\x81");
	expect_sparkline((const uint64_t[]){ 7, 1 }, 2, 2, 1, "\xe2\x96\x88\xe2\x96\x82");
	expect_sparkline(none, 3, 80, 1, "...");
	expect_sparkline(none, 3, 0, 3, ".");
}

/* --- Answers and connections. */

static void test_echo(void **state)
{
	struct figures_echo echo;
	Figures *f = figures_new();

	(void)state;
	figures_begin(f, 0);
	receive(f, "unasked", 0);
	assert_int_equal(figures_echo(f).count, 0);
	send_text(f, "a", 1000);
	send_text(f, "b", 2000);
	receive(f, "ab", 6000);
	receive(f, "more", 9000);
	for (int i = 0; i < 2; i++) {
		send_text(f, "x", 10000 + i * 1000);
		receive(f, "x", 10300 + i * 1000);
	}
	send_text(f, "slow", 1000000);
	receive(f, "ok", 1000000 + 61 * (int64_t)SECOND);
	echo = figures_echo(f);
	assert_int_equal(echo.count, 3);
	assert_int_equal(echo.min, 300);
	assert_int_equal(echo.median, 300);
	assert_int_equal(echo.max, 5000);
	/* What the program sends by itself waits for no answer. */
	figures_pass(
		f,
		&(struct wire_piece){
			.direction = WIRE_SENT, .origin = WIRE_REPLY, .bytes = "r", .length = 1 },
		false, 0);
	receive(f, "y", 1);
	assert_int_equal(figures_echo(f).count, 3);
	for (int i = 0; i < 2 * FIGURES_ANSWERS; i++) {
		send_text(f, "x", 0);
		receive(f, "x", 100);
	}
	assert_int_equal(figures_echo(f).count, 3 + 2 * FIGURES_ANSWERS);
	assert_int_equal(figures_echo(f).max, 100);
	figures_free(f);
}

static void test_connections(void **state)
{
	Figures *f = figures_new();
	struct figures_time time = figures_time(f, 5 * SECOND);

	(void)state;
	assert_int_equal(time.connections, 0);
	assert_int_equal(time.this_ms, -1);
	figures_begin(f, SECOND);
	figures_begin(f, 2 * SECOND); /* it goes on as TLS */
	figures_end(f, 4 * SECOND);
	figures_end(f, 5 * SECOND);
	time = figures_time(f, 9 * SECOND);
	assert_int_equal(time.connections, 1);
	assert_int_equal(time.this_ms, -1);
	assert_int_equal(time.all_ms, 3000);
	send_text(f, "x", 0);
	figures_begin(f, 10 * SECOND);
	receive(f, "x", 10 * SECOND);
	time = figures_time(f, 12 * SECOND);
	assert_int_equal(time.connections, 2);
	assert_int_equal(time.this_ms, 2000);
	assert_int_equal(time.all_ms, 5000);
	assert_int_equal(figures_echo(f).count, 0);
	figures_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines), cmocka_unit_test(test_secret),
		cmocka_unit_test(test_rates), cmocka_unit_test(test_sparkline),
		cmocka_unit_test(test_echo),  cmocka_unit_test(test_connections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
