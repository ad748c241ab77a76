/* The first screen: who uses hail, each one key away, and what has been tried. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "demo/area.h"
#include "demo/screens.h"
#include "demo/tint.h"
#include "telnet/option.h"

#include "base/poison.h"

enum {
	FULL_COLUMNS = 72, /* below this, or below FULL_ROWS, the menu is short */
	FULL_ROWS = 22,
	KEY_ESCAPE = 0x1b,
};

struct menu {
	Service *service;
	bool is_full; /* as it was shown last */
	bool skipping; /* a line that is meant for hail, up to its Enter */
	bool paging; /* a page hides the menu */
	enum { ESCAPE_NONE, ESCAPE_BEGUN, ESCAPE_INSIDE } escape;
};

static void show_screens(struct menu *m);
static void show_tour(struct menu *m);
static void show_session(struct menu *m);
static void show_tls(struct menu *m);
static void show_client(struct menu *m);
static void show_menu(struct menu *m);
static void say_goodbye(struct menu *m);

static const struct choice {
	char key;
	const char *word;
	const char *who; /* is at home there; NULL: not in the list of four */
	const char *what;
	const struct area *area; /* where it goes, or NULL */
	void (*run)(struct menu *m); /* or what it does */
	enum tour_place place; /* of `who`: whose steps it shows */
} choices[] = {
	{ '1', "world", "MUD player", "lines, hidden passwords, floods", &world_area, NULL,
	  TOUR_WORLD },
	{ '2', "router", "network engineer", "keys: TAB, ?, --More--, BREAK", &router_area, NULL,
	  TOUR_ROUTER },
	{ '3', "wire", "protocol debugger", "your bytes as JSON, CR LF too", &wire_area, NULL,
	  TOUR_WIRE },
	{ '4', "board", "BBS caller", "CP437, arrow keys, a door", &board_area, NULL, TOUR_BOARD },
	{ 't', "tour", NULL, "all there is to try", NULL, show_tour, 0 },
	{ 's', "session", NULL, "a second one beside this", NULL, show_session, 0 },
	{ 'l', "tls", NULL, "encrypted, with a card", NULL, show_tls, 0 },
	{ 'c', "client", NULL, "what hail has told me", NULL, show_client, 0 },
	{ 'v', "view", NULL, "colours, boxes, widths", NULL, show_screens, 0 },
	{ 'q', "quit", NULL, "good-bye", NULL, say_goodbye, 0 },
	{ 'h', NULL, NULL, NULL, NULL, show_menu, 0 },
	{ '?', NULL, NULL, NULL, NULL, show_menu, 0 },
};

enum { CHOICES = sizeof(choices) / sizeof(choices[0]) };

static void say_goodbye(struct menu *m)
{
	service_tell(m->service, "Fair winds! {K}Ctrl-]{0} then {K}q{0} quits hail, {K}r{0} would "
				 "come back here.\n");
	service_quit(m->service);
}

static void show_screens(struct menu *m)
{
	m->paging = true;
	tour_did(m->service, TOUR_SCREENS);
	screens_show(m->service);
}

static void begin_page(struct menu *m)
{
	m->paging = true;
	service_page_begin(m->service);
	service_clear_screen(m->service);
}

/* The form feed makes it wait for a key before the menu comes back. */
static void end_page(struct menu *m)
{
	service_say(m->service, "\f");
	service_page_show(m->service, service_rows(m->service));
}

static void show_tour(struct menu *m)
{
	begin_page(m);
	tour_list(m->service);
	end_page(m);
}

static void show_session(struct menu *m)
{
	begin_page(m);
	service_tell(
		m->service,
		"{T}A second session{0}\n\nPress {K}Ctrl-]{0} and then {K}c{0}: hail's command "
		"line opens. Type {K}open demo{0}: another of me, in a session of its own. A "
		"line of tabs appears at the top.\n\n{K}Ctrl-] 1{0} and {K}Ctrl-] 2{0} go from "
		"one to the other. {K}Ctrl-] c{0} and then {K}close{0} removes the one you are "
		"in.\n\n");
	end_page(m);
}

