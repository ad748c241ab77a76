#include "app/opts-report.h"

#include "telnet/words.h"
#include "base/poison.h"

enum {
	OPTS_TABLE = 60, /* columns in which a row of the table has room */
};

static const char *state_word(const struct telnet_option_report *r)
{
	switch (r->state) {
	case TELNET_YES: return "on";
	case TELNET_WANT_YES: return "asked";
	case TELNET_WANT_NO: return "ending";
	case TELNET_NO: break;
	}
	return r->why ? "refused" : "off";
}

static void add_verb(uint8_t command, struct str *out)
{
	str_append_string(out, command ? words_command(command) : "nothing");
}

/* `they DO, we WILL`: who began stands first. */
static void add_words(const struct telnet_option_report *r, struct str *out)
{
	str_append_string(out, r->asked_by_us ? "we " : "they ");
	add_verb(r->asked_by_us ? r->said : r->heard, out);
	str_append_string(out, r->asked_by_us ? ", they " : ", we ");
	add_verb(r->asked_by_us ? r->heard : r->said, out);
	if (r->words > 2)
		str_append_format(out, ", %u words in all", r->words);
}

/* A row of the table, or in a narrow window the same in lines of its own. */
static void add_state(const struct telnet_option_report *r, bool table, struct str *out)
{
	const char *whose = r->side == TELNET_US ? "ours" : "theirs";
	double seconds = (double)r->last / 1000;
	struct str name;

	str_init(&name);
	words_option(r->option, &name);
	if (table)
		str_append_format(out, "%-12s %-6s %-8s %8.1f s  ", name.text, whose, state_word(r),
				  seconds);
	else
		str_append_format(out, "%s %s: %s\n  ", name.text, whose, state_word(r));
	str_fini(&name);
	add_words(r, out);
	if (!table)
		str_append_format(out, "\n  %.1f s", seconds);
	str_append_char(out, '\n');
}

static void add_detail(const char *text, bool table, struct str *out)
{
	if (*text)
		str_append_format(out, "%*s%s\n", table ? 13 : 2, "", text);
}

/* `456 bytes were sent as 123, ratio 3.7`: of what we compress the wire knows, not telnet. */
static void describe_deflated(const Session *s, struct str *out)
{
	struct wire_deflated d = session_deflated(s);

	if (d.wire)
		str_append_format(out, "%llu bytes were sent as %llu, ratio %.1f",
				  (unsigned long long)d.plain, (unsigned long long)d.wire,
				  (double)d.plain / (double)d.wire);
}

static void add_option(const Session *s, const struct telnet_option_report *r, bool table,
		       struct str *out)
{
	struct str known;

	str_init(&known);
	telnet_describe_option(session_telnet(s), r->side, r->option, &known);
	if (r->option == OPTION_MCCP3 && r->side == TELNET_PEER)
		describe_deflated(s, &known);
	add_state(r, table, out);
	add_detail(known.text, table, out);
	if (r->why)
		add_detail(r->why, table, out);
	str_fini(&known);
}

static const char *protocol_sentence(enum telnet_protocol protocol)
{
	switch (protocol) {
	case TELNET_PROTOCOL_TELNET: return "The peer speaks telnet.";
	case TELNET_PROTOCOL_RAW: return "This session is raw: telnet is not spoken.";
	case TELNET_PROTOCOL_UNDECIDED: break;
	}
	return "The peer has not spoken telnet so far.";
}

/* By what its options say, or by the word of the user (option peer). */
static const char *kind_sentence(const Telnet *t)
{
	struct telnet_facts facts;

	telnet_facts(t, &facts);
	if (facts.mud_evidence)
		return "It is taken for a game.";
	return facts.terminal_evidence ? "It is taken for a login." : NULL;
}

static void add_peer(const Session *s, const Telnet *t, struct str *out)
{
	const char *kind = t ? kind_sentence(t) : NULL;

	str_append_string(out, protocol_sentence(session_protocol(s)));
	if (kind && session_protocol(s) == TELNET_PROTOCOL_TELNET)
		str_append_format(out, " %s", kind);
	str_append_char(out, '\n');
}

void opts_report(const Session *s, unsigned width, struct str *out)
{
	const Telnet *t = session_telnet(s);
	bool table = width >= OPTS_TABLE;
	struct telnet_option_report r;

	add_peer(s, t, out);
	if (!t || !telnet_option_reports(t)) {
		str_append_string(out, "No option has come up.\n");
		return;
	}
	if (table)
		str_append_string(out, "SINCE: after the connection began. "
				       "LAST WORDS: of the side that began, then of the other.\n\n"
				       "OPTION       WHOSE  STATE         SINCE  LAST WORDS\n");
	for (size_t i = 0; i < telnet_option_reports(t); i++) {
		telnet_option_report(t, i, &r);
		add_option(s, &r, table, out);
	}
}
