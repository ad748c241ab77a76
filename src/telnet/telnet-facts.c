#include "telnet/telnet.h"

#include "telnet/telnet-private.h"

#include "base/poison.h"

static void add_line_facts(const Telnet *t, struct telnet_facts *out)
{
	if (telnet_is_on(t, TELNET_US, OPTION_LINEMODE) && t->linemode.known) {
		out->linemode = true;
		out->edit = t->linemode.mode & LINEMODE_EDIT;
		out->trap_signals = t->linemode.mode & LINEMODE_TRAPSIG;
		out->literal_echo = t->linemode.mode & LINEMODE_LIT_ECHO;
	}
	if (telnet_is_on(t, TELNET_US, OPTION_LFLOW)) {
		out->flow_control = t->lflow.on;
		out->restart_any = t->lflow.any;
	}
}

void telnet_facts(const Telnet *t, struct telnet_facts *out)
{
	*out = (struct telnet_facts){
		.protocol = t->protocol,
		.peer_echo = telnet_is_on(t, TELNET_PEER, OPTION_ECHO),
		.peer_sga = telnet_is_on(t, TELNET_PEER, OPTION_SGA),
		.our_sga = telnet_is_on(t, TELNET_US, OPTION_SGA),
		.our_binary = telnet_is_on(t, TELNET_US, OPTION_BINARY),
		.peer_binary = telnet_is_on(t, TELNET_PEER, OPTION_BINARY),
		.mud_evidence = telnet_is_game(t),
		.terminal_evidence = telnet_is_terminal(t),
		.terminal_said = t->kind == TELNET_KIND_TERMINAL,
		.links_told = t->links_told && t->kind != TELNET_KIND_TERMINAL,
		.prompt_marks = t->prompt_marks,
	};
	add_line_facts(t, out);
}

const struct telnet_counts *telnet_counts(const Telnet *t)
{
	return &t->counts;
}

size_t telnet_taken(const Telnet *t)
{
	return t->taken;
}
