/* Reads a command line against the table: words, prefixes, what may follow. */
#include <string.h>
#include <strings.h>

#include "demo/router.h"

#include "base/poison.h"

/* The next word of a line: from `at`, `length` bytes; 0 at the end. */
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
static const char *child_word(const struct router_row *row, const struct router_row *parent,
			      enum router_mode mode)
{
	size_t length = parent ? strlen(parent->path) : 0;
	const char *word = row->path;

	if (!(row->modes & (unsigned)mode) || row == parent)
		return NULL;
	if (parent) {
		if (strncmp(row->path, parent->path, length) || row->path[length] != ' ')
			return NULL;
		word += length + 1;
	}
	return strchr(word, ' ') ? NULL : word;
}

/* How many rows below `parent` have a word that begins so; *found is the first or the exact one. */
static size_t find_children(enum router_mode mode, const struct router_row *parent,
			    const char *text, size_t length, const struct router_row **found)
{
	size_t count = 0;

	for (size_t i = 0; i < router_row_count; i++) {
		const char *word = child_word(&router_rows[i], parent, mode);

		if (!word || strncasecmp(word, text, length))
			continue;
		if (!count++)
			*found = &router_rows[i];
		if (strlen(word) == length) {
			*found = &router_rows[i];
			return 1;
		}
	}
	return count;
}

/* How many bytes of a wrong word are right: the caret stands under the first that isn't. */
static size_t right_bytes(enum router_mode mode, const struct router_row *parent, const char *text,
			  size_t length)
{
	const struct router_row *found;

	while (length && !find_children(mode, parent, text, length, &found))
		length--;
	return length;
}

static struct router_match match(enum router_result result, const struct router_row *row, size_t at)
{
	return (struct router_match){ .result = result, .row = row, .at = at };
}

static struct router_match match_argument(const struct router_row *row, const char *line,
					  struct word word)
{
	struct word after = next_word(line, word.at + word.length);

	if (!strcmp(row->argument, "WORD") && after.length)
		return match(ROUTER_INVALID, row, after.at);
	return match(ROUTER_OK, row, word.at);
}

static struct router_match match_end(const struct router_row *row, size_t at)
{
	if (!row)
		return match(ROUTER_EMPTY, row, at);
	return match(row->run && !row->argument ? ROUTER_OK : ROUTER_INCOMPLETE, row, at);
}

struct router_match router_parse(enum router_mode mode, const char *line)
{
	const struct router_row *row = NULL, *child;
	size_t at = 0;

	for (;;) {
		struct word word = next_word(line, at);
		size_t count;

		if (!word.length)
			return match_end(row, word.at);
		count = find_children(mode, row, line + word.at, word.length, &child);
		if (!count && row && row->argument)
			return match_argument(row, line, word);
		if (!count)
			return match(ROUTER_INVALID, row,
				     word.at + right_bytes(mode, row, line + word.at, word.length));
		if (count > 1)
			return match(ROUTER_AMBIGUOUS, row, word.at);
		row = child;
		at = word.at + word.length;
	}
}

/* Where the word under the cursor begins, at the end of the line; its length may be 0. */
static struct word last_word(const char *line)
{
	size_t at = strlen(line);

	while (at && line[at - 1] != ' ')
		at--;
	return (struct word){ .at = at, .length = strlen(line + at) };
}

/*
 * The row that the words before the last one name, and the last word. False if those words are
 * wrong, or if the last one is inside an argument (*parent is the argument's row then).
 */
static bool find_parent(enum router_mode mode, const char *line, const struct router_row **parent,
			struct word *last)
{
	struct router_match m;
	struct str before;
	bool inside;

	*last = last_word(line);
	str_init(&before);
	str_append(&before, line, last->at);
	m = router_parse(mode, before.text);
	inside = m.result == ROUTER_OK && m.row->argument;
	*parent = m.row;
	str_fini(&before);
	return !inside &&
	       (m.result == ROUTER_OK || m.result == ROUTER_EMPTY || m.result == ROUTER_INCOMPLETE);
}

bool router_parse_is_free(enum router_mode mode, const char *line)
{
	struct router_match m = router_parse(mode, line);

	return m.result == ROUTER_OK && m.row->argument && !strcmp(m.row->argument, "LINE");
}

void router_parse_help(enum router_mode mode, const char *line, struct str *out)
{
	const struct router_row *parent;
	struct word last;
	bool known = find_parent(mode, line, &parent, &last);
	size_t before = out->length;

	for (size_t i = 0; known && i < router_row_count; i++) {
		const char *word = child_word(&router_rows[i], parent, mode);

		if (word && !strncasecmp(word, line + last.at, last.length))
			str_append_format(out, "  %-18s%s\n", word, router_rows[i].help);
	}
	if (known && parent && parent->argument)
		str_append_format(out, "  %-18s%s\n", parent->argument, parent->help);
	else if (parent && parent->run && !last.length)
		str_append_string(out, "  <cr>\n");
	if (out->length == before)
		str_append_string(out, "% Unrecognized command\n");
}

/* How many bytes the words of all rows that fit have in common, at least `length`. */
static size_t common_length(enum router_mode mode, const struct router_row *parent,
			    const char *text, size_t length, const char *first)
{
	size_t common = strlen(first);

	for (size_t i = 0; i < router_row_count; i++) {
		const char *word = child_word(&router_rows[i], parent, mode);

		if (!word || strncasecmp(word, text, length))
			continue;
		while (strncmp(word, first, common))
			common--;
	}
	return common;
}

bool router_parse_complete(enum router_mode mode, const char *line, struct str *out)
{
	const struct router_row *parent, *child;
	const char *word;
	struct word last;
	size_t count, common;

	if (!find_parent(mode, line, &parent, &last) || !last.length)
		return false;
	count = find_children(mode, parent, line + last.at, last.length, &child);
	if (!count)
		return false;
	word = child_word(child, parent, mode);
	common = count == 1 ? strlen(word) :
			      common_length(mode, parent, line + last.at, last.length, word);
	str_append(out, word + last.length, common - last.length);
	if (count == 1)
		str_append_char(out, ' ');
	return count == 1 || common > last.length;
}
