#include "base/private-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/interrupted.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum { LOCK_TRIES = 50, LOCK_PAUSE_NS = 2000000 };

struct PrivateFile {
	int fd;
	char *path;
	char *what;
};

static bool fail(struct err *e, const char *action, const char *what, const char *path)
{
	const char *cause = strerror(errno);

	if (errno == ELOOP)
		cause = "it is a symbolic link";
	else if (errno == ENXIO)
		cause = "it is not a regular file";
	else if (errno == EBUSY)
		cause = "another run has locked it";
	return err_set(e, ERR_OTHER, "cannot %s the %s %s: %s", action, what, path, cause);
}

/* Opens a regular file. Doesn't wait at a FIFO. -1 with errno set: ENXIO if it is another kind. */
static int open_regular(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = ENXIO;
		return -1;
	}
	/* Some file systems know no modes. */
	if (st.st_mode & 077)
		best_effort(fchmod(fd, 0600));
	return fd;
}

bool private_file_read_from(int fd, off_t at, size_t max, struct buf *out)
{
	size_t start = buf_length(out);
	unsigned times = 0;

	for (;;) {
		ssize_t n = pread(fd, buf_reserve(out, 65536), 65536, at);

		if (n < 0 && interrupted(errno, &times))
			continue;
		if (n <= 0)
			return n == 0;
		buf_commit(out, (size_t)n);
		at += n;
		if (buf_length(out) - start > max) {
			errno = EFBIG;
			return false;
		}
	}
}

bool private_file_read(const char *path, const char *what, struct buf *out, struct err *e)
{
	int fd = open_regular(path, O_RDONLY);
	bool good;

	/* ENOTDIR: a file stands where its folder would be, so there is none. */
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || fail(e, "read", what, path);
	good = private_file_read_from(fd, 0, PRIVATE_FILE_MAX, out) || fail(e, "read", what, path);
	close(fd);
	return good;
}

size_t private_file_make_folders(const char *path)
{
	char *copy = mem_strdup(path);
	size_t failed = 0;
	int reason = 0;

	for (char *slash = strchr(copy + (*copy == '/'), '/'); slash && !failed;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST && access(copy, F_OK) != 0) {
			failed = (size_t)(slash - copy);
			reason = errno;
		}
		*slash = '/';
	}
	free(copy);
	if (failed)
		errno = reason;
	return failed;
}

/* Whether `fd` is still the file that `path` names: another run may have put a new one there. */
static bool is_current(int fd, const char *path)
{
	struct stat mine, now;

	return fstat(fd, &mine) == 0 && lstat(path, &now) == 0 && mine.st_dev == now.st_dev &&
	       mine.st_ino == now.st_ino;
}

int private_file_open(const char *path, bool alone)
{
	const int lock = (alone ? LOCK_EX : LOCK_SH) | LOCK_NB;
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };

	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		int fd = open_regular(path, O_RDWR | O_APPEND | O_CREAT);

		if (fd < 0)
			return -1;
		/* Where locks don't work, the worst is the change of another run at the same
		 * moment. */
		if ((flock(fd, lock) == 0 || errno != EWOULDBLOCK) && is_current(fd, path))
			return fd;
		close(fd);
		nanosleep(&pause, NULL);
	}
	errno = EBUSY;
	return -1;
}

int private_file_append(const char *path, const char *what, bool *exposed, struct err *e)
{
	int fd = open_regular(path, O_WRONLY | O_APPEND | O_CREAT);
	struct stat st;

	if (fd < 0)
		fail(e, "open", what, path);
	else if (exposed)
		*exposed = fstat(fd, &st) == 0 && (st.st_mode & 077 || st.st_uid != geteuid());
	return fd;
}

PrivateFile *private_file_lock(const char *path, const char *what, struct buf *out, struct err *e)
{
	PrivateFile *f;
	int fd;

	if (private_file_make_folders(path)) {
		fail(e, "make the folder of", what, path);
		return NULL;
	}
	fd = private_file_open(path, true);
	if (fd < 0 || !private_file_read_from(fd, 0, PRIVATE_FILE_MAX, out)) {
		fail(e, fd < 0 ? "change" : "read", what, path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	f = mem_alloc(sizeof(*f));
	f->fd = fd;
	f->path = mem_strdup(path);
	f->what = mem_strdup(what);
	return f;
}

bool private_file_write(int fd, const char *bytes, size_t n)
{
	unsigned times = 0;

	while (n) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && interrupted(errno, &times))
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		n -= (size_t)written;
	}
	return true;
}

/* Flushes the folder's entry; not every file system can, and the file is whole without it. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		best_effort(fsync(fd)); /* not every file system can for a folder */
		close(fd);
	}
	free(folder);
}

bool private_file_put(const char *path, const char *bytes, size_t n)
{
	struct str name;
	bool good = false;
	int fd, reason;

	str_init(&name);
	str_append_format(&name, "%s.XXXXXX", path);
	fd = mkostemp(name.text, O_CLOEXEC); /* 0600 */
	if (fd >= 0) {
		good = private_file_write(fd, bytes, n) && fsync(fd) == 0;
		good = close(fd) == 0 && good && rename(name.text, path) == 0;
	}
	reason = errno;
	if (good)
		sync_folder(path);
	else if (fd >= 0)
		unlink(name.text);
	str_fini(&name);
	errno = reason;
	return good;
}

bool private_file_replace(PrivateFile *f, const char *bytes, size_t n, struct err *e)
{
	return private_file_put(f->path, bytes, n) || fail(e, "write", f->what, f->path);
}

void private_file_unlock(PrivateFile *f)
{
	if (!f)
		return;
	close(f->fd);
	free(f->path);
	free(f->what);
	free(f);
}
