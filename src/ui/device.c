#include "ui/device.h"

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
	DEVICE_PORTION = 64, /* bytes that a terminal with room for one is trusted to have room for
			      */
};

struct Device {
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

Device *device_open(int fd)
{
	Device *d = mem_alloc(sizeof(*d));

	d->fd = open_anew(fd);
	d->own = d->fd >= 0;
	if (!d->own)
		d->fd = fd;
	buf_init(&d->waiting);
	d->has_modes = tcgetattr(d->fd, &d->modes) == 0;
	return d;
}

void device_close(Device *d)
{
	if (!d)
		return;
	if (d->own)
		close(d->fd);
	buf_fini(&d->waiting);
	free(d);
}

int device_fd(const Device *d)
{
	return d->fd;
}

static unsigned bounded(unsigned n)
{
	return n < DEVICE_SIZE_MAX ? n : DEVICE_SIZE_MAX;
}

bool device_size(const Device *d, unsigned *width, unsigned *height)
{
	struct winsize size;

	if (ioctl(d->fd, TIOCGWINSZ, &size) < 0 || !size.ws_col || !size.ws_row)
		return false;
	*width = bounded(size.ws_col);
	*height = bounded(size.ws_row);
	return true;
}

void device_set_raw(Device *d)
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

void device_restore_modes(const Device *d)
{
	if (d->has_modes)
		tcsetattr(d->fd, TCSANOW, &d->modes);
}

static bool has_room(const Device *d)
{
	struct pollfd p = { .fd = d->fd, .events = POLLOUT };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLOUT);
}

static ssize_t write_some(const Device *d, const char *bytes, size_t n)
{
	if (d->own)
		return write(d->fd, bytes, n);
	if (!has_room(d)) {
		errno = EAGAIN;
		return -1;
	}
	return write(d->fd, bytes, n < DEVICE_PORTION ? n : DEVICE_PORTION);
}

void device_flush(Device *d)
{
	unsigned times = 0;

	while (buf_length(&d->waiting)) {
		ssize_t n = write_some(d, buf_data(&d->waiting), buf_length(&d->waiting));

		if (n > 0)
			buf_consume(&d->waiting, (size_t)n);
		else if (n == 0 || errno == EAGAIN)
			return;
		else if (!interrupted(errno, &times))
			device_discard(d); /* if it is gone, that is noticed when keys are read */
	}
}

bool device_has_lost(Device *d)
{
	bool lost = d->lost;

	d->lost = false;
	return lost;
}

void device_write(Device *d, const char *bytes, size_t n)
{
	buf_append(&d->waiting, bytes, n);
	device_flush(d);
}

bool device_is_waiting(const Device *d)
{
	return buf_length(&d->waiting) > 0;
}

bool device_drain(Device *d, int ms)
{
	int64_t end = clock_mono_ms() + ms;

	device_flush(d);
	while (device_is_waiting(d)) {
		struct pollfd p = { .fd = d->fd, .events = POLLOUT };
		int64_t left = end - clock_mono_ms();

		if (left <= 0)
			return false;
		if (poll(&p, 1, (int)left) > 0 && !(p.revents & POLLOUT))
			return false;
		device_flush(d);
	}
	return true;
}

void device_discard(Device *d)
{
	d->lost = true;
	buf_clear(&d->waiting);
}
