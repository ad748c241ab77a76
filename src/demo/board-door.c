/* The door: a small game that runs until it ends, or a key ends it. */
#include "demo/board.h"

#include "base/poison.h"

enum { FIELD_MAX = 40, CHANNEL_FIRST = 14, CHANNEL_LAST = 7, STEP_MS = 120, TOP = 3 };

void board_door_begin(struct board *b)
{
	struct board_door *d = &b->door;

	if (b->rows < 8 || b->columns < CHANNEL_FIRST + 4) {
		b->stage = BOARD_MENU;
		service_say(b->service, "%sA game needs room.%s", b->rows ? "\r\033[K" : "",
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
	board_wake(b, STEP_MS);
	service_clear_screen(b->service);
	board_go(b, 1, 1);
	service_say(b->service,
		    "{T}Harbour Pilot{0}  {K}Left{0} {K}Right{0} steer, {K}q{0} leaves");
}

static void draw_row(struct board *b, unsigned row)
{
	static const char rocks[] = "▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓";
	const struct board_door *d = &b->door;
	int left = d->left[row], right = d->field - left - d->width, water = d->width;
	const int wide = sizeof("▓") - 1;

	board_go(b, TOP + row, 1);
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

void board_door_tick(struct board *b)
{
	struct board_door *d = &b->door;

	advance(d);
	for (unsigned i = 0; i < d->rows; i++)
		draw_row(b, i);
	board_go(b, TOP + d->rows, 1);
	service_say(b->service, "%u cables ", d->passed);
	if (d->aground)
		service_say(b->service, "{r}and aground.{0} {K}Space{0}: once more; any key: back");
	board_wake(b, d->aground ? -1 : STEP_MS);
}

bool board_door_key(struct board *b, struct key k)
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
