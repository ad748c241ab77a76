/*
 * What the files of the lens for RESP share.
 */
#ifndef HAIL_LENS_RESP_PRIVATE_H
#define HAIL_LENS_RESP_PRIVATE_H

#include "lens/lens-row.h"

/* The row's show and tree. */
void resp_show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
	       const char *bytes, size_t n, struct lens_text *out);
Json *resp_tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		const char *bytes, size_t n, bool *wrong);

#endif
