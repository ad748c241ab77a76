/* Rules at work: what they do to lines, what they want done, within which limits. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/book.h"
#include "rules/rules.h"

/* A link's rules, and what they told: a line each. */
struct desk {
	RuleBook *book;
	Rules *rules;
	struct str told;
	int64_t now;
	uint64_t number; /* of the next line */
	bool sent_from; /* a line was sent from those that come */
	unsigned paused; /* the rule that the last message was about */
};

static void tell(struct desk *d, const char *what, const char *text, size_t n)
{
	str_append_format(&d->told, "%s ", what);
	str_append(&d->told, text, n);
	str_append_char(&d->told, '\n');
}

static void told_send(void *user, const char *text, size_t n)
{
	tell(user, "send", text, n);
}

static void told_command(void *user, const char *text, size_t n, bool values)
{
	(void)values;
	tell(user, "command", text, n);
}

static bool told_lua(void *user, const char *code, size_t n, const struct rules_captures *captures)
{
	struct desk *d = user;
	struct str text;

	str_init(&text);
	str_append(&text, code, n);
	for (unsigned i = 0; i < captures->count; i++) {
		const struct rules_capture *c = &captures->of[i];

		str_append_format(&text, " %s=", c->name ? c->name : "");
		if (c->text)
			str_append_format(&text, "[%.*s]", (int)c->length, c->text);
	}
	tell(d, "lua", text.text, text.length);
	str_fini(&text);
	return n >= 4 && memcmp(code, "send", 4) == 0;
}

static void told_notify(void *user, const char *text, size_t n)
{
	tell(user, "notify", text, n);
}

static void tell_copy(struct desk *d, const char *what, const char *name,
		      const struct text_line *line)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "%s: ", name);
	str_append(&text, buf_data(&line->text), buf_length(&line->text));
	tell(d, what, text.text, text.length);
	str_fini(&text);
}

static void told_log(void *user, const char *name, const struct text_line *line)
{
	tell_copy(user, "log", name, line);
}

static void told_route(void *user, const char *name, const struct text_line *line)
{
	tell_copy(user, "route", name, line);
}

static void told_message(void *user, const char *text, unsigned paused)
{
	struct desk *d = user;

	d->paused = paused;
	tell(d, "message", text, strlen(text));
}

static const struct rules_events events = {
	.send = told_send,
	.command = told_command,
	.lua = told_lua,
	.notify = told_notify,
	.log = told_log,
	.route = told_route,
	.message = told_message,
};

static unsigned add(struct desk *d, const char *line)
{
	const char *at = line;
	struct err e;
	unsigned id = rulebook_add_line(d->book, line, &at, &e);

	if (!id)
		fail_msg("%s: %s at %td", line, e.text, at - line);
	return id;
}

static void open_desk(struct desk *d, const struct rules_config *config)
{
	*d = (struct desk){ .book = rulebook_new(), .now = 1000, .number = 1 };
	str_init(&d->told);
	d->rules = rules_new(d->book, config, &events, d);
}

static void open_plain(struct desk *d)
{
	open_desk(d, &(struct rules_config){
			     .name = "home", .host = "mud.example", .line_mode = true });
}

static void close_desk(struct desk *d)
{
	rules_free(d->rules);
	rulebook_free(d->book);
	str_fini(&d->told);
}

/* Writes a look in brackets: colours and attributes as numbers. */
static void write_line(const struct text_line *line, struct str *out)
{
	const char *text = buf_data(&line->text);

	for (size_t i = 0; i < line->run_count; i++) {
		const struct terminal_run *run = &line->runs[i];
		const struct cell_style *s = &run->style;

		if (s->fg || s->bg || s->attrs)
			str_append_format(out, "<%x,%x,%x>", (unsigned)s->fg & 0xffffff,
					  (unsigned)s->bg & 0xffffff, (unsigned)s->attrs);
		else if (i)
			str_append_string(out, "<>");
		str_append(out, text + run->start, run->length);
	}
}

typedef enum terminal_verdict shower(Rules *r, const struct terminal_line *line,
				     struct text_line *replacement, int64_t now);

/* Shows a line whose `red` bytes at the beginning are red; returns what is seen of it: NULL if
 * nothing is. To be freed. */
static char *show_by(struct desk *d, shower *show_it, const char *text, size_t n, size_t red)
{
	const struct terminal_run runs[] = {
		{ 0, red, { .fg = CELL_INDEXED | 1 } },
		{ red, n - red, { 0 } },
	};
	struct terminal_line line = {
		.number = d->number++,
		.text = text,
		.length = n,
		.runs = runs + !red,
		.run_count = (size_t)(red > 0) + (n > red),
		.sent_from = d->sent_from,
	};
	struct text_line replacement;
	struct str out;

	text_line_init(&replacement);
	str_init(&out);
	enum terminal_verdict verdict = show_it(d->rules, &line, &replacement, d->now);
	if (verdict == TERMINAL_KEEP)
		str_append(&out, text, n);
	else if (verdict == TERMINAL_REPLACE)
		write_line(&replacement, &out);
	text_line_fini(&replacement);
	if (verdict != TERMINAL_GAG)
		return str_take(&out);
	str_fini(&out);
	return NULL;
}

static void check_by(struct desk *d, shower *show_it, const char *text, size_t red,
		     const char *seen, const char *told)
{
	str_clear(&d->told);
	char *got = show_by(d, show_it, text, strlen(text), red);
	if (strcmp(got ? got : "gagged", seen) != 0 || strcmp(d->told.text, told) != 0)
		fail_msg("\"%s\" is seen as \"%s\" and makes \"%s\",\ninstead of \"%s\" and \"%s\"",
			 text, got ? got : "gagged", d->told.text, seen, told);
	free(got);
}

static void check(struct desk *d, const char *text, const char *seen, const char *told)
{
	check_by(d, rules_line, text, 0, seen, told);
}

