#include "device/common-pager.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/poison.h"

static bool begins_with(const char *text, size_t n, const char *words)
{
	size_t length = strlen(words);

	return n >= length && strncasecmp(text, words, length) == 0;
}

/* Whether `text` has `words`, case aside. */
static bool has(const char *text, size_t n, const char *words)
{
	for (size_t i = 0; i < n; i++) {
		if (begins_with(text + i, n - i, words))
			return true;
	}
	return false;
}

static bool is_frame(char c)
{
	return strchr(" -<>()[]*%.", c) || isdigit((unsigned char)c);
}

/* `--More--`, `<--- More --->`, `---(more 42%)---`, `-- MORE --, next page: Space, quit: q`: the
 * word in a frame, and behind that perhaps how to quit. */
static bool is_more(const char *text, size_t n)
{
	size_t at = strspn(text, " "), start;

	if (at >= n || !strchr("-<(*", text[at]))
		return false;
	for (start = at; at < n && is_frame(text[at]);)
		at++;
	if (at - start < 2 || !begins_with(text + at, n - at, "more"))
		return false;
	at += 4;
	if (at == n || !is_frame(text[at]))
		return false;
	while (at < n && is_frame(text[at]))
		at++;
	return at == n || has(text + at, n - at, "quit") || has(text + at, n - at, "(q)uit");
}

static bool wants_enter(const char *text, size_t n)
{
	return n < 80 && (has(text, n, "press ") || has(text, n, "hit ")) &&
	       (has(text, n, "return") || has(text, n, "enter")) && has(text, n, "continue");
}

const char *common_pager(const char *text, size_t n)
{
	if (is_more(text, n) || begins_with(text, n, "Press any key to continue") ||
	    begins_with(text, n, "-- [Q quit"))
		return " ";
	if (n == 5 && memcmp(text, "(END)", n) == 0)
		return "q";
	return wants_enter(text, n) ? "\r" : NULL;
}
