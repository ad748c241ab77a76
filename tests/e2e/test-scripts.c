/* Scripts in Lua in the program with a screen, with the real binary. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include <sys/stat.h>

#include "servers/telnet-bytes.h"

#define GMCP(text) "\377\372\311" text "\377\360"

/* Opens with a configuration that loads the script a.lua. */
static void open_with_script(struct session *s, const char *script, const char *more)
{
	struct home home;
	char config[1000];

	home_init(&home);
	snprintf(config, sizeof(config), "lua \"a.lua\"\n%s", more);
	home_write(&home, ".config/hail/a.lua", script);
	home_write_config(&home, config);
	fixture_open_with(s, &(struct tty_setup){ .home = &home, .width = 150, .height = 24 },
			  NULL);
}

static void test_events(void)
{
	struct session s;
	int row;

	open_with_script(&s,
			 "hail.on('connect', function(s)\n"
			 "  hail.send('hello')\n"
			 "  s:echo({ 'HP ', { '12', 'red' }, ' of 40' })\n"
			 "end)\n"
			 "hail.trigger('^(?<who>\\\\w+) says (.*)$', function(m)\n"
			 "  hail.send('tell ' .. m.who .. ' ' .. m[2])\n"
			 "  hail.status('last', m.who)\n"
			 "end)\n"
			 "hail.trigger('spam', function() return 'gag' end)\n"
			 "hail.on('prompt', function(p) hail.status('prompt', p) end)\n"
			 "hail.on('disconnect', function(why) hail.echo('gone: ' .. why) end)\n",
			 "");
	peer_expect_only(s.peer, BYTES("hello\r\n"));
	tty_wait_line(s.tty, "HP 12 of 40");
	row = tty_find(s.tty, 0, "HP 12");
	CHECK_INT(tty_cell(s.tty, row, 3).foreground, 1);
	CHECK(tty_cell(s.tty, row, 0).bold == tty_cell(s.tty, row, 3).bold,
	      "expected one look of the client's");
	peer_send_text(s.peer, "Ann says x;/quit\r\nsome spam\r\nafter\r\n");
	peer_expect_only(s.peer, BYTES("tell Ann x;/quit\r\n"));
	tty_wait_line(s.tty, "after");
	CHECK(tty_find(s.tty, 0, "some spam") < 0, "expected that the line was gagged");
	tty_wait_status(s.tty, "last Ann");
	peer_send(s.peer, BYTES("HP: \377\371"));
	tty_wait_status(s.tty, "prompt HP:");
	peer_close(s.peer);
	tty_wait_text(s.tty, "gone: closed by the peer");
	tty_type(s.tty, "\x1dq");
	tty_expect_exit(s.tty, 0);
}

static void test_input(void)
{
	struct session s;

	open_with_script(
		&s,
		"hail.alias('^gg (\\\\w+)$', function(m) hail.send('get all ' .. m[1]) end)\n"
		"hail.key('F5', function(s) s:send('flee') end)\n"
		"hail.key('x', function(s) s:send('ex') end)\n"
		"hail.complete(function(text)\n"
		"  if text:find('^cast ') then return { 'fireball', 'frostbolt' } end\n"
		"end)\n"
		"hail.on('input', function(text) hail.echo('typed ' .. text) end)\n",
		"");
	fixture_enter(&s, "gg bag");
	peer_expect_only(s.peer, BYTES("get all bag\r\n"));
	tty_wait_line(s.tty, "typed gg bag");
	tty_keys(s.tty, "F5");
	peer_expect_only(s.peer, BYTES("flee\r\n"));
	tty_keys(s.tty, "x");
	peer_expect_only(s.peer, BYTES("ex\r\n"));
	tty_type(s.tty, "cast fi\t");
	tty_wait_input(s.tty, "cast fireball");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("cast fireball\r\n"));
	/* What is hidden is for the peer alone. */
	peer_send(s.peer, BYTES("Password: " WILL_ECHO));
	peer_expect_only(s.peer, BYTES(DO_ECHO));
	tty_wait_status(s.tty, "hidden");
	tty_type(s.tty, "gg xyzzy\r");
	peer_expect_only(s.peer, BYTES("gg xyzzy\r\n"));
	peer_send(s.peer, BYTES("\r\n" WONT_ECHO "welcome\r\n"));
	tty_wait_line(s.tty, "welcome");
	CHECK(tty_find(s.tty, 0, "typed gg xyzzy") < 0, "a script saw a secret");
	fixture_end(&s);
}