static void check_input(struct desk *d, const char *text, bool taken, const char *told)
{
	str_clear(&d->told);
	bool got = rules_input(d->rules, text, strlen(text), d->now);
	if (got != taken || strcmp(d->told.text, told) != 0)
		fail_msg("\"%s\" is %staken and makes \"%s\", instead of \"%s\"", text,
			 got ? "" : "not ", d->told.text, told);
}

static void check_told(struct desk *d, const char *told)
{
	if (strcmp(d->told.text, told) != 0)
		fail_msg("\"%s\" was told instead of \"%s\"", d->told.text, told);
	str_clear(&d->told);
}

static void test_triggers(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	assert_false(rules_want_lines(d.rules));
	add(&d, "trigger /^(?<who>\\w+) says (.*)/ send \"say %who %2, $who\"");
	add(&d, "trigger \"a.b\"i notify \"[%0]\"");
	add(&d, "trigger *\\ arrives\\ from\\ the\\ ?* command \"greet %1 %2\"");
	add(&d, "trigger /(x)|(z)/ lua \"f(m)\" log l route p");
	assert_true(rules_want_lines(d.rules));
	check(&d, "Ann says hi", "Ann says hi", "send say Ann hi, Ann\n");
	check(&d, "xA.B", "xA.B",
	      "notify [A.B]\nlua f(m) =[x] =[x] =\nlog l: xA.B\nroute p: xA.B\n");
	check(&d, "aab", "aab", "");
	check(&d, "Bo arrives from the north", "Bo arrives from the north",
	      "command greet Bo orth\n");
	check(&d, "so Bo arrives from the north!", "so Bo arrives from the north!",
	      "command greet so Bo orth!\n");
	check(&d, "z", "z", "lua f(m) =[z] = =[z]\nlog l: z\nroute p: z\n");
	close_desk(&d);
}

/* What is captured is a value: no separator, no line end, no command, no reference in it counts. */
static void test_values(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d,
		  &(struct rules_config){ .line_mode = true, .separator = ';', .repeats = true });
	add(&d, "trigger /^a (.*)/ send \"tell %1;wave\"");
	add(&d, "trigger /^b (.*)/ send \"%1\"");
	add(&d, "trigger /^c (.*)/ command \"open %1\"");
	add(&d, "trigger /^d (.*)/ send \"#3 n;;%1;#2 say %1;#4;#\"");
	add(&d, "trigger /^e (?s:(.*))/ lines=2 send \"say %1\"");
	add(&d, "trigger /^f (.*)/ set v \"%1\" send \"${v}x %%1 $$v %{1}0 $none.\"");
	add(&d, "trigger /^g (.*)/ lua \"say '%1'\"");
	check(&d, "a x;/quit", "a x;/quit", "send tell x;/quit\nsend wave\n");
	check(&d, "b x;/quit", "b x;/quit", "send x;/quit\n");
	check(&d, "b /quit", "b /quit", "send /quit\n");
	check(&d, "b #5 n", "b #5 n", "send #5 n\n");
	check(&d, "c x;/quit %0 $v", "c x;/quit %0 $v", "command open x;/quit %0 $v\n");
	check(&d, "c exEc:rm x", "c exEc:rm x",
	      "message rule 3 ran no command: what it captured names a program\n");
	check(&d, "d q", "d q",
	      "send n;q\nsend n;q\nsend n;q\nsend say q\nsend say q\nsend #4\nsend #\n");
	close_desk(&d);
}

static void test_controls_in_values(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /^e (.*)/ send \"say %1\\nnext\"");
	add(&d, "trigger /^m((?:.|\\n)*)end/ lines=3 send \"[%1]\"");
	check(&d, "e a\rb\tc\x1b[m\x7f\xc2\x9b", "e a\rb\tc\x1b[m\x7f\xc2\x9b",
	      "send say a b c [m  \nsend next\n");
	check(&d, "m1", "m1", "");
	check(&d, "2", "2", "");
	check(&d, "3 end", "3 end", "send [1 2 3 ]\n");
	close_desk(&d);
}

static void test_variables(void **state)
{
	struct desk d;
	size_t n;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /^f (.*)/ set v \"%1\" send \"${v}x %%1 $$v %{1}0 $none. 5% % $5\"");
	add(&d, "trigger /^g/ set v \"\"");
	check(&d, "f $v", "f $v", "send $vx %1 $v $v0 . 5% % $5\n");
	assert_string_equal(rules_variable(d.rules, "v", &n), "$v");
	assert_int_equal(n, 2);
	check(&d, "g", "g", "");
	assert_null(rules_variable(d.rules, "v", &n));
	rules_set_variable(d.rules, "b", "2", 1);
	rules_set_variable(d.rules, "ab", "3", 1);
	rules_set_variable(d.rules, "a", "1", 1);
	assert_string_equal(rules_variable(d.rules, "ab", &n), "3");
	assert_string_equal(rules_variable(d.rules, "a", &n), "1");
	close_desk(&d);
}

static void test_highlights(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "highlight /error/ red");
	check(&d, "an error, error!", "an <1,0,0>error<>, <1,0,0>error<>!", "");
	add(&d, "highlight /an (err)or/ %1 blue bold on green");
	check(&d, "an error", "an <1,2,1>err<1,0,0>or", "");
	add(&d, "highlight /an/ priority=1 line yellow");
	check(&d, "an error", "<3,0,0>an <3,2,1>err<3,0,0>or", "");
	check(&d, "\xc3\xa9rr error", "\xc3\xa9rr <1,0,0>error", "");
	add(&d, "highlight /x*/ 200");
	check(&d, "axb", "a<c8,0,0>x<>b", "");
	check(&d, "", "", "");
	/* What had a colour keeps what it isn't given. */
	add(&d, "highlight /cd/ bold");
	check_by(&d, rules_line, "abcdef", 3, "<1,0,0>ab<1,0,1>c<0,0,1>d<>ef", "");
	close_desk(&d);
}

