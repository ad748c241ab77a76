/* The wire: answers each line with a line of JSON that says which bytes it was. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "demo/area.h"
#include "demo/service.h"
#include "demo/tint.h"

#include "base/poison.h"

enum {
	LINE_BYTES = 256, /* a longer line is answered in pieces */
	SLOW_PIECES = 6,
	SLOW_WAIT = 300, /* ms between them */
};

struct wire {
	Service *service;
	struct str line; /* bytes as they came */
	unsigned count; /* lines answered */
	unsigned slow; /* pieces that are still to come */
	int64_t next_piece; /* ms */
};

static void wire_prompt(void *state)
{
	struct wire *w = state;

	tour_tell(w->service);
}

static void *wire_enter(Service *s)
{
	struct wire *w = mem_alloc(sizeof *w);

	w->service = s;
	str_init(&w->line);
	service_tell(s, "{T}The wire{0}: a service that talks in lines of JSON, and says what "
			"your client really sent. {K}odd{0} sends odd bytes, {K}slow{0} a line in "
			"pieces, {K}quit{0} goes back.\n");
	wire_prompt(w);
	return w;
}

static void wire_leave(void *state)
{
	struct wire *w = state;

	str_fini(&w->line);
	free(w);
}

/* Appends a character as JSON has it (RFC 8259 section 7); controls as their pictures. */
static void append_character(struct str *out, uint32_t cp)
{
	if (cp < 0x20)
		str_append_codepoint(out, 0x2400 + cp);
	else if (cp == 0x7f)
		str_append_codepoint(out, 0x2421);
	else if (cp >= 0x80 && cp < 0xa0)
		str_append_format(out, "\\u%04x", (unsigned)cp);
	else if (cp == '"' || cp == '\\')
		str_append_format(out, "\\%c", (int)cp);
	else
		str_append_codepoint(out, cp);
}

static void append_seen(struct str *out, const char *bytes, size_t n)
{
	uint32_t cp;

	for (size_t at = 0, used; at < n; at += used) {
		used = utf8_decode(bytes + at, n - at, &cp);
		if (!used) {
			used = n - at;
			cp = UTF8_REPLACEMENT;
		}
		append_character(out, cp);
	}
}

static void append_hex(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_append_format(out, "%s%02x", i ? " " : "", (unsigned)(unsigned char)bytes[i]);
}

static void answer(struct wire *w)
{
	struct str seen, hex;

	str_init(&seen);
	str_init(&hex);
	append_seen(&seen, w->line.text, w->line.length);
	append_hex(&hex, w->line.text, w->line.length);
	service_say(w->service,
		    "{\"line\":%u,\"bytes\":%zu,\"seen\":\"{N}%s{0}\",\"hex\":\"{d}%s{0}\"}\n",
		    ++w->count, w->line.length, seen.text, hex.text);
	str_fini(&seen);
	str_fini(&hex);
}

/* Each line says what is in it. */
static void say_odd(struct wire *w)
{
	static const char bytes[] = "LF alone\n"
				    "CR alone \rcr\r\n"
				    "NUL \0 BEL \a DEL \177\r\n"
				    "Latin-1 caf\xe9\r\n"
				    "a title \033]0;not yours\033\\ and the clipboard "
				    "\033]52;c;aGFpbA==\033\\\r\n";

	tint_append_bytes(service_output(w->service), bytes, sizeof(bytes) - 1);
	tour_did(w->service, TOUR_ODD);
}

static bool is_word(const struct wire *w, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(w->line.text, word, n) &&
	       strspn(w->line.text + n, "\r\n") == w->line.length - n;
}

static void take_line(struct wire *w)
{
	answer(w);
	if (is_word(w, "odd"))
		say_odd(w);
	if (is_word(w, "quit") || is_word(w, "q"))
		service_go_home(w->service);
	if (is_word(w, "slow")) {
		w->slow = SLOW_PIECES;
		w->next_piece = service_visit(w->service)->now;
	}
	str_clear(&w->line);
	tour_did(w->service, TOUR_LINE_END);
	if (!w->slow && !service_is_leaving(w->service))
		wire_prompt(w);
}

/* CR LF, CR NUL, LF, and CR before anything else end a line. */
static void wire_raw(void *state, unsigned char byte)
{
	struct wire *w = state;
	bool after_cr = w->line.length && w->line.text[w->line.length - 1] == '\r';

	if (after_cr && byte && byte != '\n') {
		take_line(w);
		after_cr = false;
	}
	str_append_char(&w->line, (char)byte);
	if (byte == '\n' || (after_cr && !byte) || w->line.length == LINE_BYTES)
		take_line(w);
}

static void wire_finish(void *state)
{
	struct wire *w = state;

	if (w->line.length)
		take_line(w);
}

static int64_t wire_deadline(const void *state)
{
	const struct wire *w = state;

	return w->slow ? w->next_piece : -1;
}

static void wire_tick(void *state)
{
	struct wire *w = state;

	if (w->slow == SLOW_PIECES)
		service_say(w->service, "{\"slow\":[");
	service_say(w->service, "%u%s", SLOW_PIECES - w->slow + 1, w->slow > 1 ? "," : "]}\n");
	w->next_piece = service_visit(w->service)->now + SLOW_WAIT;
	if (!--w->slow)
		wire_prompt(w);
}

static bool wire_is_ready(void *state)
{
	const struct wire *w = state;

	return !w->slow;
}

static bool wire_work(void *state)
{
	struct wire *w = state;

	if (!w->slow || !service_visit(w->service)->ended)
		return false;
	wire_tick(w);
	return true;
}

const struct area wire_area = {
	.place = TOUR_WIRE,
	.enter = wire_enter,
	.leave = wire_leave,
	.raw = wire_raw,
	.prompt = wire_prompt,
	.is_ready = wire_is_ready,
	.work = wire_work,
	.finish = wire_finish,
	.deadline = wire_deadline,
	.tick = wire_tick,
};
