#include "telnet/detect.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "telnet/command.h"
#include "telnet/policy.h"

#include "base/poison.h"

enum step { STEP_HELD, STEP_DATA, STEP_DATA_AGAIN, STEP_TELNET };

void detect_flush(struct detect *d, void (*each)(void *user, const char *bytes, size_t n),
		  void *user)
{
	char bytes[DETECT_HELD_MAX];
	size_t n = d->held_length;

	memcpy(bytes, d->held, sizeof bytes);
	d->held_length = 0;
	if (n)
		each(user, bytes, n);
}

/* What a byte after IAC means. IAC IAC is a doubled ff to a telnet peer: no command either way. */
static enum step step_command(uint8_t byte)
{
	switch (byte) {
	case COMMAND_EOR:
	case COMMAND_NOP:
	case COMMAND_DM:
	case COMMAND_AYT:
	case COMMAND_GA: return STEP_TELNET;
	case COMMAND_SB:
	case COMMAND_WILL:
	case COMMAND_WONT:
	case COMMAND_DO:
	case COMMAND_DONT: return STEP_HELD;
	default: return STEP_DATA;
	}
}

static enum step step_byte(const struct detect *d, uint8_t byte)
{
	if (d->held_length == 0)
		return STEP_HELD;
	if (d->held_length == 1)
		return step_command(byte);
	if (policy_find(byte))
		return STEP_TELNET;
	return byte == COMMAND_IAC ? STEP_DATA_AGAIN : STEP_DATA;
}

static void keep_passed(struct detect *d, uint8_t command, uint8_t option)
{
	if (command != COMMAND_WILL && command != COMMAND_DO)
		return;
	for (size_t i = 0; i < d->passed_count; i++) {
		if (d->passed[i].command == command && d->passed[i].option == option)
			return;
	}
	if (d->passed_count < DETECT_PASSED_MAX)
		d->passed[d->passed_count++] = (struct detect_passed){ command, option };
}

/* Takes one byte that can't be passed without a look: an ff, or one after it. */
static enum step take_byte(struct detect *d, char byte,
			   void (*each)(void *user, const char *bytes, size_t n), void *user)
{
	enum step step = step_byte(d, (uint8_t)byte);

	if (step == STEP_DATA_AGAIN)
		detect_flush(d, each, user);
	d->held[d->held_length++] = byte;
	if (step == STEP_DATA && d->held_length == DETECT_HELD_MAX)
		keep_passed(d, (uint8_t)d->held[1], (uint8_t)byte);
	if (step == STEP_DATA)
		detect_flush(d, each, user);
	return step;
}

static size_t data_length(const struct detect *d, const char *bytes, size_t n)
{
	const char *iac;

	if (d->held_length)
		return 0;
	iac = memchr(bytes, COMMAND_IAC, n);
	return iac ? (size_t)(iac - bytes) : n;
}

enum detect_verdict detect_feed(struct detect *d, const char *bytes, size_t n, size_t *used,
				void (*each)(void *user, const char *bytes, size_t n), void *user)
{
	size_t room = DETECT_WINDOW - d->seen;
	size_t end = n < room ? n : room;
	size_t i = 0;
	bool telnet = false;

	while (i < end && !telnet) {
		size_t run = data_length(d, bytes + i, end - i);

		if (run)
			each(user, bytes + i, run);
		i += run;
		if (i < end)
			telnet = take_byte(d, bytes[i++], each, user) == STEP_TELNET;
	}
	d->seen += i;
	*used = i;
	if (telnet)
		return DETECT_TELNET;
	if (d->seen < DETECT_WINDOW)
		return DETECT_UNDECIDED;
	detect_flush(d, each, user);
	return DETECT_RAW;
}
