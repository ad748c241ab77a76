#include "demo/service-private.h"

#include <stdlib.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "telnet/command.h"
#include "telnet/option.h"

#include "base/poison.h"

enum {
	ANSWER_WAIT = 500, /* ms for the client's word on ECHO and NAWS */
	TRUST_WAIT = 3600 * 1000, /* ms for it by TLS: somebody has to decide on the key first */
	CTRL_C = 3,
	BACKSPACE = 8,
	CTRL_U = 0x15,
	DELETE = 0x7f,
	ENTER_WAIT = 1000, /* ms in which Enter still belongs to a choice of the menu */
};

void service_go(Service *s, const struct area *area)
{
	s->next = area ? area : s->home;
}

void service_quit(Service *s)
{
	s->done = true;
}

static bool is_leaving(const Service *s)
{
	return s->done || s->next;
}

static void leave_area(Service *s)
{
	if (s->state)
		s->area->hear(s->state, AREA_LEAVE);
	free(s->state);
	s->state = NULL;
	s->visit.due = -1;
	s->visit.busy = false;
}

static void begin_next(Service *s)
{
	leave_area(s);
	s->area = s->next;
	s->visit.place = s->area->place;
	s->next = NULL;
	telnetd_ask_mode(s->visit.telnet, s->area->key != NULL);
	s->entering = true;
	s->until = s->visit.now + (s->visit.sealed && !s->settled ? TRUST_WAIT : ANSWER_WAIT);
}

static void enter_area(Service *s)
{
	s->entering = s->resized = false;
	s->skip_enter = s->settled ? s->visit.now + ENTER_WAIT : -1;
	s->visit.tour.entered = true;
	service_clear_screen(s);
	s->state = mem_alloc(s->area->size);
	*(Service **)s->state = s;
	s->area->hear(s->state, AREA_ENTER);
	if (s->area->greeting) {
		service_tell_text(s, "", s->area->greeting);
		service_prompt(s);
	}
	s->settled = true;
}

/* Removes from a line what is no character, or a control. */
static void keep_characters(struct str *line)
{
	uint32_t cp;

	for (size_t at = 0, used; at < line->length;) {
		used = utf8_decode(line->text + at, line->length - at, &cp);
		if (!used || (used == 1 && cp >= 0x80) || (cp >= 0x80 && cp < 0xa0))
			str_splice(line, at, 1, NULL, 0);
		else
			at += used;
	}
}

static void end_line(Service *s)
{
	if (s->cut)
		service_say(s, "{y}That line was longer than %d bytes; I kept its beginning.{0}\n",
			    SERVICE_LINE_MAX);
	s->cut = false;
	keep_characters(&s->line);
	s->area->line(s->state, s->line.text);
	str_wipe(&s->line);
}

/* A byte of line mode, where a character or the whole line can be erased. */
static void take_line_byte(Service *s, unsigned char byte)
{
	struct str *line = &s->line;

	if (byte == '\r')
		end_line(s);
	else if (byte == CTRL_C || byte == CTRL_U)
		str_wipe(line);
	else if (byte == BACKSPACE || byte == DELETE)
		str_truncate(line,
			     line->length ? utf8_cluster_before(line->text, line->length) : 0);
	else if (line->length == SERVICE_LINE_MAX)
		s->cut = true;
	else if (byte >= ' ' || byte == '\t')
		str_append_char(line, byte == '\t' ? ' ' : (char)byte);
}

static void hear_key(void *user, struct key k)
{
	Service *s = user;

	if (is_leaving(s))
		return;
	if (s->page.state == PAGE_WAITING)
		service_page_key(s, k);
	else
		s->area->key(s->state, k);
}

static void hear_place(void *user, unsigned row, unsigned column)
{
	Service *s = user;

	if (s->area->cursor && !is_leaving(s))
		s->area->cursor(s->state, row, column);
}

/* One byte of data, in the order it was typed: CR LF, CR NUL, CR and LF are all Enter (RFC 854). */
static void take_byte(Service *s)
{
	unsigned char byte = (unsigned char)*buf_data(&s->typed);
	bool after_cr = s->after_cr, raw = s->area->raw != NULL;

	buf_consume(&s->typed, 1);
	s->after_cr = byte == '\r';
	if ((!byte || byte == '\n') && after_cr && (!raw || s->skipped)) {
		s->skipped = false;
		return;
	}
	if (!byte && !raw)
		return;
	if (byte == '\n' && !raw)
		byte = '\r';
	/* The Enter of somebody who ends a choice of the menu with it is none. */
	s->skipped = (byte == '\r' || byte == '\n') && s->visit.now < s->skip_enter;
	s->skip_enter = -1;
	if (s->skipped)
		return;
	if (raw)
		s->area->raw(s->state, byte);
	else if (s->area->key)
		key_decoder_feed(s->keys, (const char *)&byte, 1, s->visit.now);
	else
		take_line_byte(s, byte);
}

/* After the last byte: what is left of a line counts as one, then good-bye. */
static void take_end(Service *s)
{
	s->done = s->finished || (!s->area->hear(s->state, AREA_FINISH) && !s->line.length);
	if (!s->finished && s->line.length)
		end_line(s);
	s->finished = true;
	if (s->done)
		service_say(s, "\n{d}Your input ended, so I close. Fair winds!{0}\n");
}

/* Does a slice of what needs no input; false if there is none. */
static bool work(Service *s)
{
	const struct visit *v = &s->visit;

	if (s->page.state == PAGE_WAITING && !v->ended)
		return false;
	if (s->page.state == PAGE_WAITING)
		service_page_show(s, 0);
	if (s->page.state == PAGE_WRITING) {
		service_page_write(s);
		return true;
	}
	if (v->due < 0 || (v->due > v->now && !(v->busy && v->ended)))
		return false;
	s->visit.waiting = buf_length(&s->typed) > 0;
	s->area->hear(s->state, AREA_TICK);
	return true;
}

