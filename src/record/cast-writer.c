#include "record/cast-writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

struct CastWriter {
	RecordFile *file;
	ScreenDiff *diff;
	char *title;
	int64_t began, began_wall;
	unsigned width, height; /* that the file knows of */
	struct str change; /* scratch */
	struct str line;
};

static bool check_new(const RecordFile *f, struct err *e)
{
	uint64_t size;

	if (!record_file_size(f, &size, e))
		return false;
	return !size || err_set(e, ERR_USAGE,
				"%s is there already, and an asciicast can't be gone on with: "
				"choose another name",
				record_file_path(f));
}

CastWriter *cast_writer_open(const char *path, const char *title, int64_t now, int64_t wall,
			     struct err *e)
{
	RecordFile *file = record_file_open(path, e);
	CastWriter *w;

	if (!file)
		return NULL;
	if (!check_new(file, e)) {
		record_file_close(file, NULL);
		return NULL;
	}
	w = mem_alloc(sizeof(*w));
	w->file = file;
	w->diff = screen_diff_new();
	w->title = mem_strdup(title);
	w->began = now;
	w->began_wall = wall;
	str_init(&w->change);
	str_init(&w->line);
	return w;
}

bool cast_writer_close(CastWriter *w, struct err *e)
{
	bool good;

	if (!w)
		return true;
	good = record_file_close(w->file, e);
	screen_diff_free(w->diff);
	free(w->title);
	str_fini(&w->change);
	str_fini(&w->line);
	free(w);
	return good;
}

/* --- Lines. */

static void put_line(CastWriter *w)
{
	struct buf *waiting = record_file_waiting(w->file);

	str_append_char(&w->line, '\n');
	if (waiting)
		buf_append(waiting, w->line.text, w->line.length);
	str_clear(&w->line);
}

static void put_head(CastWriter *w, const struct cells *cells)
{
	str_append_format(&w->line,
			  "{\"version\":2,\"width\":%u,\"height\":%u,\"timestamp\":%lld,\"title\":",
			  cells->width, cells->height, (long long)(w->began_wall / 1000));
	json_quote(w->title, strlen(w->title), &w->line);
	str_append_string(&w->line, ",\"env\":{\"TERM\":\"xterm-256color\"}}");
	put_line(w);
}

static void put_event(CastWriter *w, char code, const char *text, size_t n, int64_t now)
{
	int64_t ms = now > w->began ? now - w->began : 0;

	str_append_format(&w->line, "[%lld.%03d,\"%c\",", (long long)(ms / 1000), (int)(ms % 1000),
			  code);
	json_quote(text, n, &w->line);
	str_append_char(&w->line, ']');
	put_line(w);
}

static void put_size(CastWriter *w, const struct cells *cells, int64_t now)
{
	struct str size;

	if (record_file_is_empty(w->file) && !buf_length(record_file_waiting(w->file))) {
		put_head(w, cells);
	} else if (cells->width != w->width || cells->height != w->height) {
		str_init(&size);
		str_append_format(&size, "%ux%u", cells->width, cells->height);
		put_event(w, 'r', size.text, size.length, now);
		str_fini(&size);
	}
	w->width = cells->width;
	w->height = cells->height;
}

void cast_writer_put(CastWriter *w, const struct screen_picture *picture, int64_t now)
{
	if (!record_file_waiting(w->file))
		return;
	put_size(w, &picture->cells, now);
	screen_diff_write(w->diff, picture, &w->change);
	if (w->change.length)
		put_event(w, 'o', w->change.text, w->change.length, now);
	str_clear(&w->change);
	record_file_relieve(w->file);
}

enum record_file_status cast_writer_flush(CastWriter *w, int64_t now, struct err *e)
{
	enum record_file_status status = record_file_flush(w->file, now, e);

	if (status == RECORD_FILE_TRY)
		screen_diff_forget(w->diff);
	return status;
}

const char *cast_writer_path(const CastWriter *w)
{
	return record_file_path(w->file);
}

bool cast_writer_is_open_to_others(const CastWriter *w)
{
	return record_file_is_open_to_others(w->file);
}
