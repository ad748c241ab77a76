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

static void do_quit(struct world *w, const char *argument)
{
	(void)argument;
	service_go_home(w->service);
}

static void do_help(struct world *w, const char *argument);

static const struct command {
	const char *word;
	const char *alias; /* may be NULL */
	const char *argument; /* what must follow, or "" */
	void (*run)(struct world *w, const char *argument);
} commands[] = {
	{ "look", "l", "", do_look },
	{ "take", "get", "THING", world_take },
	{ "drop", NULL, "THING", world_drop },
	{ "inventory", "i", "", world_inventory },
	{ "examine", "x", "THING", world_examine },
	{ "say", NULL, "WORDS", do_say },
	{ "ring", NULL, "", do_ring },
	{ "map", NULL, "", world_draw },
	{ "flood", NULL, "LINES", do_flood },
	{ "help", "?", "", do_help },
	{ "quit", "q", "", do_quit },
};

enum { COMMAND_ROWS = sizeof(commands) / sizeof(commands[0]) };

static void do_help(struct world *w, const char *argument)
{
	(void)argument;
	service_tell(w->service, "I know {K}north east south west up down{0}, or their first "
				 "letters; and");
	for (size_t i = 0; i < COMMAND_ROWS; i++)
		service_say(w->service, i % 6 ? "  {K}%s{0}{d}%s%s{0}" : "\n  {K}%s{0}{d}%s%s{0}",
			    commands[i].word, *commands[i].argument ? " " : "",
			    commands[i].argument);
	service_say(w->service, "\n");
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

/* The direction that a word or its first letter means; WORLD_DIRECTIONS if none. */
static enum world_direction find_direction(const char *word)
{
	size_t length = strlen(word), i = 0;

	while (i < WORLD_DIRECTIONS && (!length || strncmp(word, world_direction_names[i], length)))
		i++;
	return (enum world_direction)i;
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
	enum world_direction direction = find_direction(word);

	if (!*word)
		return;
	if (direction < WORLD_DIRECTIONS) {
		world_move(w, direction);
		return;
	}
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
