#include "link/connector.h"

#include "link/connector-internal.h"
#include "loop/timer.h"
#include "base/clock.h"
#include "base/poison.h"

/* Stops the clock: what the user takes to answer is not the peer's time. */
static void ask(Connector *c, enum connect_stage stage)
{
	c->stage = stage;
	c->asked = loop_now(c->dialer->loop);
	timer_set(c->timer, -1);
}

static void answered(Connector *c)
{
	c->waited += loop_now(c->dialer->loop) - c->asked;
}

bool connect_begin_tls(Connector *c, struct err *e)
{
	struct tls_config config = { .host = c->route.address.host,
				     .service = c->route.port,
				     .alpn = c->route.alpn,
				     .wall = clock_wall_ms() };

	if (!dialer_load_trust(c->dialer, e))
		return false;
	config.context = dialer_tls(c->dialer, &c->route, e);
	if (!config.context)
		return false;
	if (tls_context_needs_passphrase(config.context)) {
		if (!c->events.passphrase)
			return err_set(e, ERR_TLS,
				       "the key %s is encrypted, and there is nobody to ask "
				       "for its passphrase",
				       c->route.key_file ? c->route.key_file : c->route.cert_file);
		ask(c, CONNECT_UNLOCK);
		c->events.passphrase(c->user, false);
		return true;
	}
	connect_tell(c, "the TLS handshake begins");
	c->tls = tls_new(c->transport, &config, loop_now(c->dialer->loop));
	c->transport = NULL;
	c->stage = CONNECT_TLS;
	return true;
}

void connect_passphrase(Connector *c, const char *passphrase)
{
	TlsContext *context;
	struct err e;

	if (c->stage != CONNECT_UNLOCK)
		return;
	answered(c);
	context = dialer_tls(c->dialer, &c->route, &e);
	if (!passphrase) {
		err_set(&e, ERR_TLS, "no passphrase was given for the client's key");
		connect_fail(c, &e);
	} else if (context && !tls_context_unlock(context, passphrase, &e)) {
		ask(c, CONNECT_UNLOCK);
		c->events.passphrase(c->user, true);
	} else {
		connect_advance(c);
	}
}

/* Takes the transport out of the handshake: the peer is who it should be, or the user said so. */
static void trusted(Connector *c)
{
	struct err e;

	if (!trust_note_tls(c->dialer->trust, c->route.address.host, c->route.port, clock_wall_ms(),
			    &e))
		connect_tell(c, "%s", e.text);
	c->transport = tls_take_transport(c->tls);
	tls_free(c->tls);
	c->tls = NULL;
	c->route.tls = false;
	connect_advance(c);
}

static void decide(Connector *c)
{
	const struct tls_report *report = tls_report(c->tls);
	struct trust_decision decision;

	connect_tell(c, "%s, %s", report->version, report->cipher);
	trust_decide(c->dialer->trust, c->route.address.host, c->route.port, report,
		     c->route.pinned ? &c->route.pin : NULL, &decision);
	if (decision.verdict == TRUST_ACCEPT) {
		connect_tell(c, decision.pinned ? "the key is the pinned one" :
						  "the certificate is trusted");
		trusted(c);
		return;
	}
	connect_tell(c, "not trusted: %s", decision.why.text);
	if (!c->events.untrusted) {
		connect_fail(c, &decision.why);
		return;
	}
	ask(c, CONNECT_TRUST);
	c->events.untrusted(c->user, report, &decision);
}

void connect_step_tls(Connector *c)
{
	struct err e;

	switch (tls_step(c->tls, loop_now(c->dialer->loop), &e)) {
	case HANDSHAKE_BUSY: connect_wait_tls(c); break;
	case HANDSHAKE_FAILED: connect_fail(c, &e); break;
	case HANDSHAKE_DONE: decide(c); break;
	}
}

static void notice(Connector *c, const struct err *e)
{
	connect_tell(c, "%s", e->text);
	if (c->events.notice)
		c->events.notice(c->user, e->text);
}

void connect_trust(Connector *c, enum connect_answer answer)
{
	const struct route *r = &c->route;
	struct trust_decision decision;
	struct err e;

	if (c->stage != CONNECT_TRUST)
		return;
	answered(c);
	trust_decide(c->dialer->trust, r->address.host, r->port, tls_report(c->tls),
		     r->pinned ? &r->pin : NULL, &decision);
	/* Another key than the pinned one is no question. */
	if (answer == CONNECT_REFUSE || decision.verdict == TRUST_STOP) {
		connect_fail(c, &decision.why);
		return;
	}
	if (answer == CONNECT_PIN &&
	    !trust_add(c->dialer->trust, r->address.host, r->port,
		       &tls_report(c->tls)->chain[0].spki, clock_wall_ms(), &e))
		notice(c, &e);
	trusted(c);
}
