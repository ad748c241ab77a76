#include "script/hail-store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/private-file.h"
#include "edit/histories.h"

#include "base/poison.h"

static const char what[] = "store of scripts";

struct kept {
	char *host;
	Json *values;
	Json *saved; /* as they stand in the file, as far as is known */
	bool changed;
	bool lost; /* the file can't be read, and stays */
};

struct HailStore {
	char *folder;
	struct kept *kept;
	size_t count;
};

HailStore *hail_store_new(const char *folder)
{
	HailStore *s = mem_alloc(sizeof(*s));

	s->folder = mem_strdup(folder);
	return s;
}

void hail_store_free(HailStore *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++) {
		free(s->kept[i].host);
		json_free(s->kept[i].values);
		json_free(s->kept[i].saved);
	}
	free(s->kept);
	free(s->folder);
	free(s);
}

/* --- Files. */

static char *path_of(const HailStore *s, const char *host)
{
	struct str path;

	str_init(&path);
	str_append_format(&path, "%s/", s->folder);
	histories_file_name(host, &path);
	str_append_string(&path, ".json");
	return str_take(&path);
}

/* The object that a file's content is, a new one for an empty file; NULL with `e` set if it is
 * none. */
static Json *parse(const struct buf *content, const char *path, struct err *e)
{
	struct err why = { .text = "it is no object" };
	Json *j;

	if (!buf_length(content))
		return json_new_object();
	j = json_parse(buf_data(content), buf_length(content), &why);
	if (j && json_kind(j) == JSON_KIND_OBJECT)
		return j;
	json_free(j);
	err_set(e, ERR_OTHER, "the %s %s can't be read: %s", what, path, why.text);
	return NULL;
}

static Json *read_file(const char *path, struct err *e)
{
	struct buf content;
	Json *j = NULL;

	buf_init(&content);
	if (private_file_read(path, what, &content, e))
		j = parse(&content, path, e);
	buf_fini(&content);
	return j;
}

/* --- Merging. */

struct merging {
	const Json *other;
	Json *into;
};

/* Puts what has another value in `other`, or none. */
static bool put_changed(void *user, const char *name, const Json *value)
{
	const struct merging *m = user;
	const Json *before = json_member(m->other, name);

	if (!before || !json_same(before, value))
		json_put(m->into, name, json_clone(value));
	return true;
}

/* Takes away what isn't in `other`. */
static bool remove_gone(void *user, const char *name, const Json *value)
{
	const struct merging *m = user;

	(void)value;
	if (!json_member(m->other, name))
		json_remove(m->into, name);
	return true;
}

/* Makes `file` what it would be with the changes. */
static void merge(const struct kept *k, Json *file)
{
	json_each(k->values, put_changed, &(struct merging){ k->saved, file });
	json_each(k->saved, remove_gone, &(struct merging){ k->values, file });
}

static bool write_file(struct kept *k, Json *file, PrivateFile *f, struct err *e)
{
	struct str text;
	bool good;

	str_init(&text);
	json_print(file, &text);
	str_append_char(&text, '\n');
	/* Together with what another run keeps it may be too much. */
	if (json_bound(text.text, text.length))
		good = err_set(e, ERR_OTHER, "the %s for %s is full (1 MiB): it isn't saved", what,
			       k->host);
	else
		good = private_file_replace(f, text.text, text.length, e);
	str_fini(&text);
	if (!good)
		return false;
	json_free(k->saved);
	k->saved = json_clone(file);
	json_assign(k->values, file);
	return true;
}

static bool save(const HailStore *s, struct kept *k, struct err *e)
{
	char *path = path_of(s, k->host);
	struct buf content;
	PrivateFile *f;
	Json *file;
	bool good = false;

	buf_init(&content);
	f = private_file_lock(path, what, &content, e);
	file = f ? parse(&content, path, e) : NULL;
	if (file) {
		merge(k, file);
		good = write_file(k, file, f, e);
	}
	json_free(file);
	if (f)
		private_file_unlock(f);
	buf_fini(&content);
	free(path);
	return good;
}

/* --- What is asked for. */

static struct kept *find(const HailStore *s, const char *host)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->kept[i].host, host) == 0)
			return &s->kept[i];
	return NULL;
}

Json *hail_store_of(HailStore *s, const char *host, struct err *e)
{
	struct kept *k = find(s, host);
	char *path;

	if (k)
		return k->values;
	s->kept = mem_resize(s->kept, s->count + 1, sizeof(*k));
	k = &s->kept[s->count++];
	*k = (struct kept){ .host = mem_strdup(host) };
	if (s->folder) {
		path = path_of(s, host);
		k->values = read_file(path, e);
		k->lost = !k->values;
		free(path);
	}
	if (!k->values)
		k->values = json_new_object();
	k->saved = json_clone(k->values);
	return k->values;
}

void hail_store_change(HailStore *s, const char *host)
{
	struct kept *k = find(s, host);

	if (k)
		k->changed = s->folder && !k->lost;
}

bool hail_store_is_changed(const HailStore *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->kept[i].changed)
			return true;
	return false;
}

bool hail_store_save(HailStore *s, struct err *e)
{
	bool good = true;

	for (size_t i = 0; i < s->count; i++) {
		struct kept *k = &s->kept[i];

		if (!k->changed)
			continue;
		k->changed = false;
		good = save(s, k, good ? e : NULL) && good;
	}
	return good;
}
