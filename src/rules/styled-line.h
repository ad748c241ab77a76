/*
 * A line that rules change: its text and runs, and the highlights that it was given. Embedded in
 * its owner (init by zeros, fini).
 */
#ifndef HAIL_RULES_STYLED_LINE_H
#define HAIL_RULES_STYLED_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "rules/rule-style.h"
#include "term/terminal.h"

enum { STYLED_MARKS_MAX = 512 }; /* highlights of a line; more are left out */

struct styled_mark {
	size_t start, length;
	struct rule_style style;
};

struct styled_line {
	const struct terminal_line *line; /* as it was received */
	bool loaded; /* `text` and `runs` are those of the line, from then on */
	bool changed; /* its text was, since this was reset */
	struct str text;
	struct terminal_run *runs;
	size_t run_count;
	struct styled_mark *marks;
	size_t mark_count;
};

void styled_line_fini(struct styled_line *s);

/* The text as it stands. */
const char *styled_line_text(const struct styled_line *s, size_t *n);

/* Whether all of the stretch, which isn't empty, has the style; highlights don't count. */
bool styled_line_has(const struct styled_line *s, size_t start, size_t length,
		     const struct rule_style *style);

/* Gives a stretch a style, where no earlier mark gives another. */
void styled_line_mark(struct styled_line *s, size_t start, size_t length,
		      const struct rule_style *style);

/* Replaces `cut` bytes at `at` by the `n` bytes of `text`, which look as what stood there. */
void styled_line_splice(struct styled_line *s, size_t at, size_t cut, const char *text, size_t n);

/* Appends the line with its highlights to `out`. */
void styled_line_write(const struct styled_line *s, struct text_line *out);

#endif
