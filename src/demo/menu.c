/* The first screen: who uses hail, each one key away, and what has been tried. */
#include "demo/area.h"
#include "telnet/option.h"

#include "base/poison.h"

enum {
	FULL_COLUMNS = 72, /* below this, or below FULL_ROWS, the menu is short */
	FULL_ROWS = 20,
};

struct menu {
	Service *service;
	bool is_full; /* as it was shown last */
	bool skipping; /* a line that is meant for hail, up to its Enter */
	bool paging; /* a page hides the menu */
	char next; /* the key of the first role with something left to try; 0: none */
};

static const char about_session[] =
	"{T}A second session{0}\n\nPress {K}Ctrl-]{0} and then {K}c{0}: hail's command line opens. "
	"Type {K}open demo{0}: another of me, in a session of its own. A line of tabs appears at "
	"the top.\n\n{K}Ctrl-] 1{0} and {K}Ctrl-] 2{0} go from one to the other. {K}Ctrl-] c{0} "
	"and then {K}close{0} removes the one you are in.\n\n";

static const char about_tls[] =
	"{T}A session by TLS{0}\n\nPress {K}Ctrl-]{0} and then {K}c{0}, and type {K}open demo "
	"tls{0}: another of me, who speaks TLS with a key that I have made myself. Nobody vouches "
	"for it, so a card comes up: {K}Esc{0} refuses, {K}once{0} goes on for this time, "
	"{K}pin{0} for as long as hail runs.\n\nThe status line says what you chose; {K}Ctrl-] "
	"c{0} and then {K}tls{0} shows all of it. A real pin is kept: should that server ever show "
	"another key, hail stops. Nothing of mine is.\n\n";

static void show_tls(Service *s)
{
	tour_did(s, TOUR_TLS);
	service_screen(s, about_tls);
}

static void say_goodbye(Service *s)
{
	service_tell(s, "Fair winds! {K}Ctrl-]{0} then {K}q{0} quits hail, {K}r{0} would come back "
			"here.\n");
	service_quit(s);
}

static void say_option(Service *s, const char *name, enum telnet_option_state state,
		       const char *text)
{
	static const char *const words[] = { "off", "on", "ending", "asked" };

	service_say(s, "  {N}%-8s{0}%-8s{d}%s{0}\n", name, words[state], text);
}

static void show_client(Service *s)
{
	Telnetd *t = service_visit(s)->telnet;
	const struct telnetd_client *c = telnetd_client(t);

	service_screen_begin(s);
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
	service_screen_show(s);
}

static const struct choice {
	char key;
	const char *word;
	const char *who; /* is at home there; NULL: not in the list of four */
	const char *what;
	const struct area *area; /* where it goes, or */
	const char *page; /* what it shows, or */
	void (*run)(Service *s); /* what it does, a page too but for the last */
} choices[] = {
	{ '1', "world", "MUD player", "lines, hidden passwords, floods", .area = &world_area },
	{ '2', "router", "network engineer", "keys: TAB, ?, --More--, BREAK",
	  .area = &router_area },
	{ '3', "wire", "protocol debugger", "your bytes as JSON, CR LF too", .area = &wire_area },
	{ '4', "board", "BBS caller", "CP437, arrow keys, a door", .area = &board_area },
	{ 't', "tour", NULL, "all there is to try", .run = tour_list },
	{ 's', "session", NULL, "a second one beside this", .page = about_session },
	{ 'l', "tls", NULL, "encrypted, with a card", .run = show_tls },
	{ 'c', "client", NULL, "what hail has told me", .run = show_client },
	{ 'v', "view", NULL, "colours, boxes, widths", .run = screens_show },
	{ 'q', "quit", NULL, "good-bye", .run = say_goodbye },
};

enum { CHOICES = sizeof(choices) / sizeof(choices[0]) };

static const char greeting[] =
	"  \033[38;5;51m█  █ \033[38;5;45m ▄▀▄ \033[38;5;39m █ \033[38;5;33m █\n"
	"  \033[38;5;51m█▀▀█ \033[38;5;45m █▀█ \033[38;5;39m █ \033[38;5;33m █\n"
	"  \033[38;5;51m▀  ▀ \033[38;5;45m ▀ ▀ \033[38;5;39m ▀ \033[38;5;33m ▀▀▀ {0} {b}ahoy from "
	"inside the program{0}\n\nThis is hail's own telnet service: no network, nothing that can "
	"break.\n";

static bool has_room(Service *s)
{
	unsigned columns = service_columns(s), rows = service_rows(s);

	return !rows || (columns >= FULL_COLUMNS && rows >= FULL_ROWS);
}

