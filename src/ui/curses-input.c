#include "ui/curses-internal.h"

#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/poison.h"

/*
 * BDSM (ECMA-48 7.2.1), with the default that terminals which reorder text have: implicit. In the
 * explicit mode they show cells as they stand.
 */
#define BDSM_IMPLICIT "\x1b[8h"
#define BDSM_EXPLICIT "\x1b[8l"

enum { INPUT_AWAIT_MS = 333 };

/* Where an answer to DA1 stands: ESC, [, ?, numbers, c. */
enum answer { ANSWER_NOT, ANSWER_ESC, ANSWER_CSI, ANSWER_NUMBERS, ANSWER_WHOLE };

static enum answer step(enum answer at, char c)
{
	if (c == '\x1b')
		return ANSWER_ESC;
	if (at == ANSWER_ESC)
		return c == '[' ? ANSWER_CSI : ANSWER_NOT;
	if (at == ANSWER_CSI)
		return c == '?' ? ANSWER_NUMBERS : ANSWER_NOT;
	if (at == ANSWER_NUMBERS && ((c >= '0' && c <= '9') || c == ';'))
		return at;
	return at == ANSWER_NUMBERS && c == 'c' ? ANSWER_WHOLE : ANSWER_NOT;
}

void curses_input_await(void *self)
{
	int64_t end = clock_mono_ms() + INPUT_AWAIT_MS;
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	enum answer at = ANSWER_NOT;

	(void)self;
	for (int64_t left; at != ANSWER_WHOLE && (left = end - clock_mono_ms()) > 0;) {
		char c;

		if (poll(&p, 1, (int)left) <= 0 || read(p.fd, &c, 1) != 1)
			return;
		at = step(at, c);
	}
}

bool curses_input_same(const struct screen_input *a, const struct screen_input *b)
{
	return a->mouse == b->mouse && a->focus == b->focus && a->numbers == b->numbers &&
	       a->logical == b->logical;
}

/* Any of 1000, 1002 and 1003 turns the others off (xterm). */
void curses_input_on(const struct screen_input *in, struct str *out)
{
	if (in->mouse != SCREEN_MOUSE_OFF)
		str_append_format(out, "\x1b[?%sh\x1b[?1006h",
				  in->mouse == SCREEN_MOUSE_ANY ? "1003" : "1002");
	if (in->focus)
		str_append_string(out, "\x1b[?1004h");
	/* Disambiguate, and say what a key is with Shift and in a Latin layout. */
	if (in->numbers)
		str_append_string(out, "\x1b[>5u");
	if (in->logical)
		str_append_string(out, BDSM_EXPLICIT);
}

void curses_input_off(const struct screen_input *in, struct str *out)
{
	if (in->numbers)
		str_append_string(out, "\x1b[<u");
	if (in->logical)
		str_append_string(out, BDSM_IMPLICIT);
	if (in->focus)
		str_append_string(out, "\x1b[?1004l");
	if (in->mouse != SCREEN_MOUSE_OFF)
		str_append_format(out, "\x1b[?1006l\x1b[?%sl",
				  in->mouse == SCREEN_MOUSE_ANY ? "1003" : "1002");
}
