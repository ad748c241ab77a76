/*
 * International host names (IDNA 2008, RFC 5890 to 5894, with the mapping of UTS 46). On the wire,
 * in certificates and in files a name is its A-label (`xn--mller-kva.example`); people read its
 * U-label (`müller.example`) where that can't be taken for another name. Pure functions.
 */
#ifndef HAIL_NET_IDN_H
#define HAIL_NET_IDN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum { IDN_SHOWN = 256 };

/*
 * Appends `host` (UTF-8) to `out` with every label outside ASCII as its A-label; a host in ASCII as
 * it is, but in small letters if it has an A-label. A character may be mapped to one in ASCII:
 * check the result, not `host`. False with `e` set (ERR_USAGE) for what IDNA doesn't allow; `out`
 * is as before then.
 */
bool idn_encode(const char *host, struct str *out, struct err *e);

/*
 * Appends `host` with every A-label as its U-label, to compare it with what people wrote. `host` as
 * it is if it has none, or if that doesn't lead back to `host`.
 */
void idn_decode(const char *host, struct str *out);

/*
 * What people are to see for `host`: its U-label, written to `out`, if each label is of one script
 * that is known here and isn't made of letters that look like ASCII; otherwise `host` itself.
 * Right-to-left scripts are among those that aren't known: they would change the order of what
 * stands around them.
 */
const char *idn_shown(const char *host, char out[IDN_SHOWN]);

#endif
