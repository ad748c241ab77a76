/*
 * Types of protobuf that have a JSON form of their own. A file of the lens protobuf.
 */
#ifndef HAIL_LENS_PROTO_KNOWN_H
#define HAIL_LENS_PROTO_KNOWN_H

#include "base/json.h"
#include "lens/schema.h"

/*
 * What a message of the type `t`, whose fields are the object `j`, is in JSON: of google.protobuf's
 * Timestamp, Duration, wrappers, Struct, Value and ListValue the form of their own. `j` is the
 * callee's from now on.
 */
Json *proto_known(const struct schema_type *t, Json *j);

#endif
