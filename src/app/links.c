#include "app/links.h"

#include <stdlib.h>
#include <string.h>

#include "app/link-card.h"
#include "app/link-command.h"
#include "app/link-target.h"
#include "app/program.h"
#include "base/mem.h"
#include "base/str.h"
#include "term/line-links.h"
#include "ui/popup.h"
#include "base/poison.h"

enum { LINKS_MAX = 200, LINKS_KEYS = 9 /* that a digit chooses */ };

struct links {
	App *app;
	Pane *pane;
	unsigned connection; /* in which it was collected */
	struct {
		char *text, *target;
	} list[LINKS_MAX];
	size_t count;
	uint64_t line; /* that is looked at */
};

static void free_links(void *user)
{
	struct links *l = user;

	for (size_t i = 0; i < l->count; i++) {
		free(l->list[i].text);
		free(l->list[i].target);
	}
	free(l);
}

/* --- Which there are. */

static bool names_other_host(const char *text, const char *target)
{
	struct str named;
	bool other;

	str_init(&named);
	other = link_names_other_host(text, target, &named);
	str_fini(&named);
	return other;
}

/* Whether a link that says something came in an earlier connection: who listens now is another. */
static bool says_to_other_peer(const struct links *l, const char *target)
{
	struct link_command command;
	bool says = link_command_read(target, &command);

	link_command_fini(&command);
	return says && l->line < session_first_line(pane_session(l->pane));
}

/* A target that another text leads to already is left out, unless this text deceives. */
static void add(void *user, const struct line_link *link)
{
	struct links *l = user;
	char *text = mem_strndup(link->text, link->text_length);
	char *target = mem_strndup(link->target, link->target_length);
	bool known = l->count == LINKS_MAX || says_to_other_peer(l, target),
	     deceives = names_other_host(text, target);

	for (size_t i = 0; i < l->count && !known; i++)
		known = strcmp(l->list[i].target, target) == 0 &&
			(!deceives || strcmp(l->list[i].text, text) == 0);
	if (known) {
		free(text);
		free(target);
		return;
	}
	l->list[l->count].text = text;
	l->list[l->count++].target = target;
}

static void collect(struct links *l)
{
	const Terminal *t = session_terminal(pane_session(l->pane));
	unsigned top, height = pane_view(l->pane, &top).height;
	struct view_row *rows = pane_rows(l->pane);

	for (unsigned y = 0; y < height; y++) {
		bool first = !y || !rows[y - 1].shown || rows[y - 1].line != rows[y].line;

		if (rows[y].shown && first) {
			l->line = rows[y].line;
			line_links(t, l->line, add, l);
		}
	}
	free(rows);
}

/* --- The list. */

static size_t count(void *user)
{
	return ((const struct links *)user)->count;
}

static void row(void *user, size_t i, struct str *key, struct str *text)
{
	const struct links *l = user;
	struct link_command command;

	if (i < LINKS_KEYS)
		str_append_format(key, "%zu", i + 1);
	if (link_command_read(l->list[i].target, &command)) {
		str_append_format(text, "%s: ", l->list[i].text);
		link_command_describe(&command, text);
		link_command_fini(&command);
		return;
	}
	if (names_other_host(l->list[i].text, l->list[i].target))
		str_append_string(text, "(another host) ");
	if (strcmp(l->list[i].text, l->list[i].target) != 0)
		str_append_format(text, "%s: ", l->list[i].text);
	str_append_string(text, l->list[i].target);
}

static bool on_key(void *user, size_t selected, struct key k)
{
	const struct links *l = user;
	uint32_t typed = key_text(k);
	size_t chosen = typed >= '1' && typed <= '9' ? typed - '1' : selected;
	bool number = typed >= '1' && typed <= '9' && chosen < l->count;

	if (k.sym != KEYSYM_ENTER && !number)
		return k.sym == KEYSYM_ESCAPE || typed == 'q';
	link_card_open(l->app, l->pane, l->connection, l->list[chosen].text,
		       l->list[chosen].target);
	return true;
}

void links_open(App *app, Pane *p)
{
	static const struct popup_events events = { count, row, on_key, free_links };
	struct links *l = mem_alloc(sizeof(*l));

	l->app = app;
	l->pane = p;
	l->connection = session_connection(pane_session(p));
	collect(l);
	if (!l->count) {
		free_links(l);
		app_message(app, "no link is on the screen");
		return;
	}
	popup_open(app_layers(app),
		   &(struct popup){ .title = "links",
				    .keys = "Esc leaves, Enter shows where one leads",
				    .selects = true,
				    .selected = l->count - 1,
				    .events = &events,
				    .user = l },
		   p);
}
