/*
 * What others carry without knowing it. Pure functions.
 */
#ifndef HAIL_LENS_PAYLOAD_H
#define HAIL_LENS_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a payload can be read as it is: UTF-8 without controls but tabs and ends of lines. */
bool payload_is_text(const char *bytes, size_t n);

#endif
