/* What scripts do with sessions: events, triggers, aliases, timers, keys, trees, the store. */
#include "unit/unit.h"

#include <string.h>

#include "unit/script-owner.h"

static void set(struct script_stage *st)
{
	struct script_settings settings = { .modules = NULL };

	assert_true(script_stage_set(st, &settings));
}

static void run(struct script_stage *st, const char *text)
{
	struct str out;
	struct err e;

	str_init(&out);
	if (!script_eval(st->script, NULL, text, strlen(text), &out, &e))
		fail_msg("%s\n  fails with %s", text, e.text);
	str_fini(&out);
}

static void check_value(struct script_stage *st, const char *text, const char *expected)
{
	struct str out;
	struct err e;

	str_init(&out);
	if (!script_eval(st->script, NULL, text, strlen(text), &out, &e)) {
		str_clear(&out);
		str_append_string(&out, e.text);
		str_clear(&st->errors);
	}
	if (strcmp(out.text, expected) != 0)
		fail_msg("%s\n  is %s\n  expected %s", text, out.text, expected);
	str_fini(&out);
}

static void check_log(struct script_stage *st, const char *expected)
{
	if (st->errors.length)
		fail_msg("fails with %s", st->errors.text);
	if (strcmp(st->log.text, expected) != 0)
		fail_msg("did %s\nexpected %s", st->log.text, expected);
	str_clear(&st->log);
}

static void check_error(struct script_stage *st, const char *expected)
{
	if (!strstr(st->errors.text, expected))
		fail_msg("fails with %s\nexpected %s", st->errors.text, expected);
	str_clear(&st->errors);
}

static bool line(struct script_stage *st, uint64_t session, const char *text)
{
	struct script_object object = script_stage_session(st, session);

	return script_line(st->script, &object, text, strlen(text));
}

static bool input(struct script_stage *st, const char *text)
{
	struct script_object object = script_stage_session(st, 1);

	return script_input(st->script, &object, text, strlen(text));
}

static void prompt(struct script_stage *st, const char *text)
{
	struct script_object object = script_stage_session(st, 1);

	script_prompt(st->script, &object, text, strlen(text));
}

static void test_verbs(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.send('look') hail.session():send(5) hail.command('/log on')");
	check_log(&st, "s1 send look\ns1 send 5\ns1 command /log on\n");
	run(&st, "hail.sessions()[2]:send('hi') hail.sessions()[3]:echo('x', 'bold red')");
	check_log(&st, "s2 send hi\ns3 echo <bold red> x\n");
	run(&st, "hail.echo({ 'HP ', { 12, 'red' }, { ' ok' } }) hail.status('hp', 12) "
		 "hail.status('hp') hail.notify('done')");
	check_log(&st, "s1 echo HP  <red> 12  ok\nstatus hp: 12\nstatus hp: (gone)\nnotify done\n");
	run(&st, "local p = hail.pane('map') p:write('north', 'bold') p:clear() p:close()");
	check_log(&st, "pane m write <bold> north\npane m clear\npane m close\n");
	run(&st, "hail.send_gmcp('Core.Ping') hail.send_gmcp('Char.Skills.Get', { group = 'x' }) "
		 "hail.send_msdp('LIST', 'COMMANDS')");
	check_log(&st, "s1 gmcp Core.Ping\ns1 gmcp Char.Skills.Get {\"group\":\"x\"}\n"
		       "s1 msdp LIST \"COMMANDS\"\n");
	check_value(&st, "hail.session():name(), hail.session():host(), hail.session():port()",
		    "mud1\nmud.example.org\n4000");
	check_value(&st, "hail.session():state(), hail.session():mode()", "connected\nline");
	check_value(&st, "hail.send('a\\nb')", "input:1: argument 1 must be one line");
	check_value(&st, "hail.send({})", "input:1: argument 1 must be a text");
	check_value(&st, "hail.send()", "input:1: argument 1 must be a text");
	check_value(&st, "hail.echo({ {} })",
		    "input:1: argument 1 must be a text, or a list of at "
		    "most 256 texts and {text, style}");
	check_value(&st, "hail.command('/fail')", "input:1: no command is called fail");
	check_value(&st, "hail.pane('')", "input:1: a pane needs a name");
	check_value(&st, "hail.send_msdp('x')", "input:1: argument 2 must be a value");
	script_stage_clear(&st);
}

