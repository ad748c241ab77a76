/*
 * What the screen of a session shows, as a picture: its document at the tail in the grid's size, as
 * it is presented, with the colours that the peer has given; secrets taken out where that is
 * wanted.
 */
#ifndef HAIL_RECORD_SESSION_PICTURE_H
#define HAIL_RECORD_SESSION_PICTURE_H

#include "log/redact-rules.h"
#include "record/screen-diff.h"
#include "session/session.h"

/* Draws it to `out`, whose cells were initialised. What `rules` find is covered (NULL: nothing);
 * made once for many pictures, since they compile expressions. */
void session_picture(const Session *s, RedactRules *rules, struct screen_picture *out);

/*
 * Appends what makes a terminal, that is blank and has its size, show the grid as it stands,
 * without addressing rows, and its cursor where that is: for RECORDING_SCREEN.
 */
void session_picture_screen(const Session *s, RedactRules *rules, struct str *out);

#endif