static void test_errors(void)
{
	struct session s;

	open_with_script(&s,
			 "local function inner() error('boom') end\n"
			 "hail.trigger('^throw', function() inner() end)\n"
			 "hail.trigger('^loop', function() while true do end end)\n"
			 "hail.trigger('^match', function()\n"
			 "  string.find(('a'):rep(100), '.-.-.-.-.-.-.-.-b')\n"
			 "end)\n"
			 "hail.trigger('^fill', function() return ('x'):rep(1 << 30) end)\n"
			 "hail.trigger('^pile', function() local t = {}\n"
			 "  for i = 1, 1 << 30 do t[i] = ('x'):rep(1 << 20) .. i end end)\n"
			 "hail.trigger('^fine', function() hail.send('fine') end)\n",
			 "");
	peer_send_text(s.peer, "throw\r\n");
	tty_wait_text(s.tty, "a.lua:1: boom");
	tty_wait_text(s.tty, "a.lua:1: in upvalue 'inner'");
	peer_send_text(s.peer, "loop\r\n");
	tty_wait_text(s.tty, "ran for too long");
	tty_wait_text(s.tty, "the trigger /^loop/ is off from now on");
	peer_send_text(s.peer, "match\r\n");
	tty_wait_text(s.tty, "the trigger /^match/ is off from now on");
	peer_send_text(s.peer, "fill\r\n");
	tty_wait_text(s.tty, "not enough memory");
	peer_send_text(s.peer, "pile\r\n");
	tty_wait_text(s.tty, "the trigger /^pile/ is off from now on");
	peer_send_text(s.peer, "loop\r\nthrow\r\nfine\r\n");
	peer_expect_only(s.peer, BYTES("fine\r\n"));
	fixture_enter(&s, "still here");
	peer_expect_only(s.peer, BYTES("still here\r\n"));
	fixture_end(&s);
}

static void test_load_errors(void)
{
	struct session s;

	open_with_script(&s, "hail.on('connect', function() hail.send('begun') end)\nx = = 1\n",
			 "lua \"gone.lua\"\n");
	tty_wait_text(s.tty, "hail.conf:2:5: there is no script");
	tty_keys(s.tty, "q");
	tty_wait_text(s.tty, "a.lua:2: unexpected symbol near '='");
	home_write(&s.home, ".config/hail/a.lua",
		   "hail.alias('^hi$', function() hail.send('ho') end)\n");
	fixture_enter(&s, "/lua reload");
	fixture_enter(&s, "hi");
	peer_expect_only(s.peer, BYTES("ho\r\n"));
	home_write(&s.home, ".config/hail/a.lua", "hail.echo('anew')\n");
	fixture_enter(&s, "/lua reload");
	tty_wait_line(s.tty, "anew");
	fixture_enter(&s, "hi");
	peer_expect_only(s.peer, BYTES("hi\r\n"));
	fixture_end(&s);
}

static void test_eval(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/lua 6 * 7");
	tty_wait_line(s.tty, "42");
	fixture_enter(&s, "/lua x = { a = { 1, 2 } }");
	fixture_enter(&s, "/lua x");
	tty_wait_line(s.tty, "{\"a\": [1, 2]}");
	fixture_enter(&s, "/lua hail.session():state()");
	tty_wait_line(s.tty, "connected");
	fixture_enter_wrong(&s, "/lua nosuch.x", "attempt to index a nil value");
	fixture_enter_wrong(&s, "/lua while true do end", "ran for too long");
	fixture_enter_wrong(&s, "/lua io.open(\"/etc/passwd\")", "attempt to index a nil value");
	fixture_enter(&s, "/lua hail.send(\"sent\")");
	peer_expect_only(s.peer, BYTES("sent\r\n"));
	fixture_end(&s);
}

