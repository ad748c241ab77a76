#include <string.h>

#include "lens/json-string.h"
#include "lens/lens-table.h"
#include "lens/syslog-read.h"

#include "base/poison.h"

/*
 * Syslog over a stream (RFC 6587): each message with its length before it, or on a line, either as
 * it comes; what a file of logs has is read, too.
 */

enum { LENGTH_DIGITS = 7 };

/* The length of a number, the blank behind it and the message it counts; 0: it hasn't come, or
 * (*none) there is none. */
static size_t counted_length(const char *bytes, size_t n, bool *none)
{
	size_t digits = slice_digits(
		(struct slice){ bytes, n < LENGTH_DIGITS + 1 ? n : LENGTH_DIGITS + 1 });
	size_t length = 0;

	*none = !digits || *bytes == '0' || digits > LENGTH_DIGITS ||
		(digits < n && bytes[digits] != ' ') ||
		(digits + 1 < n && bytes[digits + 1] != '<');
	if (*none || digits + 1 >= n)
		return 0;
	for (size_t i = 0; i < digits; i++)
		length = length * 10 + (size_t)(bytes[i] - '0');
	return digits + 1 + length;
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	size_t length;
	bool none = scan->state[0];

	(void)o;
	(void)d;
	length = none ? 0 : counted_length(bytes, n, &none);
	scan->state[0] = none || (ended && !length);
	if (scan->state[0])
		return slice_frame_line(scan, bytes, n);
	if (!length)
		return 0;
	scan->length = length;
	return length <= n ? length : 0;
}

/* The message within what `frame` has found. */
static struct slice message_text(const char *bytes, size_t n)
{
	struct slice text = slice_line(bytes, n);
	bool none;

	if (counted_length(bytes, n, &none))
		slice_take(&text, slice_digits(text) + 1);
	return text;
}

/* --- Lines. */

static enum lens_style severity_style(unsigned priority)
{
	unsigned severity = priority % 8;

	return severity < 4 ? LENS_ERROR : severity < 6 ? LENS_WORD : LENS_DIM;
}

static void show_part(struct lens_text *out, enum lens_style style, struct slice text,
		      const char *behind)
{
	if (!text.n)
		return;
	slice_show(out, style, text);
	lens_put_string(out, LENS_PLAIN, behind);
}

static void show_priority(const struct syslog_message *m, struct lens_text *out)
{
	if (!m->has_priority)
		return;
	lens_format(out, severity_style(m->priority), "%s.%s", syslog_facility(m->priority),
		    syslog_severity(m->priority));
	if (m->priority > SYSLOG_PRIORITY_MAX)
		lens_format(out, LENS_ERROR, " error: there is no priority %u", m->priority);
	lens_put_string(out, LENS_PLAIN, " ");
}

static void show_tag(const struct syslog_message *m, struct lens_text *out)
{
	show_part(out, LENS_WORD, m->app, "");
	if (m->pid.n) {
		lens_put_string(out, LENS_DIM, "[");
		slice_show(out, LENS_NUMBER, m->pid);
		lens_put_string(out, LENS_DIM, "]");
	}
	if (m->id.n) {
		if (m->app.n || m->pid.n)
			lens_put_string(out, LENS_PLAIN, " ");
		slice_show(out, LENS_NAME, m->id);
	}
	if (m->app.n || m->pid.n || m->id.n)
		lens_put_string(out, LENS_DIM, ": ");
}

static void show_data(struct slice data, struct lens_text *out)
{
	struct syslog_param p;

	while (syslog_next_param(&data, &p)) {
		if (p.element.n) {
			lens_newline(out);
			lens_indent(out, 2);
			slice_show(out, LENS_NAME, p.element);
		}
		if (!p.name.n)
			continue;
		lens_put_string(out, LENS_PLAIN, " ");
		slice_show(out, LENS_NAME, p.name);
		lens_put_string(out, LENS_DIM, "=\"");
		slice_show(out, LENS_STRING, p.value);
		lens_put_string(out, LENS_DIM, "\"");
	}
	if (!data.n)
		return;
	lens_newline(out);
	lens_put_string(out, LENS_ERROR, "  error: this is no structured data: ");
	slice_show(out, LENS_ERROR, data);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct syslog_message m;

	(void)scan;
	(void)o;
	(void)d;
	syslog_read(message_text(bytes, n), &m);
	show_priority(&m, out);
	show_part(out, LENS_DIM, m.number, ": ");
	show_part(out, LENS_NUMBER, m.time, " ");
	show_part(out, LENS_NAME, m.host, " ");
	show_tag(&m, out);
	slice_show(out, LENS_PLAIN, m.text);
	show_data(m.data, out);
	lens_newline(out);
}

/* --- The tree. */

static Json *unescaped(struct slice value)
{
	struct str text;
	Json *j;

	str_init(&text);
	for (size_t i = 0; i < value.n; i++) {
		bool escape = value.s[i] == '\\' && i + 1 < value.n &&
			      strchr("\"\\]", value.s[i + 1]) && value.s[i + 1];

		str_append_char(&text, value.s[i += escape]);
	}
	j = json_new_string(text.text, text.length);
	str_fini(&text);
	return j;
}

static void put_named(Json *object, struct slice name, Json *value)
{
	struct str text;

	str_init(&text);
	json_string_name(name.s, name.n, &text);
	json_put(object, text.text, value);
	str_fini(&text);
}

static Json *data_tree(struct slice rest, bool *wrong)
{
	Json *data = json_new_object(), *element = NULL;
	struct syslog_param p;

	while (syslog_next_param(&rest, &p)) {
		if (p.element.n) {
			element = json_new_object();
			put_named(data, p.element, element);
		}
		if (p.name.n && element)
			put_named(element, p.name, unescaped(p.value));
	}
	if (rest.n)
		slice_put(data, "error", rest);
	*wrong = *wrong || rest.n;
	return data;
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	Json *message = json_new_object();
	struct syslog_message m;

	(void)scan;
	(void)o;
	(void)d;
	syslog_read(message_text(bytes, n), &m);
	*wrong = m.has_priority && m.priority > SYSLOG_PRIORITY_MAX;
	if (m.has_priority && m.priority <= SYSLOG_PRIORITY_MAX) {
		json_put(message, "facility", json_new_text(syslog_facility(m.priority)));
		json_put(message, "severity", json_new_text(syslog_severity(m.priority)));
	}
	if (m.has_priority)
		json_put(message, "priority", json_new_integer(m.priority));
	slice_put(message, "number", m.number);
	slice_put(message, "time", m.time);
	slice_put(message, "host", m.host);
	slice_put(message, "app", m.app);
	slice_put(message, "pid", m.pid);
	slice_put(message, "id", m.id);
	if (m.data.n)
		json_put(message, "data", data_tree(m.data, wrong));
	json_put(message, "message", slice_json(m.text));
	return message;
}

static unsigned guess(const char *bytes, size_t n)
{
	const char *newline = n ? memchr(bytes, '\n', n) : NULL;
	struct syslog_message m;

	if (!n)
		return 0;
	syslog_read(message_text(bytes, newline ? (size_t)(newline + 1 - bytes) : n), &m);
	if (m.has_priority)
		return m.priority > SYSLOG_PRIORITY_MAX ? 0 : m.time.n || m.version ? 97 : 40;
	return m.time.n && m.host.n && m.app.n ? 80 : 0;
}

const struct lens_row lens_syslog = {
	.name = "syslog",
	.summary = "syslog, RFC 5424 and 3164, with lengths or on lines",
	.framed = true,
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};
