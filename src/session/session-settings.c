#include "session/session.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "session/session-internal.h"
#include "base/poison.h"

/* The strings of the settings. */
static const size_t strings[] = {
	offsetof(struct session_settings, charset),
	offsetof(struct session_settings, fallback_charset),
	offsetof(struct session_settings, gmcp_packages),
	offsetof(struct session_settings, items),
};

static char **string_of(struct session_settings *settings, size_t i)
{
	return (char **)((char *)settings + strings[i]);
}

void session_settings_free(struct session_settings *settings)
{
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		free(*string_of(settings, i));
}

void session_settings_copy(struct session_settings *to, const struct session_settings *from)
{
	struct session_settings copy = *from;

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		*string_of(&copy, i) = mem_strdup(*string_of(&copy, i));
	session_settings_free(to);
	*to = copy;
}

void session_listen(Session *s, bool on)
{
	s->listening = on;
	session_apply_listening(s);
}

/* NULL is like no other. */
static bool differ(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) != 0 : a != b;
}

/* Names are checked at once; what a handler asks for is applied when it has returned. */
bool session_configure(Session *s, const struct session_settings *settings, struct err *e)
{
	bool stream = s->settings.stream, unattended = s->settings.unattended;
	bool played = s->settings.played, exact = s->settings.exact;
	bool good;

	session_enter(s);
	good = session_check_charsets(settings, e);
	if (good) {
		/* A converter holds half a character: it is opened anew only if its name has
		 * changed. */
		s->charset_due |= strcmp(s->settings.charset, settings->charset) != 0 ||
				  (settings->charset_by_hand && !s->settings.charset_by_hand &&
				   strcmp(settings->charset, session_charset_name(s)) != 0);
		s->fallback_due |= strcmp(s->settings.fallback_charset,
					  settings->fallback_charset) != 0;
		if (s->settings.mode != settings->mode)
			s->chosen_over = NULL;
		s->items_due |= differ(s->settings.items, settings->items);
		s->packages_due |= differ(s->settings.gmcp_packages, settings->gmcp_packages);
		session_settings_copy(&s->settings, settings);
		s->settings.stream = stream;
		s->settings.exact = exact;
		s->settings.played = played;
		s->settings.unattended = unattended;
		s->settings_due = true;
	}
	session_leave(s);
	return good;
}

void session_resize(Session *s, unsigned columns, unsigned rows, int64_t now)
{
	session_enter(s);
	s->columns = columns;
	s->rows = rows;
	s->now = now;
	s->size_due = true;
	session_leave(s);
}

enum view_presentation session_presentation(const Session *s, bool *automatic)
{
	const struct terminal_modes *modes = terminal_modes(s->terminal);
	bool screen = s->mode.character || modes->alternate || modes->addressing;
	bool chosen = s->settings.view == VIEW_CHOICE_AUTO ? screen :
							     s->settings.view == VIEW_CHOICE_SCREEN;

	if (automatic)
		*automatic = chosen == screen;
	return chosen ? VIEW_SCREEN : VIEW_TRANSCRIPT;
}