static void test_triggers(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "t = hail.trigger('^(?<who>\\\\w+) tells you: (.*)$', function(m, text, session) "
		 "hail.send('reply ' .. m.who .. ' ' .. m[2] .. ' ' .. #text .. ' ' .. "
		 "session:name()) end)");
	assert_false(line(&st, 2, "Ann tells you: hi"));
	assert_false(line(&st, 2, "Ann says: hi"));
	check_log(&st, "s2 send reply Ann hi 17 mud2\n");
	run(&st, "t:cancel() hail.trigger('spam', function() return 'gag' end)");
	assert_true(line(&st, 1, "buy spam"));
	assert_false(line(&st, 1, "Ann tells you: hi"));
	check_log(&st, "");
	run(&st, "hail.trigger('(a)|(b)', function(m) hail.echo(tostring(m[1]) .. m[0]) end)");
	line(&st, 1, "b");
	check_log(&st, "s1 echo nilb\n");
	check_value(&st, "hail.trigger('(', print)",
		    "input:1: bad argument #1 to 'trigger' (the pattern is wrong: missing "
		    "closing parenthesis)");
	/* An error in one doesn't keep the others from it, and it stays. */
	run(&st, "hail.trigger('x', function() error('oh') end) "
		 "hail.trigger('x', function() hail.send('still') end)");
	for (int i = 0; i < 2; i++) {
		line(&st, 1, "x");
		check_error(&st, "oh\nstack traceback:");
		check_log(&st, "s1 send still\n");
	}
	script_stage_clear(&st);
}

/* What runs for too long, or a line on which an expression does, is off from then on. */
static void test_over_budget(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.trigger('x', function() while true do end end) "
		 "hail.trigger('x', function() hail.send('still') end)");
	line(&st, 1, "x");
	check_error(&st, "the trigger /x/ is off from now on");
	check_log(&st, "s1 send still\n");
	line(&st, 1, "x");
	check_log(&st, "s1 send still\n");
	run(&st, "hail.trigger('(a+)+$', print)");
	line(&st, 1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
	check_error(&st, "the trigger /(a+)+$/ is off from now on: a line took too many steps to "
			 "match");
	run(&st, "for i = 1, 1e7 do if not pcall(hail.trigger, 'y', print) then break end end");
	check_value(&st, "pcall(hail.trigger, 'y', print)",
		    "false\nthere are too many triggers, aliases, timers and the like (4096)");
	script_stage_clear(&st);
}

/* Lines until there is an error, or `most`. */
static int count_lines(struct script_stage *st, int most)
{
	int lines = 0;

	str_clear(&st->errors);
	while (!st->errors.length && lines < most) {
		line(st, 1, "x");
		lines++;
	}
	str_clear(&st->log);
	return lines;
}

/* What takes all the time is named after three seconds, and off after ten. */
static void test_over_share(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.on('line', function() end)");
	/* Many that cost little are no reason. */
	script_stage_cost = 900000;
	assert_int_equal(count_lines(&st, 20000), 20000);
	script_stage_cost = 5000000;
	assert_in_range(count_lines(&st, 10000), 600, 800);
	check_error(&st, "what waits for line takes more than half of the time, and is off if that "
			 "goes on");
	assert_in_range(count_lines(&st, 10000), 1399, 1401);
	check_error(&st, "what waits for line is off from now on: it took more than half of the "
			 "time for seconds");
	assert_int_equal(count_lines(&st, 10000), 10000);
	script_stage_cost = 0;
	script_stage_clear(&st);
}

/* What sends for what it gets back, without end, is off and named; not if the user types between,
 * nor what the user does. */
static void test_send_loops(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "n = 0 hail.trigger('zap', function() hail.send('zap') n = n + 1 end) "
		 "hail.trigger('zap', function() z = (z or 0) + 1 end) "
		 "hail.on('line', function() hail.session():command('y') l = (l or 0) + 1 end) "
		 "hail.alias('go', function() hail.send('go') g = (g or 0) + 1 end)");
	for (int i = 0; i < 300; i++) {
		if (i == 50 || i == 100)
			script_typed(st.script);
		line(&st, 1, "do: zap");
		input(&st, "go");
		st.now += 50;
	}
	check_value(&st, "n, z, l, g", "201\n300\n201\n300");
	assert_string_equal(st.errors.text,
			    "the trigger /zap/ is off from now on: it went on sending for what it "
			    "gets back, with nothing typed meanwhile\n"
			    "what waits for line is off from now on: it went on sending for what "
			    "it gets back, with nothing typed meanwhile\n");
	run(&st, "n = 0 hail.trigger('zip', function() hail.send('zip') n = n + 1 end)");
	for (int i = 0; i < 300; i++)
		line(&st, 1, "do: zip");
	check_value(&st, "n", "101");
	str_clear(&st.log);
	str_clear(&st.errors);
	script_stage_clear(&st);
}

