/*
 * MSDP and MSSP (options 69 and 70): variables of a game and of its server, which go up as values.
 * The rest is msdp_module and mssp_module.
 */
#ifndef HAIL_TELNET_MSDP_H
#define HAIL_TELNET_MSDP_H

#include <stdbool.h>
#include <stddef.h>

#include "telnet/telnet.h"

/* Whether MSDP is on, so that something can be sent. */
bool msdp_is_on(const Telnet *t);

/*
 * Sends the variable, or command, and its values, which are the words of `text` (blanks between):
 * `REPORT HEALTH MANA`. False if the option is off, or there is no word or a byte that can't be
 * sent.
 */
bool msdp_send(Telnet *t, const char *text);

/* Shows `items` from now on (struct telnet_config): while the option is on they are asked for. */
void msdp_show(Telnet *t, const char *items);

#endif
