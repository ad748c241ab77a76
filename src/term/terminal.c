#include "term/terminal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "term/document.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* Windows code page 1252, 0x80–0x9f; the rest is Latin-1. */
static const uint16_t cp1252[32] = {
	0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

static void act_text(void *user, const char *bytes, size_t n)
{
	term_print_text(user, bytes, n);
}

static void act_codepoints(void *user, const uint32_t *cps, size_t n)
{
	term_print(user, cps, n);
}

static void act_invalid(void *user, unsigned char byte)
{
	Terminal *t = user;

	term_block_bytes(t, BLOCKED_INVALID, (const char *)&byte, 1);
	term_print(t, &t->fallback[byte - 0x80], 1);
}

/* What comes next begins a character of its own, and REP has none to repeat (ECMA-48 8.3.103). */
static void end_cluster(Terminal *t)
{
	t->context = (struct utf8_context){ 0 };
	t->last = 0;
}

static void act_control(void *user, unsigned char byte)
{
	Terminal *t = user;
	uint32_t picture = t->pictures && parser_in_text(&t->parser) ? term_control_picture(byte) :
								       0;

	end_cluster(t);
	if (picture)
		term_print(t, &picture, 1);
	else
		term_control(t, byte);
	end_cluster(t);
}

static void act_escape(void *user, const struct parser_sequence *s)
{
	term_escape(user, s);
	end_cluster(user);
}

/* A change of style between the parts of a cluster divides nothing. */
static void act_csi(void *user, const struct parser_sequence *s)
{
	term_csi(user, s);
	if (s->final != 'm' || s->marker || s->intermediate)
		end_cluster(user);
}

static void act_string(void *user, enum parser_string kind, const char *bytes, size_t n,
		       bool complete)
{
	term_string(user, kind, bytes, n, complete);
}

static void act_malformed(void *user)
{
	term_block(user, BLOCKED_SEQUENCES);
}

static const struct parser_actions actions = {
	.text = act_text,
	.codepoints = act_codepoints,
	.invalid = act_invalid,
	.control = act_control,
	.escape = act_escape,
	.csi = act_csi,
	.string = act_string,
	.malformed = act_malformed,
};

static void init_fallback(Terminal *t)
{
	for (unsigned i = 0; i < 128; i++)
		t->fallback[i] = i < 32 ? cp1252[i] : i + 0x80;
}

Terminal *terminal_new(const struct terminal_config *config, const struct terminal_events *events,
		       void *user)
{
	Terminal *t = mem_alloc(sizeof(*t));

	t->events = *events;
	t->user = user;
	t->line_mode = config->line_mode;
	parser_init(&t->parser, &actions, t);
	parser_set_lines(&t->parser, t->line_mode);
	unsigned width = term_clamp_size(config->width), height = term_clamp_size(config->height);
	grid_init(&t->primary, width, height);
	t->own_width = width;
	t->history = scrollback_new(config->history_lines, config->history_bytes);
	scrollback_watch(t->history, term_record_unrecorded, t);
	t->clusters = cluster_table_new();
	t->cluster_limit = 4096;
	t->extras = extra_table_new();
	t->repeat_credit = TERM_REPEAT_MAX;
	t->replies = TERM_REPLIES;
	text_line_init(&t->line);
	init_fallback(t);
	term_reset_peer(t);
	t->told = t->modes;
	return t;
}

void terminal_free(Terminal *t)
{
	if (!t)
		return;
	grid_fini(&t->primary);
	grid_fini(&t->alternate);
	grid_fini(&t->uncropped.grid);
	scrollback_free(t->history);
	cluster_table_free(t->clusters);
	extra_table_free(t->extras);
	text_line_fini(&t->line);
	free(t);
}

void terminal_listen(Terminal *t, bool on)
{
	t->listening = on;
}

/* Puts the cursor into the document's last row. */
static void go_to_end(Terminal *t, unsigned cursor)
{
	unsigned rows = grid_content(t->grid);

	if (cursor >= t->grid->height)
		cursor = t->grid->height - 1;
	t->y = rows > cursor + 1 ? rows - 1 : cursor;
}

/* What stands is none of the next peer's. */
static void disown_rows(Terminal *t)
{
	for (unsigned y = 0; y < t->grid->height; y++) {
		struct row *row = grid_row(t->grid, y);

		if (y == t->y)
			continue;
		row->flags |= ROW_FOREIGN;
		row->packed_length = 0;
	}
	t->first_own = scrollback_end(t->history);
}

void terminal_begin(Terminal *t, int64_t now)
{
	unsigned cursor = t->modes.alternate ? t->saved[0].y : t->y;

	assert(!t->busy);
	term_forget_uncropped(t);
	t->now = now;
	parser_init(&t->parser, &actions, t);
	parser_set_lines(&t->parser, t->line_mode);
	t->replies = TERM_REPLIES;
	t->questions = 0;
	memset(&t->titles, 0, sizeof(t->titles));
	term_reset_peer(t);
	term_follow_columns(t);
	go_to_end(t, cursor);
	/* Rows that were addressed are a picture: no line is told of. */
	if (grid_row(t->grid, t->y)->flags & ROW_ADDRESSED)
		grid_row(t->grid, t->y)->flags |= ROW_CLOSED;
	if (!term_open_line_empty(t))
		term_break_line(t);
	disown_rows(t);
	term_tell_modes(t);
}

uint64_t terminal_work(const Terminal *t)
{
	return t->work + t->primary.work + t->alternate.work + t->uncropped.grid.work;
}

void terminal_write(Terminal *t, const char *bytes, size_t n, int64_t now)
{
	assert(!t->busy);
	if (n)
		term_forget_uncropped(t);
	t->now = now;
	t->work += n;
	t->chunk = bytes;
	parser_feed(&t->parser, bytes, n);
	t->chunk = NULL;
	t->fed += n;
}

void terminal_set_fallback(Terminal *t, const uint32_t *high)
{
	for (unsigned i = 0; i < 128; i++)
		t->fallback[i] = high && high[i] ? high[i] : UTF8_REPLACEMENT;
}

unsigned terminal_width(const Terminal *t)
{
	return t->primary.width;
}

unsigned terminal_height(const Terminal *t)
{
	return t->primary.height;
}

void terminal_set_backspace(Terminal *t, bool bs)
{
	t->backspace_bs = bs;
}

void terminal_set_line_mode(Terminal *t, bool line_mode)
{
	t->line_mode = line_mode;
	parser_set_lines(&t->parser, line_mode);
}

void terminal_end_character(Terminal *t)
{
	if (t->parser.partial_length)
		term_forget_uncropped(t);
	parser_end_character(&t->parser);
}

void terminal_finish(Terminal *t)
{
	terminal_end_character(t);
	parser_finish(&t->parser);
	term_drop_alternate(t);
}

const struct terminal_modes *terminal_modes(const Terminal *t)
{
	return &t->modes;
}

void terminal_block(Terminal *t, enum blocked_kind kind, const char *bytes, uint64_t length)
{
	blocked_add(&t->blocked, kind, bytes, length);
}

const struct palette *terminal_palette(const Terminal *t)
{
	return t->palette.changed ? &t->palette : NULL;
}

const struct blocked *terminal_blocked(const Terminal *t)
{
	return &t->blocked;
}

uint64_t terminal_first_line(const Terminal *t)
{
	return scrollback_first(t->history);
}

uint64_t terminal_end_line(const Terminal *t)
{
	struct document d;

	document_open(&d, t);
	uint64_t end = d.end;
	document_close(&d);
	return end;
}

uint64_t terminal_cursor_line(const Terminal *t)
{
	return term_number(t, t->y);
}

/* The line next to `number`, among the next `most`, that has one of `flags`. */
static bool find_flagged(const Terminal *t, uint64_t number, bool newer, size_t most,
			 unsigned flags, uint64_t *found)
{
	struct document d;
	struct text_line line;
	bool good = false;

	text_line_init(&line);
	document_open(&d, t);
	while (!good && most-- && (newer ? ++number < d.end : number-- > d.first))
		good = document_line(&d, number, &line) && line.flags & flags;
	document_close(&d);
	text_line_fini(&line);
	*found = number;
	return good;
}

bool terminal_find_prompt(const Terminal *t, uint64_t number, bool newer, size_t most,
			  uint64_t *found)
{
	return find_flagged(t, number, newer, most, ROW_PROMPT, found);
}

bool terminal_find_sent(const Terminal *t, uint64_t number, size_t most, uint64_t *found)
{
	return find_flagged(t, number, false, most, ROW_SENT_FROM, found);
}

int64_t terminal_line_time(const Terminal *t, uint64_t number)
{
	struct document d;
	struct text_line line;

	text_line_init(&line);
	document_open(&d, t);
	int64_t time = document_line(&d, number, &line) ? line.time : 0;
	document_close(&d);
	text_line_fini(&line);
	return time;
}

bool terminal_line_text(const Terminal *t, uint64_t number, struct str *out)
{
	struct document d;
	struct text_line line;

	text_line_init(&line);
	document_open(&d, t);
	bool found = document_line(&d, number, &line);
	document_close(&d);
	str_clear(out);
	if (found) {
		text_line_trim(&line, false);
		if (buf_length(&line.text))
			str_append(out, buf_data(&line.text), buf_length(&line.text));
	}
	text_line_fini(&line);
	return found;
}

void terminal_sent_text(const Terminal *t, uint64_t number, struct str *out)
{
	struct document d;
	struct text_line line;

	text_line_init(&line);
	document_open(&d, t);
	str_clear(out);
	if (document_line(&d, number, &line))
		text_line_trim(&line, false);
	document_close(&d);
	for (size_t i = 0; i < line.run_count; i++) {
		if (line.runs[i].style.attrs & CELL_SENT)
			str_append(out, buf_data(&line.text) + line.runs[i].start,
				   line.runs[i].length);
	}
	text_line_fini(&line);
}

void terminal_row_text(const Terminal *t, unsigned y, struct str *out)
{
	struct text_line line;

	text_line_init(&line);
	row_text_append(&line, grid_row(t->grid, y), t->grid->width, t->clusters);
	text_line_trim(&line, false);
	str_clear(out);
	if (buf_length(&line.text))
		str_append(out, buf_data(&line.text), buf_length(&line.text));
	text_line_fini(&line);
}

void terminal_cursor_place(const Terminal *t, unsigned *y, unsigned *x)
{
	*y = t->y;
	*x = t->x;
}

void terminal_open_text(const Terminal *t, struct text_line *out)
{
	struct document d;

	document_open(&d, t);
	document_line(&d, d.cursor_line, out);
	document_close(&d);
	text_line_terminate(out);
}

void terminal_open_line(const Terminal *t, struct str *out)
{
	struct text_line line;

	text_line_init(&line);
	terminal_open_text(t, &line);
	str_clear(out);
	if (buf_length(&line.text))
		str_append(out, buf_data(&line.text), buf_length(&line.text));
	text_line_fini(&line);
}

void terminal_show_controls(Terminal *t, enum terminal_controls controls)
{
	t->controls = controls;
}

void terminal_set_pictures(Terminal *t, bool on)
{
	t->pictures = on;
}

void terminal_set_history(Terminal *t, size_t lines, size_t bytes)
{
	scrollback_limit(t->history, lines, bytes);
}

bool terminal_unsettled(const Terminal *t)
{
	return scrollback_unsettled(t->history);
}

void terminal_settle(Terminal *t)
{
	scrollback_settle(t->history);
}

size_t terminal_history_bytes(const Terminal *t)
{
	return scrollback_bytes(t->history);
}
