#include "demo/service.h"

#include <stdlib.h>

#include "base/charset.h"
#include "base/mem.h"
#include "demo/area.h"
#include "demo/edit.h"
#include "demo/pager.h"
#include "demo/tint.h"
#include "telnet/command.h"
#include "telnet/option.h"

#include "base/poison.h"

enum {
	ANSWER_WAIT = 500, /* ms for the client's word on ECHO and NAWS */
	TRUST_WAIT = 3600 * 1000, /* ms for it by TLS: somebody has to decide on the key first */
	ENTER_WAIT = 1000, /* ms in which Enter still belongs to a choice of the menu */
	COLUMNS_MAX = 78, /* of prose, however wide the window is */
};

struct Service {
	struct visit visit;
	struct buf out;
	struct pager pager;
	bool composing; /* what is said goes to the pager */
	struct buf typed; /* data bytes that wait for the area; may hold a password */
	struct edit line; /* of line mode, so far */
	bool after_cr; /* a following LF or NUL belongs to the CR */
	bool skipped; /* and that CR was skipped */
	const struct area *home;
	const struct area *area;
	void *state;
	const struct area *next; /* to be entered */
	bool entering; /* the area waits for the client's answers */
	int64_t until; /* when it waits no longer */
	bool deaf; /* the client has left a question unanswered: none is waited for again */
	int64_t skip_enter; /* until then an Enter that comes next says nothing; -1 = no */
	Charset *charset; /* of the client; NULL: UTF-8 */
	bool settled; /* the first area is entered */
	bool finished; /* the area knows */
	bool done;
	bool resized; /* and the area not yet told */
};

/* Takes what is said, as the client reads it. */
static void put(Service *s, struct buf *said)
{
	tint_convert(s->composing ? &s->pager.text : &s->out, s->charset, said);
}

void service_say(Service *s, const char *format, ...)
{
	struct buf said = { 0 };
	va_list args;

	va_start(args, format);
	tint_append(&said, 0, format, args);
	va_end(args);
	put(s, &said);
}

