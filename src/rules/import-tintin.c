/* TinTin++'s commands as rules (its help: ACTION, ALIAS, COLORS, GAG, HIGHLIGHT, SUBSTITUTE,
 * TICKER, CLASS). */
#include <stdlib.h>
#include <string.h>

#include "rules/import-tintin.h"
#include "rules/rule-style.h"
#include "rules/rule-text.h"
#include "rules/rule-words.h"

#include "base/poison.h"

enum { REPEAT_MAX = 100 };

/* Lines to be sent that are waiting to become one action. */
struct sending {
	struct str text;
	bool any;
};

static void flush(struct translation *t, struct sending *sending)
{
	if (sending->any)
		translation_act(t, "send", &sending->text);
	str_clear(&sending->text);
	sending->any = false;
}

static bool add_line(struct translation *t, struct sending *sending, struct span s)
{
	if (sending->text.length > RULE_TEXT_MAX)
		return translation_fail(t, "it sends too much");
	if (sending->any)
		str_append_char(&sending->text, '\n');
	sending->any = true;
	return tintin_text(t, s, false, &sending->text);
}

/* A command of theirs, behind its #, in what an action does. */
static bool act(struct translation *t, struct sending *sending, struct span s)
{
	struct span word = { s.text, 0 }, arg;
	struct str text;
	bool good = true;

	while (word.n < s.n && !tintin_is_blank(s.text[word.n]) && s.text[word.n] != '{')
		word.n++;
	tintin_skip(&s, word.n);
	if (word.n && rule_is_digit(*word.text)) {
		int times = 0;

		for (size_t i = 0; i < word.n && times <= REPEAT_MAX; i++)
			times = rule_is_digit(word.text[i]) ? 10 * times + (word.text[i] - '0') :
							      REPEAT_MAX + 1;
		arg = tintin_argument(&s, true);
		if (times > REPEAT_MAX || memchr(arg.text, ';', arg.n) ||
		    (arg.n && *arg.text == '#'))
			return translation_fail(t, "it repeats more than a line");
		while (times-- > 0 && good)
			good = add_line(t, sending, arg);
		return good;
	}
	if (tintin_is_command(word, "send", 3))
		return add_line(t, sending, tintin_argument(&s, true));
	if (tintin_is_command(word, "nop", 3))
		return true;
	flush(t, sending);
	str_init(&text);
	if (tintin_is_command(word, "showme", 2) || tintin_is_command(word, "echo", 3)) {
		good = tintin_text(t, tintin_argument(&s, false), true, &text);
		translation_act(t, "notify", &text);
	} else if (tintin_is_command(word, "bell", 2)) {
		str_append_string(&text, "bell");
		translation_act(t, "notify", &text);
	} else if (tintin_is_command(word, "variable", 3)) {
		arg = tintin_argument(&s, false);
		good = rule_is_name(arg.text, arg.n) ||
		       translation_fail(t, "it has a table or a list");
		str_append_format(&t->actions, " set %.*s ", (int)arg.n, arg.text);
		good = good && tintin_text(t, tintin_argument(&s, false), false, &text);
		rule_print_quoted(text.text, text.length, &t->actions);
	} else {
		good = translation_fail(t, "#%.*s has no counterpart",
					word.n < 40 ? (int)word.n : 40, word.text);
	}
	str_fini(&text);
	return good;
}

/* Translates what is done: commands with `;` between them. */
static bool take_body(struct translation *t, struct span s)
{
	struct sending sending = { .any = false };
	bool good = true;

	str_init(&sending.text);
	while (s.n && good) {
		struct span one = { s.text, 0 };

		tintin_skip_blanks(&s);
		for (one = (struct span){ s.text, 0 }; one.n < s.n && s.text[one.n] != ';';) {
			size_t step = s.text[one.n] == '{' ?
					      tintin_braces(s.text + one.n, s.n - one.n) :
				      s.text[one.n] == '\\' ? 2 :
							      1;
			one.n = one.n + step < s.n ? one.n + step : s.n;
		}
		tintin_skip(&s, one.n < s.n ? one.n + 1 : one.n);
		while (one.n && tintin_is_blank(one.text[one.n - 1]))
			one.n--;
		if (one.n && *one.text == '#')
			good = act(t, &sending, (struct span){ one.text + 1, one.n - 1 });
		else if (one.n)
			good = add_line(t, &sending, one);
	}
	flush(t, &sending);
	str_fini(&sending.text);
	return good && (t->actions.length || translation_fail(t, "it does nothing"));
}

