/*
 * Rules of another program's file, made ours (/import).
 */
#ifndef HAIL_APP_RULES_IMPORT_H
#define HAIL_APP_RULES_IMPORT_H

#include "base/err.h"
#include "base/str.h"
#include "rules/book.h"

/*
 * Adds to `book` what can be translated of the file `path`, and appends to `rules` its lines, to
 * `report` all of it in words: the rules, and what was left out with its reason. False with `e` set
 * if the file can't be read.
 */
bool rules_import_file(RuleBook *book, const char *path, struct str *rules, struct str *report,
		       struct err *e);

#endif
