#include "app/commands.h"

#include <string.h>
#include <strings.h>

#include "app/opts-report.h"
#include "app/program.h"
#include "app/sessions.h"
#include "app/stats-report.h"
#include "base/clock.h"
#include "loop/loop.h"
#include "ui/text-page.h"
#include "base/poison.h"

/* `ayt` as `IAC AYT`, `will naws` as `IAC WILL NAWS`. */
static void append_sent(const char *args, struct str *out)
{
	if (strncasecmp(args, "raw ", 4) == 0) {
		str_append_string(out, args + 4);
		return;
	}
	str_append_string(out, "IAC ");
	if (strcmp(args, "synch") == 0) {
		str_append_string(out, "DM (synch)");
		return;
	}
	for (; *args; args++)
		str_append_char(out,
				(char)(*args >= 'a' && *args <= 'z' ? *args - 'a' + 'A' : *args));
}

bool command_telnet(struct command_context *c, const char *args)
{
	struct str sent;

	if (!session_command(pane_session(app_current(app_of(c))), WIRE_TYPED, args,
			     loop_now(app_loop(app_of(c))), c->e))
		return false;
	/* What a serial port is asked for comes with its answer. */
	if (strncmp(args, "com-port ", 9) == 0) {
		app_tell_waiting(app_of(c), args);
		return true;
	}
	str_init(&sent);
	append_sent(args, &sent);
	app_tell_sent(app_of(c), sent.text,
		      strchr(args, ' ') && strncasecmp(args, "raw ", 4) ?
			      "; /opts shows what becomes of it" :
			      "");
	str_fini(&sent);
	return true;
}

static void fill_opts(void *user, unsigned width, struct str *out)
{
	opts_report(pane_session(user), width, out);
}

static void fill_stats(void *user, unsigned width, struct str *out)
{
	stats_report(pane_link(user), width, clock_mono_ns() / 1000, out);
}

bool command_stats(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));

	(void)args;
	text_page_open_ticking(app_layers(app_of(c)), "figures", fill_stats, p, p);
	return true;
}

bool command_opts(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));

	(void)args;
	text_page_open_live(app_layers(app_of(c)), "telnet options", fill_opts, p, p);
	return true;
}
