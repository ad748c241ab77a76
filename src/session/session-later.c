#include "session/session.h"

#include "base/prompt.h"
#include "session/session-internal.h"
#include "base/poison.h"

enum { LATER_MS = 1000 /* for which one waits at most, however slowly a line comes */ };

/* Whether the open line looks like a prompt. A colon or a question mark that no blank follows may
 * as well stand within a word, such as a time. */
static bool is_like_prompt(const Session *s)
{
	struct str open;
	bool is;

	str_init(&open);
	terminal_open_line(s->terminal, &open);
	is = prompt_is_for_commands(open.text, open.length) ||
	     (open.length && open.text[open.length - 1] == ' ' &&
	      prompt_has_shape(open.text, open.length));
	str_fini(&open);
	return is;
}

/*
 * Whether the peer is in the middle of a line, as far as can be known: it wrote there a moment ago,
 * and what stands there was not marked as a prompt and doesn't look like a whole one.
 */
static bool is_mid_line(const Session *s)
{
	if (!s->transport || s->mode.character || s->idle_at < 0 ||
	    !terminal_is_mid_line(s->terminal))
		return false;
	return buf_length(&s->in) || telnet_has_more(s->telnet) || !is_like_prompt(s);
}

static enum replay_step step_of(enum effect_kind kind)
{
	switch (kind) {
	case EFFECT_ECHO: return REPLAY_ECHO;
	case EFFECT_NOTICE_LINE: return REPLAY_NOTICE_LINE;
	default: return REPLAY_NOTICE;
	}
}

void session_show_all(Session *s)
{
	struct effect x;

	s->show_at = -1;
	while (effects_take(&s->later, &x)) {
		session_do(s, step_of(x.kind), x.text, x.length);
		effect_free(&x);
	}
}

void session_show_due(Session *s)
{
	if (s->later.count && (s->now >= s->show_at || !is_mid_line(s)))
		session_show_all(s);
}

void session_show(Session *s, enum effect_kind kind, const char *text, size_t n)
{
	const struct effect x = { .kind = kind, .text = (char *)text, .length = n };

	session_show_due(s);
	/* A notice stands before the open line, so that it tears none. */
	if (s->later.count || (kind == EFFECT_ECHO && is_mid_line(s))) {
		if (!s->later.count)
			s->show_at = s->now + LATER_MS;
		if (effects_push(&s->later, &x, NULL))
			return;
		session_show_all(s);
	}
	session_do(s, step_of(kind), text, n);
}
