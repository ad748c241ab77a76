#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { TSPEED_SEND = 1 };

/* There is no line with a speed of its own: the usual answer, in both directions. */
static const char speed[] = "\00038400,38400"; /* IS */

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	if (!n || bytes[0] != TSPEED_SEND || !telnet_is_on(t, TELNET_US, OPTION_TSPEED))
		return false;
	if (telnet_may_reply(t))
		telnet_send_payload(t, OPTION_TSPEED, speed, sizeof speed - 1);
	return true;
}

const struct option_module tspeed_module = { .payload = on_payload };
