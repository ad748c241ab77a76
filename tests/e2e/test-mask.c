/* Secrets: masked when the peer says WILL ECHO, whenever it says so, and in no file and no memory
 * afterwards. */
#include "e2e/harness.h"

#include "base/str.h"
#include "e2e/fixture.h"
#include "e2e/process.h"
#include "servers/telnet-bytes.h"

#define DOT "\342\200\242"
#define SECRET "xyzzy4711"
#define DOTS9 DOT DOT DOT DOT DOT DOT DOT DOT DOT

/* As far as a prompt for a password, with a name sent before it. */
static void reach_password(struct session *s)
{
	fixture_open_logged(s, NULL, NULL);
	peer_send_text(s->peer, "name: ");
	tty_wait_text(s->tty, "name:");
	tty_type(s->tty, "bob");
	tty_keys(s->tty, "Enter");
	peer_expect_only(s->peer, BYTES("bob\r\n"));
	peer_send(s->peer, BYTES("password: " WILL_ECHO));
	peer_expect_only(s->peer, BYTES(DO_ECHO));
	tty_wait_status(s->tty, "hidden (server ECHO)");
}

static void end_mask(struct session *s)
{
	peer_send(s->peer, BYTES(WONT_ECHO "\r\nwelcome\r\n> "));
	peer_expect_only(s->peer, BYTES(DONT_ECHO));
	tty_wait_line(s->tty, "welcome");
	tty_wait_status(s->tty, "line");
	tty_wait_no_status(s->tty, "hidden");
}

static void test_password(void)
{
	struct session s;
	size_t files;

	reach_password(&s);
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	tty_keys(s.tty, "Backspace Backspace");
	tty_wait_input(s.tty, DOT DOT DOT DOT DOT DOT DOT);
	tty_type(s.tty, "11");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	end_mask(&s);
	tty_keys(s.tty, "Up");
	tty_wait_input(s.tty, "bob");
	tty_keys(s.tty, "Ctrl-C");
	fixture_end(&s);
	CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
	CHECK(!home_contains(&s.home, SECRET, &files), "the secret is in a file");
	CHECK(files >= 2, "expected history and log among the files, saw %zu", files);
	CHECK(home_contains(&s.home, "bob", NULL), "expected that what isn't secret is kept");
}

static void test_memory(void)
{
	struct session s;

	reach_password(&s);
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	CHECK(process_memory_has(tty_pid(s.tty), SECRET),
	      "expected to find the secret while it is typed");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	end_mask(&s);
	CHECK(!process_memory_has(tty_pid(s.tty), SECRET),
	      "the secret is still in memory after it was sent");
}

static void test_draft_returns(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "password: ");
	tty_type(s.tty, "look around");
	tty_wait_input(s.tty, "look around");
	peer_send(s.peer, BYTES(WILL_ECHO));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	tty_wait_text(s.tty, "Alt-p uses what was typed before");
	tty_wait_no_text(s.tty, "look around");
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	tty_keys(s.tty, "Enter");
	peer_expect(s.peer, BYTES(DO_ECHO SECRET "\r\n"));
	end_mask(&s);
	tty_wait_input(s.tty, "look around");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("look around\r\n"));
}

static void test_alt_p(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "password: ");
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, SECRET);
	peer_send(s.peer, BYTES(WILL_ECHO));
	tty_wait_text(s.tty, "Alt-p uses what was typed before");
	tty_keys(s.tty, "Alt-p");
	tty_wait_input(s.tty, DOTS9);
	tty_keys(s.tty, "! Enter");
	peer_expect_only(s.peer, BYTES(DO_ECHO SECRET "!\r\n"));
	end_mask(&s);
	tty_wait_input(s.tty, "");
	tty_keys(s.tty, "Up");
	tty_wait_input(s.tty, "");
	fixture_end(&s);
	CHECK(!home_contains(&s.home, SECRET, NULL), "the secret is in a file");
}

