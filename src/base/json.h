/*
 * JSON (RFC 8259) as values: parsed within bounds, walked, looked up by a path, printed. A number
 * is its text, so that one of thirty digits stays what it was. A value is owned by the one that it
 * is in; the outermost by whoever made it.
 */
#ifndef HAIL_BASE_JSON_H
#define HAIL_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

typedef struct Json Json;

enum json_kind {
	JSON_KIND_NULL,
	JSON_KIND_FALSE,
	JSON_KIND_TRUE,
	JSON_KIND_NUMBER,
	JSON_KIND_STRING,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
};

enum {
	JSON_DEPTH_MAX = 32, /* arrays and objects within each other */
	JSON_LENGTH_MAX = 1 << 20, /* bytes of text */
	JSON_VALUES_MAX = 128 << 10, /* values and names in one text: each takes some memory */
};

/*
 * The value that the `n` bytes of UTF-8 at `text` are, to be freed; of a name that comes twice the
 * last counts. NULL with `e` saying what is wrong and at which byte (from 1).
 */
Json *json_parse(const char *text, size_t n, struct err *e);

/* By which bound json_parse refuses `text`, as words that go on with "JSON that ": `holds too many
 * values`; NULL if it lies within all. */
const char *json_bound(const char *text, size_t n);

/*
 * Appends the text as JSON that json_parse is more likely to take: in strings, controls are escaped
 * and half a surrogate pair is U+FFFD; byte order marks before it are left out, and NUL outside of
 * strings is a blank; it stops soon after JSON_LENGTH_MAX. False if nothing had to be repaired. For
 * what games send, not for what has to be RFC 8259's to the letter.
 */
bool json_repair(const char *text, size_t n, struct str *out);

/* Frees an outermost value and all in it. NULL is fine. */
void json_free(Json *j);

enum json_kind json_kind(const Json *j);

/* The text of a string (UTF-8, may hold NUL) or a number; NULL if it is neither. Borrowed. */
const char *json_text(const Json *j, size_t *n);

/* Calls `each` with what an array (`name` NULL) or an object holds, in order, until it returns
 * false; nothing for another value. */
void json_each(const Json *j, bool (*each)(void *user, const char *name, const Json *value),
	       void *user);

/*
 * What stands in `j` at `path`: names and indexes from 0 with a dot between, such as
 * `items.0.name`; an empty one is `j`. A name is looked for as it is, then regardless of its case
 * (of ASCII); one with dots in it is found. NULL if there is nothing.
 */
const Json *json_at(const Json *j, const char *path);

/* Copies what the object `from` holds into the object `into`, in place of what has the same name.
 * False if one of them is no object. */
bool json_merge(Json *into, const Json *from);

/*
 * New values, to be freed or put into another. A text or a name that isn't UTF-8 is read as
 * Latin-1 where it is none; a number that isn't finite is null.
 */
Json *json_new_null(void);
Json *json_new_boolean(bool value);
Json *json_new_integer(long long value);
Json *json_new_real(double value);
Json *json_new_number(const char *text, size_t n); /* RFC 8259's form of one, kept as it is */
Json *json_new_string(const char *text, size_t n);
Json *json_new_text(const char *text); /* NUL-terminated */
Json *json_new_array(void);
Json *json_new_object(void);

/* Appends `value`, which it owns from now on, to an array. */
void json_append(Json *array, Json *value);

/* Puts `value`, which it owns from now on, into an object, in place of what has that name. */
void json_put(Json *object, const char *name, Json *value);

/* Takes what has that name out of an object, if there is something. */
void json_remove(Json *object, const char *name);

/* Puts `value`, which it owns from now on, in place of value `i` of an array, or behind the last.
 */
void json_set_item(Json *array, size_t i, Json *value);

/* Takes value `i` out of an array; json_take_item gives it to the caller. */
void json_remove_item(Json *array, size_t i);
Json *json_take_item(Json *array, size_t i);

/* Makes what `to` holds, an array or object, that of `from`, of the same kind. */
void json_assign(Json *to, const Json *from);

/* What an object has under this very name; NULL if there is nothing. Borrowed. */
const Json *json_member(const Json *object, const char *name);

/* Whether two values are the same, whatever the order of names. */
bool json_same(const Json *a, const Json *b);

/* A copy of `j` and all in it, to be freed. */
Json *json_clone(const Json *j);

/* How many values an array or object holds; 0 for another value. */
size_t json_count(const Json *j);

/* Value `i` (from 0) of an array; NULL if there is none or it isn't an array. Borrowed. */
const Json *json_item(const Json *array, size_t i);

/* Appends `j` without blanks. */
void json_print(const Json *j, struct str *out);

/*
 * Appends `j` to be read: over several lines, indented, what doesn't fit into `columns` bytes; what
 * stands on the last line counts. Of an array or object over more than `fold` lines (0: any number)
 * the rest is told by its number, and it is no JSON then.
 */
void json_print_pretty(const Json *j, size_t columns, size_t fold, struct str *out);

/*
 * Appends the `n` bytes at `text` as a JSON string. What is no UTF-8 in them is read as Latin-1.
 * Controls, and what turns text around or can't be seen (base/deceptive.h), are escaped.
 */
void json_quote(const char *text, size_t n, struct str *out);

/* The same without the quotes around it. */
void json_escape(const char *text, size_t n, struct str *out);

#endif
