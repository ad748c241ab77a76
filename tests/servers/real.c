#include "servers/real.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glob.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "e2e/job.h"
#include "e2e/tap.h"
#include "servers/loopback.h"
#include "servers/pump.h"
#include "servers/tls-server.h"

enum { PATH_SIZE = 1024, NOBODY = 65534 };

static const char *servers_folder(void)
{
	const char *servers = getenv("HAIL_SERVERS");

	return servers ? servers : "build/servers";
}

/* The path of a server's program; skips the case if there is none. */
static void find_server(const char *name, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, "%s/bin/%s", servers_folder(), name);
	if (access(path, X_OK) < 0)
		tap_skip("no %s: tests/servers/fetch %s", path, servers_folder());
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

/* The trees may be closed to other users: copies the program `source` beside the server as `name`.
 */
static void copy_program(const struct real_server *s, const char *source, const char *name,
			 char path[PATH_SIZE])
{
	char *text;
	size_t n;
	FILE *f;

	snprintf(path, PATH_SIZE, "%s/%s", s->folder, name);
	text = home_read_file(source, &n);
	f = fopen(path, "w");
	CHECK(text && f && fwrite(text, 1, n, f) == n && fclose(f) == 0, "cannot copy %s to %s",
	      source, path);
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

/* Runs a telnetd for each connection; the port is known when it has printed it. */
static void start_inetd(struct real_server *s, const char *const *words)
{
	s->job = job_start(words);
	pump_until(has_line, s->job, PUMP_DEADLINE);
	CHECK(sscanf(job_output(s->job, NULL), "%7[0-9]", s->port) == 1, "no port of %s", words[0]);
}

void real_telnetd(struct real_server *s)
{
	const char *build = getenv("HAIL_BUILDDIR");
	char telnetd[PATH_SIZE], inetd[PATH_SIZE], login[PATH_SIZE], command[2 * PATH_SIZE];

	find_server("telnetd", telnetd);
	make_folder(s);
	copy_login(s, login);
	snprintf(inetd, sizeof(inetd), "%s/tests/servers/inetd", build ? build : "build");
	snprintf(command, sizeof(command), "%s %s", login, s->folder);
	start_inetd(s, WORDS(inetd, telnetd, "-h", "-E", command));
}

/* It wants an RSA key at the start, whether or not somebody speaks TLS to it. */
static void make_rsa_certificate(struct real_server *s, char path[PATH_SIZE])
{
	Job *j;

	snprintf(path, PATH_SIZE, "%s/telnetd.pem", s->folder);
	j = job_start(WORDS("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
			    "2", "-subj", "/CN=localhost", "-keyout", path, "-out", path));
	CHECK(job_wait(j) == 0, "openssl makes no certificate");
	chmod(path, 0644);
}

/* It gives the login arguments of its own, which ours doesn't take. */
void real_netkit_telnetd(struct real_server *s)
{
	const char *build = getenv("HAIL_BUILDDIR");
	char telnetd[PATH_SIZE], inetd[PATH_SIZE], login[PATH_SIZE], wrapper[PATH_SIZE + 16];
	char pem[PATH_SIZE], certificate[PATH_SIZE + 16], key[PATH_SIZE + 16];
	FILE *f;

	find_server("in.telnetd", telnetd);
	make_folder(s);
	copy_login(s, login);
	snprintf(inetd, sizeof(inetd), "%s/tests/servers/inetd", build ? build : "build");
	snprintf(wrapper, sizeof(wrapper), "%s-wrapper", login);
	f = fopen(wrapper, "w");
	CHECK(f && fprintf(f, "#!/bin/sh\nexec %s %s\n", login, s->folder) > 0 && fclose(f) == 0,
	      "cannot write %s", wrapper);
	chmod(wrapper, 0755);
	make_rsa_certificate(s, pem);
	snprintf(certificate, sizeof(certificate), "cert=%s", pem);
	snprintf(key, sizeof(key), "key=%s", pem);
	start_inetd(s, WORDS(inetd, telnetd, "-h", "-L", wrapper, "-z", certificate, "-z", key));
}

void real_conch(struct real_server *s, bool terminal)
{
	const char *top = getenv("HAIL_SRCDIR");
	char conch[PATH_SIZE], source[PATH_SIZE], script[PATH_SIZE];

	find_server("conch", conch);
	make_folder(s);
	snprintf(source, sizeof(source), "%s/tests/servers/conch.py", top ? top : ".");
	copy_program(s, source, "conch.py", script);
	start_inetd(s, WORDS(conch, script, terminal ? "terminal" : "login"));
}

/* A port that was free a moment ago: redis can't choose one itself. */
static void find_free_port(char port[8])
{
	struct sockaddr_in address;
	int fd = loopback_bind(&address);

	if (fd < 0)
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
		s->job = j = job_start(WORDS(redis, "--bind", "127.0.0.1", "--port", s->port,
					     "--save", "", "--appendonly", "no", "--dir", s->folder,
					     "--daemonize", "no"));
		pump_until(is_ready, j, PUMP_DEADLINE);
		if (strstr(job_output(j, NULL), "Ready to accept connections"))
			return;
	}
	FAIL("redis-server does not start");
}

