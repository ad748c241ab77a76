/* Rules at work in the program: lines, prompts, typed lines, keys, events, and what they may not
 * do. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include <sys/stat.h>

#include "servers/telnet-bytes.h"

/* Starts the program with a configuration, connected to a peer. */
static void open_with_rules(struct session *s, const char *config)
{
	struct tty_setup setup = { 0 };

	home_init(&s->home);
	home_write_config(&s->home, config);
	setup.home = &s->home;
	fixture_open_logged(s, &setup, NULL);
}

/* Sends `piece` until there are `n` bytes, and `end`. */
static void send_long(Peer *p, const char *piece, size_t n, const char *end)
{
	char *text = malloc(n);

	for (size_t i = 0; i < n; i++)
		text[i] = piece[i % strlen(piece)];
	peer_send(p, text, n);
	peer_send_text(p, end);
	free(text);
}

static void test_lines(void)
{
	struct session s;
	struct tty_cell cell;
	int row;
	char *log;

	open_with_rules(&s, "trigger /^A (\\w+) arrives/ send \"look %1\"\n"
			    "highlight /gold/ red\n"
			    "gag /spam/\n"
			    "substitute /You/ \"Thou\"\n");
	peer_send_text(s.peer, "A goblin arrives\r\nspam and eggs\r\nYou find gold\r\n");
	peer_expect_text(s.peer, "look goblin\r\n");
	tty_wait_line(s.tty, "Thou find gold");
	CHECK(tty_find(s.tty, 0, "spam") < 0, "a gagged line shows");
	row = tty_find(s.tty, 0, "Thou find gold");
	cell = tty_cell(s.tty, row, 10);
	CHECK_INT(cell.foreground, 1);
	CHECK_INT(tty_cell(s.tty, row, 9).foreground, -1);
	fixture_end(&s);
	log = home_read_file(home_path(&s.home, "log"), NULL);
	CHECK(strstr(log, "Thou find gold") && !strstr(log, "spam"), "the log is \"%s\"", log);
	free(log);
}

/* What a peer draws in char mode is coloured where it stands, and nothing else of it changes. */
static void test_char_mode(void)
{
	struct session s;
	struct tty_cell cell;
	int row;

	open_with_rules(&s, "highlight /error (\\d+)/ %1 red bold\n"
			    "gag /secret/\n"
			    "substitute /gold/ \"lead\"\n"
			    "highlight /gold/ green\n"
			    "trigger /^done/ send \"ok\"\n");
	fixture_char_mode(&s);
	/* Over the edge of the screen, behind wide characters and one of two code points. */
	peer_send_text(s.peer, "\xe6\x97\xa5\xe6\x9c\xac e\xcc\x81 ");
	for (int i = 0; i < 64; i++)
		peer_send_text(s.peer, "x");
	peer_send_text(s.peer, " error 4711 \033[32mfoo\033[0m\r\nsecret gold\r\ndone\r\n$ ");
	peer_expect_text(s.peer, "ok\r");
	tty_wait_line(s.tty, "secret gold");
	row = tty_find(s.tty, 0, "x error 4");
	CHECK(row >= 0, "the long line isn't there");
	cell = tty_cell(s.tty, row, 79);
	CHECK_TEXT(cell.text, "7");
	CHECK_INT(cell.foreground, 1);
	CHECK_INT(tty_cell(s.tty, row, 77).foreground, -1);
	cell = tty_cell(s.tty, row + 1, 1);
	CHECK_TEXT(cell.text, "1");
	CHECK_INT(cell.foreground, 1);
	CHECK(cell.bold, "the rest of the number isn't bold");
	CHECK_INT(tty_cell(s.tty, row + 1, 2).foreground, -1);
	CHECK_INT(tty_cell(s.tty, row + 1, 3).foreground, 2);
	fixture_end(&s);
}

/* What is typed counts at once, and an alias hides behind a doubled command character. */
static void test_typed(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/alias /^kk (\\S+) (.*)$/ send \"kill %1 with %2\"");
	fixture_enter(&s, "/trigger \"dies\" send \"loot\"");
	fixture_enter(&s, "kk rat a sword");
	peer_expect_only(s.peer, BYTES("kill rat with a sword\r\n"));
	tty_wait_line(s.tty, "kill rat with a sword");
	peer_send_text(s.peer, "The rat dies.\r\n");
	peer_expect_only(s.peer, BYTES("loot\r\n"));
	fixture_enter_wrong(&s, "/trigger /(/ send \"x\"", "/(/");
	fixture_enter_wrong(&s, "/highlight /x/ pinkish", "is no colour or attribute");
	tty_keys(s.tty, "Up");
	fixture_end(&s);
}

