#include "device/device-internal.h"

#include <string.h>

#include "device/common.h"
#include "base/poison.h"

enum {
	LINE_HELD_MAX = 4096, /* bytes of lines held back */
	LINE_EARLY = 10, /* lines of output that failures begin with */
	LINE_LATE = 5, /* and end with */
	LINE_PIECE = 32, /* bytes that the first row of a wrapped echo has at least */
};

void device_reset_command(Device *d)
{
	d->under_way = false;
	d->begun_after = 0;
	echo_begin(&d->echo, "", 0);
	echo_begin(&d->again, "", 0);
	d->local_echo = false;
	str_clear(&d->echoed);
	d->differs = d->disturbed = false;
	d->outputs = 0;
	d->marked = false;
	str_clear(&d->failure);
	d->failure_at = 0;
	str_clear(&d->held);
	str_clear(&d->held_prompt);
	d->logged_behind = false;
}

const char *device_failure(const Device *d, int mode)
{
	const struct pack_row *way = d->pack ? device_way(d) : NULL;
	bool late = d->failure_at >= LINE_EARLY && d->outputs - d->failure_at > LINE_LATE;

	/* A secret that was refused at first doesn't matter where the way was gone at last. */
	if (!d->failure.length || late || (way && way->to == mode))
		return NULL;
	return d->failure.text;
}

/* --- A line of output. */

static bool is_mark(const char *text, size_t n)
{
	size_t at = 0;

	while (at < n && text[at] == ' ')
		at++;
	return at + 1 == n && text[at] == '^';
}

static bool take_refusal(Device *d, const char *text, size_t n)
{
	if (!d->pack || !pack_match(d->pack, PACK_REFUSED, text, n, NULL))
		return false;
	if (d->events.refused)
		d->events.refused(d->user, text, n);
	return true;
}

static bool is_failure(Device *d, const char *text, size_t n)
{
	if (!d->pack)
		return common_failure(text, n, d->marked);
	return pack_match(d->pack, PACK_FAILURE, text, n, NULL) ||
	       (d->marked && pack_match(d->pack, PACK_MARKED, text, n, NULL)) ||
	       (device_way(d) && take_refusal(d, text, n));
}

/* The first line that says so counts if it is among the first, else the last one. */
static void judge(Device *d, const char *text, size_t n)
{
	bool settled = d->failure.length && d->failure_at < LINE_EARLY;

	if (!settled && is_failure(d, text, n)) {
		str_clear(&d->failure);
		str_append(&d->failure, text, n <= PACK_LOOK_MAX ? n : PACK_LOOK_MAX);
		d->failure_at = d->outputs;
	}
	d->marked = is_mark(text, n);
}

static void tell_output(Device *d, const char *text, size_t n, bool continued)
{
	judge(d, text, n);
	d->outputs++;
	if (d->received && text == d->received && n == d->received_length) {
		text = d->shown;
		n = d->shown_length;
	}
	if (d->events.output && text)
		d->events.output(d->user, text, n, continued);
}

static void release_held(Device *d)
{
	const char *at = d->held.text, *end = at + d->held.length;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		tell_output(d, at, (size_t)(newline - at), false);
		at = newline + 1;
	}
	str_clear(&d->held);
	str_clear(&d->held_prompt);
}

void device_tell_last(Device *d, const char *text, size_t n)
{
	release_held(d);
	tell_output(d, text, n, false);
}

static void hold(Device *d, const char *text, size_t n)
{
	if (d->held.length + n >= LINE_HELD_MAX)
		release_held(d);
	str_append(&d->held, text, n);
	str_append_char(&d->held, '\n');
}

/* The line above a prompt may say in which mode it is. */
static bool take_above(Device *d, const char *text, size_t n)
{
	bool found = d->pack && pack_match(d->pack, PACK_ABOVE, text, n, NULL);

	str_clear(&d->above);
	if (found)
		str_append(&d->above, text, n);
	return found;
}

/* Empty lines, those above a prompt, and a prompt itself may all be the end of the output. */
static bool is_held(Device *d, const char *text, size_t n)
{
	if (!n) {
		if (d->outputs || d->held.length)
			hold(d, text, n);
		return true;
	}
	if (device_is_prompt(d, text, n)) {
		hold(d, text, n);
		str_clear(&d->held_prompt);
		str_append(&d->held_prompt, text, n);
		d->logged_behind = false;
		return true;
	}
	if (take_above(d, text, n)) {
		hold(d, text, n);
		return true;
	}
	return false;
}

static bool take_log(Device *d, const char *text, size_t n)
{
	if (!d->pack || !pack_match(d->pack, PACK_LOG, text, n, NULL))
		return false;
	d->logged_behind = true;
	d->disturbed |= !d->echo.whole;
	if (d->events.log)
		d->events.log(d->user, text, n);
	return true;
}

/* --- The echo. */

/* Both ends may echo: the peer's may be wrapped, or begin with its prompt, drawn anew. */
static bool take_second_echo(Device *d, const char *text, size_t n, bool prompted)
{
	const struct str *command = &d->again.command;
	bool first = !d->again.seen, whole = n == command->length;

	if (d->outputs || d->again.whole || !command->length || !(prompted || d->local_echo))
		return false;
	if (!d->local_echo || (first && !prompted)) {
		if (n > command->length || memcmp(text, command->text, n) != 0)
			return false;
		if (!whole && (!d->local_echo || n < LINE_PIECE))
			return false;
	}
	return echo_takes(&d->again, text, n, prompted || first);
}

