/*
 * The nearest of some words to one that was mistyped, for "did you mean". Embedded in its owner;
 * the words are borrowed.
 */
#ifndef HAIL_BASE_NEAREST_H
#define HAIL_BASE_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *typed;
	size_t typed_length;
	const char *word; /* the nearest so far, not terminated; NULL: none is near enough */
	int length; /* its bytes, as printf(3) takes a precision */
	size_t distance;
};

/* Begins with the `n` bytes at `typed`. */
void nearest_begin(struct nearest *near, const char *typed, size_t n);

/*
 * Offers the word of `n` bytes. Near is what becomes the typed one by adding, dropping, changing or
 * exchanging with its neighbour a letter in three (at least one), case aside; of equally near words
 * the first stays.
 */
void nearest_offer(struct nearest *near, const char *word, size_t n);

#endif
