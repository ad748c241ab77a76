/* TinyFugue's triggers as rules (its help: def, patterns, substitution, attributes, priority). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/pattern-text.h"
#include "rules/import-tinyfugue.h"
#include "rules/rule-style.h"
#include "rules/rule-words.h"
#include "rules/rule.h"

#include "base/poison.h"

/* What a /def says. */
struct definition {
	struct str pattern, matching, attributes, parts, name, body, priority, shots, world, hook;
	bool falls_through;
	const char *unknown; /* an option that has no counterpart */
	int words; /* the highest %N in the body */
	bool all; /* it has %* */
};

static void definition_init(struct definition *d)
{
	struct str *const all[] = {
		&d->pattern, &d->matching, &d->attributes, &d->parts, &d->name,
		&d->body,    &d->priority, &d->shots,      &d->world, &d->hook
	};

	*d = (struct definition){ .falls_through = false };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		str_init(all[i]);
}

static void definition_fini(struct definition *d)
{
	struct str *const all[] = {
		&d->pattern, &d->matching, &d->attributes, &d->parts, &d->name,
		&d->body,    &d->priority, &d->shots,      &d->world, &d->hook
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		str_fini(all[i]);
}

/* Reads an option's value: in quotes, or a word. */
static const char *read_value(const char *at, struct str *out)
{
	char quote = *at;

	str_clear(out);
	if (quote && strchr("\"'`", quote)) {
		for (at++; *at && *at != quote; at++) {
			if (*at == '\\' && (at[1] == quote || at[1] == '\\'))
				at++;
			str_append_char(out, *at);
		}
		return *at ? at + 1 : at;
	}
	while (*at && *at != ' ')
		str_append_char(out, *at++);
	return at;
}

/* Where an option's value goes; NULL if it has no counterpart. */
static struct str *value_for(struct definition *d, char option)
{
	switch (option) {
	case 't': return &d->pattern;
	case 'm': return &d->matching;
	case 'a':
	case 'f': return &d->attributes;
	case 'P': return &d->parts;
	case 'p': return &d->priority;
	case 'n': return &d->shots;
	case 'w': return &d->world;
	case 'h': return &d->hook;
	default: return NULL;
	}
}

/* What an option that has no counterpart does; NULL if it does nothing that counts here. */
static const char *unknown_option(char option)
{
	switch (option) {
	case 'i':
	case 'q':
	case 'I': return NULL;
	case 'c': return "it is run by chance (-c)";
	case 'E': return "it depends on an expression (-E)";
	case 'T': return "it is for a type of world (-T)";
	case 'b':
	case 'B': return "it is bound to a key (-b)";
	default: return "it has an option without a counterpart";
	}
}

/* Reads options; returns what follows. */
static const char *read_options(struct definition *d, const char *at)
{
	struct str ignored;

	str_init(&ignored);
	for (at += strspn(at, " "); *at == '-' && at[1]; at += strspn(at, " ")) {
		if (!strncmp(at, "- ", 2) || !strncmp(at, "--", 2)) {
			at += 2;
			break;
		}
		for (at++; *at && *at != ' ';) {
			char option = *at++;
			struct str *value = value_for(d, option);

			if (option == '1') {
				str_clear(&d->shots);
				str_append_char(&d->shots, '1');
			} else if (option == 'F')
				d->falls_through = true;
			else if (value)
				at = read_value(at, value);
			else if (!strchr("iqI", option)) {
				d->unknown = unknown_option(option);
				at = read_value(at, &ignored);
			}
		}
	}
	str_fini(&ignored);
	return at + strspn(at, " ");
}

/* Reads `WHAT [= BODY]`, the first to `what`. */
static void read_body(struct definition *d, const char *at, struct str *what)
{
	const char *body = strchr(at, '=');
	size_t n = body ? (size_t)(body - at) : strlen(at);

	while (n && at[n - 1] == ' ')
		n--;
	str_append(what, at, n);
	if (body)
		str_append_string(&d->body, body + 1 + strspn(body + 1, " "));
}

/* Finds the words of the line that the body asks for. */
static void find_words(struct definition *d)
{
	const char *s = d->body.text;

	for (; (s = strchr(s, '%')); s += s[1] ? 2 : 1) {
		const char *name = s + 1 + (s[1] == '{');

		if (*name == '*')
			d->all = true;
		else if (rule_is_digit(*name) && *name - '0' > d->words)
			d->words = *name - '0';
	}
}

/* Makes of a glob the expression that is the same. */
static bool take_glob(struct translation *t, const char *s)
{
	bool braces = false;

	str_append_char(&t->regex, '^');
	for (; *s; s++) {
		if (*s == '*') {
			str_append_string(&t->regex, braces ? "[^ ]*" : ".*");
		} else if (*s == '?') {
			str_append_string(&t->regex, braces ? "[^ ]" : ".");
		} else if (*s == '{' && !braces) {
			braces = true;
			str_append_string(&t->regex, "(?<![^ ])(?:");
		} else if (*s == '|' && braces) {
			str_append_char(&t->regex, '|');
		} else if (*s == '}' && braces) {
			braces = false;
			str_append_string(&t->regex, ")(?![^ ])");
		} else if (*s == '[') {
			const char *end = strchr(s + (s[1] == '^') + 1, ']');

			if (!end)
				return translation_fail(t, "its pattern has a [ without a ]");
			str_append(&t->regex, s, (size_t)(end - s) + 1);
			s = end;
		} else {
			s += *s == '\\' && s[1];
			translation_quote(t, *s);
		}
	}
	str_append_char(&t->regex, '$');
	t->caseless = true;
	return !braces || translation_fail(t, "its pattern has a { without a }");
}

/* Puts the words of the line that are asked for before the expression, as groups. */
static void take_words(struct translation *t, const struct definition *d)
{
	if (!d->words && !d->all)
		return;
	str_append_string(&t->regex, "^(?=");
	if (d->all) {
		str_append_string(&t->regex, "(?=(.*))");
		t->group_of[TINYFUGUE_WORDS + 1] = ++t->groups;
	}
	for (int i = 1; i <= d->words; i++) {
		str_append_string(&t->regex, i > 1 ? "(?:\\s+(\\S+)" : "\\s*(\\S+)?");
		t->group_of[i] = ++t->groups;
	}
	for (int i = 2; i <= d->words; i++)
		str_append_string(&t->regex, ")?");
	str_append_string(&t->regex, ").*?\\K(?:");
}

static bool has_back_reference(const char *s)
{
	for (; (s = strchr(s, '\\')) && s[1]; s += 2) {
		if (s[1] >= '1' && s[1] <= '9')
			return true;
	}
	return false;
}

static bool take_pattern(struct translation *t, const struct definition *d)
{
	const char *matching = d->matching.length ? d->matching.text :
			       d->parts.length    ? "regexp" :
						    "glob";
	const char *text = d->pattern.text;
	bool good = true;

	take_words(t, d);
	if (!strcmp(matching, "regexp")) {
		/* Without a capital letter case is ignored. */
		t->caseless = pattern_text_is_small(text, d->pattern.length, true);
		str_append_string(&t->regex, text);
		if (t->groups && has_back_reference(text))
			good = translation_fail(t, "its pattern and its words both need groups");
	} else if (!strcmp(matching, "glob")) {
		good = take_glob(t, text);
	} else {
		bool whole = !strcmp(matching, "simple");

		if (!whole && strcmp(matching, "substr") != 0)
			good = translation_fail(t, "its matching (-m) is unknown");
		str_append_string(&t->regex, whole ? "^" : "");
		for (; *text; text++)
			translation_quote(t, *text);
		str_append_string(&t->regex, whole ? "$" : "");
	}
	str_append_string(&t->regex, t->groups ? ")" : "");
	return good && (d->pattern.length || translation_fail(t, "its pattern is empty"));
}

/* Takes the attribute at `*at`: `u`, `Cred,` and the like, as words of ours. */
static bool take_attribute(struct translation *t, const char **at, struct rule_style *style,
			   bool *gag, bool *bell)
{
	static const char letters[] = "uriBhdf", *const words[] = {
		"underline", "reverse", "italic", "bold", "bold", "dim", "blink"
	};
	char c = *(*at)++;
	const char *which = strchr(letters, c);
	size_t n = strcspn(*at, ",;");

	*gag |= c == 'g';
	*bell |= c == 'b';
	if (strchr("gbnxGLA,", c))
		return true;
	if (which)
		return rule_style_take(style, words[which - letters],
				       strlen(words[which - letters]), false);
	if (c != 'C')
		return translation_fail(t, "its attribute %c has no counterpart", c);
	bool background = !strncmp(*at, "bg", 2);
	const char *word = *at + 2 * background;
	size_t length = n - 2 * (size_t)background;
	struct str name;
	str_init(&name);
	if (length > 6 && !strncmp(word, "bright", 6))
		str_append_format(&name, "bright-%.*s", (int)(length - 6), word + 6);
	else if (length > 3 && !strncmp(word, "rgb", 3) && strspn(word + 3, "012345") == 3)
		str_append_format(&name, "%d",
				  16 + 36 * (word[3] - '0') + 6 * (word[4] - '0') +
					  (word[5] - '0'));
	else
		str_append(&name, word, length);
	bool good = rule_style_take(style, name.text, name.length, background) ||
		    translation_fail(t, "its colour has no counterpart");
	str_fini(&name);
	*at += n;
	return good;
}

static void add_style(struct translation *t, const char *target, const struct rule_style *style)
{
	if (!style->has_fg && !style->has_bg && !style->set.attrs)
		return;
	str_append_format(&t->actions, " highlight%s ", target);
	rule_style_print(style, " ", "on ", &t->actions);
}

/* Takes the attributes of the whole line. */
static bool take_attributes(struct translation *t, const struct definition *d)
{
	const char *at = d->attributes.text;
	struct rule_style style = { 0 };
	bool gag = false, bell = false;

	while (*at) {
		if (!take_attribute(t, &at, &style, &gag, &bell))
			return false;
	}
	add_style(t, " line", &style);
	str_append_string(&t->actions, gag ? " gag" : "");
	str_append_string(&t->actions, bell ? " notify \"bell\"" : "");
	return true;
}

/* Takes the attributes of parts: `1Cred;0u`. */
static bool take_parts(struct translation *t, const struct definition *d)
{
	const char *at = d->parts.text;

	while (*at) {
		struct rule_style style = { 0 };
		bool gag = false, bell = false;
		struct str target;
		int part = 0;

		if (*at == 'L' || *at == 'R')
			return translation_fail(t, "it colours what stands beside its match (-P%c)",
						*at);
		while (rule_is_digit(*at))
			part = 10 * (part % 100) + (*at++ - '0');
		while (*at && *at != ';') {
			if (!take_attribute(t, &at, &style, &gag, &bell))
				return false;
		}
		at += *at == ';';
		str_init(&target);
		if (part)
			str_append_format(&target, " %%%d", part + t->groups);
		add_style(t, target.text, &style);
		str_fini(&target);
	}
	return true;
}

static void take_conditions(struct translation *t, const struct definition *d)
{
	long long number;

	if (rule_is_name(d->name.text, d->name.length))
		str_append_format(&t->conditions, " name=%s", d->name.text);
	if (d->priority.length) {
		/* Only the order counts of very large ones. */
		if (str_to_number(d->priority.text, INT_MIN, INT_MAX, &number))
			str_append_format(&t->conditions, " priority=%lld",
					  number > RULE_PRIORITY_MAX  ? RULE_PRIORITY_MAX :
					  number < -RULE_PRIORITY_MAX ? -RULE_PRIORITY_MAX :
									number);
		else
			translation_fail(t, "its priority is no number");
	}
	if (d->shots.length) {
		if (!str_to_number(d->shots.text, 0, 1000000, &number))
			translation_fail(t, "its shots are no number");
		else if (number)
			str_append_format(&t->conditions, " count=%lld", number);
	}
	if (strpbrk(d->world.text, " \t"))
		translation_fail(t, "its world has a blank in its name");
	else if (d->world.length)
		str_append_format(&t->conditions, " host=%s", d->world.text);
	if (!d->falls_through)
		str_append_string(&t->conditions, " stop");
}

static void translate(struct import *im, struct definition *d, const char *what, size_t n)
{
	struct translation t;

	translation_init(&t);
	find_words(d);
	if (d->unknown)
		translation_fail(&t, "%s", d->unknown);
	take_conditions(&t, d);
	if (take_pattern(&t, d) && take_attributes(&t, d) && take_parts(&t, d) &&
	    tinyfugue_body(&t, d->body.text) && !t.actions.length)
		translation_fail(&t, "it does nothing");
	import_finish(im, &t, "trigger", what, n);
	translation_fini(&t);
}

void import_tinyfugue(struct import *im, const char *text, size_t n)
{
	struct definition d;

	definition_init(&d);
	if (!strncasecmp(text, "/def ", 5)) {
		read_body(&d, read_options(&d, text + 5), &d.name);
		if (d.hook.length)
			import_skip(im, text, n, "it is called by a hook (-h)");
		else if (d.pattern.length)
			translate(im, &d, text, n);
		else
			import_skip(im, text, n, "it has no trigger (-t)");
	} else if (!strncasecmp(text, "/gag ", 5) || !strncasecmp(text, "/hilite ", 8)) {
		read_body(&d, strchr(text, ' ') + 1, &d.pattern);
		str_append_char(&d.attributes, str_lower(text[1]));
		d.falls_through = true;
		translate(im, &d, text, n);
	} else {
		import_skip(im, text, n, "it is no /def, /gag or /hilite");
	}
	definition_fini(&d);
}
