#include "session/values.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"

#include "base/poison.h"

enum {
	WORK_PUT = 1, /* for a byte that is kept, */
	WORK_MERGED = 16, /* or read and printed */
	MERGED_MAX = 16 << 10, /* bytes of a value that another is merged into */
	FOLDED_LINES = 8, /* of a list or table, where all is shown */
	PATHS_MAX = 500, /* told by one call of values_complete */
};

struct value {
	enum telnet_source source;
	char *name;
	char *json; /* NULL: the name alone */
	size_t length;
	const char *beyond; /* as struct telnet_value */
};

struct Values {
	struct value *values; /* by source, then name regardless of case */
	size_t count, room;
	struct share {
		size_t count, bytes;
		uint64_t refused;
	} shares[TELNET_SOURCES]; /* of the sources */
	uint64_t work;
};

static const char *const source_names[TELNET_SOURCES] = {
	[TELNET_SOURCE_AARD102] = "aard102", [TELNET_SOURCE_ATCP] = "atcp",
	[TELNET_SOURCE_COMPORT] = "comport", [TELNET_SOURCE_GMCP] = "gmcp",
	[TELNET_SOURCE_MSDP] = "msdp",       [TELNET_SOURCE_MSSP] = "mssp",
	[TELNET_SOURCE_ZMP] = "zmp",
};

Values *values_new(void)
{
	return mem_alloc(sizeof(Values));
}

static size_t size_of(const struct value *value)
{
	return strlen(value->name) + value->length;
}

static void drop_value(Values *v, struct value *value)
{
	v->shares[value->source].bytes -= size_of(value);
	v->shares[value->source].count--;
	free(value->name);
	free(value->json);
}

void values_clear(Values *v)
{
	for (size_t i = 0; i < v->count; i++)
		drop_value(v, &v->values[i]);
	free(v->values);
	*v = (Values){ .work = v->work };
}

void values_free(Values *v)
{
	if (!v)
		return;
	values_clear(v);
	free(v);
}

uint64_t values_work(const Values *v)
{
	return v->work;
}

uint64_t values_refused(const Values *v, enum telnet_source source)
{
	return v->shares[source].refused;
}

bool values_source(const char *name, enum telnet_source *out)
{
	for (int i = 0; i < TELNET_SOURCES; i++) {
		if (source_names[i] && strcasecmp(source_names[i], name) == 0) {
			*out = (enum telnet_source)i;
			return true;
		}
	}
	return false;
}

/* --- What comes. */

static int compare(const struct value *value, enum telnet_source source, const char *name)
{
	if (value->source != source)
		return value->source < source ? -1 : 1;
	return strcasecmp(value->name, name);
}