/* The area may want to know; a tick for it is told at once, before the prompt. */
static void tell_size(Service *s)
{
	s->resized = false;
	if (s->page.state == PAGE_CLOSED && !s->area->hear(s->state, AREA_RESIZED) &&
	    s->visit.tour.news[TOUR_WINDOW]) {
		service_say(s, SERVICE_ERASE_LINE);
		service_prompt(s);
	}
}

/* Goes on until everything is said, or waits for time, for input or for the output to drain. */
static void run(Service *s)
{
	while (!s->done && buf_length(&s->out) < SERVICE_OUTPUT_HIGH) {
		if (s->next) {
			begin_next(s);
		} else if (s->entering) {
			if (!s->visit.ended && !s->deaf && !telnetd_is_answered(s->visit.telnet))
				return;
			enter_area(s);
		} else if (s->resized) {
			tell_size(s);
		} else if (work(s)) {
			continue;
		} else if (s->visit.busy) {
			return;
		} else if (buf_length(&s->typed)) {
			take_byte(s);
		} else if (s->visit.ended) {
			take_end(s);
		} else {
			return;
		}
	}
}

static void hear_data(void *user, const char *bytes, size_t n)
{
	Service *s = user;

	if (s->done)
		return;
	buf_append(&s->typed, bytes, n);
	run(s);
}

static void hear_command(void *user, uint8_t command)
{
	static const char keys[] = "\003\177\025"; /* Ctrl-C, Delete, Ctrl-U */
	Service *s = user;

	if (s->done)
		return;
	switch (command) {
	case COMMAND_IP:
		if (!s->state || !s->area->hear(s->state, AREA_INTERRUPT))
			hear_data(s, &keys[0], 1);
		return;
	case COMMAND_EC: hear_data(s, &keys[1], 1); return;
	case COMMAND_EL: hear_data(s, &keys[2], 1); return;
	case COMMAND_BRK:
		service_say(s, SERVICE_ERASE_LINE "{y}*** BREAK received ***{0}\n");
		tour_did(s, TOUR_BREAK);
		break;
	case COMMAND_AYT:
		service_say(s, SERVICE_ERASE_LINE "[Yes]\n");
		tour_did(s, TOUR_AYT);
		break;
	default: return;
	}
	service_prompt(s);
}

/* A row more or less is the input line's, which comes and goes with the input mode. */
static void hear_window(void *user, unsigned columns, unsigned rows)
{
	Service *s = user;

	if (s->settled && (columns != service_columns(s) || rows + 1 < service_rows(s) ||
			   rows > service_rows(s) + 1))
		tour_did(s, TOUR_WINDOW);
	s->resized = true;
}

Service *service_new(const struct area *home, bool sealed, int64_t now)
{
	static const struct telnetd_events events = { hear_data, hear_command, hear_window };
	static const struct key_events keys = { .key = hear_key, .place = hear_place };
	Service *s = mem_alloc(sizeof *s);

	buf_init(&s->out);
	buf_init(&s->typed);
	s->typed.secret = true;
	str_init_secret(&s->line);
	s->keys = key_decoder_new(&keys, s);
	s->visit.telnet = telnetd_new(&s->out, &events, s);
	s->visit.now = now;
	s->visit.sealed = sealed;
	telnetd_do(s->visit.telnet, OPTION_TTYPE);
	telnetd_do(s->visit.telnet, OPTION_NAWS);
	s->home = s->next = home;
	s->skip_enter = s->visit.due = -1;
	run(s);
	return s;
}

void service_free(Service *s)
{
	if (!s)
		return;
	leave_area(s);
	telnetd_free(s->visit.telnet);
	charset_free(s->charset);
	str_fini(&s->line);
	key_decoder_free(s->keys);
	buf_fini(&s->page.text);
	buf_fini(&s->typed);
	buf_fini(&s->out);
	free(s);
}

void service_receive(Service *s, const char *bytes, size_t n, int64_t now)
{
	s->visit.now = now;
	if (s->done)
		return;
	telnetd_receive(s->visit.telnet, bytes, n);
	run(s);
}

void service_finish(Service *s, int64_t now)
{
	s->visit.now = now;
	s->visit.ended = true;
	run(s);
}

/* Whether a key that only time can tell may come now. */
static bool takes_keys(const Service *s)
{
	return s->state && s->area->key && !s->visit.busy && s->page.state != PAGE_WRITING;
}

void service_tick(Service *s, int64_t now)
{
	int64_t due = service_deadline(s);

	s->visit.now = now;
	s->deaf |= due >= 0 && due <= now && s->entering;
	if (takes_keys(s))
		key_decoder_tick(s->keys, now);
	run(s);
}

int64_t service_deadline(const Service *s)
{
	int64_t due = s->page.state == PAGE_CLOSED ? s->visit.due : -1;

	if (s->done)
		return -1;
	if (s->entering)
		return s->until;
	return deadline_earlier(due, takes_keys(s) ? key_decoder_deadline(s->keys) : -1);
}

bool service_wants_input(const Service *s)
{
	return !s->done && !s->visit.ended && buf_length(&s->typed) < SERVICE_TYPED_MAX &&
	       buf_length(&s->out) < 2 * SERVICE_OUTPUT_HIGH;
}

struct buf *service_output(Service *s)
{
	return &s->out;
}

bool service_is_done(const Service *s)
{
	return s->done && !buf_length(&s->out);
}
