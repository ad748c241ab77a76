#include "term/line-links.h"

#include <string.h>

#include "base/str.h"
#include "base/url.h"
#include "term/document.h"

#include "base/poison.h"

enum { TARGET_MAX = 8192 /* bytes of a target that the link's text stands in */ };

struct walk {
	const Terminal *t;
	uint64_t line;
	struct text_line text;
	struct str target; /* of a link whose text is part of it */
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

static bool begins_with(const char *text, const char *head)
{
	return strncmp(text, head, strlen(head)) == 0;
}

static bool is_command(const char *target)
{
	return begins_with(target, TERMINAL_LINK_COMMAND) ||
	       begins_with(target, TERMINAL_LINK_PROMPT);
}

/* Whether a link's own text is to stand in its target, which an address of the web never asks. */
static bool says_text(const char *target)
{
	return strcmp(target, TERMINAL_LINK_TEXT) == 0 ||
	       (is_command(target) && strstr(target, TERMINAL_LINK_TEXT));
}

/* The link's own text stands in its target. False if that is too long, or says a line to the peer
 * by the text alone, which is anybody's. */
static bool put_text(struct walk *w, struct line_link *link)
{
	const char *at = link->target, *mark;

	str_clear(&w->target);
	for (; (mark = strstr(at, TERMINAL_LINK_TEXT)); at = mark + strlen(TERMINAL_LINK_TEXT)) {
		str_append(&w->target, at, (size_t)(mark - at));
		url_encode(link->text, link->text_length, "%;|", &w->target);
		if (w->target.length > TARGET_MAX)
			return false;
	}
	str_append_string(&w->target, at);
	if (is_command(w->target.text) && !is_command(link->target))
		return false;
	link->target = w->target.text;
	link->target_length = w->target.length;
	return true;
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
	if (!says_text(target) || put_text(w, &link))
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
	str_init(&w.target);
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
	str_fini(&w.target);
}