/* The line as it was typed comes back from the history. */
static void test_alias_history(void)
{
	struct session s;

	open_with_rules(&s, "alias \"n\" send \"north\"\n");
	fixture_enter(&s, "n");
	peer_expect_only(s.peer, BYTES("north\r\n"));
	tty_keys(s.tty, "Up");
	tty_wait_input(s.tty, "n");
	tty_keys(s.tty, "Ctrl-U");
	fixture_end(&s);
}

/* Nothing of a timer answers a prompt for a password, be it sent by a command or by Lua. */
static void test_timer_at_password(void)
{
	static const char *const timers[] = {
		"/timer 0.1 command \"hex 41 0a\"",
		"/timer 0.1 command \"send B\"",
		"/timer 0.1 lua \"hail.send('C')\"",
		"/timer 0.1 lua \"hail.command('/send D')\"",
		"/timer 0.1 lua \"hail.command('E')\"",
		/* What sends nothing goes on. */
		"/timer 0.1 lua \"n = (n or 0) + 1 hail.status('n', 'n' .. n)\"",
	};
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "Password: ");
	tty_wait_text(s.tty, "Password:");
	for (size_t i = 0; i < COUNT(timers); i++)
		fixture_enter(&s, timers[i]);
	tty_wait_text(s.tty, "a timer's line is withheld");
	tty_wait_status(s.tty, "n5");
	peer_expect_only(s.peer, BYTES(""));
	peer_send_text(s.peer, "\r\n> ");
	for (const char *at = "ABCDE"; *at; at++)
		peer_expect_text(s.peer, (const char[]){ *at, '\0' });
	fixture_enter(&s, "/quit!");
	tty_expect_exit(s.tty, 0);
}

static void test_separator(void)
{
	struct session s;

	open_with_rules(&s, "alias /^kk (.*)$/ send \"kill %1;loot\"\n"
			    "trigger /tells you: (.*)$/ send \"say %1;bow\"\n"
			    "trigger /^do (.*)$/ command \"send did %1\"\n");
	fixture_enter(&s, "a;b");
	peer_expect_only(s.peer, BYTES("a;b\r\n"));
	fixture_enter(&s, "/set command-separator ;");
	fixture_enter(&s, "/set speedwalk on");
	fixture_enter(&s, "a;#3 n;kk rat;c;;d");
	peer_expect_only(s.peer, BYTES("a\r\nn\r\nn\r\nn\r\nkill rat\r\nloot\r\nc;d\r\n"));
	/* What is captured is text, whatever it holds. */
	peer_send_text(s.peer, "Bob tells you: x;/quit\r\n");
	peer_expect_only(s.peer, BYTES("say x;/quit\r\nbow\r\n"));
	peer_send_text(s.peer, "do x;/quit!\r\n");
	peer_expect_only(s.peer, BYTES("did x;/quit!\r\n"));
	fixture_enter(&s, "#2 still here");
	peer_expect_only(s.peer, BYTES("still here\r\nstill here\r\n"));
	fixture_end(&s);
}

/* A rule's command is one that was typed: it asks before it leaves. */
static void test_command(void)
{
	struct session s;

	open_with_rules(&s, "trigger \"time to go\" command \"quit\"\n"
			    "trigger \"bad\" command \"frobnicate\"\n");
	peer_send_text(s.peer, "bad\r\n");
	tty_wait_text(s.tty, "there is no command");
	peer_send_text(s.peer, "time to go\r\n");
	tty_wait_text(s.tty, "quit?");
	tty_type(s.tty, "n");
	tty_wait_no_text(s.tty, "quit?");
	fixture_end(&s);
}

/* A command that reads code is known as one by how it is found when it runs. */
static void test_command_with_values(void)
{
	struct session s;

	open_with_rules(&s, "set command-char x\n"
			    "trigger /^r (.*)/ command \"xlua hail.send('%1')\"\n"
			    "trigger /^s (.*)/ command \"send %1\"\n");
	peer_send_text(s.peer, "r hi\r\n");
	tty_wait_text(s.tty, "what is captured can't be read as code");
	peer_send_text(s.peer, "s lua\r\n");
	peer_expect_only(s.peer, BYTES("lua\r\n"));
}

