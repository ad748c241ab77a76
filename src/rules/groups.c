#include "rules/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

void rule_groups_fini(struct rule_groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		free(g->of[i].name);
	free(g->of);
}

static struct rule_group *find(const struct rule_groups *g, const char *name)
{
	for (size_t i = 0; i < g->count; i++) {
		if (!strcmp(g->of[i].name, name))
			return &g->of[i];
	}
	return NULL;
}

void rule_groups_set(struct rule_groups *g, const char *name, bool on)
{
	struct rule_group *group = find(g, name);

	if (!group) {
		g->of = mem_resize(g->of, g->count + 1, sizeof(*g->of));
		group = &g->of[g->count++];
		group->name = mem_strdup(name);
	}
	group->on = on;
}

const struct rule_group *rule_groups_find(const struct rule_groups *g, const char *name)
{
	return find(g, name);
}