/* Many sessions may have something sent at the same time; one that is new begins anew. */
static void test_sends_of_many(void **state)
{
	struct script_object session;
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "n = 0 hail.trigger('zap', function() hail.send('x') n = n + 1 end)");
	for (unsigned i = 0; i < 180; i++)
		line(&st, 1 + i % 2, "zap");
	check_value(&st, "n", "180");
	session = script_stage_session(&st, 1);
	script_drop(st.script, &session);
	for (unsigned i = 0; i < 90; i++)
		line(&st, 1, "zap");
	check_value(&st, "n", "270");
	for (unsigned i = 0; i < 90; i++)
		line(&st, 1, "zap");
	check_value(&st, "n", "281");
	assert_non_null(strstr(st.errors.text, "/zap/ is off"));
	str_clear(&st.log);
	str_clear(&st.errors);
	script_stage_clear(&st);
}

static void test_aliases(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.alias('^gg (\\\\w+)$', function(m) hail.send('get all ' .. m[1]) end) "
		 "hail.on('input', function(text) hail.echo(text) end)");
	assert_true(input(&st, "gg bag"));
	assert_false(input(&st, "look"));
	check_log(&st, "s1 echo gg bag\ns1 send get all bag\ns1 echo look\n");
	script_stage_clear(&st);
}

static void test_timers(void **state)
{
	struct script_stage st;
	struct script_object session;

	(void)state;
	set(&st);
	run(&st, "n = 0 t = hail.timer(2, function() n = n + 1 hail.send(n) "
		 "if n == 3 then t:cancel() end end) "
		 "hail.timer(0.5, function() hail.send('once') end, 'once')");
	assert_int_equal(script_deadline(st.script), 500);
	script_stage_pass(&st, 60000);
	check_log(&st, "s1 send once\ns1 send 1\ns1 send 2\ns1 send 3\n");
	assert_int_equal(script_deadline(st.script), -1);
	check_value(&st, "hail.timer(0, print)",
		    "input:1: bad argument #1 to 'timer' (0.01 to 31536000 seconds)");
	/* One that a session's event made goes with the session. */
	run(&st,
	    "hail.on('connect', function(s) hail.timer(1, function() hail.send('on') end) end)");
	session = script_stage_session(&st, 2);
	script_event(st.script, &session, "connect", NULL, NULL);
	script_stage_pass(&st, 1000);
	check_log(&st, "s2 send on\n");
	script_drop(st.script, &session);
	assert_int_equal(script_deadline(st.script), -1);
	script_stage_clear(&st);
}

static void tell(struct script_stage *st, const char *name, const char *detail, const char *json)
{
	struct script_object session = script_stage_session(st, 1);
	Json *args = json_new_array();
	struct err e;

	if (json)
		json_append(args, json_parse(json, strlen(json), &e));
	if (detail)
		json_append(args, json_new_string(detail, strlen(detail)));
	script_event(st->script, &session, name, detail, args);
	json_free(args);
}

