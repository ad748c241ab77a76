/* The life of a connection: lost and made again, ended in one direction, logged in to, explained.
 */
#include "e2e/harness.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "e2e/fixture.h"
#include "servers/telnet-bytes.h"

#define SECRET "s3cr3t-4711"
/* Prints the secret, which is in no command line. */
#define PRINTS_SECRET "password-command=sh -c 'echo s3cr3t-$((4000+711))'"

static void open_session(struct session *s, const char *const *options)
{
	fixture_open_logged(s, &(struct tty_setup){ .width = 100, .height = 30 }, options);
}

static void send_line(struct session *s, const char *text)
{
	tty_type(s->tty, text);
	tty_keys(s->tty, "Enter");
}

static void wait_again(struct session *s)
{
	peer_wait_connections(s->peer, 2);
	tty_wait_status(s->tty, "connected");
}

static void leave(struct session *s)
{
	peer_stop_listening(s->peer);
	tty_keys(s->tty, "Ctrl-] c");
	tty_type(s->tty, "quit!\r");
	tty_wait_end(s->tty);
	tty_check_restored(s->tty);
}

static unsigned count_received(const struct session *s, const char *text)
{
	size_t n, length = strlen(text);
	const char *bytes = peer_received(s->peer, &n);
	unsigned count = 0;

	for (size_t i = 0; i + length <= n; i++)
		count += memcmp(bytes + i, text, length) == 0;
	return count;
}

/* --- Again. */

static void test_by_key(void)
{
	struct session s;

	open_session(&s, WORDS("--raw"));
	peer_send_text(s.peer, "before\r\n");
	tty_wait_line(s.tty, "before");
	tty_type(s.tty, "a draft");
	tty_wait_input(s.tty, "a draft");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_wait_status(s.tty, "^] r reconnects");
	tty_keys(s.tty, "Ctrl-] r");
	wait_again(&s);
	peer_send_text(s.peer, "after\r\n");
	tty_wait_line(s.tty, "after");
	CHECK(tty_find(s.tty, 0, "before") >= 0, "what was on the screen is gone");
	tty_wait_input(s.tty, "a draft");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("a draft\r\n"));
	leave(&s);
}

/* Off unless asked for. */
static void test_off(void)
{
	struct session s;

	open_session(&s, WORDS("--raw"));
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	pump_for(1500);
	CHECK_INT(peer_connections(s.peer), 1);
	CHECK(tty_find(s.tty, 0, "reconnecting") < 0, "it says that it reconnects");
	leave(&s);
}

static void test_by_itself(void)
{
	struct session s;

	open_session(&s, WORDS("--raw", "-o", "reconnect=on"));
	peer_send_text(s.peer, "before\r\n");
	tty_wait_line(s.tty, "before");
	peer_reset(s.peer);
	tty_wait_text(s.tty, "reconnecting in 1 s");
	wait_again(&s);
	peer_send_text(s.peer, "after\r\n");
	tty_wait_line(s.tty, "after");
	CHECK(tty_find(s.tty, 0, "before") >= 0, "what was on the screen is gone");
	/* It was not up for long, so the next wait is longer. */
	peer_close(s.peer);
	tty_wait_text(s.tty, "reconnecting in 2 s");
	leave(&s);
}

/* It goes on trying while nobody listens. */
static bool tried_twice(Tty *t, const void *user)
{
	int first = tty_find(t, 0, "cannot connect");

	(void)user;
	return first >= 0 && tty_find(t, first + 1, "cannot connect") >= 0;
}

static void test_refused_again(void)
{
	struct session s;

	open_session(&s, WORDS("--raw", "-o", "reconnect=on"));
	peer_stop_listening(s.peer);
	peer_close(s.peer);
	tty_wait_text(s.tty, "reconnecting in 1 s");
	/* Each attempt leaves its sentence: after the second one the third is some seconds away. */
	tty_wait(s.tty, tried_twice, NULL, "two refused attempts");
	tty_wait_text(s.tty, "reconnecting in");
	tty_wait_status(s.tty, "failed");
	leave(&s);
}

