#include "device/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "device/device-internal.h"
#include "base/poison.h"

enum { ECHOED_SHOWN = 60 /* bytes of a text in a reason */ };

Device *device_new(const Pack *pack, const struct device_events *events, void *user)
{
	Device *d = mem_alloc(sizeof(*d));

	device_set_events(d, events, user);
	str_init(&d->open);
	str_init(&d->stood);
	str_init(&d->start);
	str_init(&d->host);
	for (size_t i = 0; i < DEVICE_PROMPTS_KNOWN; i++)
		str_init(&d->known[i]);
	echo_init(&d->echo);
	echo_init(&d->again);
	str_init(&d->echoed);
	str_init(&d->failure);
	str_init(&d->held);
	str_init(&d->held_prompt);
	str_init(&d->reply);
	str_init(&d->asked);
	str_init(&d->above);
	str_init(&d->cut);
	device_begin(d, pack);
	return d;
}

void device_free(Device *d)
{
	if (!d)
		return;
	str_fini(&d->open);
	str_fini(&d->stood);
	str_fini(&d->start);
	str_fini(&d->host);
	for (size_t i = 0; i < DEVICE_PROMPTS_KNOWN; i++)
		str_fini(&d->known[i]);
	echo_fini(&d->echo);
	echo_fini(&d->again);
	str_fini(&d->echoed);
	str_fini(&d->failure);
	str_fini(&d->held);
	str_fini(&d->held_prompt);
	str_fini(&d->reply);
	str_fini(&d->asked);
	str_fini(&d->above);
	str_fini(&d->cut);
	free(d);
}

void device_set_events(Device *d, const struct device_events *events, void *user)
{
	d->events = *events;
	d->user = user;
}

const Pack *device_pack(const Device *d)
{
	return d->pack;
}

void device_begin(Device *d, const Pack *pack)
{
	d->pack = pack;
	d->closed = d->open_after = 0;
	d->marked_after = UINT64_MAX;
	str_clear(&d->open);
	d->since = 0;
	d->due = -1;
	d->told = d->prompted = false;
	str_clear(&d->stood);
	str_clear(&d->start);
	d->mode = -1;
	str_clear(&d->host);
	for (size_t i = 0; i < DEVICE_PROMPTS_KNOWN; i++)
		str_clear(&d->known[i]);
	d->known_next = 0;
	d->echoes = TRI_AUTO;
	str_clear(&d->reply);
	str_clear(&d->asked);
	str_clear(&d->above);
	str_clear(&d->cut);
	d->goes_on = d->goes_on_output = false;
	device_reset_command(d);
}

void device_begin_command(Device *d, const char *command, size_t n)
{
	device_reset_command(d);
	d->under_way = true;
	d->begun_after = d->closed;
	str_clear(&d->start);
	if (d->open_after == d->closed && d->open.length <= DEVICE_PROMPT_MAX)
		str_append(&d->start, d->open.text, d->open.length);
	if (d->start.length && !device_ends_with_prompt(d, d->start.text, d->start.length)) {
		str_clear(&d->stood);
		str_append(&d->stood, d->start.text, d->start.length);
	}
	echo_begin(&d->echo, command, str_trimmed(command, n));
	echo_begin(&d->again, command, str_trimmed(command, n));
	d->told = true; /* what stands is from before */
	d->due = -1;
}

int device_mode(const Device *d)
{
	return d->mode;
}

bool device_is_for_prompt(const Device *d, const struct pack_row *row)
{
	return !row->regex ||
	       regex_match(row->regex, d->stood.text, d->stood.length, 0, NULL, 0) == REGEX_FOUND;
}

/* --- What stands is told. */

static void remember(Device *d, const char *text, size_t n)
{
	struct str *known;

	for (size_t i = 0; i < DEVICE_PROMPTS_KNOWN; i++) {
		if (d->known[i].length == n && memcmp(d->known[i].text, text, n) == 0)
			return;
	}
	known = &d->known[d->known_next++ % DEVICE_PROMPTS_KNOWN];
	str_clear(known);
	str_append(known, text, n);
}

static void take_prompt(Device *d, const struct device_finding *f)
{
	struct str text; /* it may lie in what changes here */

	str_init(&text);
	str_append(&text, f->prompt.text, f->prompt.length);
	str_clear(&d->stood);
	str_append(&d->stood, text.text, text.length);
	str_fini(&text);
	d->prompted = true;
	d->mode = f->prompt.mode;
	if (f->row)
		device_host_of(f->row, d->stood.text, d->stood.length, &d->host);
	else
		remember(d, d->stood.text, d->stood.length);
}

/* A device that printed its output without the command before it doesn't echo. */
static void learn_echo(Device *d)
{
	if (d->echo.whole && d->echo.command.length && !d->local_echo)
		d->echoes = TRI_ON;
	else if (!d->echo.whole && d->outputs)
		d->echoes = TRI_OFF;
}

