#include <stdio.h>
#include <string.h>

#include "term/terminal-private.h"

#include "base/poison.h"

enum {
	MODIFY_OTHER_KEYS = 4, /* xterm's number of the one resource that is kept */
	MODIFY_MAX = 2,
	KITTY_DISAMBIGUATE = 1, /* of kitty's enhancements the only one that we can give */
};

/* --- modifyOtherKeys (xterm). */

bool term_modify_keys(Terminal *t, const struct parser_sequence *s)
{
	unsigned resource = parser_param(s, 0, MODIFY_OTHER_KEYS);
	unsigned value = parser_param(s, 1, 0);

	if (resource == MODIFY_OTHER_KEYS)
		t->modes.modify_other = (unsigned char)(value < MODIFY_MAX ? value : MODIFY_MAX);
	return resource == MODIFY_OTHER_KEYS;
}

bool term_stop_modifying_keys(Terminal *t, const struct parser_sequence *s)
{
	if (parser_param(s, 0, 0) != MODIFY_OTHER_KEYS)
		return false;
	t->modes.modify_other = 0;
	return true;
}

bool term_report_modified_keys(Terminal *t, const struct parser_sequence *s)
{
	char text[32];

	if (s->count != 1 || parser_param(s, 0, 0) != MODIFY_OTHER_KEYS)
		return false;
	snprintf(text, sizeof(text), "\x1b[>%d;%um", MODIFY_OTHER_KEYS, t->modes.modify_other);
	return term_reply(t, text);
}

/* --- kitty's keyboard protocol: each screen has a stack of its own. */

static struct term_keyboard *keyboard(Terminal *t)
{
	return &t->keyboard[t->modes.alternate];
}

bool term_disambiguates(const Terminal *t)
{
	const struct term_keyboard *k = &t->keyboard[t->modes.alternate];

	return k->flags[k->top] & KITTY_DISAMBIGUATE;
}

bool term_push_keyboard(Terminal *t, const struct parser_sequence *s)
{
	struct term_keyboard *k = keyboard(t);

	/* A full stack forgets its oldest entry. */
	if (k->top + 1 == TERM_KEYBOARDS)
		memmove(k->flags, k->flags + 1, sizeof(k->flags) - sizeof(k->flags[0]));
	else
		k->top++;
	k->flags[k->top] = (unsigned char)(parser_param(s, 0, 0) & KITTY_DISAMBIGUATE);
	return true;
}

bool term_pop_keyboard(Terminal *t, const struct parser_sequence *s)
{
	struct term_keyboard *k = keyboard(t);
	unsigned n = parser_param(s, 0, 1);

	if (n > k->top)
		*k = (struct term_keyboard){ 0 };
	else
		k->top = (unsigned char)(k->top - n);
	return true;
}

bool term_set_keyboard(Terminal *t, const struct parser_sequence *s)
{
	struct term_keyboard *k = keyboard(t);
	unsigned flags = parser_param(s, 0, 0) & KITTY_DISAMBIGUATE;
	unsigned char *now = &k->flags[k->top];

	switch (parser_param(s, 1, 1)) {
	case 1: *now = (unsigned char)flags; return true;
	case 2: *now |= (unsigned char)flags; return true;
	case 3: *now &= (unsigned char)~flags; return true;
	default: return false;
	}
}

bool term_report_keyboard(Terminal *t, const struct parser_sequence *s)
{
	(void)s;
	return term_reply(t, term_disambiguates(t) ? "\x1b[?1u" : "\x1b[?0u");
}
