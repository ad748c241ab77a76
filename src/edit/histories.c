#include "edit/histories.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum { HISTORIES_NAME_MAX = 200 }; /* bytes of a file's name, less than the 255 that systems take */

struct place {
	char *name; /* NULL: nowhere */
	History *history;
};

struct Histories {
	char *folder, *general; /* NULL: in memory only */
	size_t max;
	struct place *places;
	size_t count;
};

Histories *histories_new(const char *folder, const char *general, size_t max)
{
	Histories *h = mem_alloc(sizeof(*h));

	h->folder = mem_strdup(folder);
	h->general = mem_strdup(general);
	h->max = max;
	return h;
}

void histories_free(Histories *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->count; i++) {
		history_free(h->places[i].history);
		free(h->places[i].name);
	}
	free(h->places);
	free(h->folder);
	free(h->general);
	free(h);
}

static bool is_plain(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	       (c == '.' && !first);
}

void histories_file_name(const char *place, struct str *out)
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
	size_t start = out->length;

	for (const char *p = place; *p; p++) {
		char c = str_lower(*p);

		hash = (hash ^ (unsigned char)c) * 0x100000001b3u;
		if (is_plain(c, p == place))
			str_append_char(out, c);
		else
			str_append_format(out, "%%%02X", (unsigned)(unsigned char)c);
	}
	if (out->length - start <= HISTORIES_NAME_MAX)
		return;
	str_truncate(out, start + HISTORIES_NAME_MAX);
	/* No escape is %~, so that no other place has this name. */
	str_append_format(out, "%%~%016" PRIx64, hash);
}

static History *open_history(const Histories *h, const char *place, struct err *e)
{
	History *history = history_new(h->max);
	struct str path;

	history_defer(history, true);
	str_init(&path);
	if (place && h->folder) {
		str_append_format(&path, "%s/", h->folder);
		histories_file_name(place, &path);
		history_open(history, path.text, e);
		if (h->general)
			history_add_older(history, h->general);
	} else if (!place && h->general) {
		history_open(history, h->general, e);
	}
	str_fini(&path);
	return history;
}

/* Names of hosts are told apart without regard to case (RFC 4343). */
static bool is_same(const char *a, const char *b)
{
	while (a && b && *a && str_lower(*a) == str_lower(*b)) {
		a++;
		b++;
	}
	return a && b ? str_lower(*a) == str_lower(*b) : a == b;
}

History *histories_of(Histories *h, const char *place, struct err *e)
{
	for (size_t i = 0; i < h->count; i++) {
		if (is_same(h->places[i].name, place))
			return h->places[i].history;
	}
	h->places = mem_resize(h->places, h->count + 1, sizeof(*h->places));
	h->places[h->count] = (struct place){ .name = mem_strdup(place),
					      .history = open_history(h, place, e) };
	return h->places[h->count++].history;
}

void histories_flush(Histories *h)
{
	for (size_t i = 0; i < h->count; i++)
		history_flush(h->places[i].history);
}

bool histories_save(Histories *h, struct err *e)
{
	bool saved = true;

	for (size_t i = 0; i < h->count; i++)
		saved = history_save(h->places[i].history, saved ? e : NULL) && saved;
	return saved;
}
