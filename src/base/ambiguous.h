/*
 * Characters that some terminals, mostly of East Asian users, draw in two cells and others in one:
 * East Asian Width "A" (UAX #11). utf8proc doesn't tell them before its version 2.10. Pure.
 */
#ifndef HAIL_BASE_AMBIGUOUS_H
#define HAIL_BASE_AMBIGUOUS_H

#include <stdbool.h>
#include <stdint.h>

/* What the user says about them; auto: what the terminal is seen to do. */
enum ambiguous_width { AMBIGUOUS_AUTO, AMBIGUOUS_NARROW, AMBIGUOUS_WIDE };

/* Whether `cp`, which has a width, is one of them; private characters aside. */
bool ambiguous_has(uint32_t cp);

#endif
