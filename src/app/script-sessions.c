#include "app/scripts-internal.h"

#include "base/deadline.h"
#include "base/poison.h"

struct script_session *scripts_find_session(const Scripts *s, const Pane *p)
{
	for (size_t i = 0; i < s->session_count; i++) {
		if (s->sessions[i].pane == p)
			return &s->sessions[i];
	}
	return NULL;
}

struct script_object scripts_object(const Scripts *s, const Pane *p)
{
	return (struct script_object){ hail_session_kind, scripts_find_session(s, p)->id, 0 };
}

Pane *scripts_find_pane(const Scripts *s, const struct script_object *object)
{
	const Pane *shown = object || !s->session_count ? NULL : s->program->current(s->app);

	for (size_t i = 0; i < s->session_count; i++) {
		const struct script_session *session = &s->sessions[i];

		if (object ? session->id == object->id : session->pane == shown)
			return session->closing ? NULL : session->pane;
	}
	return NULL;
}

void scripts_update_timer(Scripts *s)
{
	int64_t next = -1;

	for (int i = 0; i < SCRIPT_STATES; i++) {
		if (s->states[i].script)
			next = deadline_earlier(next, script_deadline(s->states[i].script));
	}
	timer_set(s->timer, next >= 0 && next < s->rests_until ? s->rests_until : next);
}
