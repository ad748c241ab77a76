#include "fleet/runner-internal.h"

#include <string.h>

#include "base/clock.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum { DEVICE_SHOWN_MAX = 120 /* bytes of a line in a reason */ };

/* By what the device has said, and by its first prompt; if not, what is better is used soon. */
static bool is_guess_right(Runner *r, const struct device_prompt *prompt)
{
	const Pack *pack;
	unsigned certainty;

	signs_look(dialer_signs(r->dialer), r->signs, prompt->text, prompt->length);
	pack = signs_propose(dialer_signs(r->dialer), r->signs, &certainty);
	if (pack && strcmp(pack_name(pack), pack_name(r->pack)) != 0)
		r->better = pack_name(pack);
	else if (!pack && prompt->mode < 0)
		r->better = "none";
	return !r->better;
}

static void on_prompt(void *user, const struct device_prompt *prompt)
{
	Runner *r = user;

	/* It doesn't know the word, or has been left in a mode below. */
	if (r->stage == STAGE_LEAVING) {
		timer_set(r->timer, loop_now(r->loop));
		return;
	}
	if (runner_is_logging_in(r) && runner_is_early(r)) {
		runner_set_timer(r);
		return;
	}
	if (r->stage == STAGE_LOGIN && r->guessed && !is_guess_right(r, prompt))
		return;
	if (r->stage == STAGE_LOGIN && runner_is_logging_in(r)) {
		link_end_login(r->link);
		r->pack = link_pack(r->link);
		r->stage = STAGE_PREPARING;
	}
	if (r->stage == STAGE_PREPARING || r->stage == STAGE_READY) {
		r->at_prompt = true;
		runner_proceed(r);
	}
	runner_set_timer(r);
}

static void on_pager(void *user, const char *text, size_t n, const char *answer)
{
	Runner *r = user;

	(void)text;
	(void)n;
	if (r->stage != STAGE_OVER && r->stage != STAGE_LEAVING)
		runner_send_keys(r, answer);
}

/* --- Questions. */

static void deny(Runner *r, const char *what, const struct device_question *q)
{
	struct str shown;

	str_init(&shown);
	runner_show(r, &shown, q->text, q->length, DEVICE_SHOWN_MAX);
	runner_fail(r, RUNNER_DENIED, "\"%s\" %s: %s", r->text.text, what, shown.text);
	str_fini(&shown);
}

static void on_secret(void *user, const char *secret, size_t n, const char *why)
{
	Runner *r = user;
	struct err e;

	if (secret)
		redact_add(&r->secrets, secret, n);
	if (!secret)
		runner_fail(r, RUNNER_DENIED, "the command for the secret that \"%s\" asks for %s",
			    r->text.text, why);
	else if (!session_send_secret(link_session(r->link), secret, n, &e))
		runner_fail(r, RUNNER_LOST, "%s", e.text);
	secret_request_free(r->secret);
	r->secret = NULL;
}

/* On the way to another mode; asked again, the answer was refused. */
static void answer_way(Runner *r, const struct device_question *q)
{
	bool enable = q->secret == PACK_SECRET_ENABLE;
	enum option option = enable ? OPTIONS_ENABLE_COMMAND : OPTIONS_PASSWORD_COMMAND;
	const char *command = options_given(link_options(r->link), option);
	int64_t limit = options_number(link_options(r->link), OPTIONS_PASSWORD_TIMEOUT) * 1000;
	struct err e;

	if (r->secret)
		return;
	if (r->secret_answered) {
		runner_fail(r, RUNNER_REFUSED, "the password that \"%s\" asks for was refused",
			    r->text.text);
		return;
	}
	if (!command) {
		runner_fail(r, RUNNER_DENIED,
			    "\"%s\" asks for a password, and the option %s isn't set", r->text.text,
			    options_row(option)->name);
		return;
	}
	r->secret_answered = true;
	r->secret = secret_store_ask(dialer_secrets(r->dialer), command, limit, on_secret, r, &e);
	if (!r->secret)
		runner_fail(r, RUNNER_DENIED, "%s", e.text);
}

