#include "session/session.h"

#include <stdarg.h>

#include "session/session-internal.h"
#include "base/poison.h"

void session_message(Session *s, enum message_kind kind, const char *format, ...)
{
	struct str text;
	va_list args;

	if (!s->events.message || s->settings.played)
		return;
	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	s->events.message(s->user, kind, text.text);
	str_fini(&text);
}
