/* The built-in service: the newcomer's tour, in a terminal and in a pipe. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#include <unistd.h>

static Tty *start_demo(void)
{
	Tty *t = tty_start(NULL, WORDS("hail", "demo"));

	tty_wait_text(t, "Your choice:");
	tty_wait_status(t, "connected");
	return t;
}

static void say(Tty *t, const char *text)
{
	tty_type(t, text);
	tty_wait_input(t, text);
	tty_keys(t, "Enter");
}

static void enter_world(Tty *t)
{
	tty_keys(t, "1");
	tty_wait_text(t, "What is your name?");
	tty_wait_status(t, "line");
	say(t, "bob");
	tty_wait_text(t, "Password");
	tty_wait_status(t, "hidden (server ECHO)");
	tty_type(t, "s3same");
	tty_wait_text(t,
		      "\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242");
	tty_keys(t, "Enter");
	tty_wait_text(t, "Welcome, bob. I saw 6 characters and showed none of them.");
	tty_wait_no_status(t, "hidden");
}

static void reach_router(Tty *t)
{
	tty_keys(t, "2");
	tty_wait_text(t, "hail-rtr>");
	tty_wait_status(t, "char");
}

static void test_menu(void)
{
	Tty *t = start_demo();

	tty_wait_text(t, "Next: press 1");
	tty_wait_status(t, "char (server ECHO+SGA)");
	CHECK_INT(tty_find(t, 0, "ahoy"), 2);
	tty_keys(t, "c");
	tty_wait_text(t, "80 columns, 2");
	tty_wait_text(t, "XTERM-256COLOR");
	tty_keys(t, "q");
	tty_wait_text(t, "Your choice:");
	tty_keys(t, "q");
	tty_wait_status(t, "closed");
}

/* Each screen shows its first line in the first row, and the menu comes back whole. */
static void test_screens(void)
{
	static const char *const first[] = { "Screen 1 of 3", "Screen 2 of 3", "Screen 3 of 3" };
	Tty *t = start_demo();

	tty_wait_status(t, "char");
	tty_keys(t, "v");
	for (size_t i = 0; i < COUNT(first); i++) {
		tty_wait_text(t, first[i]);
		tty_wait_text(t, i < 2 ? "--More--" : "--End--");
		CHECK_INT(tty_find(t, 0, first[i]), 0);
		tty_keys(t, "Space");
	}
	tty_wait_text(t, "Your choice:");
	CHECK_INT(tty_find(t, 0, "ahoy"), 2);
}

static void test_world(void)
{
	Tty *t = start_demo();

	enter_world(t);
	CHECK(!tty_raw_has(t, BYTES("s3same")), "the password reached the terminal");
	say(t, "look");
	tty_wait_text(t, "] > look");
	tty_keys(t, "Up");
	tty_wait_input(t, "look");
	tty_keys(t, "Up");
	tty_wait_input(t, "bob");
}

/* The world's GA doesn't make the menu's and the router's keys those of a game. */
static void test_world_then_router(void)
{
	Tty *t = start_demo();

	enter_world(t);
	say(t, "quit");
	tty_wait_text(t, "Your choice:");
	tty_wait_status(t, "char (server ECHO+SGA)");
	reach_router(t);
	tty_wait_status(t, "char (server ECHO+SGA)");
	tty_type(t, "exit\r");
	tty_wait_text(t, "Your choice:");
	enter_world(t);
}

/* The line that the cursor's prompt stands in, counted as the prompts that nothing follows. */
static int count_empty_prompts(Tty *t)
{
	int found = 0;

	for (int row = 0; row < tty_height(t); row++)
		found += !strcmp(tty_row(t, row), "[Harbour] >");
	return found;
}

static void test_events_leave_no_empty_prompt(void)
{
	Tty *t = start_demo();

	enter_world(t);
	tty_type(t, "half a");
	for (int i = 0; i < 2; i++) {
		tty_wait_text(t, i ? "The beam" : "grey cat");
		tty_wait_input(t, "half a");
		CHECK_INT(count_empty_prompts(t), 1);
	}
}

