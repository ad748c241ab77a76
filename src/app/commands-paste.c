#include "app/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/paste-preview.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "config/paths.h"
#include "link/link-paste.h"
#include "ui/confirm.h"
#include "base/poison.h"

enum { FILE_MAX = SESSION_PASTE_MAX };

/* What was copied is mostly the peer's own text: its lines don't go out unasked. */
static bool insert_copied(struct command_context *c)
{
	struct paste_source source = { .title = "copied", .always = true };

	source.text = app_copied(app_of(c), &source.length);
	if (!source.length)
		return err_set(c->e, ERR_OTHER, "nothing was copied yet");
	return paste_take(app_of(c), &source, c->e);
}

static bool resume(struct command_context *c, const char *args)
{
	long long line = 0;

	args += strspn(args, " \t");
	if (*args && !str_to_number(args, 1, INT32_MAX, &line))
		return err_set(c->e, ERR_USAGE, "usage: /paste resume [LINE]");
	return link_paste_resume(pane_link(app_current(app_of(c))), (size_t)line, c->e);
}

bool command_paste(struct command_context *c, const char *args)
{
	size_t n = strcspn(args, " \t");

	if (!n)
		return insert_copied(c);
	if (n == strlen("resume") && strncmp(args, "resume", n) == 0)
		return resume(c, args + n);
	return err_set(c->e, ERR_USAGE, "usage: /paste [resume [LINE]]");
}

/* Reads a regular file; false with `e` set. */
static bool read_file(const char *path, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat about;
	bool good;
	int error;

	if (fd < 0)
		return err_set(e, ERR_OTHER, "%.200s can't be read: %s", path, strerror(errno));
	if (fstat(fd, &about) == 0 && !S_ISREG(about.st_mode)) {
		close(fd);
		return err_set(e, ERR_OTHER, "%.200s is no regular file", path);
	}
	good = private_file_read_from(fd, 0, FILE_MAX, out);
	error = errno;
	close(fd);
	if (!good && error == EFBIG)
		return err_set(e, ERR_OTHER, "%.200s is larger than %d MiB: nothing was sent", path,
			       FILE_MAX >> 20);
	if (!good)
		return err_set(e, ERR_OTHER, "%.200s can't be read: %s", path, strerror(error));
	return buf_length(out) || err_set(e, ERR_OTHER, "%.200s is empty", path);
}

/* --- A file that is no text. */

struct bytes_question {
	App *app;
	Pane *pane;
	struct buf bytes;
};

static void send_asked(void *user)
{
	struct bytes_question *q = user;
	struct err e;

	if (!session_send_bytes(pane_session(q->pane), WIRE_PASTED, buf_data(&q->bytes),
				buf_length(&q->bytes), &e))
		app_error(q->app, "%s", e.text);
	else
		app_message(q->app, "%zu bytes are on their way", buf_length(&q->bytes));
}

static void drop_question(void *user)
{
	struct bytes_question *q = user;

	buf_fini(&q->bytes);
	free(q);
}

/* Takes what `bytes` holds. */
static void ask_to_send(App *app, const char *title, struct buf *bytes)
{
	struct bytes_question *q = mem_alloc(sizeof(*q));
	struct str text;

	*q = (struct bytes_question){ app, app_current(app), *bytes };
	buf_init(bytes);
	str_init(&text);
	str_append_format(&text, "%.60s is no text: send its %zu bytes as they are? (y/n)", title,
			  buf_length(&q->bytes));
	confirm_open(app_layers(app), text.text, send_asked, q, drop_question, q->pane);
	str_fini(&text);
}

/* --- A file. */

/* Its last line is a whole one, too. */
static bool paste_text(struct command_context *c, const char *title, struct buf *text)
{
	if (buf_data(text)[buf_length(text) - 1] != '\n')
		buf_append_byte(text, '\n');
	return paste_take(app_of(c),
			  &(struct paste_source){ .title = title,
						  .text = buf_data(text),
						  .length = buf_length(text) },
			  c->e);
}

bool command_sendfile(struct command_context *c, const char *args)
{
	char *path = paths_expand(args);
	struct buf content = { .secret = true };
	const char *slash = strrchr(path, '/'), *title = slash ? slash + 1 : path;
	bool done = read_file(path, &content, c->e);

	if (done && session_state(pane_session(app_current(app_of(c)))) != SESSION_CONNECTED)
		done = err_set(c->e, ERR_OTHER, "not connected: nothing was sent");
	if (done && memchr(buf_data(&content), '\0', buf_length(&content)))
		ask_to_send(app_of(c), title, &content);
	else if (done)
		done = paste_text(c, title, &content);
	buf_fini(&content);
	free(path);
	return done;
}