static void test_login_incorrect(void)
{
	struct session s;

	open_session(&s, WORDS("--raw", "-o", "reconnect=on"));
	peer_send_text(s.peer, "login: ");
	tty_wait_text(s.tty, "login:");
	send_line(&s, "bob");
	peer_expect_text(s.peer, "bob\r\n");
	peer_send_text(s.peer, "\r\nLogin incorrect\r\n");
	peer_close(s.peer);
	tty_wait_text(s.tty, "the login was refused: not reconnecting by itself");
	pump_for(1500);
	CHECK_INT(peer_connections(s.peer), 1);
	leave(&s);
}

static void test_disconnect(void)
{
	struct session s;

	/* Ended by the user: that is no loss. */
	open_session(&s, WORDS("--raw", "-o", "reconnect=on"));
	send_line(&s, "/disconnect");
	peer_expect_end(s.peer);
	tty_wait_status(s.tty, "closed");
	pump_for(1500);
	CHECK_INT(peer_connections(s.peer), 1);
	leave(&s);

	/* While it waits. */
	open_session(&s, WORDS("--raw", "-o", "reconnect=on"));
	peer_close(s.peer);
	tty_wait_text(s.tty, "reconnecting in 1 s");
	send_line(&s, "/disconnect");
	tty_wait_text(s.tty, "not reconnecting any more");
	pump_for(1500);
	CHECK_INT(peer_connections(s.peer), 1);
	leave(&s);
}

/* What was typed hidden is not sent again, nor left on the line. */
static void test_typed_password(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "reconnect=on"));
	peer_send(s.peer, BYTES("Password: " WILL_ECHO));
	peer_expect_text(s.peer, DO_ECHO);
	tty_wait_status(s.tty, "hidden (server ECHO)");
	send_line(&s, SECRET);
	peer_expect_text(s.peer, SECRET "\r\n");
	peer_reset(s.peer);
	wait_again(&s);
	peer_send(s.peer, BYTES("Password: " WILL_ECHO));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	peer_expect_text(s.peer, DO_ECHO);
	tty_keys(s.tty, "Up");
	send_line(&s, "another");
	peer_expect_text(s.peer, "another\r\n");
	CHECK_INT(count_received(&s, SECRET), 1);
	leave(&s);
	CHECK(!home_contains(&s.home, SECRET, NULL), "the password is in a file");
}

/* --- /why. */

static void test_why(void)
{
	struct session s;

	open_session(&s, WORDS("--raw"));
	send_line(&s, "/why");
	tty_wait_text(s.tty, "looking for 127.0.0.1 port");
	tty_wait_text(s.tty, "trying 127.0.0.1");
	tty_wait_text(s.tty, "connected to 127.0.0.1");
	tty_wait_text(s.tty, "0.0");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "looking for");
	peer_stop_listening(s.peer);
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_keys(s.tty, "Ctrl-] r");
	tty_wait_status(s.tty, "failed");
	send_line(&s, "/why");
	tty_wait_text(s.tty, "an attempt failed: Connection refused");
	tty_wait_text(s.tty, "failed: ");
	tty_keys(s.tty, "Esc");
	leave(&s);
}

/* --- Half of it. */

static void test_half_close(void)
{
	struct session s;

	open_session(&s, WORDS("--raw"));
	tty_type(s.tty, "x");
	tty_wait_input(s.tty, "x");
	tty_keys(s.tty, "Ctrl-D Backspace");
	tty_wait_input(s.tty, "");
	CHECK(!peer_has_end(s.peer), "Ctrl-D on a line with text must not end anything");
	tty_keys(s.tty, "Ctrl-D");
	peer_expect_end(s.peer);
	peer_send_text(s.peer, "the answer\r\n");
	tty_wait_line(s.tty, "the answer");
	tty_wait_status(s.tty, "connected");
	send_line(&s, "too late");
	tty_wait_status(s.tty, "connected");
	fixture_end(&s);
}

static void test_no_half_close(void)
{
	struct session s;

	/* Telnet doesn't, nor does a raw session that is told not to. */
	open_session(&s, WORDS("--raw", "-o", "half-close=no"));
	tty_keys(s.tty, "Ctrl-D");
	send_line(&s, "still here");
	peer_expect_only(s.peer, BYTES("still here\r\n"));
	CHECK(!peer_has_end(s.peer), "the direction was ended");
	leave(&s);
	open_session(&s, NULL);
	peer_send(s.peer, BYTES("hello\r\n\377\375\006"));
	tty_wait_line(s.tty, "hello");
	peer_expect_text(s.peer, "\377\374\006");
	tty_keys(s.tty, "Ctrl-D");
	send_line(&s, "still here");
	peer_expect_text(s.peer, "still here\r\n");
	CHECK(!peer_has_end(s.peer), "the direction was ended");
	leave(&s);
}

