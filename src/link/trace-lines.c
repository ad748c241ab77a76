#include "link/trace-lines.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "telnet/command.h"
#include "telnet/detect.h"
#include "telnet/gmcp.h"
#include "telnet/policy.h"
#include "telnet/token.h"
#include "telnet/words.h"
#include "base/poison.h"

enum {
	TRACE_ROW = 16, /* bytes on a row of hex */
	TRACE_INLINE = 64, /* bytes of a command that are shown on its line */
	TRACE_RAW = 64 << 10, /* bytes of a command that are kept for its hex */
};

enum found { FOUND_NOTHING, FOUND_DATA, FOUND_COMMAND };

/* A direction. */
struct stream {
	Tokenizer *tokenizer;
	bool sent;
	struct str raw; /* the bytes of what is half read, TRACE_RAW at most */
	size_t raw_length; /* how many it has */
	char last; /* of them */
	struct str data; /* of the piece, since the last command in it */
	enum found found; /* the token that was read last */
	struct str words; /* of it */
	bool cut; /* it is a subnegotiation that another command ended */
	bool secret; /* it holds a password */
};

struct TraceLines {
	struct stream streams[2]; /* by enum wire_direction */
	struct detect detect;
	enum telnet_protocol found; /* by it, in this connection */
	enum telnet_protocol protocol; /* the one in force */
	bool brief; /* data is left out */
	unsigned told; /* commands of this connection, while it is */
	const struct wire_piece *piece; /* under way */
	struct str *out;
};

static void stream_init(struct stream *s, bool sent)
{
	s->sent = sent;
	s->tokenizer = token_new(policy_payload_limit);
	str_init_secret(&s->raw);
	str_init(&s->data);
	str_init(&s->words);
}

static void stream_fini(struct stream *s)
{
	token_free(s->tokenizer);
	str_wipe(&s->raw);
	str_fini(&s->raw);
	str_fini(&s->data);
	str_fini(&s->words);
}

TraceLines *trace_lines_new(void)
{
	TraceLines *t = mem_alloc(sizeof(*t));

	stream_init(&t->streams[WIRE_RECEIVED], false);
	stream_init(&t->streams[WIRE_SENT], true);
	return t;
}

void trace_lines_free(TraceLines *t)
{
	if (!t)
		return;
	stream_fini(&t->streams[WIRE_RECEIVED]);
	stream_fini(&t->streams[WIRE_SENT]);
	free(t);
}

/* --- Lines. */

static void add_head(int64_t time, char sign, struct str *out)
{
	char stamp[CLOCK_STAMP];

	str_append_format(out, "%s %c ", clock_stamp(time, stamp), sign);
}

static void add_hex(const char *bytes, size_t n, struct str *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		const char text[] = { ' ', digits[(uint8_t)bytes[i] >> 4],
				      digits[(uint8_t)bytes[i] & 15] };

		str_append(out, text + !i, sizeof(text) - !i);
	}
}

