/* `hail run`: commands and configuration on many devices at once, and what is told of each. */
#include "e2e/harness.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "servers/farm.h"

#define SECONDS "20" /* more than what any device here takes */

static void expect_status(Job *j, int status)
{
	int saw = job_wait(j);
	size_t n;
	const char *errors = job_errors(j, &n);

	if (!WIFEXITED(saw) || WEXITSTATUS(saw) != status) {
		tap_note_bytes("errors", errors, n);
		tap_note_bytes("output", job_output(j, &n), 2000 < n ? 2000 : n);
		FAIL("expected exit status %d, saw %x", status, (unsigned)saw);
	}
}

/* --- One host. */

static void test_commands(void)
{
	struct farm f;
	char place[40];
	Job *j;

	farm_start(&f, WORDS("good=1"));
	snprintf(place, sizeof(place), "127.0.0.1:%s", farm_port(&f, "good-1"));
	j = farm_run(&f, WORDS("-x", "show clock", "-x", "show ip int brief", place, place));
	expect_status(j, 0);
	CHECK_TEXT(job_errors(j, NULL), "");
	CHECK(strstr(job_output(j, NULL),
		     "> show clock\n10:11:12.345 UTC Mon Nov 22 2026\n> show ip int brief\n"
		     "Interface              IP-Address      OK? Method Status Protocol\n"),
	      "expected the outputs of both commands, clean");
	CHECK(!strstr(strstr(job_output(j, NULL), "==") + 2, "=="),
	      "a host that is named twice runs once");
	CHECK(!strstr(job_output(j, NULL), "sesame"), "the password is in the output");
}

/* A command that fails is the reason, and those behind it run all the same. */
static void test_failing_command(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "bogus", "-x", "show clock"));
	expect_status(j, 1);
	farm_expect(j, "good-1",
		    "\"status\":\"failed\",\"reason\":\"\\\"bogus\\\" failed: "
		    "% Invalid input detected at '^' marker.\",\"seconds\":0.");
	farm_expect(j, "good-1",
		    "\"commands\":[{\"command\":\"bogus\",\"output\":\"       "
		    "^\\n% Invalid input detected at '^' marker.\",\"ok\":false},"
		    "{\"command\":\"show clock\",\"output\":\"10:11:12.345 UTC Mon Nov 22 2026\","
		    "\"ok\":true}],\"log\":[],\"result\":null}");
}

/* --- What devices are like. */

static void test_kinds(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1", "quiet=1", "user=1", "console=1", "pager=1", "chatty=1",
			     "slow=1"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "show version", "--timeout",
			       SECONDS));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"status\":\"ok\",\"reason\":\"\""), 7);
	/* The last line, and no prompt, pager or echo behind or before it. */
	CHECK_INT(farm_count(j, "\"output\":\"Cisco IOS Software, Version 15.2(4)E\\n"), 7);
	CHECK_INT(farm_count(j, "\\nline 10 of the version\\nline 11 of the version"), 7);
	CHECK_INT(farm_count(j, "line 25 of the version\",\"ok\":true}]"), 7);
	farm_expect(j, "chatty-1",
		    "\"log\":[\"%SYS-5-CONFIG_I: Configured from console by admin\","
		    "\"%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state "
		    "to up\"]");
}

/* Each that fails is told rightly, and none holds the others up. */
static void test_mixture(void)
{
	struct farm f;
	int64_t begun;
	Job *j;

	farm_start(&f, WORDS("good=80", "refuse=5", "hang=5", "wrong=5", "die=5"));
	begun = pump_now();
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-j", "100", "--timeout", "4", "-x",
			       "show version"));
	expect_status(j, 1);
	CHECK(pump_now() - begun < PUMP_DEADLINE, "it took %lld ms",
	      (long long)(pump_now() - begun));
	CHECK_INT(farm_count(j, "\"name\":\"good-"), 80);
	CHECK_INT(farm_count(j, "\"status\":\"ok\""), 80);
	for (int i = 1; i <= 5; i++) {
		char name[16];

		snprintf(name, sizeof(name), "refuse-%d", i);
		farm_expect(j, name, "\"status\":\"failed\",\"reason\":\"cannot connect to");
		snprintf(name, sizeof(name), "hang-%d", i);
		farm_expect(j, name, "timed out after 4 s (--timeout), waiting for a prompt");
		snprintf(name, sizeof(name), "wrong-%d", i);
		farm_expect(j, name, "\"reason\":\"the password was refused: % Login invalid\"");
		snprintf(name, sizeof(name), "die-%d", i);
		farm_expect(j, name,
			    "the connection was lost in the middle of "
			    "\\\"show version\\\"");
		farm_expect(j, name,
			    "{\"command\":\"show version\",\"output\":\"Cisco IOS "
			    "Soft\",\"ok\":false}]");
	}
}

