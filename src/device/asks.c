#include "device/asks.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/prompt.h"
#include "base/str.h"
#include "base/poison.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum {
	ASKS_LETTERS = 2, /* that a question has at least */
	ASKS_SENTENCE = 3, /* words in a row that are no prompt */
};

/* Answers that stand in brackets; those that could be a report only beside others. */
static const char *const answers[] = { "y", "n", "yes", "no", "cancel", "quit", "abort" };
static const char *const reports[] = { "ok",       "all",  "none",    "done", "default",
				       "continue", "skip", "confirm", "retry" };

/* How questions begin that have no mark. */
static const char *const beginnings[] = {
	"do you ",        "are you ",       "would you ",    "will you ",      "type ",
	"enter ",         "select ",        "choose ",       "please enter ",  "please type ",
	"please select ", "please choose ", "please answer", "please confirm", "please specify ",
	"confirm ",       "continue",       "proceed",       "overwrite "
};

static bool begins_with(const char *text, size_t n, const char *words)
{
	size_t length = strlen(words);

	return n >= length && strncasecmp(text, words, length) == 0;
}

static size_t letters(const char *text, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += isalpha((unsigned char)text[i]) != 0;
	return count;
}

static bool is_one_of(const char *text, size_t n, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(words[i]) == n && strncasecmp(text, words[i], n) == 0)
			return true;
	}
	return false;
}

/* --- Answers in brackets. */

/* A digit or more, `-`, and so again. */
static bool is_range(const char *text, size_t n)
{
	size_t i = 0, dash;

	while (i < n && isdigit((unsigned char)text[i]))
		i++;
	dash = i++;
	if (!dash || dash >= n || text[dash] != '-' || i >= n)
		return false;
	while (i < n && isdigit((unsigned char)text[i]))
		i++;
	return i == n;
}

/* `yes/no(default)`, `y,n`, `No`: what stands in brackets are answers to choose from. */
static bool are_answers(const char *text, size_t n)
{
	size_t count = 0, known = 0;

	for (size_t at = 0; at < n;) {
		size_t end = at, length;

		while (end < n && !strchr("/|, ", text[end]))
			end++;
		for (length = at; length < end && text[length] != '('; length++)
			;
		if (is_one_of(text + at, length - at, answers, COUNT(answers)))
			known++;
		else if (length > at && length - at > 1 &&
			 !is_one_of(text + at, length - at, reports, COUNT(reports)))
			return false;
		count++;
		at = end + 1;
	}
	return known > 0 && (count == known || count > 1);
}

/* The bracket that the one at `end` closes; SIZE_MAX: none. */
static size_t opening(const char *text, size_t end)
{
	char close = text[end], open = close == ']' ? '[' : '(';
	size_t depth = 0;

	for (size_t i = end + 1; i-- > 0;) {
		depth += text[i] == close;
		if (text[i] == open && --depth == 0)
			return i;
	}
	return SIZE_MAX;
}

/* Answers at the end, perhaps with a sign behind them: `Save? [yes]`, `Choice [1-3]>`. */
static bool ends_with_answers(const char *text, size_t n)
{
	bool sign = n && strchr(":?>#$%", text[n - 1]);
	size_t end = str_trimmed(text, n - sign), start;

	if (!end || !strchr("])", text[end - 1]))
		return false;
	start = opening(text, end - 1);
	if (start == SIZE_MAX || letters(text, start) < ASKS_LETTERS ||
	    (text[start - 1] != ' ' && text[start - 1] != '?' && text[end - 1] == ')' && !sign))
		return false;
	return are_answers(text + start + 1, end - start - 2) ||
	       (sign && text[start - 1] == ' ' && is_range(text + start + 1, end - start - 2));
}

/* --- Marks and words. */

/* `Continue?`, `Delete filename [x]?`, `Sure ? [...]:`, with nothing but brackets behind. */
static bool has_mark(const char *text, size_t n)
{
	size_t at = n, rest;

	while (at && text[at - 1] != '?')
		at--;
	if (!at || letters(text, at) < ASKS_LETTERS)
		return false;
	rest = str_trimmed(text, at - 1);
	if (!rest || !(isalnum((unsigned char)text[rest - 1]) || strchr(")]\"'", text[rest - 1])))
		return false;
	for (rest = at; rest < n && text[rest] == ' '; rest++)
		;
	return n - rest <= 1 || text[rest] == '[' || text[rest] == '(';
}

static bool begins_as_question(const char *text, size_t n)
{
	if (!(prompt_has_shape(text, n) || text[n - 1] == ')') || !memchr(text, ' ', n))
		return false;
	for (size_t at = n; at-- > 1;) {
		if (text[at] == ' ' && strchr(".,!", text[at - 1])) {
			text += at + 1;
			n -= at + 1;
			break;
		}
	}
	for (size_t i = 0; i < COUNT(beginnings); i++) {
		if (begins_with(text, n, beginnings[i]))
			return true;
	}
	return false;
}

bool asks_question(const char *text, size_t n)
{
	return n &&
	       (has_mark(text, n) || ends_with_answers(text, n) || begins_as_question(text, n));
}

/* --- Sentences. */

/* `Writing the image 45%`: the percents stand for themselves. */
static bool is_progress(const char *text, size_t n)
{
	size_t at = n - 1;

	if (text[n - 1] != '%')
		return false;
	while (at && isdigit((unsigned char)text[at - 1]))
		at--;
	return at < n - 1 && at && strchr(" (", text[at - 1]) && letters(text, at) > 0;
}

/* `Building [3/10]`, `[OK]`, `[####  ]` behind words: how far something is. */
static bool is_report(const char *text, size_t n)
{
	static const char signs[] = "0123456789/#=>-.+* %";
	size_t start = text[n - 1] == ']' ? opening(text, n - 1) : SIZE_MAX, length;
	const char *inside;

	if (start == SIZE_MAX || !start || text[start - 1] != ' ' || !letters(text, start))
		return false;
	inside = text + start + 1;
	length = n - start - 2;
	if (is_one_of(inside, length, reports, COUNT(reports)))
		return true;
	for (size_t i = 0; i < length; i++) {
		if (!strchr(signs, inside[i]))
			return false;
	}
	return true;
}

bool asks_no_commands(const char *text, size_t n)
{
	size_t words = 0, at = 0;

	if (!n || is_progress(text, n) || is_report(text, n))
		return n > 0;
	if (!isupper((unsigned char)text[0]))
		return false;
	while (words < ASKS_SENTENCE) {
		size_t start = at;

		while (at < n && isalpha((unsigned char)text[at]))
			at++;
		if (at == start || at == n || text[at] != ' ')
			return false;
		words++;
		at++;
	}
	return true;
}
