/* The text world: logging in, prompts, and what happens by itself. */
#include "demo/world.h"

#include <string.h>

#include "base/utf8.h"
#include "telnet/option.h"

#include "base/poison.h"

enum {
	EVENT_FIRST = 4000, /* ms after logging in */
	EVENT_SHORTEST = 4000,
	EVENT_SPREAD = 5000,
	EVENTS_UNTIL_QUIET = 40,
	FLOOD_SLICE = 64, /* lines */
};

enum event_where { ANYWHERE, OUTSIDE, INSIDE, WITH_FISH };

static const struct {
	enum event_where where;
	const char *text;
} happenings[] = {
	{ ANYWHERE, "{y}Out in the fairway the tide bell rings twice.{0}" },
	{ ANYWHERE, "{c}A ship's horn sounds, long and low, behind the point.{0}" },
	{ ANYWHERE, "{m}A grey cat walks past as if it owned the place.{0}" },
	{ OUTSIDE, "{g}A gull lands, looks at you with one eye, and leaves again.{0}" },
	{ OUTSIDE, "{c}The beam of the lighthouse sweeps over you and goes on.{0}" },
	{ OUTSIDE, "{d}A little fog comes in, thinks better of it, and goes out.{0}" },
	{ INSIDE, "{d}A door bangs somewhere, and a voice says: sorry!{0}" },
	{ INSIDE, "{y}The floor trembles as a ship ties up outside.{0}" },
	{ WITH_FISH, "{m}A grey cat sits down in front of you and looks at your fish.{0}" },
};

enum { HAPPENINGS = sizeof(happenings) / sizeof(happenings[0]) };

static void say_question(struct world *w)
{
	if (w->stage == WORLD_PLAYING)
		service_say(w->service, "{c}[%s] > {0}", world_rooms[w->room].name);
	else
		service_say(w->service, w->stage == WORLD_NAME ? "What is your name? " :
								 "Password (anything will do): ");
}

static void say_prompt(struct world *w)
{
	if (w->stage == WORLD_PLAYING)
		tour_tell(w->service);
	say_question(w);
	telnetd_go_ahead(service_visit(w->service)->telnet);
}

static void take_name(struct world *w, const char *line)
{
	const char *name = line + strspn(line, " ");

	if (!*name)
		name = "stranger";
	str_append(&w->name, name, utf8_fit(name, strlen(name), WORLD_NAME_CELLS));
	w->stage = WORLD_PASSWORD;
	/* The prompt first and WILL ECHO after it, as games do: a client must look again then. */
	say_question(w);
	telnetd_will(service_visit(w->service)->telnet, OPTION_ECHO, true);
	telnetd_go_ahead(service_visit(w->service)->telnet);
}

static void take_password(struct world *w, const char *line)
{
	size_t length = strlen(line), count = 0;

	for (size_t at = 0; at < length; count++)
		at += utf8_cluster_length(line + at, length - at);
	telnetd_will(service_visit(w->service)->telnet, OPTION_ECHO, false);
	service_say(w->service, "\n");
	service_tell(
		w->service,
		"Welcome, {N}%s{0}. I saw %zu character%s and showed none of them. Look around "
		"with words: {K}look{0}, {K}north{0}, {K}take rope{0}, {K}map{0}, {K}help{0}.\n\n",
		w->name.text, count, count == 1 ? "" : "s");
	tour_did(w->service, TOUR_HIDDEN);
	w->stage = WORLD_PLAYING;
	service_wake(w->service, EVENT_FIRST);
	world_look(w);
}

/* What the line shows of how it was typed. */
static void note_line(struct world *w, const char *line)
{
	if (*line && !strcmp(line, w->last.text))
		tour_did(w->service, TOUR_AGAIN);
	if (*line && w->event_came)
		tour_did(w->service, TOUR_HALF);
	if (strstr(line, "barnacle"))
		tour_did(w->service, TOUR_WORD);
	if (*line == '/')
		tour_did(w->service, TOUR_SLASH);
	w->event_came = false;
	str_clear(&w->last);
	str_append_string(&w->last, line);
}

