#include "ui/user-tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/interrupted.h"
#include "base/mem.h"
#include "base/poison.h"

enum {
	USER_TTY_PORTION =
		64, /* bytes that a terminal with room for one is trusted to have room for
		     */
};

struct UserTty {
	int fd;
	bool own; /* a description of our own: writing returns at once */
	struct buf waiting;
	bool lost; /* bytes that the terminal didn't take */
	struct termios modes; /* as they were */
	bool has_modes;
};

static int open_anew(int fd)
{
	enum { FLAGS = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC };
	char path[256];
	int anew = -1;

	if (ttyname_r(fd, path, sizeof(path)) == 0)
		anew = open(path, FLAGS);
	/* After su(1) the device belongs to somebody else; /dev/tty is everybody's. */
	if (anew < 0 && tcgetpgrp(fd) >= 0)
		anew = open("/dev/tty", FLAGS);
	return anew;
}

UserTty *user_tty_open(int fd)
{
	UserTty *d = mem_alloc(sizeof(*d));

	d->fd = open_anew(fd);
	d->own = d->fd >= 0;
	if (!d->own)
		d->fd = fd;
	buf_init(&d->waiting);
	d->has_modes = tcgetattr(d->fd, &d->modes) == 0;
	return d;
}

void user_tty_close(UserTty *d)
{
	if (!d)
		return;
	if (d->own)
		close(d->fd);
	buf_fini(&d->waiting);
	free(d);
}

int user_tty_fd(const UserTty *d)
{
	return d->fd;
}

static unsigned bounded(unsigned n)
{
	return n < USER_TTY_SIZE_MAX ? n : USER_TTY_SIZE_MAX;
}

bool user_tty_size(const UserTty *d, unsigned *width, unsigned *height)
{
	struct winsize size;

	if (ioctl(d->fd, TIOCGWINSZ, &size) < 0 || !size.ws_col || !size.ws_row)
		return false;
	*width = bounded(size.ws_col);
	*height = bounded(size.ws_row);
	return true;
}

void user_tty_set_raw(UserTty *d)
{
	struct termios raw = d->modes;

	if (!d->has_modes)
		return;
	raw.c_iflag &= (tcflag_t) ~(ICRNL | INLCR | IGNCR | IXON | BRKINT | PARMRK | ISTRIP);
	raw.c_oflag &= (tcflag_t)~OPOST;
	raw.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(d->fd, TCSANOW, &raw);
}

void user_tty_restore_modes(const UserTty *d)
{
	if (d->has_modes)
		tcsetattr(d->fd, TCSANOW, &d->modes);
}

static bool has_room(const UserTty *d)
{
	struct pollfd p = { .fd = d->fd, .events = POLLOUT };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLOUT);
}

static ssize_t write_some(const UserTty *d, const char *bytes, size_t n)
{
	if (d->own)
		return write(d->fd, bytes, n);
	if (!has_room(d)) {
		errno = EAGAIN;
		return -1;
	}
	return write(d->fd, bytes, n < USER_TTY_PORTION ? n : USER_TTY_PORTION);
}

void user_tty_flush(UserTty *d)
{
	unsigned times = 0;

	while (buf_length(&d->waiting)) {
		ssize_t n = write_some(d, buf_data(&d->waiting), buf_length(&d->waiting));

		if (n > 0)
			buf_consume(&d->waiting, (size_t)n);
		else if (n == 0 || errno == EAGAIN)
			return;
		else if (!interrupted(errno, &times))
			user_tty_discard(d); /* if it is gone, that is noticed when keys are read */
	}
}

bool user_tty_has_lost(UserTty *d)
{
	bool lost = d->lost;

	d->lost = false;
	return lost;
}

void user_tty_write(UserTty *d, const char *bytes, size_t n)
{
	buf_append(&d->waiting, bytes, n);
	user_tty_flush(d);
}

bool user_tty_is_waiting(const UserTty *d)
{
	return buf_length(&d->waiting) > 0;
}

bool user_tty_drain(UserTty *d, int ms)
{
	int64_t end = clock_mono_ms() + ms;

	user_tty_flush(d);
	while (user_tty_is_waiting(d)) {
		struct pollfd p = { .fd = d->fd, .events = POLLOUT };
		int64_t left = end - clock_mono_ms();

		if (left <= 0)
			return false;
		if (poll(&p, 1, (int)left) > 0 && !(p.revents & POLLOUT))
			return false;
		user_tty_flush(d);
	}
	return true;
}

void user_tty_discard(UserTty *d)
{
	d->lost = true;
	buf_clear(&d->waiting);
}
