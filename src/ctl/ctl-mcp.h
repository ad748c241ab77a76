/*
 * The Model Context Protocol over lines of JSON-RPC 2.0: an assistant calls the verbs of the
 * control socket as tools. Speaks the revision 2026-07-28, in which every request says its version,
 * and those before it, which begin by `initialize`. Lines in, lines out; knows no descriptor.
 */
#ifndef HAIL_CTL_CTL_MCP_H
#define HAIL_CTL_CTL_MCP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

typedef struct Mcp Mcp;

enum {
	MCP_LINE_MAX = 1 << 20, /* bytes of a message; what is longer is refused */
	MCP_PENDING_MAX = 64, /* calls under way */
};

struct mcp_events {
	/* A message for the assistant, without its newline. */
	void (*reply)(void *user, const char *line, size_t n);
	/* A request for the program (ctl/ctl-request.h); its answer comes by mcp_answer. False with
	 * `e` set if it can't be asked. */
	bool (*ask)(void *user, const char *line, size_t n, struct err *e);
};

/* Makes one; `allow_send`: the tools that change something are there, too. */
Mcp *mcp_new(bool allow_send, const struct mcp_events *events, void *user);
void mcp_free(Mcp *m);

/* Takes a message of the assistant. */
void mcp_take(Mcp *m, const char *line, size_t n);

/* Takes an answer of the program. */
void mcp_answer(Mcp *m, const char *line, size_t n);

/* The program is gone, as `why` says: no call under way is answered any more. */
void mcp_lost(Mcp *m, const char *why);

/* How many calls are under way. */
size_t mcp_pending(const Mcp *m);

#endif
