#include "demo/pager.h"

#include <string.h>

#include "demo/tint.h"

#include "base/poison.h"

enum { SLICE = 32 }; /* lines a call */

static const char more[] = " --More-- ";

void pager_init(struct pager *p)
{
	*p = (struct pager){ .state = PAGER_CLOSED };
	buf_init(&p->text);
}

void pager_fini(struct pager *p)
{
	buf_fini(&p->text);
}

static void close_pager(struct pager *p)
{
	buf_clear(&p->text);
	p->state = PAGER_CLOSED;
}

/* A row of the screen stays for --More--. */
static void begin_page(struct pager *p)
{
	p->left = p->rows > 1 ? p->rows - 1 : p->rows;
	p->begun = false;
	p->state = PAGER_WRITING;
}

void pager_open(struct pager *p, unsigned columns, unsigned rows)
{
	p->columns = columns;
	p->rows = rows;
	begin_page(p);
}

static void wait(struct pager *p, struct buf *out)
{
	p->state = PAGER_WAITING;
	pager_redraw(p, out);
}

void pager_redraw(const struct pager *p, struct buf *out)
{
	if (p->state == PAGER_WAITING)
		buf_append(out, more, sizeof(more) - 1);
}

/* The rows that a line takes where it wraps. */
static unsigned rows_of(const struct pager *p, const char *line, size_t n)
{
	size_t cells = tint_width(line, n);

	return p->columns && cells > p->columns ? (unsigned)((cells - 1) / p->columns + 1) : 1;
}

static void write_line(struct pager *p, struct buf *out)
{
	const char *line = buf_data(&p->text);
	const char *end = memchr(line, '\n', buf_length(&p->text));
	size_t n = end ? (size_t)(end - line) + 1 : buf_length(&p->text);
	unsigned rows = rows_of(p, line, n);

	if (p->rows && *line == '\f') {
		buf_consume(&p->text, 1);
		p->left = 0;
		wait(p, out);
		return;
	}
	if (p->rows && p->begun && rows > p->left) {
		wait(p, out);
		return;
	}
	p->begun = true;
	p->left -= rows < p->left ? rows : p->left;
	buf_append(out, line + (*line == '\f'), n - (*line == '\f'));
	buf_consume(&p->text, n);
}

void pager_write(struct pager *p, struct buf *out)
{
	for (int i = 0; i < SLICE && p->state == PAGER_WRITING; i++) {
		if (buf_length(&p->text))
			write_line(p, out);
		else
			close_pager(p);
	}
}

/* The words are erased as a console without escape sequences can. */
void pager_key(struct pager *p, uint32_t key, struct buf *out)
{
	static const char erase[] = "\r          \r";

	buf_append(out, erase, sizeof(erase) - 1);
	begin_page(p);
	if (key == '\r')
		p->left = 1;
	else if (key != ' ')
		close_pager(p);
}

void pager_release(struct pager *p)
{
	p->rows = 0;
	begin_page(p);
}
