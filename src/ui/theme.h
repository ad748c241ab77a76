/*
 * How the client's own parts look, readable without colours too, and how received text looks: it
 * never gets the attributes that tell what the client itself says. Plain values.
 */
#ifndef HAIL_UI_THEME_H
#define HAIL_UI_THEME_H

#include <stdbool.h>

#include "base/tri.h"
#include "term/cell.h"

enum theme_part {
	THEME_TEXT,
	THEME_STATUS,
	THEME_STATUS_BAD, /* closed, failed */
	THEME_VERIFIED, /* in the status line: an authority vouches for the peer, */
	THEME_PINNED, /* its key is the pinned one, */
	THEME_ACCEPTED, /* the user accepted it for once */
	THEME_HIDDEN, /* what is typed is hidden */
	THEME_LOG,
	THEME_FAILED,
	THEME_HINT, /* dim text on the input row, */
	THEME_REJECTED, /* and what the next key that types replaces: as selected text */
	THEME_MESSAGE,
	THEME_MESSAGE_ERROR,
	THEME_PROMPT, /* what stands before the command line, or asks for a passphrase */
	THEME_POPUP,
	THEME_POPUP_KEY,
	THEME_POPUP_TITLE,
	THEME_POPUP_SELECTED,
	THEME_SEPARATOR,
	THEME_TAB,
	THEME_TAB_CURRENT,
	THEME_HIT, /* over text that a search found, and the one that it stands on: as a mark */
	THEME_HIT_CURRENT,
	THEME_MARKED, /* over a line that the user has marked: as a mark */
	THEME_NOTICE, /* a line of the client among those of the peer */
	THEME_SENT, /* local echo */
	THEME_LENS_NAME, /* what a lens shows (lens/lens-text.h): of a field, a key, a tag */
	THEME_LENS_STRING,
	THEME_LENS_NUMBER,
	THEME_LENS_WORD,
	THEME_LENS_DIM,
	THEME_LENS_ERROR,
};

/* What the user's terminal can show. */
struct theme_abilities {
	uint32_t attributes; /* CELL_ bits; underlining as CELL_UNDERLINE_MASK */
	uint32_t uncoloured; /* those of them that it shows without a colour only */
	unsigned colours; /* 0: none */
};

struct theme {
	uint32_t own; /* attributes that together mark what the client says */
	uint32_t given_up; /* the one of them that received text gives up when it asks for all */
	bool own_colours; /* they can be shown with colours */
	bool bright_is_bold; /* bright colours are drawn by CELL_BOLD */
	unsigned colours; /* as in theme_abilities */
	enum tri bold_bright; /* bold of colours 0 to 7 is 8 to 15; auto: bold black alone */
};

/* The theme for a terminal: bold and italic are the client's own, where there is no italic bold and
 * underline. */
struct theme theme_for(const struct theme_abilities *abilities);

/* The style of a part. */
struct cell_style theme_style(const struct theme *t, enum theme_part part);

/*
 * How a cell of a session is painted: notices (CELL_NOTICE) and local echo (CELL_SENT) in the
 * client's style, the former with what they name beside it; received text in its own, but never
 * with all attributes that are the client's. Bold black is grey where its background is black or
 * the terminal's own, so that it can be read where bold doesn't brighten (unless bold_bright is
 * off).
 */
struct cell_style theme_session_style(const struct theme *t, const struct cell_style *style);

#endif
