#include <string.h>

#include "demo/area.h"
#include "demo/tint.h"
#include "telnet/option.h"

#include "base/poison.h"

static const char greeting[] =
	"\n"
	"  \033[38;5;51m█  █ \033[38;5;45m ▄▀▄ \033[38;5;39m █ \033[38;5;33m █\n"
	"  \033[38;5;51m█▀▀█ \033[38;5;45m █▀█ \033[38;5;39m █ \033[38;5;33m █\n"
	"  \033[38;5;51m▀  ▀ \033[38;5;45m ▀ ▀ \033[38;5;39m ▀ \033[38;5;33m ▀▀▀ {0} {b}ahoy from "
	"inside the program{0}\n"
	"\n"
	"This is hail's built-in telnet service: a place to try every key, with no\n"
	"network and nothing that can break. Right now you are in {b}line mode{0}: you edit\n"
	"a line at the bottom, whatever arrives scrolls above it, and Enter sends it.\n"
	"Two keys are always hail's own: {K}Ctrl-]{0} (or {K}F12{0}) opens a small menu, and "
	"{K}PgUp{0}\n"
	"scrolls back through what was said ({K}End{0} returns). Next: press {K}1{0}, then "
	"Enter.\n";

static void show_help(Service *s);
static void show_client(Service *s);

static void go_world(Service *s)
{
	service_go(s, &world_area);
}

static void go_router(Service *s)
{
	service_go(s, &router_area);
}

static void say_goodbye(Service *s)
{
	service_say(s, "Fair winds! {K}Ctrl-]{0} then {K}q{0} quits hail, {K}r{0} would come back "
		       "here.\n");
	service_quit(s);
}

static const struct {
	const char *key;
	const char *word;
	const char *help;
	void (*run)(Service *s);
	bool hidden; /* another name of a row above */
} menu_rows[] = {
	{ "1", "world", "line mode: history, a hidden password, prompts, colours", go_world,
	  false },
	{ "2", "router", "character mode: TAB, ?, --More--, a slow paste, Ctrl-C", go_router,
	  false },
	{ "3", "page", "256 colours, styles, wide and combining characters, lines", page_show,
	  false },
	{ "4", "client", "what your client has told me about itself", show_client, false },
	{ "q", "quit", "say good-bye", say_goodbye, false },
	{ "?", "help", "this list", show_help, true },
	{ "h", "menu", "this list", show_help, true },
	{ "x", "exit", "say good-bye", say_goodbye, true },
};

enum { MENU_ROWS = sizeof(menu_rows) / sizeof(menu_rows[0]) };

static void show_help(Service *s)
{
	service_say(s, "\n");
	for (size_t i = 0; i < MENU_ROWS; i++) {
		if (!menu_rows[i].hidden)
			service_say(s, "   {K}%s{0}  {N}%-8s{0}{d}%s{0}\n", menu_rows[i].key,
				    menu_rows[i].word, menu_rows[i].help);
	}
	service_say(s, "\n");
}

static void say_option(Service *s, const char *name, enum telnetd_state state, const char *text)
{
	static const char *const words[] = { "off", "on", "asked", "ending" };

	service_say(s, "  {N}%-10s{0}%-8s{d}%s{0}\n", name, words[state], text);
}

static void show_client(Service *s)
{
	Telnetd *t = service_telnet(s);
	const struct telnetd_client *c = telnetd_client(t);

	service_say(s, "\n");
	if (!c->spoke)
		service_say(
			s,
			"  Your client hasn't answered in telnet: it is a plain byte stream, and\n"
			"  that works here too.\n");
	say_option(s, "TTYPE", telnetd_theirs(t, OPTION_TTYPE), "the names of client and terminal");
	for (size_t i = 0; i < c->terminal_count; i++)
		service_say(s, "  {N}%10s{0}%s\n", "", c->terminals[i]);
	say_option(s, "NAWS", telnetd_theirs(t, OPTION_NAWS), "the size of your window");
	if (c->columns || c->rows)
		service_say(s, "  {N}%10s{0}%u columns, %u rows\n", "", c->columns, c->rows);
	say_option(s, "ECHO", telnetd_ours(t, OPTION_ECHO), "I would show what you type");
	say_option(s, "SGA", telnetd_ours(t, OPTION_SGA), "I would leave GA out after prompts");
	service_say(s, "\n");
}

static void menu_prompt(void *state)
{
	service_say(state, "{c}Your choice:{0} ");
}

/* The menu has no state of its own: its state is the service. */
static void *menu_enter(Service *s)
{
	if (service_is_new(s))
		service_tell(s, greeting);
	else
		service_tell(s, "\n{T}Back at the menu.{0} Lines again: end each with Enter.\n");
	show_help(s);
	menu_prompt(s);
	return s;
}

static void menu_leave(void *state)
{
	(void)state;
}

static void menu_line(void *state, char *line)
{
	Service *s = state;
	char *word = line + strspn(line, " ");

	word[strcspn(word, " ")] = '\0';
	for (size_t i = 0; i < MENU_ROWS; i++) {
		if (strcmp(word, menu_rows[i].key) && strcmp(word, menu_rows[i].word))
			continue;
		menu_rows[i].run(s);
		if (!service_is_leaving(s))
			menu_prompt(s);
		return;
	}
	if (*word)
		service_say(s,
			    "There is no \"%.*s\" here. Press {K}1{0}, {K}2{0}, {K}3{0}, {K}4{0} "
			    "or {K}q{0}, then Enter.\n",
			    tint_fit(word, 30), word);
	else
		service_say(s, "Press {K}1{0}, {K}2{0}, {K}3{0}, {K}4{0} or {K}q{0}, then Enter; "
			       "{K}?{0} shows the list.\n");
	menu_prompt(s);
}

const struct area menu_area = {
	.enter = menu_enter,
	.leave = menu_leave,
	.line = menu_line,
	.prompt = menu_prompt,
};
