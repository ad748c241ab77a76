/* What the router says a page at a time, with --More-- between. */
#include <string.h>

#include "demo/router.h"

#include "base/poison.h"

enum { SLICE = 32 }; /* lines a call */

unsigned router_page_length(const struct router *r)
{
	return r->length_set ? r->length : telnetd_client(service_telnet(r->service))->rows;
}

/* A row of the screen stays for --More--. */
void router_page_next(struct router *r)
{
	unsigned length = router_page_length(r);

	if (service_input_ended(r->service))
		length = 0;
	r->page_rows = length > 1 ? length - 1 : length;
	r->state = ROUTER_PAGING;
}

void router_page_next_line(struct router *r)
{
	r->page_rows = 1;
	r->state = ROUTER_PAGING;
}

void router_page_start(struct router *r)
{
	r->page_at = 0;
	router_page_next(r);
}

void router_page_end(struct router *r)
{
	str_clear(&r->page);
	r->page_at = 0;
	r->state = ROUTER_TYPING;
}

bool router_page_write(struct router *r)
{
	for (int i = 0; i < SLICE; i++) {
		const char *line = r->page.text + r->page_at;
		size_t length = strcspn(line, "\n");

		if (r->page_at >= r->page.length)
			return true;
		service_say(r->service, "%.*s\n", (int)length, line);
		r->page_at += length + 1;
		if (r->page_rows && !--r->page_rows && r->page_at < r->page.length) {
			r->state = ROUTER_MORE;
			service_say(r->service, " --More-- ");
			return false;
		}
	}
	return false;
}
