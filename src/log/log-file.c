#include "log/log-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupted.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "log/log-name.h"
#include "base/poison.h"

enum { LOG_FILES_MAX = 99999 }; /* that one name goes on in */

struct LogFile {
	struct log_file_config config; /* its strings are owned */
	char *path;
	int fd; /* -1: none is open */
	uint64_t end; /* the file's size behind our last write */
	int day; /* the local day that the file is of */
	bool exposed;
	unsigned moved; /* the number that the file of this name got that was moved away last */
	bool stays; /* it can't be moved away: `end` counts from there on */
	struct str waiting;
	bool fails;
	int64_t retry_at;
	struct err error; /* why it fails */
};

/* --- Names and days. */

static int day_of(int64_t wall)
{
	time_t seconds = (time_t)(wall / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

static char *make_path(const LogFile *f, int64_t wall)
{
	struct str path;

	if (!f->config.is_template)
		return mem_strdup(f->config.name);
	str_init(&path);
	log_name_make(f->config.name, f->config.host, f->config.session, wall, &path);
	return str_take(&path);
}

/* --- The file. */

static void close_file(LogFile *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

/* Writes the head of a file that is empty; of several runs one does. */
static bool write_head(LogFile *f)
{
	const char *head = f->config.head;
	struct stat st;
	bool good;

	if (!head || fstat(f->fd, &st) != 0 || st.st_size)
		return true;
	/* Where locks don't work the worst is a head too many. */
	flock(f->fd, LOCK_EX);
	good = fstat(f->fd, &st) != 0 || st.st_size ||
	       private_file_write(f->fd, head, strlen(head));
	flock(f->fd, LOCK_UN);
	return good;
}

static bool open_file(LogFile *f, struct err *e)
{
	struct stat st;

	f->fd = private_file_append(f->path, "log", &f->exposed, e);
	if (f->fd < 0)
		return false;
	f->end = fstat(f->fd, &st) == 0 ? (uint64_t)st.st_size : 0;
	f->stays = false;
	return true;
}

/* Whether the file that is open is the one that its name stands for. *gone: it has none any more.
 * What can't be looked at counts as it is, since it can be written. */
static bool is_current(const LogFile *f, bool *gone)
{
	struct stat mine, now;

	*gone = false;
	if (fstat(f->fd, &mine) != 0)
		return true;
	*gone = mine.st_nlink == 0;
	if (lstat(f->path, &now) != 0)
		return errno != ENOENT && errno != ENOTDIR;
	return mine.st_dev == now.st_dev && mine.st_ino == now.st_ino;
}

/* --- Going on in another file. */

/* Gives the file at `path` the name `to`, unless there is one. */
static bool move_file(const char *path, const char *to)
{
	return link(path, to) == 0 && unlink(path) == 0;
}

static void move_beside(const LogFile *f, const char *to)
{
	struct str from, behind;

	if (!f->config.beside)
		return;
	str_init(&from);
	str_init(&behind);
	str_append_format(&from, "%s%s", f->path, f->config.beside);
	str_append_format(&behind, "%s%s", to, f->config.beside);
	move_file(from.text, behind.text);
	str_fini(&from);
	str_fini(&behind);
}

/* Moves the file away: to its name with the day, or with the first number that is free behind the
 * one before. */
static bool move_away(LogFile *f, bool by_day)
{
	struct str to;
	bool moved = false;

	str_init(&to);
	for (unsigned i = by_day ? 0 : f->moved + 1; i < LOG_FILES_MAX && !moved; i++) {
		str_clear(&to);
		str_append_string(&to, f->path);
		if (by_day)
			str_append_format(&to, "-%04d-%02d-%02d", f->day / 10000,
					  f->day / 100 % 100, f->day % 100);
		if (i)
			str_append_format(&to, ".%u", i);
		moved = move_file(f->path, to.text);
		if (!moved && errno != EEXIST)
			break;
		if (!by_day)
			f->moved = i;
	}
	if (moved)
		move_beside(f, to.text);
	str_fini(&to);
	return moved;
}

/* The next file under the same name. Where the old one can't be moved it goes on in that. */
static void rotate(LogFile *f, bool by_day)
{
	bool gone;

	flock(f->fd, LOCK_EX);
	if (is_current(f, &gone) && !gone && !move_away(f, by_day)) {
		flock(f->fd, LOCK_UN);
		f->end = 0;
		f->stays = true;
		return;
	}
	close_file(f);
}

/* A new day may want a new file. */
static void follow_day(LogFile *f, int64_t wall)
{
	int day = day_of(wall);
	char *path;

	if (!f->config.daily || day == f->day)
		return;
	path = make_path(f, wall);
	if (strcmp(path, f->path) != 0) {
		close_file(f);
		free(f->path);
		f->path = path;
		f->moved = 0;
		private_file_make_folders(path);
	} else {
		free(path);
		if (f->fd >= 0 && f->end)
			rotate(f, true);
	}
	f->day = day;
}

/* Leaves a file that somebody has taken away. */
static enum log_file_news follow_name(LogFile *f, struct err *e)
{
	bool gone;

	if (f->fd < 0 || is_current(f, &gone))
		return LOG_FILE_NOTHING;
	close_file(f);
	err_set(e, ERR_OTHER, "the log %s was %s; it goes on in a new file", f->path,
		gone ? "deleted" : "moved");
	/* Another run has rotated it. */
	return access(f->path, F_OK) == 0 ? LOG_FILE_NOTHING : LOG_FILE_REPLACED;
}

/* --- Writing. */

static bool fail(LogFile *f, const char *why)
{
	return err_set(&f->error, ERR_OTHER, "cannot write the log %s: %s", f->path, why);
}

/* How much of what waits goes to this file: with a limit, the whole lines that fit. */
static size_t piece_length(const LogFile *f)
{
	const struct str *w = &f->waiting;
	uint64_t room = f->config.rotate > f->end ? f->config.rotate - f->end : 0;
	const char *end;

	if (!f->config.rotate || !f->config.lines || w->length <= room)
		return w->length;
	end = room ? memrchr(w->text, '\n', (size_t)room) : NULL;
	if (!end && f->end)
		return 0;
	if (!end)
		end = memchr(w->text, '\n', w->length);
	return end ? (size_t)(end - w->text) + 1 : w->length;
}

/* Writes the first `n` bytes that wait; those that were written don't wait any more. */
static bool write_piece(LogFile *f, size_t n)
{
	size_t done = 0;
	unsigned times = 0;

	while (done < n) {
		ssize_t written = write(f->fd, f->waiting.text + done, n - done);

		if (written < 0 && interrupted(errno, &times))
			continue;
		if (written <= 0) {
			fail(f, strerror(written ? errno : ENOSPC));
			break;
		}
		done += (size_t)written;
	}
	off_t at = done ? lseek(f->fd, 0, SEEK_CUR) : 0;
	if (at > 0)
		f->end = (uint64_t)at;
	if (done < f->waiting.length)
		str_splice(&f->waiting, 0, done, "", 0);
	else
		str_clear(&f->waiting);
	return done == n;
}

/* Whether what isn't lines has to go on in another file. */
static bool is_full(const LogFile *f)
{
	return f->config.rotate && !f->config.lines && f->end >= f->config.rotate;
}

/* Opens the file if it isn't, and writes all that waits. */
static bool write_all(LogFile *f)
{
	while (f->waiting.length) {
		struct stat st;
		size_t n;

		if (f->fd < 0 && !open_file(f, &f->error))
			return false;
		if (!write_head(f))
			return fail(f, strerror(errno));
		/* Others may write to it, too. */
		if (f->config.rotate && fstat(f->fd, &st) == 0 && !f->stays)
			f->end = (uint64_t)st.st_size;
		n = piece_length(f);
		if (!n || is_full(f))
			rotate(f, false);
		else if (!write_piece(f, n))
			return false;
	}
	return true;
}

enum log_file_news log_file_flush(LogFile *f, int64_t now, int64_t wall, struct err *e)
{
	enum log_file_news news = LOG_FILE_NOTHING;
	bool failed = f->fails;

	if (failed ? now < f->retry_at : !f->waiting.length)
		return LOG_FILE_NOTHING;
	follow_day(f, wall);
	news = follow_name(f, e);
	f->fails = !write_all(f);
	f->retry_at = now + LOG_FILE_RETRY_MS;
	if (f->fails && !failed) {
		*e = f->error;
		return LOG_FILE_FAILED;
	}
	if (f->fails)
		return LOG_FILE_NOTHING;
	return failed ? LOG_FILE_GOES_ON : news;
}

bool log_file_sync(LogFile *f, struct err *e)
{
	if (f->fails) {
		*e = f->error;
		return false;
	}
	return f->fd < 0 || fdatasync(f->fd) == 0 ||
	       err_set(e, ERR_OTHER, "cannot write the log %s to the disk: %s", f->path,
		       strerror(errno));
}

/* --- Opened and closed. */

/* The day of a file that is there: when it was last written to. */
static int begun_on(const LogFile *f, int64_t wall)
{
	struct stat st;

	if (fstat(f->fd, &st) == 0 && st.st_size)
		return day_of((int64_t)st.st_mtime * 1000);
	return day_of(wall);
}

LogFile *log_file_open(const struct log_file_config *config, int64_t wall, struct err *e)
{
	LogFile *f = mem_calloc(1, sizeof(*f));

	f->config = *config;
	f->config.name = mem_strdup(config->name);
	f->config.host = mem_strdup(config->host ? config->host : "");
	f->config.session = mem_strdup(config->session ? config->session : "");
	f->path = make_path(f, wall);
	f->fd = -1;
	str_init(&f->waiting);
	/* What is missing is told by opening it. */
	if (config->is_template)
		private_file_make_folders(f->path);
	if (open_file(f, e)) {
		f->day = begun_on(f, wall);
		return f;
	}
	log_file_close(f, NULL);
	return NULL;
}

bool log_file_close(LogFile *f, struct err *e)
{
	bool whole;

	if (!f)
		return true;
	whole = write_all(f);
	if (f->fd >= 0 && close(f->fd) < 0)
		whole = fail(f, strerror(errno));
	if (!whole && e)
		*e = f->error;
	free((char *)f->config.name);
	free((char *)f->config.host);
	free((char *)f->config.session);
	free(f->path);
	str_fini(&f->waiting);
	free(f);
	return whole;
}

struct str *log_file_waiting(LogFile *f)
{
	return &f->waiting;
}

void log_file_try_at_once(LogFile *f)
{
	f->retry_at = INT64_MIN;
}

bool log_file_fails(const LogFile *f)
{
	return f->fails;
}

int64_t log_file_retry_at(const LogFile *f)
{
	return f->retry_at;
}

const char *log_file_path(const LogFile *f)
{
	return f->path;
}

bool log_file_is_exposed(const LogFile *f)
{
	return f->exposed;
}

uint64_t log_file_end(const LogFile *f)
{
	return f->end;
}