/* The beginning and the end of a long text. */
static void append_shown(struct str *out, const char *text, size_t n)
{
	str_append_char(out, '"');
	if (n <= ECHOED_SHOWN) {
		str_append(out, text, n);
	} else {
		str_append(out, text, ECHOED_SHOWN / 2);
		str_append_string(out, "...");
		str_append(out, text + n - ECHOED_SHOWN / 2, ECHOED_SHOWN / 2);
	}
	str_append_char(out, '"');
}

/* Writes why the command that came back isn't the one that was sent; nothing if it is. */
static void compare_echo(const Device *d, struct str *why)
{
	const struct str *command = &d->echo.command;
	size_t blanks = strspn(command->text, " ");
	bool cut = !d->local_echo && !d->disturbed && d->echoes != TRI_OFF &&
		   echo_is_cut(&d->echo, d->start.length, d->echoes == TRI_ON);

	if (!d->differs && !cut)
		return;
	str_append_string(why, "the device echoed ");
	append_shown(why, d->echoed.text, d->echoed.length);
	str_append_string(why, " for ");
	append_shown(why, command->text + blanks, command->length - blanks);
}

static void tell_prompt(Device *d, const struct device_finding *f)
{
	struct device_result result = { .ok = true, .prompt.mode = f->prompt.mode };
	const char *why;
	struct str failure;

	if (f->output)
		device_tell_last(d, f->text, f->output);
	take_prompt(d, f);
	result.prompt.text = d->stood.text;
	result.prompt.length = d->stood.length;
	if (!d->under_way) {
		if (d->events.prompt)
			d->events.prompt(d->user, &result.prompt);
		return;
	}
	str_init(&failure);
	why = device_failure(d, f->prompt.mode);
	if (why) {
		str_append_string(&failure, why);
	} else {
		compare_echo(d, &failure);
		result.garbled = failure.length > 0;
	}
	learn_echo(d);
	if (failure.length) {
		result.ok = false;
		result.failure = failure.text;
	}
	device_reset_command(d);
	if (d->events.done)
		d->events.done(d->user, &result);
	str_fini(&failure);
}

/* What stands will be no output when its line closes. */
static void cut_later(Device *d, const struct device_finding *f)
{
	str_clear(&d->cut);
	str_append(&d->cut, f->text, f->length);
}

static void tell(Device *d, const struct device_finding *f)
{
	d->told = true;
	str_clear(&d->asked);
	if (f->what == DEVICE_PAGER || f->what == DEVICE_QUESTION)
		str_append(&d->asked, f->text, f->length);
	switch (f->what) {
	case DEVICE_NOTHING: break;
	case DEVICE_PROMPT: tell_prompt(d, f); break;
	case DEVICE_PAGER:
		cut_later(d, f);
		if (d->events.pager)
			d->events.pager(d->user, d->cut.text, d->cut.length, f->answer);
		break;
	case DEVICE_QUESTION:
		if (f->question.kind == DEVICE_ASKS_PASSWORD)
			cut_later(d, f);
		if (d->events.question)
			d->events.question(d->user, &f->question);
		break;
	}
}

static void look(Device *d, int64_t now)
{
	struct device_finding f;

	d->due = -1;
	if (d->told)
		return;
	f = device_find(d);
	if (f.what == DEVICE_NOTHING)
		return;
	if (now - d->since >= f.wait)
		tell(d, &f);
	else
		d->due = d->since + f.wait;
}

void device_tell_again(Device *d, int64_t now)
{
	d->told = false;
	look(d, now);
}

/* Whether what was told of still stands, perhaps with an answer or its own end behind it. */
static bool is_asked_still(const Device *d, const char *text, size_t n)
{
	return d->asked.length && d->open_after == d->closed && n >= d->asked.length &&
	       memcmp(d->asked.text, text, d->asked.length) == 0;
}

void device_open(Device *d, const char *text, size_t n, int64_t now)
{
	/* Of a line too long for a prompt the rest doesn't matter. */
	n = str_trimmed(text, n <= DEVICE_PROMPT_MAX ? n : DEVICE_PROMPT_MAX + 1);
	if (d->open_after == d->closed && d->open.length == n && memcmp(d->open.text, text, n) == 0)
		return;
	d->told = is_asked_still(d, text, n);
	if (!d->told)
		str_clear(&d->asked);
	str_clear(&d->open);
	str_append(&d->open, text, n);
	d->open_after = d->closed;
	d->since = now;
	look(d, now);
}

void device_mark(Device *d)
{
	d->marked_after = d->closed;
}

int64_t device_deadline(const Device *d)
{
	return d->due;
}

void device_tick(Device *d, int64_t now)
{
	if (d->due >= 0 && now >= d->due)
		look(d, now);
}
