/* The ways to a peer: proxies, commands, sockets of this machine, families of addresses. */
#include "e2e/harness.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "servers/real.h"

/* --- A scripted proxy: what it hears and says in turns. */

enum { TURNS = 4 };

struct bytes {
	const char *bytes;
	size_t n;
};

struct script {
	const char *url; /* up to the host */
	struct bytes hears[TURNS], says[TURNS];
	int exit_status; /* 0: it connects us */
	const char *part; /* of the sentence */
};

#define B(literal)                              \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}
#define ASK "\005\001\000\003\014host.example\000\027"
#define CONNECT "CONNECT host.example:23 HTTP/1.1\r\nHost: host.example:23\r\n"

static const struct script good[] = {
	{ .url = "socks5://",
	  .hears = { B("\005\001\000"), B(ASK) },
	  .says = { B("\005\000"), B("\005\000\000\001\177\000\000\001\000\027") } },
	{ .url = "socks5://",
	  .hears = { B("\005\001\000"), B(ASK) },
	  .says = { B("\005\000"), B("\005\000\000\003\004here\000\027") } },
	{ .url = "socks5://me:s3cret@",
	  .hears = { B("\005\002\000\002"), B("\001\002me\006s3cret"), B(ASK) },
	  .says = { B("\005\002"), B("\001\000"), B("\005\000\000\001\177\000\000\001\000\027") } },
	{ .url = "socks4a://",
	  .hears = { B("\004\001\000\027\000\000\000\001\000host.example\000") },
	  .says = { B("\000\132\000\027\177\000\000\001") } },
	{ .url = "http://",
	  .hears = { B(CONNECT "\r\n") },
	  .says = { B("HTTP/1.1 200 OK\r\nVia: x\r\n\r\n") } },
	{ .url = "http://me:s3cret@",
	  .hears = { B(CONNECT "Proxy-Authorization: Basic bWU6czNjcmV0\r\n\r\n") },
	  .says = { B("HTTP/1.0 200 Connection established\r\n\r\n") } },
};

static const struct script bad[] = {
	{ .url = "socks5://me:wrong@",
	  .hears = { B("\005\002\000\002"), B("\001\002me\005wrong") },
	  .says = { B("\005\002"), B("\001\001") },
	  .exit_status = 1,
	  .part = "refused the user or the password" },
	{ .url = "socks5://",
	  .hears = { B("\005\001\000") },
	  .says = { B("\005\377") },
	  .exit_status = 1,
	  .part = "it wants a user and a password" },
	{ .url = "socks5://",
	  .hears = { B("\005\001\000"), B(ASK) },
	  .says = { B("\005\000"), B("\005\005\000\001\000\000\000\000\000\000") },
	  .exit_status = 4,
	  .part = "refused" },
	{ .url = "socks5://",
	  .hears = { B("\005\001\000"), B(ASK) },
	  .says = { B("\005\000"), B("\005\004\000\001\000\000\000\000\000\000") },
	  .exit_status = 4 },
	{ .url = "socks5://",
	  .hears = { B("\005\001\000") },
	  .says = { B("HTTP/1.1 400 Bad\r\n\r\n") },
	  .exit_status = 1,
	  .part = "it seems to be an HTTP proxy" },
	{ .url = "http://me:wrong@",
	  .hears = { B("\r\n\r\n") },
	  .says = { B("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n") },
	  .exit_status = 1,
	  .part = "refused the user" },
	{ .url = "http://",
	  .hears = { B("\r\n\r\n") },
	  .says = { B("HTTP/1.1 403 Forbidden\r\n\r\n") },
	  .exit_status = 4,
	  .part = "403" },
	{ .url = "http://",
	  .hears = { B("\r\n\r\n") },
	  .says = { B("\005\000") },
	  .exit_status = 1 },
};

static Job *start_script(const struct script *s, Peer *proxy)
{
	char url[128];

	snprintf(url, sizeof(url), "%s127.0.0.1:%s", s->url, peer_port(proxy));
	tap_note("%s", url);
	return job_start(WORDS("hail", "--raw", "--proxy", url, "host.example", "23"));
}

