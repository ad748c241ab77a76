/*
 * The rules of a link (rules/rules.h) at work: lines, prompts and events of its session are shown
 * to them, on its loop; what they send goes out as WIRE_RULE, what else they want is told by the
 * link's events. A link whose book is empty has none, and pays nothing for them.
 */
#ifndef HAIL_LINK_LINK_RULES_H
#define HAIL_LINK_LINK_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/key.h"
#include "link/link.h"
#include "rules/rules.h"

/*
 * The rules of `l`, made if need be, to ask and to set; NULL for a link that was given no book, or
 * a stream. Behind a change of theirs link_configure is called. Owned by the link.
 */
Rules *link_rules(Link *l);

/* Whether they act now because of the time alone. */
bool link_acts_by_time(const Link *l);

/* Whether what is to be sent now, because of the time alone or not, would answer a prompt for a
 * password, which asks no clock: it isn't to be sent, which is said once. */
bool link_withholds(Link *l, bool by_time);

/* Whether they were made. */
bool link_has_rules(const Link *l);

/*
 * Shows a line that was typed, and isn't hidden, to the aliases, taken apart before if the options
 * say so. True if it was sent, or became something else: it is done. False: nobody took it, it is
 * still to be sent.
 */
bool link_take_input(Link *l, const char *text, size_t n);

enum { LINK_TYPED_MAX = 50 };

/* A line that link_take_input was shown, LINK_TYPED_MAX at most: 0 is the last, 1 that before it.
 * NULL if there is none; borrowed until the next. */
const char *link_typed_line(const Link *l, unsigned back);

/* Shows the open line of `t`, a prompt, to rules at `now` (rules_prompt); returns their verdict. */
enum terminal_verdict link_rules_open_line(Rules *r, const Terminal *t,
					   struct text_line *replacement, int64_t now);

/* Runs what is bound to a key; false if nothing is. */
bool link_take_key(Link *l, struct key key);

#endif
