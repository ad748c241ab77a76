#include <string.h>

#include "session/charset-sample.h"
#include "session/session-internal.h"

#include "base/poison.h"

enum {
	REDRAW_PIECE = 256, /* bytes between two looks at the work */
	REDRAW_ZMODEM_MS = 3000, /* between two answers to beginnings of transfers */
	REDRAW_SAMPLE = 16384, /* bytes among which a sample is looked for */
	REDRAW_WORK = 20000000, /* of the terminal for drawing a screen anew */
};

static void write_text(Session *s, const char *bytes, size_t n)
{
	if (!s->charset) {
		terminal_write(s->terminal, bytes, n, s->wall);
		return;
	}
	charset_decode(s->charset, bytes, n, &s->decoded);
	terminal_write(s->terminal, buf_data(&s->decoded), buf_length(&s->decoded), s->wall);
	buf_clear(&s->decoded);
}

/* Writes what a filter has left. */
static void write_rest(Session *s, struct buf *rest,
		       void (*next)(Session *s, const char *bytes, size_t n))
{
	if (buf_length(rest))
		next(s, buf_data(rest), buf_length(rest));
	buf_clear(rest);
}

static bool looks_for_music(const Session *s)
{
	return s->settings.music == SESSION_MUSIC_SWALLOW ||
	       (s->settings.music == SESSION_MUSIC_AUTO && s->charset &&
		charset_has_pictures(s->charset));
}

static void pass_music(Session *s, const char *bytes, size_t n)
{
	bool looks = looks_for_music(s);

	if (!looks) {
		music_release(&s->music, &s->untuned);
		write_rest(s, &s->untuned, write_text);
	}
	if (!looks || music_is_plain(&s->music, bytes, n)) {
		write_text(s, bytes, n);
		return;
	}
	music_filter(&s->music, bytes, n, &s->untuned);
	write_rest(s, &s->untuned, write_text);
	for (; s->music.tunes; s->music.tunes--)
		terminal_block(s->terminal, BLOCKED_MUSIC, "\x1b[", 2);
}

/*
 * A program that waits for the other side of a transfer would write its frames to the screen for a
 * minute. Where keys go to the peer at once, such a program has them; a line is no place for CANs.
 */
static void give_up_transfer(Session *s)
{
	bool sends = s->zmodem.sends, answers = s->mode.character && session_is_open(s, NULL);

	s->zmodem.sends = s->zmodem.receives = false;
	if (s->redrawing)
		return;
	terminal_block(s->terminal, BLOCKED_TRANSFERS,
		       "**\x18"
		       "B0",
		       5);
	if (s->now < s->zmodem_at)
		return;
	s->zmodem_at = s->now + REDRAW_ZMODEM_MS;
	if (answers) {
		wire_open(s->wire, WIRE_REPLY, false, NULL, 0);
		telnet_send_data(s->telnet, zmodem_cancel, strlen(zmodem_cancel));
		wire_close(s->wire);
	}
	session_message(s, MESSAGE_ERROR, "the peer %s by ZMODEM, and Hail transfers no files: %s",
			sends ? "wants to send a file" : "waits for a file",
			answers ? "cancelled" : "nothing was answered in line mode");
}

static void pass(Session *s, const char *bytes, size_t n)
{
	if (zmodem_is_plain(&s->zmodem, bytes, n)) {
		pass_music(s, bytes, n);
		return;
	}
	zmodem_filter(&s->zmodem, bytes, n, &s->unframed);
	write_rest(s, &s->unframed, pass_music);
	if (s->zmodem.sends || s->zmodem.receives)
		give_up_transfer(s);
}

/* Nothing came for a while, or nothing will: what the filters hold is text. */
static void settle(Session *s)
{
	zmodem_release(&s->zmodem, &s->unframed);
	write_rest(s, &s->unframed, pass_music);
	music_release(&s->music, &s->untuned);
	write_rest(s, &s->untuned, write_text);
}

void session_take_data(Session *s, const char *bytes, size_t n)
{
	replay_receive(s->replay, bytes, n);
	pass(s, bytes, n);
	if (!s->charset && !s->guessed && !s->settings.no_hints &&
	    charset_guess_cp437(&s->guess, bytes, n)) {
		s->guessed = true;
		session_message(s, MESSAGE_INFO,
				"this looks like CP437, the character set of boards: /charset "
				"cp437, or e in the menu, reads it so (said once)");
	}
}

