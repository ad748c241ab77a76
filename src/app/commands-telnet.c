#include "app/commands.h"

#include "app/opts-report.h"
#include "app/program.h"
#include "app/sessions.h"
#include "ui/text-page.h"
#include "base/poison.h"

bool command_telnet(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));
	bool done = session_command(pane_session(p), args, c->e);

	if (done)
		app_message(app_of(c), "sent telnet %s", args);
	return done;
}

static void fill_opts(void *user, unsigned width, struct str *out)
{
	opts_report(pane_session(user), width, out);
}

bool command_opts(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));

	(void)args;
	text_page_open_live(app_layers(app_of(c)), "telnet options", fill_opts, p, p);
	return true;
}
