#include "link/link-paste.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "link/link-device.h"
#include "link/paste-internal.h"
#include "base/poison.h"

static Paste *make_paste(Link *l)
{
	Paste *p = mem_alloc(sizeof(*p));

	paste_lines_init(&p->lines);
	str_init(&p->prompt);
	str_init(&p->failure);
	p->timer = timer_new(loop_timers(l->loop), paste_on_due, l);
	return p;
}

static bool prompt_stands(const Link *l)
{
	const struct str *prompt = &l->paste->prompt;
	struct str open;
	bool stands;

	str_init(&open);
	link_open_line(l, &open);
	stands = prompt->length && open.length == prompt->length &&
		 memcmp(open.text, prompt->text, prompt->length) == 0;
	str_fini(&open);
	return stands;
}

static void begin(Link *l)
{
	Paste *p = l->paste;

	p->state = LINK_PASTE_RUNS;
	p->at = 0;
	p->waits = false;
	p->unprompted = 0;
	p->echoed = false;
	p->prompted = prompt_stands(l);
	p->begins = !p->prompted && options_paste(l->own) != OPTIONS_PASTE_BY_TIME;
	p->sent_at = p->heard_at = loop_now(l->loop);
	p->received = session_received(l->session);
	p->heard = false;
	str_clear(&p->failure);
	paste_set_timer(l);
	link_tell_changed(l);
}

bool link_peer_takes_pastes(const Link *l)
{
	return session_mode(l->session).character &&
	       terminal_modes(session_terminal(l->session))->bracketed_paste;
}

/* Whether a paste goes line by line. */
static bool is_paced(const Link *l, const char *text, size_t n)
{
	const Session *s = l->session;

	return session_state(s) == SESSION_CONNECTED && paste_lines_count(text, n) >= 2 &&
	       !link_peer_takes_pastes(l) && !session_line_is_secret(s) &&
	       options_paste(l->own) != OPTIONS_PASTE_AT_ONCE;
}

/* In line mode it goes in at the cursor, between the two parts of the draft; what is behind the
 * last line end stays there. */
static bool take_lines(Link *l, const char *text, size_t n, struct err *e)
{
	Line *line = session_editor(l->session);
	size_t cursor, length;
	struct str whole;
	bool fits;

	line_drop_rejected(line);
	cursor = line_cursor(line);
	str_init_secret(&whole);
	str_append(&whole, line_text(line), cursor);
	session_clean_paste(l->session, text, n, &whole);
	str_append(&whole, line_text(line) + cursor, line_length(line) - cursor);
	length = whole.length;
	while (length && whole.text[length - 1] != '\n')
		length--;
	fits = whole.length - length <= LINE_TEXT_MAX;
	if (fits) {
		paste_lines_set(&l->paste->lines, whole.text, length);
		line_reset(line, false);
		line_paste(line, whole.text + length, whole.length - length);
	}
	str_fini(&whole);
	return fits || err_set(e, ERR_OTHER,
			       "the text is longer than an input line may be (%d bytes): it was "
			       "not taken",
			       LINE_TEXT_MAX);
}

bool link_paste(Link *l, const char *text, size_t n, struct err *e)
{
	struct str cleaned;

	if (l->paste && paste_is_under_way(l->paste))
		return err_set(e, ERR_OTHER, "a paste is under way: nothing of this was taken");
	if (!is_paced(l, text, n))
		return session_paste(l->session, text, n, clock_wall_ms(), e);
	if (n > SESSION_PASTE_MAX)
		return err_set(e, ERR_OTHER, "a paste is larger than %d MiB: it was not taken",
			       SESSION_PASTE_MAX >> 20);
	if (!l->paste)
		l->paste = make_paste(l);
	link_device(l, &paste_device_handlers, l);
	if (!session_mode(l->session).character) {
		if (!take_lines(l, text, n, e))
			return false;
	} else {
		str_init_secret(&cleaned);
		session_clean_paste(l->session, text, n, &cleaned);
		paste_lines_set(&l->paste->lines, cleaned.text, cleaned.length);
		str_fini(&cleaned);
	}
	l->paste->next = 0;
	begin(l);
	return true;
}

struct link_paste link_paste_state(const Link *l)
{
	const Paste *p = l->paste;
	struct link_paste out = { 0 };

	if (!p)
		return out;
	out.state = p->state;
	out.sent = p->next;
	out.count = p->lines.count;
	if (p->state == LINK_PASTE_RUNS && (p->waits || p->begins) &&
	    loop_now(l->loop) - p->sent_at >= PASTE_LONG_MS)
		out.waits = p->heard ? "its prompt" : "an answer";
	return out;
}

void link_paste_pause(Link *l, bool on)
{
	if (!l->paste || l->paste->state != (on ? LINK_PASTE_RUNS : LINK_PASTE_PAUSED))
		return;
	l->paste->state = on ? LINK_PASTE_PAUSED : LINK_PASTE_RUNS;
	paste_set_timer(l);
	link_tell_changed(l);
}

void link_paste_stop(Link *l)
{
	Paste *p = l->paste;

	if (!p || !paste_is_under_way(p))
		return;
	p->waits = false;
	paste_stop(l);
	link_say(l, MESSAGE_ERROR,
		 "the paste was stopped: %zu of %zu lines were sent; /paste resume goes on",
		 p->next, p->lines.count);
}

bool link_paste_resume(Link *l, size_t line, struct err *e)
{
	Paste *p = l->paste;

	if (!p || p->state == LINK_PASTE_NONE)
		return err_set(e, ERR_OTHER, "no paste has stopped");
	if (p->state != LINK_PASTE_STOPPED)
		return err_set(e, ERR_OTHER, "the paste is under way");
	if (session_state(l->session) != SESSION_CONNECTED)
		return err_set(e, ERR_OTHER, "not connected: the paste waits");
	if (line > p->lines.count)
		return err_set(e, ERR_USAGE, "the paste has %zu lines", p->lines.count);
	if (line)
		p->next = line - 1;
	begin(l);
	return true;
}

void link_paste_free(Link *l)
{
	if (!l->paste)
		return;
	timer_free(l->paste->timer);
	paste_lines_fini(&l->paste->lines);
	str_fini(&l->paste->prompt);
	str_fini(&l->paste->failure);
	free(l->paste);
}
