#include "app/lens-view.h"

#include <string.h>

#include "base/str.h"
#include "base/poison.h"

enum {
	TEXT_TIME = 13, /* bytes of the time at the beginning of a head line */
	TEXT_TIMES = 40, /* columns from which it is shown */
	TEXT_REST = 200, /* bytes of a folded message that stand behind its head line */
};

/* --- How lines show. */

/* A line of a message, not its head or a note. */
static bool is_body(const struct flow_text *t, size_t at)
{
	return t->bytes[at] == ' ';
}

static size_t skip(const struct flow_text *t, size_t at, size_t n, unsigned width)
{
	(void)n;
	return width < TEXT_TIMES && !is_body(t, at) && t->bytes[at] != '-' ? TEXT_TIME : 0;
}

/* The message that the line at `at` is of. */
static bool message_at(const struct flow_text *t, size_t at, struct lens_log_message *m)
{
	uint64_t first;

	lens_log_text(t->user, &first);
	if (!lens_log_message_at(t->user, first + at, m))
		return false;
	m->start -= first;
	m->end -= first;
	return true;
}

static size_t shown(const struct flow_text *t, size_t at, bool back)
{
	struct lens_log_message m;

	if (!message_at(t, at, &m) || !m.folded || at == m.start)
		return at;
	return (size_t)(back ? m.start : m.end);
}

/* The lines of a folded message, as one. */
static void rest(const struct flow_text *t, size_t at, struct str *out)
{
	struct lens_log_message m;
	size_t end;

	if (is_body(t, at) || !message_at(t, at, &m) || !m.folded)
		return;
	end = (size_t)m.end;
	at += strcspn(t->bytes + at, "\n") + 1;
	for (size_t most = out->length + TEXT_REST; at < end && out->length < most;) {
		size_t n = strcspn(t->bytes + at, "\n");
		size_t blanks = strspn(t->bytes + at, " ");

		str_append_char(out, ' ');
		if (blanks < n)
			str_append(out, t->bytes + at + blanks,
				   n - blanks < TEXT_REST ? n - blanks : TEXT_REST);
		at += n + 1;
	}
}

static struct flow_text text(const Pane *p, bool brief, uint64_t *first)
{
	static const struct flow_format format = { .skip = skip, .shown = shown, .rest = rest };
	const LensLog *l = link_lens(pane_link(p));
	struct flow_text t = { .bytes = "", .format = &format, .user = l };
	const struct lens_text *lines;

	(void)brief;
	*first = 0;
	if (!l)
		return t;
	lines = lens_log_text(l, first);
	t.length = lines->text.length;
	t.bytes = t.length ? lines->text.text : "";
	t.runs = lines->runs;
	t.run_count = lines->run_count;
	return t;
}

static void name(const Pane *p, struct str *out)
{
	const LensLog *l = link_lens(pane_link(p));

	if (!l)
		str_append_string(out, "no lens");
	else if (!lens_log_row(l))
		str_append_string(out, "guessing");
	else
		str_append_format(out, "%s%s", lens_log_row(l)->name,
				  lens_log_is_guess(l) ? " (guessed)" : "");
}

/* --- Its messages. */

/* The chosen one; false if there is none any more. */
static bool find_chosen(const FlowPage *page, struct lens_log_message *m)
{
	const LensLog *l = link_lens(pane_link(flow_page_pane(page)));
	uint64_t number = flow_page_number(page);

	return l && number && number > lens_log_first(l) && number <= lens_log_count(l) &&
	       lens_log_message(l, number - 1, m) && m->has_head;
}

static bool chosen(const FlowPage *page, uint64_t *place)
{
	struct lens_log_message m;

	if (!find_chosen(page, &m))
		return false;
	*place = m.start;
	return true;
}

/* The chosen one, if it is in sight; else the last one in sight (`last`), or the first. */
static bool find_current(FlowPage *page, const LensLog *l, bool last, struct lens_log_message *m)
{
	uint64_t start, end;

	flow_page_sight(page, &start, &end);
	if (find_chosen(page, m) && m->start < end && m->end > start)
		return true;
	return lens_log_message_at(l, last && end > start ? end - 1 : start, m);
}

static void choose(FlowPage *page, const struct lens_log_message *m)
{
	uint64_t start, end;

	flow_page_set_number(page, m->number + 1);
	flow_page_sight(page, &start, &end);
	if (m->start < start || m->start >= end)
		flow_page_go(page, m->start);
}

static void step(FlowPage *page, const LensLog *l, bool forward)
{
	struct lens_log_message m;
	bool again;
	uint64_t number;

	if (!find_current(page, l, !forward, &m))
		return;
	/* One that wasn't chosen is what the first key chooses. */
	again = flow_page_number(page) == m.number + 1;
	number = !again ? m.number : forward ? m.number + 1 : m.number - (m.number > 0);
	if (number == lens_log_count(l))
		flow_page_note(page, "the last message");
	else if (number == m.number && again)
		flow_page_note(page, "the first message");
	else if (lens_log_message(l, number, &m))
		choose(page, &m);
}

static void fold(FlowPage *page, LensLog *l)
{
	struct lens_log_message m;

	if (!find_current(page, l, true, &m))
		return;
	lens_log_fold(l, m.number, !m.folded);
	choose(page, &m);
}

static bool key(FlowPage *page, struct key k)
{
	LensLog *l = link_lens(pane_link(flow_page_pane(page)));

	if (!l)
		return false;
	if (k.sym == KEYSYM_LEFT || k.sym == KEYSYM_RIGHT)
		step(page, l, k.sym == KEYSYM_RIGHT);
	else if (k.sym == KEYSYM_ENTER)
		fold(page, l);
	else if (key_text(k) == 'f')
		lens_log_fold_all(l, !lens_log_folds_all(l));
	else
		return false;
	return true;
}

static void reveal(Pane *p, uint64_t place)
{
	LensLog *l = link_lens(pane_link(p));
	struct lens_log_message m;

	if (l && lens_log_message_at(l, place, &m))
		lens_log_fold(l, m.number, m.folded && place == m.start);
}

const struct flow_source lens_source = {
	.strip = PANE_STRIP_LENS,
	.strip_part = THEME_TEXT,
	.text = text,
	.name = name,
	.keys = "; ←/→, Enter folds, / finds, s strip, w writes",
	.strip_keys = "  (/lens shows all of it; s there ends the strip)",
	.key = key,
	.reveal = reveal,
	.chosen = chosen,
};
