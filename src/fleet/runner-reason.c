#include "fleet/runner-internal.h"

#include "net/peer-text.h"
#include "term/await.h"
#include "base/poison.h"

enum { REASON_SHOWN_MAX = 80 /* bytes of what was last seen */ };

void runner_show(const Runner *r, struct str *out, const char *text, size_t n, size_t most)
{
	struct str shown;

	str_init(&shown);
	str_append(&shown, text, n);
	redact_text(&r->secrets, &shown);
	peer_text_append(out, shown.text, shown.length, most);
	str_fini(&shown);
}

void runner_log(Runner *r, const char *text, size_t n)
{
	struct str shown;

	str_init(&shown);
	str_append(&shown, text, n);
	redact_text(&r->secrets, &shown);
	r->events.log(r->user, shown.text, shown.length);
	str_fini(&shown);
}

/* What is waited for, and what was last seen, is told. */
static const char *waits_for(const Runner *r)
{
	if (r->operation == OPERATION_EXPECT)
		return "waiting for what the script expects";
	if (link_login_answered(r->link) == LOGIN_ANSWERED_PASSWORD)
		return "waiting for a prompt behind the password";
	return "waiting for a prompt";
}

void runner_append_seen(const Runner *r, struct str *out)
{
	struct str seen;

	str_init(&seen);
	/* Behind a password its echo may stand there. */
	if (!r->typed && !r->secret_answered &&
	    (r->stage != STAGE_LOGIN || link_login_answered(r->link) != LOGIN_ANSWERED_PASSWORD))
		await_last_line(session_terminal(link_session(r->link)), &seen);
	if (!session_received(link_session(r->link))) {
		str_append_string(out, "; it has said nothing");
	} else if (seen.length) {
		str_append_string(out, "; last seen: ");
		runner_show(r, out, seen.text, seen.length, REASON_SHOWN_MAX);
	}
	str_fini(&seen);
}

void runner_describe(const Runner *r, struct str *out)
{
	switch (r->stage) {
	case STAGE_CONNECTING: str_append_string(out, "while connecting"); return;
	case STAGE_LOGIN: str_append_string(out, waits_for(r)); break;
	default:
		str_append_string(out, "in the middle of \"");
		runner_show(r, out, r->text.text, r->text.length, REASON_SHOWN_MAX);
		str_append_char(out, '"');
	}
	runner_append_seen(r, out);
}
