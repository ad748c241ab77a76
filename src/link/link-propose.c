#include "link/link-internal.h"

#include <stdlib.h>

#include "base/mem.h"
#include "device/signs.h"
#include "base/poison.h"

/* A platform is known by what it says first, or never. */
enum { PROPOSE_LOOKS = 500 /* lines, and open lines, of a connection that are looked at */ };

struct link_proposal {
	struct signs_seen seen;
	unsigned looks;
};

static void end(Link *l)
{
	free(l->proposal);
	l->proposal = NULL;
}

void link_propose_begin(Link *l)
{
	end(l);
	if (l->proposes && !l->service && options_pack(l->own) == OPTIONS_PACK_AUTO)
		l->proposal = mem_alloc(sizeof(*l->proposal));
}

void link_propose_end(Link *l)
{
	end(l);
}

static void propose(Link *l, const Pack *pack)
{
	link_say(l, MESSAGE_INFO, "this looks like %.60s: /set pack %s uses its prompts",
		 pack_title(pack), pack_name(pack));
}

void link_propose_look(Link *l, const char *text, size_t n)
{
	struct link_proposal *p = l->proposal;
	const Pack *pack;
	unsigned certainty;

	if (!p || !n)
		return;
	if (options_pack(l->own) != OPTIONS_PACK_AUTO || p->looks++ >= PROPOSE_LOOKS) {
		end(l);
		return;
	}
	signs_look(dialer_signs(l->dialer), &p->seen, text, n);
	pack = signs_propose(dialer_signs(l->dialer), &p->seen, &certainty);
	if (!pack)
		return;
	end(l);
	propose(l, pack);
}

void link_propose_look_open(Link *l)
{
	struct str open;

	if (!l->proposal)
		return;
	str_init(&open);
	link_open_line(l, &open);
	link_propose_look(l, open.text, open.length);
	str_fini(&open);
}
