#include "link/link.h"

#include "base/clock.h"
#include "base/mem.h"
#include "link/link-internal.h"
#include "link/link-settings.h"
#include "base/poison.h"

enum { LINK_REFUSAL_LINES = 5 }; /* the last lines, searched for the refusal of a login */

static void tell_retry(Link *l, int64_t ms)
{
	if (l->events.retry)
		l->events.retry(l->user, ms);
}

/* --- Events of the connector. */

static void take_trail(Link *l)
{
	str_clear(&l->trail);
	str_append_string(&l->trail, connector_trail(l->connector));
	l->connector = NULL;
	l->asked = false;
}

/* A login is answered again by itself only to a peer that proves as much as the last one did. */
static bool may_log_in(const Link *l, const struct connector_proof *proof)
{
	if (!l->automatic)
		return true;
	if (proof->kind == CONNECTOR_ACCEPTED && l->login_proof.kind == CONNECTOR_ACCEPTED)
		return fingerprint_equal(&proof->key, &l->login_proof.key);
	return proof->kind >= l->login_proof.kind;
}

static Login *new_login(Link *l)
{
	struct login_events events = { .message = link_tell_failure,
				       .stuck = l->unattended ? link_stuck : NULL,
				       .secret = l->unattended ? link_secret : NULL };

	return login_new(l->loop, dialer_secrets(l->dialer), l->session, l->own, &events, l);
}

/*
 * TLS on a connection goes on with the login that was under way. If TLS is still due, the login
 * waits for it.
 */
static void begin_login(Link *l, const struct connector_proof *proof)
{
	bool may = may_log_in(l, proof), refused = l->automatic && l->login_refused;
	bool begun = l->upgrading && l->login_begun;

	l->login_begun = !proof->tls_due;
	l->login_answered = LOGIN_ANSWERED_NOTHING;
	l->tls_offered = false;
	l->proof = *proof;
	if (may)
		l->login_proof = *proof;
	if (begun || proof->tls_due || l->stream)
		return;
	login_free(l->login);
	l->login = NULL;
	if (may && !refused)
		l->login = new_login(l);
	else if (may)
		link_tell_failure(l, "the password may have been refused before: log in by hand "
				     "(reconnecting by hand answers again)");
	else
		link_tell_failure(l, "the peer proves less than before who it is: log in by hand");
}

static void attach(Link *l, Transport *transport, const struct connector_proof *proof)
{
	struct session_wire wire = link_wire(l->address.host ? &l->address : NULL, transport,
					     l->raw, l->own);

	wire.tls_due = proof->tls_due;
	begin_login(l, proof);
	l->upgrading = false;
	l->was_connected = true;
	l->by_user = false;
	l->quiet_line = 0;
	retry_up(l->retry);
	link_propose_begin(l);
	link_pager_begin(l);
	link_highlights_configure(l);
	link_apply_listening(l);
	link_device_begin(l);
	link_figures_connected(l);
	link_capture_connected(l);
	session_attach(l->session, transport, &wire, loop_now(l->loop), clock_wall_ms());
	link_trace_connected(l);
	if (!proof->tls_due && !link_rules_told(l))
		link_rules_tell(l, RULES_CONNECT);
	if (l->events.connected)
		l->events.connected(l->user);
	link_tell_changed(l);
}

static void on_connected(void *user, Transport *transport, const struct connector_proof *proof)
{
	Link *l = user;

	take_trail(l);
	tell_retry(l, -1);
	attach(l, transport, proof);
}

static void on_failed(void *user, const struct err *e)
{
	Link *l = user;

	take_trail(l);
	l->upgrading = false;
	session_fail(l->session, e, clock_wall_ms());
}

static void ask(Link *l, const struct link_question *question)
{
	l->asked = true;
	l->events.question(l->user, question);
	link_tell_changed(l);
}

