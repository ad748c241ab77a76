/* The history of each host: offered there alone, kept over runs, the single file of old read on. */
#include "e2e/harness.h"

#include <sys/stat.h>

#define STATE ".local/state/hail/"

static Tty *start(const struct home *h, const char *host, const Peer *p)
{
	Tty *t = tty_start(&(struct tty_setup){ .home = h },
			   WORDS("hail", "--raw", host, peer_port(p)));

	tty_wait_status(t, "connected");
	return t;
}

static void enter(Tty *t, Peer *p, const char *text)
{
	char sent[128];

	tty_type(t, text);
	tty_keys(t, "Enter");
	snprintf(sent, sizeof(sent), "%s\r\n", text);
	peer_expect_text(p, sent);
}

static void leave(Tty *t)
{
	tty_keys(t, "Ctrl-U");
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
	tty_expect_exit(t, 0);
}

static void test_hosts(void)
{
	Peer *p = peer_new(), *q = peer_new();
	struct home h;
	struct stat st;
	Tty *t;

	home_init(&h);
	t = start(&h, "127.0.0.1", p);
	enter(t, p, "at the first");
	leave(t);
	t = start(&h, "localhost", p);
	enter(t, p, "at the second");
	tty_keys(t, "Up Up");
	tty_wait_input(t, "at the second");
	leave(t);
	/* The port makes no other host. */
	t = start(&h, "127.0.0.1", q);
	tty_keys(t, "Up Up");
	tty_wait_input(t, "at the first");
	leave(t);
	CHECK(stat(home_path(&h, STATE "history.d/127.0.0.1"), &st) == 0 &&
		      (st.st_mode & 0777) == 0600,
	      "expected a file of mode 0600 for the host");
	CHECK(stat(home_path(&h, STATE "history.d"), &st) == 0 && (st.st_mode & 0777) == 0700,
	      "expected a folder of mode 0700");
}

/* Names of files hold no arguments of a command. */
static void test_command(void)
{
	struct home h;
	struct stat st;
	Tty *t;

	home_init(&h);
	t = tty_start(&(struct tty_setup){ .home = &h },
		      WORDS("hail", "-o", "mode=line", "exec:sh -c cat hunter2"));
	tty_wait_status(t, "connected");
	tty_type(t, "a line");
	tty_keys(t, "Enter");
	tty_wait_line(t, "a line");
	tty_type(t, "/log");
	tty_keys(t, "Enter");
	tty_wait_text(t, "logging to");
	leave(t);
	CHECK(stat(home_path(&h, STATE "history.d/exec%3Ash"), &st) == 0,
	      "expected a history named after the program");
	job_expect(job_start(WORDS("find", h.path, "-name", "*hunter2*")), 0, "", 0);
}

static void test_old_file(void)
{
	Peer *p = peer_new();
	struct home h;
	Tty *t;

	home_init(&h);
	home_write(&h, STATE "history", "from before\n");
	t = start(&h, "127.0.0.1", p);
	enter(t, p, "new");
	tty_keys(t, "Up");
	tty_wait_input(t, "new");
	tty_keys(t, "Up");
	tty_wait_input(t, "from before");
	leave(t);
	CHECK_TEXT(home_read_file(home_path(&h, STATE "history"), NULL), "from before\n");
	t = start(&h, "localhost", p);
	tty_keys(t, "Up");
	tty_wait_input(t, "from before");
	leave(t);
}

/* What was sent is sent again, also by the next run: no paste and no typed `//` makes a command. */
static void test_no_commands(void)
{
	Peer *p = peer_new();
	struct home h;
	Tty *t;

	home_init(&h);
	t = start(&h, "127.0.0.1", p);
	tty_type(t, "//who");
	tty_keys(t, "Enter");
	peer_expect_text(p, "/who\r\n");
	tty_keys(t, "Up");
	tty_wait_input(t, "//who");
	tty_keys(t, "Enter");
	peer_expect_text(p, "/who\r\n");
	tty_paste(t, "/quit!");
	tty_wait_input(t, "/quit!");
	tty_keys(t, "Enter");
	peer_expect_text(p, "/quit!\r\n");
	tty_paste(t, "//two");
	tty_wait_input(t, "//two");
	tty_keys(t, "Enter");
	peer_expect_text(p, "//two\r\n");
	tty_type(t, "/log x");
	tty_keys(t, "Enter");
	tty_wait_text(t, "logging to");
	leave(t);
	CHECK_TEXT(home_read_file(home_path(&h, STATE "history.d/127.0.0.1"), NULL),
		   "//who\n//quit!\n///two\n/log x\n/quit!\n");
	t = start(&h, "127.0.0.1", p);
	tty_keys(t, "Up Up");
	tty_wait_input(t, "/log x");
	tty_keys(t, "Up");
	tty_wait_input(t, "///two");
	tty_keys(t, "Enter");
	peer_expect_text(p, "//two\r\n");
	tty_keys(t, "Ctrl-R");
	tty_type(t, "//q");
	tty_keys(t, "Enter");
	peer_expect_text(p, "/quit!\r\n");
	leave(t);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "what was sent is never a command", test_no_commands, 0 },
		{ "a history for each host", test_hosts, 0 },
		{ "a command", test_command, 0 },
		{ "the single file of old", test_old_file, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
