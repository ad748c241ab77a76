#include "term/asked-hits.h"

#include "term/terminal-private.h"

#include "base/poison.h"

void asked_hits_init(struct asked_hits *a)
{
	*a = (struct asked_hits){ 0 };
}

void asked_hits_fini(struct asked_hits *a)
{
	line_hits_fini(&a->hits);
}

static struct document_version version_of(const Terminal *t)
{
	return (struct document_version){ scrollback_revision(t->history),
					  scrollback_end(t->history), terminal_end_line(t),
					  terminal_work(t) };
}

/* Whether line `line` is what it was at version `v`. */
static bool is_same(const Terminal *t, uint64_t line, const struct document_version *v)
{
	struct document_version now = version_of(t);

	if (line < scrollback_first(t->history))
		return false;
	if (line < v->closed && line < scrollback_kept_since(t->history, v->revision))
		return true;
	return now.revision == v->revision && now.closed == v->closed && now.end == v->end &&
	       now.written == v->written;
}

const struct line_hits *asked_hits_of(struct asked_hits *a, const Terminal *t, Lines *lines,
				      uint64_t line, Pattern *pattern, uint64_t limit)
{
	struct line_hits *h = &a->hits;
	size_t n;

	if (!h->begun || h->line != line || !is_same(t, line, &a->version))
		line_hits_begin(h, line);
	a->version = version_of(t);
	if (h->done)
		return h;
	h->begun = lines_seek(lines, line, true) && lines_number(lines) == line;
	if (!h->begun)
		return NULL;
	const char *text = lines_text(lines, &n);
	line_hits_go_on(h, pattern, text, n, limit);
	return h;
}