/* Whether something listens on `port`. */
static bool accepts(const char *port)
{
	int fd = loopback_connect(port);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
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

/* Starts `words`, as nobody if this is root, and waits until it listens; false if it ends instead.
 */
static bool start_listening(struct real_server *s, const char *const *words)
{
	const char *all[24] = { "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
				"--" };
	size_t n = getuid() == 0 ? 5 : 0;
	struct waiting w = { .port = s->port };

	while (*words && n < sizeof(all) / sizeof(*all) - 1)
		all[n++] = *words++;
	all[n] = NULL;
	s->job = job_start(all);
	w.job = s->job;
	CHECK(pump_until(is_listening, &w, PUMP_DEADLINE), "%s does not listen on port %s", all[0],
	      s->port);
	return !job_has_ended(w.job);
}

/* Connects for good: who leaves telnet-chatd in its greeting ends it (SIGPIPE). */
static bool is_joined(const void *user)
{
	const struct waiting *w = user;

	return loopback_connect(w->port) >= 0 || job_has_ended(w->job);
}

void real_chatd(struct real_server *s)
{
	struct waiting w = { .port = s->port };
	char chatd[PATH_SIZE];

	find_server("telnet-chatd", chatd);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		w.job = s->job = job_start(WORDS(chatd, s->port));
		pump_until(is_joined, &w, PUMP_DEADLINE);
		if (!job_has_ended(s->job))
			return;
	}
	FAIL("telnet-chatd does not start");
}

/* A server of one file that needs no library but libc's, where nobody can run it. */
static void copy_server(struct real_server *s, const char *name, char path[PATH_SIZE])
{
	char runner[PATH_SIZE], program[PATH_SIZE];

	find_server(name, runner);
	make_folder(s);
	snprintf(program, sizeof(program), "%s/root/usr/bin/%s", servers_folder(), name);
	copy_program(s, access(program, R_OK) == 0 ? program : runner, name, path);
}

void real_microsocks(struct real_server *s, const char *user, const char *password)
{
	char program[PATH_SIZE];

	copy_server(s, "microsocks", program);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		if (start_listening(s, user ? WORDS(program, "-i", "127.0.0.1", "-p", s->port, "-u",
						    user, "-P", password) :
					      WORDS(program, "-i", "127.0.0.1", "-p", s->port)))
			return;
	}
	FAIL("microsocks does not start");
}

