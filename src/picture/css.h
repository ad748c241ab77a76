/*
 * Styles as declarations of CSS. Pure.
 */
#ifndef HAIL_PICTURE_CSS_H
#define HAIL_PICTURE_CSS_H

#include "base/str.h"
#include "term/cell.h"

/* Appends the declarations that draw text in `style` among text that has the picture's colours. */
void css_put_style(struct str *out, const struct cell_style *style);

/* Appends those of them that aren't colours. */
void css_put_font(struct str *out, const struct cell_style *style);

#endif
