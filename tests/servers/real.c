#include "servers/real.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "e2e/job.h"
#include "e2e/tap.h"
#include "servers/pump.h"

enum { PATH_SIZE = 1024, NOBODY = 65534 };

/* The path of a server's program; skips the case if there is none. */
static void find_server(const char *name, char path[PATH_SIZE])
{
	const char *servers = getenv("HAIL_SERVERS");

	snprintf(path, PATH_SIZE, "%s/bin/%s", servers ? servers : "build/servers", name);
	if (access(path, X_OK) < 0)
		tap_skip("no %s: tests/servers/fetch %s", path, servers ? servers : "build/servers");
}

/* A folder that nobody can use as his own and everybody can read. */
static void make_folder(struct real_server *s)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(s->folder, sizeof(s->folder), "%s/hail-server.XXXXXX", tmp ? tmp : "/tmp");
	CHECK(mkdtemp(s->folder) && chmod(s->folder, 0755) == 0, "cannot make %s", s->folder);
	if (getuid() == 0 && chown(s->folder, NOBODY, NOBODY) < 0)
		FAIL("chown %s: %s", s->folder, strerror(errno));
}

/* The source tree may be closed to other users: copies the login program beside the server. */
static void copy_login(const struct real_server *s, char path[PATH_SIZE])
{
	const char *top = getenv("HAIL_SRCDIR");
	char source[PATH_SIZE], *text;
	size_t n;
	FILE *f;

	snprintf(source, sizeof(source), "%s/tests/servers/login", top ? top : ".");
	snprintf(path, PATH_SIZE, "%s/login", s->folder);
	text = home_read_file(source, &n);
	f = fopen(path, "w");
	CHECK(text && f && fwrite(text, 1, n, f) == n && fclose(f) == 0, "cannot copy %s to %s", source, path);
	chmod(path, 0755);
	free(text);
}

static bool has_line(const void *user)
{
	return strchr(job_output(user, NULL), '\n') || job_has_ended(user);
}

void real_telnetd(struct real_server *s)
{
	const char *build = getenv("HAIL_BUILDDIR");
	char telnetd[PATH_SIZE], inetd[PATH_SIZE], login[PATH_SIZE], command[2 * PATH_SIZE];
	Job *j;

	find_server("telnetd", telnetd);
	make_folder(s);
	copy_login(s, login);
	snprintf(inetd, sizeof(inetd), "%s/tests/servers/inetd", build ? build : "build");
	snprintf(command, sizeof(command), "%s %s", login, s->folder);
	j = job_start(WORDS(inetd, telnetd, "-h", "-E", command));
	pump_until(has_line, j, PUMP_DEADLINE);
	CHECK(sscanf(job_output(j, NULL), "%7[0-9]", s->port) == 1, "no port of telnetd");
}

/* A port that was free a moment ago: redis can't choose one itself. */
static void find_free_port(char port[8])
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		FAIL("no free port: %s", strerror(errno));
	snprintf(port, 8, "%u", ntohs(address.sin_port));
	close(fd);
}

static bool is_ready(const void *user)
{
	return strstr(job_output(user, NULL), "Ready to accept connections") || job_has_ended(user);
}

void real_redis(struct real_server *s)
{
	char redis[PATH_SIZE];
	Job *j;

	find_server("redis-server", redis);
	make_folder(s);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		j = job_start(WORDS(redis, "--bind", "127.0.0.1", "--port", s->port, "--save", "", "--appendonly", "no",
			"--dir", s->folder, "--daemonize", "no"));
		pump_until(is_ready, j, PUMP_DEADLINE);
		if (strstr(job_output(j, NULL), "Ready to accept connections"))
			return;
	}
	FAIL("redis-server does not start");
}
