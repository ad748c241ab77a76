#include "fleet/runner-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/poison.h"

/* How most devices enter configuration and leave it. */
static const char enter_configuration[] = "configure terminal", leave_configuration[] = "end";

/* --- Begun and done. */

static void begin(Runner *r, enum runner_operation operation, int64_t timeout_ms)
{
	r->operation = operation;
	r->until_ms = timeout_ms;
	r->until = timeout_ms < 0 ? -1 : loop_now(r->loop) + timeout_ms;
	r->confirms = r->agrees = false;
	str_clear(&r->failure);
	str_clear(&r->output);
}

static void cut_newlines(struct str *text)
{
	while (text->length && text->text[text->length - 1] == '\n')
		str_truncate(text, text->length - 1);
}

/* What came, with `failure`, for the owner; `why` is to be freed behind that. */
static struct runner_result result_of(Runner *r, const char *failure, struct str *why)
{
	str_init(why);
	if (failure)
		str_append_string(why, failure);
	cut_newlines(&r->output);
	redact_text(&r->secrets, why);
	redact_text(&r->secrets, &r->output);
	return (struct runner_result){ .ok = !failure,
				       .failure = failure ? why->text : NULL,
				       .output = r->output.text,
				       .length = r->output.length,
				       .line = r->line };
}

void runner_finish(Runner *r, const char *failure)
{
	struct runner_result result;
	struct str why;

	if (r->operation == OPERATION_NONE)
		return;
	result = result_of(r, failure, &why);
	r->operation = OPERATION_NONE;
	r->until = -1;
	r->events.done(r->user, &result);
	str_fini(&why);
}

bool runner_break_off(Runner *r, const char *failure, struct runner_result *cut, struct str *why)
{
	bool lines = r->operation == OPERATION_CONFIGURE && r->part == CONFIGURE_LINES;
	struct str open;

	str_init(why);
	if (r->sent != SENT_COMMAND || (r->operation != OPERATION_COMMAND && !lines))
		return false;
	str_init(&open);
	terminal_open_line(session_terminal(link_session(r->link)), &open);
	if (!r->full)
		device_break_off(r->device, open.text, open.length);
	str_fini(&open);
	*cut = result_of(r, failure, why);
	return true;
}

/* Sends what the device is to work at. */
static void submit(Runner *r, enum runner_sent sent, const char *text)
{
	size_t n = strlen(text);
	char *copy = mem_strndup(text, n); /* it may be the text from before */

	str_clear(&r->text);
	str_append(&r->text, copy, n);
	r->sent = sent;
	r->at_prompt = false;
	r->secret_answered = false;
	device_begin_command(r->device, copy, strcspn(copy, "\n"));
	runner_send_line(r, copy, n);
	mem_wipe(copy, n);
	free(copy);
}

/* --- Modes. */

/* Sends the next step to `target`; true if it is reached, or there is no way. */
static bool is_at(Runner *r, int target)
{
	int mode = device_mode(r->device);

	if (mode == target || r->stage == STAGE_OVER)
		return true;
	r->way = r->pack && mode >= 0 ? pack_next_way(r->pack, mode, target) : NULL;
	if (!r->way)
		return true;
	submit(r, SENT_WAY, r->way->text);
	return false;
}

static void go_to_mode(Runner *r)
{
	int target = !r->pack        ? -1 :
		     r->asked.length ? pack_mode(r->pack, r->asked.text) :
				       runner_work_mode(r, PACK_WORK);
	struct str why;

	if (target >= 0 && !is_at(r, target))
		return;
	if (r->stage == STAGE_OVER)
		return;
	str_init(&why);
	if (!r->pack)
		str_append_string(&why, "modes need a pack (the option pack)");
	else if (target < 0)
		str_append_format(&why, "the pack %s has no mode \"%s\"", pack_name(r->pack),
				  r->asked.text);
	else if (device_mode(r->device) != target)
		str_append_format(&why, "there is no way from mode %s to mode %s",
				  runner_mode_name(r, device_mode(r->device)),
				  runner_mode_name(r, target));
	runner_finish(r, why.length ? why.text : NULL);
	str_fini(&why);
}

