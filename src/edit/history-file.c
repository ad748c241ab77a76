#include "edit/history-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

/*
 * Several runs share the file. Each appends its lines with one write(2) under a shared lock; who
 * rewrites the file holds the exclusive one, so no line is written between reading and rename.
 */

enum {
	LOCK_TRIES = 50,
	LOCK_PAUSE_NS = 2000000,
	HISTORY_FILE_MAX = 48 << 20,	/* bytes read of a file, from its end */
};

static bool fail(struct err *e, const char *what, const char *path)
{
	return err_set(e, ERR_OTHER, "cannot %s the history file %s: %s", what, path,
		       errno == ELOOP ? "it is a symbolic link" : strerror(errno));
}

/* Makes the folders above `path`, 0700. */
static bool make_parents(const char *path, struct err *e)
{
	char *copy = mem_strdup(path);
	bool done = true;

	for (char *slash = strchr(copy + (*copy == '/'), '/'); slash && done; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST && access(copy, F_OK) != 0)
			done = err_set(e, ERR_OTHER, "cannot make the folder %s: %s", copy,
				       strerror(errno));
		*slash = '/';
	}
	free(copy);
	return done;
}

/* Whether `fd` is still the file that `path` names: another run may have renamed a new one there. */
static bool is_current(int fd, const char *path)
{
	struct stat mine, now;

	return fstat(fd, &mine) == 0 && lstat(path, &now) == 0 && mine.st_dev == now.st_dev &&
	       mine.st_ino == now.st_ino;
}

/* Opens a regular file of mode 0600, made if there is none; -1 with errno set. */
static int open_file(const char *path)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
		      0600);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	if (st.st_mode & 077)
		(void)!fchmod(fd, 0600);
	return fd;
}

/* Opens and locks the file (LOCK_SH or LOCK_EX), waiting a tenth of a second at most. */
static int open_locked(const char *path, int lock)
{
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };

	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		int fd = open_file(path);

		if (fd < 0)
			return -1;
		/* Where locks don't work, the worst is a line lost to another run's rewrite. */
		if ((flock(fd, lock | LOCK_NB) == 0 || errno != EWOULDBLOCK) && is_current(fd, path))
			return fd;
		close(fd);
		nanosleep(&pause, NULL);
	}
	errno = EBUSY;
	return -1;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		n -= (size_t)written;
	}
	return true;
}

/* Reads the file, of a longer one the whole lines of its last HISTORY_FILE_MAX bytes. */
static bool read_all(int fd, struct buf *out)
{
	struct stat st;
	off_t start, at;

	if (fstat(fd, &st) != 0)
		return false;
	at = start = st.st_size > HISTORY_FILE_MAX ? st.st_size - HISTORY_FILE_MAX : 0;
	for (;;) {
		ssize_t n = pread(fd, buf_reserve(out, 65536), 65536, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		buf_commit(out, (size_t)n);
		at += n;
	}
	if (start) {
		const char *newline = memchr(buf_data(out), '\n', buf_length(out));

		buf_consume(out, newline ? (size_t)(newline + 1 - buf_data(out)) : 0);
	}
	return true;
}

void history_format(const char *text, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		char c = text[i];

		if (c == '\\' || c == '\n' || c == '\r') {
			buf_append_byte(out, '\\');
			c = c == '\n' ? 'n' : c == '\r' ? 'r' : c;
		}
		buf_append_byte(out, (unsigned char)c);
	}
	buf_append_byte(out, '\n');
}

/* Undoes history_format's escapes; an unknown one stands for itself. */
static void unescape(const char *line, size_t n, struct str *out)
{
	str_clear(out);
	for (size_t i = 0; i < n; i++) {
		char next = i + 1 < n ? line[i + 1] : '\0';
		char plain = next == 'n' ? '\n' : next == 'r' ? '\r' : next == '\\' ? '\\' : '\0';

		if (line[i] == '\\' && plain) {
			str_append_char(out, plain);
			i++;
		} else {
			str_append_char(out, line[i]);
		}
	}
}

/* From the newest line backwards: of equal lines the newest counts, and of a long file the end. */
size_t history_parse(History *h, const char *bytes, size_t n)
{
	size_t lines = 0;
	struct str line;

	str_init(&line);
	for (size_t end = n; end > 0;) {
		const char *newline = memrchr(bytes, '\n', end - (bytes[end - 1] == '\n'));
		size_t start = newline ? (size_t)(newline - bytes) + 1 : 0;
		size_t length = end - start - (bytes[end - 1] == '\n');

		lines++;
		if (h->count < h->max && length <= 2 * HISTORY_LINE_MAX) {
			unescape(bytes + start, length, &line);
			if (history_keeps(line.text, line.length))
				history_push_oldest(h, line.text, line.length);
		}
		end = start;
	}
	str_fini(&line);
	history_reverse(h);
	return lines;
}

