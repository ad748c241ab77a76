#include "link/link.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "link/link-internal.h"
#include "link/link-settings.h"
#include "loop/timer.h"
#include "base/poison.h"

/* What is kept of what nobody reads again. */
enum { UNATTENDED_LINES = 100, UNATTENDED_BYTES = 16384 };

/* --- The session on the loop. */

static void on_socket(void *user, short revents)
{
	Link *l = user;

	(void)revents;
	session_pump(l->session, loop_now(l->loop), clock_wall_ms());
	link_device_look(l);
	link_propose_look_open(l);
	link_pager_look(l);
	link_paste_look(l);
	link_rules_look(l);
	link_tell_changed(l);
}

static void on_due(void *user)
{
	Link *l = user;

	session_tick(l->session, loop_now(l->loop), clock_wall_ms());
	link_device_look(l);
	link_pager_look(l);
	link_paste_look(l);
	link_rules_look(l);
	link_tell_changed(l);
}

static void watch_fd(Link *l, int fd)
{
	if (fd == l->fd)
		return;
	loop_unwatch(l->loop, l->watch);
	l->fd = fd;
	l->watch = fd < 0 ? NULL : loop_watch(l->loop, LOOP_SOCKETS, fd, 0, on_socket, l);
}

/* A watch for nothing would still be told of a hang-up, again and again: it pauses instead. */
static void on_wants(void *user)
{
	Link *l = user;
	struct session_wants w = session_wants(l->session);

	/* Its times are those of the recording. */
	if (l->played) {
		link_tell_changed(l);
		return;
	}
	watch_fd(l, w.fd);
	if (l->watch && w.events)
		loop_watch_set(l->watch, transport_poll_events(w.events));
	else if (l->watch)
		loop_watch_pause(l->watch);
	if (l->watch && w.again)
		loop_watch_again(l->watch);
	timer_set(l->timer, w.again && !l->watch ? loop_now(l->loop) : w.deadline);
	link_tell_changed(l);
}

/* --- Events of the session. */

void link_apply_listening(Link *l)
{
	session_listen(l->session,
		       !l->played && (l->listens || l->device || l->proposal ||
				      link_rules_read_lines(l) || login_reads_lines(l->login)));
}

void link_listen(Link *l, bool on)
{
	l->listens = on;
	link_apply_listening(l);
}

/* A line of the peer. */
static void take_line(Link *l, const struct terminal_line *line)
{
	login_line(l->login, line->text, line->length);
	link_propose_look(l, line->text, line->length);
}

/* The owner hears of every line. Its verdict counts where the rules have none; what it hides is
 * hidden, whatever they have changed, where lines can be. */
static enum terminal_verdict ask_owner(Link *l, const struct terminal_line *line,
				       enum terminal_verdict verdict, struct text_line *replacement)
{
	enum terminal_verdict own;
	struct text_line unused;

	text_line_init(&unused);
	own = l->events.line(l->user, line, verdict == TERMINAL_KEEP ? replacement : &unused);
	text_line_fini(&unused);
	if (own == TERMINAL_GAG && session_mode(l->session).character)
		own = TERMINAL_KEEP;
	return verdict == TERMINAL_KEEP || own == TERMINAL_GAG ? own : verdict;
}

/* What rules have cost since `began` counts in the session's turn. */
static void charge(Link *l, int64_t began)
{
	session_charge(l->session, clock_mono_ns() - began);
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	Link *l = user;
	enum terminal_verdict verdict = TERMINAL_KEEP;

	if (!line->sent && !line->notice)
		take_line(l, line);
	if (link_rules_read_lines(l)) {
		int64_t began = clock_mono_ns();

		verdict = link_rules_line(l, line, replacement);
		charge(l, began);
	}
	if (l->events.line)
		verdict = ask_owner(l, line, verdict, replacement);
	link_device_line(l, line, verdict, replacement);
	link_apply_listening(l);
	return verdict;
}

/*
 * Where prompts aren't marked, and what was typed may stand behind one, that is: in char mode or
 * hidden, the first time that a line is quiet counts.
 */
