#include "fleet/runner.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/mem.h"
#include "fleet/runner-internal.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum {
	RUNNER_COLUMNS = 511, /* wide, so that no device wraps; some take no more */
	RUNNER_ROWS = 1, /* lines are all that is looked at; each row costs 10 KiB a host */
	RUNNER_LEAVE_MS = 1000,
	RUNNER_SHOWN_MAX = 80, /* bytes of what was last seen */
	RUNNER_SEEN_MAX = 256 << 10, /* bytes kept for runner_expect, and up to twice as many */
};

/* --- Ends. */

static void on_ending(void *user)
{
	Runner *r = user;
	void (*left)(void *user) = r->left;

	r->left = NULL;
	if (left)
		left(r->user);
}

/* The link has ended in the way that was wanted. */
static void be_over(Runner *r)
{
	r->stage = STAGE_OVER;
	r->operation = OPERATION_NONE;
	secret_request_free(r->secret);
	r->secret = NULL;
	timer_set(r->timer, -1);
	deferred_cancel(&r->look);
	if (r->left)
		loop_defer(r->loop, &r->ending, on_ending, r);
}

void runner_fail(Runner *r, enum runner_failure how, const char *format, ...)
{
	struct runner_result cut;
	struct str reason, why;
	bool is_cut;
	va_list args;

	if (r->stage == STAGE_OVER)
		return;
	str_init(&reason);
	va_start(args, format);
	str_append_vformat(&reason, format, args);
	va_end(args);
	redact_text(&r->secrets, &reason);
	str_init(&why);
	is_cut = runner_break_off(r, reason.text, &cut, &why);
	be_over(r);
	link_disconnect(r->link);
	r->events.failed(r->user, how, reason.text, is_cut ? &cut : NULL);
	str_fini(&why);
	str_fini(&reason);
}

static void fail_lost(Runner *r)
{
	const Session *s = link_session(r->link);
	const struct err *e = session_error(s);
	bool failed = session_state(s) == SESSION_FAILED && e->kind != ERR_NONE;
	struct str where;

	if (!link_was_connected(r->link)) {
		runner_fail(
			r, e->kind == ERR_USAGE || e->kind == ERR_TLS ? RUNNER_DENIED : RUNNER_LOST,
			"%s", failed ? e->text : "connecting was given up");
		return;
	}
	if (r->stage == STAGE_LOGIN && link_login_answered(r->link) == LOGIN_ANSWERED_PASSWORD) {
		runner_fail(r, RUNNER_REFUSED,
			    "the connection was closed behind the password, which may have been "
			    "refused");
		return;
	}
	if (link_ended_by_user(r->link)) {
		runner_fail(r, RUNNER_DENIED, "a script closed the connection");
		return;
	}
	str_init(&where);
	runner_describe(r, &where);
	runner_fail(r, RUNNER_LOST, "the connection was lost %s%s%s", where.text,
		    failed ? ": " : "", failed ? e->text : "");
	str_fini(&where);
}

/* --- Time. */

void runner_set_timer(Runner *r)
{
	int64_t due = r->limit;

	if (r->stage == STAGE_OVER || r->stage == STAGE_LEAVING)
		return;
	if (r->stage == STAGE_CONNECTING)
		due = deadline_earlier(due, r->connect_by);
	if (r->operation != OPERATION_NONE)
		due = deadline_earlier(due, r->until);
	timer_set(r->timer, deadline_earlier(due, runner_login_due(r)));
}

static void fail_late(Runner *r)
{
	struct str where;

	link_give_up_login(r->link);
	if (r->stage == STAGE_OVER)
		return;
	str_init(&where);
	runner_describe(r, &where);
	runner_fail(r, RUNNER_LOST, "timed out after %g s (--timeout), %s",
		    (double)r->limit_ms / 1000, where.text);
	str_fini(&where);
}

static void on_due(void *user)
{
	Runner *r = user;
	int64_t now = loop_now(r->loop);
	const char *keys;

	if (r->stage == STAGE_LEAVING) {
		link_disconnect(r->link);
		be_over(r);
		return;
	}
	if (now >= r->limit) {
		fail_late(r);
		return;
	}
	if (r->stage == STAGE_CONNECTING && r->connect_by >= 0 && now >= r->connect_by) {
		runner_fail(r, RUNNER_LOST, "timed out connecting (--connect-timeout)");
		return;
	}
	if (r->operation != OPERATION_NONE && r->until >= 0 && now >= r->until)
		runner_time_out(r);
	keys = runner_login_tick(r);
	if (keys)
		runner_send_keys(r, keys);
	runner_set_timer(r);
}