/* A session that isn't shown runs its rules' commands for itself, and says what it has to. */
static void test_other_session(void)
{
	struct session s;
	Peer *other = peer_new();
	const char *log;
	char config[1024];

	home_init(&s.home);
	log = home_path(&s.home, "rule.log");
	snprintf(config, sizeof(config),
		 "trigger \"log me\" command \"log %s\" notify \"logging\"\n", log);
	home_write_config(&s.home, config);
	fixture_open_with(&s, &(struct tty_setup){ .home = &s.home }, NULL);
	fixture_connect(&s, "/open", other);
	peer_send_text(s.peer, "log me\r\nthis too\r\n");
	tty_wait_text(s.tty, "session 1, 127.0.0.1");
	tty_wait_text(s.tty, "logging");
	peer_send_text(s.peer, "and this\r\n");
	tty_keys(s.tty, "Alt-1");
	tty_wait_text(s.tty, "and this");
	fixture_enter(&s, "/log off");
	CHECK(home_contains(&s.home, "and this", NULL), "the background session wasn't logged");
	fixture_enter(&s, "/quit!");
	tty_expect_exit(s.tty, 0);
}

static void test_events(void)
{
	struct session s;

	open_with_rules(&s, "on connect send \"hello\"\n"
			    "on bell send \"rang\"\n"
			    "on input notify \"typed %0\"\n"
			    "on msdp HEALTH send \"health %0\"\n"
			    "prompt /^HP:(\\d+)/ send \"at %1\"\n"
			    "timer 0.3 once send \"tick\"\n"
			    "on idle 1 send \"bored\"\n");
	peer_expect_text(s.peer, "hello\r\n");
	peer_expect_text(s.peer, "tick\r\n");
	peer_send_text(s.peer, "\a");
	peer_expect_text(s.peer, "rang\r\n");
	peer_send(s.peer, BYTES("HP:12> \377\371"));
	peer_expect_text(s.peer, "at 12\r\n");
	fixture_enter(&s, "look");
	tty_wait_text(s.tty, "typed look");
	peer_expect_text(s.peer, "bored\r\n");
	fixture_end(&s);
}

static void test_host(void)
{
	struct session s;

	open_with_rules(&s, "trigger \"ping\" host=elsewhere* send \"there\"\n"
			    "trigger \"ping\" host=127.* send \"here\"\n");
	peer_send_text(s.peer, "ping\r\n");
	peer_expect_only(s.peer, BYTES("here\r\n"));
	fixture_end(&s);
}

/* Keys that are bound, and those that stay what they are. */
static void test_bind(void)
{
	struct session s;

	open_with_rules(&s, "bind F5 send \"north\"\n"
			    "bind x send \"oops\"\n"
			    "bind Ctrl-] send \"menu\"\n"
			    "bind Alt-x command \"send by command\"\n");
	tty_type(s.tty, "\033[15~");
	peer_expect_only(s.peer, BYTES("north\r\n"));
	tty_keys(s.tty, "Alt-x");
	peer_expect_only(s.peer, BYTES("by command\r\n"));
	tty_keys(s.tty, "x");
	peer_expect_only(s.peer, BYTES("oops\r\n"));
	tty_type(s.tty, "\x1d");
	tty_wait_text(s.tty, "command line (Up");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "command line (Up");
	/* What types a character goes to the peer in char mode. */
	fixture_char_mode(&s);
	tty_keys(s.tty, "x");
	peer_expect_text(s.peer, "x");
	tty_type(s.tty, "\033[15~");
	peer_expect_text(s.peer, "north\r");
	fixture_end(&s);
}

/* Rules see nothing of a line that is hidden. */
static void test_hidden(void)
{
	struct session s;

	open_with_rules(&s, "alias /^(.*)$/ send \"alias %1\"\n"
			    "on input notify \"typed %0\"\n"
			    "bind s send \"key\"\n"
			    "trigger /sesame/ notify \"seen\"\n");
	peer_send(s.peer, BYTES(WILL_ECHO "Password: "));
	tty_wait_status(s.tty, "hidden");
	tty_type(s.tty, "sesame\r");
	peer_expect_text(s.peer, "sesame\r\n");
	CHECK(!peer_has_received(s.peer, BYTES("alias")), "an alias saw a password");
	CHECK(!peer_has_received(s.peer, BYTES("key")), "a bound key took a part of a password");
	peer_send(s.peer, BYTES(WONT_ECHO "\r\nwelcome\r\n"));
	tty_wait_line(s.tty, "welcome");
	CHECK(tty_find(s.tty, 0, "typed") < 0, "an event told a password");
	CHECK(tty_find(s.tty, 0, "seen") < 0, "a trigger saw a password");
	fixture_enter(&s, "x");
	peer_expect_text(s.peer, "alias x\r\n");
	fixture_end(&s);
}

/* --- What is told of them. */

