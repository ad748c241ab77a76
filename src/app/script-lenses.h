/*
 * The lenses that scripts define, as rows of lenses.
 */
#ifndef HAIL_APP_SCRIPT_LENSES_H
#define HAIL_APP_SCRIPT_LENSES_H

#include "app/scripts.h"
#include "lens/lens-row.h"

/* The row of the lens that a script has defined, and sets in `o` what it needs; NULL: none has.
 * Both stay as long as the scripts, whatever becomes of the definition. */
const struct lens_row *script_lenses_find(Scripts *s, const char *name, struct lens_options *o);

/* Calls `each` with their names. */
void script_lenses_each(Scripts *s, void (*each)(void *user, const char *name), void *user);

/* Frees the rows: no lens is one of them any more. */
void script_lenses_free(Scripts *s);

#endif
