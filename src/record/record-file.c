#include "record/record-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/poison.h"

enum {
	WAITING_MAX = 262144, /* bytes that wait until record_file_relieve writes them */
	RETRY_MS = 1000, /* between two tries, */
	LOOK_MS = 1000, /* and two looks whether the file is still there */
};

struct RecordFile {
	int fd;
	char *path;
	bool open_to_others;
	struct buf waiting;
	off_t end; /* behind what was written */
	bool failing, told, trying;
	int failure; /* errno */
	int64_t retry_at, look_at;
};

static bool fail(const RecordFile *f, struct err *e, int failure)
{
	const char *cause = failure == ENOENT ? "it was removed" : strerror(failure);

	return err_set(e, ERR_OTHER, "cannot write the recording %s: %s", f->path, cause);
}

static bool lock(RecordFile *f, struct err *e)
{
	if (flock(f->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return true;
	return err_set(e, ERR_OTHER, "cannot write the recording %s: it is recorded to already",
		       f->path);
}

RecordFile *record_file_open(const char *path, struct err *e)
{
	bool exposed;
	int fd = private_file_append(path, "recording", &exposed, e);
	RecordFile *f;

	if (fd < 0)
		return NULL;
	f = mem_alloc(sizeof(*f));
	f->fd = fd;
	f->path = mem_strdup(path);
	f->open_to_others = exposed;
	buf_init(&f->waiting);
	if (lock(f, e))
		return f;
	record_file_close(f, NULL);
	return NULL;
}

static void start_failing(RecordFile *f, int failure)
{
	f->failure = failure;
	f->failing = true;
	f->told = f->trying;
	buf_clear(&f->waiting);
	best_effort(ftruncate(f->fd, f->end));
}

static void write_waiting(RecordFile *f)
{
	size_t n = buf_length(&f->waiting);

	if (f->failing || !n)
		return;
	if (!private_file_write(f->fd, buf_data(&f->waiting), n)) {
		start_failing(f, errno);
		return;
	}
	f->end += (off_t)n;
	buf_clear(&f->waiting);
}

bool record_file_close(RecordFile *f, struct err *e)
{
	bool good;

	if (!f)
		return true;
	write_waiting(f);
	good = !f->failing || fail(f, e, f->failure);
	close(f->fd);
	free(f->path);
	buf_fini(&f->waiting);
	free(f);
	return good;
}

bool record_file_size(const RecordFile *f, uint64_t *size, struct err *e)
{
	struct stat st;

	if (fstat(f->fd, &st) != 0)
		return fail(f, e, errno);
	*size = (uint64_t)st.st_size;
	return true;
}

bool record_file_cut(RecordFile *f, uint64_t end, struct err *e)
{
	f->end = (off_t)end;
	return ftruncate(f->fd, f->end) == 0 || fail(f, e, errno);
}

bool record_file_is_empty(const RecordFile *f)
{
	return !f->end;
}

struct buf *record_file_waiting(RecordFile *f)
{
	return f->failing ? NULL : &f->waiting;
}

void record_file_relieve(RecordFile *f)
{
	if (buf_length(&f->waiting) > WAITING_MAX)
		write_waiting(f);
}

static bool is_removed(const RecordFile *f)
{
	struct stat st;

	return fstat(f->fd, &st) == 0 && !st.st_nlink;
}

/* Nobody would find what is written to a file that has no name any more. */
static void look_for_file(RecordFile *f, int64_t now)
{
	if (f->failing || now < f->look_at)
		return;
	f->look_at = now + LOOK_MS;
	if (is_removed(f))
		start_failing(f, ENOENT);
}

/* Puts an empty file in the place of one that was removed. */
static bool replace_removed(RecordFile *f)
{
	struct stat st;
	int fd = private_file_append(f->path, "recording", NULL, NULL);

	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0 || st.st_size || flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return false;
	}
	close(f->fd);
	f->fd = fd;
	f->end = 0;
	return true;
}

static bool may_try(RecordFile *f, int64_t now)
{
	if (now < f->retry_at)
		return false;
	f->retry_at = now + RETRY_MS;
	return is_removed(f) ? replace_removed(f) : ftruncate(f->fd, f->end) == 0;
}

enum record_file_status record_file_flush(RecordFile *f, int64_t now, struct err *e)
{
	bool failed = f->failing && f->told;

	look_for_file(f, now);
	write_waiting(f);
	if (!f->failing) {
		f->trying = false;
		return RECORD_FILE_WRITTEN;
	}
	if (!f->told) {
		fail(f, e, f->failure);
		f->told = true;
		f->retry_at = now + RETRY_MS;
		return RECORD_FILE_FAILED;
	}
	if (!failed || !may_try(f, now))
		return RECORD_FILE_FAILING;
	f->failing = false;
	f->trying = true;
	return RECORD_FILE_TRY;
}

const char *record_file_path(const RecordFile *f)
{
	return f->path;
}

bool record_file_is_open_to_others(const RecordFile *f)
{
	return f->open_to_others;
}
