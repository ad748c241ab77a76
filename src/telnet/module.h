/*
 * What an option brings beside its negotiation: a module is what its row in the policy table says
 * is done when the option goes on or off and when a subnegotiation comes. A module's state is a
 * member of struct Telnet (telnet-private.h); it takes payloads and makes events and bytes, and
 * knows no descriptor and no clock but that of the call.
 */
#ifndef HAIL_TELNET_MODULE_H
#define HAIL_TELNET_MODULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "telnet/option.h"
#include "telnet/telnet.h"

struct option_module {
	/* The option went on or off on `side`. NULL: nothing is to be done. */
	void (*changed)(Telnet *t, enum telnet_side side, bool on);
	/*
	 * Takes a payload of `n` bytes (borrowed, IAC IAC undone), while the option is on at one
	 * side at least. What some servers send behind a payload of a fixed length is ignored.
	 * False if it means nothing; that is counted. NULL: none means anything.
	 */
	bool (*payload)(Telnet *t, const char *bytes, size_t n);
	/*
	 * Appends what is known of the option while it is on at `side`, in a few words for /opts,
	 * such as `told 80x22`; what the peer wrote is not for it, but by telnet/words. NULL or
	 * nothing appended: there is nothing to say.
	 */
	void (*describe)(const Telnet *t, enum telnet_side side, struct str *out);
};

extern const struct option_module aard102_module; /* Aardwolf's channel 102 */
extern const struct option_module atcp_module;
extern const struct option_module charset_option_module; /* RFC 2066 */
extern const struct option_module comport_module; /* RFC 2217 */
extern const struct option_module environ_module; /* RFC 1572, MNES */
extern const struct option_module gmcp_module;
extern const struct option_module lflow_module; /* RFC 1372 */
extern const struct option_module linemode_module; /* RFC 1184 */
extern const struct option_module mccp2_module;
extern const struct option_module mccp3_module;
extern const struct option_module mccp4_module;
extern const struct option_module msdp_module;
extern const struct option_module mssp_module;
extern const struct option_module naws_module; /* RFC 1073 */
extern const struct option_module start_tls_module; /* draft-altman-telnet-starttls */
extern const struct option_module tspeed_module; /* RFC 1079 */
extern const struct option_module ttype_module; /* RFC 1091, MTTS */
extern const struct option_module zmp_module;

#endif
