#include "ui/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/deceptive.h"
#include "base/private-file.h"
#include "base/poison.h"

enum { FRAME_CLUSTERS = 4096 }; /* beside those of its cells, that a frame gathers by copied rows */

void frame_init(struct frame *f)
{
	*f = (struct frame){ 0 };
	cells_init(&f->cells);
}

void frame_fini(struct frame *f)
{
	cells_fini(&f->cells);
}

bool frame_fits(const struct frame *to, const struct frame *from)
{
	return to->cells.width == from->cells.width && to->cells.height == from->cells.height;
}

void frame_copy_row(struct frame *to, const struct frame *from, unsigned row)
{
	for (unsigned column = 0; column < from->cells.width; column++) {
		const struct cell *source = cells_get(&from->cells, row, column);
		struct cell *cell = cells_at(&to->cells, row, column);
		uint32_t cps[CELL_CLUSTER_MAX];

		*cell = *source;
		if (source->glyph & (uint32_t)CELL_CLUSTER) {
			size_t n = cluster_expand(from->cells.clusters, source->glyph, cps);

			cell->glyph = cluster_intern(to->cells.clusters, cps, n);
		}
	}
}

void frame_compact(struct frame *f)
{
	size_t cells = (size_t)f->cells.width * f->cells.height;
	struct frame kept;

	if (cluster_table_count(f->cells.clusters) < FRAME_CLUSTERS + 2 * cells)
		return;
	frame_init(&kept);
	cells_reset(&kept.cells, f->cells.width, f->cells.height);
	for (unsigned row = 0; row < f->cells.height; row++)
		frame_copy_row(&kept, f, row);
	cells_fini(&f->cells);
	f->cells = kept.cells;
}

/* In a file that is read later a mark of direction would act on what stands around it. */
static void append_shown(struct str *out, uint32_t cp)
{
	char name[DECEPTIVE_NAME_MAX];

	if (deceptive_class(cp) & DECEPTIVE_NAMED)
		str_append(out, name, deceptive_name(cp, name));
	else
		str_append_codepoint(out, cp);
}

bool frame_find_change(const struct frame *shown, const struct frame *f, unsigned row,
		       unsigned *from, unsigned *to)
{
	const struct cells *a = &shown->cells;
	const struct cells *b = &f->cells;
	unsigned first = 0;
	unsigned last = b->width;

	if (cells_row_equal(a, b, row))
		return false;
	while (first < last && cells_same(a, cells_get(a, row, first), b, cells_get(b, row, first)))
		first++;
	if (first == last)
		return false;
	while (cells_same(a, cells_get(a, row, last - 1), b, cells_get(b, row, last - 1)))
		last--;
	while (first > 0 && (!cells_get(a, row, first)->width || !cells_get(b, row, first)->width))
		first--;
	while (last < b->width &&
	       (!cells_get(a, row, last)->width || !cells_get(b, row, last)->width))
		last++;
	*from = first;
	*to = last;
	return true;
}

void frame_row_text(const struct frame *f, unsigned row, struct str *out)
{
	size_t end = out->length;

	for (unsigned column = 0; column < f->cells.width; column++) {
		const struct cell *c = cells_get(&f->cells, row, column);
		uint32_t cps[CELL_CLUSTER_MAX];
		size_t n = cluster_expand(f->cells.clusters, c->glyph, cps);

		if (!n && c->width)
			str_append_char(out, ' ');
		for (size_t i = 0; i < n; i++)
			append_shown(out, cps[i]);
		if (n && cps[0] != ' ')
			end = out->length;
	}
	str_truncate(out, end);
}

/* Closes `fd` and moves the file into place; errno says what failed. */
static bool put_in_place(int fd, bool written, const char *temporary, const char *path)
{
	bool kept = fchmod(fd, 0600) == 0;
	bool closed = close(fd) == 0;

	if (written && kept && closed && rename(temporary, path) == 0)
		return true;
	int reason = errno;

	unlink(temporary);
	errno = reason;
	return false;
}

bool frame_save(const struct frame *f, const char *path, struct err *e)
{
	struct str temporary, text;
	bool done = false;
	int fd;

	str_init(&temporary);
	str_init(&text);
	for (unsigned row = 0; row < f->cells.height; row++) {
		frame_row_text(f, row, &text);
		str_append_char(&text, '\n');
	}
	str_append_format(&temporary, "%s.XXXXXX", path);
	fd = mkstemp(temporary.text);
	if (fd >= 0)
		done = put_in_place(fd, private_file_write(fd, text.text, text.length),
				    temporary.text, path);
	if (!done)
		err_set(e, ERR_OTHER, "cannot write %s: %s", path, strerror(errno));
	str_fini(&temporary);
	str_fini(&text);
	return done;
}
