#include "link/trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "base/poison.h"

enum { TRACE_ROW = 16 }; /* bytes on a line */

struct Trace {
	Session *session;
	int fd;
	char *path;
	void (*failed)(void *user, const char *text);
	void *user;
	bool broken; /* a write failed, and `failed` was told */
	struct str text; /* scratch */
};

static const char *const origins[] = {
	[WIRE_TYPED] = "typed",   [WIRE_PASTED] = "pasted",      [WIRE_RULE] = "rule",
	[WIRE_SCRIPT] = "script", [WIRE_LOGIN] = "login",        [WIRE_REPLY] = "reply",
	[WIRE_REPORT] = "report", [WIRE_NEGOTIATION] = "telnet",
};

static void add_head(struct str *out, const struct wire_piece *piece)
{
	char stamp[CLOCK_STAMP];

	str_append_format(out, "%s %s %zu bytes", clock_stamp(piece->time, stamp),
			  piece->direction == WIRE_SENT ? ">" : "<", piece->length);
	if (piece->direction == WIRE_SENT)
		str_append_format(out, " %s", origins[piece->origin]);
	str_append_string(out, piece->secret ? " (secret)\n" : "\n");
}

static void add_row(struct str *out, size_t at, const unsigned char *bytes, size_t n)
{
	str_append_format(out, "  %06zx ", at);
	for (size_t i = 0; i < TRACE_ROW; i++) {
		if (i < n)
			str_append_format(out, " %02x", bytes[i]);
		else
			str_append_string(out, "   ");
	}
	str_append_string(out, "  |");
	for (size_t i = 0; i < n; i++)
		str_append_char(out, bytes[i] >= ' ' && bytes[i] < 0x7f ? (char)bytes[i] : '.');
	str_append_string(out, "|\n");
}

static void fail(Trace *t, int failure)
{
	struct err e;

	t->broken = true;
	err_set(&e, ERR_OTHER, "cannot write the trace %s: %s; it ends here", t->path,
		strerror(failure));
	t->failed(t->user, e.text);
}

static void on_piece(void *user, const struct wire_piece *piece)
{
	const unsigned char *bytes = (const unsigned char *)piece->bytes;
	Trace *t = user;

	if (t->broken)
		return;
	str_clear(&t->text);
	add_head(&t->text, piece);
	for (size_t at = 0; bytes && at < piece->length; at += TRACE_ROW) {
		size_t n = piece->length - at < TRACE_ROW ? piece->length - at : TRACE_ROW;

		add_row(&t->text, at, bytes + at, n);
	}
	if (!private_file_write(t->fd, t->text.text, t->text.length))
		fail(t, errno);
}

Trace *trace_open(Session *s, const char *path, void (*failed)(void *user, const char *text),
		  void *user, struct err *e)
{
	int fd = private_file_append(path, "trace", NULL, e);
	Trace *t;

	if (fd < 0)
		return NULL;
	t = mem_alloc(sizeof(*t));
	*t = (Trace){
		.session = s, .fd = fd, .path = mem_strdup(path), .failed = failed, .user = user
	};
	str_init(&t->text);
	if (session_tap(s, on_piece, t))
		return t;
	err_set(e, ERR_OTHER, "cannot trace to %s: too much listens to this session", path);
	trace_close(t);
	return NULL;
}

void trace_close(Trace *t)
{
	if (!t)
		return;
	session_untap(t->session, on_piece, t);
	close(t->fd);
	str_fini(&t->text);
	free(t->path);
	free(t);
}