/* Lower priorities, 5 where none is said, go first there. */
static void take_priority(struct translation *t, struct span arg)
{
	if (arg.n == 1 && rule_is_digit(*arg.text) && *arg.text != '5')
		str_append_format(&t->conditions, " priority=%d", 10 * ('5' - *arg.text));
	else if (arg.n > 1)
		translation_fail(t, "its priority is no digit");
}

/* An alias of words: its arguments are %1, %2 …, all of them %0; they are added where none is
 * named.
 */
static bool take_alias(struct translation *t, struct span pattern, struct span body)
{
	struct str all;
	int most = -1;

	if (memchr(pattern.text, '%', pattern.n) || memchr(pattern.text, '{', pattern.n) ||
	    (pattern.n && *pattern.text == '^')) {
		if (pattern.n && *pattern.text != '^')
			str_append_char(&t->regex, '^');
		return tintin_pattern(t, pattern) && take_body(t, body);
	}
	for (size_t i = 0; i + 1 < body.n; i++) {
		if (body.text[i] == '%' && rule_is_digit(body.text[i + 1]) &&
		    body.text[i + 1] - '0' > most)
			most = body.text[i + 1] - '0';
	}
	str_append_char(&t->regex, '^');
	for (size_t i = 0; i < pattern.n; i++)
		translation_quote(t, pattern.text[i]);
	str_append_string(&t->regex, "(?: +(");
	for (int i = 1; i <= most; i++) {
		str_append_string(&t->regex, i > 1 ? "(?: +(\\S+))?" : "(\\S+)");
		t->group_of[i] = i + 1;
	}
	str_append_string(&t->regex, ".*))?$");
	t->group_of[0] = 1;
	str_init(&all);
	str_append(&all, body.text, body.n);
	if (most < 0)
		str_append_string(&all, " %0");
	bool good = take_body(t, (struct span){ all.text, all.length });
	str_fini(&all);
	return good;
}

/* Takes a colour as a digit, <ABC>'s second and third. */
static void digit_colour(struct rule_style *s, char digit, bool background)
{
	char word[2] = { digit, '\0' };

	if (digit >= '0' && digit <= '7')
		rule_style_take(s, word, 1, background);
}

/* Takes <118> (attribute, foreground, background) or <abc> (levels of red, green and blue). */
static bool take_code(struct rule_style *s, struct span code)
{
	static const char attributes[] = "01457", *const words[] = { "", "bold", "underline",
								     "blink", "reverse" };
	const char *at = code.text + 1;
	struct str number;

	if (code.n != 5)
		return false;
	if (rule_is_digit(*at)) {
		const char *which = strchr(attributes, *at);

		if (which && which > attributes)
			rule_style_take(s, words[which - attributes],
					strlen(words[which - attributes]), false);
		digit_colour(s, at[1], false);
		digit_colour(s, at[2], true);
		return true;
	}
	bool background = *at >= 'A' && *at <= 'F';
	int level[3];
	for (int i = 0; i < 3; i++) {
		level[i] = str_lower(at[i]) - 'a';
		if (level[i] < 0 || level[i] > 5)
			return false;
	}
	str_init(&number);
	str_append_format(&number, "%d", 16 + 36 * level[0] + 6 * level[1] + level[2]);
	bool good = rule_style_take(s, number.text, number.length, background);
	str_fini(&number);
	return good;
}

/* Takes the words of a colour: `light red`, `b blue`, `underscore`, <118>. */
static bool take_colours(struct translation *t, struct span s)
{
	struct rule_style style = { 0 };
	bool light = false, background = false, good = true;
	struct str word;

	str_init(&word);
	for (tintin_skip_blanks(&s); s.n && good; tintin_skip_blanks(&s)) {
		struct span one = { s.text, 0 };

		while (one.n < s.n && !tintin_is_blank(s.text[one.n]) && s.text[one.n] != ',')
			one.n++;
		tintin_skip(&s, one.n < s.n ? one.n + 1 : one.n);
		str_clear(&word);
		if (light && !tintin_is_command(one, "black", 5) && one.n)
			str_append_string(&word, "bright-");
		str_append(&word, one.text, one.n);
		if (one.n && *one.text == '<') {
			good = take_code(&style, one);
		} else if (tintin_is_command(one, "light", 5)) {
			light = true;
		} else if (tintin_is_command(one, "b", 1)) {
			background = true;
		} else if (tintin_is_command(one, "underscore", 10)) {
			good = rule_style_take(&style, "underline", 9, false);
		} else if (one.n && !tintin_is_command(one, "dark", 4)) {
			good = rule_style_take(&style, word.text, word.length, background);
			light = background = false;
		}
	}
	str_fini(&word);
	if (!good || (!style.has_fg && !style.has_bg && !style.set.attrs))
		return translation_fail(t, "its colour has no counterpart");
	str_append_char(&t->actions, ' ');
	rule_style_print(&style, " ", "on ", &t->actions);
	return true;
}

