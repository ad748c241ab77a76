/*
 * Connecting to a unix stream socket of this machine.
 */
#ifndef HAIL_NET_UNIX_H
#define HAIL_NET_UNIX_H

#include "base/err.h"
#include "net/transport.h"

/*
 * Connects to the stream socket at `path` (no ~ and no variables; `@NAME` is a name in Linux's
 * abstract namespace, `./@NAME` a file) without waiting: a unix socket connects at once or not at
 * all. NULL with a sentence in `e`: ERR_REFUSED when nobody is there or the way is barred,
 * ERR_USAGE when the path can't be a socket's, ERR_OTHER when this machine is short of something.
 */
Transport *unix_connect(const char *path, struct err *e);

#endif
