#include "ui/keyboard-ask.h"

#include "base/poison.h"

enum { KEYBOARD_ASK_MS = 2000 }; /* after which a terminal won't answer any more */

void keyboard_ask(struct keyboard_ask *k, Screen *s, int64_t now)
{
	if (k->asked || screen_is_waiting(s))
		return;
	k->asked = screen_ask_keyboard(s);
	k->at = now;
}

void keyboard_ask_answer(struct keyboard_ask *k, enum key_answer answer)
{
	k->has_numbers |= answer == KEY_ANSWER_KEYBOARD && k->asked;
	k->answered |= answer == KEY_ANSWER_ATTRIBUTES;
}

void keyboard_ask_end(struct keyboard_ask *k, Screen *s, int64_t now)
{
	if (k->asked && !k->answered && !screen_is_waiting(s) && now - k->at < KEYBOARD_ASK_MS)
		screen_await_answer(s);
	k->answered = true;
}
