#include "telnet/lflow.h"

#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { LFLOW_OFF, LFLOW_ON, LFLOW_RESTART_ANY, LFLOW_RESTART_XON };

/* Who says WILL begins with flow control on, so that both know how it stands. */
static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	if (side == TELNET_US)
		t->lflow = (struct lflow){ .on = on };
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	struct lflow before = t->lflow;

	if (!n || !telnet_is_on(t, TELNET_US, OPTION_LFLOW))
		return false;
	switch (bytes[0]) {
	case LFLOW_OFF: t->lflow.on = false; break;
	case LFLOW_ON: t->lflow.on = true; break;
	case LFLOW_RESTART_ANY: t->lflow.any = true; break;
	case LFLOW_RESTART_XON: t->lflow.any = false; break;
	default: return false;
	}
	if (before.on != t->lflow.on || before.any != t->lflow.any)
		t->events.changed(t->user);
	return true;
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	if (side == TELNET_US)
		str_append_string(out, !t->lflow.on ? "Ctrl-S goes to the peer" :
				       t->lflow.any ? "Ctrl-S holds, any key releases" :
						      "Ctrl-S holds, Ctrl-Q releases");
}

const struct option_module lflow_module = {
	.changed = on_changed,
	.payload = on_payload,
	.describe = describe,
};
