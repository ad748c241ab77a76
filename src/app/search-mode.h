/*
 * The search as it is typed: a layer with a row of its own over scroll mode, whose cursor goes to
 * the hit nearest to where the search began.
 */
#ifndef HAIL_APP_SEARCH_MODE_H
#define HAIL_APP_SEARCH_MODE_H

#include "app/app.h"
#include "app/pane.h"

struct search_mode;

/* Opens it for `p`, towards newer or older lines. Esc brings back what was, Enter stays. */
void search_mode_open(App *app, Pane *p, bool newer);

/* Searches for `text` as if it had been typed and entered, towards older lines. */
void search_mode_run(App *app, Pane *p, const char *text);

/* A row of the table of its keys; those of an input line edit what is typed. */
struct search_mode_key {
	const char *key; /* as key_parse reads it */
	void (*act)(struct search_mode *m);
	const char *summary;
};
const struct search_mode_key *search_mode_keys(size_t *count);

#endif
