#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

/* Said by both sides before TLS begins. */
enum { START_TLS_FOLLOWS = 1 };

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	if (side == TELNET_US && on)
		telnet_send_payload(t, OPTION_STARTTLS, (char[]){ START_TLS_FOLLOWS }, 1);
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	if (!n || bytes[0] != START_TLS_FOLLOWS || !telnet_is_on(t, TELNET_US, OPTION_STARTTLS))
		return false;
	t->stopped = true;
	t->events.starttls(t->user);
	return true;
}

const struct option_module start_tls_module = { .changed = on_changed, .payload = on_payload };