/* The row of an echo, or of what came in place of it. */
static bool note_echo(Device *d, const char *text, size_t n, bool prompted)
{
	if (prompted)
		str_clear(&d->echoed);
	if (d->echoed.length + n <= DEVICE_ECHOED_MAX)
		str_append(&d->echoed, text, n);
	return true;
}

/* What stands where the echo must may be the command with characters lost or changed. */
static bool take_other_echo(Device *d, const char *text, size_t n, bool prompted)
{
	if (d->outputs || d->disturbed || d->echoes == TRI_OFF || !(prompted || d->echo.seen) ||
	    !echo_differs(&d->echo, text, n, d->echoes == TRI_ON))
		return false;
	d->echo.whole = d->differs = true;
	return note_echo(d, text, n, prompted);
}

/* Whether the line is the echo, or the prompt before it; of another one what is output is left. */
static bool take_echo(Device *d, const char **text, size_t *n)
{
	const char *rest = *text;
	size_t length = *n;
	bool prompted = device_cut_prompt(d, &rest, &length);

	if (d->echo.whole)
		return take_second_echo(d, rest, length, prompted);
	if (!prompted && !d->echo.seen && !length && d->echo.command.length)
		return true;
	if (echo_takes(&d->echo, rest, length, prompted))
		return note_echo(d, rest, length, prompted);
	if (take_other_echo(d, rest, length, prompted))
		return true;
	*text = rest;
	*n = length;
	return prompted && !length;
}

/* A line that we have echoed: what stands before it is the prompt, or a question. */
static void take_sent(Device *d, const struct terminal_line *line)
{
	size_t n = str_trimmed(line->text, line->sent_start);

	if (!d->under_way)
		return;
	if (!d->echo.whole) {
		d->echo.whole = d->local_echo = true;
		return;
	}
	if (n && !device_is_prompt(d, line->text, n)) {
		release_held(d);
		tell_output(d, line->text, n, false);
	}
}

/* --- Broken off. */

/* What stands there is output, too, but for a pager, a question for a secret, the echo, a prompt.
 */
static bool is_output(const Device *d, const char *text, size_t n)
{
	if (d->cut.length && n >= d->cut.length && memcmp(text, d->cut.text, d->cut.length) == 0)
		return false;
	return n && !d->goes_on && !device_is_echo(d, text, n) && !device_is_prompt(d, text, n);
}

void device_break_off(Device *d, const char *text, size_t n)
{
	n = str_trimmed(text, n);
	if (!d->under_way)
		return;
	release_held(d);
	if (d->goes_on && d->goes_on_output && d->events.output)
		d->events.output(d->user, text, n, false);
	else if (is_output(d, text, n))
		tell_output(d, text, n, false);
}

/* --- Lines. */

/* Where a pager wasn't erased, it stands before the next line; a question for a secret always
 * does. */
static void cut_asked(Device *d, const char **text, size_t *n)
{
	size_t length = d->cut.length;

	if (length && *n >= length && memcmp(*text, d->cut.text, length) == 0) {
		*text += length;
		*n -= length;
		while (*n && **text == ' ') {
			(*text)++;
			(*n)--;
		}
	}
	str_clear(&d->cut);
}

static void take_command_line(Device *d, const char *text, size_t n, bool continued)
{
	bool asked = d->cut.length > 0;
	size_t length = n;

	cut_asked(d, &text, &n);
	if (asked && !n && length)
		return;
	if ((d->echo.whole || d->echo.seen) && take_log(d, text, n))
		return;
	if (take_echo(d, &text, &n) || take_log(d, text, n))
		return;
	if (is_held(d, text, n))
		return;
	release_held(d);
	tell_output(d, text, n, continued);
	d->goes_on_output = continued;
}

/* Where no prompt follows the output, a line of a certain form ends it. */
static void take_reply(Device *d, const struct terminal_line *line)
{
	const struct pack_row *row = NULL;

	if (d->pack && pack_row(d->pack, PACK_REPLY, 0) && !line->sent)
		row = pack_match(d->pack, PACK_REPLY, line->text, line->length, NULL);
	str_clear(&d->reply);
	if (!row)
		return;
	d->reply_quiet = row->quiet;
	str_append(&d->reply, line->text,
		   line->length < DEVICE_PROMPT_MAX ? line->length : DEVICE_PROMPT_MAX);
}

/* While no command is under way. */
static void take_idle_line(Device *d, const char *text, size_t n)
{
	if (take_log(d, text, n))
		return;
	if (n && !device_is_prompt(d, text, n))
		take_above(d, text, n);
	if (!d->prompted)
		take_refusal(d, text, n);
}

/* More of a line that was told in part. */
static void take_rest(Device *d, const struct terminal_line *line)
{
	if (d->goes_on_output && d->under_way && d->events.output)
		d->events.output(d->user, line->text, line->length, line->continued);
	d->goes_on_output &= line->continued;
}

void device_line(Device *d, const struct terminal_line *line)
{
	bool more_of_it = d->goes_on;

	if (line->notice)
		return;
	d->closed++;
	d->due = -1;
	d->goes_on = line->continued;
	take_reply(d, line);
	if (more_of_it) {
		take_rest(d, line);
	} else if (line->sent) {
		take_sent(d, line);
	} else if (d->under_way) {
		take_command_line(d, line->text, line->length, line->continued);
	} else {
		take_idle_line(d, line->text, line->length);
	}
}

void device_line_as(Device *d, const struct terminal_line *line, const char *shown, size_t n)
{
	d->received = line->text;
	d->received_length = line->length;
	d->shown = shown;
	d->shown_length = n;
	device_line(d, line);
	d->received = NULL;
}
