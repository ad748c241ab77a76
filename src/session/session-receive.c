#include "session/session.h"

#include <string.h>

#include "session/session-internal.h"

#include "base/poison.h"

enum { RECEIVE_ZMODEM_MS = 3000 }; /* between two answers to beginnings of transfers */

static void write_text(Session *s, const char *bytes, size_t n)
{
	if (!s->charset) {
		session_write_tagged(s, bytes, n);
		return;
	}
	charset_decode(s->charset, bytes, n, &s->decoded);
	session_write_tagged(s, buf_data(&s->decoded), buf_length(&s->decoded));
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

/* Whether the peer may wait for what is sent: keys go to it at once, and no program has the screen,
 * which shows a file or a mail that such a beginning stands in. */
static bool answers_transfers(const Session *s)
{
	const struct terminal_modes *modes = terminal_modes(s->terminal);

	return s->mode.character && s->transport && !s->half_closed && !modes->alternate &&
	       !modes->addressing;
}

/*
 * A program that waits for the other side of a transfer would write its frames to the screen for a
 * minute. Where keys go to the peer at once, such a program has them; a line is no place for CANs.
 */
static void give_up_transfer(Session *s)
{
	bool sends = s->zmodem.sends, answers = answers_transfers(s);

	s->zmodem.sends = s->zmodem.receives = false;
	if (s->redrawing)
		return;
	terminal_block(s->terminal, BLOCKED_TRANSFERS,
		       "**\x18"
		       "B0",
		       5);
	if (s->now < s->zmodem_at)
		return;
	s->zmodem_at = s->now + RECEIVE_ZMODEM_MS;
	if (answers) {
		wire_open(s->wire, WIRE_REPLY, false, NULL, 0);
		telnet_send_data(s->telnet, zmodem_cancel, strlen(zmodem_cancel));
		wire_close(s->wire);
	}
	session_message(s, MESSAGE_ERROR, "the peer %s by ZMODEM, and Hail transfers no files: %s",
			sends ? "wants to send a file" : "waits for a file",
			answers            ? "cancelled" :
			!s->mode.character ? "nothing was answered in line mode" :
					     "nothing was answered");
}

void session_pass_text(Session *s, const char *bytes, size_t n)
{
	while (n && !zmodem_is_plain(&s->zmodem, bytes, n)) {
		size_t used = zmodem_filter(&s->zmodem, bytes, n, &s->unframed);

		write_rest(s, &s->unframed, pass_music);
		if (s->zmodem.sends || s->zmodem.receives)
			give_up_transfer(s);
		bytes += used;
		n -= used;
	}
	if (n)
		pass_music(s, bytes, n);
}

void session_settle_text(Session *s)
{
	zmodem_release(&s->zmodem, &s->unframed);
	write_rest(s, &s->unframed, pass_music);
	music_release(&s->music, &s->untuned);
	write_rest(s, &s->untuned, write_text);
	session_settle_tags(s);
}

void session_take_data(Session *s, const char *bytes, size_t n)
{
	replay_receive(s->replay, bytes, n);
	session_pass_text(s, bytes, n);
	if (!s->charset && !s->guessed && !s->settings.no_hints &&
	    charset_guess_cp437(&s->guess, bytes, n)) {
		s->guessed = true;
		session_message(
			s, MESSAGE_INFO,
			"this looks like CP437, the character set of boards: e in the menu, "
			"or /charset cp437, reads it so; /set pack=bbs sets all that a board "
			"wants (said once)");
	}
}

void session_end_character(Session *s)
{
	session_settle_text(s);
	if (s->charset) {
		charset_finish(s->charset, &s->decoded);
		terminal_write(s->terminal, buf_data(&s->decoded), buf_length(&s->decoded),
			       s->wall);
		buf_clear(&s->decoded);
	} else {
		terminal_end_character(s->terminal);
	}
}

void session_finish_text(Session *s)
{
	session_end_character(s);
	terminal_finish(s->terminal);
}

void session_forget_text(Session *s)
{
	s->zmodem = (struct zmodem){ .stars = 0 };
	s->music = (struct music){ .length = 0 };
}
