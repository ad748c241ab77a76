#include "telnet/policy.h"

#include <assert.h>

#include "telnet/option.h"

#include "base/poison.h"

enum {
	POLICY_PAYLOAD_MAX = 64 << 10,
	POLICY_PAYLOAD_MAX_MUD = 1 << 20, /* GMCP and MSDP carry whole inventories */
};

static const struct policy policy_table[] = {
	/* option	name		us	peer	evidence */
	{ OPTION_BINARY, "BINARY", true, true, POLICY_TERMINAL },
	{ OPTION_ECHO, "ECHO", false, true, 0 },
	{ OPTION_SGA, "SGA", true, true, 0 },
	{ 0x05, "STATUS", false, false, 0 },
	/* A WILL would take inetutils' telnetd out of character mode. */
	{ 0x06, "TIMING-MARK", false, false, 0 },
	{ 0x12, "LOGOUT", false, false, 0 },
	{ 0x17, "SNDLOC", false, false, 0 },
	{ OPTION_TTYPE, "TTYPE", true, false, 0 },
	{ 0x19, "EOR", false, true, 0 },
	{ OPTION_NAWS, "NAWS", true, false, 0 },
	{ 0x20, "TSPEED", false, false, POLICY_TERMINAL },
	{ 0x21, "LFLOW", false, false, POLICY_TERMINAL },
	{ 0x22, "LINEMODE", false, false, POLICY_TERMINAL },
	{ 0x23, "XDISPLOC", false, false, POLICY_TERMINAL },
	{ 0x24, "OLD-ENVIRON", false, false, POLICY_TERMINAL },
	{ 0x25, "AUTH", false, false, 0 },
	{ 0x26, "ENCRYPT", false, false, 0 },
	{ 0x27, "NEW-ENVIRON", false, false, POLICY_TERMINAL },
	{ 0x2a, "CHARSET", false, false, 0 },
	{ 0x2c, "COM-PORT", false, false, POLICY_TERMINAL },
	/* Ours is allowed by telnet_config alone. */
	{ OPTION_STARTTLS, "STARTTLS", false, false, 0 },
	{ OPTION_MSDP, "MSDP", false, false, POLICY_MUD },
	{ 0x46, "MSSP", false, false, POLICY_MUD },
	{ OPTION_MCCP1, "MCCP1", false, false, POLICY_MUD },
	{ 0x56, "MCCP2", false, false, POLICY_MUD },
	{ 0x57, "MCCP3", false, false, POLICY_MUD },
	{ 0x5a, "MSP", false, false, POLICY_MUD },
	{ 0x5b, "MXP", false, false, POLICY_MUD },
	{ 0x5d, "ZMP", false, false, POLICY_MUD },
	{ 0x66, "AARD102", false, false, POLICY_MUD },
	{ 0xc8, "ATCP", false, false, POLICY_MUD },
	{ OPTION_GMCP, "GMCP", false, false, POLICY_MUD },
};

static_assert(sizeof policy_table / sizeof policy_table[0] == POLICY_COUNT, "count the rows");

const struct policy *policy_at(size_t index)
{
	assert(index < POLICY_COUNT);
	return &policy_table[index];
}

const struct policy *policy_find(uint8_t option)
{
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		if (policy_table[i].option == option)
			return &policy_table[i];
	}
	return NULL;
}

size_t policy_payload_limit(uint8_t option)
{
	if (option == OPTION_GMCP || option == OPTION_MSDP)
		return POLICY_PAYLOAD_MAX_MUD;
	return POLICY_PAYLOAD_MAX;
}
