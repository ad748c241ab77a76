/*
 * Lines that a person has marked, by their numbers, which neither output nor a resize changes.
 * Embedded in its owner; all zero: none.
 */
#ifndef HAIL_APP_LINE_MARKS_H
#define HAIL_APP_LINE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_MARKS_MAX = 1000 };

struct line_marks {
	uint64_t *line; /* `count` of them, in order */
	size_t count, size;
};

void line_marks_fini(struct line_marks *m);

/* Marks `line`, or takes its mark; false if there are LINE_MARKS_MAX already. */
bool line_marks_toggle(struct line_marks *m, uint64_t line);

/* Whether a line from `from` to `to` - 1 is marked. */
bool line_marks_between(const struct line_marks *m, uint64_t from, uint64_t to);

/* The marked line next to `line`, newer or older; false if there is none. */
bool line_marks_next(const struct line_marks *m, uint64_t line, bool newer, uint64_t *found);

/* Takes the marks of lines but `first` to `end` - 1. */
void line_marks_keep(struct line_marks *m, uint64_t first, uint64_t end);

#endif
