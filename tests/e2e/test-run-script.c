/* Scripts of `hail run`: each host is a coroutine, with the verbs of hail-run(1). */
#include "e2e/harness.h"

#include <sys/wait.h>

#include "servers/farm.h"

#define SECONDS "20"

static Job *run(struct farm *f, const char *script, const char *const *words)
{
	const char *argv[16] = { "--json", "--timeout", SECONDS };
	size_t count = 3;

	home_write(&f->home, "script.lua", script);
	argv[count++] = home_path(&f->home, "script.lua");
	for (; *words; words++)
		argv[count++] = *words;
	return farm_run(f, argv);
}

static void expect_status(Job *j, int status)
{
	int saw = job_wait(j);
	size_t n;
	const char *out = job_output(j, &n);

	if (WIFEXITED(saw) && WEXITSTATUS(saw) == status)
		return;
	tap_note_bytes("output", out, n);
	out = job_errors(j, &n);
	tap_note_bytes("errors", out, n);
	FAIL("expected exit status %d, saw %x", status, (unsigned)saw);
}

static void test_command(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1", "pager=1", "chatty=1"));
	j = run(&f,
		"return function(host)\n"
		"  host:log('at ' .. host.name .. ' ' .. host.address)\n"
		"  local out, ok = host:command('show clock')\n"
		"  local bad, no, why = host:command('bogus')\n"
		"  local _, cleared = host:command('clear counters', {confirm = true, timeout = "
		"5})\n"
		"  host:result({clock = out:match('(%d+:%d+)'), ok = {ok, no, cleared}, why = "
		"why})\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"clock\":\"10:11\""), 3);
	CHECK_INT(farm_count(j, "\"ok\":[true,false,true]"), 3);
	CHECK_INT(farm_count(j, "\"why\":\"% Invalid input detected at '^' marker.\""), 3);
	farm_expect(j, "good-1", "\"log\":[\"at good-1 127.0.0.1\",");
	farm_expect(j, "good-1",
		    "{\"command\":\"bogus\",\"output\":\"       ^\\n% Invalid input "
		    "detected at '^' marker.\",\"ok\":false}");
}

/* Without an answer a question fails the host; what takes too long fails the command. */
static void test_command_fails(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	j = run(&f, "return function(host) host:command('clear counters') end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 1);
	farm_expect(j, "good-1", "\\\"clear counters\\\" asks: Clear");
	j = run(&f,
		"return function(host)\n"
		"  local _, ok, why = host:command('sleep', {timeout = 0.2})\n"
		"  local clock = host:command('show clock')\n"
		"  return {ok, why, clock:sub(1, 5)}\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 0);
	farm_expect(
		j, "good-1",
		"\"result\":[false,\"timed out after 0.2 s; last seen: good-1#sleep\",\"10:11\"]");
}

static void test_configure(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("user=1", "console=1"));
	j = run(&f,
		"return function(host)\n"
		"  local good = host:configure({'interface Gi0/1', 'no shutdown'})\n"
		"  local ok, line, why = host:configure('interface Gi0/1\\nbad\\nno shutdown\\n')\n"
		"  local up = host:mode('config')\n"
		"  local down = host:mode()\n"
		"  local none, reason = host:mode('nothing')\n"
		"  return {good, ok, line, why, up, down, none, reason}\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"result\":[true,false,2,\"% Invalid input detected at '^' "
				"marker.\",true,true,false,\"the pack ios has no mode "
				"\\\"nothing\\\"\"]"),
		  2);
}

