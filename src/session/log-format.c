#include "session/log-format.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/deceptive.h"
#include "base/json.h"
#include "base/least.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "log/redact-rules.h"
#include "picture/ansi.h"
#include "picture/escape.h"
#include "picture/html.h"
#include "base/poison.h"

enum { ZONE = 8, SIGN = 3 /* ` < ` */, DIRECTIONS = SESSION_LOG_NOTICE + 1 };

struct LogFormat {
	enum session_log_format format;
	RedactRules *rules[DIRECTIONS]; /* of the lines of each; NULL: nothing is redacted */
	char *session;
	/* The time that was written last and its second, as text up to `day`, `seconds`, `whole`.
	 */
	int64_t time, second;
	size_t day, seconds, whole;
	char stamp[CLOCK_STAMP + SIGN], zone[ZONE];
	struct text_line line; /* scratch: the line as it is written */
};

LogFormat *log_format_new(enum session_log_format format, bool redact, const char *session)
{
	LogFormat *f = mem_calloc(1, sizeof(*f));

	f->format = format;
	log_format_redact(f, redact);
	f->session = mem_strdup(session ? session : "");
	f->time = f->second = INT64_MIN;
	text_line_init(&f->line);
	return f;
}

void log_format_free(LogFormat *f)
{
	if (!f)
		return;
	log_format_redact(f, false);
	text_line_fini(&f->line);
	free(f->session);
	free(f);
}

void log_format_redact(LogFormat *f, bool on)
{
	for (size_t i = 0; i < DIRECTIONS; i++) {
		if (on == (f->rules[i] != NULL))
			continue;
		redact_rules_free(f->rules[i]);
		f->rules[i] = on ? redact_rules_new() : NULL;
	}
}

const char *log_format_head(enum session_log_format format)
{
	return format == SESSION_LOG_HTML ? html_head : NULL;
}

/* --- Times. */