static void test_unsent_is_wiped(void)
{
	struct session s;

	reach_password(&s);
	tty_type(s.tty, "halfasecret");
	tty_wait_text(s.tty, DOT DOT DOT DOT DOT DOT DOT DOT DOT DOT DOT);
	end_mask(&s);
	tty_wait_input(s.tty, "");
	tty_keys(s.tty, "Ctrl-Y Enter");
	peer_expect_only(s.peer, BYTES("\r\n"));
	CHECK(tty_find(s.tty, 0, "halfasecret") < 0, "the secret is on the screen");
	fixture_end(&s);
	CHECK(!tty_raw_has(s.tty, BYTES("halfasecret")), "the secret reached the terminal");
	CHECK(!home_contains(&s.home, "halfasecret", NULL), "the secret is in a file");
}

static void test_kills_are_not_yanked(void)
{
	struct session s;

	reach_password(&s);
	tty_type(s.tty, SECRET);
	tty_keys(s.tty, "Ctrl-U");
	tty_wait_input(s.tty, "");
	tty_type(s.tty, "other");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("other\r\n"));
	end_mask(&s);
	tty_keys(s.tty, "Ctrl-Y");
	tty_type(s.tty, "x");
	tty_wait_input(s.tty, "x");
}

static void test_two_prompts(void)
{
	struct session s;

	reach_password(&s);
	tty_type(s.tty, SECRET);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	peer_send_text(s.peer, "\r\nretype: ");
	tty_wait_text(s.tty, "retype:");
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	end_mask(&s);
	CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
}

static void test_no_command(void)
{
	struct session s;

	reach_password(&s);
	tty_type(s.tty, "/quit!");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("/quit!\r\n"));
	tty_wait_text(s.tty, "a hidden line is no command: it was sent; ^] c runs one");
	end_mask(&s);
}

/* What may be a password isn't judged aloud. */
static void test_nearly_a_command(void)
{
	struct session s;

	reach_password(&s);
	tty_type(s.tty, "/qui");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("/qui\r\n"));
	tty_type(s.tty, "/" SECRET);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("/" SECRET "\r\n"));
	end_mask(&s);
	CHECK(!process_memory_has(tty_pid(s.tty), SECRET),
	      "the secret is still in memory after it was sent");
	CHECK(!tty_raw_has(s.tty, BYTES("is no command")), "told how a password begins");
}

static void test_clusters(void)
{
	struct session s;

	reach_password(&s);
	/* e with an acute accent of its own, a wide character, a plain one: three. */
	tty_type(s.tty, "e\314\201\346\227\245x");
	tty_wait_input(s.tty, DOT DOT DOT);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("e\314\201\346\227\245x\r\n"));
}

static void test_by_hand(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	tty_type(s.tty, "/set mask on");
	tty_keys(s.tty, "Enter");
	tty_wait_status(s.tty, "hidden (you)");
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
}

static void test_kludge(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "name: ");
	tty_type(s.tty, "bob");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("bob\r\n"));
	peer_send(s.peer, BYTES("password: \377\373\001\377\373\003"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	peer_expect_only(s.peer, BYTES("\377\375\001\377\375\003"));
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
}

static void test_masked_lines_leave_no_line(void)
{
	struct session s;
	int row;

	reach_password(&s);
	tty_type(s.tty, SECRET);
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
	/* A masked line echoes nothing, not even a newline. */
	peer_send_text(s.peer, "[checking]\r\n");
	tty_wait_text(s.tty, "password: [checking]");
	row = tty_find(s.tty, 0, "name: bob");
	CHECK(row >= 0 && tty_find(s.tty, row + 1, "password:") == row + 1,
	      "expected the prompt below the name");
}

/* A hidden line; then the server stops hiding, and begins anew, as telnet-chatd does. */
static void send_hidden(struct session *s, const char *text)
{
	struct str line;

	tty_type(s->tty, text);
	tty_keys(s->tty, "Enter");
	str_init(&line);
	str_append_format(&line, "%s\r\n", text);
	peer_expect_only(s->peer, line.text, line.length);
	str_fini(&line);
	peer_send_text(s->peer, "\r\n<ann> ");
	peer_send_text(s->peer, text);
	peer_send(s->peer, BYTES("\r\n" WONT_ECHO));
	peer_expect_only(s->peer, BYTES(DONT_ECHO));
	peer_send(s->peer, BYTES(WILL_ECHO));
	peer_expect_only(s->peer, BYTES(DO_ECHO));
	tty_wait_status(s->tty, "hidden (server ECHO)");
}

#define HIDES_ALL "the server hides every line: ^] u shows what you type, ^] c runs a command"

static void test_hidden_for_ever(void)
{
	struct session s;

	reach_password(&s);
	send_hidden(&s, "one");
	send_hidden(&s, "two");
	CHECK(!tty_raw_has(s.tty, BYTES("hides every line")), "told after two lines");
	send_hidden(&s, "three");
	tty_wait_text(s.tty, HIDES_ALL);
	tty_type(s.tty, "fourth");
	tty_wait_input(s.tty, DOT DOT DOT DOT DOT DOT);
	tty_keys(s.tty, "Ctrl-] u");
	tty_wait_input(s.tty, "fourth");
	tty_keys(s.tty, "Backspace Backspace Backspace Backspace Backspace Backspace");
	send_hidden(&s, "fifth");
	send_hidden(&s, "sixth");
	tty_type(s.tty, "seventh");
	tty_wait_input(s.tty, "seventh");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("seventh\r\n"));
	/* A line that isn't hidden ends it: the next hidden one may be a password. */
	end_mask(&s);
	tty_type(s.tty, "seen");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("seen\r\n"));
	peer_send(s.peer, BYTES("password: " WILL_ECHO));
	peer_expect_only(s.peer, BYTES(DO_ECHO));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
}