/* What came of a command, or a line of configuration, that was broken off is told. */
static void test_broken_off(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "show clock", "-x",
			       "clear counters"));
	expect_status(j, 1);
	farm_expect(j, "good-1",
		    "{\"command\":\"clear counters\",\"output\":\"Clear \\\"show interface\\\" "
		    "counters on all interfaces [confirm]\",\"ok\":false}]");
	home_write(&f.home, "lines", "interface GigabitEthernet0/1\n\n sleep\n no shutdown\n");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "--timeout", "2", "--config",
			       home_path(&f.home, "lines")));
	expect_status(j, 1);
	farm_expect(j, "good-1", "\"reason\":\"line 3 of ");
	farm_expect(j, "good-1", "lines was broken off: \\\" sleep\\\": timed out after 2 s");
	farm_expect(j, "good-1", "last seen: Is it late");
	farm_expect(j, "good-1", "\"output\":\"Is it late\",\"ok\":false}]");
}

/* However a device says that it doesn't take a password; and one that only sounds so. */
static void test_refusals(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("again=1", "shut=1", "motd=1"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "show clock", "--retry", "3",
			       "--timeout", SECONDS));
	expect_status(j, 1);
	farm_expect(j, "again-1", "\"reason\":\"the password was refused: it asks again\"");
	farm_expect(j, "shut-1",
		    "\"reason\":\"the connection was closed behind the password, "
		    "which may have been refused\"");
	farm_expect(j, "motd-1", "\"status\":\"ok\"");
}

/* Nothing is typed at what may be a question of the login, in whatever words, or before it. */
static void test_login_questions(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("early=1", "passed=1"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "show clock", "--timeout", "4"));
	expect_status(j, 1);
	farm_expect(j, "early-1", "\"status\":\"ok\"");
	farm_expect(j, "passed-1", "waiting for a prompt; last seen: Password:");
}

/* A pack that doesn't know the questions of its device takes them for others. */
static void test_unknown_login(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1", "user=1"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-o", "pack=generic", "-x",
			       "show clock", "--timeout", SECONDS));
	expect_status(j, 0);
	farm_expect(j, "good-1", "\"status\":\"ok\"");
	farm_expect(j, "user-1", "\"command\":\"show clock\"");
}

static void test_thousand(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1000"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-j", "500", "-x", "show version"));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"status\":\"ok\""), 1000);
}

/* --- Configuration. */

static void write_lines(struct farm *f, const char *bad)
{
	char text[200];

	snprintf(text, sizeof(text),
		 "! the uplink\ninterface GigabitEthernet0/1\n\n %s\n no shutdown\n", bad);
	home_write(&f->home, "lines", text);
}

static void test_configuration(void)
{
	struct farm f;
	const char *lines;
	Job *j;

	farm_start(&f, WORDS("good=1", "user=1", "console=1", "quiet=1"));
	lines = home_path(&f.home, "lines");
	write_lines(&f, "description uplink");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "--config", lines, "-x", "show clock",
			       "--timeout", SECONDS));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "{\"command\":\" no shutdown\",\"output\":\"\",\"ok\":true},"
				"{\"command\":\"show clock\",\"output\":\"10:11"),
		  4);
	write_lines(&f, "bad line");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "--config", lines, "-x", "show clock",
			       "--timeout", SECONDS));
	expect_status(j, 1);
	CHECK_INT(farm_count(j, "lines was rejected: \\\" bad line\\\": % Invalid input detected"),
		  4);
	CHECK_INT(farm_count(j, "\"reason\":\"line 4 of "), 4);
	CHECK_INT(farm_count(j, "no shutdown"), 0);
	CHECK_INT(farm_count(j, "show clock"), 0);
}

