/*
 * What else is made of a session or a recording: an asciicast whose player shows what the screen
 * showed, a capture whose packets are whole and right, a text.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "record/convert.h"
#include "record/recording-reader.h"
#include "record/screen-diff.h"
#include "record/session-picture.h"
#include "unit/recording-rig.h"
#include "unit/term-dump.h"

/* --- Differences of screens. */

static void render(const Terminal *t, struct screen_picture *out)
{
	struct view_request q = { .presentation = VIEW_SCREEN,
				  .width = terminal_width(t),
				  .height = terminal_height(t),
				  .tail = true };
	struct view_result r;

	cells_reset(&out->cells, q.width, q.height);
	view_render(t, &q, &out->cells, 0, 0, &r);
	out->cursor_shown = r.cursor_shown && terminal_modes(t)->cursor_visible;
	out->cursor_row = r.cursor_row;
	out->cursor_column = r.cursor_column;
}

static void assert_same_picture(const struct screen_picture *was, const struct screen_picture *is)
{
	for (unsigned y = 0; y < was->cells.height; y++) {
		for (unsigned x = 0; x < was->cells.width; x++) {
			const struct cell *a = cells_get(&was->cells, y, x);
			const struct cell *b = cells_get(&is->cells, y, x);
			struct cell shown = *b;

			/* Over the end of a row nothing can be joined, which isn't seen. */
			if (!x)
				shown.joined = a->joined;
			if (!cells_same(&was->cells, a, &is->cells, &shown))
				fail_msg("row %u column %u: %x in %x,%x,%x, and %x in %x,%x,%x", y,
					 x, a->glyph, a->style.fg, a->style.bg, a->style.attrs,
					 b->glyph, b->style.fg, b->style.bg, b->style.attrs);
		}
	}
	assert_int_equal(is->cursor_shown, was->cursor_shown);
	if (!was->cursor_shown)
		return;
	assert_int_equal(is->cursor_row, was->cursor_row);
	assert_int_equal(is->cursor_column, was->cursor_column);
}

static const char *const words[] = {
	"plain text ",
	"\xe6\xbc\xa2\xe5\xad\x97", /* wide */
	"e\xcc\x81",
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", /* a cluster */
	"\x1b[1;31m",
	"\x1b[0m",
	"\x1b[48;5;200m",
	"\x1b[38;2;1;2;3;4:3m",
	"\x1b[7;9;53m",
	"\x1b[K",
	"\x1b[2J",
	"\r\n",
	"place",
	"place",
	"\x1b[L",
	"\x1b[3P",
	"\x1b[?25l",
	"\x1b[?25h",
	"\x1b[1;3m\x1b[3m",
	"\x1b[M",
	"\x1b[2;5m",
	"\x1b[8m",
	"\t",
	"\x1b[100m",
};

static void test_screen_diff(void **state)
{
	struct screen_picture was = { .cursor_row = 0 }, is = { .cursor_row = 0 };
	struct term_case from, to;
	ScreenDiff *diff = screen_diff_new();
	struct str change;
	unsigned random = 12345;

	(void)state;
	term_case_init(&from, 30, 8, false, 100);
	term_case_init(&to, 30, 8, false, 100);
	cells_init(&was.cells);
	cells_init(&is.cells);
	str_init(&change);
	for (int i = 0; i < 3000; i++) {
		char text[64];
		const char *word;

		random = random * 1103515245u + 12345u;
		word = words[(random >> 16) % (sizeof(words) / sizeof(words[0]))];
		snprintf(text, sizeof(text), "\x1b[%u;%uH", 1 + (random >> 8) % 8,
			 1 + (random >> 4) % 30);
		term_case_write(&from, strcmp(word, "place") == 0 ? text : word);
		/* Bold and italic together are the client's own. */
		if (strstr(word, "[1;3m"))
			term_case_write(&from, "\x1b[0m");
		if (i % 3)
			continue;
		render(from.t, &was);
		screen_diff_write(diff, &was, &change);
		term_case_write_pieces(&to, change.text, change.length, change.length + 1);
		str_clear(&change);
		render(to.t, &is);
		assert_same_picture(&was, &is);
		screen_diff_write(diff, &was, &change);
		assert_string_equal(change.text, "");
	}
	str_fini(&change);
	cells_fini(&was.cells);
	cells_fini(&is.cells);
	screen_diff_free(diff);
	term_case_fini(&from);
	term_case_fini(&to);
}

/* --- Asciicasts. */

static void play_line(struct term_case *c, const Json *event, double *last)
{
	size_t n;
	double time = atof(json_text(json_item(event, 0), &n));
	const char *code = json_text(json_item(event, 1), &n);
	const char *data = json_text(json_item(event, 2), &n);
	unsigned width, height;

	assert_true(time >= *last);
	*last = time;
	if (*code == 'r') {
		assert_int_equal(sscanf(data, "%ux%u", &width, &height), 2);
		terminal_resize(c->t, width, height);
	} else {
		assert_string_equal(code, "o");
		term_case_write_pieces(c, data, n, n);
	}
}

