/*
 * Private to the world: its state, its map and the commands' way to it.
 */
#ifndef HAIL_DEMO_WORLD_H
#define HAIL_DEMO_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "demo/area.h"

enum { WORLD_NAME_CELLS = 20, WORLD_ITEMS = 6, WORLD_FLOOD_MAX = 10000000 };

enum world_direction {
	WORLD_NORTH,
	WORLD_EAST,
	WORLD_SOUTH,
	WORLD_WEST,
	WORLD_UP,
	WORLD_DOWN,
	WORLD_DIRECTIONS
};

extern const char *const world_direction_names[WORLD_DIRECTIONS];

/* Places of an item beside the rooms. */
enum { WORLD_CARRIED = -1 };

enum world_stage { WORLD_NAME, WORLD_PASSWORD, WORLD_PLAYING };

struct world {
	Service *service;
	enum world_stage stage;
	struct str name;
	size_t room;
	int places[WORLD_ITEMS]; /* where each item is: a room or WORLD_CARRIED */
	uint32_t seed; /* of what happens by itself */
	int64_t next_event; /* ms; -1 = none */
	unsigned events_left; /* until it is quiet, so that an idle session stays small */
	uint32_t flood_done, flood_count;
	bool event_came; /* since the last line */
	struct str last; /* the last line */
};

/* --- world-map.c */

/* Puts everything in its place. */
void world_map_reset(struct world *w);

/* The name of the room the visitor is in. */
const char *world_room_name(const struct world *w);

/* Whether that room is under the open sky. */
bool world_is_outside(const struct world *w);

/* Whether the visitor carries the item `name`. */
bool world_carries(const struct world *w, const char *name);

/* Shows the room: its text, what lies there, its exits. */
void world_look(struct world *w);

/* Goes through an exit, if there is one. */
void world_move(struct world *w, enum world_direction direction);

/* Takes, drops, lists or looks closely at items. */
void world_take(struct world *w, const char *name);
void world_drop(struct world *w, const char *name);
void world_inventory(struct world *w, const char *unused);
void world_examine(struct world *w, const char *name);

/* Draws the map. */
void world_draw(struct world *w, const char *unused);

/* --- world-commands.c */

/* Does what the line says; the prompt is the caller's. */
void world_command(struct world *w, char *line);

#endif
