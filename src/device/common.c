#include "device/common.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/poison.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* How questions end that want agreement, and the line that agrees. */
static const struct {
	const char *end, *answer;
} confirmations[] = {
	{ "[confirm]", "" },    { "(y/n)", "y" },      { "(y/n)?", "y" },
	{ "(y/n):", "y" },      { "[y/n]", "y" },      { "[y/n]:", "y" },
	{ "[y/n]?", "y" },      { "[yes/no]", "yes" }, { "[yes/no]:", "yes" },
	{ "[yes/no]?", "yes" }, { "(yes/no)", "yes" }, { "(yes/no)?", "yes" },
	{ "(yes/no):", "yes" }, { "(y or n)", "y" },
};

static const char *const failures[] = {
	"% Invalid",         "% Ambiguous",
	"% Incomplete",      "% Unknown",
	"% Unrecognized",    "% Bad",
	"% Wrong parameter", "% Too many parameters",
	"% Command",         "Command authorization failed",
};

/* What only a mark before makes an error. */
static const char *const marked_failures[] = { "%", "Error", "syntax error", "unknown", "invalid" };

/* What questions have in them that are about changes that don't hold yet. */
static const char *const losses[] = { "uncommitted", "not committed",  "unsaved",
				      "not saved",   "without saving", "without committing" };

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

/* `Press <SPACE> to continue or q to quit:`, `SPACE n Next Page`: Space in a list of keys. */
static bool wants_space(const char *text, size_t n)
{
	bool quits = has(text, n, "quit") || has(text, n, "continue");

	if (n >= 100 || !has(text, n, "space"))
		return false;
	return has(text, n, "next page") ||
	       (quits && (has(text, n, "press ") || has(text, n, "hit ")));
}

static size_t skip_digits(const char *text, size_t n, size_t at)
{
	while (at < n && isdigit((unsigned char)text[at]))
		at++;
	return at;
}

/* Of less: `lines 1-23`, `lines 1-23/90 25%`, `lines 68-90/90 (END)`. */
static bool is_lines(const char *text, size_t n)
{
	size_t at = sizeof("lines ") - 1, end;

	if (!begins_with(text, n, "lines ") || (end = skip_digits(text, n, at)) == at || end == n ||
	    text[end] != '-' || (at = skip_digits(text, n, end + 1)) == end + 1)
		return false;
	if (at < n && text[at] == '/')
		at = skip_digits(text, n, at + 1);
	return at == n || (text[at] == ' ' && (text[n - 1] == '%' || text[n - 1] == ')'));
}

static bool is_at_end(const char *text, size_t n)
{
	static const char end[] = "(END)";

	return n >= sizeof(end) - 1 &&
	       memcmp(text + n - (sizeof(end) - 1), end, sizeof(end) - 1) == 0 &&
	       (n == sizeof(end) - 1 || is_lines(text, n));
}

const char *common_pager(const char *text, size_t n)
{
	if (is_at_end(text, n))
		return "q";
	if (is_more(text, n) || is_lines(text, n) || wants_space(text, n) ||
	    begins_with(text, n, "Press any key to continue") || begins_with(text, n, "-- [Q quit"))
		return " ";
	return wants_enter(text, n) ? "\r" : NULL;
}

const char *common_confirmation(const char *text, size_t n)
{
	for (size_t i = 0; i < COUNT(confirmations); i++) {
		size_t length = strlen(confirmations[i].end);

		if (n >= length &&
		    strncasecmp(text + n - length, confirmations[i].end, length) == 0)
			return confirmations[i].answer;
	}
	return NULL;
}

bool common_asks_uncommitted(const char *text, size_t n)
{
	for (size_t i = 0; i < COUNT(losses); i++) {
		if (has(text, n, losses[i]))
			return true;
	}
	return false;
}

bool common_failure(const char *text, size_t n, bool marked)
{
	for (size_t i = 0; i < COUNT(failures); i++) {
		if (begins_with(text, n, failures[i]))
			return true;
	}
	for (size_t i = 0; marked && i < COUNT(marked_failures); i++) {
		if (begins_with(text, n, marked_failures[i]))
			return true;
	}
	return false;
}