/* --- Logging in. */

static void check_secret_kept(struct session *s)
{
	leave(s);
	CHECK(!tty_raw_has(s->tty, BYTES(SECRET)), "the password was on the screen");
	CHECK(!home_contains(&s->home, SECRET, NULL), "the password is in a file");
	CHECK(home_contains(&s->home, "welcome", NULL), "the log has the session, that is sure");
}

/* Each is answered once: what is asked again is the user's to answer. */
static void test_login_line(void)
{
	struct session s;

	open_session(&s, WORDS("--raw", "-o", "user=bob", "-o", PRINTS_SECRET));
	peer_send_text(s.peer, "Unix\r\nlogin: ");
	peer_expect_only(s.peer, BYTES("bob\r\n"));
	peer_send_text(s.peer, "\r\nPassword: ");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	peer_send_text(s.peer, "\r\nwelcome\r\nPassword: ");
	tty_wait_line(s.tty, "welcome");
	send_line(&s, "by hand");
	peer_expect_only(s.peer, BYTES("by hand\r\n"));
	peer_send_text(s.peer, "\r\nlogin: ");
	send_line(&s, "alice");
	peer_expect_only(s.peer, BYTES("alice\r\n"));
	tty_keys(s.tty, "Up Up Up Up Up");
	check_secret_kept(&s);
}

static void test_login_masked(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "user=bob", "-o", PRINTS_SECRET));
	peer_send_text(s.peer, "Username: ");
	peer_expect_only(s.peer, BYTES("bob\r\n"));
	peer_send(s.peer, BYTES("Password: " WILL_ECHO));
	peer_expect_text(s.peer, SECRET "\r\n");
	peer_send(s.peer, BYTES(WONT_ECHO "\r\nwelcome\r\n"));
	tty_wait_line(s.tty, "welcome");
	check_secret_kept(&s);
}

static void test_login_char(void)
{
	struct session s;

	open_session(&s, WORDS("-o", "user=bob", "-o", PRINTS_SECRET));
	peer_send(s.peer, BYTES(WILL_ECHO WILL_SGA));
	peer_expect_text(s.peer, DO_ECHO DO_SGA);
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
	peer_send_text(s.peer, "switch login: ");
	peer_expect_only(s.peer, BYTES("bob\r\0"));
	peer_send_text(s.peer, "bob\r\nPassword: ");
	peer_expect_only(s.peer, BYTES(SECRET "\r\0"));
	peer_send_text(s.peer, "\r\nwelcome\r\n# ");
	tty_wait_line(s.tty, "welcome");
	check_secret_kept(&s);
}

/* Text that only has the words in it is no prompt. */
static void test_no_prompt(void)
{
	struct session s;

	open_session(&s, WORDS("--raw", "-o", "user=bob", "-o", PRINTS_SECRET));
	peer_send_text(
		s.peer,
		"Last login: Sunday\r\nThe password: is not asked here\r\nlogin as you like\r\n# ");
	tty_wait_text(s.tty, "login as you like");
	send_line(&s, "help");
	peer_expect_only(s.peer, BYTES("help\r\n"));
	leave(&s);
}

/* After a refusal the next prompt is not answered; a command that fails is told. */
static void test_login_refused(void)
{
	struct session s;

	open_session(&s, WORDS("--raw", "-o", "user=bob", "-o", PRINTS_SECRET));
	peer_send_text(s.peer, "login: ");
	peer_expect_only(s.peer, BYTES("bob\r\n"));
	peer_send_text(s.peer, "Login incorrect\r\nPassword: ");
	tty_wait_text(s.tty, "Login incorrect");
	send_line(&s, "by hand");
	peer_expect_only(s.peer, BYTES("by hand\r\n"));
	leave(&s);
	open_session(&s, WORDS("--raw", "-o", "password-command=false"));
	peer_send_text(s.peer, "Password: ");
	tty_wait_text(s.tty, "the password-command gave no password");
	leave(&s);
	open_session(&s, WORDS("--raw", "-o", "password-command=/nonexistent/pass show x"));
	peer_send_text(s.peer, "Password: ");
	tty_wait_text(s.tty, "there is no such command");
	leave(&s);
}

