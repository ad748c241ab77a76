/*
 * What a rule looks for: `/RE/` (`/RE/i` ignores case), "text" that stands somewhere, or a word
 * with `*` and `?` that is all of the text. Each becomes a Regex; each `*` captures.
 */
#ifndef HAIL_RULES_RULE_PATTERN_H
#define HAIL_RULES_RULE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/regex.h"
#include "base/str.h"
#include "rules/rule-words.h"

enum pattern_form { PATTERN_FORM_REGEX, PATTERN_FORM_TEXT, PATTERN_FORM_GLOB };

/* Embedded in its owner (init by zeros, fini). */
struct rule_pattern {
	enum pattern_form form;
	char *text; /* as given, without slashes or quotes */
	bool caseless;
	char *expression; /* what `regex` was made of */
	Regex *regex; /* NULL: there is no pattern */
};

/* What a text without an expression has to match: some of it, or what begins a typed line. */
enum pattern_reach { PATTERN_REACH_SOME, PATTERN_REACH_COMMAND };

/* Reads the pattern at the cursor. False if there is none or it is wrong. */
bool rule_pattern_read(struct rule_pattern *p, struct rule_cursor *c, enum pattern_reach reach);
void rule_pattern_fini(struct rule_pattern *p);

/* Appends the pattern as rule_pattern_read reads it. */
void rule_pattern_print(const struct rule_pattern *p, struct str *out);

/* The group that is called so; -1 if there is none. `user` is a Regex. */
int rule_pattern_group(void *user, const char *name, size_t n);

#endif
