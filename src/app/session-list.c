#include "app/session-list.h"

#include <string.h>

#include "app/program.h"
#include "app/questions.h"
#include "app/sessions.h"
#include "base/utf8.h"
#include "ui/popup.h"
#include "base/poison.h"

enum { LIST_TITLE = 40 }; /* cells of a title that are shown */

static size_t count(void *user)
{
	return app_count(user);
}

static const char *state_word(const Pane *p)
{
	const Session *s = pane_session(p);

	return session_state(s) == SESSION_IDLE ? "not connected" : session_state_word(s);
}

static void row(void *user, size_t i, struct str *key, struct str *text)
{
	App *app = user;
	const Pane *p = app_pane(app, i);
	const char *title = pane_title(p);
	bool current = i == app_current_index(app);

	str_append_format(key, "%zu%s", i + 1, current ? " *" : "");
	str_append_format(text, "%s  %s", link_name(pane_link(p)), state_word(p));
	if (*title)
		str_append_format(text, "  \"%.*s\"",
				  (int)utf8_fit(title, strlen(title), LIST_TITLE), title);
	if (!current && pane_has_output(p))
		str_append_string(text, "  new output");
	if (!current && pane_has_rung(p))
		str_append_string(text, "  bell");
	if (questions_wait(app_layers(app), p))
		str_append_string(text, "  asks");
}

/* Whether the list goes: the question about a connected session takes its place. */
static bool close_session(App *app, size_t i)
{
	Pane *p = app_pane(app, i);
	bool asks = link_is_live(pane_link(p));

	if (asks) {
		app_ask_to_close(app, p);
	} else {
		link_disconnect(pane_link(p));
		app_close_session(app, p);
	}
	return asks;
}

static bool on_key(void *user, size_t selected, struct key k)
{
	uint32_t typed = key_text(k);

	if (typed == 'x')
		return close_session(user, selected);
	if (k.sym == KEYSYM_ENTER)
		app_show_session(user, selected);
	else if (typed >= '1' && typed <= '9')
		app_show_session(user, typed - '1');
	return true;
}

void session_list_open(App *app)
{
	static const struct popup_events events = { .count = count, .row = row, .key = on_key };

	popup_open(app_layers(app),
		   &(struct popup){ .title = "sessions",
				    .keys = "Esc leaves, Enter shows, x ends one",
				    .selects = true,
				    .selected = app_current_index(app),
				    .events = &events,
				    .user = app },
		   NULL);
}