static void test_list(void)
{
	struct session s;

	open_with_rules(&s, "trigger /gold/ name=rich group=loot priority=5 send \"take gold\"\n"
			    "highlight /go/ red\n"
			    "gag /silver/\n");
	peer_send_text(s.peer, "some silver\r\na pile of gold\r\nnothing\r\n> ");
	peer_expect_only(s.peer, BYTES("take gold\r\n"));
	fixture_enter(&s, "/rules why");
	tty_wait_line(s.tty, "a pile of gold");
	tty_wait_text(s.tty, "at 11, 4 bytes  trigger /gold/ name=rich");
	tty_wait_text(s.tty, "at 11, 2 bytes  highlight /go/ red");
	tty_wait_text(s.tty, "at 6, 6 bytes of a line hidden before it  gag /silver/");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/rules why nothing");
	tty_wait_text(s.tty, "No rule has matched");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/rules off loot");
	peer_send_text(s.peer, "\r\nmore gold\r\nnext\r\n");
	tty_wait_line(s.tty, "next");
	fixture_enter(&s, "/rules");
	tty_wait_text(s.tty, "off: trigger /gold/ name=rich group=loot priority=5");
	tty_wait_text(s.tty, "Groups: loot (off)");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/rules on loot");
	peer_send_text(s.peer, "yet more gold\r\n");
	peer_expect_only(s.peer, BYTES("take gold\r\n"));
	fixture_enter(&s, "/rules remove rich");
	tty_wait_text(s.tty, "1 rule is gone");
	fixture_enter_wrong(&s, "/rules on loot", "no rule is in a group loot");
	fixture_enter_wrong(&s, "/rules resume 77", "there is no rule");
	fixture_end(&s);
}

static void enter_path(struct session *s, const char *command, const char *path)
{
	tty_type(s->tty, command);
	tty_type(s->tty, path);
	tty_type(s->tty, "\r");
}