static void test_router(void)
{
	Tty *t = start_demo();

	reach_router(t);
	tty_keys(t, "?");
	tty_wait_text(t, "show");
	tty_type(t, "sh");
	tty_keys(t, "Tab");
	tty_wait_text(t, "hail-rtr>show");
	tty_type(t, "ver");
	tty_keys(t, "Enter");
	tty_wait_line(t, "hail-rtr>");
	tty_type(t, "show interfaces");
	tty_keys(t, "Enter");
	tty_wait_text(t, "--More--");
	tty_keys(t, "Space");
	tty_wait_text(t, "--More--");
	tty_keys(t, "q");
	tty_wait_no_text(t, "--More--");
	tty_wait_line(t, "hail-rtr>");
	tty_type(t, "exit");
	tty_keys(t, "Enter");
	tty_wait_text(t, "Your choice:");
}

static void test_wire(void)
{
	Tty *t = start_demo();

	tty_wait_status(t, "char");
	tty_keys(t, "3");
	tty_wait_text(t, "Next: Send a line");
	tty_wait_status(t, "line");
	say(t, "hello");
	tty_wait_text(
		t, "\"seen\":\"hello\342\220\215\342\220\212\",\"hex\":\"68 65 6c 6c 6f 0d 0a\"");
	say(t, "odd");
	tty_wait_text(t, "and the clipboard");
	CHECK(!tty_raw_has(t, BYTES("not yours")), "a title reached the terminal");
	say(t, "/telnet ayt");
	tty_wait_text(t, "That was all to try here.");
	say(t, "quit");
	tty_wait_text(t, "3/3");
}

/* Waits for a tick, then types: the tour goes on by what is done. */
static void tick(Tty *t, const char *typed, const char *seen)
{
	tty_type(t, typed);
	tty_wait_text(t, seen);
}

static void test_tour(void)
{
	Tty *t = start_demo();

	enter_world(t);
	tty_wait_text(t, "Next: Type look.");
	tty_type(t, "look\r");
	tty_wait_text(t, "> look");
	tty_keys(t, "Up Enter");
	tty_wait_text(t, "The same line twice.");
	tty_wait_text(t, "Next: Type half a line");
	tty_type(t, "half a line");
	tty_wait_text(t, "The beam");
	tick(t, "\r", "arrived whole.");
	tty_wait_text(t, "Next: Type say barn");
	tick(t, "say barn\t\r", "A whole barnacle.");
	tick(t, "flood 500\r", "A flood, all of it");
	tty_type(t, "flood 9000000\r");
	tty_wait_text(t, " of 9000000:");
	tty_keys(t, "Ctrl-C");
	tty_wait_text(t, "Ctrl-C came in the middle");
	tick(t, "//wave\r", "A slash came through.");
	tty_wait_text(t, "That was all to try here.");
	tty_type(t, "quit\r");
	tty_wait_text(t, "7/7");
	reach_router(t);
	tick(t, "?", "The ? came at once");
	tick(t, "sh\tver\r", "I completed the word.");
	tick(t, "show interfaces\r q", "One key was enough.");
	tick(t, "enable\rpw\r", "A password without an echo.");
	tty_type(t, "conf t\r");
	tty_wait_text(t, "(config)#");
	fixture_paste(t, "ip route 1\nip route 2\nip route 3\n");
	tty_wait_text(t, "Lines came faster");
	tty_type(t, "end\r");
	tty_wait_line(t, "hail-rtr#");
	tty_keys(t, "Ctrl-] c");
	tick(t, "telnet brk\r", "A BREAK, as consoles want it.");
	tty_resize(t, 100, 30);
	tty_wait_text(t, "Your window changed");
	tty_type(t, "exit\r");
	tty_wait_text(t, "6/6");
	tty_keys(t, "4");
	tty_wait_text(t, "Next: Move with Up");
	tty_keys(t, "Down Enter");
	tty_wait_text(t, "[ Messages ]");
	tty_wait_text(t, "The arrow keys came");
	tty_keys(t, "q d");
	tty_wait_text(t, "Harbour Pilot  Left");
	tty_keys(t, "q");
	tty_wait_text(t, "No key was late.");
	tty_keys(t, "Ctrl-] c");
	tty_type(t, "set charset CP437\r");
	tty_wait_status(t, "CP437");
	tty_keys(t, "r");
	tty_wait_text(t, "A byte a cell: this is CP437.");
	tty_keys(t, "q");
	tty_wait_text(t, "3/3");
	tty_wait_text(t, "Next: press 3");
}

