#include "link/connector.h"

#include <stdio.h>
#include <string.h>

#include "link/connector-internal.h"
#include "loop/timer.h"
#include "base/clock.h"
#include "net/idn.h"
#include "base/poison.h"

/*
 * Stops the clock: what the user takes to answer is not the peer's time. What a peer says meanwhile
 * waits, and nobody looks for it: it would be seen again and again.
 */
static void ask(Connector *c, enum connector_stage stage)
{
	c->stage = stage;
	c->asked = loop_now(c->loop);
	connector_stop_watching(c);
	timer_set(c->timer, -1);
}

static void answered(Connector *c)
{
	c->waited += loop_now(c->loop) - c->asked;
}

/* What is remembered of the peer, and of others like it. */
static Trust *memory(Connector *c)
{
	return c->route.service ? dialer_service_trust(c->dialer) : dialer_trust(c->dialer);
}

static const char by_telnet[] = "starttls:telnet";

void connector_note_how(Connector *c)
{
	if (c->route.starttls)
		snprintf(c->how, sizeof(c->how), "starttls:%s", starttls_name(c->route.protocol));
	else
		snprintf(c->how, sizeof(c->how), "%s", c->live ? by_telnet : "tls");
}

/* What works where TLS began as `how` says. */
static bool refuse_plain(const struct route *r, const char *how, struct err *e)
{
	char shown[IDN_SHOWN];
	bool later = strncmp(how, "starttls:", 9) == 0;

	return err_set(e, ERR_TLS,
		       "%s port %s %s before, and this would be plain text: use --%s%s, or -o "
		       "tls=off to insist",
		       idn_shown(r->address.host, shown), r->address.service,
		       later ? "turned to TLS" : "spoke TLS", later ? "starttls " : "tls",
		       later ? how + 9 : "");
}

bool connector_may_be_plain(Connector *c, struct err *e)
{
	const struct route *r = &c->route;
	const char *how;

	if (r->tls || r->plain_insisted || !route_is_remote(r))
		return true;
	if (!dialer_load_trust(c->dialer, e))
		connector_note(c, "%s", e->text);
	how = trust_how_tls(dialer_trust(c->dialer), r->address.host, r->port);
	if (how && strcmp(how, by_telnet) != 0)
		return refuse_plain(r, how, e);
	c->proof.tls_due = how != NULL;
	return true;
}

bool connector_begin_tls(Connector *c, struct err *e)
{
	struct tls_config config = { .host = c->route.address.host,
				     .service = c->route.port,
				     .alpn = c->route.alpn,
				     .wall = clock_wall_ms() };

	if (!c->route.service && !dialer_load_trust(c->dialer, e))
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
		ask(c, CONNECTOR_UNLOCK);
		c->events.passphrase(c->user, false);
		return true;
	}
	connector_note(c, "the TLS handshake begins");
	c->tls = tls_new(c->transport, &config, loop_now(c->loop));
	c->transport = NULL;
	c->stage = CONNECTOR_TLS;
	c->trusted = false;
	return true;
}

void connector_answer_passphrase(Connector *c, const char *passphrase)
{
	TlsContext *context;
	struct err e;

	if (c->stage != CONNECTOR_UNLOCK)
		return;
	answered(c);
	context = dialer_tls(c->dialer, &c->route, &e);
	if (!passphrase) {
		err_set(&e, ERR_TLS, "no passphrase was given for the client's key");
		connector_fail(c, &e);
	} else if (context && !tls_context_unlock(context, passphrase, &e)) {
		ask(c, CONNECTOR_UNLOCK);
		c->events.passphrase(c->user, true);
	} else {
		connector_advance(c);
	}
}

/* With whom TLS began where it was plain before. */
static void tell_begun(Connector *c)
{
	static const char *const why[] = {
		[CONNECTOR_UNPROVEN] = "",
		[CONNECTOR_ACCEPTED] = "accepted for this time",
		[CONNECTOR_VERIFIED] = "verified",
		[CONNECTOR_PINNED] = "its key is pinned",
	};
	const struct tls_report *report = tls_report(c->tls);

	if (strncmp(c->how, "starttls:", 9) == 0)
		connector_tell(c, "TLS has begun with %s: %s (%s), %s", c->route.address.host,
			       report->chain_length ? report->chain[0].subject : "no certificate",
			       why[c->proof.kind], report->version);
}

