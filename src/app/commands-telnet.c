#include "app/commands.h"

#include "app/opts-report.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/str.h"
#include "base/poison.h"

bool command_telnet(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));
	bool done = session_command(pane_session(p), args, c->e);

	if (done)
		app_message(app_of(c), "sent telnet %s", args);
	return done;
}

bool command_opts(struct command_context *c, const char *args)
{
	struct str text;

	(void)args;
	str_init(&text);
	opts_report(pane_session(app_current(app_of(c))), &text);
	app_show_text(app_of(c), "telnet options", text.text);
	str_fini(&text);
	return true;
}
