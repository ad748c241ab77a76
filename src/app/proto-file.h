/*
 * A descriptor set of protobuf, read from its file.
 */
#ifndef HAIL_APP_PROTO_FILE_H
#define HAIL_APP_PROTO_FILE_H

#include "base/err.h"
#include "lens/schema.h"

/* Reads the descriptor set at `path`; messages are of its type `type`. To be freed by schema_free.
 * NULL with `e` set. */
Schema *proto_file_read(const char *path, const char *type, struct err *e);

#endif
