/* The board: how it finds out what the terminal is, its menus, and what moves. */
#include "demo/board.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "demo/service.h"

#include "base/poison.h"

enum {
	ANSWER_WAIT = 1000, /* ms for the terminal's answers */
	WAVE_MS = 250,
	WAVES = 80, /* until the sea is calm, so that an idle session stays small */
	WIDTH = 80,
	LOGO_ROWS = 7,
	BOX = 46, /* cells of a menu's box */
	/* The door. */
	FIELD_MAX = 40,
	CHANNEL_FIRST = 14,
	CHANNEL_LAST = 7,
	STEP_MS = 120,
	TOP = 3,
};

/* Moves the cursor; rows and columns from 1. */
static void go_to(struct board *b, unsigned row, unsigned column)
{
	service_say(b->service, "\033[%u;%uH", row, column);
}

static const struct {
	const char *letters, *tower;
} logo[] = {
	{ "{T}█ █ ▄▀▄ █▀▄ █▀▄ ▄▀▄ █ █ █▀▄   █   █ ▄▀▀ █ █ ▀█▀ ▄▀▀{0}", "  ▄█▄  " },
	{ "{c}█▀█ █▀█ █▀▄ █▀▄ █ █ █ █ █▀▄   █   █ █ █ █▀█  █   ▀▄{0}", "" },
	{ "{l}▀ ▀ ▀ ▀ ▀ ▀ ▀▀   ▀   ▀  ▀ ▀   ▀▀▀ ▀  ▀▀ ▀ ▀  ▀  ▀▀ {0}", "  ▓█▓  " },
	{ "", "  ▐█▌  " },
	{ "{d}░▒▓ one node, sixteen colours, eighty columns ▓▒░{0}", " ▄███▄ " },
};

/* The lighthouse's beam and the sea, which move. */
static void draw_waves(struct board *b)
{
	static const char sea[] = "▄▄▄▄▀▀▀▀";
	static const char *const beams[] = { "░▒▐{b}█{0}{y}▌  ", "  ▐{b}█{0}{y}▌  ",
					     "  ▐{b}█{0}{y}▌▒░", "  ▐{b}█{0}{y}▌  " };
	const size_t wide = sizeof("▄") - 1, length = sizeof(sea) - 1;
	unsigned columns = b->columns < WIDTH ? b->columns : WIDTH;
	struct str line;

	str_init(&line);
	for (unsigned i = 0; i < columns; i++)
		str_append(&line, sea + (b->frame + i) * wide % length, wide);
	go_to(b, 2, 65);
	service_tell_text(b->service, "{y}", beams[b->frame % 4]);
	go_to(b, 6, 1);
	service_say(b->service, "{l}%s{0}", line.text);
	str_fini(&line);
}

static void draw_logo(struct board *b)
{
	for (unsigned i = 0; i < sizeof(logo) / sizeof(logo[0]); i++) {
		go_to(b, i + 1, 8);
		service_tell_text(b->service, "", logo[i].letters);
		go_to(b, i + 1, 65);
		service_tell_text(b->service, "{y}", logo[i].tower);
		service_say(b->service, "{0}");
	}
	draw_waves(b);
}

static bool has_logo(const struct board *b)
{
	return b->rows >= 22 && b->columns >= 72;
}

static bool has_box(const struct board *b)
{
	return b->rows > b->menu->count + 2 && b->columns >= BOX;
}

/* The row of the first item. */
static unsigned first_row(const struct board *b)
{
	return 1 + (has_logo(b) ? LOGO_ROWS : 0U) + (has_box(b) ? 1 : 0);
}

/* The first item that is seen: in a window of fewer rows they scroll. */
static size_t top_item(const struct board *b)
{
	size_t rows = b->rows + 1 - first_row(b), chosen = b->chosen;

	return chosen < rows ? 0 : chosen - rows + 1;
}

static void draw_item(struct board *b, size_t i)
{
	const struct board_item *item = &b->menu->items[i];
	unsigned row = first_row(b) + (unsigned)(i - top_item(b)), columns = b->columns;
	bool chosen = i == b->chosen;
	int width = columns < BOX ? (int)columns - 7 : BOX - 11;

	if (i < top_item(b) || row > b->rows)
		return;
	go_to(b, row, has_logo(b) ? 18 : 1);
	if (has_box(b))
		service_say(b->service, "{l}║{0} ");
	service_say(b->service, chosen ? "{v} » %c  %-*.*s{0}" : "   {K}%c{0}  %-*.*s", item->key,
		    width < 0 ? 0 : width, width < 0 ? 0 : width, item->name);
	if (has_box(b))
		service_say(b->service, "  {l}║{0}");
}

