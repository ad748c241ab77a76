#include "link/paste-internal.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum {
	PASTE_PIECE = 128, /* bytes of a line sent as keys at once: what small buffers take */
	PASTE_PIECE_MS = 40, /* between two pieces */
	PASTE_EARLY = 10, /* lines of output in which a failure counts */
	PASTE_SHOWN = 80, /* bytes of a line in a sentence */
};

bool paste_is_under_way(const Paste *p)
{
	return p->state == LINK_PASTE_RUNS || p->state == LINK_PASTE_PAUSED;
}

/* --- It ends. */

void paste_stop(Link *l)
{
	l->paste->state = LINK_PASTE_STOPPED;
	l->paste->at = 0;
	timer_set(l->paste->timer, -1);
	link_tell_changed(l);
}

/* `garbled`: the answer says how the line was changed on its way. */
static void stop_failed(Link *l, const char *answer, size_t n, bool garbled)
{
	Paste *p = l->paste;
	size_t length, number = p->next;
	const char *line = paste_lines_get(&p->lines, p->next - 1, &length);
	struct str text;

	str_init(&text);
	if (garbled) {
		str_append_format(&text, "line %zu of %zu: ", number, p->lines.count);
		peer_text_append(&text, answer, n, 2 * PASTE_SHOWN);
	} else {
		str_append_format(&text, "line %zu of %zu was refused: \"", number, p->lines.count);
		peer_text_append(&text, line, length, PASTE_SHOWN);
		str_append_string(&text, "\" by \"");
		peer_text_append(&text, answer, n, PASTE_SHOWN);
		str_append_char(&text, '"');
	}
	p->next--;
	p->waits = false;
	paste_stop(l);
	if (number < p->lines.count)
		link_say(l, MESSAGE_ERROR,
			 "%s; /paste resume sends it again, /paste resume %zu goes on behind it",
			 text.text, number + 1);
	else
		link_say(l, MESSAGE_ERROR, "%s; /paste resume sends it again", text.text);
	str_fini(&text);
}

/* Stops at what stands in the open line. */
static void stop_asked(Link *l)
{
	Paste *p = l->paste;
	bool pager = paste_pager_stands(l);
	struct str open, text;

	str_init(&open);
	str_init(&text);
	link_open_line(l, &open);
	peer_text_append(&text, open.text, open.length, PASTE_SHOWN);
	p->waits = false;
	paste_stop(l);
	link_say(l, MESSAGE_ERROR,
		 "the paste stopped before line %zu of %zu: %s \"%s\"; %s, then /paste resume "
		 "goes on",
		 p->next + 1, p->lines.count, pager ? "a pager stands," : "the peer asks",
		 text.text, pager ? "leave it (q)" : "answer it");
	str_fini(&open);
	str_fini(&text);
}

static void stop_silent(Link *l)
{
	Paste *p = l->paste;

	p->waits = false;
	paste_stop(l);
	link_say(l, MESSAGE_ERROR,
		 "the paste stopped: no prompt came behind line %zu of %zu; /paste resume goes "
		 "on behind it",
		 p->next, p->lines.count);
}

static void finish(Link *l)
{
	Paste *p = l->paste;
	size_t count = p->lines.count;

	p->state = LINK_PASTE_NONE;
	timer_set(p->timer, -1);
	paste_lines_set(&p->lines, "", 0);
	p->next = 0;
	link_say(l, MESSAGE_INFO, "pasted: %zu line%s", count, count == 1 ? "" : "s");
	link_tell_changed(l);
}

/* --- Lines go out. */

/* Sends more of the line as keys, with Enter behind the whole. */
static bool send_keys(Link *l, const char *text, size_t n, bool enter, struct err *e)
{
	Paste *p = l->paste;
	bool slowly = options_number(l->own, OPTIONS_PASTE_CHAR_DELAY) > 0;
	size_t piece = utf8_cut(text + p->at, n - p->at, slowly ? UTF8_MAX : PASTE_PIECE);

	if (slowly && piece)
		piece = utf8_cluster_length(text + p->at, piece);
	if (piece && !session_send_text(l->session, WIRE_PASTED, text + p->at, piece, e))
		return false;
	p->at += piece;
	if (p->at == n && enter)
		session_send_key(l->session, WIRE_PASTED, (struct key){ .sym = KEYSYM_ENTER });
	return true;
}

static void was_sent(Link *l)
{
	Paste *p = l->paste;

	p->next++;
	p->at = 0;
	p->waits = true;
	p->sent_at = p->heard_at = loop_now(l->loop);
	p->received = session_received(l->session);
	p->heard = false;
	if (p->next == p->lines.count && p->lines.open)
		finish(l);
}

static void send_line(Link *l)
{
	Paste *p = l->paste;
	size_t n;
	const char *text = paste_lines_get(&p->lines, p->next, &n);
	bool enter = !p->lines.open || p->next + 1 < p->lines.count;
	bool sent;
	struct err e;

	if (!p->at) {
		device_begin_command(l->device, text, n);
		p->outputs = 0;
		str_clear(&p->failure);
	}
	if (session_mode(l->session).character) {
		sent = send_keys(l, text, n, enter, &e);
	} else {
		sent = session_send(l->session, WIRE_PASTED, text, n, clock_wall_ms(), &e);
		p->at = n;
	}
	if (!sent) {
		paste_stop(l);
		link_say(l, MESSAGE_ERROR, "the paste stopped at line %zu of %zu: %s", p->next + 1,
			 p->lines.count, e.text);
	} else if (p->at == n) {
		was_sent(l);
	}
}