/* --- Sent. */

bool runner_send_line(Runner *r, const char *text, size_t n)
{
	const char *end = text + n;
	struct err e;

	for (;;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline ? newline : end;

		if (!session_send(link_session(r->link), WIRE_SCRIPT, text, (size_t)(stop - text),
				  clock_wall_ms(), &e)) {
			runner_fail(r, RUNNER_LOST, "%s", e.text);
			return false;
		}
		if (!newline)
			return true;
		text = newline + 1;
	}
}

void runner_send_keys(Runner *r, const char *text)
{
	Session *s = link_session(r->link);

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\r' || c == '\n')
			runner_send_line(r, "", 0);
		else if (c < 0x20)
			session_send_key(s, WIRE_SCRIPT, key_typing(c + '@', KEYMOD_CTRL));
		else
			session_send_key(s, WIRE_SCRIPT, key_typing(c, 0));
	}
}

/* --- The pack. */

/* Where nobody says what the device is: the most common kind of prompt, and of questions before it,
 * is looked for. */
static void guess_pack(Runner *r, Options *options)
{
	if (options_pack(options) != OPTIONS_PACK_AUTO ||
	    !options_set(options, OPTIONS_PACK, "ios", NULL))
		return;
	r->guessed = true;
	r->signs = mem_alloc(sizeof(*r->signs));
}

/* The device begins anew with what is better, and tells what stands. */
static void change_guess(Runner *r)
{
	struct err e;

	r->guessed = false;
	options_set(link_options(r->link), OPTIONS_PACK, r->better, NULL);
	r->better = NULL;
	link_configure(r->link, &e);
}

/* --- Events of the link. */

static void on_look(void *user)
{
	Runner *r = user;
	const Session *s = link_session(r->link);

	if (r->stage == STAGE_OVER || session_state(s) != SESSION_CONNECTED)
		return;
	if (r->better)
		change_guess(r);
	if (session_received(s) != r->received)
		r->heard_at = loop_now(r->loop);
	r->received = session_received(s);
	if (r->operation == OPERATION_EXPECT)
		runner_match(r);
	runner_set_timer(r);
}

static void on_changed(void *user)
{
	Runner *r = user;

	if (r->stage != STAGE_OVER && r->stage != STAGE_OFF)
		loop_defer(r->loop, &r->look, on_look, r);
	runner_heard_change(r);
}

static void keep_for_expect(Runner *r, const struct terminal_line *line)
{
	size_t matched = r->seen_of_open < line->length ? r->seen_of_open : line->length;

	str_append(&r->seen, line->text + matched, line->length - matched);
	str_append_char(&r->seen, '\n');
	r->seen_of_open = 0;
	/* Cut for each line, all of it would move for each. */
	if (r->seen.length > 2 * RUNNER_SEEN_MAX)
		str_splice(&r->seen, 0, r->seen.length - RUNNER_SEEN_MAX, "", 0);
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	Runner *r = user;

	if (r->expects && !line->notice)
		keep_for_expect(r, line);
	if (r->guessed && !line->notice)
		signs_look(dialer_signs(r->dialer), r->signs, line->text, line->length);
	return runner_heard_line(r, line, replacement);
}

/* A rule may tell the user something; there is nobody who could type a command. */
static bool on_wish(void *user, const struct link_wish *wish)
{
	if (wish->kind == LINK_WISH_SCRIPT || wish->kind == LINK_WISH_KEEP)
		return runner_heard_wish(user, wish);
	if (wish->kind != LINK_WISH_NOTICE && wish->kind != LINK_WISH_WARNING)
		return false;
	runner_log(user, wish->text, wish->length);
	return true;
}

static void on_message(void *user, enum message_kind kind, const char *text)
{
	Runner *r = user;

	if (kind != MESSAGE_ERROR)
		return;
	str_clear(&r->error);
	str_append_string(&r->error, text);
}

static void on_stuck(void *user, bool refused, const char *text)
{
	Runner *r = user;
	struct str shown;

	if (!runner_is_logging_in(r))
		return;
	str_init(&shown);
	runner_show(r, &shown, text, strlen(text), RUNNER_SHOWN_MAX);
	if (refused)
		runner_fail(r, RUNNER_REFUSED, "the password was refused: %s", shown.text);
	else
		runner_fail(r, RUNNER_DENIED, "%s", text);
	str_fini(&shown);
}

static void on_secret(void *user, const char *text, size_t n)
{
	Runner *r = user;

	redact_add(&r->secrets, text, n);
}