/* Shown by the menu, a line that the server hides as it does every one. */
static void reveal_lines(struct session *s)
{
	reach_password(s);
	send_hidden(s, "one");
	send_hidden(s, "two");
	tty_keys(s->tty, "Ctrl-] u");
	tty_type(s->tty, "three");
	tty_wait_input(s->tty, "three");
	tty_keys(s->tty, "Backspace Backspace Backspace Backspace Backspace");
}

/* Sends a line while ECHO stays on; the peer answers by `answer`. */
static void send_line(struct session *s, const char *text, const char *answer, size_t n)
{
	tty_keys(s->tty, "Enter");
	peer_expect_text(s->peer, text);
	peer_expect_only(s->peer, BYTES("\r\n"));
	peer_send(s->peer, answer, n);
	tty_wait_input(s->tty, "");
}

#define HIDES_AGAIN "the server asks for a secret: what you type is hidden again"

/* What is shown is hidden again at a prompt worded for a secret, however that comes, and stays so.
 */
static void test_secret_among_shown(void)
{
	static const struct {
		const char *name, *prompt;
		size_t length;
	} peers[] = {
		{ "unmarked", BYTES("\r\nPassword: ") },
		{ "marked", BYTES("\r\nPassword: \377\371") },
		{ "hidden anew", BYTES(WONT_ECHO "\r\nPassword: " WILL_ECHO) },
		{ "hidden anew before", BYTES(WONT_ECHO WILL_ECHO "\r\nPassword: ") },
		{ "a sentence", BYTES("\r\nPassword for bob (it isn't shown): ") },
		{ "a PIN", BYTES("\r\nEnter your PIN> ") },
		{ "on a line of its own", BYTES("\r\nEnter your password:\r\n") },
		{ "over what stands there", BYTES("\r\nchat> \rPassword: ") },
	};

	for (size_t i = 0; i < COUNT(peers); i++) {
		struct session s;

		tap_note("%s", peers[i].name);
		reveal_lines(&s);
		peer_send(s.peer, peers[i].prompt, peers[i].length);
		tty_wait_text(s.tty, HIDES_AGAIN);
		tty_wait_status(s.tty, "hidden (server ECHO)");
		tty_type(s.tty, SECRET);
		tty_wait_input(s.tty, DOTS9);
		send_line(&s, SECRET, BYTES("\r\nchat> "));
		tty_wait_line(s.tty, "chat>");
		tty_type(s.tty, "hello");
		tty_wait_input(s.tty, DOT DOT DOT DOT DOT);
		CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
	}
}

/* A password itself may be shown; what follows it is hidden, be it another one. */
static void test_shown_password(void)
{
	struct session s;

	reveal_lines(&s);
	peer_send_text(s.peer, "\r\nPassword: ");
	tty_wait_text(s.tty, HIDES_AGAIN);
	tty_keys(s.tty, "Ctrl-] u");
	tty_type(s.tty, "first");
	tty_wait_input(s.tty, "first");
	send_line(&s, "first", BYTES("\r\nwrong\r\nPassword: "));
	tty_wait_line(s.tty, "wrong");
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
}

