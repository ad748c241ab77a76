/*
 * A layer: keeps the rest of what is typed in one go from the session, after a key that the session
 * wasn't meant to have either. It is gone when the keys have paused, or by one that types nothing.
 */
#ifndef HAIL_UI_TYPED_REST_H
#define HAIL_UI_TYPED_REST_H

#include "ui/layers.h"

/* Takes characters, Enter, Tab and Backspace from now on; another key passes and ends that. */
void typed_rest_keep(Layers *l);

/*
 * The same after a key that asks for words, such as those to search for: a person types them one by
 * one, so they end by Enter, by a key that types nothing, or when the keys have paused for 1 s.
 */
void typed_rest_keep_words(Layers *l);

#endif
