/* What the service shows a page at a time, with --More-- between. */
#include <string.h>

#include "demo/service-private.h"

#include "base/poison.h"

enum { SLICE = 32 }; /* lines a call */

void service_page_begin(Service *s)
{
	buf_clear(&s->page.text);
	s->page.state = PAGE_COMPOSED;
}

void service_screen_begin(Service *s)
{
	service_page_begin(s);
	service_clear_screen(s);
}

/* A row of the screen stays for --More--. */
static void begin_page(struct page *p)
{
	p->left = p->rows > 1 ? p->rows - 1 : p->rows;
	p->begun = false;
	p->state = PAGE_WRITING;
}

void service_page_show(Service *s, unsigned rows)
{
	s->page.rows = s->visit.ended ? 0 : rows;
	begin_page(&s->page);
}

void service_screen_show(Service *s)
{
	service_say(s, "\f");
	service_page_show(s, service_rows(s));
}

void service_screen(Service *s, const char *text)
{
	service_screen_begin(s);
	service_tell_text(s, "", text);
	service_screen_show(s);
}

static void wait(Service *s)
{
	s->page.state = PAGE_WAITING;
	service_say(s, " --More-- ");
}

void service_prompt(Service *s)
{
	if (s->page.state == PAGE_WAITING)
		wait(s);
	else if (s->page.state == PAGE_CLOSED && s->state && !s->visit.busy && !s->done && !s->next)
		s->area->prompt(s->state);
}

static void close_page(Service *s)
{
	buf_clear(&s->page.text);
	s->page.state = PAGE_CLOSED;
	service_prompt(s);
}

/* The rows that a line takes where it wraps; in a window that has not been told: one. */
static unsigned rows_of(Service *s, const char *line, size_t n)
{
	size_t cells = service_text_width(line, n), columns = service_columns(s);

	return columns && cells > columns ? (unsigned)((cells - 1) / columns + 1) : 1;
}

static void write_line(Service *s)
{
	struct page *p = &s->page;
	const char *line = buf_data(&p->text);
	const char *end = memchr(line, '\n', buf_length(&p->text));
	size_t n = end ? (size_t)(end - line) + 1 : buf_length(&p->text), cut = *line == '\f';
	unsigned rows = rows_of(s, line, n);

	if (p->rows && (cut || (p->begun && rows > p->left))) {
		buf_consume(&p->text, cut);
		wait(s);
		return;
	}
	p->begun = true;
	p->left -= rows < p->left ? rows : p->left;
	buf_append(&s->out, line + cut, n - cut);
	buf_consume(&p->text, n);
}

void service_page_write(Service *s)
{
	for (int i = 0; i < SLICE && s->page.state == PAGE_WRITING; i++) {
		if (buf_length(&s->page.text))
			write_line(s);
		else
			close_page(s);
	}
}

/* The words are erased as a console without escape sequences can. */
void service_page_key(Service *s, struct key k)
{
	bool goes_on = k.sym == KEYSYM_ENTER || key_text(k) == ' ';

	service_say(s, "\r%10s\r", "");
	if (s->area->place == TOUR_ROUTER)
		tour_did(s, TOUR_MORE);
	if (!goes_on) {
		close_page(s);
		return;
	}
	begin_page(&s->page);
	if (k.sym == KEYSYM_ENTER)
		s->page.left = 1;
}