/* The bytes go one at a time, each in a turn of its own. */
static void say_slowly(Peer *proxy, const struct bytes *b)
{
	for (size_t i = 0; i < b->n; i++) {
		peer_send(proxy, b->bytes + i, 1);
		peer_flush(proxy);
		pump_once(2);
	}
}

static void play(const struct script *s, Peer *proxy)
{
	for (size_t i = 0; i < TURNS && s->hears[i].n; i++) {
		peer_expect(proxy, s->hears[i].bytes, s->hears[i].n);
		say_slowly(proxy, &s->says[i]);
	}
}

static void test_scripts(void)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		Peer *proxy = peer_new();
		Job *j = start_script(&good[i], proxy);

		job_write_text(j, "a question\n");
		play(&good[i], proxy);
		/* Nothing of the input went to the proxy itself. */
		peer_expect_only(proxy, BYTES("a question\n"));
		peer_send_text(proxy, "an answer\n");
		job_wait_output(j, "an answer\n");
		peer_close(proxy);
		job_expect(j, 0, BYTES("an answer\n"));
	}
}

static void test_bad_scripts(void)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		Peer *proxy = peer_new();
		Job *j = start_script(&bad[i], proxy);

		job_write_text(j, "a question\n");
		play(&bad[i], proxy);
		job_expect(j, bad[i].exit_status, BYTES(""));
		job_expect_sentence(j, bad[i].part ? bad[i].part : "proxy");
		CHECK(!strstr(job_errors(j, NULL), "s3cret") &&
			      !strstr(job_errors(j, NULL), "wrong@"),
		      "the password is in the sentence");
		CHECK(!peer_has_received(proxy, BYTES("a question")),
		      "input went to a proxy that refused");
	}
}

/* The answer breaks off after each of its bytes. */
static void test_truncated(void)
{
	for (size_t i = 0; i < COUNT(good); i += 4) {
		const struct script *s = &good[i];

		for (size_t n = 0; n < s->says[0].n; n++) {
			Peer *proxy = peer_new();
			Job *j = start_script(s, proxy);

			peer_expect(proxy, s->hears[0].bytes, s->hears[0].n);
			peer_send(proxy, s->says[0].bytes, n);
			peer_close(proxy);
			CHECK(job_wait(j), "expected a failure after %zu bytes", n);
			job_expect_sentence(j, "proxy");
		}
	}
}

static void test_slow(void)
{
	Peer *proxy = peer_new();
	char url[64];
	Job *j;

	snprintf(url, sizeof(url), "http://127.0.0.1:%s", peer_port(proxy));
	j = job_start(WORDS("hail", "--raw", "--connect-timeout", "1", "--proxy", url,
			    "host.example", "23"));
	peer_expect_text(proxy, "\r\n\r\n");
	peer_send_text(proxy, "HTTP/1.1 200");
	job_expect(j, 5, BYTES(""));
	job_expect_sentence(j, "proxy");
}

static void test_refusing_proxy(void)
{
	char url[64];
	Job *j;

	snprintf(url, sizeof(url), "socks5://127.0.0.1:%s", peer_refusing_port());
	j = job_start(WORDS("hail", "--raw", "--proxy", url, "host.example", "23"));
	job_expect(j, 4, BYTES(""));
	job_expect_sentence(j, "127.0.0.1");
}

/* Two scripted ones in a chain are one connection: the second talk goes through the first. */
static void test_chain(void)
{
	Peer *proxy = peer_new();
	char url[128];
	Job *j;

	snprintf(url, sizeof(url), "socks5://127.0.0.1:%s,http://second.example:3128",
		 peer_port(proxy));
	j = job_start(WORDS("hail", "--raw", "--proxy", url, "host.example", "23"));
	job_write_text(j, "a question\n");
	peer_expect(proxy, BYTES("\005\001\000"));
	peer_send(proxy, BYTES("\005\000"));
	peer_expect_only(proxy, BYTES("\005\001\000\003\016second.example\014\070"));
	peer_send(proxy, BYTES("\005\000\000\001\177\000\000\001\000\027"));
	peer_expect_only(proxy, BYTES(CONNECT "\r\n"));
	peer_send_text(proxy, "HTTP/1.1 200 OK\r\n\r\nwelcome\n");
	peer_expect_only(proxy, BYTES("a question\n"));
	job_wait_output(j, "welcome\n");
	peer_close(proxy);
	job_expect(j, 0, BYTES("welcome\n"));
}

