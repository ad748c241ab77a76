/*
 * What the formats of a picture share: stretches of a row that are drawn alike.
 */
#ifndef HAIL_PICTURE_PICTURE_INTERNAL_H
#define HAIL_PICTURE_PICTURE_INTERNAL_H

#include <stdbool.h>

#include "base/str.h"
#include "term/cell.h"

struct picture_run {
	unsigned column, columns;
	struct cell_style style; /* what of it shows */
	bool blank; /* it begins with a space */
	bool fixed; /* characters that a monospace font may lack, drawn from another: the columns
		     * have to be said */
};

/*
 * The run of row `row` at column `from`, its text (UTF-8, one that XML can hold) in place of what
 * `text` holds; with `words` one that ends where blanks begin or end. False at the end of what the
 * row shows.
 */
bool picture_next_run(const struct cells *c, unsigned row, unsigned from, bool words,
		      struct picture_run *run, struct str *text);

void picture_put_html(const struct cells *c, const char *title, struct str *out);
void picture_put_svg(const struct cells *c, const char *title, struct str *out);

/* Appends `title` as text of HTML or XML. */
void picture_put_title(struct str *out, const char *title);

#endif
