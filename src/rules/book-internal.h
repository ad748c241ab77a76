/*
 * What a book is made of. Only files of this folder include this.
 */
#ifndef HAIL_RULES_BOOK_INTERNAL_H
#define HAIL_RULES_BOOK_INTERNAL_H

#include "rules/book.h"
#include "rules/groups.h"
#include "rules/rule-internal.h"
#include "rules/sieve.h"

/* Where rules look. */
enum rule_place {
	PLACE_LINE,
	PLACE_PROMPT,
	PLACE_INPUT,
	PLACE_EVENT,
	PLACE_TIMER,
	PLACE_KEY,
	RULE_PLACES,
};

struct book_entry {
	unsigned id;
	Rule *rule;
	uint64_t line, purpose; /* hashes: of what rule_print gives, and rule_print_purpose */
};

/* The entries of one place as rules see a thing, by their index. */
struct book_order {
	unsigned *of;
	size_t count;
};

struct RuleBook {
	unsigned references;
	unsigned last_id;
	unsigned old; /* the last rule that was there when a load began */
	unsigned replaced; /* the last rule whose place the last one took; 0: none */
	uint64_t revision; /* another one whenever something changes */
	struct book_entry *entries; /* as they were defined, and so by id */
	size_t count, size;
	rulebook_command_check *check; /* or NULL */
	const void *check_user;
	struct rule_groups groups; /* as links begin */
	char **packs; /* whose rules were added, even if they are gone */
	size_t pack_count;
	/* Made of the entries when it is first asked for. */
	bool arranged;
	struct book_order order[RULE_PLACES];
	unsigned lines; /* that the longest pattern goes over */
	Sieve *sieve; /* of PLACE_LINE, by position there */
};

/* Brings what is made of the entries up to date. */
void rulebook_arrange(RuleBook *b);

#endif
