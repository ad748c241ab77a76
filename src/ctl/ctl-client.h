/*
 * The other side of the control socket: finds a running program, sends it requests and reads its
 * answers, lines of JSON (ctl/ctl-server.h).
 */
#ifndef HAIL_CTL_CTL_CLIENT_H
#define HAIL_CTL_CTL_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

typedef struct CtlClient CtlClient;

enum { CTL_CLIENT_MS = 10000 }; /* that the program may take for what needs no waiting */

/*
 * Connects to the socket at `path`, or if that is NULL to the process `pid`, or if that is 0 to the
 * only one that runs. NULL with `e` set.
 */
CtlClient *ctl_client_open(const char *path, pid_t pid, struct err *e);
void ctl_client_free(CtlClient *c);

/* Its descriptor, to be polled for what can be read. */
int ctl_client_fd(const CtlClient *c);

/* Sends `n` bytes and a newline. False with `e` set: the connection is of no more use then. */
bool ctl_client_send(CtlClient *c, const char *line, size_t n, struct err *e);

/* Reads what is there, without waiting. False with `e` set when the connection has ended. */
bool ctl_client_fill(CtlClient *c, struct err *e);

/* Takes a whole line of what was read into `out`; false if there is none. */
bool ctl_client_take(CtlClient *c, struct str *out);

/* Waits for the next line, `ms` at most. False with `e` set if it doesn't come. */
bool ctl_client_read(CtlClient *c, int64_t ms, struct str *out, struct err *e);

#endif
