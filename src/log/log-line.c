#include "log/log-line.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/poison.h"

enum { ESC = 0x1b };

static const char stamp[] = "dddd-dd-dd dd:dd:dd.ddd c ";

/* Where the text begins in a line of a text log; 0 if it isn't one. */
static size_t text_start(const char *line, size_t n)
{
	for (size_t i = 0; i < sizeof(stamp) - 1; i++) {
		bool good = i < n && (stamp[i] == 'd' ? isdigit((unsigned char)line[i]) != 0 :
				      stamp[i] == 'c' ? strchr("<>*", line[i]) && line[i] :
							line[i] == stamp[i]);
		if (!good)
			return 0;
	}
	return sizeof(stamp) - 1;
}

/* Appends the line without its sequences of colours. */
static void put_plain(const char *line, size_t n, struct str *out)
{
	for (size_t at = 0; at < n;) {
		const char *escape = memchr(line + at, ESC, n - at);
		size_t upto = escape ? (size_t)(escape - line) : n;

		str_append(out, line + at, upto - at);
		at = upto;
		if (at + 1 < n && line[at + 1] == '[')
			for (at += 2; at < n && !isalpha((unsigned char)line[at]);)
				at++;
		at += at < n;
	}
}

static char entity(const char *text, size_t n, size_t *length)
{
	static const struct {
		const char *name;
		char c;
	} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' } };

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		*length = strlen(entities[i].name);
		if (*length <= n && strncmp(text, entities[i].name, *length) == 0)
			return entities[i].c;
	}
	*length = 1;
	return *text;
}

static void put_html(const char *line, size_t n, struct str *out)
{
	for (size_t at = 0; at < n;) {
		const char *end;
		size_t length = 1;

		if (line[at] == '<' && (end = memchr(line + at, '>', n - at)))
			length = (size_t)(end - line) - at + 1;
		else
			str_append_char(out, entity(line + at, n - at, &length));
		at += length;
	}
}

/* Appends a time as a text log has it. */
static void put_time(const char *time, struct str *out)
{
	size_t n = strlen(time);

	for (size_t i = 0; i < n && i < sizeof("2026-11-22T12:00:00.000") - 1; i++)
		str_append_char(out, time[i] == 'T' ? ' ' : time[i]);
}

static const char *member(const Json *j, const char *name)
{
	const Json *value = json_member(j, name);
	size_t n;

	return value && json_kind(value) == JSON_KIND_STRING ? json_text(value, &n) : "";
}

static bool put_json(const char *line, size_t n, struct str *out)
{
	struct err e;
	Json *j = json_parse(line, n, &e);
	const char *direction;

	if (!j || json_kind(j) != JSON_KIND_OBJECT || !*member(j, "time")) {
		json_free(j);
		return false;
	}
	direction = member(j, "direction");
	put_time(member(j, "time"), out);
	str_append_string(out, *direction == 's' ? " > " : *direction == 'n' ? " * " : " < ");
	str_append_string(out, member(j, "text"));
	json_free(j);
	return true;
}

size_t log_line_read(const char *line, size_t n, struct str *out)
{
	static const char div[] = "<div class=\"", object[] = "{\"time\":\"";
	size_t before = out->length;

	if (n && line[n - 1] == '\r')
		n--; /* a raw log */
	if (n >= sizeof(div) - 1 && memcmp(line, div, sizeof(div) - 1) == 0)
		put_html(line, n, out);
	else if (n < sizeof(object) - 1 || memcmp(line, object, sizeof(object) - 1) != 0 ||
		 !put_json(line, n, out))
		put_plain(line, n, out);
	return before + text_start(out->text + before, out->length - before);
}