void real_tinyproxy(struct real_server *s, const char *user, const char *password,
		    const char *only_port)
{
	char program[PATH_SIZE], config[PATH_SIZE];
	FILE *f;

	copy_server(s, "tinyproxy", program);
	snprintf(config, sizeof(config), "%s/tinyproxy.conf", s->folder);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		f = fopen(config, "w");
		CHECK(f, "cannot write %s", config);
		fprintf(f, "Port %s\nListen 127.0.0.1\nTimeout 60\nMaxClients 8\nAllow 127.0.0.1\n",
			s->port);
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

/* --- Servers of many files, which run where they are, with a certificate. */

/* Whether everybody can enter the folder at `path` and all above it. */
static bool is_open(const char *path)
{
	char part[PATH_SIZE];
	struct stat st;

	snprintf(part, sizeof(part), "%s", path);
	for (;;) {
		char *slash = strrchr(part, '/');

		if (stat(part, &st) < 0 || !(st.st_mode & S_IXOTH))
			return false;
		if (!slash || slash == part)
			return true;
		*slash = '\0';
	}
}

/* Runs `words` to their end. */
static void run(const char *const *words)
{
	int status = job_wait(job_start(words));

	CHECK(status == 0, "expected \"%s ...\" to succeed, saw the status %d", words[0], status);
}

/*
 * The servers' folder, absolute, for `name`; one in the server's own folder where nobody can't get
 * at the original. Makes the server's folder.
 */
static void enter_servers(struct real_server *s, const char *name, char path[PATH_SIZE])
{
	char runner[PATH_SIZE];
	char *real;

	find_server(name, runner);
	make_folder(s);
	real = realpath(servers_folder(), NULL);
	CHECK(real, "no %s", servers_folder());
	if (getuid() != 0 || is_open(real)) {
		snprintf(path, PATH_SIZE, "%s", real);
	} else {
		snprintf(path, PATH_SIZE, "%s/servers", s->folder);
		run(WORDS("cp", "-R", "-P", "-p", real, path));
	}
	free(real);
}

/* Opens the file `name` in the server's folder for writing; it is the server's. */
static FILE *open_file(const struct real_server *s, const char *name, mode_t mode)
{
	char path[PATH_SIZE];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", s->folder, name);
	f = fopen(path, "w");
	CHECK(f && fchmod(fileno(f), mode) == 0, "cannot write %s", path);
	if (getuid() == 0 && fchown(fileno(f), NOBODY, NOBODY) < 0)
		FAIL("chown %s: %s", path, strerror(errno));
	return f;
}

static void copy_file(const struct real_server *s, const char *source, const char *name,
		      mode_t mode)
{
	size_t n;
	char *text = home_read_file(source, &n);
	FILE *f = open_file(s, name, mode);

	CHECK(text && fwrite(text, 1, n, f) == n && fclose(f) == 0, "cannot copy %s", source);
	free(text);
}

/* The certificate and the key `name` as server.pem and server.key. */
static void copy_certificate(const struct real_server *s, const char *name)
{
	char file[64];

	snprintf(file, sizeof(file), "%s.pem", name);
	copy_file(s, tls_server_file(file), "server.pem", 0644);
	snprintf(file, sizeof(file), "%s.key", name);
	copy_file(s, tls_server_file(file), "server.key", 0600);
}

void real_stunnel(struct real_server *s, const char *name, const char *to_port)
{
	char program[2 * PATH_SIZE], config[PATH_SIZE], servers[PATH_SIZE];
	FILE *f;

	enter_servers(s, "stunnel4", servers);
	copy_certificate(s, name);
	snprintf(program, sizeof(program), "%s/bin/stunnel4", servers);
	snprintf(config, sizeof(config), "%s/stunnel.conf", s->folder);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		f = open_file(s, "stunnel.conf", 0644);
		fprintf(f,
			"foreground = yes\npid =\n[tls]\naccept = 127.0.0.1:%s\nconnect = "
			"127.0.0.1:%s\n",
			s->port, to_port);
		fprintf(f, "cert = %s/server.pem\nkey = %s/server.key\n", s->folder, s->folder);
		fclose(f);
		if (start_listening(s, WORDS(program, config)))
			return;
	}
	FAIL("stunnel4 does not start");
}

/* Its plugins lie where they would be installed. */
static void find_plugins(const char *servers, char path[2 * PATH_SIZE])
{
	const char *kind = "/root/usr/libexec/*/gensio/*";
	char pattern[2 * PATH_SIZE];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s%s", servers, kind);
	snprintf(path, 2 * PATH_SIZE, "GENSIO_LIBRARY_PATH=%s", servers);
	if (glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc)
		snprintf(path, 2 * PATH_SIZE, "GENSIO_LIBRARY_PATH=%s", found.gl_pathv[0]);
	globfree(&found);
}

