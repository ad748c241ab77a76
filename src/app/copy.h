/*
 * Copying: what was selected, or a part of the document, into the program's own clipboard and the
 * system's, or into a file.
 */
#ifndef HAIL_APP_COPY_H
#define HAIL_APP_COPY_H

#include "app/app.h"
#include "app/pane.h"
#include "term/select.h"
#include "ui/markup.h"

enum { COPY_MAX = 8 << 20 }; /* bytes that the program's own clipboard takes */
enum { COPY_SYSTEM_MAX = 100 * 1000 }; /* that the system's is given: terminals take no more */

/*
 * Copies what `s` selects in the pane: to the clipboards and says so, or, if `path` isn't NULL,
 * into that file (0600, replaced at once). False with `e` set if it can't be done.
 */
bool app_copy(App *app, const Pane *p, const struct selection *s, enum markup_format format,
	      const char *path, struct err *e);

/* Copies `n` bytes of text, `lines` lines, to the clipboards, and says so. */
void app_copy_text(App *app, const char *text, size_t n, size_t lines);

/* What to copy, by the words of /copy; false with `e` set if there is nothing of the kind. */
bool copy_last_output(const Pane *p, struct selection *out, struct err *e);
bool copy_screen(const Pane *p, struct selection *out, struct err *e);
bool copy_all(const Pane *p, struct selection *out, struct err *e);

#endif