static void test_substitutes(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "substitute /(\\w+)=(\\w+)/ \"%2:%1\"");
	check(&d, "a=1 bb=22", "1:a 22:bb", "");
	/* What is new is seen by the rules behind, and so is not what is gone. */
	add(&d, "substitute /cat/ \"dog\"");
	add(&d, "trigger /dog/ notify \"%0\"");
	add(&d, "trigger /cat/ notify \"%0\"");
	add(&d, "trigger /cat/ priority=1 notify \"first %0\"");
	check(&d, "a cat", "a dog", "notify first cat\nnotify dog\n");
	add(&d, "substitute /^/ \"> \" group=begin");
	check(&d, "x", "> x", "");
	rules_set_group(d.rules, "begin", false);
	/* Looks stay where they belong. */
	add(&d, "highlight /red cat/ priority=5 bold");
	check_by(&d, rules_line, "red cat in", 3, "<1,0,1>red<0,0,1> dog<> in",
		 "notify first cat\nnotify dog\n");
	add(&d, "substitute /gone/ \"\"");
	check(&d, "gone", "", "");
	check_by(&d, rules_line, "gonex", 2, "x", "");
	/* A substitution doesn't see what it has made. */
	add(&d, "substitute /zz/ \"zzz\"");
	check(&d, "zzzz", "zzzzzz", "");
	close_desk(&d);
}

static void test_gags(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "gag /spam/");
	add(&d, "highlight /spam/ red");
	add(&d, "trigger /spam (.*)/ notify \"%1\" route junk");
	check(&d, "spam here", "gagged", "notify here\nroute junk: spam here\n");
	/* What stops, stops its kind. */
	add(&d, "trigger /spam/ priority=1 stop notify \"first\"");
	check(&d, "spam here", "gagged", "notify first\n");
	rulebook_remove(d.book, 4);
	close_desk(&d);
}

/* In char mode a line can look different, no more. */
static void test_char_mode(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "gag /spam/");
	add(&d, "highlight /spam/ red");
	add(&d, "substitute /spam/ \"ham\" priority=1");
	add(&d, "trigger /spam (.*)/ notify \"%1\" route junk");
	add(&d, "prompt /spam>/ highlight blue");
	check(&d, "spam here", "ham here", "");
	rules_set_mode(d.rules, false);
	check(&d, "spam here", "<1,0,0>spam<> here", "notify here\nroute junk: spam here\n");
	check(&d, "ham", "ham", "");
	check_by(&d, rules_prompt, "spam>", 0, "spam>", "");
	/* What was typed at a prompt is as the peer shows it. */
	d.sent_from = true;
	check(&d, "$ echo spam x", "$ echo spam x", "notify x\nroute junk: $ echo spam x\n");
	rules_set_mode(d.rules, true);
	rulebook_remove(d.book, 1);
	rulebook_remove(d.book, 3);
	check(&d, "$ spam", "$ <1,0,0>spam", "");
	close_desk(&d);
}

static void add_of_pack(struct desk *d, const char *pack, const char *args)
{
	struct err e;

	if (!rulebook_add_of_pack(d->book, pack, RULE_HIGHLIGHT, args, &e))
		fail_msg("%s: %s", args, e.text);
}

static void count_rule(void *user, const struct rules_state *state)
{
	(void)state;
	++*(unsigned *)user;
}

/* The rules of a pack are there for links of that pack alone, behind all others. */
static void test_packs(void **state)
{
	unsigned listed = 0;
	struct desk d;
	struct err e;

	(void)state;
	open_plain(&d);
	assert_true(rulebook_begin_pack(d.book, "ios"));
	add_of_pack(&d, "ios", "/down/ red");
	add_of_pack(&d, "ios", "/up/ priority=9 group=mine name=same green");
	assert_true(rulebook_begin_pack(d.book, "eos"));
	add_of_pack(&d, "eos", "/down/ blue");
	assert_false(rulebook_begin_pack(d.book, "ios"));
	assert_int_equal(rulebook_add_of_pack(d.book, "ios", RULE_HIGHLIGHT, "/(/ red", &e), 0);
	assert_false(rules_want_lines(d.rules));
	check(&d, "down up", "down up", "");
	rules_set_pack(d.rules, "ios");
	assert_true(rules_want_lines(d.rules));
	check(&d, "down up", "<1,0,0>down<> <2,0,0>up", "");
	rules_set_pack(d.rules, "eos");
	check(&d, "down up", "<4,0,0>down<> up", "");
	rules_each(d.rules, count_rule, &listed);
	assert_int_equal(listed, 1);
	rules_set_pack(d.rules, "ios");
	/* The user's own go before, and one of the same name is another. */
	add(&d, "highlight /up/ name=same priority=-1000 yellow");
	check(&d, "down up", "<1,0,0>down<> <3,0,0>up", "");
	rules_set_group(d.rules, "pack", false);
	check(&d, "down up", "down <3,0,0>up", "");
	rules_set_group(d.rules, "pack", true);
	/* What was removed stays away. */
	assert_int_equal(rulebook_remove_called(d.book, "pack"), 3);
	assert_false(rulebook_begin_pack(d.book, "ios"));
	check(&d, "down up", "down <3,0,0>up", "");
	rules_set_pack(d.rules, NULL);
	assert_true(rules_want_lines(d.rules));
	close_desk(&d);
}

static void test_order(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /a/ notify \"1\"");
	add(&d, "trigger /a/ priority=-1 notify \"2\"");
	add(&d, "trigger /a/ priority=10 notify \"3\"");
	add(&d, "trigger /a/ notify \"4\"");
	check(&d, "a", "a", "notify 3\nnotify 1\nnotify 4\nnotify 2\n");
	add(&d, "trigger /ab/ priority=5 stop notify \"5\"");
	check(&d, "ab", "ab", "notify 3\nnotify 5\n");
	close_desk(&d);
}

