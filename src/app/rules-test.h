/*
 * Rules over a text, a log or a recording that lies in a file, without sending (/rules test): as if
 * it came from a peer, a piece in each turn of the loop, so that the program goes on meanwhile.
 */
#ifndef HAIL_APP_RULES_TEST_H
#define HAIL_APP_RULES_TEST_H

#include <stdbool.h>

#include "app/app.h"
#include "base/err.h"
#include "link/link.h"

typedef struct RulesTest RulesTest;

RulesTest *rules_test_new(App *app);
void rules_test_free(RulesTest *t);

/*
 * Begins with the file `path` and the rules, groups and variables of `l`; a test under way is given
 * up. At the end a page tells what the rules would have done. Of a log of this program the received
 * lines count; a recording (`.hail`) is played, and has prompts, too. False with `e` set if the
 * file can't be read.
 */
bool rules_test_begin(RulesTest *t, Link *l, const char *path, struct err *e);

#endif
