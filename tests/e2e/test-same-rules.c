/* One file of rules and Lua gives the same result in the program with a screen and in `hail run`:
 * the same is sent and shown. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include <sys/wait.h>

static const char config[] = "lua \"rules.lua\"\n"
			     "trigger /^It is (?<what>green)/ lua \"smell(m.what, m[0])\"\n"
			     "trigger /^You are (\\w+)/ send \"be %1 no more\"\n"
			     "trigger /^sings$/ lua \"hail.nothing()\"\n"
			     "trigger /^hum along/ send \"hum $tune\"\n"
			     "gag /^spam/\n"
			     "substitute /secret/ \"public\"\n"
			     "on connect lua \"hail.echo('a rule is there')\"\n";

static const char script[] =
	"hail.on('connect', function() hail.echo('Lua is there') end)\n"
	"hail.on('disconnect', function(why) hail.notify('gone: ' .. why) end)\n"
	"hail.on('bell', function() hail.send('ding') end)\n"
	"hail.on('line', function(text) if text:find('^junk') then return 'gag' end end)\n"
	"hail.trigger('^ring (?<who>\\\\w+)', function(m, text, session)\n"
	"  session:send('answer ' .. m.who)\n"
	"  return 'gag'\n"
	"end)\n"
	"function smell(what, all)\n"
	"  hail.send('smell ' .. what)\n"
	"  hail.task(function()\n"
	"    local m = wait('^(\\\\w+) smells$')\n"
	"    hail.echo({all .. ', ', {m[1], 'red'}})\n"
	"    hail.send('leave ' .. hail.session():state())\n"
	"  end)\n"
	"end\n";

/* What rules and Lua send; a screen shows that, too. */
static const char *const sent[] = { "smell green",     "ding",           "answer Ann", "hum la la",
				    "be cold no more", "leave connected" };

/* What they tell: lines of a screen, or of a record's log. */
static const char *const told[] = { "a rule is there", "Lua is there",
				    "rule 3:1: attempt to call a nil value (field 'nothing')",
				    "It is green, It" };

static const char shown[] =
	"It is green\nmy public\nhum along\nYou are cold\nsings\nIt smells\nIt is over\n";

/* Answers a command, a few lines at a time, so that the order of what is sent is certain. */
static void play_answers(Peer *p)
{
	static const char *const lines[] = {
		"It is green\r\n", "spam one\r\n\a",   "my secret\r\njunk\r\nring Ann\r\n",
		"hum along\r\n",   "You are cold\r\n", "sings\r\nIt smells\r\n"
	};

	peer_expect_text(p, "show things\r\n");
	for (size_t i = 0; i < COUNT(lines); i++) {
		char line[40];

		snprintf(line, sizeof(line), "%s\r\n", sent[i]);
		peer_send_text(p, lines[i]);
		peer_expect_only(p, line, strlen(line));
	}
	peer_send_text(p, "It is over\r\n");
}

static void log_in_device(Peer *p)
{
	peer_wait_connected(p);
	peer_send_text(p, "sw1#");
	peer_expect_text(p, "terminal length 0\r\n");
	peer_send_text(p, "sw1#");
	peer_expect_text(p, "terminal width");
	peer_send_text(p, "sw1#");
}

static bool is_among(const char *text, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text, texts[i]) == 0)
			return true;
	}
	return false;
}

/* Checks what the screen shows of the peer's below the command, and that all that is told is above
 * or among it. */
static void check_screen(Tty *t)
{
	char lines[400] = "";
	int command, over;

	tty_wait_line(t, "It is over");
	command = tty_find(t, 0, "show things");
	over = tty_find(t, command, "It is over");
	for (int row = command + 1; row <= over; row++) {
		const char *text = tty_row(t, row);

		if (is_among(text, sent, COUNT(sent)) || is_among(text, told, COUNT(told)) ||
		    strncmp(text, "stack traceback:", 16) == 0 || *text == ' ')
			continue;
		strncat(lines, text, sizeof(lines) - strlen(lines) - 1);
		strncat(lines, "\n", sizeof(lines) - strlen(lines) - 1);
	}
	for (size_t i = 0; i < COUNT(told); i++)
		CHECK(tty_find(t, 0, told[i]) >= 0, "the screen doesn't tell \"%s\"", told[i]);
	CHECK(strcmp(lines, shown) == 0, "the screen shows \"%s\", expected \"%s\"", lines, shown);
}

