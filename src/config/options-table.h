/*
 * What the option table shares with options.c.
 */
#ifndef HAIL_CONFIG_OPTIONS_TABLE_H
#define HAIL_CONFIG_OPTIONS_TABLE_H

#include "config/options.h"

/* Reads `COLUMNSxROWS` within 1x1 and 500x200. */
bool options_parse_size(const char *text, unsigned *width, unsigned *height);

/* The word of an option that is a choice, as the number that its row gives it. */
int options_choice(const Options *o, enum option option);

/* The value that `pack` has for `option`, or NULL. */
const char *options_packed(enum options_pack pack, enum option option);

#endif
