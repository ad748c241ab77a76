#include "app/charset-list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/choose.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "ui/popup.h"
#include "base/poison.h"

enum { LIST_LINES = 2, LIST_NAME = 11 /* cells for a name */ };

/* By how often they are met. */
static const char *const names[] = { "UTF-8", "CP437", "CP1252",    "KOI8-R", "CP1251", "CP866",
				     "GBK",   "BIG5",  "SHIFT_JIS", "EUC-JP", "EUC-KR", "CP850" };

enum { NAMES = sizeof(names) / sizeof(names[0]) };

/* What an open list holds. */
struct list {
	App *app;
	const char *current;
	size_t count;
	const char *name[NAMES];
	char *line[NAMES][LIST_LINES]; /* owned; NULL: there are not so many */
};

const char *charset_list_name(const char *name)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (strcasecmp(names[i], name) == 0)
			return names[i];
	}
	return name;
}

static char key_of(size_t i)
{
	return (char)(i < 9 ? '1' + i : 'a' + (i - 9));
}

static size_t count_rows(void *user)
{
	const struct list *l = user;
	size_t rows = 0;

	for (size_t i = 0; i < l->count; i++)
		rows += l->line[i][1] ? 2 : 1;
	return rows + 1;
}

/* The last row stays in sight, so it says what the others are. */
static void last_row(struct str *text)
{
	str_append_string(text,
			  "any other key changes nothing; shown are the peer's last lines in each");
}

static void row(void *user, size_t row, struct str *key, struct str *text)
{
	const struct list *l = user;
	size_t i = 0, line = 0;

	for (; row && i < l->count; row--) {
		if (!line && l->line[i][1]) {
			line = 1;
		} else {
			line = 0;
			i++;
		}
	}
	if (i == l->count) {
		last_row(text);
		return;
	}
	if (!line)
		str_append_format(key, "%c%s", key_of(i), l->name[i] == l->current ? " *" : "");
	str_append_format(text, "%-*s%s", LIST_NAME, line ? "" : l->name[i],
			  l->line[i][line] ? l->line[i][line] : "");
}

static bool on_key(void *user, size_t selected, struct key k)
{
	struct list *l = user;
	uint32_t typed = key_text(k);
	struct err e;

	(void)selected;
	for (size_t i = 0; i < l->count; i++) {
		if (typed == (unsigned char)key_of(i) &&
		    !app_choose(l->app, OPTIONS_CHARSET, l->name[i], &e))
			app_message(l->app, "%s", e.text);
	}
	return true;
}

static void on_closed(void *user)
{
	struct list *l = user;

	for (size_t i = 0; i < l->count; i++) {
		for (size_t line = 0; line < LIST_LINES; line++)
			free(l->line[i][line]);
	}
	free(l);
}

/* Adds `name` with its sample, unless the system doesn't know it. */
static void add(struct list *l, const Session *s, const char *name)
{
	struct str sample;
	char *line;

	str_init(&sample);
	if (session_charset_sample(s, name, LIST_LINES, &sample, NULL)) {
		line = sample.text;
		for (size_t i = 0; i < LIST_LINES && line && *line; i++) {
			char *end = strchr(line, '\n');

			l->line[l->count][i] = mem_strndup(line, end ? (size_t)(end - line) :
								       strlen(line));
			line = end ? end + 1 : NULL;
		}
		l->name[l->count++] = name;
	}
	str_fini(&sample);
}

void charset_list_open(App *app)
{
	static const struct popup_events events = { count_rows, row, on_key, on_closed };
	const Session *s = pane_session(app_current(app));
	struct list *l = mem_alloc(sizeof(*l));

	l->app = app;
	l->current = charset_list_name(session_charset_name(s));
	for (size_t i = 0; i < NAMES; i++)
		add(l, s, names[i]);
	popup_open(app_layers(app),
		   &(struct popup){ .title = "character set", .events = &events, .user = l },
		   app_current(app));
}
