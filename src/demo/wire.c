/* The wire: answers each line with a line of JSON that says which bytes it was. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "demo/area.h"
#include "demo/service.h"

#include "base/poison.h"

enum {
	LINE_BYTES = 256, /* a longer line is answered in pieces */
	SLOW_PIECES = 6,
	SLOW_WAIT = 300, /* ms between them */
};

struct wire {
	Service *service;
	char line[LINE_BYTES]; /* bytes as they came */
	size_t length;
	unsigned count; /* lines answered */
	unsigned slow; /* pieces that were said, of those to come slowly */
};

/* Appends bytes as JSON has them (RFC 8259 section 7); controls as their pictures. */
static void append_seen(struct str *out, const char *bytes, size_t n)
{
	uint32_t cp;

	for (size_t at = 0, used; at < n; at += used ? used : n) {
		used = utf8_decode(bytes + at, n - at, &cp);
		if (!used)
			cp = UTF8_REPLACEMENT;
		if (cp >= 0x80 && cp < 0xa0)
			str_append_format(out, "\\u%04x", (unsigned)cp);
		else if (cp == '"' || cp == '\\')
			str_append_format(out, "\\%c", (int)cp);
		else
			str_append_codepoint(out, cp < 0x20  ? 0x2400 + cp :
						  cp == 0x7f ? 0x2421 :
							       cp);
	}
}

static void answer(struct wire *w)
{
	struct str seen, hex;

	str_init(&seen);
	str_init(&hex);
	append_seen(&seen, w->line, w->length);
	for (size_t i = 0; i < w->length; i++)
		str_append_format(&hex, "%s%02x", i ? " " : "", (unsigned char)w->line[i]);
	service_say(w->service,
		    "{\"line\":%u,\"bytes\":%zu,\"seen\":\"{N}%s{0}\",\"hex\":\"{d}%s{0}\"}\n",
		    ++w->count, w->length, seen.text, hex.text);
	str_fini(&seen);
	str_fini(&hex);
}

/* Each line says what is in it. */
static void say_odd(struct wire *w)
{
	static const char bytes[] =
		"LF alone\n"
		"CR alone \rcr\r\n"
		"NUL \0 BEL \a DEL \177\r\n"
		"Latin-1 caf\xe9\r\n"
		"a title \033]0;not yours\033\\ and the clipboard \033]52;c;aGFpbA==\033\\\r\n";

	buf_append(service_output(w->service), bytes, sizeof(bytes) - 1);
	tour_did(w->service, TOUR_ODD);
}

/* Whether the line is `word`, whatever ends it: CR, LF, and NUL after CR. */
static bool is_word(const struct wire *w, const char *word)
{
	size_t n = w->length;

	while (n && strchr("\r\n", w->line[n - 1]))
		n--;
	return n == strlen(word) && !memcmp(w->line, word, n);
}

static void take_line(struct wire *w)
{
	struct visit *v = service_visit(w->service);

	answer(w);
	if (is_word(w, "odd"))
		say_odd(w);
	if (is_word(w, "quit") || is_word(w, "q"))
		service_go(w->service, NULL);
	v->busy = is_word(w, "slow");
	w->length = 0;
	tour_did(w->service, TOUR_LINE_END);
	if (v->busy)
		service_wake(w->service, 0);
	service_prompt(w->service);
}

/* A piece of the slow line. */
static void say_piece(struct wire *w)
{
	bool last = ++w->slow == SLOW_PIECES;

	service_say(w->service, "%s%u%s", w->slow == 1 ? "{\"slow\":[" : "", w->slow,
		    last ? "]}\n" : ",");
	service_wake(w->service, last ? -1 : SLOW_WAIT);
	if (!last)
		return;
	service_visit(w->service)->busy = false;
	w->slow = 0;
	service_prompt(w->service);
}

/* CR LF, CR NUL, LF, and CR before anything else end a line. */
static void wire_raw(void *state, unsigned char byte)
{
	struct wire *w = state;
	bool after_cr = w->length && w->line[w->length - 1] == '\r';

	if (after_cr && byte && byte != '\n') {
		take_line(w);
		after_cr = false;
	}
	w->line[w->length++] = (char)byte;
	if (byte == '\n' || (after_cr && !byte) || w->length == LINE_BYTES)
		take_line(w);
}

static bool wire_hear(void *state, enum area_event event)
{
	struct wire *w = state;

	if (event == AREA_PROMPT)
		tour_tell(w->service);
	else if (event == AREA_TICK)
		say_piece(w);
	else if (event == AREA_FINISH && w->length)
		take_line(w);
	return event == AREA_FINISH;
}

const struct area wire_area = {
	.place = TOUR_WIRE,
	.size = sizeof(struct wire),
	.greeting = "{T}The wire{0}: a service that talks in lines of JSON, and says "
		    "what your client really sent. {K}odd{0} sends odd bytes, "
		    "{K}slow{0} a line in pieces, {K}quit{0} goes back.\n",
	.hear = wire_hear,
	.raw = wire_raw,
};