static bool is_prompt(Link *l, enum session_prompt how)
{
	uint64_t line = terminal_cursor_line(session_terminal(l->session)) + 1;
	struct mode mode = session_mode(l->session);
	bool seen = l->quiet_line == line;

	if (how != SESSION_PROMPT_QUIET)
		return true;
	if (!mode.character && !mode.masked)
		return false;
	l->quiet_line = line;
	return !seen;
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	Link *l = user;
	enum terminal_verdict verdict;
	int64_t began;

	if (l->played)
		return TERMINAL_KEEP;
	link_login_prompt(l, text, n);
	if (how == SESSION_PROMPT_MARKED)
		link_device_mark(l);
	if (!is_prompt(l, how))
		return TERMINAL_KEEP;
	began = clock_mono_ns();
	verdict = link_rules_prompt(l, replacement);
	charge(l, began);
	if (verdict != TERMINAL_KEEP || !l->events.prompt)
		return verdict;
	return l->events.prompt(l->user, how, text, n, replacement);
}

static void on_bell(void *user)
{
	Link *l = user;
	int64_t began = clock_mono_ns();

	if (!l->played) {
		link_rules_tell(l, RULES_BELL);
		charge(l, began);
	}
	if (l->events.bell)
		l->events.bell(l->user);
}

static void on_title(void *user, const char *title)
{
	Link *l = user;

	if (l->events.title)
		l->events.title(l->user, title);
}

/* Otherwise the next change of any option would choose it anew. */
static void on_mode_ended(void *user)
{
	Link *l = user;

	options_unset(l->own, OPTIONS_MODE);
}

static void on_data(void *user, const char *bytes, size_t n)
{
	Link *l = user;

	l->events.data(l->user, bytes, n);
}

static void on_value(void *user, const struct telnet_value *value)
{
	Link *l = user;
	int64_t began;

	if (l->played)
		return;
	link_login_value(l, value);
	began = clock_mono_ns();
	link_rules_value(l, value);
	charge(l, began);
	link_take_value(l, value);
	if (l->events.value)
		l->events.value(l->user, value);
	link_tell_changed(l);
}

static void on_starttls(void *user)
{
	Link *l = user;
	struct err e;

	/* Both sides have agreed: in plain text nothing can follow. */
	if (!link_upgrade(l, NULL, l->automatic, &e))
		session_fail(l->session, &e, clock_wall_ms());
}

static bool on_expands(void *user)
{
	Link *l = user;

	if (!l->events.question)
		return false;
	l->expands = true;
	l->events.question(l->user, &(struct link_question){ .kind = LINK_ASKS_EXPANSION });
	link_tell_changed(l);
	return true;
}

void link_drop_expansion(Link *l)
{
	if (l->expands && l->events.question_gone)
		l->events.question_gone(l->user);
	l->expands = false;
}

void link_answer_expansion(Link *l, bool always)
{
	if (!l->expands)
		return;
	l->expands = false;
	session_allow_expansion(l->session, always);
}

static void on_ended(void *user)
{
	Link *l = user;
	const struct err *e = session_error(l->session);

	link_drop_expansion(l);
	if (session_state(l->session) == SESSION_FAILED && e->kind != ERR_NONE && !l->stream)
		session_notice(l->session, clock_wall_ms(), "%s", e->text);
	link_trace_ended(l);
	link_record_ended(l);
	link_figures_ended(l);
	link_capture_ended(l);
	if (l->played)
		return;
	link_paste_ended(l);
	if (link_rules_told(l))
		link_rules_tell(l, RULES_DISCONNECT);
	link_plan_retry(l);
	link_give_up_login(l);
	l->login_answered = login_answered(l->login);
	login_free(l->login);
	l->login = NULL;
	link_apply_listening(l);
	if (l->events.ended)
		l->events.ended(l->user);
}

static const struct session_events session_handlers = {
	.wants = on_wants,
	.line = on_line,
	.prompt = on_prompt,
	.bell = on_bell,
	.title = on_title,
	.mode_ended = on_mode_ended,
	.message = link_tell,
	.data = on_data,
	.value = on_value,
	.starttls = on_starttls,
	.expands = on_expands,
	.ended = on_ended,
};

/* --- Made and freed. */

static char *display_name(const struct link_config *config)
{
	struct str text;

	if (config->name)
		return mem_strdup(config->name);
	str_init(&text);
	if (config->address && config->address->host)
		address_format(config->address, &text);
	return str_take(&text);
}

/* What the options say, and the screen. */
static struct session_settings settings_of(const Link *l)
{
	struct session_settings settings;

