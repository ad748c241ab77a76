/*
 * What differs between two texts, line by line (E. W. Myers, An O(ND) Difference Algorithm and Its
 * Variations, 1986, in its form of linear space), as a unified diff. Pure.
 */
#ifndef HAIL_FLEET_DIFF_H
#define HAIL_FLEET_DIFF_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Appends what makes `after` of `before`, as diff -u does with the names `from` and `to`, three
 * lines of context around. False, and nothing appended, if there is no difference. Texts that
 * differ almost everywhere may be told by a longer diff than need be.
 */
bool diff_unified(const char *from, const char *before, const char *to, const char *after,
		  struct str *out);

#endif
