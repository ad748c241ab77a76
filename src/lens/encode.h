/*
 * Bytes that a user writes as text: base64, a FIX message; a sum of Modbus. What the lenses show,
 * made. Pure functions; a text is NUL-terminated UTF-8.
 */
#ifndef HAIL_LENS_ENCODE_H
#define HAIL_LENS_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Appends the bytes of a text in base64 (RFC 4648, section 4, or the alphabet of section 5; blanks
 * don't count, padding may be missing). False with `e` naming the column of what is none. */
bool encode_base64(const char *text, struct buf *out, struct err *e);

/*
 * Appends a FIX message of the fields `TAG=VALUE` with `|` (or SOH) between them, as on the wire:
 * BeginString (8; FIX.4.4 unless it is given), BodyLength (9) and CheckSum (10) are filled in, in
 * place of given ones. False with `e` naming the field that is none.
 */
bool encode_fix(const char *text, struct buf *out, struct err *e);

/* The CRC of Modbus RTU over `n` bytes (MODBUS over Serial Line 1.02, 6.2.2); its low byte is sent
 * first. */
uint16_t encode_modbus_crc(const void *bytes, size_t n);

#endif
