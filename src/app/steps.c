#include "app/steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/backslash.h"
#include "base/mem.h"
#include "loop/timer.h"
#include "base/poison.h"

enum { LINE_SHOWN = 120 }; /* bytes of the last line in a sentence */

struct step {
	const char *expression; /* as typed, borrowed; NULL: it sends */
	Regex *re;
	struct str text; /* to be sent */
	bool enter;
};

struct Steps {
	struct steps_owner owner;
	void *user;
	Loop *loop;
	Timer *timer;
	int64_t timeout_ms;
	struct step *steps;
	size_t count, at;
	bool begun, waiting; /* the step under way is waited for */
};

/* --- What the command line says. */

/* Whether the last two characters are \c, and its backslash isn't the second of two. */
static bool ends_in_c(const char *text, size_t n)
{
	size_t backslashes = 0;

	if (n < 2 || text[n - 1] != 'c')
		return false;
	while (backslashes < n - 1 && text[n - 2 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2;
}

/*
 * Appends the text of a --send with its escapes read; \c at its end makes *enter false. False with
 * `e` set if something else follows a backslash.
 */
static bool unescape(const char *text, struct str *out, bool *enter, struct err *e)
{
	size_t n = strlen(text);
	struct buf bytes = { .secret = true };
	struct err why;
	bool good;

	*enter = !ends_in_c(text, n);
	good = backslash_decode(text, *enter ? n : n - 2, &bytes, &why);
	if (good)
		str_append(out, buf_data(&bytes), buf_length(&bytes));
	else
		err_set(e, ERR_USAGE, "--send: %s", why.text);
	buf_fini(&bytes);
	return good;
}

static Regex *compile(const char *expression, struct err *e)
{
	struct err why;
	Regex *re = regex_new_lines(expression, strlen(expression), &why);

	if (!re)
		err_set(e, ERR_USAGE, "--expect \"%s\": %s", expression, why.text);
	return re;
}

static bool read_step(struct step *step, const struct args_step *from, struct err *e)
{
	str_init_secret(&step->text);
	if (!from->expect)
		return unescape(from->text, &step->text, &step->enter, e);
	step->expression = from->text;
	step->re = compile(from->text, e);
	return step->re != NULL;
}

/* --- One after the other. */

static void over(Steps *s, const struct err *e)
{
	s->at = s->count;
	s->waiting = false;
	timer_set(s->timer, -1);
	s->owner.ended(s->user, e);
}

static void fail(Steps *s, const char *because)
{
	struct err e;
	struct str line;

	str_init(&line);
	s->owner.last_line(s->user, &line);
	if (line.length > LINE_SHOWN)
		str_splice(&line, 0, line.length - LINE_SHOWN, "...", 3);
	err_set(&e, ERR_EXPECT, "expected text matching \"%s\" did not come: %s%s%s%s",
		s->steps[s->at].expression, because, line.length ? "; the last line was \"" : "",
		line.text, line.length ? "\"" : "");
	str_fini(&line);
	over(s, &e);
}

static void wait_for(Steps *s, const struct step *step)
{
	s->waiting = true;
	timer_set(s->timer, loop_now(s->loop) + s->timeout_ms);
	if (s->owner.waits)
		s->owner.waits(s->user, step->expression);
}

static void run(Steps *s)
{
	struct err e;

	while (s->at < s->count) {
		struct step *step = &s->steps[s->at];

		if (!step->re) {
			if (!s->owner.send(s->user, step->text.text, step->text.length, step->enter,
					   &e)) {
				over(s, &e);
				return;
			}
			str_wipe(&step->text);
		} else if (!s->owner.find(s->user, step->re)) {
			if (!s->waiting)
				wait_for(s, step);
			return;
		}
		s->waiting = false;
		s->at++;
	}
	over(s, NULL);
}

void steps_begin(Steps *s)
{
	if (s->begun)
		return;
	s->begun = true;
	run(s);
}

void steps_received(Steps *s)
{
	if (s->waiting)
		run(s);
}

void steps_peer_ended(Steps *s, const char *because)
{
	steps_received(s);
	if (s->waiting)
		fail(s, because);
}

bool steps_are_over(const Steps *s)
{
	return s->at == s->count;
}

static void on_time(void *user)
{
	Steps *s = user;
	char because[64];

	snprintf(because, sizeof(because), "%lld s have passed", (long long)s->timeout_ms / 1000);
	fail(s, because);
}

/* --- Its life. */

Steps *steps_new(const struct args *args, Loop *loop, const struct steps_owner *owner, void *user,
		 struct err *e)
{
	Steps *s = mem_alloc(sizeof(*s));
	bool good = true;

	s->owner = *owner;
	s->user = user;
	s->loop = loop;
	s->timer = timer_new(loop_timers(loop), on_time, s);
	s->timeout_ms = 1000 * (args->timeout_s < 0 ? STEPS_TIMEOUT_S : args->timeout_s);
	s->steps = mem_calloc(args->step_count, sizeof(*s->steps));
	while (good && s->count < args->step_count) {
		good = read_step(&s->steps[s->count], &args->steps[s->count], e);
		s->count++;
	}
	if (good)
		return s;
	steps_free(s);
	return NULL;
}

void steps_free(Steps *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++) {
		regex_free(s->steps[i].re);
		str_fini(&s->steps[i].text);
	}
	timer_free(s->timer);
	free(s->steps);
	free(s);
}
