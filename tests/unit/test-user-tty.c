#include "unit/unit.h"

#include <fcntl.h>
#include <pty.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "ui/user-tty.h"

/* A pseudo-terminal whose master is read when the test says so. */

enum { MUCH = 1 << 20 }; /* more than any kernel's buffer for a terminal */

struct fixture {
	int master, slave;
	UserTty *device;
	char *bytes;
};

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	struct winsize size = { .ws_row = 33, .ws_col = 77 };

	assert_int_equal(openpty(&f->master, &f->slave, NULL, NULL, &size), 0);
	assert_int_equal(fcntl(f->master, F_SETFL, O_NONBLOCK), 0);
	f->device = user_tty_open(f->slave);
	f->bytes = test_malloc(MUCH);
	for (size_t i = 0; i < MUCH; i++)
		f->bytes[i] = (char)('0' + i % 71);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	user_tty_close(f->device);
	close(f->master);
	close(f->slave);
	test_free(f->bytes);
	test_free(f);
	return 0;
}

/* Reads all that is there. */
static void read_master(const struct fixture *f, struct buf *out)
{
	ssize_t n;

	while ((n = read(f->master, buf_reserve(out, 4096), 4096)) > 0)
		buf_commit(out, (size_t)n);
}

static void test_never_waits(void **state)
{
	struct fixture *f = *state;
	struct buf seen = { 0 };

	user_tty_set_raw(f->device);
	user_tty_write(f->device, f->bytes, MUCH);
	assert_true(user_tty_is_waiting(f->device));
	while (buf_length(&seen) < MUCH) {
		size_t before = buf_length(&seen);

		read_master(f, &seen);
		user_tty_flush(f->device);
		if (buf_length(&seen) == before)
			user_tty_drain(f->device, 10); /* the kernel hands it on in its own time */
	}
	assert_int_equal(buf_length(&seen), MUCH);
	assert_memory_equal(buf_data(&seen), f->bytes, MUCH);
	assert_false(user_tty_is_waiting(f->device));
	buf_fini(&seen);
}

/* The descriptor that others have too is not changed. */
static void test_own_description(void **state)
{
	struct fixture *f = *state;

	assert_int_not_equal(user_tty_fd(f->device), f->slave);
	assert_false(fcntl(f->slave, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(user_tty_fd(f->device), F_GETFL) & O_NONBLOCK);
}

static void test_drain(void **state)
{
	struct fixture *f = *state;
	int64_t start = clock_mono_ms();

	assert_true(user_tty_drain(f->device, 1000));
	user_tty_write(f->device, f->bytes, MUCH);
	assert_false(user_tty_drain(f->device, 50));
	assert_in_range(clock_mono_ms() - start, 50, 900);
	user_tty_discard(f->device);
	assert_false(user_tty_is_waiting(f->device));
	assert_true(user_tty_drain(f->device, 0));
}

/* A terminal that has gone takes everything. */
static void test_gone(void **state)
{
	struct fixture *f = *state;

	user_tty_write(f->device, f->bytes, MUCH);
	close(f->master);
	f->master = -1;
	user_tty_flush(f->device);
	assert_false(user_tty_is_waiting(f->device));
	assert_true(user_tty_drain(f->device, 1000));
}

static void test_modes(void **state)
{
	struct fixture *f = *state;
	struct termios before, raw, after;

	assert_int_equal(tcgetattr(f->slave, &before), 0);
	user_tty_set_raw(f->device);
	assert_int_equal(tcgetattr(f->slave, &raw), 0);
	assert_int_equal(raw.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0);
	assert_int_equal(raw.c_iflag & (ICRNL | IXON), 0);
	assert_int_equal(raw.c_oflag & OPOST, 0);
	user_tty_write(f->device, f->bytes, MUCH); /* restoring doesn't wait for it */
	user_tty_restore_modes(f->device);
	assert_int_equal(tcgetattr(f->slave, &after), 0);
	assert_int_equal(after.c_lflag, before.c_lflag);
	assert_int_equal(after.c_iflag, before.c_iflag);
	assert_int_equal(after.c_oflag, before.c_oflag);
}

static void test_size(void **state)
{
	struct fixture *f = *state;
	unsigned width = 0, height = 0;
	int ends[2];
	UserTty *none;

	assert_true(user_tty_size(f->device, &width, &height));
	assert_int_equal(width, 77);
	assert_int_equal(height, 33);
	assert_int_equal(pipe(ends), 0);
	none = user_tty_open(ends[1]);
	assert_false(user_tty_size(none, &width, &height));
	user_tty_close(none);
	close(ends[0]);
	close(ends[1]);
}

/* A size that no window has is what a terminal may say all the same. */
static void test_size_is_bounded(void **state)
{
	static const struct {
		unsigned short columns, rows;
		unsigned width, height;
	} rows[] = {
		{ USER_TTY_SIZE_MAX, USER_TTY_SIZE_MAX, USER_TTY_SIZE_MAX, USER_TTY_SIZE_MAX },
		{ 32768, 1, USER_TTY_SIZE_MAX, 1 },
		{ 2, 40000, 2, USER_TTY_SIZE_MAX },
		{ 65535, 65535, USER_TTY_SIZE_MAX, USER_TTY_SIZE_MAX },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct winsize size = { .ws_row = rows[i].rows, .ws_col = rows[i].columns };
		unsigned width = 0, height = 0;

		assert_int_equal(ioctl(f->slave, TIOCSWINSZ, &size), 0);
		assert_true(user_tty_size(f->device, &width, &height));
		assert_int_equal(width, rows[i].width);
		assert_int_equal(height, rows[i].height);
	}
}

/* Where nothing can be opened anew (here: no terminal at all) the descriptor itself is used, still
 * without waiting. */
static void test_shared_description(void **state)
{
	struct fixture *f = *state;
	struct buf seen = { 0 };
	int ends[2];
	UserTty *d;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	d = user_tty_open(ends[1]);
	assert_int_equal(user_tty_fd(d), ends[1]);
	user_tty_write(d, f->bytes, MUCH);
	assert_true(user_tty_is_waiting(d));
	while (user_tty_is_waiting(d)) {
		ssize_t n = read(ends[0], buf_reserve(&seen, 4096), 4096);

		if (n > 0)
			buf_commit(&seen, (size_t)n);
		user_tty_flush(d);
	}
	user_tty_close(d);
	assert_true(fcntl(ends[1], F_GETFD) >= 0);
	buf_fini(&seen);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_never_waits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_own_description, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_drain, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_gone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_modes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_size, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_size_is_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_shared_description, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
