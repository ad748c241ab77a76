#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/files-in-use.h"
#include "app/program.h"
#include "app/sessions.h"
#include "app/trace-view.h"
#include "config/paths.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

/* What is on. */
static void say_trace(App *app, const Pane *p)
{
	const Trace *trace = link_traced(pane_link(p));
	struct str text;

	if (!trace || !trace_is_on(trace)) {
		app_message(app, "no trace: /trace on shows what passes on the wire, /trace FILE "
				 "writes it down");
		return;
	}
	str_init(&text);
	if (trace_path(trace))
		str_append_format(&text, "tracing to %s", trace_path(trace));
	else
		str_append_string(&text, "tracing");
	app_message(app, "%s; /trace page shows it, /trace off ends it", text.text);
	str_fini(&text);
}

static bool show(App *app, Pane *p, bool page, struct err *e)
{
	if (!link_keep_trace(pane_link(p), true, e))
		return false;
	if (page)
		flow_view_open(app_layers(app), p, &trace_source);
	else
		pane_set_strip(p, PANE_STRIP_TRACE);
	if (!page && !pane_layout(p).strip_rows)
		app_message(app, "no room beside the session: /trace page shows it");
	return true;
}

/* A file was asked for by its name: while the trace is shown as well, that ends first. */
static bool end(App *app, Pane *p, struct err *e)
{
	const Trace *trace = link_traced(pane_link(p));
	const char *path = trace ? trace_path(trace) : NULL;

	if (pane_strip(p) == PANE_STRIP_TRACE)
		pane_set_strip(p, PANE_STRIP_NONE);
	flow_view_close(app_layers(app), p, &trace_source);
	if (!trace || !trace_is_on(trace))
		app_message(app, "there was no trace");
	else if (!path)
		app_message(app, "the trace is ended");
	else if (trace_is_kept(trace))
		app_message(app,
			    "the trace is no longer shown; it goes on to %s: /trace off ends that",
			    path);
	else
		app_message(app, "the trace to %s is ended", path);
	if (trace && !trace_is_kept(trace))
		return link_trace(pane_link(p), NULL, e);
	return link_keep_trace(pane_link(p), false, e);
}

/* A slip of a word makes no file. */
static bool check_file(const char *name, struct err *e)
{
	return strpbrk(name, "/.") || err_set(e, ERR_USAGE,
					      "\"%.40s\" is no word of /trace (on, off, page, or a "
					      "FILE: say ./%.40s)",
					      name, name);
}

static bool write_down(App *app, Pane *p, const char *file, struct err *e)
{
	const Trace *trace = link_traced(pane_link(p));
	char *before = mem_strdup(trace ? trace_path(trace) : NULL);
	char *path = paths_expand(file);
	bool done = check_file(file, e) &&
		    files_check_unused(app, path, FILE_IS_LOG | FILE_IS_RECORDING, e) &&
		    link_trace(pane_link(p), path, e);

	if (done)
		app_message(app, "tracing to %s%s%s%s", path, before ? "; the trace to " : "",
			    before ? before : "", before ? " is ended" : "");
	free(before);
	free(path);
	return done;
}

bool command_trace(struct command_context *c, const char *args)
{
	App *app = app_of(c);
	Pane *p = app_current(app);

	if (!*args) {
		say_trace(app, p);
		return true;
	}
	if (strcmp(args, "off") == 0)
		return end(app, p, c->e);
	if (strcmp(args, "on") == 0 || strcmp(args, "page") == 0)
		return show(app, p, *args == 'p', c->e);
	return write_down(app, p, args, c->e);
}
