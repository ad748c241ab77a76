#include "record/recording-text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

static const char *const protocols[] = {
	[TELNET_PROTOCOL_UNDECIDED] = "undecided",
	[TELNET_PROTOCOL_TELNET] = "telnet",
	[TELNET_PROTOCOL_RAW] = "raw",
};

static const char *const controls[] = {
	[SESSION_CONTROLS_AUTO] = "auto",
	[SESSION_CONTROLS_ON] = "on",
	[SESSION_CONTROLS_OFF] = "off",
	[SESSION_CONTROLS_ALL] = "all",
};

static const char *const music[] = {
	[SESSION_MUSIC_AUTO] = "auto",
	[SESSION_MUSIC_SWALLOW] = "swallow",
	[SESSION_MUSIC_OFF] = "off",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* --- JSON. */

/* Appends the value, which is freed. */
static void write_json(struct buf *out, Json *j)
{
	struct str text;

	str_init(&text);
	json_print(j, &text);
	buf_append(out, text.text, text.length);
	str_fini(&text);
	json_free(j);
}

static Json *read_json(const struct recording_record *record)
{
	struct err e;
	Json *j = json_parse(record->payload, record->length, &e);

	return j && json_kind(j) == JSON_KIND_OBJECT ? j : (json_free(j), json_new_object());
}

static const char *text_of(const Json *j, const char *name, const char *otherwise)
{
	const Json *value = json_member(j, name);
	size_t n;
	const char *text = value && json_kind(value) == JSON_KIND_STRING ? json_text(value, &n) :
									   NULL;

	return text ? text : otherwise;
}

static bool is_true(const Json *j, const char *name)
{
	const Json *value = json_member(j, name);

	return value && json_kind(value) == JSON_KIND_TRUE;
}

/* A number from 0 to `max`; 0 if it is none. */
static long long number_of(const Json *j, const char *name, long long max)
{
	const Json *value = json_member(j, name);
	size_t n;
	const char *text = value && json_kind(value) == JSON_KIND_NUMBER ? json_text(value, &n) :
									   NULL;
	long long number;

	return text && str_to_number(text, 0, max, &number) ? number : 0;
}

static unsigned word_of(const Json *j, const char *name, const char *const *words, size_t count)
{
	const char *word = text_of(j, name, words[0]);

	for (unsigned i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0)
			return i;
	}
	return 0;
}

static void put_text(Json *j, const char *name, const char *text)
{
	json_put(j, name, json_new_text(text));
}

/* --- Parts. */

void recording_write_part(struct buf *out, int64_t wall)
{
	Json *j = json_new_object();

	put_text(j, "program", "Hail " PACKAGE_VERSION);
	json_put(j, "time", json_new_integer(wall));
	write_json(out, j);
}

int64_t recording_read_part(const struct recording_record *record)
{
	Json *j = read_json(record);
	int64_t wall = number_of(j, "time", INT64_MAX / 2);

	json_free(j);
	return wall;
}

/* --- Connections. */

static void put_reading(Json *j, const struct session_reading *reading)
{
	put_text(j, "protocol", protocols[reading->protocol]);
	json_put(j, "exec", json_new_boolean(reading->exec));
	put_text(j, "charset", reading->charset);
	json_put(j, "charset-by-hand", json_new_boolean(reading->charset_by_hand));
	put_text(j, "charset-now", reading->charset_now);
	put_text(j, "fallback-charset", reading->fallback_charset);
	put_text(j, "show-controls", controls[reading->controls]);
	put_text(j, "music", music[reading->music]);
}

void recording_write_connection(struct buf *out, const struct recording_connection *c)
{
	Json *j = json_new_object();

	put_text(j, "name", c->name);
	json_put(j, "port", json_new_integer(c->port));
	json_put(j, "joined", json_new_boolean(c->joined));
	put_text(j, "mode", c->keys ? "char" : "line");
	put_reading(j, &c->reading);
	write_json(out, j);
}

