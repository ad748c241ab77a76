#include "telnet/policy.h"

#include <assert.h>
#include <strings.h>

#include "telnet/option.h"

#include "base/poison.h"

enum {
	POLICY_PAYLOAD_MAX = 64 << 10,
	POLICY_PAYLOAD_MAX_MUD = 1 << 20, /* GMCP and MSDP carry whole inventories */
};

/* clang-format off */
static const struct policy policy_table[] = {
	{ OPTION_BINARY, "BINARY", .us = true, .peer = true, .evidence = POLICY_TERMINAL },
	{ OPTION_ECHO, "ECHO", .peer = true, .why = "only the peer echoes" },
	{ OPTION_SGA, "SGA", .us = true, .peer = true },
	{ OPTION_STATUS, "STATUS", .why = "/opts shows it here; the peer isn't told" },
	/* A WILL would take inetutils' telnetd out of character mode. */
	{ OPTION_TIMING_MARK, "TIMING-MARK", .why = "telnetds leave character mode for it" },
	{ OPTION_LOGOUT, "LOGOUT", .by_hand = true, .why = "leaving is the user's" },
	{ OPTION_SNDLOC, "SNDLOC", .why = "where the user sits is private" },
	{ OPTION_TTYPE, "TTYPE", .us = true, .module = &ttype_module },
	{ OPTION_EOR, "EOR", .peer = true, .why = "only the peer marks prompts" },
	{ OPTION_NAWS, "NAWS", .us = true, .module = &naws_module },
	{ OPTION_TSPEED, "TSPEED", .us = true, .evidence = POLICY_TERMINAL,
	  .module = &tspeed_module },
	{ OPTION_LFLOW, "LFLOW", .us = true, .permit = TELNET_PERMIT_LFLOW,
	  .evidence = POLICY_TERMINAL, .module = &lflow_module,
	  .why = "option flow-control is off" },
	{ OPTION_LINEMODE, "LINEMODE", .us = true, .permit = TELNET_PERMIT_LINEMODE,
	  .evidence = POLICY_TERMINAL, .module = &linemode_module,
	  .why = "option linemode is off" },
	{ OPTION_XDISPLOC, "XDISPLOC", .evidence = POLICY_TERMINAL,
	  .why = "the user's display is private" },
	{ OPTION_OLD_ENVIRON, "OLD-ENVIRON", .evidence = POLICY_TERMINAL,
	  .why = "NEW-ENVIRON has replaced it" },
	{ OPTION_AUTH, "AUTH", .why = "no such method is known here" },
	{ OPTION_ENCRYPT, "ENCRYPT", .why = "TLS does that" },
	{ OPTION_NEW_ENVIRON, "NEW-ENVIRON", .us = true, .evidence = POLICY_TERMINAL,
	  .module = &environ_module },
	{ OPTION_CHARSET, "CHARSET", .us = true, .peer = true,
	  .module = &charset_option_module },
	{ OPTION_COM_PORT, "COM-PORT", .us = true, .peer = true, .evidence = POLICY_TERMINAL,
	  .module = &comport_module },
	{ OPTION_STARTTLS, "STARTTLS", .us = true, .permit = TELNET_PERMIT_STARTTLS,
	  .module = &start_tls_module, .why = "TLS is not wanted or is on already" },
	{ OPTION_MSDP, "MSDP", .us = true, .peer = true, .evidence = POLICY_MUD,
	  .payload_max = POLICY_PAYLOAD_MAX_MUD, .module = &msdp_module },
	{ OPTION_MSSP, "MSSP", .peer = true, .evidence = POLICY_MUD, .module = &mssp_module,
	  .why = "only a server has a status" },
	{ OPTION_MCCP1, "MCCP1", .evidence = POLICY_MUD, .why = "MCCP2 has replaced it" },
	{ OPTION_MCCP2, "MCCP2", .peer = true, .permit = TELNET_PERMIT_INFLATE,
	  .evidence = POLICY_MUD, .module = &mccp2_module, .why = "compression is off" },
	{ OPTION_MCCP3, "MCCP3", .peer = true, .permit = TELNET_PERMIT_DEFLATE,
	  .evidence = POLICY_MUD, .module = &mccp3_module,
	  .why = "compression is off, or it is auto and this is TLS" },
	{ OPTION_MCCP4, "MCCP4", .peer = true, .permit = TELNET_PERMIT_INFLATE,
	  .evidence = POLICY_MUD, .module = &mccp4_module, .why = "compression is off" },
	{ OPTION_MSP, "MSP", .peer = true, .permit = TELNET_PERMIT_MSP, .evidence = POLICY_MUD,
	  .why = "option msp is off" },
	{ OPTION_MXP, "MXP", .us = true, .peer = true, .permit = TELNET_PERMIT_MXP,
	  .evidence = POLICY_MUD, .why = "option mxp is off" },
	{ OPTION_ZMP, "ZMP", .peer = true, .evidence = POLICY_MUD, .module = &zmp_module,
	  .why = "it is the server's to offer" },
	{ OPTION_AARD102, "AARD102", .us = true, .peer = true, .permit = TELNET_PERMIT_AARD102,
	  .evidence = POLICY_MUD, .module = &aard102_module, .why = "option aard102 is off" },
	{ OPTION_ATCP, "ATCP", .us = true, .peer = true, .evidence = POLICY_MUD,
	  .module = &atcp_module, .why = "GMCP is on, which has replaced it" },
	{ OPTION_GMCP, "GMCP", .us = true, .peer = true, .evidence = POLICY_MUD,
	  .payload_max = POLICY_PAYLOAD_MAX_MUD, .module = &gmcp_module },
};
/* clang-format on */

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

const struct policy *policy_find_name(const char *name)
{
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		if (strcasecmp(policy_table[i].name, name) == 0)
			return &policy_table[i];
	}
	return NULL;
}

size_t policy_payload_limit(uint8_t option)
{
	const struct policy *p = policy_find(option);

	return p && p->payload_max ? p->payload_max : POLICY_PAYLOAD_MAX;
}

bool policy_allows(const struct policy *p, enum telnet_side side, unsigned permits)
{
	return (side == TELNET_US ? p->us : p->peer) && (p->permit & permits) == p->permit;
}
