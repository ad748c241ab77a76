#include "ui/status.h"

#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

/* In the order in which they stand. */
enum field_name {
	FIELD_NAME,
	FIELD_TRUST,
	FIELD_STATE,
	FIELD_KEYS,
	FIELD_MODE,
	FIELD_SERIAL,
	FIELD_SCROLLED,
	FIELD_ITEMS,
	FIELD_LOG,
	FIELD_TRACE,
	FIELD_RECORD,
	FIELD_QUEUED,
	FIELD_CODING,
	FIELD_COUNT,
};

enum {
	STATUS_NAME_MIN = 6, /* cells of a name that still say something */
	STATUS_NAME = 24, /* cells of a name that are enough until the other fields have theirs */
	STATUS_ITEMS_MIN = 6, /* cells of a game's values that still say something */
	STATUS_LEFT_MIN = 8, /* cells for fields beside the menu's key */
};

struct field {
	struct str text;
	size_t brief; /* cells of a shorter form, the text's first; 0: there is none */
	size_t least; /* cells of it below which it isn't shown; 0: all of that form */
	size_t shown; /* cells of it that are shown */
	enum theme_part part; /* THEME_STATUS: like the line */
};

/* --- What the fields say. */

/* Appends text to a field and says how much of it is the shorter form: up to one of `ends`. */
static void fill(struct field *f, const char *text, const char *ends)
{
	size_t n;

	if (!text)
		return;
	str_append_string(&f->text, text);
	n = strcspn(f->text.text, ends);
	f->brief = utf8_text_width(f->text.text, n);
}

static void fill_name(const struct status *s, struct field *f)
{
	if (s->sessions > 1)
		str_append_format(&f->text, "[%zu/%zu] ", s->session, s->sessions);
	f->least = f->text.length + STATUS_NAME_MIN;
	f->brief = f->text.length + STATUS_NAME;
	if (s->name)
		str_append_string(&f->text, s->name);
}

static void fill_trust(const struct status *s, struct field *f)
{
	if (!s->trust)
		return;
	str_append_string(&f->text, s->trust);
	f->brief = 1;
	f->part = s->trust_part;
}

static void fill_mode(const struct status *s, struct field *f)
{
	if (!s->mode)
		return;
	if (s->hidden) {
		str_append_char(&f->text, '*');
		f->part = THEME_HIDDEN;
	}
	fill(f, s->mode, " ");
	if (s->presentation)
		str_append_string(&f->text, s->presentation);
}

static void fill_state(const struct status *s, struct field *f)
{
	if (s->failed) {
		str_append_char(&f->text, '!');
		f->part = THEME_FAILED;
	}
	fill(f, s->state, ":");
}

static void fill_scrolled(const struct status *s, struct field *f)
{
	str_append_format(&f->text, "↑ %llu", (unsigned long long)s->unseen);
	f->brief = utf8_text_width(f->text.text, f->text.length);
	str_append_string(&f->text, " new");
}

static void fill_fields(const struct status *s, struct field fields[FIELD_COUNT])
{
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		fields[i] = (struct field){ .part = THEME_STATUS };
		str_init(&fields[i].text);
	}
	fill_name(s, &fields[FIELD_NAME]);
	fill_trust(s, &fields[FIELD_TRUST]);
	fill_state(s, &fields[FIELD_STATE]);
	if (s->keys)
		str_append_string(&fields[FIELD_KEYS].text, s->keys);
	fill_mode(s, &fields[FIELD_MODE]);
	fill(&fields[FIELD_SERIAL], s->serial, " ");
	if (s->scrolled)
		fill_scrolled(s, &fields[FIELD_SCROLLED]);
	if (s->items)
		str_append_string(&fields[FIELD_ITEMS].text, s->items);
	fields[FIELD_ITEMS].least = STATUS_ITEMS_MIN;
	if (s->logging) {
		str_append_string(&fields[FIELD_LOG].text, s->log_fails ? ">log!" : ">log");
		fields[FIELD_LOG].part = s->log_fails ? THEME_FAILED : THEME_LOG;
	}
	if (s->tracing) {
		str_append_string(&fields[FIELD_TRACE].text, ">trace");
		fields[FIELD_TRACE].part = THEME_LOG;
	}
	if (s->recording) {
		str_append_string(&fields[FIELD_RECORD].text, s->record_fails ? ">rec!" : ">rec");
		fields[FIELD_RECORD].part = s->record_fails ? THEME_FAILED : THEME_LOG;
	}
	if (s->queued)
		str_append_format(&fields[FIELD_QUEUED].text, "%zu B queued", s->queued);
	if (s->eol)
		str_append_format(&fields[FIELD_CODING].text, "%s %s", s->eol, s->charset);
}

static size_t cells(const struct str *text)
{
	return utf8_text_width(text->text, text->length);
}

/* --- What of them is shown. */

