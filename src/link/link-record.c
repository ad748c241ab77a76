#include "link/link.h"

#include <string.h>

#include "base/str.h"
#include "link/link-internal.h"
#include "base/poison.h"

static void on_told(void *user, enum message_kind kind, const char *text)
{
	Link *l = user;

	if (l->events.message)
		l->events.message(l->user, kind, text);
	link_tell_changed(l);
}

static bool end(Link *l, struct err *e)
{
	Recorder *recorder = l->recorder;

	l->recorder = NULL;
	return recorder_free(recorder, e);
}

static struct recorder_config config_of(const Link *l, const char *path)
{
	long long port = 0;

	if (l->address.service)
		str_to_number(l->address.service, 1, 65535, &port);
	return (struct recorder_config){ .path = path,
					 .name = l->name,
					 .port = (unsigned)port,
					 .redact = options_redact(l->own) };
}

/* Puts `recorder` in the place of the one there is; false with `e` set if not all of that could be
 * written, or nothing more can be recorded. */
static bool replace(Link *l, Recorder *recorder, const struct recorder_config *config,
		    struct err *e)
{
	bool whole = end(l, e);

	l->recorder = recorder;
	if (!recorder || recorder_attach(recorder, l->session, config, l, whole ? e : NULL))
		return whole;
	end(l, NULL);
	return false;
}

bool link_record(Link *l, const char *path, struct err *e)
{
	struct recorder_config config = config_of(l, path);
	Recorder *recorder = NULL;
	bool good;

	/* A file that can't be written must not end what is recorded. */
	if (path && !recorder_check_path(path, !l->stream, e))
		return false;
	if (path && !(recorder = recorder_new(&config, on_told, l, e)))
		return false;
	good = replace(l, recorder, &config, e);
	link_tell_changed(l);
	return good;
}

void link_record_ended(Link *l)
{
	bool failed = session_state(l->session) == SESSION_FAILED;

	if (l->recorder)
		recorder_end(l->recorder, failed ? session_error(l->session)->text : NULL);
}

void link_record_configure(Link *l)
{
	if (l->recorder)
		recorder_redact(l->recorder, options_redact(l->own));
}

void link_move_recorder(Link *from, Link *to)
{
	struct recorder_config config = config_of(to, NULL);
	struct err e;

	if (!from->recorder)
		return;
	recorder_free(to->recorder, NULL);
	to->recorder = from->recorder;
	from->recorder = NULL;
	if (recorder_attach(to->recorder, to->session, &config, to, &e))
		return;
	end(to, NULL);
	link_tell_failure(to, e.text);
}

const Recorder *link_recorder(const Link *l)
{
	return l->recorder;
}