/* A line that lost a character on its way is not done, though the device accepts what it took. */
static void test_lost(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	write_lines(&f, "vlan 123");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "--config",
			       home_path(&f.home, "lines"), "--timeout", SECONDS));
	expect_status(j, 1);
	farm_expect(j, "good-1",
		    "lines was rejected: \\\" vlan 123\\\": the device echoed \\\"vlan 12\\\" for "
		    "\\\"vlan 123\\\"");
	CHECK_INT(farm_count(j, "no shutdown"), 0);
}

/* A pack whose platform commits; the first device's answer to `show clock` is no error. */
static void run_committing(struct farm *f, const char *commit, const char *last, int status,
			   const char *part)
{
	char pack[600];
	Job *j;

	snprintf(pack, sizeof(pack),
		 "mode work /^(?<host>[\\w-]+)#$/\nmode config /^(?<host>[\\w-]+)\\(.+\\)#$/\n"
		 "work work\nconfig config\nway work config \"configure terminal\"\n"
		 "way config work \"end\"\nfailure \"%% Invalid\"\nleave \"exit\"\n%s\n",
		 commit);
	home_write(&f->home, ".config/hail/packs/mine.pack", pack);
	write_lines(f, last);
	j = farm_run(f, WORDS("--json", "-o", "pack=mine", "--hosts", f->hosts, "--config",
			      home_path(&f->home, "lines"), "--timeout", SECONDS));
	expect_status(j, status);
	CHECK_INT(farm_count(j, part), 1);
}

static void test_commit(void)
{
	struct farm f;

	farm_start(&f, WORDS("good=1"));
	run_committing(&f, "commit \"description x\"", "description uplink", 0, "\"ok\":true");
	run_committing(&f, "commit \"bad commit\"", "description uplink", 1,
		       "\"reason\":\"\\\"bad commit\\\" failed: % Invalid input detected");
	/* Only where the prompt says that it is needed. */
	run_committing(&f, "commit \"bad commit\" /\\(config\\)#$/", "description uplink", 0,
		       "\"ok\":true");
	run_committing(&f, "commit \"bad commit\" /\\(config-if\\)#$/", "description uplink", 1,
		       "\"bad commit\\\" failed");
	/* Only by the last of the commands do they commit themselves. */
	run_committing(&f, "commit \"description x\"\ncommit \"bad commit\"", "description uplink",
		       1, "\"bad commit\\\" failed");
	/* The lines commit by themselves; what fails is discarded, and the reason is the line's. */
	run_committing(&f, "commit \"bad commit\"", "bad line", 1, "bad line\\\": % Invalid");
	run_committing(&f, "commit \"description y\"\ndiscard \"bad discard\"", "bad line", 1,
		       "bad line\\\": % Invalid");
}

/* What doesn't hold yet is committed, or forgotten because a line failed; else nobody answers what
 * the device asks about it. */
static void test_uncommitted(void)
{
	static const struct {
		const char *lines, *staged;
	} cases[] = {
		{ "sysname x\n", "\"status\":\"ok\"" },
		{ "sysname x\ncommit\n", "\"status\":\"ok\"" },
		{ "sysname x\nbad line\n", "\"reason\":\"line 2 of " },
		{ "sysname x\ncommit\nsysname y\n",
		  "\"reason\":\"\\\"return\\\" asks about changes that don't hold yet: Warning" },
	};
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("staged=1", "stale=1"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		home_write(&f.home, "lines", cases[i].lines);
		j = farm_run(&f, WORDS("--json", "-o", "pack=vrp", "--hosts", f.hosts, "--config",
				       home_path(&f.home, "lines"), "--timeout", SECONDS));
		expect_status(j, 1);
		farm_expect(j, "staged-1", cases[i].staged);
		/* Somebody else's, and not to be thrown away. */
		farm_expect(j, "stale-1", "asks about changes that don't hold yet");
	}
}

