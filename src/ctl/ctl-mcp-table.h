/*
 * What is told of the verbs as tools of the Model Context Protocol, and which revisions of it are
 * spoken.
 */
#ifndef HAIL_CTL_CTL_MCP_TABLE_H
#define HAIL_CTL_CTL_MCP_TABLE_H

#include "base/json.h"
#include "ctl/ctl-request.h"

/* What an assistant should know of all tools. */
extern const char mcp_instructions[];

/* The revisions, newest first, up to a NULL; the first says its version with each request, the
 * others by `initialize`. */
extern const char *const mcp_versions[];

/* The same as an array, to be freed. */
Json *mcp_version_list(void);

/* The tool that a verb is: its name, descriptions, schema and annotations; to be freed. */
Json *mcp_tool(enum ctl_verb verb);

#endif
