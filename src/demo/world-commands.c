#include <string.h>

#include "demo/tint.h"
#include "demo/world.h"

#include "base/poison.h"

static void do_look(struct world *w, const char *argument)
{
	if (*argument)
		world_examine(w, argument);
	else
		world_look(w);
}

static void do_north(struct world *w, const char *argument)
{
	(void)argument;
	world_move(w, WORLD_NORTH);
}

static void do_east(struct world *w, const char *argument)
{
	(void)argument;
	world_move(w, WORLD_EAST);
}

static void do_south(struct world *w, const char *argument)
{
	(void)argument;
	world_move(w, WORLD_SOUTH);
}

static void do_west(struct world *w, const char *argument)
{
	(void)argument;
	world_move(w, WORLD_WEST);
}

static void do_up(struct world *w, const char *argument)
{
	(void)argument;
	world_move(w, WORLD_UP);
}

static void do_down(struct world *w, const char *argument)
{
	(void)argument;
	world_move(w, WORLD_DOWN);
}

static void do_inventory(struct world *w, const char *argument)
{
	(void)argument;
	world_inventory(w);
}

static void do_map(struct world *w, const char *argument)
{
	(void)argument;
	world_draw(w);
}

static void do_say(struct world *w, const char *argument)
{
	service_say(w->service, "You say: \"%s\"\n", argument);
	if (!strcmp(world_room_name(w), "Inn"))
		service_say(w->service, "{g}The parrot{0} repeats: \"%s\"\n", argument);
}

static void do_ring(struct world *w, const char *argument)
{
	(void)argument;
	if (strcmp(world_room_name(w), "Lantern Room"))
		service_say(w->service,
			    "There is no bell here. It hangs at the top of the lighthouse.\n");
	else
		service_say(w->service, "{y}The brass bell rings out over the water.{0}\a\n");
}

static void do_flood(struct world *w, const char *argument)
{
	long long count;

	if (!str_to_number(argument, 1, WORLD_FLOOD_MAX, &count)) {
		service_say(w->service, "Say how many lines, 1 to %d: {K}flood 500{0}\n",
			    WORLD_FLOOD_MAX);
		return;
	}
	w->flood_done = 0;
	w->flood_count = (uint32_t)count;
}

static const char *const tour_steps[] = {
	"Press {K}Up{0}: your last line comes back, and {K}Down{0} brings your draft again.\n"
	"{K}Ctrl-R{0} searches in all you have sent. Then type {K}tour{0}.\n",

	"Type half a line, anything, and wait with your hands in your lap. Something\n"
	"will happen here; what you typed stays as it is. Then finish it, and {K}tour{0}.\n",

	"Type {K}flood 500{0}, press {K}PgUp{0} a few times and then say {K}look{0}: you keep your "
	"place,\n"
	"and the status line counts what is new. {K}End{0} goes back down. Then {K}tour{0}.\n",

	"Type {K}light{0} and press {K}Tab{0}: words that are on the screen complete themselves.\n"
	"{K}Ctrl-A{0} and {K}Ctrl-E{0} jump, {K}Ctrl-W{0} cuts a word, {K}Ctrl-Y{0} brings it "
	"back. Then {K}tour{0}.\n",

	"Press {K}Ctrl-]{0}: a menu opens. {K}m{0} there changes the input mode, {K}v{0} how "
	"things are\n"
	"drawn, {K}c{0} opens a command line. Change the mode and change it back. Then "
	"{K}tour{0}.\n",

	"Lines that begin with a slash are for hail itself: {K}/help{0} lists them all,\n"
	"{K}/log notes.txt{0} keeps what you see. Two slashes send one. Then {K}tour{0}.\n",

	"That is the tour of line mode. Look around as long as you like: {K}map{0}, {K}help{0}.\n"
	"{K}quit{0} goes back to the menu, where {K}2{0} shows character mode.\n",
};

