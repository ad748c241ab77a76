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

bool link_record(Link *l, const char *path, struct err *e)
{
	struct recorder_config config = config_of(l, path);
	bool whole;

	/* One name too much must not end what is recorded. */
	if (path && !recorder_check_path(path, !l->stream, e))
		return false;
	whole = end(l, e);
	if (path && whole)
		l->recorder = recorder_new(l->session, &config, on_told, l, e);
	link_tell_changed(l);
	return whole && (!path || l->recorder);
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
	if (recorder_move(to->recorder, to->session, &config, to, &e))
		return;
	end(to, NULL);
	link_tell_failure(to, e.text);
}

const Recorder *link_recorder(const Link *l)
{
	return l->recorder;
}
