#include "telnet/words.h"

#include <stddef.h>

#include "telnet/command.h"
#include "telnet/policy.h"

#include "base/poison.h"

const char *words_command(uint8_t command)
{
	static const char *const names[] = {
		"EOF", "SUSP", "ABORT", "EOR", "SE", "NOP",  "DM",   "BRK", "IP",   "AO",
		"AYT", "EC",   "EL",    "GA",  "SB", "WILL", "WONT", "DO",  "DONT", "IAC",
	};

	return command >= COMMAND_FIRST ? names[command - COMMAND_FIRST] : NULL;
}

void words_option(uint8_t option, struct str *out)
{
	const struct policy *p = policy_find(option);

	if (p)
		str_append_string(out, p->name);
	else
		str_append_format(out, "%u", option);
}