/* From the start screen in place of it; from the demo, as its own menu says, beside it. */
static void test_connect_demo(void)
{
	Tty *t = tty_start(NULL, WORDS("hail"));

	tty_wait_text(t, "New here? Type: /connect demo");
	tty_wait_input(t, "/connect");
	tty_type(t, "demo\r");
	tty_wait_text(t, "Your choice:");
	tty_wait_status(t, "char");
	tty_keys(t, "Ctrl-] c");
	tty_type(t, "open demo\r");
	tty_wait_row(t, 0, " 1 demo  2 demo");
	tty_wait_text(t, "0/7");
	tty_wait_status(t, "char");
	tty_keys(t, "3");
	tty_wait_text(t, "Next: Send a line");
	tty_keys(t, "Ctrl-] 1");
	tty_wait_text(t, "Your choice:");
}

/* The processor's time that a process has used, in clock ticks. */
static unsigned long used_time(int pid)
{
	unsigned long user = 0, kernel = 0;
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	CHECK(f && fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			  &user, &kernel) == 2,
	      "expected the times of the process");
	fclose(f);
	return user + kernel;
}

/* The card is shown at once and takes an answer when the keys have paused for 1 s; the service has
 * begun to speak meanwhile, and is not listened to. */
static void open_by_tls(Tty *t)
{
	unsigned long used;

	tty_keys(t, "Ctrl-] c");
	tty_type(t, "open demo tls\r");
	tty_wait_text(t, "it is self-signed: no");
	tty_wait_text(t, "a pin of it ends with the run");
	used = used_time((int)tty_pid(t));
	tty_wait_text(t, "Esc refuses; once or pin");
	used = used_time((int)tty_pid(t)) - used;
	CHECK(used < (unsigned long)sysconf(_SC_CLK_TCK) / 5,
	      "expected it to sleep while the card waits, it used %lu ticks", used);
}

/* Refused, accepted for once, pinned as long as the program runs, and nothing of it in a file. */
static void test_tls(void)
{
	struct home h;
	Tty *t;

	home_init(&h);
	t = tty_start(&(struct tty_setup){ .home = &h }, WORDS("hail", "demo"));
	tty_wait_text(t, "Your choice:");
	tty_wait_status(t, "char");
	tty_keys(t, "l");
	tty_wait_text(t, "type open demo tls");
	tty_keys(t, "q");
	tty_wait_text(t, "Your choice:");
	open_by_tls(t);
	tty_keys(t, "Esc");
	tty_wait_status(t, "failed");
	tty_keys(t, "Ctrl-] r");
	tty_wait_text(t, "Esc refuses; once or pin");
	tty_type(t, "once\r");
	tty_wait_text(t, "You came by TLS.");
	tty_wait_status(t, "~once");
	tty_wait_status(t, "char (server ECHO+SGA)");
	tty_keys(t, "Ctrl-] c");
	tty_type(t, "tls\r");
	tty_wait_text(t, "~once: Encrypted, to a key that you accepted");
	tty_wait_text(t, "CN=demo");
	tty_keys(t, "q");
	tty_keys(t, "Ctrl-] d");
	tty_wait_status(t, "closed");
	tty_keys(t, "Ctrl-] r");
	tty_wait_text(t, "Esc refuses; once or pin");
	tty_type(t, "pin\r");
	tty_wait_status(t, "#pinned");
	tty_keys(t, "Ctrl-] d");
	tty_wait_status(t, "closed");
	tty_keys(t, "Ctrl-] r");
	tty_wait_status(t, "#pinned");
	tty_keys(t, "Ctrl-] q y");
	tty_expect_exit(t, 0);
	CHECK(!home_read_file(home_path(&h, ".local/state/hail/pins"), NULL),
	      "expected no file of pins");
}