static void on_untrusted(void *user, const struct tls_report *report,
			 const struct trust_decision *decision)
{
	struct link_question question = { .kind = LINK_ASKS_TRUST,
					  .report = report,
					  .decision = decision };

	ask(user, &question);
}

static void on_passphrase(void *user, bool again)
{
	struct link_question question = { .kind = LINK_ASKS_PASSPHRASE, .again = again };

	ask(user, &question);
}

/* Nobody is there to be asked: the peer is refused, and no further attempt is made. */
static void on_distrusted(void *user, const struct tls_report *report,
			  const struct trust_decision *decision)
{
	Link *l = user;

	(void)report;
	(void)decision;
	l->distrusted = true;
	connector_answer_trust(l->connector, CONNECTOR_REFUSE);
}

/* What was said before TLS stands among the session's lines. */
static void on_progress(void *user, const char *text)
{
	Link *l = user;

	link_trace_said(l, text);
	if (!l->stream)
		session_notice(l->session, clock_wall_ms(), "%s", text);
	link_tell_changed(l);
}

static struct connector_events connector_handlers(const Link *l, bool automatic)
{
	struct connector_events events = { .connected = on_connected,
					   .failed = on_failed,
					   .notice = link_tell_failure,
					   .progress = on_progress };

	if (automatic) {
		events.untrusted = on_distrusted;
	} else if (l->events.question) {
		events.untrusted = on_untrusted;
		events.passphrase = on_passphrase;
	}
	return events;
}

/* --- Connecting. */

static bool make_route(const Link *l, struct route *route, struct err *e)
{
	const Terminal *t = session_terminal(l->session);
	unsigned rows = terminal_height(t) + !session_mode(l->session).character;

	return route_make(route, &l->address, l->own, l->family, l->stream ? 0 : terminal_width(t),
			  l->stream    ? 0 :
			  l->told_rows ? l->told_rows :
					 rows,
			  e);
}

/* It has a name; what is remembered of it needs a port, too. */
static bool make_service_route(const Link *l, struct route *route, struct err *e)
{
	struct address address = { .scheme = ADDRESS_TLS,
				   .host = mem_strdup(l->service->name),
				   .service = mem_strdup("tls") };
	bool made = route_make_tls(route, &address, l->own, e);

	address_fini(&address);
	if (!made)
		return false;
	route->service = true;
	route->starttls = false;
	return true;
}

static bool connect_service(Link *l, struct err *e)
{
	static const struct connector_proof unproven = { .kind = CONNECTOR_UNPROVEN };
	bool tls = options_tls(l->own) == TRI_ON;
	struct connector_events events;
	struct route route;
	Transport *transport;

	if (tls && !make_service_route(l, &route, e))
		return false;
	transport = dialer_spawn(l->dialer, l->service, l->part, tls, e);
	if (tls && !transport)
		route_fini(&route);
	if (!transport)
		return false;
	if (!tls) {
		attach(l, transport, &unproven);
		return true;
	}
	retry_cancel(l->retry);
	session_connecting(l->session, l->name);
	events = connector_handlers(l, l->automatic);
	l->connector = connector_upgrade(l->dialer, transport, &route, &events, l);
	link_tell_changed(l);
	return true;
}

static bool start(Link *l, bool automatic, struct err *e)
{
	struct connector_events events;
	struct route route;

	if (link_is_live(l))
		return err_set(e, ERR_OTHER,
			       "already connected (/disconnect first, or /open another)");
	l->automatic = automatic;
	l->distrusted = l->by_user = false;
	l->login_refused &= automatic;
	if (l->service)
		return connect_service(l, e);
	if (!l->address.host)
		return err_set(e, ERR_OTHER,
			       "there is nothing to connect to yet (/connect HOST [PORT])");
	if (!make_route(l, &route, e))
		return false;
	retry_cancel(l->retry);
	session_connecting(l->session, l->name);
	events = connector_handlers(l, automatic);
	l->connector = connector_start(l->dialer, &route, &events, l);
	link_tell_changed(l);
	return true;
}

