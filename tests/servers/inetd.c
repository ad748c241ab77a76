/*
 * A small inetd: prints a free port of 127.0.0.1 on stdout, then runs a program for each
 * connection, which is its stdin, stdout and stderr. As root it becomes user and group 65534 first.
 * Ends with its parent.
 *
 * usage: inetd PROGRAM [ARG...]
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "servers/loopback.h"

enum { NOBODY = 65534 };

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void become_nobody(void)
{
	if (getuid() != 0)
		return;
	if (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
		fail("becoming nobody");
}

static int open_listener(void)
{
	struct sockaddr_in address;
	int fd = loopback_listen(8, &address);

	if (fd < 0)
		fail("listening");
	printf("%u\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

int main(int argc, char **argv)
{
	int listener;

	if (argc < 2) {
		fprintf(stderr, "usage: inetd PROGRAM [ARG...]\n");
		return 2;
	}
	become_nobody();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGCHLD, SIG_IGN);
	listener = open_listener();
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			fail("accept");
		if (fork() == 0) {
			signal(SIGCHLD, SIG_DFL);
			for (int i = 0; i < 3; i++)
				dup2(fd, i);
			close_range(3, ~0U, 0);
			execv(argv[1], argv + 1);
			_exit(127);
		}
		close(fd);
	}
}
