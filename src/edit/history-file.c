#include "edit/history-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/utf8.h"
#include "base/poison.h"

/*
 * Several runs share the file. Each appends its lines with one write(2) under a shared lock; who
 * rewrites the file holds the exclusive one, so no line is written between reading and rename.
 */

enum { HISTORY_FILE_MAX = 48 << 20 }; /* bytes read of a file, from its end */

static bool fail(struct err *e, const char *what, const char *path)
{
	return err_set(e, ERR_OTHER, "cannot %s the history file %s: %s", what, path,
		       errno == ELOOP ? "it is a symbolic link" : strerror(errno));
}

/* Reads the file, of a longer one the whole lines of its last HISTORY_FILE_MAX bytes. */
static bool read_all(int fd, struct buf *out)
{
	struct stat st;
	off_t start;

	if (fstat(fd, &st) != 0)
		return false;
	start = st.st_size > HISTORY_FILE_MAX ? st.st_size - HISTORY_FILE_MAX : 0;
	if (!private_file_read_from(fd, start, SIZE_MAX, out))
		return false;
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
		*lines = buf_length(&bytes) ?
				 history_parse(merged, buf_data(&bytes), buf_length(&bytes)) :
				 0;
	buf_fini(&bytes);
	for (size_t i = 0; done && i < h->count; i++) {
		if (h->entry[i]->unwritten)
			history_push(merged, h->entry[i]->text, h->entry[i]->length)->unwritten =
				true;
	}
	return done;
}

void history_add_older(History *h, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	History *joined = history_new(h->max);
	struct buf bytes;

	buf_init(&bytes);
	if (fd >= 0 && read_all(fd, &bytes) && buf_length(&bytes)) {
		history_parse(joined, buf_data(&bytes), buf_length(&bytes));
		for (size_t i = 0; i < h->count; i++)
			history_push(joined, h->entry[i]->text, h->entry[i]->length)->unwritten =
				h->entry[i]->unwritten;
		history_swap_lines(h, joined);
	}
	buf_fini(&bytes);
	if (fd >= 0)
		close(fd);
	history_free(joined);
}

bool history_open(History *h, const char *path, struct err *e)
{
	History *merged;
	size_t lines = 0, folder = private_file_make_folders(path);
	bool writable, done;
	int fd;

	if (folder)
		return err_set(e, ERR_OTHER, "cannot make the folder %.*s: %s", (int)folder, path,
			       strerror(errno));
	fd = private_file_open(path, false);
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

	/* What can't be read counts as a newline: at worst two lines become one. */
	if (fstat(fd, &st) == 0 && st.st_size > 0)
		best_effort(pread(fd, &last, 1, st.st_size - 1));
	return last == '\n';
}

/* Appends a line to the file, if there is one. */
static void write_line(History *h, struct history_entry *entry)
{
	struct buf line;
	int fd;

	if (!h->path)
		return;
	fd = private_file_open(h->path, false);
	if (fd < 0) {
		log_debug("history: %s", strerror(errno));
		return;
	}
	buf_init(&line);
	if (!ends_with_newline(fd))
		buf_append_byte(&line, '\n');
	history_format(entry->text, entry->length, &line);
	entry->unwritten = !private_file_write(fd, buf_data(&line), buf_length(&line));
	buf_fini(&line);
	close(fd);
	if (++h->file_lines > 2 * h->max && !history_save(h, NULL))
		h->file_lines = h->max; /* not with every line again */
}

void history_flush(History *h)
{
	size_t waiting = h->waiting < h->count ? h->waiting : h->count;

	h->waiting = 0;
	for (size_t i = h->count - waiting; i < h->count; i++) {
		if (h->entry[i]->unwritten)
			write_line(h, h->entry[i]);
	}
}

/* Puts a new file of the lines of `h` in the place of `path`; none if there are no lines. */
static bool replace_file(const History *h, const char *path, struct err *e)
{
	struct buf bytes;
	bool done;

	if (!h->count)
		return unlink(path) == 0 || fail(e, "remove", path);
	buf_init(&bytes);
	for (size_t i = 0; i < h->count; i++)
		history_format(h->entry[i]->text, h->entry[i]->length, &bytes);
	done = private_file_put(path, buf_data(&bytes), buf_length(&bytes)) ||
	       fail(e, "write", path);
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
	fd = private_file_open(h->path, true);
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