/* --- Configuration. */

/* Whether the device is there, or, where no pack knows, has been sent there. */
static bool is_in_configuration(Runner *r, bool in)
{
	int mode = runner_work_mode(r, in ? PACK_CONFIG : PACK_WORK);

	if (mode >= 0)
		return is_at(r, mode);
	if (r->sent == SENT_ENTER) {
		r->sent = SENT_NOTHING;
		return true;
	}
	submit(r, SENT_ENTER, in ? enter_configuration : leave_configuration);
	return false;
}

/* The lines count as done only if what was configured could be left. */
static void leave_configuration_mode(Runner *r)
{
	int work = runner_work_mode(r, PACK_WORK);

	if (!is_in_configuration(r, false) || r->stage == STAGE_OVER)
		return;
	if (work >= 0 && device_mode(r->device) != work && !r->failure.length) {
		r->line = r->line_count;
		str_append_string(&r->failure, "there is no way out of configuration mode");
	}
	runner_finish(r, r->failure.length ? r->failure.text : NULL);
}

static void end_configuration(Runner *r)
{
	r->part = CONFIGURE_LEAVE;
	r->sent = SENT_NOTHING;
	leave_configuration_mode(r);
}

/* Where configuration doesn't hold at once the pack's commands make it hold, or forget it. */
static void settle_configuration(Runner *r)
{
	const struct pack_row *row;
	bool failed = r->failure.length > 0;

	if (r->part != CONFIGURE_SETTLE)
		r->settled = 0;
	r->part = CONFIGURE_SETTLE;
	row = runner_next_settling(r, failed ? PACK_DISCARD : PACK_COMMIT);
	if (!row || (!failed && runner_lines_commit(r)))
		end_configuration(r);
	else
		submit(r, SENT_COMMAND, row->text);
}

static void take_settled(Runner *r, const struct device_result *result)
{
	bool failed = r->failure.length > 0;

	str_clear(&r->output);
	if (!failed && !result->ok)
		str_append_format(&r->failure, "\"%s\" failed: %s", r->text.text,
				  result->failure ? result->failure : "");
	/* What could not be made to hold is forgotten. */
	if (!failed && !result->ok)
		r->settled = 0;
	if (failed && !result->ok)
		end_configuration(r);
	else
		settle_configuration(r);
}

static void configure(Runner *r)
{
	int config = runner_work_mode(r, PACK_CONFIG);

	switch (r->part) {
	case CONFIGURE_ENTER:
		if (!is_in_configuration(r, true))
			return;
		if (config >= 0 && device_mode(r->device) != config) {
			r->line = r->line_count;
			runner_finish(r, "there is no way to configuration mode");
			return;
		}
		r->part = CONFIGURE_LINES;
		r->line = 0;
		submit(r, SENT_COMMAND, r->lines[0]);
		return;
	case CONFIGURE_LINES:
		if (r->line < r->line_count)
			submit(r, SENT_COMMAND, r->lines[r->line]);
		else
			settle_configuration(r);
		return;
	case CONFIGURE_SETTLE: return;
	case CONFIGURE_LEAVE: leave_configuration_mode(r);
	}
}

/* --- What is next. */

/* The commands for the beginning, and the mode to work in. */
static bool is_prepared(Runner *r)
{
	const struct pack_row *row = r->pack ? pack_row(r->pack, PACK_START, r->start) : NULL;
	int mode = device_mode(r->device);

	/* A console may have been left in configuration, where they mean something else. */
	if (r->pack && mode >= 0 && mode == runner_work_mode(r, PACK_CONFIG) &&
	    !is_at(r, runner_work_mode(r, PACK_WORK)))
		return false;
	if (row) {
		r->start++;
		submit(r, SENT_START, row->text);
		return false;
	}
	if (runner_may_rise(r) && !is_at(r, runner_work_mode(r, PACK_WORK)))
		return false;
	r->stage = STAGE_READY;
	return true;
}