void recording_write_settings(struct buf *out, const struct session_reading *reading)
{
	Json *j = json_new_object();

	put_reading(j, reading);
	write_json(out, j);
}

Json *recording_read_connection(const struct recording_record *record,
				struct recording_connection *out)
{
	Json *j = read_json(record);
	const char *charset = text_of(j, "charset", "UTF-8");

	*out = (struct recording_connection){
		.name = text_of(j, "name", ""),
		.port = (unsigned)number_of(j, "port", 65535),
		.joined = is_true(j, "joined"),
		.keys = strcmp(text_of(j, "mode", "line"), "char") == 0,
		.reading = {
			.protocol = (enum telnet_protocol)word_of(j, "protocol", protocols,
								  COUNT(protocols)),
			.exec = is_true(j, "exec"),
			.charset = charset,
			.charset_by_hand = is_true(j, "charset-by-hand"),
			.charset_now = text_of(j, "charset-now", charset),
			.fallback_charset = text_of(j, "fallback-charset", "CP1252"),
			.controls = (enum session_controls)word_of(j, "show-controls", controls,
								   COUNT(controls)),
			.music = (enum session_music)word_of(j, "music", music, COUNT(music)),
		},
	};
	return j;
}

void recording_write_end(struct buf *out, const char *failure)
{
	Json *j = json_new_object();

	json_put(j, "failure", failure ? json_new_text(failure) : json_new_null());
	write_json(out, j);
}

Json *recording_read_end(const struct recording_record *record, const char **failure)
{
	Json *j = read_json(record);

	*failure = text_of(j, "failure", NULL);
	return j;
}

/* --- Lines with styles: how many runs; of each its length in bytes, colours and attributes; text.
 */

enum { NUMBER = 4, RUN_BYTES = 4 * NUMBER, STYLE_ATTRS = (1 << CELL_EXTRA_SHIFT) - 1 };

void recording_write_line(struct buf *out, const struct text_line *line)
{
	recording_put_number(out, NUMBER, line->run_count);
	for (size_t i = 0; i < line->run_count; i++) {
		const struct terminal_run *run = &line->runs[i];

		recording_put_number(out, NUMBER, run->length);
		recording_put_number(out, NUMBER, run->style.fg);
		recording_put_number(out, NUMBER, run->style.bg);
		recording_put_number(out, NUMBER, run->style.attrs & STYLE_ATTRS);
	}
	if (buf_length(&line->text))
		buf_append(out, buf_data(&line->text), buf_length(&line->text));
}

/* A colour of `number`; what is none is the default one. */
static uint32_t read_colour(uint64_t number)
{
	uint32_t colour = (uint32_t)number, value = colour & 0xffffff;

	switch (colour & ~(uint32_t)0xffffff) {
	case CELL_INDEXED: return value < 256 ? colour : CELL_DEFAULT;
	case CELL_RGB: return colour;
	default: return CELL_DEFAULT;
	}
}

bool recording_read_line(const struct recording_record *record, struct text_line *out)
{
	const char *run = record->payload + NUMBER;
	size_t room = record->length, count;
	const char *text;

	if (room < NUMBER)
		return false;
	room -= NUMBER;
	count = (size_t)recording_number(record->payload, NUMBER);
	if (count > room / RUN_BYTES)
		return false;
	text = run + count * RUN_BYTES;
	room -= count * RUN_BYTES;
	for (; count; count--, run += RUN_BYTES) {
		size_t length = (size_t)recording_number(run, NUMBER);
		struct cell_style style = {
			.fg = read_colour(recording_number(run + 4, NUMBER)),
			.bg = read_colour(recording_number(run + 8, NUMBER)),
			.attrs = (uint32_t)recording_number(run + 12, NUMBER) & STYLE_ATTRS,
		};

		if (length > room)
			return false;
		text_line_append(out, text, length, style);
		text += length;
		room -= length;
	}
	return true;
}
