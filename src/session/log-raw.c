#include "session/log-raw.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/redact-stream.h"
#include "base/poison.h"

enum {
	WAITING_MAX = 1 << 20, /* bytes that are kept while a file can't be written, */
	PIECES_MAX = 1 << 16, /* and pieces */
};

/* What the file is to have, and hasn't yet. */
struct piece {
	int64_t time;
	enum wire_direction direction;
	size_t length, hidden, missing;
};

struct LogRaw {
	LogFile *file, *times;
	RedactStream *streams[2]; /* of each direction; NULL: nothing is redacted */
	struct piece *pieces;
	size_t count, size;
};

LogRaw *log_raw_new(LogFile *file, bool redact, int64_t wall, struct err *e)
{
	struct log_file_config config = { .lines = true };
	LogRaw *r = mem_calloc(1, sizeof(*r));
	struct str name;

	str_init(&name);
	str_append_format(&name, "%s%s", log_file_path(file), LOG_RAW_TIMES);
	config.name = name.text;
	r->file = file;
	r->times = log_file_open(&config, wall, e);
	str_fini(&name);
	log_raw_redact(r, redact, wall);
	if (r->times)
		return r;
	log_raw_free(r);
	return NULL;
}

void log_raw_free(LogRaw *r)
{
	if (!r)
		return;
	log_file_close(r->times, NULL);
	for (int i = 0; i < 2; i++)
		redact_stream_free(r->streams[i]);
	free(r->pieces);
	free(r);
}

static void add(LogRaw *r, const struct piece *p)
{
	if (!p->length && !p->hidden && !p->missing)
		return;
	if (r->count == r->size) {
		r->size = r->size ? 2 * r->size : 16;
		r->pieces = mem_resize(r->pieces, r->size, sizeof(*r->pieces));
	}
	r->pieces[r->count++] = *p;
}

/* Whether there is no room for more while the file can't be written. */
static bool is_to_be_missed(const LogRaw *r, size_t length)
{
	return log_file_fails(r->file) && (length > WAITING_MAX || r->count >= PIECES_MAX);
}

void log_raw_put(LogRaw *r, const struct wire_piece *piece)
{
	struct str *waiting = log_file_waiting(r->file);
	struct piece p = { .time = piece->time, .direction = piece->direction };
	RedactStream *stream = r->streams[piece->direction];
	size_t before = waiting->length;

	if (piece->secret) {
		p.hidden = piece->length;
	} else if (is_to_be_missed(r, before + piece->length)) {
		if (r->count && r->pieces[r->count - 1].missing) {
			r->pieces[r->count - 1].missing += piece->length;
			return;
		}
		p.missing = piece->length;
	} else if (stream) {
		redact_stream_feed(stream, piece->bytes, piece->length, waiting);
	} else {
		str_append(waiting, piece->bytes, piece->length);
	}
	p.length = waiting->length - before;
	add(r, &p);
}

void log_raw_end(LogRaw *r, int64_t wall)
{
	struct str *waiting = log_file_waiting(r->file);

	for (int i = 0; i < 2; i++) {
		struct piece p = { .time = wall, .direction = (enum wire_direction)i };
		size_t before = waiting->length;

		if (!r->streams[i])
			continue;
		redact_stream_end(r->streams[i], waiting);
		p.length = waiting->length - before;
		add(r, &p);
	}
}

void log_raw_redact(LogRaw *r, bool on, int64_t wall)
{
	if (on == (r->streams[0] != NULL))
		return;
	log_raw_end(r, wall);
	for (int i = 0; i < 2; i++) {
		redact_stream_free(r->streams[i]);
		r->streams[i] = on ? redact_stream_new() : NULL;
	}
}

/* Writes when what stands in the file from `offset` on passed. */
static void put_piece(const struct piece *p, uint64_t offset, struct str *out)
{
	char stamp[CLOCK_STAMP];
	char sign = p->direction == WIRE_SENT ? '>' : '<';

	clock_stamp(p->time, stamp);
	if (p->hidden)
		str_append_format(out, "%s %c %llu 0 hidden %zu\n", stamp, sign,
				  (unsigned long long)offset, p->hidden);
	else if (p->missing)
		str_append_format(out, "%s %c %llu 0 missing %zu\n", stamp, sign,
				  (unsigned long long)offset, p->missing);
	else
		str_append_format(out, "%s %c %llu %zu\n", stamp, sign, (unsigned long long)offset,
				  p->length);
}

void log_raw_flush(LogRaw *r, int64_t now, int64_t wall)
{
	uint64_t length = 0, offset;
	struct err e;

	if (log_file_fails(r->file) || log_file_waiting(r->file)->length)
		return;
	for (size_t i = 0; i < r->count; i++)
		length += r->pieces[i].length;
	offset = log_file_end(r->file);
	offset = offset > length ? offset - length : 0;
	for (size_t i = 0; i < r->count; i++) {
		if (log_file_waiting(r->times)->length < WAITING_MAX)
			put_piece(&r->pieces[i], offset, log_file_waiting(r->times));
		offset += r->pieces[i].length;
	}
	r->count = 0;
	/* What the other file has to tell this one has told. */
	log_file_flush(r->times, now, wall, &e);
}
