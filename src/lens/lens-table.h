/*
 * The rows of all lenses.
 */
#ifndef HAIL_LENS_LENS_TABLE_H
#define HAIL_LENS_LENS_TABLE_H

#include "base/err.h"
#include "lens/lens-row.h"

/* One a format, defined in the file of its name. */
extern const struct lens_row lens_cbor, lens_escapes, lens_fix, lens_frames, lens_hex, lens_http,
	lens_json, lens_logfmt, lens_modbus, lens_mqtt, lens_msgpack, lens_nmea, lens_protobuf,
	lens_resp, lens_syslog, lens_telnet, lens_text, lens_xml;

/* All rows, in the order of their names. */
const struct lens_row *const *lens_table(size_t *count);

/* The row of that name; NULL with `e` set, which lists the names, if there is none. */
const struct lens_row *lens_find(const char *name, struct err *e);

/* Whether a lens of `row` shows anything with `o`; false with `e` set. */
bool lens_check(const struct lens_row *row, const struct lens_options *o, struct err *e);

#endif
