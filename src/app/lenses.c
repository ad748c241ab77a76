#include "app/lenses.h"

#include <string.h>

#include "app/lens-view.h"
#include "app/program.h"
#include "lens/lens-table.h"
#include "base/poison.h"

bool lenses_put(Pane *p, const char *name, struct err *e)
{
	bool guesses = strcmp(name, "guess") == 0;
	const struct lens_row *row = guesses ? NULL : lens_find(name, e);
	struct lens_options o = { .gather = true };
	const char *frame = options_value(link_options(pane_link(p)), OPTIONS_FRAME);

	return (row || guesses) && frame_rule_parse(frame, &o.frame, e) &&
	       (guesses || lens_check(row, &o, e)) && link_set_lens(pane_link(p), row, &o, e);
}

void lenses_connected(App *app, Pane *p)
{
	const char *name = options_value(link_options(pane_link(p)), OPTIONS_LENS);
	struct err e;

	if (link_lens(pane_link(p)) || strcmp(name, "off") == 0)
		return;
	if (!lenses_put(p, name, &e)) {
		app_pane_message(app, p, "%s", e.text);
		return;
	}
	pane_set_strip(p, PANE_STRIP_LENS);
	if (!pane_layout(p).strip_rows)
		flow_view_open(app_layers(app), p, &lens_source);
}

void lenses_each(void (*each)(void *user, const char *name), void *user)
{
	const struct lens_row *const *rows;
	size_t count;

	rows = lens_table(&count);
	for (size_t i = 0; i < count; i++)
		each(user, rows[i]->name);
	each(user, "guess");
}
