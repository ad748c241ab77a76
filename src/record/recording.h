/*
 * The records of a recording (`.hail`, doc/hail-recording.5), as bytes and as values: what passed
 * on a session's wire in both directions, what the client did to the document between, and when.
 * Pure; record/recording-reader.h and record/recording-writer.h have the files.
 */
#ifndef HAIL_RECORD_RECORDING_H
#define HAIL_RECORD_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "session/wire.h"

/* The first line of a file. */
#define RECORDING_MAGIC "hail-recording 1\n"

enum {
	RECORDING_HEAD = 13, /* bytes of a record before its payload: type, length, time */
	RECORDING_TAIL = 4, /* and behind it: the checksum */
	RECORDING_PAYLOAD_MAX = 1 << 20, /* bytes, of a secret, too; more is damage */
	RECORDING_PIECE = 65536, /* of what passed, a record has at most */
	RECORDING_SENT_HEAD = 1, /* bytes before what was sent: where it comes from */
	RECORDING_SECRET = 5, /* bytes of a RECORDING_SENT_SECRET */
};

/* What a record is: its first byte. A reader passes over those that it doesn't know. */
enum recording_type {
	RECORDING_PART = 'P', /* recording begins, or goes on after a gap: JSON */
	RECORDING_CONNECTION = 'C', /* a connection begins, or was there when the part began: JSON
				     */
	RECORDING_SCREEN = 'W', /* what the screen showed then: UTF-8 with ECMA-48's sequences */
	RECORDING_RECEIVED = 'R', /* bytes of the peer, telnet's included, not compressed */
	RECORDING_SENT = 'S', /* an origin (1 byte), and bytes for the peer likewise */
	RECORDING_SENT_SECRET = 'X', /* an origin, and how many bytes (4) of a secret */
	RECORDING_ECHO = 'E', /* local echo, in the document: UTF-8 */
	RECORDING_ENTER = 'L', /* a line was sent without an echo */
	RECORDING_MARKED_PROMPT = 'M', /* GA or EOR made the open line a prompt, */
	RECORDING_IDLE_PROMPT = 'I', /* or a while without text did */
	RECORDING_LINE_MODE = 'l', /* what is typed is lines from here on, */
	RECORDING_CHAR_MODE = 'c', /* or keys */
	RECORDING_NOTICE = 'N', /* a sentence of the client in the document: UTF-8 */
	RECORDING_NOTICE_LINE = 'n', /* the same with styles (recording_line) */
	RECORDING_CHARSET = 'H', /* the peer's character set from here on: its name */
	RECORDING_CLEARED = 'K', /* the open line's row was taken away */
	RECORDING_TAGS = 'T', /* which tags of games are read from here on: a digit */
	RECORDING_SIZE = 'G', /* the grid's columns (2 bytes) and rows (2) */
	RECORDING_SETTINGS = 'O', /* how text is read has changed: JSON */
	RECORDING_FINISHED = 'F', /* no more text of this connection comes: what was half read is
				     shown */
	RECORDING_END = 'D', /* the connection is no more, and why: JSON */
};

struct recording_record {
	enum recording_type type;
	int64_t time; /* ms since the recording began; never less than that of the one before */
	const char *payload; /* borrowed */
	size_t length;
};

enum recording_status {
	RECORDING_OK, /* a whole record */
	RECORDING_MORE, /* its bytes aren't all there */
	RECORDING_DAMAGED, /* it is none, or its checksum is wrong */
};

/* Appends a record. */
void recording_encode(const struct recording_record *record, struct buf *out);

/* Reads the record that the `n` bytes begin with; *used is its length in bytes. Its payload is
 * borrowed from `bytes`. */
enum recording_status recording_decode(const char *bytes, size_t n, struct recording_record *out,
				       size_t *used);

/* What passed, of RECORDING_RECEIVED, _SENT and _SENT_SECRET: as a tap sees it, but for `time`,
 * which the caller sets. False for other records and malformed ones. */
bool recording_piece(const struct recording_record *record, struct wire_piece *out);

/* Numbers in payloads: big-endian. */
void recording_put_number(struct buf *out, unsigned bytes, uint64_t value);
uint64_t recording_number(const char *bytes, unsigned count);

#endif
