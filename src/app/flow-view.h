/*
 * What is seen of what passes on a pane's link (its trace, what a lens shows) while the session
 * goes on: a strip above it, and a page over it, a layer. A pane has one of each at most.
 */
#ifndef HAIL_APP_FLOW_VIEW_H
#define HAIL_APP_FLOW_VIEW_H

#include "app/flow-text.h"
#include "app/pane.h"
#include "ui/frame.h"
#include "ui/layers.h"

typedef struct FlowPage FlowPage;

/* Where lines come from. */
struct flow_source {
	enum pane_strip strip; /* which one shows them */
	enum theme_part strip_part;
	/* The lines as they are now. *first is the number of the first byte, counted over all that
	 * there were: a place that stays the same. `brief`: for a strip. */
	struct flow_text (*text)(const Pane *p, bool brief, uint64_t *first);
	/* Appends what is shown, in words: to a foot, and to the title of a strip. */
	void (*name)(const Pane *p, struct str *out);
	const char *keys; /* for a foot that has room; of a strip: */
	const char *strip_keys;
	/* Takes a key that the page has no use for; NULL: there is none. */
	bool (*key)(FlowPage *page, struct key k);
	/* The line at `place` was found: it is to show. NULL: all do. */
	void (*reveal)(Pane *p, uint64_t place);
	/* The place of the line that is chosen; false if there is none. NULL: none ever is. */
	bool (*chosen)(const FlowPage *page, uint64_t *place);
};

/* Draws the strip of a pane that has this one, where its layout leaves it rows. */
void flow_view_draw_strip(const Pane *p, const struct flow_source *source,
			  const struct theme *theme, struct frame *out);

/* Opens a page over the session, which follows the newest line until it is scrolled; q closes it.
 */
void flow_view_open(Layers *l, Pane *p, const struct flow_source *source);

/* Closes the page of `source`, if it is open for a pane. */
void flow_view_close(Layers *l, const Pane *p, const struct flow_source *source);

/* --- For the keys of a source. */

Pane *flow_page_pane(const FlowPage *page);

/* A number of the source's own, 0 at first. */
uint64_t flow_page_number(const FlowPage *page);
void flow_page_set_number(FlowPage *page, uint64_t number);

/* The places that are in sight, from the first line on: *end is behind the last one. */
void flow_page_sight(FlowPage *page, uint64_t *start, uint64_t *end);

/* Holds the page with the line at `place` as its first one. */
void flow_page_go(FlowPage *page, uint64_t place);

/* Says at the foot what the key came to. */
void flow_page_note(FlowPage *page, const char *note);

#endif
