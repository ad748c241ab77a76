#include "edit/complete.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

enum {
	COMPLETE_MAX = 1000, /* candidates; Tab through more helps nobody */
	COMPLETE_WORD_MAX = 256, /* bytes of a word taken from a text */
};

struct Completion {
	bool begun;
	size_t start; /* of the word in the line */
	char *word; /* as typed */
	size_t word_length;
	char **candidate;
	size_t count, size;
	long current; /* the candidate in the line; -1: the word as typed */
	bool applied; /* whether a Tab has come yet */
};

Completion *completion_new(void)
{
	Completion *c = mem_alloc(sizeof(*c));

	c->current = -1;
	return c;
}

void completion_free(Completion *c)
{
	if (!c)
		return;
	completion_reset(c);
	free(c);
}

void completion_reset(Completion *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->candidate[i]);
	free(c->candidate);
	free(c->word);
	*c = (Completion){ .current = -1 };
}

bool completion_active(const Completion *c)
{
	return c->applied;
}

void completion_begin(Completion *c, const Line *line, size_t start)
{
	size_t cursor = line_cursor(line);

	completion_reset(c);
	if (line_masked(line) || start > cursor)
		return;
	c->begun = true;
	c->start = start;
	c->word_length = cursor - start;
	c->word = mem_strndup(line_text(line) + start, c->word_length);
}

static bool is_known(const Completion *c, const char *text, size_t n)
{
	for (size_t i = 0; i < c->count; i++) {
		if (strncmp(c->candidate[i], text, n) == 0 && !c->candidate[i][n])
			return true;
	}
	return false;
}

void completion_add(Completion *c, const char *text, size_t n, bool fold)
{
	if (!c->begun || c->count == COMPLETE_MAX || n < c->word_length || memchr(text, '\0', n))
		return;
	if (fold ? strncasecmp(text, c->word, c->word_length) != 0 :
		   memcmp(text, c->word, c->word_length) != 0)
		return;
	if ((n == c->word_length && memcmp(text, c->word, n) == 0) || is_known(c, text, n))
		return;
	if (c->count == c->size) {
		c->size = c->size ? c->size * 2 : 16;
		c->candidate = mem_resize(c->candidate, c->size, sizeof(*c->candidate));
	}
	c->candidate[c->count++] = mem_strndup(text, n);
}

static bool is_word_part(uint32_t cp)
{
	return utf8_is_word(cp) || (cp > 0 && cp < 0x80 && strchr("-_./:@'", (int)cp));
}

/* The start of the code point that ends at `at` > 0. */
static size_t codepoint_before(const char *text, size_t at)
{
	size_t start = at - 1;

	while (start > 0 && at - start < UTF8_MAX && ((unsigned char)text[start] & 0xc0) == 0x80)
		start--;
	return start;
}

/* The start of the run of word parts that ends at `end`. */
static size_t run_start(const char *text, size_t end)
{
	while (end > 0) {
		size_t before = codepoint_before(text, end);
		uint32_t cp;

		if (utf8_decode(text + before, end - before, &cp) != end - before ||
		    !is_word_part(cp))
			break;
		end = before;
	}
	return end;
}

size_t completion_word_start(const char *text, size_t cursor)
{
	size_t start = run_start(text, cursor);

	while (start < cursor && text[start] == '\'')
		start++;
	return start;
}

/* Without the quotes before and the punctuation after it, as words stand in a sentence. */
static void add_word(Completion *c, const char *text, size_t start, size_t end)
{
	while (start < end && text[start] == '\'')
		start++;
	while (start < end && strchr(".:'", text[end - 1]))
		end--;
	if (start < end && end - start <= COMPLETE_WORD_MAX)
		completion_add(c, text + start, end - start, true);
}

void completion_add_words(Completion *c, const char *text, size_t n)
{
	while (n > 0 && c->begun && c->count < COMPLETE_MAX) {
		size_t start = run_start(text, n);

		if (start < n)
			add_word(c, text, start, n);
		n = start < n ? start : codepoint_before(text, n);
	}
}

/* What stands in the line now. */
static const char *placed(const Completion *c)
{
	return c->current < 0 ? c->word : c->candidate[c->current];
}

/* Whether the line is still as the last completion_apply left it. */
static bool stands(const Completion *c, const Line *line)
{
	size_t n = strlen(placed(c));

	return !line_masked(line) && line_cursor(line) == c->start + n &&
	       memcmp(line_text(line) + c->start, placed(c), n) == 0;
}

bool completion_apply(Completion *c, Line *line)
{
	size_t cut;

	if (!c->begun || !c->count)
		return false;
	if (!stands(c, line)) {
		completion_reset(c);
		return false;
	}
	cut = strlen(placed(c));
	c->current = c->current + 1 < (long)c->count ? c->current + 1 : -1;
	c->applied = true;
	line_replace(line, c->start, cut, placed(c), strlen(placed(c)));
	return true;
}

size_t completion_count(const Completion *c)
{
	return c->count;
}

const char *completion_get(const Completion *c, size_t i)
{
	return c->candidate[i];
}

long completion_current(const Completion *c)
{
	return c->current;
}