/* The last line is answered, or the prompt before the first one stands: the next one may go, if not
 * now then when a pause ends. */
static void go_on(Link *l)
{
	Paste *p = l->paste;

	p->waits = p->begins = false;
	if (p->state != LINK_PASTE_RUNS)
		return;
	if (p->next == p->lines.count)
		finish(l);
	else if (session_line_is_secret(l->session) || paste_pager_stands(l))
		stop_asked(l);
	else
		send_line(l);
	paste_set_timer(l);
}

/* A prompt stands: it counts if the last line had been sent whole. */
static void take_prompt(Link *l, const struct device_prompt *prompt)
{
	Paste *p = l->paste;

	str_clear(&p->prompt);
	str_append(&p->prompt, prompt->text, prompt->length);
	p->prompted = true;
	p->unprompted = 0;
}

static bool is_pending(const Paste *p)
{
	return paste_is_under_way(p) && !p->at && (p->waits || p->begins);
}

static void answered(Link *l)
{
	Paste *p = l->paste;

	if (!is_pending(p))
		return;
	if (p->failure.length)
		stop_failed(l, p->failure.text, p->failure.length, false);
	else if (options_paste(l->own) != OPTIONS_PASTE_BY_TIME || p->begins)
		go_on(l);
}

/* --- The device. */

static void on_prompt(void *user, const struct device_prompt *prompt)
{
	Link *l = user;

	take_prompt(l, prompt);
	answered(l);
}

static void on_done(void *user, const struct device_result *result)
{
	Link *l = user;

	take_prompt(l, &result->prompt);
	if (!result->ok && is_pending(l->paste) && !l->paste->begins)
		stop_failed(l, result->failure, strlen(result->failure), result->garbled);
	else
		answered(l);
}

static void on_question(void *user, const struct device_question *question)
{
	Link *l = user;

	(void)question;
	if (is_pending(l->paste))
		stop_asked(l);
}

static void on_output(void *user, const char *text, size_t n, bool continued)
{
	Link *l = user;
	Paste *p = l->paste;

	(void)continued;
	if (is_pending(p) && p->waits && p->outputs++ < PASTE_EARLY && !p->failure.length &&
	    paste_line_fails(l, text, n))
		str_append(&p->failure, text, n);
}

const struct device_events paste_device_handlers = {
	.prompt = on_prompt,
	.question = on_question,
	.output = on_output,
	.done = on_done,
};

/* --- Time. */

static struct paste_wait waits_for(Link *l)
{
	struct str open;
	struct paste_wait wait;

	str_init(&open);
	link_open_line(l, &open);
	wait = paste_wait(l, open.text, open.length);
	str_fini(&open);
	return wait;
}

static int64_t piece_delay(const Link *l)
{
	long delay = options_number(l->own, OPTIONS_PASTE_CHAR_DELAY);

	return loop_now(l->loop) + (delay ? delay : PASTE_PIECE_MS);
}

/* When the wait for an answer ends, or is long enough to be shown. */
static int64_t look_again_at(Link *l)
{
	int64_t at = waits_for(l).at, shown = l->paste->sent_at + PASTE_LONG_MS;

	return shown > loop_now(l->loop) && (at < 0 || shown < at) ? shown : at;
}

void paste_set_timer(Link *l)
{
	Paste *p = l->paste;

	if (p->state != LINK_PASTE_RUNS)
		timer_set(p->timer, -1);
	else if (p->at)
		timer_set(p->timer, piece_delay(l));
	else if (p->waits || p->begins)
		timer_set(p->timer, look_again_at(l));
	else
		timer_set(p->timer, loop_now(l->loop));
}

static void on_wait_over(Link *l)
{
	Paste *p = l->paste;
	struct paste_wait wait = waits_for(l);

	if (wait.at < 0 || loop_now(l->loop) < wait.at) {
		paste_set_timer(l);
		return;
	}
	if (session_line_is_secret(l->session) || wait.end == PASTE_WAIT_ASKED) {
		stop_asked(l);
	} else if (wait.end == PASTE_WAIT_SILENCE) {
		stop_silent(l);
	} else if (p->failure.length) {
		stop_failed(l, p->failure.text, p->failure.length, false);
	} else {
		p->unprompted++;
		go_on(l);
	}
}

void paste_on_due(void *user)
{
	Link *l = user;
	Paste *p = l->paste;

	if (p->state != LINK_PASTE_RUNS)
		return;
	if (p->at) {
		send_line(l);
		paste_set_timer(l);
	} else if (p->waits || p->begins) {
		on_wait_over(l);
	} else {
		go_on(l);
	}
	link_tell_changed(l);
}

void link_paste_look(Link *l)
{
	Paste *p = l->paste;

	if (!p || p->state != LINK_PASTE_RUNS)
		return;
	if (session_received(l->session) != p->received) {
		p->received = session_received(l->session);
		p->heard = p->echoed = true;
		p->heard_at = loop_now(l->loop);
	}
	if (!p->at)
		paste_set_timer(l);
}

void link_paste_ended(Link *l)
{
	Paste *p = l->paste;

	if (!p)
		return;
	str_clear(&p->prompt);
	if (!paste_is_under_way(p))
		return;
	p->next -= p->waits;
	p->waits = false;
	paste_stop(l);
	link_say(l, MESSAGE_ERROR,
		 "the connection ended in a paste: it is kept from line %zu of %zu on; /paste "
		 "resume goes on",
		 p->next + 1, p->lines.count);
}