static void answer_confirmation(Runner *r, const struct device_question *q)
{
	const char *answer = r->confirms ? r->confirm.text : q->answer;
	bool may = r->sent == SENT_WAY || r->sent == SENT_ENTER || r->sent == SENT_START ||
		   r->confirms || r->agrees;

	if (q->kind == DEVICE_ASKS_PASSWORD && answer)
		redact_add(&r->secrets, answer, strlen(answer));
	if (!may || !answer)
		deny(r, "asks", q);
	else
		runner_send_line(r, answer, strlen(answer));
}

/* Nothing is thrown away: it may be somebody else's, left on a console, or the lines left it so. */
static void answer_uncommitted(Runner *r, const struct device_question *q)
{
	bool confirms = r->confirms && r->sent == SENT_COMMAND;
	const char *answer = confirms ? r->confirm.text : q->answer;

	if (answer && !runner_send_line(r, answer, strlen(answer)))
		return;
	if (confirms)
		return;
	r->sent = SENT_LATE;
	if (r->operation == OPERATION_CONFIGURE && r->failure.length)
		runner_finish(r, r->failure.text);
	else
		deny(r, "asks about changes that don't hold yet", q);
}

static void answer_login(Runner *r, const struct device_question *q)
{
	const char *answer = runner_answer_login(r, q);

	if (answer)
		runner_send_line(r, answer, strlen(answer));
}

static void on_question(void *user, const struct device_question *q)
{
	Runner *r = user;

	if (r->stage == STAGE_OVER || r->stage == STAGE_LEAVING)
		return;
	if (r->stage == STAGE_LOGIN && !runner_is_logging_in(r))
		return;
	if (r->stage == STAGE_LOGIN)
		answer_login(r, q);
	else if (q->kind == DEVICE_ASKS_CONFIRMATION)
		answer_confirmation(r, q);
	else if (q->kind == DEVICE_ASKS_UNCOMMITTED)
		answer_uncommitted(r, q);
	else if (r->sent == SENT_WAY && q->secret != PACK_SECRET_NONE)
		answer_way(r, q);
	else if (r->sent == SENT_COMMAND && r->confirms)
		answer_confirmation(r, q);
	else
		deny(r, q->kind == DEVICE_ASKS_NAME ? "asks for a name" : "asks for a password", q);
	runner_set_timer(r);
}

static void on_refused(void *user, const char *text, size_t n)
{
	Runner *r = user;
	struct str shown;

	if (runner_is_logging_in(r) && link_login_answered(r->link) == LOGIN_ANSWERED_NOTHING)
		return;
	if (!runner_is_logging_in(r) && !(r->sent == SENT_WAY && r->secret_answered))
		return;
	str_init(&shown);
	runner_show(r, &shown, text, n, DEVICE_SHOWN_MAX);
	runner_fail(r, RUNNER_REFUSED, "the password was refused: %s", shown.text);
	str_fini(&shown);
}

/* --- Lines. */

static void on_log(void *user, const char *text, size_t n)
{
	Runner *r = user;

	if (r->stage == STAGE_PREPARING || r->stage == STAGE_READY)
		runner_log(r, text, n);
}

static void on_output(void *user, const char *text, size_t n, bool continued)
{
	Runner *r = user;

	if (r->sent != SENT_COMMAND || r->stage == STAGE_OVER)
		return;
	if (r->full)
		return;
	if (r->output.length + n > RUNNER_OUTPUT_MAX) {
		r->full = true;
		runner_fail(r, RUNNER_DENIED, "\"%s\" printed more than %d MiB", r->text.text,
			    RUNNER_OUTPUT_MAX >> 20);
		return;
	}
	str_append(&r->output, text, n);
	if (!continued)
		str_append_char(&r->output, '\n');
}

static void on_done(void *user, const struct device_result *result)
{
	Runner *r = user;

	if (r->stage != STAGE_PREPARING && r->stage != STAGE_READY)
		return;
	r->at_prompt = true;
	runner_take_result(r, result);
	runner_set_timer(r);
}

const struct device_events runner_device_events = {
	.prompt = on_prompt,
	.pager = on_pager,
	.question = on_question,
	.refused = on_refused,
	.log = on_log,
	.output = on_output,
	.done = on_done,
};