/* Where the prompt is the same in all modes, the line above it says whether it is configured. */
static void test_line_above(void)
{
	static const struct {
		const char *lines;
		int status;
		const char *told;
	} cases[] = {
		{ "port 1/1/1\n description x\n", 0, "\"status\":\"ok\"" },
		{ "port 1/1/1\ncommit\n", 0, "\"status\":\"ok\"" },
		{ "port 1/1/1\nbad line\n", 1, "\"reason\":\"line 2 of " },
	};
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("model=1"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		home_write(&f.home, "lines", cases[i].lines);
		j = farm_run(&f, WORDS("--json", "-o", "pack=sros", "--hosts", f.hosts, "--config",
				       home_path(&f.home, "lines"), "--timeout", SECONDS));
		expect_status(j, cases[i].status);
		farm_expect(j, "model-1", cases[i].told);
	}
	farm_expect(j, "model-1", "bad line\\\": MINOR: MGMT_CORE #2201: Unknown element");
}

/* A line that is not rejected, but never done, is told with its number, too. */
static void test_lines_not_done(void)
{
	static const struct {
		const char *line, *reason;
	} cases[] = {
		{ "crypto key zeroize", "\\\"crypto key zeroize\\\" asks: Do you really" },
		{ "archive", "\\\"archive\\\" asks: Would you like to save it? (Yes/No) [No]\"" },
		{ "menu", "\\\"menu\\\" asks: Enter choice [1-3]>" },
		{ "reload", "the connection was lost in the middle of \\\"reload\\\"; last" },
		{ "banner login %\n%", "timed out after 2 s (--timeout), in the middle of "
				       "\\\"banner login %" },
	};
	struct farm f;
	char text[100];
	Job *j;

	farm_start(&f, WORDS("good=1"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(text, sizeof(text), "! a comment\nhostname x\n%s\n", cases[i].line);
		home_write(&f.home, "lines", text);
		j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "--config",
				       home_path(&f.home, "lines"), "--timeout", "2"));
		expect_status(j, 1);
		farm_expect(j, "good-1", cases[i].reason);
		farm_expect(j, "good-1", "\"reason\":\"line 3 of ");
	}
	farm_expect(j, "good-1", "; last seen: %");
	home_write(&f.home, "lines", "reload\n");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "--config",
			       home_path(&f.home, "lines"), "--retry", "1"));
	expect_status(j, 1);
	farm_expect(j, "good-1", "\"log\":[\"hail: attempt 1 failed: line 1 of ");
}

/* No prompt comes within a banner. */
static void test_banner(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1", "quiet=1"));
	home_write(&f.home, "lines",
		   "interface GigabitEthernet0/1\nbanner motd #\n! Keep out.\n\n#\nno "
		   "shutdown\nbad\n");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "--config",
			       home_path(&f.home, "lines"), "--timeout", SECONDS));
	expect_status(j, 1);
	CHECK_INT(farm_count(j, "\"reason\":\"line 7 of "), 2);
	CHECK_INT(farm_count(j, "{\"command\":\"banner motd #\\n! Keep out.\\n\\n#\","), 2);
}

static void test_enable(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("user=1"));
	write_lines(&f, "description uplink");
	j = farm_run(&f, WORDS("-o", "enable-command=none", "--json", "--hosts", f.hosts,
			       "--config", home_path(&f.home, "lines")));
	expect_status(j, 1);
	farm_expect(j, "user-1",
		    "\\\"enable\\\" asks for a password, and the option "
		    "enable-command isn't set");
	j = farm_run(&f, WORDS("-o", "enable-command=echo wr0ng", "--json", "--hosts", f.hosts,
			       "-x", "show clock", "--retry", "3"));
	expect_status(j, 1);
	farm_expect(j, "user-1", "the password was refused: % Bad secrets");
	CHECK(!strstr(job_output(j, NULL), "wr0ng"), "the secret is in the output");
}

/* --- Again. */

