/*
 * Patterns of any bytes and the lines they are looked for in: a match lies within the line, behind
 * the one before it; what a pattern passes over has none; a literal is found where a plain search
 * finds it; matches are counted in many lines as in each.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/pattern-text.h"
#include "base/pattern.h"
#include "base/text-forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t find_plain(const char *text, size_t n, size_t from, const char *what, size_t length)
{
	for (size_t i = from; i + length <= n; i++) {
		if (!memcmp(text + i, what, length))
			return i;
	}
	return n;
}

static void check_literal(const char *pattern, size_t length, const char *text, size_t n)
{
	Pattern *p = pattern_new(pattern, length, PATTERN_LITERAL, PATTERN_CASE_EXACT, NULL);
	struct pattern_match m;

	struct str forms;

	if (!p)
		return;
	/* In another form it is found where a plain search doesn't. */
	str_init(&forms);
	bool plain = !text_forms(pattern, length, &forms);
	str_fini(&forms);
	for (size_t from = 0; plain && from <= n; from = m.start + m.length) {
		size_t want = find_plain(text, n, from, pattern, length);
		enum pattern_result got = pattern_find(p, text, n, from, &m);

		assert((got == PATTERN_FOUND) == (want < n));
		if (got != PATTERN_FOUND)
			break;
		assert(m.start == want && m.length == length);
	}
	pattern_free(p);
}

/* SIZE_MAX if that is given up. */
static size_t count_in_line(Pattern *p, const char *text, size_t n)
{
	struct pattern_match m = { 0, 1 };
	size_t count = 0;

	while (n && text[n - 1] == ' ')
		n--;
	for (size_t from = 0; from <= n && m.length; from = m.start + m.length) {
		enum pattern_result got = pattern_find(p, text, n, from, &m);

		if (got != PATTERN_FOUND)
			return got == PATTERN_NONE ? count : SIZE_MAX;
		count++;
	}
	return count;
}

/* Lines of ASCII are counted in as one by one. */
static void check_counts(Pattern *p, const char *text, size_t n)
{
	uint16_t counts[16];
	size_t used, lines = pattern_count_lines(p, text, n, counts, 16, &used), at = 0;

	assert(lines <= 16 && used <= n);
	for (size_t i = 0; i < lines; i++) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t length = (end ? (size_t)(end - text) : n) - at;

		assert(at < n);
		size_t want = count_in_line(p, text + at, length);
		assert(counts[i] == want || want == SIZE_MAX || !pattern_text_is_ascii(text, n));
		at += length + 1;
	}
	assert(used == (at < n ? at : n));
}

static void check_regex(const char *pattern, size_t length, enum pattern_case how, const char *text,
			size_t n)
{
	struct err err;
	Pattern *p = pattern_new(pattern, length, PATTERN_REGEX, how, &err);
	struct pattern_match m = { 0, 1 };

	if (!p) {
		assert(err.text[0]);
		return;
	}
	check_counts(p, text, n);
	/* A match stays within a line. */
	const char *end = memchr(text, '\n', n);
	n = end ? (size_t)(end - text) : n;
	for (size_t from = 0; from <= n && m.length; from = m.start + m.length) {
		size_t passed = pattern_candidate(p, text, n, from);

		assert(passed >= from && passed <= n);
		if (pattern_find(p, text, n, from, &m) != PATTERN_FOUND)
			break;
		assert(passed < n || !n || !m.length || from == n);
		assert(m.start <= n && m.length <= n - m.start);
		if (m.start + m.length <= from)
			break;
	}
	pattern_free(p);
}

/* The first byte says where the pattern ends and the line begins. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2 || size > 512)
		return 0;
	const char *pattern = (const char *)data + 1;
	size_t length = 1 + data[0] % (size - 1), n = size - 1 - length;
	check_literal(pattern, length, pattern + length, n);
	check_regex(pattern, length, PATTERN_CASE_SMART, pattern + length, n);
	check_regex(pattern, length, PATTERN_CASE_EXACT, pattern + length, n);
	return 0;
}
