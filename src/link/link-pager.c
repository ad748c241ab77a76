#include "link/link-pager.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "link/link-internal.h"
#include "base/poison.h"

enum {
	PAGER_QUIET_MS = 250, /* what could be text as well stands so long, */
	PAGER_NEXT_MS = 30, /* or so long in an output that is being paged */
	PAGER_OVER_MS = 1500, /* behind the last page */
	PAGER_PAGES_MAX = 10000,
};

struct Pager {
	Timer *timer;
	struct str open; /* what stood in the open line when that was looked at */
	uint64_t received; /* session_received then */
	int64_t since; /* it stands from then on */
	bool dealt_with;
	size_t pages; /* of this output */
	int64_t paged_at;
	bool proposed; /* in this connection */
	bool on; /* the option */
	bool stopped; /* by the user, */
	unsigned typed; /* after so many lines */
};

static const struct pack_row *find_pager(const Link *l, const char *open, size_t n)
{
	bool named = options_pack(l->own) == OPTIONS_PACK_NAMED;
	struct err e;
	const Pack *pack = packs_get(dialer_packs(l->dialer),
				     named ? options_value(l->own, OPTIONS_PACK) : "generic", &e);

	return pack && n ? pack_match(pack, PACK_PAGER, open, n, NULL) : NULL;
}

bool link_pager_is(const Link *l, const char *open, size_t n)
{
	return find_pager(l, open, n) != NULL;
}

/* Whether what comes is lines, and not a screen that a program draws. */
static bool shows_lines(const Session *s)
{
	const struct terminal_modes *modes = terminal_modes(session_terminal(s));

	return session_state(s) == SESSION_CONNECTED && !modes->alternate && !modes->addressing;
}

static void set_timer(Pager *p, int64_t at)
{
	int64_t over = p->pages ? p->paged_at + PAGER_OVER_MS : -1;

	timer_set(p->timer, at >= 0 && (over < 0 || at < over) ? at : over);
}

static void end_output(Link *l)
{
	size_t pages = l->pager->pages;

	l->pager->pages = 0;
	link_say(l, MESSAGE_INFO, "the pager was answered %zu time%s", pages,
		 pages == 1 ? "" : "s");
	link_tell_changed(l);
}

static void answer(Link *l, const struct pack_row *row)
{
	Pager *p = l->pager;
	const char *keys = row->text;
	struct err e;

	if (p->stopped && p->typed == session_lines_typed(l->session))
		return;
	p->stopped = false;
	if (p->pages >= PAGER_PAGES_MAX) {
		link_pager_stop(l);
		return;
	}
	p->pages++;
	p->paged_at = loop_now(l->loop);
	session_clear_open_line(l->session);
	session_send_text(l->session, WIRE_RULE, keys, strlen(keys), &e);
	link_tell_changed(l);
}

static void deal_with(Link *l, const struct pack_row *row)
{
	Pager *p = l->pager;

	p->dealt_with = true;
	if (options_pager(l->own) == OPTIONS_PAGER_ON) {
		answer(l, row);
	} else if (!p->proposed) {
		p->proposed = true;
		link_tell(l, MESSAGE_INFO,
			  "a pager stands: /set pager on has it answered here by itself");
	}
}

static void consider(Link *l)
{
	Pager *p = l->pager;
	const struct pack_row *row = p->dealt_with ? NULL :
						     find_pager(l, p->open.text, p->open.length);
	int64_t due = -1;

	if (row)
		due = p->since + (!row->quiet ? 0 : p->pages ? PAGER_NEXT_MS : PAGER_QUIET_MS);
	if (row && loop_now(l->loop) >= due) {
		deal_with(l, row);
		due = -1;
	}
	set_timer(p, due);
}

void link_pager_look(Link *l)
{
	Pager *p = l->pager;
	uint64_t received = session_received(l->session);

	if (!p || options_pager(l->own) == OPTIONS_PAGER_OFF || !shows_lines(l->session))
		return;
	if (p->received == received)
		return;
	p->dealt_with = true; /* what stood is gone */
	/* Where more is read in the next turn, half of a line may stand. */
	if (session_wants(l->session).again)
		return;
	p->received = received;
	link_open_line(l, &p->open);
	p->since = loop_now(l->loop);
	p->dealt_with = false;
	consider(l);
}

static void on_due(void *user)
{
	Link *l = user;
	Pager *p = l->pager;

	if (p->pages && loop_now(l->loop) >= p->paged_at + PAGER_OVER_MS)
		end_output(l);
	if (shows_lines(l->session) && options_pager(l->own) != OPTIONS_PAGER_OFF)
		consider(l);
}

size_t link_pager_pages(const Link *l)
{
	return l->pager ? l->pager->pages : 0;
}

void link_pager_stop(Link *l)
{
	Pager *p = l->pager;

	if (!p || !p->pages)
		return;
	p->stopped = true;
	p->typed = session_lines_typed(l->session);
	end_output(l);
	set_timer(p, -1);
}

void link_pager_configure(Link *l)
{
	Pager *p = l->pager;
	bool on = options_pager(l->own) == OPTIONS_PAGER_ON;

	if (!p || on == p->on)
		return;
	p->on = on;
	p->stopped = false;
	if (on) {
		p->received = 0;
		link_pager_look(l);
	}
}

void link_pager_begin(Link *l)
{
	Pager *p = l->pager;

	if (!p && !l->proposes)
		return;
	if (!p) {
		p = l->pager = mem_alloc(sizeof(*p));
		str_init(&p->open);
		p->timer = timer_new(loop_timers(l->loop), on_due, l);
	}
	str_clear(&p->open);
	p->received = 0;
	p->on = options_pager(l->own) == OPTIONS_PAGER_ON;
	p->dealt_with = p->proposed = p->stopped = false;
	p->pages = 0;
	timer_set(p->timer, -1);
}

void link_pager_free(Link *l)
{
	if (!l->pager)
		return;
	timer_free(l->pager->timer);
	str_fini(&l->pager->open);
	free(l->pager);
}
