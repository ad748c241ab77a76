/* What the board has to show: its menus and pages. */
#include "demo/board.h"

#include "base/poison.h"

#define ITEMS(rows) rows, sizeof(rows) / sizeof((rows)[0])

static const struct board_item bulletins[] = {
	{ '1', "Welcome aboard", "Rules, few of them",
	  "{T}░▒▓█ Welcome aboard █▓▒░{0}\n\n"
	  "This board has been up since you called, and goes down when you leave. There are no "
	  "ratios, no time limit and no files to leech; the {y}sysop{0} is a lighthouse keeper and "
	  "asleep by day.\n\n"
	  "{l}╔══════════════════════════════════╗\n"
	  "║{0} {b}1{0}  Be kind in the message area.  {l}║\n"
	  "║{0} {b}2{0}  No wake inside the harbour.   {l}║\n"
	  "║{0} {b}3{0}  Ring the bell when you leave. {l}║\n"
	  "╚══════════════════════════════════╝{0}\n",
	  NULL, NULL },
	{ '2', "Sixteen colours", "All that a board needs",
	  "{T}Sixteen colours{0}\n\n"
	  "  \033[0;30;47m black {0} \033[31m red ▓░ \033[32m green ▓░ \033[33m brown ▓░ \033[34m "
	  "blue ▓░ \033[35m magenta ▓░ \033[36m cyan ▓░ \033[37m grey{0}\n"
	  "  \033[1;30m dark  {0} \033[1;31m red ▓░ \033[1;32m green ▓░ \033[1;33m yellow ▓░ "
	  "\033[1;34m blue ▓░ \033[1;35m magenta ▓░ \033[1;36m cyan ▓░ \033[1;37m white{0}\n\n"
	  "  \033[5mblinking{0}, which boards used with care, and \033[5;44m on blue {0}, which "
	  "some meant as a bright background: iCE colours.\n",
	  NULL, NULL },
	{ '3', "How a board looks right", "CP437, 80 by 25, and the option that says so",
	  "{T}How a board looks right{0}\n\n"
	  "Boards send {b}CP437{0}, the IBM PC's character set, a byte a cell, and draw for {b}80 "
	  "columns and 25 rows{0}. This one asked your terminal what it reads and where its corner "
	  "is, and follows; most others don't. For them type\n\n"
	  "    {K}hail -o pack=bbs HOST PORT{0}\n\n"
	  "or, in a session, {K}Ctrl-]{0} and then {K}c{0}, and {K}set charset CP437{0}. {K}hail "
	  "demo board{0} opens this board so.\n",
	  NULL, NULL },
};

static const struct board_item messages[] = {
	{ '1', "Keeper:  the lamp is lit", "from the lighthouse keeper, to all",
	  "{d}From{0}     Keeper\n{d}To{0}       All\n{d}Subject{0}  {b}the lamp is lit{0}\n"
	  "────────────────────────────────────\n"
	  "Replaced the bulb and the spider. The spider asked for a window seat.\n",
	  NULL, NULL },
	{ '2', "Gull:    re: the lamp is lit", "from the gull, to the keeper",
	  "{d}From{0}     Gull\n{d}To{0}       Keeper\n{d}Subject{0}  {b}re: the lamp is lit{0}\n"
	  "────────────────────────────────────\n"
	  "{g}> Replaced the bulb and the spider.{0}\n\nIs the old spider still available?\n",
	  NULL, NULL },
	{ '3', "Pilot:   channel narrows", "from the harbour pilot, to skippers",
	  "{d}From{0}     Pilot\n{d}To{0}       Skippers\n{d}Subject{0}  {b}channel narrows{0}\n"
	  "────────────────────────────────────\n"
	  "It loses a fathom every forty cables. Keep to the middle and don't look at the cat. You "
	  "can practise: press {K}d{0} in the main menu.\n",
	  NULL, NULL },
};

static const struct board_menu bulletin_menu = { "[ Bulletins ]", ITEMS(bulletins) };
static const struct board_menu message_menu = { "[ Messages ]", ITEMS(messages) };

/* Shows what the terminal has answered. */
static void show_caller(struct board *b)
{
	Service *s = b->service;

	service_screen_begin(s);
	service_tell(s,
		     "{T}Who you are{0}\n\nYour terminal reads {b}%s{0} and has {b}%u{0} columns "
		     "and {b}%u{0} rows: it said so when I sent it a block of three bytes, then "
		     "into the far corner, and asked each time where the cursor had got to.\n\n",
		     service_visit(s)->has_charset ? "CP437, or another set of one byte each" :
						     "UTF-8",
		     b->columns, b->rows);
	service_screen_show(s);
}

static void show_pictures(struct board *b)
{
	screens_show(b->service);
}

static const struct board_item main_items[] = {
	{ 'B', "Bulletins", "Pages of the house", .menu = &bulletin_menu },
	{ 'M', "Messages", "What callers before you wrote", .menu = &message_menu },
	{ 'D', "Door: Harbour Pilot", "A game: how far do you get?", .run = board_door_begin },
	{ 'W', "Who are you?", "What your terminal has told", .run = show_caller },
	{ 'T', "Test pictures", "Colours, characters and lines, movements", .run = show_pictures },
	{ 'R', "Redraw", "Ask the terminal again and draw all anew", .run = board_look_again },
	{ 'G', "Good-bye", "Back to the first screen", .run = board_leave },
};

const struct board_menu board_main = { "[ Main menu ]", ITEMS(main_items) };