/* What the chosen item is, in the last row but for its last cell, which could scroll. */
static void draw_status(struct board *b)
{
	unsigned columns = b->columns, width = columns < WIDTH ? columns - 1 : WIDTH - 1;
	const char *help = b->menu->items[b->chosen].help;
	int shown = (int)utf8_fit(help, strlen(help), width > 1 ? width - 1 : 0);

	if (first_row(b) + b->menu->count > b->rows)
		return;
	go_to(b, b->rows, 1);
	service_say(b->service, "{v} %.*s%*s{0}", shown, help, (int)width - 1 - shown, "");
}

/* The cursor waits at the chosen item: a window that is smaller than the board shows what is around
 * it. */
static void put_cursor(struct board *b)
{
	unsigned row = first_row(b) + (unsigned)(b->chosen - top_item(b));

	go_to(b, row, (has_logo(b) ? 18U : 1U) + (has_box(b) ? 3U : 1U));
}

static void draw_edge(struct board *b, unsigned row, const char *left, const char *right,
		      const char *title)
{
	size_t used = strlen(title);

	go_to(b, row, has_logo(b) ? 18 : 1);
	service_say(b->service, "{l}%s══{0}{b}%s{0}{l}", left, title);
	for (size_t i = used + 4; i < BOX; i++)
		service_say(b->service, "═");
	service_say(b->service, "%s{0}", right);
}

/* The tour has the rows between menu and status, if they are enough. */
static void draw_tour(struct board *b, unsigned from)
{
	if (from + 6 > b->rows) {
		tour_pass_over(b->service);
		return;
	}
	service_say(b->service, "\033[%u;1H", from);
	service_visit(b->service)->tour.entered = true;
	tour_tell(b->service);
}

/* A client without a window gets lines. */
static void say_plainly(struct board *b)
{
	const struct board_menu *menu = b->menu;

	service_say(b->service, "\n{T}%s{0}\n", menu->title);
	for (size_t i = 0; i < menu->count; i++)
		service_say(b->service, "  {K}%c{0} %-24s{d}%s{0}\n", menu->items[i].key,
			    menu->items[i].name, menu->items[i].help);
	service_say(b->service, "{c}Your choice:{0} ");
}

static void draw(struct board *b)
{
	const struct board_menu *menu = b->menu;
	unsigned row = first_row(b), end = row + (unsigned)menu->count;

	b->stage = BOARD_MENU;
	service_wake(b->service, has_logo(b) && b->frame < WAVES ? WAVE_MS : -1);
	if (!b->rows) {
		say_plainly(b);
		return;
	}
	service_say(b->service, "{0}\033[H\033[2J");
	if (has_logo(b))
		draw_logo(b);
	if (has_box(b)) {
		draw_edge(b, row - 1, "╔", "╗", menu->title);
		draw_edge(b, end, "╚", "╝", "");
	}
	for (size_t i = 0; i < menu->count; i++)
		draw_item(b, i);
	draw_tour(b, end + 2);
	draw_status(b);
	put_cursor(b);
}

static void open_item(struct board *b, const struct board_item *item)
{
	if (item->menu) {
		b->menu = item->menu;
		b->chosen_before = b->chosen;
		b->chosen = 0;
		draw(b);
	} else if (item->page) {
		service_screen(b->service, item->page);
	} else {
		item->run(b);
	}
}

static void go_back(struct board *b)
{
	if (b->menu == &board_main) {
		board_leave(b);
		return;
	}
	b->menu = &board_main;
	b->chosen = b->chosen_before;
	draw(b);
}

static void choose(struct board *b, size_t i)
{
	size_t before = b->chosen, top = top_item(b);

	b->chosen = i;
	if (!b->rows)
		return;
	if (top != top_item(b)) {
		draw(b);
		return;
	}
	draw_item(b, before);
	draw_item(b, i);
	draw_status(b);
	put_cursor(b);
}

