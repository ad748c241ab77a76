/*
 * The inside of a recording on the screen, shared by playback.c (the clock), playback-goal.c (what
 * is sought) and playback-keys.c. Nobody else includes this.
 */
#ifndef HAIL_APP_PLAYBACK_INTERNAL_H
#define HAIL_APP_PLAYBACK_INTERNAL_H

#include "app/replay-args.h"
#include "app/playback.h"
#include "base/regex.h"
#include "loop/deferred.h"
#include "loop/timer.h"
#include "record/player.h"
#include "term/await.h"

/* What is sought. */
enum playback_goal_kind {
	PLAYBACK_GOAL_NONE,
	PLAYBACK_GOAL_TIME,
	PLAYBACK_GOAL_PROMPT,
	PLAYBACK_GOAL_TEXT
};

struct playback_goal {
	enum playback_goal_kind kind;
	int64_t time; /* of PLAYBACK_GOAL_TIME: what is recorded up to then is played */
	char *text; /* of PLAYBACK_GOAL_TEXT; owned */
	Regex *regex; /* likewise */
	struct await_place from; /* behind what was looked at */
	bool shown; /* the screen showed it when it was looked at last */
	size_t passed; /* bytes since it was looked at */
	uint64_t prompt_line; /* of PLAYBACK_GOAL_PROMPT: the line of a prompt that is known, and 1
			       */
};

struct Playback {
	App *app;
	const struct replay_args *args;
	const char *name; /* of the file, without folders */
	RecordingReader *reader;
	RecordingReader *ahead; /* finds out how long it is; NULL: that is known */
	struct deferred look_ahead, seek_on;
	int64_t total; /* ms */
	bool cut_told;
	Pane *pane; /* NULL: it was closed */
	Player *player;
	Timer *timer;
	double speed; /* 0: as fast as it goes */
	double at; /* ms since the recording began, */
	int64_t at_now; /* when the loop's clock said this */
	bool paused, ended;
	struct playback_goal goal;
	int64_t back_to; /* where a search began */
	bool has_found; /* a text was found behind which nothing has been played; */
	struct await_place found; /* where it ends */
	char *sought; /* the text that was sought last; owned, NULL: none */
};

/* --- playback.c */

/* Goes to the moment `time`, ms, within the recording. */
void playback_seek(Playback *r, int64_t time);

/* Goes on to the next prompt; to where `text` appears. */
void playback_seek_prompt(Playback *r);
void playback_seek_text(Playback *r, const char *text);

/* Ends what is sought, where it has come to. False if nothing is. */
bool playback_end_seek(Playback *r);

void playback_pause(Playback *r, bool on);
void playback_set_speed(Playback *r, double speed);

/* The moment that it goes to, or shows. */
int64_t playback_target(const Playback *r);

/* --- playback-goal.c */

/* Nothing is sought any more. */
void playback_goal_clear(struct playback_goal *g);

/* A prompt or `text` is sought from what `s` shows on. */
void playback_goal_prompt(struct playback_goal *g, const Session *s);
void playback_goal_text(struct playback_goal *g, const char *text, const Session *s);

/* Whether the text is there already behind `from`, where it was found before. */
bool playback_goal_is_again(struct playback_goal *g, const Session *s,
			    const struct await_place *from);

/* Whether rows are addressed, so that text has no place in the document. */
bool playback_goal_is_addressed(const Session *s);

/* Whether the record that was played last brought what is sought; `due` is when the next one comes,
 * -1: never. */
bool playback_goal_reached(struct playback_goal *g, const Session *s,
			   const struct recording_record *record, int64_t due);

/* --- playback-keys.c */

/* The session shown takes the keys of a replay from now on. */
void playback_keys_open(Playback *r);

#endif
