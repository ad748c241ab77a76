#include "app/playback.h"

#include <stdlib.h>
#include <string.h>

#include "app/lenses.h"
#include "app/program.h"
#include "app/playback-internal.h"
#include "app/replay-time.h"
#include "app/sessions.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/poison.h"

enum {
	PLAYBACK_TURN_NS = 8000000, /* of a turn of the loop, for playing, */
	PLAYBACK_SEEK_NS = 25000000, /* for going to another moment, */
	PLAYBACK_LOOK_NS = 3000000, /* and for finding out how long the recording is */
	PLAYBACK_SECOND = 1000, /* ms from one time that shows to the next */
};

/* Beyond any time of a recording. */
static const double for_ever = 9e15;

static void play_on(void *user);
static void seek_on(void *user);

static Session *session(const Playback *r)
{
	return pane_session(r->pane);
}

static void touch(const Playback *r)
{
	display_touch(app_display(r->app));
}

static void say(const Playback *r, const char *text)
{
	app_say(r->app, r->pane, MESSAGE_INFO, text);
}

static int64_t moment(const Playback *r)
{
	return r->ended || r->goal.kind != PLAYBACK_GOAL_NONE || r->at > (double)INT64_MAX / 2 ?
		       player_time(r->player) :
		       (int64_t)r->at;
}

int64_t playback_target(const Playback *r)
{
	return r->goal.kind == PLAYBACK_GOAL_TIME && r->goal.time < INT64_MAX ? r->goal.time :
										moment(r);
}

/* --- How long it is. */

static void tell_cut(Playback *r, const RecordingReader *reader)
{
	struct str text;

	if (r->cut_told || !recording_reader_is_cut(reader))
		return;
	r->cut_told = true;
	str_init(&text);
	str_append_format(&text, "%s breaks off at byte %llu: what is before that is played",
			  r->name, (unsigned long long)recording_reader_at(reader));
	say(r, text.text);
	str_fini(&text);
}

static void look_ahead(void *user)
{
	Playback *r = user;
	int64_t until = clock_mono_ns() + PLAYBACK_LOOK_NS;
	struct recording_record record;

	while (clock_mono_ns() < until) {
		for (unsigned i = 0; i < 64; i++) {
			if (recording_reader_next(r->ahead, &record)) {
				r->total = record.time;
				continue;
			}
			tell_cut(r, r->ahead);
			recording_reader_free(r->ahead);
			r->ahead = NULL;
			touch(r);
			return;
		}
	}
	loop_defer(app_loop(r->app), &r->look_ahead, look_ahead, r);
}

/* --- Its own time. */

/* The moment that shows is `at` from now on. */
static void set_clock(Playback *r, double at)
{
	r->at = at < for_ever ? at : for_ever;
	r->at_now = loop_now(app_loop(r->app));
}

/* When a pause has lasted for as long as it may. */
static double pause_end(const Playback *r)
{
	return r->args->idle_ms < 0 ? for_ever :
				      (double)player_time(r->player) + (double)r->args->idle_ms;
}

/* The moment behind a pause that is longer than it is to be: it goes on with the next record. */
static double shorten(const Playback *r, int64_t due, double at)
{
	return at >= pause_end(r) && at < (double)due ? (double)due : at;
}

/* When the timer is due: the next record, the end of a pause, the next second that shows. */
static int64_t next_turn(const Playback *r, int64_t due)
{
	double next = (double)(((int64_t)r->at / PLAYBACK_SECOND + 1) * PLAYBACK_SECOND);

	if ((double)due < next)
		next = (double)due;
	if (pause_end(r) < next && pause_end(r) > r->at)
		next = pause_end(r);
	return r->at_now + (int64_t)((next - r->at) / r->speed) + 1;
}

static void plan(Playback *r, int64_t due)
{
	if (r->paused || r->ended || r->goal.kind != PLAYBACK_GOAL_NONE || !r->pane)
		timer_set(r->timer, -1);
	else if ((double)due <= r->at || r->speed <= 0)
		timer_set(r->timer, loop_now(app_loop(r->app)));
	else
		timer_set(r->timer, next_turn(r, due));
}

static void end(Playback *r)
{
	r->ended = true;
	r->at = (double)player_time(r->player);
	r->total = r->total < player_time(r->player) ? player_time(r->player) : r->total;
	tell_cut(r, r->reader);
	touch(r);
}

