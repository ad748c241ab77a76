#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static void test_a_new_queue_is_empty(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b);
	assert_null(buf_data(&b));
	assert_int_equal(buf_length(&b), 0);
	buf_clear(&b);
	buf_append(&b, NULL, 0);
	assert_int_equal(buf_length(&b), 0);
	buf_fini(&b);
}

static void test_bytes_leave_in_order(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b);
	buf_append(&b, "hello ", 6);
	buf_append_byte(&b, 'w');
	memcpy(buf_reserve(&b, 4), "orld", 4);
	buf_commit(&b, 4);
	assert_int_equal(buf_length(&b), 11);
	assert_memory_equal(buf_data(&b), "hello world", 11);
	buf_consume(&b, 6);
	assert_int_equal(buf_length(&b), 5);
	assert_memory_equal(buf_data(&b), "world", 5);
	buf_clear(&b);
	assert_int_equal(buf_length(&b), 0);
	buf_fini(&b);
}

/* Against a plain model: a counter of what was written and one of what was read. */
static void test_random_use_loses_nothing(void **state)
{
	struct buf b;
	unsigned written = 0, read = 0, seed = 1;

	(void)state;
	buf_init(&b);
	for (int turn = 0; turn < 20000; turn++) {
		seed = seed * 1103515245u + 12345u;
		unsigned n = (seed >> 16) % 700;

		if (seed & 1u << 30) {
			for (unsigned i = 0; i < n; i++)
				buf_append_byte(&b, (unsigned char)written++);
		} else {
			if (n > buf_length(&b))
				n = (unsigned)buf_length(&b);
			for (unsigned i = 0; i < n; i++)
				assert_int_equal((unsigned char)buf_data(&b)[i], read++ & 0xff);
			buf_consume(&b, n);
		}
		assert_int_equal(buf_length(&b), written - read);
	}
	buf_fini(&b);
}

static void test_a_large_allocation_is_given_back(void **state)
{
	struct buf b;
	char *big = calloc(1, 1 << 20);

	(void)state;
	assert_non_null(big);
	buf_init(&b);
	buf_append(&b, big, 1 << 20);
	assert_true(b.size >= 1 << 20);
	buf_consume(&b, buf_length(&b));
	assert_true(b.size <= 65536);
	buf_fini(&b);
	free(big);
}

static void test_a_secret_is_wiped_when_consumed(void **state)
{
	static const char zeros[8];
	struct buf b;

	(void)state;
	buf_init(&b);
	b.secret = true;
	buf_append(&b, "password and more", 17);
	const char *bytes = b.bytes;
	buf_consume(&b, 8);
	assert_memory_equal(bytes, zeros, 8);
	assert_memory_equal(buf_data(&b), " and more", 9);
	buf_fini(&b);
	assert_true(b.secret);
}

/* When the queue moves its bytes to the front, no copy may stay behind them. */
static void test_a_secret_leaves_no_copy_when_moved(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b);
	b.secret = true;
	memset(buf_reserve(&b, 200), 'x', 200);
	buf_commit(&b, 200);
	buf_append(&b, "SECRET", 6);
	buf_consume(&b, 200);
	buf_reserve(&b, b.size - 10);
	assert_memory_equal(buf_data(&b), "SECRET", 6);
	for (size_t i = b.end; i < b.size; i++)
		assert_int_equal(b.bytes[i] == 'S' || b.bytes[i] == 'x', 0);
	buf_fini(&b);
}

/* A long queue that moves on by a few bytes at a time isn't copied each time. */
static void test_a_full_queue_is_moved_seldom(void **state)
{
	struct buf b;
	const char *before;
	unsigned moves = 0;

	(void)state;
	buf_init(&b);
	memset(buf_reserve(&b, 60000), 'x', 60000);
	buf_commit(&b, 60000);
	before = b.bytes;
	for (int i = 0; i < 60000; i++) {
		buf_consume(&b, 1);
		buf_append_byte(&b, 'y');
		moves += b.bytes != before || b.start == 0;
		before = b.bytes;
	}
	assert_int_equal(buf_length(&b), 60000);
	if (moves > 10)
		fail_msg("moved %u times, expected 10 at most", moves);
	buf_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_new_queue_is_empty),
		cmocka_unit_test(test_bytes_leave_in_order),
		cmocka_unit_test(test_random_use_loses_nothing),
		cmocka_unit_test(test_a_large_allocation_is_given_back),
		cmocka_unit_test(test_a_secret_is_wiped_when_consumed),
		cmocka_unit_test(test_a_secret_leaves_no_copy_when_moved),
		cmocka_unit_test(test_a_full_queue_is_moved_seldom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
