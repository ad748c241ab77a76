#include "ui/curses-internal.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/signal-class.h"
#include "base/poison.h"

/* What a signal handler needs must be where it can find it: prepared once, then only read. */
static struct {
	volatile sig_atomic_t armed;
	int fd;
	char bytes[512];
	size_t length;
	struct termios modes;
	bool has_modes;
} restore;

void curses_restore_prepare(int fd)
{
	restore.fd = fd;
	restore.has_modes = tcgetattr(fd, &restore.modes) == 0;
}

void curses_restore_arm(const char *bytes)
{
	size_t n = strlen(bytes);

	restore.armed = 0;
	restore.length = n < sizeof(restore.bytes) ? n : 0;
	memcpy(restore.bytes, bytes, restore.length);
	restore.armed = 1;
}

void curses_restore_disarm(void)
{
	restore.armed = 0;
}

/* Whether the terminal takes the sequences now. */
static bool write_sequences(void)
{
	struct pollfd p = { .fd = restore.fd, .events = POLLOUT };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLOUT) &&
	       write(restore.fd, restore.bytes, restore.length) == (ssize_t)restore.length;
}

void curses_restore_now(void)
{
	if (!restore.armed)
		return;
	restore.armed = 0;
	/* A terminal that takes nothing: what it has not read yet gives way. */
	if (!write_sequences() && tcflush(restore.fd, TCOFLUSH) == 0)
		write_sequences();
	if (restore.has_modes)
		tcsetattr(restore.fd, TCSANOW, &restore.modes);
}

static void on_crash(int signo)
{
	curses_restore_now();
	signal(signo, SIG_DFL);
	raise(signo);
}

void curses_guard_crashes(void)
{
	struct sigaction action = { .sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&action.sa_mask);
	for (int signo = 1; signo < NSIG; signo++) {
		if (signal_class(signo) == SIGNAL_CRASH)
			sigaction(signo, &action, NULL);
	}
}