void real_ser2net(struct real_server *s, const char *path)
{
	char program[2 * PATH_SIZE], config[PATH_SIZE], servers[PATH_SIZE], plugins[2 * PATH_SIZE];
	FILE *f;

	enter_servers(s, "ser2net", servers);
	find_plugins(servers, plugins);
	if (getuid() == 0 && chown(path, NOBODY, NOBODY) < 0)
		FAIL("chown %s: %s", path, strerror(errno));
	snprintf(program, sizeof(program), "%s/bin/ser2net", servers);
	snprintf(config, sizeof(config), "%s/ser2net.yaml", s->folder);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		f = open_file(s, "ser2net.yaml", 0644);
		fprintf(f,
			"connection: &line\n  accepter: telnet(rfc2217),tcp,127.0.0.1,%s\n"
			"  connector: serialdev(nouucplock),%s,9600n81,local\n",
			s->port, path);
		fclose(f);
		if (start_listening(s, WORDS("env", plugins, program, "-n", "-c", config)))
			return;
	}
	FAIL("ser2net does not start");
}

/* Everything in one account: dovecot needs no root if it is never to change to another. */
static void write_dovecot_account(FILE *f, const struct real_server *s)
{
	uid_t uid = getuid() == 0 ? NOBODY : getuid();
	gid_t gid = getuid() == 0 ? NOBODY : getgid();
	const struct passwd *user = getpwuid(uid);
	const struct group *group = getgrgid(gid);

	CHECK(user && group, "the user %u or the group %u has no name", uid, gid);
	fprintf(f, "default_internal_user = %s\ndefault_login_user = %s\n", user->pw_name,
		user->pw_name);
	fprintf(f, "default_internal_group = %s\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n",
		group->gr_name);
	fprintf(f, "passdb {\n driver = static\n args = password=secret\n}\n");
	fprintf(f, "userdb {\n driver = static\n args = uid=%u gid=%u home=%s/mail\n}\n", uid, gid,
		s->folder);
	fprintf(f, "service anvil {\n chroot =\n}\n");
}

static void write_dovecot_service(FILE *f, const char *name, const char *port)
{
	fprintf(f, "service %s-login {\n chroot =\n inet_listener %s {\n  port = %s\n }\n", name,
		name, port);
	fprintf(f, " inet_listener %ss {\n  port = 0\n }\n}\n", name);
}

static void write_dovecot_config(const struct real_mail *m, const char *relay_port)
{
	const struct real_server *s = &m->server;
	FILE *f = open_file(s, "dovecot.conf", 0644);

	fprintf(f, "base_dir = %s/run\nstate_dir = %s/run\n", s->folder, s->folder);
	fprintf(f, "libexec_dir = usr/lib/dovecot\nimport_environment = LD_LIBRARY_PATH\n");
	fprintf(f,
		"log_path = /dev/stderr\nprotocols = imap pop3 submission\nlisten = 127.0.0.1\n");
	fprintf(f,
		"ssl = required\nssl_cert = <%s/server.pem\nssl_key = <%s/server.key\nssl_dh =\n",
		s->folder, s->folder);
	fprintf(f, "mail_location = maildir:%s/mail\nhostname = localhost\n", s->folder);
	fprintf(f, "submission_relay_host = 127.0.0.1\nsubmission_relay_port = %s\n",
		relay_port ? relay_port : "1");
	write_dovecot_account(f, s);
	write_dovecot_service(f, "imap", s->port);
	write_dovecot_service(f, "pop3", m->pop3);
	write_dovecot_service(f, "submission", m->smtp);
	fclose(f);
}

/* The folder it runs in, with the link that tests/servers/fetch made its places relative to. */
static void make_dovecot_folder(const struct real_server *s, const char *servers,
				char path[PATH_SIZE])
{
	char usr[2 * PATH_SIZE], link[2 * PATH_SIZE];

	snprintf(path, PATH_SIZE, "%s/run", s->folder);
	snprintf(usr, sizeof(usr), "%s/root/usr", servers);
	snprintf(link, sizeof(link), "%s/usr", path);
	CHECK(mkdir(path, 0755) == 0 && symlink(usr, link) == 0, "cannot make %s", link);
	if (getuid() == 0 && chown(path, NOBODY, NOBODY) < 0)
		FAIL("chown %s: %s", path, strerror(errno));
}