static void test_trust(void)
{
	struct session s;

	open_with_script(&s,
			 "hail.alias('^try (.*)$', function(m)\n"
			 "  local good, why = pcall(hail.command, m[1])\n"
			 "  hail.echo(good and 'done' or why)\n"
			 "end)\n",
			 "");
	fixture_enter(&s, "try /connect exec:id");
	tty_wait_text(s.tty, "/connect is only for scripts that are trusted");
	fixture_enter(&s, "try /lo /tmp/x");
	tty_wait_text(s.tty, "/log is only for scripts that are trusted");
	fixture_enter(&s, "try /nosuch");
	tty_wait_text(s.tty, "there is no command \"nosuch\"");
	fixture_enter(&s, "try /eol lf");
	tty_wait_line(s.tty, "done");
	tty_wait_status(s.tty, "LF");
	fixture_enter(&s, "try //slash");
	peer_expect_text(s.peer, "/slash\n");
	fixture_enter(&s, "try plain");
	peer_expect_text(s.peer, "plain\n");
	fixture_end(&s);
}

/* An alias that makes itself run ends. */
static void test_recursion(void)
{
	struct session s;

	open_with_script(&s, "hail.alias('^again$', function() hail.command('again') end)\n", "");
	fixture_enter(&s, "again");
	tty_wait_text(s.tty, "a command that scripts run makes them run commands");
	fixture_enter(&s, "on");
	peer_expect_only(s.peer, BYTES("on\r\n"));
	fixture_end(&s);
}

static void test_close(void)
{
	struct session s;

	open_with_script(&s,
			 "local first = hail.session()\n"
			 "hail.trigger('^close', function(m, line, session)\n"
			 "  session:send('bye')\n"
			 "  session:close()\n"
			 "  session:send('more')\n"
			 "end)\n"
			 "hail.alias('^hello', function() end)\n"
			 "function try() return first:send('x') end\n",
			 "");
	peer_send_text(s.peer, "close\r\n");
	peer_expect_only(s.peer, BYTES("bye\r\n"));
	tty_wait_text(s.tty, "a script has closed the session 127.0.0.1");
	tty_wait_input(s.tty, "/connect");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter_wrong(&s, "/lua try()", "this session is gone");
	tty_type(s.tty, "\x1dq");
	tty_expect_exit(s.tty, 0);
}

static void test_values(void)
{
	static const char script[] =
		"hail.on('gmcp Char.Vitals', function(v, name)\n"
		"  hail.echo(name .. ' ' .. v.hp .. ' of ' .. hail.gmcp.char.vitals.max)\n"
		"  hail.store.best = math.max(hail.store.best or 0, v.hp)\n"
		"  hail.echo('best ' .. hail.store.best)\n"
		"end)\n";
	struct session s;
	struct stat st;
	char *text;

	open_with_script(&s, script, "");
	peer_send(s.peer, BYTES("\377\373\311" GMCP("Char.Vitals {\"hp\":12,\"max\":30}")));
	tty_wait_line(s.tty, "Char.Vitals 12 of 30");
	tty_wait_line(s.tty, "best 12");
	fixture_end(&s);
	text = home_read_file(home_path(&s.home, ".local/state/hail/store/127.0.0.1.json"), NULL);
	CHECK(text && strcmp(text, "{\"best\":12}\n") == 0, "saw: %s", text ? text : "no file");
	CHECK(stat(home_path(&s.home, ".local/state/hail/store/127.0.0.1.json"), &st) == 0 &&
		      (st.st_mode & 0777) == 0600,
	      "expected a private file");
	fixture_open_with(&s, &(struct tty_setup){ .home = &s.home }, NULL);
	peer_send(s.peer, BYTES("\377\373\311" GMCP("Char.Vitals {\"hp\":3,\"max\":30}")));
	tty_wait_line(s.tty, "best 12");
	fixture_end(&s);
}

