/*
 * Rules of other programs as ours: TinTin++'s `#action`, `#alias`, `#highlight`, `#gag`,
 * `#substitute` and `#ticker`, within `#class`; TinyFugue's `/def -t`, `/gag` and `/hilite`. What
 * can't be said by a rule is told with its reason. Pure.
 */
#ifndef HAIL_RULES_IMPORT_H
#define HAIL_RULES_IMPORT_H

#include <stddef.h>

enum rules_import_form { RULES_IMPORT_TINTIN, RULES_IMPORT_TINYFUGUE };

struct rules_import_events {
	/* A rule's line (rules/rule.h), made of what stands in line `line` of the file, from 1. */
	void (*rule)(void *user, unsigned line, const char *rule);
	/* What stands there, its first bytes, isn't translated: `why`. */
	void (*skipped)(void *user, unsigned line, const char *what, const char *why);
};

/* Reads the `n` bytes at `text`, a file for the program. Returns how many rules were told. */
unsigned rules_import(enum rules_import_form form, const char *text, size_t n,
		      const struct rules_import_events *events, void *user);

/* Which program the file is for, by the character that most of its commands begin with. */
enum rules_import_form rules_import_form_of(const char *text, size_t n);

#endif