static void test_conditions(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /a/ once notify \"once\"");
	add(&d, "trigger /a/ count=2 group=g notify \"twice\"");
	add(&d, "trigger /a/ host=m[ou]d.Exampl? notify \"host\"");
	add(&d, "trigger /a/ host=home notify \"name\"");
	add(&d, "trigger /a/ host=other notify \"other\"");
	check(&d, "a", "a", "notify once\nnotify twice\nnotify host\nnotify name\n");
	check(&d, "a", "a", "notify twice\nnotify host\nnotify name\n");
	check(&d, "a", "a", "notify host\nnotify name\n");
	assert_int_equal(rules_resume_group(d.rules, "g"), 1);
	check(&d, "a", "a", "notify twice\nnotify host\nnotify name\n");
	rules_event(d.rules, RULES_CONNECT, NULL, NULL, 0, 0);
	check(&d, "a", "a", "notify once\nnotify twice\nnotify host\nnotify name\n");
	assert_int_equal(rules_resume(d.rules, 1), 1);
	assert_int_equal(rules_resume(d.rules, 1), 0);
	check(&d, "a", "a", "notify once\nnotify twice\nnotify host\nnotify name\n");
	close_desk(&d);
}

static void test_styles(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /b+/ style=red notify \"red %0\"");
	add(&d, "trigger /b/ style=bold notify \"bold\"");
	check(&d, "b", "b", "");
	check_by(&d, rules_line, "ab", 2, "ab", "notify red b\n");
	/* All of the match has it; a later one may. */
	check_by(&d, rules_line, "abb", 2, "abb", "");
	add(&d, "trigger /\\w/ style=default notify \"plain %0\"");
	check_by(&d, rules_line, "ac", 1, "ac", "notify plain c\n");
	close_desk(&d);
}

static void test_groups(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /a/ group=g notify \"g\"");
	add(&d, "trigger /off/ disable g");
	add(&d, "trigger /on/ priority=1 enable g");
	check(&d, "a", "a", "notify g\n");
	check(&d, "off", "off", "");
	check(&d, "a", "a", "");
	/* At once, also for the same line. */
	check(&d, "on a", "on a", "notify g\n");
	rules_set_group(d.rules, "g", false);
	assert_false(rules_group_on(d.rules, "g"));
	check(&d, "a", "a", "");
	/* How links begin, and what one says otherwise. */
	rulebook_set_group(d.book, "g", true);
	check(&d, "a", "a", "");
	rulebook_set_group(d.book, "h", false);
	add(&d, "trigger /a/ group=h notify \"h\"");
	check(&d, "a", "a", "");
	assert_false(rules_group_on(d.rules, "h"));
	rules_set_group(d.rules, "h", true);
	check(&d, "a", "a", "notify h\n");
	close_desk(&d);
}

static void test_many_lines(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /^Name: (.*)\\nAge: (.*)$/ lines=2 notify \"%1 is %2\"");
	add(&d, "trigger /one\\ntwo\\nthree/ lines=3 gag notify \"all\"");
	add(&d, "trigger /two/ lines=3 notify \"two\"");
	check(&d, "Name: Ann", "Name: Ann", "");
	check(&d, "Age: 5", "Age: 5", "notify Ann is 5\n");
	check(&d, "Age: 5", "Age: 5", "");
	check(&d, "one", "one", "");
	/* What was matched in an earlier line isn't again. */
	check(&d, "two", "two", "notify two\n");
	check(&d, "three", "gagged", "notify all\n");
	check(&d, "three", "three", "");
	check(&d, "Name: Bo", "Name: Bo", "");
	rules_event(d.rules, RULES_DISCONNECT, NULL, NULL, 0, 1);
	rules_event(d.rules, RULES_CONNECT, NULL, NULL, 0, 1);
	check(&d, "Age: 5", "Age: 5", "");
	close_desk(&d);
}

/* What is found in several lines has no place in one: no rule that changes it can be made. */
static void test_many_lines_unchanged(void **state)
{
	static const char *const lines[] = {
		"trigger /a\\nb/ substitute \"x\" lines=2",
		"trigger /a\\nb/ highlight red lines=2",
		"trigger /a\\nb/ highlight lines=2 red",
	};
	struct desk d;

	(void)state;
	open_plain(&d);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		rulebook_add_line(d.book, lines[i], NULL, NULL);
	check(&d, "a long line that ends with a", "a long line that ends with a", "");
	check(&d, "b", "b", "");
	if (rulebook_count(d.book))
		fail_msg("%zu rules were made, instead of none", rulebook_count(d.book));
	close_desk(&d);
}

static void test_prompts(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "prompt /^HP:(\\d+)/ set hp \"%1\" highlight %1 red");
	add(&d, "on prompt notify \"%0 $hp\"");
	add(&d, "trigger /HP/ notify \"line\"");
	check_by(&d, rules_prompt, "HP:12>", 0, "HP:<1,0,0>12<>>", "notify HP:12> 12\n");
	check(&d, "HP:1", "HP:1", "notify line\n");
	close_desk(&d);
}

static void test_aliases(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d,
		  &(struct rules_config){ .line_mode = true, .separator = ';', .repeats = true });
	add(&d, "alias gg send \"get all;wear all\"");
	add(&d, "alias /^gt (.*)/ send \"give %1 to tank\"");
	add(&d, "alias tk send \"kill %1\"");
	add(&d, "alias go send \"#2 n;tk rat\"");
	add(&d, "alias q command \"quit\"");
	check_input(&d, "gg", true, "send get all\nsend wear all\n");
	check_input(&d, "ggg", false, "");
	check_input(&d, "gt x;/quit", true, "send give x;/quit to tank\n");
	check_input(&d, "tk rat", true, "send kill rat\n");
	check_input(&d, "tk", true, "send kill \n");
	/* What an alias sends is shown to the others. */
	check_input(&d, "go", true, "send n\nsend n\nsend kill rat\n");
	check_input(&d, "q", true, "command quit\n");
	check_input(&d, "", false, "");
	add(&d, "on input notify \"typed %0\"");
	check_input(&d, "hm", false, "notify typed hm\n");
	close_desk(&d);
}

