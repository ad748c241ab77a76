#include "telnet/token.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "telnet/command.h"
#include "telnet/option.h"

#include "base/poison.h"

enum state {
	STATE_DATA,
	STATE_IAC, /* after IAC */
	STATE_OPTION, /* after IAC WILL, WONT, DO, DONT */
	STATE_SB_OPTION, /* after IAC SB */
	STATE_SB, /* in a payload */
	STATE_SB_IAC, /* after IAC in a payload */
};

struct Tokenizer {
	size_t (*limit)(uint8_t option);
	enum state state;
	uint8_t command;
	uint8_t option;
	bool truncated;
	size_t room; /* payload bytes that may still come */
	struct buf payload;
};

struct sink {
	bool (*each)(void *user, const struct token *token);
	void *user;
	bool stopped;
	size_t used; /* of the bytes fed, up to the end of what is emitted */
};

Tokenizer *token_new(size_t (*limit)(uint8_t option))
{
	Tokenizer *t = mem_alloc(sizeof *t);

	assert(limit);
	t->limit = limit;
	buf_init(&t->payload);
	return t;
}

void token_free(Tokenizer *t)
{
	if (!t)
		return;
	buf_fini(&t->payload);
	free(t);
}

bool token_is_idle(const Tokenizer *t)
{
	return t->state == STATE_DATA;
}

void token_reset(Tokenizer *t)
{
	t->state = STATE_DATA;
	buf_clear(&t->payload);
}

static void emit(struct sink *sink, const struct token *token)
{
	struct token told = *token;

	told.used = sink->used;
	sink->stopped = !sink->each(sink->user, &told);
}

static void emit_data(struct sink *sink, const char *bytes, size_t n)
{
	emit(sink, &(struct token){ .kind = TOKEN_DATA, .bytes = bytes, .length = n });
}

static void emit_subnegotiation(Tokenizer *t, struct sink *sink)
{
	struct token token = {
		.kind = TOKEN_SUBNEGOTIATION,
		.option = t->option,
		.truncated = t->truncated,
		.bytes = "",
	};

	if (!t->truncated && buf_length(&t->payload)) {
		token.bytes = buf_data(&t->payload);
		token.length = buf_length(&t->payload);
	}
	emit(sink, &token);
	buf_clear(&t->payload);
}

static void payload_append(Tokenizer *t, const char *bytes, size_t n)
{
	if (t->truncated)
		return;
	if (n > t->room) {
		t->truncated = true;
		buf_clear(&t->payload);
		return;
	}
	t->room -= n;
	buf_append(&t->payload, bytes, n);
}

/* How many of the `n` bytes come before the first IAC. */
static size_t run_length(const char *bytes, size_t n)
{
	const char *iac = memchr(bytes, COMMAND_IAC, n);

	return iac ? (size_t)(iac - bytes) : n;
}

static size_t take_data(Tokenizer *t, struct sink *sink, const char *bytes, size_t n)
{
	size_t run = run_length(bytes, n);

	if (n - run >= 2 && (uint8_t)bytes[run + 1] == COMMAND_IAC) {
		emit_data(sink, bytes, run + 1);
		return run + 2;
	}
	if (run) {
		emit_data(sink, bytes, run);
		return run;
	}
	t->state = STATE_IAC;
	return 1;
}

static void take_command(Tokenizer *t, struct sink *sink, uint8_t byte)
{
	static const char iac = (char)COMMAND_IAC;

	t->state = STATE_DATA;
	switch (byte) {
	case COMMAND_IAC: emit_data(sink, &iac, 1); break;
	case COMMAND_SB: t->state = STATE_SB_OPTION; break;
	case COMMAND_WILL:
	case COMMAND_WONT:
	case COMMAND_DO:
	case COMMAND_DONT:
		t->command = byte;
		t->state = STATE_OPTION;
		break;
	default: emit(sink, &(struct token){ .kind = TOKEN_COMMAND, .command = byte }); break;
	}
}

static void take_option(Tokenizer *t, struct sink *sink, uint8_t byte)
{
	struct token token = { .kind = TOKEN_NEGOTIATION, .command = t->command, .option = byte };

	t->state = STATE_DATA;
	emit(sink, &token);
}

/* An IAC in the option's place is no option 255: `IAC SB IAC SE` must not swallow the stream. */
static void begin_subnegotiation(Tokenizer *t, uint8_t byte)
{
	t->state = byte == COMMAND_IAC ? STATE_SB_IAC : STATE_SB;
	t->option = byte;
	t->truncated = false;
	t->room = t->limit(byte);
	buf_clear(&t->payload);
}

/* MCCP1 ends its subnegotiation with `WILL SE`, without IAC. */
static bool is_mccp1_end(const Tokenizer *t, uint8_t byte)
{
	return byte == COMMAND_SE && t->option == OPTION_MCCP1 && buf_length(&t->payload) == 1 &&
	       (uint8_t)buf_data(&t->payload)[0] == COMMAND_WILL;
}

static size_t take_payload(Tokenizer *t, struct sink *sink, const char *bytes, size_t n)
{
	size_t run = run_length(bytes, t->option == OPTION_MCCP1 ? 1 : n);

	if (!run) {
		t->state = STATE_SB_IAC;
		return 1;
	}
	if (is_mccp1_end(t, (uint8_t)bytes[0])) {
		t->state = STATE_DATA;
		emit_subnegotiation(t, sink);
		return 1;
	}
	payload_append(t, bytes, run);
	return run;
}

/*
 * Another command than SE ends the payload and then counts itself; what is no command is an ff
 * that the peer forgot to double.
 */
static size_t take_payload_command(Tokenizer *t, struct sink *sink, uint8_t byte)
{
	char forgotten[2] = { (char)COMMAND_IAC, (char)byte };

	t->state = STATE_SB;
	if (byte == COMMAND_IAC) {
		payload_append(t, forgotten, 1);
		return 1;
	}
	if (byte < COMMAND_FIRST) {
		payload_append(t, forgotten, 2);
		return 1;
	}
	t->state = byte == COMMAND_SE ? STATE_DATA : STATE_IAC;
	emit_subnegotiation(t, sink);
	return byte == COMMAND_SE;
}

size_t token_feed(Tokenizer *t, const char *bytes, size_t n,
		  bool (*each)(void *user, const struct token *token), void *user)
{
	struct sink sink = { .each = each, .user = user };
	size_t at = 0;

	while (at < n && !sink.stopped) {
		uint8_t byte = (uint8_t)bytes[at];

		sink.used = at + 1;
		switch (t->state) {
		case STATE_DATA: at += take_data(t, &sink, bytes + at, n - at); break;
		case STATE_IAC:
			take_command(t, &sink, byte);
			at++;
			break;
		case STATE_OPTION:
			take_option(t, &sink, byte);
			at++;
			break;
		case STATE_SB_OPTION:
			begin_subnegotiation(t, byte);
			at++;
			break;
		case STATE_SB: at += take_payload(t, &sink, bytes + at, n - at); break;
		case STATE_SB_IAC: at += take_payload_command(t, &sink, byte); break;
		}
	}
	return at;
}
