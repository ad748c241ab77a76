#include "link/trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "link/trace-lines.h"
#include "link/wire-time.h"
#include "base/poison.h"

struct Trace {
	Session *session;
	TraceLines *lines;
	int fd; /* -1: no file */
	char *path;
	bool keeps;
	struct str kept;
	uint64_t dropped; /* bytes of the oldest lines */
	void (*failed)(void *user, const char *text);
	void *user;
	struct str text; /* scratch */
};

/* --- Where lines go. */

static void set_file(Trace *t, int fd, const char *path)
{
	if (t->fd >= 0)
		close(t->fd);
	free(t->path);
	t->fd = fd;
	t->path = mem_strdup(path);
	trace_lines_show_all(t->lines, trace_is_on(t));
}

static void fail(Trace *t, int failure)
{
	struct err e;

	err_set(&e, ERR_OTHER, "cannot write the trace %s: %s; it ends here", t->path,
		strerror(failure));
	set_file(t, -1, NULL);
	t->failed(t->user, e.text);
}

/* Whole lines go, half of what there is at once or more. */
static void drop_oldest(Trace *t, size_t kept)
{
	size_t n = t->kept.length - kept;
	const char *newline = memchr(t->kept.text + n, '\n', t->kept.length - n);

	n = newline ? (size_t)(newline + 1 - t->kept.text) : t->kept.length;
	str_splice(&t->kept, 0, n, "", 0);
	t->dropped += n;
}

static void put(Trace *t, const char *text, size_t n)
{
	size_t kept = trace_is_on(t) ? TRACE_KEPT : TRACE_KEPT_OFF;

	if (t->fd >= 0 && !private_file_write(t->fd, text, n))
		fail(t, errno);
	str_append(&t->kept, text, n);
	if (t->kept.length > 2 * kept)
		drop_oldest(t, kept);
}

static void put_lines(Trace *t)
{
	if (t->text.length)
		put(t, t->text.text, t->text.length);
	str_clear(&t->text);
}

static void on_piece(void *user, const struct wire_piece *piece)
{
	struct wire_piece now = *piece;
	Trace *t = user;

	now.time = wire_time(t->session);
	trace_lines_piece(t->lines, &now, session_protocol(t->session), &t->text);
	put_lines(t);
}

/* --- Made and freed. */

static bool attach(Trace *t, struct err *e)
{
	return session_tap(t->session, on_piece, t) ||
	       err_set(e, ERR_OTHER, "cannot trace: too much listens to this session");
}

Trace *trace_new(Session *s, void (*failed)(void *user, const char *text), void *user,
		 struct err *e)
{
	Trace *t = mem_alloc(sizeof(*t));

	*t = (Trace){ .session = s, .fd = -1, .failed = failed, .user = user };
	t->lines = trace_lines_new();
	trace_lines_show_all(t->lines, false);
	str_init(&t->kept);
	str_init(&t->text);
	if (attach(t, e))
		return t;
	trace_free(t);
	return NULL;
}

bool trace_move(Trace *t, Session *s, void *user, struct err *e)
{
	session_untap(t->session, on_piece, t);
	t->session = s;
	t->user = user;
	return attach(t, e);
}

void trace_free(Trace *t)
{
	if (!t)
		return;
	session_untap(t->session, on_piece, t);
	set_file(t, -1, NULL);
	trace_lines_free(t->lines);
	str_fini(&t->kept);
	str_fini(&t->text);
	free(t);
}

static void tell_exposed(const Trace *t)
{
	struct str text;

	str_init(&text);
	str_append_format(&text,
			  "others may read the trace %s: it is another user's, or its mode can't "
			  "be changed to 0600",
			  t->path);
	t->failed(t->user, text.text);
	str_fini(&text);
}

bool trace_write(Trace *t, const char *path, struct err *e)
{
	bool exposed = false;
	int fd = path ? private_file_append(path, "trace", &exposed, e) : -1;

	if (path && fd < 0)
		return false;
	set_file(t, fd, path);
	if (exposed)
		tell_exposed(t);
	return true;
}

void trace_keep(Trace *t, bool on)
{
	t->keeps = on;
	trace_lines_show_all(t->lines, trace_is_on(t));
}

/* --- What it is. */

const char *trace_path(const Trace *t)
{
	return t->path;
}

bool trace_is_kept(const Trace *t)
{
	return t->keeps;
}

bool trace_is_on(const Trace *t)
{
	return t->keeps || t->fd >= 0;
}

void trace_note(Trace *t, const char *text)
{
	trace_lines_note(wire_time(t->session), text, &t->text);
	put_lines(t);
}

void trace_end(Trace *t, const char *text)
{
	trace_lines_end(t->lines, wire_time(t->session), &t->text);
	trace_note(t, text);
}

const char *trace_text(const Trace *t, size_t *n, uint64_t *first)
{
	*n = t->kept.length;
	*first = t->dropped;
	return t->kept.text;
}
