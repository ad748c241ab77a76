#include "app/app-internal.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/str.h"
#include "base/poison.h"

enum {
	RETRY_FIRST_MS = 1000,
	RETRY_MAX_MS = 60000,
	RETRY_UP_MS = 30000, /* a connection that held this long begins the count anew */
	RETRY_LINES = 5, /* the last lines, searched for a refusal */
};

static void on_due(void *user)
{
	struct app_session *as = user;
	struct err e;

	as->retries++;
	if (!app_start(as, &e))
		app_message(as->app, "%s", e.text);
}

/* Logging in again would be refused again, and may lock an account. */
static bool was_refused(const struct app_session *as)
{
	const Terminal *t = session_terminal(as->session);
	uint64_t line = terminal_end_line(t);
	struct str text;
	bool refused = false;

	str_init(&text);
	for (int i = 0; i < RETRY_LINES && line > terminal_first_line(t); i++) {
		if (terminal_line_text(t, --line, &text))
			refused |= login_is_refusal(text.text, text.length);
	}
	str_fini(&text);
	return refused;
}

/* 1, 2, 4 … 60 s, a quarter more or less, so that many clients don't come back at once. */
static int64_t delay(unsigned retries)
{
	int64_t ms = retries < 6 ? (int64_t)RETRY_FIRST_MS << retries : RETRY_MAX_MS;
	unsigned random = 0;

	ms = ms > RETRY_MAX_MS ? RETRY_MAX_MS : ms;
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	return ms - ms / 4 + (int64_t)(random % (unsigned)(ms / 2 + 1));
}

void app_plan_retry(struct app_session *as)
{
	App *app = as->app;
	int64_t now = loop_now(app->loop);
	int64_t wait;

	if (as->by_user || !as->attached || options_number(as->own, OPTIONS_RECONNECT) == 0)
		return;
	if (was_refused(as)) {
		app_message(app, "the login was refused: not reconnecting by itself");
		return;
	}
	if (as->up_since >= 0 && now - as->up_since >= RETRY_UP_MS)
		as->retries = 0;
	as->up_since = -1;
	wait = delay(as->retries);
	if (!as->retry)
		as->retry = timer_new(loop_timers(app->loop), on_due, as);
	timer_set(as->retry, now + wait);
	as->retry_told = true;
	app_message(app, "reconnecting in %lld s (/disconnect stops that)",
		    (long long)(wait + 500) / 1000);
}

void app_drop_retry(struct app_session *as)
{
	if (!as->retry)
		return;
	timer_free(as->retry);
	as->retry = NULL;
}
