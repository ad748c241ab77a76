#include <poll.h>
#include <string.h>

#include "base/prompt.h"
#include "fleet/runner-internal.h"
#include "base/poison.h"

enum {
	WAKE_MS = 1000, /* quiet before a console is woken; twice as long each time */
	WAKES_MAX = 5,
	WAKE_LATE_MS = 10000, /* quiet behind the password: somebody checks it */
	EARLY_MS = 1000, /* quiet behind what looks like a prompt before the login */
	EARLY_AGAIN_MS = 50, /* more where something waits to be read */
};

bool runner_is_logging_in(const Runner *r)
{
	return r->stage == STAGE_LOGIN && r->operation != OPERATION_CONNECT &&
	       r->operation != OPERATION_EXPECT && r->operation != OPERATION_NONE;
}

/* Among many hosts what has come may not have been read yet. */
static bool has_more(const Runner *r)
{
	struct pollfd fd = { .fd = session_wants(link_session(r->link)).fd, .events = POLLIN };

	return fd.fd >= 0 && poll(&fd, 1, 0) > 0;
}

static const Terminal *terminal_of(const Runner *r)
{
	return session_terminal(link_session(r->link));
}

/* --- A prompt before the login. */

/* Whether there is something to log in with that nobody has asked for yet. */
static bool expects_login(const Runner *r)
{
	const Options *options = link_options(r->link);
	enum login_answered last = LOGIN_ANSWERED_NOTHING;

	if (options_given(options, OPTIONS_PASSWORD_COMMAND))
		last = LOGIN_ANSWERED_PASSWORD;
	else if (options_given(options, OPTIONS_USER))
		last = LOGIN_ANSWERED_NAME;
	return link_login_answered(r->link) < last;
}

bool runner_is_early(Runner *r)
{
	if (r->no_login || !expects_login(r))
		return false;
	str_clear(&r->early_open);
	terminal_open_line(terminal_of(r), &r->early_open);
	r->early_line = terminal_end_line(terminal_of(r));
	r->early_until = loop_now(r->loop) + EARLY_MS;
	return true;
}

static bool stands_still(const Runner *r)
{
	struct str open;
	bool same;

	str_init(&open);
	terminal_open_line(terminal_of(r), &open);
	same = terminal_end_line(terminal_of(r)) == r->early_line &&
	       strcmp(open.text, r->early_open.text) == 0;
	str_fini(&open);
	return same;
}

static void look_at_early(Runner *r)
{
	if (has_more(r)) {
		r->early_until = loop_now(r->loop) + EARLY_AGAIN_MS;
		return;
	}
	r->early_until = -1;
	if (!stands_still(r))
		return;
	r->no_login = true;
	device_tell_again(r->device, loop_now(r->loop));
}

/* --- A silent console. */

static bool may_wake(const Runner *r)
{
	return runner_is_logging_in(r) && r->early_until < 0 && r->wakes < WAKES_MAX &&
	       link_login_answered(r->link) != LOGIN_ANSWERED_NAME;
}

static int64_t wake_at(const Runner *r)
{
	bool late = link_login_answered(r->link) == LOGIN_ANSWERED_PASSWORD;

	if (!may_wake(r))
		return -1;
	return r->heard_at + (late ? WAKE_LATE_MS : (int64_t)WAKE_MS << r->wakes);
}

/* Whether the line may be a question of the login, in whatever words: Enter would answer it. */
static bool may_ask(const char *text, size_t n)
{
	n = str_trimmed(text, n);
	return n && (strchr(":?", text[n - 1]) || prompt_asks_secret(text, n) ||
		     prompt_classify(text, n) != PROMPT_OTHER);
}

/* Enter, or what the pack says: a console shows its prompt. NULL: nothing. */
static const char *wake(Runner *r)
{
	const struct pack_row *row = r->pack ? pack_row(r->pack, PACK_WAKE, 0) : NULL;
	struct str open;
	bool may;

	r->heard_at = loop_now(r->loop);
	if (has_more(r))
		return NULL;
	r->wakes++;
	str_init(&open);
	terminal_open_line(terminal_of(r), &open);
	may = !may_ask(open.text, open.length);
	str_fini(&open);
	if (!may)
		return NULL;
	link_note_wake(r->link);
	return row && row->text ? row->text : "\r";
}

/* --- Time, and questions. */

int64_t runner_login_due(const Runner *r)
{
	return runner_is_logging_in(r) && r->early_until >= 0 ? r->early_until : wake_at(r);
}

const char *runner_login_tick(Runner *r)
{
	int64_t now = loop_now(r->loop);

	if (runner_is_logging_in(r) && r->early_until >= 0 && now >= r->early_until)
		look_at_early(r);
	if (wake_at(r) >= 0 && now >= wake_at(r))
		return wake(r);
	return NULL;
}

/* Whether its words say that it wants to be agreed to, and nothing that a login asks. */
static bool wants_agreement(const struct device_question *q)
{
	return q->answer && *q->answer && !prompt_asks_secret(q->text, q->length) &&
	       (memchr(q->text, '[', q->length) || memchr(q->text, '(', q->length));
}

/* A pack may take a question of the login for one that only wants to be agreed to. */
const char *runner_answer_login(Runner *r, const struct device_question *q)
{
	enum prompt_kind kind = prompt_classify(q->text, q->length);

	if (q->kind == DEVICE_ASKS_NAME)
		kind = PROMPT_NAME;
	else if (q->kind == DEVICE_ASKS_PASSWORD)
		kind = PROMPT_PASSWORD;
	if (kind != PROMPT_OTHER)
		link_answer_login(r->link, kind);
	return kind == PROMPT_OTHER && q->kind == DEVICE_ASKS_CONFIRMATION && wants_agreement(q) ?
		       q->answer :
		       NULL;
}