/* A secret that was sent is told nowhere, whoever says it. */
static void test_secrets(void)
{
	struct farm f;
	const char *script;
	Job *j;

	farm_start(&f, WORDS("quotes=1"));
	script = home_path(&f.home, "script.lua");
	home_write(&f.home, "script.lua",
		   "return function(host)\n"
		   "local output = host:command('show clock')\nhost:result(output)\n"
		   "host:log('sesame')\n"
		   "local why = host:command('enable', { confirm = 'open' })\nerror(why)\nend\n");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "show clock", "-x",
			       "username admin password sesame"));
	expect_status(j, 1);
	farm_expect(j, "quotes-1", "\"output\":\"username admin password 0 ***\",\"ok\":true}");
	farm_expect(j, "quotes-1", "\"command\":\"username admin password ***\"");
	CHECK(!strstr(job_output(j, NULL), "sesame"), "the password is in the output");
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, script));
	expect_status(j, 1);
	farm_expect(j, "quotes-1", "\"result\":\"username admin password 0 ***\"");
	farm_expect(j, "quotes-1", "\"log\":[\"***\"]");
	farm_expect(j, "quotes-1", "% Bad secrets: ***");
	CHECK(!strstr(job_output(j, NULL), "sesame"), "the password is in the output");
	CHECK(!strstr(job_output(j, NULL), "open"), "the secret is in the output");
}

static void test_retry(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("once=1", "wrong=1"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "show clock", "--retry", "2"));
	expect_status(j, 1);
	farm_expect(j, "once-1", "\"status\":\"ok\"");
	farm_expect(j, "wrong-1",
		    "\"reason\":\"the password was refused: % Login invalid\","
		    "\"seconds\":0.");
	home_write(&f.home, "records", job_output(j, NULL));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-x", "show clock", "--only-failed",
			       home_path(&f.home, "records")));
	expect_status(j, 1);
	CHECK_INT(farm_count(j, "\"name\""), 1);
	farm_expect(j, "wrong-1", "\"status\":\"failed\"");
}

static void test_diff(void)
{
	struct farm f;
	const char *folder;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	folder = home_path(&f.home, "outputs");
	j = farm_run(&f, WORDS("--hosts", f.hosts, "--diff", folder, "-x", "show clock"));
	expect_status(j, 0);
	j = farm_run(&f, WORDS("--hosts", f.hosts, "--diff", folder, "-x", "show clock"));
	expect_status(j, 0);
	CHECK(strstr(job_output(j, NULL), "\nno difference\n"), "expected no difference");
	home_write(&f.home, "outputs/good-1.txt", "> show clock\n10:10\n");
	j = farm_run(&f, WORDS("--hosts", f.hosts, "--diff", folder, "-x", "show clock"));
	expect_status(j, 0);
	CHECK(strstr(job_output(j, NULL), "\n+++ good-1\n@@ -1,2 +1,2 @@\n > show clock\n-10:10\n"
					  "+10:11:12.345 UTC Mon Nov 22 2026\n"),
	      "expected a unified diff, saw\n%s", job_output(j, NULL));
}

/* --- Ends. */

static void test_interrupt(void)
{
	struct farm f;
	int status;
	Job *j;

	farm_start(&f, WORDS("good=1", "hang=1", "slow=1"));
	j = farm_run(&f, WORDS("--json", "--stream", "--hosts", f.hosts, "-j", "2", "-x",
			       "show clock", "!slow-1", "--timeout", "3600"));
	job_wait_output(j, "\"good-1\"");
	kill(job_pid(j), SIGINT);
	status = job_wait(j);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGINT, "saw %x", (unsigned)status);
	farm_expect(j, "good-1", "\"status\":\"ok\"");
	farm_expect(j, "hang-1",
		    "\"status\":\"failed\",\"reason\":\"interrupted: it was broken off");
	job_expect_sentence(j, "interrupted: 1 of 2 hosts were done, 1 were broken off, 0 not "
			       "begun");
}

static void test_total_timeout(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("hang=2"));
	j = farm_run(&f, WORDS("--json", "--hosts", f.hosts, "-j", "1", "-x", "show clock",
			       "--total-timeout", "0.3"));
	expect_status(j, 1);
	farm_expect(j, "hang-1", "the time of --total-timeout is over: it was broken off");
	farm_expect(j, "hang-2", "the time of --total-timeout is over: nothing was done");
	job_expect_sentence(j, "1 were broken off, 1 not begun: hang-2");
}

