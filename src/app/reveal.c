#include "app/reveal.h"

#include "base/poison.h"

enum { REVEAL_LINES = 2 }; /* hidden ones in a row: what is shown stays so in the next */

void reveal_toggle(struct reveal *r, const Session *s)
{
	r->on = !r->on && session_mode(s).masked;
	r->at_secret = session_asks_secret(s);
	r->line = terminal_end_line(session_terminal(s));
	r->typed = session_lines_typed(s);
	r->before = session_hiding(s).before;
	r->connection = session_connection(s);
}

/* Whether the user asked for it at the prompt that stands there. */
static bool is_same_prompt(const struct reveal *r, const Session *s)
{
	return r->at_secret && r->line == terminal_end_line(session_terminal(s));
}

static bool ends_with_mask(const struct reveal *r, const Session *s)
{
	struct mode mode = session_mode(s);
	struct session_hiding hiding = session_hiding(s);

	return mode.character || hiding.before != r->before ||
	       r->connection != session_connection(s) ||
	       (!mode.masked && hiding.lines < REVEAL_LINES);
}

bool reveal_follow(struct reveal *r, const Session *s)
{
	bool other;

	if (!r->on)
		return false;
	if (ends_with_mask(r, s)) {
		r->on = false;
		return false;
	}
	other = session_asks_secret(s) && !is_same_prompt(r, s);
	/* What answers a prompt for a secret was to be seen; not what follows it. */
	r->on = !other && !(r->at_secret && r->typed != session_lines_typed(s));
	return other;
}