/* In the terminal: the step that failed, and /why without the password. */
static void test_terminal(void)
{
	Peer *proxy = peer_new();
	char url[64];
	Tty *t;

	snprintf(url, sizeof(url), "http://me:s3cret@127.0.0.1:%s", peer_port(proxy));
	t = tty_start(NULL, WORDS("hail", "--raw", "--proxy", url, "host.example", "23"));
	peer_expect_text(proxy, "\r\n\r\n");
	peer_send_text(proxy, "HTTP/1.1 200 OK\r\n\r\nwelcome\r\n");
	tty_wait_line(t, "welcome");
	tty_wait_status(t, "connected");
	tty_type(t, "/why");
	tty_keys(t, "Enter");
	tty_wait_text(t, "the proxy has connected us");
	CHECK(!tty_raw_has(t, BYTES("s3cret")), "the password of the proxy was shown");
	tty_keys(t, "Esc");
	tty_wait_no_text(t, "the proxy has connected us");
	peer_close(proxy);
	tty_wait_status(t, "closed");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 0);
}

/* --- The environment. */

static void expect_direct(const char *const *extra, const char *const *more)
{
	Peer *p = peer_new();
	const char *words[16] = { "hail", "--raw" };
	size_t n = 2;
	Job *j;

	for (; more && *more; more++)
		words[n++] = *more;
	words[n++] = "127.0.0.1";
	words[n++] = peer_port(p);
	j = job_start_with(NULL, extra, words);
	job_write_text(j, "direct\n");
	peer_expect_only(p, BYTES("direct\n"));
	peer_close(p);
	job_expect(j, 0, BYTES(""));
}

static void test_environment(void)
{
	Peer *proxy = peer_new();
	char all[64];
	Job *j;

	snprintf(all, sizeof(all), "ALL_PROXY=socks5://127.0.0.1:%s", peer_port(proxy));
	j = job_start_with(NULL, WORDS(all), WORDS("hail", "--raw", "host.example", "23"));
	peer_expect(proxy, BYTES("\005\001\000"));
	peer_close(proxy);
	CHECK(job_wait(j), "expected a failure");
	job_expect_sentence(j, "proxy");
	expect_direct(WORDS(all, "NO_PROXY=other.example,127.0.0.0/8"), NULL);
	expect_direct(WORDS(all, "NO_PROXY=*"), NULL);
	expect_direct(WORDS(all), WORDS("--proxy", "none"));
	expect_direct(WORDS(all), WORDS("-o", "proxy=none"));
	CHECK_INT(peer_connections(proxy), 1);
}

/* --- Commands. */

static void test_proxy_command(void)
{
	Job *j = job_start(WORDS("hail", "--raw", "--proxy",
				 "exec:sh -c 'echo \"to $1 port $2\"; exec cat' relay %h %p",
				 "host.example", "4711"));

	job_write_text(j, "and back\n");
	job_end_input(j);
	job_expect(j, 0, BYTES("to host.example port 4711\nand back\n"));
	j = job_start(
		WORDS("hail", "--raw", "--proxy", "exec:nosuchcommand %h", "host.example", "4711"));
	job_expect(j, 1, BYTES(""));
	job_expect_sentence(j, "no such command");
}

static void test_exec_pipe(void)
{
	Job *j = job_start(WORDS("hail", "exec:cat"));

	job_write(j, BYTES("bytes \000\377\r\n as they are"));
	job_end_input(j);
	job_expect(j, 0, BYTES("bytes \000\377\r\n as they are"));
	j = job_start(
		WORDS("hail", "exec:sh -c 'test -t 0 && echo a terminal || echo no terminal'"));
	job_expect(j, 0, BYTES("no terminal\n"));
	j = job_start(WORDS("hail", "exec:/nonexistent/command"));
	job_expect(j, 1, BYTES(""));
	job_expect_sentence(j, "there is no such command");
	j = job_start(WORDS("hail", "exec:sh -c 'unclosed"));
	CHECK(job_wait(j), "expected a failure");
	job_expect_sentence(j, "quote");
}

