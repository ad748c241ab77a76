/* The steps of the tour. */
#include <string.h>

#include "demo/area.h"

#include "base/poison.h"

/* Where the steps of a place begin; the next one's begin where they end. */
static const enum tour_step first[] = {
	[TOUR_WORLD] = TOUR_HIDDEN, [TOUR_ROUTER] = TOUR_HELP,  [TOUR_WIRE] = TOUR_LINE_END,
	[TOUR_BOARD] = TOUR_ARROWS, [TOUR_MENU] = TOUR_SCREENS, [TOUR_MENU + 1] = TOUR_STEPS,
};

static const struct {
	const char *task; /* what to do */
	const char *seen; /* what came of it */
} steps[TOUR_STEPS] = {
	[TOUR_HIDDEN] = { "Say a name, then any password.\n",
			  "Your password came, and nobody saw it.\n" },
	[TOUR_AGAIN] = { "Type {K}look{0}. Then press {K}Up{0} and Enter: the line comes back. "
			 "{K}Down{0} brings back what you were typing, {K}Ctrl-R{0} searches.\n",
			 "The same line twice.\n" },
	[TOUR_HALF] = { "Type half a line and wait: soon something happens here, and what you "
			"typed stays as it is. Then finish it.\n",
			"Something happened in between, and your line arrived whole.\n" },
	[TOUR_WORD] = { "Type {K}say barn{0} and press {K}Tab{0}: words that were on the screen, "
			"such as barnacle, complete themselves. Then Enter.\n",
			"A whole barnacle.\n" },
	[TOUR_FLOOD] = { "Type {K}flood 500{0}. Then {K}PgUp{0}: you keep your place whatever "
			 "comes; {K}End{0} returns.\n",
			 "A flood, all of it there to scroll in.\n" },
	[TOUR_STOP] = { "Type {K}flood 9000000{0} and press {K}Ctrl-C{0}: no flood makes a key "
			"late.\n",
			"Ctrl-C came in the middle of the flood, as telnet's IP.\n" },
	[TOUR_SLASH] = { "Lines that begin with / are for hail itself: {K}/help{0} lists them "
			 "({K}q{0} closes it). Two slashes send one: type {K}//wave{0}.\n",
			 "A slash came through.\n" },
	[TOUR_HELP] = { "Press {K}?{0} at any place.\n", "The ? came at once, without Enter.\n" },
	[TOUR_TAB] = { "Type {K}sh{0} and press {K}Tab{0}; then {K}ver{0} and Enter.\n",
		       "Tab came through: I completed the word.\n" },
	[TOUR_MORE] = { "Type {K}show interfaces{0}: it stops at --More--, since hail told me how "
			"high your window is. {K}Space{0} goes on, {K}q{0} ends it.\n",
			"One key was enough.\n" },
	[TOUR_ENABLE] = { "Type {K}enable{0}: any password will do.\n",
			  "A password without an echo.\n" },
	[TOUR_PASTE] = { "Type {K}configure terminal{0} and paste three lines or more, such as "
			 "{K}ip route 10.0.0.0 255.0.0.0 10.1.1.1{0}: I am as slow as consoles "
			 "are, and none gets lost. Then {K}end{0}.\n",
			 "Lines came faster than they are typed, and I have them all.\n" },
	[TOUR_BREAK] = { "Press {K}Ctrl-]{0} and then {K}c{0}: a command line opens. Type "
			 "{K}telnet brk{0}.\n",
			 "A BREAK, as consoles want it.\n" },
	[TOUR_LINE_END] = { "Send a line, any line.\n",
			    "There is each byte of your line, its end included.\n" },
	[TOUR_ODD] = { "Type {K}odd{0}: I send what clients trip over.\n",
		       "Odd bytes went out, and your terminal is as it was.\n" },
	[TOUR_AYT] = { "Type {K}/telnet ayt{0}: are you there?\n",
		       "AYT came: two bytes of telnet, and none of them in your line.\n" },
	[TOUR_ARROWS] = { "Move with {K}Up{0} and {K}Down{0}, open with Enter; or press a "
			  "letter.\n",
			  "The arrow keys came, each in one piece.\n" },
	[TOUR_DOOR] = { "Press {K}d{0} and steer; {K}q{0} ends it.\n", "No key was late.\n" },
	[TOUR_CP437] = { "Press {K}Ctrl-]{0} and then {K}c{0}, type {K}set charset CP437{0}, then "
			 "press {K}r{0}: a board's own bytes. {K}open demo board{0} begins so.\n",
			 "A byte a cell: this is CP437.\n" },
	[TOUR_SCREENS] = { "Press {K}v{0} in the menu: each screen opens at its top.\n",
			   "Three screens of colours and lines.\n" },
	[TOUR_TLS] = { "Press {K}l{0} in the menu, and open a session by TLS: whom do you trust?\n",
		       "That is how a stranger's certificate is met.\n" },
	[TOUR_WINDOW] = { "Make your window larger or smaller, at any time.\n",
			  "Your window changed, and hail told me its new size.\n" },
};

/* CP437 has a root. */
const char *tour_tick(Service *s)
{
	return service_visit(s)->has_charset ? "{g}√{0} " : "{g}✓{0} ";
}

void tour_did(Service *s, enum tour_step step)
{
	struct tour *t = &service_visit(s)->tour;

	t->news[step] |= !t->done[step];
	t->done[step] = true;
}

static void tell_next(Service *s)
{
	enum tour_place place = service_visit(s)->place;

	for (size_t i = first[place]; i < first[place + 1]; i++) {
		if (!service_visit(s)->tour.done[i]) {
			service_tell_text(s, "{c}Next:{0} ", steps[i].task);
			return;
		}
	}
	service_tell(s, "That was all to try here. {K}%s{0} goes back to the menu.\n",
		     place == TOUR_ROUTER ? "exit" : "quit");
}

void tour_tell(Service *s)
{
	struct tour *t = &service_visit(s)->tour;
	bool due = t->entered;

	t->entered = false;
	if (!service_rows(s))
		return;
	for (size_t i = 0; i < TOUR_STEPS; i++) {
		if (t->news[i])
			service_tell_text(s, tour_tick(s), steps[i].seen);
		due |= t->news[i];
		t->news[i] = false;
	}
	if (due)
		tell_next(s);
}

void tour_pass_over(Service *s)
{
	memset(service_visit(s)->tour.news, 0, sizeof(service_visit(s)->tour.news));
}

unsigned tour_done(Service *s, enum tour_place place, unsigned *all)
{
	unsigned done = 0;

	*all = first[place + 1] - first[place];
	for (size_t i = first[place]; i < first[place + 1]; i++)
		done += service_visit(s)->tour.done[i];
	return done;
}

void tour_list(Service *s)
{
	const struct tour *t = &service_visit(s)->tour;

	service_screen_begin(s);
	for (size_t i = 0; i < TOUR_STEPS; i++)
		service_tell_text(s, t->done[i] ? tour_tick(s) : "· ", steps[i].task);
	service_screen_show(s);
}
