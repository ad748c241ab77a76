#include "session/mode.h"

#include "base/poison.h"

/* Whether go-aheads are suppressed, so that keys go out one by one. A terminal service that asks us
 * for that, and not for its own side (Twisted Conch), takes keys all the same; so does whatever the
 * user calls a terminal. */
static bool is_sga(const struct telnet_facts *telnet)
{
	return telnet->peer_sga || telnet->terminal_said ||
	       (telnet->our_sga && telnet->terminal_evidence);
}

/* Why a peer with ECHO on hides a line; NULL: it wants keys. */
static const char *why_hidden(const struct mode_facts *facts)
{
	const struct telnet_facts *telnet = &facts->telnet;

	if (telnet->linemode)
		return "The server has us edit lines (telnet's option LINEMODE) and has turned "
		       "ECHO "
		       "on: it hides this one.";
	if (telnet->mud_evidence)
		return "The server has turned ECHO on and is a game (it negotiates a game's "
		       "option, or marks prompts by GA or EOR): it asks for a password.";
	if (!is_sga(telnet))
		return "The server has turned ECHO on without SGA: it takes lines, and hides this "
		       "one.";
	if (!telnet->terminal_evidence && facts->line_sent_unechoed)
		return "The server has turned ECHO on after it took a line without: it hides this "
		       "one.";
	return NULL;
}

/* What the wire alone says (rules 2 to 7). */
static struct mode decide_by_wire(const struct mode_facts *facts)
{
	const struct telnet_facts *telnet = &facts->telnet;
	const char *hidden = why_hidden(facts);

	if (facts->exec)
		return (struct mode){ .character = true,
				      .words = "char (exec)",
				      .why = "A command in a terminal of its own takes keys." };
	if (telnet->protocol == TELNET_PROTOCOL_RAW)
		return (struct mode){ .words = "line (raw)",
				      .why = "The peer doesn't speak telnet: it takes lines." };
	if (telnet->linemode && (!telnet->edit || !telnet->peer_echo))
		return (struct mode){ .character = !telnet->edit,
				      .words = telnet->edit ? "line (LINEMODE)" : "char (LINEMODE)",
				      .why = telnet->edit ?
						     "The server has us edit lines (telnet's "
						     "option LINEMODE)." :
						     "The server edits lines itself (telnet's "
						     "option LINEMODE): it takes keys." };
	if (!telnet->peer_echo)
		return (struct mode){ .words = "line",
				      .why = "The server's ECHO is off: it leaves echo and "
					     "editing to us." };
	if (hidden)
		return (struct mode){ .masked = true,
				      .words = "hidden (server ECHO)",
				      .why = hidden };
	return (struct mode){ .character = true,
			      .words = telnet->peer_sga || telnet->our_sga ?
					       "char (server ECHO+SGA)" :
					       "char (server ECHO)",
			      .why = telnet->terminal_said ?
					     "The server has turned ECHO on, and you said that it "
					     "is a terminal (/set peer terminal): it echoes keys." :
				     telnet->terminal_evidence ?
					     "The server has turned ECHO and SGA on and is a "
					     "terminal service (port 23 or 992, or a terminal's "
					     "option): it echoes keys." :
					     "The server has turned ECHO and SGA on: it echoes "
					     "keys." };
}

static struct mode decide_by_mask(const struct mode_facts *facts, struct mode mode)
{
	if (facts->mask == TRI_ON)
		return (struct mode){ .masked = true,
				      .words = "hidden (you)",
				      .why = "You said so: /set mask on." };
	if (facts->mask == TRI_OFF && mode.masked)
		return (struct mode){ .words = facts->choice == MODE_LINE ? "line (you)" : "line",
				      .why = "The server hides lines; you said not to: /set mask "
					     "off." };
	return mode;
}

struct mode mode_decide(const struct mode_facts *facts)
{
	struct mode mode = decide_by_wire(facts);

	if (facts->choice == MODE_CHAR)
		return (struct mode){
			.character = true,
			.words = "char (you)",
			.why = "You chose it, by a command or an option such as pack: /mode auto "
			       "takes that back."
		};
	if (facts->choice == MODE_LINE) {
		/* A peer that hides what is typed is believed even then; one that echoes keys
		 * isn't. */
		mode.character = false;
		if (!mode.masked && facts->telnet.peer_echo && facts->asks_password) {
			mode.masked = true;
			mode.words = "hidden (prompt)";
			mode.why = "You chose line mode; the server's ECHO is on, and its line "
				   "asks for a password.";
		} else if (!mode.masked) {
			mode.words = "line (you)";
			mode.why =
				"You chose it, by a command or an option such as pack: /mode auto "
				"takes that back.";
		}
	}
	return mode.character ? mode : decide_by_mask(facts, mode);
}
