/*
 * What FIX calls its fields and their values. Pure functions.
 */
#ifndef HAIL_LENS_FIX_TABLE_H
#define HAIL_LENS_FIX_TABLE_H

#include <stddef.h>

/* The name of field `tag`; NULL if it isn't known. */
const char *fix_tag_name(unsigned long tag);

/* What the `n` bytes at `value` mean in field `tag`; NULL if that isn't known. */
const char *fix_value_name(unsigned long tag, const char *value, size_t n);

/* The field whose length field `tag` gives, 0 if it gives none. */
unsigned long fix_data_tag(unsigned long tag);

#endif
