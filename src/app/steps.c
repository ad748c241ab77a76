#include "app/steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
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

static bool append_escape(char c, struct str *out)
{
	static const char names[] = "rnte\\", bytes[] = "\r\n\t\x1b\\";
	const char *name = c ? strchr(names, c) : NULL;

	if (name)
		str_append_char(out, bytes[name - names]);
	return name != NULL;
}

/*
 * Appends the text of a --send: \r \n \t \e \\ and \xHH stand for what they are in C; \c at its end
 * makes *enter false. False with `e` set if another character follows a backslash.
 */
static bool unescape(const char *text, struct str *out, bool *enter, struct err *e)
{
	*enter = true;
	for (const char *p = text; *p; p++) {
		if (*p != '\\') {
			str_append_char(out, *p);
		} else if (p[1] == 'x' && hex_byte(p + 2) >= 0) {
			str_append_char(out, (char)hex_byte(p + 2));
			p += 3;
		} else if (p[1] == 'c' && !p[2]) {
			*enter = false;
			return true;
		} else if (append_escape(p[1], out)) {
			p++;
		} else {
			return err_set(e, ERR_USAGE,
				       "--send: a \\ stands before r, n, t, e, \\, xHH or, at the "
				       "end, c (hail(1))");
		}
	}
	return true;
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
