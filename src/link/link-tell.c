#include "link/link-internal.h"

#include <stdarg.h>

#include "base/poison.h"

void link_tell_changed(Link *l)
{
	if (l->events.changed)
		l->events.changed(l->user);
}

void link_tell(void *user, enum message_kind kind, const char *text)
{
	Link *l = user;

	if (l->events.message)
		l->events.message(l->user, kind, text);
}

void link_tell_failure(void *user, const char *text)
{
	link_tell(user, MESSAGE_ERROR, text);
}

void link_say(Link *l, enum message_kind kind, const char *format, ...)
{
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	link_tell(l, kind, text.text);
	str_fini(&text);
}

void link_open_line(const Link *l, struct str *out)
{
	terminal_open_line(session_terminal(l->session), out);
	str_truncate(out, str_trimmed(out->text, out->length));
}
