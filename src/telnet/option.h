/*
 * What every part of the telnet layer says about options: whose they are, how they stand, and their
 * numbers.
 */
#ifndef HAIL_TELNET_OPTION_H
#define HAIL_TELNET_OPTION_H

enum telnet_side { TELNET_US, TELNET_PEER };

/* RFC 1143 states of one side of one option. */
enum telnet_option_state { TELNET_NO, TELNET_YES, TELNET_WANT_NO, TELNET_WANT_YES };

enum {
	OPTION_BINARY = 0x00, /* RFC 856 */
	OPTION_ECHO = 0x01, /* RFC 857 */
	OPTION_SGA = 0x03, /* RFC 858 */
	OPTION_STATUS = 0x05, /* RFC 859 */
	OPTION_TIMING_MARK = 0x06, /* RFC 860 */
	OPTION_LOGOUT = 0x12, /* RFC 727 */
	OPTION_SNDLOC = 0x17, /* RFC 779 */
	OPTION_TTYPE = 0x18, /* RFC 1091 */
	OPTION_EOR = 0x19, /* RFC 885 */
	OPTION_NAWS = 0x1f, /* RFC 1073 */
	OPTION_TSPEED = 0x20, /* RFC 1079 */
	OPTION_LFLOW = 0x21, /* RFC 1372 */
	OPTION_LINEMODE = 0x22, /* RFC 1184 */
	OPTION_XDISPLOC = 0x23, /* RFC 1096 */
	OPTION_OLD_ENVIRON = 0x24, /* RFC 1408 */
	OPTION_AUTH = 0x25, /* RFC 2941 */
	OPTION_ENCRYPT = 0x26, /* RFC 2946 */
	OPTION_NEW_ENVIRON = 0x27, /* RFC 1572 */
	OPTION_CHARSET = 0x2a, /* RFC 2066 */
	OPTION_COM_PORT = 0x2c, /* RFC 2217 */
	OPTION_STARTTLS = 0x2e, /* draft-altman-telnet-starttls */
	OPTION_MSDP = 0x45,
	OPTION_MSSP = 0x46,
	OPTION_MCCP1 = 0x55,
	OPTION_MCCP2 = 0x56,
	OPTION_MCCP3 = 0x57,
	OPTION_MCCP4 = 0x58, /* zstd or deflate, by agreement */
	OPTION_MSP = 0x5a,
	OPTION_MXP = 0x5b,
	OPTION_ZMP = 0x5d,
	OPTION_AARD102 = 0x66,
	OPTION_ATCP = 0xc8,
	OPTION_GMCP = 0xc9,
	OPTION_COUNT = 256,
};

#endif