/* What the other cases leave. */
static void test_functions(void)
{
	struct home home;
	struct session s;

	home_init(&home);
	home_write(&home, ".config/hail/lua/tools/words.lua",
		   "return { twice = function(s) return s .. s end }\n");
	home_write(
		&home, ".config/hail/a.lua",
		"local words = require('tools.words')\n"
		"hail.on('idle 0.2', function(s) hail.send('idle') end)\n"
		"hail.on('activity 0.2', function(s) hail.echo('active') end)\n"
		"hail.on('bell', function() hail.notify('a bell') end)\n"
		"hail.on('msdp HEALTH', function(v, name) hail.echo(name .. '=' .. v) end)\n"
		"hail.alias('^values$', function(m, line, s)\n"
		"  hail.send_gmcp('Core.Ping') s:send_msdp('REPORT', { 'HEALTH', 'MANA' })\n"
		"  hail.send_gmcp('Char.Skills.Get', { group = 'combat' })\n"
		"end)\n"
		"hail.alias('^all$', function()\n"
		"  for i, s in ipairs(hail.sessions()) do s:echo(i .. words.twice(s:host())) end\n"
		"  print('port', hail.session():port())\n"
		"end)\n"
		"hail.alias('^keep$', function()\n"
		"  hail.store.friends = hail.store.friends or {}\n"
		"  table.insert(hail.store.friends, 'Ann')\n"
		"  hail.echo('friends ' .. #hail.store.friends)\n"
		"end)\n"
		"hail.alias('^count$', function()\n"
		"  local n, t = 0\n"
		"  t = hail.timer(0.01, function()\n"
		"    n = n + 1 hail.send('tick ' .. n) if n == 2 then t:cancel() end\n"
		"  end)\n"
		"end)\n");
	home_write(&home, ".config/hail/b.lua",
		   "local f = assert(io.open(os.getenv('HOME') .. '/out', 'w'))\n"
		   "f:write('written') f:close()\n");
	home_write_config(&home, "lua \"a.lua\"\nlua trusted \"b.lua\"\n");
	fixture_open_with(&s, &(struct tty_setup){ .home = &home }, NULL);
	CHECK(home_contains(&home, "written", NULL), "expected what the trusted script wrote");
	peer_send_text(s.peer, "hello\r\n");
	peer_expect_text(s.peer, "idle\r\n");
	peer_send_text(s.peer, "more\a\r\n");
	tty_wait_line(s.tty, "active");
	tty_wait_text(s.tty, "a bell");
	peer_send(s.peer, BYTES("\377\373\311\377\373\105\377\372\105\001HEALTH\00212\377\360"));
	tty_wait_line(s.tty, "HEALTH=12");
	fixture_enter(&s, "values");
	peer_expect(s.peer, BYTES(GMCP("Core.Ping")));
	peer_expect(s.peer, BYTES("\377\372\105\001REPORT\002HEALTH\002MANA\377\360"));
	peer_expect(s.peer, BYTES(GMCP("Char.Skills.Get {\"group\":\"combat\"}")));
	fixture_enter(&s, "all");
	tty_wait_line(s.tty, "1127.0.0.1127.0.0.1");
	tty_wait_text(s.tty, "port ");
	fixture_enter(&s, "keep");
	tty_wait_line(s.tty, "friends 1");
	fixture_enter(&s, "keep");
	tty_wait_line(s.tty, "friends 2");
	fixture_enter(&s, "count");
	peer_expect_text(s.peer, "tick 1\r\ntick 2\r\n");
	fixture_end(&s);
}

