/*
 * Which groups of rules were switched on or off. Embedded in its owner (init by zeros, fini).
 */
#ifndef HAIL_RULES_GROUPS_H
#define HAIL_RULES_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

struct rule_group {
	char *name;
	bool on;
};

struct rule_groups {
	struct rule_group *of;
	size_t count;
};

void rule_groups_fini(struct rule_groups *g);

/* Switches a group. */
void rule_groups_set(struct rule_groups *g, const char *name, bool on);

/* What was said of a group; NULL: nothing. */
const struct rule_group *rule_groups_find(const struct rule_groups *g, const char *name);

#endif
