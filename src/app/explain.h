/*
 * What the status line says now, field by field, and why.
 */
#ifndef HAIL_APP_EXPLAIN_H
#define HAIL_APP_EXPLAIN_H

#include "app/pane.h"
#include "base/str.h"

/* Appends a paragraph for each thing that can be said of `p`, session `number` of `count`. */
void explain_status(const Pane *p, size_t number, size_t count, struct str *out);

#endif
