#include "ctl/ctl-request.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/poison.h"

enum { ID_MAX = 256 }; /* bytes of a request's id as JSON */

/* What a verb takes beside `verb`, `id` and `session`. */
struct verb_row {
	const char *name;
	const char *members[2];
	bool needs; /* the first of them */
	bool acts;
};

static const struct verb_row verbs[CTL_VERBS] = {
	[CTL_SESSIONS] = { "sessions", { NULL }, false, false },
	[CTL_SCREEN] = { "screen", { NULL }, false, false },
	[CTL_LINES] = { "lines", { "count" }, false, false },
	[CTL_WAIT] = { "wait", { "pattern", "timeout" }, true, false },
	[CTL_SEND] = { "send", { "text", "enter" }, true, true },
	[CTL_KEYS] = { "keys", { "keys" }, true, true },
	[CTL_COMMAND] = { "command", { "text" }, true, true },
	[CTL_CANCEL] = { "cancel", { "of" }, true, false },
};

const char *ctl_verb_name(enum ctl_verb verb)
{
	return verbs[verb].name;
}

bool ctl_verb_acts(enum ctl_verb verb)
{
	return verbs[verb].acts;
}

/* --- The members. */

struct reading {
	struct ctl_request *r;
	struct err *e;
	bool good;
};

/* A string without NUL; NULL with `e` set. */
static const char *text_of(const char *name, const Json *value, size_t *n, struct err *e)
{
	const char *text = json_kind(value) == JSON_KIND_STRING ? json_text(value, n) : NULL;

	if (text && !memchr(text, 0, *n))
		return text;
	err_set(e, ERR_USAGE, "\"%s\" must be a string without NUL", name);
	return NULL;
}

static bool take_text(const char *name, const Json *value, struct str *out, struct err *e)
{
	size_t n;
	const char *text = text_of(name, value, &n, e);

	if (text)
		str_append(out, text, n);
	return text != NULL;
}

/* A number or a string. */
static bool take_session(const Json *value, struct str *out, struct err *e)
{
	size_t n;
	const char *text = json_text(value, &n);

	if (json_kind(value) == JSON_KIND_NULL)
		return true;
	if (!text || !n || memchr(text, 0, n))
		return err_set(e, ERR_USAGE, "\"session\" must be a session's number or name");
	str_append(out, text, n);
	return true;
}

static bool take_number(const char *name, const Json *value, long long min, long long max,
			long long *out, struct err *e)
{
	size_t n;

	if (json_kind(value) == JSON_KIND_NUMBER &&
	    str_to_number(json_text(value, &n), min, max, out))
		return true;
	return err_set(e, ERR_USAGE, "\"%s\" must be a whole number from %lld to %lld", name, min,
		       max);
}

static bool add_key(struct ctl_request *r, const char *name, struct err *e)
{
	struct key key;

	if (!key_parse(name, &key))
		return err_set(e, ERR_USAGE,
			       "\"%s\" is no key: write them as Ctrl-c, Enter, Up, F5, x", name);
	if (r->key_count == CTL_KEYS_MAX)
		return err_set(e, ERR_USAGE, "more than %d keys", CTL_KEYS_MAX);
	r->keys = mem_resize(r->keys, r->key_count + 1, sizeof(*r->keys));
	r->keys[r->key_count++] = key;
	return true;
}

static bool each_key(void *user, const char *name, const Json *value)
{
	struct reading *at = user;
	size_t n;
	const char *key = text_of("keys", value, &n, at->e);

	(void)name;
	at->good = key && add_key(at->r, key, at->e);
	return at->good;
}

/* One name, or an array of names. */
static bool take_keys(struct reading *at, const Json *value)
{
	if (json_kind(value) == JSON_KIND_ARRAY)
		json_each(value, each_key, at);
	else
		each_key(at, NULL, value);
	return at->good;
}

static bool take_pattern(struct ctl_request *r, const Json *value, struct err *e)
{
	size_t n;
	const char *text = text_of("pattern", value, &n, e);

	r->pattern = text ? regex_new_lines(text, n, e) : NULL;
	return r->pattern != NULL;
}