static void show_tls(struct menu *m)
{
	tour_did(m->service, TOUR_TLS);
	begin_page(m);
	service_tell(
		m->service,
		"{T}A session by TLS{0}\n\nPress {K}Ctrl-]{0} and then {K}c{0}, and type {K}open "
		"demo tls{0}: another of me, who speaks TLS with a key that I have made myself. "
		"Nobody vouches for it, so a card comes up: {K}Esc{0} refuses, {K}once{0} goes on "
		"for this time, {K}pin{0} for as long as hail runs.\n\nThe status line says what "
		"you chose; {K}Ctrl-] c{0} and then {K}tls{0} shows all of it. A real pin is kept: "
		"should that server ever show another key, hail stops. Nothing of mine is.\n\n");
	end_page(m);
}

static void say_option(Service *s, const char *name, enum telnetd_state state, const char *text)
{
	static const char *const words[] = { "off", "on", "asked", "ending" };

	service_say(s, "  {N}%-8s{0}%-8s{d}%s{0}\n", name, words[state], text);
}

static void say_client(Service *s)
{
	Telnetd *t = service_visit(s)->telnet;
	const struct telnetd_client *c = telnetd_client(t);

	if (!c->spoke)
		service_tell(s, "Your client hasn't answered in telnet: it is a plain byte stream, "
				"and that works here too.\n\n");
	say_option(s, "TTYPE", telnetd_theirs(t, OPTION_TTYPE), "what it calls itself:");
	for (size_t i = 0; i < c->terminal_count; i++)
		service_say(s, "  %16s%s\n", "", c->terminals[i]);
	say_option(s, "NAWS", telnetd_theirs(t, OPTION_NAWS), "its window:");
	if (c->columns || c->rows)
		service_say(s, "  %16s%u columns, %u rows\n", "", c->columns, c->rows);
	say_option(s, "ECHO", telnetd_ours(t, OPTION_ECHO), "I show what you type");
	say_option(s, "SGA", telnetd_ours(t, OPTION_SGA), "no GA after prompts");
	service_say(s, "\n");
}

static void show_client(struct menu *m)
{
	begin_page(m);
	say_client(m->service);
	end_page(m);
}

static bool has_room(Service *s)
{
	unsigned columns = service_columns(s), rows = service_rows(s);

	return !rows || (columns >= FULL_COLUMNS && rows >= FULL_ROWS);
}

static const char greeting[] =
	"  \033[38;5;51m█  █ \033[38;5;45m ▄▀▄ \033[38;5;39m █ \033[38;5;33m █\n"
	"  \033[38;5;51m█▀▀█ \033[38;5;45m █▀█ \033[38;5;39m █ \033[38;5;33m █\n"
	"  \033[38;5;51m▀  ▀ \033[38;5;45m ▀ ▀ \033[38;5;39m ▀ \033[38;5;33m ▀▀▀ {0} {b}ahoy from "
	"inside the program{0}\n"
	"\n"
	"This is hail's own telnet service: no network, nothing that can break.\n";

static void say_role(struct menu *m, const struct choice *c)
{
	unsigned done = tour_done(m->service, c->place), all = tour_all(c->place);

	service_say(m->service, "  {K}%c{0} {N}%-8s{0}%-18s", c->key, c->word, c->who);
	if (m->is_full)
		service_say(m->service, "{d}%-32s{0}", c->what);
	if (service_rows(m->service))
		service_say(m->service, "%s%u/%u{0}",
			    done < all                             ? "" :
			    service_visit(m->service)->has_charset ? "√ " :
								     "✓ ",
			    done, all);
	service_say(m->service, "\n");
}

/* The roles, a line each, and the rest in columns. */
static void say_choices(struct menu *m)
{
	unsigned columns = m->is_full ? 2 : 3, column = 0;

	for (size_t i = 0; i < CHOICES; i++) {
		const struct choice *c = &choices[i];

		if (c->who)
			say_role(m, c);
		if (c->who || !c->word)
			continue;
		if (column % columns == 0 && (column || m->is_full))
			service_say(m->service, "\n");
		column++;
		if (m->is_full)
			service_say(m->service, "  {K}%c{0} {N}%-8s{0}{d}%-24s{0}", c->key, c->word,
				    c->what);
		else
			service_say(m->service, "  {K}%c{0} %-8s", c->key, c->word);
	}
	service_say(m->service, m->is_full ? "\n\n" : "\n");
}