/* What the file and `h` hold together: the file's lines, then those of `h` that never got there. */
static bool merge(History *h, int fd, History *merged, size_t *lines)
{
	struct buf bytes;
	bool done;

	buf_init(&bytes);
	done = read_all(fd, &bytes);
	if (done)
		*lines = buf_length(&bytes) ? history_parse(merged, buf_data(&bytes), buf_length(&bytes)) : 0;
	buf_fini(&bytes);
	for (size_t i = 0; done && i < h->count; i++) {
		if (h->entry[i]->unwritten)
			history_push(merged, h->entry[i]->text, h->entry[i]->length)->unwritten = true;
	}
	return done;
}

bool history_open(History *h, const char *path, struct err *e)
{
	History *merged;
	size_t lines = 0;
	bool writable, done;
	int fd;

	if (!make_parents(path, e))
		return false;
	fd = open_locked(path, LOCK_SH);
	writable = fd >= 0;
	if (!writable) {
		fail(e, "write", path);
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
		if (fd < 0)
			return false;
	}
	merged = history_new(h->max);
	done = merge(h, fd, merged, &lines);
	if (done)
		history_swap_lines(h, merged);
	else
		fail(e, "read", path);
	close(fd);
	history_free(merged);
	if (!writable || !done)
		return false;
	free(h->path);
	h->path = mem_strdup(path);
	h->file_lines = lines;
	return h->file_lines <= 2 * h->max || history_save(h, e);
}

/* A line that another run's crash left without its end must not swallow ours. */
static bool ends_with_newline(int fd)
{
	struct stat st;
	char last = '\n';

	if (fstat(fd, &st) == 0 && st.st_size > 0)
		(void)!pread(fd, &last, 1, st.st_size - 1);
	return last == '\n';
}

void history_write(History *h, struct history_entry *entry)
{
	struct buf line;
	int fd;

	if (!h->path)
		return;
	fd = open_locked(h->path, LOCK_SH);
	if (fd < 0) {
		log_debug("history: %s", strerror(errno));
		return;
	}
	buf_init(&line);
	if (!ends_with_newline(fd))
		buf_append_byte(&line, '\n');
	history_format(entry->text, entry->length, &line);
	entry->unwritten = !write_all(fd, buf_data(&line), buf_length(&line));
	buf_fini(&line);
	close(fd);
	if (++h->file_lines > 2 * h->max && !history_save(h, NULL))
		h->file_lines = h->max;	/* not with every line again */
}

/* Flushes the folder's entry; not every file system can, and the file is whole without it. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)!fsync(fd);
		close(fd);
	}
	free(folder);
}

/* Writes the lines of `h` to a new file beside `path` and renames it over. */
static bool replace_file(const History *h, const char *path, struct err *e)
{
	struct buf bytes;
	struct str name;
	bool done = false;
	int fd;

	buf_init(&bytes);
	str_init(&name);
	for (size_t i = 0; i < h->count; i++)
		history_format(h->entry[i]->text, h->entry[i]->length, &bytes);
	str_append_format(&name, "%s.XXXXXX", path);
	fd = mkostemp(name.text, O_CLOEXEC);	/* 0600 */
	if (fd >= 0) {
		done = write_all(fd, buf_data(&bytes), buf_length(&bytes)) && fsync(fd) == 0;
		done = close(fd) == 0 && done && rename(name.text, path) == 0;
	}
	if (!done)
		fail(e, "write", path);
	if (!done && fd >= 0)
		unlink(name.text);
	if (done)
		sync_folder(path);
	str_fini(&name);
	buf_fini(&bytes);
	return done;
}

bool history_save(History *h, struct err *e)
{
	History *merged;
	size_t lines;
	bool done;
	int fd;

	if (!h->path)
		return true;
	fd = open_locked(h->path, LOCK_EX);
	if (fd < 0)
		return fail(e, "write", h->path);
	merged = history_new(h->max);
	done = merge(h, fd, merged, &lines) || fail(e, "read", h->path);
	done = done && replace_file(merged, h->path, e);
	if (done) {
		history_swap_lines(h, merged);
		h->file_lines = h->count;
		for (size_t i = 0; i < h->count; i++)
			h->entry[i]->unwritten = false;
	}
	close(fd);
	history_free(merged);
	return done;
}
