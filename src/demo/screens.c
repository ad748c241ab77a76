/* Three screens of what a terminal shows: colours and styles, characters and lines, movements. */
#include "demo/area.h"

#include "base/poison.h"

/* The 6x6x6 cube of xterm-256color: six rows of 36, a cell each; then its greys. */
static void say_cube(Service *s)
{
	for (int green = 0; green < 6; green++) {
		service_say(s, green ? "       " : "  256  ");
		for (int i = 0; i < 36; i++)
			service_say(s, "\033[48;5;%dm ", 16 + i / 6 * 36 + green * 6 + i % 6);
		service_say(s, "{0} ");
		for (int i = 0; i < 24 && green == 5; i++)
			service_say(s, "\033[48;5;%dm ", 232 + i);
		service_say(s, "{0}\n");
	}
}

static void show_colours(Service *s)
{
	service_say(s, "{T}Colours{0}\n  16   ");
	for (int i = 0; i < 16; i++)
		service_say(s, "\033[%d;48;5;%dm %2d ", i == 0 || i == 4 ? 97 : 30, i, i);
	service_say(s, "{0}\n");
	say_cube(s);
	service_say(s, "  24   ");
	for (int i = 0; i < 64; i++)
		service_say(s, "\033[48;2;%d;%d;%dm ", i * 4, 80 + i, 255 - i * 4);
	service_say(s, "{0}\n\n");
	service_say(s, "{T}Styles{0}\n"
		       "  {b}bold{0}  {d}dim{0}  {i}italic{0}  {u}underlined{0}  {v}reversed{0}  "
		       "\033[9mstruck{0}  \033[4:3mcurly{0}  \033[21mdouble{0}\n"
		       "  {b}{r}r{y}a{g}i{c}n{l}b{m}o{r}w{0}  "
		       "\033[1;37;44m white on blue {0}  \033[30;43m black on yellow {0}\n\n");
}

static void show_characters(Service *s)
{
	service_say(s,
		    "{T}Widths{0}   every bar stands in the same column\n"
		    "  ASCII      |abcdefghij|\n"
		    "  Latin      |àçéîñøßüÿÆ|\n"
		    "  Greek      |αβγδεζηθικ|\n"
		    "  Cyrillic   |абвгдежзий|\n"
		    "  Combining  |e\xcc\x81o\xcc\x88n\xcc\x83u\xcc\x8a"
		    "a\xcc\x80\xcc\xa3"
		    "c\xcc\xa7s\xcc\x8cz\xcc\x87r\xcc\xa5t\xcc\xb1|\n"
		    "  Japanese   |日本語の波|\n"
		    "  Korean     |등대의불빛|\n"
		    "  Full width |Ｈａｉｌ！|\n"
		    "  Emoji      |🐈🐟🔔🚢🌊|\n\n"
		    "{T}Lines{0}\n"
		    "  {c}┌──────┬──────┐  ╔══════╦══════╗  ╭──────────╮{0}   ░░▒▒▓▓██\n"
		    "  {c}│{0} thin {c}│{0} line {c}│  ║{0} twin {c}║{0} line {c}║  │{0} rounded  "
		    "{c}│{0}   ▁▂▃▄▅▆▇█\n"
		    "  {c}├──────┼──────┤  ╠══════╬══════╣  ╰──────────╯{0}   ←↑→↓ ◆ ● ★\n"
		    "  {c}└──────┴──────┘  ╚══════╩══════╝{0}  "
		    "\033(0lqqqqqqqqqqk\033(B   DEC graphics\n\n");
}

static void show_movements(Service *s)
{
	service_say(s, "{T}Movements{0}   each line ends in the word {b}good{0}\n"
		       "  return      bad\r  return      good\n"
		       "  backspace   bad\b\b\bgood\n"
		       "  erase       bad, bad, bad\033[13D\033[Kgood\n"
		       "  column      bad\033[15Ggood\n"
		       "  tab\tx\033[15Ggood\n");
	service_say(s, "  progress    ");
	for (int i = 0; i <= 10; i += 2)
		service_say(s, "\r  progress    %.*s%.*s %3d%%", i * 3, "██████████", 10 - i,
			    "..........", i * 10);
	service_say(s, "\033[15G\033[Kgood\n\n");
}

void screens_show(Service *s)
{
	static void (*const screens[])(Service *) = { show_colours, show_characters,
						      show_movements };

	tour_did(s, TOUR_SCREENS);
	service_page_begin(s);
	for (int i = 0; i < 3; i++) {
		service_say(s, i ? "\f" : "");
		service_clear_screen(s);
		service_tell(s, "{d}Screen %d of 3. Space goes on, q goes back.{0}\n\n", i + 1);
		screens[i](s);
	}
	service_screen_show(s);
}
