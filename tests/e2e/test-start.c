/* What a start finds and says: odd files and folders, mistyped words, who the command line logs in
 * as. */
#include "e2e/harness.h"

#include <sys/stat.h>
#include <unistd.h>

#define STATE ".local/state/hail"

/* Starts a pipe to a peer that sends "data" and closes; its standard error, which lives with it. */
static const char *errors_of_a_pipe(const struct home *h)
{
	Peer *p = peer_new();
	Job *j = job_start_with(h, NULL, WORDS("hail", "--raw", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send_text(p, "data");
	peer_close(p);
	job_expect(j, 0, BYTES("data"));
	return job_errors(j, NULL);
}

static Tty *open_screen(const struct home *h, Peer **p)
{
	Tty *t;

	*p = peer_new();
	t = tty_start(&(struct tty_setup){ .width = 160, .home = h },
		      WORDS("hail", "127.0.0.1", peer_port(*p)));
	tty_wait_status(t, "connected");
	return t;
}

static void leave(Tty *t)
{
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
	tty_expect_exit(t, 0);
}

/* --- The configuration. */

static void test_mark(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "\357\273\277set local-echo off\n\357\273\277set eol lf\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	/* Only the first bytes of the file are a mark. */
	CHECK(!strstr(job_errors(j, NULL), "hail.conf:1:"), "saw \"%s\"", job_errors(j, NULL));
	CHECK(strstr(job_errors(j, NULL), "hail.conf:2:1: "), "saw \"%s\"", job_errors(j, NULL));
	home_write_config(&h, "\357\273\277set eol nothing\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	CHECK(strstr(job_errors(j, NULL), "hail.conf:1:9: "), "saw \"%s\"", job_errors(j, NULL));
	home_write_config(&h, "\357\273\277");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 0, BYTES(""));
	CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_null(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "frobnicate\n");
	j = job_start_with(&h, NULL, WORDS("hail", "-f", "/dev/null", "--check-config"));
	job_expect(j, 0, BYTES(""));
	CHECK_TEXT(job_errors(j, NULL), "");
}

/* A file that others may write to is told of all the same. */
static void test_open_mode(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "set eol lf\n");
	CHECK_INT(chmod(home_path(&h, ".config/hail/hail.conf"), 0666), 0);
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	CHECK(strstr(job_errors(j, NULL), "chmod go-w"), "saw \"%s\"", job_errors(j, NULL));
}

static void test_nearest(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, "hots castle\nset porxy none\nset tls onn\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	CHECK(strstr(job_errors(j, NULL),
		     ":1:1: there is no command \"hots\": did you mean \"host\"?"),
	      "saw \"%s\"", job_errors(j, NULL));
	CHECK(strstr(job_errors(j, NULL),
		     ":2:5: there is no option \"porxy\": did you mean \"proxy\"?"),
	      "saw \"%s\"", job_errors(j, NULL));
	CHECK(strstr(job_errors(j, NULL), ":3:9: tls can't be \"onn\": did you mean \"on\"?"),
	      "saw \"%s\"", job_errors(j, NULL));
}

static void test_nearest_on_the_screen(void)
{
	Peer *p;
	Tty *t = open_screen(NULL, &p);

	tty_type(t, "/hlep with this line");
	tty_keys(t, "Enter");
	tty_wait_text(t, "there is no command \"hlep\": did you mean \"help\"?");
}

/* --- Our folders. */

static void test_folder_is_a_file(void)
{
	struct home h;
	const char *errors;
	Peer *p;
	Tty *t;

	home_init(&h);
	home_write(&h, STATE, "not a folder\n");
	errors = errors_of_a_pipe(&h);
	check_sentence(errors, "is not a folder");
	CHECK(strstr(errors, home_path(&h, STATE)), "saw \"%s\"", errors);
	t = open_screen(&h, &p);
	tty_wait_text(t, "history.d: Not a directory (history is kept for this run only)");
	leave(t);
	CHECK_INT(access(home_path(&h, STATE), F_OK), 0);
}

/* The same a folder higher. */
static void test_parent_is_a_file(void)
{
	struct home h;

	home_init(&h);
	home_write(&h, ".local/state", "not a folder\n");
	check_sentence(errors_of_a_pipe(&h), "can't be used");
}

static void test_configuration_is_no_folder(void)
{
	struct home h;
	Peer *p;
	Tty *t;

	home_init(&h);
	home_write(&h, ".config/hail", "not a folder\n");
	check_sentence(errors_of_a_pipe(&h), ".config/hail is not a folder");
	t = open_screen(&h, &p);
	tty_wait_text(t, ".config/hail is not a folder");
	tty_keys(t, "q");
	leave(t);
}