/* The whole program over TLS from the command line; without a screen there is nobody to ask. */
static void test_tls_alone(void)
{
	Tty *t = tty_start(NULL, WORDS("hail", "demo", "-t"));
	Job *j;

	tty_wait_text(t, "Esc refuses; once or pin");
	tty_type(t, "once\r");
	tty_wait_text(t, "You came by TLS.");
	tty_keys(t, "2");
	tty_wait_text(t, "hail-rtr>");
	j = job_start(WORDS("hail", "demo", "tls"));
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "its key is made anew each time");
}

/* In 80x25 and CP437 from the start; the block that asks for UTF-8 is three cells there. */
static void visit_board(unsigned rows, unsigned told)
{
	Tty *t = tty_start(&(struct tty_setup){ .width = 80, .height = rows },
			   WORDS("hail", "demo", "board"));
	char size[32];

	snprintf(size, sizeof(size), "and %u rows", told);
	tty_wait_text(t, "[ Main menu ]");
	tty_wait_text(t, "\342\225\221  \302\273 B  Bulletins");
	tty_wait_text(t, "A byte a cell: this is CP437.");
	tty_keys(t, "w");
	tty_wait_text(t, "reads CP437");
	tty_wait_text(t, size);
	tty_keys(t, "q g");
	tty_wait_text(t, "Your choice:");
}

static void test_board_alone(void)
{
	visit_board(24, 24);
	visit_board(25, 25);
	visit_board(40, 25);
}

/* A window of fewer rows and columns shows the chosen item, also when the rest was looked at. */
static void test_board_in_small_window(void)
{
	Tty *t = tty_start(&(struct tty_setup){ .width = 40, .height = 10 },
			   WORDS("hail", "demo", "board"));

	tty_wait_text(t, "\302\273 B  Bulletins");
	tty_keys(t, "Down");
	tty_wait_text(t, "\302\273 M  Messages");
	tty_keys(t, "Ctrl-] PgUp");
	tty_wait_status(t, "scrolling");
	tty_keys(t, "$");
	tty_wait_no_text(t, "\302\273");
	tty_keys(t, "q");
	tty_wait_text(t, "\302\273 M  Messages");
	tty_keys(t, "Down");
	tty_wait_text(t, "\302\273 D  Door");
}

/* The smallest of the usual windows: the whole menu, and pages that open at their top. */
static void test_small_window(void)
{
	Tty *t = tty_start(&(struct tty_setup){ .width = 40, .height = 10 }, WORDS("hail", "demo"));

	tty_wait_text(t, "Your choice:");
	tty_wait_status(t, "char");
	CHECK_INT(tty_find(t, 0, "1 world"), 0);
	CHECK(tty_find(t, 0, "4 board") == 3, "expected the four roles");
	tty_keys(t, "v");
	tty_wait_text(t, "--More--");
	CHECK_INT(tty_find(t, 0, "Screen 1 of 3"), 0);
	tty_keys(t, "q");
	tty_wait_text(t, "Your choice:");
	tty_keys(t, "1");
	tty_wait_text(t, "What is your name?");
}

/* How often `part` is in `text`. */
static int count(const char *text, const char *part)
{
	int found = 0;

	for (; (text = strstr(text, part)); text++)
		found++;
	return found;
}

/* The slow configuration mode swallows a paste whole. */
static void test_paste(void)
{
	enum { ROUTES = 60 };
	struct home h;
	char *text = malloc(ROUTES * 48), route[48];
	size_t n = 0;
	Tty *t;

	home_init(&h);
	t = tty_start(&(struct tty_setup){ .home = &h },
		      WORDS("hail", "demo", "--log", home_path(&h, "log")));
	tty_wait_text(t, "Your choice:");
	reach_router(t);
	tty_type(t, "enable\rsecret\r");
	tty_wait_line(t, "hail-rtr#");
	tty_type(t, "terminal length 0\rconfigure terminal\r");
	tty_wait_line(t, "hail-rtr(config)#");
	for (int i = 1; i <= ROUTES; i++)
		n += (size_t)snprintf(text + n, 48, "ip route 10.0.%d.0 255.255.255.0 10.9.9.9\n",
				      i);
	snprintf(text + n, 48, "end\n");
	fixture_paste(t, text);
	snprintf(route, sizeof(route), "ip route 10.0.%d.0", ROUTES);
	tty_wait_text(t, route);
	tty_wait_line(t, "hail-rtr#");
	tty_type(t, "show running-config\r");
	tty_wait_line(t, "!");
	tty_wait_line(t, "end");
	tty_keys(t, "Ctrl-] q y");
	tty_expect_exit(t, 0);
	text = home_read_file(home_path(&h, "log"), NULL);
	CHECK(text, "no log");
	/* Each once as it was pasted and once in the configuration. */
	for (int i = 1; i <= ROUTES; i++) {
		snprintf(route, sizeof(route), "ip route 10.0.%d.0 ", i);
		CHECK(count(text, route) == 2, "expected \"%s\" twice, saw it %d times", route,
		      count(text, route));
	}
}

