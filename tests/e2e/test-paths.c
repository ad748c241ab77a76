/* Ways to a peer other than a socket of our own: commands, unix sockets, proxies. */
#include "e2e/harness.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_exec_in_terminal(void)
{
	struct home home;
	Tty *t;

	home_init(&home);
	t = tty_start(&(struct tty_setup){ .home = &home }, WORDS("hail", "exec:sh -c 'PS1=ready\\> exec sh -i'"));
	tty_wait_line(t, "ready>");
	tty_wait_status(t, "char (exec)");
	tty_type(t, "stty size\r");
	tty_wait_line(t, "23 80");
	tty_resize(t, 60, 20);
	tty_type(t, "until [ \"$(stty size)\" = '19 60' ]; do :; done; echo re''sized\r");
	tty_wait_line(t, "resized");
	tty_type(t, "echo $TERM\r");
	tty_wait_line(t, "xterm-256color");
	tty_type(t, "exit\r");
	tty_wait_status(t, "closed");
	CHECK(tty_find(t, 0, "resized") >= 0, "expected the screen to stay");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 0);
}

static void test_exec_in_pipe(void)
{
	Job *j = job_start(WORDS("hail", "exec:sed s/a/b/"));

	job_write(j, "banana\n\377\0", 9);
	job_end_input(j);
	job_expect(j, 0, "bbnana\n\377\0", 9);
}

static void test_exec_impossible(void)
{
	Job *j = job_start(WORDS("hail", "exec:/nonexistent/command"));

	job_end_input(j);
	CHECK_INT(WEXITSTATUS(job_wait(j)), 1);
	job_expect_sentence(j, "/nonexistent/command");
}

static void test_unix(void)
{
	struct home home;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char word[200];
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	int fd;
	Job *j;

	home_init(&home);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", home_path(&home, "socket"));
	CHECK_INT(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	CHECK_INT(listen(listener, 1), 0);
	snprintf(word, sizeof(word), "unix:%s", address.sun_path);
	j = job_start_with(&home, NULL, WORDS("hail", word));
	fd = accept(listener, NULL, NULL);
	CHECK(fd >= 0, "nobody connected");
	CHECK_INT(write(fd, "from the socket\n", 16), 16);
	close(fd);
	close(listener);
	job_expect(j, 0, "from the socket\n", 16);
}

static void test_unix_missing(void)
{
	Job *j = job_start(WORDS("hail", "unix:/nonexistent/socket"));

	CHECK_INT(WEXITSTATUS(job_wait(j)), 4);
	job_expect_sentence(j, "/nonexistent/socket");
}

/* Another hail as the command of --proxy exec: %h and %p are the peer. */
static void test_proxy_exec(void)
{
	Peer *p = peer_new();
	char proxy[4200];
	Job *j;

	snprintf(proxy, sizeof(proxy), "exec:%s --pipe --raw %%h %%p", home_program());
	j = job_start(WORDS("hail", "--raw", "--proxy", proxy, "127.0.0.1", peer_port(p)));
	peer_send(p, "bytes \377\0\r\n", 10);
	job_wait_output(j, "bytes ");
	job_write_text(j, "up\n");
	peer_expect_text(p, "up\n");
	job_end_input(j);
	peer_expect_end(p);
	peer_close(p);
	job_expect(j, 0, "bytes \377\0\r\n", 10);
}

/* A SOCKS5 proxy of our own: the request byte by byte on the wire, then the peer. */
static void test_socks5(void)
{
	Peer *p = peer_new();
	char proxy[80];
	Job *j;

	snprintf(proxy, sizeof(proxy), "socks5://joe:secret@127.0.0.1:%s", peer_port(p));
	j = job_start(WORDS("hail", "--raw", "--proxy", proxy, "far.example", "2001"));
	peer_expect_only(p, "\5\2\0\2", 4);
	peer_send(p, "\5\2", 2);
	peer_expect_only(p, "\1\3joe\6secret", 12);
	peer_send(p, "\1\0", 2);
	peer_expect_only(p, "\5\1\0\3\13far.example\7\321", 18);
	peer_send(p, "\5\0\0\1\0\0\0\0\0\0hello\n", 16);
	peer_close(p);
	job_expect(j, 0, "hello\n", 6);
}

static void test_http_refused(void)
{
	Peer *p = peer_new();
	char proxy[80];
	Job *j;

	snprintf(proxy, sizeof(proxy), "http://joe:secret@127.0.0.1:%s", peer_port(p));
	j = job_start(WORDS("hail", "--raw", "--proxy", proxy, "far.example", "2001"));
	peer_expect_text(p, "CONNECT far.example:2001 HTTP/1.1\r\n");
	peer_expect_text(p, "\r\n\r\n");
	peer_send_text(p, "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n");
	peer_close(p);
	CHECK(job_wait(j) != 0, "expected a failure");
	job_expect_sentence(j, "refused the user or the password");
	CHECK(!strstr(job_errors(j, NULL), "secret"), "the password is in the sentence");
}

static void test_environment(void)
{
	Peer *p = peer_new();
	struct home home;
	char setting[80];
	Job *j;

	home_init(&home);
	snprintf(setting, sizeof(setting), "ALL_PROXY=socks5://127.0.0.1:%s", peer_port(p));
	j = job_start_with(&home, WORDS(setting), WORDS("hail", "--raw", "far.example", "2001"));
	peer_expect(p, "\5", 1);
	peer_close(p);
	CHECK(job_wait(j) != 0, "expected a failure");
	j = job_start_with(&home, WORDS(setting, "NO_PROXY=127.0.0.1"),
			   WORDS("hail", "--raw", "127.0.0.1", peer_refusing_port()));
	CHECK_INT(WEXITSTATUS(job_wait(j)), 4);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "exec: in a terminal", test_exec_in_terminal, 0 },
		{ "exec: in a pipe", test_exec_in_pipe, 0 },
		{ "exec: of nothing", test_exec_impossible, 0 },
		{ "unix:", test_unix, 0 },
		{ "unix: of nothing", test_unix_missing, 0 },
		{ "--proxy exec:", test_proxy_exec, 0 },
		{ "SOCKS5 with a login", test_socks5, 0 },
		{ "HTTP that wants another login", test_http_refused, 0 },
		{ "ALL_PROXY and NO_PROXY", test_environment, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
