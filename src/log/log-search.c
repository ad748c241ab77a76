#include "log/log-search.h"

#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "log/log-line.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum {
	CHUNK = 65536, /* bytes of a read */
	LINE_MAX_BYTES = 4 * CHUNK, /* of a line that is looked at as one */
	SHOWN = 400, /* bytes of a line that are told */
	SLOW = 16, /* how much dearer lines are that have to be read */
};

struct file {
	char *path;
	int64_t time; /* when it was last written to */
};

struct LogSearch {
	Pattern *pattern;
	struct file *files;
	size_t count, at; /* how many; the one that is looked at */
	int fd; /* -1: none is open */
	bool plain; /* its lines are as they are found, but for what stands before */
	bool anchored; /* the pattern wants to know what that is */
	bool named; /* it stands in `text` */
	struct buf bytes; /* of the file, the beginning of a line first */
	struct str text, line;
	size_t hits;
};

/* --- The files. */

static bool has_end(const char *path, const char *end)
{
	size_t n = strlen(path), length = strlen(end);

	return n >= length && strcmp(path + n - length, end) == 0;
}

static void add_file(LogSearch *s, const char *path)
{
	struct stat st;

	if (has_end(path, ".times") || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	for (size_t i = 0; i < s->count; i++) {
		if (strcmp(s->files[i].path, path) == 0)
			return;
	}
	s->files = mem_resize(s->files, s->count + 1, sizeof(*s->files));
	s->files[s->count++] = (struct file){ mem_strdup(path), (int64_t)st.st_mtime };
}

/* The files themselves, and those that were moved away by number or by day. */
static void add_files(LogSearch *s, const char *files)
{
	static const char *const ends[] = { "", ".*", "-[0-9]*" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct str pattern;
		glob_t found;

		str_init(&pattern);
		str_append_format(&pattern, "%s%s", files, ends[i]);
		if (glob(pattern.text, 0, NULL, &found) == 0) {
			for (size_t at = 0; at < found.gl_pathc; at++)
				add_file(s, found.gl_pathv[at]);
			globfree(&found);
		}
		str_fini(&pattern);
	}
}

/* The newest first; of one second the one with the greater number. */
static int compare(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return strverscmp(y->path, x->path);
}

LogSearch *log_search_new(const char *files, const char *also, const char *text, struct err *e)
{
	Pattern *pattern = pattern_new(text, strlen(text), PATTERN_REGEX, PATTERN_CASE_SMART, e);
	LogSearch *s;

	if (!pattern)
		return NULL;
	s = mem_calloc(1, sizeof(*s));
	s->pattern = pattern;
	s->anchored = strchr(text, '^') || strstr(text, "\\A");
	s->fd = -1;
	buf_init(&s->bytes);
	str_init(&s->text);
	str_init(&s->line);
	add_files(s, files);
	if (also)
		add_file(s, also);
	if (s->count)
		qsort(s->files, s->count, sizeof(*s->files), compare);
	return s;
}

void log_search_free(LogSearch *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	for (size_t i = 0; i < s->count; i++)
		free(s->files[i].path);
	free(s->files);
	pattern_free(s->pattern);
	buf_fini(&s->bytes);
	str_fini(&s->text);
	str_fini(&s->line);
	free(s);
}

/* --- Lines. */

static void tell(LogSearch *s)
{
	struct str line;

	if (!s->named)
		str_append_format(&s->text, "%s%s\n", s->text.length ? "\n" : "",
				  s->files[s->at].path);
	s->named = true;
	str_append_string(&s->text, "    ");
	/* A raw log has any bytes, NUL among them. */
	str_init(&line);
	str_append_any(&line, s->line.text, s->line.length);
	peer_text_append(&s->text, line.text, line.length, SHOWN);
	str_append_char(&s->text, '\n');
	str_fini(&line);
	s->hits++;
}

/* Looks at the next line, `n` bytes without its end. */
static void look(LogSearch *s, const char *line, size_t n)
{
	struct pattern_match match;
	size_t start;

	str_clear(&s->line);
	start = log_line_read(line, n, &s->line);
	if (s->line.length > start &&
	    pattern_find(s->pattern, s->line.text + start, s->line.length - start, 0, &match) ==
		    PATTERN_FOUND)
		tell(s);
}

/* Looks through the whole lines of what was read, or all of it if there is no more. Returns what it
 * has cost. */
static size_t look_through(LogSearch *s, bool all)
{
	const char *text = buf_data(&s->bytes);
	size_t n = buf_length(&s->bytes), at = 0, cost = n / SLOW;
	const char *end = n ? memrchr(text, '\n', n) : NULL;

	all |= n > LINE_MAX_BYTES;
	if (!all)
		n = end ? (size_t)(end - text) + 1 : 0;
	while (at < n && s->hits < LOG_SEARCH_HITS) {
		size_t hit = s->plain ? pattern_candidate(s->pattern, text, n, at) : at;

		if (hit >= n)
			break;
		if (hit > at && (end = memrchr(text + at, '\n', hit - at)))
			at = (size_t)(end - text) + 1;
		end = memchr(text + at, '\n', n - at);
		size_t length = end ? (size_t)(end - text) - at : n - at;
		look(s, text + at, length);
		cost += length;
		at += length + 1;
	}
	buf_consume(&s->bytes, n);
	return cost;
}

/* --- Steps. */

/* HTML, JSON and escape sequences come between what belongs together. */
static bool is_plain(const struct buf *b)
{
	const char *text = buf_data(b);
	size_t n = buf_length(b);

	return n && *text != '{' && *text != '<' && !memchr(text, '\x1b', n);
}

static void next_file(LogSearch *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->named = false;
	buf_consume(&s->bytes, buf_length(&s->bytes));
	s->at++;
}

/* Reads some of the file; returns what it has cost. */
static size_t read_some(LogSearch *s)
{
	ssize_t n;

	if (s->fd < 0)
		s->fd = open(s->files[s->at].path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	n = s->fd < 0 ? -1 : read(s->fd, buf_reserve(&s->bytes, CHUNK), CHUNK);
	if (n > 0) {
		buf_commit(&s->bytes, (size_t)n);
		s->plain = !s->anchored && is_plain(&s->bytes);
		return look_through(s, false) + (size_t)n / SLOW;
	}
	size_t cost = look_through(s, true);
	next_file(s);
	return cost + 1;
}

static bool has_more(const LogSearch *s)
{
	return s->at < s->count && s->hits < LOG_SEARCH_HITS;
}

bool log_search_step(LogSearch *s, size_t bytes)
{
	size_t cost = 0;

	while (has_more(s) && cost <= bytes / SLOW)
		cost += read_some(s);
	return has_more(s);
}

const char *log_search_text(const LogSearch *s)
{
	return s->text.text;
}

size_t log_search_hits(const LogSearch *s)
{
	return s->hits;
}

size_t log_search_files(const LogSearch *s)
{
	return s->count;
}
