#include "link/link.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "link/link-internal.h"
#include "base/poison.h"

/* Whether the owner has answered the prompt itself, or may. */
static bool is_held(const Link *l, const char *text, size_t n)
{
	return l->login_held || (l->held_open.length && l->held_open.length == n &&
				 memcmp(l->held_open.text, text, n) == 0 &&
				 terminal_end_line(session_terminal(l->session)) == l->held_line);
}

void link_login_prompt(Link *l, const char *text, size_t n)
{
	if (!is_held(l, text, n))
		login_prompt(l->login, text, n);
}

void link_login_value(Link *l, const struct telnet_value *value)
{
	if (!l->login_held)
		login_value(l->login, value);
}

void link_hold_login(Link *l, bool on)
{
	bool goes_on = l->login_held && !on;
	struct str open;

	l->login_held = on;
	if (!goes_on || session_state(l->session) != SESSION_CONNECTED)
		return;
	str_init(&open);
	terminal_open_line(session_terminal(l->session), &open);
	if (open.length)
		link_login_prompt(l, open.text, open.length);
	str_fini(&open);
}

void link_note_answer(Link *l)
{
	if (!l->login_held)
		return;
	str_clear(&l->held_open);
	terminal_open_line(session_terminal(l->session), &l->held_open);
	l->held_line = terminal_end_line(session_terminal(l->session));
}

void link_answer_login(Link *l, enum prompt_kind kind)
{
	struct str open;

	str_init(&open);
	terminal_open_line(session_terminal(l->session), &open);
	if (!is_held(l, open.text, open.length))
		login_question(l->login, kind, open.text, open.length);
	str_fini(&open);
}

enum login_answered link_login_answered(const Link *l)
{
	return l->login ? login_answered(l->login) : l->login_answered;
}

static void tell_stuck(void *user)
{
	Link *l = user;
	char *text = l->stuck_text;

	deferred_cancel(&l->stuck);
	l->stuck_text = NULL;
	if (text)
		l->events.stuck(l->user, l->stuck_refused, text);
	free(text);
}

void link_stuck(void *user, bool refused, const char *text)
{
	Link *l = user;

	if (l->stuck_text)
		return;
	l->stuck_refused = refused;
	l->stuck_text = mem_strdup(text);
	loop_defer(l->loop, &l->stuck, tell_stuck, l);
}

void link_secret(void *user, const char *text, size_t n)
{
	Link *l = user;

	if (l->events.secret)
		l->events.secret(l->user, text, n);
}

void link_note_wake(Link *l)
{
	login_note_wake(l->login);
}

void link_give_up_login(Link *l)
{
	login_give_up(l->login);
	tell_stuck(l);
}

void link_end_login(Link *l)
{
	login_end(l->login);
}