/* Takes `{name} {commands} {seconds}`. */
static void take_ticker(struct translation *t, struct span *s)
{
	struct span name = tintin_argument(s, false), body = tintin_argument(s, false),
		    seconds = tintin_argument(s, false);

	for (size_t i = 0; i < seconds.n; i++) {
		if (!rule_is_digit(seconds.text[i]) && seconds.text[i] != '.')
			translation_fail(t, "its seconds are no number");
	}
	str_append(&t->conditions, seconds.text, seconds.n);
	if (!seconds.n)
		str_append_string(&t->conditions, "60");
	if (rule_is_name(name.text, name.n))
		str_append_format(&t->conditions, " name=%.*s", (int)name.n, name.text);
	take_body(t, body);
}

/* `#class {name} {open|close}`: the group of what follows. */
static bool take_class(struct import *im, struct span *s)
{
	struct span name = tintin_argument(s, false), what = tintin_argument(s, false);

	if (tintin_is_command(what, "close", 2)) {
		str_clear(&im->group);
		return true;
	}
	if (!tintin_is_command(what, "open", 1) || !rule_is_name(name.text, name.n))
		return false;
	str_clear(&im->group);
	str_append(&im->group, name.text, name.n);
	return true;
}

/* The arguments of a command that has a pattern. */
static void take_rule(struct translation *t, struct span *s, const char *kind)
{
	struct span pattern = tintin_argument(s, false), arg = { s->text, 0 };

	if (!strcmp(kind, "alias")) {
		arg = tintin_argument(s, false);
		take_alias(t, pattern, arg);
	} else if (tintin_pattern(t, pattern) && strcmp(kind, "gag") != 0) {
		arg = tintin_argument(s, false);
		if (!strcmp(kind, "trigger")) {
			/* One action answers a line there. */
			str_append_string(&t->conditions, " stop");
			take_body(t, arg);
		} else if (!strcmp(kind, "highlight")) {
			take_colours(t, arg);
		} else {
			struct str text;

			str_init(&text);
			tintin_text(t, arg, true, &text);
			str_append_char(&t->actions, ' ');
			rule_print_quoted(text.text, text.length, &t->actions);
			str_fini(&text);
		}
	}
	take_priority(t, tintin_argument(s, false));
}

void import_tintin(struct import *im, const char *text, size_t n)
{
	static const struct {
		const char *theirs;
		size_t least;
		const char *ours;
	} commands[] = {
		{ "action", 3, "trigger" },        { "alias", 2, "alias" },
		{ "highlight", 4, "highlight" },   { "gag", 3, "gag" },
		{ "substitute", 3, "substitute" }, { "ticker", 4, "timer" },
	};
	struct span s = { text, n }, word = { text + 1, 0 };
	struct translation t;

	while (word.n + 1 < n && !tintin_is_blank(word.text[word.n]) && word.text[word.n] != '{')
		word.n++;
	tintin_skip(&s, word.n + 1);
	if (*text != '#' || tintin_is_command(word, "nop", 3)) {
		if (*text != '#')
			import_skip(im, text, n, "it is no command");
		return;
	}
	if (tintin_is_command(word, "class", 2) && take_class(im, &s))
		return;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (!tintin_is_command(word, commands[i].theirs, commands[i].least))
			continue;
		translation_init(&t);
		if (!strcmp(commands[i].ours, "timer"))
			take_ticker(&t, &s);
		else
			take_rule(&t, &s, commands[i].ours);
		import_finish(im, &t, commands[i].ours, text, n);
		translation_fini(&t);
		return;
	}
	import_skip(im, text, n, "it is no action, alias, highlight, gag, substitute or ticker");
}