void session_finish_text(Session *s)
{
	settle(s);
	if (s->charset) {
		charset_finish(s->charset, &s->decoded);
		terminal_write(s->terminal, buf_data(&s->decoded), buf_length(&s->decoded),
			       s->wall);
		buf_clear(&s->decoded);
	}
	terminal_finish(s->terminal);
}

static void do_step(Session *s, enum replay_step step, const char *text, size_t n)
{
	Terminal *t = s->terminal;

	if (step == REPLAY_MARKED_PROMPT || step == REPLAY_IDLE_PROMPT)
		settle(s);
	switch (step) {
	case REPLAY_RECEIVED: pass(s, text, n); break;
	case REPLAY_ECHO: terminal_echo(t, text, n, s->wall); break;
	case REPLAY_SENT: terminal_sent(t); break;
	case REPLAY_MARKED_PROMPT: terminal_prompt(t, true); break;
	case REPLAY_IDLE_PROMPT: terminal_prompt(t, false); break;
	case REPLAY_LINE_MODE: terminal_set_line_mode(t, true); break;
	case REPLAY_CHAR_MODE: terminal_set_line_mode(t, false); break;
	case REPLAY_NOTICE: terminal_notice(t, text, n, s->wall); break;
	}
}

void session_do(Session *s, enum replay_step step, const char *text, size_t n)
{
	replay_did(s->replay, step, text, n);
	do_step(s, step, text, n);
}

static void forget_filters(Session *s)
{
	s->zmodem = (struct zmodem){ .stars = 0 };
	s->music = (struct music){ .length = 0 };
}

void session_begin_document(Session *s)
{
	terminal_begin(s->terminal, s->wall);
	replay_clear(s->replay);
	forget_filters(s);
	s->zmodem_at = s->now;
	replay_did(s->replay, s->mode.character ? REPLAY_CHAR_MODE : REPLAY_LINE_MODE, NULL, 0);
	s->guess = (struct charset_guess){ 0 };
	s->guessed = false;
	s->first_line = terminal_end_line(s->terminal) - 1;
}

struct redraw {
	Session *session;
	uint64_t limit;
};

static bool redo(void *user, enum replay_step step, const char *text, size_t n)
{
	struct redraw *r = user;

	do_step(r->session, step, text, n);
	return terminal_work(r->session->terminal) < r->limit;
}

void session_redraw(Session *s)
{
	struct redraw r = { .session = s, .limit = terminal_work(s->terminal) + REDRAW_WORK };
	TerminalRedraw *redraw;
	bool whole;

	if (!s->replay)
		return;
	s->redrawing = true;
	forget_filters(s);
	redraw = terminal_redraw_begin(
		s->terminal, replay_is_whole(s->replay) ? s->first_line : TERMINAL_REDRAW_OVER);
	whole = replay_walk(s->replay, REDRAW_PIECE, redo, &r);
	if (!s->transport)
		session_finish_text(s);
	terminal_set_line_mode(s->terminal, !s->mode.character);
	terminal_redraw_end(s->terminal, redraw, whole);
	s->redrawing = false;
}

bool session_charset_sample(const Session *s, const char *charset, size_t lines, struct str *out,
			    struct err *e)
{
	struct charset_high high = { { 0 } };
	Charset *opened = NULL;
	struct buf all = { 0 }, text = { 0 };

	if (!s->replay)
		return true;
	if (charset_is_utf8(charset))
		charset_high_table(s->settings.fallback_charset, &high, NULL);
	else if (!(opened = charset_new(charset, e)))
		return false;
	replay_bytes(s->replay, &all);
	if (buf_length(&all) > REDRAW_SAMPLE)
		buf_consume(&all, buf_length(&all) - REDRAW_SAMPLE);
	if (buf_length(&all))
		charset_sample_lines(buf_data(&all), buf_length(&all), lines, &text);
	charset_sample_read(opened, &high, buf_data(&text), buf_length(&text), out);
	charset_free(opened);
	buf_fini(&all);
	buf_fini(&text);
	return true;
}
