/* What TinyFugue's triggers do (its help: substitution, send, echo, set, beep). */
#include <string.h>
#include <strings.h>

#include "base/least.h"
#include "rules/import-tinyfugue.h"
#include "rules/rule-words.h"

#include "base/poison.h"

enum { LOOK_MAX = 256 /* bytes of attributes */ };

static void append_group(int group, struct str *out)
{
	if (group >= 0)
		str_append_format(out, group < 10 ? "%%%d" : "%%{%d}", group);
}

/* Whether the name is no variable's: R (a word by chance), L, L2 (from the end), PL, PR (beside the
 * match), P10. */
static bool is_special(const char *name, size_t n)
{
	size_t at = 1;

	if (n == 2 && *name == 'P' && (name[1] == 'L' || name[1] == 'R'))
		return true;
	while (at < n && rule_is_digit(name[at]))
		at++;
	return at == n && (*name == 'L' || (*name == 'R' && n == 1) || (*name == 'P' && n > 1));
}

/* Appends what stands at a %; returns behind it, NULL if it has no counterpart. */
static const char *take_reference(struct translation *t, const char *s, struct str *out)
{
	bool braces = s[1] == '{';
	const char *name = s + 1 + braces, *end = name;

	if (s[1] == '%') {
		str_append_string(out, "%%");
		return s + 2;
	}
	if (*name == '*') {
		end = name + 1;
		append_group(t->group_of[TINYFUGUE_WORDS + 1], out);
	} else if (rule_is_digit(*name)) {
		end = name + 1;
		append_group(*name == '0' ? -1 : t->group_of[*name - '0'], out);
	} else if (*name == 'P' && rule_is_digit(name[1])) {
		end = name + 2;
		append_group(name[1] == '0' ? 0 : name[1] - '0' + t->groups, out);
	} else {
		while (rule_is_name_byte(*end))
			end++;
		if (end == name || is_special(name, (size_t)(end - name)))
			return NULL;
		str_append_format(out, "${%.*s}", (int)(end - name), name);
	}
	/* A number of two digits is another word. */
	if ((braces && *end != '}') || (rule_is_digit(*end) && rule_is_digit(end[-1])))
		return NULL;
	return end + braces;
}

/* The bytes of `@{...}`, how the text is to look; 0 if that doesn't stand here. */
static size_t look(const char *s, size_t n)
{
	const char *end = n > 1 && !memcmp(s, "@{", 2) ? memchr(s, '}', least_size(n, LOOK_MAX)) :
							 NULL;

	return end ? (size_t)(end - s) + 1 : 0;
}

/* Appends `n` bytes of a body as a text of ours. */
static bool append_text(struct translation *t, const char *s, size_t n, struct str *out)
{
	const char *end = s + n;

	while (s < end) {
		if (*s == '%') {
			s = take_reference(t, s, out);
			if (!s)
				return translation_fail(t, "a substitution has no counterpart");
		} else if (*s == '$' && s + 1 < end && strchr("[({", s[1])) {
			return translation_fail(t, "it computes a text ($%c)", s[1]);
		} else if (look(s, (size_t)(end - s))) {
			s += look(s, (size_t)(end - s));
		} else if (*s == '$') {
			str_append_string(out, "$$");
			s += s + 1 < end && s[1] == '$' ? 2 : 1;
		} else {
			s += *s == '\\' && s + 1 < end;
			translation_append(out, *s++);
		}
	}
	return true;
}

/* `/set NAME=VALUE` or `/set NAME VALUE`. */
static bool act_set(struct translation *t, const char *s, size_t n)
{
	size_t name = 0;
	struct str text;

	while (name < n && rule_is_name_byte(s[name]))
		name++;
	if (!rule_is_name(s, name) || name >= n || !strchr("= ", s[name]))
		return translation_fail(t, "a variable is missing");
	str_init(&text);
	bool good = append_text(t, s + name + 1, n - name - 1, &text);
	str_append_format(&t->actions, " set %.*s ", (int)name, s);
	rule_print_quoted(text.text, text.length, &t->actions);
	str_fini(&text);
	return good;
}

/* Behind the options of /echo, from `at` on: how its text looks and where it goes. */
static size_t skip_options(const char *s, size_t n, size_t at)
{
	while (at < n && s[at] == '-') {
		while (at < n && s[at] != ' ')
			at++;
		while (at < n && s[at] == ' ')
			at++;
	}
	return at;
}

/* A command of the body, `n` bytes. */
static bool act(struct translation *t, const char *s, size_t n)
{
	static const struct {
		const char *theirs, *ours;
	} commands[] = { { "send", "send" }, { "echo", "notify" } };
	size_t word = 1;
	struct str text;
	bool good;

	if (*s == '/') {
		while (word < n && s[word] != ' ')
			word++;
	}
	size_t args = word < n ? word + 1 : n;
	if (word == 5 && !strncasecmp(s, "/echo", 5))
		args = skip_options(s, n, args);
	if (*s == '/' && word == 4 && !strncasecmp(s, "/set", 4))
		return act_set(t, s + args, n - args);
	if (*s == '/' && word == 5 && !strncasecmp(s, "/beep", 5)) {
		str_append_string(&t->actions, " notify \"bell\"");
		return true;
	}
	str_init(&text);
	if (*s != '/') {
		good = append_text(t, s, n, &text);
		translation_act(t, "send", &text);
		str_fini(&text);
		return good;
	}
	good = false;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands) && !good; i++) {
		if (strlen(commands[i].theirs) != word - 1 ||
		    strncasecmp(s + 1, commands[i].theirs, word - 1) != 0 ||
		    (args < n && s[args] == '-'))
			continue;
		good = append_text(t, s + args, n - args, &text);
		translation_act(t, commands[i].ours, &text);
		if (!good)
			break;
	}
	str_fini(&text);
	return good ||
	       translation_fail(t, "%.*s has no counterpart", word < 40 ? (int)word : 40, s);
}

/* The bytes before `%;`, which `%%;` is none of, or all. */
static size_t command_length(const char *s)
{
	size_t n = 0;

	while (s[n] && strncmp(s + n, "%;", 2) != 0)
		n += strchr("%\\", s[n]) && s[n + 1] ? 2 : 1;
	return n;
}

bool tinyfugue_body(struct translation *t, const char *s)
{
	while (*s) {
		size_t n = command_length(s), length = n;

		while (length && s[length - 1] == ' ')
			length--;
		if (length && !act(t, s, length))
			return false;
		s += s[n] ? n + 2 : n;
		s += strspn(s, " ");
	}
	return true;
}
