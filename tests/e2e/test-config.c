/* The configuration file: what it sets holds, and its errors name file, line and column. */
#include "e2e/harness.h"

#include <sys/stat.h>

static void test_good(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "# a comment\n\nset local-echo off\nset eol lf\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	CHECK_INT(job_wait(j), 0);
	CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_missing(void)
{
	struct home h;
	Job *j;

	/* No file is no error. */
	home_init(&h);
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	CHECK_INT(job_wait(j), 0);
}

/* Whether the text names the file and ":LINE:COLUMN" in one of its lines. */
static void expect_place(const char *text, int line, int column)
{
	char place[64];

	snprintf(place, sizeof(place), "hail.conf:%d:%d: ", line, column);
	CHECK(strstr(text, place), "expected \"%s\" in \"%s\"", place, text);
}

static void test_bad(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "set local-echo off\nfrobnicate everything\nset nosuchoption 1\n  "
			      "set local-echo sometimes\nset\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	expect_place(job_errors(j, NULL), 2, 1);
	expect_place(job_errors(j, NULL), 3, 5);
	expect_place(job_errors(j, NULL), 4, 18);
	CHECK(strstr(job_errors(j, NULL), "hail.conf:5:"),
	      "expected the place of the missing argument");
	CHECK(!strstr(job_errors(j, NULL), "hail.conf:1:"), "nothing is wrong with line 1");
}

static void test_bytes(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "\377\376\001\033]0;EVIL\007\nset\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	CHECK(!strchr(job_errors(j, NULL), 033), "an escape of the file reached the terminal");
	CHECK(!strchr(job_errors(j, NULL), 007), "a bell of the file reached the terminal");
}

static void test_errors_do_not_stop(void)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;

	home_init(&h);
	home_write_config(&h, "frobnicate\nset eol lf\n");
	t = tty_start(&(struct tty_setup){ .home = &h }, WORDS("hail", "127.0.0.1", peer_port(p)));
	peer_wait_connected(p);
	tty_wait_text(t, "hail.conf:1:1");
	tty_keys(t, "q");
	tty_wait_no_text(t, "hail.conf:1:1");
	tty_wait_status(t, "connected");
	tty_type(t, "x");
	tty_keys(t, "Enter");
	/* The good line after the bad one holds. */
	peer_expect_only(p, BYTES("x\n"));
}

static void test_errors_in_a_pipe(void)
{
	struct home h;
	Peer *p = peer_new();
	Job *j;

	home_init(&h);
	home_write_config(&h, "frobnicate\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--raw", "127.0.0.1", peer_port(p)));
	peer_wait_connected(p);
	peer_send_text(p, "data");
	peer_close(p);
	job_expect(j, 0, BYTES("data"));
	CHECK(strstr(job_errors(j, NULL), "hail.conf:1:1"), "expected the error on stderr");
}

static void test_no_config(void)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;

	home_init(&h);
	home_write_config(&h, "set eol lf\n");
	t = tty_start(&(struct tty_setup){ .home = &h },
		      WORDS("hail", "--no-config", "127.0.0.1", peer_port(p)));
	tty_wait_status(t, "connected");
	tty_type(t, "x");
	tty_keys(t, "Enter");
	peer_expect_only(p, BYTES("x\r\n"));
}

static void test_other_file(void)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;

	home_init(&h);
	home_write(&h, "other.conf", "set eol lf\n");
	t = tty_start(&(struct tty_setup){ .home = &h },
		      WORDS("hail", "-f", home_path(&h, "other.conf"), "-o", "local-echo=off",
			    "127.0.0.1", peer_port(p)));
	tty_wait_status(t, "connected");
	tty_type(t, "xyz");
	tty_keys(t, "Enter");
	peer_expect_only(p, BYTES("xyz\n"));
	tty_wait_no_text(t, "xyz");
}

/* A saved name: a host, its port and options in its own scope. */
static void test_host(void)
{
	struct home h;
	Peer *p = peer_new();
	char text[128];
	Tty *t;

	home_init(&h);
	snprintf(text, sizeof(text), "host castle 127.0.0.1 %s eol=lf\n", peer_port(p));
	home_write_config(&h, text);
	t = tty_start(&(struct tty_setup){ .home = &h }, WORDS("hail", "castle"));
	tty_wait_status(t, "connected");
	tty_type(t, "x");
	tty_keys(t, "Enter");
	peer_expect_only(p, BYTES("x\n"));
}

static void test_source(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write(&h, ".config/hail/more.conf", "set local-echo off\nfrobnicate\n");
	home_write_config(&h, "source more.conf\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	CHECK(strstr(job_errors(j, NULL), "more.conf:2:1: "),
	      "expected the place in the sourced file");
}

static void test_source_itself(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "source hail.conf\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	CHECK(strstr(job_errors(j, NULL), "hail.conf:1:"), "expected the place");
}

static void test_commands_at_start(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, WORDS("hail", "-c", "set eol lf", "-c", "/set local-echo off",
				       "127.0.0.1", peer_port(p)));

	tty_wait_status(t, "connected");
	tty_type(t, "xyz");
	tty_keys(t, "Enter");
	peer_expect_only(p, BYTES("xyz\n"));
	tty_wait_no_text(t, "xyz");
}

static void test_modes_of_files(void)
{
	struct home h;
	struct stat st;
	Peer *p = peer_new();
	Tty *t;

	home_init(&h);
	t = tty_start(&(struct tty_setup){ .home = &h }, WORDS("hail", "127.0.0.1", peer_port(p)));
	tty_wait_status(t, "connected");
	tty_type(t, "something to keep");
	tty_keys(t, "Enter");
	peer_expect_only(p, BYTES("something to keep\r\n"));
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
	tty_expect_exit(t, 0);
	CHECK(stat(home_path(&h, ".local/state/hail"), &st) == 0, "expected a state folder");
	CHECK((st.st_mode & 0777) == 0700, "expected mode 0700 of the state folder, saw %o",
	      st.st_mode & 0777);
	CHECK(home_contains(&h, "something to keep", NULL), "expected the history in a file");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a good file", test_good, 0 },
		{ "no file", test_missing, 0 },
		{ "bad lines: file, line, column, exit 2", test_bad, 0 },
		{ "bad bytes", test_bytes, 0 },
		{ "errors are shown and do not stop the start", test_errors_do_not_stop, 0 },
		{ "errors in a pipe", test_errors_in_a_pipe, 0 },
		{ "--no-config", test_no_config, 0 },
		{ "-f FILE and -o", test_other_file, 0 },
		{ "a saved host", test_host, 0 },
		{ "source names the right file", test_source, 0 },
		{ "a file that sources itself", test_source_itself, 0 },
		{ "-c COMMAND", test_commands_at_start, 0 },
		{ "folders and files are private", test_modes_of_files, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
