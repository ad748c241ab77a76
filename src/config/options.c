#include "config/options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "config/options-table.h"
#include "base/mem.h"
#include "base/poison.h"

struct Options {
	const Options *parent;
	char *value[OPTIONS_COUNT]; /* owned; NULL = not set here */
};

Options *options_new(const Options *parent)
{
	Options *o = mem_alloc(sizeof(*o));

	o->parent = parent;
	return o;
}

void options_free(Options *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < OPTIONS_COUNT; i++)
		free(o->value[i]);
	free(o);
}

int options_find(const char *name, struct err *e)
{
	size_t n = strlen(name);
	int found = -1;

	for (int i = 0; i < OPTIONS_COUNT; i++) {
		if (strcmp(options_row((enum option)i)->name, name) == 0)
			return i;
		if (n && strncmp(options_row((enum option)i)->name, name, n) == 0)
			found = found == -1 ? i : -2;
	}
	if (found == -1)
		err_set(e, ERR_USAGE, "there is no option \"%s\" (/set lists them)", name);
	if (found == -2)
		err_set(e, ERR_USAGE, "\"%s\" begins more than one option's name", name);
	return found < 0 ? -1 : found;
}

/* The place of `word` among the blank-separated `choices`, or -1. */
static long choice_index(const char *choices, const char *word)
{
	size_t n = strlen(word);

	for (long i = 0; *choices; i++) {
		size_t length = strcspn(choices, " ");

		if (length == n && strncmp(choices, word, n) == 0)
			return i;
		choices += length;
		choices += strspn(choices, " ");
	}
	return -1;
}

static bool check_value(const struct option_row *row, const char *value, struct err *e)
{
	long long number;

	if (strlen(value) > 1000)
		return err_set(e, ERR_USAGE, "the value of %s is too long", row->name);
	switch (row->type) {
	case OPTIONS_CHOICE:
		if (*value && choice_index(row->choices, value) >= 0)
			return true;
		return err_set(e, ERR_USAGE, "%s can't be \"%s\" (choose from: %s)", row->name,
			       value, row->choices);
	case OPTIONS_NUMBER:
		if (str_to_number(value, row->min, row->max, &number))
			return true;
		return err_set(e, ERR_USAGE, "%s can't be \"%s\" (a number of %s from %ld to %ld)",
			       row->name, value, row->unit, row->min, row->max);
	case OPTIONS_TEXT: return !row->check || row->check(value, e);
	}
	return false;
}

bool options_set(Options *o, enum option option, const char *value, struct err *e)
{
	char *copy;

	if (!check_value(options_row(option), value, e))
		return false;
	copy = mem_strdup(value);
	free(o->value[option]);
	o->value[option] = copy;
	return true;
}

bool options_assign(Options *o, const char *assignment, struct err *e)
{
	size_t n = strcspn(assignment, "= \t");
	const char *value = assignment + n;
	char *name;
	int option;

	if (!*value)
		return err_set(e, ERR_USAGE, "\"%s\" has no value (write name=value)", assignment);
	name = mem_strndup(assignment, n);
	option = options_find(name, e);
	free(name);
	value += strspn(value, " \t");
	if (*value == '=')
		value += 1 + strspn(value + 1, " \t");
	return option >= 0 && options_set(o, (enum option)option, value, e);
}

void options_merge(Options *o, const Options *from)
{
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		if (from->value[i])
			options_set(o, (enum option)i, from->value[i], NULL);
	}
}

const char *options_value(const Options *o, enum option option)
{
	for (; o; o = o->parent) {
		if (o->value[option])
			return o->value[option];
	}
	return options_row(option)->initial;
}

const char *options_given(const Options *o, enum option option)
{
	const char *value = options_value(o, option);

	return strcmp(value, "none") == 0 || !*value ? NULL : value;
}

long options_number(const Options *o, enum option option)
{
	const struct option_row *row = options_row(option);
	const char *value = options_value(o, option);

	assert(row->type != OPTIONS_TEXT);
	return row->type == OPTIONS_CHOICE ? choice_index(row->choices, value) :
					     strtol(value, NULL, 10);
}

bool options_size(const Options *o, unsigned *width, unsigned *height)
{
	return options_parse_size(options_value(o, OPTIONS_SIZE), width, height);
}