static bool take_enter(struct ctl_request *r, const Json *value, struct err *e)
{
	enum json_kind kind = json_kind(value);

	r->enter = kind == JSON_KIND_TRUE;
	return kind == JSON_KIND_TRUE || kind == JSON_KIND_FALSE ||
	       err_set(e, ERR_USAGE, "\"enter\" must be true or false");
}

static bool takes(const struct verb_row *row, const char *name)
{
	for (size_t i = 0; i < 2 && row->members[i]; i++) {
		if (strcmp(row->members[i], name) == 0)
			return true;
	}
	return false;
}

static bool each_member(void *user, const char *name, const Json *value)
{
	struct reading *at = user;
	struct ctl_request *r = at->r;
	long long number = 0;

	if (strcmp(name, "verb") == 0 || strcmp(name, "id") == 0)
		return true;
	if (strcmp(name, "session") == 0)
		at->good = take_session(value, &r->session, at->e);
	else if (!takes(&verbs[r->verb], name))
		at->good = err_set(at->e, ERR_USAGE, "\"%s\" takes no \"%s\"", verbs[r->verb].name,
				   name);
	else if (strcmp(name, "text") == 0)
		at->good = take_text(name, value, &r->text, at->e);
	else if (strcmp(name, "of") == 0)
		json_print(value, &r->of);
	else if (strcmp(name, "enter") == 0)
		at->good = take_enter(r, value, at->e);
	else if (strcmp(name, "keys") == 0)
		take_keys(at, value);
	else if (strcmp(name, "pattern") == 0)
		at->good = take_pattern(r, value, at->e);
	else if (strcmp(name, "timeout") == 0)
		at->good = take_number(name, value, 0, CTL_TIMEOUT_MAX_S, &number, at->e);
	else
		at->good = take_number(name, value, 1, CTL_LINES_MAX, &number, at->e);
	if (at->good && strcmp(name, "timeout") == 0)
		r->timeout_ms = 1000 * number;
	if (at->good && strcmp(name, "count") == 0)
		r->lines = (size_t)number;
	return at->good;
}

/* --- The whole. */

static bool find_verb(const Json *value, struct ctl_request *r, struct err *e)
{
	size_t n;
	const char *name = value && json_kind(value) == JSON_KIND_STRING ? json_text(value, &n) :
									   "";

	for (int i = 0; i < CTL_VERBS; i++) {
		if (strcmp(name, verbs[i].name) == 0) {
			r->verb = (enum ctl_verb)i;
			return true;
		}
	}
	return err_set(e, ERR_USAGE,
		       "\"verb\" must be sessions, screen, lines, wait, send, keys, command or "
		       "cancel");
}

/* Only what is small and stands on a line: an id is given back as it came. */
static void take_id(const Json *value, struct str *id)
{
	if (!value)
		return;
	json_print(value, id);
	if (id->length > ID_MAX)
		str_clear(id);
}

static bool read_object(const Json *j, struct ctl_request *r, struct err *e)
{
	struct reading at = { .r = r, .e = e, .good = true };
	const char *needed;

	if (json_kind(j) != JSON_KIND_OBJECT)
		return err_set(e, ERR_USAGE, "a request is a JSON object on one line");
	take_id(json_at(j, "id"), &r->id);
	if (!find_verb(json_at(j, "verb"), r, e))
		return false;
	needed = verbs[r->verb].needs ? verbs[r->verb].members[0] : NULL;
	if (needed && !json_at(j, needed))
		return err_set(e, ERR_USAGE, "\"%s\" needs \"%s\"", verbs[r->verb].name, needed);
	json_each(j, each_member, &at);
	return at.good;
}

bool ctl_request_parse(const char *line, size_t n, struct ctl_request *out, struct err *e)
{
	bool good;
	Json *j;

	*out = (struct ctl_request){ .enter = true,
				     .lines = 100,
				     .timeout_ms = 1000 * CTL_TIMEOUT_S };
	str_init(&out->id);
	str_init(&out->of);
	str_init(&out->session);
	str_init_secret(&out->text);
	j = json_parse(line, n, e);
	good = j && read_object(j, out, e);
	json_free(j);
	return good;
}

void ctl_request_fini(struct ctl_request *r)
{
	str_fini(&r->id);
	str_fini(&r->of);
	str_fini(&r->session);
	str_fini(&r->text);
	free(r->keys);
	regex_free(r->pattern);
}
