/*
 * What a lens (link/lens-log.h) shows of a pane while the session goes on.
 */
#ifndef HAIL_APP_LENS_VIEW_H
#define HAIL_APP_LENS_VIEW_H

#include "app/flow-view.h"

extern const struct flow_source lens_source;

#endif