	if (l->played)
		return link_played_settings(l->own, l->session, l->true_colours);
	settings = link_settings(l->own);
	settings.stream = l->stream;
	settings.exact = l->exact;
	settings.unattended = l->unattended;
	settings.told_height = l->told_rows;
	if (l->unattended) {
		settings.history_lines = UNATTENDED_LINES;
		settings.history_bytes = UNATTENDED_BYTES;
	}
	settings.true_colours = l->true_colours;
	return settings;
}

Link *link_new(Dialer *d, const struct link_config *config, const struct link_events *events,
	       void *user)
{
	struct session_settings settings;
	Link *l = mem_alloc(sizeof(*l));

	l->dialer = d;
	l->loop = dialer_loop(d);
	l->events = *events;
	l->user = user;
	l->fd = -1;
	if (config->address)
		address_copy(config->address, &l->address);
	l->service = config->service;
	l->part = config->part;
	l->name = display_name(config);
	l->family = config->family;
	l->raw = config->raw;
	l->stream = config->stream;
	l->exact = config->exact;
	l->unattended = config->unattended;
	l->played = config->played;
	l->told_rows = config->told_rows;
	l->true_colours = config->true_colours;
	l->proposes = config->proposes;
	l->listens = events->line != NULL;
	l->host = config->options;
	l->own = options_new(l->host);
	if (l->address.user)
		options_set(l->own, OPTIONS_USER, l->address.user, NULL);
	settings = settings_of(l);
	l->timer = timer_new(loop_timers(l->loop), on_due, l);
	l->retry = retry_new(l->loop, link_on_retry, l);
	str_init(&l->trail);
	str_init(&l->held_open);
	l->session = session_new(&settings, config->columns, config->rows, config->history,
				 &session_handlers, l);
	link_rules_begin(l, config->rules);
	link_apply_listening(l);
	if (!l->stream && !l->unattended) {
		link_trace_past(l);
		link_figures_new(l);
		link_capture_begin(l);
	}
	return l;
}

void link_free(Link *l)
{
	if (!l)
		return;
	connector_cancel(l->connector);
	deferred_cancel(&l->stuck);
	free(l->stuck_text);
	login_free(l->login);
	link_pager_free(l);
	link_paste_free(l);
	link_device_free(l);
	link_rules_free(l);
	link_propose_end(l);
	retry_free(l->retry);
	trace_free(l->trace);
	link_capture_free(l);
	recorder_free(l->recorder, NULL);
	session_free(l->session);
	figures_free(l->figures);
	loop_unwatch(l->loop, l->watch);
	timer_free(l->timer);
	str_fini(&l->trail);
	str_fini(&l->held_open);
	options_free(l->own);
	options_free(l->host);
	address_fini(&l->address);
	free(l->name);
	free(l);
}

bool link_configure(Link *l, struct err *e)
{
	struct session_settings settings = settings_of(l);
	bool good = session_configure(l->session, &settings, e);

	link_record_configure(l);
	link_device_configure(l);
	link_pager_configure(l);
	link_highlights_configure(l);
	link_rules_configure(l);
	link_apply_listening(l);
	if (options_protocol(l->own) != TELNET_PROTOCOL_UNDECIDED && !l->played)
		session_set_protocol(l->session, options_protocol(l->own));
	link_tell_changed(l);
	return good;
}

/* --- What it is. */

Session *link_session(const Link *l)
{
	return l->session;
}

Options *link_options(const Link *l)
{
	return l->own;
}

const char *link_name(const Link *l)
{
	return l->name;
}

const struct address *link_address(const Link *l)
{
	return &l->address;
}

bool link_is_service(const Link *l)
{
	return l->service != NULL;
}

bool link_is_live(const Link *l)
{
	enum session_state state = session_state(l->session);

	return !l->played && (state == SESSION_CONNECTED || state == SESSION_CONNECTING);
}

bool link_was_connected(const Link *l)
{
	return l->was_connected;
}

bool link_ended_by_user(const Link *l)
{
	return l->by_user;
}

bool link_retry_waits(const Link *l)
{
	return retry_waits(l->retry);
}

const struct connector_proof *link_proof(const Link *l)
{
	return &l->proof;
}

const char *link_trail(const Link *l)
{
	return l->connector ? connector_trail(l->connector) : l->trail.text;
}
