#include "app/explain.h"

#include "app/trust-text.h"
#include "telnet/comport.h"
#include "session/logging.h"
#include "base/poison.h"

static void explain(struct str *out, const char *field, const char *why)
{
	str_append_format(out, "%s\n    %s\n", field, why);
}

static void explain_name(const Pane *p, size_t number, size_t count, struct str *out)
{
	const char *name = link_name(pane_link(p));

	if (count > 1)
		str_append_format(out,
				  "[%zu/%zu]\n    Session %zu of %zu; Alt-1 to Alt-9 show one.\n",
				  number, count, number, count);
	if (*name)
		explain(out, name, "Where this session goes.");
}

static void explain_trust(const Pane *p, struct str *out)
{
	const struct trust_text *trust = trust_text(p);

	if (trust)
		str_append_format(out, "%s\n    %s%s\n", trust->word, trust->sentence,
				  trust->part == THEME_STATUS ? "" : " /tls says more.");
}

static void explain_state(const Pane *p, struct str *out)
{
	const Session *s = pane_session(p);

	switch (session_state(s)) {
	case SESSION_IDLE:
		explain(out, "(nothing)", "There is no connection yet: /connect HOST [PORT].");
		break;
	case SESSION_CONNECTING:
		explain(out, "connecting", "/why says what has been tried; /disconnect gives up.");
		break;
	case SESSION_CONNECTED:
		if (session_output_held(s))
			explain(out, "held",
				"Ctrl-S holds what the peer sends (its option LFLOW); Ctrl-Q goes "
				"on.");
		else
			explain(out, "connected", "Both sides may talk.");
		break;
	case SESSION_CLOSED:
		explain(out, "closed", "The connection ended without a fault; /reconnect.");
		break;
	case SESSION_FAILED:
		str_append_format(out, "!failed\n    %s (/why says what was tried)\n",
				  session_error(s)->text);
		break;
	}
}

static void explain_mode(const Pane *p, struct str *out)
{
	struct mode mode = session_mode(pane_session(p));
	bool automatic;
	enum view_presentation view = session_presentation(pane_session(p), &automatic);

	if (session_state(pane_session(p)) != SESSION_CONNECTED)
		return;
	str_append_format(out, "%s%s\n    %s\n    %s\n", mode.masked ? "*" : "", mode.words,
			  mode.why,
			  mode.character ? "Keys go to the peer at once." :
			  mode.masked    ? "Keys edit a line here that isn't shown; the menu's u "
					   "shows it." :
					   "Keys edit a line here; Enter sends it.");
	if (!automatic)
		explain(out, view == VIEW_SCREEN ? "+screen" : "+transcript",
			"How it is drawn: you chose that (/view auto takes it back).");
}

static void explain_serial(const Pane *p, struct str *out)
{
	const Telnet *t = session_telnet(pane_session(p));
	const struct comport *port = t ? telnet_comport(t) : NULL;

	if (!port || session_state(pane_session(p)) != SESSION_CONNECTED)
		return;
	comport_append_summary(port, out);
	str_append_string(out,
			  "\n    The serial port, as the console server says. -DCD: the line DCD "
			  "is off; held: the server lets nothing be sent. /modem says more.\n");
}

static void explain_place(const Pane *p, struct str *out)
{
	if (pane_is_scrolled(p))
		str_append_format(out,
				  "↑ %llu new\n    You have scrolled back; so many lines came "
				  "since. End returns.\n",
				  (unsigned long long)pane_unseen(p));
}

static void explain_log(const Pane *p, struct str *out)
{
	const char *name = session_log_name(pane_session(p));

	if (!name)
		return;
	str_append_format(out, ">log%s\n    The session is logged to %s (/log off ends that).\n",
			  session_log_fails(pane_session(p)) ? "!" : "", name);
	if (session_log_fails(pane_session(p)))
		str_append_string(
			out, "    It can't be written now. That is tried again every second; what "
			     "is missing\n    is written then, from the scrollback.\n");
}

static void explain_trace(const Pane *p, struct str *out)
{
	const Trace *trace = link_traced(pane_link(p));

	if (trace && trace_is_on(trace))
		str_append_format(
			out,
			">trace\n    What passes on the wire is kept%s%s (/trace page shows "
			"it, /trace off ends that).\n",
			trace_path(trace) ? ", and goes to " : "",
			trace_path(trace) ? trace_path(trace) : "");
}

static void explain_record(const Pane *p, struct str *out)
{
	const Recorder *recorder = link_recorder(pane_link(p));

	if (recorder)
		str_append_format(
			out,
			">rec\n    The session is recorded to %s (/record off ends "
			"that).%s\n",
			recorder_path(recorder),
			recorder_is_failing(recorder) ?
				" rec!: it can't be written for now, and is tried again." :
				"");
}

static void explain_wire(const Pane *p, struct str *out)
{
	const Session *s = pane_session(p);
	const char *why = session_waits(s);

	if (session_state(s) != SESSION_CONNECTED)
		return;
	if (session_queued(s))
		str_append_format(out, "%zu B queued\n    So much waits to be sent%s%s.\n",
				  session_queued(s), why ? ": " : "", why ? why : "");
	str_append_format(out, "%s\n    What Enter sends (option eol; auto follows the wire).\n",
			  session_eol_name(s));
	str_append_format(out, "%s\n    The character set of the peer (option charset).\n",
			  session_charset_name(s));
}

void explain_status(const Pane *p, size_t number, size_t count, struct str *out)
{
	str_append_string(out, "What the status line says now; narrow windows leave some of it "
			       "out.\n\n");
	explain_name(p, number, count, out);
	explain_trust(p, out);
	explain_state(p, out);
	explain_mode(p, out);
	explain_serial(p, out);
	explain_place(p, out);
	explain_log(p, out);
	explain_trace(p, out);
	explain_record(p, out);
	explain_wire(p, out);
	str_append_string(out, "\n/help lists commands, options and keys.\n");
}
