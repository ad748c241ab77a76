/* The built-in service: the newcomer's tour, in a terminal and in a pipe. */
#include "e2e/harness.h"

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

static void test_menu(void)
{
	Tty *t = start_demo();

	tty_wait_text(t, "Next: press 1");
	tty_wait_status(t, "line");
	say(t, "3");
	tty_wait_text(t, "Your choice:");
	say(t, "4");
	tty_wait_text(t, "80 columns, 22 rows");
	tty_wait_text(t, "XTERM-256COLOR");
	say(t, "q");
	tty_wait_status(t, "closed");
	tty_keys(t, "Ctrl-D");
	tty_expect_exit(t, 0);
}

static void test_world(void)
{
	Tty *t = start_demo();

	say(t, "1");
	tty_wait_text(t, "What is your name?");
	say(t, "bob");
	tty_wait_text(t, "Password");
	tty_wait_status(t, "hidden (server ECHO)");
	tty_type(t, "s3same");
	tty_wait_text(t,
		      "\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242");
	tty_keys(t, "Enter");
	tty_wait_text(t, "Welcome, bob. I saw 6 characters and showed none of them.");
	tty_wait_no_status(t, "hidden");
	CHECK(!tty_raw_has(t, BYTES("s3same")), "the password reached the terminal");
	say(t, "look");
	tty_wait_text(t, "] > look");
	tty_keys(t, "Up");
	tty_wait_input(t, "look");
	tty_keys(t, "Up");
	tty_wait_input(t, "bob");
}

static void reach_router(Tty *t)
{
	say(t, "2");
	tty_wait_text(t, "hail-rtr>");
	tty_wait_status(t, "char");
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
	tty_wait_text(t, "Back at the menu.");
	tty_wait_no_status(t, "char");
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
	tty_paste(t, text);
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
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
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

	job_write_text(j, "4\n");
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
		{ "the world: a hidden password, prompts, history", test_world, 0 },
		{ "the router: ?, TAB, --More--", test_router, 0 },
		{ "the router: a paste into its slow mode", test_paste, 120 },
		{ "quitting leaves no process", test_leaves_nothing, 0 },
		{ "in a pipe", test_pipe, 0 },
		{ "in a pipe it ends with the input", test_pipe_ends_with_input, 0 },
		{ "demo with a PORT is a host", test_port_makes_it_a_host, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
