#include "app/opts-report.h"

#include "telnet/words.h"
#include "base/poison.h"

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

static void add_option(const struct telnet_option_report *r, struct str *out)
{
	struct str name;

	str_init(&name);
	words_option(r->option, &name);
	str_append_format(out, "%-12s %-6s %-8s %7.1f s  ", name.text,
			  r->side == TELNET_US ? "ours" : "theirs", state_word(r),
			  (double)r->last / 1000);
	add_words(r, out);
	if (r->why)
		str_append_format(out, ": %s", r->why);
	str_append_char(out, '\n');
	str_fini(&name);
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

void opts_report(const Session *s, struct str *out)
{
	const Telnet *t = session_telnet(s);
	struct telnet_option_report r;

	str_append_format(out, "%s\n", protocol_sentence(session_protocol(s)));
	if (!t || !telnet_option_reports(t)) {
		str_append_string(out, "No option has come up.\n");
		return;
	}
	str_append_string(out, "Options in the order in which they came up, whose they are, how "
			       "they stand since when, and the last words; who began stands "
			       "first:\n\n");
	for (size_t i = 0; i < telnet_option_reports(t); i++) {
		telnet_option_report(t, i, &r);
		add_option(&r, out);
	}
}
