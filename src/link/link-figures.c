#include "link/link.h"

#include "base/clock.h"
#include "link/link-internal.h"
#include "base/poison.h"

static int64_t now_us(void)
{
	return clock_mono_ns() / 1000;
}

static bool speaks_telnet(const Session *s)
{
	struct telnet_facts facts;

	if (!session_telnet(s))
		return false;
	telnet_facts(session_telnet(s), &facts);
	return facts.protocol == TELNET_PROTOCOL_TELNET;
}

static void on_piece(void *user, const struct wire_piece *piece)
{
	Link *l = user;

	figures_pass(l->figures, piece, speaks_telnet(l->session), now_us());
}

void link_figures_new(Link *l)
{
	l->figures = figures_new();
	session_tap(l->session, on_piece, l);
}

void link_figures_connected(Link *l)
{
	if (l->figures)
		figures_begin(l->figures, now_us());
}

void link_figures_ended(Link *l)
{
	if (l->figures)
		figures_end(l->figures, now_us());
}

void link_move_figures(Link *from, Link *to)
{
	Figures *own = to->figures;

	to->figures = from->figures;
	from->figures = own;
}

const Figures *link_figures(const Link *l)
{
	return l->figures;
}