/* Plays it as a player does, into a terminal. */
static void play_cast(const char *path, struct term_case *c)
{
	size_t n, at = 0;
	char *bytes = rig_read(path, &n);
	double last = 0;

	while (at < n) {
		const char *end = memchr(bytes + at, '\n', n - at);
		struct err e;
		Json *j;

		assert_non_null(end);
		j = json_parse(bytes + at, (size_t)(end - bytes) - at, &e);
		if (!j)
			fail_msg("%s", e.text);
		if (!at) {
			size_t length;

			assert_string_equal(json_text(json_member(j, "version"), &length), "2");
			term_case_init(c,
				       (unsigned)atoi(json_text(json_member(j, "width"), &length)),
				       (unsigned)atoi(json_text(json_member(j, "height"), &length)),
				       false, 100);
		} else {
			play_line(c, j, &last);
		}
		json_free(j);
		at = (size_t)(end - bytes) + 1;
	}
	free(bytes);
}

static void assert_cast_shows(const char *path, const Session *s)
{
	struct screen_picture was = { .cursor_row = 0 };
	struct term_case c;
	struct str expected, seen;

	str_init(&expected);
	str_init(&seen);
	play_cast(path, &c);
	cells_init(&was.cells);
	session_picture(s, NULL, &was);
	assert_int_equal(terminal_width(c.t), was.cells.width);
	assert_int_equal(terminal_height(c.t), was.cells.height);
	for (unsigned y = 0; y < was.cells.height; y++) {
		for (unsigned x = 0; x < was.cells.width; x++) {
			uint32_t cp = cluster_base(was.cells.clusters,
						   cells_get(&was.cells, y, x)->glyph);

			if (cells_get(&was.cells, y, x)->width)
				str_append_codepoint(&expected, cp ? cp : ' ');
		}
		while (expected.length && expected.text[expected.length - 1] == ' ')
			str_truncate(&expected, expected.length - 1);
		str_append_char(&expected, '\n');
	}
	while (expected.length > 1 && expected.text[expected.length - 2] == '\n')
		str_truncate(&expected, expected.length - 1);
	term_dump_screen(c.t, &seen);
	assert_string_equal(seen.text, expected.text);
	cells_fini(&was.cells);
	str_fini(&expected);
	str_fini(&seen);
	term_case_fini(&c);
}

static void test_cast(void **state)
{
	struct recording_rig f;
	struct err e;

	(void)state;
	rig_init(&f, "CP437", "cast");
	rig_record(&f, true);
	rig_live(&f);
	rig_end(&f);
	assert_cast_shows(f.path, f.session);
	assert_string_equal(f.told.text, "");
	/* It can't be gone on with. */
	assert_null(recorder_new(&(struct recorder_config){ .path = f.path, .name = "" }, NULL,
				 NULL, &e));
	assert_non_null(strstr(e.text, "is there already"));
	rig_fini(&f);
}

static void test_cast_hides_secrets(void **state)
{
	struct recording_rig f;
	size_t n;
	char *bytes;

	(void)state;
	rig_init(&f, "UTF-8", "cast");
	rig_record(&f, true);
	rig_connect(&f, TELNET_PROTOCOL_RAW);
	RECEIVE(&f, "hostname box\r\nenable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXXXX\r\nend\r\n");
	rig_type(&f, "username bob password s3cr3tive");
	rig_end(&f);
	bytes = rig_read(f.path, &n);
	assert_null(memmem(bytes, n, "hx5rVt7", 7));
	assert_null(memmem(bytes, n, "wqbXX", 5));
	assert_null(memmem(bytes, n, "s3cr3t", 6));
	assert_non_null(memmem(bytes, n, "[redacted]", 10));
	assert_non_null(memmem(bytes, n, "hostname box", 12));
	free(bytes);
	rig_fini(&f);
}

/* --- What is made of a recording. */

static RecordingReader *open_recording(const struct recording_rig *f)
{
	struct err e;
	RecordingReader *r = recording_reader_open(f->path, &e);

	if (!r)
		fail_msg("%s", e.text);
	return r;
}

static void record_live(struct recording_rig *f)
{
	rig_init(f, "CP437", "hail");
	rig_record(f, true);
	rig_live(f);
	rig_end(f);
}

static void other_path(const struct recording_rig *f, char out[128])
{
	snprintf(out, 128, "%s/other", f->folder);
}

static void test_to_asciicast(void **state)
{
	struct recording_rig f;
	RecordingReader *r;
	char path[128];
	struct err e;

	(void)state;
	record_live(&f);
	other_path(&f, path);
	r = open_recording(&f);
	rig_write(path, "what was there", 14);
	if (!convert_to_asciicast(r, path, &e))
		fail_msg("%s", e.text);
	assert_cast_shows(path, f.session);
	assert_false(convert_to_asciicast(r, f.path, &e));
	assert_non_null(strstr(e.text, "the recording itself"));
	recording_reader_free(r);
	unlink(path);
	rig_fini(&f);
}