/* On a terminal a line tells how far it is, and which hosts take long; records stand above it. */
static void test_progress(void)
{
	struct farm f;
	Tty *t;

	farm_start(&f, WORDS("good=1", "hang=1"));
	t = tty_start(
		&(struct tty_setup){ .width = 100, .height = 24, .home = &f.home },
		WORDS("hail", "run", "--hosts", f.hosts, "-x", "show clock", "--timeout", "3600"));
	tty_wait_text(t, "[##########----------] 1/2, 1 running; slowest: hang-1 ");
	tty_wait_text(t, "> show clock");
	tty_keys(t, "Ctrl-c");
	tty_wait_text(t,
		      "hail: interrupted: 1 of 2 hosts were done, 1 were broken off, 0 not begun");
	tty_wait_text(t, "== hang-1: failed: interrupted: it was broken off");
	tty_expect_exit(t, 128 + SIGINT);
	tty_wait_no_text(t, "running");
}

/* Where the system allows few descriptors fewer hosts are begun at once, and that is said. */
static void test_few_descriptors(void)
{
	struct farm f;
	char command[600];
	Job *j;

	farm_start(&f, WORDS("good=20"));
	snprintf(command, sizeof(command),
		 "ulimit -n 76; exec %s run --json --hosts %s -j 20 -x 'show clock'",
		 home_program(), f.hosts);
	j = job_start_with(&f.home, NULL, WORDS("sh", "-c", command));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"status\":\"ok\""), 20);
	job_expect_sentence(j, "6 hosts at once, not 20: the limit of open files is 76");
}

static const struct {
	const char *words[5];
	const char *part; /* of what is said */
} wrong[] = {
	{ { "sw1" }, "there is nothing to do" },
	{ { "-x", "show clock" }, "there is no host" },
	{ { "-x" }, "-x needs a value" },
	{ { "--tiemout", "3", "-x", "a", "sw1" }, "did you mean --timeout?" },
	{ { "-j", "0", "-x", "a", "sw1" }, "-j takes a number from 1" },
	{ { "--timeout=soon", "-x", "a", "sw1" }, "--timeout takes seconds" },
	{ { "--json=1", "-x", "a", "sw1" }, "--json takes no value" },
	{ { "--config", "/no/such/file", "sw1" }, "cannot read the configuration lines" },
	{ { "--hosts", "/no/such/file", "-x", "a" }, "cannot read the hosts file" },
	{ { "--only-failed", "/no/such/file", "-x", "a" }, "cannot read the records" },
	{ { "-x", "a", "a:b:c" }, "a:b:c" },
	{ { "-x", "a", "core-*" }, "no host matches \"core-*\"" },
	{ { "/no/such/script.lua", "sw1" }, "/no/such/script.lua" },
	{ { "-x", "a", "-o", "color=red", "sw1" }, "color" },
};

static void test_usage(void)
{
	for (size_t i = 0; i < COUNT(wrong); i++) {
		const char *argv[8] = { "hail", "run" };
		Job *j;

		for (size_t k = 0; k < COUNT(wrong[i].words); k++)
			argv[k + 2] = wrong[i].words[k];
		j = job_start(argv);
		expect_status(j, 2);
		job_expect_sentence(j, wrong[i].part);
		CHECK_TEXT(job_output(j, NULL), "");
	}
}

/* --- Hosts. */

static void test_stdin(void)
{
	struct farm f;
	char line[200];
	Job *j;

	farm_start(&f, WORDS("good=3"));
	j = farm_run(&f, WORDS("--json", "--hosts", "-", "-x", "show clock"));
	snprintf(line, sizeof(line), "{\"name\": \"one\", \"host\": \"127.0.0.1\", \"port\": %s}\n",
		 farm_port(&f, "good-1"));
	job_write_text(j, line);
	snprintf(line, sizeof(line),
		 "{\"host\": \"127.0.0.1\", \"port\": \"%s\", \"user\": \"me\"}\n",
		 farm_port(&f, "good-2"));
	job_write_text(j, line);
	job_end_input(j);
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"status\":\"ok\""), 2);
	farm_expect(j, "one", "\"status\":\"ok\"");
}