static void test_folder_of_another(void)
{
	struct home h;
	Peer *p;
	Tty *t;

	if (geteuid() != 0)
		tap_skip("only root can give a folder away");
	home_init(&h);
	home_write(&h, STATE "/x", "");
	CHECK_INT(chown(home_path(&h, STATE), 12345, 12345), 0);
	check_sentence(errors_of_a_pipe(&h), "belongs to another user (uid 12345)");
	t = open_screen(&h, &p);
	tty_wait_text(t, "belongs to another user (uid 12345)");
	tty_keys(t, "q");
	leave(t);
}

static void test_history_is_a_link(void)
{
	struct home h;
	Peer *p;
	Tty *t;

	home_init(&h);
	home_write(&h, STATE "/history.d/x", "");
	home_write(&h, "elsewhere", "kept\n");
	CHECK_INT(symlink(home_path(&h, "elsewhere"), home_path(&h, STATE "/history.d/127.0.0.1")),
		  0);
	t = open_screen(&h, &p);
	tty_wait_text(t, "it is a symbolic link");
	tty_type(t, "a line");
	tty_keys(t, "Enter");
	peer_expect_only(p, BYTES("a line\r\n"));
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
	tty_expect_exit(t, 0);
	CHECK_TEXT(home_read_file(home_path(&h, "elsewhere"), NULL), "kept\n");
}

static void test_damaged_pins(void)
{
	struct home h;

	home_init(&h);
	home_write(&h, STATE "/pins", "other.example:23 sha256//??? 2026-01-01\n");
	check_sentence(errors_of_a_pipe(&h), "lines that can't be read");
}

/* --- Who logs in. */

static void expect_login(Peer *p, Tty *t, bool answered)
{
	peer_wait_connected(p);
	tty_wait_status(t, "connected");
	peer_send_text(p, "login: ");
	tty_wait_text(t, "login:");
	if (answered) {
		peer_expect_only(p, BYTES("me\r\n"));
		return;
	}
	tty_type(t, "another");
	tty_keys(t, "Enter");
	peer_expect_only(p, BYTES("another\r\n"));
}

static void test_user(void)
{
	Peer *p = peer_new(), *other = peer_new();
	Tty *t = tty_start(NULL, WORDS("hail", "-l", "me", "127.0.0.1", peer_port(p)));
	char command[64];

	expect_login(p, t, true);
	/* It is for the destination of the command line only. */
	snprintf(command, sizeof(command), "/open 127.0.0.1 %s", peer_port(other));
	tty_type(t, command);
	tty_keys(t, "Enter");
	expect_login(other, t, false);
}

static void test_user_of_a_url(void)
{
	Peer *p = peer_new();
	char url[64];

	snprintf(url, sizeof(url), "telnet://me@127.0.0.1:%s", peer_port(p));
	expect_login(p, tty_start(NULL, WORDS("hail", url)), true);
}

static void test_user_is_none(void)
{
	Job *j = job_start(WORDS("hail", "-l", "-froot", "127.0.0.1", "1"));

	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, "can't be a user name");
}

static void test_charset(void)
{
	Peer *p;
	Tty *t;
	Job *j = job_start(WORDS("hail", "--charset", "UTF-16", "127.0.0.1", "1"));

	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, "\"UTF-16\" doesn't leave ASCII as it is");
	t = open_screen(NULL, &p);
	tty_type(t, "/set charset ISO646-DE");
	tty_keys(t, "Enter");
	tty_wait_text(t, "\"ISO646-DE\" doesn't leave ASCII as it is");
}

static void test_zone(void)
{
	Job *j = job_start(WORDS("hail", "fe80::1%nosuch0"));

	job_expect(j, 3, BYTES(""));
	job_expect_sentence(j, "no interface \"nosuch0\"");
	/* Nobody listens there, but it is an address. */
	j = job_start(WORDS("hail", "::1%lo", peer_refusing_port()));
	job_expect(j, 4, BYTES(""));
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a byte-order mark", test_mark, 0 },
		{ "-f /dev/null", test_null, 0 },
		{ "a configuration that others may write to", test_open_mode, 0 },
		{ "the nearest word: files", test_nearest, 0 },
		{ "the nearest word: the screen", test_nearest_on_the_screen, 0 },
		{ "a state folder that is a file", test_folder_is_a_file, 0 },
		{ "a file above the state folder", test_parent_is_a_file, 0 },
		{ "a configuration folder that is a file", test_configuration_is_no_folder, 0 },
		{ "a folder of another user", test_folder_of_another, 0 },
		{ "a history that is a symbolic link", test_history_is_a_link, 0 },
		{ "pins that can't be read, in a pipe", test_damaged_pins, 0 },
		{ "-l USER", test_user, 0 },
		{ "telnet://USER@HOST", test_user_of_a_url, 0 },
		{ "-l with no user's name", test_user_is_none, 0 },
		{ "a character set without ASCII", test_charset, 0 },
		{ "zones", test_zone, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
