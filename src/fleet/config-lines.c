#include "fleet/config-lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/poison.h"

/* Blank lines, and comments as devices' own configurations have them, are not sent. */
static bool is_sent(const char *line)
{
	line += strspn(line, " \t");
	return *line && *line != '!' && *line != '#';
}

static const char *next_word(const char *text)
{
	text += strcspn(text, " \t");
	return text + strspn(text, " \t");
}

/*
 * Whether `line` begins a banner that goes on in the next: `delimiter` gets what ends it, empty for
 * a line EOF. `^C` is how devices show the one that they use.
 */
static bool begins_banner(const char *line, char delimiter[3])
{
	const char *kind, *rest;
	size_t n;

	line += strspn(line, " \t");
	if (strncasecmp(line, "banner ", 7) != 0)
		return false;
	kind = next_word(line);
	rest = next_word(kind);
	n = rest[0] == '^' && rest[1] ? 2 : *rest ? 1 : 0;
	memcpy(delimiter, rest, n);
	delimiter[n] = '\0';
	return *kind && (!n || !strstr(rest + n, delimiter));
}

static bool ends_banner(const char *line, const char *delimiter)
{
	return *delimiter ? strstr(line, delimiter) != NULL : strcmp(line, "EOF") == 0;
}

/* The next line of *text, without blanks at its end, owned; NULL behind the last. */
static char *take_line(const char **text)
{
	size_t n = strcspn(*text, "\n"), end = n;
	char *line;

	if (!**text)
		return NULL;
	while (end && strchr(" \t\r", (*text)[end - 1]))
		end--;
	line = mem_strndup(*text, end);
	*text += n + ((*text)[n] == '\n');
	return line;
}

/* Takes the rest of a banner that `first` has begun; returns how many lines. */
static size_t take_banner(struct str *first, const char *delimiter, const char **text)
{
	size_t count = 0;
	bool ended = false;

	while (!ended) {
		char *line = take_line(text);

		if (!line)
			break;
		count++;
		str_append_char(first, '\n');
		str_append_string(first, line);
		ended = ends_banner(line, delimiter);
		free(line);
	}
	return count;
}

void config_lines_split(struct config_lines *lines, const char *text)
{
	size_t number = 1;
	char *line;

	while ((line = take_line(&text)) != NULL) {
		size_t more = 0;
		char delimiter[3];
		struct str whole;

		str_init(&whole);
		str_append_string(&whole, line);
		if (begins_banner(line, delimiter))
			more = take_banner(&whole, delimiter, &text);
		if (is_sent(line)) {
			lines->list = mem_resize(lines->list, lines->count + 1,
						 sizeof(*lines->list));
			lines->list[lines->count++] = (struct config_line){ str_take(&whole),
									    number };
		}
		str_fini(&whole);
		free(line);
		number += 1 + more;
	}
}

void config_lines_fini(struct config_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->list[i].text);
	free(lines->list);
	*lines = (struct config_lines){ 0 };
}