void runner_proceed(Runner *r)
{
	if (!r->at_prompt || r->operation == OPERATION_NONE || r->stage == STAGE_OVER)
		return;
	if (r->stage == STAGE_PREPARING && !is_prepared(r))
		return;
	switch (r->operation) {
	case OPERATION_NONE:
	case OPERATION_CONNECT:
	case OPERATION_EXPECT: return;
	case OPERATION_LOGIN: runner_finish(r, NULL); return;
	case OPERATION_COMMAND: submit(r, SENT_COMMAND, r->asked.text); return;
	case OPERATION_MODE: go_to_mode(r); return;
	case OPERATION_CONFIGURE: configure(r); return;
	}
}

/* --- What was sent is done. */

static void take_way(Runner *r, const struct device_result *result)
{
	const struct pack_row *way = r->way;

	if (result->prompt.mode == way->to) {
		runner_proceed(r);
		return;
	}
	if (r->secret_answered)
		runner_fail(r, RUNNER_REFUSED, "the password that \"%s\" asks for was refused%s%s",
			    way->text, result->failure ? ": " : "",
			    result->failure ? result->failure : "");
	else
		runner_fail(r, RUNNER_DENIED, "\"%s\" led to mode %s, not %s%s%s", way->text,
			    runner_mode_name(r, result->prompt.mode), runner_mode_name(r, way->to),
			    result->failure ? ": " : "", result->failure ? result->failure : "");
}

static void take_line(Runner *r, const struct device_result *result)
{
	const char *failure = result->failure ? result->failure : "it failed";
	struct str why;
	struct runner_result told = result_of(r, result->ok ? NULL : failure, &why);

	r->events.line(r->user, r->line, &told);
	str_fini(&why);
	str_clear(&r->output);
	if (result->ok) {
		r->line++;
		configure(r);
		return;
	}
	str_append_string(&r->failure, failure);
	settle_configuration(r);
}

void runner_take_result(Runner *r, const struct device_result *result)
{
	enum runner_sent sent = r->sent;

	if (sent != SENT_ENTER)
		r->sent = SENT_NOTHING;
	switch (sent) {
	case SENT_NOTHING: return;
	case SENT_WAY: take_way(r, result); return;
	case SENT_COMMAND:
		if (r->operation == OPERATION_CONFIGURE && r->part == CONFIGURE_SETTLE)
			take_settled(r, result);
		else if (r->operation == OPERATION_CONFIGURE)
			take_line(r, result);
		else
			runner_finish(r, result->ok      ? NULL :
					 result->failure ? result->failure :
							   "");
		return;
	case SENT_START:
	case SENT_ENTER:
	case SENT_LATE: runner_proceed(r);
	}
}

/* What runs on is broken off; the prompt behind it is waited for before the next command. */
void runner_time_out(Runner *r)
{
	struct str why;

	if (runner_break_off(r, "", &(struct runner_result){ 0 }, &why))
		str_clear(&why);
	str_append_format(&why, "timed out after %g s", (double)r->until_ms / 1000);
	if (!r->at_prompt && r->sent != SENT_NOTHING) {
		runner_append_seen(r, &why);
		r->sent = SENT_LATE;
		runner_send_keys(r, "\003");
	}
	runner_finish(r, why.text);
	str_fini(&why);
}

/* --- What is asked. */

/* Does what the operation needs first. */
static void start(Runner *r)
{
	bool by_owner = r->operation == OPERATION_CONNECT || r->operation == OPERATION_EXPECT;
	struct err e;

	if (!by_owner || r->stage == STAGE_OFF)
		link_hold_login(r->link, by_owner);
	if (r->stage == STAGE_OFF) {
		r->stage = STAGE_CONNECTING;
		if (!link_connect(r->link, &e))
			runner_fail(r, RUNNER_DENIED, "%s", e.text);
	} else {
		runner_proceed(r);
	}
	runner_set_timer(r);
}

