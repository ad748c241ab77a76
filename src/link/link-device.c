#include "link/link-device.h"

#include "link/link-internal.h"
#include "base/poison.h"

/* What a link without a device says by. */
static const struct device_events none;

const Pack *link_pack(Link *l)
{
	const char *name = options_value(l->own, OPTIONS_PACK);
	const Pack *pack;
	struct err e;

	if (options_pack(l->own) != OPTIONS_PACK_NAMED)
		return NULL;
	pack = packs_get(dialer_packs(l->dialer), name, &e);
	if (!pack)
		link_tell_failure(l, e.text);
	return pack;
}

static bool is_fed(const Link *l)
{
	return l->device && session_state(l->session) == SESSION_CONNECTED;
}

void link_device_line(Link *l, const struct terminal_line *line, enum terminal_verdict verdict,
		      const struct text_line *replacement)
{
	const struct buf *text = &replacement->text;

	if (!is_fed(l))
		return;
	switch (verdict) {
	case TERMINAL_KEEP: device_line(l->device, line); break;
	case TERMINAL_GAG: device_line_as(l->device, line, NULL, 0); break;
	case TERMINAL_REPLACE:
		device_line_as(l->device, line, buf_length(text) ? buf_data(text) : "",
			       buf_length(text));
		break;
	}
}

void link_device_mark(Link *l)
{
	if (is_fed(l))
		device_mark(l->device);
}

/* Where more is read in the next turn, half of a line may stand in the open one. */
void link_device_look(Link *l)
{
	bool stands = is_fed(l) && !session_wants(l->session).again;
	struct str open;

	if (!l->device)
		return;
	if (stands) {
		str_init(&open);
		terminal_open_line(session_terminal(l->session), &open);
		device_open(l->device, open.text, open.length, loop_now(l->loop));
		str_fini(&open);
	}
	timer_set(l->device_timer, stands ? device_deadline(l->device) : -1);
}

static void on_due(void *user)
{
	Link *l = user;

	if (is_fed(l))
		device_tick(l->device, loop_now(l->loop));
	link_device_look(l);
	if (l->events.changed)
		l->events.changed(l->user);
}

void link_device_begin(Link *l)
{
	if (!l->device)
		return;
	device_begin(l->device, link_pack(l));
	timer_set(l->device_timer, loop_now(l->loop));
}

void link_device_configure(Link *l)
{
	if (l->device && device_pack(l->device) != link_pack(l))
		link_device_begin(l);
}

Device *link_device(Link *l, const struct device_events *events, void *user)
{
	if (!l->device) {
		l->device_timer = timer_new(loop_timers(l->loop), on_due, l);
		l->device = device_new(NULL, &none, NULL);
		session_listen(l->session, true);
		link_device_begin(l);
	}
	device_set_events(l->device, events, user);
	return l->device;
}

void link_device_free(Link *l)
{
	timer_free(l->device_timer);
	device_free(l->device);
}
