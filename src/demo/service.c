#include "demo/service.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "demo/area.h"
#include "demo/tint.h"
#include "telnet/command.h"
#include "telnet/option.h"

#include "base/poison.h"

enum {
	KEY_CTRL_C = 0x03,
	KEY_BACKSPACE = 0x08,
	KEY_CTRL_U = 0x15,
	KEY_DELETE = 0x7f,
};

struct Service {
	Telnetd *telnet;
	struct buf out;
	struct buf typed; /* data bytes that wait for the area; may hold a password */
	struct str line; /* of line mode, so far */
	bool line_cut; /* more than SERVICE_LINE_MAX came */
	bool after_cr; /* a following LF or NUL belongs to the CR */
	int64_t now;
	const struct area *home;
	const struct area *area;
	void *state;
	const struct area *next; /* to be entered */
	bool settled; /* the first area is entered */
	bool ended; /* no more input comes */
	bool finished; /* the area knows */
	bool done;
};

void service_say(Service *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tint_append_v(&s->out, format, args);
	va_end(args);
}

void service_tell(Service *s, const char *text)
{
	tint_append_text(&s->out, text);
}

Telnetd *service_telnet(Service *s)
{
	return s->telnet;
}

int64_t service_now(const Service *s)
{
	return s->now;
}

bool service_input_ended(const Service *s)
{
	return s->ended;
}

bool service_is_new(const Service *s)
{
	return !s->settled;
}

void service_go(Service *s, const struct area *area)
{
	s->next = area;
}

void service_go_home(Service *s)
{
	s->next = s->home;
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
	if (s->state)
		s->area->leave(s->state);
	s->state = NULL;
}

static void enter_next(Service *s)
{
	leave_area(s);
	s->area = s->next;
	s->next = NULL;
	s->state = s->area->enter(s);
	s->settled = true;
}

static bool is_text(uint32_t cp, size_t used)
{
	return cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0) && !(used == 1 && cp == UTF8_REPLACEMENT);
}

/* Keeps the printable characters of well-formed UTF-8; a TAB counts as a blank. */
static void clean_line(struct str *line)
{
	size_t kept = 0, used;

	for (size_t at = 0; at < line->length; at += used) {
		uint32_t cp;

		if (line->text[at] == '\t')
			line->text[at] = ' ';
		used = utf8_decode(line->text + at, line->length - at, &cp);
		if (!used)
			break;
		if (!is_text(cp, used))
			continue;
		memmove(line->text + kept, line->text + at, used);
		kept += used;
	}
	str_truncate(line, kept);
}

static void end_line(Service *s)
{
	clean_line(&s->line);
	if (s->line_cut)
		service_say(s, "{y}That line was longer than %d bytes; I kept its beginning.{0}\n",
			    SERVICE_LINE_MAX);
	s->line_cut = false;
	s->area->line(s->state, s->line.text);
	str_wipe(&s->line);
}

static void take_line_byte(Service *s, unsigned char byte)
{
	switch (byte) {
	case '\r': end_line(s); break;
	case KEY_CTRL_C:
	case KEY_CTRL_U: str_wipe(&s->line); break;
	case KEY_BACKSPACE:
	case KEY_DELETE:
		if (s->line.length)
			str_truncate(&s->line, utf8_cluster_before(s->line.text, s->line.length));
		break;
	default:
		if (s->line.length < SERVICE_LINE_MAX)
			str_append_char(&s->line, (char)byte);
		else
			s->line_cut = true;
		break;
	}
}

/* One byte of data, in the order it was typed: CR LF, CR NUL, CR and LF are all Enter (RFC 854). */
static void take_byte(Service *s)
{
	unsigned char byte = (unsigned char)*buf_data(&s->typed);
	bool after_cr = s->after_cr;

	buf_consume(&s->typed, 1);
	s->after_cr = byte == '\r';
	if (!byte || (byte == '\n' && after_cr))
		return;
	if (byte == '\n')
		byte = '\r';
	if (s->area->byte)
		s->area->byte(s->state, byte);
	else
		take_line_byte(s, byte);
}

/* After the last byte: what is left of a line counts as one, then good-bye. */
static void take_end(Service *s)
{
	if (!s->finished && s->area->finish)
		s->area->finish(s->state);
	else if (!s->finished && s->line.length)
		end_line(s);
	else
		s->done = true;
	s->finished = true;
	if (s->done)
		service_say(s, "\n{d}Your input ended, so I close. Fair winds!{0}\n");
}

/* Goes on until everything is said, or waits for time, for input or for the output to drain. */
static void run(Service *s)
{
	while (!s->done && buf_length(&s->out) < SERVICE_OUTPUT_HIGH) {
		if (s->next)
			enter_next(s);
		else if (s->area->work && s->area->work(s->state))
			continue;
		else if (s->area->is_ready && !s->area->is_ready(s->state))
			return;
		else if (buf_length(&s->typed))
			take_byte(s);
		else if (s->ended)
			take_end(s);
		else
			return;
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
	static const char keys[] = { KEY_CTRL_C, KEY_DELETE, KEY_CTRL_U };
	Service *s = user;

	if (s->done)
		return;
	switch (command) {
	case COMMAND_IP:
		if (!s->area->interrupt || !s->area->interrupt(s->state))
			hear_data(s, &keys[0], 1);
		return;
	case COMMAND_EC: hear_data(s, &keys[1], 1); return;
	case COMMAND_EL: hear_data(s, &keys[2], 1); return;
	case COMMAND_BRK: service_say(s, "\n{y}*** BREAK received ***{0}\n"); break;
	case COMMAND_AYT: service_say(s, "\n[Yes]\n"); break;
	default: return;
	}
	s->area->prompt(s->state);
}

Service *service_new(const struct area *home, int64_t now)
{
	static const struct telnetd_events events = { hear_data, hear_command };
	Service *s = mem_alloc(sizeof *s);

	buf_init(&s->out);
	buf_init(&s->typed);
	s->typed.secret = true;
	str_init(&s->line);
	s->telnet = telnetd_new(&s->out, &events, s);
	s->now = now;
	telnetd_do(s->telnet, OPTION_TTYPE);
	telnetd_do(s->telnet, OPTION_NAWS);
	s->home = s->next = home;
	run(s);
	return s;
}

void service_free(Service *s)
{
	if (!s)
		return;
	leave_area(s);
	telnetd_free(s->telnet);
	str_wipe(&s->line);
	str_fini(&s->line);
	buf_fini(&s->typed);
	buf_fini(&s->out);
	free(s);
}

void service_receive(Service *s, const char *bytes, size_t n, int64_t now)
{
	s->now = now;
	if (s->done)
		return;
	telnetd_receive(s->telnet, bytes, n);
	run(s);
}

void service_finish(Service *s, int64_t now)
{
	s->now = now;
	s->ended = true;
	run(s);
}

void service_tick(Service *s, int64_t now)
{
	int64_t due = service_deadline(s);

	s->now = now;
	if (due >= 0 && due <= now)
		s->area->tick(s->state);
	run(s);
}

int64_t service_deadline(const Service *s)
{
	return s->done || !s->area->deadline ? -1 : s->area->deadline(s->state);
}

bool service_wants_input(const Service *s)
{
	return !s->done && !s->ended && buf_length(&s->typed) < SERVICE_TYPED_MAX &&
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