static void play_on(void *user)
{
	Playback *r = user;
	int64_t until = clock_mono_ns() + PLAYBACK_TURN_NS, due = player_due(r->player);
	double passed = (double)(loop_now(app_loop(r->app)) - r->at_now);

	set_clock(r, r->speed > 0 ? shorten(r, due, r->at + passed * r->speed) : for_ever);
	while (due >= 0 && (double)due <= r->at && clock_mono_ns() < until) {
		r->has_found = false;
		player_step(r->player, NULL);
		due = player_due(r->player);
	}
	if (r->speed <= 0)
		r->at = (double)player_time(r->player);
	if (due < 0)
		end(r);
	plan(r, due);
	touch(r);
}

void playback_pause(Playback *r, bool on)
{
	r->paused = on;
	if (!on)
		pane_scroll_tail(r->pane);
	set_clock(r, (double)moment(r));
	plan(r, player_due(r->player));
	touch(r);
}

void playback_set_speed(Playback *r, double speed)
{
	set_clock(r, (double)moment(r));
	r->speed = speed;
	plan(r, player_due(r->player));
	touch(r);
}

/* --- To another moment. */

/* Begins anew, in a session that shows nothing yet. */
static void rewind_player(Playback *r)
{
	Pane *before = r->pane;

	player_free(r->player);
	r->pane = NULL;
	recording_reader_rewind(r->reader);
	r->pane = app_open_played(r->app, r->name, before);
	r->player = player_new(r->reader, session(r));
	lenses_connected(r->app, r->pane);
	r->ended = r->has_found = false;
	playback_keys_open(r);
}

static void begin_seek(Playback *r)
{
	timer_set(r->timer, -1);
	pane_scroll_tail(r->pane);
	loop_defer(app_loop(r->app), &r->seek_on, seek_on, r);
	touch(r);
}

void playback_seek(Playback *r, int64_t time)
{
	bool back = time < player_time(r->player);

	time = time < 0 ? 0 : time;
	playback_goal_clear(&r->goal);
	if (back)
		rewind_player(r);
	r->goal = (struct playback_goal){ .kind = PLAYBACK_GOAL_TIME, .time = time };
	begin_seek(r);
}

void playback_seek_prompt(Playback *r)
{
	playback_goal_prompt(&r->goal, session(r));
	begin_seek(r);
}

bool playback_end_seek(Playback *r)
{
	if (r->goal.kind == PLAYBACK_GOAL_NONE)
		return false;
	playback_goal_clear(&r->goal);
	deferred_cancel(&r->seek_on);
	r->paused = true;
	set_clock(r, (double)player_time(r->player));
	plan(r, player_due(r->player));
	touch(r);
	return true;
}

/* More may have come in one piece with the text than the screen has rows. */
static void show_found(Playback *r)
{
	if (playback_goal_is_addressed(session(r)))
		return;
	r->has_found = true;
	r->found = r->goal.from;
	pane_show_place(r->pane, (struct view_anchor){ .line = r->found.line });
}

/* What was sought shows. */
static void arrive(Playback *r, int64_t due)
{
	double at = (double)player_time(r->player);

	if (r->goal.kind == PLAYBACK_GOAL_TIME)
		at = (double)r->goal.time;
	else
		r->paused = true;
	if (r->goal.kind == PLAYBACK_GOAL_TEXT)
		show_found(r);
	playback_goal_clear(&r->goal);
	set_clock(r, at);
	if (due < 0)
		end(r);
	plan(r, due);
	touch(r);
}

void playback_seek_text(Playback *r, const char *text)
{
	char *copy = mem_strdup(text);

	free(r->sought);
	r->sought = copy;
	r->back_to = moment(r);
	playback_goal_text(&r->goal, copy, session(r));
	if (r->goal.kind != PLAYBACK_GOAL_TEXT)
		return;
	/* What came in one piece may have it more than once. */
	if (r->has_found && playback_goal_is_again(&r->goal, session(r), &r->found))
		arrive(r, player_due(r->player));
	else
		begin_seek(r);
}

/* The end has come before that. */
static void miss(Playback *r)
{
	enum playback_goal_kind kind = r->goal.kind;
	struct str text;

	playback_goal_clear(&r->goal);
	end(r);
	if (kind == PLAYBACK_GOAL_PROMPT)
		say(r, "no prompt comes any more: this is the end");
	if (kind != PLAYBACK_GOAL_TEXT)
		return;
	str_init(&text);
	str_append_format(&text, "\"%s\" doesn't appear from ", r->sought);
	replay_time_append(r->back_to, false, &text);
	str_append_string(&text, " on");
	r->ended = false;
	playback_seek(r, r->back_to);
	say(r, text.text);
	str_fini(&text);
}

