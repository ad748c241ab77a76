/*
 * Plays a recording into a session (`session_settings.played`), whose terminal and document become
 * what they were: what was received passes through telnet, character set and terminal, what the
 * client did to the document is done again, and nothing is sent. Taps of the session see both
 * directions as they were. Rules, logins and scripts of today have no part in it, unless the
 * session's owner lets them. The same recording can be played again into a new session.
 */
#ifndef HAIL_RECORD_PLAYER_H
#define HAIL_RECORD_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "record/recording-reader.h"
#include "session/session.h"

typedef struct Player Player;

enum { PLAYER_SIZE_MAX = 2000 }; /* columns, rows of a grid that is played */

/* Plays what `r` has from its next record on into `s`; both are borrowed. */
Player *player_new(RecordingReader *r, Session *s);

/* Doesn't end the session. NULL is fine. */
void player_free(Player *p);

/*
 * Settings of a session to be played into, strings static: everything that a recording sets is as
 * it begins, the rest as the built-in values have it. The caller may change how it is shown
 * (presentation, wrap, history).
 */
void player_settings(struct session_settings *out);

/* When the next record is due, in ms since the recording began; -1 at the end. */
int64_t player_due(Player *p);

/* Plays one record, the next; false at the end. *out, unless NULL, is what was played, its payload
 * borrowed until the next call. */
bool player_step(Player *p, struct recording_record *out);

/* The time of the record that was played last, in ms since the recording began; and by the clock
 * on the wall. */
int64_t player_time(const Player *p);
int64_t player_wall(const Player *p);

/* What the recording calls the peer: of the connection that was played last, or `""`. */
const char *player_name(const Player *p);

#endif