/* What a peer said, kept in a variable, doesn't choose an alias: not through another one either. */
static void test_values_choose_no_alias(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /^r (.*)/ set v \"%1\"");
	add(&d, "alias go send \"$v\"");
	add(&d, "alias gone send \"p$v\"");
	add(&d, "alias tell send \"say $v\"");
	add(&d, "alias /^say (.*)/ send \"%1\"");
	add(&d, "alias /^do (.*)/ send \"%1\"");
	add(&d, "alias /^pwn (.*)/ command \"log %1\"");
	check(&d, "r pwn x", "r pwn x", "");
	check_input(&d, "go", true, "send pwn x\n");
	check_input(&d, "tell", true, "send pwn x\n");
	check(&d, "r wn x", "r wn x", "");
	check_input(&d, "gone", true, "send pwn x\n");
	/* The user's own words do. */
	check_input(&d, "do pwn x", true, "command log x\n");
	close_desk(&d);
}

/* Lines that were typed become an alias that does the same. */
static void test_recorded_alias(void **state)
{
	const char *const lines[] = { "open \"x\";go $5", "say 100% \\ %0 $a", "" };
	struct desk d;
	struct str line;

	(void)state;
	open_desk(&d, &(struct rules_config){ .line_mode = true, .separator = ';' });
	str_init(&line);
	rule_print_alias("do it", lines, 3, &line);
	add(&d, line.text);
	check_input(&d, "do it", true,
		    "send open \"x\"\nsend go $5\nsend say 100% \\ %0 $a\nsend \n");
	str_fini(&line);
	close_desk(&d);
}

/* Aliases that name themselves or each other end. */
static void test_alias_loops(void **state)
{
	char line[64];
	struct desk d;

	(void)state;
	open_desk(&d, &(struct rules_config){ .line_mode = true, .separator = ';' });
	add(&d, "alias me send \"me\"");
	add(&d, "alias a send \"b\"");
	add(&d, "alias b send \"a\"");
	check_input(&d, "me", true, "send me\n");
	check_input(&d, "a", true, "send a\n");
	/* Each makes four of one. */
	for (int i = 0; i < 20; i++) {
		snprintf(line, sizeof(line), "alias x%d send \"x%d;x%d;x%d;x%d\"", i, i + 1, i + 1,
			 i + 1, i + 1);
		add(&d, line);
	}
	str_clear(&d.told);
	assert_true(rules_input(d.rules, "x0", 2, d.now));
	assert_in_range(d.told.length, 1, 1000 * strlen("send x10\n"));
	close_desk(&d);
}

static void told_line(void *user, const char *text, size_t n)
{
	tell(user, "line", text, n);
}

static void test_typed(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	rules_split(d.rules, "#2 n;s", 6, told_line, &d);
	check_told(&d, "line #2 n;s\n");
	rules_set_separator(d.rules, ';', true);
	rules_split(d.rules, "#2 n;s;;t;", 10, told_line, &d);
	check_told(&d, "line n\nline n\nline s;t\nline \n");
	rules_split(d.rules, "", 0, told_line, &d);
	check_told(&d, "line \n");
	close_desk(&d);
}

static void add_all(struct desk *d, const char *const *lines)
{
	for (; *lines; lines++)
		add(d, *lines);
}

/* What is defined anew takes the place of the older, a file read again that of itself. */
static void test_redefinition(void **state)
{
	static const char *const file[] = {
		"trigger /a/ send \"1\"",
		"trigger /a/ send \"2\"",
		"trigger /a/i send \"3\"",
		"trigger /a/ group=g send \"4\"",
		"highlight /(a)(b)/ %1 red",
		"highlight /(a)(b)/ %2 green",
		"timer 5 send \"5\"",
		"timer 5 send \"6\"",
		"on connect send \"7\"",
		"on connect send \"8\"",
		"alias \"n\" continue send \"9\"",
		"alias \"n\" continue send \"10\"",
		NULL,
	};
	struct desk d;

	(void)state;
	open_plain(&d);
	for (int i = 0; i < 3; i++) {
		rulebook_begin_load(d.book);
		add_all(&d, file);
		assert_int_equal(rulebook_count(d.book), 12);
	}
	check(&d, "a", "a", "send 1\nsend 2\nsend 3\nsend 4\n");
	/* One that is typed. */
	rulebook_begin_load(d.book);
	unsigned id = add(&d, "trigger /a/ send \"new\"");
	assert_int_equal(rulebook_replaced(d.book), id - 11);
	assert_int_equal(rulebook_count(d.book), 11);
	check(&d, "a", "a", "send 3\nsend 4\nsend new\n");
	str_clear(&d.told);
	/* Of these the second would never act. */
	add(&d, "alias \"gg\" send \"a\"");
	assert_int_equal(rulebook_replaced(d.book), 0);
	id = add(&d, "alias \"gg\" send \"b\"");
	assert_int_equal(rulebook_replaced(d.book), id - 1);
	assert_true(rules_input(d.rules, "gg", 2, 0));
	check_told(&d, "send b\n");
	add(&d, "bind F5 send \"a\"");
	add(&d, "bind F5 send \"b\"");
	assert_int_equal(rulebook_count(d.book), 13);
	close_desk(&d);
}

