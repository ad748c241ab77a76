/*
 * The pagers of a link's peer, answered by themselves: with the option `pager` on the keys that go
 * on are sent and the pager is taken off the screen. Only for an owner that asks for it
 * (struct link_config, `proposes`).
 */
#ifndef HAIL_LINK_LINK_PAGER_H
#define HAIL_LINK_LINK_PAGER_H

#include <stdbool.h>
#include <stddef.h>

#include "link/link.h"

/* Whether the `n` bytes at `open`, an open line without the blanks at its end, are a pager. */
bool link_pager_is(const Link *l, const char *open, size_t n);

/* How many pages of the output that comes were asked for; 0: none comes. */
size_t link_pager_pages(const Link *l);

/* Asks for no more of it. The next output is paged again. */
void link_pager_stop(Link *l);

#endif
