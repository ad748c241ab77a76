/*
 * Private to the service: its state.
 */
#ifndef HAIL_DEMO_SERVICE_PRIVATE_H
#define HAIL_DEMO_SERVICE_PRIVATE_H

#include "base/charset.h"
#include "base/str.h"
#include "demo/area.h"
#include "demo/service.h"
#include "ui/key-decode.h"

struct page {
	enum {
		PAGE_CLOSED,
		PAGE_COMPOSED, /* what is said goes there */
		PAGE_WRITING,
		PAGE_WAITING, /* for a key at --More-- */
	} state;
	struct buf text; /* as it goes on the wire; a form feed begins a new screen */
	unsigned rows; /* of a page; 0 = no end */
	unsigned left; /* rows until --More-- */
	bool begun; /* a page holds a line, however long it is */
};

struct Service {
	struct visit visit;
	struct buf out;
	struct page page;
	struct buf typed; /* data bytes that wait for the area; may hold a password */
	KeyDecoder *keys; /* of character mode */
	struct str line; /* of line mode, so far; may be a password */
	bool cut; /* more than SERVICE_LINE_MAX bytes of it came */
	bool after_cr; /* a following LF or NUL belongs to the CR */
	bool skipped; /* and that CR was skipped */
	const struct area *home;
	const struct area *area;
	void *state;
	const struct area *next; /* to be entered */
	bool entering; /* the area waits for the client's answers */
	int64_t until; /* when it waits no longer */
	bool deaf; /* the client has left a question unanswered: none is waited for again */
	int64_t skip_enter; /* until then an Enter that comes next says nothing; -1 = no */
	Charset *charset; /* of the client; NULL: UTF-8 */
	bool settled; /* the first area is entered */
	bool finished; /* the area knows */
	bool done;
	bool resized; /* and the area not yet told */
};

/* --- service-say.c */

/* Says some lines of a page, up to --More-- at most; at its end the area prompts. */
void service_page_write(Service *s);

/* Takes a key at --More--: Space goes on by a page, Enter by a line, any other closes. */
void service_page_key(Service *s, struct key k);

#endif