/* Rules over a log: nothing is sent, and a long one doesn't stop the program. */
static void test_over_log(void)
{
	struct session s;
	char *big = malloc(16 << 20);
	size_t n = 0;

	open_with_rules(&s, "trigger /^A (\\w+) arrives/ send \"look %1\" set seen \"%1\"\n"
			    "gag /spam/\n"
			    "highlight /gold/ style=red bold\n");
	home_write(&s.home, "a.log",
		   "2026-01-31 23:59:58.001 < A goblin arrives\n"
		   "2026-01-31 23:59:58.002 > look goblin\n"
		   "2026-01-31 23:59:58.003 * A notice arrives\n"
		   "2026-01-31 23:59:59.004 < spam\n"
		   "A rat arrives\n"
		   "\033[31mgold\033[0m and gold\n");
	enter_path(&s, "/rules test ", home_path(&s.home, "a.log"));
	tty_wait_text(s.tty, "4 lines, 1 hidden, 1 changed.");
	tty_wait_line(s.tty, "line 1: send look goblin");
	tty_wait_line(s.tty, "line 3: send look rat");
	tty_keys(s.tty, "q");
	fixture_enter_wrong(&s, "/var seen", "there is no variable");
	while (n < (16 << 20) - 100)
		n += (size_t)sprintf(big + n, "A rat number %zu arrives, and gold\n", n);
	home_write(&s.home, "big", big);
	free(big);
	enter_path(&s, "/rules test ", home_path(&s.home, "big"));
	fixture_enter(&s, "quick");
	peer_expect_only(s.peer, BYTES("quick\r\n"));
	CHECK(tty_find(s.tty, 0, "0 hidden") < 0, "the test was done at once");
	tty_wait_text(s.tty, "0 hidden, 0");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

/* Logs of other formats have the same lines; the page around them is none. */
static void test_over_other_logs(void)
{
	static const struct {
		const char *option, *name;
	} logs[] = { { "/set log-format html", "a.html" }, { "/set log-format json", "a.json" } };
	struct session s;

	open_with_rules(&s, "trigger /^A <(\\w+)> arrives$/ send \"look %1\"\n");
	for (size_t i = 0; i < COUNT(logs); i++) {
		fixture_enter(&s, logs[i].option);
		enter_path(&s, "/log ", home_path(&s.home, logs[i].name));
		tty_wait_text(s.tty, "logging to");
		peer_send(s.peer, BYTES("A <rat> arrives\r\nnothing\r\n"));
		peer_expect_only(s.peer, BYTES("look rat\r\n"));
		tty_wait_line(s.tty, "nothing");
		fixture_enter(&s, "/log off");
		enter_path(&s, "/rules test ", home_path(&s.home, logs[i].name));
		tty_wait_text(s.tty, "2 lines, 0 hidden, 0 changed.");
		tty_wait_line(s.tty, "line 1: send look rat");
		tty_keys(s.tty, "q");
		tty_wait_no_text(s.tty, "2 lines, 0 hidden");
	}
	fixture_end(&s);
}

/* In scroll mode w tells of the line at the cursor. */
static void test_list_in_scroll_mode(void)
{
	struct session s;

	open_with_rules(&s, "highlight /first/ red\nhighlight /second/ red\n");
	peer_send_text(s.peer, "the first\r\nthe second\r\nthe third\r\n");
	tty_wait_line(s.tty, "the third");
	tty_type(s.tty, "\x1dy");
	tty_keys(s.tty, "k k w");
	tty_wait_text(s.tty, "highlight /second/ red");
	CHECK(tty_find(s.tty, 0, "/first/") < 0, "rules of another line show");
	tty_keys(s.tty, "q q");
	fixture_end(&s);
}

/* What looks like a command behind a separator is for the peer, which is said. */
static void test_divided_command(void)
{
	struct session s;

	open_with_rules(&s, "set command-separator ;\n");
	fixture_enter(&s, "look;/rules;;x");
	peer_expect_text(s.peer, "look\r\n/rules;x\r\n");
	fixture_enter(&s, "look;/rules why;n");
	peer_expect_text(s.peer, "look\r\n/rules why\r\nn\r\n");
	tty_wait_text(s.tty, "/rules was sent: behind ; it is no command");
	fixture_end(&s);
}

/* A rule that was paused goes on when it is told so. */
static void test_resume(void)
{
	struct session s;

	open_with_rules(&s, "trigger /^ping/ send \"pong\"\n");
	send_long(s.peer, "ping\r\n", 6 * 150, "");
	tty_wait_text(s.tty, "/rules resume 1 lets it");
	fixture_enter(&s, "/rules");
	tty_wait_text(s.tty, "PAUSED, it acted too often in a second");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/rules resume 1");
	tty_wait_text(s.tty, "1 rule begins anew");
	fixture_enter(&s, "mark");
	peer_expect_text(s.peer, "mark\r\n");
	peer_send_text(s.peer, "ping\r\n");
	peer_expect_text(s.peer, "pong\r\n");
	fixture_end(&s);
}

/* --- Variables, and what was typed. */

/* A host's variables are those of all its sessions, and of the next run. */
static void test_variables(void)
{
	struct session s;
	Peer *other = peer_new();
	char *file;
	struct stat st;

	open_with_rules(&s, "trigger /^target (\\w+)/ set target \"%1\"\n"
			    "alias /^k$/ send \"kill $target\"\n");
	peer_send_text(s.peer, "target rat;x\r\nset\r\n");
	tty_wait_line(s.tty, "set");
	fixture_enter(&s, "k");
	peer_expect_only(s.peer, BYTES("kill rat\r\n"));
	fixture_enter(&s, "/var weapon \"big axe\"");
	fixture_enter(&s, "/var");
	tty_wait_text(s.tty, "$target = rat");
	tty_wait_text(s.tty, "$weapon = big axe");
	tty_keys(s.tty, "q");
	fixture_enter_wrong(&s, "/var nothing", "there is no variable $nothing");
	fixture_connect(&s, "/open", other);
	fixture_enter(&s, "k");
	peer_expect_only(other, BYTES("kill rat\r\n"));
	fixture_enter(&s, "/var target cat");
	tty_keys(s.tty, "Alt-1");
	fixture_enter(&s, "k");
	peer_expect_only(s.peer, BYTES("kill cat\r\n"));
	fixture_enter(&s, "/var weapon \"\"");
	fixture_enter(&s, "/quit!");
	tty_expect_exit(s.tty, 0);
	CHECK_INT(stat(home_path(&s.home, ".local/state/hail/variables/127.0.0.1.json"), &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	file = home_read_file(home_path(&s.home, ".local/state/hail/variables/127.0.0.1.json"),
			      NULL);
	CHECK_TEXT(file, "{\"target\":\"cat\"}\n");
	free(file);
	fixture_open_with(&s, &(struct tty_setup){ .home = &s.home }, NULL);
	fixture_enter(&s, "k");
	peer_expect_only(s.peer, BYTES("kill cat\r\n"));
	fixture_end(&s);
}

static void test_record_alias(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "n");
	fixture_enter(&s, "n");
	fixture_enter(&s, "open $door");
	peer_expect(s.peer, BYTES("n\r\nn\r\nopen $door\r\n"));
	fixture_enter(&s, "/record-alias home 3");
	tty_wait_text(s.tty, "alias \"home\" send \"n\\nn\\nopen $$door\"");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "home");
	peer_expect_only(s.peer, BYTES("n\r\nn\r\nopen $door\r\n"));
	fixture_enter(&s, "e");
	peer_expect_only(s.peer, BYTES("e\r\n"));
	fixture_enter(&s, "/record-alias home");
	tty_wait_text(s.tty, "alias \"home\" send \"e\"");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "home");
	peer_expect_only(s.peer, BYTES("e\r\n"));
	fixture_enter_wrong(&s, "/record-alias home 40", "not so many lines");
	fixture_end(&s);
}