static void add_row(size_t at, const char *bytes, size_t n, struct str *out)
{
	str_append_format(out, "  %06zx  ", at);
	add_hex(bytes, n, out);
	str_append_format(out, "%*s  |", (int)(3 * (TRACE_ROW - n)), "");
	for (size_t i = 0; i < n; i++)
		str_append_char(out, bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.');
	str_append_string(out, "|\n");
}

static void add_rows(const char *bytes, size_t n, struct str *out)
{
	for (size_t at = 0; at < n; at += TRACE_ROW)
		add_row(at, bytes + at, n - at < TRACE_ROW ? n - at : TRACE_ROW, out);
}

/* Where what is sent comes from. */
static void add_origin(const struct wire_piece *piece, struct str *out)
{
	static const char *const origins[] = {
		[WIRE_TYPED] = " typed",   [WIRE_PASTED] = " pasted",      [WIRE_RULE] = " rule",
		[WIRE_SCRIPT] = " script", [WIRE_LOGIN] = " login",        [WIRE_REPLY] = " reply",
		[WIRE_REPORT] = " report", [WIRE_NEGOTIATION] = " telnet",
	};

	if (piece->direction == WIRE_SENT)
		str_append_string(out, origins[piece->origin]);
}

static char sign(const struct wire_piece *piece)
{
	return piece->direction == WIRE_SENT ? '>' : '<';
}

/* Data; without bytes it is a secret. */
static void add_data(const struct wire_piece *piece, const char *bytes, size_t n, struct str *out)
{
	if (!n)
		return;
	add_head(piece->time, sign(piece), out);
	str_append_format(out, "%zu bytes", n);
	add_origin(piece, out);
	str_append_string(out, bytes ? "\n" : " (secret)\n");
	if (bytes)
		add_rows(bytes, n, out);
}

static void flush_data(TraceLines *t, struct stream *s)
{
	if (!t->brief)
		add_data(t->piece, s->data.text, s->data.length, t->out);
	str_clear(&s->data);
}

static void add_raw(const struct stream *s, struct str *out)
{
	add_rows(s->raw.text, s->raw.length, out);
	if (s->raw.length < s->raw_length)
		str_append_format(out, "  … and %zu more bytes\n", s->raw_length - s->raw.length);
}

/* Counts a command where not all is shown; whether it is told. */
static bool is_told(TraceLines *t)
{
	if (!t->brief)
		return true;
	if (t->told > TRACE_LINES_BRIEF)
		return false;
	if (++t->told <= TRACE_LINES_BRIEF)
		return true;
	trace_lines_note(t->piece->time, "what follows is kept only while the trace is on", t->out);
	return false;
}

/* A command of which no more than what it is and how long is told. */
static void add_secret(TraceLines *t, const char *words, size_t length)
{
	if (!is_told(t))
		return;
	add_head(t->piece->time, sign(t->piece), t->out);
	str_append_format(t->out, "%s (%zu bytes)", words, length);
	add_origin(t->piece, t->out);
	str_append_string(t->out, " (secret)\n");
}

/* A command in words, with its bytes: on its line, or in rows below it. */
static void add_command(TraceLines *t, const struct stream *s)
{
	bool is_short = s->raw_length <= TRACE_INLINE;

	if (s->secret)
		add_secret(t, s->words.text, s->raw_length);
	if (s->secret || !is_told(t))
		return;
	add_head(t->piece->time, sign(t->piece), t->out);
	str_append(t->out, s->words.text, s->words.length);
	if (is_short) {
		str_append_string(t->out, " [");
		add_hex(s->raw.text, s->raw.length, t->out);
		str_append_char(t->out, ']');
	} else {
		str_append_format(t->out, " (%zu bytes)", s->raw_length);
	}
	add_origin(t->piece, t->out);
	str_append_char(t->out, '\n');
	if (!is_short && !t->brief)
		add_raw(s, t->out);
}

/* --- Tokens. */

/* What a subnegotiation is called that is sent with a password, or with what stands for one: GMCP's
 * Char.Login, ATCP's login and auth; NULL: it isn't. */
static const char *login_of(const struct token *token)
{
	static const char *const names[] = { "login", "auth" };

	if (token->option != OPTION_GMCP && token->option != OPTION_ATCP)
		return NULL;
	if (gmcp_is_secret(token->bytes, token->length))
		return "Char.Login";
	for (size_t i = 0; token->option == OPTION_ATCP && i < sizeof(names) / sizeof(*names);
	     i++) {
		size_t n = strlen(names[i]);

		if (token->length >= n && strncasecmp(token->bytes, names[i], n) == 0)
			return names[i];
	}
	return NULL;
}

/* Stops behind each token, so that its bytes are known. */
static bool on_token(void *user, const struct token *token)
{
	struct stream *s = user;
	const char *login;

	s->found = token->kind == TOKEN_DATA ? FOUND_DATA : FOUND_COMMAND;
	s->cut = token->kind == TOKEN_SUBNEGOTIATION;
	login = s->sent && s->cut ? login_of(token) : NULL;
	s->secret = login != NULL;
	str_clear(&s->words);
	if (s->secret) {
		str_append_string(&s->words, "SB ");
		words_option(token->option, &s->words);
		str_append_format(&s->words, " %s", login);
	} else if (s->found == FOUND_COMMAND) {
		words_token(token, &s->words);
	}
	return false;
}

static void keep_raw(struct stream *s, const char *bytes, size_t n)
{
	size_t room = TRACE_RAW - s->raw.length;

	if (!n)
		return;
	str_append(&s->raw, bytes, n < room ? n : room);
	s->raw_length += n;
	s->last = bytes[n - 1];
}

static void drop_raw(struct stream *s)
{
	str_wipe(&s->raw);
	s->raw_length = 0;
}

/* A subnegotiation that another command cut off ends before the IAC of that. */
static bool give_up_iac(struct stream *s)
{
	if (!s->cut || (uint8_t)s->last != COMMAND_IAC)
		return false;
	if (s->raw.length == s->raw_length)
		str_truncate(&s->raw, s->raw.length - 1);
	s->raw_length--;
	return true;
}

static void take_token(TraceLines *t, struct stream *s)
{
	static const char iac = (char)COMMAND_IAC;
	bool next = give_up_iac(s);

	if (s->found == FOUND_DATA) {
		str_append(&s->data, s->raw.text, s->raw.length);
	} else {
		flush_data(t, s);
		add_command(t, s);
	}
	drop_raw(s);
	if (next)
		keep_raw(s, &iac, 1);
}

/* Splits `n` bytes. Data is shown as it stood on the wire. */
static void split(TraceLines *t, struct stream *s, const char *bytes, size_t n)
{
	while (n) {
		size_t used;

		s->found = FOUND_NOTHING;
		used = token_feed(s->tokenizer, bytes, n, on_token, s);
		keep_raw(s, bytes, used);
		if (s->found != FOUND_NOTHING)
			take_token(t, s);
		bytes += used;
		n -= used;
	}
}

/* What was sent of a command that nothing follows of: it is told as it is, and what is sent next is
 * read anew. */
static void cut_off(TraceLines *t, struct stream *s)
{
	const uint8_t *raw = (const uint8_t *)s->raw.text;
	struct token token = { .bytes = s->raw.text + 3 };
	const char *login = NULL;

	flush_data(t, s);
	str_clear(&s->words);
	str_append_string(&s->words, "unfinished ");
	str_append_string(&s->words, s->raw.length > 1 ? words_command(raw[1]) : "IAC");
	if (s->raw.length > 2) {
		token.option = raw[2];
		token.length = s->raw.length - 3;
		login = login_of(&token);
		str_append_char(&s->words, ' ');
		words_option(raw[2], &s->words);
		str_append_format(&s->words, "%s%s", login ? " " : "", login ? login : "");
	}
	s->secret = login != NULL;
	add_command(t, s);
	drop_raw(s);
	token_reset(s->tokenizer);
}

/* What is half read is no command any more. Of what was sent it may hold a secret. */
static void abandon(TraceLines *t, struct stream *s)
{
	flush_data(t, s);
	if (!t->brief)
		add_data(t->piece, t->piece->direction == WIRE_SENT ? NULL : s->raw.text,
			 s->raw_length, t->out);
	drop_raw(s);
	token_reset(s->tokenizer);
}

/* --- What is telnet. */

static void on_data(void *user, const char *bytes, size_t n)
{
	struct stream *s = user;

	str_append(&s->data, bytes, n);
}

/* What was held back while nothing was known is read by what is known. */
static void set_protocol(TraceLines *t, enum telnet_protocol protocol)
{
	struct stream *s = &t->streams[WIRE_RECEIVED];
	struct detect detect = t->detect;

	if (protocol == t->protocol)
		return;
	t->protocol = protocol;
	t->detect = (struct detect){ .seen = detect.seen };
	if (protocol == TELNET_PROTOCOL_TELNET)
		split(t, s, detect.held, detect.held_length);
	else
		on_data(s, detect.held, detect.held_length);
	if (protocol != TELNET_PROTOCOL_TELNET)
		abandon(t, s);
}

/* Looks for the first command; returns how many bytes it took. */
static size_t look(TraceLines *t, const char *bytes, size_t n)
{
	struct stream *s = &t->streams[WIRE_RECEIVED];
	size_t used;

	switch (detect_feed(&t->detect, bytes, n, &used, on_data, s)) {
	case DETECT_UNDECIDED: break;
	case DETECT_TELNET: t->found = TELNET_PROTOCOL_TELNET; break;
	case DETECT_RAW: t->found = TELNET_PROTOCOL_RAW; break;
	}
	set_protocol(t, t->found);
	return used;
}

static void take_received(TraceLines *t, const struct wire_piece *piece,
			  enum telnet_protocol protocol)
{
	struct stream *s = &t->streams[WIRE_RECEIVED];
	size_t at = 0;

	set_protocol(t, protocol == TELNET_PROTOCOL_UNDECIDED ? t->found : protocol);
	if (t->protocol == TELNET_PROTOCOL_UNDECIDED)
		at = look(t, piece->bytes, piece->length);
	if (t->protocol == TELNET_PROTOCOL_TELNET)
		split(t, s, piece->bytes + at, piece->length - at);
	else
		on_data(s, piece->bytes + at, piece->length - at);
	flush_data(t, s);
}

/* What we negotiate is telnet even before the peer has answered. */
static void take_sent(TraceLines *t, const struct wire_piece *piece, enum telnet_protocol protocol)
{
	struct stream *s = &t->streams[WIRE_SENT];

	if (protocol == TELNET_PROTOCOL_UNDECIDED)
		protocol = t->found;
	if (!piece->bytes ||
	    (protocol != TELNET_PROTOCOL_TELNET && piece->origin != WIRE_NEGOTIATION)) {
		abandon(t, s);
		if (piece->command)
			add_secret(t, piece->command, piece->length);
		else if (!t->brief)
			add_data(piece, piece->bytes, piece->length, t->out);
		return;
	}
	split(t, s, piece->bytes, piece->length);
	flush_data(t, s);
	if (!piece->more && !token_is_idle(s->tokenizer))
		cut_off(t, s);
}

void trace_lines_show_all(TraceLines *t, bool all)
{
	t->brief = !all;
	t->told = 0;
}

void trace_lines_piece(TraceLines *t, const struct wire_piece *piece, enum telnet_protocol protocol,
		       struct str *out)
{
	t->piece = piece;
	t->out = out;
	if (piece->direction == WIRE_RECEIVED)
		take_received(t, piece, protocol);
	else
		take_sent(t, piece, protocol);
}

void trace_lines_end(TraceLines *t, int64_t time, struct str *out)
{
	struct wire_piece piece = { .direction = WIRE_SENT,
				    .origin = WIRE_NEGOTIATION,
				    .time = time };

	t->piece = &piece;
	t->out = out;
	abandon(t, &t->streams[WIRE_SENT]);
	piece.direction = WIRE_RECEIVED;
	detect_flush(&t->detect, on_data, &t->streams[WIRE_RECEIVED]);
	abandon(t, &t->streams[WIRE_RECEIVED]);
	t->detect = (struct detect){ .seen = 0 };
	t->found = t->protocol = TELNET_PROTOCOL_UNDECIDED;
	t->told = 0;
}

void trace_lines_note(int64_t time, const char *text, struct str *out)
{
	add_head(time, '*', out);
	str_append_string(out, text);
	str_append_char(out, '\n');
}
