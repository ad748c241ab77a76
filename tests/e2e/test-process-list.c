/* Passwords of the command line and of options: not in the list of processes, on the screen, in
 * files. */
#include "e2e/harness.h"

#include <sys/stat.h>

#define SECRET "s3cr3t-4711"

/* What other users see of a process. */
static char *command_line(pid_t pid, size_t *n)
{
	char path[64];
	char *bytes;

	snprintf(path, sizeof(path), "/proc/%ld/cmdline", (long)pid);
	bytes = home_read_file(path, n);
	CHECK(bytes && *n, "expected a command line in %s", path);
	return bytes;
}

static void expect_hidden(pid_t pid)
{
	size_t n;
	char *bytes = command_line(pid, &n);

	if (memmem(bytes, n, SECRET, strlen(SECRET))) {
		tap_note_bytes("command line", bytes, n);
		FAIL("the secret is in the list of processes");
	}
	CHECK(memmem(bytes, n, "127.0.0.1", 9), "expected the rest of the command line");
	free(bytes);
}

static const char *const words[][2] = {
	{ "--proxy", "http://me:" SECRET "@127.0.0.1:1" },
	{ "--proxy=http://me:" SECRET "@127.0.0.1:1", NULL },
	{ "-o", "proxy=http://me:" SECRET "@127.0.0.1:1" },
	{ "-oproxy http://me:" SECRET "@127.0.0.1:1", NULL },
	{ "-o", "password-command=echo " SECRET },
};

static void test_pipe(void)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		const char *port = peer_black_hole();
		const char *argv[] = { "hail", words[i][0], words[i][1], NULL, NULL, NULL, NULL };
		size_t at = words[i][1] ? 3 : 2;
		Peer *p = peer_new();
		char proxy[64];
		Job *j;

		/* Through a proxy that says nothing, so that it stays. */
		snprintf(proxy, sizeof(proxy), "-oproxy=http://me:" SECRET "@127.0.0.1:%s",
			 peer_port(p));
		argv[at++] = proxy;
		argv[at++] = "127.0.0.1";
		argv[at] = port;
		j = job_start(argv);
		peer_expect_text(p, "Proxy-Authorization: Basic bWU6czNjcjN0LTQ3MTE=\r\n");
		expect_hidden(job_pid(j));
	}
}

static void test_screen(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, WORDS("hail", "-c", "send " SECRET, "127.0.0.1", peer_port(p)));

	peer_expect_only(p, BYTES(SECRET "\r\n"));
	expect_hidden(tty_pid(t));
}

static void expect_off_screen(Tty *t)
{
	for (int row = 0; row < tty_height(t); row++)
		CHECK(!strstr(tty_row(t, row), SECRET), "the secret is on the screen");
}

static void test_set(void)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;

	home_init(&h);
	t = tty_start(&(struct tty_setup){ .width = 160, .home = &h },
		      WORDS("hail", "127.0.0.1", peer_port(p)));
	tty_wait_status(t, "connected");
	tty_type(t, "/set proxy http://me:" SECRET "@gate:1,socks5://you:" SECRET "@inner");
	tty_keys(t, "Enter");
	tty_wait_input(t, "");
	tty_type(t, "/set proxy");
	tty_keys(t, "Enter");
	tty_wait_text(t, "proxy = http://me:***@gate:1,socks5://you:***@inner");
	tty_keys(t, "Up Up");
	expect_off_screen(t);
	tty_keys(t, "Ctrl-U");
	tty_type(t, "/set");
	tty_keys(t, "Enter");
	tty_wait_text(t, "options");
	tty_keys(t, "End");
	tty_wait_text(t, "http://me:***@gate:1");
	expect_off_screen(t);
	tty_keys(t, "q");
	tty_type(t, "/set proxy http://me:" SECRET "@bad host");
	tty_keys(t, "Enter");
	tty_wait_text(t, "not understood");
	tty_keys(t, "Ctrl-C");
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
	tty_expect_exit(t, 0);
	CHECK(!home_contains(&h, SECRET, NULL), "the secret is in a file");
}

/* --- The password of a proxy in a file. */

static void test_file(void)
{
	Peer *p = peer_new();
	struct home h;
	char proxy[64];

	home_init(&h);
	home_write(&h, "gate", SECRET "\nnot this\n");
	snprintf(proxy, sizeof(proxy), "http://me@127.0.0.1:%s", peer_port(p));
	job_start_with(&h, NULL,
		       WORDS("hail", "--proxy", proxy, "-o", "proxy-password-file=~/gate",
			     "host.example"));
	peer_expect_text(p, "Proxy-Authorization: Basic bWU6czNjcjN0LTQ3MTE=\r\n");
}

static void expect_refused(const struct home *h, const char *part)
{
	Job *j = job_start_with(h, NULL,
				WORDS("hail", "--proxy", "socks5://me@127.0.0.1:1", "-o",
				      "proxy-password-file=~/gate", "host.example"));

	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, part);
}

static void test_bad_file(void)
{
	struct home h;
	char text[400];

	home_init(&h);
	expect_refused(&h, "gate: No such file");
	home_write(&h, "gate", SECRET "\n");
	CHECK_INT(chmod(home_path(&h, "gate"), 0640), 0);
	expect_refused(&h, "others may read the password file");
	CHECK_INT(chmod(home_path(&h, "gate"), 0600), 0);
	home_write(&h, "gate", "\n");
	expect_refused(&h, "must begin with a line");
	memset(text, 'x', 256);
	text[256] = '\0';
	home_write(&h, "gate", text);
	expect_refused(&h, "must begin with a line");
	CHECK_INT(remove(home_path(&h, "gate")), 0);
	CHECK_INT(mkfifo(home_path(&h, "gate"), 0600), 0);
	expect_refused(&h, "not a regular file");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the list of processes: a pipe", test_pipe, 0 },
		{ "the list of processes: a screen", test_screen, 0 },
		{ "/set proxy, its errors and the history", test_set, 0 },
		{ "proxy-password-file", test_file, 0 },
		{ "a proxy-password-file that won't do", test_bad_file, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