static void test_tasks(void)
{
	struct session s;

	open_with_script(&s,
			 "hail.on('connect', function() hail.task(function()\n"
			 "  local m = wait('^(\\\\d+) players', 20)\n"
			 "  hail.send('who ' .. m[1])\n"
			 "  hail.send('at ' .. wait('prompt'))\n"
			 "  wait(0.05)\n"
			 "  hail.send('late')\n"
			 "  hail.send(tostring(wait('never', 0.05)))\n"
			 "end) end)\n",
			 "");
	peer_send_text(s.peer, "3 players\r\n");
	peer_expect_only(s.peer, BYTES("who 3\r\n"));
	peer_send(s.peer, BYTES("HP> \377\371"));
	peer_expect_only(s.peer, BYTES("at HP> \r\nlate\r\nnil\r\n"));
	fixture_end(&s);
}

/* In char mode an open line that is quiet is a prompt, once: what is typed behind it is none. */
static void test_char_mode(void)
{
	struct session s;

	open_with_script(&s, "hail.on('prompt', function(p) hail.status('p', p) end)\n", "");
	fixture_char_mode(&s);
	peer_send_text(s.peer, "sw1# ");
	tty_wait_status(s.tty, "p sw1#");
	tty_type(s.tty, "sh");
	peer_expect_text(s.peer, "sh");
	peer_send_text(s.peer, "sh");
	tty_wait_text(s.tty, "sw1# sh");
	pump_for(400);
	tty_wait_status(s.tty, "p sw1# ");
	peer_send_text(s.peer, "\r\nsw2> ");
	tty_wait_status(s.tty, "p sw2>");
	fixture_end(&s);
}

/* A function that takes long, for each line of a flood, and a timer that would always run. */
static void test_busy(void)
{
	struct session s;

	open_with_script(&s,
			 "local function burn() for i = 1, 50000 do end end\n"
			 "hail.trigger('^flood', burn)\n"
			 "hail.timer(0.01, function() for i = 1, 100 do burn() end end)\n",
			 "");
	peer_flood(s.peer, 8 << 20);
	tty_wait_text(s.tty, "flood 00000");
	for (int i = 0; i < 3; i++) {
		tty_type(s.tty, "still here\r");
		peer_expect_text(s.peer, "still here\r\n");
	}
	CHECK(peer_unsent(s.peer), "expected that the flood goes on");
	tty_type(s.tty, "/quit!\r");
	tty_expect_exit(s.tty, 0);
}

/* One burst of few bytes, each line of which costs a function, or a rule's code, 5 ms: 15 s. */
static void test_dear_lines(void)
{
	static const char burn[] = "function burn()\n"
				   "  local t = os.clock()\n"
				   "  while os.clock() - t < 0.005 do end\n"
				   "end\n";
	static const char *const ways[][2] = {
		{ "hail.on('line', burn)\n", "" },
		{ "", "trigger /l/ lua \"burn()\"\n" },
		{ "", "trigger /l/ command \"lua burn()\"\n" },
	};

	char burst[3 * 3000];

	for (size_t i = 0; i < sizeof(burst); i++)
		burst[i] = "l\r\n"[i % 3];
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct session s;
		char script[300];

		snprintf(script, sizeof(script), "%s%s", burn, ways[i][0]);
		open_with_script(&s, script, ways[i][1]);
		peer_send(s.peer, burst, sizeof(burst));
		peer_send_text(s.peer, "the end\r\n");
		tty_wait_line(s.tty, "l");
		tty_type(s.tty, "KEY");
		tty_wait_text(s.tty, "KEY");
		if (i < 2)
			CHECK(tty_find(s.tty, 0, "the end") < 0,
			      "expected the key on the screen before the last line");
		tty_type(s.tty, "\x15/quit!\r");
		tty_expect_exit(s.tty, 0);
	}
}

