#include "app/trace-view.h"

#include <string.h>

#include "base/str.h"
#include "base/poison.h"

enum {
	TEXT_DATE = 11, /* bytes of the date before the time */
	TEXT_STAMP = 24, /* of both */
	TEXT_HEX = 57, /* bytes of a row before its text */
	TEXT_TIMES = 40, /* columns from which the time is shown, */
	TEXT_BYTES = 78, /* and the hex */
};

static bool is_row(const struct flow_text *t, size_t at)
{
	return t->bytes[at] == ' ';
}

/* The date is left out, where there is little room the time, and of rows of hex the hex. */
static size_t skip(const struct flow_text *t, size_t at, size_t n, unsigned width)
{
	(void)n;
	if (is_row(t, at))
		return width < TEXT_BYTES ? TEXT_HEX : 0;
	return width < TEXT_TIMES ? TEXT_STAMP : TEXT_DATE;
}

/* A row of data behind the first one. */
static bool is_left_out(const struct flow_text *t, size_t at)
{
	static const char first[] = "  000000 ";

	return is_row(t, at) &&
	       (t->length - at < sizeof(first) || memcmp(t->bytes + at, first, sizeof(first) - 1));
}

static size_t next_line(const struct flow_text *t, size_t at)
{
	const char *newline = memchr(t->bytes + at, '\n', t->length - at);

	return newline ? (size_t)(newline + 1 - t->bytes) : t->length;
}

static size_t brief_shown(const struct flow_text *t, size_t at, bool back)
{
	while (at < t->length && is_left_out(t, at) && (at || !back)) {
		if (!back) {
			at = next_line(t, at);
			continue;
		}
		at--;
		while (at && t->bytes[at - 1] != '\n')
			at--;
	}
	return at;
}

static void brief_rest(const struct flow_text *t, size_t at, struct str *out)
{
	size_t next = next_line(t, at);

	if (is_row(t, at) && next < t->length && is_left_out(t, next))
		str_append_string(out, " …");
}

const struct flow_format trace_format = { .skip = skip };
const struct flow_format trace_brief_format = { .skip = skip,
						.shown = brief_shown,
						.rest = brief_rest };

/* The kept lines of a pane's trace; none if it isn't kept any more. */
static struct flow_text kept(const Pane *p, bool brief, uint64_t *first)
{
	const Trace *trace = link_traced(pane_link(p));
	struct flow_text t = { .bytes = "", .format = brief ? &trace_brief_format : &trace_format };

	*first = 0;
	if (trace)
		t.bytes = trace_text(trace, &t.length, first);
	return t;
}

static void name(const Pane *p, struct str *out)
{
	(void)p;
	str_append_string(out, "trace");
}

const struct flow_source trace_source = {
	.strip = PANE_STRIP_TRACE,
	.strip_part = THEME_POPUP,
	.text = kept,
	.name = name,
	.keys = ", tracing goes on; PgUp/PgDn, / finds, s strip",
	.strip_keys = "  (w in the menu shows all of it; c there, then trace off, ends it)",
};