/* The cells that `f` would take in place of what it takes now, with the two blanks before it. */
static size_t growth(const struct field *f, size_t to, bool first)
{
	size_t blanks = f->shown || first ? 0 : 2;

	return to > f->shown ? to - f->shown + blanks : 0;
}

/* Shows `least` to `most` cells of a field, if so many are left. */
static void show(struct field *f, size_t least, size_t most, size_t *left, bool first)
{
	size_t blanks = f->shown || first ? 0 : 2;
	size_t to;

	least = least < most ? least : most;
	if (!most || growth(f, least, first) > *left)
		return;
	to = f->shown + *left - blanks;
	to = to < most ? to : most;
	*left -= growth(f, to, first);
	f->shown = to > f->shown ? to : f->shown;
}

/*
 * Gives the fields their cells, the most important first: what has become of the session, what keys
 * do, that it isn't the newest that shows, the game's values, which the user has asked for, who is
 * there, where it goes. Line end and character set never cost a part of the name.
 */
static void choose(struct field fields[FIELD_COUNT], size_t left)
{
	static const struct {
		enum field_name field;
		enum { BRIEF, WHOLE, UP_TO_WHOLE } how;
	} steps[] = {
		{ FIELD_STATE, BRIEF },  { FIELD_KEYS, WHOLE },        { FIELD_SCROLLED, BRIEF },
		{ FIELD_MODE, BRIEF },   { FIELD_ITEMS, UP_TO_WHOLE }, { FIELD_STATE, BRIEF },
		{ FIELD_TRUST, BRIEF },  { FIELD_SCROLLED, WHOLE },    { FIELD_NAME, BRIEF },
		{ FIELD_SERIAL, BRIEF }, { FIELD_LOG, WHOLE },         { FIELD_TRACE, WHOLE },
		{ FIELD_RECORD, WHOLE }, { FIELD_STATE, UP_TO_WHOLE }, { FIELD_SERIAL, WHOLE },
		{ FIELD_TRUST, WHOLE },  { FIELD_MODE, WHOLE },        { FIELD_NAME, UP_TO_WHOLE },
		{ FIELD_QUEUED, WHOLE }, { FIELD_CODING, WHOLE },
	};
	bool connected = fields[FIELD_MODE].text.length > 0;
	bool first = true;
	/* Then it only says that there is a connection, which values of the game say, too. */
	bool plain = fields[FIELD_ITEMS].text.length &&
		     strcmp(fields[FIELD_STATE].text.text, "connected") == 0;

	/* Beside a mode the state says nothing new. */
	for (size_t i = connected; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct field *f = &fields[steps[i].field];
		size_t whole = cells(&f->text);
		size_t brief = f->brief && f->brief < whole ? f->brief : whole;
		size_t least = f->least ? f->least : brief;

		if (plain && steps[i].field == FIELD_STATE && steps[i].how == BRIEF)
			continue;
		if (steps[i].field == FIELD_CODING &&
		    fields[FIELD_NAME].shown < cells(&fields[FIELD_NAME].text))
			continue;
		show(f, steps[i].how == WHOLE ? whole : least,
		     steps[i].how == BRIEF ? brief : whole, &left, first);
		first = first && !f->shown;
	}
}

/* --- The line. */

static void append_blanks(struct str *out, size_t count)
{
	while (count--)
		str_append_char(out, ' ');
}

static void add_mark(struct status_marks *marks, const struct field *f, size_t column, size_t n)
{
	if (f->part != THEME_STATUS && marks->count < STATUS_MARKS_MAX)
		marks->marks[marks->count++] = (struct status_mark){ (unsigned)column, (unsigned)n,
								     f->part };
}

/* Appends the fields, after one blank; returns the cells used without it. */
static size_t append_fields(const struct field fields[FIELD_COUNT], struct str *out,
			    struct status_marks *marks)
{
	size_t used = 0;

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct str *text = &fields[i].text;
		size_t length = utf8_fit(text->text, text->length, fields[i].shown);
		size_t n = utf8_text_width(text->text, length);

		if (!fields[i].shown)
			continue;
		append_blanks(out, used ? 2 : 0);
		used += used ? 2 : 0;
		str_append(out, text->text, length);
		add_mark(marks, &fields[i], used + 1, n);
		used += n;
	}
	return used;
}

void status_format(const struct status *s, unsigned width, struct str *out,
		   struct status_marks *marks)
{
	struct field fields[FIELD_COUNT];
	size_t menu = s->menu ? utf8_text_width(s->menu, strlen(s->menu)) : 0;
	size_t room = width > 1 ? width - 1 : 0;
	size_t used;

	*marks = (struct status_marks){ 0 };
	menu = menu + STATUS_LEFT_MIN <= room ? menu : 0;
	room -= menu ? menu + 2 : 0;
	fill_fields(s, fields);
	choose(fields, room);
	append_blanks(out, width ? 1 : 0);
	used = append_fields(fields, out, marks);
	append_blanks(out, room > used ? room - used : 0);
	if (menu)
		str_append_format(out, " %s ", s->menu);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		str_fini(&fields[i].text);
}
