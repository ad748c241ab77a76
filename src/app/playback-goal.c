#include "app/playback-internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum {
	GOAL_QUIET_MS = 250, /* so long a line that isn't marked stands to be a prompt */
	GOAL_LOOK = 32768, /* bytes after which a text is looked for in the middle of a moment */
};

void playback_goal_clear(struct playback_goal *g)
{
	regex_free(g->regex);
	free(g->text);
	*g = (struct playback_goal){ .kind = PLAYBACK_GOAL_NONE };
}

bool playback_goal_is_addressed(const Session *s)
{
	const struct terminal_modes *modes = terminal_modes(session_terminal(s));

	return modes->alternate || modes->addressing;
}

/* --- A prompt. */

/* The number of the open line, and 1, if it says something where lines are what the peer writes;
 * else 0. */
static uint64_t open_line(const Session *s)
{
	const Terminal *t = session_terminal(s);
	struct str text;
	bool says;

	if (playback_goal_is_addressed(s))
		return 0;
	str_init(&text);
	terminal_open_line(t, &text);
	says = str_trimmed(text.text, text.length) > 0;
	str_fini(&text);
	return says ? terminal_cursor_line(t) + 1 : 0;
}

void playback_goal_prompt(struct playback_goal *g, const Session *s)
{
	playback_goal_clear(g);
	g->kind = PLAYBACK_GOAL_PROMPT;
	g->prompt_line = open_line(s);
}

/*
 * In line mode the recording says what a prompt is. In char mode, where what is typed stands behind
 * it, that is the first time that a line is quiet.
 */
static bool is_prompt(struct playback_goal *g, const Session *s,
		      const struct recording_record *record, int64_t due)
{
	uint64_t line;

	if (record->type == RECORDING_MARKED_PROMPT)
		return true;
	if (record->type == RECORDING_IDLE_PROMPT && !session_mode(s).character)
		return true;
	if (!session_mode(s).character || (due >= 0 && due - record->time < GOAL_QUIET_MS))
		return false;
	line = open_line(s);
	if (!line || line == g->prompt_line)
		return false;
	g->prompt_line = line;
	return true;
}

/* --- A text. */

/* As it is written; capitals count if there are any. */
static Regex *compile(const char *text)
{
	struct str pattern;
	bool capitals = false;
	Regex *regex;
	struct err e;

	str_init(&pattern);
	for (const char *c = text; *c; c++) {
		capitals |= isupper((unsigned char)*c) != 0;
		if (ispunct((unsigned char)*c))
			str_append_char(&pattern, '\\');
		str_append_char(&pattern, *c);
	}
	regex = regex_new(pattern.text, pattern.length, !capitals, NULL, &e);
	str_fini(&pattern);
	return regex;
}

void playback_goal_text(struct playback_goal *g, const char *text, const Session *s)
{
	struct await_place place;

	playback_goal_clear(g);
	g->regex = compile(text);
	if (!g->regex)
		return;
	g->kind = PLAYBACK_GOAL_TEXT;
	g->text = mem_strdup(text);
	g->from = place = await_end(session_terminal(s));
	g->shown = await_find(session_terminal(s), g->regex, &place, NULL);
}

bool playback_goal_is_again(struct playback_goal *g, const Session *s,
			    const struct await_place *from)
{
	if (playback_goal_is_addressed(s))
		return false;
	g->from = *from;
	g->shown = await_find(session_terminal(s), g->regex, &g->from, NULL);
	return g->shown;
}

/* What we have echoed and said is none of the peer's text. */
static bool is_in(const struct playback_goal *g, const struct recording_record *record)
{
	return regex_match(g->regex, record->payload, record->length, 0, NULL, 0) == REGEX_FOUND;
}

static bool has_text(struct playback_goal *g, const Session *s,
		     const struct recording_record *record, int64_t due)
{
	bool before;

	if (record->type == RECORDING_ECHO || record->type == RECORDING_NOTICE) {
		if (!is_in(g, record))
			return false;
		g->from = await_end(session_terminal(s));
		return true;
	}
	g->passed += record->type == RECORDING_RECEIVED ? record->length : 0;
	if (!g->passed || (due == record->time && g->passed < GOAL_LOOK))
		return false;
	g->passed = 0;
	/* A screen of which all is looked at goes on showing it. */
	before = g->shown && playback_goal_is_addressed(s);
	g->shown = await_find(session_terminal(s), g->regex, &g->from, NULL);
	return g->shown && !before;
}

bool playback_goal_reached(struct playback_goal *g, const Session *s,
			   const struct recording_record *record, int64_t due)
{
	switch (g->kind) {
	case PLAYBACK_GOAL_NONE: break;
	case PLAYBACK_GOAL_TIME: return due < 0 || due > g->time;
	case PLAYBACK_GOAL_PROMPT: return is_prompt(g, s, record, due);
	case PLAYBACK_GOAL_TEXT: return has_text(g, s, record, due);
	}
	return true;
}
