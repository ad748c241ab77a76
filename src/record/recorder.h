/*
 * Records a session to a file, by its ending: `.hail` all that passes on its wire and what it does
 * to its document (record/recording.h), `.cast` what its screen shows (asciicast). What is secret
 * on the wire is its length; what looks like a secret is taken out (log/redact-rules.h) where that
 * is wanted. All that a call of the session brings is in the file when it returns, but for what may
 * still become a secret.
 */
#ifndef HAIL_RECORD_RECORDER_H
#define HAIL_RECORD_RECORDER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/message-kind.h"
#include "session/session.h"

typedef struct Recorder Recorder;

struct recorder_config {
	const char *path; /* where to */
	const char *name; /* what the user calls the peer; copied */
	unsigned port; /* of it; 0: none */
	bool redact;
};

/* What is said of the file; the text is copied by who keeps it. */
typedef void recorder_told_fn(void *user, enum message_kind kind, const char *text);

/* Whether the name ends in something that can be recorded to, or that needs no `screen`; false with
 * `e` set. */
bool recorder_check_path(const char *path, bool screen, struct err *e);

/*
 * Opens the file, to record what recorder_attach says. `told` hears, with `user`, when the file
 * can't be written and when it can again. NULL with `e` set if it can't be opened.
 */
Recorder *recorder_new(const struct recorder_config *config, recorder_told_fn *told, void *user,
		       struct err *e);

/* Ends it; false with `e` set if not all could be written. NULL is fine. */
bool recorder_free(Recorder *r, struct err *e);

/* Records `s` (borrowed; it must outlive the recorder) from now on, with the name and port of
 * `config` and with `user`, and no other session any more. False with `e` set if too much listens
 * to it; then it records none. */
bool recorder_attach(Recorder *r, Session *s, const struct recorder_config *config, void *user,
		     struct err *e);

/* Secrets are taken out from now on, or not. */
void recorder_redact(Recorder *r, bool on);

/* The connection has ended: why it failed, or NULL. */
void recorder_end(Recorder *r, const char *failure);

const char *recorder_path(const Recorder *r);

/* Whether the file can't be written for now. */
bool recorder_is_failing(const Recorder *r);

#endif
