/*
 * What waits outside the wire because a paste is under way: the paste, and what was typed or sent
 * behind it, in order. Each piece keeps where it came from and whether it is secret, as that was
 * when it was taken. Embedded in its owner (fini).
 */
#ifndef HAIL_SESSION_BACKLOG_H
#define HAIL_SESSION_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "session/wire.h"

enum {
	BACKLOG_MAX = 5 * 1024 * 1024, /* bytes that wait at most */
	BACKLOG_PIECES_MAX = 4096, /* pieces that wait at most */
};

struct backlog_piece {
	struct buf text; /* UTF-8 or, for keys, bytes; a newline stands for Enter */
	enum wire_origin origin;
	bool secret;
	bool keys; /* sent as it is; otherwise line by line */
	bool bytes; /* neither: bytes as they are */
	bool escapes; /* a backslash in a line begins one (base/backslash.h) */
	bool draft; /* what is behind its last newline goes back into the input line */
};

struct backlog {
	struct backlog_piece *pieces; /* oldest first, from `first` */
	size_t first, count, size;
	size_t bytes;
};

/* Wipes and frees what waits. */
void backlog_clear(struct backlog *b);
void backlog_fini(struct backlog *b);

/* Whether `n` more bytes are taken. */
bool backlog_has_room(const struct backlog *b, size_t n);

/* Adds `n` bytes of the kind that `kind` (its text aside) says, to the newest piece if that is
 * alike. */
void backlog_add(struct backlog *b, const struct backlog_piece *kind, const char *text, size_t n);

/* The oldest piece, or NULL; takes `n` bytes from its front, and the piece once it is empty. */
struct backlog_piece *backlog_first(struct backlog *b);
void backlog_take(struct backlog *b, size_t n);

/* Appends the text of the pieces that the user wrote and that are no secret to `out`. */
void backlog_text(const struct backlog *b, struct str *out);

/* Whether something secret waits. */
bool backlog_has_secret(const struct backlog *b);

#endif