/* Appends to `text` what JSON has of a text; a newline ends it. */
static void append_quoted(char *text, size_t room, const char *plain)
{
	for (; *plain; plain++) {
		size_t n = strlen(text);

		if (*plain == '\n')
			snprintf(text + n, room - n, "\\n");
		else
			snprintf(text + n, room - n, "%c", *plain);
	}
}

/* Checks the same of the record. */
static void check_record(const char *record)
{
	char output[500] = "\"output\":\"", part[200];
	const char *log = strstr(record, "\"log\":[");

	append_quoted(output, sizeof(output) - 1, shown);
	strcpy(output + strlen(output) - strlen("\\n"), "\"");
	CHECK(strstr(record, output) != NULL, "expected %s in %s", output, record);
	for (size_t i = 0; i < COUNT(told); i++) {
		snprintf(part, sizeof(part), "\"%s", told[i]);
		log = log ? strstr(log, part) : NULL;
		CHECK(log != NULL, "the log doesn't tell \"%s\" in its place: %s", told[i], record);
	}
}

static Job *run(const struct home *home, const Peer *p)
{
	char place[40];

	snprintf(place, sizeof(place), "127.0.0.1:%s", peer_port(p));
	return job_start_with(home, NULL,
			      WORDS("hail", "run", "--json", "--retry", "1", "-o", "user=joe", "-o",
				    "pack=ios", "-x", "show things", place));
}

static void set_home(struct home *home, const char *rules, const char *lua)
{
	home_init(home);
	home_write_config(home, rules);
	home_write(home, ".config/hail/rules.lua", lua);
}

static void expect_status(Job *j, int status)
{
	int saw = job_wait(j);

	CHECK(WIFEXITED(saw) && WEXITSTATUS(saw) == status,
	      "expected exit status %d, saw %x; output %s, errors %s", status, (unsigned)saw,
	      job_output(j, NULL), job_errors(j, NULL));
}

static void test_same(void)
{
	struct session s;
	Peer *p = peer_new();
	Job *j;

	set_home(&s.home, config, script);
	fixture_open_with(&s, &(struct tty_setup){ .home = &s.home, .height = 40 }, NULL);
	fixture_enter(&s, "/var tune la la");
	fixture_enter(&s, "show things");
	play_answers(s.peer);
	check_screen(s.tty);
	fixture_end(&s);

	j = run(&s.home, p);
	log_in_device(p);
	play_answers(p);
	peer_send_text(p, "sw1#");
	peer_expect_text(p, "exit\r\n");
	peer_close(p);
	expect_status(j, 0);
	check_record(job_output(j, NULL));
	CHECK(strstr(job_errors(j, NULL), ": gone: closed by the peer\n") != NULL,
	      "nothing is told of the end: %s", job_errors(j, NULL));
}

/* What only somebody at a screen could do is said; a script may close its session. */
static void test_alone(void)
{
	struct home home;
	Peer *p = peer_new();
	Job *j;

	set_home(&home,
		 "lua \"rules.lua\"\nlua \"missing.lua\"\n"
		 "trigger /go/ lua \"hail.notify('well'); hail.command('/quit')\"\n"
		 "trigger /stop/ lua \"hail.session():close()\"\n",
		 "print('loaded for ' .. hail.session():name())\n");
	j = run(&home, p);
	log_in_device(p);
	peer_expect_text(p, "show things\r\n");
	peer_send_text(p, "go\r\nstop\r\n");
	peer_expect_end(p);
	expect_status(j, 1);
	CHECK(strstr(job_output(j, NULL), "\"reason\":\"a script closed the connection\"") !=
			      NULL &&
		      strstr(job_output(j, NULL), "\"log\":[\"well\",\"rule 1:1: nobody is here "
						  "for whom a command could "
						  "run\\nstack traceback:") != NULL,
	      "the record is another: %s", job_output(j, NULL));
	CHECK(strstr(job_errors(j, NULL), "loaded for 127.0.0.1") != NULL &&
		      strstr(job_errors(j, NULL), "missing.lua") != NULL,
	      "the errors are others: %s", job_errors(j, NULL));
	CHECK_INT(peer_connections(p), 1);
}

static const struct tap_case cases[] = {
	{ "with and without a screen the same", test_same, 0 },
	{ "what is other without a screen", test_alone, 0 },
};

int main(int argc, char **argv)
{
	return tap_main(argc, argv, cases, COUNT(cases));
}
