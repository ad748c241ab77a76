#include "ui/status.h"

#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

enum { FIELD_COUNT = 7 };

/* A field of the line; the higher the rank, the sooner it is dropped. */
struct field {
	struct str text;
	unsigned rank;
	size_t shown; /* cells of it that are shown */
};

static void name_field(const struct status *s, struct str *out)
{
	if (s->sessions > 1)
		str_append_format(out, "[%zu/%zu] ", s->session, s->sessions);
	if (s->lock)
		str_append_format(out, "%s ", s->lock);
	if (s->name)
		str_append_string(out, s->name);
}

static void mode_field(const struct status *s, struct str *out)
{
	if (!s->mode)
		return;
	str_append_string(out, s->mode);
	if (s->presentation)
		str_append_string(out, s->presentation);
}

static void fill_fields(const struct status *s, struct field fields[FIELD_COUNT])
{
	static const unsigned ranks[FIELD_COUNT] = { 4, 1, 2, 0, 3, 6, 5 };

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		str_init(&fields[i].text);
		fields[i].rank = ranks[i];
	}
	name_field(s, &fields[0].text);
	if (s->state)
		str_append_string(&fields[1].text, s->state);
	if (s->keys)
		str_append_string(&fields[2].text, s->keys);
	mode_field(s, &fields[3].text);
	if (s->scrolled)
		str_append_format(&fields[4].text, "↑ %llu new", (unsigned long long)s->unseen);
	if (s->logging)
		str_append_string(&fields[5].text, "log");
	if (s->queued)
		str_append_format(&fields[5].text, "%s%zu B queued", s->logging ? "  " : "",
				  s->queued);
	if (s->eol)
		str_append_format(&fields[6].text, "%s %s", s->eol, s->charset);
}

static size_t cells(const struct str *text)
{
	return utf8_text_width(text->text, text->length);
}

/* Why it failed may be cut; that it failed may not. */
static size_t least_of_state(const struct str *text)
{
	size_t word = strcspn(text->text, ":");

	return word < text->length ? word : cells(text);
}

/*
 * Shows fields by rank as long as their least fits into `room` cells, two blanks between them. What
 * is left over goes to the state.
 */
static void choose(struct field fields[FIELD_COUNT], size_t room)
{
	struct field *state = &fields[1];
	size_t used = 0;
	size_t more;

	for (unsigned rank = 0; rank < FIELD_COUNT; rank++) {
		for (size_t i = 0; i < FIELD_COUNT; i++) {
			size_t n = i == 1 ? least_of_state(&state->text) : cells(&fields[i].text);

			if (fields[i].rank != rank || !n || (used && used + 2 + n > room))
				continue;
			fields[i].shown = n;
			used += n + (used ? 2 : 0);
		}
	}
	more = cells(&state->text) - state->shown;
	if (state->shown && used < room)
		state->shown += more < room - used ? more : room - used;
}

/* Appends at most `room` cells of `text`, whole characters; returns the cells used. */
static size_t append_cut(struct str *out, const struct str *text, size_t room)
{
	size_t used = 0;

	for (size_t at = 0; at < text->length;) {
		size_t n = utf8_cluster_length(text->text + at, text->length - at);
		size_t width = utf8_text_width(text->text + at, n);

		if (used + width > room)
			break;
		str_append(out, text->text + at, n);
		used += width;
		at += n;
	}
	return used;
}

static void append_blanks(struct str *out, size_t count)
{
	while (count--)
		str_append_char(out, ' ');
}

void status_format(const struct status *s, unsigned width, struct str *out)
{
	struct field fields[FIELD_COUNT] = { 0 };
	size_t menu = s->menu ? utf8_text_width(s->menu, strlen(s->menu)) : 0;
	size_t room = width > 1 ? width - 1 : 0;
	size_t used = 0;

	if (menu && menu + 8 <= room)
		room -= menu + 2;
	else
		menu = 0;
	fill_fields(s, fields);
	choose(fields, room);
	append_blanks(out, width ? 1 : 0);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		size_t left;

		if (fields[i].shown && used) {
			append_blanks(out, 2);
			used += 2;
		}
		left = room > used ? room - used : 0;
		if (fields[i].shown)
			used += append_cut(out, &fields[i].text,
					   fields[i].shown < left ? fields[i].shown : left);
		str_fini(&fields[i].text);
	}
	append_blanks(out, room > used ? room - used : 0);
	if (menu) {
		append_blanks(out, 1);
		str_append_string(out, s->menu);
		append_blanks(out, 1);
	}
}
