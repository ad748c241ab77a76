#include "app/lenses.h"

#include <string.h>

#include "app/lens-view.h"
#include "app/program.h"
#include "app/script-lenses.h"
#include "base/str.h"
#include "lens/lens-table.h"
#include "base/poison.h"

static void add_name(void *user, const char *name)
{
	str_append_format(user, " %s", name);
}

/* The row of that name, which a script may define. */
static const struct lens_row *find(App *app, const char *name, struct lens_options *o,
				   struct err *e)
{
	const struct lens_row *row;
	struct str names;

	row = lens_find(name, e);
	if (row)
		return row;
	scripts_load(app_scripts(app));
	row = script_lenses_find(app_scripts(app), name, o);
	if (row)
		return row;
	str_init(&names);
	lenses_each(app, add_name, &names);
	err_set(e, ERR_USAGE, "there is no lens \"%s\"; there are:%s", name, names.text);
	str_fini(&names);
	return NULL;
}

bool lenses_put(App *app, Pane *p, const char *name, struct err *e)
{
	bool guesses = strcmp(name, "guess") == 0;
	struct lens_options o = { .gather = true, .schema = app_schema(app) };
	const struct lens_row *row = guesses ? NULL : find(app, name, &o, e);
	const char *frame = options_value(link_options(pane_link(p)), OPTIONS_FRAME);

	return (row || guesses) && frame_rule_parse(frame, &o.frame, e) &&
	       (guesses || lens_check(row, &o, e)) && link_set_lens(pane_link(p), row, &o, e);
}

void lenses_configure(App *app, Pane *p)
{
	const LensLog *l = link_lens(pane_link(p));
	struct frame_rule frame;
	struct err e;

	if (!l ||
	    !frame_rule_parse(options_value(link_options(pane_link(p)), OPTIONS_FRAME), &frame,
			      &e) ||
	    frame_rule_same(&frame, lens_log_frame(l)))
		return;
	if (!lenses_put(app, p, lens_log_is_guess(l) ? "guess" : lens_log_row(l)->name, &e))
		app_pane_message(app, p, "the lens goes on as it was: %s", e.text);
}

void lenses_connected(App *app, Pane *p)
{
	const char *name = options_value(link_options(pane_link(p)), OPTIONS_LENS);
	struct err e;

	if (link_lens(pane_link(p)) || strcmp(name, "off") == 0)
		return;
	if (!lenses_put(app, p, name, &e)) {
		app_pane_message(app, p, "%s", e.text);
		return;
	}
	pane_set_strip(p, PANE_STRIP_LENS);
	if (!pane_layout(p).strip_rows)
		flow_view_open(app_layers(app), p, &lens_source);
}

void lenses_each(App *app, void (*each)(void *user, const char *name), void *user)
{
	const struct lens_row *const *rows;
	size_t count;

	rows = lens_table(&count);
	for (size_t i = 0; i < count; i++)
		each(user, rows[i]->name);
	script_lenses_each(app_scripts(app), each, user);
	each(user, "guess");
}
