#include "session/mode.h"

#include "base/poison.h"

/* What the wire alone says (rules 2 to 7). */
static struct mode decide_by_wire(const struct mode_facts *facts)
{
	const struct telnet_facts *telnet = &facts->telnet;

	if (facts->exec)
		return (struct mode){ .character = true, .words = "char (exec)" };
	if (telnet->protocol == TELNET_PROTOCOL_RAW)
		return (struct mode){ .words = "line (raw)" };
	if (!telnet->peer_echo)
		return (struct mode){ .words = "line" };
	if (telnet->mud_evidence || !telnet->peer_sga ||
	    (!telnet->terminal_evidence && facts->line_sent_unechoed))
		return (struct mode){ .masked = true, .words = "hidden (server ECHO)" };
	return (struct mode){ .character = true, .words = "char (server ECHO+SGA)" };
}

struct mode mode_decide(const struct mode_facts *facts)
{
	struct mode mode = decide_by_wire(facts);

	if (facts->choice == MODE_CHAR)
		return (struct mode){ .character = true, .words = "char (you)" };
	if (facts->choice == MODE_LINE) {
		/* A peer that hides what is typed is believed even then; one that echoes keys
		 * isn't. */
		mode.character = false;
		if (!mode.masked)
			mode.words = "line (you)";
	}
	if (mode.character)
		return mode;
	if (facts->mask == TRI_ON)
		return (struct mode){ .masked = true, .words = "hidden (you)" };
	if (facts->mask == TRI_OFF && mode.masked)
		return (struct mode){ .words = facts->choice == MODE_LINE ? "line (you)" : "line" };
	return mode;
}
