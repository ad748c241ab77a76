#include "telnet/keepalive.h"

#include "telnet/command.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

void keepalive_heard(struct keepalive *k, int64_t now)
{
	k->since = now;
	k->asked_at = -1;
}

int64_t keepalive_deadline(const Telnet *t)
{
	const struct keepalive *k = &t->keepalive;

	if (k->what == TELNET_KEEPALIVE_OFF || t->protocol != TELNET_PROTOCOL_TELNET)
		return -1;
	return k->since + k->idle;
}

void keepalive_tick(Telnet *t)
{
	struct keepalive *k = &t->keepalive;
	bool asks = k->what == TELNET_KEEPALIVE_AYT;
	const char bytes[] = { (char)COMMAND_IAC, (char)(asks ? COMMAND_AYT : COMMAND_NOP) };

	if (keepalive_deadline(t) < 0 || t->now < keepalive_deadline(t))
		return;
	k->since = t->now;
	if (asks && k->asked_at < 0)
		k->asked_at = t->now;
	t->events.send(t->user, bytes, sizeof(bytes));
}

void telnet_set_keepalive(Telnet *t, enum telnet_keepalive what, int64_t idle)
{
	t->keepalive.what = what;
	t->keepalive.idle = idle;
	if (what != TELNET_KEEPALIVE_AYT)
		t->keepalive.asked_at = -1;
}

int64_t telnet_asked_at(const Telnet *t)
{
	return t->keepalive.asked_at;
}
