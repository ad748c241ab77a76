#include "app/text-panes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/text-page.h"
#include "base/poison.h"

struct text_pane {
	uint64_t number;
	char *name;
	struct str text;
	bool closed;
};

/* One that was closed is kept, since a page may show it, and made use of again. */
struct TextPanes {
	struct text_pane *panes[TEXT_PANES_MAX];
	size_t count;
	uint64_t last;
};

TextPanes *text_panes_new(void)
{
	return mem_alloc(sizeof(TextPanes));
}

void text_panes_free(TextPanes *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++) {
		free(t->panes[i]->name);
		str_fini(&t->panes[i]->text);
		free(t->panes[i]);
	}
	free(t);
}

/* The pane called so, closed or not. */
static struct text_pane *find_called(const TextPanes *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++) {
		if (strcmp(t->panes[i]->name, name) == 0)
			return t->panes[i];
	}
	return NULL;
}

static struct text_pane *find(const TextPanes *t, uint64_t number)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->panes[i]->number == number && !t->panes[i]->closed)
			return t->panes[i];
	}
	return NULL;
}

uint64_t text_panes_make(TextPanes *t, const char *name, struct err *e)
{
	struct text_pane *p = find_called(t, name);

	if (p && !p->closed)
		return p->number;
	if (!*name || strlen(name) > TEXT_PANES_NAME_MAX) {
		err_set(e, ERR_USAGE, "the name of a pane has 1 to %d bytes", TEXT_PANES_NAME_MAX);
		return 0;
	}
	if (!p && t->count == TEXT_PANES_MAX) {
		err_set(e, ERR_OTHER, "there are too many panes (%d)", TEXT_PANES_MAX);
		return 0;
	}
	if (!p) {
		p = t->panes[t->count++] = mem_alloc(sizeof(*p));
		p->name = mem_strdup(name);
		str_init(&p->text);
	}
	str_clear(&p->text);
	p->closed = false;
	p->number = ++t->last;
	return p->number;
}

bool text_panes_has(const TextPanes *t, uint64_t number)
{
	return find(t, number);
}

/* Takes whole lines away at the beginning until the text fits. */
static void cut(struct str *text)
{
	size_t over = text->length > TEXT_PANES_BYTES ? text->length - TEXT_PANES_BYTES : 0;
	const char *end = over ? memchr(text->text + over, '\n', text->length - over) : NULL;

	if (over)
		str_splice(text, 0, end ? (size_t)(end + 1 - text->text) : over, "", 0);
}

void text_panes_write(TextPanes *t, uint64_t number, const char *text, size_t n)
{
	struct text_pane *p = find(t, number);

	if (n && text[n - 1] == '\n')
		n--;
	str_append(&p->text, text, n);
	str_append_char(&p->text, '\n');
	cut(&p->text);
}

void text_panes_clear(TextPanes *t, uint64_t number)
{
	str_clear(&find(t, number)->text);
}

void text_panes_close(TextPanes *t, uint64_t number)
{
	find(t, number)->closed = true;
}

void text_panes_each(const TextPanes *t, void (*each)(void *user, const char *name), void *user)
{
	for (size_t i = 0; i < t->count; i++) {
		if (!t->panes[i]->closed)
			each(user, t->panes[i]->name);
	}
}

static void fill(void *user, unsigned width, struct str *out)
{
	const struct text_pane *p = user;

	(void)width;
	if (p->text.length)
		str_append(out, p->text.text, p->text.length);
	else
		str_append_string(out, p->closed ? "(closed)" : "(empty)");
}

bool text_panes_show(TextPanes *t, const char *name, Layers *l, const void *pane)
{
	struct text_pane *p = find_called(t, name);

	if (!p || p->closed)
		return false;
	text_page_open_tail(l, name, fill, p, pane);
	return true;
}
