#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/deceptive.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "telnet/command.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

static const unsigned MTTS_UTF8 = 4, MTTS_MSLP = 1024;
enum { NAME_BYTES = 128 }; /* of the peer that may be a value's name */

enum telnet_option_state telnet_option(const Telnet *t, enum telnet_side side, uint8_t option)
{
	return negotiate_state(t->negotiate, side, option);
}

bool telnet_is_on(const Telnet *t, enum telnet_side side, uint8_t option)
{
	return telnet_option(t, side, option) == TELNET_YES;
}

bool telnet_is_on_other(const Telnet *t, enum telnet_side side, uint8_t option)
{
	return telnet_is_on(t, side == TELNET_US ? TELNET_PEER : TELNET_US, option);
}

bool telnet_is_on_either(const Telnet *t, uint8_t option)
{
	return telnet_is_on(t, TELNET_US, option) || telnet_is_on(t, TELNET_PEER, option);
}

unsigned telnet_mtts(const Telnet *t)
{
	unsigned bits = t->mtts & ~MTTS_UTF8;

	if (!t->mtts)
		return 0;
	/* Links are for games. */
	if (t->kind == TELNET_KIND_TERMINAL)
		bits &= ~MTTS_MSLP;
	return bits | (charset_is_utf8(t->charset) ? MTTS_UTF8 : 0);
}

void telnet_told_mtts(Telnet *t)
{
	if (t->links_told || !(telnet_mtts(t) & MTTS_MSLP))
		return;
	t->links_told = true;
	t->events.changed(t->user);
}

bool telnet_is_game(const Telnet *t)
{
	if (t->kind != TELNET_KIND_AUTO)
		return t->kind == TELNET_KIND_GAME;
	return t->mud_evidence || t->prompt_marks;
}

bool telnet_is_terminal(const Telnet *t)
{
	if (t->kind != TELNET_KIND_AUTO)
		return t->kind == TELNET_KIND_TERMINAL;
	return t->terminal_evidence;
}

bool telnet_may_reply(Telnet *t)
{
	if (flood_allows_reply(&t->flood, t->now))
		return true;
	t->counts.replies_dropped++;
	return false;
}

void telnet_send_buf(Telnet *t, struct buf *out)
{
	if (buf_length(out))
		t->events.send(t->user, buf_data(out), buf_length(out));
	buf_fini(out);
}

static void send_payload(Telnet *t, uint8_t option, bool secret, const char *bytes, size_t n)
{
	const char head[] = { (char)COMMAND_IAC, (char)COMMAND_SB, (char)option };
	static const char tail[] = { (char)COMMAND_IAC, (char)COMMAND_SE };
	struct buf out;

	buf_init(&out);
	out.secret = secret;
	buf_append(&out, head, sizeof head);
	nvt_encode(NVT_DOUBLE_IAC, bytes, n, &out);
	buf_append(&out, tail, sizeof tail);
	telnet_send_buf(t, &out);
}

void telnet_send_payload(Telnet *t, uint8_t option, const char *bytes, size_t n)
{
	send_payload(t, option, false, bytes, n);
}

void telnet_send_secret_payload(Telnet *t, uint8_t option, const char *bytes, size_t n)
{
	send_payload(t, option, true, bytes, n);
}

bool telnet_begin_inflate(Telnet *t, uint8_t option, enum inflate_encoding encoding,
			  const char *name)
{
	struct expansion *x = &t->expansion;

	/* What another command than SE ended is no beginning that a peer meant. */
	if (x->stream || !token_is_idle(t->tokenizer))
		return false;
	x->stream = inflate_new(encoding);
	x->option = option;
	x->name = name;
	x->begun = true;
	return true;
}

void telnet_begin_deflate(Telnet *t)
{
	static const char start[] = { (char)COMMAND_IAC, (char)COMMAND_SB, OPTION_MCCP3,
				      (char)COMMAND_IAC, (char)COMMAND_SE };

	/* A peer that doesn't read our DO reads no stream either. */
	if (!t->muted)
		t->deflates = t->events.begin_deflate(t->user, start, sizeof(start));
}

void telnet_end_deflate(Telnet *t)
{
	if (t->deflates)
		t->events.end_deflate(t->user);
	t->deflates = false;
}

void telnet_break(Telnet *t, const char *clause)
{
	t->stopped = t->expansion.broken = true;
	t->events.broken(t->user, clause);
}

/* The table of the character set in use, kept while that is; NULL if it has none. */
static const struct charset_high *find_table(Telnet *t)
{
	if (t->table_name && strcmp(t->table_name, t->charset) == 0)
		return t->table;
	free(t->table_name);
	free(t->table);
	t->table_name = mem_strdup(t->charset);
	t->table = mem_alloc(sizeof *t->table);
	if (charset_is_utf8(t->charset) || !charset_high_table(t->charset, t->table, NULL)) {
		free(t->table);
		t->table = NULL;
	}
	return t->table;
}

void telnet_append_text(Telnet *t, const char *bytes, size_t n, struct str *out)
{
	const struct charset_high *table = utf8_valid(bytes, n) ? NULL : find_table(t);

	if (!table) {
		str_append_any(out, bytes, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		uint32_t cp = byte < 0x80 ? byte : table->cp[byte - 0x80];

		str_append_codepoint(out, cp || byte < 0x80 ? cp : UTF8_REPLACEMENT);
	}
}

void telnet_tell_value(Telnet *t, enum telnet_source source, const char *name, const char *json,
		       size_t n)
{
	struct telnet_value value = { .source = source, .name = name, .json = json, .length = n };

	if (t->events.value)
		t->events.value(t->user, &value);
}

void telnet_tell_named(Telnet *t, enum telnet_source source, const char *name, size_t length,
		       const char *json, size_t n)
{
	struct str text, clean;
	uint32_t cp;

	str_init(&text);
	str_init(&clean);
	telnet_append_text(t, name, length, &text);
	for (size_t i = 0; i < text.length && clean.length < NAME_BYTES;) {
		i += utf8_decode(text.text + i, text.length - i, &cp);
		if (!(deceptive_class(cp) & DECEPTIVE_LINE))
			str_append_codepoint(&clean, cp);
	}
	telnet_tell_value(t, source, clean.text, json, n);
	str_fini(&clean);
	str_fini(&text);
}
