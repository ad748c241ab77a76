#include "term/line-links.h"

#include <string.h>

#include "base/url.h"
#include "term/document.h"

#include "base/poison.h"

struct walk {
	const Terminal *t;
	uint64_t line;
	struct text_line text;
	void (*link)(void *user, const struct line_link *link);
	void *user;
};

/* Tells of the addresses in bytes `from` to `to` - 1, which are no link that is marked. */
static void tell_addresses(struct walk *w, size_t from, size_t to)
{
	const char *text = buf_data(&w->text.text);
	size_t start, length;

	while (from < to && url_find(text, to, from, &start, &length)) {
		struct line_link link = { text + start, text + start, length, length };

		w->link(w->user, &link);
		from = start + length;
	}
}

/* The marked link that begins in run `i`, which may go on in more; returns the run after it. */
static size_t tell_marked(struct walk *w, size_t i, const char *target)
{
	const struct terminal_run *first = &w->text.runs[i];
	struct line_link link = { .text = buf_data(&w->text.text) + first->start,
				  .target = target,
				  .target_length = strlen(target) };

	for (; i < w->text.run_count; i++) {
		const struct terminal_run *run = &w->text.runs[i];
		const char *next = terminal_link(w->t, &run->style, w->line);

		if (!next || strcmp(next, target) != 0)
			break;
		link.text_length = run->start + run->length - first->start;
	}
	w->link(w->user, &link);
	return i;
}

void line_links(const Terminal *t, uint64_t line,
		void (*link)(void *user, const struct line_link *link), void *user)
{
	struct walk w = { .t = t, .line = line, .link = link, .user = user };
	struct document document;
	size_t plain = 0;

	text_line_init(&w.text);
	document_open(&document, t);
	document_line(&document, line, &w.text);
	for (size_t i = 0; i < w.text.run_count;) {
		const char *target = terminal_link(t, &w.text.runs[i].style, line);

		if (!target) {
			i++;
			continue;
		}
		tell_addresses(&w, plain, w.text.runs[i].start);
		i = tell_marked(&w, i, target);
		plain = i < w.text.run_count ? w.text.runs[i].start : buf_length(&w.text.text);
	}
	tell_addresses(&w, plain, buf_length(&w.text.text));
	document_close(&document);
	text_line_fini(&w.text);
}
