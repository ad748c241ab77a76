/*
 * How the client's own parts look. Plain values, readable without colours too.
 */
#ifndef HAIL_UI_THEME_H
#define HAIL_UI_THEME_H

#include "term/cell.h"

enum theme_part {
	THEME_TEXT,
	THEME_STATUS,
	THEME_STATUS_BAD, /* closed, failed */
	THEME_HINT, /* dim text on the input row, notices */
	THEME_MESSAGE,
	THEME_POPUP,
	THEME_POPUP_KEY,
	THEME_SEPARATOR,
	THEME_SENT,
};

/* The style of a part. */
struct cell_style theme_style(enum theme_part part);

#endif