static void test_rules(void)
{
	struct session s;

	open_with_script(&s, "function note(who, what) hail.send(who .. '/' .. what) end\n",
			 "gag /x/\n"
			 "trigger /^(?<who>\\w+) waves (.*)$/ lua \"note(m.who, m[2])\"\n");
	peer_send_text(s.peer, "Ann waves ') os.exit() (\r\n");
	peer_expect_only(s.peer, BYTES("Ann/') os.exit() (\r\n"));
	/* An error names the rule; what can't be compiled is none. */
	fixture_enter(&s, "/lua note = nil");
	peer_send_text(s.peer, "Ann waves now\r\n");
	tty_wait_text(s.tty, "rule 2:1: attempt to call");
	fixture_enter_wrong(&s, "/trigger /a/ lua \"nonsense((\"", "lua:1: unexpected symbol near");
	fixture_end(&s);
}

static void test_check_config(void)
{
	struct home h;
	const char *errors;
	Job *j;

	home_init(&h);
	home_write_config(&h, "trigger /a/ lua \"nonsense((\"\nlua \"bad.lua\"\nlua \"good.lua\"\n"
			      "trigger /b/ lua \"hail.send(m[0])\"\n");
	home_write(&h, ".config/hail/bad.lua", "#!lua\nlocal x = 1\nx = = 2\n");
	home_write(&h, ".config/hail/good.lua", "error('this isn\\'t run')\n");
	j = job_start_with(&h, NULL, WORDS("hail", "--check-config"));
	job_expect(j, 2, BYTES(""));
	errors = job_errors(j, NULL);
	CHECK(strstr(errors, "hail.conf:1:9: lua:1: unexpected symbol near"), "it says \"%s\"",
	      errors);
	CHECK(strstr(errors, "bad.lua:3: unexpected symbol near"), "it says \"%s\"", errors);
	CHECK(!strstr(errors, "good") && !strstr(errors, "conf:4"), "it says \"%s\"", errors);
}

static void test_panes(void)
{
	struct session s;

	open_with_script(
		&s,
		"local chat = hail.pane('chat')\n"
		"hail.trigger('tells you', function(m, text) chat:write(text, 'green') end)\n"
		"hail.trigger('^over', function() chat:close() end)\n",
		"");
	peer_send_text(s.peer, "Ann tells you: hello\r\n> ");
	tty_wait_text(s.tty, "hello");
	fixture_enter(&s, "/pane");
	tty_wait_text(s.tty, "panes: chat");
	fixture_enter(&s, "/pane chat");
	tty_wait_text(s.tty, "chat  (q closes");
	tty_wait_row(s.tty, 0, "Ann tells you: hello");
	for (int i = 0; i < 30; i++)
		peer_send_text(s.peer,
			       i < 29 ? "Bob tells you: more\r\n" : "Bob tells you: last\r\n");
	tty_wait_line(s.tty, "Bob tells you: last");
	tty_keys(s.tty, "q");
	peer_send_text(s.peer, "over\r\n");
	tty_wait_text(s.tty, "over");
	fixture_enter_wrong(&s, "/pane chat", "there is no pane chat");
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "what happens to a session", test_events, 0 },
		{ "what is typed", test_input, 0 },
		{ "errors, loops and memory", test_errors, 0 },
		{ "files with errors, and reload", test_load_errors, 0 },
		{ "/lua EXPRESSION", test_eval, 0 },
		{ "commands and trust", test_trust, 0 },
		{ "an alias that runs itself", test_recursion, 0 },
		{ "a script that closes its session", test_close, 0 },
		{ "values and the store", test_values, 0 },
		{ "the other functions", test_functions, 0 },
		{ "tasks", test_tasks, 0 },
		{ "prompts in char mode", test_char_mode, 0 },
		{ "scripts that are always busy", test_busy, 0 },
		{ "lines that cost much", test_dear_lines, 0 },
		{ "Lua of rules", test_rules, 0 },
		{ "Lua is looked at with the configuration", test_check_config, 0 },
		{ "panes of text", test_panes, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