static void test_keys_and_events(void **state)
{
	struct desk d;
	struct key key;

	(void)state;
	open_plain(&d);
	add(&d, "bind F5 send \"look\"");
	add(&d, "on gmcp Char.Vitals lua \"v()\"");
	add(&d, "on msdp HEALTH set hp \"%0\" notify \"%1 $hp\"");
	add(&d, "on connect send \"hello\"");
	add(&d, "on bell notify \"bell\"");
	assert_true(key_parse("F5", &key));
	assert_true(rules_key(d.rules, key, 0));
	check_told(&d, "send look\n");
	assert_true(key_parse("F6", &key));
	assert_false(rules_key(d.rules, key, 0));
	rules_event(d.rules, RULES_CONNECT, NULL, NULL, 0, 0);
	check_told(&d, "send hello\n");
	rules_value(d.rules, RULES_GMCP, "char.vitals", "{\"hp\":1}", 8, 0);
	check_told(&d, "lua v() =[{\"hp\":1}] =[char.vitals]\n");
	rules_value(d.rules, RULES_GMCP, "Char.Vitals.x", "1", 1, 0);
	check_told(&d, "lua v() =[1] =[Char.Vitals.x]\n");
	rules_value(d.rules, RULES_GMCP, "Char.VitalsX", "1", 1, 0);
	rules_value(d.rules, RULES_GMCP, "Char", "1", 1, 0);
	rules_value(d.rules, RULES_MSDP, "HEALTH", "\"7\"", 3, 0);
	check_told(&d, "notify HEALTH 7\n");
	rules_value(d.rules, RULES_GMCP, "Char.Vitals", NULL, 0, 0);
	check_told(&d, "lua v() =[] =[Char.Vitals]\n");
	/* What lies in a value. */
	add(&d, "on gmcp Char.Vitals.hp notify \"%1: %0\"");
	add(&d, "on gmcp Char.Vitals.pos.0 notify \"%1: %0\"");
	rules_value(d.rules, RULES_GMCP, "Char.Vitals", "{\"HP\": 90, \"pos\": [{\"x\":\"y\"}]}",
		    30, 0);
	check_told(&d, "lua v() =[{\"HP\":90,\"pos\":[{\"x\":\"y\"}]}] =[Char.Vitals]\n"
		       "notify Char.Vitals.hp: 90\nnotify Char.Vitals.pos.0: {\"x\":\"y\"}\n");
	rules_value(d.rules, RULES_GMCP, "Char.Vitals.hp", "\"12\"", 4, 0);
	check_told(&d, "lua v() =[12] =[Char.Vitals.hp]\nnotify Char.Vitals.hp: 12\n");
	rules_event(d.rules, RULES_BELL, NULL, NULL, 0, 0);
	check_told(&d, "notify bell\n");
	close_desk(&d);
}

static void test_timers(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "timer 2 send \"two\"");
	add(&d, "timer 3 once send \"three\"");
	add(&d, "on idle 5 send \"idle\"");
	add(&d, "on activity 4 notify \"active\"");
	assert_int_equal(rules_deadline(d.rules), -1);
	rules_event(d.rules, RULES_CONNECT, NULL, NULL, 0, 1000);
	assert_int_equal(rules_deadline(d.rules), 3000);
	rules_tick(d.rules, 2999);
	check_told(&d, "");
	rules_tick(d.rules, 3000);
	check_told(&d, "send two\n");
	assert_int_equal(rules_deadline(d.rules), 4000);
	rules_tick(d.rules, 6000);
	check_told(&d, "send two\nsend three\nsend idle\n");
	rules_received(d.rules, 6500);
	check_told(&d, "notify active\n");
	rules_received(d.rules, 7000);
	check_told(&d, "");
	assert_int_equal(rules_deadline(d.rules), 8000); /* one is done */
	rules_tick(d.rules, 7000);
	assert_int_equal(rules_deadline(d.rules), 8000);
	rules_tick(d.rules, 12000);
	check_told(&d, "send two\nsend idle\n");
	/* One that is new begins now. */
	add(&d, "timer 1 name=t send \"one\"");
	rules_tick(d.rules, 12500);
	check_told(&d, "");
	rules_tick(d.rules, 13500);
	check_told(&d, "send one\n");
	rules_event(d.rules, RULES_DISCONNECT, NULL, NULL, 0, 13500);
	assert_int_equal(rules_deadline(d.rules), -1);
	rules_tick(d.rules, 99999);
	check_told(&d, "");
	close_desk(&d);
}

static size_t count_lines(const struct str *told, const char *begins)
{
	size_t count = 0;

	for (const char *s = told->text; *s; s = strchr(s, '\n') + 1)
		count += !strncmp(s, begins, strlen(begins));
	return count;
}

/* A rule that answers itself, or sends without end, is paused and named, once. */
static void test_loops(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	unsigned id = add(&d, "trigger /say (.*)/ send \"say %1\"");
	/* The peer echoes what it is sent, slowly. */
	for (int i = 0; i < 50; i++, d.now += 500)
		free(show_by(&d, rules_line, "say hi", 6, 0));
	assert_in_range(count_lines(&d.told, "send"), 2, 10);
	assert_int_equal(count_lines(&d.told,
				     "message rule 1 is paused: it answers what rules have sent "
				     "(trigger /say (.*)/ send \"say %1\")"),
			 1);
	assert_int_equal(d.paused, id);
	assert_int_equal(rules_resume(d.rules, id), 1);
	check(&d, "say hi", "say hi", "send say hi\n");
	assert_int_equal(rulebook_remove(d.book, id), 1);
	/* Two that answer each other. */
	id = add(&d, "trigger /ping/ send \"pong\"");
	unsigned other = add(&d, "trigger /pong/ send \"ping\"");
	str_clear(&d.told);
	for (int i = 0; i < 50; i++, d.now += 500)
		free(show_by(&d, rules_line, i % 2 ? "> pong" : "> ping", 6, 0));
	assert_in_range(count_lines(&d.told, "send"), 2, 20);
	assert_in_range(count_lines(&d.told, "message"), 1, 2);
	rulebook_remove(d.book, id);
	rulebook_remove(d.book, other);
	/* What doesn't look alike, but at once. */
	add(&d, "trigger /ping/ send \"pong\"");
	str_clear(&d.told);
	for (int i = 0; i < 5000; i++)
		free(show_by(&d, rules_line, "ping", 4, 0));
	assert_int_equal(count_lines(&d.told, "send"), 100);
	assert_int_equal(count_lines(&d.told, "message"), 1);
	/* The same by code, of which it isn't known before. */
	add(&d, "trigger /zap/ lua \"send zap\"");
	add(&d, "trigger /zap/ lua \"look\"");
	str_clear(&d.told);
	for (int i = 0; i < 500; i++)
		free(show_by(&d, rules_line, "zap", 3, 0));
	assert_int_equal(count_lines(&d.told, "lua send zap"), 101);
	assert_int_equal(count_lines(&d.told, "lua look"), 500);
	assert_int_equal(count_lines(&d.told, "message"), 1);
	/* Each part of it sends. */
	add(&d, "trigger /zip/ lua \"send zip\" lua \"send zip\"");
	str_clear(&d.told);
	for (int i = 0; i < 500; i++)
		free(show_by(&d, rules_line, "zip", 3, 0));
	assert_int_equal(count_lines(&d.told, "message"), 1);
	/* What is only said is left out beyond a rate. */
	add(&d, "trigger /note/ notify \"n\"");
	str_clear(&d.told);
	for (int i = 0; i < 100; i++)
		free(show_by(&d, rules_line, "note", 4, 0));
	assert_int_equal(count_lines(&d.told, "notify"), 20);
	d.now += 1000;
	check(&d, "note", "note", "notify n\n");
	close_desk(&d);
}

