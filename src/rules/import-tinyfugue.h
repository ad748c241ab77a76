/*
 * The language of TinyFugue. Only import-tinyfugue*.c include this.
 */
#ifndef HAIL_RULES_IMPORT_TINYFUGUE_H
#define HAIL_RULES_IMPORT_TINYFUGUE_H

#include "rules/import-internal.h"

enum { TINYFUGUE_WORDS = 9 }; /* of a line that can be named; one more is the whole line */

/* Makes actions of a macro's body: the words of the line are the groups `group_of`, the pattern's
 * own come behind `groups`. False if it can't be translated. */
bool tinyfugue_body(struct translation *t, const char *s);

#endif
