/* How a line is read against the table of commands. */
#include "demo/router.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "base/poison.h"

/* A word of a line: `length` bytes from `at`; 0 at the end. */
struct word {
	size_t at;
	size_t length;
};

static struct word next_word(const char *line, size_t at)
{
	at += strspn(line + at, " ");
	return (struct word){ .at = at, .length = strcspn(line + at, " ") };
}

/* The last word of the row if its path is `parent`'s (NULL: none) and one word more, else NULL. */
static const char *child_word(const struct command *row, const struct command *parent,
			      enum router_mode mode)
{
	size_t length = parent ? strlen(parent->path) : 0;
	const char *word = row->path;

	if (!(row->modes & mode) || row == parent)
		return NULL;
	if (parent) {
		if (strncmp(row->path, parent->path, length) || row->path[length] != ' ')
			return NULL;
		word += length + 1;
	}
	return strchr(word, ' ') ? NULL : word;
}

/* The rows below one row, of which some begin as a text does. */
struct children {
	const struct command *first; /* of those that do; the exact one if there is one */
	size_t count; /* 1 if there is an exact one */
	size_t common; /* bytes that their words have in common */
};

static struct children find_children(enum router_mode mode, const struct command *parent,
				     const char *text, size_t length)
{
	struct children c = { NULL, 0, 0 };
	const char *first = "";

	for (size_t i = 0; i < router_command_count; i++) {
		const char *word = child_word(&router_commands[i], parent, mode);

		if (!word || strncasecmp(word, text, length))
			continue;
		if (strlen(word) == length)
			return (struct children){ &router_commands[i], 1, length };
		if (!c.count++) {
			c.first = &router_commands[i];
			first = word;
			c.common = strlen(word);
		}
		while (strncmp(word, first, c.common))
			c.common--;
	}
	return c;
}

/* How many bytes of a wrong word are right: the caret stands under the first that isn't. */
static size_t right_bytes(enum router_mode mode, const struct command *parent, const char *text,
			  size_t length)
{
	while (length && !find_children(mode, parent, text, length).count)
		length--;
	return length;
}

static struct command_match match(enum command_result result, const struct command *row, size_t at)
{
	return (struct command_match){ .result = result, .row = row, .at = at };
}

static bool takes_word(const struct command *row)
{
	return row->argument && !strcmp(row->argument, "WORD");
}

struct command_match router_parse(enum router_mode mode, const char *line)
{
	struct word word = next_word(line, 0), after;
	const struct command *row = NULL;

	for (; word.length; word = after) {
		const char *text = line + word.at;
		struct children c = find_children(mode, row, text, word.length);

		after = next_word(line, word.at + word.length);
		if (c.count > 1)
			return match(COMMAND_AMBIGUOUS, row, word.at);
		if (!c.count && row && row->argument)
			return takes_word(row) && after.length ?
				       match(COMMAND_INVALID, row, after.at) :
				       match(COMMAND_OK, row, word.at);
		if (!c.count)
			return match(COMMAND_INVALID, row,
				     word.at + right_bytes(mode, row, text, word.length));
		row = c.first;
	}
	if (!row)
		return match(COMMAND_EMPTY, row, word.at);
	return match(row->action && !row->argument ? COMMAND_OK : COMMAND_INCOMPLETE, row, word.at);
}

/*
 * The row that the words before the last one name, and that word, which may be empty. False if
 * those words are wrong, or if the last one is inside an argument (*parent is its row then).
 */
static bool find_parent(enum router_mode mode, const char *line, const struct command **parent,
			struct word *last)
{
	const char *blank = strrchr(line, ' ');
	struct command_match m;
	char *before;

	last->at = blank ? (size_t)(blank - line) + 1 : 0;
	last->length = strlen(line + last->at);
	before = mem_strndup(line, last->at);
	m = router_parse(mode, before);
	free(before);
	*parent = m.row;
	return m.result == COMMAND_EMPTY || m.result == COMMAND_INCOMPLETE ||
	       (m.result == COMMAND_OK && !m.row->argument);
}

bool router_help(enum router_mode mode, const char *line, struct str *out)
{
	struct command_match m = router_parse(mode, line);
	const struct command *parent;
	struct word last;
	bool known = find_parent(mode, line, &parent, &last);
	size_t before = out->length;

	if (m.result == COMMAND_OK && m.row->argument && !takes_word(m.row))
		return false;

	for (size_t i = 0; known && i < router_command_count; i++) {
		const char *word = child_word(&router_commands[i], parent, mode);

		if (word && !strncasecmp(word, line + last.at, last.length))
			str_append_format(out, "  %-18s%s\n", word, router_commands[i].help);
	}
	if (known && parent && parent->argument)
		str_append_format(out, "  %-18s%s\n", parent->argument, parent->help);
	else if (parent && parent->action && !last.length)
		str_append_string(out, "  <cr>\n");
	if (out->length == before)
		str_append_string(out, "% Unrecognized command\n");
	return true;
}

bool router_complete(enum router_mode mode, const char *line, struct str *out)
{
	const struct command *parent;
	struct children c;
	struct word last;

	if (!find_parent(mode, line, &parent, &last) || !last.length)
		return false;
	c = find_children(mode, parent, line + last.at, last.length);
	if (!c.count)
		return false;
	str_append(out, child_word(c.first, parent, mode) + last.length, c.common - last.length);
	if (c.count == 1)
		str_append_char(out, ' ');
	return c.count == 1 || c.common > last.length;
}
