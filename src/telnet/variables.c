#include "telnet/variables.h"

#include "base/json.h"

#include "base/poison.h"

enum {
	TABLE_OPEN = 3,
	TABLE_CLOSE = 4,
	ARRAY_OPEN = 5,
	ARRAY_CLOSE = 6,
	LEVELS = JSON_DEPTH_MAX / 2, /* several values of a name make an array in each */
};

/* What is open: a table, in which names have values, or an array. */
struct level {
	bool table;
	bool any; /* something stands in it */
	bool named; /* a name waits for its values, of which `values` came; */
	size_t values;
	size_t first; /* where the first stands in the JSON */
};

struct reading {
	const char *bytes;
	size_t n, at;
	bool nested;
	struct level levels[LEVELS];
	size_t depth; /* the index of the innermost */
	struct str json; /* of the variable under way */
	const char *name;
	size_t length;
	void (*each)(void *user, const char *name, size_t length, const struct str *json);
	void *user;
};

static bool is_control(const struct reading *r, char c)
{
	return c >= VARIABLES_VAR && c <= (r->nested ? ARRAY_CLOSE : VARIABLES_VAL);
}

static const char *take_text(struct reading *r, size_t *n)
{
	const char *text = r->bytes + r->at;

	*n = 0;
	while (r->at < r->n && !is_control(r, r->bytes[r->at])) {
		r->at++;
		++*n;
	}
	return text;
}

/* The name has all its values: more than one are an array, none is an empty string. */
static void end_name(struct reading *r, struct level *l)
{
	if (!l->named)
		return;
	if (l->values == 0)
		str_append_string(&r->json, "\"\"");
	if (l->values > 1)
		str_append_char(&r->json, ']');
	l->named = false;
	if (r->depth == 0) {
		r->each(r->user, r->name, r->length, &r->json);
		str_clear(&r->json);
	}
}

/* Without NUL, which no name in a table can have (base/json). */
static void quote_name(const char *name, size_t n, struct str *json)
{
	struct str kept;

	str_init(&kept);
	for (size_t i = 0; i < n; i++) {
		if (name[i])
			str_append_char(&kept, name[i]);
	}
	json_quote(kept.text, kept.length, json);
	str_fini(&kept);
}

static bool take_name(struct reading *r)
{
	struct level *l = &r->levels[r->depth];
	const char *name;
	size_t n;

	if (!l->table)
		return false;
	end_name(r, l);
	name = take_text(r, &n);
	if (r->depth == 0) {
		r->name = name;
		r->length = n;
	} else {
		if (l->any)
			str_append_char(&r->json, ',');
		quote_name(name, n, &r->json);
		str_append_char(&r->json, ':');
	}
	l->any = l->named = true;
	l->values = 0;
	l->first = r->json.length;
	return true;
}

static bool begin_value(struct reading *r)
{
	struct level *l = &r->levels[r->depth];

	if (l->table && !l->named)
		return false;
	if (l->table && l->values == 1)
		str_splice(&r->json, l->first, 0, "[", 1);
	if (l->table ? l->values > 0 : l->any)
		str_append_char(&r->json, ',');
	l->values++;
	l->any = true;
	return true;
}

static bool open_level(struct reading *r, bool table)
{
	if (r->depth + 1 == LEVELS)
		return false;
	r->levels[++r->depth] = (struct level){ .table = table };
	str_append_char(&r->json, table ? '{' : '[');
	return true;
}

static void close_level(struct reading *r)
{
	bool table = r->levels[r->depth].table;

	end_name(r, &r->levels[r->depth]);
	str_append_char(&r->json, table ? '}' : ']');
	r->depth--;
}

/* What stands behind VAL. */
static bool take_value(struct reading *r)
{
	char c = r->at < r->n ? r->bytes[r->at] : '\0';
	const char *text;
	size_t n;

	if (!begin_value(r))
		return false;
	if (r->nested && (c == TABLE_OPEN || c == ARRAY_OPEN)) {
		r->at++;
		return open_level(r, c == TABLE_OPEN);
	}
	text = take_text(r, &n);
	json_quote(text, n, &r->json);
	return true;
}

static bool take_next(struct reading *r)
{
	const struct level *l = &r->levels[r->depth];
	char c = r->bytes[r->at++];

	if (c == VARIABLES_VAR)
		return take_name(r);
	if (c == VARIABLES_VAL)
		return take_value(r);
	if (!r->nested || r->depth == 0 || c != (l->table ? TABLE_CLOSE : ARRAY_CLOSE))
		return false;
	close_level(r);
	return true;
}

bool variables_read(const char *bytes, size_t n, bool nested,
		    void (*each)(void *user, const char *name, size_t length,
				 const struct str *json),
		    void *user)
{
	struct reading r = { .bytes = bytes, .n = n, .nested = nested, .each = each, .user = user };
	bool good = n > 0;

	r.levels[0].table = true;
	str_init(&r.json);
	while (good && r.at < n)
		good = take_next(&r);
	good = good && r.depth == 0;
	while (r.depth)
		close_level(&r);
	end_name(&r, &r.levels[0]);
	str_fini(&r.json);
	return good;
}

static bool add(struct str *out, char head, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)text[i] <= ARRAY_CLOSE)
			return false;
	}
	str_append_char(out, head);
	str_append(out, text, n);
	return true;
}

bool variables_add_name(struct str *out, const char *name, size_t n)
{
	return add(out, VARIABLES_VAR, name, n);
}

bool variables_add_value(struct str *out, const char *value, size_t n)
{
	return add(out, VARIABLES_VAL, value, n);
}
