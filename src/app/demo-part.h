/*
 * What can be opened of the built-in service: `demo`, and with a word in place of a port a part of
 * it that needs a session made for it. A table.
 */
#ifndef HAIL_APP_DEMO_PART_H
#define HAIL_APP_DEMO_PART_H

#include "config/options.h"

struct demo_part {
	const char *word; /* behind `demo`; NULL: the whole */
	const char *name; /* of the session, and what options of hosts are looked up by */
	/* What suits it, in the form of -o, up to a NULL. */
	const char *settings[4];
};

/* The part that `destination` and `word` (may be NULL) name, or NULL: it is something else. */
const struct demo_part *demo_part_find(const char *destination, const char *word);

/* Sets in `o` what suits the part and isn't said of it. NULL is fine. */
void demo_part_options(const struct demo_part *part, Options *o);

#endif