static void test_import(void)
{
	struct session s;
	char *text;

	fixture_open(&s);
	home_write(&s.home, "old.tin",
		   "#action {^%1 tells you} {say hi %1}\n#alias {kk %1} {kill %1}\n"
		   "#format {x} {y}\n#alias {caf\xe9} {coffee}\n");
	tty_type(s.tty, "/import ");
	tty_type(s.tty, home_path(&s.home, "old.tin"));
	tty_type(s.tty, " ");
	tty_type(s.tty, home_path(&s.home, "new.conf"));
	tty_type(s.tty, "\r");
	tty_wait_text(s.tty, "Rules that count from now on: 3");
	tty_wait_text(s.tty, "Left out: 1");
	tty_wait_text(s.tty, "line 3: ");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "kk rat");
	peer_expect_only(s.peer, BYTES("kill rat\r\n"));
	fixture_enter(&s, "caf\xc3\xa9");
	peer_expect_only(s.peer, BYTES("coffee \r\n"));
	peer_send_text(s.peer, "Bob tells you\r\n");
	peer_expect_only(s.peer, BYTES("say hi Bob\r\n"));
	text = home_read_file(home_path(&s.home, "new.conf"), NULL);
	CHECK(text && strstr(text, "trigger ") && strstr(text, "alias "), "the file has \"%s\"",
	      text);
	free(text);
	fixture_enter_wrong(&s, "/import /nowhere", "cannot read /nowhere");
	fixture_end(&s);
}

/* --- Without a screen. */

/* What a rule has written to the file `name`, without the times. */
static char *rule_log(const struct home *h, const char *name)
{
	char *text = home_read_file(home_path(h, name), NULL), *to = text;

	CHECK(text, "there is no %s", name);
	for (char *line = strtok(strdup(text), "\n"); line; line = strtok(NULL, "\n"))
		to += sprintf(to, "%s\n", strchr(line, '<') ? strchr(line, '<') : line);
	return text;
}

/* A device that says things while it runs a command. */
static void play_device(Peer *p)
{
	peer_expect_text(p, "show things\r\n");
	peer_send_text(p, "A goblin arrives\r\nspam\r\nYou find gold\r\n");
	peer_expect_text(p, "look goblin\r\n");
	peer_send_text(p, "It is green\r\nsw1#");
}

/* The same file has the same effect on what is sent, logged and shown. */
static void test_headless(void)
{
	static const char rules[] = "trigger /^A (\\w+) arrives/ send \"look %%1\" log %s\n"
				    "gag /spam/\n"
				    "substitute /You/ \"Thou\"\n"
				    "highlight /gold/ yellow\n"
				    "trigger /gold/ log %s notify \"rich\"\n"
				    "trigger /green/ command \"mode auto\"\n";
	struct session s;
	char config[2048], place[40], *first, *second;
	Peer *p = peer_new();
	const char *output;
	Job *j;

	home_init(&s.home);
	snprintf(config, sizeof(config), rules, "a", "a");
	home_write_config(&s.home, config);
	fixture_open_with(&s, &(struct tty_setup){ .home = &s.home }, NULL);
	peer_send_text(s.peer, "sw1#");
	fixture_enter(&s, "show things");
	play_device(s.peer);
	tty_wait_line(s.tty, "It is green");
	tty_wait_line(s.tty, "Thou find gold");
	CHECK(tty_find(s.tty, 0, "spam") < 0, "a gagged line shows");
	fixture_end(&s);

	snprintf(config, sizeof(config), rules, "b", "b");
	home_write_config(&s.home, config);
	snprintf(place, sizeof(place), "127.0.0.1:%s", peer_port(p));
	j = job_start_with(&s.home, NULL,
			   WORDS("hail", "run", "--json", "-o", "user=joe", "-o", "pack=ios", "-x",
				 "show things", place));
	peer_wait_connected(p);
	peer_send_text(p, "sw1#");
	peer_expect_text(p, "terminal length 0\r\n");
	peer_send_text(p, "sw1#");
	peer_expect_text(p, "terminal width");
	peer_send_text(p, "sw1#");
	play_device(p);
	peer_expect_text(p, "exit\r\n");
	peer_close(p);
	CHECK_INT(job_wait(j), 0);
	output = job_output(j, NULL);
	CHECK(strstr(output, "A goblin arrives\\nThou find gold\\nIt is green\""),
	      "the output is %s", output);
	CHECK(strstr(output, "\"log\":[\"rich\",\"a rule's command is not done here: mode auto\"]"),
	      "the notice isn't in %s", output);
	first = rule_log(&s.home, ".local/state/hail/logs/a.log");
	second = rule_log(&s.home, ".local/state/hail/logs/b.log");
	CHECK_TEXT(second, first);
	CHECK_TEXT(first, "< A goblin arrives\n< Thou find gold\n");
	free(first);
	free(second);
}

