#include "servers/tls-server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "e2e/tap.h"
#include "servers/pump.h"

enum { WORDS_ALL = 32, PATH_SIZE = 512, PATHS = 16 };

static char folder[PATH_SIZE - 32];
static bool prepared;

void tls_server_prepare(void)
{
	const char *tmp = getenv("TMPDIR");
	const char *top = getenv("HAIL_SRCDIR");
	char command[3 * PATH_SIZE];

	snprintf(folder, sizeof(folder), "%s/certificates.XXXXXX", tmp ? tmp : "/tmp");
	if (system("command -v openssl >/dev/null") != 0 || !mkdtemp(folder))
		return;
	snprintf(command, sizeof(command),
		 "'%s/tests/servers/make-certificates' '%s' | sed 's/^/# /'", top ? top : ".",
		 folder);
	fflush(stdout);
	prepared = system(command) == 0;
}

const char *tls_server_file(const char *name)
{
	static char paths[PATHS][PATH_SIZE];
	static unsigned next;
	char *path = paths[next++ % PATHS];

	if (!prepared)
		tap_skip("no openssl program");
	snprintf(path, PATH_SIZE, "%s/%s", folder, name);
	CHECK(access(path, R_OK) == 0, "no %s: make-certificates failed", path);
	return path;
}

static bool is_listening(const void *user)
{
	return strstr(job_output(user, NULL), "ACCEPT") || job_has_ended(user);
}

static void start_at(struct tls_server *s, const char *port, const char *name,
		     const char *const *more)
{
	char address[32], certificate[64], key[64];
	const char *words[WORDS_ALL] = { "openssl", "s_server", "-accept", address };
	size_t n = 4;

	snprintf(address, sizeof(address), "127.0.0.1:%s", port);
	snprintf(certificate, sizeof(certificate), "%s.pem", name);
	snprintf(key, sizeof(key), "%s.key", name);
	words[n++] = "-cert";
	words[n++] = tls_server_file(certificate);
	words[n++] = "-cert_chain";
	words[n++] = tls_server_file(certificate);
	words[n++] = "-key";
	words[n++] = tls_server_file(key);
	for (; more && *more && n < WORDS_ALL - 1; more++)
		words[n++] = *more;
	words[n] = NULL;
	s->job = job_start(words);
	pump_until(is_listening, s->job, PUMP_DEADLINE);
	CHECK(strstr(job_output(s->job, NULL), "ACCEPT"), "openssl s_server does not listen");
}

void tls_server_start(struct tls_server *s, const char *name, const char *const *more)
{
	const char *line;

	start_at(s, "0", name, more);
	line = strstr(job_output(s->job, NULL), "ACCEPT 127.0.0.1:");
	CHECK(line && sscanf(line, "ACCEPT 127.0.0.1:%7[0-9]", s->port) == 1,
	      "no port of openssl s_server");
}

void tls_server_kill(struct tls_server *s)
{
	kill(job_pid(s->job), SIGKILL);
	job_wait(s->job);
}

void tls_server_replace(struct tls_server *s, const char *name, const char *const *more)
{
	tls_server_kill(s);
	start_at(s, s->port, name, more);
}

void tls_server_stop(struct tls_server *s)
{
	kill(job_pid(s->job), SIGSTOP);
}

/* Whether a connection to this port holds what its owner hasn't read. */
static bool has_unread(const void *user)
{
	const struct tls_server *s = user;
	unsigned port = (unsigned)strtoul(s->port, NULL, 10);
	FILE *f = fopen("/proc/net/tcp", "r");
	char line[256];
	bool found = false;

	while (f && fgets(line, sizeof(line), f)) {
		unsigned local, state, received;

		if (sscanf(line, "%*d: %*8x:%x %*8x:%*x %x %*x:%x", &local, &state, &received) == 3)
			found |= local == port && state == 1 && received > 0;
	}
	if (f)
		fclose(f);
	return found;
}

void tls_server_reset(struct tls_server *s)
{
	CHECK(pump_until(has_unread, s, PUMP_DEADLINE), "nothing came to the stopped server");
	tls_server_kill(s);
}

bool tls_server_has(const struct tls_server *s, const char *text)
{
	return strstr(job_output(s->job, NULL), text) != NULL;
}