static void seek_on(void *user)
{
	Playback *r = user;
	int64_t until = clock_mono_ns() + PLAYBACK_SEEK_NS;
	struct recording_record record;
	int64_t due = player_due(r->player);

	if (r->goal.kind == PLAYBACK_GOAL_TIME && (due < 0 || due > r->goal.time)) {
		arrive(r, due);
		return;
	}
	while (due >= 0 && clock_mono_ns() < until) {
		r->has_found = false;
		player_step(r->player, &record);
		due = player_due(r->player);
		if (playback_goal_reached(&r->goal, session(r), &record, due)) {
			arrive(r, due);
			return;
		}
	}
	touch(r);
	if (due < 0)
		miss(r);
	else
		loop_defer(app_loop(r->app), &r->seek_on, seek_on, r);
}

bool playback_seeks(const Playback *r)
{
	return r && r->goal.kind != PLAYBACK_GOAL_NONE;
}

/* --- The status line. */

bool playback_is_of(const Playback *r, const Pane *p)
{
	return r && r->pane && r->pane == p;
}

static void append_state(const Playback *r, struct str *out)
{
	if (r->goal.kind == PLAYBACK_GOAL_TEXT)
		str_append_format(out, "seeking: %s", r->goal.text);
	else if (r->goal.kind != PLAYBACK_GOAL_NONE)
		str_append_string(out, "seeking");
	else if (r->ended)
		str_append_string(out, "at the end");
	else
		str_append_string(out, r->paused ? "paused" : "playing");
}

void playback_status(const Playback *r, struct str *state, struct str *times)
{
	append_state(r, state);
	replay_time_append(moment(r), false, times);
	str_append_char(times, '/');
	replay_time_append(r->total, false, times);
	if (r->ahead)
		str_append_char(times, '+');
	if (r->speed <= 0)
		str_append_string(times, ",max");
	else if (r->speed < 1 || r->speed > 1)
		str_append_format(times, ",x%g", r->speed);
}

void playback_hint(const Playback *r, bool narrow, struct str *out)
{
	if (r->goal.kind != PLAYBACK_GOAL_NONE)
		str_append_string(out, "Esc stops");
	else if (narrow)
		str_append_string(out, "? keys");
	else
		str_append_format(out, "Space %s, ? keys, q quits",
				  r->ended  ? "begins anew" :
				  r->paused ? "plays" :
					      "pauses");
}

const char *playback_name(const Playback *r, struct str *out)
{
	const char *peer = player_name(r->player);

	str_append_format(out, "%s%s%s", r->name, *peer ? ": " : "", peer);
	return out->text;
}

const char *playback_clock(const Playback *r, struct str *out)
{
	char stamp[CLOCK_STAMP];

	int64_t wall = player_wall(r->player), since = moment(r) - player_time(r->player);

	if (wall && wall < INT64_MAX - since)
		str_append_format(out, "%.19s", clock_stamp(wall + since, stamp));
	return out->text;
}

/* --- Opened and closed. */

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

Playback *playback_open(App *app, const struct replay_args *args, struct err *e)
{
	RecordingReader *reader = recording_reader_open(args->file, e);
	RecordingReader *ahead = reader ? recording_reader_open(args->file, e) : NULL;
	Playback *r;

	if (!ahead) {
		recording_reader_free(reader);
		return NULL;
	}
	r = mem_alloc(sizeof(*r));
	*r = (Playback){ .app = app,
			 .args = args,
			 .name = name_of(args->file),
			 .reader = reader,
			 .ahead = ahead,
			 .speed = args->speed };
	r->timer = timer_new(loop_timers(app_loop(app)), play_on, r);
	rewind_player(r);
	set_clock(r, 0);
	if (args->seek_ms > 0)
		playback_seek(r, args->seek_ms);
	else
		plan(r, player_due(r->player));
	loop_defer(app_loop(app), &r->look_ahead, look_ahead, r);
	return r;
}

void playback_forget(Playback *r, const Pane *p)
{
	if (!r || !r->pane || r->pane != p)
		return;
	playback_goal_clear(&r->goal);
	deferred_cancel(&r->seek_on);
	deferred_cancel(&r->look_ahead);
	timer_set(r->timer, -1);
	player_free(r->player);
	r->player = NULL;
	r->pane = NULL;
}

void playback_free(Playback *r)
{
	if (!r)
		return;
	playback_forget(r, r->pane);
	timer_free(r->timer);
	recording_reader_free(r->ahead);
	recording_reader_free(r->reader);
	free(r->sought);
	free(r);
}
