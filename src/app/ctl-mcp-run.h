/*
 * `hail ctl mcp`: the Model Context Protocol on standard input and output, for the program that is
 * reached by its control socket whenever it is there.
 */
#ifndef HAIL_APP_CTL_MCP_RUN_H
#define HAIL_APP_CTL_MCP_RUN_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Serves until standard input has ended and all calls are answered. `path` and `pid` are those of
 * ctl_client_open; `allow_send` as in mcp_new. False with `e` set if standard output fails.
 */
bool ctl_mcp_run(const char *path, pid_t pid, bool allow_send, struct err *e);

#endif