void real_dovecot(struct real_mail *m, const char *name, const char *relay_port)
{
	struct real_server *s = &m->server;
	char program[2 * PATH_SIZE], config[PATH_SIZE], servers[PATH_SIZE], folder[PATH_SIZE];

	enter_servers(s, "dovecot", servers);
	copy_certificate(s, name);
	make_dovecot_folder(s, servers, folder);
	snprintf(program, sizeof(program), "%s/bin/dovecot", servers);
	snprintf(config, sizeof(config), "%s/dovecot.conf", s->folder);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		find_free_port(m->pop3);
		find_free_port(m->smtp);
		write_dovecot_config(m, relay_port);
		if (start_listening(s, WORDS("sh", "-c", "cd \"$0\" && exec \"$@\"", folder,
					     program, "-F", "-c", config)))
			return;
	}
	FAIL("dovecot does not start");
}

/* exim insists on a user of its own, and that it is who runs it: that is us. */
static void write_exim_account(const struct real_server *s)
{
	uid_t uid = getuid() == 0 ? NOBODY : getuid();
	gid_t gid = getuid() == 0 ? NOBODY : getgid();
	FILE *f = open_file(s, "passwd", 0644);

	fprintf(f, "Debian-exim:x:%u:%u::/nonexistent:/bin/false\n", uid, gid);
	fclose(f);
	f = open_file(s, "group", 0644);
	fprintf(f, "Debian-exim:x:%u:\n", gid);
	fclose(f);
}

static void write_exim_config(const struct real_server *s, const char *program)
{
	FILE *f = open_file(s, "exim.conf", 0644);

	fprintf(f, "exim_path = %s\nspool_directory = %s\n", program, s->folder);
	fprintf(f, "log_file_path = %s/%%slog\npid_file_path = %s/pid\n", s->folder, s->folder);
	fprintf(f, "local_interfaces = <; 127.0.0.1\ndaemon_smtp_ports = %s\n", s->port);
	fprintf(f, "primary_hostname = localhost\nhost_lookup =\nkeep_environment =\n");
	fprintf(f, "deliver_drop_privilege\nqueue_only\ntls_advertise_hosts = *\n");
	fprintf(f, "tls_certificate = %s/server.pem\ntls_privatekey = %s/server.key\n", s->folder,
		s->folder);
	fprintf(f, "acl_smtp_rcpt = recipient\nbegin acl\nrecipient:\n deny !encrypted = *\n "
		   "accept\n");
	fclose(f);
}

void real_exim(struct real_server *s, const char *name)
{
	char program[2 * PATH_SIZE], config[PATH_SIZE], servers[PATH_SIZE], user[PATH_SIZE],
		group[PATH_SIZE];

	enter_servers(s, "exim4", servers);
	copy_certificate(s, name);
	write_exim_account(s);
	snprintf(program, sizeof(program), "%s/bin/exim4", servers);
	snprintf(config, sizeof(config), "%s/exim.conf", s->folder);
	snprintf(user, sizeof(user), "NSS_WRAPPER_PASSWD=%s/passwd", s->folder);
	snprintf(group, sizeof(group), "NSS_WRAPPER_GROUP=%s/group", s->folder);
	for (int attempt = 0; attempt < 5; attempt++) {
		find_free_port(s->port);
		write_exim_config(s, program);
		if (start_listening(s, WORDS("env", user, group, program, "-C", config, "-bdf")))
			return;
	}
	FAIL("exim4 does not start");
}

const char *real_local_name(void)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	bool ipv4;

	if (getaddrinfo("localhost", NULL, &hints, &list) != 0)
		return "127.0.0.1";
	ipv4 = list->ai_family == AF_INET;
	freeaddrinfo(list);
	return ipv4 ? "localhost" : "127.0.0.1";
}
