#include "ui/curses-internal.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "base/ambiguous.h"
#include "base/utf8.h"
#include "base/poison.h"

/*
 * An ambiguous character is drawn in the second row, because the cursor's place in the first looks
 * like a key (xterm: CSI 1 ; 2 R is Shift-F3). The row is erased, and painted soon.
 */
#define PROBE "\x1b[2;1H\xc2\xa1\x1b[6n\r\x1b[K"
enum { PROBE_ROW = 1, PROBE_DRAIN_MS = 100 };

/*
 * ncurses asks this one instead of the C library's, which takes the ambiguous ones for narrow in
 * nearly every locale, whatever the terminal does. Everything else is as the library says; it isn't
 * asked by its wcwidth, which would be this one.
 */
int wcwidth(wchar_t c)
{
	int width = wcswidth(&c, 1);

	return width == 1 && utf8_width((uint32_t)c) == 2 && ambiguous_has((uint32_t)c) ? 2 : width;
}

static void apply(const struct curses_width *w)
{
	enum ambiguous_width width = w->choice == AMBIGUOUS_AUTO ? w->seen : w->choice;

	utf8_set_ambiguous_wide(width == AMBIGUOUS_WIDE);
	/* Where ncurses still asks the library, nothing may be wider than that says. */
	if (width == AMBIGUOUS_WIDE && curses_cells_width(0xa1) != 2)
		utf8_set_ambiguous_wide(false);
}

const char *curses_width_choose(struct curses_width *w, enum ambiguous_width choice, bool may_ask)
{
	w->choice = choice;
	apply(w);
	if (choice != AMBIGUOUS_AUTO || w->seen != AMBIGUOUS_AUTO || w->asked || !may_ask)
		return "";
	w->asked = true;
	return PROBE;
}

bool curses_width_answer(struct curses_width *w, unsigned row, unsigned column)
{
	if (!w->asked || row != PROBE_ROW || (column != 1 && column != 2))
		return false;
	w->asked = false;
	w->seen = column == 2 ? AMBIGUOUS_WIDE : AMBIGUOUS_NARROW;
	apply(w);
	return w->choice == AMBIGUOUS_AUTO && w->seen == AMBIGUOUS_WIDE;
}

void curses_width_give_up(struct curses_width *w, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[64];
	ssize_t n = 0;

	for (int reads = 0; reads < 4 && w->asked && poll(&p, 1, PROBE_DRAIN_MS) > 0; reads++) {
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0 || memchr(bytes, 'R', (size_t)n))
			w->asked = false;
	}
	w->asked = false;
}
