#include <string.h>

#include "base/utf8.h"
#include "config/command.h"
#include "demo/world.h"

#include "base/poison.h"

enum room_id {
	HARBOUR,
	MARKET,
	INN,
	CELLAR,
	LIGHTHOUSE,
	LANTERN_ROOM,
	PIER,
	CAVE,
	ROOM_COUNT,
	NOWHERE = -1
};

const struct world_room world_rooms[] = {
	[HARBOUR] = {
		"Harbour",
		"Masts creak over green water, and gulls argue about a herring. A rope post in "
		"the middle of the square is worn smooth by four hundred years of knots.",
		{ MARKET, LIGHTHOUSE, PIER, NOWHERE, NOWHERE, NOWHERE }, true,
	},
	[MARKET] = {
		"Market",
		"Stalls with striped awnings: {r}apples{0}, {y}lemons{0}, {g}samphire{0}, "
		"{c}mackerel{0} on ice. Nobody minds if you only look.",
		{ NOWHERE, NOWHERE, HARBOUR, INN, NOWHERE, NOWHERE }, true,
	},
	[INN] = {
		"Inn",
		"Low beams and a warm stove. A {g}green parrot{0} on the bar repeats what people "
		"say. A trapdoor stands open behind the barrels.",
		{ NOWHERE, MARKET, NOWHERE, NOWHERE, NOWHERE, CELLAR }, false,
	},
	[CELLAR] = {
		"Cellar",
		"Cool and dark, with a smell of cork. Somewhere behind the southern wall, water "
		"breathes in and out.",
		{ NOWHERE, NOWHERE, CAVE, NOWHERE, INN, NOWHERE }, false,
	},
	[LIGHTHOUSE] = {
		"Lighthouse",
		"A round room, whitewashed. The stair goes up in a spiral: 216 steps, one for "
		"each colour of the cube.",
		{ NOWHERE, NOWHERE, NOWHERE, HARBOUR, LANTERN_ROOM, NOWHERE }, false,
	},
	[LANTERN_ROOM] = {
		"Lantern Room",
		"Glass all around, and the whole coast below. The {y}great lamp{0} turns without a "
		"sound. A brass bell hangs by the door: you may {K}ring{0} it.",
		{ NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE, LIGHTHOUSE }, true,
	},
	[PIER] = {
		"Pier",
		"Planks, then planks with gaps, then the sea. A slippery ladder leads down to "
		"where it sounds hollow.",
		{ HARBOUR, NOWHERE, NOWHERE, NOWHERE, NOWHERE, CAVE }, true,
	},
	[CAVE] = {
		"Sea Cave",
		"The light is {c}blue and green{0} and moves over the ceiling. A crack in the "
		"northern wall smells of cork.",
		{ CELLAR, NOWHERE, NOWHERE, NOWHERE, PIER, NOWHERE }, false,
	},
};

static const struct {
	const char *name;
	const char *text;
	enum room_id room;
} items[WORLD_ITEMS] = {
	{ "rope", "Ten fathoms of good hemp. It has never lost a line.", HARBOUR },
	{ "fish", "A mackerel, silver and striped. A cat would like it.", MARKET },
	{ "coin", "A copper coin. One side says LINE, the other CHAR.", INN },
	{ "lantern", "A storm lantern. It burns, for no reason you can see.", CELLAR },
	{ "chart", "A sea chart of this very place. The word map draws it.", LIGHTHOUSE },
	{ "shell", "Hold it to your ear: it hisses at 9600 baud.", CAVE },
};

/* The directions are the first. */
enum { DROP = WORLD_DIRECTIONS, EXAMINE, FLOOD, HELP, INVENTORY, LOOK, MAP, QUIT, RING, SAY, TAKE };

