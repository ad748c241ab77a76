#include "config/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

static bool is_called(const struct command_row *row, const char *name, size_t n)
{
	if (strlen(row->name) == n && strncmp(row->name, name, n) == 0)
		return true;
	return row->alias && strlen(row->alias) == n && strncmp(row->alias, name, n) == 0;
}

const struct command_row *command_find(const struct command_table *table, const char *line,
				       struct err *e)
{
	size_t n = strcspn(line, " \t");
	const struct command_row *found = NULL;
	const struct command_row *rows = table->rows;
	size_t matches = 0;

	for (size_t i = 0; i < table->count; i++) {
		if (is_called(&rows[i], line, n))
			return &rows[i];
		if (n && strncmp(rows[i].name, line, n) == 0) {
			found = &rows[i];
			matches++;
		}
	}
	if (matches == 1)
		return found;
	if (matches)
		err_set(e, ERR_USAGE, "\"%.*s\" begins more than one command's name", (int)n, line);
	else
		err_set(e, ERR_USAGE,
			"there is no command \"%.40s\" (/help lists them; a line that "
			"begins with // is sent)",
			line);
	return NULL;
}

bool command_run(struct command_context *c, const char *line)
{
	const struct command_row *row;
	const char *args;
	char *trimmed;
	size_t n;
	bool done;

	line += strspn(line, " \t");
	c->at = line;
	row = command_find(c->table, line, c->e);
	if (!row)
		return false;
	args = line + strcspn(line, " \t");
	args += strspn(args, " \t");
	if (!c->owner && !row->in_files)
		return err_set(c->e, ERR_USAGE, "%s can't be used in a configuration file",
			       row->name);
	if (*args && row->args == COMMAND_NO_ARGS) {
		c->at = args;
		return err_set(c->e, ERR_USAGE, "%s takes no argument", row->name);
	}
	if (!*args && row->args == COMMAND_NEEDS_ARGS)
		return err_set(c->e, ERR_USAGE, "usage: %s %s", row->name, row->usage);
	/* The rest as typed, less blanks at its end. */
	for (n = strlen(args); n && (args[n - 1] == ' ' || args[n - 1] == '\t'); n--)
		;
	trimmed = mem_strndup(args, n);
	c->at = NULL;
	done = row->run(c, trimmed);
	/* A function that points at its fault points into its own copy. */
	if (c->at && c->at >= trimmed && c->at <= trimmed + n)
		c->at = args + (c->at - trimmed);
	else if (!done)
		c->at = args;
	free(trimmed);
	return done;
}
