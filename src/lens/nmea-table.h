/*
 * What NMEA 0183 calls its sentences and their fields. Pure functions.
 */
#ifndef HAIL_LENS_NMEA_TABLE_H
#define HAIL_LENS_NMEA_TABLE_H

#include <stddef.h>

enum nmea_kind {
	NMEA_PLAIN,
	NMEA_TIME, /* hhmmss.ss */
	NMEA_DATE, /* ddmmyy */
	NMEA_PLACE, /* degrees and minutes; the field behind it says of which half */
	NMEA_AIS, /* six bits a character (ITU-R M.1371) */
	NMEA_WORD, /* a character that stands for something: nmea_meaning */
};

struct nmea_field {
	const char *name; /* NULL: no more are known */
	enum nmea_kind kind;
	const char *meanings; /* of NMEA_WORD: "A=one;B=two" */
};

enum { NMEA_FIELDS_MAX = 19 };

struct nmea_sentence {
	const char *type; /* three letters */
	const char *title;
	struct nmea_field fields[NMEA_FIELDS_MAX];
	unsigned repeat_from, repeat; /* from the field on, so many come again and again; 0: none */
};

/* The sentence of that type; NULL if it isn't known. */
const struct nmea_sentence *nmea_find(const char *type, size_t n);

/* What a talker is, `GPS` for `GP`; NULL if that isn't known. */
const char *nmea_talker(const char *talker, size_t n);

#endif
