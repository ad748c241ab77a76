#include "config/command.h"

#include <stdlib.h>
#include <string.h>

#include "config/choice.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/poison.h"

enum { COMMAND_WORD_SHOWN = 40 }; /* bytes of an unknown command that a sentence quotes */

static bool is_called(const struct command_row *row, const char *name, size_t n)
{
	if (strlen(row->name) == n && strncmp(row->name, name, n) == 0)
		return true;
	return row->alias && strlen(row->alias) == n && strncmp(row->alias, name, n) == 0;
}

static void unknown_command(const struct command_table *table, const char *word, size_t n,
			    struct err *e)
{
	static const char more[] = "/help lists them; a line that begins with // is sent";
	int shown = n < COMMAND_WORD_SHOWN ? (int)n : COMMAND_WORD_SHOWN;
	struct nearest nearest;

	nearest_begin(&nearest, word, n);
	for (size_t i = 0; i < table->count; i++)
		nearest_offer(&nearest, table->rows[i].name, strlen(table->rows[i].name));
	if (nearest.word)
		err_set(e, ERR_USAGE, "there is no command \"%.*s\": did you mean \"%.*s\"? (%s)",
			shown, word, nearest.length, nearest.word, more);
	else
		err_set(e, ERR_USAGE, "there is no command \"%.*s\" (%s)", shown, word, more);
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
		unknown_command(table, line, n, e);
	return NULL;
}

bool command_takes_values(const struct command_table *table, const char *line, struct err *e)
{
	const struct command_row *row = command_find(table, line + strspn(line, " \t"), NULL);

	if (!row || row->reach == COMMAND_WITHIN)
		return true;
	return err_set(e, ERR_USAGE,
		       "what is captured can't be read as code, a rule, an option, a place or a "
		       "file, as \"%s\" would",
		       row->name);
}

/*
 * Whether `args` is one of the words to choose from, mistyped: a usage of small letters and |
 * alone, perhaps in brackets, lists them. What is near to none the function refuses in its own
 * words.
 */
static bool is_mistyped(const struct command_row *row, const char *args, struct err *e)
{
	bool optional = row->usage[0] == '[';
	size_t n = strlen(row->usage) - (optional ? 2 : 0);
	const char *usage = row->usage + optional;
	char *words;
	bool mistyped;

	if (strspn(usage, "abcdefghijklmnopqrstuvwxyz0123456789|") != n || !n)
		return false;
	words = mem_strndup(usage, n);
	mistyped = choice_is_near(row->name, args, strlen(args), words, e);
	free(words);
	return mistyped;
}

/* Runs the command on the rest of the line. */
static bool run(struct command_context *c, const struct command_row *row, const char *args)
{
	/* As typed, less blanks at its end. */
	size_t n = strlen(args);
	char *trimmed;
	bool done;

	while (n && (args[n - 1] == ' ' || args[n - 1] == '\t'))
		n--;
	trimmed = mem_strndup(args, n);
	c->at = NULL;
	c->name = row->name;
	done = !is_mistyped(row, trimmed, c->e) && row->run(c, trimmed);
	/* A function that points at its fault points into its own copy. */
	if (c->at && c->at >= trimmed && c->at <= trimmed + n)
		c->at = args + (c->at - trimmed);
	else if (!done)
		c->at = args;
	free(trimmed);
	return done;
}

bool command_run(struct command_context *c, const char *line)
{
	/* As it is written: in a file without the command character. */
	const char *sign = c->owner && !c->depth ? "/" : "";
	const struct command_row *row;
	const char *args;

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
		return err_set(c->e, ERR_USAGE, "%s%s takes no argument", sign, row->name);
	}
	if (!*args && row->args == COMMAND_NEEDS_ARGS)
		return err_set(c->e, ERR_USAGE, "usage: %s%s %s", sign, row->name, row->usage);
	return run(c, row, args);
}
