#include "unit/unit.h"

#include <string.h>

#include "base/buf.h"
#include "script-transport.h"
#include "net/transport.h"

static const struct script_step plan[] = {
	{ SCRIPT_AGAIN, NULL, 0 }, { SCRIPT_DATA, "hello", 5 }, { SCRIPT_DATA, "", 0 },
	{ SCRIPT_DATA, "!", 1 },   { SCRIPT_AGAIN, NULL, 0 },   { SCRIPT_DATA, "x", 1 },
};

static void expect_read(Transport *t, size_t room, enum io_status status, const char *bytes)
{
	char to[64];
	size_t done = 99;
	struct err e = { .kind = ERR_NONE };
	enum io_status seen = transport_read(t, to, room, &done, &e);

	if (seen != status || done != strlen(bytes) || memcmp(to, bytes, done))
		fail_msg("expected status %d \"%s\", saw %d \"%.*s\"", status, bytes, seen,
			 (int)done, to);
	assert_int_equal(e.kind, status == IO_ERROR ? ERR_LOST : ERR_NONE);
}

static void test_reads(void **state)
{
	Transport *t = script_transport(plan, sizeof(plan) / sizeof(*plan), 0, NULL);

	(void)state;
	expect_read(t, 64, IO_AGAIN, "");
	expect_read(t, 2, IO_OK, "he");
	expect_read(t, 64, IO_OK, "llo");
	expect_read(t, 64, IO_OK, "!");
	expect_read(t, 64, IO_AGAIN, "");
	expect_read(t, 1, IO_OK, "x");
	expect_read(t, 64, IO_AGAIN, "");
	expect_read(t, 64, IO_AGAIN, "");
	transport_free(t);
}

static void test_ends(void **state)
{
	static const struct script_step end[] = {
		{ SCRIPT_DATA, "a", 1 },
		{ SCRIPT_EOF, NULL, 0 },
	};
	static const struct script_step error[] = { { SCRIPT_ERROR, NULL, 0 } };
	Transport *t = script_transport(end, 2, 0, NULL);

	(void)state;
	expect_read(t, 64, IO_OK, "a");
	expect_read(t, 64, IO_EOF, "");
	expect_read(t, 64, IO_EOF, "");
	transport_free(t);
	t = script_transport(error, 1, 0, NULL);
	expect_read(t, 64, IO_ERROR, "");
	expect_read(t, 64, IO_ERROR, "");
	transport_free(t);
}

static void test_writes(void **state)
{
	struct buf written;
	size_t done;
	struct err e = { .kind = ERR_NONE };
	Transport *t;

	(void)state;
	buf_init(&written);
	t = script_transport(NULL, 0, 3, &written);
	assert_int_equal(transport_write(t, "abcd", 4, &done, &e), IO_OK);
	assert_int_equal(done, 3);
	assert_int_equal(transport_write(t, "d", 1, &done, &e), IO_OK);
	assert_int_equal(done, 1);
	assert_int_equal(transport_urgent(t, 'u', &e), IO_OK);
	assert_int_equal(buf_length(&written), 5);
	assert_memory_equal(buf_data(&written), "abcdu", 5);
	assert_true(transport_shutdown(t, &e));
	assert_int_equal(transport_write(t, "e", 1, &done, &e), IO_ERROR);
	assert_int_equal(e.kind, ERR_LOST);
	assert_int_equal(done, 0);
	transport_free(t);
	t = script_transport(NULL, 0, 0, &written);
	assert_int_equal(transport_write(t, "e", 1, &done, &e), IO_AGAIN);
	assert_int_equal(transport_urgent(t, 'u', &e), IO_AGAIN);
	assert_int_equal(buf_length(&written), 5);
	transport_free(t);
	buf_fini(&written);
}

/* A kind that fills every seat, as TLS will. */
struct seats {
	char urgent;
	bool freed;
};

static enum io_status seats_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	(void)self;
	(void)to;
	(void)room;
	(void)done;
	(void)e;
	return IO_EOF;
}

static enum io_status seats_write(void *self, const char *from, size_t n, size_t *done,
				  struct err *e)
{
	(void)self;
	(void)from;
	(void)e;
	*done = n;
	return IO_OK;
}

static enum io_status seats_urgent(void *self, char byte, struct err *e)
{
	(void)e;
	((struct seats *)self)->urgent = byte;
	return IO_OK;
}

static bool seats_shutdown(void *self, struct err *e)
{
	(void)self;
	return err_set(e, ERR_OTHER, "no");
}

static int seats_fd(const void *self)
{
	(void)self;
	return 42;
}

static bool seats_more(const void *self)
{
	(void)self;
	return true;
}

static unsigned seats_wants(const void *self, bool reading, bool writing)
{
	(void)self;
	(void)writing;
	return reading ? TRANSPORT_WRITE : 0;
}

static void seats_free(void *self)
{
	((struct seats *)self)->freed = true;
}

static void test_seats(void **state)
{
	static const struct transport_ops ops = {
		.name = "seats",
		.read = seats_read,
		.write = seats_write,
		.urgent = seats_urgent,
		.shutdown = seats_shutdown,
		.fd = seats_fd,
		.may_have_more = seats_more,
		.wants = seats_wants,
		.free = seats_free,
	};
	struct seats seats = { 0 };
	struct err e;
	Transport *t = transport_new(&ops, &seats);

	(void)state;
	assert_string_equal(transport_name(t), "seats");
	assert_int_equal(transport_fd(t), 42);
	assert_true(transport_may_have_more(t));
	assert_int_equal(transport_wants(t, true, false), TRANSPORT_WRITE);
	assert_int_equal(transport_wants(t, false, true), 0);
	assert_int_equal(transport_urgent(t, '!', &e), IO_OK);
	assert_int_equal(seats.urgent, '!');
	assert_false(transport_shutdown(t, &e));
	assert_string_equal(e.text, "no");
	expect_read(t, 1, IO_EOF, "");
	transport_free(t);
	assert_true(seats.freed);
	transport_free(NULL);
}

static void test_defaults(void **state)
{
	Transport *t = script_transport(NULL, 0, 0, NULL);

	(void)state;
	assert_string_equal(transport_name(t), "script");
	assert_int_equal(transport_fd(t), -1);
	assert_false(transport_may_have_more(t));
	assert_int_equal(transport_wants(t, true, true), TRANSPORT_READ | TRANSPORT_WRITE);
	assert_int_equal(transport_wants(t, true, false), TRANSPORT_READ);
	assert_int_equal(transport_wants(t, false, true), TRANSPORT_WRITE);
	assert_int_equal(transport_wants(t, false, false), 0);
	transport_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),    cmocka_unit_test(test_ends),
		cmocka_unit_test(test_writes),   cmocka_unit_test(test_seats),
		cmocka_unit_test(test_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
