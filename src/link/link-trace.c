#include "link/link.h"

#include "base/str.h"
#include "link/link-internal.h"
#include "base/poison.h"

/* Says in the trace what the owner knows of the connection. */
static void note(Link *l, bool ends, const char *what, const char *name, const char *why)
{
	struct str text;

	if (!l->trace)
		return;
	str_init(&text);
	str_append_format(&text, "%s%s%s%s%s", what, *name ? " " : "", name, *why ? ": " : "", why);
	if (ends)
		trace_end(l->trace, text.text);
	else
		trace_note(l->trace, text.text);
	str_fini(&text);
}

void link_trace_connected(Link *l)
{
	bool tls = tls_transport_report(session_transport(l->session)) != NULL;

	note(l, false, "connected to", l->name, tls ? "what follows is inside TLS" : "");
}

void link_trace_ended(Link *l)
{
	bool failed = session_state(l->session) == SESSION_FAILED;

	note(l, true, failed ? "failed" : "closed", "",
	     failed ? session_error(l->session)->text : "");
}

void link_trace_detached(Link *l)
{
	note(l, true, "turning to TLS", "", "of what is said until then only the lines are traced");
}

void link_trace_said(Link *l, const char *text)
{
	note(l, false, "before TLS", "", text);
}

static bool begin(Link *l, struct err *e)
{
	if (!l->trace)
		l->trace = trace_new(l->session, link_tell_failure, l, e);
	return l->trace != NULL;
}

static void said(Link *l)
{
	bool connected = session_state(l->session) == SESSION_CONNECTED;

	note(l, false, "trace of", l->name, connected ? "all that passes from here on" : "");
	link_tell_changed(l);
}

void link_trace_past(Link *l)
{
	struct err e;

	l->trace = trace_new(l->session, link_tell_failure, l, &e);
}

bool link_trace(Link *l, const char *path, struct err *e)
{
	if (path && (!begin(l, e) || !trace_write(l->trace, path, e)))
		return false;
	if (path)
		said(l);
	else if (l->trace)
		trace_write(l->trace, NULL, e);
	link_tell_changed(l);
	return true;
}

bool link_keep_trace(Link *l, bool on, struct err *e)
{
	if (on && !begin(l, e))
		return false;
	if (!l->trace || trace_is_kept(l->trace) == on)
		return true;
	trace_keep(l->trace, on);
	if (on && !trace_path(l->trace))
		said(l);
	link_tell_changed(l);
	return true;
}

void link_move_trace(Link *from, Link *to)
{
	struct err e;

	if (!from->trace)
		return;
	trace_free(to->trace);
	to->trace = from->trace;
	from->trace = NULL;
	if (trace_move(to->trace, to->session, to, &e)) {
		if (trace_is_on(to->trace))
			said(to);
		return;
	}
	trace_free(to->trace);
	to->trace = NULL;
	link_tell_failure(to, e.text);
}

const Trace *link_traced(const Link *l)
{
	return l->trace;
}