/* Whether a process runs; one that has ended and waits for its parent does not. */
static bool is_running(int pid)
{
	char path[64], state = 'Z';
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(f);
	return state != 'Z';
}

static void test_leaves_nothing(void)
{
	Tty *t = start_demo();
	char path[64];
	int child = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)tty_pid(t), (int)tty_pid(t));
	f = fopen(path, "r");
	CHECK(f && fscanf(f, "%d", &child) == 1, "expected the service as a child");
	fclose(f);
	CHECK(is_running(child), "expected the service to run");
	tty_keys(t, "Ctrl-] q y");
	tty_expect_exit(t, 0);
	for (int64_t end = pump_now() + PUMP_DEADLINE; is_running(child); pump_once(10))
		CHECK(pump_now() < end, "the service outlives the program");
}

static void test_pipe(void)
{
	Job *j = job_start(WORDS("hail", "demo"));
	const char *out;
	size_t n;

	job_write_text(j, "q\n");
	job_end_input(j);
	CHECK_INT(job_wait(j), 0);
	out = job_output(j, &n);
	CHECK(strstr(out, "Your choice:"), "expected the menu");
	CHECK(strstr(out, "Fair winds!"), "expected the good-bye");
	CHECK(!memchr(out, '\r', n), "expected plain line ends");
	CHECK(!memchr(out, 0xff, n), "expected no negotiation");
	CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_pipe_ends_with_input(void)
{
	Job *j = job_start(WORDS("hail", "demo"));

	job_write_text(j, "c\n");
	job_end_input(j);
	CHECK_INT(job_wait(j), 0);
	CHECK(strstr(job_output(j, NULL), "TTYPE"), "expected the answer to the last line");
}

static void test_port_makes_it_a_host(void)
{
	Job *j;

	/* With a PORT it is the name of a host: nothing of the built-in service then. */
	j = job_start(WORDS("hail", "demo", peer_refusing_port()));
	CHECK(job_wait(j), "expected a failure");
	CHECK(!strstr(job_output(j, NULL), "Your choice:"), "expected no service");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the menu", test_menu, 0 },
		{ "each screen opens at its top", test_screens, 0 },
		{ "/connect demo, and a second session", test_connect_demo, 0 },
		{ "TLS: the card refused, accepted, pinned", test_tls, 0 },
		{ "TLS from the command line", test_tls_alone, 0 },
		{ "the board as a session of its own", test_board_alone, 0 },
		{ "and in a small window", test_board_in_small_window, 0 },
		{ "in 40x10", test_small_window, 0 },
		{ "the world: a hidden password, prompts, history", test_world, 0 },
		{ "the world, then the router", test_world_then_router, 0 },
		{ "events leave no empty prompt", test_events_leave_no_empty_prompt, 60 },
		{ "the wire shows every byte", test_wire, 0 },
		{ "the whole tour", test_tour, 120 },
		{ "the router: ?, TAB, --More--", test_router, 0 },
		{ "the router: a paste into its slow mode", test_paste, 120 },
		{ "quitting leaves no process", test_leaves_nothing, 0 },
		{ "in a pipe", test_pipe, 0 },
		{ "in a pipe it ends with the input", test_pipe_ends_with_input, 0 },
		{ "demo with a PORT is a host", test_port_makes_it_a_host, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
