#include "link/link.h"

#include <string.h>

#include "base/clock.h"
#include "link/link-internal.h"
#include "link/wire-time.h"
#include "base/poison.h"

enum { LENS_TURN_NS = 8 * 1000 * 1000 }; /* that a lens may take of a turn of the loop */

static void on_turn(void *user)
{
	Link *l = user;
	bool done = lens_log_read(l->lens, l->capture, clock_mono_ns() + LENS_TURN_NS);

	if (!done)
		loop_defer(l->loop, &l->lens_turn, on_turn, l);
	timer_set(l->lens_timer,
		  done && lens_log_waits(l->lens) ? loop_now(l->loop) + LENS_PAUSE_MS : -1);
	link_tell_changed(l);
}

static void on_pause(void *user)
{
	Link *l = user;

	lens_log_pause(l->lens);
	loop_defer(l->loop, &l->lens_turn, on_turn, l);
}

static void add(Link *l, const struct capture_piece *piece)
{
	capture_add(l->capture, piece);
	if (l->lens)
		loop_defer(l->loop, &l->lens_turn, on_turn, l);
}

static void on_piece(void *user, const struct wire_piece *piece)
{
	Link *l = user;
	const Telnet *telnet = session_telnet(l->session);
	bool sent = piece->direction == WIRE_SENT;
	struct telnet_facts facts = { .protocol = TELNET_PROTOCOL_RAW };
	struct wire_piece now = *piece;

	if (telnet)
		telnet_facts(telnet, &facts);
	now.time = wire_time(l->session);
	sent_list_piece(l->sent, &now, session_protocol(l->session) == TELNET_PROTOCOL_TELNET,
			session_mode(l->session).character);
	add(l, &(struct capture_piece){
		       .kind = piece->secret ? CAPTURE_SECRET : CAPTURE_BYTES,
		       .direction = piece->direction,
		       .protocol = session_protocol(l->session),
		       .binary = sent ? facts.our_binary : facts.peer_binary,
		       .command = piece->command || (sent && piece->origin == WIRE_NEGOTIATION),
		       .time = now.time,
		       .bytes = piece->bytes,
		       .length = piece->length,
	       });
}

void link_capture_begin(Link *l)
{
	l->capture = capture_new();
	l->sent = sent_list_new();
	session_tap(l->session, on_piece, l);
	l->lens_timer = timer_new(loop_timers(l->loop), on_pause, l);
}

void link_capture_free(Link *l)
{
	if (!l->capture)
		return;
	session_untap(l->session, on_piece, l);
	deferred_cancel(&l->lens_turn);
	timer_free(l->lens_timer);
	lens_log_free(l->lens);
	capture_free(l->capture);
	sent_list_free(l->sent);
}

static void mark(Link *l, enum capture_kind kind, const char *why)
{
	if (l->capture)
		add(l, &(struct capture_piece){ .kind = kind,
						.time = wire_time(l->session),
						.bytes = why,
						.length = strlen(why) });
}

void link_capture_connected(Link *l)
{
	mark(l, CAPTURE_CONNECTED, "");
}

void link_capture_ended(Link *l)
{
	bool failed = session_state(l->session) == SESSION_FAILED;

	mark(l, CAPTURE_ENDED, failed ? session_error(l->session)->text : "");
}

bool link_set_lens(Link *l, const struct lens_row *row, const struct lens_options *o, struct err *e)
{
	if (!l->capture)
		return err_set(e, ERR_OTHER, "what passes here isn't kept");
	link_end_lens(l);
	l->lens = lens_log_new(row, o);
	loop_defer(l->loop, &l->lens_turn, on_turn, l);
	return true;
}

void link_end_lens(Link *l)
{
	lens_log_free(l->lens);
	l->lens = NULL;
	deferred_cancel(&l->lens_turn);
	if (l->lens_timer)
		timer_set(l->lens_timer, -1);
	link_tell_changed(l);
}

void link_move_lens(Link *from, Link *to)
{
	/* What was played comes again. */
	if (!from->capture || !to->capture || from->played)
		return;
	link_end_lens(to);
	capture_free(to->capture);
	sent_list_free(to->sent);
	to->sent = from->sent;
	from->sent = sent_list_new();
	to->capture = from->capture;
	to->lens = from->lens;
	from->lens = NULL;
	from->capture = capture_new();
	link_end_lens(from);
	if (to->lens)
		loop_defer(to->loop, &to->lens_turn, on_turn, to);
}

const SentList *link_sent(const Link *l)
{
	return l->sent;
}

LensLog *link_lens(const Link *l)
{
	return l->lens;
}
