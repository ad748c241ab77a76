/*
 * Where control sockets lie: $XDG_RUNTIME_DIR/hail/PID.sock, or in the folder `ctl` of the state
 * folder where there is no such variable.
 */
#ifndef HAIL_CTL_CTL_PATH_H
#define HAIL_CTL_CTL_PATH_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/un.h>

#include "base/err.h"

/*
 * The path for the socket of this process, to be freed. Its folder is made (0700) if need be, and
 * what processes that are gone have left there is removed. NULL with `e` set if there is no place
 * that is ours alone.
 */
char *ctl_path_own(struct err *e);

/*
 * Calls `each` with the process and path of every socket that is there, until it returns false. The
 * process may be gone.
 */
void ctl_path_each(bool (*each)(void *user, pid_t pid, const char *path), void *user);

/* Writes the address of `path`; false with `e` set if it is too long. */
bool ctl_path_address(const char *path, struct sockaddr_un *out, struct err *e);

#endif
