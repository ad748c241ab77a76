#include "base/json.h"

#include <jansson.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json-internal.h"
#include "base/mem.h"
#include "base/str.h"

#include "base/poison.h"

/* --- Memory that knows its size. */

union head {
	size_t size;
	max_align_t align;
};

static void *take(size_t n)
{
	union head *h = n <= SIZE_MAX - sizeof(*h) ? malloc(sizeof(*h) + n) : NULL;

	if (!h)
		return NULL;
	h->size = n;
	return h + 1;
}

static void give_back(void *p)
{
	union head *h = p ? (union head *)p - 1 : NULL;

	if (h)
		mem_wipe(p, h->size);
	free(h);
}

void json_wipe_freed(void)
{
	static bool done;

	if (!done)
		json_set_alloc_funcs(take, give_back);
	done = true;
}

/* --- New values. */

static Json *made(json_t *j)
{
	if (!j)
		mem_die();
	return (Json *)j;
}

Json *json_new_null(void)
{
	return (Json *)json_null();
}

Json *json_new_boolean(bool value)
{
	return (Json *)json_boolean(value);
}

Json *json_new_number(const char *text, size_t n)
{
	struct str s;
	Json *j;

	str_init_secret(&s);
	str_append_char(&s, JSON_MARK);
	str_append(&s, text, n);
	json_wipe_freed();
	j = made(json_stringn(s.text, s.length));
	str_fini(&s);
	return j;
}

Json *json_new_integer(long long value)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", value);
	return json_new_number(text, strlen(text));
}

Json *json_new_real(double value)
{
	char text[40];

	if (!isfinite(value))
		return json_new_null();
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return json_new_number(text, strlen(text));
}

Json *json_new_string(const char *text, size_t n)
{
	struct str s;
	Json *j;

	str_init_secret(&s);
	if (n && *text == JSON_MARK)
		str_append_char(&s, JSON_MARK);
	str_append_any(&s, text, n);
	json_wipe_freed();
	j = made(json_stringn(s.text, s.length));
	str_fini(&s);
	return j;
}

Json *json_new_text(const char *text)
{
	return json_new_string(text, strlen(text));
}

Json *json_new_array(void)
{
	json_wipe_freed();
	return made(json_array());
}

Json *json_new_object(void)
{
	json_wipe_freed();
	return made(json_object());
}

void json_append(Json *array, Json *value)
{
	if (json_array_append_new((json_t *)array, (json_t *)value) != 0)
		mem_die();
}

/* Writes a name as it stands in the library's objects to `s`, which is empty. */
static const char *marked_name(const char *name, struct str *s)
{
	if (*name == JSON_MARK)
		str_append_char(s, JSON_MARK);
	str_append_any(s, name, strlen(name));
	return s->text;
}

void json_put(Json *object, const char *name, Json *value)
{
	struct str s;

	str_init(&s);
	if (json_object_set_new((json_t *)object, marked_name(name, &s), (json_t *)value) != 0)
		mem_die();
	str_fini(&s);
}

const Json *json_member(const Json *object, const char *name)
{
	struct str s;
	const json_t *value;

	str_init(&s);
	value = json_object_get((const json_t *)object, marked_name(name, &s));
	str_fini(&s);
	return (const Json *)value;
}

bool json_same(const Json *a, const Json *b)
{
	return json_equal((const json_t *)a, (const json_t *)b);
}

void json_remove(Json *object, const char *name)
{
	struct str s;

	str_init(&s);
	json_object_del((json_t *)object, marked_name(name, &s));
	str_fini(&s);
}

void json_set_item(Json *array, size_t i, Json *value)
{
	if (i == json_array_size((json_t *)array))
		json_append(array, value);
	else
		json_array_set_new((json_t *)array, i, (json_t *)value);
}

void json_remove_item(Json *array, size_t i)
{
	json_array_remove((json_t *)array, i);
}

Json *json_take_item(Json *array, size_t i)
{
	json_t *value = json_incref(json_array_get((json_t *)array, i));

	json_array_remove((json_t *)array, i);
	return (Json *)value;
}

void json_assign(Json *to, const Json *from)
{
	json_t *raw = (json_t *)to, *source = (json_t *)from;

	if (json_is_array(raw)) {
		json_array_clear(raw);
		json_array_extend(raw, source);
	} else {
		json_object_clear(raw);
		json_object_update(raw, source);
	}
}

Json *json_clone(const Json *j)
{
	return made(json_deep_copy((const json_t *)j));
}

size_t json_count(const Json *j)
{
	const json_t *raw = (const json_t *)j;

	return json_is_array(raw) ? json_array_size(raw) : json_object_size(raw);
}

const Json *json_item(const Json *array, size_t i)
{
	return (const Json *)json_array_get((const json_t *)array, i);
}