static void test_events(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.on('gmcp char.vitals', function(v, path) hail.send(v.hp .. path) end) "
		 "hail.on('gmcp Char', function(v, path) hail.send('char') end) "
		 "hail.on('gmcp', function(v, path, s) hail.send('any ' .. s:name()) end) "
		 "hail.on('msdp HEALTH', function(v) hail.send('health ' .. v) end) "
		 "hail.on('msdp ROOM.Vnum', function(v, p) hail.send(p .. ' ' .. v) end) "
		 "hail.on('prompt', function(text) hail.send(text) end) "
		 "hail.on('line', function(text) hail.send(text) end) "
		 "hail.on('bell', function() hail.send('bell') end)");
	tell(&st, "gmcp", "Char.Vitals", "{\"hp\":3}");
	check_log(&st, "s1 send 3Char.Vitals\ns1 send char\ns1 send any mud1\n");
	tell(&st, "gmcp", "Character", "1");
	check_log(&st, "s1 send any mud1\n");
	tell(&st, "msdp", "HEALTH", "\"12\"");
	tell(&st, "bell", NULL, NULL);
	prompt(&st, "> ");
	line(&st, 1, "text");
	tell(&st, "msdp", "ROOM", "{\"VNUM\":\"7\"}");
	check_log(&st, "s1 send health 12\ns1 send bell\ns1 send > \ns1 send text\n"
		       "s1 send ROOM.Vnum 7\n");
	check_value(&st, "hail.on('nothing', print)",
		    "input:1: no event is called nothing: connect, disconnect, prompt, line, gmcp "
		    "PATH, msdp VAR, bell, idle SECONDS, activity SECONDS, input");
	check_value(&st, "hail.on('bell x', print)", "input:1: nothing can follow the event bell");
	check_value(&st, "hail.on('idle', print)",
		    "input:1: the event idle needs a number of seconds: \"idle 60\"");
	script_stage_clear(&st);
}

static void test_silence(void **state)
{
	struct script_stage st;
	struct script_object session;

	(void)state;
	set(&st);
	session = script_stage_session(&st, 2);
	run(&st, "hail.on('idle 60', function(s) hail.send('idle ' .. s:name()) end) "
		 "hail.on('idle 90', function(s) hail.send('idle 90') end) "
		 "hail.on('activity 30', function(s) hail.send('active') end)");
	assert_int_equal(script_deadline(st.script), -1);
	script_received(st.script, &session);
	assert_int_equal(script_deadline(st.script), 60000);
	script_stage_pass(&st, 29999);
	script_received(st.script, &session);
	check_log(&st, "");
	script_stage_pass(&st, 60000);
	check_log(&st, "s2 send idle mud2\n");
	script_stage_pass(&st, 300000);
	check_log(&st, "s2 send idle 90\n");
	assert_int_equal(script_deadline(st.script), -1);
	script_received(st.script, &session);
	check_log(&st, "s2 send active\n");
	script_drop(st.script, &session);
	assert_int_equal(script_deadline(st.script), -1);
	script_stage_clear(&st);
}

/* A script that closes the session whose event it handles, and an event that this makes. */
static void test_close(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.on('disconnect', function(why) hail.echo(why) end) "
		 "hail.trigger('bye', function(m, text, s) hail.task(function() wait(1) "
		 "hail.send('late') end) "
		 "s:close() hail.echo('after') print(pcall(s.send, s, 'x')) end)");
	line(&st, 2, "bye");
	check_log(&st,
		  "s2 close\ns2 echo after\nprint false\tthis session is gone\ns1 echo closed\n");
	script_stage_pass(&st, 5000);
	check_log(&st, "");
	script_stage_clear(&st);
}

static void test_keys(void **state)
{
	struct script_stage st;
	struct script_object session;
	struct key key;

	(void)state;
	set(&st);
	session = script_stage_session(&st, 2);
	run(&st, "hail.key('Alt-x', function(s) hail.send('x ' .. s:name()) end)");
	assert_true(key_parse("Alt-x", &key));
	assert_true(script_key(st.script, &session, key));
	assert_true(key_parse("F5", &key));
	assert_false(script_key(st.script, &session, key));
	check_log(&st, "s2 send x mud2\n");
	check_value(
		&st, "hail.key('Nonsense', print)",
		"input:1: bad argument #1 to 'key' (no key has this name (Alt-x, F5, Ctrl-g …))");
	script_stage_clear(&st);
}

static void take_word(void *user, const char *word)
{
	str_append_format(user, "%s ", word);
}

static void test_completion(void **state)
{
	struct script_stage st;
	struct str words;

	(void)state;
	set(&st);
	str_init(&words);
	run(&st,
	    "hail.complete(function(text) if text == 'cast fi' then return { 'fireball', 'fire' } "
	    "end end) hail.complete(function() return { 'fish' } end)");
	script_complete(st.script, NULL, "cast fi", 7, take_word, &words);
	assert_string_equal(words.text, "fireball fire fish ");
	run(&st, "hail.complete(function() return { print } end)");
	script_complete(st.script, NULL, "x", 1, take_word, &words);
	assert_string_equal(words.text, "fireball fire fish fish ");
	check_error(&st, "what a completion returns: a function can't be passed here");
	/* What is made meanwhile comes the next time. */
	run(&st, "n = 0 function more() n = n + 1 hail.complete(more) end hail.complete(more)");
	script_complete(st.script, NULL, "x", 1, take_word, &words);
	check_value(&st, "n", "1");
	str_fini(&words);
	script_stage_clear(&st);
}