bool link_connect(Link *l, struct err *e)
{
	return start(l, false, e);
}

bool link_upgrade(Link *l, const char *protocol, bool automatic, struct err *e)
{
	struct connector_events events;
	struct route route;

	if (session_state(l->session) != SESSION_CONNECTED || l->service)
		return err_set(e, ERR_OTHER, "there is no connection to turn to TLS");
	if (tls_transport_report(session_transport(l->session)))
		return err_set(e, ERR_OTHER, "the connection is TLS already (/tls shows it)");
	if (!route_make_tls(&route, &l->address, l->own, e))
		return false;
	route.starttls = protocol != NULL;
	route.tls = true;
	if (!route_is_remote(&route)) {
		route_fini(&route);
		return err_set(e, ERR_OTHER, "only a connection to a host can turn to TLS");
	}
	if (protocol && !starttls_parse(protocol, &route.protocol, e)) {
		route_fini(&route);
		return false;
	}
	link_drop_expansion(l);
	l->upgrading = true;
	link_trace_detached(l);
	events = connector_handlers(l, automatic);
	l->connector = connector_upgrade(l->dialer, session_detach(l->session), &route, &events, l);
	link_tell_changed(l);
	return true;
}

bool link_starttls(Link *l, const char *protocol, struct err *e)
{
	return link_upgrade(l, protocol, false, e);
}

static void give_up(Link *l)
{
	struct err e;

	connector_cancel(l->connector);
	l->connector = NULL;
	l->upgrading = false;
	if (l->asked && l->events.question_gone)
		l->events.question_gone(l->user);
	l->asked = false;
	err_set(&e, ERR_OTHER, "connecting was given up");
	session_fail(l->session, &e, clock_wall_ms());
}

void link_disconnect(Link *l)
{
	l->by_user = true;
	if (retry_waits(l->retry))
		tell_retry(l, -1);
	retry_cancel(l->retry);
	if (l->connector)
		give_up(l);
	else if (session_state(l->session) == SESSION_CONNECTED)
		session_disconnect(l->session, clock_wall_ms());
	link_tell_changed(l);
}

void link_answer_trust(Link *l, enum connector_answer answer)
{
	if (!l->asked)
		return;
	l->asked = false;
	connector_answer_trust(l->connector, answer);
}

void link_answer_passphrase(Link *l, const char *passphrase)
{
	if (!l->asked)
		return;
	l->asked = false;
	connector_answer_passphrase(l->connector, passphrase);
}

/* --- Connecting again by itself. */

void link_on_retry(void *user)
{
	Link *l = user;
	struct err e;

	tell_retry(l, -1);
	if (!start(l, true, &e))
		link_tell_failure(l, e.text);
}

/* Logging in again would be refused again, and may lock an account. */
static bool login_was_refused(const Link *l)
{
	const Terminal *t = session_terminal(l->session);
	uint64_t line = terminal_end_line(t);
	struct str text;
	bool refused = false;

	str_init(&text);
	for (int i = 0; i < LINK_REFUSAL_LINES && line > terminal_first_line(t); i++) {
		if (terminal_line_text(t, --line, &text))
			refused |= login_is_refusal(text.text, text.length);
	}
	str_fini(&text);
	return refused;
}

void link_plan_retry(Link *l)
{
	bool lost = session_state(l->session) == SESSION_FAILED;

	l->login_refused |= login_seems_refused(l->login, lost, loop_now(l->loop));
	if (l->by_user || !l->was_connected || l->stream || !options_reconnect(l->own))
		return;
	if (l->distrusted)
		link_tell_failure(
			l, "the peer is not the one trusted before: not reconnecting by itself");
	else if (login_was_refused(l))
		link_tell_failure(l, "the login was refused: not reconnecting by itself");
	else
		tell_retry(l, retry_plan(l->retry));
}