/* Takes the transport out of the handshake. */
static void finish(Connector *c)
{
	struct err e;

	tell_begun(c);

	if (!trust_note_tls(memory(c), c->route.address.host, c->route.port, c->how,
			    clock_wall_ms(), &e))
		connector_note(c, "%s", e.text);
	c->transport = tls_take_transport(c->tls);
	tls_free(c->tls);
	c->tls = NULL;
	c->route.tls = false;
	connector_advance(c);
}

/* Nobody can be asked: the sentence says what would go on, in words that can be typed. Where
 * another key was expected nothing does. */
static void fail_untrusted(Connector *c, const struct tls_report *report,
			   const struct trust_decision *decision)
{
	char key[FINGERPRINT_BASE64], shown[IDN_SHOWN];
	struct err e;

	if (!report->chain_length || decision->verdict == TRUST_STOP) {
		connector_fail(c, &decision->why);
		return;
	}
	fingerprint_base64(&report->chain[0].spki, key);
	if (c->route.service)
		err_set(&e, decision->why.kind,
			"%.80s is not trusted: %.220s; its key is made anew each time, so only "
			"somebody at a terminal can accept it",
			c->route.address.host, decision->why.text);
	else
		err_set(&e, decision->why.kind,
			"%.80s port %s is not trusted: %.220s; to go on: --pin sha256//%s (if that "
			"is its "
			"key), or --ca-file FILE (the authority that signed it)",
			idn_shown(c->route.address.host, shown), c->route.port, decision->why.text,
			key);
	connector_fail(c, &e);
}

/* The peer is who it should be, or the user said so: it may see our certificate. */
static void trusted(Connector *c, enum connector_proof_kind proof)
{
	c->proof = (struct connector_proof){ .kind = proof,
					     .key = tls_report(c->tls)->chain[0].spki };
	if (!tls_asks(c->tls)) {
		finish(c);
		return;
	}
	connector_note(c, "the client certificate is shown");
	c->trusted = true;
	c->stage = CONNECTOR_TLS;
	tls_accept(c->tls);
	connector_step_tls(c);
}

static void decide(Connector *c)
{
	const struct tls_report *report = tls_report(c->tls);
	struct trust_decision decision;

	connector_note(c, "%s, %s", report->version, report->cipher);
	trust_decide(memory(c), c->route.address.host, c->route.port, report,
		     c->route.pinned ? &c->route.pin : NULL, &decision);
	if (decision.verdict == TRUST_ACCEPT) {
		connector_note(c, decision.pinned ? "the key is the pinned one" :
						    "the certificate is trusted");
		trusted(c, decision.pinned ? CONNECTOR_PINNED : CONNECTOR_VERIFIED);
		return;
	}
	connector_note(c, "not trusted: %s", decision.why.text);
	if (!c->events.untrusted) {
		fail_untrusted(c, report, &decision);
		return;
	}
	ask(c, CONNECTOR_TRUST);
	c->events.untrusted(c->user, report, &decision);
}

void connector_step_tls(Connector *c)
{
	struct err e;

	switch (tls_step(c->tls, loop_now(c->loop), &e)) {
	case HANDSHAKE_BUSY:
		if (tls_asks(c->tls))
			decide(c);
		else
			connector_wait_tls(c);
		break;
	case HANDSHAKE_FAILED: connector_fail(c, &e); break;
	case HANDSHAKE_DONE:
		if (c->trusted)
			finish(c);
		else
			decide(c);
		break;
	}
}

static void notice(Connector *c, const struct err *e)
{
	connector_note(c, "%s", e->text);
	if (c->events.notice)
		c->events.notice(c->user, e->text);
}

void connector_answer_trust(Connector *c, enum connector_answer answer)
{
	const struct route *r = &c->route;
	struct trust_decision decision;
	struct err e;

	if (c->stage != CONNECTOR_TRUST)
		return;
	answered(c);
	trust_decide(memory(c), r->address.host, r->port, tls_report(c->tls),
		     r->pinned ? &r->pin : NULL, &decision);
	/* Another key than the pinned one is no question. */
	if (answer == CONNECTOR_REFUSE || decision.verdict == TRUST_STOP) {
		connector_fail(c, &decision.why);
		return;
	}
	if (answer == CONNECTOR_PIN &&
	    !trust_add(memory(c), r->address.host, r->port, &tls_report(c->tls)->chain[0].spki,
		       clock_wall_ms(), &e))
		notice(c, &e);
	trusted(c, answer == CONNECTOR_PIN ? CONNECTOR_PINNED : CONNECTOR_ACCEPTED);
}