static void test_inventory(void)
{
	struct farm f;
	char text[400], first[8];
	Job *j;

	farm_start(&f, WORDS("good=1", "user=1"));
	snprintf(first, sizeof(first), "%s", farm_port(&f, "good-1"));
	snprintf(text, sizeof(text),
		 "[core]\ncore1 ansible_host=127.0.0.1 ansible_port=%s\n[edge]\n"
		 "edge1 ansible_port=%s\n[edge:vars]\nansible_host = 127.0.0.1\n"
		 "hail_enable_command = \"echo open\"\n[all:vars]\nansible_user=admin\n"
		 "ansible_network_os=cisco.ios.ios\n",
		 first, farm_port(&f, "user-1"));
	home_write(&f.home, "inventory", text);
	home_write_config(&f.home, "set password-command echo sesame\n");
	j = farm_run(&f, WORDS("--json", "--hosts", home_path(&f.home, "inventory"), "-x",
			       "show clock"));
	expect_status(j, 0);
	farm_expect(j, "core1", "\"status\":\"ok\"");
	farm_expect(j, "edge1", "\"status\":\"ok\"");
	j = farm_run(&f, WORDS("--json", "--hosts", home_path(&f.home, "inventory"), "-x",
			       "show clock", "@edge"));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"name\""), 1);
	farm_expect(j, "edge1", "\"status\":\"ok\"");
}

/* Saved hosts, by name and by pattern, with their options. */
static void test_saved(void)
{
	struct farm f;
	char text[300];
	Job *j;

	farm_start(&f, WORDS("good=2"));
	snprintf(text, sizeof(text),
		 "host sw1 127.0.0.1 %s user=admin password-command=\"echo sesame\"\n",
		 farm_port(&f, "good-1"));
	snprintf(text + strlen(text), sizeof(text) - strlen(text),
		 "host sw2 127.0.0.1 %s\nhost sw* user=admin\n", farm_port(&f, "good-2"));
	home_write_config(&f.home, text);
	j = farm_run(&f, WORDS("--json", "-x", "show clock", "sw*"));
	expect_status(j, 1);
	farm_expect(j, "sw1", "\"status\":\"ok\"");
	farm_expect(j, "sw2", "a password is asked for, and the option password-command isn't set");
}

static const struct tap_case cases[] = {
	{ "commands, and one host named twice", test_commands, 0 },
	{ "a command that fails", test_failing_command, 0 },
	{ "each kind of device", test_kinds, 0 },
	{ "devices that fail among those that don't", test_mixture, 0 },
	{ "what is broken off", test_broken_off, 0 },
	{ "how a password is refused", test_refusals, 0 },
	{ "questions of the login, and what only looks like a prompt", test_login_questions, 0 },
	{ "a login that the pack doesn't know", test_unknown_login, 0 },
	{ "a thousand devices, 500 at once", test_thousand, 120 },
	{ "configuration, and a line that is rejected", test_configuration, 120 },
	{ "a line that loses a character", test_lost, 0 },
	{ "configuration that has to be committed", test_commit, 60 },
	{ "lines that are not done", test_lines_not_done, 60 },
	{ "changes that don't hold yet", test_uncommitted, 60 },
	{ "modes by the line above the prompt", test_line_above, 60 },
	{ "configuration with a banner", test_banner, 0 },
	{ "enable: a password that is missing or refused", test_enable, 0 },
	{ "secrets that a device says", test_secrets, 0 },
	{ "retry, and only what failed", test_retry, 0 },
	{ "diff against the last run", test_diff, 0 },
	{ "Ctrl-C", test_interrupt, 0 },
	{ "the whole run's time", test_total_timeout, 0 },
	{ "progress on a terminal", test_progress, 0 },
	{ "few descriptors", test_few_descriptors, 0 },
	{ "what makes no sense is refused before anything runs", test_usage, 0 },
	{ "hosts on standard input", test_stdin, 0 },
	{ "an inventory of Ansible", test_inventory, 0 },
	{ "saved hosts", test_saved, 0 },
};

int main(int argc, char **argv)
{
	return tap_main(argc, argv, cases, COUNT(cases));
}
