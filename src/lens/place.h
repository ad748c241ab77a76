/*
 * Lines and columns of a stream, for rows that say where something is wrong: counted while `frame`
 * passes over the bytes, in the last words of lens_scan.state and lens_scan.kept.
 */
#ifndef HAIL_LENS_PLACE_H
#define HAIL_LENS_PLACE_H

#include "lens/lens-row.h"

enum { PLACE_STATE = 36, PLACE_KEPT = 2 }; /* the words from there on belong to this file */

/* A line and a column, both from 1; a column is a character. */
struct place {
	unsigned long long line, column;
};

/* Counts the next byte of the message; true if that ends a line. */
bool place_pass(struct lens_scan *scan, char c);

/* How many lines of the message have ended. */
uint64_t place_lines(const struct lens_scan *scan);

/* The message ends with what was counted. */
void place_end(struct lens_scan *scan);

/* Where the message begins, for `show` and `tree`. */
struct place place_begin(const struct lens_scan *scan);

/* Moves a place over some bytes. */
void place_move(struct place *p, const char *bytes, size_t n);

#endif
