/*
 * Telnet in words: commands and options by the names that RFCs give them.
 */
#ifndef HAIL_TELNET_WORDS_H
#define HAIL_TELNET_WORDS_H

#include <stdint.h>

#include "base/str.h"

/* The name of a command (RFC 854, 885, 1184), such as `WILL`; NULL if it is none. */
const char *words_command(uint8_t command);

/* Appends an option's name, such as `NAWS`; its number if it has none. */
void words_option(uint8_t option, struct str *out);

#endif
