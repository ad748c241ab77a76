#include "app/commands.h"

#include <string.h>

#include "app/lens-view.h"
#include "app/lenses.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/str.h"
#include "base/poison.h"

static void add_name(void *user, const char *name)
{
	str_append_format(user, " %s", name);
}

/* Which there are. */
static void say_names(App *app)
{
	struct str text;

	str_init(&text);
	lenses_each(app, add_name, &text);
	app_message(app, "no lens: /lens NAME shows what passes; there are:%s", text.text);
	str_fini(&text);
}

static void end(App *app, Pane *p)
{
	if (!link_lens(pane_link(p)))
		app_message(app, "there was no lens");
	if (pane_strip(p) == PANE_STRIP_LENS)
		pane_set_strip(p, PANE_STRIP_NONE);
	flow_view_close(app_layers(app), p, &lens_source);
	link_end_lens(pane_link(p));
}

bool command_lens(struct command_context *c, const char *args)
{
	App *app = app_of(c);
	Pane *p = app_current(app);

	if (strcmp(args, "off") == 0) {
		end(app, p);
		return true;
	}
	if (*args && !lenses_put(app, p, args, c->e))
		return false;
	if (link_lens(pane_link(p)))
		flow_view_open(app_layers(app), p, &lens_source);
	else
		say_names(app);
	return true;
}
