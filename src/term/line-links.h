/*
 * The links in a line of the document: those that the peer marked (OSC 8), and addresses in the
 * text. Pure.
 */
#ifndef HAIL_TERM_LINE_LINKS_H
#define HAIL_TERM_LINE_LINKS_H

#include "term/terminal.h"

/* A link: the text that shows, and where it leads. */
struct line_link {
	const char *text, *target;
	size_t text_length, target_length;
};

/* Calls `link` for each link in line `line`, in the order of the text; it is borrowed until the
 * call returns. */
void line_links(const Terminal *t, uint64_t line,
		void (*link)(void *user, const struct line_link *link), void *user);

#endif