enum { TOUR_STEPS = sizeof(tour_steps) / sizeof(tour_steps[0]) };

static void do_tour(struct world *w, const char *argument)
{
	(void)argument;
	service_say(w->service, "{y}Tour %zu of %d{0}\n", w->tour_step + 1, TOUR_STEPS);
	service_tell(w->service, tour_steps[w->tour_step]);
	w->tour_step = (w->tour_step + 1) % TOUR_STEPS;
}

static void do_quit(struct world *w, const char *argument)
{
	(void)argument;
	service_say(w->service, "The harbour folds itself up behind you.\n");
	service_go_home(w->service);
}

static void do_help(struct world *w, const char *argument);

static const struct command {
	const char *word;
	const char *alias; /* may be NULL */
	const char *argument; /* what must follow, or "" */
	const char *help;
	void (*run)(struct world *w, const char *argument);
} commands[] = {
	{ "look", "l", "", "see where you are, or look at a thing", do_look },
	{ "north", "n", "", "go north; the same with the five below", do_north },
	{ "east", "e", "", "go east", do_east },
	{ "south", "s", "", "go south", do_south },
	{ "west", "w", "", "go west", do_west },
	{ "up", "u", "", "go up", do_up },
	{ "down", "d", "", "go down", do_down },
	{ "take", "get", "THING", "pick something up", world_take },
	{ "drop", NULL, "THING", "put it down again", world_drop },
	{ "inventory", "i", "", "see what you carry", do_inventory },
	{ "examine", "x", "THING", "look at it closely", world_examine },
	{ "say", NULL, "WORDS", "say something", do_say },
	{ "ring", NULL, "", "ring the bell, where there is one", do_ring },
	{ "map", NULL, "", "draw the map", do_map },
	{ "flood", NULL, "N", "N numbered lines at once, to scroll and search in", do_flood },
	{ "tour", "t", "", "what to press next", do_tour },
	{ "help", "?", "", "this list", do_help },
	{ "quit", "q", "", "back to the menu", do_quit },
};

enum { COMMAND_ROWS = sizeof(commands) / sizeof(commands[0]) };

static void do_help(struct world *w, const char *argument)
{
	(void)argument;
	for (size_t i = 0; i < COMMAND_ROWS; i++)
		service_say(w->service, "  {K}%-10s{0}%-7s{N}%-4s{0}{d}%s{0}\n", commands[i].word,
			    commands[i].argument, commands[i].alias ? commands[i].alias : "",
			    commands[i].help);
}

static const struct command *find_command(const char *word)
{
	for (size_t i = 0; i < COMMAND_ROWS; i++) {
		if (!strcmp(word, commands[i].word) ||
		    (commands[i].alias && !strcmp(word, commands[i].alias)))
			return &commands[i];
	}
	for (size_t i = 0; i < COMMAND_ROWS && strlen(word) > 1; i++) {
		if (!strncmp(word, commands[i].word, strlen(word)))
			return &commands[i];
	}
	return NULL;
}

/* Cuts `line` into its first word and the rest, both without blanks around them. */
static char *split_line(char *line, char **rest)
{
	char *word = line + strspn(line, " ");
	size_t length = strcspn(word, " ");

	*rest = word + length;
	*rest += strspn(*rest, " ");
	word[length] = '\0';
	for (size_t n = strlen(*rest); n && (*rest)[n - 1] == ' ';)
		(*rest)[--n] = '\0';
	return word;
}

void world_command(struct world *w, char *line)
{
	char *argument;
	char *word = split_line(line, &argument);
	const struct command *command = find_command(word);

	if (!*word)
		return;
	if (!command)
		service_say(w->service,
			    "I don't know how to \"%.*s\". {K}help{0} lists what I know.\n",
			    tint_fit(word, 30), word);
	else if (*command->argument && !*argument)
		service_say(w->service, "Say it with a word more: {K}%s %s{0}\n", command->word,
			    command->argument);
	else
		command->run(w, argument);
}
