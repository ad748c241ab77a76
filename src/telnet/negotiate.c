#include "telnet/negotiate.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libtelnet.h> /* uses stddef.h and stdarg.h without including them */

#include "base/mem.h"
#include "telnet/command.h"

#include "base/poison.h"

enum wish { WISH_NONE, WISH_OFF, WISH_ON };

enum { NEGOTIATE_LENGTH = 3 };

struct Negotiate {
	telnet_t *engine;
	telnet_telopt_t table[NEGOTIATE_MAX + 1]; /* libtelnet keeps the pointer */
	size_t rows;
	void (*send)(void *user, const char *bytes, size_t n);
	void *user;
	char answer[NEGOTIATE_LENGTH]; /* what libtelnet wants to send */
	size_t answer_length;
	uint8_t state[2][OPTION_COUNT]; /* enum telnet_option_state */
	uint8_t wish[2][OPTION_COUNT]; /* enum wish */
};

/*
 * Answers are kept until the mirror is right. The events that tell of options are not used: they
 * are missing for refusals and misnamed while a request is open.
 */
static void on_event(telnet_t *engine, telnet_event_t *event, void *user)
{
	Negotiate *n = user;

	(void)engine;
	if (event->type != TELNET_EV_SEND)
		return;
	assert(event->data.size <= sizeof n->answer - n->answer_length);
	memcpy(n->answer + n->answer_length, event->data.buffer, event->data.size);
	n->answer_length += event->data.size;
}

Negotiate *negotiate_new(void (*send)(void *user, const char *bytes, size_t n), void *user)
{
	Negotiate *n = mem_alloc(sizeof *n);

	n->send = send;
	n->user = user;
	n->table[0].telopt = -1;
	n->engine = telnet_init(n->table, on_event, 0, n);
	if (!n->engine)
		mem_die();
	return n;
}

void negotiate_free(Negotiate *n)
{
	if (!n)
		return;
	telnet_free(n->engine);
	free(n);
}

static telnet_telopt_t *find_row(Negotiate *n, uint8_t option)
{
	size_t i = 0;

	while (i < n->rows && n->table[i].telopt != option)
		i++;
	if (i == n->rows) {
		assert(n->rows < NEGOTIATE_MAX);
		n->table[i] = (telnet_telopt_t){ .telopt = option,
						 .us = COMMAND_WONT,
						 .him = COMMAND_DONT };
		n->table[++n->rows].telopt = -1;
	}
	return &n->table[i];
}

void negotiate_allow(Negotiate *n, enum telnet_side side, uint8_t option, bool allowed)
{
	telnet_telopt_t *row = find_row(n, option);

	if (side == TELNET_US)
		row->us = allowed ? COMMAND_WILL : COMMAND_WONT;
	else
		row->him = allowed ? COMMAND_DO : COMMAND_DONT;
}

static bool is_allowed(const Negotiate *n, enum telnet_side side, uint8_t option)
{
	for (size_t i = 0; i < n->rows; i++) {
		const telnet_telopt_t *row = &n->table[i];

		if (row->telopt == option)
			return side == TELNET_US ? row->us == COMMAND_WILL : row->him == COMMAND_DO;
	}
	return false;
}

enum telnet_option_state negotiate_state(const Negotiate *n, enum telnet_side side, uint8_t option)
{
	return (enum telnet_option_state)n->state[side][option];
}

enum telnet_side negotiate_side(uint8_t command)
{
	return command == COMMAND_WILL || command == COMMAND_WONT ? TELNET_PEER : TELNET_US;
}

static bool is_on(uint8_t command)
{
	return command == COMMAND_WILL || command == COMMAND_DO;
}

bool negotiate_answers(const Negotiate *n, uint8_t command, uint8_t option)
{
	enum telnet_option_state state = negotiate_state(n, negotiate_side(command), option);

	return state == (is_on(command) ? TELNET_NO : TELNET_YES);
}

bool negotiate_changes(const Negotiate *n, uint8_t command, uint8_t option)
{
	enum telnet_side side = negotiate_side(command);
	enum telnet_option_state state = negotiate_state(n, side, option);

	if (state == TELNET_NO)
		return is_on(command) && is_allowed(n, side, option);
	return state != TELNET_YES || !is_on(command);
}

static void send_answer(Negotiate *n)
{
	char bytes[NEGOTIATE_LENGTH];
	size_t length = n->answer_length;

	memcpy(bytes, n->answer, sizeof bytes);
	n->answer_length = 0;
	if (length)
		n->send(n->user, bytes, length);
}

static enum telnet_option_state next_state(enum telnet_option_state state, bool on, bool agreed)
{
	if (!on || state == TELNET_WANT_NO)
		return TELNET_NO;
	return state == TELNET_NO && !agreed ? TELNET_NO : TELNET_YES;
}

static void follow_wish(Negotiate *n, enum telnet_side side, uint8_t option)
{
	uint8_t wish = n->wish[side][option];

	n->wish[side][option] = WISH_NONE;
	if (wish != WISH_NONE)
		negotiate_want(n, side, option, wish == WISH_ON);
}

bool negotiate_receive(Negotiate *n, uint8_t command, uint8_t option, bool mute)
{
	const char bytes[] = { (char)COMMAND_IAC, (char)command, (char)option };
	enum telnet_side side = negotiate_side(command);
	enum telnet_option_state before = negotiate_state(n, side, option);
	enum telnet_option_state after;

	if (mute && command == COMMAND_DO && before == TELNET_NO)
		return false;
	n->answer_length = 0;
	telnet_recv(n->engine, bytes, sizeof bytes);
	after = next_state(before, is_on(command),
			   n->answer_length && is_on((uint8_t)n->answer[1]));
	n->state[side][option] = (uint8_t)after;
	if (mute)
		n->answer_length = 0;
	send_answer(n);
	follow_wish(n, side, option);
	return before != after;
}

static uint8_t request_command(enum telnet_side side, bool on)
{
	if (side == TELNET_US)
		return on ? COMMAND_WILL : COMMAND_WONT;
	return on ? COMMAND_DO : COMMAND_DONT;
}

void negotiate_want(Negotiate *n, enum telnet_side side, uint8_t option, bool on)
{
	enum telnet_option_state state = negotiate_state(n, side, option);

	if (state == TELNET_WANT_NO || state == TELNET_WANT_YES) {
		n->wish[side][option] = on ? WISH_ON : WISH_OFF;
		return;
	}
	if ((state == TELNET_YES) == on)
		return;
	n->answer_length = 0;
	telnet_negotiate(n->engine, request_command(side, on), option);
	n->state[side][option] = on ? TELNET_WANT_YES : TELNET_WANT_NO;
	send_answer(n);
}