/* The width of prose. */
static size_t measure(Service *s)
{
	unsigned columns = service_columns(s);

	return columns && columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

void service_tell(Service *s, const char *format, ...)
{
	struct buf said = { 0 };
	va_list args;

	va_start(args, format);
	tint_append(&said, measure(s), format, args);
	va_end(args);
	put(s, &said);
}

void service_tell_text(Service *s, const char *head, const char *text)
{
	struct buf said = { 0 };

	tint_append_text(&said, measure(s), head, text);
	put(s, &said);
}

void service_set_charset(Service *s, const char *name)
{
	charset_free(s->charset);
	s->charset = name ? charset_new(name, NULL) : NULL;
	s->visit.has_charset = s->charset != NULL;
}

void service_erase_line(Service *s)
{
	service_say(s, "\r\033[K");
}

void service_clear_screen(Service *s)
{
	service_say(s, service_rows(s) ? "\033[H\033[2J" : "\n");
}

void service_page_begin(Service *s)
{
	buf_clear(&s->pager.text);
	s->composing = true;
}

void service_page_show(Service *s, unsigned rows)
{
	s->composing = false;
	pager_open(&s->pager, service_columns(s), s->visit.ended ? 0 : rows);
}

enum tour_place service_place(const Service *s)
{
	return s->area->place;
}

void service_screen_begin(Service *s)
{
	service_page_begin(s);
	service_clear_screen(s);
}

void service_screen_show(Service *s)
{
	service_say(s, "\f");
	service_page_show(s, service_rows(s));
}

void service_screen(Service *s, const char *text)
{
	service_screen_begin(s);
	service_tell_text(s, "", text);
	service_screen_show(s);
}

struct visit *service_visit(Service *s)
{
	return &s->visit;
}

unsigned service_columns(Service *s)
{
	return telnetd_client(s->visit.telnet)->columns;
}

unsigned service_rows(Service *s)
{
	return telnetd_client(s->visit.telnet)->rows;
}

bool service_echoes(const Service *s)
{
	enum telnet_option_state ours = telnetd_ours(s->visit.telnet, OPTION_ECHO);

	return ours == TELNET_YES || (ours == TELNET_WANT_YES && s->visit.ended && !s->deaf);
}

uint32_t service_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

void service_go(Service *s, const struct area *area)
{
	s->next = area ? area : s->home;
}

void service_quit(Service *s)
{
	s->done = true;
}

bool service_is_leaving(const Service *s)
{
	return s->done || s->next;
}

static void leave_area(Service *s)
{
	if (s->state && s->area->leave)
		s->area->leave(s->state);
	free(s->state);
	s->state = NULL;
	s->visit.due = -1;
	s->visit.busy = false;
}

static void begin_next(Service *s)
{
	leave_area(s);
	s->area = s->next;
	s->next = NULL;
	telnetd_ask_mode(s->visit.telnet, s->area->byte != NULL);
	s->entering = true;
	s->until = s->visit.now + ANSWER_WAIT;
}

static void enter_area(Service *s)
{
	s->entering = s->resized = false;
	s->skip_enter = s->settled ? s->visit.now + ENTER_WAIT : -1;
	s->visit.tour.entered = true;
	service_clear_screen(s);
	s->state = mem_alloc(s->area->size);
	*(Service **)s->state = s;
	s->area->enter(s->state);
	s->settled = true;
}

static void show_prompt(Service *s)
{
	if (s->pager.state == PAGER_WAITING)
		pager_redraw(&s->pager, &s->out);
	else if (s->state && s->pager.state == PAGER_CLOSED)
		s->area->prompt(s->state);
}

static void end_line(Service *s)
{
	if (s->line.cut)
		service_say(s, "{y}That line was longer than %d bytes; I kept its beginning.{0}\n",
			    EDIT_MAX);
	s->area->line(s->state, s->line.text.text);
	edit_clear(&s->line, false);
}

static void take_page_key(Service *s, unsigned char byte)
{
	pager_key(&s->pager, byte, &s->out);
	if (s->area->place == TOUR_ROUTER)
		tour_did(s, TOUR_MORE);
	if (s->pager.state == PAGER_CLOSED)
		s->area->prompt(s->state);
}

/* Whether the Enter is that of somebody who ends a choice of the menu with it. */
static bool is_skipped(Service *s, unsigned char byte)
{
	bool skipped = (byte == '\r' || byte == '\n') && s->visit.now < s->skip_enter;

	s->skip_enter = -1;
	return skipped;
}

/* One byte of data, in the order it was typed: CR LF, CR NUL, CR and LF are all Enter (RFC 854). */
static void take_byte(Service *s)
{
	unsigned char byte = (unsigned char)*buf_data(&s->typed);
	bool after_cr = s->after_cr;

	buf_consume(&s->typed, 1);
	s->after_cr = byte == '\r';
	if ((!byte || byte == '\n') && after_cr && (!s->area->raw || s->skipped)) {
		s->skipped = false;
		return;
	}
	if (!byte && !s->area->raw)
		return;
	if (byte == '\n' && !s->area->raw)
		byte = '\r';
	s->skipped = is_skipped(s, byte);
	if (s->skipped)
		return;
	if (s->pager.state == PAGER_WAITING)
		take_page_key(s, byte);
	else if (s->area->raw)
		s->area->raw(s->state, byte);
	else if (s->area->byte)
		s->area->byte(s->state, byte);
	else if (edit_byte(&s->line, byte, &s->out) == EDIT_ENTER)
		end_line(s);
}

/* After the last byte: what is left of a line counts as one, then good-bye. */
static void take_end(Service *s)
{
	if (!s->finished && s->area->finish)
		s->area->finish(s->state);
	else if (!s->finished && s->line.text.length)
		end_line(s);
	else
		s->done = true;
	s->finished = true;
	if (s->done)
		service_say(s, "\n{d}Your input ended, so I close. Fair winds!{0}\n");
}

/* Does a slice of what needs no input; false if there is none. */
static bool work(Service *s)
{
	const struct visit *v = &s->visit;

	switch (s->pager.state) {
	case PAGER_WAITING:
		if (v->ended)
			pager_release(&s->pager);
		return v->ended;
	case PAGER_WRITING:
		pager_write(&s->pager, &s->out);
		if (s->pager.state == PAGER_CLOSED)
			s->area->prompt(s->state);
		return true;
	case PAGER_CLOSED: break;
	}
	if (v->due < 0 || (v->due > v->now && !(v->busy && v->ended)))
		return false;
	s->visit.waiting = buf_length(&s->typed) > 0;
	s->area->tick(s->state);
	return true;
}

/* The area may want to know; a tick for it is told at once, before the prompt. */
static void tell_size(Service *s)
{
	s->resized = false;
	if (s->pager.state != PAGER_CLOSED)
		return;
	if (s->area->resized) {
		s->area->resized(s->state);
	} else if (s->visit.tour.news[TOUR_WINDOW]) {
		service_erase_line(s);
		show_prompt(s);
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
		if (!s->state || !s->area->interrupt || !s->area->interrupt(s->state))
			hear_data(s, &keys[0], 1);
		return;
	case COMMAND_EC: hear_data(s, &keys[1], 1); return;
	case COMMAND_EL: hear_data(s, &keys[2], 1); return;
	case COMMAND_BRK:
		service_erase_line(s);
		service_say(s, "{y}*** BREAK received ***{0}\n");
		tour_did(s, TOUR_BREAK);
		break;
	case COMMAND_AYT:
		service_erase_line(s);
		service_say(s, "[Yes]\n");
		tour_did(s, TOUR_AYT);
		break;
	default: return;
	}
	show_prompt(s);
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

Service *service_new(const struct area *home, int64_t now)
{
	static const struct telnetd_events events = { hear_data, hear_command, hear_window };
	Service *s = mem_alloc(sizeof *s);

	buf_init(&s->out);
	pager_init(&s->pager);
	buf_init(&s->typed);
	s->typed.secret = true;
	edit_init(&s->line);
	s->line.plain = true;
	s->visit.telnet = telnetd_new(&s->out, &events, s);
	s->visit.now = now;
	telnetd_do(s->visit.telnet, OPTION_TTYPE);
	telnetd_do(s->visit.telnet, OPTION_NAWS);
	s->home = s->next = home;
	s->skip_enter = s->visit.due = -1;
	run(s);
	return s;
}

void service_seal(Service *s)
{
	s->visit.sealed = true;
	s->until = s->visit.now + TRUST_WAIT;
}

void service_free(Service *s)
{
	if (!s)
		return;
	leave_area(s);
	telnetd_free(s->visit.telnet);
	charset_free(s->charset);
	edit_fini(&s->line);
	pager_fini(&s->pager);
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

void service_tick(Service *s, int64_t now)
{
	int64_t due = service_deadline(s);

	s->visit.now = now;
	s->deaf |= due >= 0 && due <= now && s->entering;
	run(s);
}

int64_t service_deadline(const Service *s)
{
	if (s->done)
		return -1;
	if (s->entering)
		return s->until;
	return s->pager.state == PAGER_CLOSED ? s->visit.due : -1;
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
	return s->done;
}
