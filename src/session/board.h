/*
 * What the user wants of screens that boards draw.
 */
#ifndef HAIL_SESSION_BOARD_H
#define HAIL_SESSION_BOARD_H

/* What SGR 5 means. */
enum session_blink {
	SESSION_BLINK_SHOWN, /* that, unless the peer asks for bright backgrounds (mode ?33) */
	SESSION_BLINK_ICE, /* a bright background ("iCE colours") */
	SESSION_BLINK_OFF, /* nothing */
};

/* Where a grid that is smaller than the window stands in it. */
enum session_place { SESSION_PLACE_CENTRE, SESSION_PLACE_TOP_LEFT };

/* What is done with "ANSI music". */
enum session_music {
	SESSION_MUSIC_AUTO, /* as SWALLOW where the character set is a PC's */
	SESSION_MUSIC_SWALLOW,
	SESSION_MUSIC_OFF, /* it is not looked for */
};

#endif