/* Once a connection: the next one is logged in to as the first was. */
static void test_login_again(void)
{
	struct session s;

	open_session(&s,
		     WORDS("--raw", "-o", "reconnect=on", "-o", "user=bob", "-o", PRINTS_SECRET));
	for (unsigned i = 1; i <= 2; i++) {
		peer_send_text(s.peer, "login: ");
		peer_expect_only(s.peer, BYTES("bob\r\n"));
		peer_send_text(s.peer, "\r\nPassword: ");
		peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
		peer_send_text(s.peer, "\r\nwelcome\r\n");
		tty_wait_line(s.tty, "welcome");
		if (i == 1) {
			peer_reset(s.peer);
			wait_again(&s);
		}
	}
	CHECK_INT(count_received(&s, SECRET), 2);
	check_secret_kept(&s);
}

/* A peer that ends the connection after the answer doesn't get it again and again. */
static void test_login_suspect(void)
{
	struct session s;

	open_session(&s,
		     WORDS("--raw", "-o", "reconnect=on", "-o", "user=bob", "-o", PRINTS_SECRET));
	peer_send_text(s.peer, "login: ");
	peer_expect_only(s.peer, BYTES("bob\r\n"));
	peer_send_text(s.peer, "\r\nPassword: ");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	peer_send_text(s.peer, "\r\nNope.\r\n");
	peer_close(s.peer);
	wait_again(&s);
	tty_wait_text(s.tty, "the password may have been refused before");
	peer_send_text(s.peer, "\r\nlogin: ");
	tty_wait_text(s.tty, "login: ");
	pump_for(1000);
	send_line(&s, "alice");
	peer_expect_text(s.peer, "alice\r\n");
	CHECK_INT(count_received(&s, "bob"), 1);
	CHECK_INT(count_received(&s, SECRET), 1);
	peer_close(s.peer);
	tty_wait_text(s.tty, "reconnecting in");
	tty_keys(s.tty, "Ctrl-] r");
	peer_wait_connections(s.peer, 3);
	peer_send_text(s.peer, "\r\nlogin: ");
	peer_expect_text(s.peer, "bob\r\n");
	peer_send_text(s.peer, "\r\nPassword: ");
	peer_expect_text(s.peer, SECRET "\r\n");
	peer_send_text(s.peer, "\r\nwelcome\r\n");
	tty_wait_line(s.tty, "welcome");
	check_secret_kept(&s);
}

/* The trace has both directions, with their origins, and of the password its length. A file that
 * was there before is its owner's alone from then on. */
static void test_trace(void)
{
	const char *folder = getenv("TMPDIR");
	char path[300];
	struct session s;
	struct stat st;
	char *text;
	int fd;

	snprintf(path, sizeof(path), "%s/trace-%d", folder ? folder : "/tmp", (int)getpid());
	fd = open(path, O_WRONLY | O_CREAT, 0644);
	CHECK(fd >= 0 && fchmod(fd, 0644) == 0 && close(fd) == 0, "cannot make %s", path);
	open_session(&s, WORDS("--trace", path, "-o", "user=bob", "-o", PRINTS_SECRET));
	peer_send(s.peer, BYTES("login: \377\371"));
	peer_expect_text(s.peer, "bob\r\n");
	peer_send(s.peer, BYTES(WILL_ECHO "Password: \377\371"));
	peer_expect_text(s.peer, SECRET "\r\n");
	peer_send(s.peer, BYTES(WONT_ECHO "\r\nwelcome\r\n"));
	tty_wait_line(s.tty, "welcome");
	send_line(&s, "look");
	peer_expect_text(s.peer, "look\r\n");
	check_secret_kept(&s);
	text = home_read_file(path, NULL);
	CHECK(text && !strstr(text, SECRET) && !strstr(text, "73 33 63 72"),
	      "expected a trace without the password");
	CHECK(strstr(text, "connected to 127.0.0.1"), "no beginning in %s", text);
	CHECK(strstr(text, "< 7 bytes\n  000000  6c 6f 67 69 6e 3a 20  "), "no prompt in %s", text);
	CHECK(strstr(text, "< GA [ff f9]\n"), "no GA in %s", text);
	CHECK(strstr(text, "> 5 bytes login\n"), "no name in %s", text);
	CHECK(strstr(text, "> DO ECHO [ff fd 01] telnet\n"), "no DO ECHO in %s", text);
	CHECK(strstr(text, "> 13 bytes login (secret)\n2"), "no secret range in %s", text);
	CHECK(strstr(text, "> 6 bytes typed\n  000000  6c 6f 6f 6b 0d 0a"), "no line in %s", text);
	free(text);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "expected mode 600, saw %o",
	      (unsigned)st.st_mode & 0777);
}

