/*
 * A serial line with a getty on it that says nothing before somebody presses Enter, twice.
 *
 * usage: getty LOGIN FOLDER
 *
 * Prints the path of the line's other end, runs LOGIN FOLDER (tests/servers/login) on a terminal at
 * the second Enter, passes bytes on, and waits for Enter again when that has ended. It ends with
 * its standard input.
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int open_line(int *slave)
{
	struct termios t;
	char path[100];
	int line;

	if (openpty(&line, slave, path, NULL, NULL) < 0 || tcgetattr(*slave, &t) < 0)
		exit(1);
	/* As a cable is. The end is kept open, so that the line outlives those who use it. */
	cfmakeraw(&t);
	tcsetattr(*slave, TCSANOW, &t);
	printf("%s\n", path);
	fflush(stdout);
	return line;
}

static void write_all(int fd, const char *bytes, ssize_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, (size_t)n);

		if (done <= 0)
			return;
		bytes += done;
		n -= done;
	}
}

static int start_login(char **words, pid_t *child)
{
	int terminal;

	*child = forkpty(&terminal, NULL, NULL, NULL);
	if (*child < 0)
		exit(1);
	if (*child == 0) {
		execv(words[0], words);
		_exit(127);
	}
	return terminal;
}

int main(int argc, char **argv)
{
	int slave, line = open_line(&slave), terminal = -1;
	unsigned enters = 0;
	pid_t child = -1;

	if (argc < 3)
		return 2;
	for (;;) {
		struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
					{ .fd = line, .events = POLLIN },
					{ .fd = terminal, .events = POLLIN } };
		char bytes[4096];
		ssize_t n;

		poll(fds, 3, -1);
		if (fds[0].revents && read(STDIN_FILENO, bytes, sizeof(bytes)) <= 0)
			break;
		if (fds[1].revents) {
			n = read(line, bytes, sizeof(bytes));
			for (ssize_t i = 0; terminal < 0 && i < n; i++)
				enters += bytes[i] == '\r';
			if (terminal >= 0)
				write_all(terminal, bytes, n);
			else if (enters > 1)
				terminal = start_login(argv + 1, &child);
		}
		if (fds[2].revents) {
			n = read(terminal, bytes, sizeof(bytes));
			write_all(line, bytes, n);
			if (n <= 0) {
				close(terminal);
				waitpid(child, NULL, 0);
				terminal = -1;
				enters = 0;
			}
		}
	}
	if (terminal >= 0)
		kill(child, SIGHUP);
	return 0;
}