/* The first role with something left to try. */
static const struct choice *next_choice(struct menu *m)
{
	for (size_t i = 0; i < CHOICES && choices[i].who; i++) {
		if (tour_done(m->service, choices[i].place) < tour_all(choices[i].place))
			return &choices[i];
	}
	return NULL;
}

static void ask(struct menu *m)
{
	service_say(m->service, "{c}Your choice:{0} ");
}

static void say_menu(struct menu *m)
{
	const struct choice *next = next_choice(m);

	m->is_full = has_room(m->service);
	m->paging = false;
	tour_pass_over(m->service);
	if (m->is_full) {
		service_say(m->service, greeting);
		service_say(m->service,
			    service_visit(m->service)->sealed ?
				    "You came by TLS. {K}Ctrl-] c{0} and then {K}tls{0} shows my "
				    "certificate.\n\n" :
				    "Who are you today? One key is enough, without Enter.\n\n");
	}
	say_choices(m);
	if (m->is_full)
		service_say(m->service,
			    "{K}Ctrl-]{0} (or {K}F12{0}) is always hail's: it opens a small menu "
			    "of its own.\n");
	if (m->is_full && next)
		service_say(m->service, "Next: press {K}%c{0}\n", next->key);
	if (m->is_full)
		service_say(m->service, "\n");
}

static void show_menu(struct menu *m)
{
	service_clear_screen(m->service);
	say_menu(m);
}

static void menu_prompt(void *state)
{
	struct menu *m = state;

	if (m->paging)
		show_menu(m);
	ask(m);
}

static void *menu_enter(Service *s)
{
	struct menu *m = mem_alloc(sizeof *m);

	m->service = s;
	say_menu(m);
	ask(m);
	return m;
}

static void menu_leave(void *state)
{
	free(state);
}

static void menu_resized(void *state)
{
	struct menu *m = state;

	if (m->is_full == has_room(m->service) &&
	    !service_visit(m->service)->tour.news[TOUR_WINDOW])
		return;
	show_menu(m);
	ask(m);
}

/* A line that begins with a slash is meant for hail, which is not asked in character mode. */
static void refuse_command(struct menu *m)
{
	m->skipping = true;
	service_tell(m->service, "\nIn character mode every key comes to me. For hail's own "
				 "commands press {K}Ctrl-]{0} and then {K}c{0}.\n");
	ask(m);
}

static void refuse(struct menu *m, unsigned char byte)
{
	if (byte == '/') {
		refuse_command(m);
		return;
	}
	service_erase_line(m->service);
	service_tell(m->service,
		     "There is no %c here: press one of the keys above, {K}?{0} shows them "
		     "again.\n",
		     byte);
	ask(m);
}

static void choose(struct menu *m, const struct choice *c)
{
	if (service_echoes(m->service))
		service_say(m->service, "%c", c->key);
	service_say(m->service, "\n");
	if (c->area)
		service_go(m->service, c->area);
	else
		c->run(m);
	if (c->run == show_menu)
		ask(m);
}

/* Whether the byte belongs to an escape sequence: a key that the menu doesn't know. */
static bool take_escape(struct menu *m, unsigned char byte)
{
	switch (m->escape) {
	case ESCAPE_NONE: m->escape = byte == KEY_ESCAPE ? ESCAPE_BEGUN : ESCAPE_NONE; break;
	case ESCAPE_BEGUN:
		m->escape = byte == '[' || byte == 'O' ? ESCAPE_INSIDE : ESCAPE_NONE;
		return m->escape == ESCAPE_INSIDE;
	case ESCAPE_INSIDE: m->escape = byte < 0x40 ? ESCAPE_INSIDE : ESCAPE_NONE; return true;
	}
	return m->escape != ESCAPE_NONE;
}

static void menu_byte(void *state, unsigned char byte)
{
	struct menu *m = state;

	if (m->skipping) {
		m->skipping = byte != '\r';
		return;
	}
	if (take_escape(m, byte))
		return;
	for (size_t i = 0; i < CHOICES; i++) {
		if (byte == (unsigned char)choices[i].key) {
			choose(m, &choices[i]);
			return;
		}
	}
	if (byte > 0x20 && byte < 0x7f)
		refuse(m, byte);
}

const struct area menu_area = {
	.place = TOUR_MENU,
	.enter = menu_enter,
	.leave = menu_leave,
	.byte = menu_byte,
	.prompt = menu_prompt,
	.resized = menu_resized,
};
