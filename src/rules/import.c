#include "rules/import.h"

#include <string.h>

#include "rules/import-internal.h"

#include "base/poison.h"

static unsigned count_newlines(const char *text, size_t n)
{
	unsigned count = 0;

	for (size_t i = 0; i < n; i++)
		count += text[i] == '\n';
	return count;
}

/* How many bytes from `text` on are blanks and, with `all`, newlines. */
static size_t blanks(const char *text, size_t n, bool all)
{
	size_t i = 0;

	while (i < n &&
	       (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || (all && text[i] == '\n')))
		i++;
	return i;
}

/* The bytes of a comment of TinTin++ at `text`; 0 if there is none. */
static size_t comment(const char *text, size_t n)
{
	const char *end;

	if (n < 2 || memcmp(text, "/*", 2) != 0)
		return 0;
	end = memmem(text + 2, n - 2, "*/", 2);
	return end ? (size_t)(end - text) + 2 : n;
}

/* The bytes of a command of TinTin++: to a newline or `;` outside of braces. Braces may follow on
 * the next line. */
static size_t tintin_command(const char *text, size_t n)
{
	size_t i = 0, depth = 0;

	for (; i < n; i++) {
		size_t skip;

		if (text[i] == '\\' && i + 1 < n) {
			i++;
		} else if (text[i] == '{') {
			depth++;
		} else if (text[i] == '}') {
			depth -= depth > 0;
		} else if (!depth && text[i] == ';') {
			break;
		} else if (!depth && text[i] == '\n') {
			skip = blanks(text + i, n - i, true);
			if (i + skip >= n || text[i + skip] != '{')
				break;
			i += skip - 1;
		}
	}
	return i;
}

static void read_tintin(struct import *im, const char *text, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t skip = blanks(text + at, n - at, true), length;

		if (!skip)
			skip = comment(text + at, n - at);
		if (!skip && text[at] == ';')
			skip = 1;
		if (skip) {
			im->line += count_newlines(text + at, skip);
			at += skip;
			continue;
		}
		length = tintin_command(text + at, n - at);
		import_tintin(im, text + at, length);
		im->line += count_newlines(text + at, length);
		at += length;
	}
}

static void read_tinyfugue(struct import *im, const char *text, size_t n)
{
	struct str command;
	unsigned next = im->line;

	str_init(&command);
	for (size_t at = 0; at < n;) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t line_end = end ? (size_t)(end - text) : n, stop = line_end;
		size_t begin = at + blanks(text + at, line_end - at, false);

		next++;
		at = line_end + 1;
		while (stop > begin && text[stop - 1] == '\r')
			stop--;
		bool goes_on = stop > begin && text[stop - 1] == '\\';
		str_append(&command, text + begin, stop - begin - goes_on);
		if (goes_on && at < n)
			continue;
		if (command.length && !strchr(";#", command.text[0]))
			import_tinyfugue(im, command.text, command.length);
		str_clear(&command);
		im->line = next;
	}
	str_fini(&command);
}

unsigned rules_import(enum rules_import_form form, const char *text, size_t n,
		      const struct rules_import_events *events, void *user)
{
	struct import im = { .events = events, .user = user, .line = 1 };

	str_init(&im.group);
	if (form == RULES_IMPORT_TINTIN)
		read_tintin(&im, text, n);
	else
		read_tinyfugue(&im, text, n);
	str_fini(&im.group);
	return im.told;
}

enum rules_import_form rules_import_form_of(const char *text, size_t n)
{
	size_t hashes = 0, slashes = 0;

	for (size_t i = 0; i < n; i++) {
		if (i && text[i - 1] != '\n')
			continue;
		/* A comment of TinTin++ begins with a slash, one of TinyFugue with a blank behind
		 * the #. */
		hashes += text[i] == '#' && i + 1 < n && text[i + 1] > ' ';
		slashes += text[i] == '/' && i + 1 < n && text[i + 1] != '*';
	}
	return hashes >= slashes ? RULES_IMPORT_TINTIN : RULES_IMPORT_TINYFUGUE;
}