void runner_login(Runner *r)
{
	begin(r, OPERATION_LOGIN, -1);
	start(r);
}

void runner_connect(Runner *r)
{
	begin(r, OPERATION_CONNECT, -1);
	if (r->stage == STAGE_OFF)
		start(r);
	else
		runner_finish(r, NULL);
}

void runner_command(Runner *r, const struct runner_command *command)
{
	begin(r, OPERATION_COMMAND, command->timeout_ms);
	str_clear(&r->asked);
	str_append_string(&r->asked, command->text);
	r->agrees = command->agree;
	r->confirms = command->confirm != NULL;
	str_clear(&r->confirm);
	str_append_string(&r->confirm, command->confirm ? command->confirm : "");
	start(r);
}

void runner_mode(Runner *r, const char *name)
{
	begin(r, OPERATION_MODE, -1);
	str_clear(&r->asked);
	str_append_string(&r->asked, name ? name : "");
	start(r);
}

void runner_configure(Runner *r, const char *const *lines, size_t count)
{
	begin(r, OPERATION_CONFIGURE, -1);
	r->lines = lines;
	r->line_count = count;
	r->line = 0;
	r->part = CONFIGURE_ENTER;
	start(r);
}

bool runner_send(Runner *r, const char *text, size_t n, struct err *e)
{
	const char *end = text + n;

	if (!runner_is_connected(r))
		return err_set(e, ERR_OTHER, "the host is not connected");
	r->typed = true;
	if (n)
		link_note_answer(r->link);
	if (session_asks_secret(link_session(r->link)))
		redact_add(&r->secrets, text, n);
	/* An Enter at the end is sent anyway. */
	while (end > text && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	do {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline ? newline : end;

		if (!session_send(link_session(r->link), WIRE_SCRIPT, text, (size_t)(stop - text),
				  clock_wall_ms(), e))
			return false;
		text = newline ? newline + 1 : end;
	} while (text < end);
	return true;
}

/* --- Expected. */

void runner_expect(Runner *r, Regex *regex, int64_t timeout_ms)
{
	begin(r, OPERATION_EXPECT, timeout_ms);
	r->regex = regex;
	if (r->stage == STAGE_OFF)
		start(r);
	else
		runner_match(r);
	runner_set_timer(r);
}

/* What was matched is not looked at again. */
static void consume(Runner *r, size_t n)
{
	if (n >= r->seen.length) {
		r->seen_of_open += n - r->seen.length;
		str_clear(&r->seen);
	} else {
		str_splice(&r->seen, 0, n, "", 0);
	}
}

void runner_match(Runner *r)
{
	struct str open;
	size_t from;

	if (r->operation != OPERATION_EXPECT)
		return;
	str_init(&open);
	terminal_open_line(session_terminal(link_session(r->link)), &open);
	from = r->seen_of_open < open.length ? r->seen_of_open : open.length;
	str_clear(&r->matched);
	str_append(&r->matched, r->seen.text, r->seen.length);
	str_append(&r->matched, open.text + from, open.length - from);
	str_fini(&open);
	if (regex_match(r->regex, r->matched.text, r->matched.length, 0, r->groups,
			REGEX_GROUPS_MAX) != REGEX_FOUND)
		return;
	r->group_count = regex_count(r->regex);
	consume(r, r->groups[0].start + r->groups[0].length);
	str_append(&r->output, r->matched.text + r->groups[0].start, r->groups[0].length);
	runner_finish(r, NULL);
}

const struct regex_group *runner_groups(const Runner *r, unsigned *count, const char **text)
{
	*count = r->group_count;
	*text = r->matched.text;
	return r->groups;
}