/* Where a name stands, or would. */
static size_t place_of(const Values *v, enum telnet_source source, const char *name)
{
	size_t low = 0, high = v->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&v->values[middle], source, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void remove_at(Values *v, size_t at)
{
	drop_value(v, &v->values[at]);
	v->count--;
	memmove(&v->values[at], &v->values[at + 1], (v->count - at) * sizeof(v->values[0]));
}

static void insert_at(Values *v, size_t at, const struct value *value)
{
	if (v->count == v->room) {
		v->room = v->room ? 2 * v->room : 16;
		v->values = mem_resize(v->values, v->room, sizeof(v->values[0]));
	}
	memmove(&v->values[at + 1], &v->values[at], (v->count - at) * sizeof(v->values[0]));
	v->values[at] = *value;
	v->count++;
	v->shares[value->source].bytes += size_of(value);
	v->shares[value->source].count++;
}

/* Appends `value` merged into what stands at `old`; false if one of them is no object. */
static bool merge(Values *v, const struct value *old, const struct telnet_value *value,
		  struct str *out)
{
	Json *into = NULL, *from = NULL;
	bool good;

	if (!old->json || !value->json || old->length + value->length > MERGED_MAX)
		return false;
	v->work += WORK_MERGED * (old->length + value->length);
	into = json_parse(old->json, old->length, NULL);
	from = json_parse(value->json, value->length, NULL);
	good = into && from && json_merge(into, from);
	if (good)
		json_print(into, out);
	json_free(from);
	json_free(into);
	return good;
}

static bool is_status(const struct telnet_value *value)
{
	return value->source == TELNET_SOURCE_GMCP && strcasecmp(value->name, "Char.Status") == 0;
}

/* Keeps it at `at`, where no value of its name stands. */
static void put_at(Values *v, size_t at, const struct telnet_value *value)
{
	struct value kept = { .source = value->source, .beyond = value->beyond };
	struct share *share = &v->shares[value->source];

	if (share->count == VALUES_MAX ||
	    share->bytes + strlen(value->name) + value->length > VALUES_BYTES) {
		share->refused++;
		return;
	}
	kept.name = mem_strdup(value->name);
	kept.json = value->json ? mem_strndup(value->json, value->length) : NULL;
	kept.length = value->length;
	insert_at(v, at, &kept);
}

void values_put(Values *v, const struct telnet_value *value)
{
	size_t at = place_of(v, value->source, value->name);
	bool known = at < v->count && compare(&v->values[at], value->source, value->name) == 0;
	struct telnet_value put = *value;
	struct str merged;

	str_init(&merged);
	v->work += WORK_PUT * (strlen(value->name) + value->length);
	if (known && is_status(value) && merge(v, &v->values[at], value, &merged)) {
		put.json = merged.text;
		put.length = merged.length;
	}
	if (known)
		remove_at(v, at);
	put_at(v, at, &put);
	str_fini(&merged);
}

/* --- What is looked at. */

/* Whether `path` is `name`, or one with more behind a dot, which *rest gets. */
static bool leads_into(const char *path, const char *name, const char **rest)
{
	size_t n = strlen(name);

	if (strncasecmp(path, name, n) != 0 || (path[n] && path[n] != '.'))
		return false;
	*rest = path + n + (path[n] == '.');
	return path[n] != '.' || **rest;
}

/* The value with the longest name that `path` leads into. */
static const struct value *find(const Values *v, enum telnet_source source, const char *path,
				const char **rest)
{
	const struct value *found = NULL;
	char *name = mem_strdup(path);
	const char *behind;

	for (char *dot = name + strlen(name); dot && !found; dot = strrchr(name, '.')) {
		size_t at;

		*dot = '\0';
		at = place_of(v, source, name);
		if (at < v->count && compare(&v->values[at], source, name) == 0 &&
		    leads_into(path, name, &behind)) {
			found = &v->values[at];
			*rest = behind;
		}
	}
	free(name);
	return found;
}

/* JSON beyond a bound can't be looked into; its text, if it is `shown`, only by its name alone. */
static void explain_beyond(const struct value *value, bool shown, struct str *out)
{
	str_append_format(out, "JSON that %s to be looked into, %zu bytes%s", value->beyond,
			  value->length, shown ? ":\n" : "");
}

/* Appends what stands in `value` at `path`; as text what is no JSON. */
static bool show_value(const struct value *value, const char *path, size_t columns, size_t fold,
		       struct str *out)
{
	Json *j = value->json ? json_parse(value->json, value->length, NULL) : NULL;
	const Json *at = j ? json_at(j, path) : NULL;
	size_t before = out->length;
	bool shown = (at || (!j && value->json && !*path)) && !(value->beyond && fold);

	if (value->beyond)
		explain_beyond(value, shown, out);
	if (shown && at)
		json_print_pretty(at, columns, fold, out);
	else if (shown)
		str_append(out, value->json, value->length);
	json_free(j);
	return out->length > before || (!value->json && !*path);
}

/* The values whose names are below `path`, each under its name. */
static bool show_below(const Values *v, enum telnet_source source, const char *path, size_t columns,
		       struct str *out)
{
	size_t n = strlen(path), before = out->length;

	for (size_t i = place_of(v, source, path); i < v->count; i++) {
		const struct value *value = &v->values[i];

		if (value->source != source || strncasecmp(value->name, path, n) != 0)
			break;
		if (n && value->name[n] && value->name[n] != '.')
			continue;
		str_append_string(out, value->name);
		if (value->json)
			str_append_string(out, ": ");
		show_value(value, "", columns, n ? 0 : FOLDED_LINES, out);
		str_append_char(out, '\n');
	}
	return out->length > before;
}

bool values_show(const Values *v, enum telnet_source source, const char *path, size_t columns,
		 struct str *out)
{
	const char *rest = "";
	const struct value *value = NULL;

	if (show_below(v, source, path, columns, out))
		return true;
	if (*path)
		value = find(v, source, path, &rest);
	if (!value)
		return false;
	if (!show_value(value, rest, columns, 0, out))
		return false;
	str_append_char(out, '\n');
	return true;
}

static bool read_value(const struct value *value, const char *path, struct str *out)
{
	Json *j = json_parse(value->json, value->length, NULL);
	const Json *at = j ? json_at(j, path) : NULL;
	size_t n;

	if (at && json_text(at, &n))
		str_append(out, json_text(at, &n), n);
	else if (at)
		json_print(at, out);
	json_free(j);
	return at != NULL;
}

bool values_read(const Values *v, const char *path, struct str *out)
{
	size_t n = strcspn(path, ".");
	char *name = mem_strndup(path, n);
	enum telnet_source source;
	bool known = values_source(name, &source);
	const struct value *value = NULL;
	const char *rest;

	free(name);
	if (known && path[n])
		value = find(v, source, path + n + 1, &rest);
	return value && value->json && value->length <= VALUES_READ_BYTES &&
	       read_value(value, rest, out);
}

/* --- As a tree. */

/* What a value is: its JSON, its text if that is none, or null. */
static Json *value_json(const struct value *value)
{
	Json *j = value->json ? json_parse(value->json, value->length, NULL) : json_new_null();

	return j ? j : json_new_string(value->json, value->length);
}

/* The object that is called by the `n` bytes at `name` in `object`, made if need be. */
static Json *object_within(Json *object, const char *name, size_t n)
{
	char *word = mem_strndup(name, n);
	const Json *found = json_at(object, word);

	if (!found || json_kind(found) != JSON_KIND_OBJECT) {
		json_put(object, word, json_new_object());
		found = json_at(object, word);
	}
	free(word);
	return (Json *)found;
}

/* Puts `value` into `tree` by the words of `name`. */
static void put_below(Json *tree, const char *name, Json *value)
{
	const Json *old;

	for (size_t n = strcspn(name, "."); name[n]; n = strcspn(name, ".")) {
		tree = object_within(tree, name, n);
		name += n + 1;
	}
	old = json_at(tree, name);
	if (old && json_merge((Json *)old, value))
		json_free(value);
	else
		json_put(tree, name, value);
}

/* What the values are whose names are `path` or below it; NULL if there are none. */
static Json *tree_below(const Values *v, enum telnet_source source, const char *path)
{
	size_t n = strlen(path);
	Json *tree = NULL;

	for (size_t i = place_of(v, source, path); i < v->count; i++) {
		const struct value *value = &v->values[i];
		const char *rest = value->name + n;

		if (value->source != source || strncasecmp(value->name, path, n) != 0)
			break;
		if (n && *rest && *rest != '.')
			continue;
		if (n && !*rest) {
			tree = value_json(value);
			continue;
		}
		if (!tree || json_kind(tree) != JSON_KIND_OBJECT) {
			json_free(tree);
			tree = json_new_object();
		}
		put_below(tree, rest + (n > 0), value_json(value));
	}
	return tree;
}

Json *values_tree(const Values *v, enum telnet_source source, const char *path)
{
	Json *tree = tree_below(v, source, path), *j;
	const struct value *value;
	const char *rest;

	if (tree || !*path)
		return tree;
	value = find(v, source, path, &rest);
	j = value ? value_json(value) : NULL;
	tree = j && json_at(j, rest) ? json_clone(json_at(j, rest)) : NULL;
	json_free(j);
	return tree;
}

/* --- Completion. */

struct completing {
	const char *typed;
	struct str path; /* of what is looked into */
	size_t told;
	void (*each)(void *user, const char *path);
	void *user;
};

static bool tell_member(void *user, const char *name, const Json *value)
{
	struct completing *c = user;
	size_t before = c->path.length;

	(void)value;
	if (!name)
		return false;
	str_append_char(&c->path, '.');
	str_append_string(&c->path, name);
	if (strncasecmp(c->path.text, c->typed, strlen(c->typed)) == 0) {
		c->each(c->user, c->path.text);
		c->told++;
	}
	str_truncate(&c->path, before);
	return c->told < PATHS_MAX;
}

/* Tells what is in the object that the typed path, up to its last dot, leads to. */
static void complete_inside(const Values *v, enum telnet_source source, struct completing *c)
{
	const char *dot = strrchr(c->typed, '.');
	const struct value *value;
	const char *rest;
	Json *j;

	if (!dot)
		return;
	str_append(&c->path, c->typed, (size_t)(dot - c->typed));
	value = find(v, source, c->path.text, &rest);
	j = value && value->json ? json_parse(value->json, value->length, NULL) : NULL;
	if (j && json_at(j, rest))
		json_each(json_at(j, rest), tell_member, c);
	json_free(j);
}

void values_complete(const Values *v, enum telnet_source source, const char *typed,
		     void (*each)(void *user, const char *path), void *user)
{
	struct completing c = { .typed = typed, .each = each, .user = user };
	size_t n = strlen(typed);

	for (size_t i = place_of(v, source, typed); i < v->count && c.told < PATHS_MAX; i++) {
		const struct value *value = &v->values[i];

		if (value->source != source || strncasecmp(value->name, typed, n) != 0)
			break;
		each(user, value->name);
		c.told++;
	}
	str_init(&c.path);
	complete_inside(v, source, &c);
	str_fini(&c.path);
}