static void take_menu_key(struct board *b, struct key k)
{
	const struct board_menu *menu = b->menu;
	size_t chosen = b->chosen;
	uint32_t letter = utf8_upper(key_text(k));

	for (size_t i = 0; i < menu->count; i++) {
		if (letter == (uint32_t)menu->items[i].key) {
			choose(b, i);
			open_item(b, &menu->items[i]);
			return;
		}
	}
	switch (k.sym) {
	case KEYSYM_UP: choose(b, (chosen ? chosen : menu->count) - 1); break;
	case KEYSYM_DOWN: choose(b, (chosen + 1) % menu->count); break;
	case KEYSYM_HOME: choose(b, 0); break;
	case KEYSYM_END: choose(b, menu->count - 1); break;
	case KEYSYM_RIGHT:
	case KEYSYM_ENTER:
		tour_did(b->service, TOUR_ARROWS);
		open_item(b, &menu->items[chosen]);
		break;
	case KEYSYM_LEFT:
	case KEYSYM_ESCAPE: go_back(b); break;
	default:
		if (letter == 'Q')
			go_back(b);
		else if (key_equal(k, (struct key){ KEYSYM_CHAR, 'l', KEYMOD_CTRL }))
			board_look_again(b);
		else
			service_say(b->service, "\a");
	}
}

/* --- The door: a small game that runs until it ends, or a key ends it. */

void board_door_begin(struct board *b)
{
	struct board_door *d = &b->door;

	if (b->rows < 8 || b->columns < CHANNEL_FIRST + 4) {
		b->stage = BOARD_MENU;
		if (b->rows)
			go_to(b, b->rows, 1);
		service_say(b->service, "%sA game needs room.%s", b->rows ? "\033[K" : "",
			    b->rows ? "" : "\n");
		return;
	}
	*d = (struct board_door){ .seed = 1789, .width = CHANNEL_FIRST };
	d->field = b->columns > FIELD_MAX ? FIELD_MAX : (int)b->columns - 1;
	d->ship = d->field / 2;
	d->rows = b->rows < TOP + 6 ? 4 : b->rows - TOP - 2;
	if (d->rows > BOARD_CHANNEL_ROWS)
		d->rows = BOARD_CHANNEL_ROWS;
	for (unsigned i = 0; i < d->rows; i++)
		d->left[i] = (d->field - d->width) / 2;
	b->stage = BOARD_DOOR;
	service_wake(b->service, STEP_MS);
	service_clear_screen(b->service);
	go_to(b, 1, 1);
	service_say(b->service,
		    "{T}Harbour Pilot{0}  {K}Left{0} {K}Right{0} steer, {K}q{0} leaves");
}

static void draw_row(struct board *b, unsigned row)
{
	static const char rocks[] = "▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓";
	const struct board_door *d = &b->door;
	int left = d->left[row], right = d->field - left - d->width, water = d->width;
	const int wide = sizeof("▓") - 1;

	go_to(b, TOP + row, 1);
	service_say(b->service, "{y}%.*s{0}", left * wide, rocks);
	if (row + 1 == d->rows && d->ship >= left && d->ship < left + d->width)
		service_say(b->service, "%*s{b}A{0}%*s", d->ship - left, "",
			    left + d->width - 1 - d->ship, "");
	else
		service_say(b->service, "%*s", water, "");
	service_say(b->service, "{y}%.*s{0}", right * wide, rocks);
}

/* The channel comes a row nearer, and bends at its far end. */
static void advance(struct board_door *d)
{
	int bend = (int)(service_random(&d->seed) % 3) - 1, first = d->left[0] + bend;

	for (unsigned i = d->rows - 1; i; i--)
		d->left[i] = d->left[i - 1];
	if (++d->passed % 40 == 0 && d->width > CHANNEL_LAST)
		d->width--;
	d->left[0] = first < 1                       ? 1 :
		     first > d->field - d->width - 1 ? d->field - d->width - 1 :
						       first;
	first = d->left[d->rows - 1];
	d->aground = d->ship < first || d->ship >= first + d->width;
}

static void pilot(struct board *b)
{
	struct board_door *d = &b->door;

	advance(d);
	for (unsigned i = 0; i < d->rows; i++)
		draw_row(b, i);
	go_to(b, TOP + d->rows, 1);
	service_say(b->service, "%u cables ", d->passed);
	if (d->aground)
		service_say(b->service, "{r}and aground.{0} {K}Space{0}: once more; any key: back");
	service_wake(b->service, d->aground ? -1 : STEP_MS);
}

