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

/* The trees may be closed to other users: copies the program `source` beside the server as `name`. */
static void copy_program(const struct real_server *s, const char *source, const char *name, char path[PATH_SIZE])
{
	char *text;
	size_t n;
	FILE *f;

	snprintf(path, PATH_SIZE, "%s/%s", s->folder, name);
	text = home_read_file(source, &n);
	f = fopen(path, "w");
	CHECK(text && f && fwrite(text, 1, n, f) == n && fclose(f) == 0, "cannot copy %s to %s", source, path);
	chmod(path, 0755);
	free(text);
}

static void copy_login(const struct real_server *s, char path[PATH_SIZE])
{
	const char *top = getenv("HAIL_SRCDIR");
	char source[PATH_SIZE];

	snprintf(source, sizeof(source), "%s/tests/servers/login", top ? top : ".");
	copy_program(s, source, "login", path);
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

/* Whether something listens on `port`. */
static bool accepts(const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool good;

	address.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	good = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

struct waiting {
	const Job *job;
	const char *port;
};

static bool is_listening(const void *user)
{
	const struct waiting *w = user;

	return accepts(w->port) || job_has_ended(w->job);
}

/* Starts `words`, as nobody if this is root, and waits until it listens; false if it ends instead. */
static bool start_listening(struct real_server *s, const char *const *words)
{
	const char *all[24] = { "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--" };
	size_t n = getuid() == 0 ? 5 : 0;
	struct waiting w = { .port = s->port };

	while (*words && n < sizeof(all) / sizeof(*all) - 1)
		all[n++] = *words++;
	all[n] = NULL;
	w.job = job_start(all);
	CHECK(pump_until(is_listening, &w, PUMP_DEADLINE), "%s does not listen on port %s", all[0], s->port);
	return !job_has_ended(w.job);
}

/* A server of one file that needs no library but libc's, where nobody can run it. */
static void copy_server(struct real_server *s, const char *name, char path[PATH_SIZE])
{
	const char *servers = getenv("HAIL_SERVERS");
	char runner[PATH_SIZE], program[PATH_SIZE];

	find_server(name, runner);
	make_folder(s);
	snprintf(program, sizeof(program), "%s/root/usr/bin/%s", servers ? servers : "build/servers", name);
	copy_program(s, access(program, R_OK) == 0 ? program : runner, name, path);
}

void real_microsocks(struct real_server *s, const char *user, const char *password)
{
	char program[PATH_SIZE];

	copy_server(s, "microsocks", program);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		if (start_listening(s, user ? WORDS(program, "-i", "127.0.0.1", "-p", s->port, "-u", user, "-P", password) :
					      WORDS(program, "-i", "127.0.0.1", "-p", s->port)))
			return;
	}
	FAIL("microsocks does not start");
}

void real_tinyproxy(struct real_server *s, const char *user, const char *password, const char *only_port)
{
	char program[PATH_SIZE], config[PATH_SIZE];
	FILE *f;

	copy_server(s, "tinyproxy", program);
	snprintf(config, sizeof(config), "%s/tinyproxy.conf", s->folder);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		f = fopen(config, "w");
		CHECK(f, "cannot write %s", config);
		fprintf(f, "Port %s\nListen 127.0.0.1\nTimeout 60\nMaxClients 8\nAllow 127.0.0.1\n", s->port);
		if (user)
			fprintf(f, "BasicAuth %s %s\n", user, password);
		if (only_port)
			fprintf(f, "ConnectPort %s\n", only_port);
		fclose(f);
		if (start_listening(s, WORDS(program, "-d", "-c", config)))
			return;
	}
	FAIL("tinyproxy does not start");
}
