#include "app/pager-progress.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/program.h"
#include "base/mem.h"
#include "link/link-pager.h"
#include "ui/compose.h"
#include "base/poison.h"

struct progress {
	Pane *pane;
};

static void compose_progress(void *self, struct layer_area *area, struct frame *out)
{
	const struct progress *p = self;
	char text[60];

	if (area->bottom <= area->top)
		return;
	area->bottom--;
	snprintf(text, sizeof(text), " page %zu, Esc stops", link_pager_pages(pane_link(p->pane)));
	compose_row(text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
}

static bool on_key(void *self, struct key k)
{
	struct progress *p = self;

	if (k.sym != KEYSYM_ESCAPE || k.mods)
		return false;
	link_pager_stop(pane_link(p->pane));
	return true;
}

static const struct layer_ops progress_layer = {
	.name = "pager",
	.key = on_key,
	.compose = compose_progress,
	.close = free,
};

void pager_progress_follow(App *app, Pane *p)
{
	bool runs = link_pager_pages(pane_link(p)) > 0;
	struct progress *shown = layers_find_in(app_layers(app), &progress_layer, p);

	if (shown && !runs) {
		layers_remove(app_layers(app), shown);
	} else if (!shown && runs) {
		shown = mem_alloc(sizeof(*shown));
		shown->pane = p;
		layers_push(app_layers(app), &progress_layer, shown, p);
	}
}
