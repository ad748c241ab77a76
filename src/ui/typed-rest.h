/*
 * A layer: keeps the rest of what is typed in one go from the session, after a key that the session
 * wasn't meant to have either. It is gone when the keys have paused, or by one that types nothing.
 */
#ifndef HAIL_UI_TYPED_REST_H
#define HAIL_UI_TYPED_REST_H

#include "ui/layers.h"

/* Takes characters, Enter, Tab and Backspace from now on; another key passes and ends that. */
void typed_rest_keep(Layers *l);

#endif