static void on_connected(void *user)
{
	Runner *r = user;

	runner_heard_connected(r);
	r->stage = STAGE_LOGIN;
	r->heard_at = loop_now(r->loop);
	r->pack = link_pack(r->link);
	if (r->operation == OPERATION_CONNECT)
		runner_finish(r, NULL);
	runner_set_timer(r);
}

static void on_ended(void *user)
{
	Runner *r = user;

	runner_heard_end(r);
	if (r->stage == STAGE_LEAVING)
		be_over(r);
	else if (r->stage != STAGE_OVER)
		fail_lost(r);
}

static const struct link_events link_handlers = {
	.changed = on_changed,
	.line = on_line,
	.message = on_message,
	.prompt = runner_heard_prompt,
	.bell = runner_heard_bell,
	.value = runner_heard_value,
	.wish = on_wish,
	.stuck = on_stuck,
	.secret = on_secret,
	.connected = on_connected,
	.ended = on_ended,
};

/* --- Made and freed. */

Runner *runner_new(Dialer *d, const struct runner_config *config,
		   const struct runner_events *events, void *user)
{
	struct link_config link = { .address = config->address,
				    .name = config->name,
				    .options = config->options,
				    .rules = config->rules,
				    .unattended = true,
				    .columns = RUNNER_COLUMNS,
				    .rows = RUNNER_ROWS,
				    .told_rows = RUNNER_TOLD_ROWS };
	Runner *r = mem_alloc(sizeof(*r));

	r->dialer = d;
	r->loop = dialer_loop(d);
	r->events = *events;
	r->user = user;
	r->name = mem_strdup(config->name);
	r->limit = config->limit;
	r->limit_ms = config->limit_ms;
	r->connect_by = config->connect_ms < 0 ? -1 : loop_now(r->loop) + config->connect_ms;
	r->expects = config->expects;
	r->until = r->early_until = -1;
	str_init(&r->early_open);
	str_init(&r->error);
	redact_init(&r->secrets);
	str_init(&r->asked);
	str_init(&r->text);
	str_init(&r->confirm);
	str_init(&r->output);
	str_init(&r->failure);
	str_init(&r->seen);
	str_init(&r->matched);
	r->timer = timer_new(loop_timers(r->loop), on_due, r);
	guess_pack(r, config->options);
	r->link = link_new(d, &link, &link_handlers, r);
	r->device = link_device(r->link, &runner_device_events, r);
	return r;
}

void runner_free(Runner *r)
{
	if (!r)
		return;
	r->stage = STAGE_OVER;
	deferred_cancel(&r->look);
	deferred_cancel(&r->ending);
	secret_request_free(r->secret);
	timer_free(r->timer);
	link_free(r->link);
	str_fini(&r->error);
	redact_fini(&r->secrets);
	str_fini(&r->early_open);
	str_fini(&r->asked);
	str_fini(&r->text);
	str_fini(&r->confirm);
	str_fini(&r->output);
	str_fini(&r->failure);
	str_fini(&r->seen);
	str_fini(&r->matched);
	free(r->signs);
	free(r->name);
	free(r);
}

void runner_redact(const Runner *r, struct str *text)
{
	redact_text(&r->secrets, text);
}

Link *runner_link(const Runner *r)
{
	return r->link;
}

bool runner_is_connected(const Runner *r)
{
	return session_state(link_session(r->link)) == SESSION_CONNECTED;
}

bool runner_is_over(const Runner *r)
{
	return r->stage == STAGE_OVER;
}

/* --- Left. */

static void send_leave(Runner *r)
{
	const struct pack_row *row;

	for (size_t i = 0; r->pack && (row = pack_row(r->pack, PACK_LEAVE, i)); i++)
		runner_send_line(r, row->text, strlen(row->text));
}

void runner_leave(Runner *r, bool at_once, void (*left)(void *user))
{
	bool in_order = r->at_prompt && r->pack && !at_once && r->stage == STAGE_READY;

	r->left = left;
	if (r->stage == STAGE_OVER) {
		loop_defer(r->loop, &r->ending, on_ending, r);
		return;
	}
	r->operation = OPERATION_NONE;
	r->stage = STAGE_LEAVING;
	if (in_order)
		send_leave(r);
	if (r->stage != STAGE_LEAVING)
		return;
	if (in_order && session_state(link_session(r->link)) == SESSION_CONNECTED) {
		timer_set(r->timer, loop_now(r->loop) + RUNNER_LEAVE_MS);
		return;
	}
	link_disconnect(r->link);
	if (r->stage != STAGE_OVER)
		be_over(r);
}
