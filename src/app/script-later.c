#include "app/scripts-internal.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "base/clock.h"
#include "base/mem.h"
#include "link/link-rules.h"
#include "base/poison.h"

enum {
	LATER_MAX = 256, /* things that wait */
	LATER_DEPTH_MAX = 16, /* commands within each other: an alias that runs itself … */
	LATER_MS = 8, /* for those of one turn */
};

struct script_later {
	uint64_t session;
	char *command; /* NULL: the session is closed */
	unsigned depth;
	bool by_time; /* a rule asked for it because of the time alone */
};

/* --- What is run, as far as its script is trusted. */

static bool is_harmless(const struct command_row *row, const char *args)
{
	if (strcmp(row->name, "log") == 0 && strcmp(args, "off") == 0)
		return true;
	if (strcmp(row->name, "rules") == 0)
		return strncmp(args, "test", 4) != 0;
	return row->reach == COMMAND_WITHIN || (row->reach == COMMAND_WITHIN_ALONE && !*args);
}

/* Looks at a command, which is run later, now: the script hears of its fault where that is. */
static bool check_command(const Scripts *s, enum script_trust trust, const char *command,
			  struct err *e)
{
	const struct command_row *row = command_find(app_command_table(s->app), command, e);
	const char *args = command + strcspn(command, " \t");

	if (!row)
		return false;
	if (trust == SCRIPT_TRUSTED || is_harmless(row, args + strspn(args, " \t")))
		return true;
	return err_set(e, ERR_USAGE,
		       "/%s is only for scripts that are trusted (lua trusted \"FILE\")",
		       row->name);
}

/* What answers a prompt for a secret is for the peer alone. */
static bool send_line(Scripts *s, Pane *p, const char *line, struct err *e)
{
	Session *session = pane_session(p);
	size_t n = strlen(line);

	if (!session_line_is_secret(session) &&
	    (scripts_input(s, p, line, n) || link_take_input(pane_link(p), line, n)))
		return true;
	return session_send(session, WIRE_SCRIPT, line, n, clock_wall_ms(), e);
}

/* Does what the line would do if it was typed. */
static void submit(Scripts *s, Pane *p, const char *line, bool by_time)
{
	char sign = app_command_char(s->app);
	bool sends = line[0] != sign || line[1] == sign || app_command_sends(s->app, line);
	struct err e;
	bool done;

	if (sends && link_withholds(pane_link(p), by_time))
		return;
	if (line[0] == sign && line[1] != sign)
		done = s->program->run(s->app, p, line, &e);
	else
		done = send_line(s, p, line + (line[0] == sign), &e);
	if (!done)
		app_say(s->app, p, MESSAGE_ERROR, e.text);
}

/* --- The queue. */

/* The session with this number, closing or not; NULL if it is gone. */
static Pane *find_pane(const Scripts *s, uint64_t id)
{
	for (size_t i = 0; i < s->session_count; i++) {
		if (s->sessions[i].id == id)
			return s->sessions[i].pane;
	}
	return NULL;
}

/* Nothing else tells why the session has gone. */
static void close_session(Scripts *s, Pane *p)
{
	char *name = mem_strdup(link_name(pane_link(p)));

	link_disconnect(pane_link(p));
	s->program->close(s->app, p);
	app_pane_message(s->app, NULL, "a script has closed the session %s", name);
	free(name);
}

static void run_first(Scripts *s)
{
	struct script_later first = s->later[0];
	Pane *p = find_pane(s, first.session);

	s->later_count--;
	memmove(&s->later[0], &s->later[1], s->later_count * sizeof(first));
	s->depth = first.depth;
	if (p && first.command)
		submit(s, p, first.command, first.by_time);
	else if (p)
		close_session(s, p);
	s->depth = 0;
	free(first.command);
}

static void on_later(void *user)
{
	Scripts *s = user;
	int64_t until = clock_mono_ms() + LATER_MS;

	/* Those that they ask for wait for the next turn, so that keys are heard in between. */
	for (size_t count = s->later_count; count && s->later_count; count--) {
		run_first(s);
		if (clock_mono_ms() >= until)
			break;
	}
	if (s->later_count)
		loop_defer(app_loop(s->app), &s->call, on_later, s);
	display_touch(app_display(s->app));
}

static bool add(Scripts *s, const Pane *p, char *command, struct err *e)
{
	if (s->later_count == LATER_MAX || s->depth == LATER_DEPTH_MAX) {
		free(command);
		return err_set(e, ERR_OTHER, "%s",
			       s->depth == LATER_DEPTH_MAX ?
				       "a command that scripts run makes them run commands, and "
				       "so on: this one isn't run" :
				       "too many commands of scripts wait: this one isn't run");
	}
	s->later = mem_resize(s->later, s->later_count + 1, sizeof(*s->later));
	s->later[s->later_count++] = (struct script_later){
		.session = scripts_find_session(s, p)->id,
		.command = command,
		.depth = s->depth + 1,
		.by_time = link_acts_by_time(pane_link(p))
	};
	loop_defer(app_loop(s->app), &s->call, on_later, s);
	return true;
}

bool scripts_later_command(Scripts *s, const Pane *p, enum script_trust trust, const char *text,
			   size_t n, struct err *e)
{
	char sign = app_command_char(s->app);
	char *command = mem_strndup(text, n);

	if (command[0] == sign && command[1] != sign && !check_command(s, trust, command + 1, e)) {
		free(command);
		return false;
	}
	return add(s, p, command, e);
}

bool scripts_later_close(Scripts *s, const Pane *p, struct err *e)
{
	if (!add(s, p, NULL, e))
		return false;
	scripts_find_session(s, p)->closing = true;
	return true;
}

void scripts_drop_later(Scripts *s)
{
	while (s->later_count)
		free(s->later[--s->later_count].command);
	free(s->later);
	s->later = NULL;
	deferred_cancel(&s->call);
}
