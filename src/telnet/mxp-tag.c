#include "telnet/mxp-tag.h"

#include <string.h>
#include <strings.h>

#include "base/poison.h"

/* A place in the text of a tag, which is split where it stands. */
struct scan {
	char *at;
	bool bad;
};

static void skip_blanks(struct scan *s)
{
	s->at += strspn(s->at, " ");
}

/* Ends the word before `at` and steps over what ended it. */
static void end_word(struct scan *s)
{
	if (*s->at)
		*s->at++ = '\0';
}

/* A value, in quotes or up to a blank. */
static const char *scan_value(struct scan *s)
{
	char quote = *s->at;
	const char *value;

	if (quote != '"' && quote != '\'') {
		value = s->at;
		s->at += strcspn(s->at, " ");
		end_word(s);
		return value;
	}
	value = ++s->at;
	s->at += strcspn(s->at, quote == '"' ? "\"" : "'");
	s->bad |= !*s->at;
	end_word(s);
	return value;
}

/* NAME=VALUE or VALUE. */
static void scan_arg(struct mxp_tag *tag, struct scan *s)
{
	size_t name = *s->at == '"' || *s->at == '\'' ? 0 : strcspn(s->at, " =");
	struct mxp_arg *arg = &tag->args[tag->count++];

	arg->name = NULL;
	if (name && s->at[name] == '=') {
		arg->name = s->at;
		s->at += name;
		end_word(s);
		skip_blanks(s);
	}
	arg->value = scan_value(s);
}

bool mxp_tag_parse(struct mxp_tag *tag, const char *inner, size_t n)
{
	struct scan s = { .at = tag->text };
	size_t length = 0;

	if (n > MXP_TAG_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)inner[i] >= ' ' && inner[i] != 0x7f)
			tag->text[length++] = inner[i];
	}
	tag->text[length] = '\0';
	tag->closes = *s.at == '/';
	tag->defines = *s.at == '!';
	s.at += tag->closes || tag->defines;
	tag->name = s.at;
	tag->count = 0;
	s.at += strcspn(s.at, " ");
	end_word(&s);
	for (skip_blanks(&s); *s.at && tag->count < MXP_ARGS_MAX; skip_blanks(&s))
		scan_arg(tag, &s);
	return *tag->name && !*s.at && !s.bad;
}

bool mxp_tag_is(const struct mxp_tag *tag, const char *name)
{
	return strcasecmp(tag->name, name) == 0;
}

const char *mxp_tag_arg(const struct mxp_tag *tag, const char *name, size_t place)
{
	for (size_t i = 0; i < tag->count; i++) {
		if (tag->args[i].name && strcasecmp(tag->args[i].name, name) == 0)
			return tag->args[i].value;
	}
	for (size_t i = 0; i < tag->count; i++) {
		if (!tag->args[i].name && !place--)
			return tag->args[i].value;
	}
	return NULL;
}

bool mxp_tag_has(const struct mxp_tag *tag, const char *flag)
{
	for (size_t i = 0; i < tag->count; i++) {
		if (!tag->args[i].name && strcasecmp(tag->args[i].value, flag) == 0)
			return true;
	}
	return false;
}
