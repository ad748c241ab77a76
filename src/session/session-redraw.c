#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "session/charset-sample.h"
#include "session/session-internal.h"
#include "term/pack.h"

#include "base/poison.h"

enum {
	REDRAW_PIECE = 256, /* bytes between two looks at the work */
	REDRAW_SAMPLE = 16384, /* bytes among which a sample is looked for */
	REDRAW_WORK = 20000000, /* of the terminal for drawing a screen anew */
};

static void put_notice_line(Session *s, const char *packed)
{
	struct packed_line p = unpack_line(packed);
	struct text_line line;

	text_line_init(&line);
	unpack_text(&p, &line);
	terminal_notice_line(s->terminal, &line, s->wall);
	text_line_fini(&line);
}

/* What stands in the line already, though it was sent once, is where the peer put it. */
static void echo(Session *s, const char *text, size_t n)
{
	struct str before;

	str_init(&before);
	terminal_sent_text(s->terminal, terminal_cursor_line(s->terminal), &before);
	s->echoes = !before.length;
	str_fini(&before);
	terminal_echo(s->terminal, text, n, s->wall);
	s->echoes = false;
}

static void do_step(Session *s, enum replay_step step, const char *text, size_t n)
{
	Terminal *t = s->terminal;

	if (step == REPLAY_MARKED_PROMPT || step == REPLAY_IDLE_PROMPT)
		session_settle_text(s);
	switch (step) {
	case REPLAY_RECEIVED: session_pass_text(s, text, n); break;
	case REPLAY_ECHO: echo(s, text, n); break;
	case REPLAY_SENT: terminal_sent(t); break;
	case REPLAY_MARKED_PROMPT: terminal_prompt(t, true); break;
	case REPLAY_IDLE_PROMPT: terminal_prompt(t, false); break;
	case REPLAY_LINE_MODE: terminal_set_line_mode(t, true); break;
	case REPLAY_CHAR_MODE: terminal_set_line_mode(t, false); break;
	case REPLAY_NOTICE: terminal_notice(t, text, n, s->wall); break;
	case REPLAY_CLEARED: terminal_write(t, "\r\033[K", 4, s->wall); break;
	case REPLAY_NOTICE_LINE: put_notice_line(s, text); break;
	case REPLAY_CHARSET:
		session_end_character(s);
		session_read_as(s, text);
		break;
	case REPLAY_TAGS: session_read_tags(s, (unsigned)(text[0] - '0')); break;
	}
}

void session_do(Session *s, enum replay_step step, const char *text, size_t n)
{
	const struct terminal_modes *modes = terminal_modes(s->terminal);
	bool notice = step == REPLAY_NOTICE || step == REPLAY_NOTICE_LINE;
	uint64_t end;

	if (s->settings.played && !s->playing)
		return;
	session_tell_step(s, step, text, n);
	if (!notice || (!modes->alternate && !modes->addressing)) {
		replay_did(s->replay, step, text, n);
		do_step(s, step, text, n);
		return;
	}
	/* The notice goes to history, above the screen: drawing the screen anew leaves it out. */
	end = terminal_end_line(s->terminal);
	do_step(s, step, text, n);
	s->first_line += terminal_end_line(s->terminal) - end;
}

void session_begin_document(Session *s)
{
	terminal_begin(s->terminal, s->wall);
	replay_clear(s->replay);
	replay_did(s->replay, s->mode.character ? REPLAY_CHAR_MODE : REPLAY_LINE_MODE, NULL, 0);
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
	struct session_tags tags;
	TerminalRedraw *redraw;
	char *charset;
	bool all, whole;

	if (!s->replay)
		return;
	charset = mem_strdup(session_charset_name(s));
	all = replay_is_whole(s->replay);
	s->redrawing = true;
	session_forget_text(s);
	session_begin_charset(s);
	tags = session_begin_tags(s, all);
	redraw = terminal_redraw_begin(s->terminal, all ? s->first_line : TERMINAL_REDRAW_OVER);
	whole = replay_walk(s->replay, REDRAW_PIECE, redo, &r);
	if (!s->transport)
		session_finish_text(s);
	terminal_set_line_mode(s->terminal, !s->mode.character);
	session_end_tags(s, &tags, all && whole);
	terminal_redraw_end(s->terminal, redraw, whole);
	s->redrawing = false;
	if (strcmp(charset, session_charset_name(s)) != 0)
		session_read_as(s, charset);
	free(charset);
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