static void test_exec_terminal(void)
{
	Tty *t = tty_start(NULL, WORDS("hail", "exec:env PS1='$ ' sh"));

	tty_wait_status(t, "char (exec)");
	tty_wait_text(t, "$");
	tty_type(t, "stty size\r");
	tty_wait_line(t, "23 80");
	tty_resize(t, 100, 30);
	/* The child hears of the size a moment later. */
	tty_type(t, "until test \"$(stty size)\" = '29 100'; do :; done; echo re$((1))sized\r");
	tty_wait_line(t, "re1sized");
	tty_type(t, "test -t 0 && echo a$((1))terminal\r");
	tty_wait_line(t, "a1terminal");
	tty_type(t, "exit\r");
	tty_wait_status(t, "closed");
	CHECK(tty_find(t, 0, "a1terminal") >= 0, "the screen stays");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 0);
}

/* No child outlives the program. */
static void test_exec_quit(void)
{
	struct home h;
	const char *file;
	char command[700], *text;
	Tty *t;
	int pid;

	home_init(&h);
	file = home_path(&h, "pid");
	snprintf(command, sizeof(command), "exec:sh -c 'echo $$ >%s; echo up; exec cat'", file);
	t = tty_start(&(struct tty_setup){ .home = &h }, WORDS("hail", command));
	tty_wait_line(t, "up");
	text = home_read_file(file, NULL);
	CHECK(text && sscanf(text, "%d", &pid) == 1, "no pid");
	free(text);
	tty_keys(t, "Ctrl-] q");
	tty_wait_text(t, "(y quits");
	tty_type(t, "y");
	tty_expect_exit(t, 0);
	snprintf(command, sizeof(command), "/proc/%d", pid);
	for (int i = 0; i < 100 && access(command, F_OK) == 0; i++)
		pump_once(20);
	CHECK(access(command, F_OK) < 0, "the child lives on");
}

/* --- A socket of this machine: echoes one connection. */

struct echo {
	struct pump_source source;
	bool accepted;
};

static void on_echo(void *user, short revents)
{
	struct echo *s = user;
	char bytes[256];
	ssize_t n;
	int fd;

	(void)revents;
	if (!s->accepted) {
		fd = accept(s->source.fd, NULL, NULL);
		close(s->source.fd);
		s->source.fd = fd;
		s->accepted = true;
		return;
	}
	n = read(s->source.fd, bytes, sizeof(bytes));
	if (n <= 0 || write(s->source.fd, bytes, (size_t)n) != n) {
		close(s->source.fd);
		s->source.fd = -1;
	}
}

