#include "edit/line-private.h"

#include "base/utf8.h"
#include "base/poison.h"

/* The cluster at `at`: its length, and whether it belongs to a word. */
static size_t cluster(const struct str *s, size_t at, bool *word, bool *blank)
{
	uint32_t cp;

	utf8_decode(s->text + at, s->length - at, &cp);
	*word = utf8_is_word(cp);
	*blank = cp == ' ' || cp == '\t' || cp == '\n';
	return utf8_cluster_length(s->text + at, s->length - at);
}

size_t line_word_right(const struct str *s, size_t at)
{
	bool inside = false;

	while (at < s->length) {
		bool word, blank;
		size_t n = cluster(s, at, &word, &blank);

		if (inside && !word)
			break;
		inside = word;
		at += n;
	}
	return at;
}

/* The start of the last word (or run of non-blanks) that begins before `at`. */
static size_t last_start(const struct str *s, size_t at, bool by_blanks)
{
	bool inside = false;
	size_t start = 0;

	for (size_t i = 0; i < at;) {
		bool word, blank;
		size_t n = cluster(s, i, &word, &blank);
		bool part = by_blanks ? !blank : word;

		if (part && !inside)
			start = i;
		inside = part;
		i += n;
	}
	return start;
}

size_t line_word_left(const struct str *s, size_t at)
{
	return last_start(s, at, false);
}

size_t line_blank_word_left(const struct str *s, size_t at)
{
	return last_start(s, at, true);
}

void line_change_case(Line *l, enum line_action action)
{
	struct line_draft *d = &l->draft;
	size_t start = d->cursor;
	size_t end = line_word_right(&d->text, start);
	bool upper = action != LINE_DOWNCASE_WORD;
	struct str changed;

	str_init_secret(&changed);
	for (size_t i = start; i < end;) {
		uint32_t cp;
		size_t used = utf8_decode(d->text.text + i, end - i, &cp);

		used = used ? used : 1;
		if (cp == UTF8_REPLACEMENT) /* maybe a byte that is no character */
			str_append(&changed, d->text.text + i, used);
		else
			str_append_codepoint(&changed, upper ? utf8_upper(cp) : utf8_lower(cp));
		i += used;
		if (action == LINE_CAPITALIZE_WORD && utf8_is_word(cp))
			upper = false;
	}
	line_change(l, start, end - start, changed.text, changed.length, LINE_STEP_PLAIN);
	line_wipe(&changed);
}

/* Exchanges the texts a..b and c..d of the line and sets the cursor after them. */
static void swap(Line *l, size_t a, size_t b, size_t c, size_t d)
{
	const char *text = l->draft.text.text;
	struct str swapped;

	str_init_secret(&swapped);
	str_append(&swapped, text + c, d - c);
	str_append(&swapped, text + b, c - b);
	str_append(&swapped, text + a, b - a);
	line_change(l, a, d - a, swapped.text, swapped.length, LINE_STEP_PLAIN);
	line_wipe(&swapped);
}

void line_transpose(Line *l)
{
	const struct str *s = &l->draft.text;
	size_t b = l->draft.cursor;
	size_t a;

	if (b == s->length && b > 0)
		b = utf8_cluster_before(s->text, b);
	if (b == 0)
		return;
	a = utf8_cluster_before(s->text, b);
	swap(l, a, b, b, b + utf8_cluster_length(s->text + b, s->length - b));
}

void line_transpose_words(Line *l)
{
	const struct str *s = &l->draft.text;
	size_t d = line_word_right(s, l->draft.cursor);
	size_t c = line_word_left(s, d);
	size_t a = line_word_left(s, c);
	size_t b = line_word_right(s, a);

	if (a < b && b <= c && c < d)
		swap(l, a, b, c, d);
}