static const struct command_row rows[] = {
	[WORLD_NORTH] = { .name = "north", .alias = "n" },
	[WORLD_EAST] = { .name = "east", .alias = "e" },
	[WORLD_SOUTH] = { .name = "south", .alias = "s" },
	[WORLD_WEST] = { .name = "west", .alias = "w" },
	[WORLD_UP] = { .name = "up", .alias = "u" },
	[WORLD_DOWN] = { .name = "down", .alias = "d" },
	[DROP] = { .name = "drop", .args = COMMAND_NEEDS_ARGS, .usage = "THING" },
	[EXAMINE] = { .name = "examine",
		      .alias = "x",
		      .args = COMMAND_NEEDS_ARGS,
		      .usage = "THING" },
	[FLOOD] = { .name = "flood", .args = COMMAND_NEEDS_ARGS, .usage = "LINES" },
	[HELP] = { .name = "help", .alias = "?" },
	[INVENTORY] = { .name = "inventory" },
	[LOOK] = { .name = "look", .alias = "l", .args = COMMAND_MAY_HAVE_ARGS, .usage = "THING" },
	[MAP] = { .name = "map" },
	[QUIT] = { .name = "quit" },
	[RING] = { .name = "ring" },
	[SAY] = { .name = "say", .args = COMMAND_NEEDS_ARGS, .usage = "WORDS" },
	[TAKE] = { .name = "take", .alias = "get", .args = COMMAND_NEEDS_ARGS, .usage = "THING" },
};

static const struct command_table commands = { rows, sizeof(rows) / sizeof(rows[0]) };

void world_map_reset(struct world *w)
{
	w->room = HARBOUR;
	for (size_t i = 0; i < WORLD_ITEMS; i++)
		w->places[i] = items[i].room;
}

/* The item called `name` at `place`, or WORLD_ITEMS. */
static size_t find_item(const struct world *w, const char *name, int place)
{
	size_t i = 0;

	while (i < WORLD_ITEMS && (strcmp(items[i].name, name) || w->places[i] != place))
		i++;
	return i;
}

bool world_carries(const struct world *w, const char *name)
{
	return find_item(w, name, WORLD_CARRIED) < WORLD_ITEMS;
}

/* Lists the items at a place; false if there are none. */
static bool say_items(struct world *w, int place, const char *before, const char *after)
{
	size_t count = 0, said = 0;

	for (size_t i = 0; i < WORLD_ITEMS; i++)
		count += w->places[i] == place;
	for (size_t i = 0; i < WORLD_ITEMS; i++) {
		if (w->places[i] != place)
			continue;
		service_say(w->service, "%s", !said ? before : said + 1 == count ? " and " : ", ");
		service_say(w->service, "a {m}%s{0}%s", items[i].name,
			    ++said == count ? after : "");
	}
	return count > 0;
}

static void say_exits(struct world *w)
{
	const char *comma = "";

	service_say(w->service, "{d}Exits:{0} ");
	for (size_t i = 0; i < WORLD_DIRECTIONS; i++) {
		if (world_rooms[w->room].exits[i] == NOWHERE)
			continue;
		service_say(w->service, "%s{g}%s{0}", comma, rows[i].name);
		comma = ", ";
	}
	service_say(w->service, "\n");
}

void world_look(struct world *w)
{
	service_say(w->service, "{T}%s{0}\n", world_rooms[w->room].name);
	service_tell_text(w->service, world_rooms[w->room].text, "\n");
	say_items(w, w->room, "You see ", " here.\n");
	say_exits(w);
}

static void move(struct world *w, size_t direction)
{
	int to = world_rooms[w->room].exits[direction];

	if (to == NOWHERE) {
		service_say(w->service, "There is no way %s from here.\n", rows[direction].name);
		say_exits(w);
		return;
	}
	w->room = to;
	world_look(w);
}

/* Says something of what isn't there, as the visitor has called it. */
static void say_no(struct world *w, const char *before, const char *name, const char *after)
{
	service_say(w->service, "%s\"%.*s\"%s\n", before, (int)utf8_fit(name, strlen(name), 30),
		    name, after);
}

static void take(struct world *w, const char *name, bool taking)
{
	size_t item = find_item(w, name, taking ? w->room : WORLD_CARRIED);

	if (item == WORLD_ITEMS) {
		say_no(w, taking ? "There is no " : "You don't carry a ", name,
		       taking ? " to take here." : ".");
		return;
	}
	w->places[item] = taking ? WORLD_CARRIED : w->room;
	service_say(w->service,
		    taking ? "You take the {m}%s{0}.\n" : "You put the {m}%s{0} down.\n", name);
}

static void examine(struct world *w, const char *name)
{
	size_t item = find_item(w, name, WORLD_CARRIED);

	if (item == WORLD_ITEMS)
		item = find_item(w, name, w->room);
	if (item == WORLD_ITEMS)
		say_no(w, "You see no ", name, " here.");
	else
		service_say(w->service, "%s\n", items[item].text);
}