/* --- Lines in pieces. */

enum { PIECE_BYTES = 1448 /* of a segment */, PIECE_LINES = 90, PIECE_LINE_MAX = 100 };

static const char piece_rule[] = "trigger /^N(\\d+) is in .* by$/ send \"saw %1\"\n";

/* Sends lines in segments that end anywhere, each when those before have been answered. */
static void play_pieces(Peer *p)
{
	char *text = malloc(PIECE_LINES * PIECE_LINE_MAX), answer[PIECE_LINE_MAX];
	size_t n = 0, ends[PIECE_LINES];
	int answered = 0;

	for (int i = 0; i < PIECE_LINES; i++) {
		n += (size_t)sprintf(
			text + n,
			"N%d is in good shape, says the healer of the town to all who come by\r\n",
			i);
		ends[i] = n;
	}
	for (size_t at = 0; at < n;) {
		size_t piece = n - at < PIECE_BYTES ? n - at : PIECE_BYTES;

		peer_send(p, text + at, piece);
		for (at += piece; answered < PIECE_LINES && ends[answered] <= at; answered++) {
			snprintf(answer, sizeof(answer), "saw %d\r\n", answered);
			peer_expect_text(p, answer);
		}
	}
	free(text);
}

/* A line of which a part came when a rule sent something is one line all the same. */
static void test_pieces(void)
{
	char *log, expected[PIECE_LINE_MAX];
	struct session s;

	open_with_rules(&s, piece_rule);
	play_pieces(s.peer);
	peer_send_text(s.peer, "the end\r\n");
	tty_wait_line(s.tty, "the end");
	fixture_end(&s);
	log = home_read_file(home_path(&s.home, "log"), NULL);
	for (int i = 0; i < PIECE_LINES; i++) {
		snprintf(expected, sizeof(expected),
			 "< N%d is in good shape, says the healer of the town to all who come by\n",
			 i);
		CHECK(strstr(log, expected), "the log lacks \"%s\"", expected);
		snprintf(expected, sizeof(expected), "> saw %d\n", i);
		CHECK(strstr(log, expected), "the log lacks \"%s\"", expected);
	}
	free(log);
}

static void test_headless_pieces(void)
{
	Peer *p = peer_new();
	char place[40];
	struct home h;
	Job *j;

	home_init(&h);
	home_write_config(&h, piece_rule);
	home_write(&h, "script.lua", "return function(host) host:expect('the end', 20) end\n");
	snprintf(place, sizeof(place), "127.0.0.1:%s", peer_port(p));
	j = job_start_with(&h, NULL, WORDS("hail", "run", home_path(&h, "script.lua"), place));
	peer_wait_connected(p);
	play_pieces(p);
	peer_send_text(p, "the end\r\n");
	CHECK_INT(job_wait(j), 0);
}

/* --- What rules may cost. */

static void test_endless_match(void)
{
	struct session s;

	open_with_rules(&s, "trigger /(a+)+$/ send \"never\"\ntrigger \"ping\" send \"pong\"\n");
	for (int i = 0; i < 8; i++)
		send_long(s.peer, "a", 2000, "b\r\n");
	peer_send_text(s.peer, "ping\r\n");
	peer_expect_only(s.peer, BYTES("pong\r\n"));
	tty_wait_text(s.tty, "rule 1 is paused");
	fixture_enter(&s, "still quick");
	peer_expect_only(s.peer, BYTES("still quick\r\n"));
	fixture_end(&s);
}