static bool steer(struct board *b, struct key k)
{
	struct board_door *d = &b->door;
	uint32_t key = key_text(k);

	if (d->aground && key == ' ')
		board_door_begin(b);
	else if (d->aground || key == 'q' || key == 'Q')
		return false;
	else if (k.sym == KEYSYM_LEFT && d->ship)
		d->ship--;
	else if (k.sym == KEYSYM_RIGHT && d->ship < d->field - 1)
		d->ship++;
	return true;
}

static void take_key(struct board *b, struct key k)
{
	b->frame = 0;
	if (b->stage == BOARD_MENU) {
		take_menu_key(b, k);
	} else if (b->stage == BOARD_DOOR && !steer(b, k)) {
		tour_did(b->service, TOUR_DOOR);
		draw(b);
	}
}

void board_leave(struct board *b)
{
	service_go(b->service, NULL);
}

/*
 * As boards do: a block in UTF-8 takes one cell where UTF-8 is read, three where each byte is a
 * character; and the cursor sent to a far corner stops at the real one. Both are asked by CPR
 * (ECMA-48 8.3.14), below the first row, whose answer could be xterm's Shift-F3. Without a window
 * there is no terminal to ask.
 */
void board_look_again(struct board *b)
{
	static const char question[] =
		"\033[0m\033[2J\033[2;1H\342\226\210\033[6n\033[255;255H\033[6n";

	b->stage = BOARD_ASKING;
	b->answers = 0;
	b->early_count = 0;
	service_wake(b->service, ANSWER_WAIT);
	b->rows = service_rows(b->service);
	b->columns = service_columns(b->service);
	if (b->rows)
		buf_append(service_output(b->service), question, sizeof(question) - 1);
	else
		draw(b);
}

static void begin_menu(struct board *b)
{
	draw(b);
	for (size_t i = 0; i < b->early_count && b->stage == BOARD_MENU; i++)
		take_key(b, b->early[i]);
	b->early_count = 0;
}

/* The cursor's column tells the first time, its row and column the second. */
static void board_cursor(void *state, unsigned row, unsigned column)
{
	struct board *b = state;

	if (b->stage != BOARD_ASKING)
		return;
	if (b->answers++ == 0) {
		service_set_charset(b->service, column > 1 ? "CP437" : NULL);
		if (column > 1)
			tour_did(b->service, TOUR_CP437);
		return;
	}
	b->rows = row + 1;
	b->columns = column + 1;
	begin_menu(b);
}

static void board_key(void *state, struct key k)
{
	struct board *b = state;

	if (b->stage != BOARD_ASKING)
		take_key(b, k);
	else if (b->early_count < BOARD_EARLY_MAX)
		b->early[b->early_count++] = k;
}

/* A client that takes nothing gets no frames meanwhile. */
static void move_on(struct board *b)
{
	bool full = buf_length(service_output(b->service)) > SERVICE_OUTPUT_HIGH / 2;

	service_wake(b->service, WAVE_MS);
	if (b->stage == BOARD_ASKING) {
		begin_menu(b);
	} else if (b->stage == BOARD_DOOR && !full) {
		pilot(b);
	} else if (b->stage == BOARD_MENU) {
		if (!full)
			draw_waves(b);
		if (++b->frame >= WAVES)
			service_wake(b->service, -1);
		put_cursor(b);
	}
}

static bool board_hear(void *state, enum area_event event)
{
	struct board *b = state;

	switch (event) {
	case AREA_ENTER:
		b->menu = &board_main;
		board_look_again(b);
		return true;
	case AREA_RESIZED:
		b->rows = service_rows(b->service);
		b->columns = service_columns(b->service);
		if (b->stage == BOARD_DOOR)
			board_door_begin(b);
		/* fall through */
	case AREA_PROMPT:
		if (b->stage == BOARD_MENU)
			draw(b);
		return true;
	case AREA_TICK: move_on(b); return true;
	default: return false;
	}
}

const struct area board_area = {
	.place = TOUR_BOARD,
	.size = sizeof(struct board),
	.hear = board_hear,
	.key = board_key,
	.cursor = board_cursor,
};