/* The texts of a second are made once. */
static void read_second(LogFormat *f, int64_t second)
{
	time_t seconds = (time_t)second;
	char zone[ZONE];
	struct tm tm;

	f->second = second;
	clock_stamp(second * 1000, f->stamp);
	f->day = strcspn(f->stamp, " ");
	f->seconds = strcspn(f->stamp, ".");
	localtime_r(&seconds, &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	f->zone[0] = '\0';
	if (strlen(zone) == 5) {
		memcpy(f->zone, zone, 3);
		f->zone[3] = ':';
		memcpy(f->zone + 4, zone + 3, 3);
	}
}

static void read_time(LogFormat *f, int64_t time)
{
	int64_t ms = time % 1000 < 0 ? time % 1000 + 1000 : time % 1000;
	char *at;

	if (time == f->time)
		return;
	if ((time - ms) / 1000 != f->second)
		read_second(f, (time - ms) / 1000);
	at = f->stamp + f->seconds;
	*at++ = '.';
	*at++ = (char)('0' + ms / 100);
	*at++ = (char)('0' + ms / 10 % 10);
	*at++ = (char)('0' + ms % 10);
	f->whole = (size_t)(at - f->stamp);
	f->time = time;
}

/* Appends the time, `between` between its day and its hour. */
static void put_time(LogFormat *f, int64_t time, char between, struct str *out)
{
	size_t start = out->length;

	read_time(f, time);
	str_append(out, f->stamp, f->whole);
	out->text[start + f->day] = between;
}

/* --- The text as it is written. */

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* 0 if all of eight bytes, in any order, are of ASCII that is seen. A byte below 20 borrows; 7f
 * becomes 80. */
static inline uint64_t unplain(const char *text)
{
	uint64_t x;

	memcpy(&x, text, sizeof(x));
	return (x | (x - ' ' * ONES) | (x + ONES)) & HIGHS;
}

/* Whether the `n` bytes are of ASCII that is seen. */
static bool is_plain(const char *text, size_t n)
{
	const size_t word = sizeof(uint64_t);
	size_t at = 0;

	for (; at + 2 * word <= n; at += 2 * word) {
		if (unplain(text + at) | unplain(text + at + word))
			return false;
	}
	if (n >= 2 * word)
		return !(unplain(text + n - 2 * word) | unplain(text + n - word));
	for (; at < n; at++) {
		if (text[at] < ' ' || text[at] > '~')
			return false;
	}
	return true;
}

static bool is_named(uint32_t cp)
{
	return cp != '\t' && (deceptive_class(cp) & DECEPTIVE_NAMED);
}

/* Appends text in `style`; in JSON, which has escapes, as it is. */
static void put_text(LogFormat *f, const char *text, size_t n, struct cell_style style)
{
	size_t from = 0, at = 0;

	if (f->format == SESSION_LOG_JSON || is_plain(text, n)) {
		text_line_append(&f->line, text, n, style);
		return;
	}
	while (at < n) {
		char name[DECEPTIVE_NAME_MAX];
		uint32_t cp;
		size_t used = utf8_decode(text + at, n - at, &cp);

		used = used ? used : n - at;
		if (is_named(cp)) {
			text_line_append(&f->line, text + from, at - from, style);
			text_line_append(&f->line, name, deceptive_name(cp, name), style);
			from = at + used;
		}
		at += used;
	}
	text_line_append(&f->line, text + from, n - from, style);
}

/* Appends the bytes from `from` to `to` of the line in their styles. */
static void put_range(LogFormat *f, const struct log_line *line, size_t from, size_t to)
{
	const struct cell_style none = { 0 };

	if (!line->runs || f->format == SESSION_LOG_TEXT || f->format == SESSION_LOG_JSON) {
		put_text(f, line->text + from, to - from, none);
		return;
	}
	for (size_t i = 0; i < line->run_count && from < to; i++) {
		size_t end = line->runs[i].start + line->runs[i].length;

		if (end <= line->runs_before + from)
			continue;
		end = least_size(end - line->runs_before, to);
		put_text(f, line->text + from, end - from, line->runs[i].style);
		from = end;
	}
}

static const struct redact_span *find_secrets(LogFormat *f, const struct log_line *line,
					      size_t *count)
{
	RedactRules *rules = f->rules[line->direction];

	*count = 0;
	return rules ? redact_rules_find(rules, line->text, line->length, count) : NULL;
}

static void read_line(LogFormat *f, const struct log_line *line, const struct redact_span *spans,
		      size_t count)
{
	const struct cell_style bold = { .attrs = CELL_BOLD };
	size_t at = 0;

	text_line_clear(&f->line);
	for (size_t i = 0; i < count; i++) {
		put_range(f, line, at, spans[i].start);
		text_line_append(&f->line, REDACT_MARK, sizeof(REDACT_MARK) - 1, bold);
		at = spans[i].start + spans[i].length;
	}
	put_range(f, line, at, line->length);
}

/* --- The formats. */

static const char signs[] = { '<', '>', '*' };

/* Makes the time and the sign of the line. */
static void read_prefix(LogFormat *f, const struct log_line *line)
{
	char *behind;

	read_time(f, line->time);
	behind = f->stamp + f->whole;
	behind[0] = behind[2] = ' ';
	behind[1] = signs[line->direction];
}

static void put_prefix(LogFormat *f, const struct log_line *line, struct str *out)
{
	read_prefix(f, line);
	str_append(out, f->stamp, f->whole + SIGN);
}

static void put_html(LogFormat *f, const struct log_line *line, struct str *out)
{
	static const char *const classes[] = { "received", "sent", "notice" };

	str_append_format(out, "<div class=\"%s\"><time>", classes[line->direction]);
	put_time(f, line->time, ' ', out);
	str_append_string(out, "</time> ");
	escape_put(out, &signs[line->direction], 1);
	str_append_char(out, ' ');
	html_put_line(out, buf_data(&f->line.text), f->line.runs, f->line.run_count);
	str_append_string(out, "</div>\n");
}

static void put_json(LogFormat *f, const struct log_line *line, struct str *out)
{
	static const char *const directions[] = { "received", "sent", "notice" };

	str_append_string(out, "{\"time\":\"");
	put_time(f, line->time, 'T', out);
	str_append_format(out, "%s\",\"direction\":\"%s\",\"text\":", f->zone,
			  directions[line->direction]);
	json_quote(buf_data(&f->line.text), buf_length(&f->line.text), out);
	str_append_string(out, ",\"session\":");
	json_quote(f->session, strlen(f->session), out);
	str_append_string(out, "}\n");
}

/* A line of text that is written as it is. */
static void put_plain(LogFormat *f, const struct log_line *line, struct str *out)
{
	char *at;

	read_prefix(f, line);
	at = str_extend(out, f->whole + SIGN + line->length + 1);
	memcpy(at, f->stamp, f->whole + SIGN);
	at += f->whole + SIGN;
	if (line->length)
		memcpy(at, line->text, line->length);
	at[line->length] = '\n';
}

void log_format_put(LogFormat *f, const struct log_line *line, struct str *out)
{
	size_t count;
	const struct redact_span *spans = find_secrets(f, line, &count);

	if (f->format == SESSION_LOG_TEXT && !count && is_plain(line->text, line->length)) {
		put_plain(f, line, out);
		return;
	}
	read_line(f, line, spans, count);
	switch (f->format) {
	case SESSION_LOG_HTML: put_html(f, line, out); return;
	case SESSION_LOG_JSON: put_json(f, line, out); return;
	case SESSION_LOG_ANSI:
		put_prefix(f, line, out);
		ansi_put_line(out, buf_data(&f->line.text), f->line.runs, f->line.run_count);
		break;
	default:
		put_prefix(f, line, out);
		str_append(out, buf_data(&f->line.text), buf_length(&f->line.text));
		break;
	}
	str_append_char(out, '\n');
}
