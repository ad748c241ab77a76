/*
 * What every part of the telnet layer says about options: whose they are, how they stand, and the
 * numbers of those that code names (the others are rows of the policy table).
 */
#ifndef HAIL_TELNET_OPTION_H
#define HAIL_TELNET_OPTION_H

enum telnet_side { TELNET_US, TELNET_PEER };

/* RFC 1143 states of one side of one option. */
enum telnet_option_state { TELNET_NO, TELNET_YES, TELNET_WANT_NO, TELNET_WANT_YES };

enum {
	OPTION_BINARY = 0, /* RFC 856 */
	OPTION_ECHO = 1, /* RFC 857 */
	OPTION_SGA = 3, /* RFC 858 */
	OPTION_TTYPE = 24, /* RFC 1091 */
	OPTION_NAWS = 31, /* RFC 1073 */
	OPTION_STARTTLS = 46, /* draft-altman-telnet-starttls */
	OPTION_MSDP = 69,
	OPTION_MCCP1 = 85,
	OPTION_GMCP = 201,
	OPTION_COUNT = 256,
};

#endif
