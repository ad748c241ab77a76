/*
 * How text looks, in words: `red`, `bright-blue`, `208`, `#ff8800`, `on COLOUR`, `bold` and the
 * like. What a rule asks of a line, and what it gives it.
 */
#ifndef HAIL_RULES_RULE_STYLE_H
#define HAIL_RULES_RULE_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "rules/rule-words.h"
#include "term/cell.h"

/* A part of a style: the colours that it names, and attributes. */
struct rule_style {
	bool has_fg, has_bg;
	struct cell_style set;
};

/* Takes the word of `n` bytes, a colour or an attribute; `background` if it is the colour behind
 * the text. False if it is none. */
bool rule_style_take(struct rule_style *s, const char *word, size_t n, bool background);

/* Says that the word of `n` bytes is no colour or attribute; false. */
bool rule_fail_style(struct rule_cursor *c, const char *word, size_t n);

/* Appends the words, `between` them and `on` before the background. */
void rule_style_print(const struct rule_style *s, const char *between, const char *on,
		      struct str *out);

/* Whether `style` has all that `s` names. */
bool rule_style_matches(const struct rule_style *s, const struct cell_style *style);

/* Gives `style` what `s` names. */
void rule_style_apply(const struct rule_style *s, struct cell_style *style);

#endif
