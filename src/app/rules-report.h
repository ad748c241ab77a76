/*
 * What is told of rules: those there are, and those that matched a line.
 */
#ifndef HAIL_APP_RULES_REPORT_H
#define HAIL_APP_RULES_REPORT_H

#include <stdint.h>

#include "base/str.h"
#include "link/link.h"
#include "rules/rules.h"

/* Appends the rules in the order in which they see a line, each with its number, how
 * often it matched, what that cost and whether it is off or paused; and the groups. */
void rules_report_list(Rules *rules, struct str *out);

/* Appends which rules have matched line `number` of the document, in their order. */
void rules_report_why(Link *l, uint64_t number, struct str *out);

#endif