static void test_to_text(void **state)
{
	struct recording_rig f;
	RecordingReader *r;
	char path[128];
	struct err e;
	size_t n;
	char *bytes;

	(void)state;
	record_live(&f);
	other_path(&f, path);
	r = open_recording(&f);
	if (!convert_to_text(r, path, &e))
		fail_msg("%s", e.text);
	bytes = rig_read(path, &n);
	assert_non_null(memmem(bytes, n, "< \xe2\x95\x94\xe2\x95\x90\xe2\x95\x97 welcome\n", 20));
	assert_non_null(memmem(bytes, n, "> admin\n", 8));
	assert_non_null(memmem(bytes, n, "* said by us\n", 13));
	assert_null(memmem(bytes, n, "hunter2", 7));
	free(bytes);
	recording_reader_free(r);
	unlink(path);
	rig_fini(&f);
}

/* --- Captures. */

static uint32_t little(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint32_t big(const char *bytes, unsigned n)
{
	uint32_t value = 0;

	while (n--)
		value = value << 8 | (unsigned char)*bytes++;
	return value;
}

static uint32_t sum(uint32_t from, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		from += (uint32_t)(unsigned char)bytes[i] << (i % 2 ? 0 : 8);
	while (from >> 16)
		from = (from & 0xffff) + (from >> 16);
	return from;
}

struct capture {
	struct str data[2]; /* what passed, by enum wire_direction */
	uint32_t next[2];
	bool begun[2];
	unsigned syns, fins;
};

static void take_packet(struct capture *c, const char *ip, size_t n)
{
	const char *tcp = ip + 20;
	bool sent = big(ip + 12, 4) == 0x0a000001;
	unsigned flags = (unsigned char)tcp[13];
	size_t length = n - 40;

	assert_int_equal(ip[0], 0x45);
	assert_int_equal(big(ip + 2, 2), n);
	assert_int_equal(sum(0, ip, 20), 0xffff);
	assert_int_equal(sum(sum(6 + (uint32_t)(n - 20), ip + 12, 8), tcp, n - 20), 0xffff);
	assert_int_equal(big(sent ? tcp + 2 : tcp, 2), 23);
	if (flags & 2)
		c->begun[sent] = true, c->next[sent] = big(tcp + 4, 4), c->syns++;
	assert_int_equal(big(tcp + 4, 4), c->next[sent]);
	if (flags & 16)
		assert_int_equal(big(tcp + 8, 4), c->next[!sent]);
	c->fins += flags & 1;
	c->next[sent] += (uint32_t)length + (flags & 3 ? 1 : 0);
	str_append(&c->data[sent], tcp + 20, length);
}

static void on_tapped(void *user, const struct wire_piece *piece)
{
	static const char stars[] = "****************";
	struct str *both = user;

	str_append(&both[piece->direction], piece->secret ? stars : piece->bytes, piece->length);
}

static void test_to_pcapng(void **state)
{
	struct recording_rig f;
	struct capture c = { .syns = 0 };
	struct str passed[2];
	RecordingReader *r;
	char path[128];
	struct err e;
	size_t n;
	char *bytes;

	(void)state;
	record_live(&f);
	other_path(&f, path);
	r = open_recording(&f);
	if (!convert_to_pcapng(r, path, &e))
		fail_msg("%s", e.text);
	for (int i = 0; i < 2; i++) {
		str_init(&passed[i]);
		str_init(&c.data[i]);
	}
	session_free(rig_play(f.path, NULL, passed, on_tapped));
	bytes = rig_read(path, &n);
	assert_int_equal(little(bytes), 0x0a0d0d0a);
	for (size_t at = 0; at < n;) {
		size_t length = little(bytes + at + 4);

		assert_true(length % 4 == 0 && at + length <= n);
		assert_int_equal(little(bytes + at + length - 4), length);
		if (little(bytes + at) == 6)
			take_packet(&c, bytes + at + 28, little(bytes + at + 20));
		at += length;
	}
	assert_int_equal(c.syns, 4);
	assert_int_equal(c.fins, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(c.data[i].length, passed[i].length);
		assert_memory_equal(c.data[i].text, passed[i].text, passed[i].length);
		str_fini(&passed[i]);
		str_fini(&c.data[i]);
	}
	free(bytes);
	recording_reader_free(r);
	unlink(path);
	rig_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screen_diff),
		cmocka_unit_test(test_cast),
		cmocka_unit_test(test_cast_hides_secrets),
		cmocka_unit_test(test_to_asciicast),
		cmocka_unit_test(test_to_text),
		cmocka_unit_test(test_to_pcapng),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