/* In char mode only the words of the prompt tell that keys may be a secret. */
static void test_trace_keys(void)
{
	const char *folder = getenv("TMPDIR");
	char path[300];
	struct session s;
	char *text;

	snprintf(path, sizeof(path), "%s/keys-%d", folder ? folder : "/tmp", (int)getpid());
	open_session(&s, WORDS("--trace", path, "-o", "mode=char"));
	peer_send(s.peer, BYTES("\r\nEnter PIN: "));
	tty_wait_line(s.tty, "Enter PIN:");
	tty_type(s.tty, "7531");
	peer_expect_text(s.peer, "7531");
	peer_send(s.peer, BYTES("\r\nhost# "));
	tty_wait_line(s.tty, "host#");
	tty_type(s.tty, "z");
	peer_expect_text(s.peer, "z");
	peer_send(s.peer, BYTES("z\r\ndone"));
	tty_wait_line(s.tty, "done");
	text = home_read_file(path, NULL);
	CHECK(text && strstr(text, "typed (secret)\n"), "no secret keys in %s", text);
	CHECK(!strstr(text, "|7|") && !strstr(text, "7531"), "the PIN is in %s", text);
	CHECK(strstr(text, "> 1 bytes typed\n  000000  7a"), "no key in %s", text);
	free(text);
}

/* What the command line says of its destination is for no other place. */
static void test_login_elsewhere(void)
{
	static const char *const commands[] = { "/open", "/connect" };
	struct session s;

	open_session(&s, WORDS("--raw", "-o", "user=bob", "-o", PRINTS_SECRET));
	for (size_t i = 0; i < COUNT(commands); i++) {
		Peer *other = peer_new();
		char text[80];

		snprintf(text, sizeof(text), "%s 127.0.0.1:%s", commands[i], peer_port(other));
		send_line(&s, text);
		peer_wait_connected(other);
		tty_wait_status(s.tty, "connected");
		peer_send(other, BYTES("login: \377\371"));
		tty_wait_text(s.tty, "login:");
		send_line(&s, "alice");
		peer_expect_only(other, BYTES("alice\r\n"));
		peer_send(other, BYTES("\r\nPassword: " WILL_ECHO "\377\371"));
		tty_wait_status(s.tty, "hidden");
		send_line(&s, "typed");
		peer_expect_only(other, BYTES(DO_ECHO "typed\r\n"));
		CHECK(!peer_has_received(other, BYTES(SECRET)), "the password went elsewhere");
		CHECK(!peer_has_received(other, BYTES("bob")), "the name went elsewhere");
		peer_close(other);
		tty_wait_status(s.tty, "closed");
	}
	tty_keys(s.tty, "Alt-1");
	peer_send_text(s.peer, "login: ");
	peer_expect_only(s.peer, BYTES("bob\r\n"));
	leave(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "reconnecting by key", test_by_key, 0 },
		{ "not by itself unless asked", test_off, 0 },
		{ "reconnecting by itself", test_by_itself, 0 },
		{ "trying while nobody listens", test_refused_again, 0 },
		{ "a refused login ends that", test_login_incorrect, 0 },
		{ "/disconnect ends that", test_disconnect, 0 },
		{ "a typed password is never sent again", test_typed_password, 0 },
		{ "/why", test_why, 0 },
		{ "Ctrl-D ends our direction of a raw session", test_half_close, 0 },
		{ "and of no other", test_no_half_close, 0 },
		{ "logging in, line mode", test_login_line, 0 },
		{ "logging in, hidden", test_login_masked, 0 },
		{ "logging in, char mode", test_login_char, 0 },
		{ "what only looks like a prompt", test_no_prompt, 0 },
		{ "a login that fails", test_login_refused, 0 },
		{ "the trace", test_trace, 0 },
		{ "the trace of keys", test_trace_keys, 0 },
		{ "logging in at no other place", test_login_elsewhere, 0 },
		{ "logging in again after a loss", test_login_again, 0 },
		{ "not after what may be a refusal", test_login_suspect, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