static void test_waits(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.task(function() hail.send('who') "
		 "local m, text = wait('^(\\\\d+) players') hail.send(m[1] .. ' ' .. text) "
		 "hail.send('[' .. wait('prompt') .. ']') "
		 "hail.send(tostring(wait('never', 5))) "
		 "wait(1) hail.send('end') end)");
	line(&st, 1, "nobody");
	check_log(&st, "s1 send who\n");
	line(&st, 1, "12 players are here");
	check_log(&st, "s1 send 12 12 players are here\n");
	line(&st, 1, "x");
	prompt(&st, "HP 3> ");
	check_log(&st, "s1 send [HP 3> ]\n");
	script_stage_pass(&st, 4999);
	check_log(&st, "");
	script_stage_pass(&st, 1);
	check_log(&st, "s1 send nil\n");
	script_stage_pass(&st, 1000);
	check_log(&st, "s1 send end\n");
	/* A task of one session doesn't hear another. */
	run(&st, "hail.trigger('go', function() hail.task(function() wait('on') hail.send('on') "
		 "end) end)");
	line(&st, 2, "go");
	line(&st, 1, "on");
	check_log(&st, "");
	line(&st, 2, "on");
	check_log(&st, "s2 send on\n");
	check_value(&st, "hail.task(function() print(pcall(wait, '(')) end)", "");
	check_log(&st, "print false\tbad argument #1 to 'wait' (the pattern is wrong: missing "
		       "closing parenthesis)\n");
	run(&st, "hail.task(function() hail.send(tostring(wait('(a+)+$'))) end)");
	line(&st, 1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
	check_error(&st, "its expression took too many steps to match a line");
	check_log(&st, "s1 send nil\n");
	script_stage_clear(&st);
}

static void test_trees(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	check_value(&st, "hail.gmcp.Char.Vitals.hp", "12");
	check_value(&st, "hail.gmcp.Char.Vitals.hp + 1, hail.gmcp.Nothing", "13\nnil");
	check_value(&st, "hail.gmcp.Char.Items[1], #hail.gmcp.Char.Items, hail.gmcp.Char.Items[3]",
		    "sword\n2\nnil");
	check_value(&st, "hail.gmcp.Char.Vitals", "{\"hp\": 12, \"maxhp\": 40}");
	check_value(&st, "tostring(hail.gmcp.Char.Items)", "[\"sword\",\"bread\"]");
	check_value(&st, "hail.msdp.HEALTH", "12");
	check_value(&st,
		    "(function() local n = {} for k, v in pairs(hail.gmcp.Char.Vitals) do "
		    "n[#n + 1] = k .. v end table.sort(n) return table.concat(n, ' ') end)()",
		    "hp12 maxhp40");
	check_value(&st,
		    "(function() local n = '' for i, v in ipairs(hail.gmcp.Char.Items) do n = n .. "
		    "i .. v "
		    "end return n end)()",
		    "1sword2bread");
	check_value(&st, "next(hail.copy(hail.gmcp.Char.Items)), hail.copy(5)", "1\n5");
	check_value(&st, "type(hail.gmcp.Char), getmetatable(hail.gmcp)", "table\ntree");
	check_value(&st, "pcall(function() hail.gmcp.x = 1 end)",
		    "false\ninput:1: hail.gmcp can only be read");
	run(&st, "hail.send_gmcp('X', hail.gmcp.Char.Vitals)");
	check_log(&st, "s1 gmcp X {\"hp\":12,\"maxhp\":40}\n");
	script_stage_clear(&st);
}

/* A list is not parsed anew for each of its values, but for each event. */
static void test_looks(void **state)
{
	static const char sum[] =
		"local n = 0 for _, v in ipairs(hail.gmcp.list) do n = n + v end return n";
	struct script_stage st;

	(void)state;
	set(&st);
	json_free(st.gmcp);
	st.gmcp = json_parse("{\"list\":[1,2,3,4,5,6,7,8],\"x\":{\"y\":1}}", 38, NULL);
	check_value(&st, sum, "36");
	assert_true(st.looks <= 3);
	json_set_item((Json *)json_at(st.gmcp, "list"), 0, json_new_integer(5));
	check_value(&st, sum, "40");
	check_value(&st, "hail.gmcp.list[2] + hail.gmcp.x.y + hail.gmcp.LIST[1], hail.gmcp.lis",
		    "8\nnil");
	check_value(&st, "hail.gmcp.x.y, hail.msdp.HEALTH, hail.msdp.x", "1\n12\nnil");
	script_stage_clear(&st);
}

static void test_store(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.store.kills = (hail.store.kills or 0) + 1");
	run(&st, "hail.store.kills = hail.store.kills + 1 hail.store.names = {} "
		 "hail.store.names.ann = 3");
	check_log(&st,
		  "stored {\"kills\":1}\nstored {\"kills\":2}\nstored {\"kills\":2,\"names\":{}}\n"
		  "stored {\"kills\":2,\"names\":{\"ann\":3}}\n");
	run(&st, "hail.store.names = nil hail.store.kills = nil hail.store.list = { 'a' } "
		 "table.insert(hail.store.list, 'b') hail.store.list[1] = 'c' "
		 "table.remove(hail.store.list)");
	check_value(&st, "hail.store", "{\"list\": [\"c\"]}");
	check_value(&st, "hail.store.a.b", "input:1: attempt to index a nil value (field 'a')");
	check_value(&st, "pcall(function() hail.store.list[7] = 1 end)",
		    "false\ninput:1: a list has no such place (7)");
	check_value(&st, "pcall(function() hail.store.f = print end)",
		    "false\ninput:1: a function can't be passed here");
	check_value(&st, "pcall(function() hail.store.big = ('x'):rep(1 << 20) end)",
		    "false\ninput:1: hail.store is full (1 MiB)");
	check_value(&st, "hail.store", "{\"list\": [\"c\"]}");
	script_stage_clear(&st);
}

/* Much is kept in one go, and still no more than can be read again. */
static void test_much_is_kept(void **state)
{
	static const char fill[] =
		"local t = hail.store.rooms for i = 1, 5000 do "
		"t['room ' .. i] = { name = ('x'):rep(100), exits = { 'n', 's' } } end";
	struct script_stage st;
	struct str text;

	(void)state;
	set(&st);
	st.silent = true;
	run(&st, "hail.store.rooms = {}");
	run(&st, fill);
	check_value(&st, "hail.store.rooms['room 5000'].exits[2]", "s");
	check_value(&st,
		    "pcall(function() for i = 1, 1e5 do hail.store['more ' .. i] = ('y'):rep(1000) "
		    "end end)",
		    "false\ninput:1: hail.store is full (1 MiB)");
	check_value(&st,
		    "pcall(function() local t = {} for i = 1, 31 do t = { t } end "
		    "hail.store.deep = 1 hail.store.deep = t end)",
		    "false\ninput:1: hail.store is full (1 MiB)");
	str_init(&text);
	json_print(st.store, &text);
	assert_true(text.length > JSON_LENGTH_MAX - 2000);
	assert_null(json_bound(text.text, text.length));
	str_fini(&text);
	script_stage_clear(&st);
}

/* A whole number is a place in a list, and a name of what has names: rooms by their numbers. */
static void test_numbers_as_names(void **state)
{
	struct script_stage st;

	(void)state;
	set(&st);
	run(&st, "hail.store.rooms = {} hail.store.rooms[123] = { name = 'inn' } "
		 "hail.store.rooms[7] = 'hall' hail.store.rooms[123].seen = 2");
	check_value(&st, "hail.store.rooms[123].name, hail.store.rooms[123].seen", "inn\n2");
	check_value(&st, "hail.store.rooms[7], hail.store.rooms['7'], hail.store.rooms[8]",
		    "hall\nhall\nnil");
	run(&st, "hail.store.rooms[7] = nil");
	check_value(&st, "hail.store", "{\"rooms\": {\"123\": {\"name\": \"inn\", \"seen\": 2}}}");
	script_stage_clear(&st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verbs),
		cmocka_unit_test(test_triggers),
		cmocka_unit_test(test_over_budget),
		cmocka_unit_test(test_send_loops),
		cmocka_unit_test(test_sends_of_many),
		cmocka_unit_test(test_over_share),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_close),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_completion),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_trees),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_store),
		cmocka_unit_test(test_much_is_kept),
		cmocka_unit_test(test_numbers_as_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