/* The names in brackets are those of rooms; the visitor's is reversed. */
static void draw(struct world *w)
{
	static const char map[] = "\n  [ Inn ]───────[ Market ]       [ Lantern Room ]\n"
				  "     ┊ down           │                  ┊ up\n"
				  "     ┊            [ Harbour ]────────[ Lighthouse ]\n"
				  "  [ Cellar ]          │\n"
				  "       │          [ Pier ]\n"
				  "  [ Sea Cave ]";
	const char *here = world_rooms[w->room].name;

	for (const char *label, *end, *at = map; *at; at = end) {
		bool is_here;

		label = strchr(at, '[');
		end = strchr(label, ']') + 1;
		is_here = !strncmp(label + 2, here, strlen(here));
		service_say(w->service, is_here ? "%.*s{v}%.*s{0}" : "%.*s{T}%.*s{0}",
			    (int)(label - at), at, (int)(end - label), label);
	}
	service_say(w->service, "┄┄┄┄┄┄┄┄┘ down            {d}north is up{0}\n\n");
}

static void say_help(struct world *w)
{
	service_tell(w->service, "I know {K}north east south west up down{0}, or their first "
				 "letters; and");
	for (size_t i = DROP; i < commands.count; i++)
		service_say(w->service, "%s  {K}%s{0}{d}%s%s{0}", (i - DROP) % 6 ? "" : "\n",
			    rows[i].name, rows[i].usage ? " " : "",
			    rows[i].usage ? rows[i].usage : "");
	service_say(w->service, "\n");
}

static void begin_flood(struct world *w, const char *lines)
{
	long long count;

	if (!str_to_number(lines, 1, WORLD_FLOOD_MAX, &count)) {
		service_say(w->service, "Say how many lines, 1 to %d: {K}flood 500{0}\n",
			    WORLD_FLOOD_MAX);
		return;
	}
	w->flood_done = 0;
	w->flood_count = (uint32_t)count;
	service_visit(w->service)->busy = true;
	service_wake(w->service, 0);
}

static void do_command(struct world *w, size_t action, const char *argument)
{
	Service *s = w->service;

	switch (action) {
	case EXAMINE: examine(w, argument); break;
	case DROP:
	case TAKE: take(w, argument, action == TAKE); break;
	case FLOOD: begin_flood(w, argument); break;
	case HELP: say_help(w); break;
	case INVENTORY:
		if (!say_items(w, WORLD_CARRIED, "You carry ", ".\n"))
			service_say(s, "Your hands are empty.\n");
		break;
	case LOOK: *argument ? examine(w, argument) : world_look(w); break;
	case MAP: draw(w); break;
	case QUIT: service_go(s, NULL); break;
	case RING:
		service_say(s, w->room != LANTERN_ROOM ?
				       "There is no bell here. It hangs at the top of the "
				       "lighthouse.\n" :
				       "{y}The brass bell rings out over the water.{0}\a\n");
		break;
	case SAY:
		service_say(s, "You say: \"%s\"\n", argument);
		if (w->room == INN)
			service_say(s, "{g}The parrot{0} repeats: \"%s\"\n", argument);
		break;
	default: move(w, action); break;
	}
}

void world_command(struct world *w, char *line)
{
	const struct command_row *row;
	char *argument;
	struct err e;
	size_t word;

	for (size_t n = strlen(line); n && line[n - 1] == ' ';)
		line[--n] = '\0';
	line += strspn(line, " ");
	word = strcspn(line, " ");
	for (size_t i = 0; i < word; i++)
		line[i] = str_lower(line[i]);
	argument = line + word + strspn(line + word, " ");
	line[word] = '\0';
	row = command_find(&commands, line, &e);
	if (row && row->args == COMMAND_NEEDS_ARGS && !*argument)
		service_say(w->service, "Say it with a word more: {K}%s %s{0}\n", row->name,
			    row->usage);
	else if (row)
		do_command(w, (size_t)(row - rows), argument);
	else if (*line)
		service_say(w->service,
			    "I don't know how to \"%.*s\". {K}help{0} lists what I know.\n",
			    (int)utf8_fit(line, word, 30), line);
}
