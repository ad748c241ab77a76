#include "link/paste-lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

void paste_lines_init(struct paste_lines *p)
{
	*p = (struct paste_lines){ 0 };
	str_init_secret(&p->text);
}

void paste_lines_fini(struct paste_lines *p)
{
	str_fini(&p->text);
	free(p->starts);
}

static void find_starts(struct paste_lines *p)
{
	const char *text = p->text.text, *end = text + p->text.length;
	size_t room = 0;

	for (const char *at = text; (at = memchr(at, '\n', (size_t)(end - at))); at++)
		room++;
	p->open = p->text.length && end[-1] != '\n';
	p->starts = mem_resize(p->starts, room + 1, sizeof(*p->starts));
	p->count = 0;
	for (const char *at = text; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		p->starts[p->count++] = (size_t)(at - text);
		at = newline ? newline + 1 : end;
	}
}

void paste_lines_set(struct paste_lines *p, const char *text, size_t n)
{
	str_wipe(&p->text);
	str_append(&p->text, text, n);
	find_starts(p);
}

size_t paste_lines_count(const char *text, size_t n)
{
	size_t count = n && text[n - 1] != '\n' && text[n - 1] != '\r';

	for (size_t i = 0; i < n; i++)
		count += text[i] == '\n' ||
			 (text[i] == '\r' && !(i + 1 < n && text[i + 1] == '\n'));
	return count;
}

const char *paste_lines_get(const struct paste_lines *p, size_t i, size_t *n)
{
	size_t end = i + 1 < p->count ? p->starts[i + 1] - 1 : p->text.length - !p->open;

	*n = end - p->starts[i];
	return p->text.text + p->starts[i];
}

void paste_lines_replace(struct paste_lines *p, size_t i, const char *text, size_t n)
{
	size_t length;

	paste_lines_get(p, i, &length);
	str_splice(&p->text, p->starts[i], length, text, n);
	find_starts(p);
}

void paste_lines_remove(struct paste_lines *p, size_t i)
{
	size_t start = p->starts[i];
	size_t end = i + 1 < p->count ? p->starts[i + 1] : p->text.length;

	str_splice(&p->text, start, end - start, "", 0);
	find_starts(p);
}
