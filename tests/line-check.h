/*
 * What must hold for an input line after every key, for the unit test's random keys and the fuzzer.
 */
#ifndef HAIL_TESTS_LINE_CHECK_H
#define HAIL_TESTS_LINE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "edit/line.h"

static inline bool line_check_on_border(const char *text, size_t n, size_t at)
{
	size_t i = 0;

	while (i < at)
		i += utf8_cluster_length(text + i, n - i);
	return i == at;
}

static inline bool line_check_printable(const char *s, size_t n, bool dots)
{
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(s, n, &cp);

		if (!used || cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (dots && cp != 0x2022))
			return false;
		s += used;
		n -= used;
	}
	return true;
}

static inline const char *line_check_view(const Line *l, unsigned width, bool reveal)
{
	const char *broken = NULL;
	struct str out;
	unsigned column;

	str_init(&out);
	column = line_view(l, width, reveal, &out);
	if (column >= width)
		broken = "the cursor's column is outside the view";
	else if (utf8_text_width(out.text, out.length) > width)
		broken = "the view is wider than it may be";
	else if (!utf8_valid(out.text, out.length))
		broken = "the view isn't UTF-8";
	else if (!line_check_printable(out.text, out.length, line_masked(l) && !reveal))
		broken = "the view shows what it must not";
	str_fini(&out);
	return broken;
}

/* The first thing that doesn't hold, or NULL. */
static inline const char *line_check(const Line *l)
{
	static const unsigned widths[] = { 1, 2, 3, 8, 80 };
	const char *text = line_text(l);
	size_t n = line_length(l);
	const char *broken = NULL;

	if (n > LINE_TEXT_MAX)
		return "the text is too long";
	if (text[n] != '\0')
		return "no NUL after the text";
	if (line_cursor(l) > n)
		return "the cursor is behind the end";
	if (!line_check_on_border(text, n, line_cursor(l)))
		return "the cursor is inside a cluster";
	if (line_masked(l) && line_search_pattern(l))
		return "a search while masked";
	if (line_is_pasted(l) && !line_has_pasted(l))
		return "only the first character was pasted";
	if (!n && line_has_pasted(l))
		return "nothing, but pasted";
	for (size_t i = 0; n < 4096 && i < sizeof(widths) / sizeof(widths[0]) && !broken; i++) {
		broken = line_check_view(l, widths[i], false);
		if (!broken)
			broken = line_check_view(l, widths[i], true);
	}
	return broken;
}

#endif
