/*
 * How many colours the user wants to see, of those that the terminal has.
 */
#ifndef HAIL_BASE_COLOURS_H
#define HAIL_BASE_COLOURS_H

enum colours { COLOURS_AUTO, COLOURS_TRUE, COLOURS_256, COLOURS_16, COLOURS_8, COLOURS_MONO };

#endif
