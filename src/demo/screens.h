/*
 * Three screens of what a terminal shows: colours and styles, characters and lines, movements.
 */
#ifndef HAIL_DEMO_SCREENS_H
#define HAIL_DEMO_SCREENS_H

#include "demo/area.h"

/* Shows them as pages; the area's prompt comes afterwards. */
void screens_show(Service *s);

#endif