static void listen_at(struct echo *s, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	CHECK(strlen(path) < sizeof(address.sun_path), "%s is too long", path);
	memcpy(address.sun_path, path, strlen(path));
	*s = (struct echo){ .source = { .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
					.events = POLLIN,
					.ready = on_echo,
					.user = s } };
	if (bind(s->source.fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(s->source.fd, 1) < 0)
		FAIL("%s: %s", path, strerror(errno));
	pump_add(&s->source);
}

static void test_unix(void)
{
	struct home h;
	struct echo first, second;
	char url[600];
	Job *j;
	Tty *t;

	home_init(&h);
	listen_at(&first, home_path(&h, "s"));
	snprintf(url, sizeof(url), "unix:%s", home_path(&h, "s"));
	j = job_start(WORDS("hail", url));
	job_write_text(j, "there and back\n");
	job_end_input(j);
	job_expect(j, 0, BYTES("there and back\n"));
	listen_at(&second, home_path(&h, "t"));
	snprintf(url, sizeof(url), "unix:%s", home_path(&h, "t"));
	t = tty_start(NULL, WORDS("hail", url));
	tty_wait_status(t, "line (raw)");
	tty_type(t, "there and back");
	tty_keys(t, "Enter");
	tty_wait_line(t, "there and back");
	tty_keys(t, "Ctrl-] q");
	tty_wait_text(t, "(y quits");
	tty_type(t, "y");
	tty_expect_exit(t, 0);
	j = job_start(WORDS("hail", "unix:/nonexistent/socket"));
	CHECK(job_wait(j), "expected a failure");
	job_expect_sentence(j, "/nonexistent/socket");
}

/* --- Families. */

static void test_families(void)
{
	Peer *p = peer_new();
	Job *j;

	expect_direct(NULL, WORDS("-4"));
	j = job_start(WORDS("hail", "--raw", "-6", "localhost", peer_port(p)));
	CHECK(job_wait(j), "expected a failure");
	job_expect_sentence(j, "localhost");
	j = job_start(WORDS("hail", "--raw", "-6", "127.0.0.1", peer_port(p)));
	CHECK(job_wait(j), "expected a failure");
	job_expect_sentence(j, "127.0.0.1");
	j = job_start(WORDS("hail", "--raw", "-4", "::1", peer_port(p)));
	CHECK(job_wait(j), "expected a failure");
	job_expect_sentence(j, "::1");
	CHECK_INT(peer_connections(p), 0);
	expect_direct(NULL, WORDS("-o", "bind=127.0.0.2"));
}

/* --- Real proxies. */

static void converse(const char *url)
{
	Peer *p = peer_new();
	Job *j = job_start(WORDS("hail", "--raw", "--proxy", url, real_local_name(), peer_port(p)));

	job_write_text(j, "a question\n");
	peer_expect_only(p, BYTES("a question\n"));
	peer_send_text(p, "an answer\n");
	job_wait_output(j, "an answer\n");
	peer_close(p);
	job_expect(j, 0, BYTES("an answer\n"));
}

static void expect_refused(const char *url, const char *port, int exit_status, const char *part)
{
	Job *j = job_start(WORDS("hail", "--raw", "--proxy", url, "127.0.0.1", port));

	job_expect(j, exit_status, BYTES(""));
	job_expect_sentence(j, part);
}

static void test_real(void)
{
	struct real_server socks, http;
	char url[256];

	real_microsocks(&socks, "me", "s3cret");
	real_tinyproxy(&http, "you", "s3cret", NULL);
	snprintf(url, sizeof(url), "socks5://me:s3cret@127.0.0.1:%s", socks.port);
	converse(url);
	expect_refused(url, peer_refusing_port(), 4, "refused");
	snprintf(url, sizeof(url), "socks5://me:wrong@127.0.0.1:%s", socks.port);
	expect_refused(url, "23", 1, "refused the user");
	snprintf(url, sizeof(url), "http://you:s3cret@127.0.0.1:%s", http.port);
	converse(url);
	snprintf(url, sizeof(url), "http://you:wrong@127.0.0.1:%s", http.port);
	expect_refused(url, "23", 1, "refused the user");
	snprintf(url, sizeof(url), "socks5://me:s3cret@127.0.0.1:%s,http://you:s3cret@127.0.0.1:%s",
		 socks.port, http.port);
	converse(url);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "proxies, byte by byte", test_scripts, 0 },
		{ "proxies that refuse", test_bad_scripts, 0 },
		{ "proxies that break off", test_truncated, 0 },
		{ "a proxy that takes for ever: 5", test_slow, 0 },
		{ "no proxy there: 4", test_refusing_proxy, 0 },
		{ "a chain of two", test_chain, 0 },
		{ "a proxy, from a terminal", test_terminal, 0 },
		{ "ALL_PROXY and NO_PROXY", test_environment, 0 },
		{ "a command as proxy", test_proxy_command, 0 },
		{ "exec: in a pipe", test_exec_pipe, 0 },
		{ "exec: in a terminal", test_exec_terminal, 0 },
		{ "exec: its child ends with us", test_exec_quit, 0 },
		{ "unix:", test_unix, 0 },
		{ "-4, -6 and a local address", test_families, 0 },
		{ "real proxies", test_real, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
