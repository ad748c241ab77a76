/*
 * What a link asks, as layers of its pane: the card about a certificate that isn't trusted, the one
 * about compressed data that grows beyond measure, and the passphrase of a key.
 */
#ifndef HAIL_APP_QUESTIONS_H
#define HAIL_APP_QUESTIONS_H

#include "app/pane.h"
#include "ui/layers.h"

/* Opens the layer for a question of `p`'s link; the answer goes to the link. `escape` is the key of
 * the menu as the status line names it. */
void questions_open(Layers *l, Pane *p, const struct link_question *question, const char *escape);

/* Takes it away: no answer is wanted any more. Nothing if there is none. */
void questions_close(Layers *l, const Pane *p);

/* Whether there is one, whether `p` is shown or not. */
bool questions_wait(const Layers *l, const Pane *p);

#endif
