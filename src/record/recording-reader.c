#include "record/recording-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/interrupted.h"
#include "base/mem.h"
#include "record/recording-text.h"
#include "base/poison.h"

enum { READ_PIECE = 65536 };

struct RecordingReader {
	int fd;
	struct buf in; /* read from `from` on */
	uint64_t from; /* the file's byte behind what `in` has */
	size_t used; /* of `in`, by the record that was given last */
	uint64_t at; /* the file's byte behind that */
	bool cut;
	int64_t time, part_time, part_wall; /* of the last record; of the part that it is in */
};

/* Whether more of the file came. */
static bool fill(RecordingReader *r)
{
	unsigned times = 0;

	for (;;) {
		ssize_t n = pread(r->fd, buf_reserve(&r->in, READ_PIECE), READ_PIECE,
				  (off_t)r->from);

		if (n < 0 && interrupted(errno, &times))
			continue;
		if (n <= 0)
			return false;
		buf_commit(&r->in, (size_t)n);
		r->from += (uint64_t)n;
		return true;
	}
}

static bool has_magic(RecordingReader *r)
{
	const size_t n = strlen(RECORDING_MAGIC);

	while (buf_length(&r->in) < n) {
		if (!fill(r))
			return false;
	}
	if (memcmp(buf_data(&r->in), RECORDING_MAGIC, n) != 0)
		return false;
	buf_consume(&r->in, n);
	r->at = n;
	return true;
}

void recording_reader_rewind(RecordingReader *r)
{
	buf_clear(&r->in);
	r->from = r->used = 0;
	r->cut = false;
	r->time = r->part_time = r->part_wall = 0;
	has_magic(r);
}

/* Whether the file begins as a recording does, with a number that isn't known. */
static bool is_newer(const RecordingReader *r)
{
	const size_t n = strcspn(RECORDING_MAGIC, "0123456789");

	return buf_length(&r->in) > n && memcmp(buf_data(&r->in), RECORDING_MAGIC, n) == 0 &&
	       buf_data(&r->in)[n] >= '1' && buf_data(&r->in)[n] <= '9';
}

static RecordingReader *new_reader(int fd, const char *name, struct err *e)
{
	RecordingReader *r = mem_alloc(sizeof(*r));

	r->fd = fd;
	buf_init(&r->in);
	if (has_magic(r))
		return r;
	if (is_newer(r))
		err_set(e, ERR_USAGE,
			"%s was recorded by a newer version of Hail: its first line is not "
			"\"hail-recording 1\"",
			name);
	else
		err_set(e, ERR_USAGE,
			"%s is no recording of Hail: its first line is not \"hail-recording 1\"",
			name);
	recording_reader_free(r);
	return NULL;
}

RecordingReader *recording_reader_open(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		err_set(e, ERR_USAGE, "cannot read the recording %s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		err_set(e, ERR_USAGE, "cannot read the recording %s: it is not a regular file",
			path);
		close(fd);
		return NULL;
	}
	return new_reader(fd, path, e);
}

void recording_reader_free(RecordingReader *r)
{
	if (!r)
		return;
	close(r->fd);
	buf_fini(&r->in);
	free(r);
}

/* A part tells when it began by the clock on the wall. */
static void note_time(RecordingReader *r, const struct recording_record *record)
{
	r->time = record->time;
	if (record->type != RECORDING_PART)
		return;
	r->part_time = record->time;
	r->part_wall = recording_read_part(record);
}

bool recording_reader_next(RecordingReader *r, struct recording_record *out)
{
	enum recording_status status;
	size_t used = 0;

	buf_consume(&r->in, r->used);
	r->used = 0;
	while ((status = recording_decode(buf_data(&r->in), buf_length(&r->in), out, &used)) ==
	       RECORDING_MORE) {
		if (!fill(r))
			break;
	}
	r->cut = status == RECORDING_DAMAGED || (status == RECORDING_MORE && buf_length(&r->in));
	/* Time never goes back. */
	if (status == RECORDING_OK && out->time < r->time)
		r->cut = true;
	if (status != RECORDING_OK || r->cut)
		return false;
	r->used = used;
	r->at += used;
	note_time(r, out);
	return true;
}

bool recording_reader_is_cut(const RecordingReader *r)
{
	return r->cut;
}

uint64_t recording_reader_at(const RecordingReader *r)
{
	return r->at;
}

int64_t recording_reader_wall(const RecordingReader *r)
{
	return r->part_wall + r->time - r->part_time;
}

bool recording_reader_is_of(const RecordingReader *r, const char *path)
{
	struct stat mine, other;

	return fstat(r->fd, &mine) == 0 && stat(path, &other) == 0 && mine.st_dev == other.st_dev &&
	       mine.st_ino == other.st_ino;
}
