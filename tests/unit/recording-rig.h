/*
 * What tests of recordings share: a session whose peer is the test, recorded to a file in a folder
 * of its own, and played from there.
 */
#ifndef HAIL_TESTS_RECORDING_RIG_H
#define HAIL_TESTS_RECORDING_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "record/recorder.h"
#include "session/session.h"

struct recording_rig {
	Session *session;
	History *history;
	Recorder *recorder;
	struct buf sent;
	struct str told;
	char folder[64];
	char path[96];
	Transport *transport; /* of the session */
	size_t chunk; /* bytes of the peer that come in one read */
};

/* A session of 40 columns and 9 rows, input row included, recorded to `a.` and `ending`. */
void rig_init(struct recording_rig *f, const char *charset, const char *ending);
void rig_fini(struct recording_rig *f);

/* Begins and ends the recording. */
void rig_record(struct recording_rig *f, bool redact);
void rig_end(struct recording_rig *f);

/* The peer is there; it sends bytes, `chunk` in one read; the user sends lines; changes the set. */
void rig_connect(struct recording_rig *f, enum telnet_protocol protocol);
void rig_receive(struct recording_rig *f, const char *bytes, size_t n);
#define RECEIVE(f, text) rig_receive(f, text, sizeof(text) - 1)
void rig_type(struct recording_rig *f, const char *text);
void rig_type_hidden(struct recording_rig *f, const char *text);
void rig_set_charset(struct recording_rig *f, const char *charset);

/* All that makes a document: telnet that changes the mode in the middle of a read, CP437, local
 * echo, a hidden password, notices, sizes, a screen, marked and idle prompts, two connections. */
void rig_live(struct recording_rig *f);

/* A new session into which `path` was played, tapped by `tap` unless NULL; *duration, unless NULL,
 * is how long it is. */
Session *rig_play(const char *path, int64_t *duration, struct str *tapped, wire_tap_fn *tap);

/* The bytes of a file, to be freed; writes them. */
char *rig_read(const char *path, size_t *n);
void rig_write(const char *path, const char *bytes, size_t n);

#endif