/* A login by hand, without a name or a password in the configuration. */
static void test_expect(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	home_write_config(&f.home, "set reconnect off\n");
	j = run(&f,
		"return function(host)\n"
		"  host:expect('Username: $', 5)\n"
		"  host:send('admin')\n"
		"  host:expect('Password: $', 5)\n"
		"  host:send('sesame')\n"
		"  host:expect('good-1#', 5)\n"
		"  host:send('show clock')\n"
		"  local all, groups = host:expect('(\\\\d+):(\\\\d+):\\\\d+', 5)\n"
		"  local none, why = host:expect('nothing like that', 0.1)\n"
		"  return {all, groups[1], groups[2], none == nil, why}\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 0);
	farm_expect(j, "good-1",
		    "\"result\":[\"10:11:12\",\"10\",\"11\",true,\"timed out after 0.1 s\"]");
}

/* Where name and password are configured, they aren't sent before the script asks for the login. */
static void test_own_login(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	j = run(&f,
		"return function(host)\n"
		"  host:expect('Username: $', 5)\n"
		"  local none = host:expect('nothing like that', 0.5)\n"
		"  host:send('admin')\n"
		"  local asked = host:expect('Password: $', 5)\n"
		"  none = none or host:expect('nothing like that', 0.5)\n"
		"  host:send('sesame')\n"
		"  local clock, ok = host:command('show clock')\n"
		"  return {none == nil, asked, ok, clock:sub(1, 5)}\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 0);
	farm_expect(j, "good-1", "\"result\":[true,\"Password: \",true,\"10:11\"]");
	j = run(&f,
		"return function(host)\n"
		"  local asked = host:expect('Username: $', 5)\n"
		"  host:expect('nothing like that', 0.5)\n"
		"  local clock, ok = host:command('show clock')\n"
		"  return {asked, ok, clock:sub(1, 5)}\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 0);
	farm_expect(j, "good-1", "\"result\":[\"Username: \",true,\"10:11\"]");
}

static void test_errors(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1", "wrong=1", "die=1"));
	j = run(&f,
		"print('loaded')\n"
		"return function(host)\n"
		"  host:result({begun = true})\n"
		"  host:command('show clock')\n"
		"  error('no luck')\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 1);
	CHECK_TEXT(job_errors(j, NULL), "hail: loaded\n");
	farm_expect(j, "good-1", "script.lua:5: no luck\\nstack traceback:");
	farm_expect(j, "good-1", "\"result\":{\"begun\":true}");
	farm_expect(j, "wrong-1", "\"reason\":\"the password was refused: % Login invalid\"");
	farm_expect(j, "die-1",
		    "\"reason\":\"the connection was lost in the middle of "
		    "\\\"show clock\\\"; last seen: Cisco IOS Soft\"");
	j = run(&f, "return function(host) while true do end end\n", WORDS("--hosts", f.hosts));
	expect_status(j, 1);
	CHECK_INT(farm_count(j, "this ran for too long without a wait"), 3);
}

/* An answer that is none of the kinds is told, not passed over; a text answers in whatever words it
 * is asked. */
static void test_confirm(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=1"));
	j = run(&f,
		"return function(host)\n"
		"  local _, why = pcall(host.command, host, 'clear counters', {confirm = {'', "
		"'y'}})\n"
		"  local _, cleared = host:command('erase', {confirm = 'log'})\n"
		"  return {why, cleared}\n"
		"end\n",
		WORDS("--hosts", f.hosts));
	expect_status(j, 0);
	farm_expect(j, "good-1", "a command's confirm is true or a text");
	farm_expect(j, "good-1", "\",true]");
}

/* What can't be run is refused before anything is begun. */
static void test_load(void)
{
	static const struct {
		const char *script, *part;
	} rows[] = {
		{ "return function(host\n", "script.lua:2: ')' expected" },
		{ "x = 1\n", "script.lua returns no function" },
		{ "error('at once')\n", "script.lua:1: at once" },
		{ "return function() io.open('/etc/passwd') end\nio.open('x')\n", "script.lua:2:" },
	};
	struct farm f;

	farm_start(&f, WORDS("good=1"));
	for (size_t i = 0; i < COUNT(rows); i++) {
		Job *j = run(&f, rows[i].script, WORDS("--hosts", f.hosts));

		expect_status(j, 2);
		CHECK_TEXT(job_output(j, NULL), "");
		CHECK(strstr(job_errors(j, NULL), rows[i].part), "expected %s in\n# %s",
		      rows[i].part, job_errors(j, NULL));
	}
}

static void test_many(void)
{
	struct farm f;
	Job *j;

	farm_start(&f, WORDS("good=200"));
	j = run(&f,
		"local count = 0\n"
		"return function(host)\n"
		"  host:command('show version')\n"
		"  wait(0.05)\n"
		"  count = count + 1\n"
		"  return {count > 0, #host:command('show clock')}\n"
		"end\n",
		WORDS("--hosts", f.hosts, "-j", "200"));
	expect_status(j, 0);
	CHECK_INT(farm_count(j, "\"result\":[true,32]"), 200);
}

static const struct tap_case cases[] = {
	{ "commands, a question, the log, the result", test_command, 0 },
	{ "commands that don't come to an end", test_command_fails, 0 },
	{ "configuration and modes", test_configure, 0 },
	{ "a login by hand", test_expect, 0 },
	{ "a login of the script's own", test_own_login, 0 },
	{ "errors of the script, and of hosts", test_errors, 0 },
	{ "what answers a question", test_confirm, 0 },
	{ "scripts that can't be run", test_load, 0 },
	{ "200 hosts at once", test_many, 0 },
};

int main(int argc, char **argv)
{
	return tap_main(argc, argv, cases, COUNT(cases));
}
