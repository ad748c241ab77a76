#include "rules/variables.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "base/poison.h"

struct variable {
	char *name, *value;
	size_t length;
};

void variables_fini(struct variables *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->of[i].name);
		free(v->of[i].value);
	}
	free(v->of);
}

/* Finds the place of a name; whether it stands there. */
static bool find(const struct variables *v, const char *name, size_t n, size_t *place)
{
	size_t low = 0, high = v->count;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strncmp(v->of[mid].name, name, n);

		if (!order && v->of[mid].name[n])
			order = 1;
		if (!order) {
			*place = mid;
			return true;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*place = low;
	return false;
}

static void take_away(struct variables *v, size_t place)
{
	free(v->of[place].name);
	free(v->of[place].value);
	v->count--;
	memmove(&v->of[place], &v->of[place + 1], (v->count - place) * sizeof(*v->of));
}

static struct variable *insert(struct variables *v, size_t place, const char *name)
{
	v->of = mem_resize(v->of, v->count + 1, sizeof(*v->of));
	struct variable *new = &v->of[place];
	memmove(new + 1, new, (v->count - place) * sizeof(*v->of));
	v->count++;
	*new = (struct variable){ .name = mem_strdup(name) };
	return new;
}

void variables_set(struct variables *v, const char *name, const char *value, size_t n)
{
	size_t place;
	bool known = find(v, name, strlen(name), &place);

	if (!n || (!known && v->count == VARIABLES_MAX)) {
		if (known)
			take_away(v, place);
		return;
	}
	n = utf8_cut(value, n, VARIABLE_BYTES);
	char *copy = mem_strndup(value, n);
	struct variable *variable = known ? &v->of[place] : insert(v, place, name);
	free(variable->value);
	variable->value = copy;
	variable->length = n;
}

const char *variables_get(const struct variables *v, const char *name, size_t name_length,
			  size_t *n)
{
	size_t place;

	if (!find(v, name, name_length, &place))
		return NULL;
	*n = v->of[place].length;
	return v->of[place].value;
}

void variables_each(const struct variables *v,
		    void (*each)(void *user, const char *name, const char *value, size_t n),
		    void *user)
{
	for (size_t i = 0; i < v->count; i++)
		each(user, v->of[i].name, v->of[i].value, v->of[i].length);
}