/* What comes back looks otherwise: it goes on and on, and nobody types. */
static void test_slow_loop(void **state)
{
	static const char *const actions[] = { "send \"say hi\"", "lua \"send hi\"" };
	struct desk d;
	char rule[64];

	(void)state;
	for (int i = 0; i < 2; i++) {
		open_plain(&d);
		snprintf(rule, sizeof(rule), "trigger /^You say 'hi'/ %s", actions[i]);
		add(&d, rule);
		for (int k = 0; k < 500; k++, d.now += 100)
			free(show_by(&d, rules_line, "You say 'hi'", 12, 0));
		assert_int_equal(count_lines(&d.told, i ? "lua" : "send"), 100 + i);
		assert_int_equal(count_lines(&d.told, "message rule 1 is paused: it went on "
						      "sending for what it gets back"),
				 1);
		close_desk(&d);
	}
}

/* Answering often, but not itself, is no loop: it isn't for long, or not so often, or the user
 * types meanwhile. */
static void test_no_loop(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /hungry/ send \"eat\"");
	for (int i = 0; i < 100; i++, d.now += 20)
		free(show_by(&d, rules_line, "you are hungry and eat", 22, 0));
	for (int i = 0; i < 500; i++, d.now += 20) {
		if (i % 50 == 0)
			rules_typed(d.rules);
		free(show_by(&d, rules_line, "you are hungry and eat", 22, 0));
	}
	d.now += 60000;
	for (int i = 0; i < 500; i++, d.now += 700)
		free(show_by(&d, rules_line, "you are hungry and eat", 22, 0));
	assert_int_equal(count_lines(&d.told, "send"), 1100);
	close_desk(&d);
}

static void note_state(void *user, const struct rules_state *s)
{
	struct desk *d = user;

	str_append_format(&d->told, "%u %d%s%s%s%s\n", s->id, (int)s->hits, s->off ? " off" : "",
			  s->done ? " done" : "", s->paused ? " paused: " : "",
			  s->why ? s->why : "");
}

/* What would take for ever is given up, paused and named; lines of any length pass. */
static void test_budget(void **state)
{
	char *line = malloc(1 << 20);
	struct desk d;

	(void)state;
	open_plain(&d);
	memset(line, 'a', 1 << 20);
	line[(1 << 20) - 1] = '!';
	add(&d, "trigger /(a+)+$/ send \"x\"");
	add(&d, "highlight /b/ red");
	for (int i = 0; i < 10; i++)
		free(show_by(&d, rules_line, line, 1 << 20, 0));
	check_told(&d, "message rule 1 is paused: it needs too many steps (trigger /(a+)+$/ send "
		       "\"x\")\n");
	rules_each(d.rules, note_state, &d);
	check_told(&d, "1 0 paused: needs too many steps\n2 0\n");
	/* Many matches, and long new text, are bounded. */
	add(&d, "highlight /a/ blue");
	add(&d, "substitute /a/ \"aaaaaaaaaa%0%0\"");
	free(show_by(&d, rules_line, line, 1 << 20, 0));
	free(show_by(&d, rules_line, line, 65536, 0));
	free(line);
	close_desk(&d);
}

static int64_t clock_now;

static int64_t fake_clock(void)
{
	return clock_now += 15000000;
}

/* Rules that take too long for a line: the dear one is paused, the line is shown. */
static void test_time(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d, &(struct rules_config){ .line_mode = true, .clock_ns = fake_clock });
	add(&d, "trigger /a/ notify \"1\"");
	add(&d, "trigger /a/ notify \"2\"");
	add(&d, "trigger /a/ notify \"3\"");
	check(&d, "a", "a",
	      "notify 1\nmessage rules take too long for a line: some of them didn't see it\n");
	check(&d, "a", "a", "notify 1\n");
	/* What happens now and then is no fault of the rule. */
	d.now += 100000;
	check(&d, "a", "a", "notify 1\n");
	check(&d, "a", "a", "notify 1\n");
	check(&d, "a", "a",
	      "notify 1\nmessage rule 1 is paused: it takes too long for a line (trigger /a/ "
	      "notify "
	      "\"1\")\n");
	check(&d, "a", "a", "notify 2\n");
	close_desk(&d);
}

static int64_t slow_clock(void)
{
	return clock_now += 6000000;
}