static void say_role(struct menu *m, const struct choice *c)
{
	unsigned all, done = tour_done(m->service, c->area->place, &all);

	if (!m->next && done < all)
		m->next = c->key;
	service_say(m->service, "  {K}%c{0} {N}%-8s{0}%-18s", c->key, c->word, c->who);
	if (m->is_full)
		service_say(m->service, "{d}%-32s{0}", c->what);
	if (service_rows(m->service) && done == all)
		service_tell_text(m->service, tour_tick(m->service), "");
	if (service_rows(m->service))
		service_say(m->service, "%u/%u", done, all);
	service_say(m->service, "\n");
}

/* The roles, a line each, and the rest in columns. */
static void say_choices(struct menu *m)
{
	unsigned columns = m->is_full ? 2 : 3, column = 0;

	m->next = 0;
	for (const struct choice *c = choices; c < choices + CHOICES; c++) {
		if (c->who) {
			say_role(m, c);
			continue;
		}
		if (column++ % columns == 0 && (column > 1 || m->is_full))
			service_say(m->service, "\n");
		service_say(m->service,
			    m->is_full ? "  {K}%c{0} {N}%-8s{0}{d}%-24s{0}" : "  {K}%c{0} %-8s%s",
			    c->key, c->word, m->is_full ? c->what : "");
	}
	service_say(m->service, m->is_full ? "\n\n" : "\n");
}

static void ask(struct menu *m)
{
	service_say(m->service, "{c}Your choice:{0} ");
}

static void say_menu(struct menu *m)
{
	Service *s = m->service;

	m->is_full = has_room(s);
	m->paging = false;
	tour_pass_over(s);
	if (m->is_full) {
		service_say(s, greeting);
		service_say(s, service_visit(s)->sealed ?
				       "You came by TLS. {K}Ctrl-] c{0} and then {K}tls{0} shows "
				       "my certificate.\n\n" :
				       "Who are you today? One key is enough, without Enter.\n\n");
	}
	say_choices(m);
	if (m->is_full)
		service_say(s, "{K}Ctrl-]{0} (or {K}F12{0}) is always hail's: it opens a small "
			       "menu of its own.\n");
	if (m->is_full && m->next)
		service_say(s, "Next: press {K}%c{0}\n", m->next);
	service_say(s, m->is_full ? "\n" : "");
	ask(m);
}

static void show_menu(struct menu *m)
{
	service_clear_screen(m->service);
	say_menu(m);
}

/* A line that begins with a slash is meant for hail, which doesn't see it here. */
static void refuse(struct menu *m, char key)
{
	m->skipping = key == '/';
	if (m->skipping) {
		service_tell(m->service, "\nIn character mode every key comes to me. For hail's "
					 "own commands press {K}Ctrl-]{0} and then {K}c{0}.\n");
	} else {
		service_tell(m->service,
			     SERVICE_ERASE_LINE
			     "There is no %c here: press one of the keys above, {K}?{0} shows them "
			     "again.\n",
			     key);
	}
	ask(m);
}

static void choose(struct menu *m, const struct choice *c)
{
	m->paging = !c->area;
	if (c->area)
		service_go(m->service, c->area);
	else if (c->page)
		service_screen(m->service, c->page);
	else
		c->run(m->service);
}

static void menu_key(void *state, struct key k)
{
	struct menu *m = state;
	uint32_t key = key_text(k);
	size_t i = 0;

	if (m->skipping) {
		m->skipping = k.sym != KEYSYM_ENTER;
		return;
	}
	while (i < CHOICES && key != (uint32_t)choices[i].key)
		i++;
	if (i == CHOICES && key != 'h' && key != '?') {
		if (key > 0x20 && key < 0x7f)
			refuse(m, (char)key);
		return;
	}
	if (service_echoes(m->service))
		service_say(m->service, "%c", (int)key);
	service_say(m->service, "\n");
	if (i < CHOICES)
		choose(m, &choices[i]);
	else
		show_menu(m);
}

static bool menu_hear(void *state, enum area_event event)
{
	struct menu *m = state;

	switch (event) {
	case AREA_ENTER: say_menu(m); return true;
	case AREA_PROMPT: m->paging ? show_menu(m) : ask(m); return true;
	case AREA_RESIZED:
		if (m->is_full != has_room(m->service) ||
		    service_visit(m->service)->tour.news[TOUR_WINDOW])
			show_menu(m);
		return true;
	default: return false;
	}
}

const struct area menu_area = {
	.place = TOUR_MENU,
	.size = sizeof(struct menu),
	.hear = menu_hear,
	.key = menu_key,
};