static void world_line(void *state, char *line)
{
	struct world *w = state;

	w->events_left = EVENTS_UNTIL_QUIET;
	switch (w->stage) {
	case WORLD_NAME: take_name(w, line); return;
	case WORLD_PASSWORD: take_password(w, line); break;
	case WORLD_PLAYING:
		if (service_visit(w->service)->due < 0)
			service_wake(w->service, EVENT_FIRST);
		note_line(w, line);
		world_command(w, line);
		break;
	}
	service_prompt(w->service);
}

static bool fits_here(const struct world *w, enum event_where where)
{
	if (where == OUTSIDE || where == INSIDE)
		return world_rooms[w->room].outside == (where == OUTSIDE);
	return where == ANYWHERE || world_carries(w, "fish");
}

static void tell_event(struct world *w)
{
	size_t event;

	service_wake(w->service, EVENT_SHORTEST + service_random(&w->seed) % EVENT_SPREAD);
	event = service_random(&w->seed) % HAPPENINGS;
	while (!fits_here(w, happenings[event].where))
		event = (event + 1) % HAPPENINGS;
	service_say(w->service, SERVICE_ERASE_LINE);
	service_tell_text(w->service, happenings[event].text, "\n");
	w->event_came = true;
	if (w->events_left && --w->events_left == 0) {
		service_say(w->service, "{d}The harbour goes quiet and waits for you.{0}\n");
		service_wake(w->service, -1);
	}
	say_prompt(w);
}

static void end_flood(struct world *w, const char *text)
{
	service_say(w->service, "{y}%s after %u lines.{0} {K}PgUp{0} scrolls, {K}End{0} returns.\n",
		    text, (unsigned)w->flood_done);
	tour_did(w->service, w->flood_done < w->flood_count ? TOUR_STOP : TOUR_FLOOD);
	service_visit(w->service)->busy = false;
	service_wake(w->service, EVENT_FIRST);
	say_prompt(w);
}

/* A slice of the flood, or an event. */
static void world_tick(struct world *w)
{
	static const char *const words[] = { "herring",   "lantern",  "anchor",  "compass",
					     "driftwood", "spyglass", "barnacle" };

	if (!service_visit(w->service)->busy) {
		tell_event(w);
		return;
	}
	for (int i = 0; i < FLOOD_SLICE && w->flood_done < w->flood_count; i++) {
		unsigned n = (unsigned)++w->flood_done;

		service_say(w->service, "\033[%um%8u\033[0m of %u: %s, %s\n", 31 + n % 6, n,
			    (unsigned)w->flood_count, words[n % 7], words[n / 7 % 7]);
	}
	if (w->flood_done == w->flood_count)
		end_flood(w, "The flood ends");
}

static bool world_hear(void *state, enum area_event event)
{
	struct world *w = state;
	bool flooding = service_visit(w->service)->busy;

	switch (event) {
	case AREA_ENTER:
		w->seed = 1969;
		str_init(&w->name);
		str_init(&w->last);
		world_map_reset(w);
		return true;
	case AREA_LEAVE:
		str_fini(&w->name);
		str_fini(&w->last);
		return true;
	case AREA_PROMPT: say_prompt(w); return true;
	case AREA_TICK: world_tick(w); return true;
	case AREA_INTERRUPT:
		if (flooding)
			end_flood(w, "You stop the flood");
		return flooding;
	default: return false;
	}
}

const struct area world_area = {
	.place = TOUR_WORLD,
	.size = sizeof(struct world),
	.greeting = "{T}The harbour of Hail{0}\n"
		    "A small world in {b}line mode{0}: you edit a line at the bottom, whatever "
		    "arrives scrolls above it, and Enter sends it. Say who you are, then a "
		    "password: hail hides it because I ask it to.\n\n",
	.hear = world_hear,
	.line = world_line,
};