/* Line mode that the user chose at a peer that echoes keys: it hides what answers a prompt alone.
 */
static void test_shown_in_chosen_mode(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "mode line\r");
	tty_wait_status(s.tty, "line (you)");
	peer_send_text(s.peer, "\r\nPassword: ");
	tty_wait_status(s.tty, "hidden (prompt)");
	tty_keys(s.tty, "Ctrl-] u");
	tty_type(s.tty, "first");
	tty_wait_input(s.tty, "first");
	send_line(&s, "first", BYTES("\r\nwrong\r\nPassword: "));
	tty_wait_line(s.tty, "wrong");
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
}

/* Said to who is done with a password and its repetition it would be wrong. */
static void test_three_passwords(void)
{
	struct session s;

	reach_password(&s);
	for (int i = 0; i < 3; i++) {
		tty_type(s.tty, SECRET);
		tty_wait_input(s.tty, DOTS9);
		tty_keys(s.tty, "Enter");
		peer_expect_only(s.peer, BYTES(SECRET "\r\n"));
		if (i < 2) {
			peer_send_text(s.peer, "\r\nagain: ");
			tty_wait_input(s.tty, "");
		}
	}
	end_mask(&s);
	CHECK(!tty_raw_has(s.tty, BYTES("hides every line")), "told although it no longer hides");
}

static void test_off_for_ever(void)
{
	struct session s;

	reach_password(&s);
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "set mask off");
	tty_keys(s.tty, "Enter");
	tty_wait_no_status(s.tty, "hidden");
	for (int i = 0; i < 3; i++) {
		tty_type(s.tty, "hello");
		tty_wait_input(s.tty, "hello");
		tty_keys(s.tty, "Enter");
		peer_expect_only(s.peer, BYTES("hello\r\n"));
		peer_send(s.peer, BYTES("hello\r\n" WONT_ECHO));
		peer_expect_only(s.peer, BYTES(DONT_ECHO));
		peer_send(s.peer, BYTES(WILL_ECHO));
		peer_expect_only(s.peer, BYTES(DO_ECHO));
	}
	CHECK(!tty_raw_has(s.tty, BYTES("hides every line")), "told although nothing is hidden");
}

static void test_disconnect_while_masked(void)
{
	struct session s;

	reach_password(&s);
	tty_type(s.tty, SECRET);
	tty_wait_input(s.tty, DOTS9);
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_wait_no_text(s.tty, DOT DOT DOT);
	tty_keys(s.tty, "Ctrl-] q");
	tty_expect_exit(s.tty, 0);
	CHECK(!tty_raw_has(s.tty, BYTES(SECRET)), "the secret reached the terminal");
	CHECK(!home_contains(&s.home, SECRET, NULL), "the secret is in a file");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a password after WILL ECHO: dots, no file has it", test_password, 0 },
		{ "a password that was sent is gone from memory", test_memory, 0 },
		{ "WILL ECHO after typing began: the draft is set aside and comes back",
		  test_draft_returns, 0 },
		{ "Alt-p takes what was typed before", test_alt_p, 0 },
		{ "what isn't sent when masking ends is wiped", test_unsent_is_wiped, 0 },
		{ "what was killed while masked is not yanked later", test_kills_are_not_yanked,
		  0 },
		{ "masking lasts over two prompts", test_two_prompts, 0 },
		{ "a masked line is never a command", test_no_command, 0 },
		{ "the beginning of a command's name is not told", test_nearly_a_command, 0 },
		{ "a server that hides every line: told, and shown for good", test_hidden_for_ever,
		  0 },
		{ "hidden lines that are shown: not so at a prompt for a secret",
		  test_secret_among_shown, 0 },
		{ "a password that is shown: not the one behind it", test_shown_password, 0 },
		{ "the same in line mode chosen by hand", test_shown_in_chosen_mode, 0 },
		{ "three passwords in a row are no such server", test_three_passwords, 0 },
		{ "/set mask off lasts where each line is hidden anew", test_off_for_ever, 0 },
		{ "one dot a grapheme", test_clusters, 0 },
		{ "/set mask on", test_by_hand, 0 },
		{ "ECHO and SGA at a prompt are a password", test_kludge, 0 },
		{ "a masked line writes nothing", test_masked_lines_leave_no_line, 0 },
		{ "the peer closes while masked", test_disconnect_while_masked, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