/* A rule that takes most of the time is named after three seconds, and paused after ten. */
static void test_share(void **state)
{
	struct desk d;
	int lines = 0;

	(void)state;
	open_desk(&d, &(struct rules_config){ .line_mode = true, .clock_ns = slow_clock });
	add(&d, "highlight /a/ red");
	while (!d.told.length && lines < 10000) {
		free(show_by(&d, rules_line, "a", 1, 0));
		lines++;
	}
	check_told(&d, "message rule 1 will be paused: it takes more than half of the time "
		       "(highlight /a/ red)\n");
	assert_int_equal(d.paused, 0);
	assert_in_range(lines, 160, 180);
	/* Now and then it isn't. */
	clock_now += 5000000000;
	for (int i = 0; i < 9; i++)
		free(show_by(&d, rules_line, "a", 1, 0));
	lines = 0;
	while (!d.told.length && lines < 10000) {
		free(show_by(&d, rules_line, "a", 1, 0));
		lines++;
	}
	check_told(&d, "message rule 1 is paused: it takes more than half of the time (highlight "
		       "/a/ red)\n");
	assert_in_range(lines, 540, 600);
	close_desk(&d);
}

static void note_match(void *user, const struct rules_match *m)
{
	struct desk *d = user;

	str_append_format(&d->told, "%u at %zu+%zu%s\n", m->id, m->start, m->length,
			  m->rule ? "" : " gone");
}

static void test_why(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /b/ notify \"1\"");
	add(&d, "highlight /ab/ priority=1 red");
	free(show_by(&d, rules_line, "xab", 3, 0));
	free(show_by(&d, rules_line, "x", 1, 0));
	str_clear(&d.told);
	assert_int_equal(rules_why(d.rules, 1, note_match, &d), 2);
	check_told(&d, "2 at 1+2\n1 at 2+1\n");
	assert_int_equal(rules_why(d.rules, 2, note_match, &d), 0);
	rulebook_remove(d.book, 1);
	rules_why(d.rules, 1, note_match, &d);
	check_told(&d, "2 at 1+2\n1 at 2+1 gone\n");
	for (int i = 0; i < 1000; i++)
		free(show_by(&d, rules_line, "ab", 2, 0));
	str_clear(&d.told);
	assert_int_equal(rules_why(d.rules, 1, note_match, &d), 0);
	assert_int_equal(rules_why(d.rules, d.number - 1, note_match, &d), 1);
	assert_int_equal(rules_why(d.rules, d.number - 256, note_match, &d), 1);
	assert_int_equal(rules_why(d.rules, d.number - 257, note_match, &d), 0);
	str_clear(&d.told);
	rules_each(d.rules, note_state, &d);
	check_told(&d, "2 1001\n");
	close_desk(&d);
}

/* Two links share a book; one's groups, counts and variables are its own. */
static void test_sharing(void **state)
{
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "trigger /a/ once notify \"1\"");
	Rules *mine = d.rules;
	d.rules = rules_new(d.book, &(struct rules_config){ .line_mode = true }, &events, &d);
	check(&d, "a", "a", "notify 1\n");
	check(&d, "a", "a", "");
	rules_free(d.rules);
	d.rules = mine;
	check(&d, "a", "a", "notify 1\n");
	close_desk(&d);
}

/* A copy does what the rules would, and counts for itself. */
static void test_copy(void **state)
{
	struct desk d;
	struct err e;
	Rules *mine;

	(void)state;
	open_desk(&d,
		  &(struct rules_config){
			  .name = "home", .line_mode = true, .separator = ';', .repeats = true });
	add(&d, "trigger \"a\" once host=home send \"#2 n;$v\"");
	add(&d, "trigger \"a\" group=g send \"off\"");
	assert_int_not_equal(rulebook_add_of_pack(d.book, "p", RULE_HIGHLIGHT, "\"a\" red", &e), 0);
	rules_set_pack(d.rules, "p");
	rules_set_group(d.rules, "g", false);
	rules_set_variable(d.rules, "v", "x", 1);
	check(&d, "a", "<1,0,0>a", "send n\nsend n\nsend x\n");
	mine = d.rules;
	d.rules = rules_copy(mine, &events, &d);
	check(&d, "a", "<1,0,0>a", "send n\nsend n\nsend x\n");
	check(&d, "a", "<1,0,0>a", "");
	rules_set_group(d.rules, "g", true);
	rules_free(d.rules);
	d.rules = mine;
	check(&d, "a", "<1,0,0>a", "");
	close_desk(&d);
}

/* What we sent or said is no output. */
static void test_own_lines(void **state)
{
	struct terminal_line line = { .text = "a", .length = 1, .sent = true };
	struct text_line replacement;
	struct desk d;

	(void)state;
	open_plain(&d);
	add(&d, "gag /a/");
	text_line_init(&replacement);
	assert_int_equal(rules_line(d.rules, &line, &replacement, 0), TERMINAL_KEEP);
	line.sent = false;
	line.notice = true;
	assert_int_equal(rules_line(d.rules, &line, &replacement, 0), TERMINAL_KEEP);
	line.notice = false;
	assert_int_equal(rules_line(d.rules, &line, &replacement, 0), TERMINAL_GAG);
	text_line_fini(&replacement);
	close_desk(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_triggers),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_controls_in_values),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_highlights),
		cmocka_unit_test(test_substitutes),
		cmocka_unit_test(test_gags),
		cmocka_unit_test(test_char_mode),
		cmocka_unit_test(test_packs),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_many_lines),
		cmocka_unit_test(test_many_lines_unchanged),
		cmocka_unit_test(test_prompts),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_values_choose_no_alias),
		cmocka_unit_test(test_recorded_alias),
		cmocka_unit_test(test_alias_loops),
		cmocka_unit_test(test_typed),
		cmocka_unit_test(test_redefinition),
		cmocka_unit_test(test_keys_and_events),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_slow_loop),
		cmocka_unit_test(test_no_loop),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_sharing),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_own_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
