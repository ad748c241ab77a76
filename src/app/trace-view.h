/*
 * What is seen of a pane's trace (link/trace.h) while the session goes on.
 */
#ifndef HAIL_APP_TRACE_VIEW_H
#define HAIL_APP_TRACE_VIEW_H

#include "app/flow-view.h"

extern const struct flow_source trace_source;

/* Its lines as they show on a page: without the date, where there is little room without the time,
 * and of rows of hex without the hex. In a strip only the first row of data shows. */
extern const struct flow_format trace_format, trace_brief_format;

#endif
