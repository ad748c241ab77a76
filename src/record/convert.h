/*
 * Makes other files of a recording: text or HTML (a log of the document), an image or an asciicast
 * of the screen, a capture of what passed (a connection that speaks telnet is one to port 23 in it,
 * so that programs take it for that). In constant memory, but for a byte for each connection.
 */
#ifndef HAIL_RECORD_CONVERT_H
#define HAIL_RECORD_CONVERT_H

#include <stdbool.h>

#include "base/err.h"
#include "record/recording-reader.h"

/*
 * What secrets are taken out was decided when it was recorded. Each reads all of `r` and writes the
 * file `path` (mode 0600) anew. False with `e` set if that can't be written; then part of it may be
 * there.
 */
bool convert_to_text(RecordingReader *r, const char *path, struct err *e);
bool convert_to_html(RecordingReader *r, const char *path, struct err *e);
bool convert_to_asciicast(RecordingReader *r, const char *path, struct err *e);
bool convert_to_pcapng(RecordingReader *r, const char *path, struct err *e);

/* The same with an image (SVG) of the screen as it was `time` ms after the beginning; -1: at the
 * end.
 */
bool convert_to_svg(RecordingReader *r, const char *path, int64_t time, struct err *e);

#endif
