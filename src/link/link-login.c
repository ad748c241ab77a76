#include "link/link.h"

#include <stdlib.h>

#include "base/mem.h"
#include "link/link-internal.h"
#include "base/poison.h"

void link_answer_login(Link *l, enum prompt_kind kind)
{
	struct str open;

	str_init(&open);
	terminal_open_line(session_terminal(l->session), &open);
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
