#include "fleet/failed-list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "fleet/hosts-file.h"
#include "fleet/name-index.h"
#include "base/poison.h"

struct FailedList {
	struct told {
		char *name; /* owned */
		bool failed; /* by its last record */
	} * hosts; /* in the order of their first records */
	size_t count;
	struct name_index index;
};

void failed_list_free(FailedList *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		free(l->hosts[i].name);
	name_index_fini(&l->index);
	free(l->hosts);
	free(l);
}

bool failed_list_has(const FailedList *l, const char *name)
{
	size_t place = name_index_find(&l->index, name);

	return place != SIZE_MAX && l->hosts[place].failed;
}

const char **failed_list_names(const FailedList *l, size_t *count)
{
	const char **names = mem_calloc(l->count, sizeof(*names));

	*count = 0;
	for (size_t i = 0; i < l->count; i++) {
		if (l->hosts[i].failed)
			names[(*count)++] = l->hosts[i].name;
	}
	return names;
}

static void take(FailedList *l, const char *name, bool failed)
{
	size_t place = name_index_find(&l->index, name);

	if (place == SIZE_MAX) {
		place = l->count++;
		l->hosts = mem_resize(l->hosts, l->count, sizeof(*l->hosts));
		l->hosts[place].name = mem_strdup(name);
		name_index_add(&l->index, l->hosts[place].name, place);
	}
	l->hosts[place].failed = failed;
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
	if (good)
		return l;
	failed_list_free(l);
	return NULL;
}
