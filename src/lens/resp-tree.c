#include <stdlib.h>

#include "lens/json-string.h"
#include "lens/resp-private.h"
#include "lens/resp-scan.h"

#include "base/poison.h"

enum { TREE_DEPTH = 512 };

struct builder {
	struct resp_reader r;
	Json *root;
};

/* Whether the `n` bytes are an integer without more zeros before it than JSON takes. */
static bool is_number(const char *s, size_t n)
{
	size_t i = n && (*s == '-' || *s == '+'), first = i;

	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	return i == n && n > first && (s[first] != '0' || n == first + 1);
}

static Json *element_value(const struct resp_element *e)
{
	Json *value;

	if (e->kind == RESP_NIL || e->type == '_')
		return json_new_null();
	if (e->type == '#')
		return json_new_boolean(*e->text == 't');
	if ((e->type == ':' || e->type == '(') && is_number(e->text, e->length))
		return json_new_number(e->text + (*e->text == '+'), e->length - (*e->text == '+'));
	if (e->type == '=' && e->length >= 4)
		return json_new_string(e->text + 4, e->length - 4);
	value = json_new_string(e->text, e->length);
	if (e->type == '-' || e->type == '!' || e->kind == RESP_WRONG) {
		Json *error = json_new_object();

		json_put(error, e->kind == RESP_WRONG ? "unreadable" : "error", value);
		return error;
	}
	return value;
}

/* Makes the name of a member of `value`, to be freed here. */
static void set_name(struct resp_level *l, Json *value)
{
	size_t n;
	const char *text = json_text(value, &n);

	str_clear(&l->name);
	if (text)
		json_string_name(text, n, &l->name);
	else
		json_print(value, &l->name);
	json_free(value);
}

/* The innermost array or object under way, which is whole; NULL for an attribute, which is left
 * out.
 */
static Json *end_level(struct builder *b)
{
	struct resp_level *l = &b->r.levels[--b->r.depth];
	Json *value = l->value, *push;

	str_fini(&l->name);
	if (l->type == '|') {
		json_free(value);
		return NULL;
	}
	if (l->type != '>')
		return value;
	push = json_new_object();
	json_put(push, "push", value);
	return push;
}

/* Puts `value` where it belongs, and so those that it was the last of. */
static void place(struct builder *b, Json *value)
{
	while (value) {
		struct resp_level *l = resp_top(&b->r);

		if (!l) {
			json_free(b->root);
			b->root = value;
			return;
		}
		if (!resp_is_map(l))
			json_append(l->value, value);
		else if (l->index % 2)
			json_put(l->value, l->name.text, value);
		else
			set_name(l, value);
		l->index++;
		l->left--;
		value = l->left ? NULL : end_level(b);
	}
}

static void build_element(struct builder *b)
{
	const struct resp_element *e = &b->r.e;
	struct resp_level *l;

	if (e->kind == RESP_END) {
		if (b->r.depth)
			place(b, end_level(b));
	} else if (e->kind == RESP_GROUP || e->kind == RESP_STREAM) {
		l = resp_push(&b->r);
		l->value = resp_is_map(l) ? json_new_object() : json_new_array();
		if (!l->left)
			place(b, end_level(b));
	} else {
		place(b, element_value(e));
	}
}

Json *resp_tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		const char *bytes, size_t n, bool *wrong)
{
	struct builder b = { .r = { .bytes = bytes, .n = n } };

	(void)scan;
	(void)o;
	(void)d;
	while (b.r.depth < TREE_DEPTH && resp_next(&b.r)) {
		if (b.r.e.kind != RESP_INLINE || b.r.e.length)
			build_element(&b);
		*wrong = *wrong || b.r.e.kind == RESP_WRONG || b.r.e.torn;
	}
	*wrong = *wrong || b.r.depth;
	while (b.r.depth)
		place(&b, end_level(&b));
	free(b.r.levels);
	return b.root;
}
