#include "app/copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "base/private-file.h"
#include "base/str.h"
#include "base/poison.h"

/* What is being collected. */
struct collection {
	enum markup_format format;
	struct str *out;
	size_t lines, max;
};

static bool add_line(void *user, const struct text_line *line)
{
	struct collection *c = user;

	markup_line(c->format, line, c->out);
	c->lines++;
	return c->out->length <= c->max;
}

/* The text of what is selected; false with `e` set if it is more than `max` bytes. */
static bool collect(const Pane *p, const struct selection *s, struct collection *c, struct err *e)
{
	unsigned top;
	struct view_request request = pane_view(p, &top);

	markup_begin(c->format, c->out);
	select_read(session_terminal(pane_session(p)), &request, s, c->format != MARKUP_TEXT,
		    add_line, c);
	if (c->out->length > c->max)
		return err_set(e, ERR_OTHER,
			       "that is more than %zu MiB: name a file to copy it to "
			       "(/copy selection text FILE)",
			       c->max >> 20);
	markup_end(c->format, c->out);
	return true;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

void app_copy_text(App *app, const char *text, size_t n, size_t lines)
{
	const Options *options = settings_global(app_settings(app));
	bool small = n <= COPY_SYSTEM_MAX;
	bool taken = options_clipboard(options) != TRI_OFF &&
		     display_copy(app_display(app), text, small ? n : 0,
				  options_clipboard(options) == TRI_ON);

	app_set_copied(app, text, n);
	if (taken && small)
		app_message(app, "copied %zu line%s, offered to the system's clipboard", lines,
			    plural(lines));
	else if (taken)
		app_message(app,
			    "copied %zu line%s: /paste inserts it; over %d kB nothing is "
			    "offered to the system",
			    lines, plural(lines), COPY_SYSTEM_MAX / 1000);
	else
		app_message(app, "copied %zu line%s: /paste inserts it", lines, plural(lines));
}

static bool to_file(App *app, const struct collection *c, const char *path, struct err *e)
{
	if (!private_file_put(path, c->out->text, c->out->length))
		return err_set(e, ERR_OTHER, "cannot write %s: %s", path, strerror(errno));
	app_message(app, "copied %zu line%s to %s", c->lines, plural(c->lines), path);
	return true;
}

bool app_copy(App *app, const Pane *p, const struct selection *s, enum markup_format format,
	      const char *path, struct err *e)
{
	struct str text;
	struct collection c = { .format = format, .out = &text, .max = path ? SIZE_MAX : COPY_MAX };
	bool done;

	str_init(&text);
	done = collect(p, s, &c, e);
	if (done && path) {
		done = to_file(app, &c, path, e);
	} else if (done) {
		/* A newline at the end would run what is pasted into a shell. */
		while (format != MARKUP_HTML && text.length && text.text[text.length - 1] == '\n')
			str_truncate(&text, text.length - 1);
		app_copy_text(app, text.text, text.length, c.lines);
	}
	str_fini(&text);
	return done;
}

/* --- What to copy. */

static struct selection lines(uint64_t first, uint64_t last)
{
	return (struct selection){ SELECT_LINES, { first, 0 }, { last, 0 } };
}

bool copy_last_output(const Pane *p, struct selection *out, struct err *e)
{
	uint64_t first, end;

	if (!pane_last_output(p, &first, &end))
		return err_set(e, ERR_OTHER, "no line was sent whose output could be copied");
	*out = lines(first, end - 1);
	return true;
}

/* From the first character that is shown to the last. */
bool copy_screen(const Pane *p, struct selection *out, struct err *e)
{
	bool any = pane_stretch(p, &out->begin, &out->end);

	out->kind = SELECT_CHARACTERS;
	if (any && out->end.offset)
		out->end.offset--;
	return any || err_set(e, ERR_OTHER, "nothing is shown");
}

bool copy_all(const Pane *p, struct selection *out, struct err *e)
{
	const Terminal *t = session_terminal(pane_session(p));

	(void)e;
	*out = lines(terminal_first_line(t), terminal_end_line(t) - 1);
	return true;
}
