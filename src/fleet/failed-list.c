#include "fleet/failed-list.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "fleet/hosts-file.h"
#include "base/poison.h"

struct FailedList {
	char **names; /* in the order of strcmp once all is read */
	size_t count;
};

void failed_list_free(FailedList *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		free(l->names[i]);
	free(l->names);
	free(l);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool failed_list_has(const FailedList *l, const char *name)
{
	return l->count && bsearch(&name, l->names, l->count, sizeof(*l->names), compare) != NULL;
}

size_t failed_list_count(const FailedList *l)
{
	return l->count;
}

const char *failed_list_at(const FailedList *l, size_t i)
{
	return l->names[i];
}

static void forget(FailedList *l, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->count; i++) {
		if (strcmp(l->names[i], name) == 0)
			free(l->names[i]);
		else
			l->names[kept++] = l->names[i];
	}
	l->count = kept;
}

static void take(FailedList *l, const char *name, bool failed)
{
	forget(l, name);
	if (!failed)
		return;
	l->names = mem_resize(l->names, l->count + 1, sizeof(*l->names));
	l->names[l->count++] = mem_strdup(name);
}

/* Outputs may be long; what stands before them is enough. */
static Json *parse_head(const char *line, size_t n, struct err *e)
{
	static const char behind[] = ",\"reason\":";
	const char *end = memmem(line, n, behind, sizeof(behind) - 1);
	struct str head;
	Json *j;

	if (!end)
		return json_parse(line, n, e);
	str_init(&head);
	str_append(&head, line, (size_t)(end - line));
	str_append_char(&head, '}');
	j = json_parse(head.text, head.length, e);
	str_fini(&head);
	return j ? j : json_parse(line, n, e);
}

static bool read_record(FailedList *l, const char *line, size_t n, struct err *e)
{
	Json *j = parse_head(line, n, e);
	const Json *name = j ? json_at(j, "name") : NULL, *status = j ? json_at(j, "status") : NULL;
	size_t length;
	const char *said = status ? json_text(status, &length) : NULL;
	const char *called = name ? json_text(name, &length) : NULL;
	bool good = called && said;

	if (good)
		take(l, called, strcmp(said, "ok") != 0);
	else if (j)
		err_set(e, ERR_USAGE, "it is no record: it has no \"name\" and \"status\"");
	json_free(j);
	return good;
}

FailedList *failed_list_read(const char *path, struct err *e)
{
	FailedList *l = mem_alloc(sizeof(*l));
	struct err problem;
	struct str text;
	bool good;
	const char *at;

	str_init(&text);
	good = hosts_file_load(path, "records", &text, e);
	at = text.text;
	for (size_t line = 1; good && *at; line++) {
		size_t n = strcspn(at, "\n");

		good = !n || read_record(l, at, n, &problem);
		if (!good)
			err_set(e, ERR_USAGE, "%s:%zu: %s", path, line, problem.text);
		at += n + (at[n] == '\n');
	}
	str_fini(&text);
	if (!good) {
		failed_list_free(l);
		return NULL;
	}
	if (l->count)
		qsort(l->names, l->count, sizeof(*l->names), compare);
	return l;
}