/* Text that a rule's own answer brings back. */
static void test_self_trigger(void)
{
	struct home h;
	Tty *t;

	home_init(&h);
	home_write_config(&h, "trigger /x(.*)/ send \"x%1\"\n");
	t = tty_start(&(struct tty_setup){ .home = &h }, WORDS("hail", "exec:cat"));
	tty_wait_status(t, "connected");
	tty_type(t, "xyzzy\r");
	tty_wait_text(t, "rule 1 is paused");
	tty_type(t, "plain\r");
	tty_wait_line(t, "plain");
	tty_type(t, "\x1dq");
	tty_wait_text(t, "quit?");
	tty_type(t, "y");
	tty_expect_exit(t, 0);
}

static void test_long_line(void)
{
	struct session s;

	open_with_rules(&s, "highlight /needle/ green\n"
			    "substitute /hay/ \"straw\"\n"
			    "trigger /needle$/ send \"found\"\n");
	send_long(s.peer, "hay and hay again, ", 1 << 20, " needle\r\ndone\r\n");
	peer_expect_only(s.peer, BYTES("found\r\n"));
	tty_wait_line(s.tty, "done");
	fixture_enter(&s, "hello");
	peer_expect_only(s.peer, BYTES("hello\r\n"));
	fixture_end(&s);
}

/* A file with mistakes: each has its place, and the rest counts. */
static void test_mistakes(void)
{
	struct session s;
	char config[4096] = "# rules\ntrigger \"ping\" send \"pong\"\ntrigger /a(/ send \"x\"\n";
	char *errors;
	Job *j;

	for (int line = 4; line < 40; line++)
		snprintf(config + strlen(config), sizeof(config) - strlen(config),
			 "gag /noise %d$/\n", line);
	strcat(config, "highlight /b/ pinkish\nalias \"n\" send \"north\"\n");
	home_init(&s.home);
	home_write_config(&s.home, config);
	j = job_start_with(&s.home, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	errors = strdup(job_errors(j, NULL));
	CHECK(strstr(errors, "hail.conf:3:"), "line 3 isn't named in \"%s\"", errors);
	CHECK(strstr(errors, "hail.conf:40:15: "), "line 40 isn't named in \"%s\"", errors);
	CHECK(!strstr(errors, ":41:") && !strstr(errors, ":39:"), "too much in \"%s\"", errors);
	free(errors);

	s.peer = peer_new();
	s.tty = tty_start(&(struct tty_setup){ .home = &s.home },
			  WORDS("hail", "127.0.0.1", peer_port(s.peer)));
	peer_wait_connected(s.peer);
	tty_wait_text(s.tty, "configuration problems");
	tty_wait_text(s.tty, "hail.conf:40:15");
	tty_keys(s.tty, "q");
	tty_wait_no_text(s.tty, "configuration problems");
	peer_send_text(s.peer, "noise 39\r\nping\r\n");
	peer_expect_only(s.peer, BYTES("pong\r\n"));
	tty_wait_line(s.tty, "ping");
	CHECK(tty_find(s.tty, 0, "noise") < 0, "a gagged line shows");
	fixture_enter(&s, "n");
	peer_expect_only(s.peer, BYTES("north\r\n"));
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "lines are acted on, changed, hidden", test_lines, 0 },
		{ "colours in char mode", test_char_mode, 0 },
		{ "rules are typed", test_typed, 0 },
		{ "the history has what was typed", test_alias_history, 0 },
		{ "separators and repeats, where they are on", test_separator, 0 },
		{ "a rule's command is as one that is typed", test_command, 0 },
		{ "a command with what is captured", test_command_with_values, 0 },
		{ "a session in the background", test_other_session, 0 },
		{ "events and timers", test_events, 0 },
		{ "timers at a prompt for a password", test_timer_at_password, 0 },
		{ "rules for one host", test_host, 0 },
		{ "bound keys", test_bind, 0 },
		{ "hidden input is none of theirs", test_hidden, 0 },
		{ "the list, why, groups", test_list, 0 },
		{ "over a log", test_over_log, 0 },
		{ "rules over logs in HTML and JSON", test_over_other_logs, 0 },
		{ "why a line in scroll mode", test_list_in_scroll_mode, 0 },
		{ "a command behind a separator", test_divided_command, 0 },
		{ "a paused rule goes on", test_resume, 0 },
		{ "variables of a host", test_variables, 0 },
		{ "what was typed becomes an alias", test_record_alias, 0 },
		{ "rules of another program", test_import, 0 },
		{ "without a screen it is the same", test_headless, 0 },
		{ "lines in pieces", test_pieces, 0 },
		{ "and without a screen", test_headless_pieces, 0 },
		{ "a match without end", test_endless_match, 0 },
		{ "a rule that triggers itself", test_self_trigger, 0 },
		{ "a line of a mebibyte", test_long_line, 0 },
		{ "a file with mistakes", test_mistakes, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
