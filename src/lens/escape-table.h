/*
 * What control functions are called and what they do, as the lens escapes tells it. Tables alone.
 */
#ifndef HAIL_LENS_ESCAPE_TABLE_H
#define HAIL_LENS_ESCAPE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "lens/lens-row.h"

enum { ESCAPE_ANY = -1 };

/*
 * A control sequence (CSI) or an escape sequence. In its text `%1` is the first parameter, `%2` the
 * second, 1 where it isn't given, and `%0` the first, 0 where it isn't.
 */
struct escape_row {
	char marker, intermediate, final; /* 0: none, or as the final of an escape sequence any */
	int16_t first; /* the first parameter, 0 where it isn't given; ESCAPE_ANY */
	const char *name; /* of the standard, "" where it has none */
	const char *text;
};

/* A number and what it stands for. */
struct escape_number {
	uint16_t number;
	const char *text;
};

/* What a service sends; what a terminal sends: keys and reports. Each ends with a row without a
 * text. */
extern const struct escape_row escape_csi[], escape_csi_sent[], escape_plain[];

/* Modes of ECMA-48 (CSI h), private ones (CSI ? h), graphic renditions (CSI m), OSC's commands;
 * each ends with a row without a text. */
extern const struct escape_number escape_modes[], escape_private_modes[], escape_renditions[],
	escape_commands[];

/* The 32 controls of C0: "NAME what it does". */
extern const char *const escape_controls[32];

#endif
